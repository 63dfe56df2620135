"""Search for bytes that break a target, for some time each: `python -m tests.fuzz [--seconds N] [TARGET ...]`.

What breaks one is kept in `build/fuzz/found/`, and what was raised in the target's log. A line in
`tests/cases/fuzz.jsonl` makes it a test.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import SEEDS
from tests.fuzz.words import dictionary

_FOLDER = Path("build/fuzz")
_SLOW = 20
"""Seconds after which one input counts as one that hangs."""
_MEMORY = 3072
"""Mebibytes after which one input counts as one that takes too much."""
_LONGEST = 1 << 15
"""Bytes of the longest input that is tried."""


def main() -> int:
    """Search target by target; return 1 where one is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Search for bytes that break a target.")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (default: 600)")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(SEEDS)} (default: all)")
    given = parser.parse_args()
    unknown = set(given.targets) - set(SEEDS)
    if unknown:
        parser.error(f"unknown target: {', '.join(sorted(unknown))}")
    broken = [name for name in given.targets or SEEDS if not _search(name, given.seconds)]
    sys.stdout.write(f"broken: {', '.join(broken) or 'none'}\n")
    return 1 if broken else 0


def _search(name: str, seconds: int) -> bool:
    """Search for some time; say whether nothing was found."""
    corpus, found = _FOLDER / "corpus" / name, _FOLDER / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]()):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = _FOLDER / f"{name}.dict"
    # Without a line libFuzzer takes the file for none.
    words.write_text("# words\n" + dictionary(name), encoding="ascii")
    options = [
        f"-dict={words}",
        f"-max_total_time={seconds}",
        f"-artifact_prefix={found}/{name}-",
        f"-timeout={_SLOW}",
        f"-rss_limit_mb={_MEMORY}",
        f"-max_len={_LONGEST}",
        "-print_final_stats=1",
    ]
    log = _FOLDER / f"{name}.log"
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "tests.fuzz.one", name, *options, str(corpus)]
        code = subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT, check=False).returncode
    runs = re.findall(r"number_of_executed_units: (\d+)", log.read_text(encoding="utf-8", errors="replace"))
    sys.stdout.write(
        f"{name}: {'nothing' if code == 0 else 'BROKEN'} after {runs[-1] if runs else '?'} inputs: {log}\n"
    )
    sys.stdout.flush()
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
