"""`cleaner eval`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import deciding
from cleaner.cli.status import FAILED, FINDINGS, ending, say, show_data
from cleaner.terminal import one_line, safe_json, safe_text

if TYPE_CHECKING:
    from cleaner.corrections import Agreement

_LONGEST = 100


def eval_(  # noqa: PLR0913, PLR0917  each parameter is an option
    corrections: Annotated[Path, typer.Argument(metavar="CORRECTIONS", help="What `explain --correct` wrote.")],
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="Files or folders with the documents.")],
    preset: deciding.Preset = None,
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = None,
    disable: deciding.Disable = None,
    rules: deciding.Rules = None,
    extractor: deciding.Extractor = None,
    config_file: deciding.ConfigFile = None,
    least: Annotated[
        float, typer.Option("--min", min=0.0, max=1.0, metavar="SHARE", help="Least share that agrees for status 0.")
    ] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Clean corrected documents again, and count agreement.

    \b
    Examples:
      cleaner eval corrections.jsonl pages/
      cleaner eval corrections.jsonl pages/ --rules sites.toml --min 0.95

    Exit status: 0 compared, 1 less agrees than --min, 2 could not be done.
    """  # noqa: D301
    with ending():
        from cleaner.batch.evaluate import evaluate  # noqa: PLC0415  `--help` must not wait for it
        from cleaner.cli.options import config_of  # noqa: PLC0415
        from cleaner.corrections import read_corrections  # noqa: PLC0415

        choices = deciding.Choices(preset, keep, drop, lang, near, disable, extractor, config_file, rules)
        agreement = evaluate(read_corrections(corrections), inputs, config_of(choices))
        if not agreement.scored:
            say("error: none of the documents that were corrected is there")
            raise typer.Exit(FAILED)
        _show(agreement, as_json=as_json)
    if agreement.share < least:
        raise typer.Exit(FINDINGS)


def _show(agreement: "Agreement", *, as_json: bool) -> None:
    said = agreement.to_json()
    if as_json:
        show_data(safe_json(json.dumps(said, indent=2)) + "\n")
        return
    for line in _lines(said):
        show_data(safe_text(line) + "\n")


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    yield f"corrections that agree: {said['right']} of {said['scored']} ({said['share']:.1%})"
    if said["absent"]:
        names = ", ".join(sorted(set(said["absent"])))
        yield f"corrections of documents that are not there: {len(said['absent'])} ({names})"
    for key in ("actions", "roles"):
        if said[key]:
            yield f"{key} (precision, recall, blocks):"
        for name, one in said[key].items():
            yield f"  {name:18} {_number(one['precision'])} {_number(one['recall'])} {one['support']:5}"
    for miss in said["misses"]:
        wanted = " ".join(str(one) for one in miss["wanted"].values() if one is not None)
        got = "not there" if miss["got"] is None else " ".join(miss["got"].values())
        yield f"{miss['uri']} block {miss['block']}: {got}, should be {wanted}"
        yield f"  {one_line(miss['text'], _LONGEST)}"


def _number(value: float | None) -> str:
    return "   -" if value is None else f"{value:.2f}"
