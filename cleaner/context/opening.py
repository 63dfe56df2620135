"""Kicker, headline, dek and captions: what stands above the body."""

import re
from collections.abc import Sequence
from itertools import islice

from cleaner.context.reading import Reading, is_claimed, is_known, role_at
from cleaner.features import Features
from cleaner.model import Form, Label, Markup, Role

_HEADLINE_WORDS = (2, 28)
_KICKER_WORDS = 5
_DEK_WORDS = 60
# The opening of a story is looked for among this many blocks.
_OPENING = 40
# Between the main heading of a page and its body stand no more blocks than this.
_OPENING_OF_PAGE = 25
# Between headline and body stand a dek, a byline, a timestamp, a picture or two.
_NEAR_BODY = 9
# The first block of the body is compared with so many below it.
_COMPARED = 3
# A byline with its date has at least this share of words that date it.
_DATED = 0.3
# Code points of a summary that says something.
_DESCRIPTION = 40
# What a spoken line of an Asian story opens with, and the opening of an entry in a glossary or a transcript.
_SPEECH = frozenset("「『“„«—")
_ENTRY = re.compile(r"[^\W\d_][^\n:：.!?]{0,40}[:：]\s?\S")
_BOLD = frozenset({"strong", "b"})


def opening(reading: Reading) -> None:
    """Read kicker, headline, dek and captions above the body."""
    features, labels = reading.scene.features, reading.labels
    if all(feature.markup is not None for feature in features):
        _opening_of_page(reading)
        return
    begin = _body_begin(reading)
    headline = _find_headline(reading, begin)
    if headline is None:
        return
    if labels[headline] is None:
        labels[headline] = Label(Role.HEADLINE, "context:opening", 0.8)
    above = headline - 1
    if above >= 0 and labels[above] is None and features[above].words <= _KICKER_WORDS and _near_top(features, above):
        labels[above] = Label(Role.KICKER, "context:above-headline", 0.7)
    if begin >= len(features) or not any(reading.evidence.keep[begin:]):
        return  # with no body below, what stands here is all that there is
    dek_taken = any(role_at(labels, i) is Role.DEK for i in range(headline, begin))
    for i in range(headline + 1, begin):
        feature = features[i]
        if labels[i] is not None or feature.form in (Form.CODE, Form.TABLE, Form.LIST_ITEM):
            continue
        if is_known(reading, i, Role.DEK):
            continue
        if not dek_taken and 4 <= feature.words <= _DEK_WORDS and feature.lines == 1 and _says_something(feature):
            labels[i] = Label(Role.DEK, "context:below-headline", 0.7)
            dek_taken = True
        elif _may_be_caption(reading, i):
            labels[i] = Label(Role.CAPTION, "context:above-body", 0.6)


def _opening_of_page(reading: Reading) -> None:
    """Read what stands between the main heading of a page and its body."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    heads = [i for i in range(len(features)) if role_at(labels, i) is Role.HEADLINE]
    if not heads:
        heads = [i for i, feature in enumerate(features) if labels[i] is None and _is_main_heading(feature)]
        heads = heads or _best_heading(reading)
        for i in heads[:1]:
            labels[i] = Label(Role.HEADLINE, "context:opening", 0.8)
    for head in heads:
        below = range(head + 1, min(head + _OPENING_OF_PAGE, len(features)))
        begin = next((i for i in below if keep[i] and labels[i] is None and features[i].words >= 15), None)
        if begin is None:
            continue
        candidates = [
            i
            for i in range(head + 1, begin)
            if labels[i] is None and _may_be_dek(features[i]) and reading.scene.date_shares[i] < _DATED
        ]
        marked = [i for i in (*candidates, begin) if _is_marked(reading, i)]
        stated = [i for i in candidates if _is_description(reading, i)]
        sums_up = _is_description(reading, begin) or _above_byline(reading, begin)
        lead = [begin] if sums_up and _set_apart(reading, begin) else []
        for i in (marked or stated or lead or candidates)[:1]:
            labels[i] = Label(Role.DEK, "context:below-headline", 0.7)
        return


def _is_marked(reading: Reading, i: int) -> bool:
    """Tell whether the page calls a block its summary, and not the body that follows too."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    if "dek" not in _markup_of(features[i]).near:
        return False
    below = next((f for f in features[i + 1 :] if keep[f.index] and labels[f.index] is None and f.prose), None)
    return not keep[i] or below is None or "dek" not in _markup_of(below).near


def _is_description(reading: Reading, i: int) -> bool:
    """Tell whether a block says what the page's metadata gives as its summary, which may be cut off."""
    stated, said = reading.scene.description.rstrip(" .…"), reading.scene.features[i].normal
    return len(stated) >= _DESCRIPTION and (said.startswith(stated) or stated.startswith(said.rstrip(" .…")))


def _above_byline(reading: Reading, i: int) -> bool:
    """Tell whether a byline or a timestamp stands right below a block."""
    return i + 1 < len(reading.labels) and role_at(reading.labels, i + 1) in (Role.BYLINE, Role.TIMESTAMP)


