"""Copies within one document: exact, near, cut off, and displayed again as a pull quote."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import is_normalized

from cleaner.config import Duplicates
from cleaner.duplicates.fingerprint import Shingle, containment, jaccard, shingles_of
from cleaner.duplicates.shared import sharing
from cleaner.features import Features
from cleaner.model import Action, Decision, Duplicate, Form, Role
from cleaner.tokens import plain_form, tokens

# Forms that repeat on purpose: refrains and verses, list items, table rows, code.
_GUARDED = frozenset({Form.LINE, Form.LIST_ITEM, Form.TABLE, Form.CODE, Form.HEADING})
# Blocks remembered per shingle. More only stand under a shingle that says nothing, and would cost quadratic time.
_POSTINGS = 16
# Of the containment that is asked for: neither measure can pass with fewer shingles in common.
_BOUND = 0.8
# Opening marks of spoken lines; short ones may repeat.
_SPEECH = ('"', "“", "„", "«", "»", "'", "‘", "—", "–", "-")
_SPEECH_WORDS = 15
_QUOTED_WORDS = 5


_NUMBER = re.compile(r"\d+")


class Kind(StrEnum):
    """How a block repeats another one."""

    EXACT = "exact"
    NEAR = "near"
    CUT_OFF = "cut-off"
    PULL_QUOTE = "pull-quote"


@dataclass(frozen=True, slots=True)
class Copy:
    """One block says what block `of` says; `of` is the fuller one, or the earlier of two equals."""

    of: int
    kind: Kind
    similarity: float


def find_copies(features: Sequence[Features], settings: Duplicates) -> dict[int, Copy]:
    """Find the blocks of a document that repeat another block of it.

    Args:
        features: the measured blocks, in order.
        settings: thresholds; similarities are taken over sets of word shingles.

    Returns:
        For the index of each repeating block the copy it points at. Chains are resolved: a block that is pointed at
        points at nothing itself. What repeats on purpose (verses, list items, tables, code, headings, short speech,
        blocks under `settings.words` words) is left out. Linear in the length of the text.
    """
    eligible = [f for f in features if (f.words >= settings.words or _is_quotation(f)) and not _on_purpose(f)]
    copies: dict[int, Copy] = {}
    first: dict[str, int] = {}
    distinct: list[Features] = []
    for feature in eligible:
        if feature.normal in first and _is_speech(feature):
            continue
        if feature.normal in first:
            copies[feature.index] = Copy(first[feature.normal], Kind.EXACT, 1.0)
        elif feature.normal:
            first[feature.normal] = feature.index
            distinct.append(feature)
    copies.update(_similar(distinct, settings))
    return {i: Copy(_root(copy.of, copies), copy.kind, copy.similarity) for i, copy in copies.items()}


def _on_purpose(feature: Features) -> bool:
    """Tell whether a block may repeat: verses, list items, tables, code, headings and stanzas."""
    if feature.form in _GUARDED:
        return True
    verse = feature.words < _SPEECH_WORDS and feature.text[-1] in ",;"
    return verse or (feature.lines > 2 and feature.characters / feature.lines < 60)


def _is_quotation(feature: Features) -> bool:
    """Tell whether a short block stands in quotation marks as a whole: it may be a pull quote."""
    return feature.words >= _QUOTED_WORDS and feature.text[0] in '"“„«»‘' and feature.text[-1] in '"”“»«’'


def _is_speech(feature: Features) -> bool:
    """Tell whether a block is a short spoken line: it may be said again, but not displayed again."""
    return feature.words < _SPEECH_WORDS and feature.text.startswith(_SPEECH)


def _root(index: int, copies: dict[int, Copy]) -> int:
    """Follow a chain of copies to the block that is nobody's copy."""
    while (copy := copies.get(index)) is not None:
        index = copy.of
    return index


def _similar(blocks: Sequence[Features], settings: Duplicates) -> dict[int, Copy]:
    """Find near-duplicates and contained copies among blocks with distinct normal forms."""
    words_of = [_words(block) for block in blocks]
    places = sharing(words_of, settings.shingle, settings.containment * _BOUND, _POSTINGS)
    sets = {blocks[place].index: shingles_of(words_of[place], settings.shingle) for place in places}
    blocks = [blocks[place] for place in places]
    by_index = {block.index: block for block in blocks}
    words = {block.index: block.words for block in blocks}
    cut_off = {block.index for block in blocks if block.cut_off}
    copies: dict[int, Copy] = {}
    for index, common in _in_common(sets):
        own, block = sets[index], by_index[index]
        for other, count in sorted(common.items()):
            if count < settings.containment * min(len(own), len(sets[other])) * _BOUND:
                continue
            small, large = sorted((other, index), key=lambda i: (words[i], -i))
            copy = _compare(sets[small], sets[large], small in cut_off, settings)
            if copy is None:
                continue
            kind, similarity = copy
            if kind is Kind.NEAR and not _may_be_near(block, by_index[other], settings):
                continue
            # Of two near-equals the earlier stays; a contained one goes wherever it stands.
            gone, stays = (index, other) if kind is Kind.NEAR and small not in cut_off else (small, large)
            if gone not in copies and _root(stays, copies) != gone:
                copies[gone] = Copy(_root(stays, copies), kind, similarity)
    return copies


