"""Which blocks of an HTML page belong to the article: measured facts in, one score per block out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.classifier.cut import cut, expected
from cleaner.classifier.hints import Hints, hints
from cleaner.classifier.matrix import matrix
from cleaner.classifier.trees import Forest, WeightsError, evaluate, load
from cleaner.model import Markup

__all__ = ["Hints", "Verdict", "WeightsError", "hints", "judge_html", "score_html"]

MODEL = "html"
"""Name of the weights."""
NOTHING = 10.0
"""A page whose blocks promise fewer words of body than this holds no article."""

_NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says about a page."""

    keep: tuple[bool, ...]
    """Per block: whether it belongs to the body."""
    confidence: tuple[float, ...]
    """Per block: how sure that is, 0 to 1."""
    page_confidence: float
    """The word F1 the classifier expects of its own answer, 0 to 1."""


def score_html(
    texts: Sequence[str], markups: Sequence[Markup], page: Hints = _NO_HINTS, model: Forest | None = None
) -> npt.NDArray[np.float64]:
    """Return, for every block of a page, the probability that it belongs to the body.

    Args:
        texts: of the blocks, in document order.
        markups: what the DOM says about them, one for each.
        page: what the page says about its own text; scores are a little better with it.
        model: other weights than the shipped ones.

    Returns:
        One number from 0 to 1 per block.

    Raises:
        ValueError: there are not as many markups as texts.
        WeightsError: the weights are missing or damaged.
    """
    if len(texts) != len(markups):
        raise ValueError(f"{len(texts)} texts but {len(markups)} markups")
    forest = model or load(MODEL)
    if forest.words is None:
        raise WeightsError("the model has no weights of words")
    return evaluate(forest, matrix(texts, markups, page, forest.words))


def judge_html(scores: npt.NDArray[np.float64], sizes: Sequence[int], beta: float = 1.0) -> Verdict:
    """Turn the scores of a page into one answer per block.

    Args:
        scores: from `score_html`.
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
    return Verdict(tuple(keep.tolist()), tuple(sure.tolist()), page)
