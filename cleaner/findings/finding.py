"""One finding, and the sums over all of them."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

STDIN = "-"
"""What stands for a file's name where records came in on standard input."""

_HEX = 32


class Level(StrEnum):
    """How much a finding counts."""

    ERROR = "error"
    """The record is not valid."""
    WARNING = "warning"
    """The record is valid, but does not go with the others."""
    NOTE = "note"
    """Something to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one record."""

    file: str
    """The file, as it can be opened from here, with `/` between its parts; `-` is standard input."""
    line: int | None
    """Line or row of the value from 1 on, where it is known."""
    column: int | None
    """Column of the value in that line from 1 on, in code points, where it is known."""
    id: str | None
    """The record's id, where it has one."""
    pointer: str
    """JSON Pointer into the record."""
    check: str
    """Name of the check, a key of `CHECKS`."""
    level: Level
    message: str


@dataclass(slots=True)
class Tally:
    """What came of checking; it is whole when the findings are at their end."""

    records: int = 0
    invalid: int = 0
    """Records with an error."""
    checks: Counter[str] = field(default_factory=Counter)
    """Findings by check."""
    hidden: int = 0
    """Findings that a format left out, for the sake of the platform that reads it."""
    failure: str | None = None
    """Why the check ended early, where it did."""


def fingerprint(finding: Finding, salt: str = "") -> str:
    """Return a name for a finding, 32 hexadecimal digits, that stays when lines are added above it.

    Args:
        finding: The finding. Where the record has an id, its line does not count.
        salt: Goes into the name, to tell a finding from another one that is equal.
    """
    record = finding.id if finding.id is not None else f"line {finding.line}"
    parts = (finding.file, record, finding.check, finding.pointer, finding.message, salt)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_HEX]
