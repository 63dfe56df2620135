"""The elements that speak to machines, collected in one pass over the tree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_PER_NAME = 40
"""Values that are kept of one `<meta>` name."""
_LONGEST_TEXT = 2000
_LONGEST_BYLINE = 300
_HEADINGS = 12
_TIMES = 12
_BYLINES = 6
_JSON = ("application/ld+json",)

_SPEAKING = frozenset("meta link script title time".split())
_FURNITURE = frozenset("nav aside footer".split())
_NOT_BYLINE = ("comment", "bio", "avatar", "image", "img", "photo", "follow", "social", "related", "desc", "card-list")


@dataclass(slots=True)
class Head:
    """What was collected. Names are in lower case; values stand as on the page, in document order."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    language: str | None = None
    scripts: list[str] = field(default_factory=list)
    title: str | None = None
    headings: list[str] = field(default_factory=list)
    """Texts of `<h1>`."""
    times: list[tuple[str, str]] = field(default_factory=list)
    """`datetime` and text of `<time>`, those behind the first `<h1>` first."""
    items: dict[str, list[str]] = field(default_factory=dict)
    """Microdata: values by `itemprop`, for the few properties that are read."""
    authors: list[str] = field(default_factory=list)
    """Texts of the first links to an author's page."""
    bylines: list[str] = field(default_factory=list)

    def first(self, *names: str) -> str | None:
        """Return the first non-empty value of the first of these `<meta>` names that has one."""
        return next((value for name in names for value in self.metas.get(name, ()) if value.strip()), None)


def read_head(tree: Any) -> Head:
    """Collect what a page says to machines.

    Args:
        tree: the parsed page (an `lxml.html` element); it is not changed.

    Returns:
        The collected values; bounded in number and length.
    """
    head = Head(language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    early: list[tuple[str, str]] = []
    marked = []
    for node in tree.iter():
        tag = node.tag
        if tag in _SPEAKING:
            _speaking(node, tag, head, early)
        elif tag == "h1" and len(head.headings) < _HEADINGS and (text := text_of(node)):
            head.headings.append(text)
        # The usual spellings in class names (author, Byline, bylineName): to change case costs more.
        names = node.get("class")
        named = names is not None and ("uthor" in names or "yline" in names or "yLine" in names)
        if named or node.get("itemprop") is not None or tag == "h1" or node.get("rel") == "author":
            marked.append(node)
    head.times.extend(early)
    _marked(marked, head)
    return head


def _speaking(node: Any, tag: str, head: Head, early: list[tuple[str, str]]) -> None:
    """Read an element whose name says that it speaks to machines; times before the first heading go to `early`."""
    if tag == "meta":
        _meta(node, head)
    elif tag == "link":
        if head.canonical is None and "canonical" in (node.get("rel") or "").lower().split():
            head.canonical = node.get("href")
    elif tag == "script":
        if (node.get("type") or "").strip().lower().startswith(_JSON):
            head.scripts.append("".join(node.itertext()))
    elif tag == "title":
        # SVG drawings have titles, too.
        if head.title is None and (text := text_of(node)):
            head.title = text
    elif len(early) + len(head.times) < _TIMES and not _within(node, _FURNITURE):
        (head.times if head.headings else early).append((node.get("datetime") or "", text_of(node, 120)))


def text_of(node: Any, limit: int = _LONGEST_TEXT) -> str:
    """Return the text inside an element on one line, at most about `limit` code points; scripts and styles left out."""
    pieces: list[str] = []
    room = limit
    for piece in node.itertext(etree.Element):
        parent = getattr(piece, "getparent", lambda: None)()
        if parent is not None and parent.tag in ("script", "style") and piece.is_text:
            continue
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            break
    return " ".join(" ".join(pieces).split())[:limit]


def _meta(node: Any, head: Head) -> None:
    content = node.get("content")
    if not content:
        return
    for attribute in ("property", "name", "http-equiv", "itemprop"):
        name = node.get(attribute)
        if name:
            values = head.metas.setdefault(name.strip().lower(), [])
            if len(values) < _PER_NAME and content not in values:
                values.append(content)
    # a meta that is microdata is read with the marked elements


def _marked(nodes: Iterable[Any], head: Head) -> None:
    """Read microdata, author links and bylines of elements that may have some, and of the main headings."""
    first_author: Any = None
    early: list[str] | None = None
    for node in nodes:
        if node.tag == "h1" and early is None:
            early, head.bylines = head.bylines, []
        properties = (node.get("itemprop") or "").split()
        for name in properties:
            if name in ("author", "creator", "datePublished", "dateModified", "headline"):
                _item(node, name, head)
        classes = (node.get("class") or "").lower()
        if node.get("rel") == "author" and node.tag == "a":
            first_author = _link(node, first_author, head)
        if len(head.bylines) < _BYLINES and ("author" in classes or "byline" in classes):
            _byline(node, classes, head)
    head.bylines.extend(early or ())


def _item(node: Any, name: str, head: Head) -> None:
    values = head.items.setdefault(name, [])
    if len(values) >= _TIMES or _commented(node):
        return
    content = node.get("content") or (node.get("datetime") if name.startswith("date") else None)
    if not content and name in ("author", "creator"):
        inner = next((child for child in node.iter() if child.get("itemprop") == "name"), None)
        if inner is not None:
            content = inner.get("content") or text_of(inner, 200)
    content = content or text_of(node, 200)
    if content and content not in values:
        values.append(content)


def _link(node: Any, first: Any, head: Head) -> Any:
    """Take a link to an author's page if it is the first or stands beside it; return the first."""
    text = text_of(node, 200)
    if not text or _commented(node):
        return first
    if first is None or node.getparent() is first.getparent() or _grand(node) is _grand(first):
        if text not in head.authors and len(head.authors) < _TIMES:
            head.authors.append(text)
        return node if first is None else first
    return first


def _grand(node: Any) -> Any:
    parent = node.getparent()
    return parent.getparent() if parent is not None else None


def _byline(node: Any, classes: str, head: Head) -> None:
    if any(word in classes for word in _NOT_BYLINE) or _within(node, _FURNITURE) or _commented(node):
        return
    text = text_of(node, _LONGEST_BYLINE)
    if 2 < len(text) < _LONGEST_BYLINE and text not in head.bylines:
        head.bylines.append(text)


def _within(node: Any, tags: Iterable[str]) -> bool:
    return next(node.iterancestors(*tags), None) is not None


def _commented(node: Any) -> bool:
    """Tell whether an element belongs to a reader's comment."""
    for steps, above in enumerate(node.iterancestors()):
        if steps > 8:
            return False
        marks = f"{above.get('class') or ''} {above.get('id') or ''} {above.get('itemtype') or ''}".lower()
        if "comment" in marks and above.tag not in ("body", "html", "main", "article"):
            return True
    return False
