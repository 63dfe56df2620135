"""Inputs that are addresses: read through fsspec, and only where the command line names one."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from cleaner.model import RejectedError, described
from cleaner.readers.tape import CHUNK

if TYPE_CHECKING:
    from types import ModuleType

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WEB = frozenset({"http", "https"})


def is_remote(path: str) -> bool:
    """Say whether a path of the command line is an address."""
    return _ADDRESS.match(path) is not None


def uri_of_address(address: str) -> str:
    """Return the name of an address: without user, password and query, which may hold secrets.

    A hash of the query stands in its place, so that different addresses have different names.
    """
    whole = address.encode("utf-8", "backslashreplace").decode()
    scheme, _, rest = whole.partition("://")
    rest, mark, query = rest.partition("?")
    place, slash, path = rest.partition("/")
    digest = hashlib.sha256(query.encode()).hexdigest()[:16]
    return f"{scheme}://{place.rpartition('@')[2]}{slash}{path}" + (f"?{digest}" if mark else "")


def listed(address: str) -> list[str]:
    """Return the addresses of the files below an address that ends in a slash; of any other, itself.

    Raises:
        RejectedError: It cannot be listed.
    """
    if not address.endswith("/") or urlsplit(address).scheme.lower() in _WEB:
        return [address]
    fsspec = _library()
    try:
        system, path = fsspec.core.url_to_fs(address)
        return sorted(str(system.unstrip_protocol(one)) for one in system.find(path))
    except Exception as error:
        raise RejectedError("read", "unreadable", f"cannot list the address: {described(error)}") from error


@contextmanager
def connected(address: str) -> Iterator[BinaryIO]:
    """Open an address.

    Raises:
        RejectedError: It cannot be opened, or there is no library for it.
    """
    fsspec = _library()
    try:
        stream: Any = fsspec.open(address, "rb").open()
    except ImportError as error:
        raise RejectedError("read", "missing_library", f"cannot open the address: {described(error)}") from error
    except Exception as error:  # each protocol has errors of its own
        raise RejectedError("read", "unreadable", f"cannot open the address: {described(error)}") from error
    with stream:
        yield stream


def received(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes behind an address, piece by piece.

    Raises:
        RejectedError: The connection breaks.
    """
    while True:
        try:
            piece = stream.read(CHUNK)
        except Exception as error:
            raise RejectedError("read", "unreadable", f"the connection breaks off: {described(error)}") from error
        if not piece:
            return
        yield piece


def _library() -> "ModuleType":
    try:
        import fsspec  # noqa: PLC0415  it takes most of a second
    except ImportError as error:
        message = "reading addresses takes fsspec: pip install 'corpus-cleaner[remote]'"
        raise RejectedError("read", "missing_library", message) from error
    module: ModuleType = fsspec
    return module
