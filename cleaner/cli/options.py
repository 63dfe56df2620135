"""From words on the command line to a `Config`."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import typer

from cleaner.cli.deciding import Choices
from cleaner.cli.status import FAILED, say
from cleaner.config import Config, Duplicates, Extractor, Preset
from cleaner.meant import hint
from cleaner.model import Role
from cleaner.rules import RULES
from cleaner.settings import Layer, Setting, SettingsError, gathered, to_config
from cleaner.terminal import safe_text


def one_of(value: str, known: Collection[str], what: str) -> str:
    """Return a name that is known.

    Args:
        value: What was typed.
        known: Every name there is.
        what: What the names name, for the message.

    Raises:
        typer.BadParameter: The name is not known; the message suggests the nearest one.
    """
    if value in known:
        return value
    raise typer.BadParameter(f"unknown {what} {safe_text(value)!r}{hint(value, known)}")


def roles(values: Iterable[str]) -> frozenset[Role]:
    """Return the roles that were named; `pull-quote` is `pull_quote`.

    Raises:
        typer.BadParameter: A role is not known.
    """
    known = [role.value for role in Role]
    return frozenset(Role(one_of(value.lower().replace("-", "_"), known, "role")) for value in values)


def rule_ids(values: Sequence[str]) -> frozenset[str]:
    """Return the rule ids that were named.

    Raises:
        typer.BadParameter: A rule is not known.
    """
    known = [rule.id for rule in RULES]
    return frozenset(one_of(value.removeprefix("rule:"), known, "rule") for value in values)


def settings_of(choices: Choices) -> dict[str, Setting]:
    """Return every setting that the command line, the environment and a file describe, and where each comes from.

    Raises:
        typer.BadParameter: A name on the command line is not known, or a value is out of range.
        typer.Exit: Another place has a setting that cannot be used; the message has been printed.
    """
    try:
        return gathered(choices.file, _typed(choices))
    except SettingsError as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None


def config_of(choices: Choices) -> Config:
    """Return the configuration that the command line, the environment and a file describe.

    Raises:
        typer.BadParameter: A name on the command line is not known, or a value is out of range.
        typer.Exit: Another place has a setting that cannot be used; the message has been printed.
    """
    try:
        return to_config(settings_of(choices))
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None


def _typed(choices: Choices) -> Layer:
    """Return what was typed, checked; what was not is not there."""
    found: dict[tuple[str, str], Any] = {}
    if choices.preset is not None:
        found["--preset", "preset"] = Preset(one_of(choices.preset, [one.value for one in Preset], "preset"))
    if choices.keep:
        found["--keep", "keep"] = roles(choices.keep)
    if choices.drop:
        found["--drop", "drop"] = roles(choices.drop)
    if choices.disable:
        found["--disable", "disable"] = rule_ids(choices.disable)
    if choices.rules is not None:
        found["--rules", "rules"] = choices.rules
    if choices.extractor is not None:
        known = [one.value for one in Extractor]
        found["--extractor", "extractor"] = Extractor(one_of(choices.extractor, known, "extractor"))
    try:
        if choices.lang is not None:
            found["--lang", "language"] = Config(language=choices.lang).language
        if choices.near is not None:
            found["--near", "duplicates.near"] = Duplicates(near=choices.near).near
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return {key: Setting(value, option) for (option, key), value in found.items()}
