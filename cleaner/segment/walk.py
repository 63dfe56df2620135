"""Page tree -> drafts: one walk over the elements, own text between block-level boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from cleaner.model import Form, Markup
from cleaner.segment.credits import cut_caption, may_cut
from cleaner.segment.elements import BLOCK_LEVEL, OUTSIDE, PARTS, READ, Facts, Inside, names_part
from cleaner.segment.formula import formula
from cleaner.tokens import count_characters

CELL = "\x1e"
"""Cell boundary inside a table row, until spaces are collapsed. No text of a page may hold it."""

_INVISIBLE = frozenset(
    "script style template title svg iframe object embed canvas select datalist textarea audio video map math "
    "colgroup input img rt rtc rp".split()
)
# KaTeX writes each formula twice, for machines and for the eye.
_AGAIN = "katex-html"
_FRAMED = frozenset({"caption", "credit"})
_PICTURE = frozenset({"media"})
# What is no caption wherever it stands.
_WHOLE = frozenset({Form.TABLE, Form.CODE, Form.HEADING})
# To look a member up in its class takes as long as all else that is asked of most blocks.
_TABLE, _PARAGRAPH, _LINE = Form.TABLE, Form.PARAGRAPH, Form.LINE
# Code points: a longer block is a caption only where a figure or a name says so.
_CAPTION = 250
_TABLE_PARTS = frozenset("table thead tbody tfoot tr td th".split())
_CELLS = frozenset({"td", "th"})
# Code points: a line that ends at <br> and is no longer than this is a verse, an address line or the like.
_VERSE = 90
_CREDIT = frozenset({"credit"})


class Draft(NamedTuple):
    """A block before repair: its text has no place in the document's text yet."""

    text: str
    form: Form
    locator: str | None
    markup: Markup | None


class _Box:
    """A block-level element that is still open: where it stands."""

    __slots__ = ("above", "facts", "known", "path", "position")

    def __init__(self, above: "_Box | None", facts: Facts, path: tuple[int, ...], position: int) -> None:
        self.above = above
        self.facts = facts
        self.path = path
        self.position = position
        # The locator: most boxes hold no text of their own and are never asked for it.
        self.known = None if above else ""

    def locator(self) -> str:
        """Return the path of block-level elements, e.g. `html/body/div[2]/p[1]`."""
        if self.known is not None:
            return self.known
        unknown: list[_Box] = []
        box = self
        while box.known is None and box.above is not None:
            unknown.append(box)
            box = box.above
        locator = box.known or ""
        for below in reversed(unknown):
            step = f"{below.facts.tag}[{below.position}]"
            locator = below.known = f"{locator}/{step}" if locator else step
        return locator


class _Look(NamedTuple):
    """What the elements around a block say about it."""

    tags: frozenset[str]
    cues: frozenset[str]
    near: frozenset[str]
    form: Form
    framed: bool
    """Inside a figure, or named a caption or a credit."""
    pictured: bool
    """That, or named a picture or a player."""
    whole: bool
    """Not to be cut into a caption and its credit."""


# An open element: what holds in it, its nearest block-level element, and its block-level children so far by name.
_Open = tuple[Facts, _Box, dict[str, int]]


@dataclass(slots=True)
class _Collector:
    """Collects drafts; holds the text of the block that is being read."""

    drafts: list[Draft] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    """Text since the last boundary; nothing where that would be only white space."""
    formulas: bool = False
    """Whether there was one."""
    _last: str = ""
    """The last of it that is not white space: to look for it again for every part of a caption takes quadratic time."""
    _inside: dict[Facts, None] = field(default_factory=dict)
    _linked: list[str] = field(default_factory=list)
    _looks: dict[tuple[Facts, ...], _Look] = field(default_factory=dict)

    def text(self, value: str, facts: Facts) -> None:
        """Add a run of character data that stands directly inside an element."""
        self.pieces.append(value)
        if not value.isspace():
            self._last = value
            self._inside[facts] = None
            if facts.link:
                self._linked.append(value)

    def formula(self, element: Any, facts: Facts) -> None:
        """Add a formula that stands directly inside an element."""
        if shown := formula(element):
            self.formulas = True
            self.text(shown, facts)

    def flush(self, box: _Box, *, at_break: bool = False) -> None:
        """End the block whose text has been collected inside `box`; `at_break` when `<br>` ends it."""
        raw = "".join(self.pieces)
        self.pieces.clear()
        self._last = ""
        if not self._inside:
            return
        if box.facts.preformatted:
            text = raw.replace(CELL, "\t").replace("\r\n", "\n").strip("\n").rstrip()
        else:
            text = one_line(raw).strip()
            if CELL in text:
                text = "\t".join([part.strip() for part in text.split(CELL)]).strip()
        if text:
            self._add(text, box, at_break=at_break)
        self._inside.clear()
        self._linked.clear()

    def ends_sentence(self) -> bool:
        """Tell whether what has been collected so far ends a sentence."""
        return self._last.rstrip().endswith((".", "!", "?", ")", "…"))

    def _add(self, text: str, box: _Box, *, at_break: bool) -> None:
        """Add a block; caption, announcing word and those who made the picture are blocks of their own."""
        facts = box.facts
        key = (facts, *self._inside)
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = _look(facts, self._inside)
        tags, cues, near, form, framed, pictured, whole = look
        if form is _TABLE and (facts.tag not in _TABLE_PARTS or ("\t" not in text and len(text) > _VERSE)):
            form, whole = _PARAGRAPH, "code" in tags  # a table that lays out the page
        if at_break and form is _PARAGRAPH and len(text) <= _VERSE:
            form = _LINE
        link_characters = count_characters("".join(self._linked)) if self._linked else 0
        markup = Markup(facts.tag, tags, cues, near, box.path, link_characters, facts.hidden, facts.heading)
        locator = box.locator()
        pictured = framed or (pictured and len(text) <= _CAPTION)
        if whole or "\n" in text or not may_cut(text, pictured=pictured):
            self.drafts.append(Draft(text, form, locator, markup))
            return
        parts = cut_caption(text, pictured=pictured)
        if len(parts) > 1:
            markup = markup._replace(link_characters=0)
        for part in parts:
            # What the words of a credit say counts as if its element said it.
            own = markup
            if part.credit:
                own = markup._replace(near=markup.near | _CREDIT, cues=markup.cues | _CREDIT)
            self.drafts.append(Draft(part.text, form, locator, own))


