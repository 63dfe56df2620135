"""`cleaner diff`: outputs of any format, in any order, side by side."""

import gzip
import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cleaner.batch.compare import compare_outputs
from cleaner.batch.matched import matched
from cleaner.compare.data import to_json
from cleaner.readers import InputError
from tests.compare.records import Part, record
from tests.test_cli import call

Record = dict[str, Any]


def made(number: int, text: str = "All of it stays.") -> Record:
    return record(f"page-{number:03}.txt", [Part(text), Part("Share", "drop", "share_prompt", "rule:share-prompt")])


def folder(place: Path, records: Sequence[Record]) -> Path:
    for one in records:
        path = place / f"{one['source']['uri']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(one, indent=1), encoding="utf-8")
    return place


def lines(place: Path, records: Sequence[Record]) -> Path:
    place.write_bytes(b"".join(json.dumps(one).encode() + b"\n" for one in records))
    return place


def packed(place: Path, records: Sequence[Record]) -> Path:
    place.write_bytes(gzip.compress(b"".join(json.dumps(one).encode() + b"\n" for one in records)))
    return place


BEFORE = [made(number) for number in range(9)]
AFTER = [made(number, "All of it went." if number == 4 else "All of it stays.") for number in range(9) if number != 7]


def outputs(tmp_path: Path, kind: str, records: Sequence[Record], name: str) -> Path:
    if kind == "folder":
        return folder(tmp_path / name, records)
    if kind == "jsonl":
        return lines(tmp_path / f"{name}.jsonl", records)
    return packed(tmp_path / f"{name}.jsonl.gz", records[::-1])


@pytest.mark.parametrize("kind", ["folder", "jsonl", "packed and turned round"])
@pytest.mark.parametrize("other", ["folder", "jsonl", "packed and turned round"])
def test_the_format_and_the_order_do_not_matter(tmp_path: Path, kind: str, other: str) -> None:
    before, after = outputs(tmp_path, kind, BEFORE, "before"), outputs(tmp_path, other, AFTER, "after")
    said = to_json(compare_outputs(str(before), str(after), 5))
    assert said["documents"] == {"both": 8, "changed": 1, "only_before": 1, "only_after": 0}
    assert said["before"]["alone"] == ["page-007.txt"]
    assert [one["uri"] for one in said["most_changed"]] == ["page-004.txt"]
    assert said["words"] == {"lost": 1, "gained": 1}


def test_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/one.txt").write_text("The bridge over the river stays shut until the second week of March.\n")
    assert call("clean", tmp_path / "in", "-o", tmp_path / "out.parquet", "-q")[0] == 0
    assert call("clean", tmp_path / "in", "-o", tmp_path / "out", "-q")[0] == 0
    said = to_json(compare_outputs(str(tmp_path / "out"), str(tmp_path / "out.parquet"), 5))
    assert said["documents"] == {"both": 1, "changed": 0, "only_before": 0, "only_after": 0}


def test_records_that_share_an_id_go_together_in_order(tmp_path: Path) -> None:
    one, two, three = (made(1, text) for text in ("first", "second", "third"))
    before = lines(tmp_path / "before.jsonl", [one, two, made(2)])
    after = lines(tmp_path / "after.jsonl", [made(2), one, two, three])
    texts = [
        tuple(None if side is None else side.record()["blocks"][0]["text"] for side in pair)
        for pair in matched(str(before), str(after))
    ]
    assert sorted(texts, key=str) == sorted(
        [("first", "first"), ("second", "second"), ("All of it stays.",) * 2, (None, "third")], key=str
    )


