"""Records that were written, checked as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.batch.validate import findings
from cleaner.findings import Finding, Tally


@dataclass(frozen=True)
class Checked:
    """What came of checking."""

    records: int
    invalid: int
    findings: list[Finding]


def validate(paths: Sequence[str]) -> Checked:
    tally = Tally()
    found = list(findings(paths, tally))
    assert tally.failure is None
    assert tally.checks.total() == len(found)
    return Checked(tally.records, tally.invalid, found)
