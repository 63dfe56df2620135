"""What something outside the rules says about the blocks of a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.classifier import Hints, PageModel, judge_html, score_html
from cleaner.classifier.cut import cut, expected
from cleaner.classifier.network import ROLES as PAGE_ROLES
from cleaner.classifier.text import ROLES, TextModel, score
from cleaner.classifier.text_decode import decode
from cleaner.config import Preset
from cleaner.extractor import Extraction, judge
from cleaner.features import Features
from cleaner.model import Label, Role

# How many times more recall counts than precision when a document's scores are cut.
BETAS = {Preset.PRECISION: 0.5, Preset.ARTICLE: 1.0, Preset.RECALL: 2.0}

HTML_MODEL = "html-4"
TEXT_MODEL = "text-2"
ROLES_REASON = "model:roles-2"
# Roles of pages in which the network's word stands, and how sure it has to be.
_ROLES_OF_PAGES = {Role.DEK: 0.6}
# A block that the model leaves out, and is at least so sure of it, is surely not body.
_REJECTED = 0.8
# Less than this many expected words of body, and the document holds no article.
_NOTHING = 20.0
_COLUMNS = {role: column for column, role in enumerate(ROLES)}


class Ground(Enum):
    """What a label rests on. Its value is how sure the model has to be that the block is body for the label to go."""

    POSITION = 0.5
    """Where the block stands."""
    MARKED = 0.7
    """What the elements around it are called."""
    TEXT = 0.97
    """What it says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verdict on every block of a document."""

    keep: tuple[bool, ...]
    """Per block: whether it belongs to the body."""
    confidence: tuple[float, ...]
    """Per block: how sure that is, 0 to 1."""
    reason: str
    """Reason code of labels that rest on it, `kind:id`."""
    roles: tuple[Label | None, ...] = ()
    """Per block: what else it may be; `None` for nothing in particular. Empty where nobody was asked."""
    model: str | None = None
    """Name of the model, where one was asked."""
    page_confidence: float | None = None
    """The word F1 that the verdict promises for the whole document, 0 to 1."""
    scores: tuple[float, ...] = ()
    """Per block: the probability that it is body, as the model gave it. Empty where no model was asked."""
    cut: float | None = None
    """Blocks with this score or a higher one belong to the body; infinity where none does."""

    def claims(self, feature: Features, ground: Ground) -> bool:
        """Tell whether a block of a page is surely body, against a label that rests on `ground`.

        Args:
            feature: the measured block. The model for plain text claims nothing: it sees no more than rules do.
            ground: what speaks against body.
        """
        i = feature.index
        return feature.markup is not None and self.keep[i] and self.confidence[i] >= ground.value

    def rejects(self, feature: Features) -> bool:
        """Tell whether a block is surely not body; of plain text every block but a dek that the model keeps.

        Args:
            feature: the measured block.
        """
        i = feature.index
        if feature.markup is None:
            said = self.roles[i] if self.roles else None
            return not self.keep[i] or said is None or said.role is not Role.DEK
        return not self.keep[i] and self.confidence[i] >= _REJECTED


def from_text(
    features: Sequence[Features],
    gaps: Sequence[str],
    stands_for: Mapping[int, int],
    preset: Preset,
    model: TextModel | None = None,
) -> Evidence:
    """Judge the blocks of a plain-text document by the trained model.

    Args:
        features: the measured blocks in order.
        gaps: the white space that stands before each block.
        stands_for: for each block that repeats another one, the block it repeats. The model does not see repeats:
            they share the verdict on what they repeat, and which copy stays is not its business.
        preset: says how recall weighs against precision.
        model: another model than the shipped one.
    """
    seen = [i for i in range(len(features)) if i not in stands_for] if stands_for else range(len(features))
    scores = score([features[i].text for i in seen], [gaps[i] for i in seen], model)
    promised = float((scores.keep * scores.words).sum())
    threshold = cut(scores.keep, scores.words, BETAS[preset]) if promised >= _NOTHING else 0.5
    keep = scores.keep >= threshold
    decoded = decode(keep, scores.roles, ROLES, [features[i].normal for i in seen])
    roles = _said(decoded, scores.roles)
    keep &= np.array([role is not Role.HEADLINE for role in decoded], dtype=bool)
    sure = (scores.keep * keep + (1.0 - scores.keep) * ~keep).round(4)
    columns: tuple[Sequence[Any], ...] = (keep.tolist(), sure.tolist(), roles, scores.keep.tolist())
    if stands_for:
        place = {block: row for row, block in enumerate(seen)}
        rows = [place[stands_for.get(i, i)] for i in range(len(features))]
        columns = tuple([column[row] for row in rows] for column in columns)
    kept, confidence, said, scored = map(tuple, columns)
    return Evidence(
        keep=kept,
        confidence=confidence,
        reason=f"model:{TEXT_MODEL}",
        roles=said,
        model=TEXT_MODEL,
        page_confidence=round(expected(scores.keep, scores.words, threshold), 4),
        scores=scored,
        cut=float(threshold),
    )


def from_page(features: Sequence[Features], hints: Hints, preset: Preset, model: PageModel | None = None) -> Evidence:
    """Judge the blocks of a page by the trained model.

    Args:
        features: the measured blocks in order; each has markup.
        hints: what the page says about its own text.
        preset: says how recall weighs against precision.
        model: another model than the shipped one.
    """
    markups = [feature.markup for feature in features if feature.markup is not None]
    scores = score_html([feature.text for feature in features], markups, hints, model)
    verdict = judge_html(scores.keep, [feature.words for feature in features], BETAS[preset])
    return Evidence(
        keep=verdict.keep,
        confidence=tuple(round(value, 4) for value in verdict.confidence),
        reason=f"model:{HTML_MODEL}",
        roles=_page_roles(scores.roles),
        model=HTML_MODEL,
        page_confidence=round(verdict.page_confidence, 4),
        scores=tuple(scores.keep.tolist()),
        cut=verdict.threshold,
    )


def from_extraction(texts: Sequence[str], extraction: Extraction) -> Evidence:
    """Take trafilatura's verdict on a page; where it found no article, keep what nothing speaks against."""
    keep = judge(texts, extraction)
    if not any(keep):
        return nothing_known(len(texts))
    return Evidence(keep, tuple(0.8 for _ in keep), "extractor:trafilatura")


def nothing_known(blocks: int) -> Evidence:
    """Return the evidence for a document that nobody can judge: nothing is dropped for the lack of a verdict."""
    return Evidence((True,) * blocks, (0.5,) * blocks, "context:no-verdict")


def _page_roles(probabilities: NDArray[np.float64]) -> tuple[Label | None, ...]:
    """Return for each block the role that the network knows better than rules do, `None` where it is sure of none."""
    roles: list[Label | None] = [None] * len(probabilities)
    for role, least in _ROLES_OF_PAGES.items():
        column = probabilities[:, PAGE_ROLES.index(role)]
        for i in np.flatnonzero(column >= least).tolist():
            roles[i] = Label(role, f"model:{HTML_MODEL}", round(float(column[i]), 4))
    return tuple(roles)


def _said(roles: Sequence[Role], probabilities: NDArray[np.float64]) -> list[Label | None]:
    """Return the label of each role that was decoded, `None` for a block of no particular role."""
    column = [_COLUMNS[role] for role in roles]
    sure = probabilities[np.arange(len(column)), column].tolist()
    return [
        None if role is Role.OTHER else Label(role, ROLES_REASON, round(share, 4))
        for role, share in zip(roles, sure, strict=True)
    ]
