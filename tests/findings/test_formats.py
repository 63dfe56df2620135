"""What each format prints: as it was, as its official schema wants it, and within what its reader takes."""

import json
import re
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from lxml import etree

from cleaner.findings import FORMATS, Finding, Level, Tally
from cleaner.findings.checks import CHECKS
from cleaner.findings.finding import fingerprint
from cleaner.findings.summary import markdown, noting
from tests.findings.sample import EVIL, GOLDEN, many, plant, printed

OFFICIAL = Path(__file__).parent.parent / "official"
SARIF = jsonschema_rs.Draft4Validator(json.loads((OFFICIAL / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
GITLAB = jsonschema_rs.Draft202012Validator(json.loads((OFFICIAL / "code-quality.json").read_text(encoding="utf-8")))
JUNIT = etree.XMLSchema(etree.parse(OFFICIAL / "junit-10.xsd"))
# `::name key=value,key=value::message`, as the documentation of workflow commands gives it.
COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*,)*[a-z]+=[^,:\r\n]*)::([^\r\n]*)")
ODD = Finding("a,b:c%\r\n.json", 3, 4, EVIL, "/" + EVIL, "schema", Level.ERROR, EVIL)
NOTE = Finding("-", None, None, None, "", "unknown-rule", Level.NOTE, "x")


def written(name: str, findings: Iterable[Finding], tally: Tally | None = None) -> str:
    return "".join(FORMATS[name].write(findings, tally or Tally()))


def sarif(text: str) -> Any:
    parsed = json.loads(text)
    SARIF.validate(parsed)
    (run,) = parsed["runs"]
    return run


def gitlab(text: str) -> Any:
    parsed = json.loads(text)
    GITLAB.validate(parsed)
    return parsed


def junit(text: str) -> Any:
    tree: Any = etree.fromstring(text.encode("ascii"))
    JUNIT.assertValid(tree)
    suite = tree[0]
    assert int(suite.get("tests")) == len(suite)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    return suite


def github(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does: properties first split, then unescaped."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], {key: unescaped(value) for key, value in pairs}, unescaped(match[3])))
    return found


def unescaped(value: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, char)
    return value


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_printed_is_what_was_printed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path)
    monkeypatch.chdir(tmp_path)
    golden = (GOLDEN / f"{name}.txt").read_bytes().decode()
    assert printed(name) == golden, "where this is meant: `python -m tests.findings.sample`, and look at the difference"


def test_every_format_has_a_golden_file() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("findings", [[ODD], [NOTE], [ODD, NOTE, ODD]], ids=["odd", "note", "both"])
def test_nothing_that_a_terminal_obeys_is_printed(name: str, findings: list[Finding]) -> None:
    text = written(name, findings)
    assert name in {"text", "github"} or text.isascii()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


@pytest.mark.parametrize("findings", [[], [ODD], [NOTE], [ODD, NOTE, ODD]], ids=["none", "odd", "note", "both"])
def test_what_is_printed_is_valid(findings: list[Finding]) -> None:
    count = len(findings)
    assert len(sarif(written("sarif", findings))["results"]) == count
    assert len(gitlab(written("gitlab", findings))) == count
    assert len(junit(written("junit", findings))) == count + 1
    assert len(github(written("github", findings))) == count
    assert len(json.loads(written("json", findings))["findings"]) == count
    assert [json.loads(line)["level"] for line in written("jsonl", findings).splitlines()] == [
        one.level for one in findings
    ]


@pytest.mark.parametrize("name", ["sarif", "junit", "json"])
def test_a_check_that_ended_early_says_so_and_is_valid(name: str) -> None:
    text = written(name, [ODD], Tally(failure=EVIL))
    if name == "sarif":
        (invocation,) = sarif(text)["invocations"]
        assert not invocation["executionSuccessful"]
        assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    elif name == "junit":
        assert junit(text).get("errors") == "1"
    else:
        assert json.loads(text)["failure"] == EVIL


def test_a_workflow_command_says_what_was_meant() -> None:
    plain = replace(ODD, file="a,b:c%.json", message="50%, a:b\nc")
    ((command, properties, message),) = github(written("github", [plain]))
    assert command == "error"
    assert properties == {"file": "a,b:c%.json", "line": "3", "col": "4", "title": "cleaner validate: schema"}
    assert message.endswith(" 50%, a:b\nc")


@pytest.mark.parametrize("message", ["\n::error::x", "\r::set-env name=PATH::x", "a\r\n##[command]x", "%0A::error::x"])
def test_no_value_begins_a_command(message: str) -> None:
    (line,) = written("github", [replace(ODD, message=message, file=message)]).splitlines()
    assert line.startswith("::error file=")
    assert "%25" in line or "%0" in line


# What the platforms take


@pytest.mark.parametrize("count", [9, 10, 11, 30_000])
def test_github_shows_ten_and_how_many_more(count: int) -> None:
    commands = github(written("github", many(count)))
    assert sum(name == "error" for name, _, _ in commands) == min(count, 10)
    more = [message for name, _, message in commands if name == "notice"]
    assert more == ([f"{count - 10} more findings are not shown here"] if count > 10 else [])


def test_github_gets_no_more_than_ten_of_anything() -> None:
    mixed = [replace(one, level=level) for one in many(50) for level in Level]
    commands = github(written("github", mixed))
    assert [sum(name == wanted for name, _, _ in commands) for wanted in ("error", "warning", "notice")] == [10, 10, 10]


def test_sarif_stays_within_what_github_takes() -> None:
    tally = Tally()
    run = sarif(written("sarif", many(30_000), tally))
    assert len(run["results"]) == 20_000
    assert tally.hidden == 10_000
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("10000 more")
    mixed = [replace(one, level=level) for one in many(30_000) for level in Level]
    assert len(sarif(written("sarif", mixed))["results"]) == 25_000


@pytest.mark.parametrize(("name", "most"), [("text", 1), ("jsonl", 1), ("json", 1), ("github", 1), ("sarif", 2)])
def test_findings_are_not_held(name: str, most: float) -> None:
    write = FORMATS[name].write
    list(write(many(1), Tally()))
    tracemalloc.start()
    for _ in write(many(30_000), Tally()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most * 2**20


def test_tests_wait_on_disk_where_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.findings.junit._IN_MEMORY", 1_000)
    assert len(junit(written("junit", many(300)))) == 301


# Names that stay


def test_a_fingerprint_stays_when_lines_are_added_above() -> None:
    assert fingerprint(ODD) == fingerprint(replace(ODD, line=9, column=1))
    assert fingerprint(replace(ODD, id=None)) != fingerprint(replace(ODD, id=None, line=9))
    changes: list[dict[str, Any]] = [{"file": "x"}, {"id": "x"}, {"pointer": "/x"}, {"check": "x"}, {"message": "x"}]
    for change in changes:
        assert fingerprint(ODD) != fingerprint(replace(ODD, **change))


def test_fingerprints_of_gitlab_are_told_apart() -> None:
    once = gitlab(written("gitlab", [ODD, replace(ODD, line=7), ODD]))
    assert len({one["fingerprint"] for one in once}) == 3
    assert once[0]["fingerprint"] == fingerprint(ODD)
    assert once == gitlab(written("gitlab", [ODD, replace(ODD, line=7), ODD]))


def test_positions_in_sarif() -> None:
    (result,) = sarif(written("sarif", [replace(ODD, file="/a b/c#?.json", pointer="/blocks/3/role")]))["results"]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "file:///a%20b/c%23%3F.json"},
        "region": {"startLine": 3, "startColumn": 4},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/blocks/3/role", "kind": "member"}]
    (result,) = sarif(written("sarif", [NOTE]))["results"]
    assert result["locations"] == [{}]


def test_every_check_is_a_rule_of_sarif() -> None:
    rules = sarif(written("sarif", []))["tool"]["driver"]["rules"]
    assert {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules} == {
        name: check.level for name, check in CHECKS.items()
    }


def test_the_summary_of_a_step_holds_no_markup() -> None:
    tally, first = Tally(records=40, invalid=30), list[Finding]()
    for one in noting([ODD, *many(30)], first):
        tally.checks[one.check] += 1
    text = markdown(tally, first)
    assert text.startswith("### cleaner validate\n\n40 records checked, 30 invalid\n")
    assert len(first) == 20
    assert not re.search(r"[<>`!\[\]@*\r\x1b]", text)
    assert text.count("\n| ") == 2 + 2 + 2 + 20
