import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.lexicon import FAMILIES, LANGUAGES, Entry, Lexicon, Match, fold, load, parse

QUIET: list[str] = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent / "cases" / "lexicon_quiet.jsonl").read_text(encoding="utf-8").splitlines()
]

BYLINE_OPENERS = {"by", "von", "par", "por", "di", "door"}
RARE_OPENERS = {"dodano", "icp备", "icp证", "kvk", "maxppp", "спецкор"}
CAPTION_OPENERS = {"图为", "圖為"}


def families(text: str, *phrases: tuple[str, Match]) -> bool:
    """Whether any of the phrases matches."""
    entries = tuple(Entry("teaser", "en", phrase, match, phrase) for phrase, match in phrases)
    return bool(Lexicon(entries).families(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_entry_matches_its_example(language: str) -> None:
    lexicon = load()
    for entry in load(frozenset({language})).entries:
        assert Lexicon((entry,)).families(entry.example) == {entry.family}, entry
        assert entry.family in lexicon.families(entry.example)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_family(language: str) -> None:
    assert {entry.family for entry in load(frozenset({language})).entries} == set(FAMILIES)


@pytest.mark.parametrize("text", QUIET)
def test_stays_quiet_on_body_text(text: str) -> None:
    assert load().families(text) == frozenset()


def test_single_words_that_may_open_a_sentence() -> None:
    """A single word with `starts` needs a colon, or has to be one that no common sentence begins with."""
    found = {
        entry.phrase
        for entry in load().entries
        if entry.match in {Match.STARTS, Match.HAS} and entry.phrase.isalpha() and len(entry.phrase) < 8
    }
    cased = {phrase for phrase in found if phrase[0].islower()}
    assert cased <= BYLINE_OPENERS | RARE_OPENERS


def test_short_phrases_of_scripts_without_case() -> None:
    """Two characters open too many words; only where a date has to follow they may."""
    found = {
        (entry.family, entry.phrase)
        for entry in load().entries
        if entry.match in {Match.STARTS, Match.HAS} and entry.phrase.isalpha() and not entry.phrase[0].islower()
    }
    assert {phrase for family, phrase in found if len(phrase) < 3 and family != "timestamp"} == CAPTION_OPENERS


@pytest.mark.parametrize(
    ("text", "phrase", "match"),
    [
        ("RELATED", "related", Match.IS),
        ("Related:", "related", Match.IS),
        ("» Related »", "related", Match.IS),
        ("(Related)", "related", Match.IS),
        ("Related: the bridge", "related:", Match.STARTS),
        ("Related :", "related:", Match.STARTS),
        ("Don’t   miss\n this", "don't miss", Match.STARTS),
        ("3 comments", "# comments", Match.IS),
        ("1,234 comments", "# comments", Match.IS),
        ("1.2K Comments", "# comments", Match.IS),
        ("Comments (3)", "comments #", Match.IS),
        ("FILE — the bridge", "file -", Match.STARTS),
        ("Lena Park, Staff Writer", "staff writer", Match.ENDS),
        ("A LIRE AUSSI", "à lire aussi", Match.IS),
        ("À LIRE AUSSI", "à lire aussi", Match.IS),
        ("© 2024 Courier", "©", Match.STARTS),
        ("\u200b▶ Video: waves", "video:", Match.STARTS),
        ("word " * 500 + "staff writer", "staff writer", Match.HAS),
        ("staff writer " + "word " * 500, "staff writer", Match.HAS),
    ],
)
def test_matches(text: str, phrase: str, match: Match) -> None:
    assert families(text, (phrase, match))


@pytest.mark.parametrize(
    ("text", "phrase", "match"),
    [
        ("", "related", Match.IS),
        ("…", "related", Match.IS),
        ("Related stories", "related", Match.IS),
        ("Unrelated", "related", Match.IS),
        ("Relatedness", "related", Match.STARTS),
        ("Related transactions", "related:", Match.STARTS),
        ("Related", "related:", Match.STARTS),
        ("Not related: this", "related:", Match.STARTS),
        ("“Related: this”, he said", "related:", Match.STARTS),
        ("#comments", "# comments", Match.IS),
        ("No comments", "# comments", Match.IS),
        ("3 comments were made", "# comments", Match.IS),
        ("Staff Writer Lena Park", "staff writer", Match.ENDS),
        ("staff writers", "staff writer", Match.HAS),
        ("word " * 200 + "staff writer " + "word " * 200, "staff writer", Match.HAS),
        ("word " * 29 + "staff writer " + "word " * 200, "staff writer", Match.ENDS),
        ("word " * 29 + "staff " + "word " * 200 + "writer " + "word " * 29, "staff writer", Match.HAS),
        ("a lire", "à", Match.STARTS),
    ],
)
def test_does_not_match(text: str, phrase: str, match: Match) -> None:
    assert not families(text, (phrase, match))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("» Read more: …", "read more:"),
        ("(Getty\u00a0Images)", "getty images"),
        ("•\tSHARE —", "share"),
        ("© 2024", "© 2024"),
        ("»Nein«, sagte er", '"nein", sagte er'),
        ("Straße", "strasse"),
        ("cafe\u0301", "café"),
        ("…", ""),
        ("", ""),
        (":", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_languages_can_be_chosen() -> None:
    german = load(frozenset({"de", "xx"}))
    assert {entry.language for entry in german.entries} == {"de"}
    assert "share_prompt" in german.families("Artikel teilen")
    assert not german.families("Share this article")
    assert load(frozenset()).entries == ()
    assert load(frozenset({"de", "xx"})) is german


ROW = 'phrase = "x y", match = "is", example = "X y"'


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("teaser = [", "x.toml: "),
        ("cats = []", "unknown family 'cats'"),
        ("teaser = 3", "teaser is not an array"),
        ("teaser = [3]", "teaser, entry 1: not a table"),
        ('teaser = [{ match = "is", example = "X" }]', "entry 1: phrase is missing"),
        ('teaser = [{ phrase = "x", match = "is" }]', "entry 1 ('x'): example is missing"),
        ('teaser = [{ phrase = "x", match = "is", example = " " }]', "example is missing"),
        ('teaser = [{ phrase = "x", match = 3, example = "X" }]', "match is missing or not a text"),
        ('teaser = [{ phrase = "x", match = "near", example = "X" }]', "('x'): unknown match kind 'near'"),
        ('teaser = [{ phrase = "x", match = "is", example = "X", note = "" }]', "unknown key 'note'"),
        ('teaser = [{ phrase = "X", match = "is", example = "X" }]', "not in lower case"),
        ('teaser = [{ phrase = "()", match = "is", example = "X" }]', "has no words"),
        (f"teaser = [{{ {ROW} }}, {{ {ROW} }}]", "x.toml: teaser, entry 2: duplicate phrase 'x y'"),
    ],
)
def test_bad_file_is_named(toml: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(toml, "x.toml", "en")
    assert str(caught.value).startswith("x.toml: ")
    assert message in str(caught.value)


def test_good_file() -> None:
    assert parse(f"teaser = [{{ {ROW} }}]", "x.toml", "en") == (Entry("teaser", "en", "x y", Match.IS, "X y"),)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    folded = fold(text)
    assert "  " not in folded
    assert folded == folded.strip()
    assert load().families(text) <= set(FAMILIES)


@given(st.sampled_from([entry.example for entry in load().entries]))
def test_folded_text_matches_the_same(example: str) -> None:
    assert load().families(fold(example)) == load().families(example)


@pytest.mark.parametrize("unit", ["x", "read more ", "好", " ", "# ", "…", "«»", "- "])
def test_linear_time(unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    start = time.perf_counter()
    load().families(text)
    assert time.perf_counter() - start < 10


SIGNS = 'a1 10k © ’ _ é 3 The • - # ( [ " “ » @ $ > * 2nd 1,000 0 ² ١'.split()
PIECES = [word for entry in load().entries for word in entry.example.split()]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(SIGNS)), min_size=1))
def test_the_quick_look_never_misses_a_phrase(words: list[str]) -> None:
    lexicon = load()
    for text in (" ".join(words), "".join(words)):
        assert lexicon.families(text) == lexicon.families_by(text, None)
