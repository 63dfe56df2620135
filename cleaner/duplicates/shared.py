"""Which blocks can repeat another one: a look at hashed shingles before any set of them is made."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.intp]

_ROUNDING = 1e-6
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def sharing(words: Sequence[Sequence[str]], size: int, share: float, most: int) -> Sequence[int]:
    """Return the blocks that may repeat another block or be repeated: never a wrong no.

    Args:
        words: the tokens of every block.
        size: tokens in a shingle.
        share: of its shingles, the least that a block has in common with what it repeats.
        most: where more blocks have a shingle in common, all that have it are returned.

    Returns:
        The places of the blocks, ascending. Time is that of sorting the shingles.
    """
    everything = range(len(words))
    if not words or any(len(block) < size for block in words):
        return everything
    owner, codes = _coded(words, size)
    # Equal shingles stand side by side, and those of one block among them, too.
    order = np.argsort(codes, kind="stable")
    owner, codes = owner[order], codes[order]
    again = np.append(False, codes[1:] == codes[:-1])
    once = ~(again & np.append(False, owner[1:] == owner[:-1]))
    owner, kind = owner[once], np.cumsum(~again)[once]
    blocks = np.bincount(kind)
    common = blocks[kind] > 1
    held = np.bincount(owner, minlength=len(words))
    repeats = np.bincount(owner[common], minlength=len(words)) >= share * held - _ROUNDING
    # Those that may repeat something, and those that have a shingle in common with one of them.
    touched = (np.bincount(kind, repeats[owner] & common) > 0) | (blocks > most)
    # Not `np.unique`, which hashes: of millions that takes longer than all the rest.
    found: list[int] = np.flatnonzero(np.bincount(owner[touched[kind]])).tolist()
    return found


def _coded(words: Sequence[Sequence[str]], size: int) -> tuple[Index, npt.NDArray[np.uint64]]:
    """Return the block and the hash of every shingle; no block has fewer words than a shingle."""
    lengths = np.fromiter(map(len, words), np.intp, len(words))
    hashes = np.fromiter(map(hash, chain.from_iterable(words)), np.int64, int(lengths.sum())).astype(np.uint64)
    owner = np.repeat(np.arange(len(words)), lengths)
    last = len(hashes) - size + 1
    codes = np.zeros(max(last, 0), np.uint64)
    for place in range(size):
        codes = codes * _FACTOR + hashes[place : last + place]
    whole = owner[:last] == owner[size - 1 :]
    return owner[:last][whole], codes[whole]
