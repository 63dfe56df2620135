"""Which language a text is in."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.language import _BEFORE, _model, _shares, detect_language

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/languages.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['text'][:20]}")
def test_cases(case: dict[str, str | None]) -> None:
    code, score = detect_language(str(case["text"]), case.get("declared"))
    assert code == case["language"]
    assert (score is None) == (code is None)


def test_a_notice_in_another_language_is_not_the_text() -> None:
    notice = "We use cookies to improve your experience. By continuing to browse you accept our cookie policy. "
    story = "Der Zug hielt jede Nacht am selben Gleis, und niemand in der kleinen Stadt wusste, warum er das tat. "
    assert detect_language(2 * notice + 20 * story)[0] == "de"


@given(st.text(min_size=60, max_size=2000), st.sampled_from([None, "en", "xx"]))
def test_any_text_has_a_score_from_0_to_1(text: str, declared: str | None) -> None:
    code, score = detect_language(text, declared)
    assert (code is None) == (score is None)
    assert score is None or 0.0 <= score <= 1.0


WORDS = ("the", "cafés", "ПРИВЕТ", "мир", "日本語", "\U0001f600", "\ud800", "\0", "12", "e\u0301", "\n", "x" * 40)


@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join)))
def test_the_shares_are_those_of_the_library(text: str) -> None:
    codes, shares = _shares(text)
    mine: dict[str, float] = {}
    for code, share in zip(codes, shares.tolist(), strict=True):
        mine.setdefault(code, share)
    assert mine == dict(_model().identifier.rank(text))


def test_where_the_automaton_stands_depends_on_the_bytes_before_alone() -> None:
    """The pieces of a text are walked through from a state that is not theirs: it must be forgotten in time."""
    model = _model()
    states = np.arange(len(model.row))
    apart = states[states != 0]
    beside = np.zeros_like(apart)
    for _ in range(_BEFORE):
        pairs = set[int]()
        for begin in range(0, len(apart), 4096):
            one, other = (
                model.next[model.row[some[begin : begin + 4096], None] + np.arange(256)].astype(np.int64)
                for some in (apart, beside)
            )
            differ = one != other
            pairs.update(np.unique(one[differ] * len(states) + other[differ]).tolist())
        apart, beside = np.divmod(np.array(sorted(pairs), np.int64), len(states))
    assert not len(apart)
