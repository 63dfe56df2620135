"""A process that does a job on one document after another, and dies of none but its own."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any

from cleaner.model import RawDocument

READY = "ready"
"""What a worker sends when it is set up, before any result."""

_SECONDS = 0.2  # results wait for others so long: to send each by itself costs as much as the rest of the way

_SHORTEST = 0.001  # the timer of the kernel takes next to nothing for no limit
_YEAR = 366 * 24 * 3600.0

NO_MEMORY = 83
"""Exit status of a worker that ran out of memory."""

packed: Callable[[RawDocument], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(RawDocument)))
"""Returns the fields of a document: they are sent instead of it, since to pack a dataclass takes Python code."""

Job = Callable[[RawDocument], Any]
"""What is done on a document. It can be sent to another process, and so can what it returns."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may cost."""

    seconds: float = 60.0
    """Longest time on the clock."""
    memory: int = 2 * 1024**3
    """Most bytes of address space of the process that cleans it; 0 for no bound."""

    def __post_init__(self) -> None:
        if not _SHORTEST <= self.seconds <= _YEAR:
            raise ValueError(f"the time limit must be {_SHORTEST} seconds or more, and a year at most")
        if self.memory < 0:
            raise ValueError("the memory limit must not be less than 0")


def serve(connection: Connection, place: Any, job: Job, bounds: Bounds) -> None:
    """Do a job on every document that comes in, until nobody sends any more; the main function of a worker.

    Lists of documents come in, each `packed`, and lists of results go out in the same order, several for one list that
    came in.

    Args:
        connection: To the process that sends.
        place: Shared memory. Its `value` is the place in the list of the document that the worker is busy with, so
            that whoever sends knows which one it died of.
        job: What to do.
        bounds: What one document may cost. One that takes longer ends the process by SIGALRM, one that takes more
            memory by the exit status `NO_MEMORY`, or however the library ends that found none.
    """
    try:
        _settle_in(bounds)
        connection.send(READY)
        while True:
            results: list[Any] = []
            sent = time.monotonic()
            for number, values in enumerate(connection.recv()):
                place.value = number
                with _clock(bounds.seconds):
                    results.append(job(RawDocument(*values)))
                if time.monotonic() - sent > _SECONDS:
                    connection.send(results)
                    results, sent = [], time.monotonic()
            if results:
                connection.send(results)
    except MemoryError:
        # What ran out of memory may be broken in any way: nothing is cleared up, nothing goes on from here.
        os._exit(NO_MEMORY)
    except (EOFError, OSError):
        # The process that sends is gone.
        os._exit(0)


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    # The signal has no handler: the kernel ends the process, wherever it is. A handler would wait for C code to end.
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _settle_in(bounds: Bounds) -> None:
    # Ctrl-C goes to every process of a terminal; when to end is for the one that sends to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _fall_silent()
    _limit(bounds.memory)
    with suppress(OSError):
        # Where the machine runs out of memory, a worker goes first, and the run lives.
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _fall_silent() -> None:
    """Keep what libraries print, as some do before they die, out of the records and of the talk."""
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123  a path of the system, not of ours
        for descriptor in (0, 1, 2):
            os.dup2(nothing.fileno(), descriptor)


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on every system

    # A document that kills its worker is no fault to keep a picture of.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        # Some systems know the limit and refuse it.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
