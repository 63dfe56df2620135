"""The files of an output that is looked through for copies: parts that are read, and written again."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import orjson

from cleaner.batch.records import TABLE, contents, holds_many, holds_records
from cleaner.batch.storage import Remote, Root, named, opened
from cleaner.duplicates.scan import ReadRecord
from cleaner.model import RejectedError
from cleaner.readers import InputError
from cleaner.readers.names import uri_of
from cleaner.writers import Row, Sink
from cleaner.writers.encode import encode
from cleaner.writers.files import path_in
from cleaner.writers.format import Place
from cleaner.writers.lines import lines
from cleaner.writers.parquet import parquet

_TOGETHER = 1000
"""Most files of one record each in a part."""

Change = Callable[[Mapping[str, Any]], dict[str, Any]]
"""From a record to what it becomes."""


@dataclass(frozen=True, slots=True)
class Part:
    """Files that are read in one go: one with a record per line, or several with one record each."""

    name: str
    files: tuple[str, ...]
    """Relative to the output, `/` between parts."""


@dataclass(frozen=True, slots=True)
class New:
    """Where files that are written go, under the same names."""

    folder: Path
    aside: Path
    """The folder that gets one for each part, for files that are not whole yet; it is there."""
    every: bool
    """Whether files in which nothing changes are written, too."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records a part has."""

    records: int
    changed: int


def find_parts(root: Root, only: str | None = None) -> list[Part]:
    """Return the parts of an output, in the order of the names of their files.

    Args:
        root: The output folder, or its address.
        only: The one file that is meant.

    Raises:
        InputError: There are no records.
    """
    names = [only] if only is not None else sorted(_under(root) if isinstance(root, Path) else _there(root))
    groups: list[list[str]] = []
    for name in names:
        if holds_many(name) or not groups or holds_many(groups[-1][0]) or len(groups[-1]) >= _TOGETHER:
            groups.append([])
        groups[-1].append(name)
    if not groups:
        raise InputError(f"no records in {named(root)}: there is no file that ends in .json, .jsonl or .parquet")
    return [Part(f"{at:06}", tuple(files)) for at, files in enumerate(groups)]


def has_records(root: Path) -> bool:
    """Say whether an output has any file with records."""
    return next(_under(root), None) is not None


def _under(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = [one for one in folders if not one.startswith(".")]
        for name in files:
            if holds_records(name) and not name.startswith("."):
                yield _name_of((Path(folder) / name).relative_to(root))


def _there(root: Remote) -> Iterator[str]:
    for name in root.sizes():
        if holds_records(name) and not any(part.startswith(".") for part in name.split("/")):
            yield name


def _name_of(path: Path) -> str:
    try:
        # The names on disk are UTF-8 whatever the locale.
        return os.fsencode(path.as_posix()).decode()
    except UnicodeDecodeError:
        raise InputError(f"the name of a file is not UTF-8: {uri_of(str(path))}") from None


def read_part(root: Root, part: Part, kind: type[ReadRecord]) -> Iterator[ReadRecord]:
    """Yield what is read of the records of a part, in order.

    Raises:
        InputError: Something in it is no record, or cannot be read.
    """
    decode = msgspec.json.Decoder(kind).decode
    for name in part.files:
        with opened(root, name) as place:
            for line, content in contents(place, name):
                try:
                    yield decode(content)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise InputError(f"{_place(name, line)} is no record: {error}{_advice(content)}") from error


def _advice(content: bytes) -> str:
    """Return what to do where something is no record, but what another format makes of one."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(found, dict) or "blocks" in found or not {"text", "attributes"} & found.keys():
        return ""
    return "; only what was written with --format json, jsonl or parquet holds records: clean into one of these first"


def _place(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"


def write_part(root: Root, part: Part, new: New, changes: Mapping[int, Change]) -> Counted:
    """Write the files of a part again, those records changed that change.

    Args:
        root: The output folder, or its address.
        part: Which part.
        new: Where the files go.
        changes: By its serial number in the part, what becomes of a record.

    Returns:
        How many records the part has, and how many of them changed.

    Raises:
        InputError: Something cannot be read, or a record that changes is not valid by the schema.
        OSError: Something cannot be written.
    """
    serial = total = 0
    for name in part.files:
        if not (new.every or holds_many(name) or serial in changes):
            serial += 1
            continue
        before, place = total, PurePosixPath(name)
        to = Place(new.folder, place, new.aside / part.name, alone=True)
        with opened(root, name) as source, _sink(to) as sink:
            for line, content in contents(source, name):
                change = changes.get(serial)
                serial += 1
                changed = None if change is None else _changed(content, name, line, change)
                total += changed is not None
                sink.put(Row("", None, content if changed is None else changed))
        if total == before and not new.every:
            path_in(new.folder, place).unlink()
    return Counted(serial, total)


def _sink(place: Place) -> AbstractContextManager[Sink]:
    """Open a file for the JSON of records, packed as its name says."""
    return parquet(place) if place.name.name.lower().endswith(TABLE) else lines(place)


def _changed(content: bytes, name: str, line: int | None, change: Change) -> bytes | None:
    """Return what a record becomes, as it is written; `None` where it stays what it is."""
    try:
        record = orjson.loads(content)
        new = change(record)
        return None if new == record else encode(new, indent=line is None)
    except (orjson.JSONDecodeError, RejectedError, KeyError, TypeError) as error:
        raise InputError(f"{_place(name, line)} is no valid record: {error}") from error
