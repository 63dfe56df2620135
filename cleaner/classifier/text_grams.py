"""What the words of a block say by themselves: a linear score over hashed words and pairs of words."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.text_counts import CLASSES, COMMA, DENSE, DIGIT, STOP, UPPER, Counts

BITS: Final = 18
"""Words and pairs share 2^BITS weights."""

TOPIC_BITS: Final = 17
"""The weights by role are shared more: 2^TOPIC_BITS rows."""
_SIZES = 14
_VALUES = CLASSES
PLACES: Final = (1 << BITS) + 4 * _VALUES * _SIZES
"""Weights in all: those of words, then those of shapes."""

_PAIR = np.uint64(0xD6E8FEB86659FD93)
_EDGE = np.uint64(0xA0761D6478BD642F)
_EDGE_PAIR = np.uint64(int(_EDGE) * int(_PAIR) % (1 << 64))
_SHIFT = np.uint64(64 - BITS)
_SHORT = 1 << 16


Grams = tuple[NDArray[np.int64], NDArray[np.int64]]


def grams(counts: Counts) -> Grams:
    """Return the blocks and the weights' places of all words and pairs of words of a document.

    The first word of a block makes a pair with the block's beginning, the last one with its end.

    Args:
        counts: of the document's blocks.

    Returns:
        Block and place (0 to 2^BITS - 1) of each occurrence, ordered by neither.
    """
    owner, hashes = counts.owner, counts.hashes
    if not len(owner):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    last = np.append(np.flatnonzero(owner[1:] != owner[:-1]), len(owner) - 1)
    mixed = hashes * _PAIR
    number = len(owner)
    found = np.empty(2 * number + len(last), np.uint64)
    found[:number] = hashes
    pairs, ends = found[number : 2 * number], found[2 * number :]
    pairs[1:] = mixed[:-1]
    pairs[0] = _EDGE_PAIR
    pairs[last[:-1] + 1] = _EDGE_PAIR
    pairs ^= hashes
    np.bitwise_xor(mixed.take(last), _EDGE, out=ends)
    found[number:] *= _PAIR
    found >>= _SHIFT
    return np.concatenate([owner, owner, owner.take(last)]), found.view(np.int64)


def shapes(counts: Counts) -> NDArray[np.int64]:
    """Return the places, 2^BITS and on, of what each block looks like: one row per block, one column per view.

    They make the linear score hold for languages whose words it has never seen.
    """
    number = counts.words - counts.classes[:, DENSE] // 2
    size = np.minimum(np.log2(np.maximum(number, 0) + 1.0) * 1.5, _SIZES - 1).astype(np.int64)
    size += 1 << BITS
    heads = counts.heads
    low = np.bincount(counts.owner[(heads != UPPER) & (heads != DIGIT)], minlength=len(number))
    stops = np.minimum(counts.classes[:, STOP] + counts.classes[:, COMMA], 5)
    views = (counts.last, counts.first, low / np.maximum(counts.words, 1) * 5, stops)
    places = np.empty((len(number), len(views)), np.int64)
    for view, value in enumerate(views):
        places[:, view] = value
    places += np.arange(len(views)) * _VALUES
    places *= _SIZES
    places += size[:, None]
    return places


def linear(
    counts: Counts, weights: NDArray[np.float32], found: Grams | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the linear score of each block, by its words alone and with its shape.

    Args:
        counts: of the document's blocks.
        weights: `PLACES` of them.
        found: what `grams` says about the document, where that is known.

    Returns:
        The sum of the words' weights over the root of their number, 0 where a block has no word; and that plus the
        weights of its shape.
    """
    owner, places = found or grams(counts)
    sums = np.bincount(owner, weights=weights.take(places), minlength=len(counts.first))
    words = sums / _root(counts)
    return words, words + weights.take(shapes(counts)).sum(axis=1)


def _root(counts: Counts) -> NDArray[np.float64]:
    """Return the root of the number of words and pairs of each block, 1 where there are none."""
    # Every word begins a pair or is in one with the block's beginning; the block's end makes one more.
    root: NDArray[np.float64] = np.sqrt(np.maximum(2 * counts.words + (counts.words > 0), 1))
    return root


@dataclass(frozen=True, slots=True, eq=False)
class RoleWords:
    """Weights of words by role. Few words have any."""

    row: NDArray[np.int32]
    """[2^TOPIC_BITS]: where in `weights` those of a place stand; 0 for places without any."""
    weights: NDArray[np.float64]
    """One column per role; the first row is 0."""

    @staticmethod
    def of(table: NDArray[np.float32]) -> "RoleWords":
        """Return the weights of a table with a row for every place."""
        some = np.flatnonzero(table.any(axis=1))
        row = np.zeros(len(table), np.int32)
        row[some] = np.arange(1, len(some) + 1)
        return RoleWords(row, np.concatenate([np.zeros((1, table.shape[1])), table[some]]))


def topics(counts: Counts, words: RoleWords, found: Grams | None = None) -> NDArray[np.float64]:
    """Return how much the words of each block speak for each role.

    Args:
        counts: of the document's blocks.
        words: the weights.
        found: what `grams` says about the document, where that is known.

    Returns:
        One row per block, one column per role: sums of weights over the root of the number of words and pairs.
    """
    blocks = len(counts.first)
    sums = np.zeros((blocks, words.weights.shape[1]))
    owner, places = found or grams(counts)
    row = words.row.take(places >> (BITS - TOPIC_BITS))
    telling = np.flatnonzero(row)
    if len(telling):
        own, row = owner.take(telling), row.take(telling)
        # Numbers of 16 bits are sorted in linear time.
        order = np.argsort(own.astype(np.uint16) if blocks <= _SHORT else own, kind="stable")
        own = own.take(order)
        opens = np.append(0, np.flatnonzero(own[1:] != own[:-1]) + 1)
        sums[own[opens]] = np.add.reduceat(words.weights.take(row.take(order), axis=0), opens, axis=0)
    sums /= _root(counts)[:, None]
    return sums
