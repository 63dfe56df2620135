"""Findings as SARIF 2.1.0 (OASIS Standard), which GitHub's code scanning and many others read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import quote

from cleaner.findings.checks import CHECKS
from cleaner.findings.finding import STDIN, Finding, Level, Tally, fingerprint
from cleaner.findings.format import capped
from cleaner.terminal import safe_json
from cleaner.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub refuses a run of more than 25,000 results. What counts less must not take the place of errors.
_MOST: Mapping[Level, int] = MappingProxyType({Level.ERROR: 20_000, Level.WARNING: 4_000, Level.NOTE: 1_000})


def write(findings: Iterable[Finding], tally: Tally) -> Iterator[str]:
    """Yield one SARIF log with one run."""
    tool = json.dumps({"driver": {"name": "cleaner", "semanticVersion": __version__, "rules": _rules()}})
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {tool},\n'
    yield '"columnKind": "unicodeCodePoints", "results": ['
    between = "\n"
    for one in capped(findings, _MOST, tally):
        yield between + safe_json(json.dumps(_result(one)))
        between = ",\n"
    yield f'],\n"invocations": [{safe_json(json.dumps(_invocation(tally)))}]}}]}}\n'


def _rules() -> list[dict[str, object]]:
    return [
        {
            "id": name,
            "shortDescription": {"text": check.wants},
            "defaultConfiguration": {"level": check.level},
        }
        for name, check in CHECKS.items()
    ]


def _result(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {}
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer, "kind": _kind(finding.pointer)}]
    if finding.file != STDIN:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.file)}, "region": _region(finding)}
    return {
        "ruleId": finding.check,
        "ruleIndex": list(CHECKS).index(finding.check),
        "level": finding.level,
        "message": {"text": f"{finding.pointer or '/'} {finding.message}"},
        "locations": [location],
        "partialFingerprints": {"cleanerFinding/v1": fingerprint(finding)},
    }


def _kind(pointer: str) -> str:
    return "element" if pointer.rpartition("/")[2].isdigit() else "member"


def _region(finding: Finding) -> dict[str, int]:
    region = {"startLine": finding.line or 1}
    return region if finding.column is None else {**region, "startColumn": finding.column}


def _uri(file: str) -> str:
    path = quote(file.encode("utf-8", "surrogatepass"))
    return f"file://{path}" if file.startswith("/") else path


def _invocation(tally: Tally) -> dict[str, object]:
    said = []
    if tally.hidden:
        said.append(("warning", f"{tally.hidden} more findings are left out here"))
    if tally.failure is not None:
        said.append(("error", tally.failure))
    notifications = [{"level": level, "message": {"text": text}} for level, text in said]
    return {"executionSuccessful": tally.failure is None, "toolExecutionNotifications": notifications}
