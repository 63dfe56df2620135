"""`python -m benchmarks.audit COMMAND LOCK...`: published flaws of what the locks name, by pip-audit.

Exit status: 0 none is known, 1 some are, 2 something could not be looked up, because the database cannot be reached.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Audit:
    """What the database says about one lock."""

    names: int
    flaws: tuple[str, ...]
    skipped: tuple[str, ...]
    """What it said nothing about, and why."""


def read(answer: dict[str, Any]) -> Audit:
    """Return what an answer of pip-audit says."""
    given = answer["dependencies"]
    flaws = [f"{one['name']} {one['version']}: {flaw['id']}" for one in given for flaw in one.get("vulns", ())]
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in given if "skip_reason" in one]
    return Audit(len(given), tuple(flaws), tuple(skipped))


def audited(command: str, lock: Path) -> Audit | None:
    """Ask about every name of a lock; `None` where no answer came."""
    asked = [command, "--requirement", str(lock), "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run([*asked, "--progress-spinner", "off"], check=False, capture_output=True, text=True)  # noqa: S603
    try:
        return read(json.loads(done.stdout))
    except ValueError:
        print(done.stderr.rstrip().rpartition("\n")[2], file=sys.stderr)
        return None


def told(lock: Path, audit: Audit | None) -> int:
    """Print what was found about a lock; return the exit status for it."""
    if audit is None:
        print(f"{lock}: NOT looked up, the database cannot be reached")
        return 2
    print(f"{lock}: {audit.names} names, {len(audit.flaws)} flaws")
    print(*(f"  {one}" for one in audit.flaws), sep="\n", end="\n" if audit.flaws else "")
    if audit.skipped:
        print(f"  NOT looked up: {len(audit.skipped)}, for example {audit.skipped[0]}")
    return 1 if audit.flaws else 2 if audit.skipped else 0


def main(arguments: Sequence[str]) -> int:
    """Print what is known about each lock; return the exit status."""
    command, *locks = arguments
    found = {told(Path(lock), audited(command, Path(lock))) for lock in locks}
    return 1 if 1 in found else max(found, default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
