"""The ordered table of rules. The first rule that holds for a block labels it."""

from cleaner.rules.furniture import FURNITURE
from cleaner.rules.news import NEWS
from cleaner.rules.prompts import PROMPTS
from cleaner.rules.rule import Rule
from cleaner.rules.site import PREFIX, SiteRule, rules_for, site_rules
from cleaner.rules.vocabulary import RulesError

RULES: tuple[Rule, ...] = (*PROMPTS, *NEWS, *FURNITURE)

__all__ = ["PREFIX", "RULES", "Rule", "RulesError", "SiteRule", "rules_for", "site_rules"]
