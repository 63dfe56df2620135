"""The measured facts of a page's blocks: one row per block, one column per feature."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.classifier.columns import COLUMNS
from cleaner.classifier.containers import Index, above, branch, main_element, nearness
from cleaner.classifier.facts import Blocks, Column, Table, facts, window
from cleaner.classifier.hints import Hints
from cleaner.classifier.marks import marks
from cleaner.classifier.places import Places, places
from cleaner.classifier.text_counts import Counts, count
from cleaner.classifier.text_grams import linear
from cleaner.classifier.wording import Words, lexical, likeness, repeats, shape
from cleaner.model import Markup

_TAGS = (
    ("nav",),
    ("footer",),
    ("aside",),
    ("main",),
    ("form", "button"),
    ("figcaption", "caption"),
    ("li",),
)
_CUES = (
    ("navigation",),
    ("footer",),
    ("comment",),
    ("caption", "credit"),
    ("media",),
    ("share", "newsletter", "paywall", "cookie", "advertisement", "copyright"),
)
_TAG_COLUMNS = {name: column for column, group in enumerate(_TAGS) for name in group}
_CUE_COLUMNS = {name: column for column, group in enumerate(_CUES, len(_TAGS)) for name in group}
_RANKED = "p li pre blockquote dd tr td h2 h3 h4 h1 h5 h6 figcaption section article div".split()
_RANK = {name: rank for rank, name in enumerate(_RANKED, 1)}
_LEVELS = (
    (1, ("prose", "links", "mean", "text", "children")),
    (2, ("prose", "links", "text")),
    (3, ("prose", "links", "text", "blocks")),
    (4, ("links", "blocks")),
)  # of the elements above a block: steps, and what is measured there
_NEVER = 999.0  # distance, in blocks, to something that is not there


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The blocks of a page as numbers: what both models look at."""

    matrix: Column
    """One row per block, one column per entry of `COLUMNS`."""
    marks: Column
    """One row per block, one column per entry of `MARKS`."""
    groups: tuple[Index, ...]
    """What a block belongs together with: numbers of the element one step up, and of the blocks of its kind."""
    weight: Column
    """How much a block counts in its groups: the root of its words and one more."""


def measure(
    texts: Sequence[str],
    markups: Sequence[Markup],
    hints: Hints,
    lexicon: npt.NDArray[np.float32],
    counts: Counts | None = None,
) -> Measured:
    """Measure the blocks of a page.

    Args:
        texts: of the blocks, in document order; at least one.
        markups: what the DOM says about them, one for each.
        hints: what the page says about its own text.
        lexicon: weights of words, see `cleaner.classifier.text_grams`.
        counts: of the texts, where they are known.

    Returns:
        The blocks as numbers, no NaN among them. Takes time linear in the size of the page.
    """
    counts = counts or count(texts)
    said, likely = (scores.astype(np.float32) for scores in linear(counts, lexicon))
    where = places(markups)
    blocks = facts(counts, markups, where, likely)
    words = [text.lower().split() for text in texts]
    title = _likeness(words, blocks.words, hints.title)
    looks = where.numbered([(m.tag, m.cues, m.heading) for m in where.markups])
    kinds = where.numbered([(m.tag, m.near, m.tags, len(m.path)) for m in where.markups])
    table = (
        shape(blocks, counts)
        | lexical(blocks, said, likely)
        | _markup(where)
        | _position(blocks)
        | _containers(blocks)
        | _main(blocks)
        | _alike("look", looks, blocks)
        | _alike("kind", kinds, blocks)
        | repeats(texts)
        | _headings(title, blocks)
        | _sections(blocks)
        | _neighbours(blocks)
        | _page(blocks)
        | likeness(texts, words, blocks, hints)
    )
    return Measured(
        np.stack([table[column.name] for column in COLUMNS], dtype=np.float32).T,
        marks(where, counts, blocks.links, title),
        (above(blocks.tree, 1), kinds),
        np.sqrt(blocks.words + 1),
    )


def _markup(where: Places) -> Table:
    rows = where.each([_row(markup) for markup in where.markups])
    table: Table = {"tag": where.each([_RANK.get(markup.tag, 0) for markup in where.markups])}
    table |= {f"in_{group[0]}": rows[:, column] for column, group in enumerate(_TAGS)}
    return table | {f"cue_{group[0]}": rows[:, column] for column, group in enumerate(_CUES, len(_TAGS))}


def _row(markup: Markup) -> list[int]:
    """Return what a block's tags, cues and near cues say, one number per group of `_TAGS` and of `_CUES`."""
    row = [0] * (len(_TAGS) + len(_CUES))
    for names, columns, value in (
        (markup.tags, _TAG_COLUMNS, 1),
        (markup.cues, _CUE_COLUMNS, 1),
        (markup.near, _CUE_COLUMNS, 2),
    ):
        for name in names:
            if name in columns:
                row[columns[name]] = value
    return row


def _before(values: Column) -> Column:
    """Return the share of the sum that stands before each block."""
    sums = np.cumsum(values, dtype=np.float64)
    before: Column = ((sums - values) / max(float(sums[-1]), 1.0)).astype(np.float32)
    return before


def _position(blocks: Blocks) -> Table:
    return {"text_before": _before(blocks.length), "prose_before": _before(blocks.prose)}


