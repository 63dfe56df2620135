"""What belongs to the body by what stands around it."""

from cleaner.context.reading import Reading, is_body, role_at, tells_story
from cleaner.evidence import Ground
from cleaner.model import Form, Label, Role
from cleaner.rules.conditions import Scene

_ROWS = frozenset({Form.LIST_ITEM, Form.TABLE})
# The share of a list that is kept so that all of it is: in plain text, of a table on a page, of a list there.
_ENOUGH_OF_TEXT, _ENOUGH_ROWS, _ENOUGH_ITEMS = 1 / 2, 1 / 3, 2 / 3
_DASHES = "—–―"
# A block that is nothing but links.
_LINKS = 0.8
# Fewer linked words are a menu entry rather than the title of a story.
_TITLE_WORDS = 3


def between_body(reading: Reading) -> None:
    """A block or two between blocks of the body belong to it: on a page in the same container, else as a sentence."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    for i in range(1, len(features) - 1):
        if labels[i - 1] is not None or not keep[i - 1] or labels[i] is not None or keep[i]:
            continue
        if labels[i + 1] is None and keep[i + 1] and _belongs_between(reading, i):
            labels[i] = Label(Role.BODY, "context:between-body", 0.7)
        elif _headed_sentence(reading, i):
            labels[i] = labels[i + 1] = Label(Role.BODY, "context:between-body", 0.6)


def _headed_sentence(reading: Reading, i: int) -> bool:
    """Tell whether a short line and the sentence below it stand between blocks of the body of a plain text."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    if i + 2 >= len(features) or features[i].markup is not None or labels[i + 2] is not None or not keep[i + 2]:
        return False
    head, sentence = features[i], features[i + 1]
    free = labels[i + 1] is None and not keep[i + 1]
    return free and head.words <= 4 and not head.ends_sentence and sentence.words <= 12 and sentence.ends_sentence


def _belongs_between(reading: Reading, i: int) -> bool:
    """Tell whether block `i` is of one kind with its neighbours."""
    above, feature, below = reading.scene.features[i - 1 : i + 2]
    if feature.markup is not None and above.markup is not None and below.markup is not None:
        together = above.markup.path[:-1] == feature.markup.path[:-1] == below.markup.path[:-1]
        return together and feature.link_share < 0.5 and not feature.markup.hidden
    role = reading.evidence.roles[i] if reading.evidence.roles else None
    other = role is not None and role.role not in (Role.BODY, Role.SUBHEAD) and role.confidence >= 0.6
    if above.form is feature.form is Form.LINE and feature.text[-1] in ",;":
        return not other  # a verse
    return feature.ends_sentence and not feature.cut_off and not other


def lists(reading: Reading) -> None:
    """The items of a list, or rows of a table, stay together: when enough of them do, or when body surrounds the list.

    A table of a page is one thing, so where its other rows go, the few that the model keeps go, too, but for prose.
    """
    features = reading.scene.features
    start = 0
    while start < len(features):
        end = start + 1
        if features[start].form in _ROWS:
            while end < len(features) and features[end].form is features[start].form:
                end += 1
            _together(reading, start, end)
        start = end


def _together(reading: Reading, start: int, end: int) -> None:
    """Label the items of one list, or the rows of one table, that no rule spoke about."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    items = [i for i in range(start, end) if labels[i] is None and features[i].link_share < 0.5]
    kept = sum(keep[i] for i in items)
    plain, table = features[start].markup is None, features[start].form is Form.TABLE
    # A bulletin is a headline, a table and a sentence.
    headed = plain and table and start > 0 and role_at(labels, start - 1) is Role.HEADLINE
    inside = start > 0 and (headed or is_body(reading, start - 1)) and _body_resumes(reading, end)
    least = _ENOUGH_OF_TEXT if plain else _ENOUGH_ROWS if table else _ENOUGH_ITEMS
    if kept >= least * len(items) or (inside and (plain or table)):
        for i in items:
            if not keep[i]:
                labels[i] = Label(Role.BODY, "context:list", 0.7)
    elif table and not plain:
        for i in items:
            if keep[i] and not features[i].prose:  # a cell may hold the story, where a table makes the layout
                labels[i] = Label(Role.OTHER, "context:few-rows", 0.6)


def _body_resumes(reading: Reading, i: int) -> bool:
    """Tell whether the next block from `i` on that no rule spoke about is body; two at most are passed over."""
    for j in range(i, min(i + 3, len(reading.labels))):
        if reading.labels[j] is None or is_body(reading, j):
            return is_body(reading, j)
    return False


def conversations(reading: Reading) -> None:
    """A spoken line below a spoken line of the body belongs to it, however short the answer is."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    for i in range(1, len(features)):
        above, feature = features[i - 1], features[i]
        spoken = feature.text[0] in _DASHES and feature.text[0] == above.text[0] and feature.ends_sentence
        if (
            is_body(reading, i - 1)
            and spoken
            and labels[i] is None
            and not keep[i]
            and feature.form is not Form.LIST_ITEM
        ):
            labels[i] = Label(Role.BODY, "context:conversation", 0.7)


def last_words(reading: Reading) -> None:
    """A word or two that end as a sentence, between the body and what is said of its author, are the author's."""
    features, labels, keep = reading.scene.features, reading.labels, reading.evidence.keep
    for i in range(1, len(features) - 1):
        if labels[i] is not None or keep[i] or role_at(labels, i + 1) not in (Role.AUTHOR_BIO, Role.TAGLINE):
            continue
        brief = features[i].words <= 5 and features[i].ends_sentence and features[i].form is Form.PARAGRAPH
        if brief and is_body(reading, i - 1):
            labels[i] = Label(Role.BODY, "context:last-words", 0.7)


def links_away(reading: Reading) -> None:
    """On a page of prose a block that is nothing but links leads away from the story, unless the model claims it."""
    body = [f for f in reading.scene.features if f.markup is not None and is_body(reading, f.index)]
    if not tells_story(body):
        return
    for feature in body:
        i = feature.index
        away = feature.link_share >= _LINKS and reading.labels[i] is None
        if away and not reading.evidence.claims(feature, Ground.MARKED):
            role = Role.TEASER if feature.words >= _TITLE_WORDS else Role.NAVIGATION
            reading.labels[i] = Label(role, "context:links-away", 0.7)


def subheads(scene: Scene, labels: list[Label]) -> None:
    """A short block of the body that heads the block below it is a subhead."""
    features = scene.features
    for i, label in enumerate(labels):
        if label.role is not Role.BODY or label.reason.startswith("rule:"):
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
