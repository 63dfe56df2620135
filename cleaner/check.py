"""What a schema cannot say about a record: that its parts agree with each other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cleaner.schema import Violation, explained

_Record = Mapping[str, Any]


def check(record: object) -> list[Violation]:
    """Check a record against the schema, and then its parts against each other.

    Args:
        record: Any JSON value.

    Returns:
        Everything that is wrong. Where the schema is broken, only what breaks it: the rest could not be trusted.
    """
    broken = explained(record)
    if broken or not isinstance(record, Mapping):
        return broken
    return agreement(record)


def agreement(record: _Record) -> list[Violation]:
    """Check what a schema cannot say about a record that is valid by the schema.

    Args:
        record: A record that is valid by the schema.

    Returns:
        Everything that does not agree; empty where all does.
    """
    return [replace(one, check=name) for name, find in _CHECKS.items() for one in find(record)]


def _entries(record: _Record) -> list[tuple[str, Mapping[str, Any]]]:
    """Return every block with its pointer, in the order of the indexes."""
    found = [(f"/{key}/{at}", entry) for key in ("blocks", "removed") for at, entry in enumerate(record[key])]
    return sorted(found, key=lambda item: int(item[1]["index"]))


def _indexes(record: _Record) -> Iterator[Violation]:
    for want, (pointer, entry) in enumerate(_entries(record)):
        if entry["index"] != want:
            yield Violation(
                f"{pointer}/index", f"is {entry['index']}, must be {want}: each index from 0 on stands exactly once"
            )
            break
    for key in ("blocks", "removed"):
        for at, (one, two) in enumerate(zip(record[key], record[key][1:], strict=False)):
            if one["index"] >= two["index"]:
                yield Violation(f"/{key}/{at + 1}/index", "is not in document order")


def _spans(record: _Record) -> Iterator[Violation]:
    before = 0
    for pointer, entry in _entries(record):
        start, end = entry["start"], entry["end"]
        if start < before:
            yield Violation(f"{pointer}/start", f"is {start}, but the block before ends at {before}")
        if end - start != len(entry["text"]):
            yield Violation(
                f"{pointer}/end", f"the span covers {end - start} code points, the text has {len(entry['text'])}"
            )
        if end > record["source"]["characters"]:
            yield Violation(
                f"{pointer}/end", f"is {end}, the whole text has {record['source']['characters']} code points"
            )
        before = max(before, end)


def _text(record: _Record) -> Iterator[Violation]:
    if record["text"] != "\n\n".join(block["text"] for block in record["blocks"]):
        yield Violation("/text", "is not the kept blocks joined by a blank line")


def _counts(record: _Record) -> Iterator[Violation]:
    groups = {
        "kept": record["blocks"],
        "lifted": [entry for entry in record["removed"] if entry["action"] == "lift"],
        "dropped": [entry for entry in record["removed"] if entry["action"] == "drop"],
    }
    blocks = {name: len(entries) for name, entries in groups.items()}
    characters = {name: _size(entries) for name, entries in groups.items()}
    for key, sums in (("blocks", blocks), ("characters", characters)):
        sums["in"] = sum(sums.values())
        for name, want in sums.items():
            got = record["counts"][key][name]
            if got != want:
                yield Violation(f"/counts/{key}/{name}", f"is {got}, the blocks add up to {want}")
    by_role = []
    for role in sorted({entry["role"] for entry in record["removed"]}):
        entries = [entry for entry in record["removed"] if entry["role"] == role]
        by_role.append({"role": role, "blocks": len(entries), "characters": _size(entries)})
    if record["counts"]["removed_by_role"] != by_role:
        yield Violation("/counts/removed_by_role", "is not what the ledger adds up to, sorted by role")


def _size(entries: Sequence[Mapping[str, Any]]) -> int:
    """Count the code points of the texts that are not white space."""
    return sum(len("".join(entry["text"].split())) for entry in entries)


def _duplicates(record: _Record) -> Iterator[Violation]:
    copies = {entry["index"]: entry["duplicate_of"] for _, entry in _entries(record)}
    for pointer, entry in _entries(record):
        copy = entry["duplicate_of"]
        if copy is None or copy["document"] != record["id"]:
            continue
        at = f"{pointer}/duplicate_of/block"
        if copy["block"] == entry["index"]:
            yield Violation(at, "points at the block itself")
        elif copy["block"] not in copies:
            yield Violation(at, f"points at block {copy['block']}, which this document does not have")
        elif (next_ := copies[copy["block"]]) is not None and next_["document"] == record["id"]:
            # What repeats a block of another document may have a copy here; any other chain is a circle or a detour.
            yield Violation(at, f"points at block {copy['block']}, which is itself a duplicate")


def _fixes(record: _Record) -> Iterator[Violation]:
    before = 0
    for at, fix in enumerate(record["fixes"]):
        if fix["end"] < fix["start"]:
            yield Violation(f"/fixes/{at}/end", "stands before start")
        if fix["start"] < before:
            yield Violation(f"/fixes/{at}/start", f"is {fix['start']}, but the fix before ends at {before}")
        if fix["end"] > record["source"]["characters"]:
            yield Violation(f"/fixes/{at}/end", "stands outside the text")
        before = max(before, fix["end"])


def _flags(record: _Record) -> Iterator[Violation]:
    if record["flags"] != sorted(record["flags"]):
        yield Violation("/flags", "are not sorted")


def _dates(record: _Record) -> Iterator[Violation]:
    for key in ("published_at", "modified_at"):
        if record[key] is None:
            continue
        try:
            datetime.fromisoformat(record[key])
        except ValueError:
            yield Violation(f"/{key}", f"is {record[key]}, which no calendar has")


_CHECKS: Mapping[str, Callable[[_Record], Iterator[Violation]]] = MappingProxyType(
    {
        "indexes": _indexes,
        "spans": _spans,
        "text": _text,
        "counts": _counts,
        "duplicates": _duplicates,
        "fixes": _fixes,
        "flags": _flags,
        "dates": _dates,
    }
)
