"""Sums by name in bounded memory."""

from collections.abc import Sequence

MOST = 10_000
"""Names that are told apart; what comes after them is summed up together."""
LONGEST = 200
"""Code points of a name that are kept: a site or an address may be as long as its page likes."""


class Tally:
    """Sums by name, of so many numbers each.

    The first `most` names have sums of their own, whatever comes later is added to the `rest`. So memory is bounded,
    and each sum that is shown is exact.
    """

    def __init__(self, width: int, most: int = MOST) -> None:
        """Begin with no name; each has `width` numbers."""
        self.rest = [0] * width
        """Sums of the names that came when there was no more room."""
        self._most = most
        self._sums: dict[str, list[int]] = {}

    def add(self, name: str, numbers: Sequence[int]) -> None:
        """Add to the sums of a name, as many numbers as the tally is wide."""
        name = name[:LONGEST]
        sums = self._sums.get(name)
        if sums is None:
            sums = self.rest
            if len(self._sums) < self._most:
                sums = self._sums[name] = [0] * len(self.rest)
        for at, number in enumerate(numbers):
            sums[at] += number

    def __len__(self) -> int:
        return len(self._sums)

    def rows(self) -> list[tuple[str, list[int]]]:
        """Return all names with their sums, largest total first, equal ones by name."""
        return sorted(self._sums.items(), key=lambda one: (-sum(one[1]), one[0]))
