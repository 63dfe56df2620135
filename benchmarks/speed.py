"""`python -m benchmarks.speed`: CPU time of a page beside trafilatura, page by page in turn, on one core.

Both read the same bytes in the same process. What runs beside them slows both down alike, so the ratio is worth more
than the times.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from threadpoolctl import threadpool_limits
from trafilatura import extract

import cleaner
from benchmarks.data import Page, absent, golds, pages

TABLE = "wcxb-dev"
_WARM = 3


def ours(page: Page) -> None:
    """Clean a page as the library does."""
    cleaner.clean(page.html or b"", media_type="text/html", url=page.url)


def theirs(page: Page) -> None:
    """Extract a page with trafilatura's defaults, comments left out."""
    extract(page.html or b"", url=page.url, include_comments=False)


def seconds(call: Callable[[Page], None], page: Page) -> float:
    """Return the CPU time of a call; a page that is refused took its time too."""
    started = time.process_time()
    with suppress(cleaner.RejectedError):
        call(page)
    return time.process_time() - started


def chosen(count: int) -> list[Page]:
    """Return so many pages of the table, evenly spread over it."""
    return list(pages(TABLE, [gold.id for gold in golds(TABLE, count)]))


def main() -> int:
    """Print the mean, the median and the slowest page of both, and the ratio; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, metavar="N", help="how many pages (default 200)")
    options = parser.parse_args()
    if absent():
        return 0
    sample = chosen(options.pages)
    with threadpool_limits(limits=1):
        for page in sample[:_WARM]:
            ours(page)
            theirs(page)
        times = [(seconds(ours, page), seconds(theirs, page)) for page in sample]
    print(f"{'CPU ms a page':14} {'mean':>7} {'median':>7} {'slowest':>8}")
    for name, values in zip(("cleaner", "trafilatura"), zip(*times, strict=True), strict=True):
        ranked = sorted(value * 1000 for value in values)
        mean = sum(ranked) / len(ranked)
        print(f"{name:14} {mean:7.1f} {ranked[len(ranked) // 2]:7.1f} {ranked[-1]:8.1f}")
    print(f"ratio of the means over {len(times)} pages: {sum(a for a, _ in times) / sum(b for _, b in times):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
