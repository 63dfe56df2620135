"""From a document to the record that `document-1.schema.json` describes."""

from collections.abc import Sequence
from typing import Any

from cleaner.model import Action, Document, Duplicate
from cleaner.version import __version__

SCHEMA_VERSION = "1.0"
"""Version of the schema that records follow."""

_Entry = dict[str, Any]
"""A block with its decision, as it stands in the record."""


def to_record(document: Document) -> dict[str, Any]:
    """Return the JSON-ready record of a document.

    Args:
        document: A document with exactly one decision per block, in the order of the blocks.

    Returns:
        A new dict with every key of the schema, in the schema's order. Spans are code points of `document.text`.

    Raises:
        ValueError: Blocks and decisions do not pair up.
    """
    kept, removed = _entries(document)
    meta = document.metadata
    return {
        "schema_version": SCHEMA_VERSION,
        "id": document.id,
        "source": _source(document),
        "url": meta.url,
        "site": meta.site,
        "language": meta.language,
        "language_score": None if meta.language_score is None else round(meta.language_score, 4),
        "headline": meta.headline,
        "kicker": meta.kicker,
        "dek": meta.dek,
        "authors": list(meta.authors),
        "published_at": meta.published_at,
        "modified_at": meta.modified_at,
        "confidence": None if document.confidence is None else round(document.confidence, 4),
        # Only a look at all documents can tell.
        "duplicate_of": None,
        "text": "\n\n".join([entry["text"] for entry in kept]),
        "blocks": kept,
        "removed": removed,
        "fixes": [
            {"name": fix.name, "start": fix.span.start, "end": fix.span.end, "before": _writable(fix.before)}
            for fix in document.fixes
        ],
        "flags": list(document.flags),
        "counts": _counts(kept, removed),
        "cleaner": {"version": __version__, "model": document.model, "config": document.config},
    }


def _writable(text: str) -> str:
    # What a repair replaced may be no Unicode: JSON in UTF-8 cannot hold half of a surrogate pair.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _source(document: Document) -> dict[str, Any]:
    source = document.source
    return {
        "uri": source.uri,
        "record": source.record,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "encoding_from": source.encoding_from,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "fetched_at": source.fetched_at,
        "characters": len(document.text),
    }


def _entries(document: Document) -> tuple[list[_Entry], list[_Entry]]:
    """Return the kept blocks and the removed ones."""
    kept: list[_Entry] = []
    removed: list[_Entry] = []
    for block, decision in zip(document.blocks, document.decisions, strict=True):
        if block.index != decision.block:
            raise ValueError(f"decision about block {decision.block} stands at block {block.index}")
        entry: _Entry = {"index": block.index}
        if decision.action is Action.KEEP:
            kept.append(entry)
        else:
            entry["action"] = str(decision.action)
            removed.append(entry)
        start, end = block.span
        # `str` of a member is its value, without a call of Python.
        entry["role"] = str(decision.role)
        entry["form"] = str(block.form)
        entry["start"] = start
        entry["end"] = end
        entry["locator"] = block.locator
        entry["text"] = document.text[start:end]
        entry["reason"] = decision.reason
        entry["confidence"] = round(decision.confidence, 4)
        entry["duplicate_of"] = _duplicate(decision.duplicate_of) if decision.duplicate_of is not None else None
    return kept, removed


def _duplicate(duplicate: Duplicate) -> dict[str, Any]:
    return {
        "document": duplicate.document,
        "block": duplicate.block,
        "similarity": round(duplicate.similarity, 4),
    }


def _counts(kept: Sequence[_Entry], removed: Sequence[_Entry]) -> dict[str, Any]:
    blocks = {"keep": len(kept), "lift": 0, "drop": 0}
    characters = {"keep": sum([_size(entry["text"]) for entry in kept]), "lift": 0, "drop": 0}
    by_role: dict[str, tuple[int, int]] = {}
    for entry in removed:
        size = _size(entry["text"])
        blocks[entry["action"]] += 1
        characters[entry["action"]] += size
        number, total = by_role.get(entry["role"], (0, 0))
        by_role[entry["role"]] = (number + 1, total + size)
    return {
        "characters": _by_action(characters),
        "blocks": _by_action(blocks),
        "removed_by_role": [
            {"role": role, "blocks": number, "characters": total} for role, (number, total) in sorted(by_role.items())
        ],
    }


def _by_action(sums: dict[str, int]) -> dict[str, int]:
    return {"in": sum(sums.values()), "kept": sums["keep"], "lifted": sums["lift"], "dropped": sums["drop"]}


def _size(text: str) -> int:
    """Count the code points that are not white space."""
    return len("".join(text.split()))
