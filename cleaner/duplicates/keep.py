"""The index of a search is written: what stays, by key, for a later search to be held against."""

import hashlib
import json
from array import array
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import Names, open_catalog
from cleaner.duplicates.decide import KINDS
from cleaner.duplicates.index import ENTRY, MAGIC, OLD, VERSION, settings_of
from cleaner.duplicates.items import BITS, buckets_of
from cleaner.duplicates.job import Job, Spread, Table
from cleaner.duplicates.runs import Rows, put, read_all, save, writing
from cleaner.duplicates.settings import Kind, Treatment

_NEAR = KINDS.index(Kind.NEAR)
_PIECE = 1 << 22
_NONE = int(OLD)


def write_index(stream: BinaryIO, job: Job, spread: Spread) -> None:
    """Write the index of a search; what was found decides alone which bytes it has.

    Args:
        stream: What it is written to.
        job: The search, which keeps; everything is decided.
        spread: What runs the steps.

    Raises:
        OSError: It cannot be written.
    """
    tasks = [(table, bucket) for table in job.tables for bucket in range(job.buckets)]
    _number(spread(partial(_pointed, job), tasks), job)
    spread(partial(_entries, job), tasks)
    if job.near:
        for table in job.tables:
            _number_items(table, job)
        spread(partial(_bands, job), tasks)
    _File(stream).write(job)


def _place(job: Job, table: Table, bucket: int, column: str) -> Path:
    return job.place("index", f"{table}-{bucket:05}.{column}")


def _pointed(job: Job, task: tuple[Table, int]) -> NDArray[np.int64]:
    """Return the numbers of the documents that hold what stays in a bucket, one of each id."""
    table, bucket = task
    numbers = np.load(job.place("kept", f"{table}-{bucket:05}.npy"), mmap_mode="r")["document"]
    _, first = np.unique(open_catalog(job).rank(numbers), return_index=True)
    pointed: NDArray[np.int64] = numbers[first]
    return pointed


def _number(pointed: list[NDArray[np.int64]], job: Job) -> None:
    """Write the ids of the documents, in their order: `index/ids`, `index/ends`, `index/ranks`."""
    catalog = open_catalog(job)
    numbers = np.unique(np.concatenate(pointed))
    ranks, first = np.unique(catalog.rank(numbers), return_index=True)
    names = Names(job, catalog)
    ends = array("q", [0])
    with writing(job.place("index", "ids")) as stream:
        for number in numbers[first].tolist():
            ends.append(ends[-1] + stream.write(names[number].encode()))
    put(job.place("index", "ends"), np.frombuffer(ends, np.int64).astype("<i8"))
    put(job.place("index", "known"), catalog.known_sites.astype("<u8"))
    put(job.place("index", "counts"), catalog.site_documents.astype("<i8"))
    save(job.place("index", "ranks.npy"), ranks)


def _entries(job: Job, task: tuple[Table, int]) -> None:
    """Write the entries of a bucket, their sites and their texts; ends are counted from the bucket's first one."""
    table, bucket = task
    name = f"{table}-{bucket:05}"
    catalog = open_catalog(job)
    kept: Rows = np.load(job.place("kept", f"{name}.npy"))
    sites: Rows = np.load(job.place("kept", f"{name}.sites.npy"))
    lengths = np.diff(kept["sites"], prepend=0)
    begins = kept["sites"] - lengths
    near = _near(name, job)
    goes = job.near and job.across.policy.near is Treatment.DROP and table is Table.PARAGRAPHS
    stays = ~np.isin(kept["item"], near) if goes else np.ones(len(kept), bool)
    kept, lengths, begins = kept[stays], lengths[stays], begins[stays]
    entries = np.zeros(len(kept), ENTRY)
    for column in ("low", "digest", "block", "traits"):
        entries[column] = kept[column]
    ranks = np.load(job.place("index", "ranks.npy"), mmap_mode="r")
    entries["document"] = np.searchsorted(ranks, catalog.rank(kept["document"]))
    entries["sites"] = np.cumsum(lengths)
    which = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    put(_place(job, table, bucket, "sites"), sites[which])
    numbers = np.full(int(kept["item"][-1]) + 1 if len(kept) else 0, _NONE, np.uint64)
    if job.near:
        entries["text"] = np.cumsum(_texts(kept["item"], near, numbers, job, task))
    put(_place(job, table, bucket, "high"), kept["high"])
    put(_place(job, table, bucket, "entries"), entries)
    save(_place(job, table, bucket, "numbers.npy"), numbers)


def _near(name: str, job: Job) -> NDArray[Any]:
    """Return the items of a bucket that are near-duplicates of others."""
    if not job.near:
        return np.zeros(0, np.uint32)
    likes = np.load(job.place("like", f"{name}.npy"))
    return np.asarray(likes["item"][likes["kind"] == _NEAR])


