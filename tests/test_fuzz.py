"""The targets of `make fuzz`, without a search: every seed, and every input that once broke one."""

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS
from tests.fuzz.words import WORDS

CASES: list[dict[str, Any]] = [
    orjson.loads(line) for line in (Path(__file__).parent / "cases/fuzz.jsonl").read_bytes().splitlines()
]
"""Each names its target and what was wrong; its bytes stand there in base 64, or as pieces of text, how often each."""


def content(case: dict[str, Any]) -> bytes:
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return "".join(piece * times for piece, times in case["pieces"]).encode()


def test_every_target_has_seeds() -> None:
    assert set(TARGETS) == set(SEEDS)


def test_every_word_is_one_that_the_search_takes() -> None:
    assert set(WORDS) <= set(TARGETS)
    assert all(0 < len(word.encode()) <= 64 for words in WORDS.values() for word in words)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds(name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    seeds = list(SEEDS[name]())
    assert seeds
    for seed in seeds:
        TARGETS[name](seed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['target']}: {case['name']}")
def test_what_broke_once_holds(case: dict[str, Any]) -> None:
    TARGETS[case["target"]](content(case))
