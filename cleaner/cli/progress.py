"""Watching a run on standard error: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from cleaner.batch.run import Watch
from cleaner.batch.summary import Summary
from cleaner.cli.status import say
from cleaner.model import Reject
from cleaner.terminal import safe_text

_DOCUMENTS = 1000
_SECONDS = 30.0


def reject_line(reject: Reject) -> str:
    """Return one safe line that names the input and says what was wrong with it."""
    record = f" [{reject.record}]" if reject.record is not None else ""
    return safe_text(f"{reject.uri}{record}: rejected ({reject.stage}, {reject.cause}): {reject.message}")


@contextmanager
def watching(count: Callable[[], int], most: int | None, *, quiet: bool, bar: bool = True) -> Iterator[Watch]:
    """Show how a run goes on.

    Args:
        count: Counts what there is to do; only called where a bar is drawn.
        most: How many rejects to name; `None` for all.
        quiet: Name rejects, show nothing else.
        bar: Draw a bar where standard error is a terminal.

    Yields:
        What the run calls.
    """
    console = Console(stderr=True, highlight=False)
    if quiet or not bar or not console.is_terminal:
        yield Watch(_nothing if quiet else _lines(), _rejects(most, say))
        return
    columns = (TextColumn("cleaning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as drawn:
        task = drawn.add_task("", total=count())
        yield Watch(
            lambda summary: drawn.update(task, completed=summary.read + summary.skipped),
            _rejects(most, lambda line: console.print(Text(line), soft_wrap=True)),
        )


def _nothing(_summary: Summary) -> None:
    pass


def _lines() -> Callable[[Summary], None]:
    spoke_at, spoke = time.monotonic(), 0

    def tick(summary: Summary) -> None:
        nonlocal spoke_at, spoke
        now = time.monotonic()
        if summary.read - spoke < _DOCUMENTS and now - spoke_at < _SECONDS:
            return
        spoke_at, spoke = now, summary.read
        say(f"{summary.read} documents read, {summary.written} written, {summary.rejected} rejected")

    return tick


def _rejects(most: int | None, put: Callable[[str], None]) -> Callable[[Reject], None]:
    named = 0

    def reject(one: Reject) -> None:
        nonlocal named
        named += 1
        if most is None or named <= most:
            put(reject_line(one))
        elif named == most + 1:
            put("more rejects are not named here; the list beside the output has them all")

    return reject
