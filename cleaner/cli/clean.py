"""`cleaner clean`."""

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import deciding
from cleaner.cli.status import FAILED, FINDINGS, ending, show_data, show_talk

if TYPE_CHECKING:
    from cleaner.config import Config

_NAMED = 20

_Inputs = Annotated[list[str] | None, typer.Argument(metavar="INPUT", help="Files, folders, or - for standard input.")]
_Output = Annotated[
    str, typer.Option("--output", "-o", metavar="OUT", help="A folder, a file.jsonl, or - for standard output.")
]
_Format = Annotated[
    str | None, typer.Option("--format", metavar="json|jsonl", help="One file or one line per document.")
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what was rejected.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def clean(  # noqa: PLR0913, PLR0917  each parameter is an option
    context: typer.Context,
    inputs: _Inputs = None,
    output: _Output = "-",
    format_: _Format = None,
    preset: deciding.Preset = "article",
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = 0.8,
    disable: deciding.Disable = None,
    extractor: deciding.Extractor = "model",
    quiet: _Quiet = False,
    as_json: _Json = False,
) -> None:
    """Clean documents, with a ledger of removals.

    \b
    Examples:
      cleaner clean pages/ -o cleaned/
      curl -s https://example.org/story | cleaner clean - | jq -r .headline

    Exit status: 0 all written, 1 some rejected, 2 could not be done, 130 interrupted, 143 terminated.
    """  # noqa: D301
    if not inputs and (sys.stdin is None or sys.stdin.isatty()):
        show_talk(context.get_help() + "\n")
        raise typer.Exit(FAILED)
    with ending():
        from cleaner.cli.options import config_of  # noqa: PLC0415  `--help` must not wait for it

        choices = deciding.Choices(preset, keep or (), drop or (), lang, near, disable or (), extractor)
        config = config_of(choices)
        rejected = _run(inputs or ["-"], output, format_, config, quiet=quiet, as_json=as_json)
    if rejected:
        raise typer.Exit(FINDINGS)


def _run(paths: Sequence[str], output: str, wanted: str | None, config: "Config", *, quiet: bool, as_json: bool) -> int:
    from cleaner.batch.run import run  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.batch.summary import to_json  # noqa: PLC0415
    from cleaner.cli.options import one_of  # noqa: PLC0415
    from cleaner.cli.progress import watching  # noqa: PLC0415
    from cleaner.cli.summary import show  # noqa: PLC0415
    from cleaner.pipeline import clean_raw  # noqa: PLC0415
    from cleaner.readers import find_inputs  # noqa: PLC0415
    from cleaner.writers import FORMATS, plan_output  # noqa: PLC0415

    named = None if wanted is None else one_of(wanted, FORMATS, "format")
    found = find_inputs(paths)
    target = plan_output(output, named, paths)
    most = None if target.rejects is None else _NAMED
    # Records and a bar on one terminal would write over each other.
    bar = target.path is not None or not sys.stdout.isatty()
    with watching(lambda: sum(1 for _ in find_inputs(paths)), most, quiet=quiet, bar=bar) as watch:
        summary = run(found, target, config, clean_raw, watch)
    if as_json:
        put = show_talk if target.path is None else show_data
        put(json.dumps(to_json(summary)) + "\n")
    elif not quiet:
        show(summary)
    return summary.rejected
