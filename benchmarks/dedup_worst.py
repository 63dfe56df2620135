"""`python -m benchmarks.dedup_worst`: the inputs that break a search for copies, at full and at quarter size.

What takes more than five times as long is not linear, and no input may take more than 450 MB.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson

from benchmarks.made import Maker, record
from cleaner.batch.dedup import buckets_for, search
from cleaner.batch.dedup_files import find_parts
from cleaner.batch.spread import local
from cleaner.duplicates.job import Job
from cleaner.duplicates.settings import Across

CASES = ("identical", "one-document", "empty", "one-key", "one-band")
_FEWER = {"one-document": 10, "one-band": 50}
"""A document of 100,000 paragraphs is the longest there is; and to compare texts takes long."""
_BLOCKS = 10
_MEGABYTES = 450


def records(case: str, count: int) -> Iterator[dict[str, Any]]:
    """Yield the records of a case of so many paragraphs."""
    make = Maker(11)
    story = make.paragraph(40, 40)
    if case == "one-document":
        yield record("one", "", [make.paragraph(20, 30) for _ in range(count)])
        return
    for at in range(count // _BLOCKS):
        same = [story] * _BLOCKS
        if case == "one-key":
            same = [f"{story} {at}x{number}" for number in range(_BLOCKS)]
        elif case == "one-band":
            same = [make.edited(story, 0.05) for _ in range(_BLOCKS)]
        one = record(f"{at:07}", f"site{at % 7}", same)
        if case == "empty":
            one["blocks"], one["text"] = [], ""
        yield one


def answer(case: str, count: int) -> int | None:
    """Return how many blocks have to go, where that is known."""
    return {"identical": count - 1, "one-document": 0, "empty": 0, "one-key": 0}.get(case)


def child(case: str, folder: Path) -> None:
    """Search in this process, and print what it took as JSON."""
    near = case in {"one-document", "one-band"}
    key = patch("cleaner.duplicates.scan.key", lambda _text, _data: b"\x80" * 16)
    with tempfile.TemporaryDirectory() as work, local(1) as spread:
        parts = find_parts(folder)
        job = Job(Path(work), buckets_for(folder, parts), near, Across(ceiling=1.0))
        start = time.process_time()
        if case == "one-key":
            with key:
                _, done = search(folder, parts, job, spread)
        else:
            _, done = search(folder, parts, job, spread)
        took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "peak": peak, "dropped": done.sums.dropped.total()}))


def measured(case: str, count: int) -> dict[str, float]:
    """Search the records of a case in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "all.jsonl").open("wb") as stream:
            for one in records(case, count):
                stream.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
        command = [sys.executable, "-m", "benchmarks.dedup_worst", "--child", case, folder]
        made = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own command
    found: dict[str, float] = json.loads(made.stdout)
    wanted = answer(case, count // _BLOCKS * _BLOCKS)
    assert wanted is None or found["dropped"] == wanted, f"{case}: {found['dropped']} go, and {wanted} have to"
    return found


def main() -> int:
    """Print CPU time and peak memory of each case at both sizes; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dedup_worst", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=1_000_000, metavar="N", help="how many (default 1,000,000)")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return 0
    print(f"{'case':14} {'paragraphs':>10} {'CPU s':>7} {'peak MB':>8}")
    well = True
    for case in CASES:
        full = options.paragraphs // _FEWER.get(case, 1)
        small, large = (measured(case, count) for count in (full // 4, full))
        for count, found in ((full // 4, small), (full, large)):
            print(f"{case:14} {count:10} {found['seconds']:7.2f} {found['peak']:8.0f}", flush=True)
        # An item is compared with at most 320 others in each of ten rounds; so many are only reached by and by.
        most = 8 if case == "one-band" else 5
        well &= large["seconds"] < most * small["seconds"] + 0.5 and large["peak"] <= _MEGABYTES
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
