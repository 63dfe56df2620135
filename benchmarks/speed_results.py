"""Tables of a measurement of speed, printed and kept: the page to read, and the same as JSON to compare with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from benchmarks import dated
from benchmarks.dated import commit_of, origin
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
    record = {**origin(), "versions": dict(versions), "tables": [asdict(table) for table in tables]}
    libraries = ", ".join(f"{package} {number}" for package, number in versions.items())
    made = f"{notes} {commit_of(record)}; Python {record['python']}; {libraries}."
    dated.keep(name, head, f"{made}\n\n{shown(tables)}", record)
