"""One search for copies: where its files lie, what is looked for, and what runs its steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from cleaner.duplicates.settings import Across

_Task = TypeVar("_Task")
_Made = TypeVar("_Made")


class Table(StrEnum):
    """What is compared: one row each."""

    PARAGRAPHS = "paragraphs"
    DOCUMENTS = "documents"


class Spread(Protocol):
    """Calls a function once for each task and returns what it made, in the order of the tasks.

    Function, tasks and results must be fit to be sent to another process.
    """

    def __call__(self, function: Callable[[_Task], _Made], tasks: Iterable[_Task], /) -> list[_Made]:
        """Return what the function makes of each task."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A search. Every step of it takes files of this folder and makes files in it."""

    work: Path
    """The folder of its files; it must be reachable under this name wherever a step runs."""
    buckets: int
    """How many buckets there are, a power of two."""
    near: bool = False
    """Whether near-duplicates are looked for, too."""
    across: Across = field(default_factory=Across)
    only: tuple[Table, ...] | None = None
    """What is compared, where it is not everything."""
    against: tuple[Path, ...] = ()
    """Indexes of earlier searches: what stands there stays."""
    keep: bool = False
    """Whether an index is to be written of this search."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """What is compared. Equal documents have equal paragraphs: only near-duplicates need a table of their own."""
        return self.only or (tuple(Table) if self.near else (Table.PARAGRAPHS,))

    def place(self, step: str, name: object) -> Path:
        """Return what the files of a step begin with; its folder is there afterwards."""
        folder = self.work / step
        folder.mkdir(parents=True, exist_ok=True)
        return folder / str(name)
