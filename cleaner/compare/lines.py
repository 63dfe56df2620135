"""A comparison of two runs in lines for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.compare.blocks import Pair
from cleaner.compare.data import counted, ranked
from cleaner.compare.documents import Compared
from cleaner.compare.tally import Fate, Side, Tally, fate_of
from cleaner.terminal import number_of, one_line

_LONGEST = 100
_ROWS = 20


def to_lines(tally: Tally, names: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of a comparison. What a terminal would obey is still in them: make them safe line by line.

    Args:
        tally: The comparison.
        names: What the two runs are called.
    """
    for mark, name, side in zip("-+", names, (tally.before, tally.after), strict=True):
        yield f"{mark}{mark}{mark} {name}: {number_of(side.documents, 'document')}{_makers(side)}"
    yield (
        f"{number_of(tally.in_both, 'document')} in both, {tally.changed} changed; "
        f"{tally.before.alone} only before, {tally.after.alone} only after"
    )
    yield (
        f"{number_of(tally.blocks, 'block')} in both, {tally.blocks_changed} changed; "
        f"{number_of(tally.lost, 'word')} lost, {tally.gained} gained"
    )
    yield from _alone("only before", tally.before)
    yield from _alone("only after", tally.after)
    if tally.moves:
        yield ""
        yield "What became of blocks (blocks, characters, documents):"
        moves = ranked(tally)
        for move, total in moves[:_ROWS]:
            way = f"{fate_name(move.before)} -> {fate_name(move.after)}"
            yield f"{total.blocks:7} {total.characters:8} {total.documents:6}  {way}"
        yield from _more(len(moves))
    yield from _counted("role", counted(tally.before.roles, tally.after.roles))
    yield from _counted("reason", counted(tally.before.reasons, tally.after.reasons))
    if tally.fields:
        yield ""
        yield f"Fields: {', '.join(f'{name} {number}' for name, number in sorted(tally.fields.items()))}"
    for compared in tally.worst():
        yield ""
        yield from _document(compared)


def fate_name(fate: Fate | None) -> str:
    """Return a fate in words; a block that is not there has none."""
    return "not there" if fate is None else f"{fate.action} {fate.role} {fate.reason}"


def way_name(pair: Pair) -> str:
    """Return what became of a block in words."""
    before, after = fate_of(pair.before), fate_of(pair.after)
    return fate_name(after) if before == after else f"{fate_name(before)} -> {fate_name(after)}"


def place_name(compared: Compared) -> str:
    """Return how a document is called: its uri, and its place in there."""
    return compared.uri if compared.record is None else f"{compared.uri} {compared.record}"


def changed_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of roles or reasons in which a number changed."""
    return [row for row in rows if row["before"] != row["after"]]


def _makers(side: Side) -> str:
    said = [f"cleaner {maker.version}, settings {maker.config}" for maker in _few(side)]
    return f" ({'; '.join(said)})" if said else ""


def _few(side: Side) -> list[Any]:
    # One run has several makers: its models for pages and for text. What differs is version or settings.
    return sorted({maker._replace(model=None) for maker in side.makers}, key=str)[:3]


def _alone(what: str, side: Side) -> Iterator[str]:
    for uri in side.first_alone:
        yield f"{what}: {uri}"
    if side.alone > len(side.first_alone) > 0:
        yield f"{what}: and {side.alone - len(side.first_alone)} more"


def _counted(what: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    changed = changed_rows(rows)
    if not changed:
        return
    yield ""
    yield f"Blocks by {what} (kept, lifted, dropped):"
    yield from (f"{row['name']}: {_numbers(row['before'])} -> {_numbers(row['after'])}" for row in changed[:_ROWS])
    yield from _more(len(changed))


def _more(rows: int) -> Iterator[str]:
    if rows > _ROWS:
        yield f"and {rows - _ROWS} more; --format json has all of them"


def _numbers(counts: Mapping[str, int]) -> str:
    return " ".join(map(str, counts.values()))


def _document(compared: Compared) -> Iterator[str]:
    lost = number_of(compared.lost, "word")
    yield f"{place_name(compared)}: {lost} lost, {compared.gained} gained (id {compared.id})"
    for change in compared.fields:
        yield f"  {change.name}: {_short(change.before)} -> {_short(change.after)}"
    for pair in compared.changes:
        yield from _block(pair)


def _block(pair: Pair) -> Iterator[str]:
    yield f"  block {pair.number}: {way_name(pair)}"
    had, has = pair.kept
    marks = "-+" if len(pair.texts) > 1 else "=" if had == has else "-" if had else "+"
    for mark, text in zip(marks, pair.texts, strict=True):
        yield f"    {mark} {_short(text)}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else "nothing" if value is None else str(value)
    return one_line(text, _LONGEST)
