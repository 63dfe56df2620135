"""Captions and credits that stand outside the story: those of teasers, players and menus."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from cleaner.context.reading import PICTURE_WORD, Reading, role_at
from cleaner.features import Features
from cleaner.model import Form, Label, Role

_OF_PICTURES = frozenset({Role.CAPTION, Role.CREDIT})
# Fewer words than this are kept by chance: a menu entry, a button.
_WORDS = 12
# The element of the story holds at least this share of the kept words.
_SHARE = 0.8
# A picture may open a story above its headline, so many blocks above.
_ABOVE_HEADLINE = 5
# A picture may close it, so many blocks below the last paragraph. What is no picture's credit there is the text's.
_BELOW = 8
_MARKS = frozenset({"media", "caption", "figure", "figcaption"})
# Further above it has to stand inside the element that is so many steps above that of the story.
_ABOVE_STORY = 4


def strays(reading: Reading) -> None:
    """Take back what rules say about the pictures of a page that are not the story's.

    A picture belongs to the story between its headline and its last paragraph, and anywhere inside the element that
    holds nearly all of it. Elsewhere it belongs to a teaser.
    """
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    body = [i for i, f in enumerate(features) if keep[i] and labels[i] is None and f.words >= _WORDS]
    if not body or any(feature.markup is None for feature in features):
        return
    first, last = _headline(reading, body[0]) - _ABOVE_HEADLINE, body[-1]
    story, near = _story(features, body)
    for i, label in enumerate(labels):
        if label is None or not (label.role in _OF_PICTURES or label.reason == PICTURE_WORD):
            continue
        markup = features[i].markup
        assert markup is not None
        inside = (near if i < first else story) in markup.path and features[i].form is not Form.LIST_ITEM
        pictured = not _MARKS.isdisjoint(markup.near | markup.tags)
        if first <= i <= last or (inside and i < last + _BELOW and (pictured or i < first)):
            continue
        teaser = pictured and not keep[i] and "copyright" not in reading.scene.families[i]
        labels[i] = Label(Role.TEASER, "context:picture-elsewhere", 0.7) if teaser else None


def _headline(reading: Reading, body: int) -> int:
    """Return the index of the main heading above the body; where there is none, of the body."""
    for i in range(body, -1, -1):
        markup = reading.scene.features[i].markup
        if role_at(reading.labels, i) is Role.HEADLINE or (markup is not None and markup.heading == 1):
            return i
    return body


def _story(features: Sequence[Features], body: list[int]) -> tuple[int, int]:
    """Return the serial numbers of the deepest element that holds most of the body, and of one a little above it."""
    paths = [markup.path if (markup := features[i].markup) is not None else () for i in body]
    words = [features[i].words for i in body]
    # An element is a run of blocks, so one that holds more than half of the words holds the one in the middle.
    middle = paths[bisect_left(list(accumulate(words)), sum(words) / 2)]
    held = [0] * (len(middle) + 1)
    for path, count in zip(paths, words, strict=True):
        held[_shared(path, middle)] += count
    least, inside = _SHARE * sum(words), 0
    for level in range(len(middle), 0, -1):
        inside += held[level]
        if inside >= least:
            return middle[level - 1], middle[max(level - _ABOVE_STORY, 0)]
    return -1, -1


def _shared(path: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many elements two paths have in common; below the first other one none is the same."""
    return bisect_left(range(min(len(path), len(other))), True, key=lambda level: path[level] != other[level])
