"""What is hung below a story: other stories, comments, and who the author is."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.authors import authors_from_byline
from cleaner.context.reading import Labels, Reading, is_claimed, role_at
from cleaner.duplicates.fingerprint import Shingle, containment, shingles
from cleaner.evidence import Ground
from cleaner.features import Features
from cleaner.model import Label, Role

# A story that goes on below a list of related ones shows itself by this many words in a row.
_RESUMES_WORDS = 45
# With this share of what the model keeps above it, a bio ends the story; one at the top introduces who wrote it.
_OVER = 0.8
# Of the pairs of words of a byline, the share that a bio says again.
_AGAIN = 0.6


def related_sections(reading: Reading) -> None:
    """What follows a related heading are teasers and their pictures, until the story goes on.

    The model's word for a single block stands against that, but not below the bio that ends a story.
    """
    features, labels = reading.scene.features, reading.labels
    inside, last = False, _last_bio(reading)
    for i in range(len(features)):
        role = role_at(labels, i)
        if role is Role.RELATED_HEADING:
            inside = True
            continue
        if role in (Role.COMMENT, Role.HEADLINE):
            inside = False
        if not inside:
            continue
        if _resumes(features, labels, i):
            inside = False
            continue
        if labels[i] is None and (i > last or not is_claimed(reading, i)):
            labels[i] = Label(Role.TEASER, "context:related-section", 0.8)


def _last_bio(reading: Reading) -> int:
    """Return the block where a bio says that the story is over, one behind the last block where none does."""
    features, keep = reading.scene.features, reading.evidence.keep
    total = sum(feature.words for feature in features if keep[feature.index])
    above = 0
    for feature in features:
        if role_at(reading.labels, feature.index) is Role.AUTHOR_BIO and above >= _OVER * total:
            return feature.index
        above += feature.words if keep[feature.index] else 0
    return len(features)


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
    heads = {i for i in range(len(features)) if role_at(labels, i) is Role.COMMENT}
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
        markup = features[i].markup
        marked = markup is not None and "comment" in markup.near
        open_ = not reading.evidence.claims(features[i], Ground.MARKED) if marked else not reading.evidence.keep[i]
        if labels[i] is None and open_:
            labels[i] = Label(Role.COMMENT, "context:comment-section", 0.7)


class _Byline(NamedTuple):
    """What a byline says."""

    pairs: frozenset[Shingle]
    words: tuple[str, ...]
    """The longer word of each pair."""

    @staticmethod
    def of(text: str) -> "_Byline":
        pairs = shingles(text, 2)
        return _Byline(pairs, tuple(max(pair, key=len) for pair in pairs))

    def stands_in(self, text: str) -> bool:
        """Tell whether a text, casefolded, says most of it again."""
        # What has a pair has its words: few texts do, and the pairs of the others are never made.
        if sum([word in text for word in self.words]) < _AGAIN * len(self.pairs):
            return False
        return containment(self.pairs, shingles(text, 2)) >= _AGAIN


def bios(reading: Reading) -> None:
    """A short block below the body is an author bio when it begins with the author's name, or says who that is.

    A byline that lost its name still says what the author does ("By , a professor at ..."), and the bio says it again.
    """
    features, labels = reading.scene.features, reading.labels
    bylines = [features[i].text for i in range(len(features)) if role_at(labels, i) is Role.BYLINE]
    names = {name.casefold() for text in bylines for name in authors_from_byline(text)}
    nameless = [_Byline.of(text) for text in bylines if len(text) >= 30]
    if not bylines:
        return
    for i in range(len(features) // 3, len(features)):
        if labels[i] is not None or features[i].words > 90 or reading.evidence.claims(features[i], Ground.POSITION):
            continue
        text = features[i].text.casefold()
        again = any(byline.stands_in(text) for byline in nameless)
        if again or (i * 2 >= len(features) and any(text.startswith(name) for name in names)):
            labels[i] = Label(Role.AUTHOR_BIO, "context:begins-with-author", 0.8)
