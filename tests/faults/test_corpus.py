"""A corpus with planted faults: those are rejected, each with its cause, and everything else is written."""

import gzip
import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from cleaner.batch.run import How, run
from cleaner.batch.worker import Bounds
from cleaner.readers import find_inputs
from cleaner.writers import plan_output
from tests.faults import jobs
from tests.faults.trees import clean, command, corpus, environment, lines, plant, tree
from tests.reading import COMPRESS

ALL = os.environ.get("FAULTS") == "all"
DOCUMENTS = 2000 if ALL else 200
SECONDS = 2.0
MEMORY = 1024**3
PROC = Path("/proc/self/status").exists()


def planted(folder: Path) -> dict[tuple[str, str | None], str]:
    """Plant a corpus; return what must be rejected, with the cause."""
    want: dict[tuple[str, str | None], str] = {}
    texts = [f"text {number}" for number in range(DOCUMENTS)]
    for number, (fault, cause) in enumerate(jobs.CAUSES.items()):
        place = 7 + number * (DOCUMENTS // 12)
        texts[place] = fault
        want["some.jsonl", str(place + 1)] = cause
    plant(folder, {"some.jsonl": lines(texts)})
    plant(folder, {f"files/{number:03}.txt": f"file {number}" for number in range(20)})
    for fault in ("segfault", "sleep"):
        plant(folder, {f"files/{fault}.txt": fault})
        want[f"files/{fault}.txt", None] = jobs.CAUSES[fault]
    long = json.dumps({"text": "x" * (64 * 1024 * 1024)})
    plant(folder, {"long.jsonl": lines(["before"]) + long + "\n" + lines(["after"])})
    want["long.jsonl", "2"] = "record_too_large"
    return want | bombs(folder / "bombs")


def bombs(folder: Path) -> dict[tuple[str, str | None], str]:
    """Plant what grows when it is decompressed, and return what must be rejected."""
    folder.mkdir()
    line = lines(["x" * 50_000_000]).encode()
    deep = lines(["deep"]).encode()
    for _ in range(10):
        deep = gzip.compress(deep)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines(["before"]).encode()) + gzip.compress(line))
    (folder / "b.jsonl.zst").write_bytes(COMPRESS[".zst"](line))
    (folder / "c.jsonl.gz.gz").write_bytes(gzip.compress(gzip.compress(line)))
    (folder / "d.txt.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    (folder / "e.jsonl.gz").write_bytes(deep)
    causes = {"a.jsonl.gz": "bomb", "b.jsonl.zst": "bomb", "c.jsonl.gz.gz": "bomb", "d.txt.gz": "bomb"}
    places = {"a.jsonl.gz": "2", "b.jsonl.zst": "1", "c.jsonl.gz.gz": "1"}
    return {(f"bombs/{name}", places.get(name)): cause for name, cause in {**causes, "e.jsonl.gz": "nested"}.items()}


def rejected(place: Path) -> dict[tuple[str, str | None], str]:
    found = [json.loads(line) for line in place.read_bytes().splitlines()]
    assert all({"uri", "record", "stage", "cause", "message", "offset"} == one.keys() for one in found)
    return {(one["uri"], one["record"]): one["cause"] for one in found}


def test_planted_faults_are_rejected_and_nothing_else(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    want = planted(source)
    began = time.monotonic()
    with sampled() as peak:
        summary = clean(source, out, "jsonl", workers=2, bounds=Bounds(SECONDS, MEMORY))
    took = time.monotonic() - began
    late = sum(cause == "timeout" for cause in want.values())
    assert rejected(out / ".cleaner/rejects.jsonl") == want
    assert (summary.rejected, summary.written) == (len(want), DOCUMENTS - len(jobs.CAUSES) + 20 + 2 + 1)
    # What is beside the limits is the rest of the corpus, on however busy a machine.
    assert took < late * SECONDS + 30
    assert not PROC or 0 < max(peak) < MEMORY
    parts = [path for path in out.rglob("*.jsonl") if ".cleaner" not in path.parts]
    written = [json.loads(line)["text"] for part in parts for line in part.read_bytes().splitlines()]
    assert len(written) == summary.written
    assert not set(written) & jobs.CAUSES.keys()


@contextmanager
def sampled() -> Iterator[list[int]]:
    """Look now and then how much memory workers have held at most, in bytes."""
    from multiprocessing import forkserver  # noqa: PLC0415  not on every system

    over, seen = Event(), [0]

    def look() -> None:
        while not over.wait(0.02):
            parent = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
            for status in Path("/proc").glob("[0-9]*/status"):
                with suppress(OSError, KeyError, ValueError):
                    values = dict(line.split(":", 1) for line in status.read_text(errors="replace").splitlines())
                    if int(values["PPid"]) == parent:
                        seen.append(int(values["VmHWM"].split()[0]) * 1024)

    watch = Thread(target=look)
    watch.start()
    try:
        yield seen
    finally:
        over.set()
        watch.join()


@pytest.mark.parametrize("body", ["<div>" * 10**6 + "DEEP", "<p>x" * (10**6 if ALL else 10**4)])
def test_a_page_of_very_many_elements_is_a_document(tmp_path: Path, body: str) -> None:
    page = f"<html><body><p>BEFORE it was late.</p>{body}<p>AFTER it was over.</p></body></html>"
    source = plant(tmp_path / "in", {"deep.html": page, "b.txt": "The council met on Monday evening."})
    how = How(workers=2, bounds=Bounds(240.0, 2 * 1024**3))
    out = plan_output(str(tmp_path / "out"), "jsonl", [str(source)])
    summary = run(lambda: find_inputs([str(source)]), out, how)
    assert (summary.written, summary.rejected) == (2, 0)
    texts = "".join(path.read_text() for path in (tmp_path / "out").glob("*.jsonl"))
    assert all(word in texts for word in ("BEFORE", "AFTER", "DEEP" if "DEEP" in body else "x"))
    assert not summary.flags or summary.flags.keys() <= {"depth_limit", "block_limit", "no_body"}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_the_same_bytes_for_any_number_of_workers(tmp_path: Path, form: str) -> None:
    source = corpus(tmp_path / "in")
    plant(source, {"crash.jsonl": lines(["one", "exit 3", "two", "segfault"])})
    want = None
    for workers in (1, 2, 8):
        clean(source, tmp_path / f"out{workers}", form, workers=workers)
        found = tree(tmp_path / f"out{workers}")
        assert want in (None, found)
        want = found


def test_the_same_bytes_for_any_hash_seed_and_order_of_files(tmp_path: Path) -> None:
    names = [f"{letter}{number}.txt" for letter in "abc" for number in range(9)]
    found = []
    for seed in ("0", "4711"):
        random.Random(seed).shuffle(names)
        source = plant(tmp_path / seed / "in", {name: f"text {name}" for name in names})
        done = subprocess.run(
            command(source, tmp_path / seed / "out", "jsonl", workers=1),
            env={**environment(), "PYTHONHASHSEED": seed},
            check=True,
        )
        assert done.returncode == 0
        found.append(tree(tmp_path / seed / "out"))
    assert found[0] == found[1]


def test_ids_that_were_there_before_are_counted(tmp_path: Path) -> None:
    texts = [{"id": name, "text": f"text {number}"} for number, name in enumerate("abcabca")]
    content = "".join(json.dumps(one) + "\n" for one in texts)
    source = plant(tmp_path / "in", {"one.jsonl": content, "two.jsonl": content})
    assert clean(source, tmp_path / "out", "jsonl").repeated == 11
    assert clean(source, tmp_path / "out", "jsonl", resume=True).repeated == 11
    assert clean(source, tmp_path / "all.jsonl").repeated == 11


def test_names_that_lead_out_do_not(tmp_path: Path) -> None:
    names = ["../up", "/abs", "a/../../up", "CON", "", ".", "..", "a" * 5000, "x\ny", "\\..\\up"]
    content = "".join(json.dumps({"id": name, "text": f"text {number}"}) + "\n" for number, name in enumerate(names))
    source = plant(tmp_path / "deep/in", {"ids.jsonl": content, "..\\up.jsonl": content, "nl\n.txt": "a"})
    before = tree(tmp_path)
    for form in ("json", "jsonl"):
        clean(source, tmp_path / f"deep/{form}", form)
    after = {
        name: digest for name, digest in tree(tmp_path).items() if not name.startswith(("deep/json/", "deep/jsonl/"))
    }
    assert after == before


def test_a_run_into_one_file_is_whole(tmp_path: Path) -> None:
    source = corpus(tmp_path / "in")
    summary = clean(source, tmp_path / "all.jsonl", workers=2)
    assert len((tmp_path / "all.jsonl").read_bytes().splitlines()) == summary.written == 14
    assert len((tmp_path / "all.rejects.jsonl").read_bytes().splitlines()) == summary.rejected == 4
