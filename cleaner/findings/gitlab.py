"""Findings as a code quality report of GitLab: the keys of Code Climate's format that GitLab reads."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from cleaner.findings.finding import Finding, Level, Tally, fingerprint
from cleaner.findings.seen import Seen
from cleaner.terminal import safe_json

_SEVERITIES: Mapping[Level, str] = MappingProxyType({Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"})


def write(findings: Iterable[Finding], _tally: Tally) -> Iterator[str]:
    """Yield one JSON array with an object for each finding."""
    names, between = Seen(), "[\n"
    for one in findings:
        yield between + safe_json(json.dumps(_issue(one, names)))
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _issue(finding: Finding, names: Seen) -> dict[str, object]:
    name = fingerprint(finding)
    # Of several with one fingerprint GitLab shows the first only.
    again = 0
    while not names.add(name):
        again += 1
        name = fingerprint(finding, f"{finding.line} {again}")
    return {
        "description": f"{finding.pointer or '/'} {finding.message}",
        "check_name": finding.check,
        "fingerprint": name,
        "severity": _SEVERITIES[finding.level],
        "location": {"path": finding.file, "lines": {"begin": finding.line or 1}},
    }
