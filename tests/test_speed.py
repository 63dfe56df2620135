"""The comparison of speed: it times all on the same pages, and says so where there are none."""

import sys

import pytest

from cleaner import pipeline

data = pytest.importorskip("benchmarks.data", reason="the bench extra is not installed")
speed = pytest.importorskip("benchmarks.speed", reason="the bench extra is not installed")
peers = pytest.importorskip("benchmarks.speed_peers", reason="the bench extra is not installed")
profile = pytest.importorskip("benchmarks.speed_profile", reason="the bench extra is not installed")
PAGES = [
    data.Page(str(number), html=f"<html><body><p>The ferry left at {number}, half empty.</p></body></html>".encode())
    for number in range(3)
]


def test_all_are_timed_and_compared(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["speed", "--pages", "3", "--profile"])
    monkeypatch.setattr(speed, "absent", lambda: False)
    monkeypatch.setattr(speed, "chosen", lambda count: PAGES[:count])
    assert speed.main() == 0
    said = capsys.readouterr().out
    assert "3 pages" in said
    first = [line.split("|")[1].strip() for line in said.splitlines() if line.startswith("| ")]
    assert {peer.name for peer in peers.PEERS} <= set(first)
    assert {"model", "walk", "cut"} <= set(first)


def test_times_become_a_table() -> None:
    times = {
        speed.OURS: [(1.0, True), (2.0, True), (6.0, False)],
        speed.BASE: [(2.0, True), (4.0, True), (12.0, True)],
        speed.LIMIT: [(1.0, True)] * 3,
    }
    made = speed.table(times, ["jusText"])
    ours, base, _, absent = made.rows
    assert ours == (speed.OURS, 3.0, 2.0, 6.0, 1, 0.5, 0.5, 3.0)
    assert base[-3:] == (1.0, 1.0, 6.0)
    assert absent == ("jusText", *["not installed"] * 7)
    assert all(len(row) == len(made.header) for row in made.rows)


def test_each_stage_pays_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 1.0, 3.0, 10.0])
    monkeypatch.setattr(profile.time, "process_time", lambda: next(ticks))
    clock = profile.Clock()
    inner = clock.wrap("walk", lambda: "done")
    assert clock.wrap("parse", inner)() == "done"
    assert clock.spent == {"walk": 2.0, "parse": 8.0}


def test_every_stage_of_the_road_is_charged_and_the_road_is_left_as_it_was() -> None:
    before = vars(pipeline).copy()
    seen = {row[0] for made in (profile.page_stages(PAGES), profile.text_stages(PAGES)) for row in made.rows}
    assert seen == {stage for stage, _, _ in profile.STAGES} | {"record", "rest", "all"}
    assert vars(pipeline) == before


def test_without_pages_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["speed"])
    monkeypatch.setenv("CLEANER_BENCH", "/nowhere")
    assert speed.main() == 0
    assert capsys.readouterr().out.startswith("skipped: no labelled pages")


def test_a_refused_page_takes_its_time_and_is_counted() -> None:
    calls, _ = peers.ready(peers.PEERS[:1])
    taken, done = speed.milliseconds(calls[speed.OURS], peers.given(data.Page("empty", html=b"")))
    assert taken >= 0
    assert not done
