"""One frozen configuration, made of small frozen groups. Presets are names for tables in `policy`."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from cleaner.model import Role


class Preset(StrEnum):
    """Named policies: what a role means for the text that comes out."""

    ARTICLE = "article"
    PRECISION = "precision"
    RECALL = "recall"


class Extractor(StrEnum):
    """Who says which blocks of a page are the article."""

    MODEL = "model"
    """The trained classifier."""
    TRAFILATURA = "trafilatura"
    """trafilatura's verdict, for comparison."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document. What bites is reported, as a flag or as a reject."""

    bytes: int = 64 * 1024 * 1024
    """Longest raw input in bytes; a longer one is rejected."""
    blocks: int = 200_000
    """Most blocks of a document; the rest is joined into the last one, with a flag."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """When two blocks of one document count as copies."""

    near: float = 0.8
    """Least Jaccard similarity of the word shingles of near-duplicates."""
    containment: float = 0.9
    """Least share of a cut-off copy's shingles that stand in the longer block."""
    shingle: int = 3
    """Tokens in a shingle."""
    words: int = 8
    """Blocks with fewer words are compared by normal form only."""

    def __post_init__(self) -> None:
        if not (0.0 < self.near <= 1.0 and 0.0 < self.containment <= 1.0):
            raise ValueError("duplicates: similarity thresholds must lie in (0, 1]")
        if self.shingle < 1 or self.words < 1:
            raise ValueError("duplicates: shingle and words must be at least 1")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can change what comes out for a given input."""

    preset: Preset = Preset.ARTICLE
    keep: frozenset[Role] = frozenset()
    """Roles that stay whatever the preset says."""
    drop: frozenset[Role] = frozenset()
    """Roles that go whatever the preset says."""
    language: str | None = None
    """Language of the documents, BCP 47 primary tag; `None` lets each document speak for itself."""
    disable: frozenset[str] = frozenset()
    """Ids of rules that are switched off."""
    extractor: Extractor = Extractor.MODEL
    limits: Limits = Limits()
    duplicates: Duplicates = Duplicates()

    def __post_init__(self) -> None:
        both = self.keep & self.drop
        if both:
            raise ValueError(f"role both kept and dropped: {', '.join(sorted(both))}")

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change when any setting does, and only then."""
        values = asdict(self)
        for key in ("keep", "drop", "disable"):
            values[key] = sorted(values[key])
        canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
