"""What the texts of one bucket say: read run by run, so that only those of one run are in memory at once."""

from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from cleaner.duplicates.catalog import Catalog
from cleaner.duplicates.guards import Facts, facts_of
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows, changes, read_text, writing

QUOTATION, SITE, LONG = 1, 2, 4
"""Traits: stands as another's words; the site's own; long enough to be a copy by itself."""

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Bucket:
    """The rows of a bucket in the order of their keys; under one key, in the order in which they came."""

    rows: Rows
    numbers: NDArray[np.int64]
    """Number of the document of each row."""
    runs: NDArray[np.uint32]
    """Serial number of the run of each row."""
    keys: NDArray[np.int64]
    """Serial number of the key of each row."""
    owners: NDArray[np.int64]
    """The row that brings the text of each row: a run holds a text once."""
    begins: NDArray[np.int64]
    """Where the text of each row begins among those of its run."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the texts of a bucket say of themselves: a place for each row, filled where the row brings a text."""

    digests: NDArray[np.uint64]
    """BLAKE2b (256 bits) of the normal form, as four numbers: no two texts are known that share one."""
    able: NDArray[np.bool_]
    """Whether it may be a copy."""
    traits: NDArray[np.uint8]
    words: NDArray[np.int64]
    bounds: NDArray[np.int64]
    """Where near-duplicates are looked for, begin and end of the normal form among those of the bucket."""


def read_said(rows: Bucket, name: str, table: Table, job: Job, catalog: Catalog) -> Said:
    """Read the texts of a bucket.

    Args:
        rows: Its rows.
        name: What its files are called; `items/NAME.text` gets the normal forms where near-duplicates are looked for.
        table: What is compared.
        job: The search.
        catalog: The documents.
    """
    count = len(rows.rows)
    brings = np.unique(rows.owners)
    brings = brings[np.lexsort((rows.begins[brings], rows.runs[brings]))]
    said = Said(
        np.zeros((count, 4), np.uint64),
        np.zeros(count, bool),
        np.zeros(count, np.uint8),
        np.zeros(count, np.int64),
        np.zeros((count, 2) if job.near else (0, 2), np.int64),
    )
    first = np.flatnonzero(changes(rows.runs[brings]))
    place = job.place("items", f"{name}.text")
    with writing(place) if job.near else BytesIO() as stream:
        for own in np.split(brings, first[1:]) if len(brings) else []:
            run = catalog.runs[int(rows.runs[own[0]])]
            begins = rows.begins[own]
            ends = begins + rows.rows["bytes"][own]
            base = int(begins[0])
            text = read_text(job.place("runs", f"{run}.{table}"), base, int(ends[-1]))
            bounds = zip(own.tolist(), (begins - base).tolist(), (ends - base).tolist(), strict=True)
            for row, begin, end in bounds:
                facts = facts_of(text[begin:end].decode())
                _note(said, row, facts, table, job, stream)
    return said


def _note(said: Said, row: int, facts: Facts, table: Table, job: Job, stream: BinaryIO) -> None:
    # A document as a whole is no quotation, and repeats nothing on purpose.
    guarded = table is Table.PARAGRAPHS
    if facts.words < job.across.words or (facts.on_purpose and guarded):
        return
    normal = facts.normal.encode()
    said.able[row] = True
    said.digests[row] = np.frombuffer(blake2b(normal, digest_size=_DIGEST).digest(), ">u8")
    said.words[row] = facts.words
    said.traits[row] = QUOTATION * (facts.quotation and guarded) + LONG * (facts.words >= job.across.exact_words)
    if job.near:
        said.bounds[row] = stream.tell(), stream.tell() + len(normal)
        stream.write(normal)
