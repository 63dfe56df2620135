"""`python -m benchmarks.speed_text`: CPU time of plain text to record, text by text in turn, on one core.

Beside it what others do with the same text in the same process: ftfy alone, jusText's classes of paragraphs and
datatrove's C4 filter (each where it is installed), and as the limit the bytes made into text. The texts are those with
leftovers and the visible text of pages.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import ftfy
import orjson
from threadpoolctl import threadpool_limits

import cleaner
from benchmarks.data import absent, golds, pages
from benchmarks.systems import Job, prepare
from cleaner.collector import relax

TABLES = ("leftovers-dev", "wcxb-dev", "news-dev")
_WARM = 3
_TRIAL = "The council met on Monday and voted for the new bridge.\n" * 6

Call = Callable[[str], object]


def ours(text: str) -> bytes:
    """Clean a text as the library does, as far as the line of JSON."""
    return orjson.dumps(cleaner.to_record(cleaner.clean(text, media_type="text/plain")))


def _justext() -> Call:
    """Return jusText's way with paragraphs, lines standing for those that it makes of a page."""
    import justext  # noqa: PLC0415 - it may not be there
    from justext.core import (  # noqa: PLC0415 - see above
        PathInfo,
        classify_paragraphs,
        revise_paragraph_classification,
    )
    from justext.paragraph import Paragraph  # noqa: PLC0415 - see above

    stops = justext.get_stoplist("English")

    def call(text: str) -> str:
        paragraphs = []
        for line in filter(str.strip, text.split("\n")):
            paragraphs.append(Paragraph(PathInfo()))
            paragraphs[-1].append_text(line)
        classify_paragraphs(paragraphs, stops)
        revise_paragraph_classification(paragraphs)
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return call


def _datatrove() -> Call:
    """Return datatrove's C4 filter."""
    from datatrove.data import Document  # noqa: PLC0415 - it may not be there
    from datatrove.pipeline.filters import C4QualityFilter  # noqa: PLC0415 - see above

    quality = C4QualityFilter()
    return lambda text: quality.filter(Document(text=text, id="-"))


def _decoded(text: str) -> Call:
    """Return the limit for one text: its bytes, made into text."""
    data = text.encode("utf-8", "surrogatepass")
    return lambda _: data.decode("utf-8", "surrogatepass")


def systems() -> dict[str, Call]:
    """Return what is measured, by name; what is not installed is left out."""
    found: dict[str, Call] = {"cleaner": ours, "ftfy": ftfy.fix_text}
    for name, make in (("datatrove C4 filter", _datatrove), ("jusText paragraphs", _justext)):
        with suppress(ImportError):
            call = make()
            call(_TRIAL)  # what it needs beyond itself is only asked for when it runs
            found[name] = call
    return found


def seconds(call: Call, text: str) -> float:
    """Return the CPU time of a call; a text that is refused took its time too."""
    started = time.process_time()
    with suppress(cleaner.RejectedError):
        call(text)
    return time.process_time() - started


def texts(table: str, count: int) -> Iterator[str]:
    """Yield so many texts of a table, evenly spread over it."""
    for page in pages(table, [gold.id for gold in golds(table, count)]):
        text = prepare(Job(page, ("cleaner-text",), blocks=False)).text
        if text.strip():
            yield text


def rows(sample: dict[str, list[str]], calls: dict[str, Call]) -> Iterator[tuple[str, list[float]]]:
    """Yield of each system the code points that it does in a second of CPU time, in millions, table by table."""
    spent = {name: dict.fromkeys(sample, 0.0) for name in (*calls, "bytes to text")}
    for table, chosen in sample.items():
        for text in chosen:
            for name, call in (*calls.items(), ("bytes to text", _decoded(text))):
                spent[name][table] += seconds(call, text)
    sizes = {table: sum(map(len, chosen)) for table, chosen in sample.items()}
    for name, by_table in spent.items():
        speeds = [sizes[table] / by_table[table] / 1e6 for table in sample]
        yield name, [*speeds, sum(sizes.values()) / sum(by_table.values()) / 1e6]


def main() -> int:
    """Print millions of code points a second, by system and table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed_text", description=__doc__)
    parser.add_argument("--texts", type=int, default=200, metavar="N", help="how many of each table (default 200)")
    options = parser.parse_args()
    if absent():
        return 0
    relax()
    calls = systems()
    sample = {table: list(texts(table, options.texts)) for table in TABLES}
    with threadpool_limits(limits=1):
        for text in sample[TABLES[0]][:_WARM]:
            for call in calls.values():
                seconds(call, text)
        table = list(rows(sample, calls))
    print(f"{'M code points a CPU second':26}" + "".join(f" {name:>13}" for name in (*TABLES, "all")))
    for name, speeds in table:
        print(f"{name:26}" + "".join(f" {speed:13.2f}" for speed in speeds))
    chosen = [text for some in sample.values() for text in some]
    print(f"{len(chosen)} texts of {sum(map(len, chosen)) / len(chosen):,.0f} code points in the mean")
    return 0


if __name__ == "__main__":
    sys.exit(main())
