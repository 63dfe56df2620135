"""`python -m benchmarks.growth`: CPU time and peak memory as the work grows, and how fast they do.

    python -m benchmarks.growth pages       against the size of a page, by shape
    python -m benchmarks.growth blocks      against the blocks of a page
    python -m benchmarks.growth texts       against the size of a plain text
    python -m benchmarks.growth repeats     against how often one paragraph stands in a document
    python -m benchmarks.growth documents   against the documents of a run

Without a name all are measured. Each document is cleaned in a process of its own, warmed up; memory is what it took
beyond that. The exponent is the slope of the logarithms over the larger half of the sizes: 1 where the work grows as
its input does, 2 where it grows with the square. The exit status is 1 where one is above the bound.
"""

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.dated import RESULTS, today
from benchmarks.growth_made import SHAPES, page, page_of_blocks, repeats, text
from benchmarks.growth_plot import Line, Panel, drawing
from benchmarks.processes import adopt
from benchmarks.scale import RUN, generate, measure
from benchmarks.speed_results import keep, shown
from benchmarks.tables import Table

BOUND = 1.15
"""Above this something grows faster than its input, however noisy the machine is."""
_SIZES = (1_000, 10_000, 100_000, 1_000_000, 4_000_000, 20_000_000)
_COUNTS = (10, 100, 1_000, 10_000, 30_000, 100_000)
_RUNS = (100, 1_000, 10_000, 30_000, 100_000)
_LEAST = 2**20
"""Less memory than this is noise."""
_ENOUGH = 0.3
"""Seconds of CPU time after which a document is not cleaned once more."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one size took."""

    size: int
    cpu: float
    """Seconds."""
    memory: int
    """Bytes at the peak, beyond what the process had before; at least `_LEAST`."""


