"""`python -m benchmarks.startup`: CPU time of the start, beside that of Python itself.

The two take turns, each in a process of its own, and the smallest of many times counts: what runs beside them can only
add to it.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from platform import python_version

from benchmarks.dated import save
from benchmarks.processes import children_cpu

ROOT = Path(__file__).resolve().parents[1]
BARE = ("-c", "pass")
STARTS = (
    ("-m", "cleaner", "--help"),
    ("-m", "cleaner", "--version"),
    ("-m", "cleaner", "validate", "--help"),
    ("-m", "cleaner", "clean", "--help"),
    ("-c", "import cleaner"),
    ("-c", "import typer"),
)


def cpu(arguments: Sequence[str]) -> float:
    """Return the seconds of CPU time that Python takes with some arguments, from the process's start to its end."""
    before = children_cpu()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603  our own
    return children_cpu() - before


def both(arguments: Sequence[str], rounds: int) -> tuple[float, float]:
    """Return the least CPU time with some arguments and that of bare Python, in turn, in seconds."""
    times = [(cpu(arguments), cpu(BARE)) for _ in range(rounds)]
    return min(one for one, _ in times), min(bare for _, bare in times)


def ratio(arguments: Sequence[str], rounds: int) -> float:
    """Return how many times the CPU time of bare Python a start takes."""
    taken, bare = both(arguments, rounds)
    return taken / bare


def main() -> int:
    """Print the table, write it where asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, metavar="N", help="times that count (default 40)")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-startup.md")
    options = parser.parse_args()
    rows = []
    for arguments in STARTS:
        taken, bare = both(arguments, options.rounds)
        row = f"| `python {' '.join(arguments)}` | {taken * 1000:.1f} | {bare * 1000:.1f} | {taken / bare:.2f} |"
        print(row, flush=True)
        rows.append(row)
    if options.save:
        head = (
            f"`python -m benchmarks.startup --rounds {options.rounds}`, "
            f"Python {python_version()}. The least of all rounds, bare Python and the other in turn.\n\n"
            "| Start | CPU ms | bare Python | ratio |\n|---|--:|--:|--:|\n"
        )
        save("startup", "Start-up", head + "\n".join(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
