"""`cleaner clean`."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli import completing, deciding, running
from cleaner.cli.status import FAILED, FINDINGS, ending, say, show_data, show_talk
from cleaner.terminal import number_of

if TYPE_CHECKING:
    from cleaner.batch.run import Find
    from cleaner.batch.summary import Summary
    from cleaner.batch.watch import Watch
    from cleaner.readers import Found
    from cleaner.writers import Target

_NAMED = 20
_SEARCHED = ("json", "jsonl", "parquet")

_Inputs = Annotated[list[str] | None, typer.Argument(metavar="INPUT", help="Files, folders, or - for standard input.")]
_Output = Annotated[
    str, typer.Option("--output", "-o", metavar="OUT", help="A folder, a file.jsonl, or - for standard output.")
]
_Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        autocompletion=completing.output_formats,
        help="json: a file per document; jsonl, parquet, dolma, fineweb, datatrove: parts.",
    ),
]
_Compress = Annotated[
    str | None,
    typer.Option(
        metavar="none|gz|zst",
        autocompletion=completing.among("none", "gz", "zst"),
        help="How files that hold many documents are packed.",
    ),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what was rejected.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was typed for the output, and for what is said about it."""

    output: str
    format: str | None
    compress: str | None
    progress: str
    quiet: bool
    as_json: bool


def clean(  # noqa: PLR0913, PLR0917  each parameter is an option
    context: typer.Context,
    inputs: _Inputs = None,
    output: _Output = "-",
    format_: _Format = None,
    compress: _Compress = None,
    preset: deciding.Preset = None,
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = None,
    disable: deciding.Disable = None,
    rules: deciding.Rules = None,
    extractor: deciding.Extractor = None,
    config_file: deciding.ConfigFile = None,
    quiet: _Quiet = False,
    as_json: _Json = False,
    from_: running.From = None,
    text_field: running.TextField = None,
    html_field: running.HtmlField = None,
    url_field: running.UrlField = None,
    id_field: running.IdField = None,
    date_field: running.DateField = None,
    workers: running.Workers = None,
    timeout: running.Timeout = 60.0,
    memory: running.Memory = "2G",
    resume: running.Resume = False,
    max_rejects: running.MaxRejects = "0",
    across: running.Across = "off",
    against: running.Against = None,
    index: running.Index = None,
    progress: running.Progress = "auto",
) -> None:
    """Clean documents, with a ledger of removals.

    \b
    Examples:
      cleaner clean pages/ -o cleaned/
      curl -s https://example.org/story | cleaner clean - | jq -r .headline

    Exit status: 0 all written, 1 some rejected, 2 could not be done, 130 interrupted, 143 terminated.
    """  # noqa: D301
    if not inputs and (sys.stdin is None or sys.stdin.isatty()):
        raise _helped(context)
    choices = deciding.Choices(preset, keep, drop, lang, near, disable, extractor, config_file, rules)
    fields = (text_field, html_field, url_field, id_field, date_field)
    asked = running.Asked(from_, fields, workers, timeout, memory, resume, max_rejects, across, against, index)
    with ending():
        status = _run(inputs or ["-"], _Wanted(output, format_, compress, progress, quiet, as_json), choices, asked)
    raise typer.Exit(status)


def _helped(context: typer.Context) -> typer.Exit:
    """Show the help to somebody who named nothing to clean, and return how the command ends."""
    show_talk(context.get_help() + "\n")
    return typer.Exit(FAILED)


def _run(paths: Sequence[str], wanted: _Wanted, choices: deciding.Choices, asked: running.Asked) -> int:
    """Clean, say what was done, and return the exit status."""
    from cleaner.batch.run import run  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.cli.options import config_of, one_of  # noqa: PLC0415
    from cleaner.readers import find_inputs  # noqa: PLC0415
    from cleaner.writers import FORMATS, plan_output  # noqa: PLC0415

    allowed = running.allowance(asked.max_rejects)
    how = running.how(config_of(choices), asked)
    progress = one_of(wanted.progress, running.PROGRESS, "progress")
    named = None if wanted.format is None else one_of(wanted.format, FORMATS, "format")
    find_inputs(paths)
    target = plan_output(wanted.output, named, paths, wanted.compress)
    if asked.resume and not target.folder:
        raise typer.BadParameter("--resume needs a folder as output: one file is whole or not there")

    if how.across is not None and not (target.folder and target.format.name in _SEARCHED):
        raise typer.BadParameter(f"--across needs a folder of {', '.join(_SEARCHED)} as output")

    def find() -> "Iterator[Found]":
        return find_inputs(paths)

    with _watching(progress, find, target, wanted) as watch:
        summary = run(find, target, how, watch)
    status = 0 if allowed.covers(summary) else FINDINGS
    _say(summary, status, progress, target, wanted, resumed=asked.resume)
    return status


def _watching(progress: str, find: "Find", target: "Target", wanted: _Wanted) -> "AbstractContextManager[Watch]":
    from cleaner.cli.pace import work_of  # noqa: PLC0415  `--help` must not wait for it

    if progress == "json":
        from cleaner.cli.events import events  # noqa: PLC0415

        return events(lambda: work_of(find))
    from cleaner.cli.progress import watching  # noqa: PLC0415

    most = None if target.rejects is None else _NAMED
    # Records and a bar on one terminal would write over each other.
    bar = target.path is not None or not sys.stdout.isatty()
    return watching(lambda: work_of(find), most, quiet=wanted.quiet or progress == "none", bar=bar)


def _say(summary: "Summary", status: int, progress: str, target: "Target", wanted: _Wanted, *, resumed: bool) -> None:
    from cleaner.batch.summary import to_json  # noqa: PLC0415  `--help` must not wait for it

    if wanted.as_json:
        put = show_talk if target.path is None else show_data
        put(json.dumps(to_json(summary)) + "\n")
    if progress == "json":
        from cleaner.cli.events import end  # noqa: PLC0415

        end(summary, status)
    elif not wanted.quiet and not wanted.as_json:
        from cleaner.cli.summary import show  # noqa: PLC0415

        show(summary)
    elif status and resumed and not wanted.as_json:
        # What earlier runs rejected was not named in this one, and no status but 0 goes without a word.
        of = number_of(summary.read, "document")
        say(f"rejected, also by earlier runs: {summary.rejected} of {of}, see {target.rejects}")
