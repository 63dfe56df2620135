"""An index of an old corpus: what is new is decided about as in one search over both."""

import hashlib
import os
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from benchmarks.made import Shares, record, texts
from cleaner.batch.dedup import Deduplicated, Output, check_indexes, deduplicate, search
from cleaner.batch.dedup_files import find_parts
from cleaner.batch.spread import local
from cleaner.check import check
from cleaner.cli import app
from cleaner.duplicates.index import MAGIC, Index
from cleaner.duplicates.job import Job
from cleaner.duplicates.keep import write_index
from cleaner.duplicates.settings import Across, Policy, Treatment
from cleaner.readers import InputError
from tests.duplicates.test_corpus import FOOTER, LOOSE, NO_NEAR, OTHER, STORY

Record = dict[str, Any]


def written(folder: Path, records: Sequence[Record]) -> Path:
    folder.mkdir(parents=True)
    lines = b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in records)
    (folder / "all.jsonl").write_bytes(lines)
    return folder


def dedup(
    folder: Path, against: Sequence[Path] = (), index: Path | None = None, across: Across = LOOSE, near: bool = False
) -> tuple[dict[str, Record], Deduplicated]:
    with local(1) as spread:
        output = Output(folder, against=tuple(against), index=index)
        done = deduplicate(output, across, near=near, spread=spread)
    out = {one["id"]: one for one in map(orjson.loads, (folder / "all.jsonl").read_bytes().splitlines())}
    assert all(check(one) == [] for one in out.values())
    return out, done


def corpus(count: int, seed: int) -> list[Record]:
    """Return records of which many repeat others, also across the middle, in the order of their ids."""
    made = list(texts(count, seed, Shares(pool=0.2, edited=0.3)))
    random.Random(seed).shuffle(made)
    sites = ("north", "south", "east", "west")
    return [
        record(f"{at:05}", sites[at % 4], [*paragraphs, f"{FOOTER} This is the {sites[at % 4]}."])
        for at, (_, _, paragraphs) in enumerate(made)
    ]


DROPPING = Across(policy=Policy(near=Treatment.DROP), ceiling=1.0)


@pytest.mark.parametrize(
    ("across", "near"), [(LOOSE, False), (LOOSE, True), (DROPPING, True)], ids=["exact", "near", "near, dropped"]
)
def test_what_is_new_is_decided_about_as_in_one_search_over_both(across: Across, near: bool, tmp_path: Path) -> None:
    if near:
        pytest.importorskip("rensa", reason=NO_NEAR)
    records = corpus(240, 12)
    a, b, c = records[:100], records[100:180], records[180:]
    first, second = tmp_path / "first.index", tmp_path / "second.index"
    dedup(written(tmp_path / "a", a), [], first, across, near)
    more, done = dedup(written(tmp_path / "b", b), [first], second, across, near)
    last, _ = dedup(written(tmp_path / "c", c), [first, second], None, across, near)
    two, _ = dedup(written(tmp_path / "two", a + b), across=across, near=near)
    three, _ = dedup(written(tmp_path / "three", records), across=across, near=near)
    assert more == {name: two[name] for name in more}
    assert last == {name: three[name] for name in last}
    assert done.sums.dropped["exact"] > 10
    assert done.sums.dropped["site"] > 10
    pointed = {one["duplicate_of"]["document"] for new in more.values() for one in new["removed"]}
    assert pointed & {one["id"] for one in a}
    assert pointed & {one["id"] for one in b}
    _, again = dedup(tmp_path / "b", [first], None, across, near)
    assert again.sums.dropped == {}


def test_documents_of_a_site_add_up(tmp_path: Path) -> None:
    own = [record(f"{at:02}", "One", [f"{STORY} {at}", FOOTER]) for at in range(6)]
    dedup(written(tmp_path / "old", own[:4]), index=tmp_path / "old.index")
    _, alone = dedup(written(tmp_path / "alone", own[4:]))
    assert alone.sums.dropped == {}
    out, done = dedup(written(tmp_path / "new", own[4:]), [tmp_path / "old.index"])
    assert done.sums.dropped == {"site": 2}
    assert out["04"]["removed"][0]["duplicate_of"]["document"] == "00"


