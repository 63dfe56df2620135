"""What there is to read: every file under the paths of the command line, in one order on every machine."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.model import Reject, RejectedError
from cleaner.readers.names import NO_DOCUMENTS, STDIN, labels, uri_of
from cleaner.readers.remote import is_remote, listed, uri_of_address


class InputError(Exception):
    """There is nothing to work on; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read."""

    path: Path | None
    """Where it lies; `None` for standard input and for an address."""
    uri: str
    """Its name: relative to the input root, `/` between parts, valid Unicode."""
    address: str | None = None
    """The address that was given, e.g. `s3://bucket/part.warc.gz`; `None` for a file."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A hidden file or folder, a file that is no document by its name, or a record that is none by its type."""

    uri: str
    record: str | None = None
    """The record inside a container; `None` for a file or a folder."""


Found = Input | Reject | Skipped
"""What a walk finds: something to read, something that cannot be read, or something left alone."""


@dataclass(frozen=True, slots=True)
class _Root:
    path: Path
    label: str
    """What the uris under this root begin with; empty where the root is the only one."""
    folder: bool
    skip: tuple[str, ...]
    """How the names of files end that are left alone in a folder."""


def find_inputs(paths: Sequence[str], *, skip: frozenset[str] = NO_DOCUMENTS) -> Iterator[Found]:
    """Find everything to read under some paths.

    Uris are relative to the folder that was given, or the name of the file that was given. Where several paths
    are given, the uris under each folder begin with its name, and with as many of its parents' as it takes to
    tell all of them apart. A path that lies under another one is read once.

    Args:
        paths: Files, folders, addresses, or `-` for standard input. What stands at an address is not looked at, but
            one that ends in a slash is listed (not on the web).
        skip: How names end, in lower case, of files that are left alone where a folder holds them.

    Returns:
        Everything found, path by path as given, under each in the order of the bytes of the uris.

    Raises:
        InputError: A path does not exist, an address names nothing, or a folder holds no documents; before anything
            is found.
    """
    roots = _roots([path for path in paths if path != STDIN and not is_remote(path)], tuple(skip))
    for root in roots:
        if root.folder and all(isinstance(found, Skipped) for found in _under(root)):
            passed = next(_under(root), None)
            why = " (all that is there is hidden, or no document by its suffix)" if passed else ""
            raise InputError(f"no documents in {uri_of(str(root.path))}{why}")
    addresses = _addresses([path for path in paths if is_remote(path)], tuple(skip))
    return _all(roots, addresses, stdin=STDIN in paths)


def at_hand(path: str) -> Path:
    """Return where something lies that is read on this machine alone.

    Raises:
        InputError: It is not there, or is an address.
    """
    if is_remote(path):
        raise InputError(f"this takes a file or folder on this machine, not an address: {uri_of_address(path)}")
    place = Path(path)
    if not place.exists():
        raise InputError(f"no such file or folder: {uri_of(path)}")
    return place


def named_address(address: str) -> str:
    """Return an address that has something behind its protocol; `file:///` would be everything there is.

    Raises:
        InputError: It has nothing there.
    """
    if not address.partition("://")[2].strip("/"):
        raise InputError(f"no folder or file in the address {uri_of_address(address)}")
    return address


def _addresses(paths: Sequence[str], skip: tuple[str, ...]) -> list[Found]:
    """Name what lies at some addresses, without fetching any of it."""
    found: list[Found] = []
    for path in dict.fromkeys(paths):
        try:
            below = listed(named_address(path))
        except RejectedError as error:
            raise InputError(f"{error}: {uri_of_address(path)}") from error
        if not below:
            raise InputError(f"no documents in {uri_of_address(path)}")
        for address in below:
            uri = uri_of_address(address)
            skipped = address != path and (_is_hidden(uri.rpartition("/")[2]) or uri.lower().endswith(skip))
            found.append(Skipped(uri) if skipped else Input(None, uri, address))
    return found


def _all(roots: Sequence[_Root], addresses: Sequence[Found], *, stdin: bool) -> Iterator[Found]:
    if stdin:
        yield Input(None, STDIN)
    yield from addresses
    for root in roots:
        yield from _under(root)


