"""What was there before, in a few bytes each."""

import hashlib
from array import array

_BYTES = 8
_FIRST = 1 << 10


class Seen:
    """A set of strings that can only be added to: 12 to 24 bytes for each, whatever their length.

    It holds hashes of 64 bits, in one table with open addressing. Two different strings count as one with a chance of 1
    in 37 million among a million.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(_FIRST * _BYTES))
        self._count = 0

    def add(self, name: str) -> bool:
        """Add a string; say whether it was not there before."""
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()
        if not self._put(int.from_bytes(digest, "little") or 1):
            return False
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        return True

    def _put(self, key: int) -> bool:
        slots, last = self._slots, len(self._slots) - 1
        at = key & last
        while slots[at]:
            if slots[at] == key:
                return False
            at = (at + 1) & last
        slots[at] = key
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(len(old) * 2 * _BYTES))
        for key in old:
            if key:
                self._put(key)
