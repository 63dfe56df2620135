"""What needs no neighbours: cut-off copies, and roles that the model is sure of."""

from cleaner.context.reading import Reading
from cleaner.duplicates.within import Kind
from cleaner.model import Label, Role

_SURE = 0.8
# What stands below a story; above it the model takes a kicker or a headline for one.
_BELOW_ONLY = frozenset({Role.TEASER, Role.COMMENT, Role.AUTHOR_BIO})


def excerpts(reading: Reading) -> None:
    """A cut-off copy of a fuller block is an excerpt."""
    for i, copy in reading.copies.items():
        if copy.kind is Kind.CUT_OFF and reading.labels[i] is None:
            reading.labels[i] = Label(Role.EXCERPT, "context:cut-off-copy", copy.similarity)


def surely(reading: Reading) -> None:
    """Where the model for plain text is sure of a role that is not body, its word stands."""
    for i, role in enumerate(reading.evidence.roles):
        if role is None or reading.labels[i] is not None or role.confidence < _SURE:
            continue
        if reading.scene.features[i].markup is not None:
            continue
        if role.role in _BELOW_ONLY and i < reading.scene.first_prose:
            continue
        if role.role is Role.TIMESTAMP and reading.scene.date_shares[i] == 0.0:
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
