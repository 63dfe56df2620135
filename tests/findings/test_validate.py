"""Records checked against each other and against the rules, in every packing, and what the command makes of it."""

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import check
from cleaner.batch.validate import findings
from cleaner.findings import Level, Tally
from cleaner.findings.checks import CHECKS
from cleaner.findings.seen import Seen
from cleaner.readers import InputError
from tests.checking import validate
from tests.findings.sample import plant, record
from tests.reading import COMPRESS
from tests.test_cli import call

RULE = "rule:headline"


def known(**changes: Any) -> dict[str, Any]:
    """Return a record whose rules this version has."""
    made = record(**changes)
    for key in ("blocks", "removed"):
        for entry in made[key]:
            entry["reason"] = RULE if entry["reason"].startswith("rule:") else entry["reason"]
    return made


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.validate._rules", lambda: frozenset({"headline"}))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def test_a_finding_in_a_file_of_one_record_has_line_and_column(tmp_path: Path) -> None:
    made = known()
    made["blocks"][1]["role"] = "x"
    made["counts"]["blocks"]["in"] = -1
    text = json.dumps(made, indent=2)
    (tmp_path / "x.json").write_text(text)
    for one in validate([str(tmp_path)]).findings:
        assert one.line is not None
        assert one.column is not None
        rest = text.split("\n")[one.line - 1][one.column - 1 :]
        assert rest.startswith('"x"' if one.pointer == "/blocks/1/role" else "-1")


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_finding_among_lines_has_its_line_and_column(tmp_path: Path, ending: str) -> None:
    lines = [json.dumps(known(id=name, headline="é", kicker="é"), ensure_ascii=False) for name in "abc"]
    lines[2] = lines[2].replace('"kicker": "é"', '"kicker": 7')
    content = "\n".join(lines).encode()
    (tmp_path / f"x.jsonl{ending}").write_bytes(COMPRESS[ending](content) if ending else content)
    (one,) = validate([str(tmp_path)]).findings
    assert (one.line, one.id, one.pointer, one.level) == (3, "c", "/kicker", Level.ERROR)
    assert one.column == lines[2].index('"kicker": 7') + len('"kicker": ') + 1


def test_a_finding_in_a_table_has_its_row_and_no_column(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = pytest.importorskip("cleaner.writers.arrow").record_schema()
    made = [known(id=name) for name in "abc"]
    made[1]["text"] = "other"
    parquet.write_table(pa.Table.from_pylist(made, schema=columns), tmp_path / "x.parquet")
    (one,) = validate([str(tmp_path)]).findings
    assert (one.line, one.column, one.pointer) == (2, None, "/text")


def test_what_is_no_json_has_a_place(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{\n  "a": nope}')
    (one,) = validate([str(tmp_path)]).findings
    assert (one.line, one.column, one.check) == (2, 8, "json")


def test_a_repeated_id_is_a_warning_across_files(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.json").write_text(json.dumps(known(id="a" if name == "c" else name)))
    checked = validate([str(tmp_path)])
    assert (checked.records, checked.invalid) == (3, 0)
    assert [(one.file[-6:], one.check, one.level) for one in checked.findings] == [
        ("c.json", "repeated-id", Level.WARNING)
    ]


def test_an_unknown_rule_is_noted_once(tmp_path: Path) -> None:
    made = [known(id=str(number)) for number in range(50)]
    for one in made:
        one["removed"][0]["reason"] = "rule:no-more"
        one["blocks"][0]["reason"] = "model:no-more"
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, made)))
    checked = validate([str(tmp_path)])
    assert (checked.records, checked.invalid) == (50, 0)
    assert [(one.line, one.pointer, one.level) for one in checked.findings] == [(1, "/removed/0/reason", Level.NOTE)]


def test_rules_of_users_are_not_called_unknown(tmp_path: Path) -> None:
    made = known(id="one")
    made["removed"][0]["reason"] = "rule:site/teasers"
    (tmp_path / "x.json").write_text(json.dumps(made))
    assert not validate([str(tmp_path)]).findings


def test_names_without_end_are_not_all_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.batch.validate._REASONS", 7)
    made = known()
    for number, entry in enumerate(made["removed"]):
        entry["reason"] = f"rule:r-{number}"
    lines = []
    for number in range(9):
        made["id"] = made["removed"][0]["reason"] = f"rule:s-{number}"
        lines.append(json.dumps(made))
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    assert len(validate([str(tmp_path)]).findings) <= 7


def test_a_file_that_ends_too_early_ends_the_check(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(known(text="x")))
    packed = gzip.compress(b"\n".join(json.dumps(known(id=str(number))).encode() for number in range(2000)))
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    tally = Tally()
    assert [one.check for one in findings([str(tmp_path)], tally)] == ["text"]
    assert tally.failure is not None
    assert tally.failure.startswith(f"cannot read {tmp_path}/b.jsonl.gz")
    code, out, err = call("validate", tmp_path, "--format", "json")
    assert (code, json.loads(out)["failure"]) == (2, tally.failure)
    assert tally.failure in err


def test_a_path_that_is_not_there_is_said_before_anything_is_printed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(InputError):
        next(findings([str(tmp_path / "a.json"), str(tmp_path / "b.json")], Tally()))
    for form in ("json", "sarif", "junit"):
        assert call("validate", tmp_path / "a.json", tmp_path / "b.json", "--format", form)[:2] == (2, "")


def test_every_check_is_known() -> None:
    assert set(CHECKS) == {"json", "schema", "repeated-id", "unknown-rule", *check._CHECKS}


@pytest.mark.parametrize(("form", "code"), [("github", 1), ("sarif", 1), ("text", 1), ("junit", 1)])
def test_a_step_of_github_gets_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, code: int) -> None:
    (tmp_path / "in").mkdir()
    plant(tmp_path / "in")
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert call("validate", tmp_path / "in", "--format", form)[0] == code
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert ("### cleaner validate" in text) is (form in {"github", "sarif"})


def test_a_summary_that_cannot_be_written_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(json.dumps(known()))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    code, out, err = call("validate", tmp_path / "a.json", "--format", "github")
    assert (code, out) == (0, "")
    assert "cannot write the summary" in err


@given(st.lists(st.text(max_size=3)))
def test_seen_is_a_set(names: list[str]) -> None:
    seen, real = Seen(), set[str]()
    for name in names:
        assert seen.add(name) is (name not in real)
        real.add(name)


def test_seen_is_small() -> None:
    tracemalloc.start()
    seen = Seen()
    assert all(seen.add(f"id-{number}") for number in range(50_000))
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert not any(seen.add(f"id-{number}") for number in range(50_000))
    assert size < 50_000 * 24
