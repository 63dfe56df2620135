"""Which rules are tried on a block: those for which it shows enough signals and has the right number of words."""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import NamedTuple

from cleaner.model import Form, Label
from cleaner.rules.conditions import Scene, Test
from cleaner.rules.rule import Rule

_KINDS = 4096
"""Kinds of blocks remembered; a kind is a set of signals."""


class _Try(NamedTuple):
    """A rule as it is tried: the signals are bits of an integer, for a set of names is slow to build and compare."""

    gates: tuple[int, ...]
    least: float
    most: float
    holds: Test
    label: Label


class RuleIndex:
    """Rules in order, and the bits that stand for the signals they ask for."""

    __slots__ = (
        "_bits", "_candidates", "_closing", "_families", "_forms", "_inside", "_near", "_opening", "_shown", "_tags",
        "_tries",
    )  # fmt: skip

    def __init__(self, rules: Iterable[Rule]) -> None:
        chosen = tuple(rules)
        names = sorted({name for rule in chosen for gate in rule.when.gates for name in gate})
        self._bits = {name: 1 << place for place, name in enumerate(names)}
        self._opening = self._marks("opens:")
        self._closing = self._marks("closes:")
        self._inside = tuple(self._marks("has:").items())
        self._forms = {form: self._bits.get(f"form:{form}", 0) for form in Form}
        # Digits, date, doubled, author.
        self._shown = tuple(self._bits.get(name, 0) for name in ("digits", "date", "doubled", "author"))
        self._tries = tuple(self._try(rule) for rule in chosen)
        # Blocks of one kind show the same signals, so which rules can hold at all is asked once for each kind.
        self._candidates = lru_cache(_KINDS)(self._find)
        self._families, self._tags, self._near = (
            lru_cache(_KINDS)(partial(self._mask, prefix)) for prefix in ("phrase:", "tag:", "near:")
        )

    def labels(self, scene: Scene) -> Iterable[Label | None]:
        """Yield, block by block, the label of the first rule that holds, or `None` where none does."""
        for i, feature in enumerate(scene.features):
            shown = self._shape(scene, i) | self._families(scene.families[i])
            if feature.markup is not None:
                shown |= self._tags(feature.markup.tags) | self._near(feature.markup.near)
            found, words = None, feature.words
            for _, least, most, holds, label in self._candidates(shown):
                if least <= words <= most and holds(scene, i):
                    found = label
                    break
            yield found

    def _find(self, shown: int) -> tuple[_Try, ...]:
        """Return the rules that a block with these signals can satisfy."""
        return tuple(one for one in self._tries if all(shown & gate for gate in one.gates))

    def _try(self, rule: Rule) -> _Try:
        when = rule.when
        gates = tuple(sum(self._bits[name] for name in gate) for gate in when.gates)
        return _Try(gates, *when.words, when.holds, Label(rule.role, f"rule:{rule.id}", rule.confidence))

    def _marks(self, prefix: str) -> dict[str, int]:
        """Return the bits of the signals that begin so, by the rest of their names."""
        return {name.removeprefix(prefix): bit for name, bit in self._bits.items() if name.startswith(prefix)}

    def _mask(self, prefix: str, names: frozenset[str]) -> int:
        """Return the bits of the signals that these names make."""
        return sum(self._bits.get(prefix + name, 0) for name in names)

    def _shape(self, scene: Scene, i: int) -> int:
        """Return the bits of what a block's characters and form show."""
        feature = scene.features[i]
        text = feature.text
        first = "0" if text[:1].isdigit() else text[:1]
        shown = self._opening.get(first, 0) | self._closing.get(text[-1:], 0) | self._forms[feature.form]
        for mark, bit in self._inside:
            if mark in text:
                shown |= bit
        digits, date, doubled, author = self._shown
        if feature.digits > 0.0:
            shown |= digits
        if scene.date_shares[i] > 0.0:
            shown |= date
        if feature.doubled:
            shown |= doubled
        if feature.normal in scene.authors:
            shown |= author
        return shown
