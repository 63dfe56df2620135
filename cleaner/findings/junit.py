"""Findings as JUnit's XML, as Jenkins and GitLab read it: a test that failed for each finding.

The sums stand before the tests, so the tests wait, in memory where they are few and else on disk.
"""

import re
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from xml.sax.saxutils import escape

from cleaner.findings.finding import Finding, Level, Tally
from cleaner.terminal import safe_text

_IN_MEMORY = 1 << 23  # code points
_PIECE = 1 << 16
_NAME = "cleaner validate"
_NOWHERE = re.compile("[\ufffe\uffff]")


def write(findings: Iterable[Finding], tally: Tally) -> Iterator[str]:
    """Yield one document with one suite."""
    tests = failures = 0
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="ascii", newline="\n") as body:
        for one in findings:
            tests += 1
            failures += one.level is Level.ERROR
            body.write(_test(one))
        if tally.failure is not None:
            body.write(
                _case("to the end", _NAME, f"<error type={_attribute('read')} message={_attribute(tally.failure)}/>")
            )
        # Jenkins takes a suite without a test for a fault.
        body.write(_case("records", _NAME, ""))
        errors = int(tally.failure is not None)
        sums = f'tests="{tests + errors + 1}" failures="{failures}" errors="{errors}"'
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {sums}>\n<testsuite name="{_NAME}" {sums}>\n'
        body.seek(0)
        yield from iter(lambda: body.read(_PIECE), "")
    yield "</testsuite>\n</testsuites>\n"


def _test(finding: Finding) -> str:
    message = f"{finding.pointer or '/'} {finding.message}"
    line = "" if finding.line is None else f"line {finding.line}: "
    name = f"{line}{finding.pointer or '/'} ({finding.check})"
    if finding.level is Level.ERROR:
        result = f"<failure type={_attribute(finding.check)} message={_attribute(message)}/>"
    else:
        result = f"<system-out>{_escaped(f'{finding.level}: {message}')}</system-out>"
    return _case(name, finding.file, result)


def _case(name: str, file: str, result: str) -> str:
    return f"<testcase name={_attribute(name)} classname={_attribute(file)}>{result}</testcase>\n"


def _attribute(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Return text for XML, in ASCII."""
    # XML 1.0 cannot say these two; what else it cannot say is escaped before.
    whole = _NOWHERE.sub("\N{REPLACEMENT CHARACTER}", safe_text(text))
    return escape(whole, {'"': "&quot;"}).encode("ascii", "xmlcharrefreplace").decode("ascii")
