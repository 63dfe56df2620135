"""How a command ends: exit statuses, and one line to say why."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, TextIO

import typer

from cleaner.terminal import safe_text

FINDINGS = 1
FAILED = 2
INTERRUPTED = 130
TERMINATED = 143

_LONGEST = 300


def say(message: str) -> None:
    """Print one line on standard error, with everything a terminal would obey escaped."""
    show_talk(safe_text(message) + "\n")


def show_talk(text: str) -> None:
    """Print text that is safe already on standard error; nobody listening does not stop the work."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def show_data(text: str) -> None:
    """Print text that is safe already on standard output.

    Raises:
        OSError: It cannot be written; whoever read it may have gone away.
    """
    if sys.stdout is not None:
        sys.stdout.write(text)


@contextmanager
def ending() -> Iterator[None]:
    """Turn what a command can run into to an exit status; put every command's work inside.

    Raises:
        typer.Exit: With 0 where whoever read standard output went away, 130 for an interrupt, and 2 where the
            work could not be done, whatever the cause.
        SystemExit: The process was told to end.
    """
    from cleaner.batch.errors import RunError  # noqa: PLC0415  `--help` must not wait for it
    from cleaner.readers import InputError  # noqa: PLC0415
    from cleaner.writers import OutputError  # noqa: PLC0415

    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except SystemExit as error:
        if error.code == TERMINATED:
            say("terminated")
        raise
    except typer.BadParameter as error:
        # What shows it escapes nothing, and a file's own words may stand in it.
        error.message = safe_text(error.message, lines=True)
        raise
    except (typer.Exit, typer.Abort):
        raise
    except (InputError, OutputError, RunError) as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None
    except OSError as error:
        _let_go(sys.stdout)
        where = f": {error.filename}" if error.filename else ""
        say(f"error: cannot write the output: {error.strerror or error}{where}")
        raise typer.Exit(FAILED) from None
    except Exception as error:  # noqa: BLE001  1 means findings; a fault of ours must not look like them
        say(f"error: a fault of the cleaner, please report it: {type(error).__name__}: {str(error)[:_LONGEST]}")
        raise typer.Exit(FAILED) from None


def end_when_told() -> None:
    """Let SIGTERM end the process as an interrupt does: what is half-written goes, and the status says why."""
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    # Some tell a process and its group: the second signal must not cut the clearing up short.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(TERMINATED)


def _let_go(stream: TextIO) -> None:
    """Make sure that what is left in a stream's buffer does not fail once more when Python ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
