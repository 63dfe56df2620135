"""What holds inside the elements of a page: facts that pass from an element to those inside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.segment.cues import cues_of

BLOCK_LEVEL = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "optgroup option p pre section summary table tbody td tfoot th thead tr ul br".split()
)
TELLING = frozenset(
    "a address article aside blockquote button caption cite code details figcaption figure footer form header "
    "li main nav noscript ol pre section summary table time ul dl h1 h2 h3 h4 h5 h6 p em i strong b".split()
)
# Inline elements that pages set a caption's text and its credit in, and what their names hint at.
PARTS = frozenset("span small cite em i".split())
_PARTED = frozenset({"caption", "credit", "author", "copyright"})
# What they hint at says nothing about any part of the page.
_WHOLE = frozenset({"html", "body"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NAMES = ("class", "id", "role", "rel", "itemprop", "data-component", "data-testid")
READ = frozenset({*_NAMES, "hidden", "aria-hidden", "style"})
"""The attributes that are looked at."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_CUES: frozenset[str] = frozenset()

Element = tuple["Facts", bool, str, *tuple[str, ...]]
"""What holds around an element, whether it begins and ends blocks, its name, and names and values of those of its
attributes that are in `READ`: one flat tuple, for a page has many."""
_Alike = tuple["Facts", bool, str, frozenset[str], bool]


@dataclass(slots=True, eq=False)
class Facts:
    """What holds for text inside an element. Elements that are alike share one, so two of them compare by identity."""

    tag: str
    """The nearest block-level element."""
    tags: frozenset[str]
    cues: frozenset[str]
    levels: tuple[frozenset[str], ...]
    """The own cues of the nearest three block-level elements, outermost first."""
    link: bool
    hidden: bool
    heading: int
    preformatted: bool
    captioned: bool
    """Inline elements in here may be the parts of a caption."""

    def inside(self, tag: str, own: frozenset[str], *, hides: bool, block: bool) -> "Facts":
        """Return what holds inside an element that stands directly in one of which these facts hold.

        Args:
            tag: the element's name.
            own: the cues of its own attributes.
            hides: its own attributes hide it.
            block: it begins and ends blocks.
        """
        if tag in _WHOLE:
            own = _NO_CUES
        told = tag not in TELLING or tag in self.tags
        if told and not block and own <= self.cues and hides <= self.hidden:
            return self
        tags = self.tags if told else self.tags | {tag}
        levels = (*self.levels[-2:], own) if block else self.levels
        return Facts(
            tag=tag if block else self.tag,
            tags=tags,
            cues=self.cues if own <= self.cues else self.cues | own,
            levels=levels,
            link=self.link or tag == "a",
            hidden=self.hidden or hides,
            heading=_HEADINGS.get(tag, self.heading),
            preformatted=self.preformatted or tag == "pre",
            captioned="figcaption" in tags or "figure" in tags or any("caption" in own for own in levels),
        )


OUTSIDE = Facts("", frozenset(), _NO_CUES, (), False, False, 0, False, False)
"""What holds outside all elements of a page."""


class Inside(dict[Element, Facts]):
    """What holds inside the elements of one page.

    Pages repeat few kinds of elements many times, so what is known of a kind is worked out once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._alike: dict[_Alike, Facts] = {}

    def __missing__(self, element: Element) -> Facts:
        around, block, tag, *attributes = element
        own, hides = own_hints(attributes)
        alike = (around, block, tag, own, hides)
        facts = self._alike.get(alike)
        if facts is None:
            facts = self._alike[alike] = around.inside(tag, own, hides=hides, block=block)
        self[element] = facts
        return facts


def names_part(attributes: Sequence[str]) -> bool:
    """Tell whether an inline element in a caption is a part of it by its own names.

    Args:
        attributes: names and values in turn.
    """
    return not own_hints(attributes)[0].isdisjoint(_PARTED)


def own_hints(attributes: Sequence[str]) -> tuple[frozenset[str], bool]:
    """Return what an element's own attributes hint at, and whether they hide it from a reader.

    Args:
        attributes: names and values in turn, of those that are in `READ`.
    """
    if not attributes:
        return _NO_CUES, False
    if len(attributes) == 2 and attributes[0] == "class":
        # Half of what is left.
        return cues_of(attributes[1]), False
    values = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return cues_of(" ".join([values[name] for name in _NAMES if values.get(name)])), _hides(values)


def _hides(values: dict[str, str]) -> bool:
    """Tell whether an element's own attributes hide it from a reader."""
    if "hidden" in values or values.get("aria-hidden") == "true":
        return True
    return "style" in values and _HIDDEN_STYLE.search(values["style"]) is not None
