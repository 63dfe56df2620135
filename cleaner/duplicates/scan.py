"""First step: the records of a part become rows, one for each block that may be a copy."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import numpy as np
import xxhash

from cleaner.duplicates.guards import FORMS, is_guarded
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.keys import key
from cleaner.duplicates.runs import bucket_of, save, write_run

ROW = np.dtype(
    [
        ("high", "<u8"),
        ("low", "<u8"),
        ("document", "<u4"),  # serial number in the run
        ("block", "<u4"),
        ("length", "<u4"),  # code points
        ("bytes", "<u4"),  # of its text; 0 where the first row of the run with this key has the same
        ("form", "u1"),
    ]
)
"""One block, or one document: its key, where it stands, how long it is."""

RUN_BYTES = 48 * 1024 * 1024
RUN_ROWS = 250_000
"""A run ends behind the document with which it holds so many bytes of text, or so many blocks."""

_FORMS: Mapping[str, int] = {form.value: at for at, form in enumerate(FORMS) if not is_guarded(form)}
_PARAGRAPH = _FORMS["paragraph"]


class ReadBlock(msgspec.Struct, gc=False):
    """What is read of a block of a record."""

    index: int
    form: str
    text: str


class ReadRecord(msgspec.Struct, gc=False):
    """What is read of a record: a part of it is read in half the time of the whole."""

    id: str
    blocks: list[ReadBlock]
    site: str | None
    url: str | None


class ReadWhole(ReadRecord, gc=False):
    """The same, for documents that are compared as a whole."""

    text: str


def reads(job: Job) -> type[ReadRecord]:
    """Return what a search reads of a record."""
    return ReadWhole if Table.DOCUMENTS in job.tables else ReadRecord


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of scanning a part."""

    runs: tuple[str, ...]
    """Names of its runs."""
    documents: tuple[int, ...]
    """How many documents are in each."""
    characters: int
    """Code points of all blocks in the text."""
    blocks: int
    """How many there are."""


@dataclass(slots=True)
class _Columns:
    """Rows of a table that are still in memory."""

    keys: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    first: dict[bytes, bytes] = field(default_factory=dict)
    """The first text of each key: a text that a site repeats is held once."""
    documents: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """What is still in memory of a part."""

    tables: dict[Table, _Columns]
    ids: list[bytes] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    """Sites by their numbers."""
    bytes: int = 0


def scan(records: Iterable[ReadRecord], name: str, job: Job) -> Scanned:
    """Write the rows of a part's blocks.

    Args:
        records: Its records, in their order.
        name: The part's name, the beginning of the names of its runs; different for different parts.
        job: The search.

    Returns:
        What is to be known of the part. Its runs lie in the folder `runs`; memory is bounded by the length of a run.
    """
    run = _Run({table: _Columns() for table in job.tables})
    runs: list[str] = []
    documents: list[int] = []
    characters = blocks = 0

    def flush() -> None:
        nonlocal run
        runs.append(f"{name}-{len(runs):04}")
        documents.append(len(run.ids))
        _write(run, job.place("runs", runs[-1]), job)
        run = _Run({table: _Columns() for table in job.tables})

    for record in records:
        characters += _add(record, run, job)
        blocks += len(record.blocks)
        if run.bytes >= RUN_BYTES or max(len(one.keys) for one in run.tables.values()) >= RUN_ROWS:
            flush()
    if run.ids or not runs:
        flush()
    return Scanned(tuple(runs), tuple(documents), characters, blocks)


def _add(record: ReadRecord, run: _Run, job: Job) -> int:
    """Add a record and return how many code points its blocks have."""
    at = len(run.ids)
    characters = _add_blocks(record.blocks, at, run, job) if Table.PARAGRAPHS in run.tables else 0
    # No shorter text has so many words, whatever its script.
    if isinstance(record, ReadWhole) and len(text := record.text) >= 2 * job.across.words - 1:
        columns = run.tables[Table.DOCUMENTS]
        columns.texts.append(data := text.encode())
        columns.keys.append(key(text, data))
        run.bytes += len(data)
        columns.documents.append(at)
        columns.blocks.append(0)
        columns.lengths.append(len(text))
        columns.forms.append(_PARAGRAPH)
    run.ids.append(record.id.encode())
    site = _site_of(record)
    run.sites.append(xxhash.xxh3_64_intdigest(site.casefold().encode()) | 1 if site else 0)
    run.names.setdefault(run.sites[-1], site)
    return characters


def _add_blocks(blocks: Iterable[ReadBlock], at: int, run: _Run, job: Job) -> int:
    """Add the blocks of a document that may be copies, and return how many code points all of them have."""
    columns, known, size, characters = run.tables[Table.PARAGRAPHS], _FORMS, 0, 0
    keys, texts, first = columns.keys, columns.texts, columns.first
    before = len(keys)
    least = 2 * job.across.words - 1
    for block in blocks:
        text = block.text
        length = len(text)
        characters += length
        form = known.get(block.form)
        if form is None or length < least:
            continue
        data = text.encode()
        keys.append(own := key(text, data))
        if (known_as := first.setdefault(own, data)) is not data and known_as == data:
            data = b""
        texts.append(data)
        size += len(data)
        columns.blocks.append(block.index)
        columns.lengths.append(length)
        columns.forms.append(form)
    columns.documents.extend([at] * (len(keys) - before))
    run.bytes += size
    return characters


def _site_of(record: ReadRecord) -> str:
    """Return the name or the host of a record's site, empty where none is known."""
    if record.site or not record.url:
        return record.site or ""
    try:
        return urlsplit(record.url).hostname or ""
    except ValueError:
        return ""


def _write(run: _Run, place: Path, job: Job) -> None:
    """Write what is in memory: the rows of each table, and what is to be known of the documents."""
    for table, columns in run.tables.items():
        rows = np.zeros(len(columns.keys), ROW)
        halves = np.frombuffer(b"".join(columns.keys), ">u8").reshape(-1, 2)
        rows["high"], rows["low"] = halves[:, 0], halves[:, 1]
        rows["document"], rows["block"] = columns.documents, columns.blocks
        rows["length"], rows["form"] = columns.lengths, columns.forms
        rows["bytes"] = np.fromiter(map(len, columns.texts), np.uint32, len(columns.texts))
        where = bucket_of(rows["high"], job.buckets)
        write_run(place.with_name(f"{place.name}.{table}"), rows, where, job.buckets, columns.texts)
    save(place.with_name(f"{place.name}.sites.npy"), np.array(run.sites, np.uint64))
    names = json.dumps({number: name for number, name in run.names.items() if number})
    place.with_name(f"{place.name}.sites.json").write_text(names, encoding="utf-8")
    order = sorted(range(len(run.ids)), key=run.ids.__getitem__)
    save(place.with_name(f"{place.name}.order.npy"), np.array(order, np.int64))
    ends = np.cumsum([0, *map(len, run.ids)], dtype=np.int64)
    save(place.with_name(f"{place.name}.ids.npy"), ends)
    place.with_name(f"{place.name}.ids").write_bytes(b"".join(run.ids))
