"""`python -m benchmarks.dedup_same`: the same records searched in every way there is, and whether the bytes are equal.

One, two and four processes of this machine; with the extra `ray` also Ray on one node, on two, and on two of which one
is killed while the parts are written. Near-duplicates are searched, too. It fails where a file differs.
"""

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Literal

from benchmarks.dated import machine, save
from benchmarks.dedup import PLACE, made
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.spread import local
from cleaner.duplicates.job import Spread
from cleaner.duplicates.settings import Across
from tests.remote.two_nodes import search_on_two_nodes

_WORKERS = (1, 2, 4)

Way = Callable[[Path, Path], str]
"""Searches one folder, writes another, and returns what there is to say of it."""


def ways() -> Iterator[tuple[str, Way]]:
    """Yield each way by its name, the plainest first."""
    for count in _WORKERS:
        yield f"local, workers {count}", _here(partial(local, count))
    if importlib.util.find_spec("ray"):
        from cleaner.batch.ray_spread import on_ray  # noqa: PLC0415  the extra may be missing

        yield "Ray, one node", _here(partial(on_ray, None, 2))
        yield "Ray, two nodes", _two_nodes("leave")
        yield "Ray, two nodes, one killed", _two_nodes("kill")


def _here(spread: Callable[[], AbstractContextManager[Spread]]) -> Way:
    def search(source: Path, to: Path) -> str:
        with spread() as used:
            deduplicate(Output(source, to), Across(ceiling=1.0), near=True, spread=used)
        return ""

    return search


def _two_nodes(second: Literal["leave", "kill"]) -> Way:
    def search(source: Path, to: Path) -> str:
        done = search_on_two_nodes(source, to, second)
        if done.returncode:
            raise RuntimeError(done.stderr)
        says = json.loads(done.stdout.splitlines()[-1])
        if second == "kill" and not says["again"]:
            raise RuntimeError("the node that was killed had nothing to do; with 50,000 documents or more it has")
        return f"{says['nodes']} nodes worked, {says['again']} tasks begun again"

    return search


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder, by its path in it."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb") as stream:
            found[str(path.relative_to(folder))] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def main() -> int:
    """Search in every way and print what came of it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dedup_same", description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000, metavar="N", help="how many (default 200,000)")
    parser.add_argument("--place", type=Path, default=PLACE, help="where the records are kept")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-dedup-same.md")
    options = parser.parse_args()
    source = made(options.documents, options.place).resolve()
    found: list[dict[str, str]] = []
    lines: list[str] = []
    for name, search in ways():
        with tempfile.TemporaryDirectory(dir=source.parent) as work:
            began, to = time.monotonic(), Path(work) / "to"
            said, took = search(source, to), time.monotonic() - began
            found.append(digests(to))
        verdict = f"{len(found[-1])} files, {'the same bytes' if found[-1] == found[0] else 'OTHER BYTES'}"
        lines.append("; ".join(filter(None, (name, verdict, said, f"{took:.0f} s"))))
        print(lines[-1], flush=True)
    if options.save:
        made_by = (
            f"`python -m benchmarks.dedup_same --documents {options.documents}`, {machine()}; seconds by the clock."
        )
        save(
            "dedup-same",
            "The same bytes, whoever searches",
            "\n".join([made_by, "", *(f"- {one}" for one in lines), ""]),
        )
    return 0 if found[0] and all(one == found[0] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
