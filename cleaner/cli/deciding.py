"""The options that decide what becomes of a block, the same for every command that cleans.

Each of them is `None` where it was not given: a file of settings or the environment may say something else then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli import completing

Preset = Annotated[
    str | None,
    typer.Option(
        metavar="article|precision|recall",
        autocompletion=completing.among("article", "precision", "recall"),
        help="What the roles mean for the text. Default: article.",
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE", autocompletion=completing.roles, help="Keep this role; may be repeated."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE", autocompletion=completing.roles, help="Drop this role; may be repeated."),
]
Language = Annotated[str | None, typer.Option(metavar="XX", help="Language of the documents, e.g. en.")]
Near = Annotated[
    float | None, typer.Option(metavar="SHARE", help="Least similarity of near-duplicates, 0 to 1. Default: 0.8.")
]
Disable = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE", autocompletion=completing.rules, help="Switch this rule off; may be repeated."),
]
Rules = Annotated[
    str | None, typer.Option("--rules", metavar="FILE", help="Rules for some sources, tried before all others.")
]
Extractor = Annotated[
    str | None,
    typer.Option(
        metavar="model|trafilatura",
        autocompletion=completing.among("model", "trafilatura"),
        help="Who says which blocks of a page are the article. Default: model.",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="Settings; else cleaner.toml or pyproject.toml, here or above, is read."
    ),
]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was typed for these options."""

    preset: str | None = None
    keep: Sequence[str] | None = None
    drop: Sequence[str] | None = None
    lang: str | None = None
    near: float | None = None
    disable: Sequence[str] | None = None
    extractor: str | None = None
    file: Path | None = None
    rules: str | None = None
