"""The blocks of a record as it was written: kept and removed ones in one list."""

from collections.abc import Mapping, Sequence
from typing import Any

Entry = Mapping[str, Any]
"""A block as a record has it, with its action."""


def entries(record: Mapping[str, Any]) -> list[Entry]:
    """Return every block of a valid record, kept and removed, in the order of the document, each with its action."""
    every = [{"action": "keep", **block} for block in record["blocks"]]
    every += record["removed"]
    return sorted(every, key=lambda entry: int(entry["index"]))


def entry_at(every: Sequence[Entry], index: int) -> Entry:
    """Return one of all the blocks of a valid record.

    Raises:
        IndexError: There is no such block; the message says how many there are.
    """
    if not 0 <= index < len(every):
        raise IndexError(f"there is no block {index}: the document has {len(every)}")
    return every[index]
