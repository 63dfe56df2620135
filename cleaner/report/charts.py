"""Charts as numbers: which bar begins where and how long it is. Drawing them is the template's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleaner.report.totals import ACTIONS, LENGTHS, TENTHS

_ROWS = 12
_WIDTH, _HEIGHT = 360.0, 150.0
_TOP, _BOTTOM = 14.0, 22.0

Series = tuple[str, str, Sequence[int]]
"""Name, kind (how it is filled) and one number for each column."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar, in percent of the width there is."""

    kind: str
    """How it is filled: `keep`, `lift`, `drop` or `one`."""
    begin: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One name with its bar and its numbers."""

    name: str
    numbers: tuple[int, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A table with a bar in each row."""

    id: str
    title: str
    note: str
    header: tuple[str, ...]
    """What stands above the names, and above each column of numbers."""
    rows: tuple[Row, ...]
    more: tuple[Row, ...] = ()
    """Rows that are folded away at first."""


@dataclass(frozen=True, slots=True)
class Rect:
    """One bar of a histogram, in units of its drawing."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts by class, drawn as upright bars, and the same as a table."""

    id: str
    title: str
    note: str
    said: str
    """The chart in one sentence."""
    classes: tuple[str, ...]
    marks: tuple[tuple[float, str], ...]
    """Where below the bars what is written."""
    series: tuple[Series, ...]
    rects: tuple[Rect, ...]
    highest: str
    box: tuple[float, float] = (_WIDTH, _HEIGHT)
    ground: float = _HEIGHT - _BOTTOM


WORDS: Final = ("kept", "lifted", "dropped")
"""How the numbers by action are called, in the order of `ACTIONS`."""


def stacked(rows: Sequence[tuple[str, Sequence[int]]]) -> tuple[Row, ...]:
    """Return rows whose bars are kept, lifted and dropped one behind the other; the largest fills the width."""
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    return tuple(Row(name, tuple(numbers), _parts(numbers, ACTIONS, WORDS, most)) for name, numbers in rows)


def single(rows: Sequence[tuple[str, int]]) -> tuple[Row, ...]:
    """Return rows with one bar each; the largest fills the width."""
    most = max((number for _, number in rows), default=0) or 1
    return tuple(Row(name, (number,), _parts((number,), ("one",), ("",), most)) for name, number in rows)


def rest(numbers: Sequence[int]) -> tuple[Row, ...]:
    """Return a row for all other names, or none where there are none; without a bar, which would outgrow the others."""
    return (Row("(all others)", tuple(numbers), ()),) if any(numbers) else ()


def _parts(numbers: Sequence[int], kinds: Sequence[str], words: Sequence[str], most: int) -> tuple[Part, ...]:
    parts, at = [], 0
    for number, kind, word in zip(numbers, kinds, words, strict=True):
        if number:
            title = f"{number:,} {word}".strip()
            parts.append(Part(kind, round(100 * at / most, 2), round(100 * number / most, 2), title))
        at += number
    return tuple(parts)


def bars(where: tuple[str, str, str], header: tuple[str, ...], rows: Sequence[Row]) -> Bars:
    """Return a chart: its id, title and note, what stands above its columns, and its rows, largest first."""
    return Bars(*where, header, tuple(rows[:_ROWS]), tuple(rows[_ROWS:]))


def histogram(where: tuple[str, str, str], classes: Sequence[str], series: Sequence[Series], edges: bool) -> Histogram:
    """Return a histogram.

    Args:
        where: Its id, title and note.
        classes: The name of each class.
        series: Numbers of as many classes. One beside the other where there are two, one upon the other where
            there are three, as kept, lifted and dropped are.
        edges: Whether to write between the classes where they begin, as tenths; else below each what it is called.
    """
    count = len(classes)
    upon = len(series) == len(ACTIONS)
    tops = [sum(values) if upon else max(values) for values in zip(*(values for _, _, values in series), strict=True)]
    most = max(tops, default=0) or 1
    step = _WIDTH / count
    rects: list[Rect] = []
    for column in range(count):
        rects.extend(_column(column, step, [(n, k, v[column]) for n, k, v in series], most, classes[column], upon=upon))
    marks = (
        [(step * at, f"{at / count:g}") for at in range(0, count + 1, 2)]
        if edges
        else [(step * (at + 0.5), name) for at, name in enumerate(classes)]
    )
    largest = max(range(count), key=lambda at: tops[at])
    said = f"Of {sum(tops):,}, most ({tops[largest]:,}) are in the class {classes[largest]}." if upon or edges else ""
    return Histogram(*where, said, tuple(classes), tuple(marks), tuple(series), tuple(rects), f"{most:,}")


def _column(
    column: int, step: float, values: Sequence[tuple[str, str, int]], most: int, name: str, *, upon: bool
) -> list[Rect]:
    """Return the bars of one class."""
    gap = step * 0.1
    width = (step - 2 * gap) if upon else (step - 2 * gap) / len(values)
    ground = _HEIGHT - _BOTTOM
    rects, floor = [], ground
    for at, (word, kind, number) in enumerate(values):
        if not number:
            continue
        # What is there can be seen.
        height = max(1.5, (ground - _TOP) * number / most)
        x = step * column + gap + (0 if upon else at * width)
        top = (floor if upon else ground) - height
        title = f"{name}: {number:,} {word}"
        rects.append(Rect(kind, round(x, 2), round(top, 2), round(width, 2), round(height, 2), title))
        floor = top
    return rects


def lengths() -> list[str]:
    """Return what the classes of length are called."""
    named = [f"{value // 1000}k" if value >= 1000 else str(value) for value in LENGTHS]
    return [named[0], *(f"<{name}" for name in named[2:]), f"{named[-1]}+"]


def tenths() -> list[str]:
    """Return what the classes of a share are called."""
    return [f"{at / TENTHS:g} to {(at + 1) / TENTHS:g}" for at in range(TENTHS)]
