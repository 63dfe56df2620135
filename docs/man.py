"""The man page, `docs/cleaner.1`, made of the commands; `docs/generate.py` writes it.

The wheel puts it where `man cleaner` finds it. Its macros are those of man(7).
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer.main

from cleaner.cli import app
from cleaner.cli.root import ABOUT, OPTIONS
from cleaner.cli.status import FAILED, FINDINGS, INTERRUPTED, TERMINATED
from cleaner.version import __version__

PAGE = Path(__file__).parent / "cleaner.1"
_STATUSES = {
    0: "All is good.",
    FINDINGS: "There are findings: rejected documents, invalid records.",
    FAILED: "The work could not be done.",
    INTERRUPTED: "It was interrupted.",
    TERMINATED: "It was told to end.",
}
_FILES = {
    "cleaner.toml": "Settings, here or in a folder above.",
    "pyproject.toml": "Settings in the table tool.cleaner, where there is no cleaner.toml.",
}


def page() -> str:
    """Return the man page."""
    root: Any = typer.main.get_command(app)
    return "".join(f"{line}\n" for line in _lines(root))


def _lines(root: Any) -> Iterator[str]:
    yield f'.TH CLEANER 1 "" "cleaner {__version__}" "User Commands"'
    yield from (".SH NAME", r"cleaner \- clean scraped text and HTML, with a ledger of every removal")
    yield from (".SH SYNOPSIS", ".B cleaner", "[OPTIONS] COMMAND [ARGS]...")
    yield from (".SH DESCRIPTION", _plain(ABOUT))
    yield ".SH OPTIONS"
    for names, said in OPTIONS:
        yield from _item(_bold(names), said)
    yield ".SH COMMANDS"
    for name, command in root.commands.items():
        yield from _command(name, command)
    yield ".SH EXIT STATUS"
    for status, said in _STATUSES.items():
        yield from _item(f".B {status}", said)
    yield ".SH FILES"
    for name, said in _FILES.items():
        yield from _item(f".I {_plain(name)}", said)
    yield ".SH ENVIRONMENT"
    yield from _item(".B CLEANER_PRESET", "And so on for every setting; cleaner config names them.")
    yield from _item(".B GITHUB_STEP_SUMMARY", "Where cleaner validate puts its summary, in the formats of GitHub.")


def _command(name: str, command: Any) -> Iterator[str]:
    text, _, rest = command.help.partition("\b\nExamples:\n")
    examples, _, after = rest.partition("\n\n")
    words = [param for param in command.params if param.param_type_name == "argument"]
    yield f".SS cleaner {name}"
    yield f".B cleaner {name}"
    yield _plain(" ".join(["[OPTIONS]", *(_word(param) for param in words)]))
    yield from _paragraphs(text)
    for param in command.params:
        if param.param_type_name == "argument":
            yield from _item(f".I {_plain(param.metavar)}", param.help)
        else:
            yield from _item(_option(param), param.help)
    yield from (".PP", "Examples:", ".PP", ".nf", ".RS 4")
    yield from (_plain(line.strip()) for line in examples.split("\n"))
    yield from (".RE", ".fi")
    yield from _paragraphs(after)


def _word(param: Any) -> str:
    word = f"{param.metavar}{'...' if param.nargs == -1 else ''}"
    return word if param.required else f"[{word}]"


def _option(param: Any) -> str:
    names = ", ".join(param.opts)
    if param.is_flag:
        return _bold(names)
    return f"{_bold(names)} \\fI{_plain(param.metavar or type(param.default).__name__.upper())}\\fR"


def _bold(names: str) -> str:
    return ", ".join(f"\\fB{_plain(name)}\\fR" for name in names.split(", "))


def _item(tag: str, said: str) -> Iterable[str]:
    return (".TP", tag, _plain(said))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        if paragraph:
            yield from (".PP", _plain(" ".join(paragraph.split())))


def _plain(text: str) -> str:
    """Return text in which nothing is a request: a hyphen is what can be typed, a dot or quote at the start is text."""
    safe = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^(?=[.'])", r"\\&", safe, flags=re.MULTILINE)