def _set_apart(reading: Reading, begin: int) -> bool:
    """Tell whether the first block of the body is not of one kind with those that follow: then it sums them up.

    It stands outside the element that the others share or in the story's header, or all of it is bold and they are not.
    """
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    if not _may_be_dek(features[begin]):
        return False
    free = (i for i in range(begin + 1, len(features)) if keep[i] and labels[i] is None)
    below = [_markup_of(features[i]) for i in islice(free, _COMPARED)]
    if len(below) < _COMPARED:
        return False
    own = _markup_of(features[begin])
    apart = not frozenset.intersection(*(frozenset(markup.path) for markup in below)).issubset(own.path)
    bold = not _BOLD.isdisjoint(own.tags) and all(_BOLD.isdisjoint(markup.tags) for markup in below)
    head = "header" in own.tags and all("header" not in markup.tags for markup in below)
    return apart or bold or head


def _is_main_heading(feature: Features) -> bool:
    low, high = _HEADLINE_WORDS
    markup = _markup_of(feature)
    return (
        markup.heading == 1
        and "nav" not in markup.tags
        and low <= feature.words <= 2 * high
        and feature.link_share < 0.9
    )


def _best_heading(reading: Reading) -> list[int]:
    """Return the index of the highest heading close above the body of a page without a main one, in a list."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    body = (i for i, f in enumerate(features) if keep[i] and labels[i] is None and f.prose)
    begin = next(body, 0)
    near = [
        i for i in range(max(begin - _NEAR_BODY, 0), begin) if labels[i] is None and features[i].form is Form.HEADING
    ]
    fitting = [i for i in near if features[i].words >= 3 and features[i].link_share < 0.5]
    return sorted(fitting, key=lambda i: _markup_of(features[i]).heading)[:1]


def _may_be_dek(feature: Features) -> bool:
    """Tell whether a block that is not body may sum it up."""
    telling = feature.form not in (Form.LIST_ITEM, Form.TABLE, Form.CODE) and feature.link_share < 0.5
    markup = _markup_of(feature)
    telling = telling and not markup.hidden and "copyright" not in markup.near
    return telling and 6 <= feature.words <= 1.5 * _DEK_WORDS and _says_something(feature)


def _markup_of(feature: Features) -> Markup:
    """Return the markup of a block of a page."""
    assert feature.markup is not None
    return feature.markup


def _near_top(features: Sequence[Features], i: int) -> bool:
    """Plain text of the kind that keeps a kicker starts with it; on a page the DOM says more."""
    return i == 0 or (features[i].markup is None and i <= 3)


def _may_be_caption(reading: Reading, i: int) -> bool:
    """Tell whether a block between headline and body of a plain text may be what is said of a picture."""
    feature = reading.scene.features[i]
    said = feature.lines > 1 or (feature.words >= 4 and reading.evidence.keep[i])
    return feature.markup is None and said and not is_claimed(reading, i)


def _says_something(feature: Features) -> bool:
    return feature.ends_sentence or feature.words >= 8


def _body_begin(reading: Reading) -> int:
    """Return the index of the first block of the body: prose, below the byline where there is one."""
    features, labels = reading.scene.features, reading.labels
    limit = min(len(features), _OPENING + reading.scene.first_prose)
    prose = [i for i in range(limit) if features[i].prose and labels[i] is None]
    if not prose:
        return min(reading.scene.first_prose, len(features))
    first = _first_verse(reading, prose[0]) or prose[0]
    # A summary stands above the byline, and the byline above the body.
    for i in range(first + 1, min(first + 4, limit)):
        if role_at(labels, i) in (Role.BYLINE, Role.TIMESTAMP) and features[first].words <= _DEK_WORDS:
            later = [p for p in prose if p > i]
            if later:
                return later[0]
    return first


def _first_verse(reading: Reading, below: int) -> int | None:
    """Return the index of the first of three verses, entries or spoken lines in a row above `below`, if any."""
    features, labels = reading.scene.features, reading.labels
    run = 0
    for i in range(below):
        feature = features[i]
        free = labels[i] is None and reading.evidence.keep[i]
        verse = free and (_is_verse(feature) or _is_entry(feature))
        run = run + 1 if verse else 0
        if run == 3:
            return i - 2
    return None


def _is_verse(feature: Features) -> bool:
    spoken = feature.text[:1] in _SPEECH
    return feature.form is Form.LINE and (feature.words >= 4 or spoken)


def _is_entry(feature: Features) -> bool:
    """Tell whether a paragraph is what somebody says, or what a word means: a name, a colon, a sentence."""
    return feature.form is Form.PARAGRAPH and feature.ends_sentence and _ENTRY.match(feature.text) is not None


def _find_headline(reading: Reading, begin: int) -> int | None:
    """Return the index of the headline above the body, if there is one."""
    features, labels = reading.scene.features, reading.labels
    known = [i for i in range(begin) if role_at(labels, i) is Role.HEADLINE]
    if known:
        return known[-1]
    low, high = _HEADLINE_WORDS
    candidates = [
        i
        for i in range(begin)
        if labels[i] is None
        and low <= features[i].words <= high
        and features[i].lines == 1
        and (features[i].form is Form.HEADING or features[i].markup is None)
        and not features[i].text.endswith((".", ":", ","))
        and features[i].link_share < 0.9
    ]
    if not candidates:
        return None

    def fitness(i: int) -> tuple[bool, bool, bool, bool, int]:
        # Above the body menus are short and far away; dek and captions stand below the headline.
        feature = features[i]
        near = begin - i <= _NEAR_BODY
        return feature.form is Form.HEADING, near, not feature.ends_sentence, feature.words >= 4, -i

    return max(candidates, key=fitness)
