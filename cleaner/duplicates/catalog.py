"""Second step: the documents of all parts in one order, by their ids, whatever order they came in."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.index import Indexes, open_indexes
from cleaner.duplicates.job import Job
from cleaner.duplicates.runs import Rows, save
from cleaner.duplicates.scan import Scanned


@dataclass(frozen=True, slots=True)
class Catalog:
    """All documents. Each has a number: documents are counted run by run, in the order of the parts."""

    runs: tuple[str, ...]
    starts: NDArray[np.int64]
    """Number of the first document of each run, and the number of documents."""
    ranks: NDArray[np.int64]
    """Place of each document in the order of the ids; equal ids have equal ranks."""
    sites: NDArray[np.uint64]
    """Number of the site of each document."""
    known_sites: NDArray[np.uint64]
    """Numbers of all sites, sorted."""
    site_documents: NDArray[np.int64]
    """How many documents each of them has."""
    old: Indexes
    """What the search is held against; its documents have the numbers behind all others."""

    @property
    def documents(self) -> int:
        """How many documents there are that can change."""
        return len(self.ranks)

    def rank(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the places of documents in the order of the ids; those of an index come before all others."""
        if not self.old:
            return self.ranks[numbers]
        ranks = np.asarray(numbers, np.int64) - (self.documents + self.old.documents)
        new = numbers < self.documents
        ranks[new] = self.ranks[numbers[new]]
        return ranks


def build(scanned: Sequence[Scanned], job: Job) -> int:
    """Write the catalog of all documents.

    Args:
        scanned: What came of scanning each part, in the order of the parts.
        job: The search.

    Returns:
        How many documents have the id of another one. They count as one document: none is a copy of the others.
    """
    runs = [name for part in scanned for name in part.runs]
    starts = np.cumsum([0, *(number for part in scanned for number in part.documents)], dtype=np.int64)
    ranks = np.zeros(starts[-1], np.int64)
    rank, repeated, last = -1, 0, None
    streams = [_ids(job.place("runs", name), int(start)) for name, start in zip(runs, starts, strict=False)]
    for identifier, number in heapq.merge(*streams):
        if identifier == last:
            repeated += 1
        else:
            rank, last = rank + 1, identifier
        ranks[number] = rank
    sites = [np.load(job.place("runs", f"{name}.sites.npy")) for name in runs]
    every = np.concatenate([*sites, np.zeros(0, np.uint64)])
    known, counts = np.unique(every, return_counts=True)
    columns = {"starts": starts, "ranks": ranks, "sites": every, "known": known, "counts": counts}
    for name, column in columns.items():
        save(job.place("catalog", f"{name}.npy"), column)
    job.place("catalog", "runs").write_text("\n".join(runs), encoding="utf-8")
    return repeated


def _ids(place: Path, start: int) -> Iterator[tuple[bytes, int]]:
    """Yield the ids of a run in their order, each with the number of its document."""
    content = place.with_name(f"{place.name}.ids").read_bytes()
    ends = np.load(place.with_name(f"{place.name}.ids.npy")).tolist()
    for at in np.load(place.with_name(f"{place.name}.order.npy")).tolist():
        yield content[ends[at] : ends[at + 1]], start + at


def open_catalog(job: Job) -> Catalog:
    """Return the catalog; its columns stay on disk until they are read."""

    def column(name: str) -> NDArray[Any]:
        loaded: NDArray[Any] = np.load(job.place("catalog", f"{name}.npy"), mmap_mode="r")
        return loaded

    runs = tuple(job.place("catalog", "runs").read_text(encoding="utf-8").split("\n"))
    return Catalog(
        runs,
        np.asarray(column("starts")),
        column("ranks"),
        column("sites"),
        column("known"),
        column("counts"),
        open_indexes(job),
    )


class Names:
    """Ids of documents by their numbers, read where they are asked for."""

    def __init__(self, job: Job, catalog: Catalog) -> None:
        self._job, self._catalog = job, catalog
        self._open: dict[int, tuple[NDArray[np.uint8], NDArray[np.int64]]] = {}

    def __getitem__(self, number: int) -> str:
        """Return the id of a document."""
        if number >= self._catalog.documents:
            return self._catalog.old.name(number - self._catalog.documents)
        run = int(np.searchsorted(self._catalog.starts, number, side="right")) - 1
        if run not in self._open:
            place = self._job.place("runs", self._catalog.runs[run])
            self._open[run] = (
                np.memmap(place.with_name(f"{place.name}.ids"), np.uint8, "r"),
                np.load(place.with_name(f"{place.name}.ids.npy"), mmap_mode="r"),
            )
        content, ends = self._open[run]
        at = number - int(self._catalog.starts[run])
        return bytes(content[ends[at] : ends[at + 1]]).decode()


def numbered(rows: Rows, start: int) -> NDArray[np.int64]:
    """Return the numbers of the documents of a run's rows; `start` is that of the run's first document."""
    return rows["document"].astype(np.int64) + start
