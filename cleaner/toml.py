"""TOML that users write: settings, and rules for their sites."""

import tomllib
from typing import Any


def loads(text: str) -> dict[str, Any]:
    """Return what a text in TOML holds.

    Raises:
        ValueError: It is not TOML, or holds a number that Python refuses to write: no message could say it, and no
            fingerprint take it.
        RecursionError: It is nested too deeply.
    """
    content = tomllib.loads(text)
    repr(content)
    return content
