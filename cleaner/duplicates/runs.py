"""Runs: rows of a table in files, sorted into buckets, so that a bucket can be read without the others.

A run is what was in memory at once while one part was read. All that the rows of one bucket have in common is how
their keys begin, so whatever is equal lies in one bucket of every run.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
"""A table: an array of a structured type."""


def bucket_of(high: NDArray[np.uint64], buckets: int) -> NDArray[np.int64]:
    """Return the bucket of each key by how it begins: the order of buckets is the order of keys.

    Args:
        high: The first 64 bits of each key.
        buckets: How many there are, a power of two.
    """
    bits = buckets.bit_length() - 1
    return (high >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(high), np.int64)


def write_run(
    place: Path, rows: Rows, where: NDArray[np.int64], buckets: int, texts: Sequence[bytes] | None = None
) -> None:
    """Write a run.

    Args:
        place: Its files begin with this; a run that is there is replaced.
        rows: What it holds, in any order.
        where: The bucket of each row.
        buckets: How many buckets there are.
        texts: The text of each row, for rows with a text.
    """
    order = np.argsort(where, kind="stable")
    ends = np.zeros((2, buckets + 1), np.int64)
    np.cumsum(np.bincount(where, minlength=buckets), out=ends[0, 1:])
    if texts is not None:
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))[order]
        ends[1] = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))[ends[0]]
        with writing(_file(place, "text")) as stream:
            stream.write(b"".join(map(texts.__getitem__, order.tolist())))
    save(_file(place, "rows.npy"), rows[order])
    save(_file(place, "ends.npy"), ends)


def read_rows(place: Path, bucket: int) -> tuple[Rows, int]:
    """Return the rows of one bucket of a run, in the order in which they came, and where their texts begin."""
    ends = np.load(_file(place, "ends.npy"))
    first, last = ends[0, bucket : bucket + 2]
    rows = np.load(_file(place, "rows.npy"), mmap_mode="r")[first:last].copy()
    return rows, int(ends[1, bucket])


def read_text(place: Path, begin: int, end: int) -> bytes:
    """Return a piece of the texts of a run."""
    if begin == end:
        return b""
    with _file(place, "text").open("rb") as stream:
        stream.seek(begin)
        return stream.read(end - begin)


def read_all(places: Iterable[Path], bucket: int) -> Rows:
    """Return the rows of one bucket of all runs, run after run; there must be a run."""
    return np.concatenate([read_rows(place, bucket)[0] for place in places])


def changes(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell for each value of a column whether it differs from the one before; the first one does."""
    return np.concatenate((np.ones(min(len(column), 1), bool), column[1:] != column[:-1]))


def save(place: Path, array: NDArray[Any]) -> None:
    """Write an array as NumPy's own format.

    Raises:
        OSError: It cannot be written; it says why, and which file.
    """
    with writing(place) as stream:
        np.save(_Bytes(stream), array)


def put(place: Path, array: NDArray[Any]) -> None:
    """Write the bytes of an array, without saying what they are.

    Raises:
        OSError: They cannot be written; it says why, and which file.
    """
    with writing(place) as stream:
        stream.write(np.ascontiguousarray(array).view(np.uint8).data)


class _Bytes:
    """A stream that NumPy hands bytes to: where it writes to a file by itself, an error does not say why."""

    def __init__(self, stream: BinaryIO) -> None:
        self.write = stream.write


@contextmanager
def writing(place: Path) -> Iterator[BinaryIO]:
    """Open a file of a search to write to it.

    Raises:
        OSError: It cannot be written; it says which file.
    """
    try:
        with place.open("wb") as stream:
            yield stream
    except OSError as error:
        if error.filename is None:
            error.filename = str(place)
        raise


def _file(place: Path, ending: str) -> Path:
    return place.with_name(f"{place.name}.{ending}")
