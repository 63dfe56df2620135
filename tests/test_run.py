"""A run: everything that is read is written or rejected."""

import hashlib
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.batch import part
from cleaner.batch.errors import UnbalancedError
from cleaner.batch.run import How, run
from cleaner.batch.summary import Summary, to_json
from cleaner.batch.watch import Watch
from cleaner.config import Config, Limits
from cleaner.model import (
    Action,
    Block,
    Decision,
    Document,
    Form,
    RawDocument,
    Reject,
    RejectedError,
    Role,
    Source,
    Span,
)
from cleaner.readers import InputError, ReadOptions, find_inputs
from cleaner.writers import plan_output
from tests.checking import validate


def fake(raw: RawDocument, config: Config) -> Document:
    """Stand in for the pipeline: one block, or what the text asks for."""
    assert isinstance(raw.content, bytes)
    text = raw.content.decode()
    if text == "reject":
        raise RejectedError("decode", "binary", "asked to")
    if text == "raise":
        raise ZeroDivisionError("asked to, with \ud800 in it")
    if text == "recurse":
        return fake(raw, config)
    decision = Decision(0, Action.KEEP, Role.BODY, "rule:fake", 1.0)
    document = Document(
        id=hashlib.sha256(raw.uri.encode()).hexdigest(),
        source=Source(raw.uri, bytes=len(raw.content), sha256=hashlib.sha256(raw.content).hexdigest()),
        text=text,
        blocks=(Block(0, Span(0, len(text)), Form.PARAGRAPH),),
        decisions=(decision,),
        flags=("fake",),
    )
    if text == "invalid":
        return replace(document, decisions=(decision._replace(confidence=7.0),))
    return document


def clean_all(source: Path, out: str | Path, watch: Watch | None = None, limit: int = 1000) -> Summary:
    target = plan_output(str(out), None, [str(source)])
    limits = Limits(bytes=limit)
    how = How(Config(limits=limits), ReadOptions(limits), clean=fake)
    return run(lambda: find_inputs([str(source)]), target, how, watch)


