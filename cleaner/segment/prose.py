"""How much of a story a page shows, as far as lengths tell."""

from collections.abc import Iterable

from cleaner.tokens import count_words

LEAST = 80
"""Words in paragraphs that a text has which is worth having where the page shows none."""
SHOWN = 40
"""Words: a page with fewer in paragraphs shows no text."""
_PARAGRAPH = 15


def prose(texts: Iterable[str], enough: float = float("inf")) -> int:
    """Return the words of those texts that are as long as paragraphs.

    Args:
        texts: of blocks.
        enough: with so many words the rest is not counted.
    """
    found = 0
    for text in texts:
        # No word is shorter than a code point.
        if len(text) >= _PARAGRAPH and (words := count_words(text)) >= _PARAGRAPH:
            found += words
            if found >= enough:
                break
    return found
