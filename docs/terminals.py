"""What commands look like in a terminal: each is run in a real one, and what it prints becomes a page for a picture."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
_COLUMNS = 100
_PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<style>
body {{ margin: 0; background: {background}; color: {foreground}; font: 14px/1.2 monospace }}
pre {{ display: inline-block; margin: 0; padding: 16px; background: {background}; font: inherit }}
{stylesheet}
</style>
<pre>{code}</pre>
"""


@dataclass(frozen=True, slots=True)
class Terminal:
    """One picture of a terminal."""

    name: str
    typed: str
    """The command, as it is typed in a folder with `seeds/`."""
    lines: int
    """How many lines of what it prints are shown."""
    before: tuple[str, ...] = ()
    """Commands that are run first, and not shown."""


TERMINALS = (
    Terminal("terminal-clean", "cleaner clean seeds/ -o cleaned/ --progress none", 40),
    Terminal("terminal-explain", "cleaner explain seeds/harbour-wall.txt --block 5", 40),
    Terminal(
        "terminal-diff",
        "cleaner diff article/ recall/",
        32,
        ("cleaner clean seeds/ -o article/ -q", "cleaner clean seeds/ -o recall/ -q --preset recall"),
    ),
)


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Run all commands in a folder that has `seeds/`; yield the name of each picture and its page."""
    for one in TERMINALS:
        for command in one.before:
            printed(command, folder)
        shown = printed(one.typed, folder).splitlines()[: one.lines]
        yield one.name, page(f"$ {one.typed}", "\n".join(shown))


def printed(command: str, folder: Path) -> str:
    """Return what a command of ours prints in a terminal, colours and all."""
    ours, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color"}
    environment |= {"COLUMNS": str(_COLUMNS), "PYTHONPATH": str(ROOT)}
    program, *arguments = command.split()
    assert program == "cleaner"
    process = subprocess.Popen(  # noqa: S603  our own
        [sys.executable, "-m", "cleaner", *arguments],
        cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    read = b""
    # The system says that nothing is left by an error.
    with suppress(OSError):
        while more := os.read(ours, 4096):
            read += more
    process.wait()
    os.close(ours)
    return read.decode("utf-8").replace("\r\n", "\n")


def page(typed: str, said: str) -> str:
    """Return a page that looks as a terminal does, with a command and what it printed."""
    # What it prints in passing must not reach the terminal of whoever takes the picture.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere, color_system="truecolor", force_terminal=True)
        console.print(Text(typed, "bold"))
        console.print(Text.from_ansi(said))
        return console.export_html(theme=MONOKAI, code_format=_PAGE)
