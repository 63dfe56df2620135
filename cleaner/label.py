"""Rules, then evidence, then neighbours: one label per block."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner import context
from cleaner.duplicates.within import Copy
from cleaner.evidence import Evidence
from cleaner.features import Features
from cleaner.model import Form, Label, Role
from cleaner.rules import RULES, Rule
from cleaner.rules.conditions import Scene, Signals, signals
from cleaner.rules.lexicon import load
from cleaner.rules.lexicon.calendar import date_share
from cleaner.tokens import normal_form

# Longer blocks are not timestamps, whatever dates they name.
_DATE_WORDS = 40
# A date without a digit ("Yesterday", "Published on Monday evening") has no more words than this.
_DATE_WORDS_ONLY = 6
_RULES = {f"rule:{rule.id}": rule for rule in RULES}
# A rule that goes by names of classes alone gives way to a model that is surer than this.
_SURE = 0.6
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
        date_shares=tuple(date_share(f.text) if _may_date(f) else 0.0 for f in features),
        first_prose=prose[0] if prose else len(features),
        last_prose=prose[-1] if prose else -1,
        title=normal_form(page.title or ""),
        authors=frozenset(normal_form(name) for name in page.authors),
    )


def _may_date(feature: Features) -> bool:
    """Tell whether a block is short enough for a timestamp, and names a number or hardly anything else."""
    return feature.words <= _DATE_WORDS and (feature.digits > 0.0 or feature.words <= _DATE_WORDS_ONLY)


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
    # Blocks of one kind show the same signals, so which rules can hold at all is asked once for each kind.
    candidates: dict[Signals, tuple[Rule, ...]] = {}
    labels: list[Label | None] = []
    for i in range(len(features)):
        shown = signals(scene, i)
        if shown not in candidates:
            names = shown.names()
            candidates[shown] = tuple(
                rule for rule in rules if rule.when.needs is None or not names.isdisjoint(rule.when.needs)
            )
        rule = next((rule for rule in candidates[shown] if rule.when.holds(scene, i)), None)
        labels.append(Label(rule.role, f"rule:{rule.id}", rule.confidence) if rule is not None else None)
        roles[i] = rule.role if rule is not None else None
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
    labels = [None if _yields(scene, label, evidence, i) else label for i, label in enumerate(found)]
    reading = context.Reading(scene, labels, evidence, copies)
    for step in context.STEPS:
        step(reading)
    for i, label in enumerate(labels):
        if label is None:
            labels[i] = _by_evidence(scene, evidence, i)
    final = [label for label in labels if label is not None]
    context.subheads(scene, final)
    return tuple(final)


def _yields(scene: Scene, label: Label | None, evidence: Evidence, i: int) -> bool:
    """Tell whether a rule that had only names of classes to go by gives way: the model is sure that it is body."""
    if label is None or not evidence.keep[i] or evidence.confidence[i] < _SURE:
        return False
    needs = _RULES[label.reason].when.needs
    if needs is None:
        return False
    shown = needs & signals(scene, i).names()
    return all(signal.startswith("near:") for signal in shown)


def _by_evidence(scene: Scene, evidence: Evidence, i: int) -> Label:
    """Label a block that neither a rule nor its place says anything about."""
    feature = scene.features[i]
    role = evidence.roles[i] if evidence.roles else None
    if role is not None and role.role is Role.TIMESTAMP and scene.date_shares[i] == 0.0:
        role = None
    if evidence.keep[i]:
        if role is not None and role.role is Role.SUBHEAD and not feature.ends_sentence:
            return role
        return Label(Role.BODY, evidence.reason, evidence.confidence[i])
    if role is not None and role.role not in _BODY:
        return role
    short = feature.words <= 6 and not feature.ends_sentence
    other = Role.NAVIGATION if short and feature.form is not Form.HEADING else Role.OTHER
    return Label(other, evidence.reason, evidence.confidence[i])
