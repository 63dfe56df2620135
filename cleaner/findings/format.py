"""What a format of findings is, and how many findings its reader takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cleaner.findings.finding import Finding, Level, Tally

Write = Callable[[Iterable[Finding], Tally], Iterator[str]]
"""Takes findings and what will have come of them; yields text, safe to show, that makes up the output."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to print findings."""

    name: str
    write: Write
    for_github: bool = False
    """GitHub reads it: a summary of the step belongs to it."""


def capped(findings: Iterable[Finding], most: Mapping[Level, int], tally: Tally) -> Iterator[Finding]:
    """Yield the first findings of each level; `tally.hidden` counts the others.

    Args:
        findings: The findings.
        most: For each level, how many of them go through.
        tally: What came of checking.
    """
    left = dict(most)
    for one in findings:
        if left[one.level]:
            left[one.level] -= 1
            yield one
        else:
            tally.hidden += 1
