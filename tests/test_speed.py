"""The comparison of speed: it times both on the same pages, and says so where there are none."""

import sys

import pytest

data = pytest.importorskip("benchmarks.data", reason="the bench extra is not installed")
speed = pytest.importorskip("benchmarks.speed", reason="the bench extra is not installed")
PAGES = [
    data.Page(str(number), html=f"<html><body><p>The ferry left at {number}, half empty.</p></body></html>".encode())
    for number in range(3)
]


def test_both_are_timed_and_compared(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["speed", "--pages", "3"])
    monkeypatch.setattr(speed, "absent", lambda: False)
    monkeypatch.setattr(speed, "chosen", lambda count: PAGES[:count])
    assert speed.main() == 0
    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines()[1:]] == ["cleaner", "trafilatura", "ratio"]
    assert "over 3 pages" in said


def test_without_pages_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["speed"])
    monkeypatch.setenv("CLEANER_BENCH", "/nowhere")
    assert speed.main() == 0
    assert capsys.readouterr().out.startswith("skipped: no labelled pages")


def test_a_refused_page_takes_its_time() -> None:
    assert speed.seconds(speed.ours, data.Page("empty", html=b"")) >= 0
