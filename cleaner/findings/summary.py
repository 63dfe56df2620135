"""A summary in Markdown, for the page that GitHub shows of a step (`GITHUB_STEP_SUMMARY`)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from cleaner.findings.checks import CHECKS
from cleaner.findings.finding import Finding, Tally
from cleaner.terminal import number_of, safe_text

_FIRST = 20
# Whatever Markdown or HTML could take for markup stands as a character reference.
_MARKUP = re.compile(r"[^\w ./-]|_", re.ASCII)


def noting(findings: Iterable[Finding], first: list[Finding]) -> Iterator[Finding]:
    """Pass findings on, and put the first of them into a list."""
    for one in findings:
        if len(first) < _FIRST:
            first.append(one)
        yield one


def markdown(tally: Tally, first: Sequence[Finding]) -> str:
    """Return the summary: sums, findings by check, and the first findings."""
    shown = [f"### cleaner validate\n\n{number_of(tally.records, 'record')} checked, {tally.invalid} invalid\n"]
    if tally.failure is not None:
        shown.append(f"Ended early: {_plain(tally.failure)}\n")
    if tally.checks:
        rows = [(str(count), _plain(name), _plain(CHECKS[name].wants)) for name, count in tally.checks.most_common()]
        shown.append(_table(("Findings", "Check", "What it wants"), rows))
    if first:
        rows = [(_plain(_place(one)), _plain(one.pointer or "/"), _plain(one.message)) for one in first]
        shown.append(_table(("First findings", "Pointer", "What is wrong"), rows))
    return "\n".join(shown) + "\n"


def _place(finding: Finding) -> str:
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", safe_text(text))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
