"""Where in a JSON text the values stand that JSON Pointers (RFC 6901) lead to."""

import json
import re
from collections.abc import Iterable, Mapping

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()

_Tree = dict[str, "_Tree"]


def places(text: str, pointers: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """Find values in one pass over a text; values that no pointer leads into are passed over as a whole.

    Args:
        text: A JSON text that has been parsed: it is valid.
        pointers: JSON Pointers; one that leads nowhere is left out. Of two equal keys the last one counts.

    Returns:
        For each pointer line and column of the value, both from 1 on, columns in code points.
    """
    wanted = set(pointers)
    tree: _Tree = {}
    for pointer in wanted:
        here = tree
        for part in pointer.split("/")[1:]:
            here = here.setdefault(part, {})
    found: dict[str, int] = {}
    try:
        _walk(text, _skip(text, 0), (tree, ""), found)
    except (RecursionError, ValueError, IndexError):
        return {}
    return _lines(text, {pointer: at for pointer, at in found.items() if pointer in wanted})


def _lines(text: str, offsets: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    found, line, before = {}, 1, 0
    for pointer, at in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", before, at)
        before = at
        found[pointer] = (line, at - text.rfind("\n", 0, at))
    return found


def _walk(text: str, at: int, node: tuple[_Tree, str], found: dict[str, int]) -> int:
    """Note where a value stands and what is wanted inside it; return where it ends."""
    tree, pointer = node
    found[pointer] = at
    if not tree or text[at] not in "{[":
        return _DECODER.raw_decode(text, at)[1]
    close, number = ("}", -1) if text[at] == "{" else ("]", 0)
    at = _skip(text, at + 1)
    while text[at] != close:
        if number < 0:
            key, at = _DECODER.raw_decode(text, at)
            key = key.replace("~", "~0").replace("/", "~1")
            at = _skip(text, _skip(text, at) + 1)
        else:
            key = str(number)
            number += 1
        if key in tree:
            at = _walk(text, at, (tree[key], f"{pointer}/{key}"), found)
        else:
            at = _DECODER.raw_decode(text, at)[1]
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1


def _skip(text: str, at: int) -> int:
    """Return where white space ends."""
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()
