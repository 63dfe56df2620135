"""Watching a run on standard error: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.text import Text

from cleaner.batch.resume import Standing
from cleaner.batch.watch import Watch
from cleaner.cli.pace import Pace, Work
from cleaner.cli.status import say
from cleaner.model import Reject
from cleaner.terminal import number_of, safe_text

_DOCUMENTS = 1000
_SECONDS = 30.0
_BAR_SECONDS = 0.1


def reject_line(reject: Reject) -> str:
    """Return one safe line that names the input and says what was wrong with it."""
    record = f" [{reject.record}]" if reject.record is not None else ""
    return safe_text(f"{reject.uri}{record}: rejected ({reject.stage}, {reject.cause}): {reject.message}")


@contextmanager
def watching(work: Callable[[], Work], most: int | None, *, quiet: bool, bar: bool = True) -> Iterator[Watch]:
    """Show how a run goes on.

    Args:
        work: Finds out what there is to do; only called where a bar is drawn.
        most: How many rejects to name; `None` for all.
        quiet: Name rejects, show nothing else.
        bar: Draw a bar where standard error is a terminal.

    Yields:
        What the run calls.
    """
    console = Console(stderr=True, highlight=False)
    if quiet:
        yield Watch(settled=_rejects(most, say))
    elif not bar or not console.is_terminal:
        yield _spoken(most)
    else:
        pace = Pace(work())
        columns = (TextColumn("cleaning"), BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=console, transient=True) as drawn:
            yield _drawn(pace, drawn, _rejects(most, lambda line: console.print(Text(line), soft_wrap=True)))


def _drawn(pace: Pace, drawn: Progress, reject: Callable[[Reject | None], None]) -> Watch:
    task = drawn.add_task("", total=max(1, pace.work.bytes))
    drew = 0.0

    def settled(one: Reject | None) -> None:
        nonlocal drew
        pace.settled(one)
        reject(one)
        now = time.monotonic()
        if now - drew >= _BAR_SECONDS:
            drew = now
            drawn.update(task, total=max(1, pace.work.bytes), completed=pace.bytes, description=_line(pace))

    def stands(standing: Standing) -> None:
        pace.stands(standing)
        drawn.console.print(Text(_standing_line(standing)), soft_wrap=True)

    return Watch(stands, pace.took, pace.moved, settled)


def _line(pace: Pace) -> str:
    left = "" if pace.left is None else f", {_clock(pace.left)} left"
    refused = f", {pace.rejected} rejected" if pace.rejected else ""
    return f"{pace.written} written{refused}, {pace.rate:.0f}/s{left}"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _standing_line(standing: Standing) -> str:
    """Say what stands of an earlier run, and why the rest is done again."""
    todo = len(standing.order) - len(standing.kept)
    why = ", ".join(f"{name} {count}" for name, count in sorted(standing.changed.items()))
    return f"standing: {number_of(len(standing.kept), 'part')}, {todo} to do" + (f" ({why})" if why else "")


def _spoken(most: int | None) -> Watch:
    pace = Pace(Work(0, 0))
    reject = _rejects(most, say)
    spoke_at, spoke = time.monotonic(), 0

    def settled(one: Reject | None) -> None:
        nonlocal spoke_at, spoke
        pace.settled(one)
        reject(one)
        count, now = pace.written + pace.rejected, time.monotonic()
        if count - spoke >= _DOCUMENTS or now - spoke_at >= _SECONDS:
            spoke_at, spoke = now, count
            done = f"{number_of(count, 'document')} read, {pace.written} written, {pace.rejected} rejected"
            say(f"{done}, {pace.rate:.0f}/s")

    return Watch(lambda standing: say(_standing_line(standing)), settled=settled)


def _rejects(most: int | None, put: Callable[[str], None]) -> Callable[[Reject | None], None]:
    named = 0

    def reject(one: Reject | None) -> None:
        nonlocal named
        if one is None:
            return
        named += 1
        if most is None or named <= most:
            put(reject_line(one))
        elif named == most + 1:
            put("more rejects are not named here; the list beside the output has them all")

    return reject
