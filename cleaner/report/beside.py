"""What a run left beside its records: the list of rejects and the manifest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from cleaner.batch.manifest import HOME, NAME, Manifest
from cleaner.batch.records import holds_many
from cleaner.batch.summary import Summary, add
from cleaner.readers import InputError
from cleaner.readers.names import uri_of
from cleaner.report.tally import Tally
from cleaner.writers.format import LINES

_REJECTS = f"rejects{LINES}"
_LISTED = 200
_FIELD = 300


@dataclass(slots=True)
class Rejects:
    """What could not become a document."""

    number: int = 0
    causes: Tally = field(default_factory=lambda: Tally(1))
    """Rejects by stage and cause, a line feed between them."""
    first: list[dict[str, Any]] = field(default_factory=list)
    """The first ones of the list, as they stand there."""


def read_rejects(output: Path) -> Rejects:
    """Read the list of rejects of an output, wherever the run put it.

    Args:
        output: The folder or the file of records.

    Returns:
        The rejects; none where there is no list, and so none was rejected.

    Raises:
        InputError: There is a list, and it cannot be read.
    """
    found = Rejects()
    for place in _places(output):
        try:
            with place.open("rb") as stream:
                for line in stream:
                    _add(found, line)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise InputError(f"cannot read {uri_of(str(place))}: {error.strerror or error}") from error
    return found


def read_manifest(output: Path) -> Summary | None:
    """Return what a run says that it did, from its manifest; `None` where there is none.

    Raises:
        InputError: The manifest cannot be read.
    """
    place = output / HOME / NAME
    try:
        if not place.is_file():
            return None
        summary = Summary()
        for line in Manifest(place).values():
            add(summary, line.summary)
    except OSError as error:
        raise InputError(f"cannot read {uri_of(str(place))}: {error.strerror or error}") from error
    return summary


def _places(output: Path) -> Iterator[Path]:
    if output.is_dir():
        yield from (output / _REJECTS, output / HOME / _REJECTS)
    elif holds_many(output.name):
        stem = output.name[: output.name.lower().rindex(".jsonl" if ".jsonl" in output.name.lower() else ".")]
        yield output.with_name(f"{stem}.{_REJECTS}")


def _add(found: Rejects, line: bytes) -> None:
    """Add a line of the list; one that is torn counts, too: something was rejected there."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        value = {}
    found.number += 1
    found.causes.add(f"{value.get('stage', '?')}\n{value.get('cause', '?')}", [1])
    if len(found.first) < _LISTED:
        keys = ("uri", "record", "stage", "cause", "message")
        found.first.append({key: str(value.get(key) or "")[:_FIELD] for key in keys})
