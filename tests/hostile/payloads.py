"""Texts that do something where nobody looks, by what they do it to."""

import tomllib
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def payloads(kind: str) -> tuple[str, ...]:
    """Return the texts of a kind: `terminal`, `path`, `command` or `html`."""
    return tuple(row["text"] * row.get("times", 1) for row in _TABLE[kind])


def names(kind: str) -> dict[str, str]:
    """Return the texts of a kind by their names."""
    return {row["name"]: row["text"] * row.get("times", 1) for row in _TABLE[kind]}