def _containers(blocks: Blocks) -> Table:
    """Measure the elements one to four steps above each block."""
    tree = blocks.tree
    prose, text = max(float(blocks.prose.sum()), 1.0), max(float(blocks.length.sum()), 1.0)
    weight = np.maximum(tree.length, 1)
    measures = {
        "prose": tree.prose / prose,
        "links": tree.links / weight,
        "mean": np.log1p(tree.length / np.maximum(tree.blocks, 1)),
        "text": tree.length / text,
        "blocks": np.log1p(tree.blocks),
        "children": np.log1p(tree.children),
    }
    table: Table = {}
    for steps, names in _LEVELS:
        element = above(tree, steps)
        table |= {f"{name}_up{steps}": measures[name][element] for name in names}
    return table


def _main(blocks: Blocks) -> Table:
    """Measure how each block stands to the deepest elements that hold most of the running text."""
    tree = blocks.tree
    text = max(float(blocks.length.sum()), 1.0)
    links = tree.links / np.maximum(tree.length, 1)
    table: Table = {}
    for share in (50, 80):
        main = main_element(tree, share / 100)
        part = branch(tree, main)
        there = part > 0
        table[f"up{share}"], table[f"down{share}"] = nearness(tree, main)
        table[f"size{share}"] = np.full(len(part), tree.length[main] / text, np.float32)
        table[f"children{share}"] = np.full(len(part), np.log1p(tree.children[main]), np.float32)
        whole = max(float(tree.prose[main]), 1.0)
        for name, values in (
            ("prose", tree.prose / whole),
            ("links", links),
            ("blocks", np.log1p(tree.blocks)),
            ("children", np.log1p(tree.children)),
        ):
            table[f"branch{share}_{name}"] = np.where(there, values[part], -1).astype(np.float32)
    return table


def _alike(name: str, kind: Index, blocks: Blocks) -> Table:
    """Measure the blocks that look like each block: those with the same number."""
    length, prose = blocks.length, blocks.prose
    text, long = np.bincount(kind, length), np.bincount(kind, prose)
    safe = np.maximum(text, 1)
    measures = {
        "blocks": np.log1p(np.bincount(kind)),
        "text": text / max(float(text.sum()), 1.0),
        "prose": long / max(float(long.sum()), 1.0),
        "ratio": long / safe,
        "links": np.bincount(kind, blocks.links * length) / safe,
    }
    return {f"{name}_{measure}": values[kind].astype(np.float32) for measure, values in measures.items()}


def _since(marks: npt.NDArray[np.bool_]) -> Column:
    """Return the logarithm of the distance, in blocks, to the last marked block at or before each."""
    index = np.arange(len(marks), dtype=np.float32)
    last = np.maximum.accumulate(np.where(marks, index, -1e6))
    distance: Column = np.log1p(np.minimum(index - last, _NEVER)).astype(np.float32)
    return distance


def _likeness(words: Words, sizes: Column, title: str) -> Column:
    """Return how many words each short block has in common with the title, 0 to 1 (Dice)."""
    wanted = frozenset(title.lower().split())
    likeness = np.zeros(len(sizes), np.float32)
    for index in np.flatnonzero(sizes <= 40).tolist() if wanted else ():
        common = len(wanted.intersection(words[index]))
        if common:
            likeness[index] = 2 * common / (len(set(words[index])) + len(wanted))
    return likeness


def _headings(title: Column, blocks: Blocks) -> Table:
    heading = blocks.heading
    headline = int(np.argmax(title + 0.3 * (heading == 1) + 0.1 * (heading > 0)))
    offset = np.arange(len(title), dtype=np.float32) - headline
    up, down = nearness(blocks.tree, int(above(blocks.tree, 0)[headline]))
    return {
        "from_title": np.sign(offset) * np.log1p(np.abs(offset)),
        "up_title": up,
        "down_title": down,
        "since_heading": _since(heading > 0),
        "until_heading": _since(heading[::-1] > 0)[::-1],
        "since_h1": _since(heading == 1),
    }


def _sections(blocks: Blocks) -> Table:
    """Measure the run of blocks from one heading to the next."""
    heading, length, links = blocks.heading, blocks.length, blocks.links
    part = np.cumsum(heading > 0)
    text = np.bincount(part, length)
    safe = np.maximum(text, 1)
    index = np.arange(len(heading))
    last = np.maximum.accumulate(np.where(heading > 0, index, -1))
    return {
        "section_text": np.log1p(text)[part],
        "section_blocks": np.log1p(np.bincount(part))[part],
        "section_links": (np.bincount(part, length * links) / safe)[part],
        "heading_level": np.where(last >= 0, heading[np.maximum(last, 0)], 0),
    }


def _neighbours(blocks: Blocks) -> Table:
    length = blocks.length
    linked = blocks.links * length
    table: Table = {}
    for reach in (3, 8):
        text: Column = np.maximum(window(length, reach), 1)
        table[f"links_near{reach}"] = window(linked, reach) / text
    return table


def _page(blocks: Blocks) -> Table:
    size, length = len(blocks.prose), blocks.length
    text = max(float(length.sum()), 1.0)
    headings = blocks.heading > 0
    values = {
        "page_blocks": np.log1p(size),
        "page_text": np.log1p(text),
        "page_links": float((blocks.links * length).sum()) / text,
        "page_prose": float(blocks.prose.sum()) / text,
        "page_paragraphs": np.log1p(float((blocks.prose > 0).sum())),
        "page_longest": np.log1p(float(length.max())),
        "page_headings": np.log1p(float(headings.sum())),
        "page_heading_links": float(blocks.links[headings].mean()) if headings.any() else 0.0,
    }
    return {name: np.full(size, value, np.float32) for name, value in values.items()}
