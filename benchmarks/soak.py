"""`python -m benchmarks.soak`: whether a long run leaks, while its workers are killed at random.

    python -m benchmarks.soak                                     200,000 documents, at least 20 minutes
    python -m benchmarks.soak --documents 1000 --minutes 2        a short one

The labelled pages and texts beside the checkout, each in many variations (cut off, doubled in part, a part gone), or
made-up pages where there are none, go through `cleaner clean` with two workers. The memory and the open descriptors
of the run and of its workers are sampled. It fails where over the second half memory or descriptors grow, where a
process is left, or where what was read is not exactly what was written and rejected, each document once.

A first small run tells the speed: there are as many documents as the minutes take, and no fewer than asked for.
Linux only.
"""

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression
from typing import BinaryIO

import orjson

from benchmarks.dated import machine, save
from benchmarks.processes import Tree, in_group, tree
from benchmarks.scale import story

ROOT = Path(__file__).resolve().parents[1]
_IN_FILE = 500  # documents in a file
_FILES = 20  # files that differ; the others are links to them, with ids of their own
_EVERY = 1.0  # seconds between two samples
_ROWS = 20
_MB = 2**20
_GROWTH = 0.05  # of the memory, over the second half
_LEAST_GROWTH = 8 * _MB  # what the memory of a process goes up and down by
_DESCRIPTORS = 2.0  # more of them at the end than in the middle

Base = tuple[str, str]
"""The name of a field of a line, and what it holds."""


@dataclass(slots=True)
class Seen:
    """What was seen of one run."""

    times: list[float] = field(default_factory=list)
    """Seconds since the start."""
    samples: list[Tree] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    """Files that stood when each sample was taken."""
    kills: int = 0
    left: int = 0
    """Processes that outlived the run."""
    status: int = 0
    said: str = ""
    """What the run printed: its summary."""


def bases() -> list[Base]:
    """Return what documents are varied from."""
    from benchmarks.data import TABLES, absent, golds, pages  # noqa: PLC0415  it needs the extra `bench`

    if absent():
        return [("html", story(number, 10 + number % 60)) for number in range(500)]
    return [
        ("html", page.html.decode("utf-8", "replace")) if page.html is not None else ("text", page.text or "")
        for table in TABLES
        for page in pages(table, [gold.id for gold in golds(table, 200)])
    ]


def varied(text: str, choose: random.Random) -> str:
    """Return a text as it is, cut off, with a part of it twice, or with a part of it gone."""
    first, second = sorted(choose.randrange(len(text) + 1) for _ in range(2))
    return choose.choice((text, text[:second], text[:second] + text[first:], text[:first] + text[second:]))


