"""Records that were written, in whichever format: read again one after the other, and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from cleaner.batch.dedup_files import find_parts
from cleaner.batch.records import contents, file_name, holds_records
from cleaner.check import check
from cleaner.readers import InputError, at_hand
from cleaner.readers.names import uri_of


@dataclass(frozen=True, slots=True)
class Stored:
    """A record, and where it stands."""

    place: str
    """The file, as it can be opened from here, and the line or row from 1 on where it holds many."""
    content: bytes
    """Its JSON."""

    def record(self) -> Mapping[str, Any]:
        """Return the record.

        Raises:
            InputError: It is not valid.
        """
        return checked(loads(self.content, self.place), self.place)


def stored(path: str) -> Iterator[Stored]:
    """Yield the records of an output, file by file in the order of their names.

    Args:
        path: A folder, or one file with a record (`.json`) or many (`.jsonl`, also packed, `.parquet`).

    Raises:
        InputError: There are none, or a file cannot be read.
    """
    given = at_hand(path)
    folder = given.is_dir()
    if not folder and not holds_records(given.name):
        raise InputError(f"no records in {uri_of(path)}: its name does not end in .json, .jsonl or .parquet")
    root = given if folder else given.parent
    for part in find_parts(root, None if folder else given.name):
        for name in part.files:
            file = file_name(path, name, folder=folder)
            for line, content in contents(root / name, file):
                yield Stored(file if line is None else f"{file}:{line}", content)


class _Named(msgspec.Struct):
    """What a record is looked for by."""

    id: str
    source: "_Source"


class _Source(msgspec.Struct):
    uri: str


def find(path: str, name: str) -> Stored:
    """Return the record of one document of an output.

    Args:
        path: As `stored` takes it.
        name: The id of the document, or its uri. An id comes before a uri, and the first record before later ones.

    Raises:
        InputError: There is none, or a file cannot be read.
    """
    decode, by_uri = msgspec.json.Decoder(_Named).decode, None
    for one in stored(path):
        try:
            named = decode(one.content)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(f"not a valid record: {one.place}: {error}") from error
        if named.id == name:
            return one
        if by_uri is None and named.source.uri == name:
            by_uri = one
    if by_uri is None:
        raise InputError(f"no record in {uri_of(path)} has the id or the uri {name}")
    return by_uri


def loads(content: bytes, place: str) -> Any:
    """Return what some JSON says.

    Raises:
        InputError: It is none.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(f"not JSON: {place}: {error}") from error


def checked(record: Any, place: str) -> Mapping[str, Any]:
    """Return a record that is valid.

    Raises:
        InputError: It is not; the message says what is wrong first.
    """
    broken = check(record)
    if broken:
        raise InputError(f"not a valid record: {place}: {broken[0].pointer or '/'} {broken[0].message}")
    valid: Mapping[str, Any] = record
    return valid
