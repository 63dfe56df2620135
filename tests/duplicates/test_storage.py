"""Records at an address, tried in the memory of the process; `tests/remote` has a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from benchmarks.made import record, texts
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.spread import local
from cleaner.batch.storage import Remote
from cleaner.readers import InputError
from tests.duplicates.test_corpus import LOOSE, OTHER, STORY


@pytest.fixture
def memory() -> Iterator[Any]:
    fsspec = pytest.importorskip("fsspec", reason="the extra `remote` is not installed")
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()


def dedup(output: Output) -> int:
    with local(1) as spread:
        return deduplicate(output, LOOSE, near=False, spread=spread).changed


def test_an_address_gets_the_bytes_of_a_folder(memory: Any, tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    made = [orjson.dumps(record(*one), option=orjson.OPT_APPEND_NEWLINE) for one in texts(60, 41)]
    for at, name in enumerate(("a.jsonl", "deep/b.jsonl")):
        (source / name).write_bytes(b"".join(made[at::2]))
        memory.pipe_file(f"/in/{name}", (source / name).read_bytes())
    memory.pipe_file("/in/.cleaner/manifest.jsonl", b"{}")
    changed = dedup(Output(source, tmp_path / "out"))
    assert changed > 0
    assert dedup(Output(Remote("memory://in"), Remote("memory://out"), work=tmp_path)) == changed
    assert dedup(Output(Remote("memory://in"), tmp_path / "down")) == changed
    for name in ("a.jsonl", "deep/b.jsonl"):
        want = (tmp_path / "out" / name).read_bytes()
        assert memory.cat_file(f"/out/{name}") == (tmp_path / "down" / name).read_bytes() == want
    assert dedup(Output(Remote("memory://in/a.jsonl"), Remote("memory://one"))) < changed
    assert memory.find("/one") == ["/one/a.jsonl"]
    assert {one.name for one in tmp_path.iterdir()} == {"in", "out", "down"}


def test_what_cannot_be_done_is_said(memory: Any, tmp_path: Path) -> None:
    memory.pipe_file("/in/a.jsonl", b"{}")
    for output, says in (
        (Output(Remote("memory://in")), "not changed in place"),
        (Output(Remote("memory://in"), Remote("memory://in/new")), "lies inside what is read"),
        (Output(Remote("memory://none"), tmp_path / "new"), "cannot list memory://none|no records in memory://none"),
        (Output(Remote("nothing://in"), tmp_path / "new"), "cannot list nothing://in: "),
        (Output(Remote("memory://in/b.jsonl"), tmp_path / "new"), "no such file at memory://in: b.jsonl"),
    ):
        with pytest.raises(InputError, match=says):
            dedup(output)
    with pytest.raises(OSError, match="cannot write"):
        Remote("nothing://out").put(tmp_path, "a")


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, Path]:
    """A new crawl, and the index of an old one that it repeats."""
    for name, paragraphs in (("old", [STORY]), ("new", [OTHER, STORY])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_bytes(orjson.dumps(record(name, "", paragraphs)) + b"\n")
    index = tmp_path / "old.index"
    dedup(Output(tmp_path / "old", tmp_path / "old-out", index=index))
    return tmp_path / "new", index


def test_an_index_at_an_address_is_as_good_as_a_file(memory: Any, tmp_path: Path, old: tuple[Path, Path]) -> None:
    new, index = old
    memory.pipe_file("/kept/old.index", index.read_bytes())
    memory.pipe_file("/new/a.jsonl", (new / "a.jsonl").read_bytes())
    assert dedup(Output(new, tmp_path / "alone")) == 0
    changed = dedup(Output(new, tmp_path / "file", against=(index,)))
    assert changed == 1
    address = Remote("memory://kept/old.index")
    assert dedup(Output(new, tmp_path / "fetched", against=(address,))) == changed
    assert dedup(Output(Remote("memory://new"), Remote("memory://out"), work=tmp_path, against=(address,))) == changed
    assert dedup(Output(new, against=(Remote(f"file://{index}"),))) == changed
    want = (tmp_path / "file/a.jsonl").read_bytes()
    assert (tmp_path / "fetched/a.jsonl").read_bytes() == (new / "a.jsonl").read_bytes() == want
    assert memory.cat_file("/out/a.jsonl") == want
    # The copy goes with the search.
    assert {one.name for one in tmp_path.iterdir()} == {
        "old", "old-out", "old.index", "new", "alone", "file", "fetched"
    }  # fmt: skip
    assert not list(tmp_path.rglob("against"))


def test_an_index_at_an_address_that_cannot_be_used_is_named(
    memory: Any, tmp_path: Path, old: tuple[Path, Path]
) -> None:
    new, index = old
    before = (new / "a.jsonl").read_bytes()
    memory.pipe_file("/kept/cut.index", index.read_bytes()[:-5])
    for address, says in (
        ("memory://kept/none.index", "it cannot be read: "),
        ("memory://kept/cut.index", "it is no index of "),
        ("nothing://kept/old.index", "it cannot be read: "),
    ):
        with pytest.raises(InputError, match=f"^cannot use the index {address}: {says}"):
            dedup(Output(new, against=(Remote(address),)))
    with pytest.raises(InputError, match="would take the place of what is read"):
        dedup(Output(new, against=(Remote(f"file://{index}"),), index=index))
    assert (new / "a.jsonl").read_bytes() == before
