"""Dolma's documents with their whole text, and beside them an attribute file that says what to take out.

Sources: https://github.com/allenai/dolma/blob/main/docs/data-format.md and `docs/mixer.md` there. Spans count code
points, as the mixer's do.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from cleaner.writers.datatrove import metadata
from cleaner.writers.encode import Record, checked, to_json
from cleaner.writers.files import path_in, withdraw
from cleaner.writers.format import Place, Row, Sink, Written
from cleaner.writers.lines import lines

_SEPARATOR = "\n\n"
_ALL = "cleaner__removed"
_DOCUMENTS = PurePosixPath("documents")
_ATTRIBUTES = PurePosixPath("attributes", "cleaner")


class _Pair:
    """A sink for the two lines of each row."""

    def __init__(self, documents: Sink, attributes: Sink) -> None:
        self._documents = documents
        self._attributes = attributes
        self.files: list[Written] = []

    def put(self, row: Row) -> None:
        document, attributes = row.content.splitlines(keepends=True)
        self._documents.put(row._replace(content=document))
        self._attributes.put(row._replace(content=attributes))


def shape(record: Record) -> bytes:
    """Return two lines of JSON: the document, and its attributes.

    The document's text is every block, kept or not, with a blank line between them. The attributes are lists of
    spans `[start, end, score]` of that text, the score being the confidence: `cleaner__removed` has every removal,
    `cleaner__removed__ROLE` those of one role. A span takes one of the blank lines beside its block with it, so that
    what is left when all of them go is exactly the record's `text`.

    Raises:
        RejectedError: The record is not valid by the schema, or holds text that is not Unicode.
    """
    known = checked(record)
    removed = frozenset(block["index"] for block in known["removed"])
    blocks = sorted([*known["blocks"], *known["removed"]], key=lambda block: int(block["index"]))
    spans: dict[str, list[tuple[int, int, float]]] = {_ALL: []}
    for block, span in zip(blocks, _spans(blocks, removed), strict=True):
        if block["index"] in removed:
            for attribute in (_ALL, f"{_ALL}__{block['role']}"):
                spans.setdefault(attribute, []).append((*span, block["confidence"]))
    name = {"id": known["id"], "source": known["source"]["uri"]}
    text = _SEPARATOR.join(block["text"] for block in blocks)
    document = {**name, "text": text, **_dates(known), "metadata": metadata(known)}
    attributes = {**name, "attributes": spans}
    return b"".join(to_json(line) for line in (document, attributes))


def _dates(record: Record) -> dict[str, str]:
    """Return when the document was fetched and when it was published, as far as that is known."""
    dates = {"added": record["source"]["fetched_at"], "created": record["published_at"]}
    return {name: date for name, date in dates.items() if date is not None}


def _spans(blocks: list[dict[str, Any]], removed: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield where each block stands in the joined text, with the blank line that goes with it."""
    last_kept = max((at for at, block in enumerate(blocks) if block["index"] not in removed), default=None)
    end_of_all = len(blocks) - 1
    start = 0
    for at, block in enumerate(blocks):
        end = start + len(block["text"])
        if last_kept is not None and at > last_kept:
            yield start - len(_SEPARATOR), end
        else:
            yield start, end + (len(_SEPARATOR) if at < end_of_all else 0)
        start = end + len(_SEPARATOR)


@contextmanager
def dolma(place: Place) -> Iterator[Sink]:
    """Open a file of documents and one of attributes, under the same name in `documents` and `attributes/cleaner`.

    Args:
        place: Where the two folders go.

    Yields:
        The sink.
    """
    opened: list[Sink] = []
    try:
        with ExitStack() as stack:
            places = (replace(place, name=top / place.name) for top in (_DOCUMENTS, _ATTRIBUTES))
            opened.extend(stack.enter_context(lines(one)) for one in places)
            sink = _Pair(*opened)
            yield sink
    except BaseException:
        withdraw(path_in(place.folder, PurePosixPath(file.name)) for one in opened for file in one.files)
        raise
    sink.files += [file for one in opened for file in one.files]
