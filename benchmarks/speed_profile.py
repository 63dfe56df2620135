"""CPU time by stage: the functions that the road calls are wrapped, and each is charged what it does by itself."""

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import orjson
from threadpoolctl import threadpool_limits

import cleaner
from benchmarks.data import Page
from benchmarks.speed_peers import given
from benchmarks.systems import visible_text
from benchmarks.tables import Table

_ROAD = "cleaner.pipeline"
STAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("decode", _ROAD, ("_decode",)),
    ("parse", _ROAD, ("segment_html",)),
    ("walk", "cleaner.segment.html", ("walk",)),
    ("cut", _ROAD, ("segment_plain",)),
    ("repair", _ROAD, ("repair", "repair_blocks")),
    ("measure", _ROAD, ("measure",)),
    ("rules", _ROAD, ("apply_rules",)),
    ("model", _ROAD, ("from_page", "from_text")),
    ("label", _ROAD, ("label_blocks", "decide")),
    ("copies", _ROAD, ("find_copies", "drop_copies")),
    ("metadata", _ROAD, ("_read", "_metadata")),
)
"""Stage, module, and the functions of it: the names by which the road calls them. `parse` calls `walk`."""
RECORD, REST = "record", "rest"


class Clock:
    """CPU time by stage. A stage that calls another one is not charged for it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._open: list[list[float]] = []

    def wrap(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does what `call` does, on the clock."""

        def wrapped(*arguments: Any, **named: Any) -> Any:
            inner = [0.0]
            self._open.append(inner)
            started = time.process_time()
            try:
                return call(*arguments, **named)
            finally:
                took = time.process_time() - started
                self._open.pop()
                self.spent[stage] = self.spent.get(stage, 0.0) + took - inner[0]
                if self._open:
                    self._open[-1][0] += took

        return wrapped


@contextmanager
def watched() -> Iterator[Clock]:
    """Put a clock around all stages while the block runs."""
    clock = Clock()
    before: list[tuple[Any, str, Any]] = []
    try:
        for stage, module, names in STAGES:
            room = importlib.import_module(module)
            for name in names:
                before.append((room, name, getattr(room, name)))
                setattr(room, name, clock.wrap(stage, getattr(room, name)))
        yield clock
    finally:
        for room, name, call in before:
            setattr(room, name, call)


def page_stages(sample: Sequence[Page]) -> Table:
    """Return CPU time by stage of pages, in milliseconds a page."""
    return _stages("pages", [(page.html or b"", "text/html", page.url) for page in sample])


def text_stages(sample: Sequence[Page]) -> Table:
    """Return CPU time by stage of the visible text of pages, in milliseconds a text."""
    texts = [visible_text(given(page).text) for page in sample]
    return _stages("plain texts", [(text, "text/plain", page.url) for text, page in zip(texts, sample, strict=True)])


def _stages(what: str, inputs: Sequence[tuple[bytes | str, str, str | None]]) -> Table:
    def clean(content: bytes | str, media_type: str, url: str | None) -> None:
        with suppress(cleaner.RejectedError):
            record(cleaner.clean(content, media_type=media_type, url=url))

    def write(document: cleaner.Document) -> bytes:
        return orjson.dumps(cleaner.to_record(document))

    record = write
    with threadpool_limits(limits=1):
        for one in inputs[:3]:
            clean(*one)
        with watched() as clock:
            record, whole = clock.wrap(RECORD, write), clock.wrap(REST, clean)
            for one in inputs:
                whole(*one)
    total = sum(clock.spent.values())
    rows = tuple(
        (stage, 1000 * spent / len(inputs), f"{spent / total:.1%}")
        for stage in (*(stage for stage, _, _ in STAGES), RECORD, REST)
        if (spent := clock.spent.get(stage))
    )
    whole_row = ("all", 1000 * total / len(inputs), "100.0%")
    return Table(f"CPU ms by stage, {len(inputs)} {what}", ("stage", "mean", "share"), (*rows, whole_row))
