"""Features of what the blocks say: their own shape, their words, copies, and likeness to the page's own summary."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cleaner.classifier.containers import above, held
from cleaner.classifier.facts import Blocks, Column, Table, window
from cleaner.classifier.hints import Hints
from cleaner.classifier.text_counts import (
    CLASSES,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    ELLIPSIS,
    QUOTE,
    STOP,
    Counts,
)

Words = Sequence[Sequence[str]]
"""The words of each block, in lower case, as white space separates them."""

# By class of code point.
_CLOSING = np.zeros(CLASSES, np.bool_)
_CLOSING[[QUOTE, CLOSE]] = True
_ENDING = np.zeros(CLASSES, np.float32)
_ENDING[[STOP, ELLIPSIS]] = 2.0
_ENDING[[COMMA, COLON, DASH]] = 1.0
_SUMMARY = 5  # a description with fewer words says nothing
_WORK = 500_000_000  # blocks times characters of the embedded article: beyond it nothing is looked up there


def shape(blocks: Blocks, counts: Counts) -> Table:
    """Measure what each text looks like."""
    # A closing quote or bracket stands behind the sign that ends the sentence.
    last = np.where(_CLOSING[counts.last], counts.before_last, counts.last)
    return {
        "words": np.log1p(blocks.words),
        "ending": _ENDING[last],
        "stops": np.log1p(blocks.stops),
        "heading": blocks.heading,
    }


def lexical(blocks: Blocks, words: Column, likely: Column) -> Table:
    """Measure what the words say by themselves: of the block, of its surroundings, of its containers.

    Args:
        blocks: facts about the blocks.
        words: what the words of each block say for body.
        likely: what words and shape say.
    """
    weight = np.sqrt(blocks.words).astype(np.float32)

    def smooth(values: Column, reach: int) -> Column:
        near: Column = np.maximum(window(weight, reach), 0.5)
        return window(values * weight, reach) / near

    tree = blocks.tree
    least: Column = np.maximum(held(tree, weight), 0.5)
    inside = held(tree, likely * weight) / least
    total = float((likely * weight).sum()) / max(float(weight.sum()), 0.5)
    return {
        "lexical": words,
        "likely": likely,
        "lexical_near2": smooth(words, 2),
        "likely_near4": smooth(likely, 4),
        "likely_near12": smooth(likely, 12),
        "likely_up1": inside[above(tree, 1)],
        "likely_up2": inside[above(tree, 2)],
        "likely_page": np.full(len(words), total, np.float32),
    }


def repeats(texts: Sequence[str]) -> Table:
    """Count the copies of each text on the page."""
    seen: dict[str, int] = {}
    before = np.zeros(len(texts), np.float32)
    for index, text in enumerate(texts):
        before[index] = seen[text] = seen.get(text, -1) + 1
    copies = np.array([seen[text] for text in texts], np.float32)
    return {"copies": np.minimum(copies, 9), "copies_before": np.minimum(before, 9)}


def likeness(texts: Sequence[str], words: Words, blocks: Blocks, hints: Hints) -> Table:
    """Measure what the page's description and its embedded article have in common with each text.

    Args:
        texts: of the blocks.
        words: of each text, in lower case.
        blocks: facts about the blocks.
        hints: what the page says about its own text.
    """
    size = len(texts)
    described = np.zeros(size, np.float32)
    stated = np.zeros(size, np.float32)
    summary = hints.description.lower().split()
    if len(summary) >= _SUMMARY:
        pairs, first = set(pairwise(summary)), frozenset(summary[:-1])
        for index in np.flatnonzero(blocks.words >= 3).tolist():
            own = words[index]
            if len(own) > 1 and not first.isdisjoint(own):
                hits = sum(map(pairs.__contains__, pairwise(own)))
                described[index] = min(hits / min(len(own) - 1, len(pairs)), 1)
    if hints.body and len(texts) * len(hints.body) <= _WORK:
        stated[:] = [2.0 if hints.holds(text) else 1.0 for text in texts]
    return {"described": described, "stated": stated}
