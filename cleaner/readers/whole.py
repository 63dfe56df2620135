"""Readers for files that are one document each."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cleaner.model import RawDocument, RejectedError
from cleaner.readers.names import STDIN

Reader = Callable[[Path, str, int], Iterator[RawDocument]]
"""Takes a path, its uri and the longest document in bytes; yields documents, raises `RejectedError`."""

TEXT = "text/plain"
HTML = "text/html"


def read_text(path: Path, uri: str, limit: int) -> Iterator[RawDocument]:
    """Yield the plain text document that a file is."""
    yield RawDocument(read_file(path, limit), uri, media_type=TEXT)


def read_html(path: Path, uri: str, limit: int) -> Iterator[RawDocument]:
    """Yield the HTML document that a file is."""
    yield RawDocument(read_file(path, limit), uri, media_type=HTML)


def read_unknown(path: Path, uri: str, limit: int) -> Iterator[RawDocument]:
    """Yield the document that a file is, of a media type that has to be found out."""
    yield RawDocument(read_file(path, limit), uri)


def read_stdin(limit: int) -> Iterator[RawDocument]:
    """Yield the document that stands on standard input.

    Args:
        limit: Longest document in bytes.

    Raises:
        RejectedError: Standard input is closed, cannot be read, or holds more than `limit` bytes.
    """
    # Python sets the stream to None where the caller closed it.
    if sys.stdin is None:
        raise RejectedError("read", "unreadable", "standard input is closed")
    try:
        content = _bounded(sys.stdin.buffer, limit)
    except OSError as error:
        raise RejectedError("read", "unreadable", f"cannot read standard input: {error.strerror}") from error
    yield RawDocument(content, STDIN)


def read_file(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file.

    Args:
        path: The file; a link to one will do.
        limit: Most bytes to read.

    Raises:
        RejectedError: The file is gone, is not a regular one, cannot be read, changed while it was read, or is
            longer than `limit`.
    """
    try:
        # A pipe that took the file's place since it was found must not keep us waiting.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise RejectedError("read", "not_a_file", "this is not a regular file")
            if before.st_size > limit:
                raise _too_large(limit)
            content = _bounded(stream, limit)
            after = os.fstat(stream.fileno())
    except FileNotFoundError as error:
        raise RejectedError("read", "vanished", "the file is gone") from error
    except OSError as error:
        cause = "symlink_loop" if error.errno == errno.ELOOP else "unreadable"
        raise RejectedError("read", cause, f"cannot read the file: {error.strerror}") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise RejectedError("read", "changed", "the file changed while it was read")
    return content


def _bounded(stream: BinaryIO, limit: int) -> bytes:
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise _too_large(limit)
    return content


def _too_large(limit: int) -> RejectedError:
    return RejectedError("read", "too_large", f"longer than the limit of {limit} bytes")
