"""Counts of plain-text blocks: one pass over the code points, nothing per block in Python.

A code point has one class. Words are runs of word characters; in scripts that do not put spaces between words each
character is a word. A word's hash is a polynomial of its folded code points, so equal words have equal hashes.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Classes of code points. The word classes come first.
LOWER, UPPER, CASELESS, DIGIT, DENSE, MARK = range(6)
SPACE, BREAK, COMMA, STOP, COLON, ELLIPSIS, OPEN, CLOSE, QUOTE, DASH, SLASH, BAR, AT, CURRENCY, OTHER = range(6, 21)
CLASSES: Final = 21

_WORD_CLASSES = 6
_PLANE = 0x10000
_EAST = 0x20000
_CHUNK = 1 << 20
"""Code points measured at once; bounds the memory."""
_LONGEST = 1 << 16
"""Code points of one block that are measured; the rest of a longer one is not looked at."""
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)

_SINGLE = {
    BREAK: "\n",
    COMMA: ",;،、，；·",
    STOP: ".!?。！？؟।｡۔",
    COLON: ":：",
    ELLIPSIS: "…",
    OPEN: "([{（【「『《〈",
    CLOSE: ")]}）】」』》〉",
    QUOTE: "\"'“”‘’«»„‚`´",
    DASH: "-–—‐‑―",
    SLASH: "/\\",
    BAR: "|•►▶›‹→←▼▲■●◦▪¦>",
    AT: "@#",
}
# Thai, Lao, Myanmar, Khmer; kana, Han, compatibility forms, half-width kana
_DENSE_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3041, 0x30FF), (0x3400, 0x9FFF),
                 (0xF900, 0xFAFF), (0xFF66, 0xFF9F))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: one row per block, and one entry per word."""

    classes: NDArray[np.int64]
    """[blocks, CLASSES]: code points of each class."""
    first: NDArray[np.uint8]
    """Class of each block's first code point."""
    last: NDArray[np.uint8]
    """Class of each block's last code point."""
    before_last: NDArray[np.uint8]
    """Class of the code point before that."""
    words: NDArray[np.int64]
    """Words of each block."""
    owner: NDArray[np.int64]
    """Block of each word, ascending."""
    hashes: NDArray[np.uint64]
    """Hash of each word."""
    lengths: NDArray[np.int64]
    """Code points of each word."""
    heads: NDArray[np.uint8]
    """Class of each word's first code point."""
    capitals: NDArray[np.bool_]
    """Whether a word's second code point is an upper-case letter too."""


@cache
def tables() -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """Return of each code point of the basic plane the class, and the folded form plus one, as hashes need it."""
    kind = np.full(_PLANE, OTHER, np.uint8)
    folded = np.arange(_PLANE, dtype=np.uint64)
    for code in range(_PLANE):
        character = chr(code)
        kind[code] = _kind(unicodedata.category(character))
        lower = character.lower()
        if len(lower) == 1 and ord(lower) < _PLANE:
            folded[code] = ord(lower)
    for first, last in _DENSE_RANGES:
        part = kind[first : last + 1]
        part[(part == CASELESS) | (part == MARK)] = DENSE
    for value, characters in _SINGLE.items():
        for character in characters:
            kind[ord(character)] = value
    kind[[0x00A0, 0x0009, 0x2009, 0x202F, 0x3000]] = SPACE
    return kind, folded + np.uint64(1)


def _kind(category: str) -> int:
    """Return the class for a general category of Unicode."""
    exact = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Sc": CURRENCY, "Pc": CASELESS, "Pd": DASH, "Zs": SPACE}
    if category in exact:
        return exact[category]
    if category[0] in "LMN":
        return {"L": CASELESS, "M": MARK, "N": DIGIT}[category[0]]
    return {"Ps": OPEN, "Pi": QUOTE, "Pe": CLOSE, "Pf": QUOTE}.get(category, OTHER)


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the powers of the hash's base and of its inverse modulo 2^64."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    size = _CHUNK + 2 * _LONGEST
    up, down = np.full(size, _BASE), np.full(size, inverse)
    up[0] = down[0] = 1
    return np.cumprod(up, dtype=np.uint64), np.cumprod(down, dtype=np.uint64)


