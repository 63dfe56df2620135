"""The benchmark's scores on hand-made cases."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scores import (
    Score,
    Tally,
    bag,
    block_tally,
    body_tally,
    mean,
    same_authors,
    same_day,
    same_title,
    snippet_tally,
    word_score,
)

_CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "scores.toml").read_text(encoding="utf-8")
)
_SAME = {"title": same_title, "authors": same_authors, "day": same_day}
_TEXTS = st.lists(st.text(alphabet="ab c.", max_size=30), max_size=6)


def _cases(*kinds: str) -> Any:
    return [pytest.param(kind, case, id=f"{kind}: {case['why']}") for kind in kinds for case in _CASES[kind]]


@pytest.mark.parametrize(("kind", "case"), _cases("word"))
def test_word_score(kind: str, case: dict[str, Any]) -> None:
    score = word_score(bag(case["answer"]), bag(case["gold"]))
    assert (score.f1, score.precision, score.recall) == pytest.approx((case["f1"], case["precision"], case["recall"]))


@pytest.mark.parametrize(("kind", "case"), _cases("snippet"))
def test_snippets(kind: str, case: dict[str, Any]) -> None:
    assert snippet_tally(case["answer"], case["present"], case["absent"]) == Tally(*case["counts"])


@pytest.mark.parametrize(("kind", "case"), _cases("block", "body"))
def test_blocks(kind: str, case: dict[str, Any]) -> None:
    tally = {"block": block_tally, "body": body_tally}[kind]
    assert tally(case["predicted"], case["gold"]) == Tally(*case["counts"])


@pytest.mark.parametrize(("kind", "case"), _cases("title", "authors", "day"))
def test_metadata(kind: str, case: dict[str, Any]) -> None:
    assert _SAME[kind](case["answer"], case["gold"]) is case["same"]


def test_tallies_add_up_over_pages() -> None:
    total = sum([Tally(1, 2, 1, 1), Tally(2, 2, 1, 3)], start=Tally())
    assert total == Tally(3, 4, 2, 4)
    score = total.score()
    assert (score.precision, score.recall, score.f1) == pytest.approx((0.75, 0.5, 0.6))


def test_nothing_predicted_and_nothing_to_find_score_zero() -> None:
    assert Tally().score() == Score(0.0, 0.0, 0.0)


def test_the_mean_is_taken_of_each_score_on_its_own() -> None:
    assert mean([Score(1.0, 1.0, 1.0), Score(0.0, 0.5, 0.0)]) == Score(0.5, 0.75, 0.5)
    assert mean([]) == Score(0.0, 0.0, 0.0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_scores_swap_with_their_sides(left: str, right: str) -> None:
    one, other = word_score(bag(left), bag(right)), word_score(bag(right), bag(left))
    assert one.f1 == pytest.approx(other.f1)
    assert all(0.0 <= value <= 1.0 for value in (one.f1, one.precision, one.recall))


@given(_TEXTS)
def test_gold_scores_one_against_itself(texts: list[str]) -> None:
    for tally in (block_tally(texts, texts), body_tally(texts, texts)):
        assert tally.right == tally.predicted == tally.found == tally.support


@given(_TEXTS, _TEXTS)
def test_block_scores_stay_in_range(predicted: list[str], gold: list[str]) -> None:
    for tally in (block_tally(predicted, gold), body_tally(predicted, gold)):
        assert 0 <= tally.right <= tally.predicted
        assert 0 <= tally.found <= tally.support
