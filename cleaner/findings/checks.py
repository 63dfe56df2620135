"""The checks that a record goes through: what each one wants, and how much it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cleaner.findings.finding import Level


@dataclass(frozen=True, slots=True)
class Check:
    """One check."""

    wants: str
    level: Level = Level.ERROR


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "json": Check("A record is JSON."),
        "schema": Check("A record is valid by its JSON Schema."),
        "indexes": Check("Each index from 0 on stands exactly once, in document order."),
        "spans": Check("Spans are ordered and disjoint, and as long as the text they stand for."),
        "text": Check("`text` is the kept blocks, joined by a blank line."),
        "counts": Check("`counts` is what blocks and ledger add up to."),
        "duplicates": Check("What `duplicate_of` points at is there, and is no duplicate itself."),
        "fixes": Check("Fixes are ordered, disjoint and inside the text."),
        "flags": Check("Flags are sorted."),
        "dates": Check("Every date is one that a calendar has."),
        "repeated-id": Check("No two records have one id.", Level.WARNING),
        "unknown-rule": Check("A reason names a rule that this version has, or one of a user's.", Level.NOTE),
    }
)
"""By name."""
