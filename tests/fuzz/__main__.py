"""Search for bytes that break a target, for some time each: `python -m tests.fuzz [--seconds N] [TARGET ...]`.

What breaks one is kept below `build/fuzz/found/` and printed. A line in `tests/cases/fuzz.jsonl` makes it a test.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import SEEDS

_FOLDER = Path("build/fuzz")
_SLOW = 20
"""Seconds after which one input counts as one that hangs."""
_MEMORY = 3072
"""Mebibytes after which one input counts as one that takes too much."""
_LONGEST = 1 << 15
"""Bytes of the longest input that is tried."""


def main() -> int:
    """Search target by target; return 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Search for bytes that break a target.")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (default: 600)")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(SEEDS)} (default: all)")
    given = parser.parse_args()
    unknown = set(given.targets) - set(SEEDS)
    if unknown:
        parser.error(f"unknown target: {', '.join(sorted(unknown))}")
    broken = [name for name in given.targets or SEEDS if not _search(name, given.seconds)]
    kept = sorted((_FOLDER / "found").glob("*"))
    sys.stdout.write(f"broken: {', '.join(broken) or 'none'}; found and kept: {len(kept)}\n")
    return 1 if broken else 0


def _search(name: str, seconds: int) -> bool:
    """Search for some time; say whether nothing was found."""
    corpus, found = _FOLDER / "corpus" / name, _FOLDER / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]()):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={found}/{name}-",
        f"-timeout={_SLOW}",
        f"-rss_limit_mb={_MEMORY}",
        f"-max_len={_LONGEST}",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    return (
        subprocess.run([sys.executable, "-m", "tests.fuzz.one", name, *options, str(corpus)], check=False).returncode
        == 0
    )


if __name__ == "__main__":
    sys.exit(main())
