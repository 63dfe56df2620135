"""What the blocks' texts are made of: characters counted by kind, all blocks of a document at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float32]

_WORD, _UPPER, _DIGIT, _SPACE, _WIDE, _STOP, _COMMA, _CLOSING = (1 << bit for bit in range(8))
_STOPS = ".!?…。！？．।॥؟"
_COMMAS = ",;:、，；：،–—"
_CLOSINGS = "\"'”’»«›“‘)]」』"
# Scripts that put no spaces between words: Thai to Myanmar, Khmer, kana and ideographs.
_WIDE_RANGES = ((0x0E00, 0x10A0), (0x1780, 0x1800), (0x3040, 0x3100), (0x3400, 0x4DC0), (0x4E00, 0xA000))
_PLANE = 0x10000


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """One number per block. All counts are in code points unless they say otherwise."""

    length: Column
    """Without spaces; a character of a script without spaces between words counts three times."""
    solid: Column
    """Without spaces, each character once."""
    words: Column
    r"""Runs of `\\w` characters: what word scores count."""
    upper: Column
    digit: Column
    stop: Column
    """Characters that end a sentence."""
    comma: Column
    """Commas, colons, semicolons, dashes."""
    wide: Column
    capital: Column
    """Words that begin with an upper-case letter."""
    ending: Column
    """How the text ends, closing quotes aside: 2 with a full stop or the like, 1 with a colon or comma, else 0."""
    opening: Column
    """How it begins: 2 upper case, 1 another word character, 0 anything else; digits count 3."""


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return the kinds of every character of the first plane, as bits; built once per process."""
    codes = np.arange(_PLANE, dtype="<u4")
    codes[0xD800:0xE000] = 0x20  # lone surrogates are no characters
    characters = codes.view("<U1")
    kinds = np.zeros(_PLANE, dtype=np.uint8)
    kinds[np.strings.isalnum(characters)] |= _WORD
    kinds[ord("_")] |= _WORD
    kinds[np.strings.isupper(characters)] |= _UPPER
    kinds[np.strings.isdecimal(characters)] |= _DIGIT
    kinds[np.strings.isspace(characters)] |= _SPACE
    kinds[0xD800:0xE000] = 0
    kinds[0] = 0
    for low, high in _WIDE_RANGES:
        kinds[low:high] |= _WIDE
    for signs, kind in ((_STOPS, _STOP), (_COMMAS, _COMMA), (_CLOSINGS, _CLOSING)):
        for sign in signs:
            kinds[ord(sign)] |= kind
    return kinds


def count(texts: Sequence[str]) -> Counts:
    """Count the characters of every block.

    Args:
        texts: of the blocks.

    Returns:
        The counts, one entry per block.
    """
    joined = "\n".join(["", *texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = _kinds()[np.minimum(codes, _PLANE - 1)]
    kinds[codes >= 0x20000] = _WORD | _WIDE
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    starts = np.cumsum(lengths + 1) - lengths
    # The newline behind a block belongs to its run, so that no run is empty.
    runs = starts

    def total(mask: npt.NDArray[np.bool_]) -> Column:
        return np.add.reduceat(mask, runs, dtype=np.float32) if len(texts) else np.zeros(0, np.float32)

    word = (kinds & _WORD) != 0
    first = word.copy()
    first[1:] &= ~word[:-1]
    upper = (kinds & _UPPER) != 0
    wide = total((kinds & _WIDE) != 0)
    solid = total((kinds & _SPACE) == 0)
    return Counts(
        length=solid + 2.0 * wide,
        solid=solid,
        words=total(first),
        upper=total(upper),
        digit=total((kinds & _DIGIT) != 0),
        stop=total((kinds & _STOP) != 0),
        comma=total((kinds & _COMMA) != 0),
        wide=wide,
        capital=total(first & upper),
        ending=_ending(kinds, starts, lengths),
        opening=_opening(kinds, starts),
    )


def _ending(kinds: npt.NDArray[np.uint8], starts: npt.NDArray[np.intp], lengths: npt.NDArray[np.intp]) -> Column:
    last = starts + lengths - 1
    for _ in range(2):
        last = np.where(((kinds[last] & _CLOSING) != 0) & (last > starts), last - 1, last)
    found = kinds[last]
    ending: Column = np.where(found & _STOP, 2, np.where(found & _COMMA, 1, 0)).astype(np.float32)
    return ending


def _opening(kinds: npt.NDArray[np.uint8], starts: npt.NDArray[np.intp]) -> Column:
    found = kinds[starts]
    opening = np.where(found & _DIGIT, 3, np.where(found & _UPPER, 2, np.where(found & _WORD, 1, 0)))
    return opening.astype(np.float32)