def one_line(text: str) -> str:
    """Return a text with its white space collapsed as a browser does: runs of ASCII white space are one space."""
    # Several times as fast as a pattern: running text is full of single spaces, which stay as they are.
    for space in "\t\n\r\f":
        text = text.replace(space, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _look(outer: Facts, inside: dict[Facts, None]) -> _Look:
    """Join what holds in a block-level element with what holds in those inside it that the text comes from."""
    # Facts of inline elements reach the block when they hold its text: <p><em>..</em></p>
    tags = outer.tags.union(*[facts.tags for facts in inside])
    held = frozenset().union(*[facts.cues for facts in inside])
    near = frozenset().union(*outer.levels, held - outer.cues)
    framed = "figure" in tags or "figcaption" in tags or not _FRAMED.isdisjoint(near)
    pictured = framed or not _PICTURE.isdisjoint(near)
    form = _form(outer, tags)
    whole = form in _WHOLE or "code" in tags or (form is Form.LIST_ITEM and not framed)
    return _Look(tags, outer.cues | held, near, form, framed, pictured, whole)


def _form(outer: Facts, tags: frozenset[str]) -> Form:
    """Return what a block looks like."""
    if outer.heading:
        return Form.HEADING
    if outer.preformatted:
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


def _is_part(around: Facts, attributes: Sequence[str], read: _Collector) -> bool:
    """Tell whether an inline element is a part of a caption: by its name, or since a sentence ends before it."""
    return names_part(attributes) or ("figcaption" in around.tags and read.ends_sentence())


def walk(root: Any) -> list[Draft]:
    """Read the tree under `root` once, without recursion: depth costs nothing.

    Args:
        root: an lxml element. Its text does not hold `CELL`, and no comments are in it.

    Returns:
        The blocks in document order.
    """
    read, inside, serial = _Collector(), Inside(), 0
    pieces = read.pieces
    top = _Box(None, OUTSIDE, (), 0)
    stack: list[_Open] = [(OUTSIDE, top, {})]
    events = etree.iterwalk(root, events=("start", "end"))
    for event, node in events:
        if event == "start":
            tag = node.tag
            outer = stack[-1]
            if tag in _INVISIBLE or (read.formulas and _AGAIN in node.values()):
                events.skip_subtree()
                stack.append(outer)
                if tag == "math":
                    read.formula(node, outer[0])
                continue
            around, box, children = outer
            attributes = [part for pair in node.items() if pair[0] in READ for part in pair]
            block = tag in BLOCK_LEVEL or (tag in PARTS and around.captioned and _is_part(around, attributes, read))
            facts = inside[around, block, tag, *attributes]
            if block:
                if tag in _CELLS:
                    pieces.append(CELL)
                elif pieces:
                    read.flush(box, at_break=tag == "br")
                serial += 1
                position = children[tag] = children.get(tag, 0) + 1
                box = _Box(box, facts, (*box.path, serial), position)
            stack.append((facts, box, {}))
            text = node.text
        else:
            _, box, _ = stack.pop()
            facts, outer_box, _ = stack[-1]
            if box is not outer_box and pieces and box.facts.tag not in _CELLS:
                read.flush(box)
            text = node.tail
        # The beginning of a block loses its spaces anyway, unless it is code.
        if text and (pieces or facts.preformatted or not text.isspace()):
            read.text(text, facts)
    read.flush(top)
    return read.drafts
