"""Where the page's long text stands: sums over the elements above every block."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """The block-level elements above the blocks, and what they hold."""

    flat: Index
    """Serial numbers of all paths, one behind the other."""
    starts: Index
    """Where the path of a block begins in `flat`."""
    depths: Index
    """Length of the path of a block."""
    blocks: Column
    """Per element: number of blocks, then sums of the three measures."""
    length: Column
    links: Column
    prose: Column
    level: Index
    """Per element: how many elements stand above it."""
    children: Column
    """Per element: how many of its children hold text."""


def elements(paths: Sequence[tuple[int, ...]], length: Column, links: Column, prose: Column) -> Elements:
    """Sum up the blocks below every element.

    Args:
        paths: `Markup.path` of every block.
        length: characters of every block.
        links: characters inside links.
        prose: characters of blocks that look like paragraphs of running text.

    Returns:
        The sums, by serial number of the element.
    """
    depths = np.fromiter(map(len, paths), dtype=np.intp, count=len(paths))
    flat = np.fromiter(chain.from_iterable(paths), dtype=np.intp, count=int(depths.sum()))
    starts = np.cumsum(depths) - depths
    level = np.zeros(int(flat.max(initial=0)) + 1, dtype=np.intp)
    level[flat] = np.arange(len(flat)) - np.repeat(starts, depths)

    parent = np.zeros(len(level), dtype=np.intp)
    inner = np.ones(len(flat), dtype=np.bool_)
    inner[starts[depths > 0]] = False
    below = np.flatnonzero(inner)
    parent[flat[below]] = flat[below - 1]
    children = np.bincount(parent, minlength=len(level)).astype(np.float32)
    blocks = np.bincount(flat, minlength=len(level)).astype(np.float32)
    length, links, prose = (_sums(flat, depths, values) for values in (length, links, prose))
    return Elements(flat, starts, depths, blocks, length, links, prose, level, children)


def held(tree: Elements, values: Column) -> Column:
    """Return, for every element, the sum of a measure over the blocks inside it."""
    return _sums(tree.flat, tree.depths, values)


def _sums(flat: Index, depths: Index, values: Column) -> Column:
    return np.bincount(flat, np.repeat(values, depths), minlength=1).astype(np.float32)


def branch(tree: Elements, element: int) -> Index:
    """Return, for every block inside an element, the child of that element it stands in, else 0."""
    level = int(tree.level[element]) + 1
    if not len(tree.flat):
        return np.zeros(len(tree.depths), dtype=np.intp)
    place = np.minimum(tree.starts + level, len(tree.flat) - 1)
    upper = tree.flat[np.maximum(place - 1, 0)]
    return np.where((tree.depths > level) & (upper == element), tree.flat[place], 0)


def above(tree: Elements, steps: int) -> Index:
    """Return, for every block, the element `steps` above its own, or the topmost one."""
    if not len(tree.flat):
        return np.zeros(len(tree.depths), dtype=np.intp)
    place = np.minimum(np.maximum(tree.starts + tree.depths - 1 - steps, tree.starts), len(tree.flat) - 1)
    return np.where(tree.depths > 0, tree.flat[place], 0)


def main_element(tree: Elements, share: float) -> int:
    """Return the deepest element that holds at least this share of the page's prose."""
    total = tree.prose.max(initial=0.0)
    holds = tree.prose >= share * total if total > 0 else tree.length >= share * tree.length.max(initial=0.0)
    rank = np.where(holds, tree.level + 1, 0)
    return int(np.argmax(rank))


def nearness(tree: Elements, element: int) -> tuple[Column, Column]:
    """Return how every block stands to an element.

    Returns:
        How many steps the element lies below their common ancestor (0 inside it), and how many the block does.
    """
    line = np.zeros(len(tree.level), dtype=np.float32)
    for start, depth in _path_of(tree, element):
        line[tree.flat[start : start + depth]] = 1.0
    ends = np.append(tree.starts, len(tree.flat))
    shared = np.concatenate(([0.0], np.cumsum(line[tree.flat])))
    common = (shared[ends[1:]] - shared[ends[:-1]]).astype(np.float32)
    steps = float(line.sum()) - common
    return steps.astype(np.float32), (tree.depths - common).astype(np.float32)


def _path_of(tree: Elements, element: int) -> list[tuple[int, int]]:
    """Return where the path of an element stands in `flat`: start and length; nothing for an unknown element."""
    found = np.flatnonzero(tree.flat == element)[:1]
    return [(int(place - tree.level[element]), int(tree.level[element]) + 1) for place in found]