def test_what_is_old_stays_though_its_id_is_larger(tmp_path: Path) -> None:
    dedup(written(tmp_path / "old", [record("z", "", [OTHER, STORY])]), index=tmp_path / "old.index")
    new = [record("a", "", [STORY]), record("b", "", [f"“{STORY}”"])]
    out, _ = dedup(written(tmp_path / "new", new), [tmp_path / "old.index"])
    assert out["a"]["removed"][0]["duplicate_of"] == {"document": "z", "block": 1, "similarity": 1.0}
    assert out["b"]["blocks"][0]["duplicate_of"]["document"] == "z"


def test_a_quotation_in_the_old_corpus_does_not_stand_for_the_original(tmp_path: Path) -> None:
    dedup(written(tmp_path / "old", [record("a", "", [f"“{STORY}”"])]), index=tmp_path / "old.index")
    new = [record("b", "", [STORY]), record("c", "", [STORY])]
    out, _ = dedup(written(tmp_path / "new", new), [tmp_path / "old.index"])
    assert len(out["b"]["blocks"]) == 1
    assert out["c"]["removed"][0]["duplicate_of"]["document"] == "b"


def test_a_document_that_comes_again_is_no_copy_of_itself(tmp_path: Path) -> None:
    same = [record("a", "", [STORY]), record("a", "", [STORY]), record("b", "", [STORY])]
    out, done = dedup(written(tmp_path / "old", same), index=tmp_path / "old.index")
    assert (len(out["a"]["blocks"]), done.sums.dropped) == (1, {"exact": 1})
    out, done = dedup(written(tmp_path / "new", same), [tmp_path / "old.index"])
    assert (len(out["a"]["blocks"]), done.sums.dropped) == (1, {"exact": 1})


def test_one_key_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.duplicates.scan.key", lambda _text, _data: b"\x80" * 16)
    old = [record(f"{at:03}", "", [f"{STORY} {at}"]) for at in range(50)]
    new = [record(f"n{at:03}", "", [f"{STORY} {at}"]) for at in range(49, 60)]
    dedup(written(tmp_path / "old", old), index=tmp_path / "old.index")
    _, done = dedup(written(tmp_path / "new", new), [tmp_path / "old.index"])
    assert done.sums.dropped == {"exact": 1}


def test_the_bytes_do_not_depend_on_how_it_was_cut_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rensa", reason=NO_NEAR)
    folder = written(tmp_path / "in", corpus(80, 3))
    made = set()
    for buckets, rows, workers in ((1, 10**6, 1), (4, 10**6, 2), (16, 50, 1)):
        monkeypatch.setattr("cleaner.duplicates.scan.RUN_ROWS", rows)
        with local(workers) as spread, (tmp_path / "index").open("wb") as stream:
            job = Job(tmp_path / str(buckets), buckets, near=True, across=LOOSE, keep=True)
            search(folder, find_parts(folder), job, spread)
            write_index(stream, job, spread)
        made.add((tmp_path / "index").read_bytes())
    assert len(made) == 1


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, args)], prog_name="cleaner")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{}", "it is no index of `cleaner dedup --index`, or not a whole one"),
        (None, "No such file or directory"),
        ("cut", "it is no index of `cleaner dedup --index`, or not a whole one"),
        ("settings", "made by other settings: near was 0.8, and is 0.7"),
        ("version", "it has the version 9, and this program reads version 1"),
    ],
)
def test_what_cannot_be_used_is_refused(content: bytes | str | None, says: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", [record("a", "", [STORY])])
    index, more = tmp_path / "old.index", []
    assert call("dedup", old, "--index", index, "-q") == (0, "")
    if content is None:
        index.unlink()
    elif content == "cut":
        index.write_bytes(index.read_bytes()[:-5])
    elif content == "version":
        body = index.read_bytes()[: -32 - len(MAGIC)].replace(b'"version": 1', b'"version": 9')
        index.write_bytes(body + hashlib.sha256(body).digest() + MAGIC)
    elif content == "settings":
        more = ["--near", "0.7"]
    elif isinstance(content, bytes):
        index.write_bytes(content)
    code, err = call("dedup", old, "--against", index, *more)
    assert (code, err) == (2, f"error: cannot use the index {index}: {_whole(says)}\n")


def test_a_flipped_or_lost_byte_anywhere_is_noticed(tmp_path: Path) -> None:
    index = tmp_path / "old.index"
    dedup(written(tmp_path / "old", [record("a", "", [STORY])]), index=index)
    new, content = written(tmp_path / "new", [record("b", "", [STORY])]), index.read_bytes()
    before = (new / "all.jsonl").read_bytes()
    damaged = [content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :] for at in range(len(content))]
    lost = [content[:at] + content[at + 1 :] for at in (0, 50, len(content) - 1)] + [b"", MAGIC, content[1000:]]
    for one in [*damaged, *lost]:
        index.write_bytes(one)
        with pytest.raises(InputError, match=r"cannot use the index .*: it is (damaged|no index)"):
            check_indexes([index], LOOSE, near=False)
    index.write_bytes(damaged[0])
    code, err = call("dedup", new, "--against", index)
    says = "it is damaged: what it holds is not what was written"
    assert (code, err) == (2, f"error: cannot use the index {index}: {says}\n")
    assert (new / "all.jsonl").read_bytes() == before


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    old = written(tmp_path / "old", [record("a", "", [STORY])])
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    whole = "it is no index of `cleaner dedup --index`, or not a whole one"
    for place, says in ((old, "Is a directory"), (old / "all.jsonl", whole), (pipe, whole)):
        code, err = call("dedup", old, "--against", place)
        assert (code, err) == (2, f"error: cannot use the index {place}: {says}\n")


