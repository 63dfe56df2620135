"""Features of where a block stands: in the document, and against the stretch that holds most of its prose."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONG = 20.0
_COST = (6.0, 15.0)
_NEAR = 60.0


def place(words: Floats, prose: Floats, likely: Floats) -> dict[str, Floats]:
    """Return the place of each block.

    Args:
        words: of each block.
        prose: words of blocks that look like prose, 0 for others.
        likely: linear score of each block.
    """
    blocks = len(words)
    index = np.arange(blocks, dtype=np.float64)
    before = np.cumsum(words) - words
    total = max(float(words.sum()), 1.0)
    prose_before = np.cumsum(prose) - prose
    prose_total = max(float(prose.sum()), 1.0)
    long = prose >= _LONG
    found = {
        "index": np.minimum(index, 500.0),
        "index_share": index / max(blocks, 1),
        "from_end": np.minimum(blocks - 1 - index, 500.0),
        "words_before": before,
        "words_share": before / total,
        "words_after": total - before - words,
        "prose_before": prose_before,
        "prose_share": prose_before / prose_total,
        "prose_after": prose_total - prose_before - prose,
        **_distances(long, index),
    }
    sure = words * np.tanh(likely / 2)
    for name, gain in (("a", prose - _COST[0]), ("b", prose - _COST[1] - words * 0.3), ("c", sure - 1.0)):
        start, end = _stretch(np.where(prose > 0, gain, np.minimum(gain, 0.0)) if name != "c" else gain)
        inside = np.zeros(blocks)
        inside[start:end] = 1.0
        found[f"stretch_{name}"] = inside
        found[f"stretch_{name}_from"] = _within(index - start, _NEAR)
        found[f"stretch_{name}_to"] = _within(end - 1 - index, _NEAR)
    return found


def _distances(long: NDArray[np.bool_], index: Floats) -> dict[str, Floats]:
    """Return the blocks to the nearest long prose before and after, and to the first and last of the document."""
    blocks = len(long)
    far = 99.0
    back = np.maximum.accumulate(np.where(long, index, -far)) if blocks else index
    on = np.minimum.accumulate(np.where(long, index, blocks + far)[::-1])[::-1] if blocks else index
    places = np.flatnonzero(long)
    first, last = (float(places[0]), float(places[-1])) if len(places) else (-far, -far)
    return {
        "long_back": np.minimum(index - back, far),
        "long_on": np.minimum(on - index, far),
        "long_first": _within(index - first, far),
        "long_last": _within(index - last, far),
    }


def _within(values: Floats, most: float) -> Floats:
    """Return the values, those further from 0 than `most` at that; they are changed in place."""
    # A third of the time that `np.clip` takes for few values.
    return np.minimum(np.maximum(values, -most, out=values), most, out=values)


def _stretch(gain: Floats) -> tuple[int, int]:
    """Return the run of blocks with the greatest sum of gains."""
    if not len(gain):
        return 0, 0
    sums = np.zeros(len(gain) + 1)
    np.cumsum(gain, out=sums[1:])
    lowest = np.minimum.accumulate(sums)
    end = int(np.argmax(sums - lowest))
    if end == 0:
        return 0, 0
    return int(np.argmin(sums[: end + 1])), end
