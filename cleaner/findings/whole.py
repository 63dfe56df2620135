"""Findings as one JSON object, with the sums."""

import json
from collections.abc import Iterable, Iterator

from cleaner.findings.finding import Finding, Tally
from cleaner.findings.lines import line
from cleaner.terminal import safe_json


def write(findings: Iterable[Finding], tally: Tally) -> Iterator[str]:
    """Yield the object: the findings first, since the sums are known last."""
    yield '{"findings": ['
    between = "\n"
    for one in findings:
        yield between + line(one)
        between = ",\n"
    sums = {"records": tally.records, "invalid": tally.invalid, "checks": dict(tally.checks), "failure": tally.failure}
    yield "], " + safe_json(json.dumps(sums))[1:] + "\n"
