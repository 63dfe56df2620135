"""One input opened: compression peeled off, the reader chosen, archives read one level deep."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from cleaner.model import RejectedError, failure
from cleaner.readers.files import opened, standard_input
from cleaner.readers.kinds import ARCHIVES, BEGINNING, KINDS, kind_of, sniffed
from cleaner.readers.options import ReadOptions
from cleaner.readers.remote import connected, received
from cleaner.readers.source import Member, Read, Source
from cleaner.readers.streams import codec_of, peel, tell
from cleaner.readers.tape import Piece, Tape, chunks
from cleaner.readers.walk import Input

_LAYERS = 2
"""How often something may be compressed."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A stream as it was found."""

    uri: str
    pieces: Iterable[Piece]
    member: str | None = None
    file: BinaryIO | None = None
    size: int | None = None
    address: str | None = None
    check: Callable[[], None] = lambda: None


def read(given: Input, options: ReadOptions, moved: Callable[[int], None] | None = None) -> Iterator[Read]:
    """Read the documents of one input. It raises nothing: what goes wrong is a reject.

    Args:
        given: An input, as `find_inputs` found it.
        options: How to read.
        moved: Is told how many bytes of the file were read, again and again. Nobody tells of standard input, of
            addresses, and of zip and Parquet, which are not read from front to back.

    Yields:
        Each document of the input, a `Reject` for each place that holds none that can be read, a `Skipped` for each
        record of a container that is no document. An input that breaks off ends with a `Reject`.
    """
    try:
        if given.address is not None:
            with connected(given.address) as stream:
                file = stream if stream.seekable() else None
                yield from _read(_Opened(given.uri, received(stream), file=file, address=given.address), options)
            return
        if given.path is None:
            yield from _read(_Opened(given.uri, chunks(standard_input())), options)
            return
        with opened(given.path) as (file, size, check):
            pieces = chunks(file) if moved is None else _told(chunks(file), moved)
            yield from _read(_Opened(given.uri, pieces, None, file, size, check=check), options)
    except Exception as error:  # noqa: BLE001  a fault in one input must not cost the others
        yield failure(given.uri, None, "read", error)


def _told(pieces: Iterable[bytes], moved: Callable[[int], None]) -> Iterator[bytes]:
    read = 0
    for piece in pieces:
        read += len(piece)
        moved(read)
        yield piece


def _read(found: _Opened, options: ReadOptions) -> Iterator[Read]:
    """Peel compression off, and read what is inside.

    Raises:
        RejectedError: It cannot be read, or not to the end.
    """
    # A hash stands where an address had a query.
    tape, name, layers = Tape(found.pieces), found.member or re.sub(r"(://.*)\?.*", r"\1", found.uri), 0
    while True:
        tape.fill(BEGINNING)
        name, stated = tell(name)
        codec = codec_of(tape.held) or stated
        if codec is None:
            break
        if layers == _LAYERS:
            raise RejectedError("read", "nested", f"compressed more than {_LAYERS} times", 0)
        tape, layers = Tape(peel(tape.rest(), codec, options.limits)), layers + 1
    source = Source(
        found.uri,
        tape,
        options,
        partial(_member, found.uri, options),
        member=found.member,
        file=None if layers else found.file,
        size=None if layers else found.size,
        address=found.address,
        check=found.check,
    )
    asked = options.kind if found.member is None else None
    kind = asked or kind_of(name, packed=layers > 0) or sniffed(source)
    if found.member is not None and kind in ARCHIVES:
        raise RejectedError("read", "nested", "an archive in an archive is not read", 0)
    yield from KINDS[kind](source)


def _member(uri: str, options: ReadOptions, member: Member) -> Iterator[Read]:
    """Read a file that an archive holds; what goes wrong costs it alone."""
    try:
        yield from _read(_Opened(uri, member.pieces, member.name, size=member.size), options)
    except RejectedError as error:
        yield failure(uri, member.name, "read", error)
