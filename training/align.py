"""Block labels from a gold text: which blocks of a page the gold is made of.

Works on any list of block texts, so HTML blocks and lines of plain text are labelled by the same code.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
_PRODUCT = 6_000_000_000  # page tokens x gold tokens: above it the table of the alignment would not fit in memory
_KEEP = 0.5
_TRIGRAMS = 0.6
_PASSES = 4

Runs = set[tuple[str, ...]]


@dataclass(slots=True)
class _Overlap:
    """The multiset overlap of the blocks that are kept with the gold, updated block by block."""

    gold: Counter[str]
    said: Counter[str]
    common: int
    total: int
    meant: int

    def f1(self, common: int, total: int) -> float:
        """Return word F1 for these counts."""
        return 2 * common / (total + self.meant) if total + self.meant else 0.0

    def gain(self, words: Counter[str], size: int) -> tuple[int, float]:
        """Return the change of the common tokens and of F1 if a block were added."""
        more = sum(
            min(count, max(self.gold[word] - self.said[word], 0)) for word, count in words.items() if word in self.gold
        )
        return more, self.f1(self.common + more, self.total + size) - self.f1(self.common, self.total)

    def loss(self, words: Counter[str], size: int) -> tuple[int, float]:
        """Return the same for a block that is taken out: a negative count, and the change of F1."""
        less = 0
        for word, count in words.items():
            meant = self.gold.get(word, 0)
            if meant:
                said = self.said[word]
                less += min(said, meant) - min(said - count, meant)
        return -less, self.f1(self.common - less, self.total - size) - self.f1(self.common, self.total)


def tokens(text: str) -> list[str]:
    r"""Return the lower-cased `\w+` tokens of a text."""
    return _WORD.findall(text.lower())


def targets(blocks: Sequence[str], gold: str) -> list[float]:
    """Label the blocks of a page with what the gold keeps of them.

    Args:
        blocks: texts in document order.
        gold: the text that people kept.

    Returns:
        One number per block, 0 to 1: the share of its tokens that stand in the gold. A block belongs to the body
        where that is at least 0.5. Of equal blocks only as many are labelled as the gold holds copies.
    """
    words = [tokens(block) for block in blocks]
    meant = tokens(gold)
    if not meant:
        return [0.0] * len(words)
    known = _runs([meant])
    shares = _shares(words, meant, known)
    counts = [Counter(block) for block in words]
    keep = [share >= _KEEP for share in shares]
    keep = _refine(words, counts, keep, Counter(meant), known[2])
    return [_target(kept, share) for kept, share in zip(keep, shares, strict=True)]


def _target(kept: bool, share: float) -> float:
    if kept:
        return max(share, _KEEP)
    return share if share < _KEEP else 0.0


def _runs(texts: list[list[str]]) -> tuple[Runs, Runs, Runs]:
    """Return the one-, two- and three-token runs of the texts."""
    found: tuple[Runs, Runs, Runs] = (set(), set(), set())
    for words in texts:
        found[0].update(zip(words, strict=True))
        found[1].update(pairwise(words))
        found[2].update(zip(words, words[1:], words[2:], strict=False))
    return found


def _known_share(words: list[str], runs: Runs) -> float:
    """Return the share of a block's three-token runs that the gold has, 0 for shorter blocks."""
    own = list(zip(words, words[1:], words[2:], strict=False))
    return sum(run in runs for run in own) / len(own) if own else 0.0


def _shares(words: list[list[str]], meant: list[str], known: tuple[Runs, Runs, Runs]) -> list[float]:
    """Return the share of each block's tokens on the longest common subsequence of page and gold.

    A block that shares no run of words with the gold takes no part: its "the" and "of" would match by chance.
    """
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(meant))}
    page: list[int] = []
    owner: list[int] = []
    for index, block in enumerate(words):
        if not block or _no_run(block, known):
            continue
        inside = [vocabulary[word] for word in block if word in vocabulary]
        page.extend(inside)
        owner.extend([index] * len(inside))
    hits = [0] * len(words)
    if len(page) * len(meant) > _PRODUCT:
        return [_known_share(block, known[2]) for block in words]
    target = [vocabulary[word] for word in meant]
    for step in LCSseq.opcodes(page, target):
        if step.tag == "equal":
            for position in range(step.src_start, step.src_end):
                hits[owner[position]] += 1
    return [count / len(block) if block else 0.0 for count, block in zip(hits, words, strict=True)]


def _no_run(block: list[str], known: tuple[Runs, Runs, Runs]) -> bool:
    """Tell whether a block has no run of two (one for one-word blocks) tokens in common with the gold."""
    if len(block) == 1:
        return (block[0],) not in known[0]
    return not any(run in known[1] for run in pairwise(block))


def _refine(
    words: list[list[str]], counts: list[Counter[str]], keep: list[bool], gold: Counter[str], runs: Runs
) -> list[bool]:
    """Flip single blocks as long as that raises the page's word F1."""
    said: Counter[str] = Counter()
    for kept, count in zip(keep, counts, strict=True):
        if kept:
            said.update(count)
    state = _Overlap(gold, said, (said & gold).total(), said.total(), gold.total())
    may_add = [not kept and _known_share(block, runs) >= _TRIGRAMS for kept, block in zip(keep, words, strict=True)]
    for _ in range(_PASSES):
        changed = False
        for index, count in enumerate(counts):
            size = len(words[index])
            if not keep[index] and not may_add[index]:
                continue
            change, better = state.loss(count, size) if keep[index] else state.gain(count, size)
            if better <= 0:
                continue
            state.common += change
            if keep[index]:
                state.said.subtract(count)
                state.total -= size
            else:
                state.said.update(count)
                state.total += size
            keep[index] = not keep[index]
            may_add[index] = True
            changed = True
        if not changed:
            break
    return keep
