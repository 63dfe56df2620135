"""Text and JSON that are safe to look at."""

import json
from pathlib import Path

import pytest

from cleaner.terminal import number_of, one_line, safe_json, safe_text
from tests.test_cli import call


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\x00b\x7f\x85\x9b", "a\\x00b\\x7f\\x85\\x9b"),
        ("gpj\u202egpj.exe", "gpj\\u202egpj.exe"),
        ("a\u200bb\ufeff\u00ad\u2066", "a\\u200bb\\ufeff\\xad\\u2066"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("line\nline\ttab\r", "line\\x0aline\\x09tab\\x0d"),
    ],
)
def test_unsafe_text_is_escaped(text: str, shown: str) -> None:
    assert safe_text(text) == shown


@pytest.mark.parametrize(
    "text", ["", "plain", "[bold]not markup[/]", "naïve – “quoted”…", "日本語 한국어 العربية עברית", "😀 ½"]
)
def test_safe_text_stays(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x7f\x85\x9b", "a\\u007f\\u0085\\u009b"),
        ("gpj\u202egpj.exe\u200b", "gpj\\u202egpj.exe\\u200b"),
        ("\U000e0041", "\\udb40\\udc41"),
        ("naïve 日本語 עברית 😀", "naïve 日本語 עברית 😀"),
        ('\x1b"\\', '\\u001b\\"\\\\'),
    ],
)
def test_json_is_escaped_and_says_the_same(text: str, shown: str) -> None:
    made = safe_json(json.dumps({"a": text}, ensure_ascii=False, indent=2) + "\n")
    assert made == f'{{\n  "a": "{shown}"\n}}\n'
    assert json.loads(made) == {"a": text}


def test_lines_may_stay() -> None:
    assert safe_text("a\n\tb\r\x1b", lines=True) == "a\n\tb\\x0d\\x1b"


@pytest.mark.parametrize(
    ("text", "said"),
    [(" a\n b ", "a b"), ("abcde", "abcde"), ("abcdef", "abcd…"), ("", "")],
)
def test_one_line_is_never_too_long(text: str, said: str) -> None:
    assert one_line(text, 5) == said


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [(0, "", "0 words"), (1, "", "1 word"), (2, "", "2 words"), (1000, "", "1000 words"), (1000, ",", "1,000 words")],
)
def test_a_number_agrees_with_its_noun(number: int, form: str, said: str) -> None:
    assert number_of(number, "word", form) == said


def test_one_of_everything_is_said_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert call("clean", tmp_path / "a.txt", "-o", out)[2].startswith("1 document read: 1 written")
    assert call("dedup", out)[2] == "1 document, 0 blocks, 0 documents changed\n"
    assert call("diff", out, out)[1].splitlines()[2:] == [
        "1 document in both, 0 changed; 0 only before, 0 only after",
        "1 block in both, 0 changed; 0 words lost, 0 gained",
    ]
    assert call("explain", tmp_path / "a.txt")[1].splitlines()[1].endswith(", 1 byte")
    assert call("report", out, "-o", tmp_path / "page.html")[2] == f"{tmp_path / 'page.html'}: 1 document\n"


def test_a_usage_error_shows_no_control_character(tmp_path: Path) -> None:
    """A name in a file of rules goes into the message, and what shows the message escapes nothing."""
    rules = tmp_path / "mine.toml"
    rules.write_text('[[rule]]\nname = "a\\u001b[31m"\nrole = "other"\nwhy = "It is so."\nwhen = { top = 1 }\n')
    code, _, err = call("rules", "--rules", rules)
    assert code == 2
    assert "\x1b" not in err
    assert "rule 1 (a\\x1b[31m)" in " ".join(err.split())
