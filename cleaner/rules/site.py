"""Rules of users for their own sources, from a TOML file."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cleaner.meant import hint
from cleaner.model import Role
from cleaner.rules.rule import Rule
from cleaner.rules.vocabulary import RulesError, condition, names
from cleaner.toml import loads

PREFIX = "site/"
"""How the ids of these rules begin; the reason is `rule:site/NAME`."""

_KEYS = ("name", "role", "why", "when", "sites", "files", "confidence")
_NEEDED = ("name", "role", "why", "when")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = re.compile(r"(?:[^\s/:*.]+\.)+[^\s/:*.]+")
_DEEP = "is nested too deeply"
_SURE = 0.95
"""How sure a rule is that does not say so itself, as sure as most of the built-in ones."""


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A rule, and the documents for which it is tried."""

    rule: Rule
    sites: tuple[str, ...] = ()
    """Hosts, each with everything below it."""
    files: tuple[str, ...] = ()
    """Patterns for uris, as a shell has them."""

    def applies(self, host: str | None, uri: str) -> bool:
        """Say whether the rule is tried for a document: for every one where the rule names neither sites nor files.

        Args:
            host: Where the document was, in lower case; `None` where nobody knows.
            uri: Its uri, relative to the input root.
        """
        if not self.sites and not self.files:
            return True
        below = host is not None and any(host == site or host.endswith(f".{site}") for site in self.sites)
        return below or any(fnmatchcase(uri, pattern) for pattern in self.files)


@lru_cache(8)
def site_rules(text: str, name: str = "rules") -> tuple[SiteRule, ...]:
    """Return the rules of a file, in its order.

    Args:
        text: What stands in the file.
        name: What messages call it.

    Raises:
        RulesError: It is not TOML, or a rule in it cannot be used.
    """
    try:
        content = loads(text)
    except ValueError as error:
        raise RulesError(f"{name} is not TOML: {error}") from error
    except RecursionError:
        raise RulesError(f"{name}: {_DEEP}") from None
    for key in content:
        if key != "rule":
            raise RulesError(f"{name}: unknown key {key!r}; a rule begins with [[rule]]")
    tables = content.get("rule", [])
    if not isinstance(tables, list):
        raise RulesError(f"{name}: a rule begins with [[rule]], not [rule]")
    try:
        found = [_rule(table, f"{name}: rule {number}") for number, table in enumerate(tables, 1)]
    except RecursionError:
        raise RulesError(f"{name}: {_DEEP}") from None
    seen: set[str] = set()
    for one in found:
        if one.rule.id in seen:
            raise RulesError(f"{name}: two rules have the name {one.rule.id.removeprefix(PREFIX)!r}")
        seen.add(one.rule.id)
    return tuple(found)


def rules_for(text: str, url: str | None, uri: str) -> tuple[Rule, ...]:
    """Return the rules of a file that are tried for a document.

    Args:
        text: What stands in the file.
        url: Where the document was, as far as anybody knows.
        uri: Its uri, relative to the input root.

    Raises:
        RulesError: The file cannot be used.
    """
    host = _host(url)
    return tuple(one.rule for one in site_rules(text) if one.applies(host, uri))


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.rstrip(".") if host else None


def _rule(table: Any, where: str) -> SiteRule:
    if not isinstance(table, dict):
        raise RulesError(f"{where}: a rule begins with [[rule]]")
    if isinstance(table.get("name"), str):
        where = f"{where} ({table['name']})"
    for key in table:
        if key not in _KEYS:
            raise RulesError(f"{where}: unknown key {key!r}{hint(key, _KEYS)}")
    for key in _NEEDED:
        if key not in table:
            raise RulesError(f"{where}: {key} is missing")
    name, role, why = (_text(table, key, where) for key in ("name", "role", "why"))
    if not _NAME.fullmatch(name):
        raise RulesError(f"{where}: name takes small letters, digits and hyphens, not {name!r}")
    known = [one.value for one in Role]
    if role not in known:
        raise RulesError(f"{where}: unknown role {role!r}{hint(role, known)}")
    sure = table.get("confidence", _SURE)
    if not isinstance(sure, int | float) or isinstance(sure, bool) or not 0 <= sure <= 1:
        raise RulesError(f"{where}: confidence takes a number from 0 to 1, not {sure!r}")
    rule = Rule(f"{PREFIX}{name}", Role(role), condition(table["when"], f"{where}: when"), why, float(sure))
    files = tuple(names(table["files"], f"{where}: files")) if "files" in table else ()
    return SiteRule(rule, _sites(table, where), files)


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise RulesError(f"{where}: {key} takes a text in quotes, not {value!r}")
    return value


def _sites(table: dict[str, Any], where: str) -> tuple[str, ...]:
    if "sites" not in table:
        return ()
    found = names(table["sites"], f"{where}: sites")
    for site in found:
        if not _HOST.fullmatch(site) or site != site.lower():
            said = _host(site if "//" in site else f"//{site}")
            meant = (said or "").removeprefix("*.")
            near = f"; did you mean {meant}?" if _HOST.fullmatch(meant) else ""
            raise RulesError(f"{where}: sites takes hosts such as example.org, not {site!r}{near}")
    return tuple(found)
