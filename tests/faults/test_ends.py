"""How runs end: by Ctrl-C, by being told to, beside another run; and that nothing is left of them."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cleaner.batch.errors import BusyError
from cleaner.batch.lock import held
from tests.faults.trees import clean, command, environment, lines, plant, process, tree

ALL = os.environ.get("FAULTS") == "all"


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """Let what is started heed Ctrl-C, also where the suite itself runs in the background, where shells ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def begun(arguments: list[str], out: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a run in a group of its own, and wait until it has finished a shard."""
    with heeding_interrupts():
        running = subprocess.Popen(
            arguments, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    try:
        end = time.monotonic() + 60
        manifest = out / ".cleaner/manifest.jsonl"
        while not (manifest.exists() and manifest.stat().st_size) and time.monotonic() < end:
            time.sleep(0.02)
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def group(leader: int) -> list[str]:
    """Return the processes of a session that live, but for those that are dead and not yet waited for."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] not in "ZX":
            found.append(status.parent.name)
    return found


def slow(folder: Path) -> Path:
    """Plant a shard that is done at once, and some that never are."""
    return plant(
        folder, {"a.jsonl": lines(["one", "two"]), "b.jsonl": lines([*["three"] * 100, *["sleep"] * 4, "four"])}
    )


def gone(leader: int, within: float) -> bool:
    end = time.monotonic() + within
    while group(leader) and time.monotonic() < end:
        time.sleep(0.05)
    return not group(leader)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")


@needs_proc
@pytest.mark.parametrize(
    ("number", "status", "says"),
    [
        (signal.SIGINT, 130, "interrupted\n"),
        (signal.SIGTERM, 143, "terminated\n"),
    ],
)
@pytest.mark.parametrize("everyone", [True, False])
def test_a_run_that_is_told_to_end_leaves_nobody(
    tmp_path: Path, number: int, status: int, says: str, everyone: bool
) -> None:
    source, out = slow(tmp_path / "in"), tmp_path / "out"
    with begun(command(source, out, "jsonl", workers=2), out) as running:
        time.sleep(0.3)
        (os.killpg if everyone else os.kill)(running.pid, number)
        began = time.monotonic()
        _, err = running.communicate(timeout=30)
        assert time.monotonic() - began < 10
        assert (running.returncode, err) == (status, says)
        assert gone(running.pid, 10)
    assert {path.name for path in out.iterdir()} == {".cleaner", "a.jsonl.jsonl"}
    assert not list(out.rglob("*.tmp"))


@needs_proc
def test_a_run_that_is_killed_leaves_nobody(tmp_path: Path) -> None:
    source, out = (
        plant(tmp_path / "in", {"a.jsonl": lines(["one"] * 3), "b.jsonl": lines(["x"] * 8_000)}),
        tmp_path / "out",
    )
    with begun(command(source, out, "jsonl", workers=2), out) as running:
        running.kill()
        running.communicate(timeout=30)
        assert gone(running.pid, 30)
    done = process(command(source, out, "jsonl", workers=2, resume=True))
    assert (done.returncode, done.stderr) == (0, "")
    clean(source, tmp_path / "want", "jsonl")
    assert tree(out) == tree(tmp_path / "want")


@needs_proc
def test_a_run_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(3000)]
    source = plant(tmp_path / "in", {f"{name}.jsonl": lines([*texts, "exit 3"]) for name in "abcdef"})
    clean(source, tmp_path / "want", "jsonl", workers=1)
    out, chance = tmp_path / "out", random.Random(4711)
    for _ in range(20 if ALL else 2):
        with begun(command(source, out, "jsonl", workers=2, resume=True), out) as running:
            time.sleep(chance.random())
            victims = [int(one) for one in group(running.pid)]
            with suppress(ProcessLookupError):
                os.kill(chance.choice(victims or [running.pid]), signal.SIGKILL)
                time.sleep(chance.random())
                running.kill()
    done = process(command(source, out, "jsonl", workers=2, resume=True))
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(out) == tree(tmp_path / "want")


def test_a_second_run_says_who_holds_the_output(tmp_path: Path) -> None:
    source, out = slow(tmp_path / "in"), tmp_path / "out"
    with begun(command(source, out, "jsonl", workers=1), out) as running:
        for resume in (False, True):
            second = process(command(source, out, "jsonl", resume=resume))
            assert second.returncode == 2
            assert second.stderr.startswith(f"error: another run writes to {out}: process {running.pid} on ")
            assert len(second.stderr.splitlines()) == 1
        assert running.poll() is None
    # What a killed run leaves is taken over.
    plant(source, {"b.jsonl": lines(["three"])})
    assert process(command(source, out, "jsonl", resume=True)).returncode == 0
    assert not (out / ".cleaner/holder.json").exists()


def test_who_holds_a_folder(tmp_path: Path) -> None:
    with held(tmp_path):
        holder = json.loads((tmp_path / "holder.json").read_text())
        assert (holder["pid"], set(holder)) == (os.getpid(), {"pid", "host", "since"})
        with pytest.raises(BusyError, match=f"process {os.getpid()} on .* since 20"), held(tmp_path):
            pass
        (tmp_path / "holder.json").write_text("not json")
        with pytest.raises(BusyError, match="it has just begun or is about to end"), held(tmp_path):
            pass
    with held(tmp_path):
        pass
