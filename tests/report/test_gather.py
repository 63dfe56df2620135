"""What is read of an output: sums of everything, and a sample."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.readers import InputError
from cleaner.report.gather import gather
from cleaner.report.sample import Sample
from cleaner.report.shown import BLOCKS, TEXT, shown
from cleaner.report.tally import LONGEST, Tally
from cleaner.report.totals import Totals, add
from cleaner.schema import validator
from tests.report.made import CLEANED, INJECTIONS, RECORD, poisoned, record, written


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CLEANED.glob("*.json"))]


def total(records: list[dict[str, Any]], *keys: str) -> int:
    values: list[Any] = records
    for key in keys:
        values = [value[key] for value in values]
    return sum(values)


# Sums


def test_sums_are_those_of_the_records(records: list[dict[str, Any]]) -> None:
    totals = gather(str(CLEANED)).totals
    assert totals.documents == len(records)
    for at, name in enumerate(("kept", "lifted", "dropped")):
        assert totals.blocks[at] == total(records, "counts", "blocks", name)
        assert totals.characters[at] == total(records, "counts", "characters", name)
    assert sum(totals.before) == sum(totals.after) == sum(totals.shares) == len(records)
    assert sum(totals.sure) + totals.unsure == len(records)
    assert sum(map(sum, totals.decisions)) == total(records, "counts", "blocks", "in")


def test_sums_by_name_are_those_of_the_records(records: list[dict[str, Any]]) -> None:
    totals = gather(str(CLEANED)).totals
    dropped: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for one in records:
        for entry in one["counts"]["removed_by_role"]:
            dropped[entry["role"]] += entry["blocks"]
            characters[entry["role"]] += entry["characters"]
    roles = dict(totals.roles.rows())
    assert {role: sums[1] + sums[2] for role, sums in roles.items() if sums[1] + sums[2]} == dict(dropped)
    assert {role: sums[4] + sums[5] for role, sums in roles.items() if sums[4] + sums[5]} == dict(characters)
    reasons = Counter(block["reason"] for one in records for block in (*one["blocks"], *one["removed"]))
    assert {reason: sum(sums) for reason, sums in totals.reasons.rows()} == dict(reasons)
    assert {name: sums[0] for name, sums in totals.flags.rows()} == dict(
        Counter(f for r in records for f in r["flags"])
    )
    assert sum(sums[0] for _, sums in totals.fixes.rows()) == sum(len(one["fixes"]) for one in records)
    assert {name: sums[0] for name, sums in totals.languages.rows()} == dict(Counter(r["language"] for r in records))


def test_copies_are_told_apart() -> None:
    totals = Totals()
    across = record("b")
    across["removed"][4]["duplicate_of"]["document"] = "a"
    marked = record("c", duplicate_of={"document": "a", "similarity": 0.9})
    marked["blocks"][0]["duplicate_of"] = {"document": "a", "block": 3, "similarity": 0.9}
    for one in (record("a"), across, marked):
        add(totals, one)
    copies = totals.copies
    assert (copies.within, copies.across, copies.marked, copies.documents) == (2, 1, 1, 1)
    assert copies.clusters.rows() == [("a\n3", [3]), ("c\n3", [1])]
    assert copies.excerpts["a\n3"] == "The council met on Monday."


def test_a_tally_is_bounded_and_its_sums_are_exact() -> None:
    tally = Tally(2, most=2)
    for name, numbers in (("b", (1, 0)), ("a", (2, 2)), ("late", (5, 5)), ("b", (0, 3)), ("later", (1, 1))):
        tally.add(name, numbers)
    assert tally.rows() == [("a", [2, 2]), ("b", [1, 3])]
    assert tally.rest == [6, 6]
    tally = Tally(1)
    tally.add("x" * 10_000, [1])
    assert [len(name) for name, _ in tally.rows()] == [LONGEST]


# What an output may be


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "folder"])
def test_every_format_of_whole_records_says_the_same(tmp_path: Path, name: str) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for seed in ("faro.txt", "tide-mill.html"):
        shutil.copy(CLEANED.parent / "seeds" / seed, seeds)
        shutil.copy(CLEANED / f"{seed}.json", tmp_path)
    done = CliRunner().invoke(app, ["clean", str(seeds), "-o", str(tmp_path / "made" / name), "-q"])
    assert done.exit_code == 0
    of_files, of_made = gather(str(tmp_path / "faro.txt.json")), gather(str(tmp_path / "made" / name))
    assert of_made.documents[0] == of_files.documents[0]
    assert (of_made.totals.documents, len(of_made.documents), of_made.invalid) == (2, 2, 0)


def test_what_the_run_left_beside_its_records(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("The council met on Monday evening and voted for the new bridge.", "utf-8")
    (tmp_path / "in/b.txt").write_bytes(b"%PDF-1.7\x00\x01\x02")
    (tmp_path / "in/c.txt").write_bytes(b"")
    for name in ("folder", "lines.jsonl", "rows.parquet", "packed.jsonl.gz"):
        CliRunner().invoke(app, ["clean", str(tmp_path / "in"), "-o", str(tmp_path / name), "-q"])
        found = gather(str(tmp_path / name))
        assert found.name == name
        assert found.rejects.number == 2, name
        assert {key for key, _ in found.rejects.causes.rows()} == {"decode\nbinary", "decode\nempty"}
        assert [one["uri"] for one in found.rejects.first] == ["b.txt", "c.txt"]
    CliRunner().invoke(app, ["clean", str(tmp_path / "in"), "-o", str(tmp_path / "parts"), "--format", "jsonl", "-q"])
    found = gather(str(tmp_path / "parts"))
    assert found.rejects.number == 2
    assert found.summary is not None
    assert (found.summary.read, found.summary.written) == (3, 1)


def test_a_torn_list_of_rejects_is_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "out.jsonl", [record("a")])
    (tmp_path / "out.rejects.jsonl").write_text('{"uri": "x", "stage": "read", "cause": "damaged"}\n[1]\n{"ur', "utf-8")
    rejects = gather(str(path)).rejects
    assert rejects.number == 3
    assert dict(rejects.causes.rows()) == {"?\n?": [2], "read\ndamaged": [1]}


def test_what_is_no_record_is_counted_and_in_no_sum(tmp_path: Path) -> None:
    path = written(tmp_path / "out.jsonl", [record("a"), {"schema_version": "1.0"}, record("b", language="<b>")])
    with path.open("a", encoding="utf-8") as stream:
        stream.write("{not json\n")
    found = gather(str(path))
    assert (found.totals.documents, found.invalid) == (1, 3)


@pytest.mark.parametrize("name", ["nothing.jsonl", "out.jsonl", "folder"])
def test_an_output_without_records_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/x.txt").write_text("x", encoding="utf-8")
    written(tmp_path / "out.jsonl", [{"id": "no record"}])
    with pytest.raises(InputError):
        gather(str(tmp_path / name))


# The sample


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(1, 60)), min_size=1, max_size=40, unique_by=lambda one: one[0]
    ),
    st.randoms(use_true_random=False),
)
def test_the_sample_depends_on_no_order(sizes: list[tuple[int, int]], random: Any) -> None:
    def taken() -> set[bytes]:
        sample = Sample(7, 200)
        for name, size in sizes:
            sample.offer(str(name), lambda name=name, size=size: b"%d " % name + b"x" * size)  # type: ignore[misc]
        found = sample.documents()
        assert 1 <= len(found) <= 7
        assert sum(map(len, found)) <= 200
        return set(found)

    first = taken()
    random.shuffle(sizes)
    assert taken() == first


def test_the_sample_says_what_it_is_of_and_keeps_the_order_of_the_records(tmp_path: Path) -> None:
    names = [f"doc-{number:03}" for number in range(60)]
    path = written(tmp_path / "out.jsonl", [record(name) for name in names])
    found = gather(str(path), 10)
    shown_ids = [one["id"] for one in found.documents]
    assert found.totals.documents == 60
    assert len(shown_ids) == 10
    assert shown_ids == sorted(shown_ids)
    other = written(tmp_path / "other.jsonl", [record(name) for name in reversed(names)])
    assert {one["id"] for one in gather(str(other), 10).documents} == set(shown_ids)


def test_one_document_that_is_larger_than_the_room_is_there() -> None:
    sample = Sample(5, 10)
    sample.offer("a", lambda: b"x" * 1000)
    assert len(sample.documents()) == 1


def test_what_is_shown_of_a_document_is_bounded() -> None:
    one = record("a", headline="h" * 10_000, site="s" * 10_000)
    block = one["blocks"][0] | {"text": "x" * 50_000}
    one["blocks"] = [block | {"index": at} for at in range(10, 3_000)]
    one["counts"]["blocks"]["in"] = 2_996
    value = shown(one)
    assert len(value["blocks"]) == BLOCKS
    assert value["more"] == 2_996 - BLOCKS
    assert max(len(one["text"]) for one in value["blocks"]) == TEXT
    assert value["blocks"][20]["more"] == 50_000 - TEXT
    assert len(json.dumps(value)) < BLOCKS * (TEXT + 500)


def test_the_text_as_it_was_is_all_there(records: list[dict[str, Any]]) -> None:
    for one in records:
        value = shown(one)
        every = sorted((*one["blocks"], *one["removed"]), key=lambda block: int(block["index"]))
        assert [block["text"] for block in value["blocks"]] == [block["text"] for block in every]
        assert value["more"] == 0


@pytest.mark.parametrize("text", INJECTIONS)
def test_the_poisoned_records_are_valid(text: str) -> None:
    assert validator().is_valid(poisoned(text))
    assert validator().is_valid(RECORD)
