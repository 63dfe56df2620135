"""What changed from one record of a document to another one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleaner.compare.blocks import Pair, paired
from cleaner.tokens import tokens

_Record = Mapping[str, Any]

FIELDS: tuple[str, ...] = (
    "url",
    "site",
    "language",
    "headline",
    "kicker",
    "dek",
    "authors",
    "published_at",
    "modified_at",
    "duplicate_of",
    "flags",
)
"""Keys of a record that say something of the document as a whole."""
OF_SOURCE = ("media_type", "encoding", "sha256")
"""Keys of its `source`; the last one says whether it was made of the same bytes."""


class FieldChange(NamedTuple):
    """A field that says something else now."""

    name: str
    """The key; `source.` stands before one of the source."""
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """One document in two runs."""

    id: str
    uri: str
    record: str | None
    """The place in its container; `None` for a file that is one document."""
    pairs: tuple[Pair, ...]
    """Every block of both."""
    fields: tuple[FieldChange, ...]
    """Fields that changed."""
    lost: int
    """Words of the body before that the body does not have any more, counted as often as they stand there."""
    gained: int
    """Words of the body now that it did not have."""

    @property
    def changes(self) -> tuple[Pair, ...]:
        """The blocks that changed."""
        return tuple(pair for pair in self.pairs if pair.changed)

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        return bool(self.fields) or any(pair.changed for pair in self.pairs)


def compare(before: _Record, after: _Record) -> Compared:
    """Compare two records of one document.

    Args:
        before: A valid record.
        after: Another one with the same id.
    """
    lost, gained = _words(before["text"], after["text"])
    return Compared(
        after["id"],
        after["source"]["uri"],
        after["source"]["record"],
        tuple(paired(before, after)),
        (*_fields(before, after, FIELDS, ""), *_fields(before["source"], after["source"], OF_SOURCE, "source.")),
        lost,
        gained,
    )


def _words(before: str, after: str) -> tuple[int, int]:
    if before == after:
        return 0, 0
    had, has = Counter(tokens(before)), Counter(tokens(after))
    return (had - has).total(), (has - had).total()


def _fields(before: _Record, after: _Record, names: tuple[str, ...], prefix: str) -> list[FieldChange]:
    return [FieldChange(prefix + name, before[name], after[name]) for name in names if before[name] != after[name]]
