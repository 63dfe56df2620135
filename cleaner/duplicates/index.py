"""The index of an earlier search: what stands in an old corpus, by key, so that a new one can be held against it.

One file: columns, then what they are as JSON, then the length of that and a hash of all before it. Columns are mapped,
and looked into by binary search: but for that hash, a search costs what the new corpus costs, whatever the length of
the old one.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows
from cleaner.duplicates.settings import Across

VERSION = 1
MAGIC = b"corpus-cleaner index"
_HASH = 32
_SIGNED = _HASH + len(MAGIC)
_TAIL = 8 + _SIGNED
"""Length of the end of the file: the length of the JSON before it, the hash, and the magic words."""
_PIECE = 1 << 22
_WHOLE = "it is no index of `cleaner dedup --index`, or not a whole one"

ENTRY = np.dtype(
    [
        ("low", "<u8"),  # second half of the key; the first one is a column of its own
        ("digest", "<u8", (4,)),
        ("document", "<u4"),  # place in the ids
        ("block", "<u4"),
        ("traits", "u1"),
        ("sites", "<i8"),  # end of its sites, among those of all entries
        ("text", "<i8"),  # end of its normal form, in bytes
    ]
)
"""A normal form and the copy of it that stays, in the order of the keys and digests."""

SITES = np.dtype([("site", "<u8"), ("documents", "<u4")])
"""A site, and how many of its documents a normal form stands in."""


OLD = np.uint64(1 << 63)
"""Items with this bit are entries of an index."""


class IndexFileError(Exception):
    """A file is no index that can be used; the message says why."""


def settings_of(across: Across, *, near: bool) -> dict[str, Any]:
    """Return what an index depends on: two with the same settings can be held against each other."""
    made = asdict(across)
    del made["ceiling"]
    made["kind"] = "near" if near else "exact"
    if near:
        from importlib import metadata  # noqa: PLC0415

        made["rensa"] = metadata.version("rensa")
    # As it comes out of the file.
    settings: dict[str, Any] = json.loads(json.dumps(made))
    return settings


class Index:
    """One index that is whole; nothing of it is read before it is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.header = _header(path)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column; what is not looked at stays on disk."""
        kind, count, offset = self.header["columns"][name]
        if not count:
            return np.zeros(0, _KINDS[kind])
        # As a plain array: a memory map costs more than what is read from it.
        return np.asarray(np.memmap(self._path, _KINDS[kind], "r", offset, (count,)))

    def check(self, settings: Mapping[str, Any]) -> None:
        """Make sure that it was made by some settings.

        Raises:
            IndexFileError: It was made by other ones; the message says which differ.
        """
        made = self.header["made"]
        other = [name for name in sorted(settings.keys() | made.keys()) if settings.get(name) != made.get(name)]
        if other:
            says = "; ".join(f"{name} was {made.get(name)}, and is {settings.get(name)}" for name in other)
            raise IndexFileError(f"the index was made by other settings: {says}")


_KINDS = {"entry": ENTRY, "sites": SITES, "u8": np.dtype("<u8"), "i8": np.dtype("<i8"), "byte": np.dtype("u1")}


def check_whole(path: Path) -> str:
    """Make sure that an index is what was written, byte for byte; it is read once from end to end.

    Returns:
        The hash of what it holds.

    Raises:
        IndexFileError: It is no index, or was cut or changed.
        OSError: It cannot be read.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        # A pipe would keep us waiting.
        raise IndexFileError(_WHOLE)
    with path.open("rb") as stream:
        left = stream.seek(0, 2) - _SIGNED
        stream.seek(max(0, left))
        signed = stream.read()
        if left < _TAIL - _SIGNED or signed[_HASH:] != MAGIC:
            raise IndexFileError(_WHOLE)
        stream.seek(0)
        found = hashlib.sha256()
        while left and (piece := stream.read(min(left, _PIECE))):
            found.update(piece)
            left -= len(piece)
    if found.digest() != signed[:_HASH]:
        raise IndexFileError("it is damaged: what it holds is not what was written")
    return found.hexdigest()


