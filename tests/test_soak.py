"""What the soak says of what it saw: leaks and lost documents are told from what goes up and down."""

import gzip
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

soak = pytest.importorskip("benchmarks.soak")
processes = pytest.importorskip("benchmarks.processes")
MB = 2**20


def seen(*, memory: float = 0.0, descriptors: float = 0.0, left: float = 0) -> object:
    """Return samples of ten minutes in which memory (in MB) and descriptors grow by so much a minute."""
    found = soak.Seen(left=int(left))
    for second in range(600):
        up = second % 7
        main = processes.Held(int((200 + up / 7 + memory * second / 60) * MB), int(10 + descriptors * second / 60))
        found.times.append(float(second))
        found.samples.append(processes.Tree(main, {1: processes.Held(150 * MB, 8)} if second % 30 else {}, 0))
        found.done.append(second)
    return found


@pytest.mark.parametrize(
    ("grows", "broken"),
    [
        ({}, []),
        ({"memory": 0.2}, []),
        ({"memory": 5.0}, ["memory of the run"]),
        ({"descriptors": 1.0}, ["descriptors of the run"]),
        ({"left": 1}, ["processes left"]),
    ],
)
def test_growth_is_told(grows: dict[str, float], broken: list[str]) -> None:
    assert [text.split(":")[0] for text, good in soak.steady(seen(**grows)) if not good] == broken


@pytest.mark.parametrize(
    ("written", "on_disk", "good"),
    [(3, ["a", "b", "c"], True), (3, ["a", "b"], False), (3, ["a", "b", "b"], False), (2, ["a", "b"], False)],
)
def test_what_is_lost_or_doubled_is_told(tmp_path: Path, written: int, on_disk: list[str], good: bool) -> None:
    with gzip.open(tmp_path / "x.jsonl.gz", "wt") as stream:
        stream.writelines(json.dumps({"id": name}) + "\n" for name in on_disk)
    found = soak.Seen(said=json.dumps({"documents": {"read": 3, "written": written, "rejected": 0}, "rejects": {}}))
    assert all(holds for _, holds in soak.counts(found, tmp_path, 3)) is good


def test_a_variation_is_made_of_the_text() -> None:
    choose = random.Random(1)
    made = {soak.varied("abcdefgh", choose) for _ in range(100)}
    assert len(made) > 10
    assert all(set(one) <= set("abcdefgh") for one in made)


def test_a_soak_that_is_ended_takes_its_run_along(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The ferry left the quay at noon.", encoding="utf-8")
    script = (
        "import random, sys; from pathlib import Path; from benchmarks import soak; soak._EVERY = 60.0; "
        "soak.watched(Path(sys.argv[1]), Path(sys.argv[2]), 0, random.Random(1))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "in"), str(tmp_path / "out")]
    with subprocess.Popen(command) as process:
        while not (tmp_path / "out").exists():
            time.sleep(0.05)
        found = children(process.pid)
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM
    assert found
    assert not any(Path(f"/proc/{pid}").exists() for pid in found)


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
