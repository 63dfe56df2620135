"""The options that say how a run goes."""

import json
from pathlib import Path

import pytest
import typer

from cleaner.batch.summary import Summary
from cleaner.cli.running import allowance, size
from tests.faults.trees import lines, plant
from tests.test_cli import call

STORY = "The council of the small town by the river met on Monday evening and put off the vote on the new bridge."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return plant(tmp_path / "in", {"a.jsonl": lines([STORY, "", STORY]) + "no json\n", "b.txt": STORY})


@pytest.mark.parametrize(
    ("typed", "read", "rejected", "covered"),
    [
        ("0", 10, 0, True),
        ("0", 10, 1, False),
        ("2", 10, 2, True),
        ("2", 10, 3, False),
        ("10%", 10, 1, True),
        ("10%", 9, 1, False),
        ("0.5%", 1000, 5, True),
        ("0%", 0, 0, True),
        ("100%", 5, 5, True),
    ],
)
def test_what_an_allowance_covers(typed: str, read: int, rejected: int, covered: bool) -> None:
    assert allowance(typed).covers(Summary(read=read, rejected=rejected)) is covered


@pytest.mark.parametrize("typed", ["", "%", "-1", "1.5", "x", "1 %x", "5%%", "101%", "100.1%"])
def test_what_is_no_allowance(typed: str) -> None:
    with pytest.raises(typer.BadParameter, match="--max-rejects"):
        allowance(typed)


@pytest.mark.parametrize(
    ("typed", "want"),
    [("0", 0), ("1024", 1024), ("512M", 512 * 2**20), ("2g", 2 * 2**30), ("1.5GiB", 3 * 2**29), ("1KB", 1024)],
)
def test_sizes(typed: str, want: int) -> None:
    assert size(typed) == want


@pytest.mark.parametrize("typed", ["", "G", "-1", "1X", "1 G 2", "1e9"])
def test_what_is_no_size(typed: str) -> None:
    with pytest.raises(typer.BadParameter, match="--memory"):
        size(typed)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--memory", "100M"], "--memory must be at least 512M"),
        (["--timeout", "0"], "the time limit must be 0.001 seconds or more"),
        (["--workers", "-1"], "workers"),
        (["--progress", "jsn"], "did you mean json"),
        (["--from", "jsnl"], "did you mean json"),
        (["--max-rejects", "many"], "--max-rejects takes a number"),
        (["--across", "exact", "--against", "s3://old/x.index"], "--against takes files here"),
    ],
)
def test_options_that_make_no_sense(source: Path, tmp_path: Path, options: list[str], says: str) -> None:
    code, out, err = call("clean", source, "-o", tmp_path / "out", *options)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("allowed", "status"), [("0", 1), ("1", 1), ("2", 0), ("39%", 1), ("40%", 0)])
def test_rejects_that_are_allowed(source: Path, tmp_path: Path, allowed: str, status: int) -> None:
    code, out, _ = call("clean", source, "-o", tmp_path / "out", "--json", "--max-rejects", allowed, "--workers", "0")
    assert (code, json.loads(out)["documents"]["rejected"]) == (status, 2)


def test_events(source: Path, tmp_path: Path) -> None:
    options = ["-o", tmp_path / "out", "--format", "jsonl", "--progress", "json", "--workers", "0"]
    code, out, err = call("clean", source, *options)
    events = [json.loads(line) for line in err.splitlines()]
    assert (code, out) == (1, "")
    assert [one["event"] for one in events] == ["start", "reject", "reject", "part", "part", "end"]
    assert events[0]["inputs"] == 2
    assert events[0]["bytes"] == sum(path.stat().st_size for path in source.iterdir())
    assert {one["shard"]: one["read"] for one in events if one["event"] == "part"}["a.jsonl"] == 4
    assert (events[-1]["status"], events[-1]["summary"]["documents"]["read"]) == (1, 5)
    (source / "b.txt").write_text(STORY * 2)
    _, _, err = call("clean", source, *options, "--resume")
    events = [json.loads(line) for line in err.splitlines()]
    assert [one["event"] for one in events] == ["start", "resume", "part", "end"]
    assert events[1] == {"event": "resume", "kept": 1, "redone": {"inputs": 1}}
    assert events[-1]["summary"]["documents"]["rejected"] == 2


def test_resuming_says_what_stands(source: Path, tmp_path: Path) -> None:
    options = ["-o", tmp_path / "out", "--workers", "0"]
    call("clean", source, *options)
    _, _, err = call("clean", source, *options, "--resume", "--preset", "recall")
    assert "standing: 0 parts, 2 to do (config 2)\n" in err
    _, _, err = call("clean", source, *options, "--resume", "--preset", "recall")
    assert err.splitlines()[0] == "standing: 2 parts, 0 to do"


def test_a_status_is_never_without_a_word(source: Path, tmp_path: Path) -> None:
    options = ["-o", tmp_path / "out", "--workers", "0", "-q"]
    code, out, err = call("clean", source, *options)
    assert (code, out, len(err.splitlines())) == (1, "", 2)
    code, out, err = call("clean", source, *options, "--resume")
    named = f"rejected, also by earlier runs: 2 of 5 documents, see {tmp_path / 'out/rejects.jsonl'}\n"
    assert (code, out, err) == (1, "", named)
    assert call("clean", source, *options, "--resume", "--max-rejects", "2") == (0, "", "")


def test_one_file_cannot_be_resumed(source: Path, tmp_path: Path) -> None:
    code, _, err = call("clean", source, "-o", tmp_path / "out.jsonl", "--resume")
    assert code == 2
    assert "--resume needs a folder as output" in err


def test_help_stands_under_headings() -> None:
    _, out, _ = call("clean", "--help")
    headings = [line for line in out.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Arguments and options:", "What is read:", "How it runs:"]
    assert out.index("--timeout") > out.index("How it runs:") > out.index("--from") > out.index("What is read:")
