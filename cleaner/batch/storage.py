"""Where records lie: a folder, or an address of any protocol that fsspec knows."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.model import described
from cleaner.readers import InputError, named_address
from cleaner.readers.names import uri_of
from cleaner.readers.remote import is_remote, uri_of_address
from cleaner.writers.files import path_in

_LOCAL = frozenset({"file", "local"})


@dataclass(frozen=True, slots=True)
class Remote:
    """An address under which files lie. A file that is put there is there whole or not at all."""

    address: str
    """Without a slash at its end."""

    def __str__(self) -> str:
        return uri_of_address(self.address)

    def within(self, other: "Remote") -> bool:
        """Tell whether it is another address, or lies under it."""
        return f"{self.address}/".startswith(f"{other.address}/")

    @property
    def local(self) -> Path | None:
        """The file or folder on this machine that it is an address of, `None` where it is of none."""
        protocol, _, path = self.address.partition("://")
        return Path(path).expanduser() if protocol.lower() in _LOCAL else None

    def sizes(self) -> dict[str, int]:
        """Return the names of all files, `/` between parts, with their lengths in bytes.

        Raises:
            InputError: They cannot be listed.
        """
        try:
            system, path = _open(self.address)
            system.invalidate_cache()
            found = system.find(path, detail=True)
        except Exception as error:  # each protocol has errors of its own
            raise InputError(f"cannot list {self}: {described(error)}") from error
        return {name[len(path) :].lstrip("/"): int(about["size"]) for name, about in found.items()}

    def get(self, name: str, place: Path) -> None:
        """Make a copy of a file on this machine.

        Raises:
            InputError: It cannot be read.
        """
        try:
            system, path = _open(self.address)
            system.get_file(f"{path}/{name}", str(place))
        except Exception as error:
            raise InputError(f"cannot read {name}: {described(error)}") from error

    def fetch(self, place: Path) -> None:
        """Make a copy of the one file that it is the address of.

        Raises:
            InputError: It cannot be read.
        """
        try:
            system, path = _open(self.address)
            system.get_file(path, str(place))
        except Exception as error:
            raise InputError(f"it cannot be read: {described(error)}") from error

    def put(self, place: Path, name: str) -> None:
        """Put a file there under a name; a file that has it is replaced in one step.

        Raises:
            OSError: It cannot be written.
        """
        try:
            system, path = _open(self.address)
            system.put_file(str(place), f"{path}/{name}")
        except Exception as error:
            raise OSError(errno.EIO, f"cannot write: {described(error)}", f"{self}/{name}") from error


Root = Path | Remote
"""A folder or an address."""


def root_of(typed: str) -> Root:
    """Return what was typed as a folder or an address; a folder or a file on this machine is absolute.

    Raises:
        InputError: It is an address that names nothing.
    """
    if not is_remote(typed):
        return Path(typed).absolute()
    return Remote(named_address(typed).rstrip("/"))


def on_disk(root: Root) -> Path | None:
    """Return the file or folder on this machine, links followed, that is meant, also by an address of it; else `None`.

    Two of them are compared by this: one place has many names.
    """
    place = root.local if isinstance(root, Remote) else root
    return None if place is None else place.resolve()


def named(root: Root) -> str:
    """Return how a message calls a folder or an address."""
    return str(root) if isinstance(root, Remote) else uri_of(str(root))


def size_of(root: Root, names: Iterator[str]) -> int:
    """Return how many bytes some files have together.

    Raises:
        InputError: At an address, one of them is not there.
    """
    if isinstance(root, Remote):
        sizes = root.sizes()
        try:
            return sum(sizes[name] for name in names)
        except KeyError as error:
            raise InputError(f"no such file at {root}: {error.args[0]}") from None
    return sum((root / name).stat().st_size for name in names)


@contextmanager
def opened(root: Root, name: str) -> Iterator[Path]:
    """Have a file on this machine: itself, or a copy as long as it is needed.

    Raises:
        InputError: It cannot be read.
    """
    if isinstance(root, Path):
        yield path_in(root, PurePosixPath(name))
        return
    handle, place = tempfile.mkstemp(prefix="cleaner-")
    os.close(handle)
    try:
        root.get(name, Path(place))
        yield Path(place)
    finally:
        Path(place).unlink(missing_ok=True)


def send(folder: Path, remote: Remote) -> None:
    """Put all files of a folder under an address, and take the folder away.

    Raises:
        OSError: One cannot be written.
    """
    for place in sorted(folder.rglob("*")):
        if place.is_file():
            remote.put(place, place.relative_to(folder).as_posix())
    shutil.rmtree(folder, ignore_errors=True)


def _open(address: str) -> tuple[Any, str]:
    """Return what knows an address, and the path there; who knows it is kept by fsspec.

    Raises:
        InputError: The library is not installed.
    """
    try:
        import fsspec  # noqa: PLC0415  it takes most of a second
    except ImportError as error:
        raise InputError("addresses take fsspec: pip install 'corpus-cleaner[remote]'") from error
    system, path = fsspec.core.url_to_fs(address)
    return system, str(path).rstrip("/")
