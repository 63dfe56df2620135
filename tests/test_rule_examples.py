"""`cleaner rules`: the list, one rule with its examples, and the rules of a file."""

import json
from pathlib import Path

import pytest

from cleaner.rules import RULES
from cleaner.rules.examples import examples
from docs.rule_examples import TARGET, chosen
from tests.test_cli import call

ROOT = Path(__file__).parent.parent


def test_the_examples_are_those_of_the_tests() -> None:
    assert TARGET.read_text(encoding="utf-8") == chosen(), "run `python -m docs.rule_examples`"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_shows_what_it_fires_on_and_what_not(rule: object) -> None:
    shown = examples(rule.id)  # type: ignore[attr-defined]
    assert len(shown.fires) == 2
    assert len(shown.quiet) == 2
    assert {one.text for one in shown.fires}.isdisjoint(one.text for one in shown.quiet if one.page is None)


def test_one_rule() -> None:
    code, out, err = call("rules", "rule:cookie-notice")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "cookie-notice: cookie_notice, confidence 0.95"
    assert lines[2] == "what becomes of it: drop (article), drop (precision), drop (recall)"
    assert lines.index("fires on:") < lines.index("does not fire on:")
    assert lines[-1] == 'to switch it off: --disable cookie-notice, or disable = ["cookie-notice"] in cleaner.toml'


def test_a_rule_that_looks_at_the_page_says_where_its_examples_stand() -> None:
    assert "[<figcaption>" in call("rules", "figure-caption")[1]


def test_the_rules_of_a_file_come_first() -> None:
    pytest.importorskip("re2")
    path = ROOT / "tests/cases/site-rules.toml"
    listed = json.loads(call("rules", "--rules", path, "--json")[1])
    own = [one for one in listed if one["id"].startswith("site/")]
    assert listed[: len(own)] == own
    assert [one["id"] for one in listed[len(own) :]] == [rule.id for rule in RULES]
    assert own[1]["sites"] == ["tidewater.example"]
    assert own[1]["files"] == ["tidewater/*"]
    _, out, _ = call("rules", "site/ferry-ticket", "--rules", path)
    assert "sites: tidewater.example\nfiles: tidewater/*\n" in out
    assert out.endswith("to switch it off: take it out of the file of rules\n")
    assert "site/ferry-ticket" in call("rules", "--rules", path)[1]


def test_a_terminal_obeys_nothing_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(
        '[[rule]]\nname = "x"\nrole = "other"\nwhy = "a \\u001b[31m b"\nwhen = { top = 1 }\n', encoding="utf-8"
    )
    for arguments in ([], ["site/x"], ["--json"]):
        code, out, _ = call("rules", *arguments, "--rules", path)
        assert code == 0
        assert "\x1b" not in out
