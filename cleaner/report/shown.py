"""What a page shows of one document."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cleaner.config import Preset
from cleaner.entries import entries
from cleaner.report.presets import LETTERS, preset_of, under

BLOCKS = 400
"""Most blocks of a document that a page shows."""
TEXT = 3_000
"""Most code points of a block that a page shows."""
_NAME = 500
_FIELDS = ("id", "url", "site", "language", "headline", "published_at", "confidence")


def shown(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page shows of a record that is valid by the schema, JSON-ready and bounded in length.

    `presets` has a letter for each block that is shown, under each preset; `exact` is whether those come from cleaning
    again, which nobody has done here.
    """
    source = record["source"]
    blocks = [_block(block) for block in entries(record)[:BLOCKS]]
    presets = {preset.value: under(record, preset)[:BLOCKS] for preset in Preset}
    return {
        **{key: _cut(record[key]) for key in _FIELDS},
        "uri": _cut(source["uri"]),
        "record": _cut(source["record"]),
        "authors": [_cut(name) for name in record["authors"][:20]],
        "media_type": source["media_type"],
        "encoding": _cut(source["encoding"]),
        "encoding_from": source["encoding_from"],
        "bytes": source["bytes"],
        "sha256": source["sha256"],
        "flags": [_cut(flag) for flag in record["flags"][:50]],
        "fixes": dict(sorted(Counter(fix["name"][:_NAME] for fix in record["fixes"]).items())),
        "characters": record["counts"]["characters"],
        "copy_of": _pointer(record["duplicate_of"]),
        "blocks": blocks,
        "more": record["counts"]["blocks"]["in"] - len(blocks),
        "made_with": preset_of(record),
        "presets": presets,
        "exact": False,
    }


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    text = block["text"]
    return {
        "index": block["index"],
        "action": LETTERS[block["action"]],
        "role": block["role"],
        "form": block["form"],
        "reason": _cut(block["reason"]),
        "confidence": block["confidence"],
        "text": text[:TEXT],
        "more": max(0, len(text) - TEXT),
        "span": [block["start"], block["end"]],
        "copy_of": _pointer(block["duplicate_of"]),
    }


def _pointer(pointer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if pointer is None else {**pointer, "document": _cut(pointer["document"])}


def _cut(value: Any) -> Any:
    """Return a value, a long text shortened to what a page has room for."""
    return value[: _NAME - 1] + "…" if isinstance(value, str) and len(value) > _NAME else value
