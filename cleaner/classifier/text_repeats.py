"""Features of what a block says again, and of what it shares with the document's prose and its headline."""

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.text_counts import DENSE, Counts

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_MIX = np.uint64(0xC2B2AE3D27D4EB4F)
_CONTENT = 4
"""Code points from which a word says something about the subject; in dense scripts every character may."""
_HEADLINE = (3, 25)
_ENOUGH = 9
_LONG = 25
_TABLE = 1 << 22
"""Entries of a table of blocks and words that is filled; a larger one would cost more than to sort the words."""


def repeats(counts: Counts, prose: Floats) -> dict[str, Floats]:
    """Return what each block repeats.

    Args:
        counts: of the document's blocks.
        prose: words of blocks that look like prose, 0 for others.
    """
    blocks = len(counts.first)
    owner, hashes = counts.owner, counts.hashes
    every = np.maximum(counts.words, 1)
    which, size = _numbered(hashes)
    found = _copies(counts)
    first = _first(which, owner, size)
    found["seen"] = np.bincount(owner[first.take(which) < owner], minlength=blocks) / every
    found.update(_runs(which, owner, blocks))
    found.update(_beside(counts, which, size, every))
    found.update(_subject(counts, which, size, prose))
    return found


def _numbered(values: NDArray[np.uint64]) -> tuple[Places, int]:
    """Return a number for each value, from 0, equal ones for equal values; and how many there are."""
    order = values.argsort()
    ranked = values.take(order)
    number = np.empty(len(values), np.int64)
    number[order[1:]] = np.cumsum(ranked[1:] != ranked[:-1])
    number[order[:1]] = 0
    return number, int(number[order[-1]]) + 1 if len(values) else 0


def _first(which: Places, owner: Places, size: int) -> Places:
    """Return the first block of each of `size` distinct things; `owner` ascends."""
    first = np.zeros(size, np.int64)
    first[which[::-1]] = owner[::-1]  # what is written last stands
    return first


def _last(which: Places, owner: Places, size: int) -> Places:
    """Return the last block of each of `size` distinct things; `owner` ascends."""
    last = np.zeros(size, np.int64)
    last[which] = owner
    return last


def _copies(counts: Counts) -> dict[str, Floats]:
    """Return whether the same words stand in an earlier or a later block, and how often in all."""
    blocks, number = len(counts.first), counts.words
    end = np.cumsum(number)
    start = end - number
    rank = (np.arange(len(counts.owner)) - start.take(counts.owner)).view(np.uint64)
    rank *= _MIX
    rank += np.uint64(1)
    rank *= counts.hashes
    sums = np.zeros(len(rank) + 1, np.uint64)
    np.cumsum(rank, out=sums[1:])
    which, size = _numbered(sums[end] - sums[start] + number.view(np.uint64))
    index = np.arange(blocks)
    some = number > 0
    return {
        "copies": np.where(some, np.bincount(which, minlength=size)[which], 0).astype(np.float64),
        "copy_before": (some & (_first(which, index, size)[which] < index)).astype(np.float64),
        "copy_after": (some & (_last(which, index, size)[which] > index)).astype(np.float64),
    }


def _runs(which: Places, owner: Places, blocks: int) -> dict[str, Floats]:
    """Return the share of a block's three-word runs that stand in an earlier and in a later block."""
    zero = np.zeros(blocks)
    if len(which) < 3:
        return {"run_before": zero, "run_after": zero}
    inside = np.flatnonzero(owner[2:] == owner[:-2])
    ids = which.view(np.uint64)
    runs = ids[:-2] * _MIX
    runs += ids[1:-1]
    runs *= _MIX
    runs += ids[2:]
    of = owner.take(inside)
    run, size = _numbered(runs.take(inside))
    every = np.maximum(np.bincount(of, minlength=blocks), 1)
    return {
        "run_before": np.bincount(of[_first(run, of, size).take(run) < of], minlength=blocks) / every,
        "run_after": np.bincount(of[_last(run, of, size).take(run) > of], minlength=blocks) / every,
    }


def _beside(counts: Counts, which: Places, size: int, every: Places) -> dict[str, Floats]:
    """Return the share of a block's words that the block before and the block behind it have too."""
    owner, blocks = counts.owner, len(counts.first)
    there = np.zeros((blocks + 2) * size if (blocks + 2) * size <= _TABLE else 0, np.bool_)
    places = owner * size
    places += which
    if len(there):
        there[size:][places] = True
        hits = [there[step * size :].take(places) for step in (0, 2)]
    else:
        hits = _stand(places, (-size, size))
    before, after = (np.bincount(owner[hit], minlength=blocks) / every for hit in hits)
    return {"shared_before": before, "shared_after": after}


def _stand(places: Places, steps: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    """Return for each step which places a step on are places, too. Sorting grows as it should; `np.isin` hashes."""
    ranked = np.sort(places)
    return [ranked.take(ranked.searchsorted(wanted), mode="clip") == wanted for wanted in (places + s for s in steps)]


def _subject(counts: Counts, which: Places, size: int, prose: Floats) -> dict[str, Floats]:
    """Return how much of a block's vocabulary the prose of the other blocks and the likely headline have."""
    blocks = len(counts.first)
    content = np.flatnonzero((counts.lengths >= _CONTENT) | (counts.heads == DENSE))
    of, what = counts.owner.take(content), which.take(content)
    every = np.maximum(np.bincount(of, minlength=blocks), 1)
    inside = (prose > 0).take(of)
    others = np.bincount(what[inside], minlength=size).take(what)
    others -= inside
    topic = np.bincount(of[others > 0], minlength=blocks) / every
    # Few numbers come up, and the logarithm of each is taken once.
    logs = np.log1p(np.arange(others.max(initial=0) + 1))
    strength = np.bincount(of, weights=logs.take(others), minlength=blocks) / every
    headline = _headline(prose, counts.words, strength * topic)
    known = np.zeros(size, np.bool_)
    if headline >= 0:
        known[what[of == headline]] = True
    hits = np.bincount(of[known.take(what)], minlength=blocks)
    told = max(float(known.sum()), 1.0)
    return {
        "topic": topic,
        "topic_strength": strength,
        "content_words": every.astype(np.float64),
        "headline_share": hits / every,
        "headline_cover": hits / told,
        "headline_from": np.clip(np.arange(blocks) - headline, -60, 60).astype(np.float64),
    }


def _headline(prose: Floats, number: Places, strength: Floats) -> int:
    """Return the block that most looks like the headline: short, before the first long prose, on the subject; or -1."""
    places = np.flatnonzero(prose >= _LONG)
    end = int(places[0]) if len(places) else len(prose)
    short = (number[:end] >= _HEADLINE[0]) & (number[:end] <= _HEADLINE[1])
    if not short.any():
        return -1
    return int(np.argmax(np.where(short, strength[:end] * np.sqrt(np.minimum(number[:end], _ENOUGH)), -1.0)))
