"""Pairs of items that share a band, and which of them are alike."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.fingerprint import Shingle, containment, jaccard, shingles
from cleaner.duplicates.index import OLD, open_indexes
from cleaner.duplicates.items import Items, buckets_of, open_items
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows, changes, read_all, save, write_run

PAIR = np.dtype([("one", "<u8"), ("other", "<u8")])
"""Numbers of two items, the smaller one first."""

EDGE = np.dtype([("one", "<u8"), ("other", "<u8"), ("similarity", "<f8"), ("contained", "u1")])
"""Two items that are alike; `contained` says which one stands in the other: 1 or 2, 0 for near-duplicates."""

_MOST = 16
"""In a band that more items share, each is paired with this many of the first ones: time must stay linear."""
_LONGER = 1.3
_SETS = {Table.PARAGRAPHS: 4096, Table.DOCUMENTS: 256}
"""How many sets of shingles are kept at once: those of a document are many times as large as those of a paragraph."""
_NUMBER = re.compile(r"\d+")


def pair(table: Table, bucket: int, job: Job, settled: NDArray[np.uint64]) -> bool:
    """Pair the items that share one of the bands of a bucket: `pairs/TABLE-BUCKET`.

    Args:
        table: What is compared.
        bucket: Which bucket.
        job: The search; `bands` are there.
        settled: Numbers of items that are copies of others already, sorted; they are left out.

    Returns:
        Whether there was a band that too many shared for every pair of them to be looked at.
    """
    bands = read_all((job.place("bands", f"{table}-{one:05}") for one in range(job.buckets)), bucket)
    if len(settled):
        bands = bands[~np.isin(bands["item"], settled)]
    bands = bands[np.lexsort((bands["item"], bands["key"]))]
    old = _with_old(bands, table, job, settled)
    at = np.arange(len(bands))
    first = np.maximum.accumulate(np.where(changes(bands["key"]), at, 0))
    items = bands["item"]
    found = [old]
    for step in range(_MOST):
        later = np.flatnonzero(first + step < at)
        if not len(later):
            break
        pairs = np.zeros(len(later), PAIR)
        pairs["one"], pairs["other"] = items[first[later] + step], items[later]
        found.append(pairs)
    pairs = _unique(np.concatenate(found))
    write_run(job.place("pairs", f"{table}-{bucket:05}"), pairs, buckets_of(pairs["one"]), job.buckets)
    return bool(len(at)) and bool((at - first).max() > _MOST)


def _with_old(bands: Rows, table: Table, job: Job, settled: NDArray[np.uint64]) -> Rows:
    """Pair the items with what has their bands in the indexes; of a crowded band, with the first ones there."""
    owners, items = open_indexes(job).bands(table, bands["key"], _MOST)
    pairs = np.zeros(len(owners), PAIR)
    pairs["one"], pairs["other"] = bands["item"][owners], items
    return pairs[~np.isin(items, settled)]


def _unique(pairs: Rows) -> Rows:
    """Return the pairs, each once, all of a later item together: few items are the first in a crowded band."""
    pairs = pairs[np.lexsort((pairs["one"], pairs["other"]))]
    return pairs[changes(pairs["one"]) | changes(pairs["other"])]


def _new(pairs: Rows, places: Sequence[Path]) -> Rows:
    """Return the pairs that no earlier round compared, and remember them beside those: a round may be run again."""
    last, place = places
    if last.exists():
        before = np.load(last)
        every = np.concatenate((before, pairs))
        order = np.lexsort((np.arange(len(every)), every["one"], every["other"]))
        fresh = changes(every["one"][order]) | changes(every["other"][order])
        every, pairs = every[order][fresh], every[order[fresh & (order >= len(before))]]
    else:
        every = pairs
    save(place, every)
    return pairs


def verify(table: Table, bucket: int, job: Job, turn: int) -> Rows:
    """Compare the shingles of the pairs whose first item lies in a bucket.

    Args:
        table: What is compared.
        bucket: Which bucket.
        job: The search; `pairs` are there.
        turn: Serial number of the round.

    Returns:
        The pairs that are alike and were not compared before, as `EDGE`.
    """
    pairs = _unique(read_all((job.place("pairs", f"{table}-{one:05}") for one in range(job.buckets)), bucket))
    pairs = _new(pairs, [job.place("compared", f"{table}-{bucket:05}-{at}.npy") for at in (turn - 1, turn)])
    texts = _Texts(table, job)
    sets = lru_cache(_SETS[table])(lambda number: shingles(texts[number], job.across.shingle))
    numbers = table is Table.PARAGRAPHS
    found = []
    for one, other in pairs.tolist():
        edge = _compare(sets(one), sets(other), job)
        if edge and (edge[1] or not numbers or _same_numbers(texts[one], texts[other])):
            found.append((one, other, *edge))
    return np.array(found, EDGE)


def _compare(one: frozenset[Shingle], other: frozenset[Shingle], job: Job) -> tuple[float, int] | None:
    """Return how similar two sets are, and which stands in the other; `None` where they are not alike."""
    similarity = jaccard(one, other)
    if similarity >= job.across.near:
        return similarity, 0
    small, large = sorted((one, other), key=len)
    if len(small) * _LONGER <= len(large) and (share := containment(small, large)) >= job.across.containment:
        return share, 1 if small is one else 2
    return None


def _same_numbers(one: str, other: str) -> bool:
    """Tell whether the same numbers stand in two blocks: bulletins and results say one sentence of many things."""
    return sorted(_NUMBER.findall(one)) == sorted(_NUMBER.findall(other))


class _Texts:
    """Normal forms by the numbers of their items."""

    def __init__(self, table: Table, job: Job) -> None:
        self._table, self._job = table, job
        self._open: dict[int, tuple[Items, NDArray[np.uint64]]] = {}
        self._old = open_indexes(job)

    def __getitem__(self, number: int) -> str:
        if number & int(OLD):
            return self._old.normal(self._table, number & ~int(OLD))
        bucket = int(buckets_of(np.array([number], np.uint64))[0])
        if bucket not in self._open:
            items = open_items(self._table, bucket, self._job)
            self._open[bucket] = items, items.numbers
        items, numbers = self._open[bucket]
        return items.normal(int(np.searchsorted(numbers, np.uint64(number))))


def joined(edges: Iterable[Rows]) -> Rows:
    """Return edges of several buckets as one table."""
    return np.concatenate([np.zeros(0, EDGE), *edges])
