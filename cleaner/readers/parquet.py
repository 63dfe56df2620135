"""Parquet: read in a process of its own, since pyarrow ends the process where some damages are.

The process is started with `rows` as its main module; what it reads comes back through a pipe. It is also ended where
nothing comes for long: C code that loops, or an address that stays silent, would keep the run waiting for ever.
"""

import base64
import io
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import IO, Any, BinaryIO, Self

from cleaner.model import RejectedError
from cleaner.readers.ending import ending
from cleaner.readers.options import ReadOptions
from cleaner.readers.source import Read, Source, reject, seekable

_ROWS = "cleaner.readers.rows"
_PATIENCE = 300.0
"""Seconds on the clock that one row may take: the first one of a row group waits for all of it."""
_LOOKS = 10
"""How often somebody looks at the clock in that time."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the process is told of a file; the fields are those of a `Source`."""

    uri: str
    member: str | None
    options: ReadOptions
    address: str | None = None
    """Where the file is; `None` where it is standard input."""


def read_parquet(source: Source) -> Iterator[Read]:
    """Yield the document of each row, or its reject. What cannot be read of a row group is one reject.

    Raises:
        RejectedError: pyarrow is not there, or the file as a whole cannot be read.
    """
    if find_spec("pyarrow") is None:
        message = "reading Parquet takes pyarrow: pip install 'corpus-cleaner[parquet]'"
        raise RejectedError("read", "missing_library", message)
    address = None if source.file is None else source.address
    job = Job(source.uri, source.member, source.options, address)
    file = None if address is not None else seekable(source, "a Parquet file")
    yield from _apart(source, job, file)
    source.check()


def _apart(source: Source, job: Job, file: BinaryIO | None) -> Iterator[Read]:
    """Yield what the process reads, and a reject where it dies of it."""
    # It finds the package where this process found it.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one or str(Path.cwd()) for one in sys.path)}
    command = [sys.executable, "-m", _ROWS, base64.b64encode(pickle.dumps(job)).decode("ascii")]
    held = file.getvalue() if isinstance(file, io.BytesIO) else None
    given = subprocess.DEVNULL if file is None else file if held is None else subprocess.PIPE
    rows = 0
    with (
        subprocess.Popen(  # noqa: S603  it is our own program
            command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        ) as process,
        _Patience(process) as patience,
    ):
        assert process.stdout is not None
        try:
            if process.stdin is not None:
                process.stdin.write(held or b"")
                process.stdin.close()
            while (one := patience.load(process.stdout)) is not None:
                yield one
                rows += 1
        except (BrokenPipeError, EOFError, pickle.UnpicklingError):
            status = process.wait()
            lost = f"what follows its first {rows} rows is lost"
            if patience.lost:
                yield reject(source, "timeout", f"no row was read in {_PATIENCE:g} seconds; {lost}")
            else:
                # One that is not killed has a fault of ours, or found no library.
                cause = "damaged" if status < 0 else "exception"
                yield reject(source, cause, f"the process that read it {ending(status)}; {lost}")
        finally:
            process.kill()


class _Patience:
    """Kills a process that is waited for too long. While nobody waits for it, it may take its time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._since: float | None = None
        self._over = Event()
        self._watch = Thread(target=self._look, daemon=True)
        self.lost = False

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def load(self, stream: IO[bytes]) -> Any:
        """Return the next pickle of the process.

        Raises:
            EOFError, pickle.UnpicklingError: The process has ended, or was killed.
        """
        self._since = time.monotonic()
        try:
            return pickle.load(stream)  # noqa: S301  it comes from our own process
        finally:
            self._since = None

    def _look(self) -> None:
        while not self._over.wait(_PATIENCE / _LOOKS):
            since = self._since
            if since is not None and time.monotonic() - since > _PATIENCE:
                self.lost = True
                self._process.kill()
                return
