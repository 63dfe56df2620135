"""`python -m benchmarks.speed`: CPU time of a page, beside other extractors and the bare parse, on one core.

All read the same pages in the same process, page by page in turn. What runs beside them slows all down alike, so the
ratios are worth more than the times. A system that is not installed is named and left out; the extra `peers` has them.
"""

import argparse
import gc
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress

from threadpoolctl import threadpool_limits

from benchmarks.data import Page, absent, golds, pages
from benchmarks.speed_peers import BASE, LIMIT, OURS, PEERS, Call, Given, given, installed, ready
from benchmarks.speed_profile import page_stages, text_stages
from benchmarks.speed_results import keep, shown
from benchmarks.tables import Table

TABLE = "wcxb-dev"
_WARM = 3
_HUNDREDTH = 100

Times = dict[str, list[tuple[float, bool]]]
"""By system: the CPU time of each page in milliseconds, and whether the system went through."""


def chosen(count: int) -> list[Page]:
    """Return so many pages of the table, evenly spread over it."""
    return list(pages(TABLE, [gold.id for gold in golds(TABLE, count)]))


def milliseconds(call: Call, one: Given) -> tuple[float, bool]:
    """Return the CPU time of a call and whether it went well; a page that is refused took its time too."""
    # Nobody pays for what another one left behind.
    gc.collect()
    done = False
    started = time.process_time()
    with suppress(Exception):
        call(one)
        done = True
    return 1000 * (time.process_time() - started), done


def timed(calls: Mapping[str, Call], sample: Sequence[Page]) -> Times:
    """Time every call on every page, page by page in turn; who goes first changes from page to page."""
    names = list(calls)
    times: Times = {name: [] for name in names}
    with threadpool_limits(limits=1):
        for page in sample[:_WARM]:
            for call in calls.values():
                milliseconds(call, given(page))
        gc.freeze()
        for number, page in enumerate(sample):
            one, first = given(page), number % len(names)
            for name in names[first:] + names[:first]:
                times[name].append(milliseconds(calls[name], one))
        gc.unfreeze()
    return times


def table(times: Times, missing: Sequence[str]) -> Table:
    """Return mean, median and the mean of the slowest hundredth of each system, and ratios."""
    found = {name: _figures(values) for name, values in times.items()}
    base, limit = found[BASE], found[LIMIT]
    rows = [
        (name, *figures, sum(not done for _, done in times[name]), mean / base[0], slow / base[2], mean / limit[0])
        for name, figures in found.items()
        for mean, _, slow in [figures]
    ]
    none = [(name, *["not installed"] * 7) for name in missing]
    header = ("system", "mean", "median", "slowest 1 %", "raised")
    ratios = (f"ratio to {BASE}", "ratio of the slowest", f"ratio to {LIMIT}")
    count = len(times[OURS])
    return Table(f"CPU ms a page, {count} pages of {TABLE}", (*header, *ratios), (*rows, *none))


def _figures(values: Sequence[tuple[float, bool]]) -> tuple[float, float, float]:
    ranked = sorted(taken for taken, _ in values)
    slowest = ranked[-max(1, len(ranked) // _HUNDREDTH) :]
    return sum(ranked) / len(ranked), ranked[len(ranked) // 2], sum(slowest) / len(slowest)


def main() -> int:
    """Time all systems on fixed pages, print and keep what was asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, metavar="N", help="how many pages (default 200)")
    parser.add_argument("--profile", action="store_true", help="CPU time by stage, of pages and of plain texts, too")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-speed.{md,json}")
    options = parser.parse_args()
    if absent():
        return 0
    sample = chosen(options.pages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calls, missing = ready()
        tables = [table(timed(calls, sample), missing)]
    if options.profile:
        tables += [page_stages(sample), text_stages(sample)]
    print(shown(tables))
    if options.save:
        asked = "; ".join(f"{peer.name}: {peer.options}" for peer in PEERS)
        notes = f"`python -m benchmarks.speed --pages {options.pages}`, one core. {asked}."
        versions = {peer.package: number for peer in PEERS if (number := installed(peer))}
        keep("speed", "Speed", notes, tables, versions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
