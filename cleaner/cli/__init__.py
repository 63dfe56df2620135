"""The command line: one file per command. It parses, builds a `Config`, calls, and prints."""

import sys
from typing import Annotated

import typer

from cleaner.cli.clean import clean
from cleaner.cli.config import config
from cleaner.cli.dedup import dedup
from cleaner.cli.diff import diff
from cleaner.cli.doctor import doctor
from cleaner.cli.eval import eval_
from cleaner.cli.explain import explain
from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.rules import rules
from cleaner.cli.schema import schema
from cleaner.cli.status import end_when_told
from cleaner.cli.trace import trace
from cleaner.cli.validate import validate
from cleaner.collector import relax
from cleaner.version import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    name="cleaner",
    help="Scraped text and HTML in; validated JSON and a ledger of every removed block out.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Scraped text and HTML in; validated JSON and a ledger of every removed block out."""


for _command in (clean, dedup, validate, explain, diff, trace, rules, schema, config, doctor):
    app.command(cls=GroupedCommand)(_command)
# A Python name that stands for something else.
app.command("eval", cls=GroupedCommand)(eval_)


def main() -> None:
    """Run the command line and end the process with its exit status.

    0 is good, 1 means findings (rejected documents, invalid records), 2 that the work could not be done,
    130 that it was interrupted, 143 that it was told to end.
    """
    end_when_told()
    relax()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not cost the run.
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    app(prog_name="cleaner")
