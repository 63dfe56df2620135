"""The page model: a forest and a network look at the same measures, and the model for plain text at the text alone.

The forest knows what the model for plain text says. The mean of all three decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.classifier import network, text, trees
from cleaner.classifier.hints import Hints
from cleaner.classifier.matrix import Measured, measure
from cleaner.classifier.network import ROLES, Network
from cleaner.classifier.stored import verified
from cleaner.classifier.text import TextModel
from cleaner.classifier.text_counts import Counts, count
from cleaner.classifier.text_decode import log_odds
from cleaner.classifier.trees import Forest
from cleaner.model import Markup

Scores = npt.NDArray[np.float64]

PARTS: Final = ("html-forest", "html-network")
"""The files of a model, beside those of the model for plain text."""

_NO_HINTS = Hints()
_TEXT = 0.1  # share of the plain text in the mean; forest and network share the rest


@dataclass(frozen=True, slots=True, eq=False)
class PageModel:
    """Everything that the classifier has learned of pages."""

    forest: Forest
    """Says body or not."""
    network: Network
    text: TextModel
    """The model for plain text; its weights of words serve the measures, too."""


@dataclass(frozen=True, slots=True, eq=False)
class PageScores:
    """What the classifier says about the blocks of one page."""

    keep: Scores
    """One probability per block: that it belongs to the body."""
    roles: Scores
    """One row per block, one column per entry of `cleaner.classifier.network.ROLES`; a row adds up to 1."""


@cache
def shipped() -> PageModel:
    """Return the model of the wheel, read once per process.

    Raises:
        WeightsError: a file is missing or is not the one that its manifest names.
    """
    return read_model(files("cleaner.classifier") / "weights", text.shipped())


def read_model(folder: Traversable, plain: TextModel) -> PageModel:
    """Return the model whose files stand in a folder.

    Args:
        folder: holds `NAME.npz` and `NAME.json` for each name of `PARTS`.
        plain: the model for plain text that the forest was trained with.

    Raises:
        WeightsError: a file is missing or is not the one that its manifest names.
    """
    forest, net = (verified(folder, name) for name in PARTS)
    return PageModel(trees.read(forest), network.read(net), plain)


def score_html(
    texts: Sequence[str], markups: Sequence[Markup], page: Hints = _NO_HINTS, model: PageModel | None = None
) -> PageScores:
    """Judge the blocks of one page.

    Args:
        texts: of the blocks, in document order.
        markups: what the DOM says about them, one for each.
        page: what the page says about its own text; scores are a little better with it.
        model: another model than the shipped one.

    Returns:
        The scores of each block.

    Raises:
        ValueError: there are not as many markups as texts.
        WeightsError: the weights are missing or damaged.
    """
    if len(texts) != len(markups):
        raise ValueError(f"{len(texts)} texts but {len(markups)} markups")
    if not texts:
        return PageScores(np.zeros(0), np.zeros((0, len(ROLES))))
    model = model or shipped()
    counts = count(texts)
    # First, so that of a huge page only one model's numbers are held at a time.
    plain = plain_odds(counts, model.text)
    return judge(model, measure(texts, markups, page, model.text.words, counts), plain)


def plain_odds(counts: Counts, plain: TextModel) -> Scores:
    """Return the log-odds that each block is body by what the model for plain text says, one number per block.

    Args:
        counts: of the blocks, at least one.
        plain: the model.
    """
    return log_odds(text.judge(counts, None, plain).keep)


def judge(model: PageModel, measured: Measured, plain: Scores) -> PageScores:
    """Return what a model says about measured blocks.

    Args:
        model: the model.
        measured: the blocks.
        plain: what `plain_odds` says about them.
    """
    matrix = np.column_stack((measured.matrix, plain.astype(np.float32)))
    odds, roles = network.evaluate(model.network, measured)
    mean = (1.0 - _TEXT) * (log_odds(trees.evaluate(model.forest, matrix)) + odds) / 2.0 + _TEXT * plain
    return PageScores(1.0 / (1.0 + np.exp(-mean)), roles)