def _roots(paths: Sequence[str], skip: tuple[str, ...]) -> list[_Root]:
    given: dict[Path, bool] = {}
    for path in paths:
        if not os.path.lexists(path):
            raise InputError(f"no such file or folder: {uri_of(path)}")
        folder = Path(path).is_dir()
        # The name of a link that was given is the link's; a folder is the same folder by any name.
        place = Path(path).resolve() if folder else Path(path).parent.resolve() / Path(path).name
        given.setdefault(place, folder)
    kept = [place for place in given if not any(given.get(parent) for parent in place.parents)]
    if len(kept) == 1:
        only = kept[0]
        return [_Root(only, "" if given[only] else only.name, given[only], skip)]
    return [_Root(place, label, given[place], skip) for place, label in zip(kept, labels(kept), strict=True)]


def _under(root: _Root) -> Iterator[Found]:
    if not root.folder:
        yield _judge(root.path, root.label, boundary=None)
        return
    boundary = Path(os.path.realpath(root.path))
    stack = [(root.path, root.label)]
    while stack:
        path, name = stack.pop()
        if path != root.path and _is_hidden(path.name):
            yield Skipped(uri_of(name))
        elif not _is_folder(path):
            skipped = path.name.lower().endswith(root.skip)
            yield Skipped(uri_of(name)) if skipped else _judge(path, name, boundary=boundary)
        else:
            try:
                entries = _entries(path)
            except OSError as error:
                yield _reject(name or ".", "unreadable", f"cannot list the folder: {error.strerror}")
                continue
            stack.extend((path / entry, f"{name}/{entry}" if name else entry) for entry in reversed(entries))


def _entries(folder: Path) -> list[str]:
    """List a folder in the order that the bytes of the paths under it have."""
    with os.scandir(folder) as found:
        keys = [os.fsencode(entry.name) + (b"/" if entry.is_dir(follow_symlinks=False) else b"") for entry in found]
    return [os.fsdecode(key.removesuffix(b"/")) for key in sorted(keys)]


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _judge(path: Path, name: str, *, boundary: Path | None) -> Found:
    """Say whether something that is no folder can be read, without opening it.

    `boundary` is the folder that the target of a link must lie in; `None` where the link itself was given.
    """
    try:
        target = _follow(path, boundary) if path.is_symlink() else path
        mode = target.stat().st_mode
    except RejectedError as error:
        return _reject(name, error.cause, str(error))
    except FileNotFoundError:
        return _reject(name, "vanished", "the file is gone")
    except OSError as error:
        return _reject(name, "unreadable", f"cannot look at the file: {error.strerror}")
    if not stat.S_ISREG(mode):
        return _reject(name, "not_a_file", f"this is a {_kind(mode)}")
    return Input(target, uri_of(name))


def _follow(path: Path, boundary: Path | None) -> Path:
    try:
        target = path.resolve(strict=True)
    except FileNotFoundError as error:
        raise RejectedError("read", "dangling_symlink", "the link leads nowhere") from error
    except (OSError, RuntimeError) as error:
        # Python before 3.13 reports a link that leads to itself as a RuntimeError.
        if isinstance(error, OSError) and error.errno != errno.ELOOP:
            raise
        raise RejectedError("read", "symlink_loop", "the link leads back to itself") from error
    if target.is_dir():
        if path.parent.resolve().is_relative_to(target):
            raise RejectedError("read", "symlink_loop", "the link leads to a folder that holds it")
        raise RejectedError("read", "symlinked_folder", "links to folders are not followed")
    if boundary is not None and not target.is_relative_to(boundary):
        raise RejectedError("read", "symlink_outside", f"the link leads out of the input, to {uri_of(str(target))}")
    return target


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFIFO: "pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFBLK: "block device",
        stat.S_IFCHR: "character device",
    }
    return kinds.get(stat.S_IFMT(mode), "special file")


def _reject(name: str, cause: str, message: str) -> Reject:
    return Reject(uri_of(name), None, "read", cause, message)
