"""Files that are there whole or not at all."""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cleaner.writers.format import Place, Written

_HASH = 16
_BUFFER = 64 * 1024  # rows are a few thousand bytes: what Python takes unasked is a system call for each


class HashedStream:
    """A stream to write to that keeps count of what went through it."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        """Write to a stream; `path` is what an error calls it."""
        self._stream = stream
        self._path = path
        self._hash = hashlib.sha256()
        self._bytes = 0
        self.closed = False

    def write(self, content: bytes) -> int:
        """Write bytes and return how many they are."""
        with naming(self._path):
            size = self._stream.write(content)
        self._hash.update(content)
        self._bytes += size
        return size

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._bytes

    def flush(self) -> None:
        """Hand everything to the system."""
        with naming(self._path):
            self._stream.flush()

    def close(self) -> None:
        """Mark the stream as closed; whoever opened the file closes it."""
        self.closed = True

    def written(self, name: str) -> Written:
        """Return what is to be known of a file of this content."""
        return Written(name, self._bytes, self._hash.hexdigest())


@contextmanager
def naming(path: Path, aside: Path | None = None) -> Iterator[None]:
    """Have an error of the system say which file it is about: one of a write or a sync does not.

    Args:
        path: The file.
        aside: What it is called while it is written.
    """
    try:
        yield
    except OSError as error:
        if error.filename is None or error.filename == str(aside):
            error.filename = str(path)
        raise


@contextmanager
def whole_file(path: Path, aside: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when the block ends without an exception.

    Args:
        path: Where the file will be; a file that is there now stays until it is replaced.
        aside: The folder it lies in until then.
        sync: Whether the file and its name are on the disk when the block has ended.

    Yields:
        The stream to write to.

    Raises:
        OSError: The file cannot be written; nothing half-written is left.
    """
    # A short name: a temporary one made of a name of 255 bytes would be too long.
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:_HASH]
    waiting = aside / f".cleaner-{os.getpid()}-{digest}.tmp"
    # What lies there is left from a killed run; a link planted there must not be written through.
    waiting.unlink(missing_ok=True)
    try:
        with naming(path, waiting):
            with waiting.open("xb", _BUFFER) as stream:
                yield stream
                if sync:
                    stream.flush()
                    os.fsync(stream.fileno())
            waiting.replace(path)
    except BaseException:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
    if sync:
        _sync_names([path.parent], path)


def sync_path(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises:
        OSError: They cannot be brought there.
    """
    # Windows opens no folders, and keeps their names by itself.
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def waiting_room(top: Path, aside: Path) -> Iterator[None]:
    """Have the folder that files wait in, and take it away again where nothing else is in it.

    Args:
        top: The output folder.
        aside: The folder for waiting files: this one, or two levels below.
    """
    if aside == top:
        yield
        return
    aside.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for folder in (aside, aside.parent):
            with suppress(OSError):
                folder.rmdir()


def path_in(folder: Path, name: PurePosixPath) -> Path:
    """Return where a file of some name lies in a folder."""
    # In UTF-8 whatever the locale: the names on disk must not depend on who runs the command.
    return folder / os.fsdecode(str(name).encode())


@contextmanager
def part(place: Place, files: list[Written]) -> Iterator[HashedStream]:
    """Open the file of a sink.

    Args:
        place: Where it goes; folders that are missing are made.
        files: Gets the file when it is whole.

    Yields:
        The stream to write to.

    Raises:
        OSError: The file cannot be written; nothing half-written is left.
    """
    path = path_in(place.folder, place.name)
    with waiting_room(place.folder, place.aside):
        made = _missing(path.parent)
        if not inside(place.folder, path.parent):
            raise PermissionError(errno.EPERM, "a link in the output folder leads out of it", str(path.parent))
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, place.aside) as stream:
            hashed = HashedStream(stream, path)
            yield hashed
        _sync_names([folder.parent for folder in made], path)
    files.append(hashed.written(str(place.name)))


def _sync_names(folders: Iterable[Path], path: Path) -> None:
    """Wait until the names in some folders are on the disk; where that fails, the file goes again."""
    try:
        for folder in folders:
            sync_path(folder)
    except OSError:
        withdraw([path])
        raise


def withdraw(paths: Iterable[Path]) -> None:
    """Take files away again that have their names already, where the sink they belong to fails at another one."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def inside(folder: Path, place: Path) -> bool:
    """Return whether a place, whose last parts need not be there, lies in a folder once links are followed."""
    # `Path.resolve` makes an error of its own of links in a circle; here they come to light when the folder is made.
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder))


def _missing(folder: Path) -> list[Path]:
    """Return the folders that have to be made for this one to be there."""
    return [one for one in (folder, *folder.parents) if not one.exists()]
