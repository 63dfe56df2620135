"""`cleaner validate`."""

import os
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import completing
from cleaner.cli.status import FINDINGS, ending, say, show_data
from cleaner.terminal import number_of

if TYPE_CHECKING:
    from cleaner.findings import Finding, Format, Tally

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def validate(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files (.json, .jsonl, .parquet), folders, or -.")],
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json|jsonl|github|gitlab|sarif|junit",
            autocompletion=completing.finding_formats,
            help="How to print findings.",
        ),
    ] = "text",
) -> None:
    """Check records, also for what no schema says.

    \b
    Examples:
      cleaner validate cleaned/
      cleaner validate cleaned.jsonl --format json | jq .findings

    Exit status: 0 all valid, 1 findings, 2 could not be done. Warnings and notes do not count.
    """  # noqa: D301
    with ending():
        from cleaner.batch.validate import findings  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.cli.options import one_of  # noqa: PLC0415
        from cleaner.findings import FORMATS, Tally  # noqa: PLC0415
        from cleaner.readers import InputError  # noqa: PLC0415

        wanted = FORMATS[one_of(format_, FORMATS, "format")]
        tally = Tally()
        found = findings(paths, tally)
        # Where there is nothing to check, nothing is printed either.
        found = chain([one] if (one := next(found, None)) else [], found)
        _print(wanted, found, tally)
        hidden = f", {tally.hidden} more findings than shown" if tally.hidden else ""
        say(f"{number_of(tally.records, 'record')} checked, {tally.invalid} invalid{hidden}")
        if tally.failure is not None:
            raise InputError(tally.failure)
    if tally.invalid:
        raise typer.Exit(FINDINGS)


def _print(wanted: "Format", found: "Iterator[Finding]", tally: "Tally") -> None:
    from cleaner.findings.summary import markdown, noting  # noqa: PLC0415  `--help` must not wait for it

    first: list[Finding] = []
    for piece in wanted.write(noting(found, first), tally):
        show_data(piece)
    if sys.stdout is not None:
        sys.stdout.flush()  # what is said of it comes after it
    path = os.environ.get(_STEP_SUMMARY)
    if not (path and wanted.for_github):
        return
    try:
        with Path(path).open("a", encoding="utf-8") as page:
            page.write(markdown(tally, first))
    except OSError as error:
        say(f"cannot write the summary of the step: {error.strerror or error}")
