"""The records of two outputs, those with one id together, in bounded memory."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest

from cleaner.batch.stored import Stored, loads, stored
from cleaner.readers import InputError

Match = tuple[Stored | None, Stored | None]
"""A record of the first output and one of the second; `None` where the other one alone has it."""


def matched(before: str, after: str) -> Iterator[Match]:
    """Yield the records of two outputs, those with one id together.

    Both outputs are read once, side by side: what one run wrote stands in one order in most others, too. A record
    whose partner has not come yet waits in a database on disk, so that memory does not grow with the outputs.

    Args:
        before: A folder or file of records.
        after: Another one; it may be of another format.

    Returns:
        Every record exactly once; first those that have a partner, then those that have none. Where records of one
        output share an id, the first goes with the first of the other output, the second with the second.

    Raises:
        InputError: An output is none or cannot be read, or something in it has no id.
    """
    with closing(_Waiting()) as waiting:
        for pair in zip_longest(stored(before), stored(after)):
            ids = [None if one is None else _id(one) for one in pair]
            if ids[0] is not None and ids[0] == ids[1] and not waiting.has(ids[0]):
                yield pair
                continue
            for side, (one, name) in enumerate(zip(pair, ids, strict=True)):
                if one is None or name is None:
                    continue
                partner = waiting.take(1 - side, name)
                if partner is None:
                    waiting.put(side, name, one)
                else:
                    yield (one, partner) if side == 0 else (partner, one)
        yield from waiting.rest()


def _id(one: Stored) -> str:
    record = loads(one.content, one.place)
    name = record.get("id") if isinstance(record, dict) else None
    if not isinstance(name, str):
        raise InputError(f"not a valid record: {one.place}: it has no id")
    return name


class _Waiting:
    """Records without a partner so far; a private database that lies on disk where it is large."""

    def __init__(self) -> None:
        # An empty name: SQLite's own temporary file, which goes when it is closed.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE waiting (serial INTEGER PRIMARY KEY, side, id, place, content)")
        self._base.execute("CREATE INDEX by_id ON waiting (id, side)")
        self._number = 0

    def has(self, name: str) -> bool:
        """Say whether a record with this id waits."""
        if not self._number:
            return False
        return self._base.execute("SELECT 1 FROM waiting WHERE id = ? LIMIT 1", (name,)).fetchone() is not None

    def put(self, side: int, name: str, one: Stored) -> None:
        """Let a record wait."""
        row = (side, name, one.place, zlib.compress(one.content, 1))
        self._base.execute("INSERT INTO waiting (side, id, place, content) VALUES (?, ?, ?, ?)", row)
        self._number += 1

    def take(self, side: int, name: str) -> Stored | None:
        """Return the first record of a side with this id, which waits no more."""
        if not self._number:
            return None
        query = "SELECT serial, place, content FROM waiting WHERE id = ? AND side = ? ORDER BY serial LIMIT 1"
        row = self._base.execute(query, (name, side)).fetchone()
        if row is None:
            return None
        self._base.execute("DELETE FROM waiting WHERE serial = ?", row[:1])
        self._number -= 1
        return Stored(row[1], zlib.decompress(row[2]))

    def rest(self) -> Iterator[Match]:
        """Yield what waits in vain, the first output's records first."""
        for side, place, content in self._base.execute(
            "SELECT side, place, content FROM waiting ORDER BY side, serial"
        ):
            one = Stored(place, zlib.decompress(content))
            yield (one, None) if side == 0 else (None, one)

    def close(self) -> None:
        """Give the disk back."""
        self._base.close()
