"""Tar archives, read from front to back."""

import os
import tarfile
from collections.abc import Iterator
from typing import Any, Self, cast

from cleaner.model import Reject, RejectedError
from cleaner.readers.members import passed
from cleaner.readers.names import uri_of
from cleaner.readers.source import Member, Read, Source, reject, reject_damage
from cleaner.readers.tape import CHUNK, Damage, Piece, Tape

_BLOCK = tarfile.BLOCKSIZE


class _Forward:
    """What `tarfile` needs of a file, on a stream that never goes back; and what it passes over in silence."""

    def __init__(self, tape: Tape, limit: int) -> None:
        self._tape = tape
        self._limit = limit
        self.broken: int | None = None
        """Where the first broken header lies since the last whole one."""
        self.ended = False
        """Whether the zeros at the end of an archive were met since the last file."""
        self.cut = False
        """Whether the archive breaks off in a file."""

    def tell(self) -> int:
        return self._tape.offset

    def seek(self, to: int) -> int:
        self._tape.skip(to - self._tape.offset)
        return self._tape.offset

    def read(self, size: int) -> bytes:
        # A header may claim any length for a name.
        if size > self._limit:
            raise RejectedError("read", "damaged", f"a header of the archive is {size} bytes long", self.tell())
        self._tape.fill(size)
        return self._tape.take(size)


class _Info(tarfile.TarInfo):
    """A header that does not go unnoticed where it is broken: `tarfile` takes one for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile_: Any) -> Self:
        forward = tarfile_.fileobj
        at = forward.tell()
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]  # the stubs lack it
            forward.ended = True
            raise
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError):  # type: ignore[attr-defined]
            if forward.broken is None:
                forward.broken = at
            raise


def read_tar(source: Source) -> Iterator[Read]:
    """Yield the documents of the files in an archive; behind a broken header reading goes on at the next whole one."""
    tape = source.tape
    forward = _Forward(tape, max(source.options.limits.bytes, CHUNK))
    try:
        # Zeros are passed over, and so are broken headers: they are noted above.
        tar = tarfile.TarFile(
            fileobj=cast("Any", forward), tarinfo=_Info, ignore_zeros=True, encoding="utf-8", errors="surrogateescape"
        )
        yield from _members(source, tar, forward)
    except (tarfile.TarError, ValueError, OSError, EOFError) as error:
        if tape.damage is None and forward.broken is not None:
            yield _broken(source, forward.broken)
        elif tape.damage is None and not forward.cut:
            yield reject(source, "truncated", f"the archive breaks off: {error}", offset=tape.offset)
    if (damage := tape.cross()) is not None:
        yield reject_damage(source, damage)
    source.check()


def _broken(source: Source, offset: int) -> Reject:
    return reject(source, "damaged", "no header of a file stands here", offset=offset)


def _members(source: Source, tar: tarfile.TarFile, forward: _Forward) -> Iterator[Read]:
    while True:
        info = tar.next()
        # It remembers every file otherwise.
        tar.members.clear()  # type: ignore[attr-defined]  # the stubs lack it
        broken, forward.broken = forward.broken, None
        if broken is not None and source.tape.damage is None:
            yield _broken(source, broken)
        if info is None:
            break
        forward.ended = False
        yield from _member(source, tar, forward, info)
        if forward.cut:
            return
    if not forward.ended and broken is None and source.tape.damage is None:
        yield reject(source, "truncated", "the archive has no end mark", offset=source.tape.offset)


def _member(source: Source, tar: tarfile.TarFile, forward: _Forward, info: tarfile.TarInfo) -> Iterator[Read]:
    # Names in archives are UTF-8 whatever the system takes for the encoding of names.
    name, offset = uri_of(os.fsdecode(info.name.encode("utf-8", "surrogateescape"))), info.offset
    if info.isdir():
        return
    judged = passed(source, name, offset)
    if judged is not None:
        yield judged
    elif not info.isreg():
        kind = "a link" if info.issym() or info.islnk() else "no regular file"
        yield reject(source, "not_a_file", f"this is {kind}", name, offset)
    else:
        yield from source.inner(Member(name, _pieces(source.tape, tar, forward, info), info.size))


def _pieces(tape: Tape, tar: tarfile.TarFile, forward: _Forward, info: tarfile.TarInfo) -> Iterator[Piece]:
    file, done = tar.extractfile(info), 0
    assert file is not None
    try:
        while piece := file.read(CHUNK):
            done += len(piece)
            yield piece
    except tarfile.ReadError:
        forward.cut = True
        damage = tape.cross()
        message = "the archive breaks off" if damage is None else damage.message
        yield Damage("truncated" if damage is None else damage.cause, message, done)
