"""Features of a block's neighbours, one by one and as means over windows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SINGLE: Final = ("words", "stop_last", "title", "likely", "digits", "low")
_SYMMETRIC: Final = {
    3: ("words", "stop_last", "prose", "likely", "title", "commas", "digits", "seen", "indent"),
    8: ("words", "stop_last", "prose", "likely", "title", "seen", "topic", "low"),
    15: ("words", "stop_last", "prose", "likely", "topic"),
    40: ("prose", "likely", "lexical"),
}
_SIDES: Final = {5: ("words", "likely"), 12: ("words", "prose", "likely")}
_USED: Final = tuple(dict.fromkeys(name for names in (*_SYMMETRIC.values(), *_SIDES.values()) for name in names))
_PLACE: Final = {name: place for place, name in enumerate(_USED)}


def around(columns: dict[str, Floats]) -> dict[str, Floats]:
    """Return the neighbours' features.

    Args:
        columns: features of the blocks themselves by name.

    Returns:
        More columns: `NAME@+1` is the next block's, `NAME~3` the mean over three blocks on either side and the block
        itself, `NAME<5` and `NAME>5` the means over the five blocks before and after.
    """
    table = np.stack([columns[name] for name in _USED], axis=1)
    sums = np.concatenate([np.zeros((1, len(_USED))), np.cumsum(table, axis=0)])
    found: dict[str, Floats] = {}
    for name in _SINGLE:
        found[f"{name}@-1"], found[f"{name}@+1"] = shift(columns[name], -1), shift(columns[name], 1)
    for width, names in _SYMMETRIC.items():
        means = _means(sums, -width, width + 1)
        found.update({f"{name}~{width}": means[:, _PLACE[name]] for name in names})
    for width, names in _SIDES.items():
        before, after = _means(sums, -width, 0), _means(sums, 1, width + 1)
        for name in names:
            found[f"{name}<{width}"], found[f"{name}>{width}"] = before[:, _PLACE[name]], after[:, _PLACE[name]]
    return found


def shift(column: Floats, step: int) -> Floats:
    """Return the values of the blocks `step` further on, -1 outside the document."""
    found = np.full(len(column), -1.0)
    if step < 0:
        found[-step:] = column[:step]
    else:
        found[:-step] = column[step:]
    return found


def _means(sums: Floats, low: int, high: int) -> Floats:
    """Return the means over the blocks from `low` to before `high` around each, as far as there are any."""
    blocks = len(sums) - 1
    index = np.arange(blocks)
    start, end = np.clip(index + low, 0, blocks), np.clip(index + high, 0, blocks)
    means: Floats = (sums[end] - sums[start]) / np.maximum(end - start, 1)[:, None]
    return means
