"""Examples of what rules fire on, and of what looks like it; `docs/rule_examples.py` takes them from the tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Example:
    """One block."""

    text: str
    page: str | None
    """What the page says about it: its element and what that is named for; `None` for plain text."""


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one rule."""

    fires: tuple[Example, ...] = ()
    quiet: tuple[Example, ...] = ()
    """Near misses: the rule does not hold for them, where they stand."""


@cache
def _all() -> Mapping[str, Examples]:
    content = json.loads(resources.files(__package__).joinpath("examples.json").read_text(encoding="utf-8"))
    return {
        name: Examples(*(tuple(Example(one["text"], one.get("page")) for one in of[key]) for key in ("fires", "quiet")))
        for name, of in content.items()
    }


def examples(rule_id: str) -> Examples:
    """Return the examples of a rule; a rule of a user has none."""
    return _all().get(rule_id, Examples())
