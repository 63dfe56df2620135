"""Rules of users: what they say, for which documents, and what is refused."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.check import check
from cleaner.config import Config
from cleaner.model import RawDocument
from cleaner.pipeline import clean_raw
from cleaner.rules import RulesError, rules_for, site_rules
from cleaner.rules.patterns import PatternError, linear
from cleaner.rules.vocabulary import CONDITIONS
from tests.test_cli import call

pytest.importorskip("re2")

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "tests/cases/site-rules.toml").read_text(encoding="utf-8")
STORY = """The ferry that would not leave

The Grey Linnet lay at the quay of Skarholm on Monday with her engine warm and her gangway drawn in.

{}

Her captain said that he would leave when the fog did, and the fog, said the pilots, would leave when it liked.

Forty people waited in the shed behind the quay, and the youngest of them had begun to sell the others her seat."""
LINES = {
    "Next crossing: 14:10, 15:40 and 17:00": "rule:site/crossing-card",
    "12 crossings left today": "rule:site/crossing-card",
    "Tickets from 40 crowns at the quay": "rule:site/ferry-ticket",
    "tickets from 40 Kronen at the quay": None,
}


def reasons(text: str, rules: str, url: str | None = None, uri: str = "page.txt") -> dict[str, str]:
    document = clean_raw(RawDocument(text, uri, url=url), Config(rules=rules))
    return {
        document.text_of(block): decision.reason
        for block, decision in zip(document.blocks, document.decisions, strict=True)
    }


@pytest.mark.parametrize("line", LINES)
def test_the_example_labels_what_it_names(line: str) -> None:
    found = reasons(STORY.format(line), EXAMPLE, "https://www.tidewater.example/news/ferry")[line]
    assert (found if found.startswith("rule:site/") else None) == LINES[line]


def test_a_page_is_asked_for_its_classes() -> None:
    page = f"<html><body><article>{''.join(f'<p>{part}</p>' for part in STORY.split(chr(10) * 2) if part != '{}')}"
    page += '</article><div class="sharebar"><p>Across for less</p></div></body></html>'
    url = "https://tidewater.example/"
    assert reasons(page, EXAMPLE, url, "p.html")["Across for less"] == "rule:site/ferry-ticket"
    linked = page.replace("<body>", f'<head><link rel="canonical" href="{url}story"></head><body>')
    assert reasons(linked, EXAMPLE, None, "p.html")["Across for less"] == "rule:site/ferry-ticket"
    assert reasons(page, EXAMPLE, None, "p.html")["Across for less"] != "rule:site/ferry-ticket"


@pytest.mark.parametrize(
    ("url", "uri", "applied"),
    [
        ("https://tidewater.example/a", "p.txt", {"crossing-card", "ferry-ticket", "weather-line"}),
        ("https://NEWS.Tidewater.example:8080/a", "p.txt", {"crossing-card", "ferry-ticket", "weather-line"}),
        ("https://tidewater.example.", "p.txt", {"crossing-card", "ferry-ticket", "weather-line"}),
        ("https://nottidewater.example/a", "p.txt", {"weather-line"}),
        ("https://[broken", "p.txt", {"weather-line"}),
        (None, "tidewater/2020/p.txt", {"ferry-ticket", "weather-line"}),
        (None, "Tidewater/p.txt", {"weather-line"}),
        (None, "logs/monday.txt", {"weather-line", "log-entry"}),
        (None, "p.txt", {"weather-line"}),
    ],
)
def test_which_documents_a_rule_is_for(url: str | None, uri: str, applied: set[str]) -> None:
    assert {rule.id.removeprefix("site/") for rule in rules_for(EXAMPLE, url, uri)} == applied


RULE: Mapping[str, Any] = {"name": "x", "role": "other", "why": "It is so.", "when": {"top": 1}}


def file_of(**changes: Any) -> str:
    """Return a file with one rule, some of its keys changed, `None` for one that is not there."""
    rule = {key: value for key, value in {**RULE, **changes}.items() if value is not None}
    return "[[rule]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in rule.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)


MISTAKES = {
    "not TOML": ("[[rule", "mine.toml is not TOML: "),
    "another table": ("[rules]\n", "mine.toml: unknown key 'rules'; a rule begins with [[rule]]"),
    "one bracket": ("[rule]\n", "mine.toml: a rule begins with [[rule]], not [rule]"),
    "not a table": ("rule = [1]", "mine.toml: rule 1: a rule begins with [[rule]]"),
    "brackets without end": (f"x = {'[' * 9999}{']' * 9999}", "mine.toml: is nested too deeply"),
    "conditions without end": (
        f'[[rule]]\nname = "x"\nrole = "other"\nwhy = "It."\nwhen{".not" * 9999}.top = 1',
        "mine.toml: is nested too deeply",
    ),
    "an unknown key": (file_of(site=["a.example"]), "mine.toml: rule 1 (x): unknown key 'site'; did you mean sites?"),
    "no role": (file_of(role=None), "rule 1 (x): role is missing"),
    "no name": (file_of(name=None), "mine.toml: rule 1: name is missing"),
    "an empty why": (file_of(why=" "), "rule 1 (x): why takes a text in quotes, not ' '"),
    "a name with capitals": (file_of(name="My rule"), "name takes small letters, digits and hyphens, not 'My rule'"),
    "an unknown role": (file_of(role="advert"), "unknown role 'advert'; did you mean advertisement?"),
    "too sure": (file_of(confidence=2), "confidence takes a number from 0 to 1, not 2"),
    "sure as a word": (file_of(confidence=True), "confidence takes a number from 0 to 1, not True"),
    "one site": (file_of(sites="a.example"), "sites: takes a list of texts in quotes, not 'a.example'"),
    "an address": (
        file_of(sites=["https://A.example/x"]),
        "sites takes hosts such as example.org, not 'https://A.example/x'; did you mean a.example?",
    ),
    "an empty label": (file_of(sites=["a..example"]), "sites takes hosts such as example.org, not 'a..example'"),
    "a star": (file_of(sites=["*.a.example"]), "not '*.a.example'; did you mean a.example?"),
    "no files": (file_of(files=[]), "files: takes a list of texts in quotes, not []"),
    "no conditions": (file_of(when={}), "rule 1 (x): when: takes a table of conditions, not {}"),
    "an unknown condition": (
        file_of(when={"wrods": [1, 2]}),
        "rule 1 (x): when.wrods: unknown condition 'wrods'; did you mean words?",
    ),
    "words": (file_of(when={"words": 3}), "when.words: takes the least and the most words, such as [1, 20], not 3"),
    "words backwards": (file_of(when={"words": [3, 1]}), "when.words: takes the least and the most words"),
    "a fact": (file_of(when={"at_end": 1}), "when.at_end: takes true or false, not 1"),
    "a share": (file_of(when={"links": 50}), "when.links: takes a share from 0 to 1, not 50"),
    "blocks": (file_of(when={"top": 0}), "when.top: takes a number of blocks from 1 on, not 0"),
    "an unknown cue": (file_of(when={"near": ["shar"]}), "when.near: unknown name 'shar'; did you mean share?"),
    "an unknown form": (file_of(when={"form": ["listitem"]}), "unknown name 'listitem'; did you mean list_item?"),
    "an unknown family": (file_of(when={"phrase": ["cookies"]}), "unknown name 'cookies'; did you mean cookie_notice?"),
    "an unknown place": (file_of(when={"text": {"begins": ["a"]}}), "when.text: unknown name 'begins'"),
    "a phrase of no words": (file_of(when={"text": {"is": [" "]}}), "when.text.is: no words in ' '"),
    "phrases as one": (file_of(when={"text": "a"}), "when.text: takes a table of phrases"),
    "a pattern": (file_of(when={"matches": "("}), "when.matches: missing ): "),
    "a look-ahead": (file_of(when={"matches": "(?=a)b"}), "when.matches: "),
    "no pattern": (file_of(when={"matches": 3}), "when.matches: takes a pattern in quotes, not 3"),
    "not a list": (file_of(when={"any": {"top": 1}}), "when.any: takes a list of tables, not {'top': 1}"),
    "deep": (
        file_of(when={"any": [{"top": 1}, {"not": {"below": {"words": "x"}}}]}),
        "rule 1 (x): when.any[1].not.below.words: takes",
    ),
    "twice": (file_of() + file_of(), "mine.toml: two rules have the name 'x'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_the_file_the_rule_and_the_key(name: str) -> None:
    text, said = MISTAKES[name]
    with pytest.raises(RulesError) as caught:
        site_rules(text, "mine.toml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("mine.toml")
    assert "\n" not in str(caught.value)


VALUES: Mapping[str, Any] = {
    "above": {"top": 3},
    "all": [{"top": 3}],
    "any": [{"top": 3}],
    "below": {"words": [1, 5]},
    "form": ["list_item", "heading"],
    "matches": "a.*",
    "near": ["share"],
    "not": {"at_end": True},
    "phrase": ["share_prompt"],
    "tag": ["nav", "aside"],
    "text": {"is": ["a"], "starts": ["b"], "ends": ["c"], "has": ["d e"]},
    "words": [0, 9],
    "has_date": 0.5,
    "links": 1,
    "most_of_title": 0.5,
    "above_title": 2,
    "after_prose": 1,
    "story_over": 2,
    "top": 3,
}


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_every_condition_runs_on_text_and_on_pages(name: str) -> None:
    for value in (VALUES[name],) if name in VALUES else (True, False):
        rules = file_of(when={name: value})
        assert len(reasons(STORY.format("A line"), rules)) == 5
        assert reasons("<ul><li>a</li></ul><h1>b</h1><p>c d e</p>", rules, uri="p.html")


def test_every_condition_is_documented() -> None:
    page = (ROOT / "docs/site-rules.md").read_text(encoding="utf-8")
    assert [name for name in CONDITIONS if f"\n| `{name}` |" not in page] == []


def test_a_fact_may_be_false() -> None:
    """The one block that ends as no sentence does, and those that do."""
    text = STORY.format("A line")
    yes, no = (
        {line for line, reason in reasons(text, file_of(when={"ends_sentence": value})).items() if "site" in reason}
        for value in (True, False)
    )
    assert yes | no == set(reasons(text, ""))
    assert "A line" in no
    assert not yes & no


def test_what_a_rule_says_stands_against_the_model() -> None:
    """Both ways: what surely is body goes, and what surely is none stays, on a page and in plain text."""
    lead = "The Grey Linnet lay at the quay of Skarholm"
    page = f"<body><article>{''.join(f'<p>{part}</p>' for part in STORY.format('x').split(chr(10) * 2))}</article>"
    page += "<footer><p>Privacy policy</p></footer></body>"
    drop = file_of(role="advertisement", when={"text": {"starts": [lead.lower()]}})
    keep = file_of(role="body", when={"text": {"is": ["privacy policy"]}})
    for text in (STORY.format("x") + "\n\nPrivacy policy", page):
        assert lead in cleaner.clean(text).body
        assert lead not in cleaner.clean(text, config=Config(rules=drop)).body
        assert "Privacy policy" not in cleaner.clean(text).body
        assert "Privacy policy" in cleaner.clean(text, config=Config(rules=keep)).body


def test_records_with_such_reasons_are_valid() -> None:
    document = clean_raw(RawDocument(STORY.format("Wind NNE, 12 knots"), "p.txt"), Config(rules=EXAMPLE))
    record = cleaner.to_record(document)
    assert check(record) == []


def test_the_first_rule_that_holds_labels() -> None:
    two = file_of(name="one", role="teaser") + file_of(name="two", role="caption")
    first = next(iter(reasons(STORY.format("x"), two).values()))
    assert first == "rule:site/one"


# On the road


def test_the_fingerprint_changes_with_the_file_and_only_then() -> None:
    plain, ruled = Config(), Config(rules=EXAMPLE)
    assert ruled.fingerprint() != plain.fingerprint()
    assert ruled.fingerprint() != replace(ruled, rules=EXAMPLE + "\n# more\n").fingerprint()
    assert replace(ruled, rules="").fingerprint() == plain.fingerprint()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "in/logs").mkdir(parents=True)
    (tmp_path / "in/logs/monday.txt").write_text(STORY.format("06:10 Lock empty"), encoding="utf-8")
    (tmp_path / "in/other.txt").write_text(STORY.format("06:10 Lock empty"), encoding="utf-8")
    (tmp_path / "rules.toml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def test_a_run_applies_them_and_a_change_of_the_file_is_cleaned_again(sources: Path) -> None:
    command = ["clean", sources / "in", "-o", sources / "out", "-j", "1", "--rules", sources / "rules.toml", "--json"]

    def reason(name: str) -> set[str]:
        record = json.loads((sources / f"out/{name}.json").read_text(encoding="utf-8"))
        return {block["reason"] for block in record["blocks"] + record["removed"] if block["text"][:2] == "06"}

    assert call(*command)[0] == 0
    assert reason("logs/monday.txt") == {"rule:site/log-entry"}
    assert reason("other.txt") != {"rule:site/log-entry"}
    assert json.loads(call(*command, "--resume")[1])["documents"]["written"] == 2
    (sources / "rules.toml").write_text(EXAMPLE.replace("log-entry", "entry-of-log"), encoding="utf-8")
    assert call(*command, "--resume")[0] == 0
    assert reason("logs/monday.txt") == {"rule:site/entry-of-log"}
    assert call("validate", sources / "out")[0] == 0


@pytest.mark.parametrize("name", ["log-entry", "site/log-entry", "rule:site/log-entry"])
def test_a_rule_of_a_file_is_shown_by_the_name_it_has_there(sources: Path, name: str) -> None:
    code, out, _ = call("rules", name, "--rules", sources / "rules.toml")
    assert code == 0
    assert out.startswith("site/log-entry: ")


def test_a_built_in_rule_keeps_its_name(sources: Path) -> None:
    (sources / "rules.toml").write_text(file_of(name="teaser") + file_of(name="own"), encoding="utf-8")
    for name, shown in (("teaser", "teaser: "), ("site/teaser", "site/teaser: "), ("own", "site/own: ")):
        assert call("rules", name, "--rules", sources / "rules.toml")[1].startswith(shown)
    code, _, err = call("rules", "owm", "--rules", sources / "rules.toml")
    assert code == 2
    assert "site/own, site/teaser" in err


def test_a_file_of_settings_names_them_from_where_it_lies(sources: Path) -> None:
    (sources / "settings").mkdir()
    (sources / "settings/mine.toml").write_text('rules = "../rules.toml"\n', encoding="utf-8")
    said = call("config", "--config", sources / "settings/mine.toml", "--json")[1]
    named = call("config", "--rules", sources / "rules.toml", "--json")[1]
    assert json.loads(said)["fingerprint"] == json.loads(named)["fingerprint"]


@pytest.mark.parametrize("how", ["typed", "settings", "environment"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (file_of(role="advert").encode(), "rule 1 (x): unknown role 'advert'; did you mean advertisement?"),
        (b"\xff", "it is not UTF-8"),
        (None, "No such file or directory"),
    ],
    ids=["wrong", "not text", "not there"],
)
def test_a_mistake_ends_the_command(
    sources: Path, monkeypatch: pytest.MonkeyPatch, how: str, content: bytes | None, says: str
) -> None:
    path = sources / "r.toml"
    if content is not None:
        path.write_bytes(content)
    options: list[object] = []
    if how == "typed":
        options = ["--rules", path]
    elif how == "settings":
        (sources / "s.toml").write_text('rules = "r.toml"\n', encoding="utf-8")
        options = ["--config", sources / "s.toml"]
    else:
        monkeypatch.setitem(os.environ, "CLEANER_RULES", str(path))
    code, out, err = call("clean", sources / "in", "-o", sources / "out", *options)
    assert (code, out) == (2, "")
    said = " ".join(err.replace("│", " ").split())
    assert says in said
    assert not (sources / "out").exists()


# Patterns


def test_a_pattern_takes_linear_time_whatever_it_is() -> None:
    test = linear("(?:a|a)*(?:a*)*(a+)+b")
    begun = time.process_time()
    assert not test("a" * 200_000)
    assert time.process_time() - begun < 2.0


@pytest.mark.parametrize("text", ["ferry", "Fähre", "渡し船", "a\nb", ""])
def test_a_pattern_matches_whole_texts_of_any_script(text: str) -> None:
    assert linear("(?s).*")(text)
    assert not linear("(?s).+!")(text)


def test_without_the_engine_patterns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "re2", None)
    with pytest.raises(PatternError, match=r"corpus-cleaner\[patterns\]"):
        linear("a")
