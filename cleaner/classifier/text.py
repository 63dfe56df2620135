"""The plain-text block classifier: which blocks are body, and what the others are, from text alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import network
from cleaner.classifier.lexicon import spread
from cleaner.classifier.matrix import Measured
from cleaner.classifier.network import Network
from cleaner.classifier.stored import unpacked, verified
from cleaner.classifier.text_counts import DENSE, Counts, count
from cleaner.classifier.text_decode import blend
from cleaner.classifier.text_grams import RoleWords, grams, linear, topics
from cleaner.classifier.text_matrix import text_marks, text_matrix
from cleaner.model import Role

Scores = NDArray[np.float64]

ROLES: Final[tuple[Role, ...]] = (
    Role.BODY,
    Role.SUBHEAD,
    Role.HEADLINE,
    Role.KICKER,
    Role.DEK,
    Role.BYLINE,
    Role.TIMESTAMP,
    Role.CAPTION,
    Role.CREDIT,
    Role.AUTHOR_BIO,
    Role.TEASER,
    Role.COMMENT,
    Role.OTHER,
)
"""What the columns of `TextScores.roles` stand for."""

PARTS: Final = ("text-network", "text-words", "text-topics")
"""The files of a model: a network and two tables of weights of words."""


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """Everything the classifier has learned."""

    network: Network
    words: NDArray[np.float32]
    """Weight of each place, for `linear`."""
    topics: RoleWords
    """Weights of words by role, for `topics`."""


@dataclass(frozen=True, slots=True, eq=False)
class TextScores:
    """What the classifier says about the blocks of one document."""

    keep: Scores
    """One probability per block: that it is body (a subhead counts as body)."""
    roles: Scores
    """One row per block, one column per entry of `ROLES`; a row adds up to 1."""
    words: NDArray[np.int64]
    """Words per block, for `cut`; in scripts without spaces two characters count as one."""


@cache
def shipped() -> TextModel:
    """Return the model of the wheel, read once per process.

    Raises:
        WeightsError: a file is missing or is not the one that its manifest names.
    """
    return read_model(files("cleaner.classifier") / "weights")


def read_model(folder: Traversable) -> TextModel:
    """Return the model whose files stand in a folder.

    Args:
        folder: holds `NAME.npz` and `NAME.json` for each name of `PARTS`.

    Raises:
        WeightsError: a file is missing or is not the one that its manifest names.
    """
    judge, words, by_role = (verified(folder, name) for name in PARTS)
    return TextModel(network.read(judge), _spread(words), RoleWords.of(_spread(by_role)))


def score(texts: Sequence[str], gaps: Sequence[str] | None = None, model: TextModel | None = None) -> TextScores:
    """Judge the blocks of one plain-text document.

    Args:
        texts: the blocks in order.
        gaps: the white space that stood before each block, the indent of its line included; without it every block
            counts as set off by a blank line.
        model: another model than the shipped one.

    Returns:
        The scores of each block.

    Raises:
        WeightsError: the shipped weights cannot be read.
    """
    if not texts:
        return TextScores(np.zeros(0), np.zeros((0, len(ROLES))), np.zeros(0, np.int64))
    return judge(count(texts), gaps, model or shipped())


def judge(counts: Counts, gaps: Sequence[str] | None, model: TextModel) -> TextScores:
    """Return what a model says about the blocks of a document, at least one, that have been counted.

    Args:
        counts: of the blocks.
        gaps: as `score` takes them.
        model: the model.
    """
    odds, roles = network.evaluate(model.network, measure(counts, gaps, model.words, model.topics))
    inside = roles[:, ROLES.index(Role.BODY)] + roles[:, ROLES.index(Role.SUBHEAD)]
    return TextScores(blend(1.0 / (1.0 + np.exp(-odds)), inside), roles, sizes(counts))


def measure(counts: Counts, gaps: Sequence[str] | None, lexicon: NDArray[np.float32], by_role: RoleWords) -> Measured:
    """Return the blocks of a document as the network takes them.

    Args:
        counts: of the document's blocks.
        gaps: as `score` takes them.
        lexicon: weight of each place, for `linear`.
        by_role: weights of words by role, for `topics`.
    """
    found = grams(counts)
    words, likely = linear(counts, lexicon, found)
    matrix, _ = text_matrix(counts, ["\n\n"] * len(words) if gaps is None else gaps, words, likely)
    spoken = topics(counts, by_role, found).astype(np.float32)
    weight = np.sqrt(np.maximum(sizes(counts), 0) + 1.0).astype(np.float32)
    return Measured(np.concatenate([matrix, spoken], axis=1), text_marks(counts), (), weight)


def sizes(counts: Counts) -> NDArray[np.int64]:
    """Return the words of each block, two characters for one in scripts without spaces."""
    halved: NDArray[np.int64] = counts.words - counts.classes[:, DENSE] // 2
    return halved


def _spread(content: bytes) -> NDArray[np.float32]:
    """Return the table of weights that a file holds: small integers at their places, times a step."""
    return unpacked(content, spread, "the weights of words")
