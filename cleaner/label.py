"""Rules, then evidence, then neighbours: one label per block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner import context
from cleaner.duplicates.within import Copy
from cleaner.evidence import Evidence
from cleaner.features import Features
from cleaner.model import Form, Label, Role
from cleaner.rules import RULES, Rule
from cleaner.rules.conditions import Scene, signals
from cleaner.rules.lexicon import load
from cleaner.rules.lexicon.calendar import date_share
from cleaner.tokens import normal_form

# Longer blocks are not timestamps, whatever dates they name.
_DATE_WORDS = 40
# A rule that goes by names of classes alone and is less sure than this gives way to a model that is surer than that.
_CONCLUSIVE = 0.92
_BY_NAMES = frozenset(
    f"rule:{rule.id}"
    for rule in RULES
    if rule.confidence < _CONCLUSIVE
    and rule.when.needs is not None
    and all(signal.startswith(("near:", "cue:", "tag:")) for signal in rule.when.needs)
)
_SURE = 0.85
_BODY = frozenset({Role.BODY, Role.SUBHEAD})
# Prose, but never the beginning or the end of a story.
_NO_STORY = frozenset({"cookie_notice", "error_message", "newsletter_prompt", "subscribe_prompt", "legal", "copyright"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself that rules look at; plain text says nothing."""

    title: str | None = None
    authors: tuple[str, ...] = ()


def survey(features: Sequence[Features], page: PageFacts, roles: list[Role | None]) -> Scene:
    """Return the scene that rules look at. `roles` is filled while they run.

    Args:
        features: the measured blocks of one document.
        page: what the page says of itself.
        roles: one entry per block, `None` where no rule has spoken yet.
    """
    lexicon = load()
    families = tuple(lexicon.families(feature.text) for feature in features)
    prose = [f.index for f in features if f.prose and _NO_STORY.isdisjoint(families[f.index])]
    return Scene(
        features=features,
        families=families,
        roles=roles,
        date_shares=tuple(date_share(f.text) if f.words <= _DATE_WORDS else 0.0 for f in features),
        first_prose=prose[0] if prose else len(features),
        last_prose=prose[-1] if prose else -1,
        title=normal_form(page.title or ""),
        authors=frozenset(normal_form(name) for name in page.authors),
    )


def apply_rules(
    features: Sequence[Features], page: PageFacts, disable: frozenset[str]
) -> tuple[Scene, list[Label | None]]:
    """Label the blocks that say by themselves what they are.

    Args:
        features: the measured blocks.
        page: what the page says of itself.
        disable: ids of rules that are switched off.

    Returns:
        The scene, and one label per block or `None`.
    """
    roles: list[Role | None] = [None] * len(features)
    scene = survey(features, page, roles)
    rules = [rule for rule in RULES if rule.id not in disable]
    labels: list[Label | None] = []
    for i in range(len(features)):
        rule = first_rule(rules, scene, i)
        labels.append(Label(rule.role, f"rule:{rule.id}", rule.confidence) if rule is not None else None)
        roles[i] = rule.role if rule is not None else None
    return scene, labels


def first_rule(rules: Sequence[Rule], scene: Scene, i: int) -> Rule | None:
    """Return the first rule that holds for block `i`, or `None`."""
    shown = signals(scene, i)
    for rule in rules:
        needs = rule.when.needs
        if (needs is None or not needs.isdisjoint(shown)) and rule.when.holds(scene, i):
            return rule
    return None


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
    labels = [None if _yields(label, evidence, i) else label for i, label in enumerate(found)]
    reading = context.Reading(scene, labels, evidence, copies)
    for step in _CONTEXT:
        step(reading)
    for i, label in enumerate(labels):
        if label is None:
            labels[i] = _by_evidence(scene.features[i], evidence, i)
    final = [label for label in labels if label is not None]
    context.subheads(scene, final)
    return tuple(final)


def _yields(label: Label | None, evidence: Evidence, i: int) -> bool:
    """Tell whether a rule that goes by the names of classes gives way: the model is sure that the block is body."""
    if label is None or label.reason not in _BY_NAMES:
        return False
    return evidence.keep[i] and evidence.confidence[i] >= _SURE


def _by_evidence(feature: Features, evidence: Evidence, i: int) -> Label:
    """Label a block that neither a rule nor its place says anything about."""
    role = evidence.roles[i] if evidence.roles else None
    if evidence.keep[i]:
        if role is not None and role.role is Role.SUBHEAD and not feature.ends_sentence:
            return role
        return Label(Role.BODY, evidence.reason, evidence.confidence[i])
    if role is not None and role.role not in _BODY:
        return role
    short = feature.words <= 6 and not feature.ends_sentence
    other = Role.NAVIGATION if short and feature.form is not Form.HEADING else Role.OTHER
    return Label(other, evidence.reason, evidence.confidence[i])


_Step = Callable[[context.Reading], None]

# In this order: what opens a document tells where its body begins, which the later steps lean on.
_CONTEXT: tuple[_Step, ...] = (
    context.excerpts,
    context.surely,
    context.pictures,
    context.described_pictures,
    context.opening,
    context.comment_sections,
    context.bios,
    context.related_sections,
    context.lists,
    context.between_body,
    context.conversations,
)
