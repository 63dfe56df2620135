"""MinHash signatures of normal forms, cut into bands: texts that are alike share a band."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from cleaner.duplicates.items import Items, open_items
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import bucket_of, write_run

BANDS, ROWS = 20, 5
"""At a similarity of 0.8 a pair shares no band once in 2,900 times, at 0.5 it shares one in 47 of 100."""

_SEED = 0x5EED
_BATCH = 1 << 20
"""Bytes of text that are hashed at once."""
_SPACE = 0x20
# Odd, so that it has an inverse among the 64-bit numbers.
_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1

BAND = np.dtype([("key", "<u8"), ("item", "<u8")])
"""One band of the signature of an item."""


def sign(table: Table, bucket: int, job: Job) -> None:
    """Write the bands of the items of a bucket, sorted into buckets by what they say: `bands/TABLE-BUCKET`.

    Args:
        table: What is compared.
        bucket: Which bucket.
        job: The search; `items` are there.
    """
    items = open_items(table, bucket, job)
    signatures = np.full((len(items.rows), BANDS * ROWS), _MASK, np.uint64)
    for owners, texts in _batches(items, job.across.shingle):
        # The signature of a long text is the least of those of its pieces.
        np.minimum.at(signatures, owners, _signatures(texts, job.across.shingle))
    every = _bands(signatures)
    bands = np.zeros(every.size, BAND)
    bands["key"] = every.ravel()
    bands["item"] = np.repeat(items.numbers, BANDS)
    place = job.place("bands", f"{table}-{bucket:05}")
    write_run(place, bands, bucket_of(bands["key"], job.buckets), job.buckets)


def _signatures(texts: list[bytes], size: int) -> NDArray[np.uint64]:
    """Return the signature of each text."""
    hashes, ends = _shingle_hashes(texts, size)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, ends, BANDS * ROWS, _SEED)
    return np.array(matrix.to_rows(), np.uint64)


def _pieces(text: bytes, size: int) -> Iterator[bytes]:
    """Cut a long text between words, so that each shingle stands in one piece at least."""
    begin = 0
    while len(text) - begin > _BATCH:
        end = text.rfind(b" ", begin + _BATCH // 2, begin + _BATCH)
        end = end if end >= 0 else text.find(b" ", begin + _BATCH)
        if end < 0:
            break
        yield text[begin:end]
        back = end
        for _ in range(size - 1):
            back = text.rfind(b" ", begin, back)
        begin = back + 1 if back > begin else end + 1
    yield text[begin:]


def _batches(items: Items, shingle: int) -> Iterator[tuple[list[int], list[bytes]]]:
    """Yield the texts, long ones in pieces, in batches of bounded length, and the place of the item of each."""
    owners: list[int] = []
    texts: list[bytes] = []
    size = 0
    for at, (begin, end) in enumerate(zip(items.rows["begin"].tolist(), items.rows["end"].tolist(), strict=True)):
        for piece in _pieces(items.content[begin:end].tobytes(), shingle):
            owners.append(at)
            texts.append(piece)
            size += len(piece)
            if size >= _BATCH:
                yield owners, texts
                owners, texts, size = [], [], 0
    if texts:
        yield owners, texts


def _shingle_hashes(texts: list[bytes], size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hash the shingles of normal forms: a polynomial over the bytes from the first word of each to its last.

    Returns:
        The hashes of all shingles, text by text, and where each text's begin, with the end of the last one. A text of
        fewer words than a shingle has all of them as one.
    """
    codes = np.frombuffer(b" ".join(texts) + b" ", np.uint8)
    powers, inverses = _powers((len(codes) + 1).bit_length())
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[: len(codes)], out=sums[1:])
    ends = np.flatnonzero(codes == _SPACE)
    begins = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
    # The serial number of the first word of each text, and behind it that of the next one.
    text_ends = np.cumsum([len(text) + 1 for text in texts])
    bounds = np.concatenate((np.zeros(1, np.int64), np.searchsorted(ends, text_ends - 1) + 1))
    counts = np.maximum(np.diff(bounds) - size + 1, 1)
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    first = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - bounds[:-1], counts)
    last = np.minimum(first + size - 1, np.repeat(bounds[1:] - 1, counts))
    hashes = (sums[ends[last]] - sums[begins[first]]) * inverses[begins[first]]
    return _mixed(hashes), offsets.astype(np.uint64)


@lru_cache(2)
def _powers(bits: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers of the base, as many as `bits` bits can count, and their inverses."""
    count = 1 << bits

    def of(base: int) -> NDArray[np.uint64]:
        factors = np.full(count, base, np.uint64)
        factors[0] = 1
        powers: NDArray[np.uint64] = np.cumprod(factors, dtype=np.uint64)
        return powers

    return of(_BASE), of(pow(_BASE, -1, 1 << 64))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Let every bit depend on every other one (the last steps of SplitMix64, Steele and others 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _bands(signatures: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return one key for each band of each signature; bands of different places have different keys."""
    cut = signatures.reshape(len(signatures), BANDS, ROWS)
    keys = _mixed(np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), cut.shape[:2]) * np.uint64(_BASE & _MASK))
    for row in range(ROWS):
        keys = _mixed(keys ^ cut[:, :, row])
    return keys
