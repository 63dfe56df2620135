"""`python -m benchmarks.floors`: fail when quality on the labelled pages falls below what has been promised.

Only this project's answers are computed, on every page of each table. Where the pages are absent it says so and passes.
"""

import argparse
import sys
from dataclasses import dataclass, replace

from benchmarks.data import absent
from benchmarks.quality import TASKS, Run, collect
from benchmarks.scores import mean


@dataclass(frozen=True, slots=True)
class Floor:
    """The least mean word F1 of one task, over all its pages or over one part of them."""

    task: str
    least: float
    group: str | None = None


FLOORS = (
    Floor("html-wcxb", 0.875),
    Floor("html-news", 0.93),
    Floor("text-wcxb", 0.84),
    Floor("text-news", 0.913),
    Floor("leftovers", 0.95, "fundus"),
    Floor("leftovers", 0.932, "news"),
)


def main() -> int:
    """Print each floor beside what was measured; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="take N pages of each table, evenly spread")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    options = parser.parse_args()
    if absent():
        return 0
    named = {floor.task for floor in FLOORS}
    tasks = tuple(replace(task, systems=task.systems[:1]) for task in TASKS if task.name in named)
    evidence = collect(Run(tasks, options.sample, options.workers))
    missed = 0
    print(f"{'task':12} {'part':12} {'pages':>6} {'floor':>7} {'word F1':>8}")
    for floor in FLOORS:
        found = evidence[floor.task]
        pages = [gold.id for gold in found.golds if floor.group in (None, gold.group)]
        reached = mean([found.words[found.systems[0]][page] for page in pages]).f1
        missed += reached < floor.least
        print(f"{floor.task:12} {floor.group or 'all':12} {len(pages):6} {floor.least:7.3f} {reached:8.4f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
