"""One pass over the records of an output: sums of all of them, and a sample to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson

from cleaner.batch.records import records_in
from cleaner.batch.summary import Summary
from cleaner.readers import InputError, at_hand, find_inputs
from cleaner.readers.names import uri_of
from cleaner.report.beside import Rejects, read_manifest, read_rejects
from cleaner.report.sample import Sample
from cleaner.report.shown import shown
from cleaner.report.totals import Totals, add
from cleaner.schema import validator

SAMPLE = 500
"""Documents that a page shows unless more or fewer are asked for."""


@dataclass(slots=True)
class Gathered:
    """Everything that a page is made of."""

    name: str
    """What the output is called: the last part of its path."""
    totals: Totals = field(default_factory=Totals)
    documents: list[dict[str, Any]] = field(default_factory=list)
    """What is shown of the documents of the sample, in the order of the output."""
    invalid: int = 0
    """What stood where a record should, and is none; it is in no sum."""
    rejects: Rejects = field(default_factory=Rejects)
    summary: Summary | None = None
    """What the run says that it did; `None` where it left no manifest."""


def gather(output: str, most: int = SAMPLE) -> Gathered:
    """Read an output once, in memory that does not grow with it.

    Args:
        output: A folder or a file that `cleaner clean` wrote, in a format that holds whole records.
        most: How many documents the sample may have.

    Raises:
        InputError: The output cannot be read, or holds no valid record.
    """
    path = at_hand(output)
    found = Gathered(uri_of(path.resolve().name))
    sample = Sample(most)
    for _, _, content in records_in(output, find_inputs([output], skip=frozenset())):
        record = _valid(content)
        if record is None:
            found.invalid += 1
            continue
        add(found.totals, record)
        sample.offer(_name_of(record), partial(_shown, record))
    if not found.totals.documents:
        raise InputError(f"no records in {uri_of(output)}: give what `cleaner clean` wrote as json, jsonl or parquet")
    found.documents = [orjson.loads(one) for one in sample.documents()]
    found.rejects, found.summary = read_rejects(path), read_manifest(path)
    return found


def _name_of(record: Mapping[str, Any]) -> str:
    source = record["source"]
    return "\n".join((record["id"], source["sha256"], source["uri"], source["record"] or ""))


def _shown(record: Mapping[str, Any]) -> bytes:
    return orjson.dumps(shown(record))


def _valid(content: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return record if validator().is_valid(record) else None
