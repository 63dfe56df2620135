"""The plain-text block classifier: which blocks are body, and what the others are, from text alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import trees
from cleaner.classifier.lexicon import spread
from cleaner.classifier.stored import unpacked, verified
from cleaner.classifier.text_counts import DENSE, Counts, count
from cleaner.classifier.text_decode import blend
from cleaner.classifier.text_grams import linear, topics
from cleaner.classifier.text_matrix import text_matrix
from cleaner.classifier.text_order import order
from cleaner.classifier.trees import Forest
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

PARTS: Final = ("text-keep", "text-roles", "text-words", "text-topics")
"""The files of a model: two forests and two tables of weights of words."""


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """Everything the classifier has learned."""

    keep: Forest
    roles: Forest
    words: NDArray[np.float32]
    """Weight of each place, for `linear`."""
    topics: NDArray[np.float32]
    """Weights of each place by role, for `topics`."""


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
    keep, roles, words, by_role = (verified(folder, name) for name in PARTS)
    return TextModel(trees.read(keep), trees.read(roles), _spread(words), _spread(by_role))


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
    model = model or shipped()
    counts = count(texts)
    words, likely = linear(counts, model.words)
    matrix, columns = text_matrix(counts, ["\n\n"] * len(texts) if gaps is None else gaps, words, likely)
    kept = trees.evaluate(model.keep, matrix)
    more = order(kept, topics(counts, model.topics), dict(zip(columns, matrix.T, strict=True)))
    roles = trees.evaluate(model.roles, np.concatenate([matrix, more], axis=1))
    inside = roles[:, ROLES.index(Role.BODY)] + roles[:, ROLES.index(Role.SUBHEAD)]
    return TextScores(blend(kept, inside), roles, sizes(counts))


def score_text(texts: Sequence[str], gaps: Sequence[str] | None = None) -> Scores:
    """Return for each block the probability that it is body; see `score`."""
    return score(texts, gaps).keep


def roles_text(texts: Sequence[str], gaps: Sequence[str] | None = None) -> Scores:
    """Return one row per block with the probability of each of `ROLES`; see `score`."""
    return score(texts, gaps).roles


def sizes(counts: Counts) -> NDArray[np.int64]:
    """Return the words of each block, two characters for one in scripts without spaces."""
    number = np.bincount(counts.owner, minlength=len(counts.first))
    halved: NDArray[np.int64] = number - counts.classes[:, DENSE] // 2
    return halved


def _spread(content: bytes) -> NDArray[np.float32]:
    """Return the table of weights that a file holds: small integers at their places, times a step."""
    return unpacked(content, spread, "the weights of words")
