"""What `cleaner explain` shows of a whole document."""

from collections.abc import Iterator, Mapping
from typing import Any

from cleaner.entries import entries
from cleaner.terminal import number_of, safe_text

_STYLES = {"keep": "green", "lift": "cyan", "drop": "red"}


def document_lines(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what to show of a record, each with its style."""
    source, counts = record["source"], record["counts"]["blocks"]
    yield safe_text(source["uri"]), "bold"
    size = number_of(source["bytes"], "byte")
    yield f"{source['media_type']}, {source['encoding']} ({source['encoding_from']}), {size}", ""
    fields = ("headline", "kicker", "dek", "published_at", "modified_at", "site", "language")
    values = {key: record[key] for key in fields} | {key: ", ".join(record[key]) for key in ("authors", "flags")}
    for key, value in values.items():
        if value:
            yield f"{key}: {safe_text(value)}", ""
    blocks = number_of(counts["in"], "block")
    yield f"{blocks}: {counts['kept']} kept, {counts['lifted']} lifted, {counts['dropped']} dropped", ""
    for block in entries(record):
        yield "", ""
        yield heading(block), f"bold {_STYLES[block['action']]}"
        text = "\n".join(f"     {line}" for line in block["text"].split("\n"))
        yield text, "dim" if block["action"] == "drop" else ""


def heading(block: Mapping[str, Any]) -> str:
    """Return the line above the text of a block: what was decided, and who says so."""
    line = f"{block['index']:4} {block['action']} {block['role']} {block['confidence']:.2f} {block['reason']}"
    copy = block["duplicate_of"]
    if copy is not None:
        line += f", copy of block {copy['block']} ({copy['similarity']:.2f})"
    return f"{line} [{block['form']}]"
