"""The items of a bucket: normal forms that may be like others, each with its representative."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows

BITS = 32
"""The number of an item: its bucket, and behind that its serial number there, of so many bits."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a bucket, in the order of their keys."""

    rows: Rows
    """Of the type `equal.ITEM`."""
    content: NDArray[np.uint8]
    """Their normal forms, where `begin` and `end` of the rows say."""
    numbers: NDArray[np.uint64]
    """The number of each among the items of all buckets, in the order of all keys."""

    def normal(self, at: int) -> str:
        """Return the normal form of the item at a place."""
        row = self.rows[at]
        return self.content[int(row["begin"]) : int(row["end"])].tobytes().decode()


def open_items(table: Table, bucket: int, job: Job) -> Items:
    """Return the items of a bucket; what is not asked for stays on disk."""
    place = job.place("items", f"{table}-{bucket:05}")
    # As plain arrays: a memory map costs more than what is read from it.
    rows = np.asarray(np.load(place.with_name(f"{place.name}.npy"), mmap_mode="r"))
    text = place.with_name(f"{place.name}.text")
    content = np.asarray(np.memmap(text, np.uint8, "r")) if len(rows) else np.zeros(0, np.uint8)
    return Items(rows, content, rows["item"].astype(np.uint64) | np.uint64(bucket << BITS))


def buckets_of(numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the bucket of each item number."""
    return (numbers >> np.uint64(BITS)).astype(np.int64)
