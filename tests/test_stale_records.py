"""What an earlier run left of a document that is rejected now."""

from pathlib import Path

import pytest

from cleaner.writers import forget, plan_output
from tests.test_writers import named, put, tree


def test_the_record_of_a_document_can_be_forgotten(tmp_path: Path) -> None:
    target = plan_output(str(tmp_path / "out"), None, [])
    put(target, named("a.txt"), named("b/c.html"), named("b/d.jsonl", "17"), named("b/d.jsonl", "18"))
    forget(target, "a.txt", None)
    forget(target, "b/d.jsonl", "17")
    assert tree(tmp_path / "out") == ["b/c.html.json", "b/d.jsonl/18.json"]


@pytest.mark.parametrize(
    "uri", ["none.txt", "sub/none.txt", "link/a.txt", "b", "a.txt.json/b.txt", "d/" * 3000, ".", "../a.txt"]
)
def test_nothing_else_is_forgotten(tmp_path: Path, uri: str) -> None:
    target = plan_output(str(tmp_path / "out"), None, [])
    put(target, named("a.txt"), named("b.json/c.html"))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt.json").write_text("precious")
    (tmp_path / "out/link").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    forget(target, uri, None)
    assert sorted(tmp_path.rglob("*")) == before


def test_lines_are_not_forgotten(tmp_path: Path) -> None:
    target = plan_output(str(tmp_path / "out"), "jsonl", [])
    put(target, named("a.txt"))
    forget(target, "a.txt", None)
    assert tree(tmp_path) == ["out/documents.jsonl"]
