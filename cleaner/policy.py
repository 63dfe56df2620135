"""What a role means for the text that comes out: one decision per block."""

from collections.abc import Sequence
from dataclasses import dataclass

from cleaner.config import Config, Preset
from cleaner.model import Action, Decision, Label, Role

LIFTED = frozenset({Role.HEADLINE, Role.KICKER, Role.DEK, Role.BYLINE, Role.TIMESTAMP})
"""Roles that move into a metadata field."""
# A dek may be the first paragraph too: unless the model is sure that it is none, it stays, and the field holds its
# text as well.
_BOTH = frozenset({Role.DEK})
_KEPT = frozenset({Role.BODY, Role.SUBHEAD, Role.DATELINE})


@dataclass(frozen=True, slots=True)
class Policy:
    """One preset."""

    keep: frozenset[Role]
    """Roles that stay. What neither stays nor is lifted goes."""
    least_confidence: float = 0.0
    """A kept block goes when its label is less sure than this."""
    doubtful: float = 0.0
    """A block of unknown role stays when its label is less sure than this."""
    both: frozenset[Role] = frozenset()
    """Lifted roles of which a block stays where the model does not speak against it."""


POLICIES = {
    Preset.ARTICLE: Policy(_KEPT, both=_BOTH),
    Preset.PRECISION: Policy(frozenset({Role.BODY, Role.SUBHEAD}), least_confidence=0.6),
    Preset.RECALL: Policy(
        _KEPT | {Role.CORRECTION, Role.FOOTNOTE, Role.TAGLINE, Role.PULL_QUOTE, Role.CAPTION},
        doubtful=0.65,
        both=_BOTH,
    ),
}


def decide(labels: Sequence[Label], config: Config, wanted: frozenset[int] = frozenset()) -> tuple[Decision, ...]:
    """Turn the label of each block into a decision.

    Args:
        labels: one per block, in order.
        config: names the preset; `keep` and `drop` win over it.
        wanted: indices of the blocks that the model does not rule out as body, whatever their role is; of
            roles that are not lifted nobody asks.

    Returns:
        One decision per block, in order, with the label's role, reason and confidence.
    """
    policy = POLICIES[config.preset]
    # Few roles leave anything to ask about a block.
    settled = {role: _settled(role, policy, config) for role in {label.role for label in labels}}
    return tuple(
        [
            Decision(
                i,
                settled[role] or _action(role, confidence, policy, config, i in wanted),
                role,
                reason,
                confidence,
            )
            for i, (role, reason, confidence) in enumerate(labels)
        ]
    )


def _settled(role: Role, policy: Policy, config: Config) -> Action | None:
    """Return what becomes of every block of a role, `None` where that depends on the block."""
    # A block is only ever asked whether it is at least something: what all these get, every other one gets.
    found = {_action(role, sure, policy, config, wanted) for sure in (0.0, 1.0) for wanted in (False, True)}
    return found.pop() if len(found) == 1 else None


def _action(role: Role, confidence: float, policy: Policy, config: Config, wanted: bool) -> Action:
    if role in config.keep:
        return Action.KEEP
    if role in config.drop:
        return Action.DROP
    if role in LIFTED:
        return Action.KEEP if wanted and role in policy.both else Action.LIFT
    if role in policy.keep:
        return Action.KEEP if confidence >= policy.least_confidence else Action.DROP
    doubtful = role is Role.OTHER and confidence < policy.doubtful
    return Action.KEEP if doubtful else Action.DROP
