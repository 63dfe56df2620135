"""The search for near-duplicates: bands, pairs, comparison, choice."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import open_catalog
from cleaner.duplicates.decide import KINDS, LIKE
from cleaner.duplicates.equal import ITEM, QUOTATION
from cleaner.duplicates.index import OLD
from cleaner.duplicates.items import buckets_of, open_items
from cleaner.duplicates.job import Job, Spread, Table
from cleaner.duplicates.pairs import joined, pair, verify
from cleaner.duplicates.runs import Rows, save
from cleaner.duplicates.settings import Kind
from cleaner.duplicates.signatures import sign
from cleaner.duplicates.stars import stars

_ROUNDS = 10
_NEAR, _CONTAINED = KINDS.index(Kind.NEAR), KINDS.index(Kind.CONTAINED)


def find_likes(table: Table, job: Job, spread: Spread) -> None:
    """Find the items that are like others, and write them bucket by bucket: `like/TABLE-BUCKET`.

    Where more items share a band than can be compared with each other, the search goes on among those that stay,
    until nothing more is found: so a second run finds nothing either. Only where ten rounds are not enough, as with
    thousands of texts made from one template, it may.

    Args:
        table: What is compared.
        job: The search; `items` are there.
        spread: What runs the steps.
    """
    buckets = range(job.buckets)
    spread(partial(_sign, table, job), buckets)
    edges, found, settled = joined([]), None, np.zeros(0, np.uint64)
    crowded = False
    for turn in range(_ROUNDS):
        crowded |= any(spread(partial(_pair, table, job, settled), buckets))
        new = joined(spread(partial(_verify, table, job, turn), buckets))
        edges = joined([edges, new])
        if len(new) or found is None:
            items, rows = _items_of(edges, table, job)
            found = stars(edges, items, _places(rows, job))
            settled = found["item"][~found["contained"]]
        if not crowded or not (new["contained"] == 0).any():
            break
    assert found is not None
    _write(found, items, rows, table, job)


def _sign(table: Table, job: Job, bucket: int) -> None:
    sign(table, bucket, job)


def _pair(table: Table, job: Job, settled: NDArray[np.uint64], bucket: int) -> bool:
    return pair(table, bucket, job, settled)


def _verify(table: Table, job: Job, turn: int, bucket: int) -> Rows:
    return verify(table, bucket, job, turn)


def _items_of(edges: Rows, table: Table, job: Job) -> tuple[NDArray[np.uint64], Rows]:
    """Return the numbers of the items in some edges, sorted, and their rows; those of an index come last."""
    numbers = np.unique(np.concatenate((edges["one"], edges["other"])))
    own = numbers[numbers < OLD]
    buckets = buckets_of(own)
    rows = []
    for bucket in range(job.buckets):
        items = open_items(table, bucket, job)
        rows.append(items.rows[np.searchsorted(items.numbers, own[buckets == bucket])])
    catalog = open_catalog(job)
    entries = catalog.old.entries(table, (numbers[len(own) :] ^ OLD).astype(np.int64))
    old = np.zeros(len(entries), ITEM)
    old["document"] = entries["document"].astype(np.int64) + catalog.documents
    old["block"], old["traits"] = entries["block"], entries["traits"]
    return numbers, np.concatenate((*rows, old))


def _places(rows: Rows, job: Job) -> NDArray[np.int64]:
    """Return the place of each item in the order of the documents and blocks, quotations last."""
    ranks = open_catalog(job).rank(rows["document"])
    order = np.lexsort((rows["block"], ranks, rows["traits"] & QUOTATION))
    places = np.zeros(len(rows), np.int64)
    places[order] = np.arange(len(rows))
    return places


def _write(found: Rows, items: NDArray[np.uint64], rows: Rows, table: Table, job: Job) -> None:
    """Write what is like another item, sorted into the buckets of the items; what an index has stays as it is."""
    found = found[found["item"] < OLD]
    mine, theirs = (rows[np.searchsorted(items, found[name])] for name in ("item", "of"))
    likes = np.zeros(len(found), LIKE)
    for name in ("item", "document", "block", "length", "traits"):
        likes[name] = mine[name]
    likes["of_document"], likes["of_block"] = theirs["document"], theirs["block"]
    likes["similarity"], likes["kind"] = found["similarity"], np.where(found["contained"], _CONTAINED, _NEAR)
    buckets = buckets_of(found["item"])
    for bucket in range(job.buckets):
        save(job.place("like", f"{table}-{bucket:05}.npy"), likes[buckets == bucket])
