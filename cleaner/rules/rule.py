"""What a rule is."""

from dataclasses import dataclass

from cleaner.model import Role
from cleaner.rules.conditions import Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the rule table: a block for which `when` holds says by itself that it is a `role`."""

    id: str
    """Kebab-case; the reason code is `rule:<id>`."""
    role: Role
    when: Condition
    why: str
    """One sentence, shown by `cleaner rules`, `explain` and the docs."""
    confidence: float = 0.95
