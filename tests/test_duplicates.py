"""Copies within one document."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import Duplicates
from cleaner.duplicates.fingerprint import containment, jaccard, shingles
from cleaner.duplicates.within import Copy, drop_copies, find_copies
from cleaner.features import measure
from cleaner.model import Action, Decision, Form, Role

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/duplicates.jsonl").read_text(encoding="utf-8").splitlines()
]
A = "The harbour master closed the northern gate on Friday because the tide had lifted the sill out of its bed."
B = "Nobody had told the fishermen, who came back at dusk and found a chain where their berth had always been."


def copies_of(texts: list[str], form: Form = Form.PARAGRAPH) -> dict[int, Copy]:
    return find_copies(measure(texts, [form] * len(texts), [None] * len(texts)), Duplicates())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, Any]) -> None:
    texts, form = case["texts"], Form(case.get("form", "paragraph"))
    found = {str(i): [copy.of, copy.kind.value] for i, copy in copies_of(texts, form).items()}
    assert found == case["copies"]


def test_similarities() -> None:
    a, b = shingles("a b c d", 2), shingles("b c d e", 2)
    assert jaccard(a, b) == pytest.approx(2 / 4)
    assert containment(a, b) == pytest.approx(2 / 3)
    assert jaccard(frozenset(), frozenset()) == containment(frozenset(), a) == 0.0
    assert shingles("one", 3) == {("one",)}
    assert shingles("", 3) == frozenset()


def kept(n: int) -> list[Decision]:
    return [Decision(i, Action.KEEP, Role.BODY, "context:region", 0.9) for i in range(n)]


def test_the_first_copy_stays_and_the_others_point_at_it() -> None:
    decisions = drop_copies(kept(3), copies_of([A, B, A]), "doc")
    assert [d.action for d in decisions] == [Action.KEEP, Action.KEEP, Action.DROP]
    pointer = decisions[2].duplicate_of
    assert pointer is not None
    assert (pointer.document, pointer.block, pointer.similarity) == ("doc", 0, 1.0)
    assert decisions[2].reason == "duplicate:exact"


def test_a_copy_stays_when_the_first_goes_for_another_reason() -> None:
    decisions = kept(3)
    decisions[0] = Decision(0, Action.DROP, Role.TEASER, "rule:teaser", 0.9)
    decided = drop_copies(decisions, copies_of([A, B, A]), "doc")
    assert [d.action for d in decided] == [Action.DROP, Action.KEEP, Action.KEEP]
    assert decided[0].duplicate_of is not None
    assert (decided[0].role, decided[0].duplicate_of.block) == (Role.TEASER, 2)


def test_no_pointer_where_no_copy_stays() -> None:
    decisions = [Decision(i, Action.DROP, Role.COMMENT, "context:comment-section", 0.7) for i in range(2)]
    assert drop_copies(decisions, copies_of([A, A]), "doc") == tuple(decisions)


WORDS = "gate tide quay rope mast sail keel oars net hook line reef bell buoy lamp deck hold helm wake moor".split()


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=8, max_size=14), min_size=2, max_size=9), st.booleans())
def test_what_is_pointed_at_points_at_nothing(blocks: list[list[str]], cut: bool) -> None:
    ending = " ..." if cut else "."
    texts = [" ".join(block) + ending for block in blocks]
    copies = copies_of(texts)
    assert all(copy.of not in copies for copy in copies.values())


def test_many_equal_blocks_cost_linear_work() -> None:
    texts = [f"{A} {B}"] * 20_000
    assert len(copies_of(texts)) == 19_999
