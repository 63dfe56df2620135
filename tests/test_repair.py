"""Repair: what is repaired, what stays, and that every fix can be taken back."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from ftfy.badness import is_bad
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.model import Fix
from cleaner.repair import Repaired, characters, mojibake, repair, repair_blocks, replay

CASES = Path(__file__).parent / "cases"
LOUD = [json.loads(line) for line in (CASES / "repair.jsonl").read_text("utf-8").splitlines()]
QUIET = [json.loads(line) for line in (CASES / "repair-quiet.jsonl").read_text("utf-8").splitlines()]

# Pieces that meet each other in damaged text; arbitrary code points alone hardly ever make any.
PIECES = (
    *"aÃ©Â€™œâ\x80\x99\x85 \n\r\t\v\f\0\x1b\xa0\xad&;<`~.\u0301\u0327\u1100\u1161\u11a8\u2028\u2029\u200b\u200c\u200d",
    *"\u202e\u202c\u200f\ufeff\ufffe\ufffd\ufb01\u0622\u0915\u094d😀\U000e0041Ðя日�?ſ",
    *("\ud83d", "\ude00", "&amp;", "amp;", "&#10;", "&nbsp;", "&lt;", "&#38;", "â€™", "Ã©", "ÃƒÂ©", "Ð¼Ð¸Ñ€", "à "),
    *("https://a.b/", "www.", "```", "    ", "\x1b[31m", "word ", "(x) = {", "e\u0301", "Â ", "â€œ"),
)
DAMAGED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
ANY = st.text(st.characters(codec=None, categories=None), max_size=60)
TEXTS = st.one_of(DAMAGED, ANY, st.lists(st.one_of(DAMAGED, ANY), max_size=3).map("\n".join))


def check(text: str, repaired: str, fixes: tuple[Fix, ...]) -> None:
    position = 0
    for fix in fixes:
        assert position <= fix.span.start <= fix.span.end <= len(repaired)
        assert fix.before != repaired[fix.span.start : fix.span.end]
        position = fix.span.end
    assert replay(repaired, fixes) == text
    step_by_step = repaired
    for fix in reversed(fixes):
        step_by_step = step_by_step[: fix.span.start] + fix.before + step_by_step[fix.span.end :]
    assert step_by_step == text
    repaired.encode("utf-8")
    assert not [char for char in repaired if unicodedata.category(char) == "Cc" and char not in "\n\t"]


@pytest.mark.parametrize("case", LOUD, ids=lambda case: case["name"])
def test_damage_is_repaired(case: dict[str, Any]) -> None:
    unescape = case.get("unescape", True)
    repaired = repair(case["text"], unescape=unescape)
    assert repaired.text == case["repaired"]
    assert repaired.fixes
    if case["fixes"] is not None:
        assert [fix.name for fix in repaired.fixes] == case["fixes"]
    check(case["text"], repaired.text, repaired.fixes)
    assert repair(repaired.text, unescape=unescape) == Repaired(repaired.text)


@pytest.mark.parametrize("case", QUIET, ids=lambda case: case["name"])
def test_what_is_right_stays(case: dict[str, Any]) -> None:
    assert repair(case["text"], unescape=case.get("unescape", True)) == Repaired(case["text"])


@given(TEXTS, st.booleans())
@example("```\n```\0\n\xa0\n```", False)
def test_every_fix_can_be_taken_back(text: str, unescape: bool) -> None:
    repaired = repair(text, unescape=unescape)
    check(text, repaired.text, repaired.fixes)


@given(TEXTS, st.booleans())
@example("\u0590&#10;\u202a", True)
@example("    ;\x85\xa0", False)
@example("    \x1b[31m\u200b", False)
@example("```\n```\0\n\xa0\n```", False)
def test_repaired_text_needs_no_repair(text: str, unescape: bool) -> None:
    repaired = repair(text, unescape=unescape)
    assert repair(repaired.text, unescape=unescape).text == repaired.text


@given(st.lists(TEXTS, max_size=6), st.booleans())
def test_blocks_are_joined_and_can_be_taken_back(texts: list[str], unescape: bool) -> None:
    joined, spans, fixes = repair_blocks(texts, unescape=unescape)
    assert len(spans) == len(texts)
    assert "\n\n".join(joined[span.start : span.end] for span in spans) == joined
    for text, span in zip(texts, spans, strict=True):
        assert joined[span.start : span.end] == repair(text, unescape=unescape).text
    check("\n\n".join(texts), joined, fixes)


def test_a_block_with_nothing_left_has_an_empty_span() -> None:
    joined, spans, fixes = repair_blocks(["one", "\u200b", "two"], unescape=False)
    assert joined == "one\n\n\n\ntwo"
    assert spans[1].start == spans[1].end == 5
    assert replay(joined, fixes) == "one\n\n\u200b\n\ntwo"


@pytest.mark.parametrize(
    "unit",
    [
        "itâ€™s a ",
        "â€™",
        "Ã",
        "ÃƒÂ",
        "amp;",
        "&amp; ",
        "\u0316\u0301",
        "\ud800",
        "\u200d",
        "日",
        "```x\n",
        "\xa0",
        "e\u0301",
    ],
    ids=ascii,
)
def test_a_long_line_is_bounded_work(unit: str) -> None:
    text = "&" + unit * (300_000 // len(unit))
    repaired = repair(text, unescape=True)
    check_ends = replay(repaired.text, repaired.fixes)
    assert check_ends == text


def test_a_cut_never_parts_what_belongs_together() -> None:
    text = "x" * 16_383 + "\r\n" + "x" * 16_383 + "e\u0301" + "y" * 40_000
    assert repair(text, unescape=False).text == unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def test_surrogates_are_joined_or_replaced() -> None:
    # A JSON file cannot hold a pair: reading it joins the two.
    assert repair("\ud83d\ude00 \ud83d \ude00\ud83d", unescape=False).text == "😀 \ufffd \ufffd\ufffd"


def test_a_fix_is_as_small_as_the_damage() -> None:
    text = "One long line of correct prose — with cafés — and a single donâ€™t in the middle of much more text."
    (fix,) = repair(text, unescape=True).fixes
    assert fix.before == "â€™"


def test_the_quick_look_misses_no_character_that_is_repaired() -> None:
    found = [chr(code) for code in range(0x110000) if characters._PATTERN.match(chr(code))]
    assert all(characters._SUSPECT.match(character) for character in found)
    assert len(found) > 500


def test_the_quick_look_misses_no_mojibake() -> None:
    """ftfy may learn of more: a character that is bad between others must not pass for sound."""
    around = ("%s", "a%sa", "A%s ", " %s ", " %sA", ".%s.", "1%s1", "%s %s", "%s-%s", "%s %s %s %s")
    for code in range(0x80, 0x3000):
        for shape in around:
            text = shape.replace("%s", chr(code))
            assert mojibake.may_find(text) or not is_bad(text), ascii(text)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_the_pattern_begins_at_suspects_only(text: str) -> None:
    every = [match.span() for match in characters._PATTERN.finditer(text)]
    assert [match.span() for match in characters._found(text)] == every
