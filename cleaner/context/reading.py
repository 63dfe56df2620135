"""A document while its labels are being completed."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.duplicates.within import Copy
from cleaner.evidence import Evidence
from cleaner.features import Features
from cleaner.model import Label, Role
from cleaner.rules.conditions import Scene

Labels = list[Label | None]

PICTURE_WORD = "rule:picture-word"
"""Reason of a block that only announces who made a picture."""
_PROSE_SHARE = 0.8
_CLAIMED = 0.8


@dataclass(frozen=True, slots=True)
class Reading:
    """A document while its labels are being completed. Each step fills gaps in `labels`, and never undoes a rule."""

    scene: Scene
    labels: Labels
    evidence: Evidence
    copies: dict[int, Copy]


def tells_story(features: Sequence[Features]) -> bool:
    """Tell whether most words of some blocks stand in prose. Where they do not, links and names are the content."""
    return sum(f.words for f in features if f.prose) >= _PROSE_SHARE * sum(f.words for f in features)


def role_at(labels: Sequence[Label | None], i: int) -> Role | None:
    """Return the role that block `i` has so far."""
    label = labels[i]
    return label.role if label is not None else None


def is_known(reading: Reading, i: int, role: Role) -> bool:
    """Tell whether the model for plain text knows block `i` as neither this nor body: its place says nothing more."""
    said = reading.evidence.roles[i] if reading.evidence.roles else None
    return reading.scene.features[i].markup is None and said is not None and said.role not in (role, Role.BODY)


def is_claimed(reading: Reading, i: int) -> bool:
    """Tell whether the model is so sure that block `i` is body that what stands around it says nothing more.

    Of a page any block that it keeps; in plain text teasers and captions look like body more often.
    """
    sure = reading.scene.features[i].markup is not None or reading.evidence.confidence[i] >= _CLAIMED
    return reading.evidence.keep[i] and sure


def is_body(reading: Reading, i: int) -> bool:
    """Tell whether block `i` is body so far: by its label, or by the evidence where it has none."""
    label = reading.labels[i]
    return reading.evidence.keep[i] if label is None else label.role is Role.BODY
