"""The options that decide what becomes of a block, the same for every command that cleans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

Preset = Annotated[str, typer.Option(metavar="article|precision|recall", help="What the roles mean for the text.")]
Keep = Annotated[list[str] | None, typer.Option(metavar="ROLE", help="Keep this role; may be repeated.")]
Drop = Annotated[list[str] | None, typer.Option(metavar="ROLE", help="Drop this role; may be repeated.")]
Language = Annotated[str | None, typer.Option(metavar="XX", help="Language of the documents, e.g. en.")]
Near = Annotated[float, typer.Option(help="Least similarity of near-duplicates, 0 to 1.")]
Disable = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Switch this rule off; may be repeated.")]
Extractor = Annotated[
    str, typer.Option(metavar="model|trafilatura", help="Who says which blocks of a page are the article.")
]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was typed for these options."""

    preset: str = "article"
    keep: Sequence[str] = ()
    drop: Sequence[str] = ()
    lang: str | None = None
    near: float = 0.8
    disable: Sequence[str] = ()
    extractor: str = "model"
