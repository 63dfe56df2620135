"""Records that were written, read again: what stands for each one, and on which line or row."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from cleaner.config import Limits
from cleaner.model import RejectedError
from cleaner.readers import Found, Input, InputError
from cleaner.readers.names import uri_of
from cleaner.readers.streams import peel, tell
from cleaner.readers.tape import Damage, Piece, chunks
from cleaner.writers.encode import to_json
from cleaner.writers.format import LINES
from cleaner.writers.formats import FORMATS

SINGLE = ".json"
TABLE = ".parquet"
_MANY = (*FORMATS["jsonl"].endings, TABLE)

_BUFFER = 1 << 20
_ROWS = 256
# What was written here may repeat itself without end; it is read in bounded memory all the same.
_LIMITS = Limits(ratio=sys.maxsize)


def holds_records(name: str) -> bool:
    """Say whether a file holds records, by its name: one, or many. A list of rejects holds none."""
    low = name.lower()
    last = low.rpartition("/")[2]
    if last == f"rejects{LINES}" or last.endswith(f".rejects{LINES}"):
        return False
    return low.endswith((SINGLE, *_MANY))


def holds_many(name: str) -> bool:
    """Say whether a file that holds records may hold more than one, by its name."""
    return name.lower().endswith(_MANY)


def file_name(path: str, name: str, *, folder: bool) -> str:
    """Name a file of an output as it can be opened from here, with `/` between its parts.

    Args:
        path: The output, as it was given.
        name: The file, relative to it.
        folder: Whether the output is a folder; else it is the file itself.
    """
    given = uri_of(os.path.normpath(path)).replace(os.sep, "/")
    if not folder:
        return given
    return name if given == "." else f"{given.rstrip('/')}/{name}"


def records_in(path: str, inputs: Iterable[Found]) -> Iterator[tuple[str, int | None, bytes]]:
    """Yield the JSON of each record of an output, with the name of its file and its line or row.

    Args:
        path: The output, as it was given.
        inputs: What `find_inputs` finds there.

    Raises:
        InputError: A file cannot be read to its end.
    """
    folder = Path(path).is_dir()
    for found in inputs:
        name = getattr(found, "uri", "")
        if folder and not holds_records(name):
            continue
        if not isinstance(found, Input) or found.path is None:
            raise InputError(f"cannot read {name}: {getattr(found, 'message', 'hidden')}")
        file = file_name(path, name, folder=folder)
        for line, content in contents(found.path, file):
            yield file, line, content


def contents(path: Path, name: str) -> Iterator[tuple[int | None, bytes]]:
    """Yield the JSON of each record of a file, with the number of its line or row; `None` where the file is one record.

    Args:
        path: The file.
        name: How a message calls it; its end says how the file is packed.

    Raises:
        InputError: The file cannot be read to its end, or the library that reads it is not installed.
    """
    try:
        if name.lower().endswith(TABLE):
            yield from _rows(path)
        elif not holds_many(name):
            yield None, path.read_bytes()
        else:
            # Only a line feed ends a line here: a record's text may hold other separators.
            yield from ((number, line) for number, line in enumerate(_lines(path, name), 1) if not line.isspace())
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}") from error
    except RejectedError as error:
        raise InputError(f"cannot read {name}: {error}") from error
    except ModuleNotFoundError as error:
        extra = FORMATS["parquet"].needs
        assert extra is not None
        message = f"{extra.module} is not there: pip install 'corpus-cleaner[{extra.extra}]'"
        raise InputError(f"cannot read {name}: {message}") from error


def _lines(path: Path, name: str) -> Iterator[bytes]:
    _, codec = tell(name)
    with path.open("rb", _BUFFER) as stream:
        yield from stream if codec is None else _split(peel(chunks(stream), codec, _LIMITS))


def _split(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Yield the lines of a stream.

    Raises:
        RejectedError: It is damaged.
    """
    begun: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, Damage):
            raise RejectedError("read", piece.cause, piece.message, piece.offset)
        *whole, rest = piece.split(b"\n")
        for line in whole:
            yield b"".join((*begun, line, b"\n"))
            begun = []
        begun.append(rest)
    if any(begun):
        yield b"".join(begun)


def _rows(path: Path) -> Iterator[tuple[int, bytes]]:
    import pyarrow as pa  # noqa: PLC0415  it is an extra
    from pyarrow import parquet  # noqa: PLC0415

    try:
        before = 0
        with closing(parquet.ParquetFile(path, page_checksum_verification=True)) as table:
            for batch in table.iter_batches(_ROWS, use_threads=False):
                for number, row in enumerate(batch.to_pylist(), before + 1):
                    yield number, to_json(row)
                before += len(batch)
    except pa.ArrowException as error:
        raise RejectedError("read", "damaged", str(error).split("\n", 1)[0]) from error
