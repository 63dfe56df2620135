"""Which blocks of an HTML page belong to the article: measured facts in, one score per block out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.classifier.cut import cut, expected
from cleaner.classifier.hints import Hints, hints
from cleaner.classifier.page import PageModel, PageScores, score_html
from cleaner.classifier.stored import WeightsError

__all__ = ["Hints", "PageModel", "PageScores", "Verdict", "WeightsError", "hints", "judge_html", "score_html"]

NOTHING = 10.0
"""A page whose blocks promise fewer words of body than this holds no article."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says about a page."""

    keep: tuple[bool, ...]
    """Per block: whether it belongs to the body."""
    confidence: tuple[float, ...]
    """Per block: how sure that is, 0 to 1."""
    page_confidence: float
    """The word F1 the classifier expects of its own answer, 0 to 1."""
    threshold: float
    """Blocks with this score or a higher one belong to the body; infinity where none does."""


def judge_html(scores: npt.NDArray[np.float64], sizes: Sequence[int], beta: float = 1.0) -> Verdict:
    """Turn the scores of a page into one answer per block.

    Args:
        scores: `PageScores.keep` of its blocks.
        sizes: words of every block.
        beta: how many times more recall counts than precision, see `cut`.

    Returns:
        The verdict. A page whose blocks promise hardly any words of body keeps none of them.
    """
    promised = float((scores * np.asarray(sizes, dtype=np.float64)).sum())
    threshold = cut(scores, sizes, beta) if promised >= NOTHING else float("inf")
    keep = scores >= threshold
    sure = np.where(keep, scores, 1.0 - scores)
    page = expected(scores, sizes, threshold) if promised >= NOTHING else 1.0 - min(promised / NOTHING, 1.0) / 2
    return Verdict(tuple(keep.tolist()), tuple(sure.tolist()), page, threshold)