def _texts(
    kept: NDArray[Any], near: NDArray[Any], numbers: NDArray[np.uint64], job: Job, task: tuple[Table, int]
) -> NDArray[np.int64]:
    """Write the normal forms of the items that others may be like, and note their places; return the length of each."""
    table, bucket = task
    name = f"{table}-{bucket:05}"
    items: Rows = np.load(job.place("items", f"{name}.npy"))
    items = items[~np.isin(items["item"], near)]
    at = np.searchsorted(kept, items["item"])
    numbers[items["item"]] = at
    lengths = np.zeros(len(kept), np.int64)
    lengths[at] = items["end"] - items["begin"]
    with (
        job.place("items", f"{name}.text").open("rb") as source,
        writing(_place(job, table, bucket, "text")) as stream,
    ):
        for begin, end in zip(items["begin"].tolist(), items["end"].tolist(), strict=True):
            source.seek(begin)
            stream.write(source.read(end - begin))
    return lengths


def _number_items(table: Table, job: Job) -> None:
    """Note where the entries of each bucket begin."""
    sizes = [_place(job, table, bucket, "high").stat().st_size // 8 for bucket in range(job.buckets)]
    save(job.place("index", f"{table}.starts.npy"), np.cumsum([0, *sizes], dtype=np.uint64))


def _bands(job: Job, task: tuple[Table, int]) -> None:
    """Write the bands whose keys lie in a bucket, with their entries, in the order of both."""
    table, bucket = task
    bands = read_all((job.place("bands", f"{table}-{one:05}") for one in range(job.buckets)), bucket)
    starts = np.load(job.place("index", f"{table}.starts.npy"))
    of = buckets_of(bands["item"])
    entries = np.full(len(bands), _NONE, np.uint64)
    serial = bands["item"] & np.uint64((1 << BITS) - 1)
    for one in range(job.buckets):
        mine = np.flatnonzero(of == one)
        numbers = np.load(_place(job, table, one, "numbers.npy"), mmap_mode="r")
        # An item that goes may stand behind all that stay.
        known = mine[serial[mine] < len(numbers)]
        found = numbers[serial[known]]
        entries[known] = np.where(found == _NONE, found, found + starts[one])
    stays = entries != _NONE
    keys, entries = bands["key"][stays], entries[stays]
    order = np.lexsort((entries, keys))
    put(_place(job, table, bucket, "bands"), keys[order])
    put(_place(job, table, bucket, "band_entries"), entries[order])


class _File:
    """The one file, column by column."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._columns: dict[str, tuple[str, int, int]] = {}
        self._size = 0

    def write(self, job: Job) -> None:
        for name, kind, size in (("ids", "byte", 1), ("ends", "i8", 8), ("known", "u8", 8), ("counts", "i8", 8)):
            self._column(name, kind, size, _pieces(job.place("index", name)))
        for table in job.tables:
            self._table(table, job)
        made = settings_of(job.across, near=job.near)
        header = json.dumps({"version": VERSION, "made": made, "columns": self._columns}, sort_keys=True).encode()
        self._put(header + len(header).to_bytes(8, "little"))
        self._stream.write(self._hash.digest() + MAGIC)

    def _table(self, table: Table, job: Job) -> None:
        columns = [("high", "u8", 8), ("sites", "sites", 12)]
        if job.near:
            columns += [("text", "byte", 1), ("bands", "u8", 8), ("band_entries", "u8", 8)]
        for column, kind, size in columns:
            places = (_place(job, table, bucket, column) for bucket in range(job.buckets))
            self._column(f"{table}.{column}", kind, size, (piece for place in places for piece in _pieces(place)))
        self._column(f"{table}.entries", "entry", ENTRY.itemsize, _shifted(table, job))

    def _column(self, name: str, kind: str, size: int, pieces: Iterator[bytes]) -> None:
        begin = self._size
        for piece in pieces:
            self._put(piece)
        self._columns[name] = kind, (self._size - begin) // size, begin

    def _put(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._hash.update(piece)
        self._size += len(piece)


def _shifted(table: Table, job: Job) -> Iterator[bytes]:
    """Yield the entries of all buckets; their ends are counted through."""
    sites = text = 0
    for bucket in range(job.buckets):
        entries = np.fromfile(_place(job, table, bucket, "entries"), ENTRY)
        if not len(entries):
            continue
        entries["sites"] += sites
        entries["text"] += text
        sites, text = int(entries["sites"][-1]), int(entries["text"][-1])
        yield entries.tobytes()


def _pieces(place: Path) -> Iterator[bytes]:
    with place.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece
