"""Rules, then evidence, then neighbours: one label per block."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaner import context
from cleaner.duplicates.within import Copy
from cleaner.evidence import Evidence, Ground
from cleaner.features import Features
from cleaner.model import Form, Label, Role
from cleaner.rules import PREFIX, RULES, Rule
from cleaner.rules.conditions import Scene, signals
from cleaner.rules.lexicon import load
from cleaner.rules.lexicon.calendar import date_share_by
from cleaner.rules.tried import RuleIndex
from cleaner.tokens import normal_form, plain_letters

# What is known of so many texts of so many code points is kept from page to page.
_REMEMBERED, _SHORT = 1 << 14, 120
# Longer blocks are not timestamps, whatever dates they name.
_DATE_WORDS = 40
# A date without a digit ("Yesterday", "Published on Monday evening") has no more words than this.
_DATE_WORDS_ONLY = 6
_RULES = {f"rule:{rule.id}": rule for rule in RULES}
_OF_A_SITE = f"rule:{PREFIX}"
_NAMES = ("near:", "tag:")
# Marks that take so much of what the model keeps set nothing apart: they are the site's words for its content.
_COVER = 0.7
_BODY = frozenset({Role.BODY, Role.SUBHEAD})
# From here on the model's word makes a subhead of a sentence.
_SUBHEAD = 0.7
# Prose, but never the beginning or the end of a story.
_NO_STORY = frozenset({"cookie_notice", "error_message", "newsletter_prompt", "subscribe_prompt", "legal", "copyright"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself that rules look at; plain text says nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None


def survey(features: Sequence[Features], page: PageFacts, roles: list[Role | None]) -> Scene:
    """Return the scene that rules look at. `roles` is filled while they run.

    Args:
        features: the measured blocks of one document.
        page: what the page says of itself.
        roles: one entry per block, `None` where no rule has spoken yet.
    """
    said = _said(features)
    families = tuple([said[feature.text][0] for feature in features])
    prose = [f.index for f in features if f.prose and _NO_STORY.isdisjoint(families[f.index])]
    return Scene(
        features=features,
        families=families,
        roles=roles,
        date_shares=tuple([said[feature.text][1] for feature in features]),
        first_prose=prose[0] if prose else len(features),
        last_prose=prose[-1] if prose else -1,
        title=normal_form(page.title or ""),
        authors=frozenset(normal_form(name) for name in page.authors),
        description=normal_form(page.description or ""),
    )


def _said(features: Sequence[Features]) -> dict[str, tuple[frozenset[str], float]]:
    """Return of each text the families of phrases that it holds, and its share of dates."""
    said: dict[str, tuple[frozenset[str], float]] = {}
    for feature in features:
        text = feature.text
        # Texts repeat: menus stand twice on a page, and so do teasers; short ones repeat from page to page.
        if text not in said:
            look = _remembered if len(text) <= _SHORT else _look
            said[text] = look(text, _may_date(feature))
    return said


def _look(text: str, dated: bool) -> tuple[frozenset[str], float]:
    words = plain_letters(text)
    return load().families_by(text, words), date_share_by(text, words) if dated else 0.0


_remembered = lru_cache(_REMEMBERED)(_look)


def _may_date(feature: Features) -> bool:
    """Tell whether a block is short enough for a timestamp, and names a number or hardly anything else."""
    return feature.words <= _DATE_WORDS and (feature.digits > 0.0 or feature.words <= _DATE_WORDS_ONLY)


def apply_rules(
    features: Sequence[Features], page: PageFacts, disable: frozenset[str], first: tuple[Rule, ...] = ()
) -> tuple[Scene, list[Label | None]]:
    """Label the blocks that say by themselves what they are.

    Args:
        features: the measured blocks.
        page: what the page says of itself.
        disable: ids of rules that are switched off.
        first: rules that are tried before all others.

    Returns:
        The scene, and one label per block or `None`.
    """
    roles: list[Role | None] = [None] * len(features)
    scene = survey(features, page, roles)
    labels: list[Label | None] = []
    for label in _index(disable, first).labels(scene):
        roles[len(labels)] = label.role if label is not None else None
        labels.append(label)
    return scene, labels


@lru_cache(128)
def _index(disable: frozenset[str], first: tuple[Rule, ...]) -> RuleIndex:
    return RuleIndex((*first, *(rule for rule in RULES if rule.id not in disable)))


def label_blocks(
    scene: Scene, found: Sequence[Label | None], evidence: Evidence, copies: dict[int, Copy]
) -> tuple[Label, ...]:
    """Label every block: by rule where one spoke, else by the evidence, read in the light of the neighbours.

    Args:
        scene: the document as measured.
        found: the labels that rules gave.
        evidence: which blocks are the article.
        copies: which blocks repeat another one.

    Returns:
        One label per block, in order.
    """
    labels = _with_authority(scene, found, evidence)
    reading = context.Reading(scene, labels, evidence, copies)
    for step in context.STEPS:
        step(reading)
    for i, label in enumerate(labels):
        if label is None:
            labels[i] = _by_evidence(scene, evidence, i)
    final = _with_something(scene, evidence, [label for label in labels if label is not None])
    context.subheads(scene, final)
    return tuple(final)


def _with_authority(scene: Scene, found: Sequence[Label | None], evidence: Evidence) -> list[Label | None]:
    """Return the labels of the rules that stand against the model: a rule gives way by what it rests on."""
    labels = list(found)
    marked = []
    kept = [feature for feature in scene.features if evidence.keep[feature.index]]
    # Class names are the words of stories; where the model keeps a list or a shop, they mean something else.
    story = context.tells_story(kept)
    around_body = _around_body(scene, found, evidence)
    for i, label in enumerate(found):
        # A dek takes nothing away: policy keeps one that the model claims.
        if label is None or label.role is Role.DEK or not evidence.keep[i] or scene.features[i].markup is None:
            continue
        # Who wrote a rule for a site knows it better than any model.
        if label.reason.startswith(_OF_A_SITE):
            continue
        ground = _ground(scene, label, i)
        marks = ground is Ground.MARKED
        least = Ground.POSITION if marks and label.reason in around_body else ground
        if (marks and not story) or evidence.claims(scene.features[i], least):
            labels[i] = None
        elif ground is Ground.MARKED:
            marked.append(i)
    if sum(scene.features[i].words for i in marked) >= _COVER * sum(feature.words for feature in kept):
        for i in marked:
            labels[i] = None
    return labels


def _around_body(scene: Scene, found: Sequence[Label | None], evidence: Evidence) -> set[str]:
    """Return the reasons that label, for the most part, what the model claims: the site calls its body so."""
    claimed: Counter[str] = Counter()
    for label, feature in zip(found, scene.features, strict=True):
        if label is not None:
            claimed[label.reason] += feature.words if evidence.claims(feature, Ground.MARKED) else -feature.words
    return {reason for reason, words in claimed.items() if words >= 0}


def _with_something(scene: Scene, evidence: Evidence, labels: list[Label]) -> list[Label]:
    """Return the labels; where neighbours took all that the model keeps of a page, the model's word stands."""
    if any(label.role in _BODY for label in labels):
        return labels
    return [
        Label(Role.BODY, evidence.reason, evidence.confidence[i])
        if evidence.keep[i] and scene.features[i].markup is not None and label.reason.startswith("context:")
        else label
        for i, label in enumerate(labels)
    ]


