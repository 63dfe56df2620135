"""`cleaner rules`."""

import json
from typing import Annotated

import typer

from cleaner.cli import completing
from cleaner.cli.status import ending, show_data


def rules(
    rule_id: Annotated[
        str | None, typer.Argument(metavar="ID", autocompletion=completing.rules, help="Show this rule only.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the rules: id, role and why.

    The first rule that holds for a block labels it.

    \b
    Examples:
      cleaner rules
      cleaner rules --json | jq -r '.[].id'
    """  # noqa: D301
    with ending():
        from rich.console import Console  # noqa: PLC0415  `--help` must not wait for it
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from cleaner.cli.options import one_of  # noqa: PLC0415
        from cleaner.rules import RULES  # noqa: PLC0415

        chosen = list(RULES)
        if rule_id is not None:
            name = one_of(rule_id.removeprefix("rule:"), [rule.id for rule in RULES], "rule")
            chosen = [rule for rule in RULES if rule.id == name]
        if as_json:
            listed = [{"id": one.id, "role": one.role.value, "why": one.why} for one in chosen]
            show_data(json.dumps(listed, indent=2) + "\n")
            return
        table = Table("id", "role", "why", box=None, pad_edge=False)
        for rule in chosen:
            table.add_row(Text(rule.id), Text(rule.role.value), Text(rule.why))
        console = Console(highlight=False)
        # Rich ends the process where a pipe is broken; captured, it leaves that to us.
        with console.capture() as shown:
            console.print(table)
        show_data(shown.get())
