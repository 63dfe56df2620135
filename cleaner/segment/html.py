"""HTML -> blocks: one walk over the DOM, own text between block-level boundaries."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import lxml.html
from lxml import etree

from cleaner.model import Form, Markup, RejectedError
from cleaner.segment.credits import credit_start
from cleaner.segment.cues import cues_of

_BLOCK_LEVEL = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "optgroup option p pre section summary table tbody td tfoot th thead tr ul br".split()
)
_INVISIBLE = frozenset(
    "script style template title svg iframe object embed canvas select datalist textarea audio video map math "
    "colgroup input img".split()
)
_TELLING = frozenset(
    "a address article aside blockquote button caption cite code details figcaption figure footer form header "
    "li main nav noscript ol pre section summary table time ul dl h1 h2 h3 h4 h5 h6 p em i strong b".split()
)
# Inline elements that pages set a caption's text and its credit in, and what their names hint at.
_PARTS = frozenset("span small cite em i".split())
_PARTED = frozenset({"caption", "credit", "author", "copyright"})
_PICTURE = frozenset({"caption", "credit", "media"})
_TABLE_PARTS = frozenset("table thead tbody tfoot tr td th".split())
_ATTRIBUTES = ("class", "id", "role", "rel", "itemprop", "data-component", "data-testid")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Code points: a line that ends at <br> and is no longer than this is a verse, an address line or the like.
_VERSE = 90
_CELL = "\x1e"  # cell boundary inside a table row, until spaces are collapsed
_NO_CUES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before repair: its text has no place in the document's text yet."""

    text: str
    form: Form
    locator: str | None
    markup: Markup | None


@dataclass(frozen=True, slots=True)
class Page:
    """A segmented page: blocks in document order, and the parsed tree for whoever reads the head."""

    drafts: tuple[Draft, ...]
    tree: Any
    title: str | None
    language: str | None
    flags: tuple[str, ...]


@dataclass(slots=True)
class _Element:
    """What is known of an element that is still open. Plain values, copied down from the parent."""

    parent: "_Element | None"
    tag: str
    tags: frozenset[str]
    cues: frozenset[str]
    levels: tuple[frozenset[str], ...]
    path: tuple[int, ...]
    block: bool
    link: bool
    hidden: bool
    heading: int
    preformatted: bool
    position: int
    children: dict[str, int] = field(default_factory=dict)

    def locator(self) -> str:
        """DOM path of block-level elements, e.g. `html/body/div[2]/p[1]`."""
        steps: list[str] = []
        element: _Element | None = self
        while element is not None:
            if element.block:
                steps.append(f"{element.tag}[{element.position}]")
            element = element.parent
        return "/".join(reversed(steps))


class _Walk:
    """One pass over a tree. Collects drafts; holds the text of the block that is being read."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._pieces: list[str] = []
        self._link_characters = 0
        self._serial = 0
        self._tags: frozenset[str] = frozenset()
        self._cues: frozenset[str] = frozenset()

    def text(self, value: str, element: _Element) -> None:
        """Add a run of character data that stands directly inside `element`."""
        self._pieces.append(value)
        if value.isspace():
            return
        if element.link:
            self._link_characters += sum(map(len, value.split()))
        # Facts of inline elements reach the block when they hold its text: <p><em>..</em></p>
        if element.tags is not self._tags:
            self._tags = element.tags | self._tags
        if element.cues is not self._cues:
            self._cues = element.cues | self._cues

    def cell(self) -> None:
        """Mark a cell boundary when the row already holds text."""
        self._pieces.append(_CELL)

    def flush(self, element: _Element, *, at_break: bool = False) -> None:
        """End the block whose text has been collected inside `element`; `at_break` when `<br>` ends it."""
        raw = "".join(self._pieces)
        if not raw or raw.isspace():
            self._pieces.clear()
            return
        while not element.block and element.parent is not None:
            element = element.parent
        if element.preformatted:
            text = raw.replace(_CELL, "\t").replace("\r\n", "\n").strip("\n").rstrip()
        else:
            text = "\t".join(part.strip() for part in _SPACE.sub(" ", raw).split(_CELL)).strip()
        if text:
            tags, cues = self._tags | element.tags, self._cues | element.cues
            near = frozenset().union(*element.levels[-3:], self._cues - element.cues)
            markup = Markup(
                element.tag, tags, cues, near, element.path, self._link_characters, element.hidden, element.heading
            )
            form = _form(element, tags)
            if form is Form.TABLE and (element.tag not in _TABLE_PARTS or ("\t" not in text and len(text) > _VERSE)):
                form = Form.PARAGRAPH  # a table that lays out the page
            if form is Form.PARAGRAPH and at_break and len(text) <= _VERSE:
                form = Form.LINE
            self._add(text, form, element, markup)
        self._pieces.clear()
        self._link_characters = 0
        self._tags = self._cues = frozenset()

    def _is_part(self, own: frozenset[str], parent: _Element) -> bool:
        """Tell whether an inline element is a part of a caption: by its name, or since a sentence ends before it."""
        if not own.isdisjoint(_PARTED):
            return _is_caption(parent)
        if "figcaption" not in parent.tags:
            return False
        return "".join(self._pieces).rstrip().endswith((".", "!", "?", ")", "…"))

    def _add(self, text: str, form: Form, element: _Element, markup: Markup) -> None:
        """Add a block; a caption that ends in a credit is two."""
        locator = element.locator()
        pictured = "figure" in markup.tags or "figcaption" in markup.tags or not _PICTURE.isdisjoint(markup.near)
        start = credit_start(text) if pictured and form is not Form.TABLE else None
        parts = (text,) if start is None else (text[:start].rstrip(), text[start:])
        for part in parts:
            share = markup if start is None else replace(markup, link_characters=0)
            self.drafts.append(Draft(part, form, locator, share))

    def open(self, node: Any, tag: str, parent: _Element) -> _Element:
        """Return what is known of `node` from its parent and its own attributes."""
        attributes = node.attrib
        own = _NO_CUES
        hidden = parent.hidden
        if attributes:
            values = [value for name in _ATTRIBUTES if (value := attributes.get(name))]
            if values and tag not in ("body", "html"):
                own = cues_of(" ".join(values))
            hidden = hidden or _is_hidden(attributes)
        block = tag in _BLOCK_LEVEL or (tag in _PARTS and self._is_part(own, parent))
        path, position = parent.path, 0
        if block:
            self._serial += 1
            path = (*path, self._serial)
            position = parent.children[tag] = parent.children.get(tag, 0) + 1
        return _Element(
            parent=parent,
            tag=tag,
            tags=parent.tags | {tag} if tag in _TELLING and tag not in parent.tags else parent.tags,
            cues=parent.cues | own if not own <= parent.cues else parent.cues,
            levels=(*parent.levels[-2:], own) if block else parent.levels,
            path=path,
            block=block,
            link=parent.link or tag == "a",
            hidden=hidden,
            heading=int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else parent.heading,
            preformatted=parent.preformatted or tag == "pre",
            position=position,
        )


def _is_caption(element: _Element) -> bool:
    """Tell whether inline elements inside this one may be the parts of a caption."""
    return "figcaption" in element.tags or "figure" in element.tags or any("caption" in own for own in element.levels)


def _is_hidden(attributes: Any) -> bool:
    """Tell whether the element's own attributes hide it from a reader."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN_STYLE.search(style) is not None


