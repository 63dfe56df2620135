"""Out-of-fold scores -> the numbers that the model card states."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import golds
from benchmarks.scores import Tally, bag, block_tally, body_tally, fold, mean, word_score
from cleaner.classifier.cut import cut
from cleaner.classifier.text import ROLES
from cleaner.classifier.text_decode import decode
from training.text_data import Sample
from training.text_features import Table, pieces

Numbers = NDArray[np.float64]

_GOLD_ROLES = ("headline", "dek", "subhead", "caption", "credit")
_INSIDE = ("body", "subhead")
_NOTHING = 20.0


def bounds(document: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    """Return where the rows of each document begin, and the end of the last one's."""
    return np.searchsorted(document, np.arange(documents + 1))


def verdicts(found: Sequence[Sample], kept: Numbers, data: Table) -> list[NDArray[np.bool_]]:
    """Return which blocks of each document stay: those above its cut, none where too little is promised."""
    starts = bounds(data.document, len(found))
    stays = []
    for low, high in pairwise(starts.tolist()):
        own, sizes = kept[low:high], data.words[low:high].astype(np.int64)
        threshold = cut(own, sizes) if float((own * sizes).sum()) >= _NOTHING else 0.5
        stays.append(own >= threshold)
    return stays


def keep_report(found: Sequence[Sample], kept: Numbers, data: Table) -> dict[str, float]:
    """Print and return mean word F1 by table and variant, with the cut of expected F."""
    scores = defaultdict(list)
    for sample, stays in zip(found, verdicts(found, kept, data), strict=True):
        texts = [text for text, stay in zip(pieces(sample)[0], stays, strict=True) if stay]
        result = word_score(bag("\n".join(texts)), bag(sample.gold))
        scores[f"{sample.variant} {sample.table}"].append(result)
        if sample.variant == "dump" and sample.group:
            scores[f"dump {sample.table} {sample.group}"].append(result)
    table = {}
    for name in sorted(scores):
        average = mean(scores[name])
        table[name] = average.f1
        print(f"{name:36} {len(scores[name]):5} F1 {average.f1:.4f} P {average.precision:.4f} R {average.recall:.4f}")
    return table


def role_report(found: Sequence[Sample], roles: Numbers, kept: Numbers, data: Table) -> None:
    """Print precision, recall and F1 of the roles on the leftovers of fundus-dev.

    Twice: for equal texts, and for texts of which one holds the other: plain text joins a caption with its credit, a
    picture's description with its caption, a kicker with the headline.
    """
    gold_blocks = {gold.id: gold.blocks for gold in golds("fundus-dev")}
    starts = bounds(data.document, len(found))
    exact: dict[str, Tally] = defaultdict(Tally)
    loose: dict[str, Tally] = defaultdict(Tally)
    for place, (sample, stays) in enumerate(zip(found, verdicts(found, kept, data), strict=True)):
        if sample.table != "fundus-dev" or sample.variant != "leftovers":
            continue
        texts = pieces(sample)[0]
        said = decode(stays, roles[starts[place] : starts[place + 1]], ROLES, [fold(text) for text in texts])
        for role in _GOLD_ROLES:
            meant = [text for name, text in gold_blocks[sample.id] if name == role]
            answer = [text for text, own in zip(texts, said, strict=True) if own == role]
            exact[role] += block_tally(answer, meant)
            loose[role] += loose_tally(answer, meant)
        meant = [text for name, text in gold_blocks[sample.id] if name in _INSIDE]
        exact["body"] += body_tally([t for t, own in zip(texts, said, strict=True) if own in _INSIDE], meant)
    for role, tally in exact.items():
        score, other = tally.score(), loose[role].score()
        print(f"{role:10} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}", end="   ")
        print(f"loose P {other.precision:.3f} R {other.recall:.3f} F1 {other.f1:.3f} gold {tally.support}")


def loose_tally(answer: Sequence[str], meant: Sequence[str]) -> Tally:
    """Return the counts where texts match when one holds the other and the shorter has at least three words."""
    said, gold = ({fold(text) for text in texts} - {""} for texts in (answer, meant))
    right = sum(any(_holds(one, other) for other in gold) for one in said)
    found = sum(any(_holds(one, other) for one in said) for other in gold)
    return Tally(right, len(said), found, len(gold))


def _holds(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (short.count(" ") >= 2 and f" {short} " in f" {long} ")
