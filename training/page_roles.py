"""What the blocks of a labelled page are for, as far as its gold tells."""

from collections.abc import Sequence

from benchmarks.data import Gold
from benchmarks.scores import fold
from cleaner.model import Markup

_PIECE = 4  # words; a shorter block inside a longer one says nothing
_SHARED = 0.2  # a block with more of the gold's words than this is not nothing


def roles_of(texts: Sequence[str], markups: Sequence[Markup], gold: Gold, shares: Sequence[float]) -> list[str]:
    """Return the role of every block, empty where nothing tells.

    Where the gold names roles, a block that is not a piece of it and shares hardly a word with it is of no particular
    role. Where it only knows the title, the heading that says it is the headline.

    Args:
        texts: of the blocks.
        markups: what the DOM says about them.
        gold: of the page.
        shares: the part of each block's words that stands in the body.
    """
    keys = [fold(text) for text in texts]
    if not gold.blocks:
        title = fold(gold.title or "")
        heads = [markup.heading in (1, 2) for markup in markups]
        return ["headline" if head and title and key == title else "" for key, head in zip(keys, heads, strict=True)]
    named = {fold(text): role for role, text in gold.blocks}
    return [_role(key, named, share) for key, share in zip(keys, shares, strict=True)]


def _role(key: str, named: dict[str, str], share: float) -> str:
    """Return the role of one folded block."""
    if not key or key in named:
        return named.get(key, "")
    long = key.count(" ") + 1 >= _PIECE
    joined = any(f" {key} " in f" {text} " or f" {text} " in f" {key} " for text in named if text.count(" ") >= _PIECE)
    return "" if share > _SHARED or (long and joined) else "other"