def _form(element: _Element, tags: frozenset[str]) -> Form:
    """Return what a block inside `element` looks like."""
    if element.heading:
        return Form.HEADING
    if element.preformatted:
        return Form.CODE
    for tag, form in (
        ("figcaption", Form.FIGURE),
        ("blockquote", Form.QUOTE),
        ("li", Form.LIST_ITEM),
        ("table", Form.TABLE),
    ):
        if tag in tags:
            return form
    return Form.PARAGRAPH


def _walk(root: Any) -> list[Draft]:
    """Read the tree under `root` once, without recursion: depth costs nothing."""
    walk = _Walk()
    top = _Element(None, "", frozenset(), _NO_CUES, (), (), False, False, False, 0, False, 0)
    stack = [top]
    events = etree.iterwalk(root, events=("start", "end"))
    for event, node in events:
        if event == "start":
            tag = node.tag
            if tag in _INVISIBLE or not isinstance(tag, str):
                events.skip_subtree()
                stack.append(stack[-1])
                continue
            parent = stack[-1]
            element = walk.open(node, tag, parent)
            if tag in ("td", "th"):
                walk.cell()
            elif element.block:
                walk.flush(parent, at_break=tag == "br")
            stack.append(element)
            if node.text:
                walk.text(node.text, element)
        else:
            element = stack.pop()
            parent = stack[-1]
            if element is not parent and element.block and element.tag not in ("td", "th"):
                walk.flush(element)
            if node.tail:
                walk.text(node.tail, parent)
    walk.flush(top)
    return walk.drafts


def _visible(drafts: list[Draft]) -> tuple[list[Draft], tuple[str, ...]]:
    """Leave `<noscript>` out, unless that is where the page keeps its text.

    Browsers with scripts do not show it; some forums put the whole thread there.
    """
    fallback = [draft for draft in drafts if draft.markup is not None and "noscript" in draft.markup.tags]
    if not fallback:
        return drafts, ()
    shown = [draft for draft in drafts if draft.markup is None or "noscript" not in draft.markup.tags]
    words = sum(len(draft.text.split()) for draft in shown)
    if sum(len(draft.text.split()) for draft in fallback) >= max(3 * words, 20):
        return drafts, ("noscript_content",)
    return shown, ()


def _too_deep(text: str) -> tuple[list[Draft], tuple[str, ...]]:
    """Read a page whose nesting libxml2 cuts off with a parser that does not, without its structure."""
    # Loaded only for such pages: one in millions.
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    plain = extract_plain_text(HTMLTree.parse(text), main_content=False, alt_texts=False, links=False)
    lines = (line.strip() for line in str(plain).split("\n"))
    return [Draft(line, Form.PARAGRAPH, None, None) for line in lines if line], ("depth_limit",)


def segment_html(text: str) -> Page:
    """Split an HTML page into blocks.

    Args:
        text: the decoded page. Its visible text comes out in document order; scripts, styles and the head do not.

    Returns:
        The page's blocks (texts with white space collapsed as a browser does, except in `<pre>`), its parsed tree,
        `<title>`, the language declared on `<html>`, and flags: `noscript_content`, `depth_limit`.

    Raises:
        RejectedError: the parser finds no element at all.
    """
    # libxml2 turns NUL into U+FFFD or stops; the cell marker is ours.
    clean = text.replace("\x00", "").replace(_CELL, "")
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise RejectedError("segment", "no_markup", f"no HTML element found: {error}") from error
    drafts, flags = _visible(_walk(tree))
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        drafts, flags = _too_deep(clean)
    title = tree.findtext(".//title")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Page(tuple(drafts), tree, _SPACE.sub(" ", title).strip() if title else None, language, flags)