def plant(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def rejects(path: Path) -> dict[str, str]:
    lines = path.read_bytes().splitlines() if path.exists() else []
    return {one["uri"]: one["cause"] for one in map(json.loads, lines)}


def test_good_documents_are_written(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a.txt": "one", "b/c.txt": "two", ".hidden": "three"})
    summary = clean_all(tmp_path / "in", tmp_path / "out")
    assert to_json(summary) == {
        "documents": {"read": 2, "written": 2, "rejected": 0, "skipped": 1, "repeated_ids": 0},
        "blocks": {"kept": {"body": 2}, "lifted": {}, "dropped": {}, "duplicates": 0},
        "fixes": {},
        "flags": {"fake": 2},
        "rejects": {},
    }
    assert not (tmp_path / "out/rejects.jsonl").exists()
    assert validate([str(tmp_path / "out")]).records == 2


@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_a_bad_document_costs_itself(tmp_path: Path, out: str) -> None:
    texts = {"a": "reject", "b": "raise", "c": "recurse", "d": "invalid", "e": "x" * 1001, "f": "good", "g": "fine"}
    plant(tmp_path / "in", texts)
    settled: list[Reject | None] = []
    summary = clean_all(tmp_path / "in", tmp_path / out, Watch(settled=settled.append))
    seen = [one for one in settled if one is not None]
    listed = tmp_path / ("out/rejects.jsonl" if out == "out" else "out.rejects.jsonl")
    want = {"a": "binary", "b": "exception", "c": "exception", "d": "invalid_record", "e": "too_large"}
    assert rejects(listed) == want == {one.uri: one.cause for one in seen}
    assert (summary.read, summary.written, summary.rejected) == (7, 2, 5)
    assert seen[1].message.startswith("ZeroDivisionError: asked to")
    assert [one.stage for one in seen] == ["decode", "clean", "clean", "write", "read"]


def test_a_stale_list_of_rejects_goes(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a": "reject"})
    clean_all(tmp_path / "in", tmp_path / "out")
    plant(tmp_path / "in", {"a": "good"})
    clean_all(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out/rejects.jsonl").exists()


def test_a_stale_record_of_a_document_that_is_rejected_goes(tmp_path: Path) -> None:
    names = ["a", "b/c.txt", "d", "e", "f"]
    plant(tmp_path / "in", dict.fromkeys(names, "good"))
    clean_all(tmp_path / "in", tmp_path / "out")
    plant(tmp_path / "in", {"a": "reject", "b/c.txt": "invalid", "d": "raise", "e": "x" * 1001})
    clean_all(tmp_path / "in", tmp_path / "out")
    assert [str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.json")] == ["f.json"]
    assert len(rejects(tmp_path / "out/rejects.jsonl")) == 4


def test_whoever_watches_is_called_for_each_document_and_each_input(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a": "reject", "b": "good", ".c": "hidden"})
    settled: list[str | None] = []
    took: list[str] = []
    watch = Watch(
        settled=lambda reject: settled.append(None if reject is None else reject.uri),
        took=lambda member: took.append(member.uri),
    )
    clean_all(tmp_path / "in", tmp_path / "out", watch)
    assert (settled, took) == (["a", None], ["a", "b"])


def test_an_interrupt_is_not_a_reject(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a": "good"})

    def interrupted(_raw: RawDocument, _config: Config) -> Document:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(
            lambda: find_inputs([str(tmp_path / "in")]),
            plan_output(str(tmp_path / "o"), None, []),
            How(clean=interrupted),
        )


def test_a_document_that_is_lost_fails_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path / "in", {"a": "good"})
    monkeypatch.setattr(part, "add_counts", lambda _summary, _counts: None)
    with pytest.raises(UnbalancedError, match="1 documents read, but 0 written and 0 rejected"):
        clean_all(tmp_path / "in", tmp_path / "out")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    plant(tmp_path / "in", {name: name for name in ("b", "a/b", "a.b", "c")})
    clean_all(tmp_path / "in", tmp_path / "one.jsonl")
    clean_all(tmp_path / "in", tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


FAULTS = ["reject", "raise", "invalid", "good", "too long", "dangling", "pipe", "outside", "folder link"]
NAME = st.sampled_from([b"a", b"b.txt", b"c\n.html", b"-d", b"e\xff", b".f", b"g%", b"h\x1b[0m", b"i" * 250])


def put(place: Path, kind: str) -> bool:
    """Plant one entry; say whether a record must come of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "dangling":
        place.symlink_to("nowhere at all")
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "outside":
        place.symlink_to("/etc/hostname")
    elif kind == "folder link":
        place.symlink_to(place.parent)
    else:
        place.write_text("x" * 1001 if kind == "too long" else kind)
    return kind == "good"


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from([b"", b"one", b"two\xfe", b"3\n/4"]), NAME), st.sampled_from(FAULTS), min_size=1
    )
)
def test_read_is_written_and_rejected(plan: dict[tuple[bytes, bytes], str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "in"), Path(folder, "out")
        source.mkdir()
        good = {key: put(source / os.fsdecode(key[0]) / os.fsdecode(key[1]), kind) for key, kind in plan.items()}
        seen = {key: one for key, one in good.items() if not key[1].startswith(b".")}
        if not seen:
            with pytest.raises(InputError):
                clean_all(source, out)
            return
        summary = clean_all(source, out)
        listed = rejects(out / "rejects.jsonl")
        assert summary.read == len(seen) == summary.written + summary.rejected
        assert summary.skipped == len(good) - len(seen)
        assert (
            summary.written
            == sum(seen.values())
            == len([one for one in out.rglob("*.json") if one.parent.name != ".cleaner"])
        )
        assert summary.rejected == len(listed) == summary.rejects.total()


# Validating what was written


def test_a_finding_names_file_and_line(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a": "good", "b": "fine"})
    clean_all(tmp_path / "in", tmp_path / "out.jsonl")
    out = tmp_path / "out.jsonl"
    first, second = out.read_bytes().splitlines()
    out.write_bytes(b"\n".join([first, b"{not json", second.replace(b'"fine"', b'"fina"', 1), b""]))
    checked = validate([str(out)])
    assert (checked.records, checked.invalid) == (3, 2)
    assert {(one.file, one.line, one.pointer) for one in checked.findings} == {
        (str(out), 1, "/blocks/0/reason"),  # no rule has this name
        (str(out), 2, ""),
        (str(out), 3, "/text"),
    }
    assert checked.findings[-1].id == hashlib.sha256(b"b").hexdigest()


def test_files_of_several_folders_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"va/1.json": "{}", "vb/1.json": "{}", "x.json": "{}"})
    monkeypatch.chdir(tmp_path)
    checked = validate(["va/", "vb", "x.json", f"{tmp_path}/va"])
    assert list(dict.fromkeys(one.file for one in checked.findings)) == [
        "va/1.json",
        "vb/1.json",
        "x.json",
        f"{tmp_path}/va/1.json",
    ]
    monkeypatch.chdir(tmp_path / "va")
    assert {one.file for one in validate(["."]).findings} == {"1.json"}


def test_lists_of_rejects_are_no_records(tmp_path: Path) -> None:
    plant(tmp_path / "in", {"a": "good", "b": "reject"})
    clean_all(tmp_path / "in", tmp_path / "out")
    plant(tmp_path / "out", {"x.rejects.jsonl": "not json", "note.txt": "not a record"})
    checked = validate([str(tmp_path / "out")])
    assert (checked.records, checked.invalid) == (1, 0)


@pytest.mark.parametrize("content", ["", "[]", "null", "{}", "\ufeff{}", "{", "nan", '"\\ud800"'])
def test_what_is_no_record_is_a_finding(tmp_path: Path, content: str) -> None:
    plant(tmp_path, {"x.json": content})
    checked = validate([str(tmp_path / "x.json")])
    assert (checked.records, checked.invalid) == (1, 1)


def test_bytes_that_are_not_unicode_are_a_finding(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b'{"id": "\xff"}')
    assert validate([str(tmp_path)]).invalid == 1


@pytest.mark.parametrize("name", ["note.txt", "rejects.jsonl"])
def test_nothing_to_check_is_an_error(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {name: "x"})
    with pytest.raises(InputError, match="no records"):
        validate([str(tmp_path)])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.json").symlink_to("nowhere")
    with pytest.raises(InputError, match=r"cannot read x\.json: the link leads nowhere"):
        validate([str(tmp_path)])
