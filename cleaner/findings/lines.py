"""Findings as JSON Lines: an object each."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from cleaner.findings.finding import Finding, Tally
from cleaner.terminal import safe_json


def line(finding: Finding) -> str:
    """Return a finding as one line of JSON, without the line feed."""
    return safe_json(json.dumps(asdict(finding)))


def write(findings: Iterable[Finding], _tally: Tally) -> Iterator[str]:
    """Yield a line for each finding."""
    for one in findings:
        yield line(one) + "\n"