def _words(block: Features) -> list[str]:
    """Return the tokens of a block: those of its normal form, where that folds nothing that they tell apart."""
    return block.normal.split(" ") if is_normalized("NFKC", plain_form(block.text)) else tokens(block.text)


def _in_common(sets: Mapping[int, frozenset[Shingle]]) -> Iterator[tuple[int, Counter[int]]]:
    """Yield the blocks that share shingles with blocks above, each with how many it shares with which of them.

    Takes the shingles of each block by its index, in order.
    """
    postings: dict[Shingle, tuple[int, ...]] = {}
    for index, own in sets.items():
        # Nearly every shingle stands once in a document: those are set apart without a step of Python for each.
        known = own & postings.keys()
        if known:
            yield index, Counter([other for shingle in known for other in postings[shingle]])
        for shingle in known:
            if len(postings[shingle]) < _POSTINGS:
                postings[shingle] += (index,)
        postings.update(dict.fromkeys(own - known, (index,)))


def _may_be_near(a: Features, b: Features, settings: Duplicates) -> bool:
    """Tell whether two similar blocks can be versions of one: long enough, not speech, and with the same numbers.

    In a short block one word more or less is another statement, and so is another number in a long one: bulletins,
    results and timetables say the same sentence of many things.
    """
    if min(a.words, b.words) < settings.near_words or _is_speech(a) or _is_speech(b):
        return False
    return sorted(_NUMBER.findall(a.normal)) == sorted(_NUMBER.findall(b.normal))


def _compare(
    small: frozenset[Shingle], large: frozenset[Shingle], cut: bool, settings: Duplicates
) -> tuple[Kind, float] | None:
    """Say how the smaller block repeats the larger one, if it does."""
    similarity = jaccard(small, large)
    if similarity >= settings.near and not cut:
        return Kind.NEAR, round(similarity, 4)
    share = containment(small, large)
    if cut and share >= settings.containment * 0.9:
        return Kind.CUT_OFF, round(share, 4)
    if share >= settings.containment and len(small) * 1.3 <= len(large):
        return Kind.PULL_QUOTE, round(share, 4)
    return None


def drop_copies(decisions: Sequence[Decision], copies: dict[int, Copy], document: str) -> tuple[Decision, ...]:
    """Drop the kept blocks that repeat another kept block, and point every copy at the one that stays.

    Args:
        decisions: one per block, in order, as policy made them.
        copies: what `find_copies` found.
        document: id of the document, for the pointers.

    Returns:
        The decisions in the same order. Where the fuller copy goes for a reason of its own, the first of its equals
        that policy keeps stays in its place; where none does, what it contains is nobody's copy and is left alone.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for index, copy in copies.items():
        groups[copy.of].append(index)
    changed = list(decisions)
    for full, members in groups.items():
        # Two parts of one block are no copies of each other: only its equals can stand for it.
        candidates = [full, *(m for m in sorted(members) if copies[m].kind in (Kind.EXACT, Kind.NEAR))]
        stays = next((index for index in candidates if decisions[index].action is Action.KEEP), None)
        if stays is None:
            continue
        for index in {full, *members} - {stays}:
            copy = copies.get(index) or Copy(stays, Kind.NEAR, copies[stays].similarity)
            changed[index] = _pointing(decisions[index], copy, Duplicate(document, stays, copy.similarity))
    return tuple(changed)


def _pointing(decision: Decision, copy: Copy, duplicate: Duplicate) -> Decision:
    """Return the decision with its pointer; a block that would have stayed goes as a duplicate."""
    if decision.action is not Action.KEEP:
        return Decision(decision.block, decision.action, decision.role, decision.reason, decision.confidence, duplicate)
    role = Role.PULL_QUOTE if copy.kind is Kind.PULL_QUOTE else decision.role
    return Decision(decision.block, Action.DROP, role, f"duplicate:{copy.kind}", round(copy.similarity, 4), duplicate)
