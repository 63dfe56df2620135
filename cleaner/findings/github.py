"""Findings as workflow commands, which GitHub shows beside the lines of a change.

A value must not end its command or begin another one; how it is escaped is said in GitHub's documentation of workflow
commands and done so by its toolkit (`actions/toolkit`, `command.ts`).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from cleaner.findings.finding import STDIN, Finding, Level, Tally
from cleaner.findings.format import capped
from cleaner.terminal import safe_text

_COMMANDS: Mapping[Level, str] = MappingProxyType(
    {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
)
# A step shows ten of each; one notice says how many more there are.
_MOST: Mapping[Level, int] = MappingProxyType({Level.ERROR: 10, Level.WARNING: 10, Level.NOTE: 9})
_NAME = "cleaner validate"


def write(findings: Iterable[Finding], tally: Tally) -> Iterator[str]:
    """Yield a workflow command for each finding that GitHub would show, and one for all others together."""
    for one in capped(findings, _MOST, tally):
        yield _command(_COMMANDS[one.level], _properties(one), f"{one.pointer or '/'} {one.message}")
    if tally.hidden:
        yield _command("notice", {"title": _NAME}, f"{tally.hidden} more findings are not shown here")


def _properties(finding: Finding) -> dict[str, object]:
    place = {} if finding.file == STDIN else {"file": finding.file, "line": finding.line, "col": finding.column}
    return {**{key: value for key, value in place.items() if value is not None}, "title": f"{_NAME}: {finding.check}"}


def _command(name: str, properties: Mapping[str, object], message: str) -> str:
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}\n"


def _data(value: str) -> str:
    return safe_text(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
