"""Features of order for the roles: what is kept before and after a block, and what its neighbours' words say."""

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier.text_windows import shift

Floats = NDArray[np.float64]

_KEPT = 0.5
_FAR = 30.0
_STEPS = (-2, -1, 1, 2)
_WINDOWS = (3, 10)
_HEAD = ("words", "stop_last", "title", "headline_cover")


def order(kept: Floats, topics: Floats, columns: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the features of order of each block; `names` says what the columns are.

    Args:
        kept: probability of each block that it is body.
        topics: what the words of each block say for each role, one column per role.
        columns: the block's own features by name, as `text_matrix` names them.
    """
    blocks = len(kept)
    mass = kept * columns["words"]
    total = max(float(mass.sum()), 1e-6)
    index = np.arange(blocks, dtype=np.float64)
    inside = kept >= _KEPT
    back = np.maximum.accumulate(np.where(inside, index, -_FAR)) if blocks else index
    on = np.minimum.accumulate(np.where(inside, index, blocks + _FAR)[::-1])[::-1] if blocks else index
    found = [kept, np.cumsum(mass) / total, (np.cumsum(mass) - mass) / total]
    found += [np.minimum(index - back, _FAR), np.minimum(on - index, _FAR)]
    found += [shift(kept, step) for step in _STEPS]
    sums = np.concatenate([[0.0], np.cumsum(kept)])
    places = np.arange(blocks)
    for width in _WINDOWS:
        low, high = np.maximum(places - width, 0), np.minimum(places + 1 + width, blocks)
        found += [(sums[places] - sums[low]) / width, (sums[high] - sums[places + 1]) / width]
    found += [shift(columns[name].astype(np.float64), step) for name in _HEAD for step in (-2, 2)]
    near = [shift(topics[:, role], step) for role in range(topics.shape[1]) for step in (-1, 1)]
    return np.stack([*found, *topics.T, *near], axis=1).astype(np.float32)


def names(roles: int) -> tuple[str, ...]:
    """Return the names of the columns of `order` for so many roles."""
    own = ["kept", "kept_until", "kept_before", "kept_back", "kept_on"]
    own += [f"kept@{step:+d}" for step in _STEPS]
    own += [f"kept{side}{width}" for width in _WINDOWS for side in "<>"]
    own += [f"{name}@@{step:+d}" for name in _HEAD for step in (-2, 2)]
    own += [f"topic{role}" for role in range(roles)]
    own += [f"topic{role}@{step:+d}" for role in range(roles) for step in (-1, 1)]
    return tuple(own)