def test_memory_does_not_grow_with_what_waits(tmp_path: Path) -> None:
    """In opposite orders nearly all of one output waits for the other."""
    texts = ["".join(chr(97 + (number * place) % 26) for place in range(20_000)) for number in range(3, 203)]
    records = [made(number, text) for number, text in enumerate(texts)]
    before, after = lines(tmp_path / "before.jsonl", records), lines(tmp_path / "after.jsonl", records[::-1])
    size = before.stat().st_size
    del records, texts
    tracemalloc.start()
    count = sum(1 for _ in matched(str(before), str(after)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200
    assert peak < size / 2


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"id": 1}', b'{"id": "x"}'])
def test_what_is_no_record_ends_it(tmp_path: Path, content: bytes) -> None:
    before = lines(tmp_path / "before.jsonl", [made(1)])
    (tmp_path / "after.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=r"after\.jsonl:1"):
        compare_outputs(str(before), str(tmp_path / "after.jsonl"), 1)


@pytest.mark.parametrize(
    ("allowed", "status"),
    [("0", 1), ("1", 1), ("2", 0), ("10%", 1), ("22.3%", 0), (None, 0)],
)
def test_the_status_says_whether_too_much_changed(tmp_path: Path, allowed: str | None, status: int) -> None:
    """Of nine documents one changed and one is gone."""
    before, after = folder(tmp_path / "before", BEFORE), folder(tmp_path / "after", AFTER)
    option = [] if allowed is None else ["--max-changed", allowed]
    code, out, err = call("diff", before, after, *option)
    assert (code, err) == (status, "")
    assert "8 documents in both, 1 changed; 1 only before, 0 only after" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max-changed", "some"], "--max-changed takes a number"),
        (["--max-changed", "101%"], "--max-changed takes at most 100%"),
        (["--format", "htm"], "did you mean html?"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    before = folder(tmp_path / "before", BEFORE)
    code, out, err = call("diff", before, before, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("name", ["nowhere", "rejects.jsonl", "notes.txt"])
def test_what_holds_no_records_is_refused(tmp_path: Path, name: str) -> None:
    before = folder(tmp_path / "before", BEFORE)
    if name != "nowhere":
        (tmp_path / name).write_text("{}\n")
    code, out, err = call("diff", before, tmp_path / name)
    assert (code, out) == (2, "")
    assert name in err


def test_two_outputs_without_a_record_are_nothing_to_compare(tmp_path: Path) -> None:
    for name in ("before.jsonl", "after.jsonl"):
        (tmp_path / name).write_bytes(b"")
    code, out, err = call("diff", tmp_path / "before.jsonl", tmp_path / "after.jsonl", "--max-changed", "0")
    assert (code, out) == (2, "")
    assert err.startswith("error: no records in ")
    assert (code, err.split()[:4]) == _validated(tmp_path / "before.jsonl")


def _validated(path: Path) -> tuple[int, list[str]]:
    code, _, err = call("validate", path)
    return code, err.split()[:4]


def test_an_output_without_a_record_may_be_compared_to_one_with_some(tmp_path: Path) -> None:
    (tmp_path / "before.jsonl").write_bytes(b"")
    code, out, _ = call("diff", tmp_path / "before.jsonl", folder(tmp_path / "after", AFTER))
    assert code == 0
    assert "0 documents in both, 0 changed; 0 only before, 8 only after" in out


def test_every_format_is_the_same_for_the_same_outputs(tmp_path: Path) -> None:
    before, after = folder(tmp_path / "before", BEFORE), lines(tmp_path / "after.jsonl", AFTER)
    for kind, begins in (("text", "--- "), ("json", '{"documents"'), ("html", "<!doctype html>")):
        first = call("diff", before, after, "--format", kind)
        assert first == call("diff", before, after, "--format", kind)
        assert first[1].startswith(begins)
    assert json.loads(call("diff", before, after, "--format", "json", "--show", "0")[1])["most_changed"] == []


def test_a_terminal_obeys_nothing_of_a_document(tmp_path: Path) -> None:
    before = folder(tmp_path / "before", [record("page.txt", [Part("a \x1b[31m b")])])
    after = folder(tmp_path / "after", [record("page.txt", [Part("a \x1b[31m c")])])
    for kind in ("text", "json", "html"):
        assert "\x1b" not in call("diff", before, after, "--format", kind)[1]


def test_records_that_are_the_same_count_as_others_do(tmp_path: Path) -> None:
    """The same bytes are not paired block by block; other bytes that say the same are."""
    before = lines(tmp_path / "before.jsonl", BEFORE)
    spaced = tmp_path / "after.jsonl"
    spaced.write_text("".join(json.dumps(one, separators=(" ,", " :")) + "\n" for one in BEFORE), encoding="utf-8")
    same, paired = (to_json(compare_outputs(str(before), str(after), 5)) for after in (before, spaced))
    assert same == paired
    assert (same["documents"]["both"], same["blocks"]) == (9, {"both": 18, "changed": 0})


@pytest.mark.parametrize("broken", ["before", "after"])
def test_a_broken_record_is_named_with_its_output(tmp_path: Path, broken: str) -> None:
    for name in ("before", "after"):
        folder(tmp_path / name, [made(1)])
    (tmp_path / broken / "page-001.txt.json").write_text("{")
    code, _, err = call("diff", tmp_path / "before", tmp_path / "after")
    assert code == 2
    assert f"{tmp_path / broken}/page-001.txt.json" in err
