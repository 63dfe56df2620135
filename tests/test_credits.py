"""Where in a caption the credit begins."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Form
from cleaner.segment.credits import credit_start
from cleaner.segment.html import segment_html
from cleaner.segment.plain import segment_plain

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/credits.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_cases(case: dict[str, str]) -> None:
    start = credit_start(case["text"])
    assert (None if start is None else case["text"][start:]) == case["credit"]


def test_more_captions_stay_whole_than_are_cut() -> None:
    assert sum(case["credit"] is None for case in CASES) > sum(case["credit"] is not None for case in CASES)


def test_plain_text_is_cut_without_losing_a_character() -> None:
    text = "Boats lie on their sides in the inner basin. Photo: Teague Rowse\n\nBody."
    assert [text[span.start : span.end] for span, _ in segment_plain(text)] == [
        "Boats lie on their sides in the inner basin.",
        "Photo: Teague Rowse",
        "Body.",
    ]


@pytest.mark.parametrize(
    "caption",
    [
        "Boats in the basin. Photo: Teague Rowse",
        "Boats in the basin. <span>Teague Rowse</span>",
        "<span class='caption-text'>Boats in the basin.</span> <span class='credit'>Teague Rowse</span>",
        "<p>Boats in the basin.</p><cite class='photo-credit'>Teague Rowse</cite>",
    ],
)
def test_figures_are_cut_in_caption_and_credit(caption: str) -> None:
    page = segment_html(f"<article><figure><img><figcaption>{caption}</figcaption></figure><p>Body.</p></article>")
    assert len(page.drafts) == 3
    assert page.drafts[0].text == "Boats in the basin."
    assert page.drafts[1].text.endswith("Teague Rowse")


def test_a_span_inside_a_sentence_is_no_boundary() -> None:
    page = segment_html(
        "<figure><figcaption>The <span class='name'>Grey Linnet</span> at anchor.</figcaption></figure>"
    )
    assert [(draft.text, draft.form) for draft in page.drafts] == [("The Grey Linnet at anchor.", Form.FIGURE)]


@given(st.text(max_size=200))
def test_what_is_cut_off_is_inside_and_not_empty(text: str) -> None:
    start = credit_start(text)
    assert start is None or (0 < start < len(text) and text[:start].strip() and text[start:].strip())


@pytest.mark.parametrize("piece", ["(", "(a/", "Foto ", "© ", " | ", ". ", "credit:"])
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    for _ in range(20):
        credit_start(piece * (899 // len(piece)))
    assert time.process_time() - started < 2.0