def _whole(says: str) -> str:
    return says if not says.startswith("made") else f"the index was {says}"


def test_an_index_does_not_lie_among_the_records(tmp_path: Path) -> None:
    old = written(tmp_path / "old", [record("a", "", [STORY])])
    code, err = call("dedup", old, "--index", old / "x.index")
    assert (code, err) == (2, f"error: the index would lie among the records: {old / 'x.index'}\n")


def test_an_index_takes_the_place_of_nothing_else(tmp_path: Path) -> None:
    old = written(tmp_path / "old", [record("a", "", [OTHER, STORY]), record("b", "", [STORY])])
    records, index, pipe, empty = old / "all.jsonl", tmp_path / "old.index", tmp_path / "pipe", tmp_path / "empty"
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "one.txt").write_text(STORY)
    os.mkfifo(pipe)
    empty.touch()
    before = records.read_bytes()
    assert call("dedup", old, "-o", tmp_path / "to", "--index", index, "-q") == (0, "")
    kept = index.read_bytes()
    none = "the index would take the place of something that is none: "
    other = "the index would take the place of what is read or written, too: "
    clean = ["clean", pages, "-o", tmp_path / "out", "--format", "jsonl", "--across", "exact"]
    for typed, says in (
        (["dedup", records, "--index", records], f"the index would lie among the records: {records}"),
        (["dedup", records, "--clusters", records], f"the clusters would lie among the records: {records}"),
        (["dedup", old, "-o", tmp_path / "to", "--index", tmp_path / "to" / "a"], "the index would lie among the rec"),
        (["dedup", old, "--index", pipe], f"{none}{pipe}"),
        (["dedup", old, "--index", pages / "one.txt"], f"{none}{pages / 'one.txt'}"),
        (["dedup", old, "--against", index, "--index", index], f"{other}{index}"),
        (["dedup", old, "--clusters", empty, "--index", empty], f"{other}{empty}"),
        ([*clean, "--index", tmp_path / "out" / "a"], "the index would lie among the records: "),
        ([*clean, "--index", pages / "one.txt"], f"{none}{pages / 'one.txt'}"),
        ([*clean, "--against", index, "--index", index], f"{other}{index}"),
    ):
        code, err = call(*typed)
        assert (code, err.startswith(f"error: {says}")) == (2, True), err
    assert (records.read_bytes(), index.read_bytes(), pipe.is_fifo()) == (before, kept, True)
    assert call("dedup", old, "--index", empty, "-q") == (0, "")
    assert empty.read_bytes() == kept


