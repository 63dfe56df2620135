"""Out-of-fold scores -> the numbers that the model card states."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import golds
from benchmarks.scores import Tally, bag, block_tally, body_tally, mean, word_score
from cleaner.classifier.cut import cut
from cleaner.classifier.text import ROLES
from training.text_data import Sample
from training.text_features import Table, pieces

Numbers = NDArray[np.float64]

_GOLD_ROLES = ("headline", "dek", "subhead", "caption", "credit")


def bounds(document: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    """Return where the rows of each document begin, and the end of the last one's."""
    return np.searchsorted(document, np.arange(documents + 1))


def keep_report(
    found: Sequence[Sample], kept: Numbers, words: NDArray[np.float32], document: NDArray[np.int64]
) -> dict[str, float]:
    """Print and return mean word F1 by table and variant, with the cut of expected F."""
    scores = defaultdict(list)
    starts = bounds(document, len(found))
    for sample, low, high in zip(found, starts[:-1], starts[1:], strict=True):
        own, sizes = kept[low:high], words[low:high]
        threshold = cut(own, sizes.astype(np.int64))
        texts = [text for text, score in zip(pieces(sample)[0], own, strict=True) if score >= threshold]
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
    """Print precision, recall and F1 of the roles on the leftovers of fundus-dev, body by the cut."""
    gold_blocks = {gold.id: gold.blocks for gold in golds("fundus-dev")}
    starts = bounds(data.document, len(found))
    tallies: dict[str, Tally] = defaultdict(Tally)
    for sample, low, high in zip(found, starts[:-1], starts[1:], strict=True):
        if sample.table != "fundus-dev" or sample.variant != "leftovers":
            continue
        texts = pieces(sample)[0]
        threshold = cut(kept[low:high], data.words[low:high].astype(np.int64))
        said = assign(kept[low:high] >= threshold, roles[low:high])
        blocks = gold_blocks[sample.id]
        for role in _GOLD_ROLES:
            meant = [text for name, text in blocks if name == role]
            tallies[role] += block_tally([t for t, r in zip(texts, said, strict=True) if r == role], meant)
        meant = [text for name, text in blocks if name in ("body", "subhead")]
        tallies["body"] += body_tally([t for t, r in zip(texts, said, strict=True) if r in ("body", "subhead")], meant)
    for role, tally in tallies.items():
        score = tally.score()
        print(f"{role:10} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f} gold {tally.support}")


def assign(keep: NDArray[np.bool_], roles: Numbers) -> list[str]:
    """Return one role per block: of the kept ones body or subhead, of the others the likeliest other role."""
    inside = np.array([str(role) in ("body", "subhead") for role in ROLES])
    best_in = np.where(inside, roles, -1.0).argmax(axis=1)
    best_out = np.where(inside, -1.0, roles).argmax(axis=1)
    return [str(ROLES[a if k else b]) for k, a, b in zip(keep, best_in, best_out, strict=True)]
