"""The inputs of the benchmark of runs hold the same pages."""

from pathlib import Path

import pytest

from cleaner.config import Config
from cleaner.model import RawDocument
from cleaner.readers import Input, ReadOptions, find_inputs, read

data = pytest.importorskip("benchmarks.data", reason="the bench extra is not installed")
runs = pytest.importorskip("benchmarks.speed_runs", reason="the bench extra is not installed")
PAGES = [
    data.Page(
        str(at), f"https://page.example/{at}", f"<html><body><p>Ferry {at} \u2013 left.</p></body></html>".encode()
    )
    for at in range(3)
]


@pytest.mark.parametrize("kind", list(runs.INPUTS))
def test_what_is_written_is_read_as_the_same_pages(kind: str, tmp_path: Path) -> None:
    source = runs.INPUTS[kind](PAGES, tmp_path)
    options = ReadOptions(Config().limits)
    inputs = [one for one in find_inputs([str(source)]) if isinstance(one, Input)]
    found = [raw.content for one in inputs for raw in read(one, options) if isinstance(raw, RawDocument)]
    texts = [content.decode() if isinstance(content, bytes) else content for content in found]
    assert texts == [page.html.decode() for page in PAGES if page.html]
