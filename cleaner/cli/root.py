"""The help of the root, which stands here as text: to build it from the commands takes longer than to print it."""

from __future__ import annotations

TYPE_CHECKING = False  # to import it takes as long as to print the help
if TYPE_CHECKING:
    from collections.abc import Mapping

ABOUT = "Scraped text and HTML in; validated JSON and a ledger of every removed block out."
HELP = ("-h", "--help")
OPTIONS = (
    ("--version", "Show the version and exit."),
    ("--install-completion", "Install completion for the current shell."),
    ("--show-completion", "Print completion for the current shell."),
    ("-h, --help", "Show this message and exit."),
)
"""Each option of the root, as it is written and what it does."""

_EXAMPLES = """\
Examples:
  cleaner clean pages/ -o cleaned/
  curl -s https://example.org/story | cleaner clean - | jq -r .headline
"""


def help_text(commands: Mapping[str, str]) -> str:
    """Return the help of the root.

    Args:
        commands: Each command with the first line of its help.

    Returns:
        Lines of fewer than 80 columns, with a line feed at the end.
    """
    return (
        f"Usage: cleaner [OPTIONS] COMMAND [ARGS]...\n\n{ABOUT}\n\n{_EXAMPLES}\n"
        f"Options:\n{_listed(dict(OPTIONS))}\nCommands:\n{_listed(commands)}\n"
        "cleaner COMMAND --help says more of each.\n"
    )


def _listed(rows: Mapping[str, str]) -> str:
    width = max(map(len, rows))
    return "".join(f"  {name:{width}}  {said}\n" for name, said in rows.items())
