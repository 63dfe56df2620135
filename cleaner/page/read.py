"""One page's metadata from all that it states, the surest source first."""

from collections.abc import Iterable, Sequence
from typing import Any

from cleaner.page.data import PageData
from cleaner.page.head import Head, read_head
from cleaner.page.jsonld import Hints, Linked, Node, link, read_scripts, types_of
from cleaner.page.names import Names, clean_names, name_from_address
from cleaner.page.titles import choose_title
from cleaner.page.values import absolute, clean_text, host_of, read_date, read_language
from cleaner.tokens import normal_form

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publication-date", "article.published", "date.issued", "dc.date.issued", "dcterms.created",
    "dc.date.created", "dcterms.date", "dcterms.issued", "citation_publication_date", "citation_online_date",
    "og:pubdate", "dc.date", "date", "article_date_original", "originalpublicationdate", "og:published_time", "created",
    "rnews:datepublished", "date_published", "video:release_date", "og:video:release_date",
    "dcsext.articlefirstpublished",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:updated", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "article.updated", "revised", "og:modified_time", "date.modified",
)  # fmt: skip
_AUTHORS = (
    "parsely-author", "author", "article:author_name", "sailthru.author", "cxenseparse:author", "byl", "article.author",
    "dcterms.creator", "dc.creator", "creator", "article:author", "og:article:author", "authors",
)  # fmt: skip
_LONGEST_BODY = 2_000_000
"""Code points of `articleBody` that are read."""


def read_page(tree: Any, *, url: str | None = None) -> PageData:
    """Read what a page states about itself.

    Args:
        tree: the parsed page (an `lxml.html` element); it is not changed.
        url: where the page came from, if known; never fetched.

    Returns:
        The page's metadata. Nothing is raised, whatever the page holds.
    """
    head = read_head(tree)
    address = absolute(head.canonical, url) or absolute(head.first("og:url"), url) or url
    titles = _texts(head.first("og:title"), head.first("twitter:title"), head.title)
    hints = Hints(tuple(u for u in (address, url) if u), (*titles, *head.headings[:1]))
    linked = link(read_scripts(head.scripts), hints)
    site = _site(head, linked)
    outlets = _outlets(site, linked, address or url)
    article = linked.article or {}
    dates = _stated_dates(head, linked)
    names = _authors(head, linked, outlets)
    return PageData(
        title=choose_title(_texts(article.get("headline"), *titles), head.headings, outlets),
        authors=names.people,
        groups=names.groups or names.own[:1],
        published_at=_first_date(dates),
        modified_at=_first_date((article.get("dateModified"), *_metas(head, _MODIFIED), *_items(head, "dateModified"))),
        site=site,
        url=address,
        language=_language(head, article),
        description=_one(
            head.first("og:description", "description", "twitter:description"), article.get("description")
        ),
        article_body=_body(linked),
        article=linked.article is not None or head.first("og:type") == "article",
        outlets=tuple(sorted(outlets)),
        bylines=tuple(head.bylines),
        dates=_in_words(dates),
        times=_times(head),
    )


def _texts(*values: object) -> list[str]:
    return [text for value in values if (text := clean_text(value))]


def _one(*values: object) -> str | None:
    return next(iter(_texts(*values)), None)


def _flat(value: object) -> object:
    """Return the first of a list, anything else as it is."""
    return value[0] if isinstance(value, list) and value else value


def _metas(head: Head, names: Sequence[str]) -> list[str]:
    return [value for name in names for value in head.metas.get(name, ())]


def _items(head: Head, name: str) -> list[str]:
    return head.items.get(name, [])


def _first_date(values: Iterable[object]) -> str | None:
    return next((found for value in values if (found := read_date(_flat(value)))), None)


def _stated_dates(head: Head, linked: Linked) -> list[object]:
    """Return all values that are stated as the publication date, surest first."""
    article, page = linked.article or {}, linked.page or {}
    return [
        article.get("datePublished"),
        *_metas(head, _PUBLISHED),
        *_items(head, "datePublished"),
        page.get("datePublished"),
        page.get("uploadDate"),
        article.get("dateCreated"),
    ]


def _in_words(values: Iterable[object]) -> tuple[str, ...]:
    texts = (clean_text(_flat(value), 120) for value in values if read_date(_flat(value)) is None)
    return tuple(dict.fromkeys(text for text in texts if text))


