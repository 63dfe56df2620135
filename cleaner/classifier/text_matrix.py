"""Features of plain-text blocks: the block, its place and the whole document. The network looks at the neighbours.

No language is built in: shapes, counts, repetition and position, and scores of words that come from outside.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import text_counts as t
from cleaner.classifier.text_counts import Counts
from cleaner.classifier.text_place import place
from cleaner.classifier.text_repeats import repeats

Floats = NDArray[np.float64]
Columns = dict[str, Floats]

_PROSE_WORDS = 10
_LONG_WORDS = 25
_LETTERS = (t.LOWER, t.UPPER, t.CASELESS, t.DENSE)
_DOCUMENT: Final = ("words", "prose", "stop_last", "title", "breaks", "gap", "likely")


def text_matrix(
    counts: Counts, gaps: Sequence[str], lexical: Floats, likely: Floats
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Return the features of each block of a document.

    Args:
        counts: of the document's blocks.
        gaps: the white space before each block, the indent of its line included.
        lexical: linear score of each block's words.
        likely: that with its shape.

    Returns:
        One row per block, and the names of the columns.
    """
    own = _shape(counts)
    own["gap"], own["indent"], own["gap_after"] = _layout(gaps)
    own["lexical"] = lexical
    own["likely"] = likely
    own["lexical_above"] = lexical - float((lexical * own["words"]).sum() / max(own["words"].sum(), 1.0))
    prose = _prose(own)
    own["prose"] = prose
    columns = {
        **own,
        **place(own["words"], prose, likely),
        **repeats(counts, prose),
        **_document(own),
    }
    rows = np.concatenate(list(columns.values())).reshape(len(columns), len(gaps))
    return rows.T.astype(np.float32, order="C"), tuple(columns)


def text_marks(counts: Counts) -> NDArray[np.float32]:
    """Return of each block what its first, its last and its last but one code point is: a one for each at its class.

    Args:
        counts: of the document's blocks.

    Returns:
        One row per block, three times `CLASSES` columns.
    """
    one = np.identity(t.CLASSES, np.float32)
    return np.concatenate([one[counts.first], one[counts.last], one[counts.before_last]], axis=1)


def _shape(counts: Counts) -> Columns:
    """Return what a block looks like by itself."""
    classes = counts.classes.T.astype(np.float64, order="C")
    blocks = len(counts.classes)
    characters = np.maximum(classes.sum(axis=0) - classes[t.SPACE] - classes[t.BREAK], 1.0)
    dense = classes[t.DENSE]
    words = counts.words - dense / 2
    every = np.maximum(words, 1.0)
    owner, head = counts.owner, counts.heads
    title = np.bincount(owner[head == t.UPPER], minlength=blocks)
    capitals = np.bincount(owner[counts.capitals], minlength=blocks)
    low = np.bincount(owner[(head == t.LOWER) | (head == t.CASELESS)], minlength=blocks) + dense / 2
    # A dense character says as much as about two and a half others.
    characters += 1.5 * dense
    letters = np.maximum(sum(classes[kind] for kind in _LETTERS) + 1.5 * dense, 1.0)
    last = counts.last
    before = counts.before_last
    closed = (last == t.QUOTE) | (last == t.CLOSE)
    stop_last = (last == t.STOP) | ((before == t.STOP) & closed)
    return {
        "words": words,
        "characters": characters,
        "word_length": letters / every,
        "upper": classes[t.UPPER] / letters,
        "digits": classes[t.DIGIT] / characters,
        "title": title / every,
        "capitals": capitals / every,
        "low": low / every,
        "low_words": low,
        "commas": classes[t.COMMA] / every,
        "stops": classes[t.STOP],
        "stop_share": classes[t.STOP] / every,
        "colons": classes[t.COLON],
        "quotes": classes[t.QUOTE] / every,
        "brackets": classes[t.OPEN] / every,
        "dashes": classes[t.DASH] / every,
        "bars": classes[t.BAR] + classes[t.SLASH] + classes[t.AT],
        "symbols": (classes[t.OTHER] + classes[t.CURRENCY]) / characters,
        "breaks": classes[t.BREAK],
        "stop_last": stop_last.astype(np.float64),
        "ellipsis": ((last == t.ELLIPSIS) | ((last == t.STOP) & (before == t.STOP))).astype(np.float64),
    }


def _layout(gaps: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Return the line breaks before each block, at most 2, the indent of its line, and the line breaks behind it."""
    # Most gaps of a document are alike.
    breaks = {gap: float(min(gap.count("\n"), 2)) for gap in set(gaps)}
    indent = {gap: min(float(len(gap) - 1 - gap.rfind("\n")), 12.0) for gap in breaks}
    # The document's ends count as blank lines.
    around = np.array([2.0, *[breaks[gap] for gap in gaps[1:]], 2.0])[: len(gaps) + 1]
    return around[:-1], np.array([indent[gap] for gap in gaps], np.float64), around[1:]


def _prose(own: Columns) -> Floats:
    """Return the words of blocks that look like prose, 0 for others."""
    sentence = (own["stop_last"] > 0) | (own["stops"] + own["commas"] * own["words"] >= 2)
    prose = (own["words"] >= _PROSE_WORDS) & sentence & (own["low"] >= 0.4)
    return np.where(prose, own["words"], 0.0)


def _document(own: Columns) -> Columns:
    """Return means over the document, the same for each of its blocks."""
    blocks = len(own["words"])
    one = np.ones(blocks)
    total = max(float(own["words"].sum()), 1.0)
    count = max(blocks, 1)
    columns = {f"all_{name}": one * (float(own[name].sum()) / count) for name in _DOCUMENT}
    columns["all_blocks"] = one * blocks
    columns["all_total"] = one * total
    columns["all_prose_share"] = one * (own["prose"].sum() / total)
    columns["all_long"] = one * ((own["words"] >= _LONG_WORDS).sum() / count)
    columns["all_longest"] = one * float(own["words"].max(initial=0.0))
    columns["all_low"] = one * (own["low_words"].sum() / total)
    columns["all_lexical"] = one * (np.abs(own["lexical"]) * own["words"]).sum() / total
    return columns
