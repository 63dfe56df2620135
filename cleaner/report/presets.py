"""What would become of the blocks of a record under each preset, as far as the record can say."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from cleaner.config import Config, Preset
from cleaner.entries import entries
from cleaner.model import Action, Label, Role
from cleaner.policy import LIFTED, decide

LETTERS: Final[Mapping[str, str]] = MappingProxyType({"keep": "k", "lift": "l", "drop": "d"})
"""How an action is written where there is one for each block."""


def preset_of(record: Mapping[str, Any]) -> str | None:
    """Return the preset that made a record; `None` where other settings than the presets' own did."""
    return _MADE_BY.get(record["cleaner"]["config"])


def under(record: Mapping[str, Any], preset: Preset) -> str:
    """Return what becomes of each block when the policy of a preset decides about the labels of a record.

    Roles and confidences stay as they were recorded, and what went as a copy stays away. A preset also moves how much
    the models keep of a document; the record does not hold that, so this is an estimate.

    Args:
        record: A record that is valid by the schema.
        preset: The preset.

    Returns:
        A letter of `LETTERS` for each block, in the order of the document.
    """
    blocks = entries(record)
    labels = [Label(Role(block["role"]), block["reason"], block["confidence"]) for block in blocks]
    wanted = frozenset(
        at for at, block in enumerate(blocks) if block["action"] == Action.KEEP and Role(block["role"]) in LIFTED
    )
    decisions = decide(labels, Config(preset=preset), wanted)
    return letters(
        "drop" if block["action"] == Action.DROP and block["duplicate_of"] is not None else decision.action
        for block, decision in zip(blocks, decisions, strict=True)
    )


def letters(actions: Iterable[str]) -> str:
    """Return actions as one letter each."""
    return "".join(LETTERS[action] for action in actions)


_MADE_BY: Final[Mapping[str, str]] = MappingProxyType(
    {Config(preset=preset).fingerprint(): preset.value for preset in Preset}
)
