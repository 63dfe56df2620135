"""`python -m benchmarks.dedup`: CPU time and memory of the search for copies, each in a process of its own.

The records are made up and kept in `.cache/dedup`. With `--datatrove PYTHON`, an interpreter that has datatrove's
extras `io` and `processing` and spaCy, its MinHash pipeline runs over the same documents.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

from benchmarks.made import record, texts
from cleaner.batch.dedup import Output, buckets_for, deduplicate, search
from cleaner.batch.dedup_files import find_parts
from cleaner.batch.spread import local
from cleaner.collector import relax
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.settings import Across

PLACE = Path(".cache/dedup")
_PER_PART = 10_000
_THEIRS = Path(__file__).with_name("datatrove_minhash.py")


def made(count: int, place: Path) -> Path:
    """Return a folder of so many records, made where it is not there."""
    folder = place / str(count)
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        stream = None
        for number, (identifier, site, paragraphs) in enumerate(texts(count)):
            if number % _PER_PART == 0:
                if stream:
                    stream.close()
                stream = (folder / f"part-{number // _PER_PART:05}.jsonl").open("wb")
            assert stream
            stream.write(orjson.dumps(record(identifier, site, paragraphs), option=orjson.OPT_APPEND_NEWLINE))
        if stream:
            stream.close()
        (folder / "whole").touch()
    return folder


def child(what: str, folder: Path) -> None:
    """Do one thing in this process, and print what it took as JSON."""
    # As the command line does.
    relax()
    with tempfile.TemporaryDirectory(dir=folder.parent) as work, local(1) as spread:
        start = time.process_time()
        if what == "write":
            done = deduplicate(Output(folder, Path(work) / "to"), Across(), near=False, spread=spread)
        else:
            parts = find_parts(folder)
            only = (Table.DOCUMENTS,) if what == "documents" else None
            job = Job(Path(work), buckets_for(folder, parts), what != "exact", Across(), only)
            _, done = search(folder, parts, job, spread)
        took = time.process_time() - start
        # What a search leaves behind when everything is decided; none of it is removed before.
        files = 0 if what == "write" else _length(Path(work))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sums = {"dropped": done.sums.dropped, "marked": done.sums.marked, "documents": done.sums.documents}
    said = {"seconds": took, "peak": peak, "blocks": done.blocks, "records": _length(folder), "files": files}
    print(json.dumps(said | sums))


def _length(folder: Path) -> int:
    """Return how many bytes the files of a folder have together."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def measured(what: str, folder: Path) -> dict[str, float]:
    """Do one thing in a process of its own and print its line."""
    command = [sys.executable, "-m", "benchmarks.dedup", "--child", what, str(folder)]
    made_of = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own command
    found: dict[str, float] = json.loads(made_of.stdout)
    show(f"{what}, {folder.name} documents", found)
    return found


def show(name: str, found: dict[str, float]) -> None:
    rest = {key: value for key, value in found.items() if key not in {"seconds", "peak"} and value}
    print(f"{name:34} {found['seconds']:8.1f} {found['peak']:8.0f}   {json.dumps(rest)}", flush=True)


def theirs(python: str, folder: Path) -> dict[str, float]:
    """Run datatrove's pipeline over the same documents, by an interpreter that has it."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        command = [python, str(_THEIRS), str(folder.resolve()), work]
        made_of = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, float] = json.loads(made_of.stdout.splitlines()[-1])
    show(f"datatrove, {folder.name} documents", found)
    return found


def main() -> int:
    """Print CPU time and peak memory of each search; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dedup", description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000, metavar="N", help="how many (default 200,000)")
    parser.add_argument("--times", type=int, default=4, metavar="N", help="how many times as many, too (default 4)")
    parser.add_argument("--near", type=int, default=0, metavar="N", help="documents for near-duplicates (default all)")
    parser.add_argument("--place", type=Path, default=PLACE, help="where the records are kept")
    parser.add_argument("--datatrove", metavar="PYTHON", help="an interpreter that has datatrove")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return 0
    folder = made(options.documents, options.place)
    print(f"{'':34} {'CPU s':>8} {'peak MB':>8}")
    small = measured("exact", folder)
    measured("write", folder)
    if options.times > 1:
        large = measured("exact", made(options.documents * options.times, options.place))
        print(f"memory, {options.times} times as many: {large['peak'] / small['peak']:.2f}")
    sample = made(options.near or options.documents, options.place)
    ours = measured("documents", sample)
    measured("near", sample)
    if options.datatrove:
        print(f"CPU time beside datatrove: {ours['seconds'] / theirs(options.datatrove, sample)['seconds']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
