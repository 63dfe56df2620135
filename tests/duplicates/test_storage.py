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
from tests.duplicates.test_corpus import LOOSE


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
