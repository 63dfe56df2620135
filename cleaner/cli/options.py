"""From words on the command line to a `Config`."""

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

import typer

from cleaner.cli.deciding import Choices
from cleaner.config import Config, Duplicates, Extractor, Preset
from cleaner.model import Role
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
    near = get_close_matches(value, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
    raise typer.BadParameter(f"unknown {what} {safe_text(value)!r}{hint}")


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
    if not values:
        return frozenset()
    from cleaner.rules import RULES  # noqa: PLC0415  not needed by most runs of the command line

    known = [rule.id for rule in RULES]
    return frozenset(one_of(value.removeprefix("rule:"), known, "rule") for value in values)


def config_of(choices: Choices) -> Config:
    """Return the configuration that the command line describes.

    Raises:
        typer.BadParameter: A name is not known, or a value is out of range.
    """
    try:
        return Config(
            preset=Preset(one_of(choices.preset, [one.value for one in Preset], "preset")),
            keep=roles(choices.keep),
            drop=roles(choices.drop),
            language=choices.lang,
            disable=rule_ids(choices.disable),
            extractor=Extractor(one_of(choices.extractor, [one.value for one in Extractor], "extractor")),
            duplicates=Duplicates(near=choices.near),
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
