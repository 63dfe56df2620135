"""Third step: the blocks of one bucket that have the same normal form, and the first of each to look for likenesses."""

import json

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import Catalog, numbered, open_catalog
from cleaner.duplicates.guards import FORMS
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows, changes, read_rows, read_text, save
from cleaner.duplicates.sites import owned, shares_of
from cleaner.duplicates.texts import LONG, QUOTATION, SITE, Bucket, Said, read_said
from cleaner.model import Form

__all__ = ["ITEM", "KEPT", "LONG", "MEMBER", "QUOTATION", "SITE", "group"]

MEMBER = np.dtype(
    [
        ("item", "<u4"),
        ("document", "<i8"),  # number in the catalog
        ("block", "<u4"),
        ("length", "<u4"),  # code points
        ("traits", "u1"),
    ]
)
"""One of several blocks with the same normal form; the first one of an item is the representative."""

ITEM = np.dtype(
    [
        ("item", "<u4"),
        ("document", "<i8"),
        ("block", "<u4"),
        ("length", "<u4"),
        ("traits", "u1"),
        ("begin", "<i8"),  # of its normal form, among those of the bucket, in bytes
        ("end", "<i8"),
    ]
)
"""A normal form that may be like others, with its representative."""

KEPT = np.dtype(
    [
        ("item", "<u4"),
        ("high", "<u8"),
        ("low", "<u8"),
        ("digest", "<u8", (4,)),
        ("document", "<i8"),
        ("block", "<u4"),
        ("traits", "u1"),
        ("sites", "<i8"),  # end of its sites, among those of the bucket
    ]
)
"""A normal form for the index, with its representative."""

_QUOTE = FORMS.index(Form.QUOTE)
_SHOWN = 20
_SHOWN_CHARACTERS = 80


def group(table: Table, bucket: int, job: Job) -> None:
    """Find the rows of a bucket that have the same normal form; keys only say which to compare.

    Writes `equal/TABLE-BUCKET`: the members of each normal form that stands more than once, the representative first,
    and how the longest of them begin. Where near-duplicates are looked for, also `items/TABLE-BUCKET`; where an index
    is to be written, also `kept/TABLE-BUCKET`. What stands in an index is a member, too.

    Args:
        table: What is compared.
        bucket: Which bucket.
        job: The search; the catalog is there.
    """
    catalog = open_catalog(job)
    name = f"{table}-{bucket:05}"
    rows, keys, entries = _read(table, bucket, job, catalog)
    said = read_said(rows, name, table, job, catalog)
    members, of = _members(rows, said, catalog.old.entries(table, entries), keys, catalog)
    # What stands in an index alone is nothing new.
    fresh = np.bincount(members["item"], of >= 0, minlength=1)[members["item"]] > 0
    members, of = members[fresh], of[fresh]
    if job.near:
        _write_items(name, members, of, said, rows, job)
    new = of >= 0
    shares = shares_of(members[new], catalog)
    if job.keep:
        kept = _kept(members, of, rows, said)
        kept["sites"] = np.searchsorted(shares.items, kept["item"], side="right")
        save(job.place("kept", f"{name}.npy"), kept)
        save(job.place("kept", f"{name}.sites.npy"), shares.counts)
    if table is Table.PARAGRAPHS:
        serial, before = catalog.old.sites(table, entries[-1 - of[~new]])
        items = members["item"][~new][serial].astype(np.int64)
        members["traits"][np.flatnonzero(new)[owned(shares, items, before, catalog, job)]] |= SITE
    again = np.bincount(members["item"], minlength=1)[members["item"]] > 1
    members, of = members[again], of[again]
    save(job.place("equal", f"{name}.npy"), members)
    shown = json.dumps(_longest(members, of, rows, table, catalog, job))
    job.place("equal", f"{name}.json").write_text(shown, encoding="utf-8")


def _read(table: Table, bucket: int, job: Job, catalog: Catalog) -> tuple[Bucket, NDArray[np.int64], NDArray[np.int64]]:
    """Read the rows of a bucket; only those whose key stands more than once, where no others are asked for.

    Returns:
        The rows; and of the entries of indexes with a key of theirs, the serial number of the key, and their own.
    """
    parts, numbers, runs, begins = [], [], [], []
    for serial, (name, start) in enumerate(zip(catalog.runs, catalog.starts.tolist(), strict=False)):
        part, begin = read_rows(job.place("runs", f"{name}.{table}"), bucket)
        parts.append(part)
        numbers.append(numbered(part, start))
        runs.append(np.full(len(part), serial, np.uint32))
        begins.append(begin + np.cumsum(part["bytes"], dtype=np.int64) - part["bytes"])
    rows = np.concatenate(parts)
    del parts
    order = np.lexsort((rows["low"], rows["high"]))
    rows = rows[order]
    new = changes(rows["high"]) | changes(rows["low"])
    keys = np.cumsum(new) - 1
    of, entries = catalog.old.find(table, rows["high"][new], rows["low"][new])
    if not (job.near or job.keep):
        several = np.bincount(keys, minlength=1)[keys] > 1
        several |= np.isin(keys, of)
        rows, order, keys = rows[several], order[several], keys[several]
    number, run, where = (np.concatenate(column)[order] for column in (numbers, runs, begins))
    at = np.arange(len(rows))
    # The first row of a key in a run brings its text, and so does each that says something else.
    first = np.maximum.accumulate(np.where(changes(keys) | changes(run), at, 0))
    owners = np.where(rows["bytes"] > 0, at, first)
    return Bucket(rows, number, run, keys, owners, where), of, entries


