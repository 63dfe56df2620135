"""Watching a run with a program: one JSON object per line on standard error."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

from cleaner.batch.manifest import Line
from cleaner.batch.resume import Standing
from cleaner.batch.summary import Summary, to_json
from cleaner.batch.watch import Watch
from cleaner.cli.pace import Pace, Work
from cleaner.cli.status import show_talk
from cleaner.model import Reject

_SECONDS = 1.0


def put(event: str, values: Mapping[str, object]) -> None:
    """Print one event; what a terminal would obey is escaped, as JSON escapes it."""
    show_talk(json.dumps({"event": event, **values}) + "\n")


@contextmanager
def events(work: Callable[[], Work]) -> Iterator[Watch]:
    """Print events while a run goes on: `start`, `resume`, `progress` once a second, `part` and `reject`.

    `end` is for the caller to print, since only it knows how the run ended.

    Args:
        work: Finds out what there is to do.

    Yields:
        What the run calls.
    """
    pace = Pace(work())
    put("start", asdict(pace.work))
    spoke = time.monotonic()

    def stands(standing: Standing) -> None:
        pace.stands(standing)
        put("resume", {"kept": len(standing.kept), "redone": dict(standing.changed)})

    def settled(reject: Reject | None) -> None:
        nonlocal spoke
        pace.settled(reject)
        if reject is not None:
            put("reject", asdict(reject))
        now = time.monotonic()
        if now - spoke >= _SECONDS:
            spoke = now
            put("progress", pace.values())

    def part(line: Line) -> None:
        put("part", {"shard": line.shard, **to_json(line.summary)["documents"]})

    yield Watch(stands, pace.took, pace.moved, settled, part)


def end(summary: Summary, status: int) -> None:
    """Print the last event of a run that came to its end."""
    put("end", {"status": status, "summary": to_json(summary)})
