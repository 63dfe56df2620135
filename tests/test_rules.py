"""The rule table: what each rule fires on, what looks like it and must stay, and what holds for all of them."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.decode import decode
from cleaner.features import Features, measure
from cleaner.label import PageFacts, apply_rules
from cleaner.model import Label
from cleaner.rules import RULES
from cleaner.rules.conditions import Condition
from cleaner.segment.html import segment_html
from cleaner.segment.plain import segment_plain

ROOT = Path(__file__).parent.parent
# One object per line: a document, the opening of a block in it, and the rule that labels this block. Where `fires` is
# false no rule may label the block, unless `instead` names the one that does. `authors` are those of a page's metadata.
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/cases/rules.jsonl").read_text(encoding="utf-8").splitlines()
]
IDS = [rule.id for rule in RULES]
FIRING = [case for case in CASES if case["fires"]]
QUIET = [case for case in CASES if not case["fires"]]

# Rules that no sample needs, with the reason.
WAIVED = {
    "bracketed-credit": "the bracketed credits of the samples stand next to pictures, which another rule sees first",
    "byline-with-date": "the samples keep byline and date apart",
    "caption-with-credit": "captions that end in a credit are cut in two before rules see them",
    "footnote-note": "the only note of the samples stands above a last sentence of the body",
    "known-author": "needs the metadata of the page, which is read elsewhere",
    "marked-caption": "the captions of the samples stand in figures",
    "marked-dek": "the deks of the samples end as sentences do, and may be the first paragraph",
    "marked-timestamp": "the dates of the samples stand near the top, where another rule sees them",
    "menu-button": "the samples have menus of links",
    "page-counter": "the samples are whole stories, on one page each",
    "teaser-below": "the related links of the samples are links and nothing else",
}


def name_of(case: dict[str, Any]) -> str:
    return f"{case['rule']}: {case['starts'][:30]}"


def measured(text: str, authors: tuple[str, ...] = ()) -> tuple[tuple[Features, ...], PageFacts]:
    if text.lstrip().startswith("<"):
        page = segment_html(text)
        drafts = [draft for draft in page.drafts if draft.text.strip()]
        texts = [draft.text.strip() for draft in drafts]
        features = measure(texts, [draft.form for draft in drafts], [draft.markup for draft in drafts])
        return features, PageFacts(page.title, authors)
    blocks = segment_plain(text)
    texts = [text[span.start : span.end] for span, _ in blocks]
    return measure(texts, [form for _, form in blocks], [None] * len(blocks)), PageFacts()


def label_of(case: dict[str, Any], disable: frozenset[str] = frozenset()) -> Label | None:
    """Return what the rules say about the block that a case is about."""
    features, page = measured(case["input"], tuple(case.get("authors", ())))
    _, labels = apply_rules(features, page, disable)
    at = [f.index for f in features if " ".join(f.text.split()).startswith(case["starts"])]
    assert at, f"no block starts with {case['starts']!r}"
    return labels[at[0]]


@cache
def fired_on_samples() -> frozenset[str]:
    fired = set()
    for path in sorted((ROOT / "seeds").iterdir()):
        if path.suffix in (".txt", ".html"):
            text = decode(path.read_bytes(), None, html=path.suffix == ".html").text
            _, labels = apply_rules(*measured(text), frozenset())
            fired |= {label.reason for label in labels if label is not None}
    return frozenset(reason.removeprefix("rule:") for reason in fired)


@pytest.mark.parametrize("case", FIRING, ids=name_of)
def test_fires(case: dict[str, Any]) -> None:
    label = label_of(case)
    assert label is not None
    assert label.reason == f"rule:{case['rule']}"
    assert label.role is next(rule.role for rule in RULES if rule.id == case["rule"])


@pytest.mark.parametrize("case", QUIET, ids=name_of)
def test_stays_quiet(case: dict[str, Any]) -> None:
    label = label_of(case)
    instead = case.get("instead")
    assert instead != case["rule"]
    assert (label.reason if label is not None else None) == (f"rule:{instead}" if instead else None)


@pytest.mark.parametrize("case", FIRING, ids=name_of)
def test_a_rule_that_is_switched_off_is_silent(case: dict[str, Any]) -> None:
    label = label_of(case, frozenset({case["rule"]}))
    assert label is None or label.reason != f"rule:{case['rule']}"


def test_ids() -> None:
    assert len(set(IDS)) == len(IDS)
    assert [name for name in IDS if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name)] == []


def test_every_rule_says_why_and_how_sure() -> None:
    for rule in RULES:
        assert rule.why.endswith("."), rule.id
        assert 0.5 <= rule.confidence <= 1.0, rule.id


def test_every_rule_has_cases() -> None:
    """Two that fire, three near misses that stay quiet."""
    firing, quiet = (Counter(case["rule"] for case in cases) for cases in (FIRING, QUIET))
    assert [name for name in IDS if firing[name] < 2] == [], "rules with fewer than two cases that fire"
    assert [name for name in IDS if quiet[name] < 3] == [], "rules with fewer than three near misses"


def test_every_case_names_a_rule() -> None:
    named = {case["rule"] for case in CASES} | {case["instead"] for case in QUIET if "instead" in case}
    assert named - set(IDS) == set()


def test_cases_are_distinct() -> None:
    counts = Counter((case["rule"], case["input"], case["starts"]) for case in CASES)
    assert [key for key, count in counts.items() if count > 1] == []


def test_more_stays_quiet_than_fires() -> None:
    assert len(QUIET) > len(FIRING)


@pytest.mark.parametrize("name", IDS)
def test_every_rule_fires_on_a_sample(name: str) -> None:
    assert (name in fired_on_samples()) != (name in WAIVED)


def test_waivers_name_rules() -> None:
    assert set(WAIVED) <= set(IDS)


def test_needs_hide_no_rule() -> None:
    """What a condition needs is a shortcut: where none of it is there, the condition does not hold."""
    for case in CASES:
        features, page = measured(case["input"], tuple(case.get("authors", ())))
        scene, labels = apply_rules(features, page, frozenset())
        roles = [label.role if label is not None else None for label in labels]
        for i, label in enumerate(labels):
            # A rule sees the roles of the blocks above only.
            scene.roles[:] = roles[:i] + [None] * (len(roles) - i)  # type: ignore[index]
            first = next((rule.id for rule in RULES if rule.when.holds(scene, i)), None)
            assert (label.reason if label is not None else None) == (f"rule:{first}" if first else None)


def patterns_in(part: object) -> Iterator[re.Pattern[str]]:
    """Yield every regular expression that a condition is made of."""
    if isinstance(part, re.Pattern):
        yield part
    elif isinstance(part, Condition):
        yield from patterns_in(part.holds)
    elif isinstance(part, tuple):
        for item in part:
            yield from patterns_in(item)
    else:
        for cell in getattr(part, "__closure__", None) or ():
            yield from patterns_in(cell.cell_contents)


PATTERNS = sorted({pattern.pattern for rule in RULES for pattern in patterns_in(rule.when)})
OPENINGS = ("", "A", "By ", "By ,", "Note: ", "© 2021 ", "[1] ", "* ", "Aa. Photo: A", "A (")
UNITS = (
    "a",
    "A",
    "1",
    " ",
    ". ",
    "A ",
    "1 ",
    "a/",
    "(",
    "[A/",
    "a > ",
    "@a",
    "a@",
    "1-",
    ". Photo: A",
    "x,\n",
    "A—",
    "*",
)


def test_patterns_are_found() -> None:
    assert len(PATTERNS) >= 10


@pytest.mark.parametrize("number", range(len(PATTERNS)))
def test_patterns_take_linear_time(number: int) -> None:
    """A quadratic pattern would take minutes where a linear one takes milliseconds."""
    compiled = re.compile(PATTERNS[number])
    for opening in OPENINGS:
        for unit in UNITS:
            attack = opening + unit * (100_000 // len(unit))
            start = time.process_time()
            compiled.fullmatch(attack)
            assert time.process_time() - start < 2, (PATTERNS[number], opening, unit)
