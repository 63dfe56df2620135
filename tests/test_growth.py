"""Work grows as its input does: calls are counted, and CPU time of four times the input is held against that of one."""

import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cleaner import Config, Document, RawDocument, pipeline
from cleaner.features import measure
from cleaner.record import to_record

growth = pytest.importorskip("benchmarks.growth", reason="the bench extra is not installed")
made = pytest.importorskip("benchmarks.growth_made", reason="the bench extra is not installed")

TIMES = 4
CALLS = 4.9
"""An exponent of 1.15: nothing disturbs a count."""
CPU = 10.0
"""An exponent of 1.66, where the square would be 16: C code is counted by nobody, and machines are busy."""
COUNTED, TIMED = 0, 1
SIZES = {"pages": (20_000, 80_000), "blocks": (300, 1_000), "texts": (15_000, 60_000), "repeats": (300, 1_000)}
"""By measure, the smaller size to count calls at, and that to time."""
CASES = [(name, series) for name, all_series in growth.MAKE.items() for series in all_series]


def cleaned(name: str, series: str, size: int) -> Callable[[], Document]:
    """Return what cleans a made-up document of a size."""
    media_type, make = growth.MAKE[name][series]
    raw = RawDocument(make(size).encode(), "-", media_type=media_type)

    def clean() -> Document:
        document = pipeline.clean_raw(raw, Config())
        to_record(document)
        return document

    return clean


def calls(work: Callable[[], Any]) -> int:
    """Return how many functions were called, of Python and of C."""
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def cpu(work: Callable[[], Any]) -> float:
    """Return the CPU time of a call, in seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize(("name", "series"), CASES)
def test_calls_grow_as_the_document_does(name: str, series: str) -> None:
    size = SIZES[name][COUNTED]
    cleaned(name, series, size)()
    small, large = (calls(cleaned(name, series, times * size)) for times in (1, TIMES))
    assert small < large <= CALLS * small


@pytest.mark.parametrize(("name", "series"), CASES)
def test_cpu_time_grows_as_the_document_does(name: str, series: str) -> None:
    size = SIZES[name][TIMED]
    works = [cleaned(name, series, times * size) for times in (1, TIMES)]
    works[0]()
    ratios: Iterator[float] = (cpu(works[1]) / cpu(works[0]) for _ in range(5))
    assert any(ratio <= CPU for ratio in ratios)


def test_a_square_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(texts: list[str], *others: Any) -> Any:
        for text in texts:
            for other in texts:
                text.startswith(other)
        return measure(texts, *others)

    monkeypatch.setattr(pipeline, "measure", slow)
    small, large = (calls(cleaned("blocks", "paragraphs", times * 100)) for times in (1, TIMES))
    assert large > CALLS * small


@pytest.mark.parametrize("exponent", [0.0, 1.0, 1.5, 2.0])
def test_the_slope_is_the_exponent(exponent: float) -> None:
    sizes = [10.0, 100.0, 3_000.0]
    assert growth.slope(sizes, [7 * size**exponent for size in sizes]) == pytest.approx(exponent)


def test_what_grows_with_the_square_is_broken() -> None:
    points = [growth.Point(size, size / 1000, 2**20) for size in (10, 100, 1000, 10_000)]
    squares = [growth.Point(size, size**2 / 1000, 2**20) for size in (10, 100, 1000, 10_000)]
    fine, bad = growth.Series("prose", tuple(points)), growth.Series("links", tuple(squares))
    assert growth.verdicts({"pages": [fine]})[1]
    table, good = growth.verdicts({"pages": [fine, bad]})
    assert not good
    assert [row[-1] for row in table.rows] == ["holds", "BROKEN"]


def test_only_the_larger_sizes_count() -> None:
    points = [growth.Point(size, cpu, 2**20) for size, cpu in ((10, 1.0), (100, 1.0), (1000, 1.0), (10_000, 10.0))]
    assert growth.Series("prose", tuple(points)).exponents() == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize(("name", "series"), CASES)
def test_documents_have_their_size(name: str, series: str) -> None:
    smaller, larger = (len(growth.MAKE[name][series][1](size)) for size in (500, 2000))
    assert 2.5 < larger / smaller < 5 or series == "nested"


def test_a_page_has_the_blocks_that_are_asked_for() -> None:
    document = cleaned("blocks", "paragraphs", 40)()
    assert len(document.blocks) == 41  # and the heading


def test_the_drawing_is_svg_and_larger_numbers_stand_higher() -> None:
    points = tuple(growth.Point(size, size / 500, 2**20 * size) for size in (10, 100, 1000))
    picture = growth.plot("pages", [growth.Series("prose & <links>", points)])
    root = ET.fromstring(picture)
    paths = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if len(path)]
    assert [title.text for path in paths for title in path] == ["prose & <links>"] * 2
    for path in paths:
        places = [tuple(map(float, one.split())) for one in path.attrib["d"][1:].split("L")]
        assert all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(places))
