"""Measure each block once. Rules, context and models look at these facts and at nothing else.

Nothing here knows a word of any language: phrases are the lexicon's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleaner.model import Form, Markup
from cleaner.tokens import count_words, normal_form, unspaced

_CLOSING = "\"'”’»)]“ "
# Full stops of Latin, of Chinese and Japanese, of Arabic and Urdu, of the scripts of India, Burma, Cambodia, Ethiopia.
_STOPS = frozenset(".!?…。！？｡؟۔।॥။។።")
_WIDE_STOPS = frozenset("。！？")
"""These end a sentence whatever follows; other stops do before white space or one of the following."""
_BEHIND_STOP = frozenset("\"'”’»)]")
_ELLIPSES = ("…", "...", "[…]", "[...]", "(...)")

# What a character is, as bits.
_SPACE, _WORD, _START, _LETTER, _UPPER, _LOWER, _DIGIT, _STOP, _BEHIND, _WIDE, _DENSE = (1 << bit for bit in range(11))
_PLANE = 0x10000
_RUN = 1 << 20
"""Code points that are counted at once."""


# Nothing changes these either, but a frozen class takes three times as long to fill, and there is one for every block.
@dataclass(slots=True, eq=False)
class Features:
    """The facts about one block.

    | name | what it measures | range |
    |---|---|---|
    | `words` | words; two code points count as one in scripts without spaces | 1.. |
    | `characters` | non-space code points | 1.. |
    | `lines` | lines | 1.. |
    | `sentences` | sentence ends | 0.. |
    | `ends_sentence` | the last thing that is not a closing quote or bracket ends a sentence | |
    | `cut_off` | ends in an ellipsis | |
    | `starts_lower` | the first letter is a lower-case one | |
    | `capitalised` | share of words that begin with an upper-case letter | 0..1 |
    | `upper` | share of letters that are upper-case | 0..1 |
    | `digits` | share of non-space code points that are digits | 0..1 |
    | `link_share` | share of non-space code points inside links; 0 for plain text | 0..1 |
    | `doubled` | a line of the block says again what the line before it said | |
    | `prose` | long enough, and shaped as sentences | |
    | `index`, `total` | where the block stands | 0..total-1 |
    """

    text: str
    form: Form
    markup: Markup | None
    normal: str
    words: int
    characters: int
    lines: int
    sentences: int
    ends_sentence: bool
    cut_off: bool
    starts_lower: bool
    capitalised: float
    upper: float
    digits: float
    link_share: float
    doubled: bool
    prose: bool
    index: int
    total: int


# Fewest words of a block that is prose on its shape alone.
_PROSE_WORDS = 12
# A block of this many words is prose even where its last sentence does not end.
_LONG_WORDS = 30


def measure(texts: Sequence[str], forms: Sequence[Form], markups: Sequence[Markup | None]) -> tuple[Features, ...]:
    """Measure the blocks of one document.

    Args:
        texts: the text of each block, in order.
        forms: its form.
        markups: what the DOM says about it; `None` for plain text.

    Returns:
        The facts of each block, in order. Takes time linear in the length of the texts.
    """
    counts = [counted for run in _runs(texts) for counted in _count(run)]
    normals = [normal_form(text) for text in texts]
    blocks = zip(texts, forms, markups, normals, counts, strict=True)
    return tuple([_measure_block(block, index, len(texts)) for index, block in enumerate(blocks)])


_Counts = tuple[int, int, int, int, int, int, int, int, bool]
"""What is counted in a block: words, characters, letters, upper-case letters, digits, words that begin with a letter,
those that begin with an upper-case one, sentences, and whether the first letter is a lower-case one."""
_Block = tuple[str, Form, Markup | None, str, _Counts]
"""A block's text, its form, what the DOM says about it, its normal form, and what was counted in it."""


