"""From inputs to shards: what is read, written and committed together."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from cleaner.model import Reject
from cleaner.readers import Found, Input, Skipped
from cleaner.readers.kinds import is_container

_ONE = frozenset({"text", "html", "document", "json"})  # kinds of files that hold one document
_BYTES = 64 * 1024 * 1024
_FILES = 1_000
_SPREAD = 512  # files in a group, on average, where nothing else ends it
_HASH = 16


@dataclass(frozen=True, slots=True)
class Shard:
    """Inputs whose documents make one part of the output, in order."""

    stem: str
    """What the part is named after: the uri of a container, or a hash that says which file a group begins with."""
    members: tuple[Input | Reject, ...]
    """What is read, and what was found and cannot be."""


def plan(found: Iterable[Found], kind: str | None = None) -> Iterator[Shard | Skipped]:
    """Cut what was found into shards.

    A container is a shard. Other files are grouped in the order they were found in. A group ends where the hash of a
    uri says so, so that a file that comes or goes changes its own group and no other; or when it is full.

    Args:
        found: What a walk finds.
        kind: What every input is, where that was said: a name from `readers.KINDS`.

    Yields:
        Shards with at least one member, each when it is complete, and what was left alone.
    """
    group: list[Input | Reject] = []
    size = 0
    for one in found:
        if isinstance(one, Skipped):
            yield one
        elif isinstance(one, Input) and _holds_many(one, kind):
            yield Shard(one.uri, (one,))
        else:
            group.append(one)
            size += size_of(one)
            if _ends(one.uri) or size >= _BYTES or len(group) >= _FILES:
                yield _grouped(group)
                group, size = [], 0
    if group:
        yield _grouped(group)


def one_by_one(found: Iterable[Found]) -> Iterator[Shard | Skipped]:
    """Make a shard of everything that was found: documents come out in the order of the inputs."""
    for one in found:
        yield one if isinstance(one, Skipped) else Shard(one.uri, (one,))


def several(found: Iterable[Found], kind: str | None = None) -> bool:
    """Say whether there is more than one document, as far as that shows before anything is read."""
    files = (one for one in found if isinstance(one, Input) and one.path is not None)
    first = list(islice(files, 2))
    return len(first) > 1 or any(_holds_many(one, kind) for one in first)


def size_of(member: Input | Reject) -> int:
    """Return the bytes of a file, and 0 where nobody knows."""
    if isinstance(member, Input) and member.path is not None:
        with suppress(OSError):
            return member.path.stat().st_size
    return 0


def _holds_many(given: Input, kind: str | None) -> bool:
    # Of standard input nobody knows before it is read.
    return given.path is None or (is_container(given.uri) if kind is None else kind not in _ONE)


def _ends(uri: str) -> bool:
    return int.from_bytes(_digest(uri)[:4], "big") % _SPREAD == 0


def _grouped(group: list[Input | Reject]) -> Shard:
    return Shard(f"documents-{_digest(group[0].uri).hex()[:_HASH]}", tuple(group))


def _digest(uri: str) -> bytes:
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).digest()
