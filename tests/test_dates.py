import json
import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.lexicon.calendar import FIRST_YEAR, LAST_YEAR, date_share, find_date

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "dates.jsonl").read_text(encoding="utf-8").splitlines()
]
DATED = [case for case in CASES if case.get("iso")]
UNDATED = [case for case in CASES if "iso" in case and case["iso"] is None]
SHARES = [case for case in CASES if "share" in case]


@pytest.mark.parametrize("case", DATED, ids=lambda case: case["text"])
def test_finds_date(case: dict[str, Any]) -> None:
    found = find_date(case["text"])
    assert found is not None
    assert found.iso == case["iso"]
    assert case["text"][found.start : found.end] == case["found"]


@pytest.mark.parametrize("case", UNDATED, ids=lambda case: case["text"])
def test_finds_no_date(case: dict[str, Any]) -> None:
    assert find_date(case["text"]) is None


def test_more_quiet_cases_than_others() -> None:
    assert len(UNDATED) > len(DATED)


@pytest.mark.parametrize("case", SHARES, ids=lambda case: case["text"])
def test_date_share(case: dict[str, Any]) -> None:
    low, high = case["share"]
    assert low <= date_share(case["text"]) <= high


def test_long_text_is_no_timestamp() -> None:
    assert date_share("August 8, 2024 " * 30) == 0.0


def test_lower_case_that_is_longer_moves_nothing() -> None:
    text = "İİİ 8 August 2024"
    found = find_date(text)
    assert found is not None
    assert text[found.start : found.end] == "8 August 2024"


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"]))
def test_round_trip(day: date, form: str) -> None:
    found = find_date(f"x {day.strftime(form)} x")
    assert found is not None
    assert found.iso == day.isoformat()


@given(
    st.datetimes(datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR, 12, 31)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_round_trip_with_time(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    found = find_date(moment.isoformat())
    assert found is not None
    assert found.iso == moment.isoformat()


@given(st.text(alphabet=st.sampled_from("0123456789 :./-,hTZaugmay年月日()+İ"), max_size=80) | st.text(max_size=80))
def test_any_text(text: str) -> None:
    found = find_date(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        datetime.fromisoformat(found.iso)
    assert 0.0 <= date_share(text) <= 1.0


@pytest.mark.parametrize(
    "unit", ["8 ", "2024 ", "jan ", "10:00 ", "8.8.", "2024-", "8/8/", "a", "1", " ", "jan 8 ", "32.01.2024 10:00 "]
)
def test_linear_time(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    start = time.perf_counter()
    assert find_date(text) is None
    date_share(text)
    assert time.perf_counter() - start < 30


@given(st.lists(st.sampled_from([*"19:.h APMu/‑’", "2024", "May", "today", "ago", "Uhr", "19 H", "4 PM"])).map("".join))
def test_the_quick_look_never_misses_a_date(text: str) -> None:
    # Beyond ASCII nothing is left out; the letter is one more in the text, and says nothing.
    quick, slow = date_share(text), date_share(f"{text} я")
    assert (quick > 0.0) == (slow > 0.0)
