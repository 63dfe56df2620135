"""What all records say together: sums that take the same memory for ten records and for ten million."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.entries import entries
from cleaner.report.tally import Tally
from cleaner.tokens import count_characters

Record = Mapping[str, Any]

LENGTHS = (0, 1, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
"""Where the classes of length begin, in characters that are not white space; the first one is that of empty texts."""
TENTHS = 10
"""Classes of a share from 0 to 1; 1 itself is in the last one."""
ACTIONS = ("keep", "lift", "drop")
NO_SITE = "(not known)"

_CLUSTERS = 5_000
_EXCERPT = 160
_VERSION = 80


@dataclass(slots=True)
class Copies:
    """What repeats something."""

    within: int = 0
    """Blocks that went because their own document says the same."""
    across: int = 0
    """Blocks that went because another document says the same."""
    marked: int = 0
    """Blocks that stay, with a pointer to what they repeat."""
    documents: int = 0
    """Documents that repeat another one as a whole."""
    clusters: Tally = field(default_factory=lambda: Tally(1, _CLUSTERS))
    """Copies by the copy that stays: its document, a line feed, its block."""
    excerpts: dict[str, str] = field(default_factory=dict)
    """How the first copy of a cluster begins."""


@dataclass(slots=True)
class Totals:
    """Sums over records. Numbers by action stand in the order of `ACTIONS`."""

    documents: int = 0
    characters: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Code points that are not white space, by action."""
    blocks: list[int] = field(default_factory=lambda: [0, 0, 0])
    roles: Tally = field(default_factory=lambda: Tally(6))
    """Blocks by action, then characters by action, of each role."""
    reasons: Tally = field(default_factory=lambda: Tally(3))
    """Blocks by action, of each reason."""
    sites: Tally = field(default_factory=lambda: Tally(3))
    """Characters by action, of each site."""
    site_documents: Tally = field(default_factory=lambda: Tally(1))
    languages: Tally = field(default_factory=lambda: Tally(1))
    encodings: Tally = field(default_factory=lambda: Tally(1))
    flags: Tally = field(default_factory=lambda: Tally(1))
    """Documents that have a flag."""
    flagged: int = 0
    """Documents that have any."""
    fixes: Tally = field(default_factory=lambda: Tally(1))
    repaired: int = 0
    """Documents that have any fix."""
    made_by: Tally = field(default_factory=lambda: Tally(1))
    """Documents by the version and the model that made them."""
    before: list[int] = field(default_factory=lambda: [0] * len(LENGTHS))
    """Documents by the class of length of all their blocks."""
    after: list[int] = field(default_factory=lambda: [0] * len(LENGTHS))
    """Documents by the class of length of their kept blocks."""
    shares: list[int] = field(default_factory=lambda: [0] * TENTHS)
    """Documents by the share of their characters that stayed; those with none are left out."""
    sure: list[int] = field(default_factory=lambda: [0] * TENTHS)
    """Documents by confidence."""
    unsure: int = 0
    """Documents of which nothing says how sure they are."""
    decisions: list[list[int]] = field(default_factory=lambda: [[0, 0, 0] for _ in range(TENTHS)])
    """Blocks by confidence, and by action."""
    copies: Copies = field(default_factory=Copies)


def add(totals: Totals, record: Record) -> None:
    """Add a record that is valid by the schema."""
    counts = record["counts"]["characters"]
    by_action = [counts["kept"], counts["lifted"], counts["dropped"]]
    totals.documents += 1
    for at, number in enumerate(by_action):
        totals.characters[at] += number
    _add_document(totals, record, by_action)
    _add_lengths(totals, counts)
    _add_confidence(totals, record["confidence"])
    for block in entries(record):
        at = ACTIONS.index(block["action"])
        totals.blocks[at] += 1
        totals.decisions[tenth(block["confidence"])][at] += 1
        one = [int(at == place) for place in range(3)]
        totals.roles.add(block["role"], [*one, *(count_characters(block["text"]) * flag for flag in one)])
        totals.reasons.add(block["reason"], one)
        if block["duplicate_of"] is not None:
            _add_copy(totals.copies, record["id"], block)


def _add_document(totals: Totals, record: Record, by_action: list[int]) -> None:
    site = record["site"] or NO_SITE
    totals.sites.add(site, by_action)
    totals.site_documents.add(site, [1])
    totals.languages.add(record["language"] or NO_SITE, [1])
    source, made_by = record["source"], record["cleaner"]
    totals.encodings.add(f"{source['encoding']} ({source['encoding_from']})", [1])
    # A name is cut where it is too long; the model must not be lost by that.
    totals.made_by.add(f"{made_by['version'][:_VERSION]}\n{made_by['model'] or ''}", [1])
    for flag in record["flags"]:
        totals.flags.add(flag, [1])
    totals.flagged += bool(record["flags"])
    for name, number in Counter(fix["name"] for fix in record["fixes"]).items():
        totals.fixes.add(name, [number])
    totals.repaired += bool(record["fixes"])
    totals.copies.documents += record["duplicate_of"] is not None


def _add_lengths(totals: Totals, counts: Mapping[str, int]) -> None:
    totals.before[bisect_right(LENGTHS, counts["in"]) - 1] += 1
    totals.after[bisect_right(LENGTHS, counts["kept"]) - 1] += 1
    if counts["in"]:
        totals.shares[tenth(counts["kept"] / counts["in"])] += 1


def _add_confidence(totals: Totals, confidence: float | None) -> None:
    if confidence is None:
        totals.unsure += 1
    else:
        totals.sure[tenth(confidence)] += 1


def tenth(share: float) -> int:
    """Return the class of a share from 0 to 1."""
    return min(int(share * TENTHS), TENTHS - 1)


def _add_copy(copies: Copies, document: str, block: Mapping[str, Any]) -> None:
    pointer = block["duplicate_of"]
    if block["action"] == "keep":
        copies.marked += 1
    elif pointer["document"] == document:
        copies.within += 1
    else:
        copies.across += 1
    key = f"{pointer['document'][:120]}\n{pointer['block']}"
    before = len(copies.clusters)
    copies.clusters.add(key, [1])
    if len(copies.clusters) > before:
        copies.excerpts[key] = " ".join(block["text"][: 2 * _EXCERPT].split())[:_EXCERPT]
