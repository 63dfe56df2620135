"""The list of inputs that could not become documents, beside the output."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import orjson

from cleaner.model import Reject
from cleaner.writers.files import naming


def line_of(reject: Reject) -> bytes:
    """Return a reject as one line of JSON."""
    return orjson.dumps(asdict(reject), option=orjson.OPT_APPEND_NEWLINE)


@contextmanager
def reject_list(path: Path | None) -> Iterator[Callable[[Reject], None]]:
    """Open the list of rejects: one JSON object per line, and no file where nothing is rejected.

    A list that an earlier run left there is removed first.

    Args:
        path: Where the list goes; `None` to keep none.

    Yields:
        The function that adds one reject.
    """
    if path is None:
        yield lambda _reject: None
        return
    path.unlink(missing_ok=True)

    def add(reject: Reject) -> None:
        path.parent.mkdir(exist_ok=True)
        # Opened for each one: they are few, and what a run that breaks off had rejected is on disk.
        with naming(path), path.open("ab") as stream:
            stream.write(line_of(reject))

    yield add
