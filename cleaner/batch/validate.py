"""Checking records that were written, file by file."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import orjson

from cleaner.check import check
from cleaner.readers import STDIN, Input, InputError, find_inputs
from cleaner.readers.names import uri_of
from cleaner.schema import Violation

_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one record."""

    file: str
    """The file: its uri, and where several paths were given, the path as given."""
    line: int | None
    """Line from 1 on; `None` where the file is one record."""
    id: str | None
    """The record's id, where it has one."""
    pointer: str
    """JSON Pointer into the record."""
    message: str


@dataclass(slots=True)
class Checked:
    """What came of checking."""

    records: int = 0
    invalid: int = 0
    findings: list[Finding] = field(default_factory=list)


def validate(paths: Sequence[str]) -> Checked:
    """Check every record under some paths.

    Args:
        paths: Files with one record (`.json`) or one per line (`.jsonl`), folders of such files, or `-`.

    Returns:
        How many records there are, and everything that is wrong with them.

    Raises:
        InputError: A path does not exist or cannot be read, or there are no records at all.
    """
    checked = Checked()
    for path in paths:
        for name, stream in _streams(path):
            lines = name.lower().endswith(_LINES) or path == STDIN
            file = name if len(paths) == 1 else _label(path, name)
            for line, content in _lines(stream) if lines else [(None, stream.read())]:
                _add(checked, file, line, content)
    if not checked.records:
        raise InputError(f"no records in {', '.join(paths)}")
    return checked


def _label(path: str, name: str) -> str:
    """Name a file so that it is told from those of other paths, and can be opened from here."""
    given = uri_of(path)
    return f"{given.rstrip('/')}/{name}" if Path(path).is_dir() else given


def _streams(path: str) -> Iterator[tuple[str, BinaryIO]]:
    if path == STDIN:
        if sys.stdin is None:
            raise InputError("standard input is closed")
        yield STDIN, sys.stdin.buffer
        return
    folder = Path(path).is_dir()
    for found in find_inputs([path], skip=frozenset()):
        name = getattr(found, "uri", "")
        if folder and (not name.lower().endswith((".json", _LINES)) or _is_reject_list(name)):
            continue
        if not isinstance(found, Input) or found.path is None:
            raise InputError(f"cannot read {name}: {getattr(found, 'message', 'hidden')}")
        try:
            with found.path.open("rb") as stream:
                yield name, stream
        except OSError as error:
            raise InputError(f"cannot read {name}: {error.strerror}") from error


def _is_reject_list(name: str) -> bool:
    last = PurePosixPath(name.lower()).name
    return last == "rejects.jsonl" or last.endswith(".rejects.jsonl")


def _lines(stream: BinaryIO) -> Iterable[tuple[int | None, bytes]]:
    # Only a line feed ends a line here: a record's text may hold other separators.
    return ((number, line) for number, line in enumerate(stream, 1) if line.strip())


def _add(checked: Checked, file: str, line: int | None, content: bytes) -> None:
    checked.records += 1
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        found, name = [Violation("", f"is not JSON: {error}")], None
    else:
        found, name = check(record), record.get("id") if isinstance(record, dict) else None
    checked.invalid += bool(found)
    id_ = name if isinstance(name, str) else None
    checked.findings.extend(Finding(file, line, id_, one.pointer, one.message) for one in found)
