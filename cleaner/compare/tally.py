"""What changed between two runs, added up; of single documents only those that changed most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from heapq import heapify, heappushpop
from typing import Any, NamedTuple

from cleaner.compare.documents import Compared
from cleaner.entries import Entry, entries
from cleaner.tokens import count_characters

_Record = Mapping[str, Any]


class Fate(NamedTuple):
    """What was decided about a block, and who decided it."""

    action: str
    role: str
    reason: str


class Move(NamedTuple):
    """From one fate to another one; `None` where the block is not there."""

    before: Fate | None
    after: Fate | None


@dataclass(slots=True)
class Sum:
    """How much went one way."""

    blocks: int = 0
    characters: int = 0
    """Code points that are not white space."""
    documents: int = 0


class Maker(NamedTuple):
    """What made a record: version of the cleaner, model, fingerprint of the settings."""

    version: str
    model: str | None
    config: str


@dataclass(slots=True)
class Side:
    """One of the two runs."""

    documents: int = 0
    blocks: int = 0
    alone: int = 0
    """Documents that the other run does not have."""
    makers: Counter[Maker] = field(default_factory=Counter)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Blocks by role and action."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Blocks by reason and action."""
    first_alone: list[str] = field(default_factory=list)
    """Uris of some of the documents that stand alone, in the order of the run."""

    def add(self, record: _Record, every: Iterable[Entry]) -> None:
        """Count a record and its blocks."""
        made = record["cleaner"]
        self.documents += 1
        self.makers[Maker(made["version"], made["model"], made["config"])] += 1
        for entry in every:
            self.blocks += 1
            self.roles[entry["role"], entry["action"]] += 1
            self.reasons[entry["reason"], entry["action"]] += 1


_Ranked = tuple[tuple[int, int, int], int, Compared]


class Tally:
    """Two runs, document by document.

    Args:
        most: How many documents to remember: those whose text changed most, then those with most changed blocks.
    """

    def __init__(self, most: int) -> None:
        self.before, self.after = Side(), Side()
        self.changed = self.in_both = 0
        self.blocks = self.blocks_changed = 0
        """Blocks of the documents that both runs have."""
        self.lost = self.gained = 0
        self.moves: dict[Move, Sum] = defaultdict(Sum)
        self.fields: Counter[str] = Counter()
        self._most = most
        self._kept: list[_Ranked] = []

    def add(self, compared: Compared, before: _Record, after: _Record) -> None:
        """Count a document that both runs have."""
        self.before.add(before, (pair.before for pair in compared.pairs if pair.before is not None))
        self.after.add(after, (pair.after for pair in compared.pairs if pair.after is not None))
        self.in_both += 1
        self.blocks += len(compared.pairs)
        if not compared.changed:
            return
        changes = compared.changes
        self.changed += 1
        self.blocks_changed += len(changes)
        self.lost += compared.lost
        self.gained += compared.gained
        self.fields.update(change.name for change in compared.fields)
        here = set()
        for pair in changes:
            move = Move(fate_of(pair.before), fate_of(pair.after))
            one = self.moves[move]
            one.blocks += 1
            one.characters += count_characters(pair.texts[0])
            one.documents += move not in here
            here.add(move)
        self._keep(replace(compared, pairs=changes))

    def same(self, record: _Record) -> None:
        """Count a document whose record is the same in both runs."""
        every = entries(record)
        for side in (self.before, self.after):
            side.add(record, every)
        self.in_both += 1
        self.blocks += len(every)

    def alone(self, record: _Record, *, before: bool) -> None:
        """Count a document that one run alone has."""
        side = self.before if before else self.after
        side.add(record, entries(record))
        side.alone += 1
        if len(side.first_alone) < self._most:
            side.first_alone.append(record["source"]["uri"])

    @property
    def different(self) -> int:
        """Documents that changed or that one run alone has."""
        return self.changed + self.before.alone + self.after.alone

    @property
    def documents(self) -> int:
        """All documents of both runs, each once."""
        return self.in_both + self.before.alone + self.after.alone

    def worst(self) -> list[Compared]:
        """Return the documents that were remembered, the most changed first; of equal ones the earlier first."""
        return [compared for _, _, compared in sorted(self._kept, key=lambda one: one[:2], reverse=True)]

    def _keep(self, compared: Compared) -> None:
        # Of documents that changed alike the earlier ones stay. The serial number settles every tie.
        ranked = (compared.lost + compared.gained, len(compared.pairs), len(compared.fields)), -self.changed, compared
        if len(self._kept) < self._most:
            self._kept.append(ranked)
            if len(self._kept) == self._most:
                heapify(self._kept)
        elif self._most:
            heappushpop(self._kept, ranked)


def fate_of(entry: Entry | None) -> Fate | None:
    """Return the fate of a block; of none where it is not there."""
    return None if entry is None else Fate(entry["action"], entry["role"], entry["reason"])