def _ground(scene: Scene, label: Label, i: int) -> Ground:
    """Return what the rule that labelled a block had to go by."""
    needs = _RULES[label.reason].when.needs
    if needs is None:
        return Ground.TEXT
    names_only = all(signal.startswith(_NAMES) for signal in needs & signals(scene, i).names())
    return Ground.MARKED if names_only else Ground.TEXT


def _may_head(feature: Features, label: Label) -> bool:
    """Tell whether a block may be a subhead: a question may, another sentence where the model is sure."""
    asks = feature.text.endswith(("?", "？"))
    return not feature.ends_sentence or asks or label.confidence >= _SUBHEAD


def _by_evidence(scene: Scene, evidence: Evidence, i: int) -> Label:
    """Label a block that neither a rule nor its place says anything about."""
    feature = scene.features[i]
    role = evidence.roles[i] if evidence.roles else None
    if role is not None and role.role is Role.TIMESTAMP and scene.date_shares[i] == 0.0:
        role = None
    if role is not None and feature.markup is not None:
        return role
    if evidence.keep[i]:
        if role is not None and (role.role is Role.DEK or (role.role is Role.SUBHEAD and _may_head(feature, role))):
            return role
        return Label(Role.BODY, evidence.reason, evidence.confidence[i])
    if role is not None and role.role not in _BODY:
        return role
    short = feature.words <= 6 and not feature.ends_sentence
    other = Role.NAVIGATION if short and feature.form is not Form.HEADING else Role.OTHER
    return Label(other, evidence.reason, evidence.confidence[i])
