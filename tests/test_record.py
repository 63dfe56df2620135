"""From a document to a record, and whether the parts of a record agree."""

import copy
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from cleaner import schema
from cleaner.check import agreement, check
from cleaner.model import (
    Action,
    Block,
    Decision,
    Document,
    Duplicate,
    Fix,
    Form,
    Metadata,
    Role,
    Source,
    Span,
)
from cleaner.record import to_record
from cleaner.version import __version__

CASES = Path(__file__).parent / "cases"
RECORD: dict[str, Any] = json.loads((CASES / "record.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = tomllib.loads((CASES / "broken_records.toml").read_text(encoding="utf-8"))["case"]


def document() -> Document:
    """The document that the sample record describes."""
    rows = [
        ("Politics", Form.LINE, Action.LIFT, Role.KICKER, "rule:kicker", 0.95),
        ("Bridge vote delayed", Form.LINE, Action.LIFT, Role.HEADLINE, "rule:headline", 0.95),
        ("By Ada Moss", Form.LINE, Action.LIFT, Role.BYLINE, "rule:byline", 0.95),
        ("The council met on Monday.", Form.PARAGRAPH, Action.KEEP, Role.BODY, "context:between-body", 0.81234),
        ("Share this story", Form.LINE, Action.DROP, Role.SHARE_PROMPT, "rule:share-prompt", 0.95),
        ("The council met on Monday.", Form.PARAGRAPH, Action.DROP, Role.BODY, "duplicate:exact", 1.0),
        ("It will meet again.", Form.PARAGRAPH, Action.KEEP, Role.BODY, "context:between-body", 0.8),
    ]
    blocks, decisions, start = [], [], 0
    for index, (text, form, action, role, reason, confidence) in enumerate(rows):
        blocks.append(Block(index, Span(start, start + len(text)), form))
        copy_of = Duplicate("doc-1", 3, 1.0) if index == 5 else None
        decisions.append(Decision(index, action, role, reason, confidence, copy_of))
        start += len(text) + 2
    return Document(
        id="doc-1",
        source=Source("news/bridge.txt", bytes=140, sha256=RECORD["source"]["sha256"]),
        text="\n\n".join(row[0] for row in rows),
        fixes=(Fix("mojibake", Span(2, 3), "â€"), Fix("zero_width", Span(5, 5), "\u200b")),
        blocks=tuple(blocks),
        decisions=tuple(decisions),
        metadata=Metadata(
            site="The Ferry Post",
            language="en",
            language_score=0.98765,
            headline="Bridge vote delayed",
            kicker="Politics",
            authors=("Ada Moss",),
            published_at="2024-08-08",
            modified_at="2024-08-09T10:00:00+02:00",
        ),
        flags=("encoding_guessed", "lossy_decoding"),
        config="0123456789abcdef",
    )


def test_a_document_gives_the_sample_record() -> None:
    want = copy.deepcopy(RECORD)
    want["cleaner"]["version"] = __version__
    want["language_score"] = round(0.98765, 4)
    got = to_record(document())
    assert got == want
    assert orjson.dumps(got) == orjson.dumps(want)


def test_a_document_without_blocks_is_a_valid_record() -> None:
    bare = Document("doc-2", Source("empty.txt", sha256=RECORD["source"]["sha256"]), "")
    assert check(to_record(bare)) == []


def test_html_blocks_carry_their_locator() -> None:
    plain = document()
    html = replace(plain, blocks=tuple(replace(block, locator="/html/body/p[1]") for block in plain.blocks))
    record = to_record(html)
    assert {block["locator"] for block in record["blocks"] + record["removed"]} == {"/html/body/p[1]"}
    assert check(record) == []


def test_a_missing_decision_is_an_error() -> None:
    whole = document()
    with pytest.raises(ValueError, match="shorter"):
        to_record(replace(whole, decisions=whole.decisions[:-1]))


def test_a_decision_about_another_block_is_an_error() -> None:
    whole = document()
    with pytest.raises(ValueError, match="decision about block"):
        to_record(replace(whole, decisions=whole.decisions[::-1]))


def test_the_sample_agrees() -> None:
    assert check(RECORD) == []


def test_a_duplicate_in_another_document_is_not_looked_for() -> None:
    record = copy.deepcopy(RECORD)
    record["removed"][4]["duplicate_of"] = {"document": "doc-7", "block": 900, "similarity": 0.9}
    assert agreement(record) == []


@pytest.mark.parametrize("case", BROKEN, ids=[case["name"] for case in BROKEN])
def test_what_a_schema_cannot_say_is_found(case: dict[str, Any]) -> None:
    record = copy.deepcopy(RECORD)
    *above, last = [int(part) if part.isdigit() else part for part in case["set"].split("/")[1:]]
    place: Any = record
    for part in above:
        place = place[part]
    place[last] = case["value"]
    assert schema.violations(record) == []
    found = check(record)
    assert any(one.pointer == case["pointer"] and case["says"] in one.message for one in found), found


def test_there_are_ten_cases_and_more() -> None:
    assert len(BROKEN) >= 10


def test_blocks_out_of_order_are_found() -> None:
    record = copy.deepcopy(RECORD)
    record["removed"] = record["removed"][::-1]
    assert any("document order" in one.message for one in check(record))


@pytest.mark.parametrize("value", [None, [], "x", 1, {}])
def test_what_is_no_record_is_explained_by_the_schema(value: object) -> None:
    assert check(value) == schema.violations(value) != []
