"""All copies by what they repeat, as lines of JSON."""

from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from cleaner.duplicates.catalog import Catalog, Names, open_catalog
from cleaner.duplicates.decide import DECISION, KINDS
from cleaner.duplicates.job import Job, Table
from cleaner.duplicates.runs import Rows, writing

_AT_ONCE = 250_000


def write_clusters(path: Path, job: Job) -> int:
    """Write a line for each block, and for each document, that has copies.

    Args:
        path: The file; it is replaced.
        job: The search; `decisions` are there.

    Returns:
        How many lines there are: blocks first, each in the order of the ids and blocks that stay.

    Raises:
        OSError: The file cannot be written.
    """
    catalog, lines = open_catalog(job), 0
    names = Names(job, catalog)
    with writing(path) as stream:
        for table in job.tables:
            # So many documents at a time, so that only what points at them is in memory.
            for begin in range(-catalog.old.documents, catalog.documents, _AT_ONCE):
                pointing = _pointing(table, begin, catalog, job)
                for (document, block), copies in groupby(pointing.tolist(), key=lambda one: (one[5], one[6])):
                    head = {"document": names[document], "block": None if table is Table.DOCUMENTS else block}
                    line = head | {"copies": [_copy(one, table, names) for one in copies]}
                    stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
                    lines += 1
    return lines


def _pointing(table: Table, begin: int, catalog: Catalog, job: Job) -> Rows:
    """Return the decisions that point at the documents from a rank on, ordered by what they point at."""
    found = [np.zeros(0, DECISION)]
    for bucket in range(job.buckets):
        decisions = np.load(job.place("decisions", f"{table}-{bucket:05}.npy"), mmap_mode="r")
        of = catalog.rank(decisions["of_document"])
        found.append(decisions[(of >= begin) & (of < begin + _AT_ONCE)])
    every = np.concatenate(found)
    ranks, of = catalog.ranks[every["document"]], catalog.rank(every["of_document"])
    order = np.lexsort((every["block"], ranks, every["of_block"], of))
    return every[order]


def _copy(one: tuple[Any, ...], table: Table, names: Names) -> dict[str, Any]:
    document, block, kind, drop, _, _, _, similarity = one
    return {
        "document": names[document],
        "block": None if table is Table.DOCUMENTS else block,
        "kind": KINDS[kind].value,
        "action": "drop" if drop else "mark",
        "similarity": round(similarity, 4),
    }
