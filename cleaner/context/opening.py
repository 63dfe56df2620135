"""Kicker, headline, dek and captions: what stands above the body."""

from collections.abc import Sequence

from cleaner.context.reading import Reading, role_at
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
        if not dek_taken and 4 <= feature.words <= _DEK_WORDS and feature.lines == 1 and _says_something(feature):
            labels[i] = Label(Role.DEK, "context:below-headline", 0.7)
            dek_taken = True
        elif feature.markup is None and (feature.lines > 1 or feature.words >= 4):
            labels[i] = Label(Role.CAPTION, "context:above-body", 0.6)


def _opening_of_page(reading: Reading) -> None:
    """Read what stands between the main heading of a page and its body."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    heads = [i for i in range(len(features)) if role_at(labels, i) is Role.HEADLINE]
    if not heads:
        heads = [i for i, feature in enumerate(features) if labels[i] is None and _is_main_heading(feature)]
        for i in heads[:1]:
            labels[i] = Label(Role.HEADLINE, "context:opening", 0.8)
    for head in heads:
        below = range(head + 1, min(head + _OPENING_OF_PAGE, len(features)))
        begin = next((i for i in below if keep[i] and labels[i] is None and features[i].words >= 15), None)
        if begin is None:
            continue
        candidates = [i for i in range(head + 1, begin) if labels[i] is None and _may_be_dek(features[i])]
        marked = [i for i in (*candidates, begin) if "dek" in (_markup_of(features[i]).near)]
        for i in (marked or candidates)[:1]:
            labels[i] = Label(Role.DEK, "context:below-headline", 0.7)
        return


def _is_main_heading(feature: Features) -> bool:
    low, high = _HEADLINE_WORDS
    return _markup_of(feature).heading == 1 and low <= feature.words <= 2 * high and feature.link_share < 0.9


def _may_be_dek(feature: Features) -> bool:
    """Tell whether a block that is not body may sum it up."""
    telling = feature.form not in (Form.LIST_ITEM, Form.TABLE, Form.CODE) and feature.link_share < 0.5
    return telling and 6 <= feature.words <= 1.5 * _DEK_WORDS and _says_something(feature)


def _markup_of(feature: Features) -> Markup:
    """Return the markup of a block of a page."""
    assert feature.markup is not None
    return feature.markup


def _near_top(features: Sequence[Features], i: int) -> bool:
    """Plain text of the kind that keeps a kicker starts with it; on a page the DOM says more."""
    return i == 0 or (features[i].markup is None and i <= 3)


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
    """Return the index of the first of three verses or spoken lines in a row above the block `below`, if any."""
    features, labels = reading.scene.features, reading.labels
    run = 0
    for i in range(below):
        verse = (
            labels[i] is None and reading.evidence.keep[i] and features[i].form is Form.LINE and features[i].words >= 4
        )
        run = run + 1 if verse else 0
        if run == 3:
            return i - 2
    return None


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
