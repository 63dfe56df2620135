"""`python -m docs.rule_examples`: choose the examples that `cleaner rules ID` shows, from the cases of the tests.

For each rule they are the first blocks it fires on and the first near misses, short enough to be read at a glance.
"""

import json
from collections.abc import Iterator
from typing import Any

from cleaner.features import Features, measure
from cleaner.rules import RULES
from cleaner.segment.html import segment_html
from cleaner.segment.plain import segment_plain
from cleaner.terminal import one_line
from docs.examples import ROOT

CASES = ROOT / "tests" / "cases" / "rules.jsonl"
TARGET = ROOT / "cleaner" / "rules" / "examples.json"
_OF_EACH = 2
_LONGEST = 120


def chosen() -> str:
    """Return the content of the file: by rule, examples that fire and near misses."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    found = {
        rule.id: {
            key: list(_first([case for case in cases if case["rule"] == rule.id and case["fires"] is fires]))
            for key, fires in (("fires", True), ("quiet", False))
        }
        for rule in RULES
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _first(cases: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    seen: set[str] = set()
    # Blocks of plain text first: they say all that the rule goes by.
    for case in sorted(cases, key=lambda case: case["input"].lstrip().startswith("<")):
        example = _example(case)
        if example["text"] not in seen and len(seen) < _OF_EACH:
            seen.add(example["text"])
            yield example


def _example(case: dict[str, Any]) -> dict[str, str]:
    block = next(one for one in _blocks(case["input"]) if " ".join(one.text.split()).startswith(case["starts"]))
    example = {"text": one_line(block.text, _LONGEST)}
    if block.markup is not None:
        hints = sorted(block.markup.near)
        example["page"] = f"<{block.markup.tag}>" + (f", named for {', '.join(hints)}" if hints else "")
    return example


def _blocks(text: str) -> tuple[Features, ...]:
    if text.lstrip().startswith("<"):
        drafts = [draft for draft in segment_html(text).drafts if draft.text.strip()]
        texts = [draft.text.strip() for draft in drafts]
        return measure(texts, [draft.form for draft in drafts], [draft.markup for draft in drafts])
    blocks = segment_plain(text)
    return measure(
        [text[span.start : span.end] for span, _ in blocks], [form for _, form in blocks], [None] * len(blocks)
    )


if __name__ == "__main__":
    TARGET.write_text(chosen(), encoding="utf-8")
