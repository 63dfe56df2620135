"""What the neighbours of a block say about it: the grammar of a story from its opening to what is hung below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.authors import authors_from_byline
from cleaner.duplicates.fingerprint import containment, shingles
from cleaner.duplicates.within import Copy, Kind
from cleaner.evidence import Evidence
from cleaner.features import Features
from cleaner.model import Form, Label, Role
from cleaner.rules.conditions import Scene

_SURE = 0.8
# What stands below a story; above it the model takes a kicker or a headline for one.
_BELOW_ONLY = frozenset({Role.TEASER, Role.COMMENT, Role.AUTHOR_BIO})
_ROWS = frozenset({Form.LIST_ITEM, Form.TABLE})
_DASHES = "—–―"
_HEADLINE_WORDS = (2, 28)
_KICKER_WORDS = 5
_DEK_WORDS = 60
# The opening of a story is looked for among this many blocks.
_OPENING = 40
_CAPTION_WORDS = 40
# Between headline and body stand a dek, a byline, a timestamp, a picture or two.
_NEAR_BODY = 9
# A story that goes on below a list of related ones shows itself by this many words in a row.
_RESUMES_WORDS = 45

Labels = list[Label | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document while its labels are being completed. Each step fills gaps in `labels`, and never undoes a rule."""

    scene: Scene
    labels: Labels
    evidence: Evidence
    copies: dict[int, Copy]


def excerpts(reading: Reading) -> None:
    """A cut-off copy of a fuller block is an excerpt."""
    for i, copy in reading.copies.items():
        if copy.kind is Kind.CUT_OFF and reading.labels[i] is None:
            reading.labels[i] = Label(Role.EXCERPT, "context:cut-off-copy", copy.similarity)


def surely(reading: Reading) -> None:
    """Where the model is sure of a role that is not body, its word stands."""
    for i, role in enumerate(reading.evidence.roles):
        if role is None or reading.labels[i] is not None or role.confidence < _SURE:
            continue
        if role.role in _BELOW_ONLY and i < reading.scene.first_prose:
            continue
        if role.role is Role.HEADLINE and _below_headline(reading, i):
            continue
        if role.role not in (Role.BODY, Role.SUBHEAD):
            reading.labels[i] = role


def _below_headline(reading: Reading, i: int) -> bool:
    """Tell whether a block that ends as a sentence stands below one that may be the headline: then it is the dek."""
    if i == 0 or not reading.scene.features[i].ends_sentence:
        return False
    above = reading.scene.features[i - 1]
    return reading.labels[i - 1] is None and above.words >= 3 and above.lines == 1 and not above.ends_sentence


def described_pictures(reading: Reading) -> None:
    """Two neighbours of which one says the other again are a picture's description and its caption.

    Also the short block right above a caption that shares words with it.
    """
    features, labels = reading.scene.features, reading.labels
    for i in range(len(features) - 1):
        a, b = features[i], features[i + 1]
        if max(a.words, b.words) > _CAPTION_WORDS or min(a.words, b.words) < 5:
            continue
        if not _can_describe(reading, a) or not _can_describe(reading, b):
            continue
        small, large = sorted((a, b), key=lambda f: f.words)
        if large.words > 4 * small.words:
            continue
        if containment(shingles(small.text, 2), shingles(large.text, 2)) >= 0.75:
            for f in (a, b):
                if labels[f.index] is None or _role(labels, f.index) is Role.EXCERPT:
                    labels[f.index] = Label(Role.CAPTION, "context:described-picture", 0.85)


def _can_describe(reading: Reading, feature: Features) -> bool:
    """Tell whether a block may be a picture's description or caption: on a page, not what the article is made of."""
    if feature.form in (Form.LIST_ITEM, Form.TABLE, Form.HEADING, Form.CODE):
        return False
    return feature.markup is None or not reading.evidence.keep[feature.index]


