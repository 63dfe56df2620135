"""Which documents a page shows: all of a small run, of a large one always the same few."""

import heapq
from collections.abc import Callable
from hashlib import sha256

BYTES = 6_000_000
"""Most JSON of documents in a page, as UTF-8; a phone still opens it."""


class Sample:
    """The documents whose hashes are smallest, as many as fit.

    A hash is taken of what names a document, and of nothing else. So the same records give the same sample, whatever
    files they stand in and whatever order they come in, and each document has the same chance. No more than the
    sample is in memory.
    """

    def __init__(self, most: int, size: int = BYTES) -> None:
        """Begin with no document.

        Args:
            most: How many documents there may be.
            size: How many bytes they may take together; the first document has its place all the same.
        """
        self._most, self._size = most, size
        self._heap: list[tuple[int, int, bytes]] = []
        self._bytes = 0
        self._bound = 1 << 128
        self._number = 0

    def offer(self, name: str, shown: Callable[[], bytes]) -> None:
        """Offer a document.

        Args:
            name: What tells it from all others.
            shown: Returns what a page shows of it; only called where it has a chance.
        """
        self._number += 1
        digest = int.from_bytes(sha256(name.encode("utf-8", "backslashreplace")).digest()[:16], "big")
        if digest >= self._bound:
            return
        content = shown()
        heapq.heappush(self._heap, (-digest, self._number, content))
        self._bytes += len(content)
        while len(self._heap) > self._most or (self._bytes > self._size and len(self._heap) > 1):
            largest, _, gone = heapq.heappop(self._heap)
            self._bytes -= len(gone)
            # Nothing with a larger hash than one that went may come in later: it would depend on the order.
            self._bound = -largest

    def documents(self) -> list[bytes]:
        """Return what is shown of the documents, in the order they came in."""
        return [shown for _, _, shown in sorted(self._heap, key=lambda one: one[1])]
