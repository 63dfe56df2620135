"""Weights of words as small integers: how a model file holds them, and the table they spread out to."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

NAMES = ("values", "skips", "step", "places")
"""The arrays of a lexicon: integers, the gaps between their places, what one counts, and the number of places."""


def spread(arrays: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """Return the table of weights that the arrays of a file describe.

    Args:
        arrays: the arrays, by name.

    Returns:
        One weight per place, 0 where the file has none.

    Raises:
        KeyError: an array is missing.
        IndexError: a place lies outside the table.
    """
    values, skips, step, places = (arrays[name] for name in NAMES)
    table = np.zeros((int(places), *values.shape[1:]), np.float32)
    table[np.cumsum(skips, dtype=np.int64)] = values.astype(np.float32) * step.astype(np.float32)
    return table
