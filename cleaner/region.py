"""Which stretch of a plain text is the article, by the shape of its blocks alone.

Evidence for documents without markup: blocks of prose count for a stretch, others against it, and the stretch with
the greatest sum wins (maximum subsequence segmentation: Pasternack and Roth, "Extracting article text from the web
with maximum subsequence segmentation", WWW 2009).
"""

from collections.abc import Sequence

from cleaner.features import Features

# What a block that is not prose takes off the sum, in words. A gap of many such blocks ends the stretch.
_PENALTY = 8.0
_VERSE_WORDS = 4
_PAUSE = ",;.!?—–:…。，；！？”»"
# One very long block must not outweigh everything else.
_MOST_WORDS = 80


def find_region(features: Sequence[Features], against: Sequence[bool]) -> tuple[int, int]:
    """Find the stretch of blocks that holds the article.

    Args:
        features: the measured blocks.
        against: blocks that are known not to be body.

    Returns:
        Half-open range of block indexes; `(0, 0)` where no block is prose. Linear time.
    """
    best = (0.0, 0, 0)
    total, start = 0.0, 0
    for i, feature in enumerate(features):
        if total <= 0.0:
            total, start = 0.0, i
        if feature.prose and not against[i]:
            total += min(feature.words, _MOST_WORDS)
        elif against[i]:
            total -= _PENALTY
        elif feature.words >= _VERSE_WORDS and feature.text[-1] in _PAUSE:
            total += feature.words / 2  # verses and short speech: menu entries have no punctuation at the end
        else:
            # Lists and short lines of an article cost little when they are long for a menu entry.
            total -= max(2.0, _PENALTY - 0.75 * min(feature.words, 12))
        if total > best[0]:
            best = (total, start, i + 1)
    _, start, end = best
    # A last word of the author ("More to come.") is no prose, but it ends as a sentence does.
    while start < end < len(features) and features[end].ends_sentence and not against[end]:
        end += 1
    return start, end