def _times(head: Head) -> tuple[str, ...]:
    """Return the dates of `<time>` elements, as RFC 3339 or, where only their text names them, in words."""
    found = (read_date(moment) or clean_text(text, 120) for moment, text in head.times)
    return tuple(dict.fromkeys(value for value in found if value))


def _site(head: Head, linked: Linked) -> str | None:
    return _one(head.first("og:site_name"), *linked.names, head.first("application-name", "publisher", "dc.publisher"))


def _outlets(site: str | None, linked: Linked, address: str | None) -> frozenset[str]:
    """Return the normal forms of all names of the site: stated ones, and what its host is called."""
    names = [site or "", *linked.names]
    host = host_of(address)
    if host:
        labels = host.split(".")
        names += [host, *(label for label in labels[:-1] if len(label) > 3)]
    folded = {normal_form(name) for name in names}
    return frozenset(
        form for name in folded for form in (name, name.removeprefix("the "), name.replace(" ", "")) if form
    )


def _authors(head: Head, linked: Linked, outlets: frozenset[str]) -> Names:
    """Return the people of the first source that names any, and the agencies and teams of the first that does."""
    article, page = linked.article or {}, linked.page or {}
    people, organisations = _stated(article.get("author") or article.get("creator"), linked)
    sources: list[tuple[Sequence[str], bool]] = [
        (people, False),
        (head.metas.get("citation_author", []), True),
        *((head.metas[name], name.startswith("dc")) for name in _AUTHORS if name in head.metas),
        (_card(head), False),
        (head.items.get("author", []), False),
        (head.authors, False),
        (head.items.get("creator", []), False),
        (_stated(page.get("author"), linked)[0], False),
        ([name for address in head.metas.get("article:author", []) if (name := name_from_address(address))], False),
    ]
    groups: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    for values, inverted in sources:
        names = clean_names(values, outlets, inverted=inverted)
        groups, own = groups or names.groups, own or names.own
        if names.people:
            return Names(names.people, groups, own)
    named = clean_names(organisations, outlets)
    return Names((), groups or named.groups or named.people, own or named.own)


def _card(head: Head) -> list[str]:
    """Return the author in a card for social networks, whose label says what the value is."""
    found: list[str] = []
    for number in ("1", "2"):
        label = normal_form(head.first(f"twitter:label{number}") or "")
        if label.endswith(("by", "von", "par", "por", "da", "door")) or label in ("author", "autor", "auteur"):
            found += head.metas.get(f"twitter:data{number}", [])
    return found


def _stated(value: object, linked: Linked) -> tuple[list[str], list[str]]:
    """Return the names in an author field, people and organisations: text, objects, lists of them, references."""
    people: list[str] = []
    organisations: list[str] = []
    stack = [(value, people)]
    steps = 0
    while stack and steps < 100:
        steps += 1
        item, into = stack.pop()
        if isinstance(item, list):
            stack.extend((inner, into) for inner in reversed(item))
        elif isinstance(item, str):
            into.append(item)
        elif isinstance(item, dict):
            firm = types_of(item) & {"organization", "newsmediaorganization", "corporation"}
            stack.append((_name_of(item, linked), organisations if firm else into))
    return people, organisations


def _name_of(node: Node, linked: Linked) -> object:
    """Return what a person's node says of the name."""
    if "name" not in node and isinstance(identifier := node.get("@id"), str):
        node = linked.by_id.get(identifier, node)
    name = node.get("name")
    if isinstance(name, dict):
        return name.get("@value")
    if name:
        return name
    parts = [text for key in ("givenName", "familyName") if (text := clean_text(node.get(key)))]
    return " ".join(parts) or node.get("@value")


def _language(head: Head, article: Node) -> str | None:
    stated = (head.language, head.first("content-language"), head.first("og:locale"), article.get("inLanguage"))
    return next((tag for value in stated if (tag := read_language(value))), None)


def _body(linked: Linked) -> str | None:
    """Return the article's text from JSON-LD, tags and entities as they stand there."""
    body = (linked.article or {}).get("articleBody")
    text = "\n\n".join(part for part in body if isinstance(part, str)) if isinstance(body, list) else body
    return text[:_LONGEST_BODY].strip() or None if isinstance(text, str) else None
