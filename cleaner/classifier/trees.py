"""Decision trees as plain arrays, evaluated with NumPy: all trees at once, level by level."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.classifier.stored import unpacked

Matrix = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]

_ROWS = 128  # rows per step: what one step of all trees looks at stays in the cache


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees of one model. A node sends a row to `child` where its value is at most `threshold`, else to `child` + 1.

    A leaf points at itself and has an infinite threshold, so that a walk of `depth` steps ends in a leaf.
    """

    feature: npt.NDArray[np.intp]
    threshold: npt.NDArray[np.float32]
    child: npt.NDArray[np.intp]
    value: npt.NDArray[np.float64]
    """Of leaves; 0 elsewhere."""
    roots: npt.NDArray[np.intp]
    """The first node of every tree; tree `t` votes for class `t % classes`."""
    depth: int
    classes: int
    """1 for a yes-or-no model."""
    columns: tuple[str, ...]
    """Names of the features, in the order of the matrix."""


def read(content: bytes) -> Forest:
    """Return the forest that a `.npz` file holds.

    Args:
        content: the bytes of the file.

    Raises:
        WeightsError: the bytes are not such a file.
    """
    return unpacked(content, _forest, "the weights")


def _forest(arrays: dict[str, Any]) -> Forest:
    return Forest(
        feature=arrays["feature"].astype(np.intp),
        threshold=arrays["threshold"].astype(np.float32),
        child=arrays["child"].astype(np.intp),
        value=arrays["value"].astype(np.float64),
        roots=arrays["roots"].astype(np.intp),
        depth=int(arrays["depth"]),
        classes=int(arrays["classes"]),
        columns=tuple(str(name) for name in arrays["columns"]),
    )


def evaluate(forest: Forest, matrix: Matrix) -> Scores:
    """Return what the forest says about every row.

    Args:
        forest: the model.
        matrix: one row per block, one column per feature, no NaN.

    Returns:
        For a yes-or-no model one probability per row; else one row of probabilities per class that sum to 1.

    Raises:
        ValueError: the matrix has not one column per feature of the model.
    """
    if matrix.shape[1] != len(forest.columns):
        raise ValueError(f"expected {len(forest.columns)} columns, got {matrix.shape[1]}")
    parts = [_raw(forest, matrix[start : start + _ROWS]) for start in range(0, len(matrix), _ROWS)]
    raw = np.concatenate(parts) if parts else np.zeros((0, forest.classes))
    if forest.classes == 1:
        logistic: Scores = 1.0 / (1.0 + np.exp(-raw[:, 0]))
        return logistic
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    shares: Scores = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _raw(forest: Forest, matrix: Matrix) -> Scores:
    """Return the sums of the leaves that the rows fall into, one column per class."""
    rows = len(matrix)
    # One line per tree and per feature: neighbours in memory then ask about the same few nodes and the same feature.
    columns = np.ascontiguousarray(matrix.T, dtype=np.float32)
    flat, row = columns.ravel(), np.arange(rows, dtype=np.intp)
    start = forest.feature * rows
    roots = forest.roots[:, None]
    # All rows begin at the roots, so the first step looks nothing up.
    above = columns[forest.feature[forest.roots]] > forest.threshold[roots]
    node = forest.child[roots] + above
    for _ in range(forest.depth - 1):
        # Every place is valid; "clip" only spares `take` the copy that it makes to raise an error in time.
        value = flat.take(start.take(node, mode="clip") + row, mode="clip")
        above = value > forest.threshold.take(node, mode="clip")
        node = forest.child.take(node, mode="clip") + above
    leaves = np.ascontiguousarray(forest.value.take(node).T)
    sums: Scores = leaves.reshape(rows, -1, forest.classes).sum(axis=1)
    return sums
