"""Files that are there whole or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.writers.encode import Record

Write = Callable[[Record], None]
"""Writes one record; raises `RejectedError` where only this one cannot be written, `OSError` where none can."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when the block ends without an exception.

    Args:
        path: Where the file will be; a file that is there now stays until it is replaced.

    Yields:
        The stream to write to.

    Raises:
        OSError: The file cannot be written; nothing half-written is left.
    """
    # A short name: a temporary one made of a name of 255 bytes would be too long.
    waiting = path.parent / f".cleaner-{os.getpid()}.tmp"
    # What lies there is left from a killed run; a link planted there must not be written through.
    waiting.unlink(missing_ok=True)
    try:
        with waiting.open("xb") as stream:
            yield stream
        waiting.replace(path)
    except BaseException:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
