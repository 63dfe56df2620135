"""`python -m benchmarks.speed_runs`: CPU time of `cleaner clean` from end to end, and two workers beside one.

The same labelled pages stand in a WARC file, in lines and in a folder, and become lines and Parquet. The whole command
is measured, its start and its one worker with it; the ratio is that to a loop over `clean` in one process, which reads
the folder and writes lines. Two workers are measured on the clock, so nothing else should run meanwhile.
"""

import argparse
import gzip
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import orjson
from trafilatura.utils import decode_file

from benchmarks.data import Page, absent
from benchmarks.processes import adopt
from benchmarks.scale import LOOP, RUN, Measured, generate, measure
from benchmarks.speed import TABLE, chosen
from benchmarks.speed_results import keep, shown
from benchmarks.tables import Cell, Table

OUTPUTS = ("jsonl", "parquet")
_DOCUMENTS, _SENTENCES = 5_000, 30
"""Made-up documents for two workers beside one, and the length of each."""


def write_folder(pages: Sequence[Page], place: Path) -> Path:
    """Write each page into a file of its own, and return their folder."""
    folder = place / "folder"
    folder.mkdir()
    for number, page in enumerate(pages):
        (folder / f"{number:05}.html").write_bytes(page.html or b"")
    return folder


def write_lines(pages: Sequence[Page], place: Path) -> Path:
    """Write the decoded pages as lines, and return their file."""
    path = place / "pages.jsonl"
    with path.open("wb") as stream:
        for number, page in enumerate(pages):
            value = {"id": f"page-{number}", "url": page.url, "html": str(decode_file(page.html or b""))}
            stream.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    return path


def write_warc(pages: Sequence[Page], place: Path) -> Path:
    """Write the pages as responses in a WARC file, each compressed by itself as crawlers do; return it."""
    path = place / "pages.warc.gz"
    with path.open("wb") as stream:
        for number, page in enumerate(pages):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + (page.html or b"")
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: {page.url or 'https://page.example/'}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + body + b"\r\n\r\n", compresslevel=6))
    return path


_COMMAND = """
import subprocess, sys
subprocess.run([sys.executable, "-m", "cleaner", *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)
print(0)
"""
INPUTS = {"WARC": write_warc, "lines": write_lines, "folder": write_folder}


def runs(pages: Sequence[Page], place: Path, rounds: int) -> Table:
    """Return the CPU time of a run from each input to each output, in turn; the least of all rounds."""
    given = {name: write(pages, place) for name, write in INPUTS.items()}
    taken: dict[tuple[str, str], list[float]] = {}
    for turn in range(rounds):
        loop = measure("-c", LOOP, str(given["folder"]), str(place / f"loop{turn}.jsonl"))
        taken.setdefault(("loop", "jsonl"), []).append(loop.cpu)
        for name, source in given.items():
            for output in OUTPUTS:
                out = place / f"{name}-{output}-{turn}"
                asked = ("--format", output, "--workers", "1", "--max-rejects", "100%", "--quiet")
                spent = measure("-c", _COMMAND, "clean", str(source), "-o", str(out), *asked).cpu
                taken.setdefault((name, output), []).append(spent)
    base = min(taken["loop", "jsonl"])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{source} to {output}", min(times), len(pages) / min(times), min(times) / base)
        for (source, output), times in taken.items()
    )
    header = ("run", "CPU s", "documents a CPU s", "ratio to a loop")
    return Table(f"Runs over {len(pages)} pages of {TABLE}, one worker", header, rows)


def workers(place: Path, documents: int, rounds: int) -> Table:
    """Return the time on the clock of one worker and of two over made-up documents, in turn; the least of all."""
    generate(place / "in", documents, _SENTENCES)
    taken: dict[str, list[Measured]] = {"1": [], "2": []}
    for turn in range(rounds):
        for count, times in taken.items():
            times.append(measure("-c", RUN, str(place / "in"), str(place / f"{count}-{turn}"), count))
    walls = {count: min(one.wall for one in times) for count, times in taken.items()}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (count, walls[count], min(one.cpu for one in times), walls["1"] / walls[count], walls[count] / walls["1"])
        for count, times in taken.items()
    )
    header = ("workers", "s on the clock", "CPU s", "times as fast", "ratio to one")
    return Table(f"Workers side by side, {documents} made-up documents", header, rows)


def main() -> int:
    """Measure, print and keep what was asked for; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed_runs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="how many pages (default 300)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs; the least counts (default 3)")
    parser.add_argument(
        "--documents", type=int, default=_DOCUMENTS, metavar="N", help=f"for two workers (default {_DOCUMENTS})"
    )
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-speed-runs.{md,json}")
    options = parser.parse_args()
    if absent():
        return 0
    adopt()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        tables = [
            runs(chosen(options.pages), place, options.rounds),
            workers(place / "workers", options.documents, options.rounds),
        ]
    print(shown(tables))
    if options.save:
        notes = f"`python -m benchmarks.speed_runs --pages {options.pages} --rounds {options.rounds}`."
        keep("speed-runs", "Runs", notes, tables, {name: version(name) for name in ("fastwarc", "pyarrow", "lxml")})
    return 0


if __name__ == "__main__":
    sys.exit(main())
