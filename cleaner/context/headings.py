"""Headings of a page: lines that head the body without being marked up so, and links that only look like headings."""

from cleaner.context.reading import Reading, is_body
from cleaner.features import Features
from cleaner.model import Form, Label, Role

# A line that heads the body has no more words, and the block below it no fewer.
_LINE_WORDS = 12
_BELOW_WORDS = 15
# A heading that is a link leads to another story, unless the model is surer than this that it is body.
_SURE = 0.65
_LINKED = 0.9
# Words of running text: pages with less above the first such heading are lists, and their headings what they list.
_PROSE = 150


def linked_headings(reading: Reading) -> None:
    """Below the running text of a story, a heading that is nothing but a link leads to another one."""
    features, labels, evidence = reading.scene.features, reading.labels, reading.evidence
    above = 0
    for i, feature in enumerate(features):
        if labels[i] is not None or not evidence.keep[i]:
            continue
        above += feature.words if feature.prose else 0
        if feature.form is Form.HEADING and feature.link_share >= _LINKED:
            if above < _PROSE:
                return
            if evidence.confidence[i] < _SURE:
                labels[i] = Label(Role.TEASER, "context:linked-heading", 0.6)


def heading_lines(reading: Reading) -> None:
    """A short line of a page between blocks of its body heads the longer one below."""
    features, labels, evidence = reading.scene.features, reading.labels, reading.evidence
    for i in range(1, len(features) - 1):
        below = features[i + 1]
        kept = labels[i] is None and evidence.keep[i] and is_body(reading, i - 1) and is_body(reading, i + 1)
        if kept and _is_line(features[i]) and below.words >= _BELOW_WORDS and below.form is Form.PARAGRAPH:
            labels[i] = Label(Role.SUBHEAD, "context:heads-body", evidence.confidence[i])


def _is_line(feature: Features) -> bool:
    """Tell whether a block of a page looks like a heading, though the page does not mark it as one."""
    text = feature.text
    # Times and numbers begin the entries of a ticker or a list.
    opens = text[:1] not in '"“„«—–-•*([' and not text[:1].isdigit() and not feature.starts_lower
    bare = opens and text[-1:] not in ",;:…"
    short = feature.words <= _LINE_WORDS and not feature.ends_sentence and feature.link_share < 0.5
    return feature.markup is not None and feature.form is Form.PARAGRAPH and bare and short
