"""`cleaner rules`."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import completing, deciding
from cleaner.cli.status import ending, show_data
from cleaner.terminal import safe_json, safe_text

if TYPE_CHECKING:
    from cleaner.rules import SiteRule


def rules(
    rule_id: Annotated[
        str | None,
        typer.Argument(metavar="ID", autocompletion=completing.rules, help="Show this rule only, with examples."),
    ] = None,
    rules_file: deciding.Rules = None,
    config_file: deciding.ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the rules, or show one with examples.

    The first rule that holds for a block labels it.

    \b
    Examples:
      cleaner rules
      cleaner rules teaser --json | jq -r '.[].fires[].text'

    Exit status: 0 printed, 2 could not be done, or there is no such rule.
    """  # noqa: D301
    with ending():
        from cleaner.cli.options import config_of  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.rules import RULES, SiteRule, site_rules  # noqa: PLC0415

        config = config_of(deciding.Choices(file=config_file, rules=rules_file))
        chosen = [*site_rules(config.rules), *(SiteRule(rule) for rule in RULES)]
        if rule_id is not None:
            name = _named(rule_id.removeprefix("rule:"), [one.rule.id for one in chosen])
            chosen = [one for one in chosen if one.rule.id == name]
        if as_json:
            show_data(safe_json(json.dumps([_data(one) for one in chosen], indent=2)) + "\n")
        elif rule_id is not None:
            show_data("".join(safe_text(line) + "\n" for line in _lines(chosen[0])))
        else:
            _table(chosen)


def _named(typed: str, known: Sequence[str]) -> str:
    """Return the id of the rule that was meant: one from a file may be called as the file calls it.

    Raises:
        typer.BadParameter: There is none.
    """
    from cleaner.cli.options import one_of  # noqa: PLC0415
    from cleaner.rules import PREFIX  # noqa: PLC0415

    own = f"{PREFIX}{typed}"
    return own if own in known and typed not in known else one_of(typed, known, "rule")


def _data(one: "SiteRule") -> dict[str, Any]:
    from cleaner.rules.examples import examples  # noqa: PLC0415

    rule, shown = one.rule, examples(one.rule.id)
    return {
        "id": rule.id,
        "role": rule.role.value,
        "why": rule.why,
        "confidence": rule.confidence,
        "sites": list(one.sites),
        "files": list(one.files),
        "fires": [{"text": example.text, "page": example.page} for example in shown.fires],
        "quiet": [{"text": example.text, "page": example.page} for example in shown.quiet],
    }


def _table(chosen: Sequence["SiteRule"]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table("id", "role", "why", box=None, pad_edge=False)
    for rule in (one.rule for one in chosen):
        table.add_row(Text(rule.id), Text(rule.role.value), Text(safe_text(rule.why)))
    console = Console(highlight=False)
    # Rich ends the process where a pipe is broken; captured, it leaves that to us.
    with console.capture() as shown:
        console.print(table)
    show_data(shown.get())


def _lines(one: "SiteRule") -> Iterator[str]:
    """Yield what is to be known of one rule."""
    from cleaner.rules import PREFIX  # noqa: PLC0415

    said = _data(one)
    name = said["id"]
    yield f"{name}: {said['role']}, confidence {said['confidence']}"
    yield said["why"]
    yield f"what becomes of it: {_fates(one)}"
    for key in ("sites", "files"):
        if said[key]:
            yield f"{key}: {', '.join(said[key])}"
    for key, heading in (("fires", "fires on"), ("quiet", "does not fire on")):
        if said[key]:
            yield f"{heading}:"
            yield from (f"  {example['text']}{_place(example['page'])}" for example in said[key])
    if name.startswith(PREFIX):
        yield "to switch it off: take it out of the file of rules"
    else:
        yield f'to switch it off: --disable {name}, or disable = ["{name}"] in cleaner.toml'


def _place(page: str | None) -> str:
    return "" if page is None else f" [{page}]"


def _fates(one: "SiteRule") -> str:
    """Return what each preset does with a block that the rule labels, in words."""
    from cleaner.config import Config, Preset  # noqa: PLC0415
    from cleaner.model import Label  # noqa: PLC0415
    from cleaner.policy import decide  # noqa: PLC0415

    label = Label(one.rule.role, f"rule:{one.rule.id}", one.rule.confidence)
    fates = {preset: decide([label], Config(preset=preset))[0].action for preset in Preset}
    return ", ".join(f"{action.value} ({preset.value})" for preset, action in fates.items())
