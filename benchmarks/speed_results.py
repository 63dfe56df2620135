"""Tables of a measurement of speed, printed and kept: the page to read, and the same as JSON to compare with."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import orjson

from benchmarks.dated import RESULTS, save, today
from benchmarks.quality import git
from benchmarks.tables import Table, markdown


def shown(tables: Sequence[Table]) -> str:
    """Return tables as Markdown."""
    return "\n".join(markdown(table) for table in tables)


def keep(name: str, head: str, notes: str, tables: Sequence[Table], versions: Mapping[str, str]) -> None:
    """Write tables as `<date>-<name>.md` and `.json`, in place of those of the same day.

    Args:
        name: What was measured, as file names say it.
        head: The title, without its date.
        notes: How it was measured, in Markdown.
        tables: What came out.
        versions: Of the libraries that decide the numbers.
    """
    commit = git("rev-parse", "--short=12", "HEAD")
    changed = bool(git("status", "--porcelain", "--", "cleaner", "benchmarks/*.py"))
    state = " with uncommitted changes" if changed else ""
    libraries = ", ".join(f"{package} {number}" for package, number in versions.items())
    made = f"{notes} Commit {commit}{state}; Python {platform.python_version()}; {libraries}."
    save(name, head, f"{made}\n\n{shown(tables)}")
    record = {
        "date": today(),
        "commit": commit,
        "changed": changed,
        "python": platform.python_version(),
        "versions": dict(versions),
        "tables": [asdict(table) for table in tables],
    }
    (RESULTS / f"{today()}-{name}.json").write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
