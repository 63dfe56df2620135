"""Which block of one record is which of another one, and what became of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.entries import Entry, entries
from cleaner.tokens import tokens

_LIKE = 0.5
"""Least share of words in common (Dice) of blocks that are taken for one block with another text."""
_GAP = 30
"""Most blocks between two that are sure, on either side, of which each is compared with each."""
_DECIDED = ("action", "role", "reason", "duplicate_of")


class Pair(NamedTuple):
    """One block before and after; `None` where only one of the records has it."""

    before: Entry | None
    after: Entry | None

    @property
    def changed(self) -> bool:
        """Whether the block, what was decided about it or who decided it is another one now. Confidence may vary."""
        one, two = self
        if one is None or two is None:
            return True
        return one["text"] != two["text"] or any(one[key] != two[key] for key in _DECIDED)

    @property
    def number(self) -> int:
        """The index of the block now; what it was, where the block is gone."""
        entry = self.before if self.after is None else self.after
        assert entry is not None
        return int(entry["index"])

    @property
    def texts(self) -> tuple[str, ...]:
        """The text; before and after, where it changed."""
        return tuple(dict.fromkeys(entry["text"] for entry in self if entry is not None))

    @property
    def kept(self) -> tuple[bool, bool]:
        """Whether the body had the block, and has it."""
        return _kept(self.before), _kept(self.after)


def _kept(entry: Entry | None) -> bool:
    return entry is not None and entry["action"] == "keep"


def paired(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Pair]:
    """Return the blocks of two records of one document, each with the one that it is in the other record.

    Blocks are the same by place and text where both records were made of the same bytes, else by text, in order. Of
    those that are left between two that were found, the ones that share most words are taken for one block whose
    text changed.

    Args:
        before: A valid record.
        after: Another one.

    Returns:
        Each block of both records exactly once, in the order of the document. Takes time linear in their length.
    """
    old, new = entries(before), entries(after)
    found: dict[int, int] = {}
    if before["source"]["sha256"] == after["source"]["sha256"]:
        _join(old, new, found, lambda entry: (entry["start"], entry["text"]))
    _join(old, new, found, lambda entry: entry["text"])
    for gap in list(_gaps(old, new, found)):
        found.update(_likest(*gap, old, new))
    return _ordered(old, new, found)


def _join(old: Sequence[Entry], new: Sequence[Entry], found: dict[int, int], key: Callable[[Entry], Hashable]) -> None:
    """Join what is not joined yet and has equal keys: the first with the first, the second with the second."""
    taken = set(found.values())
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for at in range(len(new) - 1, -1, -1):
        if at not in taken:
            waiting[key(new[at])].append(at)
    for at, entry in enumerate(old):
        if at not in found and (places := waiting.get(key(entry))):
            found[at] = places.pop()


def _gaps(
    old: Sequence[Entry], new: Sequence[Entry], found: Mapping[int, int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the blocks of both records that are left behind one and the same block that was found."""
    left: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    behind = -1
    for at in range(len(old)):
        behind = found.get(at, behind)
        if at not in found:
            left[behind][0].append(at)
    taken, behind = set(found.values()), -1
    for at in range(len(new)):
        if at in taken:
            behind = at
        else:
            left[behind][1].append(at)
    for one, two in left.values():
        if 0 < len(one) <= _GAP and 0 < len(two) <= _GAP:
            yield one, two


def _likest(
    one: Sequence[int], two: Sequence[int], old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[int, int]]:
    """Yield the blocks of a gap that are most alike, each at most once."""
    words = [[Counter(tokens(side[at]["text"])) for at in places] for side, places in ((old, one), (new, two))]
    likeness = [
        (-_dice(had, has), at, to)
        for at, had in zip(one, words[0], strict=True)
        for to, has in zip(two, words[1], strict=True)
    ]
    gone: set[int] = set()
    taken: set[int] = set()
    for unlike, at, to in sorted(likeness):
        if -unlike >= _LIKE and at not in gone and to not in taken:
            gone.add(at)
            taken.add(to)
            yield at, to


def _dice(one: Counter[str], two: Counter[str]) -> float:
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def _ordered(old: Sequence[Entry], new: Sequence[Entry], found: Mapping[int, int]) -> list[Pair]:
    """Return all pairs in the order of the new record; what it lacks stands behind what it stood behind."""
    places, behind = [], -1
    for at, entry in enumerate(old):
        if at in found:
            behind = found[at]
            places.append(((behind, 0, at), Pair(entry, new[behind])))
        else:
            places.append(((behind, 1, at), Pair(entry, None)))
    taken = set(found.values())
    places += [((at, 0, 0), Pair(None, entry)) for at, entry in enumerate(new) if at not in taken]
    return [pair for _, pair in sorted(places, key=lambda place: place[0])]
