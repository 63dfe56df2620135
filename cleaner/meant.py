"""What was probably meant by a name that is not known."""

from collections.abc import Collection
from difflib import get_close_matches


def hint(value: str, known: Collection[str]) -> str:
    """Return the end of a message about a name that is not known: the nearest one, or all there are."""
    near = get_close_matches(value, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
