"""What is promised, which tests prove it, and which limits there are: rows for the tables of `docs/reliability.md`.

The rows stand in `tests/promises.toml` and `tests/limits.toml`. pytest itself says how many cases a test has, the code
says what a limit is, and `docs/promises.json` says how the cases ended when `python -m docs.promises` ran them last.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from docs.examples import ROOT

PROMISES = ROOT / "tests" / "promises.toml"
LIMITS = ROOT / "tests" / "limits.toml"
RESULTS = ROOT / "docs" / "promises.json"

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the table of promises."""

    id: str
    says: str
    """What we promise."""
    tests: tuple[str, ...] = ()
    """`FILE::TEST`, below `tests/`."""
    beside: tuple[str, ...] = ()
    """The same, of tests that take an extra or a browser: they are named and not counted."""
    reason: str = ""
    """Why no test proves it, or not all of it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of the table of limits."""

    name: str
    where: str
    """`MODULE:NAME` or `MODULE:NAME.FIELD`; its value is the default. Empty where `shown` says it."""
    unit: str
    set: str
    """The setting or option; empty where there is none."""
    raises: tuple[str, ...]
    """What comes of it when it bites: causes of rejects, flags, or plain words."""
    tests: tuple[str, ...]
    shown: str = ""
    """The default in words, where no code of ours says it."""


def promises() -> list[Promise]:
    """Return the rows of the table of promises, in their order."""
    return [Promise(**_frozen(row)) for row in _rows(PROMISES, "promise")]


def limits() -> list[Limit]:
    """Return the rows of the table of limits, in their order."""
    return [Limit(**_frozen(row)) for row in _rows(LIMITS, "limit")]


def _rows(path: Path, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[key]
    return rows


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def named() -> list[str]:
    """Return every test that a promise or a limit names and that is counted, each once."""
    rows: list[Promise | Limit] = [*promises(), *limits()]
    return list(dict.fromkeys(test for row in rows for test in row.tests))


def pytest(tests: Iterable[str], *options: str) -> Iterator[str]:
    """Run pytest on some tests as the suite does it unasked, and yield what it prints, line by line.

    Raises:
        RuntimeError: It could not be run.
    """
    files = sorted({f"tests/{test}" for test in tests})
    # What only `make faults` tries is no part of the suite.
    environment = {name: value for name, value in os.environ.items() if name not in {"FAULTS", "PYTEST_ADDOPTS"}}
    command = [sys.executable, "-m", "pytest", "-o", "addopts=", "-p", "no:cacheprovider", *options, *files]
    done = subprocess.run(  # noqa: S603  our own interpreter
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"pytest ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    yield from done.stdout.splitlines()


def bare(node: str) -> str:
    """Return the name of a test, below `tests/`, from that of one of its cases."""
    return node.removeprefix("tests/").partition("[")[0]


@cache
def cases() -> Mapping[str, int]:
    """Return how many cases each test has that stands in a file which a row names."""
    found = pytest({test.partition("::")[0] for test in named()}, "--collect-only", "-q")
    return MappingProxyType(Counter(bare(line) for line in found if "::" in line))


def results() -> dict[str, dict[str, int]]:
    """Return how many cases of each test passed, failed and were skipped when they were run last."""
    found: dict[str, dict[str, int]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def stale() -> list[str]:
    """Return the tests that are named and have another number of cases than were run last."""
    ran = {test: sum(ended.values()) for test, ended in results().items()}
    return [test for test in named() if ran.get(test) != cases()[test]]


def result(tests: Sequence[str]) -> str:
    """Return how the cases of some tests ended when they were run last, in words."""
    known, total = results(), Counter[str]()
    for test in tests:
        total.update(known.get(test, {"not run": cases()[test]}))
    parts = [f"{count:,} {word}" for word in ("passed", "failed", "skipped", "not run") if (count := total[word])]
    return "all passed" if len(parts) == 1 and total["passed"] else ", ".join(parts)


def proofs(row: Promise | Limit) -> str:
    """Return the tests of a row, file by file."""
    files: dict[str, list[str]] = {}
    for test in row.tests + (row.beside if isinstance(row, Promise) else ()):
        file, _, name = test.partition("::")
        files.setdefault(f"tests/{file}", []).append(f"`{name}`")
    parts = [f"[{file.rpartition('/')[2]}](../{file}): {', '.join(found)}" for file, found in files.items()]
    return "; ".join([*parts, row.reason] if isinstance(row, Promise) and row.reason else parts)


def promise_rows() -> Iterator[tuple[str, ...]]:
    """Yield the cells of each promise."""
    for row in promises():
        count = sum(cases()[test] for test in row.tests)
        yield f"{row.id}", row.says, proofs(row), f"{count:,}" if count else "", result(row.tests)


def limit_rows() -> Iterator[tuple[str, ...]]:
    """Yield the cells of each limit."""
    for row in limits():
        raises = ", ".join(one if " " in one else f"`{one}`" for one in row.raises)
        default = row.shown or shown(value(row.where), row.unit)
        yield row.name, default, f"`{row.set}`" if row.set else "", raises, proofs(row)


def value(where: str) -> Any:
    """Return what the code says at a place, `MODULE:NAME.FIELD`."""
    module, _, names = where.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = getattr(found, name)
        if isinstance(found, type):
            found = found()
    return found


def shown(number: float, unit: str) -> str:
    """Return a number as it is read: bytes in the largest unit that leaves no rest."""
    if unit != "bytes":
        return f"{number:,} {unit}".rstrip() if isinstance(number, int) else f"{number:g} {unit}".rstrip()
    for name in ("bytes", "KiB", "MiB"):
        if number < _KIB or number % _KIB:
            return f"{number:g} {name}"
        number /= _KIB
    return f"{number:g} GiB"
