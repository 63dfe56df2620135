"""The layers of `cleaner/`: imports point down, never up, never sideways, never in a circle."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleaner"

# The one place that says which room is on which level. Rooms on one level do not know each other.
LEVELS: dict[str, int] = {
    "version": 0,
    "entries": 0,
    "meant": 0,
    "model": 0,
    "tokens": 0,
    "collector": 0,
    "config": 1,
    "schema": 1,
    "findings": 2,
    "decode": 2,
    "repair": 2,
    "sniff": 2,
    "segment": 2,
    "features": 2,
    "language": 2,
    "extractor": 2,
    "page": 2,
    "rules": 3,
    "classifier": 3,
    "settings": 4,
    "duplicates": 4,
    "policy": 4,
    "authors": 4,
    "evidence": 4,
    "compare": 5,
    "context": 5,
    "label": 6,
    "metadata": 6,
    "pipeline": 7,
    "record": 7,
    "readers": 7,
    "many": 8,
    "why": 8,
    "check": 8,
    "corrections": 8,
    "writers": 8,
    "batch": 9,
    "health": 9,
    "integrations": 9,
    "terminal": 0,
    "toml": 0,
    "report": 10,
    "cli": 11,
    "__main__": 12,
}
MOST_LINES = 400
MOST_FUNCTION_LINES = 50


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Rooms of the package that a module imports, wherever in it the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            direct = node.module == "cleaner"
            names = [f"cleaner.{alias.name}" for alias in node.names] if direct else [node.module]
        for name in names:
            parts = name.split(".")
            if parts[0] == "cleaner" and len(parts) > 1:
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return  # the public surface re-exports from every level
    assert room in LEVELS, f"{room} has no level: add it to LEVELS"
    for other in imported_rooms(path) - {room, "__version__"}:
        if other in LEVELS:
            assert LEVELS[other] < LEVELS[room], f"{room} must not import {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, node.name


def test_every_level_names_a_room() -> None:
    rooms = {room_of(path) for path in modules()}
    missing = set(LEVELS) - rooms - {"__main__"}
    assert not missing


def test_only_one_room_knows_ftfy_and_one_trafilatura() -> None:
    for library, home in (("ftfy", "repair"), ("trafilatura", "extractor")):
        users = {room_of(path) for path in modules() if _imports(path, library)}
        assert users == {home}


def _imports(path: Path, library: str) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import) and any(a.name.split(".")[0] == library for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library:
            return True
    return False
