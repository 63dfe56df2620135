"""What something outside the rules says about which blocks are the article."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.features import Features
from cleaner.region import find_region


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verdict on every block of a document."""

    keep: tuple[bool, ...]
    confidence: tuple[float, ...]
    reason: str
    """Reason code of labels that rest on it, `kind:id`."""


def from_region(features: Sequence[Features], against: Sequence[bool]) -> Evidence:
    """Judge blocks by the stretch of prose they stand in; where there is none, keep what nothing speaks against.

    Args:
        features: the measured blocks.
        against: blocks that a rule labelled as something that is not body.
    """
    start, end = find_region(features, against)
    if end == start:
        return Evidence(tuple(not a for a in against), tuple(0.5 for _ in against), "context:no-prose")
    keep = tuple(start <= i < end and not against[i] for i in range(len(features)))
    confidence = tuple(0.9 if feature.prose == kept else 0.6 for feature, kept in zip(features, keep, strict=True))
    return Evidence(keep, confidence, "context:region")
