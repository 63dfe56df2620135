"""HTML or plain text: what begins like a page, what only mentions tags, and what a header says."""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.sniff import parse_media_type, sniff_media_type

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "sniff.jsonl").read_text("utf-8").splitlines()]
HTML, PLAIN = "text/html", "text/plain"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["content"][:30])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_media_type_is_found(case: dict[str, str], codec: str) -> None:
    assert sniff_media_type(case["content"].encode(codec)) == case["media_type"]


def test_the_table_says_more_often_that_it_is_plain_text() -> None:
    plain = sum(case["media_type"] == PLAIN for case in CASES)
    assert plain > len(CASES) - plain


def test_ideographs_in_a_fragment_of_utf_16() -> None:
    assert sniff_media_type("<p>今天天气很好</p>".encode("utf-16-le")) == HTML


def test_what_comes_first_may_be_long() -> None:
    assert sniff_media_type(b"<!-- " + b"licence " * 2_000 + b"-->\n<html>") == HTML


def test_the_closing_tag_is_looked_for_near_the_beginning() -> None:
    assert sniff_media_type(b"<p>" + b"word " * 2_000 + b"</p>") == PLAIN


@given(st.binary(max_size=200))
def test_any_bytes_are_one_of_the_two(content: bytes) -> None:
    assert sniff_media_type(content) in {HTML, PLAIN}


@pytest.mark.parametrize(
    "unit",
    [b"<!---->", b"<!-- ", b"<!--", b"<!-", b" ", b"<?xml ", b"<?xml>", b"<p>", b"</p> ", b"<p ", b"<b>x", b"\0"],
)
def test_time_is_linear(unit: bytes) -> None:
    def seconds(times: int) -> float:
        content = unit * times
        best = float("inf")
        for _ in range(3):
            start = process_time()
            sniff_media_type(content)
            best = min(best, process_time() - start)
        return best

    assert seconds(400_000) < 8 * seconds(100_000) + 0.05


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html", (HTML, None)),
        ("text/plain", (PLAIN, None)),
        ("TEXT/HTML; Charset=UTF-8", (HTML, "UTF-8")),
        (' text/html ;charset="koi8-r" ; q=1', (HTML, "koi8-r")),
        ("text/plain; format=flowed; charset=latin1", (PLAIN, "latin1")),
        ("application/xhtml+xml", (HTML, None)),
        ("text/html;", (HTML, None)),
        ("text/html; charset", (HTML, None)),
        ("text/html; charset=", (HTML, None)),
        ("text/html; x-charset=a", (HTML, None)),
    ],
)
def test_a_header_value_is_read(value: str, expected: tuple[str, str | None]) -> None:
    assert parse_media_type(value) == expected


@pytest.mark.parametrize("value", ["", "html", "text/htm", "application/pdf", "text/html, text/plain", "text/xml"])
def test_other_media_types_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="media_type must be"):
        parse_media_type(value)