def count(texts: Sequence[str]) -> Counts:
    """Count what stands in each block.

    Args:
        texts: the blocks of one document.

    Returns:
        The counts; of a block longer than 65,536 code points only those are looked at. An empty block has none.
    """
    parts = [_chunk(chunk, start) for start, chunk in _chunks(texts)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _chunk([], 0)
    return Counts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Counts.__slots__))


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of blocks of bounded length, each with the index of its first block."""
    if sum(map(len, texts)) + len(texts) <= min(_CHUNK, _LONGEST):
        yield from [(0, list(texts))] if texts else ()
        return
    chunk: list[str] = []
    size = start = 0
    for index, text in enumerate(texts):
        piece = text if len(text) <= _LONGEST else text[:_LONGEST]
        if chunk and size + len(piece) > _CHUNK:
            yield start, chunk
            chunk, size, start = [], 0, index
        chunk.append(piece)
        size += len(piece) + 1
    if chunk:
        yield start, chunk


def _chunk(texts: list[str], start: int) -> Counts:
    kind_of, folded = tables()
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "\n".join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    # What indexes is converted to this type, every time that it does.
    flat = codes.astype(np.intp)
    if joined.isascii() or codes.size == 0 or int(codes.max()) < _PLANE:
        kinds = kind_of.take(flat)
    else:
        flat &= _PLANE - 1
        beyond = np.where(codes >= _EAST, DENSE, OTHER).astype(np.uint8)
        kinds = np.where(codes < _PLANE, kind_of.take(flat), beyond)
    ends = np.cumsum(sizes + 1)
    begins = ends - sizes - 1
    block = np.repeat(np.arange(0, len(texts) * CLASSES, CLASSES), sizes + 1)
    classes = np.bincount(block + kinds, minlength=len(texts) * CLASSES).reshape(len(texts), CLASSES)
    classes[:, BREAK] -= 1  # the break after each block is ours
    last = np.maximum(ends - 2, begins)
    opens, lengths, hashes = _words(folded.take(flat), kinds)
    owner = block.take(opens) // CLASSES
    second = kinds.take(opens + 1) == UPPER
    second &= lengths > 1
    return Counts(
        classes,
        kinds[begins],
        kinds[last],
        kinds[np.maximum(last - 1, begins)],
        np.bincount(owner, minlength=len(texts)),
        owner + start,
        hashes,
        lengths,
        kinds.take(opens),
        second,
    )


def _words(
    folded: NDArray[np.uint64], kinds: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Return start, length and hash of each word. The last code point, if there is one, is in none."""
    word = kinds < _WORD_CLASSES
    dense = kinds == DENSE
    if dense.any():
        edge = np.ones(len(kinds), np.bool_)
        edge[1:] = ~word[:-1] | dense[1:] | dense[:-1]
        begins = np.flatnonzero(word & edge)
        edge[:-1] = ~word[1:] | dense[1:] | dense[:-1]
        ends = np.flatnonzero(word & edge) + 1
    else:
        # Words begin and end in turn.
        turns = np.flatnonzero(word[1:] != word[:-1]) + 1
        if word[:1].any():
            turns = np.concatenate([np.zeros(1, turns.dtype), turns])
        begins, ends = turns[::2], turns[1::2]
    up, down = _powers()
    sums = np.zeros(len(kinds) + 1, np.uint64)
    np.cumsum(np.multiply(folded, up[: len(kinds)], out=folded), out=sums[1:])
    hashes = sums.take(ends)
    hashes -= sums.take(begins)
    hashes *= down.take(begins)
    # The low bits of a sum of few code points are poor; this spreads them.
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return begins, ends - begins, hashes