def plant(folder: Path, documents: int, choose: random.Random) -> int:
    """Write so many documents or a few more into a folder, as files of lines; return how many there are."""
    folder.mkdir()
    given = bases()
    files = -(-documents // _IN_FILE)
    for number in range(files):
        place = folder / f"{number:05}.jsonl.gz"
        if number >= _FILES:
            place.hardlink_to(folder / f"{number % _FILES:05}.jsonl.gz")
            continue
        with gzip.open(place, "wb", compresslevel=1) as stream:
            for name, text in choose.choices(given, k=_IN_FILE):
                stream.write(orjson.dumps({name: varied(text, choose)}, option=orjson.OPT_APPEND_NEWLINE))
    return files * _IN_FILE


def watched(source: Path, out: Path, kill_every: float, choose: random.Random) -> Seen:
    """Run over a folder, sample what the run holds, and kill a worker now and then.

    Args:
        source: The folder.
        out: Where the output goes.
        kill_every: Seconds from one kill to the next on average; 0 for none.
        choose: Says when, and whom.
    """
    seen, began = Seen(), time.monotonic()
    command = [sys.executable, "-m", "cleaner", "clean", str(source), "-o", str(out), "--format", "jsonl"]
    command += ["--compress", "gz", "--workers", "2", "--json", "--quiet"]
    with ExitStack() as stack:
        said = stack.enter_context((out.parent / "said").open("w+b"))
        rejected = stack.enter_context((out.parent / "rejected").open("wb"))
        process = stack.enter_context(_started(command, said, rejected))
        next_kill = choose.expovariate(1 / kill_every) if kill_every else float("inf")
        while process.poll() is None:
            now = time.monotonic() - began
            if (found := tree(process.pid)) is not None:
                seen.times.append(now)
                seen.samples.append(found)
                seen.done.append(_finished(out))
                if now >= next_kill and found.workers:
                    os.kill(choose.choice(sorted(found.workers)), signal.SIGKILL)
                    seen.kills += 1
                    next_kill = now + choose.expovariate(1 / kill_every)
            time.sleep(_EVERY)
        time.sleep(_EVERY)
        seen.left, seen.status = len(in_group(process.pid)), process.returncode
        said.seek(0)
        seen.said = said.read().decode()
    return seen


@contextmanager
def _started(command: Sequence[str], said: BinaryIO, rejected: BinaryIO) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a run that ends with this process, also where that is asked to end by a signal."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # A group of its own: whoever is in it when the run is over has been left behind.
    process = subprocess.Popen(command, stdout=said, stderr=rejected, cwd=ROOT, process_group=0)  # noqa: S603
    try:
        yield process
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _finished(out: Path) -> int:
    place = out / ".cleaner" / "manifest.jsonl"
    return place.read_bytes().count(b"\n") if place.exists() else 0


def rows(seen: Seen) -> Iterator[str]:
    """Yield a table of some of the samples."""
    yield f"{'minute':>6} {'files':>6} {'run MB':>7} {'its fds':>7} {'workers MB':>11} {'their fds':>9}"
    step = max(1, len(seen.samples) // _ROWS)
    for number in range(0, len(seen.samples), step):
        one = seen.samples[number]
        memory = "+".join(f"{held.memory / _MB:.0f}" for held in one.workers.values())
        descriptors = "+".join(str(held.descriptors) for held in one.workers.values())
        yield (
            f"{seen.times[number] / 60:6.1f} {seen.done[number]:6} {one.main.memory / _MB:7.1f} "
            f"{one.main.descriptors:7} {memory or '-':>11} {descriptors or '-':>9}"
        )


def growth(times: Sequence[float], values: Sequence[float]) -> float:
    """Return how much a measure grows over the second half of the samples, by a straight line through it."""
    half = len(times) // 2
    late, values = times[half:], values[half:]
    return 0.0 if len(late) < 2 else linear_regression(late, values).slope * (late[-1] - late[0])


def steady(seen: Seen) -> Iterator[tuple[str, bool]]:
    """Yield what grows over the second half of a run, and whether that is little enough."""
    with_workers = [
        (at, list(one.workers.values())) for at, one in zip(seen.times, seen.samples, strict=True) if one.workers
    ]
    measures = {
        "the run": (seen.times, [[one.main] for one in seen.samples]),
        "a worker": ([at for at, _ in with_workers], [held for _, held in with_workers]),
    }
    for name, (times, held) in measures.items():
        memory = [sum(one.memory for one in some) / len(some) for some in held]
        most = max(_LEAST_GROWTH, _GROWTH * memory[-1]) if memory else 0.0
        more = growth(times, memory)
        yield f"memory of {name}: {more / _MB:+.1f} MB over the second half, at most {most / _MB:.1f}", more <= most
        more = growth(times, [sum(one.descriptors for one in some) / len(some) for some in held])
        yield f"descriptors of {name}: {more:+.2f}, at most {_DESCRIPTORS}", more <= _DESCRIPTORS
    zombies = growth(seen.times, [one.zombies for one in seen.samples])
    yield f"ended processes that nobody took leave of: {zombies:+.2f}, at most {_DESCRIPTORS}", zombies <= _DESCRIPTORS
    yield f"processes left: {seen.left}", seen.left == 0


def counts(seen: Seen, out: Path, documents: int) -> Iterator[tuple[str, bool]]:
    """Yield what became of the documents, and whether nothing fell between."""
    summary = json.loads(seen.said) if seen.said else {}
    read, written, rejected = (summary.get("documents", {}).get(name, 0) for name in ("read", "written", "rejected"))
    yield f"status {seen.status}", seen.status == (1 if rejected else 0)
    yield f"read {read} of {documents}", read == documents
    yield f"written {written} + rejected {rejected} = {written + rejected}", written + rejected == read
    found = ids(out)
    yield f"records on the disk {len(found)}, {len(set(found))} of them different", len(set(found)) == written
    yield "no record twice", len(found) == len(set(found))
    crashed = summary.get("rejects", {}).get("crashed", 0)
    # One document is given up when two workers died of it.
    yield f"given up for kills {crashed}, of {seen.kills} kills", 2 * crashed <= seen.kills


def ids(out: Path) -> list[str]:
    """Return the id of every record of an output, in its order."""
    found = []
    for path in sorted(out.glob("*.jsonl.gz")):
        with gzip.open(path) as stream:
            found += [str(orjson.loads(line)["id"]) for line in stream]
    return found


def documents_for(minutes: float, place: Path, choose: random.Random) -> int:
    """Return how many documents take so many minutes, by a small run."""
    documents = plant(place / "try", 2 * _IN_FILE, choose)
    began = time.monotonic()
    watched(place / "try", place / "tried", 0, choose)
    # What starts the run is not counted with the documents, and a busy machine may have quiet hours.
    return int(1.2 * minutes * 60 * documents / (time.monotonic() - began))


def main() -> int:
    """Soak, print the table and the verdicts; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=200_000, metavar="N", help="at least (default 200000)")
    parser.add_argument("--minutes", type=float, default=20.0, metavar="M", help="at least (default 20)")
    parser.add_argument("--kill-every", type=float, default=15.0, metavar="SECONDS", help="on average (default 15)")
    parser.add_argument("--seed", type=int, default=1, help="of the variations and the kills (default 1)")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-soak.md")
    options = parser.parse_args()
    choose = random.Random(options.seed)  # noqa: S311  nothing secret
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        wanted = max(options.documents, documents_for(options.minutes, place, choose))
        documents = plant(place / "in", wanted, choose)
        print(f"{documents} documents in {documents // _IN_FILE} files", flush=True)
        seen = watched(place / "in", place / "out", options.kill_every, choose)
        verdicts = [*steady(seen), *counts(seen, place / "out", documents)]
    took = seen.times[-1] / 60 if seen.times else 0.0
    verdicts.append((f"{took:.1f} minutes, at least {options.minutes:g}", took >= options.minutes))
    lines = [*rows(seen), "", *(f"{text}: {'holds' if good else 'BROKEN'}" for text, good in verdicts)]
    print("\n".join(lines))
    if options.save:
        save("soak", "Soak", _made_by(options, documents) + "\n\n```\n" + "\n".join(lines) + "\n```\n")
    return 0 if all(good for _, good in verdicts) else 1


def _made_by(options: argparse.Namespace, documents: int) -> str:
    asked = f"--documents {options.documents} --minutes {options.minutes:g} --kill-every {options.kill_every:g}"
    return f"`python -m benchmarks.soak {asked} --seed {options.seed}`, {documents} documents, {machine()}."


if __name__ == "__main__":
    sys.exit(main())
