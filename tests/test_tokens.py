"""Words, characters, normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.tokens import count_characters, count_words, normal_form, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Gate, shut.", ["the", "gate", "shut"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("港口关闭 today", ["港", "口", "关", "闭", "today"]),
        ("", []),
        ("...", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“The gate” — shut", '"the gate" -- shut'),
        ("The\u00a0gate", "the  gate"),
        ("ﬁnal", "final"),
        ("Ｔｈｅ gate", "the gate"),
        ("cafe\u0301", "café"),
    ],
)
def test_normal_forms_that_are_equal(a: str, b: str) -> None:
    assert normal_form(a) == normal_form(b) != ""


@pytest.mark.parametrize(("a", "b"), [("gate 3", "gate 4"), ("the gate", "thegate"), ("resume", "résumé")])
def test_normal_forms_that_differ(a: str, b: str) -> None:
    assert normal_form(a) != normal_form(b)


def test_counts() -> None:
    assert count_words("one two  three") == 3
    assert count_words("港口在星期五关闭") == 4
    assert count_words("") == 0
    assert count_characters(" a b\n\tc ") == 3


@given(st.text(max_size=100))
def test_normal_form_is_stable(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)
