"""The closed vocabulary that rules are written in: small tests on the facts about a block.

A condition is a test of a `Scene` (the whole document as measured) and the index of a block. Each constructor below
returns one, so that an entry of the rule table reads as a sentence.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

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
    description: str = ""
    """Normal form of the summary that the page's metadata gives."""


Test = Callable[[Scene, int], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """A test, and the signals without which it cannot hold.

    A signal is a fact that few blocks show: a lexicon family, a cue, a telling element. A rule whose condition needs
    one, or asks for one at a gate, is not even tried on the blocks that show none.
    """

    holds: Test
    needs: frozenset[str] | None = None
    """At least one of these signals has to be there; `None` where the test can hold without any."""
    gates: tuple[frozenset[str], ...] = ()
    """Of each of these sets at least one signal has to be there. Beside what `needs` names, a gate may ask for a form
    or a character: what many blocks show, and what is still far cheaper to see than to run the test."""
    words: tuple[float, float] = (0, inf)
    """The test can hold for no fewer words and for no more."""


class Signals(NamedTuple):
    """The signals that a block shows. Hashable: many blocks of a document show the same ones."""

    families: frozenset[str]
    tags: frozenset[str]
    near: frozenset[str]
    dated: bool
    doubled: bool

    def names(self) -> frozenset[str]:
        """Return them named as `Condition.needs` names them."""
        return frozenset(
            (
                *(f"phrase:{family}" for family in self.families),
                *(f"tag:{tag}" for tag in self.tags),
                *(f"near:{cue}" for cue in self.near),
                *(("date",) if self.dated else ()),
                *(("doubled",) if self.doubled else ()),
            )
        )


_NONE: frozenset[str] = frozenset()


def signals(scene: Scene, i: int) -> Signals:
    """Return the signals that a block shows."""
    feature = scene.features[i]
    markup, dated = feature.markup, scene.date_shares[i] > 0.0
    if markup is None:
        return Signals(scene.families[i], _NONE, _NONE, dated, feature.doubled)
    return Signals(scene.families[i], markup.tags, markup.near, dated, feature.doubled)


def words(low: int, high: int) -> Condition:
    """The block has at least `low` and at most `high` words."""
    return Condition(lambda scene, i: low <= scene.features[i].words <= high, words=(low, high))


def tag(*names: str) -> Condition:
    """The text stands inside an element of one of these names."""
    wanted = frozenset(names)
    return _signalled(_marked("tags", wanted), (f"tag:{name}" for name in names))


def near(*names: str) -> Condition:
    """An attribute of one of the nearest three elements hints at one of these."""
    wanted = frozenset(names)
    return _signalled(_marked("near", wanted), (f"near:{name}" for name in names))


def form(*forms: Form) -> Condition:
    """The block looks like one of these."""
    return _gated(lambda scene, i: scene.features[i].form in forms, *(f"form:{one}" for one in forms))


def phrase(*families: str) -> Condition:
    """The lexicon knows the block's text as one of these families."""
    wanted = frozenset(families)
    return _signalled(
        lambda scene, i: not wanted.isdisjoint(scene.families[i]), (f"phrase:{family}" for family in families)
    )


def matches(pattern: str, *, opens: str = "", closes: str = "", has: Sequence[str] = ()) -> Condition:
    """The whole text of the block matches; for shapes that no phrase can say.

    Args:
        pattern: must run in linear time.
        opens: every text that matches begins with one of these characters; "0" stands for any digit.
        closes: and ends with one of these.
        has: and has one of these in it; "0" stands for any digit.
    """
    compiled = re.compile(pattern)
    gates = (
        frozenset(f"opens:{mark}" for mark in opens),
        frozenset(f"closes:{mark}" for mark in closes),
        frozenset("digits" if mark == "0" else f"has:{mark}" for mark in has),
    )
    return Condition(
        lambda scene, i: compiled.fullmatch(scene.features[i].text) is not None,
        gates=tuple(gate for gate in gates if gate),
    )


def has_date(share: float) -> Condition:
    """At least this share of the block's words belong to dates, times and what is said around them."""
    return _signalled(lambda scene, i: scene.date_shares[i] >= share, ("date",))


def links(share: float) -> Condition:
    """At least this share of the text is inside links."""
    return Condition(lambda scene, i: scene.features[i].link_share >= share)


def before_prose() -> Condition:
    """No block of prose stands above."""
    return Condition(lambda scene, i: i < scene.first_prose)


def after_prose(blocks: int = 1) -> Condition:
    """The first block of prose stands at least this many blocks above."""
    return Condition(lambda scene, i: i >= scene.first_prose + blocks)


def below_prose() -> Condition:
    """No block of prose stands below."""
    return Condition(lambda scene, i: i > scene.last_prose)


def at_end() -> Condition:
    """No other block of prose stands below."""
    return Condition(lambda scene, i: i >= scene.last_prose)


def lone_item() -> Condition:
    """The block is a list item, and neither of its neighbours is."""

    def holds(scene: Scene, i: int) -> bool:
        around = scene.features[max(i - 1, 0) : i + 2]
        return [f.index for f in around if f.form is Form.LIST_ITEM] == [i]

    return Condition(holds)


def below(condition: Condition) -> Condition:
    """The next block is one for which this holds."""
    return Condition(lambda scene, i: i + 1 < len(scene.features) and condition.holds(scene, i + 1))


def amid_story() -> Condition:
    """Prose of the story stands right above and right below."""

    def holds(scene: Scene, i: int) -> bool:
        return 0 < i < len(scene.features) - 1 and _is_story(scene, i - 1) and _is_story(scene, i + 1)

    return Condition(holds)


def story_over(blocks: int = 2) -> Condition:
    """None of so many blocks below is prose of the story."""

    def holds(scene: Scene, i: int) -> bool:
        return not any(_is_story(scene, j) for j in range(i + 1, min(i + 1 + blocks, len(scene.features))))

    return Condition(holds)


def second_half() -> Condition:
    """At least as many blocks stand above as below."""
    return Condition(lambda scene, i: 2 * i + 1 >= len(scene.features))


def top(blocks: int) -> Condition:
    """The block is one of the first so many."""
    return Condition(lambda _, i: i < blocks)


def doubled() -> Condition:
    """A line of the block says again what the line before it said."""
    return _signalled(lambda scene, i: scene.features[i].doubled, ("doubled",))


def ends_sentence() -> Condition:
    """The block ends as a sentence does."""
    return Condition(lambda scene, i: scene.features[i].ends_sentence)


def like_title() -> Condition:
    """The block says what the page's `<title>` says, which may add the name of the site."""

    def holds(scene: Scene, i: int) -> bool:
        normal = scene.features[i].normal
        return bool(normal) and scene.title[: len(normal)] == normal

    return Condition(holds)


def above_title(blocks: int) -> Condition:
    """The page's main heading stands within so many blocks below."""

    def holds(scene: Scene, i: int) -> bool:
        below = scene.features[i + 1 : i + 1 + blocks]
        return any(feature.markup is not None and feature.markup.heading == 1 for feature in below)

    return Condition(holds)


def known_author() -> Condition:
    """The block is the name of an author that the page's metadata gives."""
    return _gated(lambda scene, i: scene.features[i].normal in scene.authors, "author")


def all_of(*conditions: Condition) -> Condition:
    """Every one of these holds."""
    tests = tuple(condition.holds for condition in conditions)
    needs = [condition.needs for condition in conditions if condition.needs is not None]

    def holds(scene: Scene, i: int) -> bool:
        # A loop, not all(): this runs for every rule and block, and a generator costs more than the tests.
        for test in tests:  # noqa: SIM110
            if not test(scene, i):
                return False
        return True

    # Any one child's needs are needs of the whole; the fewest signals rule most blocks out.
    gates = tuple(dict.fromkeys(gate for condition in conditions for gate in condition.gates))
    low, high = (max(c.words[0] for c in conditions), min(c.words[1] for c in conditions))
    return Condition(holds, min(needs, key=len) if needs else None, gates, (low, high))


def any_of(*conditions: Condition) -> Condition:
    """At least one of these holds."""
    tests = tuple(condition.holds for condition in conditions)
    needs: frozenset[str] | None = frozenset()
    for condition in conditions:
        needs = None if needs is None or condition.needs is None else needs | condition.needs

    def holds(scene: Scene, i: int) -> bool:
        for test in tests:  # noqa: SIM110
            if test(scene, i):
                return True
        return False

    # One gate of each child, together: where any child has none, the whole has none.
    least = [min(condition.gates, key=len, default=frozenset[str]()) for condition in conditions]
    gates = (frozenset[str]().union(*least),) if all(least) else ()
    low, high = (min(c.words[0] for c in conditions), max(c.words[1] for c in conditions))
    return Condition(holds, needs, gates, (low, high))


def not_(condition: Condition) -> Condition:
    """This does not hold."""
    return Condition(lambda scene, i: not condition.holds(scene, i))


def _signalled(holds: Test, signals: Iterable[str]) -> Condition:
    """Return the condition that holds only where one of these signals is there."""
    needs = frozenset(signals)
    return Condition(holds, needs, (needs,))


def _gated(holds: Test, *shown: str) -> Condition:
    """Return the condition that holds only where one of these common facts is there."""
    return Condition(holds, gates=(frozenset(shown),))


def _is_story(scene: Scene, i: int) -> bool:
    """Tell whether a block is prose in which the lexicon knows nothing."""
    return scene.features[i].prose and not scene.families[i]


def _marked(fact: str, wanted: frozenset[str]) -> Test:
    """Return the test whether a block's markup has one of the wanted names among `tags` or `near`."""

    def holds(scene: Scene, i: int) -> bool:
        markup = scene.features[i].markup
        return markup is not None and not wanted.isdisjoint(getattr(markup, fact))

    return holds


def above(condition: Condition) -> Condition:
    """The block before is one for which this holds."""
    return Condition(lambda scene, i: i > 0 and condition.holds(scene, i - 1))


def main_heading() -> Condition:
    """The page marks it as a heading of the first level."""

    def holds(scene: Scene, i: int) -> bool:
        markup = scene.features[i].markup
        return markup is not None and markup.heading == 1

    return Condition(holds)


def most_of_title(share: float) -> Condition:
    """The block has at least this share of the code points of the page's `<title>`."""
    return Condition(lambda scene, i: len(scene.features[i].normal) >= share * len(scene.title))
