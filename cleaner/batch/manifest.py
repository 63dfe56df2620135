"""What is finished: one line for each shard, written and synced when its part is there.

A line is believed as it stands or not at all; what it says is checked against the disk before anything rests on it.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from cleaner.batch.prints import Digest
from cleaner.batch.summary import Summary, from_json, to_json
from cleaner.batch.worker import Bounds
from cleaner.writers import Written
from cleaner.writers.files import naming

HOME = ".cleaner"
"""Folder inside the output that holds what a run knows about itself."""

NAME = "manifest.jsonl"

_CHECK = "check"
_HASH = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One finished shard."""

    shard: str
    """Its stem."""
    made_of: Mapping[str, str]
    """A fingerprint each for what its part depends on beside its inputs."""
    bounds: Bounds
    inputs: tuple[Digest, ...]
    outputs: tuple[Written, ...]
    """The files of the part."""
    notes: tuple[Written, ...]
    """Files of the shard inside `HOME`: its rejects, the hashes of its ids."""
    summary: Summary


def to_bytes(line: Line) -> bytes:
    """Return a line of the manifest, with a hash of the rest of it, and the line feed that says that it is whole."""
    value = {
        "shard": line.shard,
        "made_of": dict(line.made_of),
        "bounds": asdict(line.bounds),
        "inputs": [asdict(one) for one in line.inputs],
        "outputs": [asdict(one) for one in line.outputs],
        "notes": [asdict(one) for one in line.notes],
        "counts": to_json(line.summary),
    }
    return orjson.dumps({**value, _CHECK: _hash_of(value)}, option=orjson.OPT_APPEND_NEWLINE)


def _hash_of(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value)).hexdigest()[:_HASH]


def from_bytes(content: bytes) -> Line | None:
    """Return what a line of the manifest says; `None` where it is torn, was changed, or is no such line."""
    if not content.endswith(b"\n"):
        return None
    try:
        value: Any = orjson.loads(content)
        if value.pop(_CHECK) != _hash_of(value):
            return None
        return Line(
            str(value["shard"]),
            dict(value["made_of"]),
            Bounds(**value["bounds"]),
            tuple(Digest(**one) for one in value["inputs"]),
            tuple(Written(**one) for one in value["outputs"]),
            tuple(Written(**one) for one in value["notes"]),
            from_json(value["counts"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


class Manifest(Mapping[str, Line]):
    """The lines that a file holds, by shard; the last one of a shard counts. They are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Look through a file; one that is not there has no lines.

        Raises:
            OSError: It is there and cannot be read.
        """
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        self.sound = True
        """Whether the file holds a line for each shard and nothing else."""
        if not path.exists():
            return
        at = 0
        with path.open("rb") as stream:
            for content in stream:
                line = from_bytes(content)
                self.sound = self.sound and line is not None and line.shard not in self._places
                if line is not None:
                    self._places[line.shard] = (at, len(content))
                at += len(content)

    def __getitem__(self, shard: str) -> Line:
        line = from_bytes(self.content(shard))
        assert line is not None
        return line

    def content(self, shard: str) -> bytes:
        """Return the line of a shard as it stands in the file."""
        at, size = self._places[shard]
        with self._path.open("rb") as stream:
            stream.seek(at)
            return stream.read(size)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Append(Protocol):
    """Adds a line; when it returns, the line is on the disk."""

    def __call__(self, line: Line) -> None:  # noqa: D102
        ...


@contextmanager
def appending(path: Path) -> Iterator[Append]:
    """Open a manifest to add lines to.

    Yields:
        What adds one.

    Raises:
        OSError: A line cannot be brought to the disk.
    """
    # Without a buffer: a line goes out in one write, and what failed once is not tried again when the file is closed.
    with path.open("ab", buffering=0) as stream:

        def add(line: Line) -> None:
            content = memoryview(to_bytes(line))
            with naming(path):
                while content:
                    content = content[stream.write(content) :]
                os.fsync(stream.fileno())

        yield add
