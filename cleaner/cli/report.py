"""`cleaner report`."""

from typing import Annotated

import typer

from cleaner.cli.status import ending, say, show_data
from cleaner.terminal import number_of

_STDOUT = "-"
_SAMPLE = 500

_Output = Annotated[
    str, typer.Argument(metavar="OUT", help="What `cleaner clean` wrote: a folder, or a file of lines or rows.")
]
_Page = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The page to write, or -.")]
_Input = Annotated[
    str | None,
    typer.Option("--input", metavar="FOLDER", help="What was cleaned: show exactly what other presets would do."),
]
_Sample = Annotated[int, typer.Option(min=1, help="Most documents to show; the sums are of all.")]


def report(output: _Output, page: _Page = "report.html", folder: _Input = None, sample: _Sample = _SAMPLE) -> None:
    """Make a page of a run: sums, charts, block by block.

    The page is one file. It loads nothing and works without a network.

    \b
    Examples:
      cleaner report cleaned/ -o report.html
      cleaner report cleaned.jsonl --input pages/ --sample 50 -o report.html

    Exit status: 0 written, 2 could not be done.
    """  # noqa: D301
    with ending():
        from pathlib import Path  # noqa: PLC0415  `--help` must not wait for it

        from cleaner.report.again import clean_again  # noqa: PLC0415
        from cleaner.report.gather import gather  # noqa: PLC0415
        from cleaner.report.page import render  # noqa: PLC0415
        from cleaner.writers.files import whole_file  # noqa: PLC0415

        found = gather(output, sample)
        again = clean_again(found.documents, folder) if folder is not None else None
        text = render(found)
        if page == _STDOUT:
            show_data(text)
            return
        path = Path(page)
        with whole_file(path, path.parent, sync=False) as stream:
            stream.write(text.encode())
        shown, everything = len(found.documents), found.totals.documents
        some = number_of(everything, "document")
        if shown != everything:
            some = f"{shown} of {some}"
        elif shown > 1:
            some = f"all {some}"
        exactly = "" if again is None else f", {again} cleaned again"
        broken = f", {found.invalid} not valid and left out" if found.invalid else ""
        say(f"{page}: {some}{exactly}{broken}")
