"""The tables of promises and limits: every test that they name is there, was run, and passed."""

import ast
import re
from dataclasses import fields

import pytest

from cleaner.batch.worker import Bounds
from cleaner.config import Limits
from docs import meanings, proven
from docs.examples import ROOT
from docs.proven import Limit, Promise

PROMISES, LIMITS = proven.promises(), proven.limits()
REFRESH = "run `python -m docs.promises`"
FAULTS = 29
"""Kinds of bad input and bad machines that a row answers each, beside what the project promises of itself."""
BITES = frozenset(
    {"too_large", "record_too_large", "bomb", "nested", "timeout", "out_of_memory", "crashed", "path_too_long"}
    | {name for name in meanings.FLAGS if name.endswith("_limit")}
)
"""Causes and flags that are limits by their meaning."""


def test_ids_and_names_are_told_apart() -> None:
    assert len({row.id for row in PROMISES}) == len(PROMISES) >= FAULTS
    assert len({row.name for row in LIMITS}) == len(LIMITS)


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.id)
def test_a_promise_has_a_test_or_a_reason(row: Promise) -> None:
    assert re.fullmatch(r"\S.*\.", row.says)
    assert row.tests or row.reason.endswith(".")


@pytest.mark.parametrize("test", proven.named())
def test_what_is_named_has_cases(test: str) -> None:
    assert proven.cases().get(test, 0) > 0, f"there is no test {test}"


@pytest.mark.parametrize("test", [test for row in PROMISES for test in row.beside])
def test_what_is_named_beside_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_was_run_and_none_failed() -> None:
    assert not proven.stale(), REFRESH
    assert not [test for test, ended in proven.results().items() if ended.get("failed")], REFRESH
    assert all(ended.get("passed") for ended in proven.results().values()), REFRESH


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row.name)
def test_a_limit_says_what_comes_of_it(row: Limit) -> None:
    known = {cause for _, cause in meanings.CAUSES} | set(meanings.FLAGS)
    assert row.raises
    assert row.tests
    assert all(" " in one or one in known for one in row.raises)
    assert bool(row.where) != bool(row.shown)
    assert not row.where or proven.value(row.where) > 0


def test_every_limit_is_listed() -> None:
    places = {row.where for row in LIMITS}
    for kind in (Limits, Bounds):
        assert {f"{kind.__module__}:{kind.__name__}.{one.name}" for one in fields(kind)} <= places
    assert {one for row in LIMITS for one in row.raises} >= BITES


def test_numbers_are_shown_with_their_unit() -> None:
    shown = [
        (200, "", "200"), (200_000, "blocks", "200,000 blocks"), (60.0, "seconds", "60 seconds"), (0.5, "", "0.5"),
        (255, "bytes", "255 bytes"), (1 << 18, "bytes", "256 KiB"), (3 << 30, "bytes", "3 GiB"),
    ]  # fmt: skip
    for number, unit, said in shown:
        assert proven.shown(number, unit) == said


def test_a_test_that_was_not_run_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proven, "cases", lambda: {"a": 3, "b": 2, "c": 4})
    monkeypatch.setattr(proven, "named", lambda: ["a", "b", "c"])
    monkeypatch.setattr(proven, "results", lambda: {"a": {"passed": 2, "skipped": 1}, "b": {"passed": 2}})
    assert proven.stale() == ["c"]
    assert proven.result(["b"]) == "all passed"
    assert proven.result(["a", "b", "c"]) == "4 passed, 1 skipped, 4 not run"
