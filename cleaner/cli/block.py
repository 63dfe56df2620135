"""What `cleaner explain --block` shows of one block."""

from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.cli.document import heading
from cleaner.entries import entries, entry_at
from cleaner.terminal import one_line, safe_text

_SHORT = 100


def block_lines(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that explain a decision, as `cleaner.why.why` returns it. They are safe to look at."""
    for line in _lines(said):
        yield safe_text(line, lines=True)


def stored_block(record: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Return what a record says of one of its blocks, and of those around it.

    Raises:
        IndexError: The record has no such block.
    """
    every = entries(record)
    block = entry_at(every, index)
    return {"block": block, "neighbours": [every[at] for at in (index - 1, index + 1) if 0 <= at < len(every)]}


def stored_lines(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that say what `stored_block` returns. They are safe to look at."""
    lines = [
        *_block(said["block"]),
        *_neighbours(said["neighbours"]),
        "a record does not say what was measured: explain the document itself for that",
    ]
    yield from (safe_text(line, lines=True) for line in lines)


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    yield from _block(said["block"])
    yield from _neighbours(said["neighbours"])
    yield f"measured: {', '.join(f'{name} {_plain(value)}' for name, value in said['measured'].items())}"
    if page := said["page"]:
        yield f"page: {', '.join(f'{name} {_plain(value)}' for name, value in page.items() if value)}"
    if said["phrases"]:
        yield f"phrases of: {', '.join(said['phrases'])}"
    if said["date_share"]:
        yield f"dates: {said['date_share']} of its words"
    yield from _rules(said)
    yield _model(said["model"])
    yield "it would be" if said["otherwise"] else "no other single setting changes it"
    for one in said["otherwise"]:
        yield f"  {one['action']} {one['role']} {one['reason']} with {one['setting']}"


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    yield heading(block)
    yield from (f"     {line}" for line in block["text"].split("\n"))
    if block["locator"]:
        yield f"place: {block['locator']}"


def _neighbours(neighbours: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "neighbours:"
    for one in neighbours:
        yield f"{heading(one)}: {one_line(one['text'], _SHORT)}"


def _rules(said: Mapping[str, Any]) -> Iterator[str]:
    if not said["rules"]:
        yield "no rule holds"
        return
    yield "rules that hold, the first one labels:"
    for one in said["rules"]:
        yield f"  {one['id']} ({one['role']} {one['confidence']}): {one['why']}"
    if said["overruled"]:
        yield "  but the model or its neighbours have the last word"


def _model(model: Mapping[str, Any] | None) -> str:
    if model is None:
        return "no model was asked"
    cut = "nothing of this document is body" if model["cut"] is None else f"body begins at {model['cut']}"
    role = f"; it may be {model['role']['role']}, {model['role']['confidence']}" if model["role"] else ""
    return f"model {model['name']}: {model['score']} for body, {cut}{role}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
