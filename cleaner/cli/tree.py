"""The commands put together: all of them, or only those that are needed."""

from collections.abc import Iterable
from importlib import import_module
from typing import Annotated, Any

import typer
import typer.core

from cleaner.cli import COMMANDS
from cleaner.cli.grouped import GroupedCommand
from cleaner.cli.root import ABOUT, HELP, help_text
from cleaner.version import __version__


class _Root(typer.core.TyperGroup):
    """The command above the others: its help is the text that is printed where nothing is loaded."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  the text is the same everywhere
        """Write the help."""
        formatter.write(help_text(COMMANDS))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


def _root(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def tree(names: Iterable[str]) -> typer.Typer:
    """Return the command line with some of its commands, keys of `COMMANDS`; only they are loaded."""
    made = typer.Typer(
        name="cleaner",
        cls=_Root,
        help=ABOUT,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(HELP)},
    )
    made.callback(help=ABOUT)(_root)
    for name in names:
        module = import_module(f"cleaner.cli.{name}")
        # `eval_` is the command `eval`: the name alone is Python's.
        made.command(name, cls=GroupedCommand)(getattr(module, f"{name}_", None) or getattr(module, name))
    return made
