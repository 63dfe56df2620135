"""What is read: containers, compressed streams, tables."""

import io
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from cleaner.config import Limits
from cleaner.model import RawDocument, Reject, RejectedError, failure
from cleaner.readers import Input, Read, ReadOptions, Skipped, read
from cleaner.readers.parquet import Job
from cleaner.readers.streams import CODECS, Codec, peel
from cleaner.readers.tape import Damage
from docs.meanings import CAUSES
from tests.reading import COMPRESS

# Short documents are long enough to search; the bounds are met more often so.
_OPTIONS = ReadOptions(Limits(bytes=1 << 15))
# A WARC record is measured with its HTTP headers, which may be so long; what is longer alone is rejected when cleaned.
_HEADERS = 1 << 18
_NAMES = {
    "jsonl": "x.jsonl",
    "json": "x.json",
    "warc": "x.warc",
    "warc_gz": "x.warc.gz",
    "zip": "x.zip",
    "tar": "x.tar",
    "unknown": "x",
}
"""The name of the file by target: it says which reader opens it."""


def reading(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        found = list(read(Input(path, name), _OPTIONS))
        assert list(read(Input(path, name), _OPTIONS)) == found
    check_found(found)


def check_found(found: Iterable[Read]) -> None:
    """What comes out of an input is within the limits and can be written; no reject is a fault of the reader."""
    for one in found:
        said = [one.uri, one.record]
        if isinstance(one, RawDocument):
            said += [one.url, one.published_at, one.id, one.fetched_at, one.media_type]
            content = one.content.encode("utf-8", "surrogatepass") if isinstance(one.content, str) else one.content
            assert len(content) <= _OPTIONS.limits.bytes + _HEADERS
        elif isinstance(one, Reject):
            assert one.cause != "exception", one.message
            assert (one.stage, one.cause) in CAUSES
            assert one.message
            assert one.offset is None or one.offset >= 0
            said.append(one.message)
        else:
            assert isinstance(one, Skipped)
        for value in said:
            assert value is None or value.encode("utf-8") is not None


def peeling(suffix: str, data: bytes) -> None:
    """What comes out does not depend on how it was cut; what was packed comes out again."""
    codec = CODECS[suffix]
    whole, damages = _peeled(codec, [data])
    assert _peeled(codec, [data[at : at + 3] for at in range(0, len(data), 3)]) == (whole, damages)
    reading(f"x.txt{suffix}", data)
    assert _peeled(codec, [COMPRESS[suffix](data)]) == (data, [])


def _peeled(codec: Codec, pieces: Iterable[bytes]) -> tuple[bytes, list[tuple[str, int]]]:
    """Return what came out, and the cause and place of each damage."""
    content, damages = b"", []
    for piece in peel(pieces, codec, _OPTIONS.limits):
        if isinstance(piece, Damage):
            assert 0 <= piece.offset == len(content)
            assert piece.since is None or 0 <= piece.since <= piece.offset
            damages.append((piece.cause, piece.offset))
        else:
            content += piece
    return content, damages


def reading_table(data: bytes) -> None:
    """In this process: to start the one that reads tables takes a second."""
    from cleaner.readers.rows import opened_as, read_rows  # noqa: PLC0415  pyarrow may not be there

    try:
        check_found(list(read_rows(opened_as(Job("x.parquet", None, _OPTIONS), io.BytesIO(data)))))
    except RejectedError as error:
        check_found([failure("x.parquet", None, "read", error)])


INPUTS: Mapping[str, Callable[[bytes], None]] = {
    **{target: partial(reading, name) for target, name in _NAMES.items()},
    **{suffix.removeprefix("."): partial(peeling, suffix) for suffix in CODECS},
    "parquet": reading_table,
}
