"""Edits: replacements in a text, how to apply them, chain them, log them and take them back."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.model import Fix, Span


class Edit(NamedTuple):
    """Put `text` where `[start, end)` of another text stands. Lists of edits are ordered and disjoint."""

    start: int
    end: int
    text: str
    name: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all edits made."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.text)
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def compose(middle: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Chain two lists of edits into one.

    Args:
        middle: The text after `first` and before `second`.
        first: Edits of the original text.
        second: Edits of `middle`.

    Returns:
        Edits of the original text that lead where `first` and then `second` lead. Where edits of both overlap they
        become one, under the name of the leftmost.
    """
    if not first or not second:
        return list(first or second)
    chained: list[Edit] = []
    shift = 0
    one = two = 0
    while one < len(first) or two < len(second):
        start = min(
            first[one].start + shift if one < len(first) else len(middle),
            second[two].start if two < len(second) else len(middle),
        )
        origin, end, name = start - shift, start, ""
        parts: list[str] = []
        position = start
        while True:
            if one < len(first) and _joins(first[one].start + shift, start, end, fresh=not name):
                end = max(end, first[one].start + shift + len(first[one].text))
                shift += len(first[one].text) - (first[one].end - first[one].start)
                name = name or first[one].name
                one += 1
            elif two < len(second) and _joins(second[two].start, start, end, fresh=not name):
                end = max(end, second[two].end)
                parts += (middle[position : second[two].start], second[two].text)
                position = second[two].end
                name = name or second[two].name
                two += 1
            else:
                break
        parts.append(middle[position:end])
        chained.append(Edit(origin, end - shift, "".join(parts), name))
    return chained


def _joins(begin: int, start: int, end: int, *, fresh: bool) -> bool:
    """Say whether an edit that begins at `begin` belongs to the group `[start, end)`; the first one always does."""
    return begin == start if fresh else begin < end


def logged(text: str, edits: Sequence[Edit]) -> tuple[Fix, ...]:
    """Return the fixes that take `edits` of `text` back; neighbours of one name become one fix."""
    fixes: list[Fix] = []
    shift = 0
    index = 0
    while index < len(edits):
        last = index
        size = len(edits[index].text)
        while last + 1 < len(edits) and edits[last + 1].start == edits[last].end and _same(edits, last):
            last += 1
            size += len(edits[last].text)
        start, end = edits[index].start, edits[last].end
        fixes.append(Fix(edits[index].name, Span(start + shift, start + shift + size), text[start:end]))
        shift += size - (end - start)
        index = last + 1
    return tuple(fixes)


def _same(edits: Sequence[Edit], index: int) -> bool:
    return edits[index].name == edits[index + 1].name


def replay(text: str, fixes: Sequence[Fix]) -> str:
    """Take repairs back.

    Args:
        text: A repaired text.
        fixes: All its fixes, in order.

    Returns:
        The text before the repair: what comes out when, from the last fix to the first, `before` is put where the
        span of the fix stands.
    """
    return apply(text, (Edit(fix.span.start, fix.span.end, fix.before, fix.name) for fix in fixes))
