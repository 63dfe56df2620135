"""One record per line, to a file or to standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleaner.terminal import safe_json
from cleaner.writers.encode import Record, encode
from cleaner.writers.files import Write, whole_file
from cleaner.writers.target import Target

NAME = "documents.jsonl"
"""Name of the file where the target is a folder."""


@contextmanager
def jsonl(target: Target) -> Iterator[Write]:
    """Open a file or standard output for one record per line.

    A file takes its name only when the block ends without an exception. What a terminal would obey or hide is
    escaped where standard output is one.

    Args:
        target: An output; a file, a folder, or standard output.

    Yields:
        The function that writes one record.
    """
    if target.path is None:
        stdout = sys.stdout.buffer
        shown = sys.stdout.isatty()

        def put(record: Record) -> None:
            content = encode(record, indent=False)
            stdout.write(safe_json(content.decode()).encode() if shown else content)
            # A reader down the pipe that has seen enough is noticed at once.
            stdout.flush()

        yield put
        return
    with whole_file(_place(target.path, folder=target.folder)) as stream:

        def write(record: Record) -> None:
            stream.write(encode(record, indent=False))

        yield write
        stream.flush()
        os.fsync(stream.fileno())


def _place(path: Path, *, folder: bool) -> Path:
    return path / NAME if folder else path
