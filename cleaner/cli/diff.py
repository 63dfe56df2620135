"""`cleaner diff`."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.running import allowance
from cleaner.cli.status import FINDINGS, ending, show_data
from cleaner.terminal import safe_json, safe_text

if TYPE_CHECKING:
    from cleaner.compare import Tally

_FORMATS = ("text", "json", "html")


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A folder of records, or a file of them.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="Another one; it may be of another format.")],
    format_: Annotated[str, typer.Option("--format", metavar="text|json|html", help="How to print it.")] = "text",
    show: Annotated[int, typer.Option(min=0, metavar="N", help="Show so many of the documents.")] = 10,
    max_changed: Annotated[
        str | None, typer.Option(metavar="N|P%", help="Most documents that may differ for exit status 0. Default: any.")
    ] = None,
) -> None:
    """Show what changed from one run to another one.

    Documents go together by id. The ones that changed most are shown: by text, then by blocks.

    \b
    Examples:
      cleaner diff cleaned-before/ cleaned/
      cleaner diff frozen.jsonl cleaned/ --format html --max-changed 1% > changes.html

    Exit status: 0 compared, 1 more documents differ than --max-changed, 2 could not be done.
    """  # noqa: D301
    with ending():
        from cleaner.batch.compare import compare_outputs  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.cli.options import one_of  # noqa: PLC0415

        wanted = one_of(format_, _FORMATS, "format")
        allowed = None if max_changed is None else allowance(max_changed, "--max-changed")
        tally = compare_outputs(before, after, show)
        for piece in _shown(tally, (before, after), wanted):
            show_data(piece)
    if allowed is not None and not allowed.bears(tally.different, tally.documents):
        raise typer.Exit(FINDINGS)


def _shown(tally: "Tally", names: tuple[str, str], wanted: str) -> Iterator[str]:
    if wanted == "json":
        from cleaner.compare.data import to_json  # noqa: PLC0415

        yield safe_json(json.dumps(to_json(tally))) + "\n"
    elif wanted == "html":
        from cleaner.compare.page import to_page  # noqa: PLC0415

        yield from to_page(tally, names)
    else:
        from cleaner.compare.lines import to_lines  # noqa: PLC0415

        yield from (safe_text(line) + "\n" for line in to_lines(tally, names))
