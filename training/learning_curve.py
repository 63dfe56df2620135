"""How much more labelled pages would help: `python -m training.learning_curve`.

Trains the page model on a quarter, a half, three quarters and all of the sites that two of the folds have not got,
judges the pages of those two folds, and prints word F1 by table. The sites of a smaller share are among those of a
larger one.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.dated import git, save
from cleaner.classifier.page import read_model
from training.evaluate import choose, of_table, word_f1
from training.examples import Examples, load, text_model
from training.export import write
from training.folds import sites
from training.train_html import TABLES, fit, score, weights

SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of the sites to learn from."""
FOLDS = (0, 1)
"""The folds whose pages are judged."""

_DIGITS = slice(8, 16)  # of a hash; the first eight decide the fold

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """What one share of the sites reaches."""

    share: float
    pages: int
    """Pages learned from, mean over the folds."""
    f1: dict[str, float]
    """Mean word F1 by table."""


def rank(site: str) -> float:
    """Return the place of a site in the order in which shares take sites, 0 to 1.

    Args:
        site: as `training.folds.sites` names it.
    """
    return int(hashlib.sha256(site.encode()).hexdigest()[_DIGITS], 16) / 16**8


def ranks(pages: Sequence[str]) -> Numbers:
    """Return the rank of the site of every page.

    Args:
        pages: `TABLE/ID` each.
    """
    known = {table: sites(table) for table in dict.fromkeys(page.split("/", 1)[0] for page in pages)}
    split = (page.split("/", 1) for page in pages)
    return np.array([rank(known[table][name]) for table, name in split])


def measure(examples: Examples, share: float, order: Numbers) -> Point:
    """Return what a share of the sites reaches on the pages of `FOLDS`.

    Args:
        examples: the blocks of all pages.
        share: of the sites, 0 to 1.
        order: rank of the site of every page.
    """
    weight = weights(examples)
    scores, learned = np.zeros(len(examples.target)), 0
    for fold in FOLDS:
        chosen: Flags = (examples.folds != fold) & (order <= share)
        learned += int(chosen.sum())
        with tempfile.TemporaryDirectory() as place:
            for name, content in fit(examples, weight, chosen).items():
                write(content, Path(place) / f"{name}.npz")
            scores += score(examples, read_model(Path(place), text_model(fold)), examples.folds == fold)
    judged = np.isin(examples.folds, FOLDS)
    reached = word_f1(examples, choose(examples, scores))[:, 2]
    f1 = {table: float(reached[judged & of_table(examples, table)].mean()) for table in TABLES}
    return Point(share, learned // len(FOLDS), f1)


def markdown(points: Sequence[Point], judged: int) -> str:
    """Return the curve as a table with a line above it.

    Args:
        points: one per share.
        judged: pages that were judged.
    """
    head = f"| sites | pages learned from | {' | '.join(TABLES)} |\n|--:|--:|{'--:|' * len(TABLES)}\n"
    rows = (f"| {p.share:.0%} | {p.pages:,} | {' | '.join(f'{p.f1[t]:.4f}' for t in TABLES)} |\n" for p in points)
    return (
        f"Mean word F1 over the {judged:,} pages of two of five folds, the page model alone.\n\n{head}{''.join(rows)}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the curve, print it, and write it down where that was asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.learning_curve", description=__doc__)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-learning-curve.md")
    options = parser.parse_args(arguments)
    commit = git("rev-parse", "--short=12", "HEAD") or "unknown"
    examples = load(TABLES)
    order = ranks(examples.pages.tolist())
    points = []
    for share in SHARES:
        started = time.process_time()
        points.append(measure(examples, share, order))
        print(f"{points[-1]}, {time.process_time() - started:.0f} s of CPU time", file=sys.stderr, flush=True)
    text = markdown(points, int(np.isin(examples.folds, FOLDS).sum()))
    print(text)
    if options.save:
        made = f"Commit {commit}; `python -m training.learning_curve --save`."
        save("learning-curve", "Learning curve", f"{made}\n\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
