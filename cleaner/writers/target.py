"""Where records go: judged as a whole before any work is done."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FORMATS = ("json", "jsonl")
"""Names of the formats: one file per document, or one line per document."""

_STDOUT = "-"
_LINES = ".jsonl"
_NOT_FOLDERS = frozenset({".json", ".gz", ".zst", ".parquet", ".csv", ".txt", ".html"})


class OutputError(Exception):
    """The output cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """An output that can be written to."""

    path: Path | None
    """The folder or the file; `None` for standard output."""
    folder: bool
    format: str
    """One of `FORMATS`."""
    rejects: Path | None
    """Where the list of rejects goes; `None` where there is no place for one."""


def plan_output(out: str, wanted: str | None, inputs: Sequence[str]) -> Target:
    """Decide what an output is, and make sure that it can be written to.

    Folders that are missing are made.

    Args:
        out: A folder, a file whose name ends in `.jsonl`, or `-` for standard output.
        wanted: One of `FORMATS`; `None` chooses by what `out` is.
        inputs: The paths that are read, to keep clear of.

    Raises:
        OutputError: The output is the wrong kind of thing, cannot be written to, or holds or lies in an input.
    """
    target = _plan(out, wanted)
    if target.path is None:
        if sys.stdout is None:
            raise OutputError("standard output is closed")
        return target
    _keep_clear(target, inputs)
    folder = target.path if target.folder else target.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _probe(folder)
    except FileExistsError as error:
        raise OutputError(f"output needs a folder, and this is a file: {folder}") from error
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror}") from error
    return target


def _plan(out: str, wanted: str | None) -> Target:
    if out == _STDOUT:
        if wanted == "json":
            raise OutputError("standard output takes jsonl; for one json file per document name a folder")
        return Target(None, folder=False, format="jsonl", rejects=None)
    path = Path(out)
    if not out:
        raise OutputError(f"output has no name; give a folder, a file that ends in {_LINES}, or {_STDOUT}")
    if path.suffix.lower() == _LINES and not path.is_dir():
        if wanted == "json":
            raise OutputError(f"one json file per document needs a folder, and this names a {_LINES} file: {out}")
        return Target(path, folder=False, format="jsonl", rejects=path.with_suffix(f".rejects{_LINES}"))
    if path.exists() and not path.is_dir():
        raise OutputError(f"output needs a folder, and this is a file: {out}")
    if path.suffix.lower() in _NOT_FOLDERS and not path.is_dir():
        raise OutputError(f"output must be a folder, a file that ends in {_LINES}, or {_STDOUT}: {out}")
    return Target(path, folder=True, format=wanted or "json", rejects=path / "rejects.jsonl")


def _keep_clear(target: Target, inputs: Sequence[str]) -> None:
    assert target.path is not None
    place = target.path.resolve()
    for given in inputs:
        if given == _STDOUT:
            continue
        source = Path(given).resolve()
        if source == place or (target.rejects is not None and source == target.rejects.resolve()):
            raise OutputError(f"output and input are the same: {given}")
        if source.is_dir() and place.is_relative_to(source):
            raise OutputError(f"output lies inside the input {given}: {target.path}")
        if target.folder and source.is_relative_to(place):
            raise OutputError(f"input {given} lies inside the output: {target.path}")


def _probe(folder: Path) -> None:
    """Write a file and take it away again: what the system says of permissions is not always the truth."""
    probe = folder / f".cleaner-{os.getpid()}.tmp"
    probe.unlink(missing_ok=True)
    with probe.open("xb"):
        pass
    probe.unlink()
