"""Rules, then evidence, then neighbours: one label per block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cleaner import context
from cleaner.duplicates.within import Copy
from cleaner.evidence import Evidence
from cleaner.features import Features
from cleaner.model import Form, Label, Role
from cleaner.rules import RULES
from cleaner.rules.conditions import Scene
from cleaner.rules.lexicon import load
from cleaner.rules.lexicon.calendar import date_share
from cleaner.tokens import normal_form

# Longer blocks are not timestamps, whatever dates they name.
_DATE_WORDS = 40


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
    prose = [feature.index for feature in features if feature.prose]
    return Scene(
        features=features,
        families=tuple(lexicon.families(feature.text) for feature in features),
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
        label = None
        for rule in rules:
            if rule.when(scene, i):
                label = Label(rule.role, f"rule:{rule.id}", rule.confidence)
                roles[i] = rule.role
                break
        labels.append(label)
    return scene, labels


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
    labels: list[Label | None] = list(found)
    reading = context.Reading(scene, labels, evidence, copies)
    for step in _CONTEXT:
        step(reading)
    for i, label in enumerate(labels):
        if label is None:
            labels[i] = _by_evidence(scene.features[i], evidence, i)
    final = [label for label in labels if label is not None]
    context.subheads(scene, final)
    return tuple(final)


def _by_evidence(feature: Features, evidence: Evidence, i: int) -> Label:
    """Label a block that neither a rule nor its place says anything about."""
    if evidence.keep[i]:
        return Label(Role.BODY, evidence.reason, evidence.confidence[i])
    short = feature.words <= 6 and not feature.ends_sentence
    role = Role.NAVIGATION if short and feature.form is not Form.HEADING else Role.OTHER
    return Label(role, evidence.reason, evidence.confidence[i])


_Step = Callable[[context.Reading], None]

# In this order: what opens a document tells where its body begins, which the later steps lean on.
_CONTEXT: tuple[_Step, ...] = (
    context.excerpts,
    context.pictures,
    context.described_pictures,
    context.opening,
    context.comment_sections,
    context.bios,
    context.related_sections,
    context.between_body,
)
