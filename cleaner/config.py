"""One frozen configuration, made of small frozen groups. Presets are names for tables in `policy`."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from cleaner.model import Role

_Name = TypeVar("_Name", bound=StrEnum)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


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
    ratio: int = 200
    """Most bytes that a compressed byte may stand for, once 8 MiB have come out; more is taken for a bomb."""

    def __post_init__(self) -> None:
        if self.bytes < 1 or self.blocks < 1 or self.ratio < 1:
            raise ValueError("limits: bytes, blocks and ratio must be at least 1")


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
    """Blocks with fewer words may repeat."""
    near_words: int = 16
    """Blocks with fewer words are no near-duplicates: one word changed makes another statement of them."""

    def __post_init__(self) -> None:
        if not (0.0 < self.near <= 1.0 and 0.0 < self.containment <= 1.0):
            raise ValueError("duplicates: similarity thresholds must lie in (0, 1]")
        if self.shingle < 1 or self.words < 1 or self.near_words < 1:
            raise ValueError("duplicates: shingle, words and near_words must be at least 1")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can change what comes out for a given input.

    Names may be given as plain strings, sets as any collection, the language with a region or in capitals
    (`de-DE`, `EN`); they are stored as the types below say.

    Raises:
        ValueError: a name is not known, a role is both kept and dropped, or the language is no language tag.
    """

    preset: Preset = Preset.ARTICLE
    keep: frozenset[Role] = frozenset()
    """Roles that stay whatever the preset says."""
    drop: frozenset[Role] = frozenset()
    """Roles that go whatever the preset says."""
    language: str | None = None
    """Language of the documents, BCP 47 primary tag; `None` lets each document speak for itself."""
    disable: frozenset[str] = frozenset()
    """Ids of rules that are switched off."""
    rules: str = ""
    """Rules for some sources, tried before all others: what stands in a TOML file; see docs/site-rules.md."""
    extractor: Extractor = Extractor.MODEL
    limits: Limits = Limits()
    duplicates: Duplicates = Duplicates()

    def __post_init__(self) -> None:
        settings = {
            "preset": _named(Preset, self.preset, "preset"),
            "extractor": _named(Extractor, self.extractor, "extractor"),
            "keep": _roles(self.keep, "keep"),
            "drop": _roles(self.drop, "drop"),
            "disable": frozenset(rule.removeprefix("rule:") for rule in _several(self.disable, "disable")),
            "language": None if self.language is None else _primary(self.language),
        }
        for name, value in settings.items():
            # The way to finish a frozen value while it is made.
            object.__setattr__(self, name, value)
        both = self.keep & self.drop
        if both:
            raise ValueError(f"role both kept and dropped: {', '.join(sorted(both))}")

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change when any setting does, and only then."""
        return _fingerprint(self, repr(self))


# Every record has it, and a run has one configuration. 1 and 1.0 are equal, but not what is written of them.
@lru_cache(16)
def _fingerprint(config: Config, _written: str) -> str:
    values = asdict(config)
    if not config.rules:
        # What most records say stays what it was before there were such rules.
        del values["rules"]
    for key in ("keep", "drop", "disable"):
        values[key] = sorted(values[key])
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _named(kind: type[_Name], value: str, what: str) -> _Name:
    """Return the member of a closed list that a string names."""
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"unknown {what} {value!r}; there are {', '.join(sorted(kind))}") from None


def _several(values: Iterable[str], what: str) -> Iterable[str]:
    """Return the values: one string is a mistake, since its letters would be taken for names."""
    if isinstance(values, str):
        raise ValueError(f"{what} takes a collection of names, not the one string {values!r}")  # noqa: TRY004
    return values


def _roles(values: Iterable[str], what: str) -> frozenset[Role]:
    return frozenset(_named(Role, str(value).lower().replace("-", "_"), "role") for value in _several(values, what))


def _primary(language: str) -> str:
    """Return the primary subtag of a language tag, in lower case."""
    match = _TAG.fullmatch(language)
    if match is None:
        raise ValueError(f"not a language tag such as en: {language!r}")
    return match[1].lower()
