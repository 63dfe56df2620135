"""Zip archives."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.model import RejectedError
from cleaner.readers.members import passed
from cleaner.readers.source import Member, Read, Source, reject, seekable
from cleaner.readers.tape import CHUNK, Damage, Piece

_ENCRYPTED = 0x1
_END = b"PK\x05\x06"
_COUNT_AT = 10
_COUNTED = 0xFFFF
_LONGEST_END = 22 + 0xFFFF
_FREE = 8 * 1024 * 1024
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def read_zip(source: Source) -> Iterator[Read]:
    """Yield the documents of the files in an archive, in the order of its directory.

    Raises:
        RejectedError: It is no archive, or its directory is damaged.
    """
    file = seekable(source, "a zip archive")
    try:
        archive = zipfile.ZipFile(file)
    except _ERRORS as error:
        raise RejectedError("read", "damaged", f"the directory of the archive cannot be read: {error}") from error
    with archive:
        members = archive.infolist()
        size = file.seek(0, 2)
        if sum(info.compress_size for info in members) > size:
            raise RejectedError("read", "bomb", "the files in the archive overlap")
        for info in members:
            yield from _member(source, archive, info)
        stated = _stated(file, size)
    if stated not in (len(members) & _COUNTED, _COUNTED):
        # `zipfile` does not look: a wrong length in its directory takes other entries with it.
        yield reject(source, "damaged", f"the archive has {stated} files, and {len(members)} in its directory")
    source.check()


def _stated(file: BinaryIO, size: int) -> int:
    """Return how many files an archive has by the record at its end; `_COUNTED` where it has more than that holds."""
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    at = tail.rindex(_END) + _COUNT_AT
    return int.from_bytes(tail[at : at + 2], "little")


def _member(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Read]:
    name = info.filename.encode("utf-8", "backslashreplace").decode()
    # `ZipInfo.is_dir` of Python 3.11 fails at an entry without a name.
    if name.endswith("/"):
        return
    # A damaged directory puts files before the archive.
    offset = info.header_offset if info.header_offset >= 0 else None
    judged = passed(source, name, offset)
    if judged is not None:
        yield judged
    elif info.external_attr >> 28 == 0xA:
        yield reject(source, "not_a_file", "this is a link", name, offset)
    elif info.flag_bits & _ENCRYPTED:
        yield reject(source, "encrypted", "the file is encrypted", name, offset)
    else:
        yield from source.inner(Member(name, _pieces(source, archive, info), info.file_size))


def _pieces(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Piece]:
    done, ratio = 0, source.options.limits.ratio
    try:
        with archive.open(info) as file:
            while piece := file.read(CHUNK):
                done += len(piece)
                yield piece
                if done > _FREE and done > ratio * info.compress_size:
                    yield Damage("bomb", f"the file grows to more than {ratio} times its size", done)
                    return
    except _ERRORS as error:
        yield Damage("damaged", f"the file is broken: {error}", done, 0)