@pytest.mark.parametrize("scheme", ["file://", "FILE://", "local://"])
def test_an_address_of_this_machine_names_a_place_that_is_needed(scheme: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old", [record("a", "", [OTHER, STORY]), record("b", "", [STORY])])
    records, to = old / "all.jsonl", tmp_path / "to"
    address, before = f"{scheme}{old}", records.read_bytes()
    inside = "the output lies inside what is read: "
    for typed, says in (
        (["dedup", address, "-o", to, "--clusters", records], f"the clusters would lie among the records: {records}"),
        (["dedup", address, "-o", to, "--index", old / "a"], f"the index would lie among the records: {old / 'a'}"),
        (["dedup", old, "-o", f"{scheme}{to}", "--index", to / "a"], "the index would lie among the records: "),
        (["dedup", old, "-o", address], inside),
        (["dedup", address, "-o", old / "new"], inside),
    ):
        code, err = call(*typed)
        assert (code, err.startswith(f"error: {says}")) == (2, True), err
    assert (records.read_bytes(), [one.name for one in old.iterdir()]) == (before, ["all.jsonl"])


def test_an_index_of_records_whose_copies_went_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"{OTHER}\n\n{STORY}\n")
    (tmp_path / "two.txt").write_text(f"{STORY}\n")
    out, typed = tmp_path / "out", ["clean", tmp_path / "one.txt", tmp_path / "two.txt", "--format", "jsonl", "-q"]
    search = ["dedup", out, "--index", tmp_path / "a.index"]
    assert call(*typed, "-o", out) == (0, "")
    assert "warning" not in call(*search)[1]
    first = (tmp_path / "a.index").read_bytes()
    assert "warning: copies had gone from these records before" in call(*search)[1]
    assert "warning" not in call("dedup", out)[1]
    assert call(*typed, "-o", out, "--resume")[0] == 0
    assert "warning" not in call(*search)[1]
    assert (tmp_path / "a.index").read_bytes() == first


def test_an_index_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"{OTHER}\n\n{STORY}\n")
    index, out = tmp_path / "old.index", tmp_path / "out"
    typed = ["clean", tmp_path / "one.txt", "-o", out, "--format", "jsonl", "-q", "--across", "exact", "--index", index]
    assert call(*typed) == (0, "")
    content = index.read_bytes()
    index.write_bytes(b"?" + content[1:])
    assert call(*typed, "--resume") == (0, "")
    assert index.read_bytes() == content


def test_clean_takes_and_gives_an_index(tmp_path: Path) -> None:
    for name, extra in (("old", "one"), ("new", "two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{extra}.txt").write_text(f"{OTHER} It is the story {extra}.\n\n{STORY}\n")
    flags = ["--format", "jsonl", "-q", "--across", "exact"]
    index, out = tmp_path / "old.index", tmp_path / "out"
    assert call("clean", tmp_path / "old", "-o", tmp_path / "first", *flags, "--index", index) == (0, "")
    assert Index(index).header["made"]["kind"] == "exact"
    assert call("clean", tmp_path / "new", "-o", out, *flags, "--against", index) == (0, "")
    (part,) = out.glob("*.jsonl")
    one = orjson.loads(part.read_bytes())
    assert [removal["reason"] for removal in one["removed"]] == ["duplicate:exact"]
    # Held against another index, it is searched again; without one that it is to write, too.
    before = part.stat().st_mtime_ns
    assert call("clean", tmp_path / "new", "-o", out, *flags, "--against", index, "--resume") == (0, "")
    assert part.stat().st_mtime_ns == before
    index.unlink()
    shutil.rmtree(tmp_path / "first")
    call("clean", tmp_path / "old", "-o", tmp_path / "first", *flags)
    assert call("clean", tmp_path / "old", "-o", tmp_path / "first", *flags, "--index", index, "--resume")[0] == 0
    assert index.exists()
    code, err = call("clean", tmp_path / "new", "-o", out, "--format", "jsonl", "--against", index)
    assert (code, "--against and --index are for --across" in " ".join(err.split())) == (2, True)
