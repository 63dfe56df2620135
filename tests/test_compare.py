"""Two results side by side: what counts as worse, and which results are held against each other."""

import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

compare = pytest.importorskip("benchmarks.compare", reason="the bench extra is not installed")


def result(ours: float, theirs: float, mean: float = 10.0) -> dict[str, Any]:
    header = ["system", "mean", "ratio to trafilatura"]
    rows = [["cleaner", mean, ours], ["jusText", 20.0, theirs], ["newspaper4k", "not installed", "not installed"]]
    return {"commit": "abc", "tables": [{"title": "CPU ms a page", "header": header, "rows": rows}]}


def write(folder: Path, name: str, value: dict[str, Any]) -> None:
    (folder / name).write_bytes(orjson.dumps(value))


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> int:
    monkeypatch.setattr(sys, "argv", ["compare", "--folder", str(folder), *more])
    return int(compare.main())


@pytest.mark.parametrize(
    ("after", "options", "status"),
    [
        (result(0.5, 0.6), (), 0),
        (result(0.54, 0.6), (), 0),
        (result(0.56, 0.6), (), 1),
        (result(0.56, 0.6), ("--threshold", "0.2"), 0),
        (result(0.3, 0.6), (), 0),
        (result(0.5, 9.0), (), 0),
        (result(0.5, 0.6, mean=99.0), (), 0),
    ],
    ids=["the same", "a little", "worse", "worse is allowed", "better", "another system", "no ratio"],
)
def test_a_ratio_of_ours_that_grew_is_worse(
    after: dict[str, Any], options: tuple[str, ...], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "2026-01-01-speed.json", result(0.5, 0.6))
    write(tmp_path, "2026-01-02-speed.json", after)
    assert run(tmp_path, monkeypatch, *options) == status


def test_the_two_newest_of_a_kind_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, ours in (("01", 0.1), ("02", 0.5), ("10", 0.4)):
        write(tmp_path, f"2026-01-{day}-speed.json", result(ours, 0.6))
    write(tmp_path, "2026-01-01-quality.json", result(0.5, 0.6))
    write(tmp_path, "2026-01-03-speed-runs.json", result(0.5, 0.6))
    assert run(tmp_path, monkeypatch) == 0
    said = capsys.readouterr().out
    assert "quality: only 2026-01-01-quality.json" in said
    assert "speed-runs: only 2026-01-03-speed-runs.json" in said
    assert [line.split()[-3:] for line in said.splitlines() if line.startswith("  ")] == [["0.500", "0.400", "-20.0%"]]


def test_what_was_not_compared_is_not_called_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "2026-01-01-speed.json", result(0.5, 0.6))
    assert run(tmp_path, monkeypatch) == 0
    assert (
        capsys.readouterr().out == "speed: only 2026-01-01-speed.json\n\nnothing to compare: no kind has two results\n"
    )
    write(tmp_path, "2026-01-02-speed.json", result(0.54, 0.6))
    assert run(tmp_path, monkeypatch) == 0
    assert capsys.readouterr().out.endswith("\nno ratios grew by more than 10%\n")


def test_results_as_they_are_kept_can_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the benchmark writes is what is read here."""
    speed = pytest.importorskip("benchmarks.speed")
    results = pytest.importorskip("benchmarks.speed_results")
    dated = pytest.importorskip("benchmarks.dated")
    for module in (results, dated):
        monkeypatch.setattr(module, "RESULTS", tmp_path)
    for day, ours in (("2026-01-01", 1.0), ("2026-01-02", 2.0)):
        for module in (results, dated):
            monkeypatch.setattr(module, "today", lambda day=day: day)
        times = {name: [(1.0, True)] for name in (speed.OURS, speed.BASE, speed.LIMIT)} | {speed.OURS: [(ours, True)]}
        results.keep("speed", "Speed", "How.", [speed.table(times, ["jusText"])], {"lxml": "6"})
    assert (tmp_path / "2026-01-02-speed.md").read_text(encoding="utf-8").startswith("# Speed, 2026-01-02\n\nHow. ")
    assert run(tmp_path, monkeypatch) == 1
    assert "+100.0%  WORSE" in capsys.readouterr().out