def _measure_block(block: _Block, index: int, total: int) -> Features:
    """Measure one block of so many."""
    text, form, markup, normal, counts = block
    words, characters, letters, uppers, digits, starts, capitals, sentences, starts_lower = counts
    ends_sentence = text.rstrip(_CLOSING)[-1:] in _STOPS
    link_share = min(1.0, markup.link_characters / characters) if markup is not None and characters else 0.0
    # By place, not by name: that takes half the time.
    return Features(
        text,
        form,
        markup,
        normal,
        words,
        characters,
        text.count("\n") + 1,
        sentences,
        ends_sentence,
        text.rstrip().endswith(_ELLIPSES),
        starts_lower,
        capitals / starts if starts else 0.0,
        uppers / letters if letters else 0.0,
        digits / characters if characters else 0.0,
        link_share,
        _doubled(text),
        link_share < 0.5
        and words >= _PROSE_WORDS
        and (ends_sentence or sentences >= 2 or words >= _LONG_WORDS)
        and sentences >= words // 80,
        index,
        total,
    )


def _runs(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the blocks in runs of bounded length, so that what is counted at once takes bounded memory."""
    if sum(map(len, texts)) <= _RUN:
        yield from [list(texts)] if texts else ()
        return
    run: list[str] = []
    size = 0
    for text in texts:
        if run and size + len(text) > _RUN:
            yield run
            run, size = [], 0
        run.append(text)
        size += len(text)
    if run:
        yield run


def _count(texts: Sequence[str]) -> Iterator[_Counts]:
    """Count what stands in each of some blocks: one pass over the code points of all, none per block in Python."""
    joined = "\n".join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kinds()[np.minimum(codes, _PLANE)]
    beyond = np.flatnonzero(codes >= _PLANE)
    if len(beyond):
        kinds[beyond] = _kinds_of("".join(map(joined.__getitem__, beyond.tolist())))
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    begins = np.append(0, ends[:-1])

    def number(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.add.reduceat(mask, begins, dtype=np.int64)
        return found

    black = (kinds & _SPACE) == 0
    opens = (kinds & _START) != 0
    # The break that was put between two blocks is white space: no word and no sentence reaches over it.
    opens[1:] &= (kinds[:-1] & _WORD) == 0
    closes = (kinds & _STOP) != 0
    closes[:-1] &= (kinds[1:] & _BEHIND) != 0
    first = np.append(np.flatnonzero(opens), len(kinds) - 1)
    first = first[np.searchsorted(first, begins)]
    words = number(np.append(black[:1], black[1:] & ~black[:-1]))
    for block in np.flatnonzero(number((kinds & _DENSE) != 0)).tolist():
        words[block] = count_words(texts[block])
    columns = (
        words,
        number(black),
        number((kinds & _LETTER) != 0),
        number((kinds & _UPPER) != 0),
        number((kinds & _DIGIT) != 0),
        number(opens),
        number(opens & ((kinds & _UPPER) != 0)),
        number(closes | ((kinds & _WIDE) != 0)),
        (first < ends) & ((kinds[first] & _LOWER) != 0),
    )
    return zip(*(column.tolist() for column in columns), strict=True)


@cache
def _kinds() -> NDArray[np.uint16]:
    """Return the kinds of each code point of the basic plane, and 0 behind them."""
    return np.append(_kinds_of("".join(map(chr, range(_PLANE)))), np.uint16(0))


def _kinds_of(characters: str) -> NDArray[np.uint16]:
    """Return everything that each character is, as bits."""

    def each(test: Callable[[str], bool]) -> NDArray[np.bool_]:
        return np.fromiter(map(test, characters), np.bool_, len(characters))

    alnum, space = each(str.isalnum), each(str.isspace)
    dense = np.zeros(len(characters), np.bool_)
    dense[unspaced(characters)] = True
    facts = {
        _SPACE: space,
        _WORD: alnum | each("_".__eq__),
        _START: alnum & ~each(str.isdecimal),
        _LETTER: each(str.isalpha),
        _UPPER: each(str.isupper),
        _LOWER: each(str.islower),
        _DIGIT: each(str.isdigit),
        _STOP: each(_STOPS.__contains__),
        _BEHIND: space | each(_BEHIND_STOP.__contains__),
        _WIDE: each(_WIDE_STOPS.__contains__),
        _DENSE: dense,
    }
    kinds = np.zeros(len(characters), np.uint16)
    for bit, there in facts.items():
        kinds[there] |= bit
    return kinds


def _doubled(text: str) -> bool:
    """Tell whether a line says again what the line before it said: a picture's description above its caption."""
    if "\n" not in text:
        return False
    lines = [normal_form(line) for line in text.split("\n")]
    return any(a and (a == b or b.startswith(a + " ")) for a, b in pairwise(lines))
