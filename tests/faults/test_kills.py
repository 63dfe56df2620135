"""A run that is killed at any write, sync or rename is resumed to the same bytes; a disk that fills up ends it well.

The suite tries some of the places where a run can die; `make faults` tries all of them (`FAULTS=all`).
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.trees import clean, command, corpus, process, tree

ALL = os.environ.get("FAULTS") == "all"
SAMPLE = 2
EVERY = 7  # of many calls on files of one kind, beside the first and the last, so many are one apart
CALLS = ("write", "fsync", "rename", "unlink", "mkdir", "rmdir") if ALL else ("write", "rename")
SWEEPING = CALLS if ALL else ("unlink",)
FAILING = [(call, error) for call in ("write", "fsync", "rename", "mkdir") for error in ("ENOSPC", "EIO")]
FORMATS = ["json", "jsonl", "parquet"] if ALL else ["jsonl"]
EXHAUSTED = "jsonl"


def _strace_works() -> bool:
    return shutil.which("strace") is not None and process(["strace", "-qq", "-e", "trace=none", "true"]).returncode == 0


pytestmark = pytest.mark.skipif(not _strace_works(), reason="strace is not here, or may not trace")


def injected(call: str, what: str, when: object, run: list[str]) -> list[str]:
    # Only the process itself: its writes, not those of workers.
    return ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={when}", *run]


@pytest.fixture(params=FORMATS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return corpus(tmp_path / "in")


def places(call: str, source: Path, tmp_path: Path, form: str) -> Iterator[int]:
    """Yield the numbers of the calls of a run to try.

    All in the format whose parts are single files; where the ways part from there, the first and the last call on each
    kind of file, and some between. Two of all in the suite.
    """
    log, out = tmp_path / "log", tmp_path / "counted"
    # `-y` shows the file behind a number.
    done = process(["strace", "-qq", "-y", "-o", str(log), "-e", f"trace={call}", *command(source, out, form)])
    assert done.returncode == 0, done.stderr
    kinds = [kind_of(line) for line in log.read_text(errors="replace").splitlines() if line.startswith(f"{call}(")]
    if not ALL:
        yield from range(1, len(kinds) + 1, max(1, len(kinds) // SAMPLE))
        return
    for number, kind in enumerate(kinds, 1):
        ends = kind not in kinds[: number - 1] or kind not in kinds[number:]
        if form == EXHAUSTED or ends or number % EVERY == 0:
            yield number


def kind_of(line: str) -> str:
    """Return what a call did, its numbers and hashes and what it wrote left out."""
    named = re.sub(r"\b[0-9a-f]{16,}\b|\d+", "#", line.replace(" = ", "\n", 1).split("\n")[0])
    return re.sub(r', ".*', "", named) if line.startswith("write(") else named


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("call", CALLS)
def test_killed_and_resumed_is_as_if_never_killed(tmp_path: Path, source: Path, form: str, call: str) -> None:
    clean(source, tmp_path / "want", form)
    want = tree(tmp_path / "want")
    for number in places(call, source, tmp_path, form):
        out = tmp_path / f"out{number}"
        killed = process(injected(call, "signal=KILL", number, command(source, out, form)))
        assert killed.returncode == -9, (number, killed.stderr)
        finished = process(command(source, out, form, resume=True))
        assert (finished.returncode, finished.stderr) == (0, ""), number
        assert tree(out) == want, number


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("call", SWEEPING)
def test_killed_while_it_resumes(tmp_path: Path, source: Path, form: str, call: str) -> None:
    clean(source, tmp_path / "want", form)
    want = tree(tmp_path / "want")
    changed = tmp_path / "changed"
    shutil.copytree(source, changed)
    (changed / "crawl/0.jsonl").unlink()
    (changed / "a.txt").write_text("another text")
    began = tmp_path / "began"
    clean(changed, began, form)
    step = 9 if not ALL else 1 if form == EXHAUSTED else EVERY
    for number in range(1, 40, step):
        out = tmp_path / f"out{number}"
        shutil.copytree(began, out)
        killed = process(injected(call, "signal=KILL", number, command(source, out, form, resume=True)))
        finished = process(command(source, out, form, resume=True))
        assert (finished.returncode, finished.stderr) == (0, ""), number
        assert tree(out) == want, number
        if killed.returncode == 0:
            return


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("call", "error"), FAILING if ALL else FAILING[::3])
def test_a_full_disk_ends_the_run_with_one_message(
    tmp_path: Path, source: Path, form: str, call: str, error: str
) -> None:
    if error == "EIO" and form != EXHAUSTED:
        pytest.skip("what is done about it is the same as for a full disk")
    clean(source, tmp_path / "want", form)
    want = tree(tmp_path / "want")
    for number in places(call, source, tmp_path, form):
        out = tmp_path / f"out{number}"
        # A disk stays full; but the message is written, too.
        when = f"{number}" if call == "write" else f"{number}+"
        failed = process(injected(call, f"error={error}", when, command(source, out, form)))
        assert failed.returncode == 2, (number, failed.stderr)
        # It names the file, or the folder, that could not be written.
        named = rf"error: cannot write (to {out}: [^\n]*|[^\n]*: {out}(/[^\n]*)?)\n"
        assert re.fullmatch(named, failed.stderr), (number, failed.stderr)
        assert not list(out.rglob("*.tmp")), number
        finished = process(command(source, out, form, resume=True))
        assert (finished.returncode, finished.stderr) == (0, ""), number
        assert tree(out) == want, number
