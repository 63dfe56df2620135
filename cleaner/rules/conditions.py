"""The closed vocabulary that rules are written in: small tests on the facts about a block.

A condition is a function of a `Scene` (the whole document as measured) and the index of a block. Each constructor
below returns one, so that an entry of the rule table reads as a sentence.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner.features import Features
from cleaner.model import Form, Role


@dataclass(frozen=True, slots=True)
class Scene:
    """A document as rules see it."""

    features: Sequence[Features]
    families: Sequence[frozenset[str]]
    """Lexicon families that each block's text belongs to."""
    roles: Sequence[Role | None]
    """Roles given so far; a rule sees those of the blocks above."""
    date_shares: Sequence[float]
    """Share of each short block's words that belong to dates and times."""
    first_prose: int
    """Index of the first block of prose, or the number of blocks."""
    last_prose: int
    """Index of the last block of prose, or -1."""
    title: str = ""
    """Normal form of the page's `<title>`; empty for plain text."""
    authors: frozenset[str] = frozenset()
    """Normal forms of the authors' names that the page's metadata gives."""


Condition = Callable[[Scene, int], bool]


def words(low: int, high: int) -> Condition:
    """The block has at least `low` and at most `high` words."""
    return lambda scene, i: low <= scene.features[i].words <= high


def tag(*names: str) -> Condition:
    """The text stands inside an element of one of these names."""
    wanted = frozenset(names)
    return lambda scene, i: (markup := scene.features[i].markup) is not None and not wanted.isdisjoint(markup.tags)


def cue(*names: str) -> Condition:
    """An attribute of any element above the text hints at one of these."""
    wanted = frozenset(names)
    return lambda scene, i: (markup := scene.features[i].markup) is not None and not wanted.isdisjoint(markup.cues)


def near(*names: str) -> Condition:
    """An attribute of one of the nearest three elements hints at one of these."""
    wanted = frozenset(names)
    return lambda scene, i: (markup := scene.features[i].markup) is not None and not wanted.isdisjoint(markup.near)


def form(*forms: Form) -> Condition:
    """The block looks like one of these."""
    return lambda scene, i: scene.features[i].form in forms


def phrase(*families: str) -> Condition:
    """The lexicon knows the block's text as one of these families."""
    wanted = frozenset(families)
    return lambda scene, i: not wanted.isdisjoint(scene.families[i])


def matches(pattern: str) -> Condition:
    """The whole text of the block matches; for shapes that no phrase can say. Patterns must run in linear time."""
    compiled = re.compile(pattern)
    return lambda scene, i: compiled.fullmatch(scene.features[i].text) is not None


def has_date(share: float) -> Condition:
    """At least this share of the block's words belong to dates, times and what is said around them."""
    return lambda scene, i: scene.date_shares[i] >= share


def links(share: float) -> Condition:
    """At least this share of the text is inside links."""
    return lambda scene, i: scene.features[i].link_share >= share


def before_prose() -> Condition:
    """No block of prose stands above."""
    return lambda scene, i: i < scene.first_prose


def after_prose(blocks: int = 1) -> Condition:
    """The first block of prose stands at least this many blocks above."""
    return lambda scene, i: i >= scene.first_prose + blocks


def below_prose() -> Condition:
    """No block of prose stands below."""
    return lambda scene, i: i > scene.last_prose


def at_end() -> Condition:
    """No other block of prose stands below."""
    return lambda scene, i: i >= scene.last_prose


def lone_item() -> Condition:
    """The block is a list item, and neither of its neighbours is."""

    def holds(scene: Scene, i: int) -> bool:
        around = scene.features[max(i - 1, 0) : i + 2]
        return [f.index for f in around if f.form is Form.LIST_ITEM] == [i]

    return holds


def previous(*roles: Role) -> Condition:
    """The block above has one of these roles."""
    return lambda scene, i: i > 0 and scene.roles[i - 1] in roles


def doubled() -> Condition:
    """A line of the block says again what the line before it said."""
    return lambda scene, i: scene.features[i].doubled


def cut_off() -> Condition:
    """The block ends in an ellipsis."""
    return lambda scene, i: scene.features[i].cut_off


def ends_sentence() -> Condition:
    """The block ends as a sentence does."""
    return lambda scene, i: scene.features[i].ends_sentence


def like_title() -> Condition:
    """The block says what the page's `<title>` says, which may add the name of the site."""
    return lambda scene, i: (
        bool(scene.title)
        and scene.features[i].normal
        in (
            scene.title,
            scene.title[: len(scene.features[i].normal)],
        )
    )


def above_title(blocks: int) -> Condition:
    """The page's main heading stands within so many blocks below."""

    def holds(scene: Scene, i: int) -> bool:
        below = scene.features[i + 1 : i + 1 + blocks]
        return any(feature.markup is not None and feature.markup.heading == 1 for feature in below)

    return holds


def known_author() -> Condition:
    """The block is the name of an author that the page's metadata gives."""
    return lambda scene, i: scene.features[i].normal in scene.authors


def all_of(*conditions: Condition) -> Condition:
    """Every one of these holds."""
    return lambda scene, i: all(condition(scene, i) for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """At least one of these holds."""
    return lambda scene, i: any(condition(scene, i) for condition in conditions)


def not_(condition: Condition) -> Condition:
    """This does not hold."""
    return lambda scene, i: not condition(scene, i)