def opening(reading: Reading) -> None:
    """Read kicker, headline, dek and captions above the body."""
    features, labels = reading.scene.features, reading.labels
    begin = _body_begin(reading)
    headline = _find_headline(reading, begin)
    if headline is None:
        return
    if labels[headline] is None:
        labels[headline] = Label(Role.HEADLINE, "context:opening", 0.8)
    above = headline - 1
    if above >= 0 and labels[above] is None and features[above].words <= _KICKER_WORDS and _near_top(features, above):
        labels[above] = Label(Role.KICKER, "context:above-headline", 0.7)
    dek_taken = any(_role(labels, i) is Role.DEK for i in range(headline, begin))
    for i in range(headline + 1, begin):
        if labels[i] is not None:
            continue
        feature = features[i]
        if not dek_taken and 4 <= feature.words <= _DEK_WORDS and feature.lines == 1 and _says_something(feature):
            labels[i] = Label(Role.DEK, "context:below-headline", 0.7)
            dek_taken = True
        elif feature.markup is None and (feature.lines > 1 or feature.words >= 4):
            labels[i] = Label(Role.CAPTION, "context:above-body", 0.6)


def _near_top(features: Sequence[Features], i: int) -> bool:
    """Plain text of the kind that keeps a kicker starts with it; on a page the DOM says more."""
    return i == 0 or (features[i].markup is None and i <= 3)


def _says_something(feature: Features) -> bool:
    return feature.ends_sentence or feature.words >= 8


def _role(labels: Sequence[Label | None], i: int) -> Role | None:
    label = labels[i]
    return label.role if label is not None else None


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
        if _role(labels, i) in (Role.BYLINE, Role.TIMESTAMP) and features[first].words <= _DEK_WORDS:
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
    known = [i for i in range(begin) if _role(labels, i) is Role.HEADLINE]
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


def related_sections(reading: Reading) -> None:
    """What follows a related heading are teasers and their pictures, until the story goes on."""
    features, labels = reading.scene.features, reading.labels
    inside = False
    for i, feature in enumerate(features):
        role = _role(labels, i)
        if role is Role.RELATED_HEADING:
            inside = True
            continue
        if role is Role.COMMENT:
            inside = False
        if not inside:
            continue
        if _resumes(features, labels, i):
            inside = False
            continue
        if labels[i] is None and (feature.markup is None or not reading.evidence.keep[i]):
            labels[i] = Label(Role.TEASER, "context:related-section", 0.8)


def _resumes(features: Sequence[Features], labels: Labels, i: int) -> bool:
    """Tell whether the story goes on at block `i`: a long paragraph, or two of prose, that no rule speaks against."""
    first = features[i]
    if labels[i] is None and first.words >= _RESUMES_WORDS and first.ends_sentence and first.link_share < 0.5:
        return True
    pair = features[i : i + 2]
    return len(pair) == 2 and all(
        f.prose and f.words >= 20 and f.ends_sentence and labels[f.index] is None and f.link_share < 0.3 for f in pair
    )


def comment_sections(reading: Reading) -> None:
    """What follows the heading of a comment section below the body are comments."""
    features, labels = reading.scene.features, reading.labels
    heads = [i for i in range(len(features)) if _role(labels, i) is Role.COMMENT]
    if not heads:
        return
    words_above = 0
    total = sum(f.words for f in features if f.prose)
    start = None
    for i, feature in enumerate(features):
        if i in heads and words_above * 2 >= total and words_above >= 80:
            start = i
            break
        if feature.prose:
            words_above += feature.words
    if start is None:
        return
    for i in range(start, len(features)):
        if labels[i] is None and not reading.evidence.keep[i]:
            labels[i] = Label(Role.COMMENT, "context:comment-section", 0.7)


