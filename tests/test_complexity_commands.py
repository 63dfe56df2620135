"""What looks at records that are written takes time as they are long, however alike or shuffled their blocks are."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner.cli import app
from tests.test_complexity import GOOD, TIMES, held, seconds

SIZE = 1_000
"""Blocks of the smaller attack, or eight times its documents."""
COMMANDS = {
    "validate": ("validate", "before.jsonl"),
    "diff": ("diff", "before.jsonl", "after.jsonl"),
    "report": ("report", "before.jsonl", "-o", "report.html"),
    "explain": ("explain", "first.txt"),
    "dedup": ("dedup", "written", "-o", "searched", "--ceiling", "1"),
}
WORDS = "ferry bridge council river vote town spring hall school road market winter harbour mayor budget".split()


def distinct(size: int) -> list[str]:
    made = random.Random(7)
    return [" ".join(f"{made.choice(WORDS)}{made.randrange(300)}" for _ in range(15)) + "." for _ in range(size)]


SHAPES: dict[str, Callable[[int], list[list[str]]]] = {
    "equal blocks": lambda size: [[GOOD] * size],
    "distinct blocks": lambda size: [distinct(size)],
    "nearly equal blocks": lambda size: [[f"{GOOD} It was the year {at}." for at in range(size)]],
    "short blocks": lambda size: [["Read more"] * size],
    "equal documents": lambda size: [[GOOD]] * (size // 8),
    "documents that share a block": lambda size: [[GOOD, one] for one in distinct(size // 8)],
}


def run(*arguments: str) -> None:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 1), result.stderr


def plant(documents: list[list[str]], name: str) -> None:
    """Clean documents into `NAME.jsonl`; what they become has the same id whatever the name is."""
    lines = (json.dumps({"id": str(at), "text": "\n\n".join(blocks)}) for at, blocks in enumerate(documents))
    Path("in.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    run("clean", "in.jsonl", "-o", f"{name}.jsonl", "-q", "--workers", "0")


@pytest.mark.parametrize("shape", SHAPES)
def test_commands_take_time_as_records_are_long(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (SIZE, TIMES * SIZE):
        (tmp_path / str(size)).mkdir()
        monkeypatch.chdir(tmp_path / str(size))
        documents = SHAPES[shape](size)
        plant(documents, "before")
        Path("written").mkdir()
        shutil.copy("before.jsonl", "written")
        plant([blocks[::-1] for blocks in documents], "after")
        Path("first.txt").write_text("\n\n".join(documents[0]), encoding="utf-8")
    for name, arguments in COMMANDS.items():

        def cost(size: int, arguments: tuple[str, ...] = arguments) -> float:
            monkeypatch.chdir(tmp_path / str(size))
            shutil.rmtree("searched", ignore_errors=True)
            return seconds(lambda: run(*arguments))

        held(cost, SIZE, name)
