"""Two records of one document side by side: which decisions, which text and which metadata changed."""

from cleaner.compare.blocks import Pair, paired
from cleaner.compare.documents import Compared, FieldChange, compare
from cleaner.compare.tally import Tally

__all__ = ["Compared", "FieldChange", "Pair", "Tally", "compare", "paired"]
