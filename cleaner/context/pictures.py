"""Captions and credits that only their neighbours give away."""

from functools import cache

from cleaner.context.reading import PICTURE_WORD, Reading, is_claimed, is_known, role_at
from cleaner.duplicates.fingerprint import containment, shingles
from cleaner.evidence import Ground
from cleaner.features import Features
from cleaner.model import Form, Label, Role

_CAPTION_WORDS = 40
_DESCRIBED = 5
_SENTENCE_WORDS = 30
_FIGURE_WORDS = 90
_NO_PICTURE = frozenset({Form.LIST_ITEM, Form.TABLE, Form.HEADING, Form.CODE})


def credits_below(reading: Reading) -> None:
    """A short line below the caption of the same figure names who made the picture."""
    features, labels = reading.scene.features, reading.labels
    for i in range(1, len(features)):
        above, feature = features[i - 1].markup, features[i]
        if above is None or feature.markup is None or "figcaption" not in feature.markup.tags & above.tags:
            continue
        same = (
            above.path[: len(feature.markup.path) - 1] == feature.markup.path[:-1] or above.path == feature.markup.path
        )
        short = feature.words <= 8 and not feature.ends_sentence and feature.capitalised >= 0.5
        short = short and reading.scene.date_shares[i] < 0.5
        if same and short and role_at(labels, i - 1) is Role.CAPTION and role_at(labels, i) is Role.CAPTION:
            labels[i] = Label(Role.CREDIT, "context:below-caption", 0.8)


def pictures(reading: Reading) -> None:
    """What stands right above a credit is the caption of the same picture: one sentence, or more inside a figure."""
    features, labels = reading.scene.features, reading.labels
    for i in range(len(features) - 1):
        free = labels[i] is None and features[i].form not in _NO_PICTURE and not is_known(reading, i, Role.CAPTION)
        free = free and not reading.evidence.claims(features[i], Ground.POSITION)
        free = free and not (features[i].markup is None and is_claimed(reading, i))
        if free and _credited(reading, i + 1) and _may_be_pictured(reading, i):
            labels[i] = Label(Role.CAPTION, "context:above-credit", 0.75)


def _credited(reading: Reading, i: int) -> bool:
    """Tell whether block `i` names who made a picture, or is the word before that name."""
    label = reading.labels[i]
    return label is not None and (label.role is Role.CREDIT or label.reason == PICTURE_WORD)


def _may_be_pictured(reading: Reading, i: int) -> bool:
    """Tell whether block `i` may belong to the picture whose credit follows."""
    feature, markup, below = reading.scene.features[i], reading.scene.features[i].markup, reading.scene.features[i + 1]
    sentence = 3 <= feature.words <= _SENTENCE_WORDS and feature.sentences <= 1
    if markup is None or below.markup is None:
        return sentence
    if "media" in markup.near and feature.link_share < 0.5:
        return 3 <= feature.words <= _FIGURE_WORDS
    together = markup.path[:-2] == below.markup.path[: max(len(markup.path) - 2, 0)]
    return sentence and together and not reading.evidence.keep[i]


def described_pictures(reading: Reading) -> None:
    """Two neighbours of which one says the other again are a picture's description and its caption.

    Also the short block right above a caption that shares words with it.
    """
    features, labels = reading.scene.features, reading.labels
    short = [_DESCRIBED <= f.words <= _CAPTION_WORDS for f in features]
    pairs = cache(lambda i: shingles(features[i].text, 2))
    for i in range(len(features) - 1):
        if not (short[i] and short[i + 1]):
            continue
        a, b = features[i], features[i + 1]
        if not _can_describe(reading, a) or not _can_describe(reading, b):
            continue
        small, large = (b, a) if b.words < a.words else (a, b)
        if large.words > 4 * small.words:
            continue
        if containment(pairs(small.index), pairs(large.index)) >= 0.75:
            for f in (a, b):
                if is_known(reading, f.index, Role.CAPTION):
                    continue
                if labels[f.index] is None or role_at(labels, f.index) is Role.EXCERPT:
                    labels[f.index] = Label(Role.CAPTION, "context:described-picture", 0.85)


def _can_describe(reading: Reading, feature: Features) -> bool:
    """Tell whether a block may be a picture's description or caption: on a page, not what the article is made of."""
    if feature.form in _NO_PICTURE or feature.link_share >= 0.5 or reading.evidence.keep[feature.index]:
        return False
    # Among the teasers of a page everything is said twice.
    return feature.markup is None or "media" in feature.markup.near or "figure" in feature.markup.tags
