"""`python -m benchmarks.compare`: what changed between the two newest results of each kind.

Every number that another date has differently is printed, before and after. In columns of ratios less is better: a
ratio of this project that grew by more than the threshold makes the exit status 1.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.dated import RESULTS
from benchmarks.speed_peers import PEERS

_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?P<kind>.+)\.json")
_RATIO = "ratio"
_OTHERS = frozenset(peer.name for peer in PEERS[1:])
"""Rows that are of other systems: what becomes of them is no fault of ours."""

Key = tuple[str, tuple[str, ...], str]
"""Title of a table, the words that its row begins with, and the header of a column."""


@dataclass(frozen=True, slots=True)
class Change:
    """One number that is another one after."""

    key: Key
    before: float
    after: float

    @property
    def ratio(self) -> bool:
        """Whether it is a ratio, of which less is better, and one of this project."""
        _, names, column = self.key
        return column.startswith(_RATIO) and not _OTHERS.intersection(names)

    @property
    def grown(self) -> float:
        """By which share it grew; infinite where there was nothing before."""
        return self.after / self.before - 1 if self.before else float("inf")


def newest(folder: Path) -> dict[str, list[Path]]:
    """Return the results of each kind that can be compared, the two newest, the older one first."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.json")):
        if found := _NAME.fullmatch(path.name):
            kinds.setdefault(found["kind"], []).append(path)
    return {kind: paths[-2:] for kind, paths in sorted(kinds.items())}


def numbers(record: dict[str, Any]) -> dict[Key, float]:
    """Return every number of the tables of a result."""
    return {key: value for table in record["tables"] for key, value in _cells(table)}


def _cells(table: dict[str, Any]) -> Iterator[tuple[Key, float]]:
    for row in table["rows"]:
        # A row is named by the words that it begins with: a word further on is a value.
        names = tuple(row[: _leading(row)])
        for column, cell in zip(table["header"], row, strict=True):
            if isinstance(cell, int | float):
                yield (table["title"], names, column), float(cell)


def _leading(row: Sequence[Any]) -> int:
    return next((at for at, cell in enumerate(row) if not isinstance(cell, str)), len(row))


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return the numbers that stand in both results and differ, in the order of the tables."""
    old, new = numbers(before), numbers(after)
    return [Change(key, old[key], value) for key, value in new.items() if key in old and old[key] != value]


def lines(found: Sequence[Change], threshold: float) -> Iterator[str]:
    """Yield the lines of a report, a title before the changes of each table."""
    title = None
    for change in found:
        if change.key[0] != title:
            title = change.key[0]
            yield f"\n{title}"
        _, names, column = change.key
        mark = "  WORSE" if change.ratio and change.grown > threshold else ""
        label = f"{', '.join(names)}: {column}"
        yield f"  {label:55} {change.before:10.3f} {change.after:10.3f} {change.grown:+8.1%}{mark}"


def main() -> int:
    """Print what changed; return 1 where a ratio got worse by more than the threshold."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--threshold", type=float, default=0.1, metavar="SHARE", help="by which a ratio may grow (default 0.1)"
    )
    parser.add_argument("--folder", type=Path, default=RESULTS, help="where the results are")
    options = parser.parse_args()
    worse = compared = 0
    for kind, paths in newest(options.folder).items():
        if len(paths) < 2:
            print(f"{kind}: only {paths[0].name}")
            continue
        before, after = (orjson.loads(path.read_bytes()) for path in paths)
        found = changes(before, after)
        print(f"{kind}: {paths[0].name} (commit {before['commit']}) and {paths[1].name} (commit {after['commit']})")
        print("\n".join(lines(found, options.threshold)) or "  nothing changed")
        compared += 1
        worse += sum(change.ratio and change.grown > options.threshold for change in found)
    if not compared:
        # What was not held against anything has not stayed as it was.
        print("\nnothing to compare: no kind has two results")
    else:
        print(f"\n{worse or 'no'} ratios grew by more than {options.threshold:.0%}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
