"""Where to cut a page's scores: the threshold that promises the best F-measure for this very page."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def cut(scores: npt.NDArray[np.float64], sizes: Sequence[int] | npt.NDArray[np.int64], beta: float = 1.0) -> float:
    """Return the threshold with the highest expected F-measure over the words of a page.

    Every score is read as the share of its block's words that belong to the body. Keeping the blocks from some
    score up then promises a number of right words, so precision and recall can be expected without knowing either.

    Args:
        scores: one per block, 0 to 1.
        sizes: words per block.
        beta: how many times more recall counts than precision; 1 weighs both alike, 0.5 prefers precision, 2 recall.

    Returns:
        A score of the page: blocks at or above it stay. Infinity where no block has a word.
    """
    weights = np.asarray(sizes, dtype=np.float64)
    order = np.argsort(-scores, kind="stable")
    ranked, said = scores[order], np.cumsum(weights[order])
    if not len(said) or said[-1] <= 0:
        return float("inf")
    right = np.cumsum((weights * scores)[order])
    meant = right[-1]
    square = beta * beta
    expected = (1.0 + square) * right / np.maximum(said + square * meant, 1e-9)
    # Equal scores stay or go together: only the last of them is a place to cut.
    last = np.append(ranked[1:] < ranked[:-1], True)
    best = int(np.argmax(np.where(last, expected, -1.0)))
    return float(ranked[best])


def expected(scores: npt.NDArray[np.float64], sizes: Sequence[int] | npt.NDArray[np.int64], threshold: float) -> float:
    """Return the F1 that the scores themselves promise for a threshold, 0 to 1: the confidence in a page.

    Args:
        scores: one per block, 0 to 1.
        sizes: words per block.
        threshold: blocks at or above it stay.
    """
    weights = np.asarray(sizes, dtype=np.float64)
    stays = scores >= threshold
    said = float(weights[stays].sum())
    right = float((weights * scores)[stays].sum())
    meant = float((weights * scores).sum())
    return 2.0 * right / (said + meant) if said + meant > 0 else 0.0
