"""`python -m benchmarks.scale`: what the batch layer costs, and whether memory stays flat.

    python -m benchmarks.scale memory 100000 400000   peak memory over so many generated documents
    python -m benchmarks.scale overhead 5000          CPU beside a loop over `clean`, one worker
    python -m benchmarks.scale speedup 20000          time on the clock, one worker and two

Without a name all three are run. With `--save` what is printed goes into `benchmarks/results/<date>-scale.md` too, in
place of what the same measurement said there before.

Documents are made up: the same stories on every machine. Each measurement runs in a process of its own, and all the
processes that it starts are counted with it.
"""

import argparse
import gzip
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson

from benchmarks.dated import RESULTS, git, machine, today
from benchmarks.processes import adopt, children_cpu

_LINES = 5_000  # documents in a file
_FLAT = 1.2
_OVERHEAD = 1.1
_SPEEDUP = 1.85  # the start of a run, about a second of one process, counts too: shorter runs have less

_WORDS = (
    "council bridge river market tower evening vote delay engineer pier harbour ferry winter school library budget "
    "train station mayor street garden theatre report water level repair summer visitor season opening closing"
).split()
_SHARE = "Share this story on Facebook"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process and all it started took."""

    cpu: float
    wall: float
    main: int
    """Peak memory of the process itself, in bytes."""
    largest: int
    """Peak memory of the largest of all processes, in bytes."""


def story(number: int, sentences: int) -> str:
    """Return a made-up page; the same number gives the same one."""
    choose = random.Random(number)  # noqa: S311  no secret
    said = [" ".join(choose.choices(_WORDS, k=12)).capitalize() + "." for _ in range(sentences)]
    paragraphs = "".join(f"<p>{' '.join(said[at : at + 3])}</p>" for at in range(0, sentences, 3))
    return f"<article><h1>{said[0]}</h1><p>{_SHARE}</p>{paragraphs}</article>"


def generate(folder: Path, documents: int, sentences: int) -> None:
    """Write documents to a folder, as lines of compressed files."""
    folder.mkdir(parents=True)
    for first in range(0, documents, _LINES):
        with gzip.open(folder / f"{first:09}.jsonl.gz", "wb", compresslevel=1) as stream:
            for number in range(first, min(first + _LINES, documents)):
                value = {"id": f"story-{number}", "html": story(number, sentences)}
                stream.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))


def measure(*arguments: str) -> Measured:
    """Run Python in a process of its own, wait for everything that it starts, and return what it took."""
    before, began = children_cpu(), time.monotonic()
    # The memory of the process itself is what it says of itself; the largest of all is what the system says.
    done = subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.PIPE)  # noqa: S603
    wall = time.monotonic() - began
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Measured(children_cpu() - before, wall, int(done.stdout.split()[-1]), largest)


RUN = """
import resource, sys
from cleaner.batch.run import How, run
from cleaner.readers import find_inputs
from cleaner.writers import plan_output
source, out, workers = sys.argv[1:4]
if __name__ == "__main__":
    summary = run(lambda: find_inputs([source]), plan_output(out, "jsonl", [source]), How(workers=int(workers)))
    assert summary.written == summary.read
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""

