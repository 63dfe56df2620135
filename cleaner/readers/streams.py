"""Compression peeled off: chunk by chunk, in bounded memory, and on behind damage where another member begins.

Files of several members (two gzip files in a row, a WARC with one member per record) are one stream. Where a member
is damaged, the compressed bytes are searched for the beginning of the next one.
"""

import bz2
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from cleaner.config import Limits
from cleaner.readers.tape import CHUNK, Damage, Piece, Tape

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_FED = 16 * 1024
_TRIED = 64 * 1024
_KEPT = 8 * 1024 * 1024
_XZ_MEMORY = 256 * 1024 * 1024
_FREE = 8 * 1024 * 1024
"""So many bytes may come out of a member before their ratio to what went in is looked at."""
_ZSTD_WINDOW = 27
"""Base-2 logarithm of the largest window in bytes: 128 MiB, what the `zstd` command takes unasked."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Inflate:
    """zlib's decompressor with the manners of the others."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(bits)
        self._rest = b""
        self._error: zlib.error | None = None

    @property
    def eof(self) -> bool:
        """Whether the end of the data was met."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out of what went in."""
        return not (self._rest or self._error or self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        """What went in behind the end of the data."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return up to `max_length` bytes; an error is raised when everything before it has been returned.

        Raises:
            zlib.error: The data is broken.
        """
        if self._error is not None:
            raise self._error
        data, before = self._rest + data, self._inner.copy()
        try:
            made = self._inner.decompress(data, max_length)
        except zlib.error as error:
            self._error = error
            return _until(before, data)
        self._rest = self._inner.unconsumed_tail
        return made


def _until(inner: "zlib._Decompress", data: bytes) -> bytes:
    """Return what comes out before the error: zlib itself keeps it back."""
    made = bytearray()
    try:
        for at in range(len(data)):
            made += inner.decompress(data[at : at + 1])
    except zlib.error:
        pass
    return bytes(made)


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to compress."""

    name: str
    magic: re.Pattern[bytes]
    """How a member begins."""
    start: Callable[[], _Decompressor]


def _zstd() -> _Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})


GZIP = Codec("gzip", re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), lambda: Inflate(zlib.MAX_WBITS | 16))
CODECS: Mapping[str, Codec] = MappingProxyType(
    {
        ".gz": GZIP,
        ".zst": Codec("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _zstd),
        ".bz2": Codec("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), bz2.BZ2Decompressor),
        ".xz": Codec("xz", re.compile(rb"\xfd7zXZ\x00"), lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)),
    }
)
"""Compression by the suffix of the file."""

_MAGIC = 10
_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError)


def codec_of(head: bytes | bytearray) -> Codec | None:
    """Return how a file is compressed that begins with these bytes, `None` where it is not."""
    return next((codec for codec in CODECS.values() if codec.magic.match(head)), None)


def peel(pieces: Iterable[Piece], codec: Codec, limits: Limits) -> Iterator[Piece]:
    """Decompress a stream.

    Args:
        pieces: The compressed stream.
        codec: How it is compressed.
        limits: How far a member may grow.

    Yields:
        What was compressed. A `Damage` stands where something is missing or wrong: its offset counts the bytes that
        came out before it, its message says where in the compressed stream it lies.
    """
    tape, out = Tape(pieces), 0
    if not tape.fill(1) and tape.damage is None:
        yield Damage("truncated", f"the file is empty: not even the beginning of {codec.name} data", 0)
    while tape.fill(1) or tape.damage is not None:
        tape.fill(_MAGIC)
        if codec.magic.match(tape.held):
            size, damage = yield from _member(tape, codec, limits, out)
            out += size
            if damage is not None:
                yield damage
                _sync(tape, codec, 1)
            else:
                _past_zeros(tape)
        elif tape.held:
            yield Damage("damaged", f"no {codec.name} data at byte {tape.offset} of the compressed file", out)
            _sync(tape, codec, 1)
        elif (below := tape.cross()) is not None:
            yield Damage(below.cause, below.message, out)
            _sync(tape, codec, 0)


def _past_zeros(tape: Tape) -> None:
    """Go past the zeros that tapes and some writers put behind a member."""
    while tape.fill(1) and not tape.held[0]:
        tape.drop(len(tape.held) - len(tape.held.lstrip(b"\0")))


def _member(tape: Tape, codec: Codec, limits: Limits, out: int) -> Generator[Piece, None, tuple[int, Damage | None]]:
    """Yield what a member holds; return how much that is, and the damage.

    Where there is damage, the tape stays at the member's first byte, or as near to it as memory allows.
    """
    start, inner = tape.offset, codec.start()
    fed = made = 0
    while not inner.eof:
        data, ended = b"", False
        if inner.needs_input:
            # Always as much, however the stream came: what zstd finds wrong in a frame hangs on how it is fed.
            tape.fill(fed + _FED)
            data = bytes(tape.held[fed : fed + _FED])
            ended = not data
            fed += len(data)
            if fed > _KEPT:
                tape.drop(fed - _KEPT)
                fed = _KEPT
        try:
            piece = inner.decompress(data, CHUNK)
        except _ERRORS as error:
            where = f"byte {tape.offset + fed} of the compressed file"
            return made, Damage("damaged", f"broken {codec.name} data before {where}: {error}", out + made, out)
        made += len(piece)
        if piece:
            yield piece
        elif ended and not inner.eof:
            return made, _cut(tape, codec, out + made)
        if made > _FREE and made > limits.ratio * (tape.offset + fed - start):
            return made, Damage("bomb", _bomb(codec, start, limits), out + made, out)
    tape.drop(fed - len(inner.unused_data))
    return made, None


def _bomb(codec: Codec, start: int, limits: Limits) -> str:
    where = f"the {codec.name} data at byte {start} of the compressed file"
    return f"{where} grows to more than {limits.ratio} times its size"


def _cut(tape: Tape, codec: Codec, offset: int) -> Damage:
    if tape.damage is not None:
        below, tape.damage = tape.damage, None
        return Damage(below.cause, below.message, offset)
    where = f"byte {tape.offset + len(tape.held)} of the compressed file"
    return Damage("truncated", f"the {codec.name} data breaks off at {where}", offset)


def _sync(tape: Tape, codec: Codec, start: int) -> None:
    """Go on to the next member, or to the end of what can be held."""
    while tape.seek(codec.magic, _MAGIC, start) and not _begins(tape, codec):
        start = 1


def _begins(tape: Tape, codec: Codec) -> bool:
    """Say whether a member really begins here: its magic number may stand anywhere by chance."""
    tape.fill(_TRIED)
    inner = codec.start()
    try:
        made = inner.decompress(bytes(tape.held[:_TRIED]), CHUNK)
    except _ERRORS:
        return False
    return bool(made) or inner.eof


def tell(compressed: str) -> tuple[str, Codec | None]:
    """Split the suffix of a compression off a file's name; the codec is `None` where it has none."""
    for suffix, codec in CODECS.items():
        if compressed.lower().endswith(suffix):
            return compressed[: -len(suffix)], codec
    return compressed, None
