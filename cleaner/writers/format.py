"""What a format is: how a record becomes a row, and what rows are put into."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from cleaner.writers.encode import Record
from cleaner.writers.names import output_name

ASIDE = PurePosixPath(".cleaner", "tmp")
"""Where the files of a folder lie, relative to it, until they are whole."""

LINES = ".jsonl"
"""How the name of a file ends that holds one JSON object per line."""


class Row(NamedTuple):
    """What one document becomes in a format: made where the document is cleaned.

    A tuple, because rows pass between processes: a dataclass takes Python code to pack and to unpack.
    """

    uri: str
    """The document's uri."""
    record: str | None
    """Its name inside a container."""
    content: bytes
    """What the format's sink takes."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is there: whole, synced and under its final name."""

    name: str
    """Relative to the output folder, `/` between parts."""
    bytes: int
    sha256: str


class Sink(Protocol):
    """What rows are put into, one after another.

    It is opened by a context manager. Where the block ends with an exception, no file takes its final name; where it
    ends well, `files` says which are there now.
    """

    files: list[Written]

    def put(self, row: Row) -> None:
        """Take one row.

        Raises:
            RejectedError: Only this row cannot be written.
            OSError: None can.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where the file of a sink goes."""

    folder: Path
    name: PurePosixPath
    """Relative to the folder, with the suffix that says how it is compressed."""
    aside: Path
    """The folder it lies in until it is whole; on the same file system."""
    alone: bool = False
    """The file that the caller named: it is there also when it holds no row. A part without rows is no file."""


class Needs(NamedTuple):
    """A library that an extra brings."""

    module: str
    extra: str


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write records. All of it can be sent to another process."""

    name: str
    shape: Callable[[Record], bytes]
    """From a record as `to_record` makes it to the content of its row, once the schema has passed it; raises
    `RejectedError`."""
    endings: tuple[str, ...]
    """How the name of a part may end, compression and all; the first one is used where nothing else is asked for."""
    sink: Callable[[Place], AbstractContextManager[Sink]]
    """Opens a sink; the end of the name says how it is compressed. `open` and `open_file` call it."""
    alone: bool = True
    """Whether one file can hold all records."""
    records: bool = False
    """Whether the rows of its parts are whole records."""
    needs: Needs | None = None
    """What has to be installed beside the core."""

    @property
    def suffix(self) -> str:
        """How the names of parts end."""
        return self.endings[0]

    @property
    def lines(self) -> bool:
        """Whether a row is a line, so that standard output can take it."""
        return self.alone and self.suffix.startswith(LINES)

    def row(self, record: Record) -> Row:
        """Return the row of a record.

        Raises:
            RejectedError: The record is not valid by the schema, or cannot be written in this format.
        """
        source = record["source"]
        return Row(source["uri"], source["record"], self.shape(record))

    def open(self, folder: Path, stem: str) -> AbstractContextManager[Sink]:
        """Open a part of an output folder.

        Args:
            folder: The output folder.
            stem: The name of the part without its suffix, `/` between parts: any text, for instance the uri of its
                input. It is made safe as the uri of a document is.

        Returns:
            What opens the sink. A part without rows makes no file; `json` ignores the stem.
        """
        return self.sink(Place(folder, output_name(stem, self.suffix), folder / ASIDE))

    def open_file(self, path: Path) -> AbstractContextManager[Sink]:
        """Open one file for all records, under exactly this name."""
        return self.sink(Place(path.parent, PurePosixPath(path.name), path.parent, alone=True))