def _members(
    rows: Bucket, said: Said, entries: Rows, keys: NDArray[np.int64], catalog: Catalog
) -> tuple[Rows, NDArray[np.int64]]:
    """Return what may be a copy or have copies, item by item, the representative first.

    Returns:
        Members; and which row each one is, or, from -1 downwards, which entry of an index.
    """
    brings = np.flatnonzero(said.able)
    key = np.concatenate((rows.keys[brings], keys))
    digests = np.concatenate((said.digests[brings], entries["digest"]))
    order = np.lexsort((*digests.T[::-1], key))
    key, digests = key[order], digests[order]
    new = changes(key)
    for column in digests.T:
        new |= changes(column)
    serial = np.zeros(len(order), np.int64)
    serial[order] = np.cumsum(new) - 1
    item = np.full(len(rows.rows), -1)
    item[brings] = serial[: len(brings)]
    which = np.flatnonzero(item[rows.owners] >= 0)
    owners = rows.owners[which]
    members = np.zeros(len(which) + len(entries), MEMBER)
    mine, theirs = members[: len(which)], members[len(which) :]
    mine["item"], mine["traits"] = item[owners], said.traits[owners]
    mine["traits"][rows.rows["form"][which] == _QUOTE] |= QUOTATION
    mine["document"], mine["block"] = rows.numbers[which], rows.rows["block"][which]
    mine["length"] = rows.rows["length"][which]
    theirs["item"], theirs["traits"], theirs["block"] = serial[len(brings) :], entries["traits"], entries["block"]
    theirs["document"] = entries["document"].astype(np.int64) + catalog.documents
    of = np.concatenate((which, -1 - np.arange(len(entries))))
    # The words of another must not take the place of one's own: quotations come last.
    ranks = catalog.rank(members["document"])
    order = np.lexsort((members["block"], ranks, members["traits"] & QUOTATION, members["item"]))
    return members[order], of[order]


def _longest(
    members: Rows, of: NDArray[np.int64], rows: Bucket, table: Table, catalog: Catalog, job: Job
) -> dict[int, str]:
    """Return how the items with the most text in copies begin, so that a run that stops can say what is doing it."""
    members, of = members[of >= 0], of[of >= 0]
    if not len(members):
        return {}
    totals = np.bincount(members["item"], members["length"])
    most = np.argsort(-totals, kind="stable")[:_SHOWN]
    shown = {}
    for at in np.searchsorted(members["item"], most[totals[most] > 0]):
        row = int(rows.owners[of[at]])
        begin, size = int(rows.begins[row]), int(rows.rows["bytes"][row])
        run = catalog.runs[int(rows.runs[row])]
        text = read_text(job.place("runs", f"{run}.{table}"), begin, begin + size).decode()
        shown[int(members["item"][at])] = " ".join(text.split())[:_SHOWN_CHARACTERS]
    return shown


def _write_items(name: str, members: Rows, of: NDArray[np.int64], said: Said, rows: Bucket, job: Job) -> None:
    """Write the representatives that are long enough to be like others, but those that an index has."""
    first = np.flatnonzero(changes(members["item"]) & (of >= 0))
    owners = rows.owners[of[first]]
    long = said.words[owners] >= job.across.near_words
    first, owners = first[long], owners[long]
    items = np.zeros(len(first), ITEM)
    for column in ("item", "document", "block", "length", "traits"):
        items[column] = members[column][first]
    items["begin"], items["end"] = said.bounds[owners].T
    save(job.place("items", f"{name}.npy"), items)


def _kept(members: Rows, of: NDArray[np.int64], rows: Bucket, said: Said) -> Rows:
    """Return what an index has to know of each item."""
    first = np.flatnonzero(changes(members["item"]))
    # An item of which an index has the representative has its key and its digest from any row of its own.
    ours = np.flatnonzero(of >= 0)
    owners = rows.owners[of[ours[changes(members["item"][ours])]]]
    kept = np.zeros(len(first), KEPT)
    for column in ("item", "document", "block", "traits"):
        kept[column] = members[column][first]
    kept["high"], kept["low"] = rows.rows["high"][owners], rows.rows["low"][owners]
    kept["digest"] = said.digests[owners]
    return kept
