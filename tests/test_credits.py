"""Where in a caption the credit begins."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Form
from cleaner.segment.credits import credit_start, cut_caption, may_cut
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
    texts = [draft.text for draft in page.drafts if draft.text != "Photo:"]
    assert texts == ["Boats in the basin.", "Teague Rowse", "Body."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Boats in the basin. Photo: Teague Rowse", ["Boats in the basin.", "Photo:", "Teague Rowse"]),
        ("(Image: Ida Solberg)", ["(Image:", "Ida Solberg)"]),
        ("Foto: Jana Kröger, Hafenbote", ["Foto:", "Jana Kröger", ", Hafenbote"]),
        ("© dpa | Jana Kröger", ["© dpa", "| Jana Kröger"]),
        ("(Courtesy of Teague Rowse)", ["(Courtesy of", "Teague Rowse)"]),
        ("The sluice opens again. (Port of Holm for the Holm Herald)", None),
        ("Two boats lie in the inner basin. Supplied", ["Two boats lie in the inner basin.", "Supplied"]),
        ("水門が閉じたまま、漁船が岸に並んだ（Ｃ）港通信", ["水門が閉じたまま、漁船が岸に並んだ", "（Ｃ）", "港通信"]),
        ("물이 빠진 항구의 배들. [사진 = 한수진 기자]", ["물이 빠진 항구의 배들.", "[사진 =", "한수진 기자]"]),
        ("Teague Rowse (Reuters)", ["Teague Rowse (Reuters)"]),
        ("Boats in the basin (archive)", ["Boats in the basin (archive)"]),
        ("The old pump Credit: Teague Rowse", ["The old pump", "Credit:", "Teague Rowse"]),
        ("Image source, Teague Rowse", ["Image source,", "Teague Rowse"]),
    ],
)
def test_parts_of_captions(text: str, parts: list[str] | None) -> None:
    wanted = parts or ["The sluice opens again.", "(Port of Holm for the Holm Herald)"]
    assert [part.text for part in cut_caption(text, pictured=True)] == wanted


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Photo: Teague Rowse", 2),
        ("The harbour at low water, seen from the mole © Teague Rowse", 1),
        ("Source: harbour office, 2024", 0),
        ("Images by the sea are rarely grey", 0),
        ("All rights reserved © 2024 Holm Herald", 0),
        ("Boats in the basin. Credit: Teague Rowse", 0),
    ],
)
def test_away_from_pictures_only_what_can_mean_nothing_else_is_cut(text: str, named: int) -> None:
    assert sum(part.credit for part in cut_caption(text, pictured=False)) == named


@given(st.text(max_size=200).filter(lambda text: text == text.strip() and "\n" not in text), st.booleans())
def test_parts_hold_every_character(text: str, pictured: bool) -> None:
    parts = cut_caption(text, pictured=pictured)
    assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())


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
        cut_caption(piece * (899 // len(piece)), pictured=True)
    assert time.process_time() - started < 2.0


WORDS = "photo Picture image FOTO bild imagen immagine beeld zdjęcie фото 写真 사진 nuotr ljósmynd kuva".split()


@given(st.text(" |–(,·\x1cpıİ©", max_size=3), st.sampled_from(WORDS), st.sampled_from([":", " by", "：", " "]))
def test_the_quick_look_never_misses_a_cut(before: str, word: str, after: str) -> None:
    text = f"{before}{word}{after} Jane Roe"
    assert may_cut(text, pictured=False) or len(cut_caption(text, pictured=False)) == 1
    assert may_cut(text, pictured=True)
