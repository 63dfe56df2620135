"""Roles -> decisions."""

import pytest

from cleaner.config import Config, Preset
from cleaner.model import Action, Label, Role
from cleaner.policy import LIFTED, POLICIES, decide


def action(role: Role, config: Config | None = None, confidence: float = 0.9) -> Action:
    (decision,) = decide([Label(role, "rule:teaser", confidence)], config or Config())
    assert (decision.role, decision.reason, decision.confidence) == (role, "rule:teaser", confidence)
    return decision.action


def test_the_default_keeps_the_article_lifts_what_stands_above_it_and_drops_the_rest() -> None:
    kept = {role for role in Role if action(role) is Action.KEEP}
    lifted = {role for role in Role if action(role) is Action.LIFT}
    assert kept == {Role.BODY, Role.SUBHEAD, Role.DATELINE}
    assert lifted == LIFTED == {Role.HEADLINE, Role.KICKER, Role.DEK, Role.BYLINE, Role.TIMESTAMP}


def test_a_dek_that_the_model_claims_stays() -> None:
    labels = [Label(Role.DEK, "rule:marked-dek", 0.8), Label(Role.HEADLINE, "rule:title-heading", 0.9)]
    claimed = frozenset({0, 1})
    actions = {preset: [d.action for d in decide(labels, Config(preset=preset), claimed)] for preset in Preset}
    assert actions[Preset.ARTICLE] == actions[Preset.RECALL] == [Action.KEEP, Action.LIFT]
    assert actions[Preset.PRECISION] == [Action.LIFT, Action.LIFT]
    assert decide(labels, Config(drop=frozenset({Role.DEK})), claimed)[0].action is Action.DROP


@pytest.mark.parametrize("role", Role)
def test_the_users_word_wins(role: Role) -> None:
    assert action(role, Config(keep=frozenset({role}))) is Action.KEEP
    assert action(role, Config(drop=frozenset({role}))) is Action.DROP


def test_a_role_cannot_be_kept_and_dropped() -> None:
    with pytest.raises(ValueError, match="caption"):
        Config(keep=frozenset({Role.CAPTION}), drop=frozenset({Role.CAPTION}))


def test_precision_drops_what_is_doubtful_and_recall_keeps_it() -> None:
    assert action(Role.BODY, Config(preset=Preset.PRECISION), 0.5) is Action.DROP
    assert action(Role.BODY, Config(preset=Preset.PRECISION), 0.9) is Action.KEEP
    assert action(Role.OTHER, Config(preset=Preset.RECALL), 0.6) is Action.KEEP
    assert action(Role.OTHER, Config(preset=Preset.RECALL), 0.9) is Action.DROP


def test_every_preset_has_a_policy_and_keeps_the_body() -> None:
    assert set(POLICIES) == set(Preset)
    assert all(Role.BODY in policy.keep for policy in POLICIES.values())


def test_fingerprints_tell_configurations_apart() -> None:
    configs = [
        Config(),
        Config(preset=Preset.RECALL),
        Config(keep=frozenset({Role.CAPTION})),
        Config(drop=frozenset({Role.CAPTION})),
        Config(language="de"),
        Config(disable=frozenset({"teaser"})),
        Config(rules="# none\n"),
    ]
    assert len({config.fingerprint() for config in configs}) == len(configs)
    assert Config().fingerprint() == Config().fingerprint()
