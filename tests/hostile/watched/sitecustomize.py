"""Notes what a process does to files and to the network, and keeps it from the network. Python imports it by its name.

It works in every process of a run that has this folder in `PYTHONPATH`, and in those that are forked from them.
"""

import os
import sys
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime"}
)
_BELOW = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink"})
_ASKS = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto"}
)


def _watch(log: str) -> None:
    place = os.open(log, os.O_WRONLY | os.O_APPEND)

    def note(kind: str, what: object) -> None:
        os.write(place, f"{kind}\t{what!a}\n".encode())

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if flags & _WRITES:
                wrote(path)
        elif event in _CHANGES:
            # The last value says which open folder a path begins in.
            for path in args[: 2 if event in {"os.rename", "os.link"} else 1]:
                wrote(path, args[-1] if event in _BELOW else -1)
        elif event in _ASKS:
            address = args[1] if event in {"socket.connect", "socket.sendto"} else args[0]
            # A path is a socket of this machine: workers are started through one.
            if event == "socket.connect" and isinstance(address, str | bytes):
                return
            note("network", [event, address])
            raise PermissionError("no network here")
        elif event == "subprocess.Popen":
            note("start", args[0])

    def wrote(path: object, folder: int = -1) -> None:
        # A number is a file that is open already.
        if isinstance(path, str | bytes | os.PathLike):
            begin = os.getcwd() if folder < 0 else os.readlink(f"/proc/self/fd/{folder}")  # noqa: PTH109, PTH115  the system, not a path, is asked
            note("write", os.path.normpath(os.path.join(begin, os.fsdecode(path))))  # noqa: PTH118

    sys.addaudithook(look)


if log := os.environ.get("WATCHED"):
    _watch(log)
