"""Results that are kept: `benchmarks/results/<date>-<name>`, and what they were measured with."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

RESULTS = Path(__file__).with_name("results")


def today() -> str:
    """Return the date of results of today, in UTC."""
    return datetime.now(UTC).date().isoformat()


def save(name: str, head: str, text: str) -> Path:
    """Write a page of results, in place of an earlier one of the same day; return where.

    Args:
        name: What was measured, as file names say it.
        head: The title, without its date.
        text: What comes below, in Markdown.
    """
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{today()}-{name}.md"
    path.write_text(f"# {head}, {today()}\n\n{text}", encoding="utf-8")
    return path


def git(*arguments: str) -> str | None:
    """Return what git says of this checkout, `None` where it says nothing or is not there."""
    try:
        done = subprocess.run(  # noqa: S603  (fixed words only)
            ["git", *arguments],  # noqa: S607
            cwd=RESULTS.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip() or None


def origin() -> dict[str, Any]:
    """Return what a record of results begins with: the day, the commit, whether files differ from it, the Python."""
    return {
        "date": today(),
        "commit": git("rev-parse", "--short=12", "HEAD"),
        "changed": bool(git("status", "--porcelain", "--", ":/cleaner", ":/benchmarks/*.py")),
        "python": platform.python_version(),
    }


def keep(name: str, head: str, text: str, record: Mapping[str, Any]) -> None:
    """Write a page of results as `save` does, and beside it the same as JSON, to compare with."""
    page = save(name, head, text)
    page.with_suffix(".json").write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")


def commit_of(record: Mapping[str, Any]) -> str:
    """Return the commit of a record in words."""
    return f"Commit {record['commit']}{' with uncommitted changes' if record['changed'] else ''}"


def machine() -> str:
    """Return what a measurement ran on, in words; how busy it is, now."""
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