LOOP = """
import resource, sys
import cleaner.batch.warm
from cleaner.config import Config
from cleaner.pipeline import clean_raw
from cleaner.readers import ReadOptions, find_inputs, read
from cleaner.record import to_record
from cleaner.writers import FORMATS
config, write = Config(), FORMATS["jsonl"].row
with open(sys.argv[2], "wb") as stream:
    for given in find_inputs([sys.argv[1]]):
        for raw in read(given, ReadOptions(config.limits)):
            stream.write(write(to_record(clean_raw(raw, config))).content)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


Say = Callable[[str], None]
"""Prints a line."""


def memory(place: Path, sizes: Sequence[int], say: Say) -> bool:
    """Print the peak memory over corpora of several sizes, and say whether it is flat."""
    found = []
    for size in sizes:
        generate(place / f"in{size}", size, 6)
        took = measure("-c", RUN, str(place / f"in{size}"), str(place / f"out{size}"), "2")
        found.append(took)
        say(f"{size:9} documents: {took.main / 2**20:6.1f} MB, the largest worker {took.largest / 2**20:6.1f} MB")
    ratio = max(one.main for one in found) / min(one.main for one in found)
    return _verdict(say, "memory", f"{ratio:.2f} times, at most {_FLAT}", ratio <= _FLAT)


def overhead(place: Path, sizes: Sequence[int], say: Say) -> bool:
    """Print the CPU time of one worker beside that of a loop, and say whether the difference is small."""
    generate(place / "in", sizes[0], 30)
    loop, run = [], []
    for turn in range(3):
        loop.append(measure("-c", LOOP, str(place / "in"), str(place / f"loop{turn}.jsonl")).cpu)
        run.append(measure("-c", RUN, str(place / "in"), str(place / f"run{turn}"), "1").cpu)
        say(f"{sizes[0]} documents: loop {loop[-1]:.2f} s of CPU, one worker {run[-1]:.2f} s")
    ratio = min(run) / min(loop)
    return _verdict(say, "CPU", f"{ratio:.2f} times, at most {_OVERHEAD}", ratio <= _OVERHEAD)


def speedup(place: Path, sizes: Sequence[int], say: Say) -> bool:
    """Print the time of one worker and of two, and say whether two are nearly twice as fast."""
    generate(place / "in", sizes[0], 30)
    times: list[float] = []
    busy: list[float] = []
    for turn in range(3):
        one, two = (measure("-c", RUN, str(place / "in"), str(place / f"{n}-{turn}"), n) for n in ("1", "2"))
        for workers, took in ((1, one), (2, two)):
            say(f"{sizes[0]} documents, {workers} workers: {took.wall:.2f} s, {took.cpu:.2f} s of CPU")
        times.append(one.wall / two.wall)
        busy.append((two.cpu / two.wall) / (one.cpu / one.wall))
    # Two runs in a row meet much the same machine; what else it does still shows in their times, hardly in the cores.
    say(f"cores kept busy: {median(busy):.2f} times")
    ratio = median(times)
    return _verdict(say, "speed", f"{ratio:.2f} times, at least {_SPEEDUP}", ratio >= _SPEEDUP)


def _verdict(say: Say, what: str, found: str, good: bool) -> bool:
    say(f"{what}: {found}: {'holds' if good else 'BROKEN'}")
    return good


_COMMANDS: dict[str, tuple[Callable[[Path, Sequence[int], Say], bool], Sequence[int]]] = {
    "memory": (memory, (100_000, 400_000)),
    "overhead": (overhead, (5_000,)),
    "speedup": (speedup, (20_000,)),
}


def main() -> int:
    """Run the measurements that are named, or all; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wanted", nargs="*", metavar="NAME|N", help="what to measure, over how many documents")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-scale.md")
    options = parser.parse_args()
    if unknown := [one for one in options.wanted if one not in _COMMANDS and not one.isdigit()]:
        parser.error(f"no measurement: {', '.join(unknown)}; there are {', '.join(_COMMANDS)}")
    adopt()
    sizes = [int(one) for one in options.wanted if one.isdigit()]
    good = True
    for name in [one for one in options.wanted if one in _COMMANDS] or list(_COMMANDS):
        command, usual = _COMMANDS[name]
        said: list[str] = []

        def say(line: str, said: list[str] = said) -> None:
            said.append(line)
            print(line, flush=True)

        with tempfile.TemporaryDirectory() as place:
            good &= command(Path(place), sizes or usual, say)
        if options.save:
            save(RESULTS / f"{today()}-scale.md", name, said)
    return 0 if good else 1


def save(place: Path, name: str, lines: Sequence[str]) -> None:
    """Put what a measurement said into a page of results, in place of what it said there before."""
    title, *before = place.read_text(encoding="utf-8").split("\n## ") if place.exists() else [_title(place)]
    sections = dict(one.split("\n", 1) for one in before)
    sections[name] = "\n" + _made_by(name) + "\n\n```\n" + "\n".join(lines) + "\n```\n"
    body = "".join(f"\n## {one}\n{sections[one]}" for one in _COMMANDS if one in sections)
    place.write_text(title.rstrip("\n") + "\n" + body, encoding="utf-8")


def _title(place: Path) -> str:
    return f"# Scale, {place.name[: len('2026-01-01')]}\n"


def _made_by(name: str) -> str:
    commit = git("rev-parse", "--short", "HEAD") or "unknown"
    return f"`python -m benchmarks.scale {name}`, commit {commit}, {machine()}."


if __name__ == "__main__":
    sys.exit(main())
