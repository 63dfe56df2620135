"""Captions and credits that stand outside the story: those of teasers, players and menus."""

from collections.abc import Sequence

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
    words: dict[int, int] = {}
    places: dict[int, tuple[tuple[int, ...], int]] = {}
    for i in body:
        markup = features[i].markup
        path = markup.path if markup is not None else ()
        for level, element in enumerate(path):
            words[element] = words.get(element, 0) + features[i].words
            places[element] = (path, level)
    least = _SHARE * sum(features[i].words for i in body)
    holding = [element for element, held in words.items() if held >= least]
    if not holding:
        return -1, -1
    path, level = places[max(holding, key=lambda element: places[element][1])]
    return path[level], path[max(level + 1 - _ABOVE_STORY, 0)]
