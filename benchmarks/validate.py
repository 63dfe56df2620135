"""`python -m benchmarks.validate`: CPU time and memory of `cleaner validate` on records of a given size.

The command runs in a process of its own, start and end included. So many of the records as are asked for are broken.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from platform import python_version
from typing import Any

import orjson

from benchmarks.dated import save
from benchmarks.made import Maker, record
from cleaner.findings import FORMATS

ROOT = Path(__file__).resolve().parents[1]
_DIFFERENT = 50
"""Records that differ in more than their id."""
_BROKEN = 100_000
"""Most records that are tried broken, too."""
# Peak memory of a child: the parent's own must not count, so it is asked for in a process between the two.
_MEASURE = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "cleaner", "validate", *sys.argv[1:]], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def records(size: int) -> list[dict[str, Any]]:
    """Return different records of about so many bytes each, as JSON."""
    maker, made = Maker(7), []
    for number in range(_DIFFERENT):
        paragraphs = [maker.paragraph()]
        while len(orjson.dumps(whole := record(f"sample-{number}", "site.example", paragraphs))) < size:
            paragraphs.append(maker.paragraph())
        made.append(whole)
    return made


def write(path: Path, count: int, size: int, broken: float) -> int:
    """Write so many records as lines; return their bytes."""
    sample, every = records(size), round(1 / broken) if broken else 0
    with path.open("wb") as out:
        for number in range(count):
            one = {**sample[number % len(sample)], "id": f"document-{number}"}
            if every and number % every == 0:
                one["text"] = 7
            out.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
    return path.stat().st_size


def measured(arguments: Sequence[str]) -> tuple[int, float, int]:
    """Return exit status, seconds of CPU time and peak memory in MiB of one run."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", _MEASURE, *arguments], check=True, capture_output=True, text=True, cwd=ROOT
    )
    status, seconds, kib = done.stdout.split()
    return int(status), float(seconds), int(kib) // 1024


def rows(count: int, size: int, rounds: int) -> list[str]:
    """Return the lines of the table."""
    made = []
    with tempfile.TemporaryDirectory() as name:
        for broken, formats in ((0.0, ["text"]), (1.0, list(FORMATS))):
            if broken and count > _BROKEN:
                continue
            path = Path(name) / "records.jsonl"
            mean = write(path, count, size, broken) / count / 1000
            for form in formats:
                times = [measured([str(path), "--format", form]) for _ in range(rounds)]
                seconds, memory = min(one for _, one, _ in times), max(one for _, _, one in times)
                row = f"| {count} | {mean:.1f} | {broken:.0%} | {form} | {seconds:.2f} | {memory} | {times[0][0]} |"
                print(row, flush=True)
                made.append(row)
    return made


def main() -> int:
    """Print the table, write it where asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validate", description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000], metavar="N", help="default 10000")
    parser.add_argument("--size", type=int, default=10_000, metavar="BYTES", help="of a record (default 10000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs; the quickest counts (default 3)")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-validate.md")
    options = parser.parse_args()
    made = [row for count in options.records for row in rows(count, options.size, options.rounds)]
    if options.save:
        head = (
            f"`python -m benchmarks.validate`, Python {python_version()}, one file of lines. "
            "The whole process, its start included; the quickest run, the most memory.\n\n"
            "| Records | KB each | broken | format | CPU s | peak MiB | status |\n|--:|--:|--:|---|--:|--:|--:|\n"
        )
        save("validate", "Validating", head + "\n".join(made) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
