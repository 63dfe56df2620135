"""Plain text that is nothing but text: laws, lists, chats, tables and verses that no story's grammar fits."""

import re
from collections import Counter

from cleaner.context.reading import Reading, role_at
from cleaner.model import Label, Role

# The model keeps at least this share of the words of a text that nothing was put around.
_KEPT = 0.7
# And this share of its blocks: menus are many blocks of few words.
_BLOCKS = 0.6
# A block that the model is so sure of, or whose role it knows so well, is left to it.
_SURE = 0.85
_ROLE = 0.6
# A text is undecided where no block's score is below the one, and their mean is not below the other.
_LEAST, _EVEN = 0.15, 0.35
_NUMBER = re.compile(r"[(\[](\d{1,3})[)\]] ")
_TEXT = frozenset({Role.BODY, Role.SUBHEAD})


def whole_text(reading: Reading) -> None:
    """Where no rule speaks and no phrase is known, and most of a text is body, the rest of it is too.

    Furniture says what it is somewhere: one share line, one date, one copyright. A text without any was not scraped
    with it, and what looks odd in it is its own. So is a short text of which the model can say neither, such as a list
    of things to buy: menus it knows.
    """
    features, labels, evidence = reading.scene.features, reading.labels, reading.evidence
    if any(f.markup is not None for f in features) or any(labels) or any(reading.scene.families):
        return
    words = sum(feature.words for feature in features)
    kept = sum(feature.words for feature in features if evidence.keep[feature.index])
    mostly = kept >= _KEPT * words and sum(evidence.keep) >= _BLOCKS * len(features)
    if not (mostly or _undecided(reading)):
        return
    for i, feature in enumerate(features):
        role = evidence.roles[i] if evidence.roles else None
        head = i == 0 and not feature.ends_sentence and feature.lines == 1
        named = role is not None and role.role not in _TEXT and role.confidence >= _ROLE
        sure = not evidence.keep[i] and evidence.confidence[i] >= _SURE
        heads = role is not None and role.role is Role.SUBHEAD
        if not (head or named or sure or heads):
            labels[i] = Label(Role.BODY, "context:whole-text", 0.6)


def _undecided(reading: Reading) -> bool:
    """Tell whether the model holds every block to be body as well as not."""
    features, scores = reading.scene.features, reading.evidence.scores
    if not scores or min(scores) < _LEAST:
        return False
    words = sum(feature.words for feature in features)
    return sum(scores[feature.index] * feature.words for feature in features) >= _EVEN * words


def numbered_paragraphs(reading: Reading) -> None:
    """Numbers in brackets that begin again are those of paragraphs: footnotes of one text are counted through."""
    features, labels = reading.scene.features, reading.labels
    notes = {
        i: match[1]
        for i, feature in enumerate(features)
        if feature.markup is None
        and role_at(labels, i) is Role.FOOTNOTE
        and (match := _NUMBER.match(feature.text)) is not None
    }
    if max(Counter(notes.values()).values(), default=0) > 1:
        for i in notes:
            labels[i] = Label(Role.BODY, "context:numbered-paragraph", 0.8)
