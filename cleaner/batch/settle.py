"""What is done on one document, in whichever process: a row of the output comes of it, or a reject."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.batch.summary import Counts, counted
from cleaner.config import Config
from cleaner.model import Document, RawDocument, Reject, failure
from cleaner.record import to_record
from cleaner.writers import Format, Row

Clean = Callable[[RawDocument, Config], Document]
"""Makes a document, or raises `RejectedError`. Workers find it by its module and name."""

ID_BYTES = 8
"""Length of the hash that stands for an id where repeated ones are counted."""


class Done(NamedTuple):
    """A document that is cleaned and waits to be written; a tuple for the reason that a row is one."""

    row: Row
    key: bytes
    """Hash of the record's id, `ID_BYTES` long."""
    counts: Counts


Outcome = Done | Reject
"""What comes of a document."""


def shipped(raw: RawDocument, config: Config) -> Document:
    """Clean a document as `cleaner.pipeline` does; parsers and weights are loaded by the first call."""
    from cleaner.pipeline import clean_raw  # noqa: PLC0415  a process that only hands documents out never needs it

    return clean_raw(raw, config)


@dataclass(frozen=True, slots=True)
class Settle:
    """The job of a worker: clean a document and make its row."""

    config: Config
    format: Format
    clean: Clean = shipped

    def __call__(self, raw: RawDocument) -> Outcome:
        """Return what comes of a document.

        Raises:
            MemoryError: There is not enough memory. The process should do nothing more.
        """
        try:
            record = to_record(self.clean(raw, self.config))
            row = self.format.row(record)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  a fault in one document must not cost the others
            return failure(raw.uri, raw.record, "clean", error)
        return Done(row, _key(record["id"]), counted(record))


def weight(outcome: object) -> int:
    """Return about how many bytes an outcome holds."""
    return len(outcome.row.content) if isinstance(outcome, Done) else 0


def _key(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:ID_BYTES]
