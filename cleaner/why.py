"""Why a block stays or goes: what was measured, which rules hold, what the model says, what would have changed it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleaner.config import Config, Extractor, Preset
from cleaner.features import Features
from cleaner.model import Decision, Document, RawDocument
from cleaner.pipeline import Judgement, clean_raw, judge_raw
from cleaner.rules import PREFIX, RULES, Rule

_MEASURED = (
    "words",
    "characters",
    "lines",
    "sentences",
    "ends_sentence",
    "cut_off",
    "starts_lower",
    "capitalised",
    "upper",
    "digits",
    "link_share",
    "doubled",
    "prose",
)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What would have become of a block under other settings."""

    setting: str
    """The option of the command line that makes the difference."""
    decision: Decision


def why(raw: RawDocument, config: Config, index: int) -> dict[str, Any]:
    """Explain one decision.

    The document is cleaned again for every setting that may have changed the decision, so what is said of them is
    what they do.

    Args:
        raw: The document as a reader found it.
        config: The settings.
        index: The block.

    Returns:
        A JSON-ready dict: `block`, `neighbours`, `measured`, `page` (null for plain text), `phrases`, `date_share`,
        `rules` (all that hold, in their order), `overruled` (whether the model or a neighbour has the last word
        against the first of them), `model` (null where none was asked) and `otherwise`.

    Raises:
        IndexError: The document has no such block.
        RejectedError: The input is no document.
        RulesError: The rules for sites cannot be used.
    """
    document, judged = judge_raw(raw, config)
    if judged is None or not 0 <= index < len(document.blocks):
        raise IndexError(f"there is no block {index}: the document has {len(document.blocks)}")
    feature, found = judged.scene.features[index], judged.found[index]
    rules = holding(judged, config, index)
    decision = document.decisions[index]
    others = _others(raw, config, decision, rules)
    return {
        "block": _block(document, index),
        "neighbours": [_block(document, at) for at in (index - 1, index + 1) if 0 <= at < len(document.blocks)],
        "measured": {name: _rounded(getattr(feature, name)) for name in _MEASURED},
        "page": _page(feature),
        "phrases": sorted(judged.scene.families[index]),
        "date_share": _rounded(judged.scene.date_shares[index]),
        "rules": [
            {"id": rule.id, "role": rule.role.value, "confidence": rule.confidence, "why": rule.why} for rule in rules
        ],
        "overruled": found is not None and judged.labels[index].reason != found.reason,
        "model": _model(judged, index),
        "otherwise": [
            {"setting": one.setting, **_fate(one.decision)} for one in others if _differs(one.decision, decision)
        ],
    }


def holding(judged: Judgement, config: Config, index: int) -> list[Rule]:
    """Return every rule that holds for a block, in the order in which they are tried."""
    tried = (*judged.first, *(rule for rule in RULES if rule.id not in config.disable))
    return [rule for rule in tried if rule.when.holds(judged.scene, index)]


def _others(raw: RawDocument, config: Config, decision: Decision, rules: Sequence[Rule]) -> Iterator[Otherwise]:
    """Yield what other settings make of a block, whether or not that differs."""
    off: list[str] = []
    for rule in rules:
        if rule.id.startswith(PREFIX):
            break
        off.append(rule.id)
        changed = replace(config, disable=config.disable | set(off))
        yield _tried(raw, changed, decision.block, " ".join(f"--disable {name}" for name in off))
    for preset in Preset:
        if preset is not config.preset:
            yield _tried(raw, replace(config, preset=preset), decision.block, f"--preset {preset.value}")
    role = decision.role
    if role not in config.keep:
        changed = replace(config, keep=config.keep | {role}, drop=config.drop - {role})
        yield _tried(raw, changed, decision.block, f"--keep {role.value}")
    if role not in config.drop:
        changed = replace(config, drop=config.drop | {role}, keep=config.keep - {role})
        yield _tried(raw, changed, decision.block, f"--drop {role.value}")
    other = next(one for one in Extractor if one is not config.extractor)
    yield _tried(raw, replace(config, extractor=other), decision.block, f"--extractor {other.value}")


def _tried(raw: RawDocument, config: Config, block: int, setting: str) -> Otherwise:
    return Otherwise(setting, clean_raw(raw, config).decisions[block])


def _differs(one: Decision, two: Decision) -> bool:
    return (one.action, one.role, one.reason) != (two.action, two.role, two.reason)


def _fate(decision: Decision) -> dict[str, str]:
    return {"action": decision.action.value, "role": decision.role.value, "reason": decision.reason}


def _block(document: Document, index: int) -> dict[str, Any]:
    block, decision = document.blocks[index], document.decisions[index]
    copy = decision.duplicate_of
    return {
        "index": index,
        **_fate(decision),
        "confidence": _rounded(decision.confidence),
        "form": block.form.value,
        "locator": block.locator,
        "text": document.text_of(block),
        "duplicate_of": None
        if copy is None
        else {"document": copy.document, "block": copy.block, "similarity": _rounded(copy.similarity)},
    }


def _page(feature: Features) -> Mapping[str, Any] | None:
    markup = feature.markup
    if markup is None:
        return None
    return {
        "tag": markup.tag,
        "inside": sorted(markup.tags),
        "near": sorted(markup.near),
        "around": sorted(markup.cues - markup.near),
        "heading": markup.heading,
        "hidden": markup.hidden,
    }


def _model(judged: Judgement, index: int) -> Mapping[str, Any] | None:
    evidence = judged.evidence
    if not evidence.scores or evidence.cut is None:
        return None
    role = evidence.roles[index] if evidence.roles else None
    return {
        "name": evidence.model,
        "score": _rounded(evidence.scores[index]),
        # Where nothing of a document is body no score is high enough.
        "cut": None if math.isinf(evidence.cut) else _rounded(evidence.cut),
        "body": evidence.keep[index],
        "role": None if role is None else {"role": role.role.value, "confidence": _rounded(role.confidence)},
    }


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