@dataclass(frozen=True, slots=True)
class Series:
    """What the sizes of one kind of input took."""

    name: str
    points: tuple[Point, ...]

    def exponents(self) -> tuple[float, float]:
        """Return the exponents of CPU time and of memory over the larger half of the sizes."""
        larger = self.points[len(self.points) // 2 :]
        sizes = [point.size for point in larger]
        return slope(sizes, [point.cpu for point in larger]), slope(sizes, [point.memory for point in larger])


def slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the exponent of the power of `sizes` that comes nearest to `values`, by least squares of logarithms."""
    across, up = [math.log(size) for size in sizes], [math.log(value) for value in values]
    middle_x, middle_y = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - middle_x) ** 2 for x in across)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(across, up, strict=True)) / spread


MAKE: dict[str, dict[str, tuple[str, Callable[[int], str]]]] = {
    "pages": {shape: ("text/html", lambda size, shape=shape: page(shape, size)) for shape in SHAPES},  # type: ignore[misc]
    "blocks": {"paragraphs": ("text/html", page_of_blocks)},
    "texts": {
        "prose": ("text/plain", lambda size: text("prose", size)),
        "lines": ("text/plain", lambda size: text("lines", size)),
    },
    "repeats": {
        "page": ("text/html", lambda times: repeats("page", times)),
        "text": ("text/plain", lambda times: repeats("text", times)),
    },
}
"""By measure and series: the media type, and what makes a document of a size."""
_UNITS = {
    "pages": "bytes of a page",
    "blocks": "blocks of a page",
    "texts": "characters of a text",
    "repeats": "times the paragraph stands there",
    "documents": "documents of a run",
}


def took(measure_name: str, series: str, size: int) -> Point:
    """Clean a document of a size here and return what it took; call it in a process of its own."""
    import cleaner.batch.warm  # noqa: PLC0415  loads all, which takes its time
    from cleaner import Config, RawDocument  # noqa: PLC0415
    from cleaner.pipeline import clean_raw  # noqa: PLC0415
    from cleaner.record import to_record  # noqa: PLC0415

    assert cleaner.batch.warm
    media_type, make = MAKE[measure_name][series]
    raw = RawDocument(make(size).encode(), "-", media_type=media_type)
    # The kernel notes the peak anew from here.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    times: list[float] = []
    while sum(times) < _ENOUGH:
        started = time.process_time()
        to_record(clean_raw(raw, Config()))
        times.append(time.process_time() - started)
    return Point(size, min(times), max(_status("VmHWM") - before, _LEAST))


def _status(field: str) -> int:
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(said.split(f"{field}:")[1].split()[0])


_CHILD = """
import sys
from threadpoolctl import threadpool_limits
from benchmarks.growth import took
with threadpool_limits(limits=1):
    point = took(sys.argv[1], sys.argv[2], int(sys.argv[3]))
print(point.cpu, point.memory)
"""


def _alone(measure_name: str, series: str, size: int) -> Point:
    command = [sys.executable, "-c", _CHILD, measure_name, series, str(size)]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)  # noqa: S603  our own
    cpu, memory = done.stdout.split()
    point = Point(size, float(cpu), int(memory))
    _tell(measure_name, series, point)
    return point


def _tell(measure_name: str, series: str, point: Point) -> None:
    line = f"{measure_name:9} {series:10} {point.size:>11,} {point.cpu:9.3f} s {point.memory / 2**20:8.1f} MiB"
    print(line, file=sys.stderr, flush=True)


def documents(sizes: Sequence[int]) -> Series:
    """Return what runs over so many small documents took, one worker, with all their processes."""
    points = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            generate(place / "in", size, 6)
            spent = measure("-c", RUN, str(place / "in"), str(place / "out"), "1")
        points.append(Point(size, spent.cpu, max(spent.main, spent.largest)))
        _tell("documents", "run", points[-1])
    return Series("run", tuple(points))


def measured(name: str, most: int) -> list[Series]:
    """Return the series of one measure; `most` documents are in the largest run."""
    if name == "documents":
        return [documents([*(size for size in _RUNS if size < most), most])]
    sizes = _SIZES if name in ("pages", "texts") else _COUNTS
    return [Series(one, tuple(_alone(name, one, size) for size in sizes)) for one in MAKE[name]]


def points_table(name: str, found: Sequence[Series]) -> Table:
    """Return all that was measured."""
    rows = tuple(
        (one.name, f"{point.size:,}", point.cpu, point.memory / 2**20) for one in found for point in one.points
    )
    return Table(f"{name.capitalize()}: against {_UNITS[name]}", ("series", "size", "CPU s", "MiB"), rows)


def verdicts(found: dict[str, list[Series]]) -> tuple[Table, bool]:
    """Return the exponents, and whether all are within the bound."""
    rows, good = [], True
    for name, series in found.items():
        for one in series:
            cpu, memory = one.exponents()
            holds = max(cpu, memory) <= BOUND
            good &= holds
            rows.append((f"{name}: {one.name}", cpu, memory, "holds" if holds else "BROKEN"))
    header = ("series", "exponent of CPU", "exponent of memory", f"at most {BOUND}")
    return Table("Exponents over the larger half of the sizes", header, tuple(rows)), good


def plot(name: str, found: Sequence[Series]) -> str:
    """Return the drawing of one measure: CPU time and memory side by side."""
    cpu = [Line(one.name, tuple((p.size, p.cpu) for p in one.points)) for one in found]
    memory = [Line(one.name, tuple((p.size, p.memory / 2**20) for p in one.points)) for one in found]
    panels = [Panel("CPU, s", _UNITS[name], tuple(cpu)), Panel("Peak memory, MiB", _UNITS[name], tuple(memory))]
    return drawing(panels, f"CPU time and peak memory against {_UNITS[name]}")


def main() -> int:
    """Measure what is named, or all; print and keep what was asked for; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wanted", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(_UNITS)}")
    parser.add_argument("--documents", type=int, default=_RUNS[-1], metavar="N", help="of the largest run")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/<date>-growth.{md,json} and .svg")
    options = parser.parse_args()
    if unknown := [one for one in options.wanted if one not in _UNITS]:
        parser.error(f"no measurement: {', '.join(unknown)}; there are {', '.join(_UNITS)}")
    adopt()
    # Runs first: of processes that have ended, the system tells the memory of the largest alone.
    wanted = sorted(options.wanted or _UNITS, key="documents".__ne__)
    found = {name: measured(name, options.documents) for name in wanted}
    exponents, good = verdicts(found)
    tables = [exponents, *(points_table(name, series) for name, series in found.items())]
    print(shown(tables))
    if options.save:
        notes = f"`python -m benchmarks.growth {' '.join(options.wanted)}`, one core."
        for name, series in found.items():
            picture = f"{today()}-growth-{name}.svg"
            (RESULTS / picture).write_text(plot(name, series), encoding="utf-8")
            notes += f"\n\n![CPU time and peak memory against {_UNITS[name]}]({picture})\n\n"
        keep("growth", "Growth", notes, tables, {name: version(name) for name in ("lxml", "numpy")})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
