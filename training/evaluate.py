"""Scores per block -> word F1 per page, from the tokens that the examples carry."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaner.classifier import NOTHING
from cleaner.classifier.cut import cut
from training.examples import Examples

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def choose(examples: Examples, scores: Numbers, beta: float = 1.0, nothing: float = NOTHING) -> Flags:
    """Return which blocks stay: per page those above its cut."""
    keep = np.zeros(len(scores), dtype=np.bool_)
    starts = examples.starts
    for low, high in pairwise(starts):
        own, sizes = scores[low:high], examples.sizes[low:high]
        if float((own * sizes).sum()) >= nothing:
            keep[low:high] = own >= cut(own, sizes, beta)
    return keep


def word_f1(examples: Examples, keep: Flags) -> Numbers:
    """Return precision, recall and F1 of every page, as three columns."""
    starts = examples.starts
    lists = np.concatenate(([0], np.cumsum(examples.known)))
    golds = np.concatenate(([0], np.cumsum(examples.kinds)))
    rows = np.zeros((len(examples.pages), 3))
    stays = np.repeat(keep, examples.known)
    for page, (low, high) in enumerate(pairwise(starts)):
        said = int(examples.sizes[low:high][keep[low:high]].sum())
        meant = int(examples.meant[page])
        if not meant:
            rows[page] = float(not said)
            continue
        part = slice(lists[low], lists[high])
        gold = examples.gold[golds[page] : golds[page + 1]]
        counts = np.bincount(examples.tokens[part][stays[part]], minlength=len(gold))
        common = int(np.minimum(counts, gold).sum())
        rows[page] = (common / said if said else 0.0, common / meant, 2 * common / (said + meant))
    return rows


def of_table(examples: Examples, table: str) -> Flags:
    """Return which pages come from a table."""
    return np.array([name.startswith(f"{table}/") for name in examples.pages], dtype=np.bool_)


def report(examples: Examples, scores: Numbers, beta: float = 1.0, nothing: float = NOTHING) -> dict[str, float]:
    """Return mean word F1 by table and, in wcxb-dev, by page type, with precision and recall of each table."""
    rows = word_f1(examples, choose(examples, scores, beta, nothing))
    found: dict[str, float] = {}
    for table in dict.fromkeys(name.split("/")[0] for name in examples.pages):
        inside = of_table(examples, table)
        for place, measure in enumerate(("precision", "recall", "F1")):
            found[f"{table} {measure}"] = float(rows[inside, place].mean())
        for group in sorted(set(examples.groups[inside]) - {""}):
            found[f"{table} {group}"] = float(rows[inside & (examples.groups == group), 2].mean())
    return found
