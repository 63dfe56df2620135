"""Findings for people: a line each, with a place that editors and terminals can follow."""

from collections.abc import Iterable, Iterator

from cleaner.findings.finding import Finding, Level, Tally
from cleaner.terminal import safe_text


def write(findings: Iterable[Finding], _tally: Tally) -> Iterator[str]:
    """Yield `file:line:column: pointer: message`."""
    for one in findings:
        place = ":".join(str(part) for part in (one.file, one.line, one.column) if part is not None)
        level = "" if one.level is Level.ERROR else f"{one.level}: "
        yield safe_text(f"{place}: {one.pointer or '/'}: {level}{one.message}") + "\n"