def is_index(path: Path) -> bool:
    """Tell whether a file ends as an index does.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, 2) - len(MAGIC)))
        return stream.read() == MAGIC


def _header(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _TAIL))
        length = int.from_bytes(stream.read(8), "little")
        stream.seek(max(0, size - _TAIL - length))
        header: dict[str, Any] = json.loads(stream.read(length))
    if header["version"] != VERSION:
        raise IndexFileError(f"it has the version {header['version']}, and this program reads version {VERSION}")
    return header


class Indexes:
    """Several indexes as one: entries and documents are counted through, index by index."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        self._all = indexes
        self._columns: dict[tuple[int, str], NDArray[Any]] = {}
        self._documents = [0, *accumulate(len(self._column(at, "ends")) - 1 for at in range(len(indexes)))]
        self.documents = self._documents[-1]
        """How many documents they point at."""

    def __bool__(self) -> bool:
        return bool(self._all)

    def _column(self, at: int, name: str) -> NDArray[Any]:
        if (at, name) not in self._columns:
            self._columns[at, name] = self._all[at].column(name)
        return self._columns[at, name]

    @cached_property
    def _starts(self) -> dict[Table, list[int]]:
        def lengths(table: Table) -> list[int]:
            # An index without near-duplicates knows nothing of documents as a whole.
            known = [f"{table}.high" in one.header["columns"] for one in self._all]
            return [len(self._column(at, f"{table}.high")) if known[at] else 0 for at in range(len(self._all))]

        return {table: [0, *accumulate(lengths(table))] for table in Table}

    def name(self, place: int) -> str:
        """Return the id of a document."""
        at = bisect_right(self._documents, place) - 1
        here = place - self._documents[at]
        begin, end = self._column(at, "ends")[here : here + 2].tolist()
        return self._column(at, "ids")[begin:end].tobytes().decode()

    def find(
        self, table: Table, high: NDArray[np.uint64], low: NDArray[np.uint64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the entries with some keys: for each the serial number of its key among those given, and its own."""
        keys, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for at, start in enumerate(self._starts[table][:-1]):
            if start == self._starts[table][at + 1]:
                continue
            key, entry = _ranges(self._column(at, f"{table}.high"), high)
            same = self._column(at, f"{table}.entries")["low"][entry] == low[key]
            keys.append(key[same])
            found.append(entry[same] + start)
        return np.concatenate(keys), np.concatenate(found)

    def entries(self, table: Table, numbers: NDArray[np.int64]) -> Rows:
        """Return entries; their documents are counted through all indexes."""
        rows = np.zeros(len(numbers), ENTRY)
        for at, mine, here in self._shares(table, numbers):
            rows[mine] = self._column(at, f"{table}.entries")[here]
            rows["document"][mine] += self._documents[at]
        return rows

    def sites(self, table: Table, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], Rows]:
        """Return the sites of entries: for each the serial number of its entry among those given, and how many."""
        owners, found = [np.zeros(0, np.int64)], [np.zeros(0, SITES)]
        for at, mine, here in self._shares(table, numbers):
            ends = self._column(at, f"{table}.entries")["sites"]
            begins = np.where(here > 0, ends[here - 1], 0)
            owner, place = _expanded(begins, ends[here])
            owners.append(np.flatnonzero(mine)[owner])
            found.append(self._column(at, f"{table}.sites")[place])
        return np.concatenate(owners), np.concatenate(found)

    def documents_of(self, sites: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how many documents of each site there were."""
        counts = np.zeros(len(sites), np.int64)
        for at in range(len(self._all)):
            known = self._column(at, "known")
            place = np.minimum(np.searchsorted(known, sites), len(known) - 1)
            if len(known):
                counts += np.where(known[place] == sites, self._column(at, "counts")[place], 0)
        return counts

    def bands(self, table: Table, keys: NDArray[np.uint64], most: int) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return the items that have some bands, at most so many of an index for each."""
        owners, found = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
        for at, start in enumerate(self._starts[table][:-1]):
            column = self._column(at, f"{table}.bands")
            left, right = (np.searchsorted(column, keys, side) for side in ("left", "right"))
            owner, place = _expanded(left, np.minimum(right, left + most))
            owners.append(owner)
            found.append(self._column(at, f"{table}.band_entries")[place] + np.uint64(start) | OLD)
        return np.concatenate(owners), np.concatenate(found)

    def normal(self, table: Table, number: int) -> str:
        """Return the normal form of an entry."""
        at = bisect_right(self._starts[table], number) - 1
        here = number - self._starts[table][at]
        ends = self._column(at, f"{table}.entries")["text"]
        begin = int(ends[here - 1]) if here else 0
        return self._column(at, f"{table}.text")[begin : int(ends[here])].tobytes().decode()

    def _shares(
        self, table: Table, numbers: NDArray[np.int64]
    ) -> list[tuple[int, NDArray[np.bool_], NDArray[np.int64]]]:
        """Return for each index which of some entries are its own, and their places in it."""
        starts, shares = self._starts[table], []
        for at in range(len(self._all)):
            mine = (numbers >= starts[at]) & (numbers < starts[at + 1])
            if mine.any():
                shares.append((at, mine, numbers[mine] - starts[at]))
        return shares


def open_indexes(job: Job) -> Indexes:
    """Return what a search is held against."""
    return Indexes([Index(path) for path in job.against])


def _ranges(column: NDArray[Any], needles: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where in a sorted column some values stand: which of them, and where."""
    left, right = (np.searchsorted(column, needles, side) for side in ("left", "right"))
    return _expanded(left, right)


def _expanded(begins: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every number of some ranges, each with the serial number of its range."""
    counts = ends - begins
    owners = np.repeat(np.arange(len(counts)), counts)
    return owners, np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begins, counts)
