"""`cleaner explain`."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import deciding
from cleaner.cli.status import FAILED, FINDINGS, ending, say, show_data
from cleaner.terminal import safe_text

if TYPE_CHECKING:
    from cleaner.model import Reject

_STYLES = {"keep": "green", "lift": "cyan", "drop": "red"}


def explain(  # noqa: PLR0913, PLR0917  each parameter is an option
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A document, a record (.json), or - for either on standard input.")
    ],
    preset: deciding.Preset = None,
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = None,
    disable: deciding.Disable = None,
    rules: deciding.Rules = None,
    extractor: deciding.Extractor = None,
    config_file: deciding.ConfigFile = None,
) -> None:
    """Show one document, block by block.

    Each block has its role, what becomes of it, who says so and how sure that is. A record shows what was decided
    when it was made, whatever the options say.

    \b
    Examples:
      cleaner explain page.html
      cleaner explain cleaned/page.html.json | less -R

    Exit status: 0 shown, 1 the document was rejected, 2 could not be done.
    """  # noqa: D301
    with ending():
        from cleaner.cli.options import config_of  # noqa: PLC0415  `--help` must not wait for it

        choices = deciding.Choices(preset, keep, drop, lang, near, disable, extractor, config_file, rules)
        config = config_of(choices)
        _show(_stored(file) if file.lower().endswith(".json") else _cleaned(file, config))


def _stored(file: str) -> Mapping[str, Any]:
    from pathlib import Path  # noqa: PLC0415

    import orjson  # noqa: PLC0415

    from cleaner.readers import InputError  # noqa: PLC0415

    try:
        return _checked(orjson.loads(Path(file).read_bytes()), file)
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise InputError(f"not JSON: {file}: {error}") from error


def _recognised(content: bytes | str) -> object:
    """Return the JSON object that calls itself a record, or `None`: any other content is a document."""
    import orjson  # noqa: PLC0415

    try:
        value: object = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and "schema_version" in value else None


def _checked(record: Any, file: str) -> Mapping[str, Any]:
    from cleaner.check import check  # noqa: PLC0415

    broken = check(record)
    if broken:
        say(f"error: not a valid record: {file}: {broken[0].pointer or '/'} {broken[0].message}")
        raise typer.Exit(FINDINGS)
    valid: Mapping[str, Any] = record
    return valid


def _cleaned(file: str, config: Any) -> Mapping[str, Any]:
    from cleaner.model import Reject, RejectedError  # noqa: PLC0415
    from cleaner.pipeline import clean_raw  # noqa: PLC0415
    from cleaner.readers import STDIN, Input, ReadOptions, Skipped, find_inputs, read  # noqa: PLC0415
    from cleaner.record import to_record  # noqa: PLC0415

    found = [one for one in find_inputs([file]) if isinstance(one, Input | Reject)]
    if len(found) != 1:
        say(f"error: explain takes one document, and there are {len(found)} in {file}")
        raise typer.Exit(FAILED)
    one = found[0]
    if isinstance(one, Reject):
        raise _refused(one)
    options = ReadOptions(config.limits, kind="document" if file == STDIN else None)
    documents = (raw for raw in read(one, options) if not isinstance(raw, Skipped))
    raws = list(islice(documents, 2))
    if len(raws) != 1:
        say(f"error: explain takes one document, and there are {'more' if raws else 'none'} in {file}")
        raise typer.Exit(FAILED)
    raw = raws[0]
    if isinstance(raw, Reject):
        raise _refused(raw)
    try:
        record = _recognised(raw.content) if one.path is None else None
        return _checked(record, one.uri) if record is not None else to_record(clean_raw(raw, config))
    except RejectedError as error:
        raise _refused(Reject(one.uri, None, error.stage, error.cause, str(error))) from None


def _refused(reject: "Reject") -> typer.Exit:
    """Say why there is nothing to show, and return how the command ends."""
    from cleaner.cli.progress import reject_line  # noqa: PLC0415

    say(reject_line(reject))
    return typer.Exit(FINDINGS)


def _show(record: Mapping[str, Any]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for text, style in _lines(record):
        # Rich ends the process where a pipe is broken; captured, it leaves that to us.
        with console.capture() as shown:
            console.print(Text(safe_text(text, lines=True), style=style), soft_wrap=True)
        show_data(shown.get())


def _lines(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what to show, each with its style."""
    source, counts = record["source"], record["counts"]["blocks"]
    yield safe_text(source["uri"]), "bold"
    yield f"{source['media_type']}, {source['encoding']} ({source['encoding_from']}), {source['bytes']} bytes", ""
    fields = ("headline", "kicker", "dek", "published_at", "modified_at", "site", "language")
    values = {key: record[key] for key in fields} | {key: ", ".join(record[key]) for key in ("authors", "flags")}
    for key, value in values.items():
        if value:
            yield f"{key}: {safe_text(value)}", ""
    yield (
        f"{counts['in']} blocks: {counts['kept']} kept, {counts['lifted']} lifted, {counts['dropped']} dropped",
        "",
    )
    blocks = [{"action": "keep", **block} for block in record["blocks"]] + list(record["removed"])
    for block in sorted(blocks, key=lambda block: int(block["index"])):
        yield "", ""
        yield _heading(block), f"bold {_STYLES[block['action']]}"
        text = "\n".join(f"     {line}" for line in block["text"].split("\n"))
        yield text, "dim" if block["action"] == "drop" else ""


def _heading(block: Mapping[str, Any]) -> str:
    line = f"{block['index']:4} {block['action']} {block['role']} {block['confidence']:.2f} {block['reason']}"
    copy = block["duplicate_of"]
    if copy is not None:
        line += f", copy of block {copy['block']} ({copy['similarity']:.2f})"
    return f"{line} [{block['form']}]"