def bios(reading: Reading) -> None:
    """A short block below the body is an author bio when it begins with the author's name, or says who that is.

    A byline that lost its name still says what the author does ("By , a professor at ..."), and the bio says it again.
    """
    features, labels = reading.scene.features, reading.labels
    bylines = [features[i].text for i in range(len(features)) if _role(labels, i) is Role.BYLINE]
    names = {name.casefold() for text in bylines for name in authors_from_byline(text)}
    nameless = [shingles(text, 2) for text in bylines if len(text) >= 30]
    if not bylines:
        return
    for i in range(len(features) // 3, len(features)):
        if labels[i] is not None or features[i].words > 90:
            continue
        text = features[i].text.casefold()
        again = any(containment(byline, shingles(text, 2)) >= 0.6 for byline in nameless)
        if again or (i * 2 >= len(features) and any(text.startswith(name) for name in names)):
            labels[i] = Label(Role.AUTHOR_BIO, "context:begins-with-author", 0.8)


def pictures(reading: Reading) -> None:
    """One sentence right above a credit is the caption of the same picture."""
    features, labels = reading.scene.features, reading.labels
    for i in range(len(features) - 1):
        short = 3 <= features[i].words <= 30 and features[i].sentences <= 1
        if short and _can_describe(reading, features[i]) and labels[i] is None and _role(labels, i + 1) is Role.CREDIT:
            labels[i] = Label(Role.CAPTION, "context:above-credit", 0.75)


def between_body(reading: Reading) -> None:
    """A block between two blocks of the body belongs to it too: on a page in the same container, else as a sentence."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    for i in range(1, len(features) - 1):
        if labels[i] is not None or keep[i] or not (keep[i - 1] and keep[i + 1]):
            continue
        if labels[i - 1] is None and labels[i + 1] is None and _belongs_between(reading, i):
            labels[i] = Label(Role.BODY, "context:between-body", 0.7)


def lists(reading: Reading) -> None:
    """The items of a list, or rows of a table, stay together: when half of them do, or when body surrounds the list."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    start = 0
    while start < len(features):
        end = start
        form = features[start].form if features[start].form in _ROWS else None
        while end < len(features) and features[end].form is form:
            end += 1
        items = [i for i in range(start, end) if labels[i] is None and features[i].link_share < 0.5]
        kept = sum(keep[i] for i in items)
        inside = start > 0 and end < len(features) and _is_body(reading, start - 1) and _is_body(reading, end)
        if items and (2 * kept >= len(items) or (inside and features[start].markup is None)):
            for i in items:
                if not keep[i]:
                    labels[i] = Label(Role.BODY, "context:list", 0.7)
        start = max(end, start + 1)


def _is_body(reading: Reading, i: int) -> bool:
    label = reading.labels[i]
    return reading.evidence.keep[i] if label is None else label.role is Role.BODY


def conversations(reading: Reading) -> None:
    """A spoken line below a spoken line of the body belongs to it, however short the answer is."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    for i in range(1, len(features)):
        above, feature = features[i - 1], features[i]
        spoken = feature.text[0] in _DASHES and feature.text[0] == above.text[0] and feature.ends_sentence
        if (
            _is_body(reading, i - 1)
            and spoken
            and labels[i] is None
            and not keep[i]
            and feature.form is not Form.LIST_ITEM
        ):
            labels[i] = Label(Role.BODY, "context:conversation", 0.7)


def _belongs_between(reading: Reading, i: int) -> bool:
    """Tell whether block `i` is of one kind with its neighbours."""
    above, feature, below = reading.scene.features[i - 1 : i + 2]
    if feature.markup is not None and above.markup is not None and below.markup is not None:
        together = above.markup.path[:-1] == feature.markup.path[:-1] == below.markup.path[:-1]
        return together and feature.link_share < 0.5 and not feature.markup.hidden
    role = reading.evidence.roles[i] if reading.evidence.roles else None
    other = role is not None and role.role not in (Role.BODY, Role.SUBHEAD) and role.confidence >= 0.6
    return feature.ends_sentence and not feature.cut_off and not other


def subheads(scene: Scene, labels: list[Label]) -> None:
    """A short block of the body that heads the block below it is a subhead."""
    features = scene.features
    for i, label in enumerate(labels):
        if label.role is not Role.BODY:
            continue
        feature = features[i]
        heading = feature.form is Form.HEADING
        line = feature.form in (Form.PARAGRAPH, Form.LINE) and feature.lines == 1
        if not heading and not (line and feature.words <= 12 and not feature.ends_sentence and feature.markup is None):
            continue
        if not heading and (feature.text[-1:] in ",;:…" or feature.starts_lower or feature.text[:1] in '"“„«—–-•*'):
            continue
        below = i + 1 < len(labels) and labels[i + 1].role is Role.BODY and features[i + 1].words > feature.words
        if heading or (below and features[i + 1].words >= 15):
            labels[i] = Label(Role.SUBHEAD, "context:heads-body", label.confidence)
