"""What a run and the processes under it hold and take: memory, open descriptors, CPU time, as Linux tells them."""

import ctypes
import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux


@dataclass(frozen=True, slots=True)
class Held:
    """What one process holds."""

    memory: int
    """Bytes in memory, shared ones too."""
    descriptors: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The processes of a run at one moment."""

    main: Held
    workers: dict[int, Held]
    """By process number."""
    zombies: int
    """Processes that ended and were not taken leave of."""


def adopt() -> None:
    """Make processes whose parent is gone children of this one, so that their time is counted."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def children_cpu() -> float:
    """Return the seconds of CPU time of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tree(main: int) -> Tree | None:
    """Return what a run holds now, or `None` where it has ended.

    Workers are forked from a server that is itself a child of the run, so that they are its grandchildren.
    """
    family = _family()
    below = [child for helper in family.get(main, ()) for child in family.get(helper, ())]
    held = {child: found for child in below if (found := _held(child)) is not None}
    zombies = sum(_is_zombie(child) for child in (*family.get(main, ()), *below))
    itself = _held(main)
    return None if itself is None else Tree(itself, held, zombies)


def in_group(group: int) -> list[int]:
    """Return the processes of a group, but for those that have ended."""
    found = []
    for number in _numbers():
        with suppress(OSError):
            if os.getpgid(number) == group and not _is_zombie(number):
                found.append(number)
    return found


def _numbers() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _family() -> dict[int, list[int]]:
    """Return the children of every process."""
    found: dict[int, list[int]] = {}
    for number in _numbers():
        if fields := _stat(number):
            found.setdefault(int(fields[1]), []).append(number)
    return found


def _stat(number: int) -> list[str]:
    """Return the fields of `/proc/N/stat` after the name, which may hold anything; none where it is gone."""
    try:
        return (PROC / str(number) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _is_zombie(number: int) -> bool:
    return _stat(number)[:1] == ["Z"]


def _held(number: int) -> Held | None:
    place = PROC / str(number)
    try:
        pages = int((place / "statm").read_text().split()[1])
        descriptors = sum(1 for _ in (place / "fd").iterdir())
    except (OSError, IndexError):
        return None
    # One that has ended has no memory any more, and is there until it is taken leave of.
    return Held(pages * os.sysconf("SC_PAGE_SIZE"), descriptors) if pages else None
