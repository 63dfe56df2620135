"""The measured facts of a page's blocks: one row per block, one column per feature."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaner.classifier.characters import Counts, count
from cleaner.classifier.containers import Elements, above, branch, elements, main_element, nearness
from cleaner.classifier.hints import Hints
from cleaner.model import Markup

Column = npt.NDArray[np.float32]
Table = dict[str, Column]

_TAGS = (
    "a article aside blockquote button caption code em figcaption figure footer form header li main nav noscript p pre "
    "section strong table time"
).split()
_CUES = (
    "advertisement author bio breadcrumb caption comment contact content cookie copyright credit date dek footer header "
    "headline kicker media navigation newsletter paywall quote related share sidebar tags"
).split()
_ORDER = {
    name: rank
    for rank, name in enumerate("p li pre blockquote dd tr td h2 h3 h4 h1 h5 h6 figcaption section article div".split(), 1)
}
_PROSE = 80.0  # least characters of a block of running text


def matrix(texts: Sequence[str], markups: Sequence[Markup], hints: Hints) -> Column:
    """Measure the blocks of a page."""
    if not texts:
        return np.zeros((0, len(COLUMNS)), np.float32)
    table = features(texts, markups, hints)
    return np.stack(list(table.values()), axis=1)


def features(texts: Sequence[str], markups: Sequence[Markup], hints: Hints) -> Table:
    counts = count(texts)
    links = np.fromiter((m.link_characters for m in markups), dtype=np.float32, count=len(markups))
    share = np.minimum(links / np.maximum(counts.solid, 1), 1)
    heading = np.fromiter((m.heading for m in markups), dtype=np.float32, count=len(markups))
    hidden = np.fromiter((m.hidden for m in markups), dtype=np.float32, count=len(markups))
    prose = np.where((counts.length >= _PROSE) & (share < 0.3) & (heading == 0) & (hidden == 0), counts.length, 0)
    prose = np.where((counts.stop > 0) | (counts.length >= 2 * _PROSE), prose, 0).astype(np.float32)
    tree = elements([m.path for m in markups], counts.length, share * counts.length, prose)
    table: Table = {}
    _own(table, counts, share)
    _markup(table, markups, heading, hidden)
    _position(table, counts, prose)
    _containers(table, tree, counts.length)
    _signature(table, markups, counts.length, share, prose)
    _repeats(table, texts)
    _headings(table, texts, heading, counts, hints)
    headline = int(np.argmax(table["title"] + 0.3 * (heading == 1) + 0.1 * (heading > 0)))
    own = above(tree, 0)[headline]
    _, table["up_title"], table["down_title"] = nearness(tree, int(own))
    _sections(table, heading, counts.length, share, prose)
    _neighbours(table, counts, share, prose, heading)
    _page(table, counts, share, prose)
    _hints(table, texts, counts, hints)
    return table


def _own(table: Table, counts: Counts, share: Column) -> None:
    letters = np.maximum(counts.solid, 1)
    words = np.maximum(counts.words, 1)
    table["length"] = np.log1p(counts.length)
    table["words"] = np.log1p(counts.words)
    table["word_length"] = np.minimum(counts.length / words, 30)
    table["upper"] = counts.upper / letters
    table["digits"] = counts.digit / letters
    table["stops"] = np.log1p(counts.stop)
    table["commas"] = counts.comma / words
    table["stop_rate"] = counts.stop / words
    table["capitals"] = counts.capital / words
    table["ending"] = counts.ending
    table["opening"] = counts.opening
    table["links"] = share


@lru_cache(maxsize=4096)
def _tag_row(tags: frozenset[str]) -> tuple[bool, ...]:
    return tuple(tag in tags for tag in _TAGS)


@lru_cache(maxsize=8192)
def _cue_row(cues: frozenset[str], near: frozenset[str]) -> tuple[int, ...]:
    return tuple(2 if cue in near else int(cue in cues) for cue in _CUES)


def _markup(table: Table, markups: Sequence[Markup], heading: Column, hidden: Column) -> None:
    tags = np.array([_tag_row(m.tags) for m in markups], dtype=np.float32)
    cues = np.array([_cue_row(m.cues, m.near) for m in markups], dtype=np.float32)
    table["tag"] = np.array([_ORDER.get(m.tag, 0) for m in markups], dtype=np.float32)
    table["heading"] = heading
    table["hidden"] = hidden
    for place, name in enumerate(_TAGS):
        table[f"in_{name}"] = tags[:, place]
    for place, name in enumerate(_CUES):
        table[f"cue_{name}"] = cues[:, place]


def _position(table: Table, counts: Counts, prose: Column) -> None:
    size = len(prose)
    index = np.arange(size, dtype=np.float32)
    table["index"] = np.log1p(index)
    table["place"] = index / max(size, 1)
    table["text_before"] = (np.cumsum(counts.length) - counts.length) / max(float(counts.length.sum()), 1.0)
    table["prose_before"] = (np.cumsum(prose) - prose) / max(float(prose.sum()), 1.0)
    table["from_end"] = np.log1p(size - index)


def _containers(table: Table, tree: Elements, length: Column) -> None:
    total = max(float(tree.prose.max(initial=0.0)), 1.0)
    page = max(float(length.sum()), 1.0)
    weight = np.maximum(tree.length, 1)
    of_page, ratio, links = tree.prose / total, tree.prose / weight, tree.links / weight
    mean = np.log1p(tree.length / np.maximum(tree.blocks, 1))
    for steps in (0, 1, 2, 3, 4, 6):
        element = above(tree, steps)
        table[f"prose_up{steps}"] = of_page[element]
        table[f"ratio_up{steps}"] = ratio[element]
        table[f"links_up{steps}"] = links[element]
        table[f"mean_up{steps}"] = mean[element]
        table[f"text_up{steps}"] = tree.length[element] / page
        table[f"blocks_up{steps}"] = np.log1p(tree.blocks[element])
        if steps:
            table[f"children_up{steps}"] = np.log1p(tree.children[element])
            table[f"per_child_up{steps}"] = np.log1p(tree.blocks[element] / np.maximum(tree.children[element], 1))
    for share in (50, 80):
        main = main_element(tree, share / 100)
        inside, up, down = nearness(tree, main)
        table[f"main{share}"] = inside
        table[f"up{share}"] = up
        table[f"down{share}"] = down
        table[f"size{share}"] = np.full(len(length), tree.length[main] / page, np.float32)
        part = branch(tree, main)
        whole = max(float(tree.prose[main]), 1.0)
        table[f"branch{share}_prose"] = np.where(part > 0, tree.prose[part] / whole, -1).astype(np.float32)
        table[f"branch{share}_links"] = np.where(part > 0, links[part], -1).astype(np.float32)
        table[f"branch{share}_blocks"] = np.where(part > 0, np.log1p(tree.blocks[part]), -1).astype(np.float32)
        table[f"branch{share}_children"] = np.where(part > 0, np.log1p(tree.children[part]), -1).astype(np.float32)
        table[f"children{share}"] = np.full(len(length), np.log1p(tree.children[main]), np.float32)
    table["depth"] = tree.depths.astype(np.float32)


def _signature(table: Table, markups: Sequence[Markup], length: Column, share: Column, prose: Column) -> None:
    for name, keys in (
        ("look", [(m.tag, m.cues, m.heading) for m in markups]),
        ("place", [(m.tag, m.near, m.tags, len(m.path)) for m in markups]),
    ):
        numbers: dict[object, int] = {}
        kind = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)
        size = np.bincount(kind)
        chars = np.bincount(kind, length)
        long = np.bincount(kind, prose)
        table[f"{name}_blocks"] = np.log1p(size)[kind].astype(np.float32)
        table[f"{name}_text"] = (chars / max(float(chars.sum()), 1.0))[kind].astype(np.float32)
        table[f"{name}_prose"] = (long / max(float(long.sum()), 1.0))[kind].astype(np.float32)
        table[f"{name}_ratio"] = (long / np.maximum(chars, 1))[kind].astype(np.float32)
        table[f"{name}_links"] = (np.bincount(kind, length * share) / np.maximum(chars, 1))[kind].astype(np.float32)


def _repeats(table: Table, texts: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    before = np.zeros(len(texts), np.float32)
    for index, text in enumerate(texts):
        before[index] = seen.get(text, 0)
        seen[text] = seen.get(text, 0) + 1
    table["copies_before"] = np.minimum(before, 9)
    table["copies"] = np.minimum(np.array([seen[text] for text in texts], np.float32), 9)


def _since(marks: Column) -> Column:
    """Return the distance to the last marked block at or before each, in blocks; 999 where there is none."""
    index = np.arange(len(marks), dtype=np.float32)
    last = np.maximum.accumulate(np.where(marks > 0, index, -1000))
    return np.minimum(index - last, 999).astype(np.float32)


def _headings(table: Table, texts: Sequence[str], heading: Column, counts: Counts, hints: Hints) -> None:
    wanted = set(hints.title.lower().split())
    likeness = np.zeros(len(texts), np.float32)
    if wanted:
        for index in np.flatnonzero(counts.words <= 40):
            words = set(texts[index].lower().split())
            common = len(words & wanted)
            if common:
                likeness[index] = 2 * common / (len(words) + len(wanted))
    table["title"] = likeness
    rank = likeness + 0.3 * (heading == 1) + 0.1 * (heading > 0)
    best = int(np.argmax(rank)) if len(rank) else 0
    offset = np.arange(len(texts), dtype=np.float32) - best
    table["from_title"] = np.sign(offset) * np.log1p(np.abs(offset))
    table["since_heading"] = np.log1p(_since(heading))
    table["since_h1"] = np.log1p(_since((heading == 1).astype(np.float32)))
    index = np.arange(len(texts))
    last = np.maximum.accumulate(np.where(heading > 0, index, -1))
    table["last_heading"] = np.where(last >= 0, heading[np.maximum(last, 0)], 0)
    ahead = (heading > 0)[::-1].astype(np.float32)
    table["until_heading"] = np.log1p(_since(ahead)[::-1])


def _sections(table: Table, heading: Column, length: Column, share: Column, prose: Column) -> None:
    """Measure the run of blocks from one heading to the next."""
    part = np.cumsum(heading > 0)
    text = np.bincount(part, length)
    safe = np.maximum(text, 1)
    table["section_text"] = np.log1p(text)[part].astype(np.float32)
    table["section_blocks"] = np.log1p(np.bincount(part))[part].astype(np.float32)
    table["section_links"] = (np.bincount(part, length * share) / safe)[part].astype(np.float32)
    table["section_prose"] = (np.bincount(part, prose) / safe)[part].astype(np.float32)
    index = np.arange(len(heading))
    last = np.maximum.accumulate(np.where(heading > 0, index, -1))
    table["heading_links"] = np.where(last >= 0, share[np.maximum(last, 0)], -1).astype(np.float32)
    after = np.minimum.accumulate(np.where(heading > 0, index, len(heading))[::-1])[::-1]
    there = after < len(heading)
    table["next_links"] = np.where(there, share[np.minimum(after, len(heading) - 1)], -1).astype(np.float32)


def _shift(values: Column, step: int) -> Column:
    moved = np.zeros_like(values)
    if abs(step) >= len(values):
        return moved
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved


def _window(values: Column, reach: int) -> Column:
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    index = np.arange(len(values))
    high, low = np.minimum(index + reach + 1, len(values)), np.maximum(index - reach, 0)
    return (sums[high] - sums[low]).astype(np.float32)


def _neighbours(table: Table, counts: Counts, share: Column, prose: Column, heading: Column) -> None:
    length = table["length"]
    for step in (-3, -2, -1, 1, 2, 3):
        table[f"length_{step:+d}"] = _shift(length, step)
    for step in (-2, -1, 1, 2):
        table[f"links_{step:+d}"] = _shift(share, step)
        table[f"ending_{step:+d}"] = _shift(counts.ending, step)
        table[f"heading_{step:+d}"] = _shift(heading, step)
    for reach in (3, 8, 20):
        text = np.maximum(_window(counts.length, reach), 1)
        size = _window(np.ones_like(length), reach)
        table[f"prose_near{reach}"] = _window(prose, reach) / text
        table[f"links_near{reach}"] = _window(share * counts.length, reach) / text
        table[f"mean_near{reach}"] = np.log1p(text / size)
    marks = (prose > 0).astype(np.float32)
    table["since_prose"] = np.log1p(_since(marks))
    table["until_prose"] = np.log1p(_since(marks[::-1])[::-1])


def _page(table: Table, counts: Counts, share: Column, prose: Column) -> None:
    size = len(prose)
    text = max(float(counts.length.sum()), 1.0)
    for name, value in (
        ("page_blocks", np.log1p(size)),
        ("page_text", np.log1p(text)),
        ("page_links", float((share * counts.length).sum()) / text),
        ("page_prose", float(prose.sum()) / text),
        ("page_paragraphs", np.log1p(float((prose > 0).sum()))),
        ("page_longest", np.log1p(float(counts.length.max(initial=0)))),
    ):
        table[name] = np.full(size, value, np.float32)
    table["rank"] = counts.length / max(float(counts.length.max(initial=1)), 1.0)


def _hints(table: Table, texts: Sequence[str], counts: Counts, hints: Hints) -> None:
    size = len(texts)
    described, stated = np.zeros(size, np.float32), np.zeros(size, np.float32)
    summary = hints.description.lower().split()
    if len(summary) >= 5:
        pairs = set(pairwise(summary))
        for index in np.flatnonzero(counts.words >= 3):
            words = texts[index].lower().split()
            own = len(words) - 1
            if own > 0:
                described[index] = sum(pair in pairs for pair in pairwise(words)) / min(own, len(pairs))
    table["described"] = np.minimum(described, 1)
    table["has_description"] = np.full(size, float(len(summary) >= 5), np.float32)
    if hints.body:
        for index, text in enumerate(texts):
            stated[index] = 2.0 if hints.holds(text) else 1.0
    table["stated"] = stated


COLUMNS = tuple(
    features(
        ["x"], [Markup("p", frozenset(), frozenset(), frozenset(), (1,), 0, hidden=False, heading=0)], Hints()
    )
)
