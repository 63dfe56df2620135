"""How far a run is, also in the middle of a long input."""

from pathlib import Path

import pytest

from cleaner.batch.watch import Watch
from cleaner.cli.pace import Pace, Work
from cleaner.readers import Input
from tests.faults.trees import clean, lines, plant


@pytest.mark.parametrize("workers", [0, 1])
def test_a_long_container_is_told_of_while_it_is_read(tmp_path: Path, workers: int) -> None:
    source = plant(tmp_path / "in", {"a.jsonl": lines("text " * 100 for _ in range(3000)), "b.txt": "b"})
    long, short = ((source / name).stat().st_size for name in ("a.jsonl", "b.txt"))
    seen: list[int] = []
    pace = Pace(Work(2, long + short))

    def moved(read: int) -> None:
        pace.moved(read)
        seen.append(pace.bytes)

    clean(source, tmp_path / "out", "jsonl", Watch(took=pace.took, moved=moved), workers=workers)
    assert len(seen) > 10
    assert seen == sorted(set(seen))
    assert (seen[-2], seen[-1], pace.bytes) == (long, long + short, long + short)


def test_what_is_left_is_told_before_an_input_ends(tmp_path: Path) -> None:
    path = plant(tmp_path, {"a.jsonl": "x" * 100}) / "a.jsonl"
    pace = Pace(Work(1, 100))
    before = pace.left
    pace.moved(50)
    halfway = pace.left
    assert before is None
    assert halfway is not None
    pace.took(Input(path, "a.jsonl"))
    assert (pace.bytes, pace.left) == (100, 0.0)
