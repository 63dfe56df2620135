"""JSON-LD as pages really write it: reading the scripts, and finding the node that describes the page."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cleaner.page.values import clean_text, place, same

Node = dict[str, Any]

_MOST_SCRIPTS = 100
_LONGEST_SCRIPT = 4_000_000
"""Code points; a longer script is not read."""
_MOST_NODES = 5000
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?://\s*)?(?:\]\]>|-->)\s*$")
# A string, or a comma before a closing bracket: strings are matched so that nothing inside them is.
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*+[\]}])', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')

_ARTICLES = frozenset(
    "article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle scholarlyarticle "
    "medicalscholarlyarticle techarticle apireference report liveblogposting socialmediaposting "
    "discussionforumposting review recipe howto criticreview claimreview posting".split()
)
_PAGES = frozenset(
    "webpage itempage collectionpage aboutpage medicalwebpage qapage faqpage videoobject podcastepisode audioobject "
    "creativework question event imagegallery mediagallery book dataset course jobposting product".split()
)
# Below these keys stands what the page is about; below any other key, what it mentions.
_OWN = frozenset({"@graph", "mainEntity", "mainEntityOfPage", "mainentity", "subjectOf"})


@dataclass(frozen=True, slots=True)
class Hints:
    """What else is known of the page, to tell its node from those of pages that it mentions."""

    urls: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """All JSON-LD of a page: the node that describes it, and those that others point at."""

    article: Node | None
    page: Node | None
    """The node of the page as such (`WebPage`, `VideoObject` ...)."""
    by_id: dict[str, Node]
    names: tuple[str, ...]
    """Names of the site and its publisher."""


def read_scripts(scripts: Sequence[str]) -> list[Any]:
    """Parse the JSON of a page's scripts; what cannot be read is left out."""
    return [value for text in scripts[:_MOST_SCRIPTS] if (value := parse(text)) is not None]


def parse(text: str) -> Any:
    """Parse the JSON of one script, forgiving what templates get wrong.

    Args:
        text: the script's text; comment and CDATA wrappers, line breaks in strings, trailing commas, stray
            backslashes, escaped quotes and text after the value are coped with.

    Returns:
        The value, or `None` where it cannot be read or is longer than the limit.
    """
    if len(text) > _LONGEST_SCRIPT:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    repaired = _WRAPPED.sub("", text).strip()
    for attempt in (_as_is, _without_commas, _unescaped):
        try:
            return attempt(repaired)
        except (ValueError, RecursionError):
            continue
    return None


def _as_is(text: str) -> Any:
    return json.JSONDecoder(strict=False).raw_decode(text)[0]


def _without_commas(text: str) -> Any:
    text = _BAD_ESCAPE.sub(lambda m: m.group() if m.group(1) else "\\\\", text)
    return _as_is(_TRAILING_COMMA.sub(lambda m: m.group(1) or "", text))


def _unescaped(text: str) -> Any:
    if "&quot;" not in text and "&#34;" not in text:
        raise ValueError("no escaped quotes")
    return _without_commas(html.unescape(text))


def link(values: Sequence[Any], hints: Hints) -> Linked:
    """Find the nodes that describe the page.

    Args:
        values: parsed JSON-LD.
        hints: the page's addresses and titles as its head states them.

    Returns:
        The best article-like node, the best page-like one, and what they refer to. A node that stands below a
        relation to other pages, or among many of its kind, has to fit the hints.
    """
    articles: list[tuple[Node, bool]] = []
    others: list[tuple[Node, bool]] = []
    by_id: dict[str, Node] = {}
    names: list[str] = []
    for node, own in _nodes(values):
        identifier = node.get("@id")
        if isinstance(identifier, str) and len(node) > len(by_id.get(identifier, ())):
            by_id[identifier] = node
        kinds = types_of(node)
        if kinds & _ARTICLES:
            articles.append((node, own))
        elif kinds & _PAGES:
            others.append((node, own))
        names.extend(_outlets(node, kinds))
    return Linked(_best(articles, hints), _best(others, hints), by_id, tuple(dict.fromkeys(names)))


def types_of(node: Node) -> frozenset[str]:
    """Return the types of a node in lower case, without namespace."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(re.split(r"[/:#]", kind)[-1].casefold() for kind in listed[:8] if isinstance(kind, str))


def _nodes(values: Sequence[Any]) -> Iterator[tuple[Node, bool]]:
    """Yield the objects in document order, without recursion, and whether each stands for the page itself."""
    stack: list[tuple[Any, bool]] = [(value, True) for value in reversed(values)]
    seen = 0
    while stack and seen < _MOST_NODES:
        value, own = stack.pop()
        if isinstance(value, list):
            stack.extend((item, own) for item in reversed(value))
        elif isinstance(value, dict):
            seen += 1
            yield value, own
            inner = [(item, own and key in _OWN) for key, item in value.items() if isinstance(item, dict | list)]
            stack.extend(reversed(inner))


def _outlets(node: Node, kinds: frozenset[str]) -> Iterator[str]:
    """Yield the names of a site or publisher node, and of the publisher of any other."""
    publisher = node.get("publisher")
    sources = [publisher] if isinstance(publisher, dict) and "person" not in types_of(publisher) else []
    if kinds & {"website", "newsmediaorganization"}:
        sources.append(node)
    for source in sources:
        for key in ("name", "alternateName", "legalName"):
            if name := clean_text(source.get(key), 200):
                yield name


def _best(found: Sequence[tuple[Node, bool]], hints: Hints) -> Node | None:
    """Return the node that fits the page best; the first of equals."""
    best, most = None, 0
    many = sum(own for _, own in found) > 3
    for node, own in found:
        fit = _fit(node, hints)
        score = 4 * fit + (0 if many or not own else 2)
        # Of two nodes for one page the fuller one is the better source.
        score += bool(score) * ("author" in node or "creator" in node)
        if score > most:
            best, most = node, score
    return best


def _fit(node: Node, hints: Hints) -> int:
    """Count the ways in which a node names the page: its address, its headline."""
    main = node.get("mainEntityOfPage")
    addresses = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    places = {place(url) for url in hints.urls} - {""}
    by_url = any(isinstance(address, str) and place(address) in places for address in addresses)
    headline = clean_text(node.get("headline")) or clean_text(node.get("name"))
    return by_url + any(same(headline, title) for title in hints.titles)
