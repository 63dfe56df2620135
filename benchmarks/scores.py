"""Scores, each a pure function of an answer and its gold. Systems are never told apart here."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_WORD = re.compile(r"\w+")
_NOT_WORD = re.compile(r"\W+")
_BY = re.compile(r"^(?:by|von|par|por|di|door) ", re.IGNORECASE)

COVER = 0.9
"""Share of a block's tokens that has to be covered before the block counts as found."""
RUN = 5
"""Fewest tokens of a block that may count as a piece of a longer one."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts that add up over pages: precision and recall keep their own numerator.

    For most scores `right` and `found` are the same; they differ where one long block answers for
    several short ones.
    """

    right: int = 0
    """Predictions that are right."""
    predicted: int = 0
    found: int = 0
    """Gold items that were found."""
    support: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.support + other.support,
        )

    def score(self) -> Score:
        """Return the score of the counts; nothing predicted or nothing to find counts 0."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.support if self.support else 0.0
        return Score(harmonic(precision, recall), precision, recall)


def harmonic(precision: float, recall: float) -> float:
    """Return F1 of a precision and a recall, 0 when both are 0."""
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def bag(text: str) -> Counter[str]:
    r"""Return the multiset of lower-cased `\w+` tokens of a text."""
    return Counter(_WORD.findall(text.lower()))


def word_score(said: Counter[str], meant: Counter[str]) -> Score:
    """Return word precision, recall and F1 of one page, from the bags of the answer and of the gold.

    Where the gold is empty the right answer is nothing: it
    scores 1 on all three, anything else 0.
    """
    if not meant:
        right = 0.0 if said else 1.0
        return Score(right, right, right)
    common = (said & meant).total()
    precision = common / said.total() if said else 0.0
    recall = common / meant.total()
    return Score(harmonic(precision, recall), precision, recall)


def mean(scores: Sequence[Score]) -> Score:
    """Return the mean of each score on its own; all 0 for no scores."""
    count = len(scores) or 1
    return Score(
        sum(score.f1 for score in scores) / count,
        sum(score.precision for score in scores) / count,
        sum(score.recall for score in scores) / count,
    )


def snippet_tally(answer: str, present: Iterable[str], absent: Iterable[str]) -> Tally:
    """Return the counts of one page's snippets, white space aside.

    A snippet of the main text that stands in the answer is a true positive, one of the boilerplate that
    does is a false positive.
    """
    flat = " ".join(answer.split())
    wanted = [" ".join(snippet.split()) for snippet in present]
    unwanted = [" ".join(snippet.split()) for snippet in absent]
    hits = sum(snippet in flat for snippet in wanted)
    return Tally(hits, hits + sum(snippet in flat for snippet in unwanted), hits, len(wanted))


def fold(text: str) -> str:
    r"""Return a text for comparison: `\W+` to one space, ends trimmed, case folded."""
    return _NOT_WORD.sub(" ", text).strip().casefold()


def block_tally(predicted: Iterable[str], gold: Iterable[str]) -> Tally:
    """Return the counts for blocks of one role on one page: folded texts have to be equal.

    Both sides are sets: a headline shown three times is one headline, and finding it twice wins nothing.
    """
    said, meant = _folded(predicted), _folded(gold)
    hits = len(said & meant)
    return Tally(hits, len(said), hits, len(meant))


def body_tally(predicted: Iterable[str], gold: Iterable[str]) -> Tally:
    """Return the counts for body blocks of one page, where systems cut paragraphs differently.

    A block is covered by the blocks of the other side it is equal to, contains, or is contained in, as
    runs of whole tokens of folded text; the contained one must have at least `RUN` tokens. Two blocks
    with at least `COVER` of the longer one's tokens in common (as multisets) cover each other by that
    many. A gold block is found, and a predicted block is right, when at least `COVER` of its own tokens
    are covered. So a paragraph split in two is found when both halves are there, and a block that joins
    two paragraphs is right when both are gold. Both sides are sets, as in `block_tally`.
    """
    said, meant = _folded(predicted), _folded(gold)
    covered = dict.fromkeys(said, 0)
    found = dict.fromkeys(meant, 0)
    tokens = {text: Counter(text.split()) for text in said | meant}
    for answer in said:
        for truth in meant:
            common = _common(answer, truth, tokens)
            covered[answer] += common
            found[truth] += common
    return Tally(
        sum(common >= COVER * tokens[text].total() for text, common in covered.items()),
        len(said),
        sum(common >= COVER * tokens[text].total() for text, common in found.items()),
        len(meant),
    )


def same_title(answer: str | None, gold: str) -> bool:
    """Tell whether two headlines have the same folded text."""
    return fold(answer or "") == fold(gold)


def same_authors(answer: Sequence[str], gold: Sequence[str]) -> bool:
    """Tell whether two lists of authors are the same set of folded names, a leading "by" aside."""
    return _names(answer) == _names(gold)


def same_day(answer: str | None, gold: str) -> bool:
    """Tell whether two dates name the same day, as written or both in UTC."""
    if not answer:
        return False
    return answer[:10] == gold[:10] or (_utc_day(answer) or "answer") == (_utc_day(gold) or "gold")


def _folded(texts: Iterable[str]) -> set[str]:
    return {folded for text in texts if (folded := fold(text))}


def _names(names: Sequence[str]) -> set[str]:
    return _folded(_BY.sub("", name.strip()) for name in names)


def _common(left: str, right: str, tokens: dict[str, Counter[str]]) -> int:
    """Return how many tokens two folded blocks cover of each other, 0 when they do not meet."""
    if left == right:
        return tokens[left].total()
    short, long = sorted((left, right), key=lambda text: tokens[text].total())
    few, many = tokens[short].total(), tokens[long].total()
    if few >= RUN and f" {short} " in f" {long} ":
        return few
    if few < COVER * many:
        return 0
    common = (tokens[short] & tokens[long]).total()
    return common if common >= COVER * many else 0


def _utc_day(date: str) -> str | None:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(UTC).date().isoformat()
