"""`cleaner explain`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaner.cli import deciding
from cleaner.cli.status import FAILED, FINDINGS, ending, say, show_data
from cleaner.terminal import safe_json, safe_text

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.corrections import Correction
    from cleaner.model import RawDocument, Reject

_Record = Mapping[str, Any]


_File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A document, a record (.json), or - for either on standard input; OUT#ID of a run."
    ),
]
_Id = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="FILE is what a run wrote: its record of this id or uri.")
]
_Block = Annotated[int | None, typer.Option(min=0, metavar="N", help="Show all there is about this block.")]
_Correct = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE|ACTION", help="Say what --block is, or keep, lift, drop; may be repeated."),
]
_Corrections = Annotated[Path, typer.Option(metavar="FILE", help="Where --correct is written, a line at its end.")]


def explain(  # noqa: PLR0913, PLR0917  each parameter is an option
    file: _File,
    id_: _Id = None,
    block: _Block = None,
    correct: _Correct = None,
    corrections: _Corrections = Path("corrections.jsonl"),
    preset: deciding.Preset = None,
    keep: deciding.Keep = None,
    drop: deciding.Drop = None,
    lang: deciding.Language = None,
    near: deciding.Near = None,
    disable: deciding.Disable = None,
    rules: deciding.Rules = None,
    extractor: deciding.Extractor = None,
    config_file: deciding.ConfigFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show one document, block by block.

    Each block has its role, what becomes of it, who says so and how sure that is. A record shows what was decided
    when it was made, whatever the options say.

    \b
    Examples:
      cleaner explain page.html --block 5
      cleaner explain cleaned/page.html.json | less -R

    Exit status: 0 shown, 1 the document was rejected, 2 could not be done, or a record is not valid.
    """  # noqa: D301
    with ending():
        from cleaner.cli.options import config_of  # noqa: PLC0415  `--help` must not wait for it

        config = config_of(deciding.Choices(preset, keep, drop, lang, near, disable, extractor, config_file, rules))
        found = _found(file, id_, config)
        try:
            if correct:
                _show_correction(_corrected(found, config, block, correct), corrections, as_json=as_json)
            elif block is not None:
                _show_block(found, config, block, as_json=as_json)
            else:
                record = found if isinstance(found, Mapping) else _cleaned(found, config)
                _show(record, as_json=as_json)
        except IndexError as error:
            raise typer.BadParameter(str(error)) from None


def _found(file: str, id_: str | None, config: "Config") -> "_Record | RawDocument":
    """Return the record or the document that was named."""
    place, mark, name = file.rpartition("#")
    if id_ is None and mark and not Path(file).exists() and Path(place).exists():
        return _of_run(place, name)
    if id_ is not None:
        return _of_run(file, id_)
    return _stored(file) if file.lower().endswith(".json") else _raw(file, config)


def _of_run(output: str, name: str) -> _Record:
    from cleaner.batch.stored import find  # noqa: PLC0415

    return find(output, name).record()


def _stored(file: str) -> Mapping[str, Any]:
    from cleaner.batch.stored import checked, loads  # noqa: PLC0415
    from cleaner.readers import InputError  # noqa: PLC0415

    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error
    return checked(loads(content, file), file)


def _recognised(content: bytes | str) -> object:
    """Return the JSON object that calls itself a record, or `None`: any other content is a document."""
    import orjson  # noqa: PLC0415

    try:
        value: object = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and "schema_version" in value else None


def _raw(file: str, config: "Config") -> "_Record | RawDocument":
    """Return the one document that a file holds, or the record that stands on standard input."""
    from cleaner.batch.stored import checked  # noqa: PLC0415
    from cleaner.model import Reject  # noqa: PLC0415
    from cleaner.readers import STDIN, Input, ReadOptions, Skipped, find_inputs, read  # noqa: PLC0415

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
    record = _recognised(raw.content) if one.path is None else None
    return checked(record, one.uri) if record is not None else raw


def _cleaned(raw: "RawDocument", config: "Config") -> _Record:
    from cleaner.pipeline import clean_raw  # noqa: PLC0415
    from cleaner.record import to_record  # noqa: PLC0415

    with _heeding(raw):
        return to_record(clean_raw(raw, config))


@contextmanager
def _heeding(raw: "RawDocument") -> Iterator[None]:
    """End the command with the reason where a document is rejected."""
    from cleaner.model import Reject, RejectedError  # noqa: PLC0415

    try:
        yield
    except RejectedError as error:
        raise _refused(Reject(raw.uri, None, error.stage, error.cause, str(error))) from None


def _refused(reject: "Reject") -> typer.Exit:
    """Say why there is nothing to show, and return how the command ends."""
    from cleaner.cli.progress import reject_line  # noqa: PLC0415

    say(reject_line(reject))
    return typer.Exit(FINDINGS)


def _show(record: _Record, *, as_json: bool) -> None:
    if as_json:
        show_data(safe_json(json.dumps(record, indent=2)) + "\n")
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from cleaner.cli.document import document_lines  # noqa: PLC0415

    console = Console(highlight=False)
    for text, style in document_lines(record):
        # Rich ends the process where a pipe is broken; captured, it leaves that to us.
        with console.capture() as shown:
            console.print(Text(safe_text(text, lines=True), style=style), soft_wrap=True)
        show_data(shown.get())


def _show_block(found: "_Record | RawDocument", config: "Config", block: int, *, as_json: bool) -> None:
    from cleaner.cli.block import block_lines, stored_block, stored_lines  # noqa: PLC0415

    if isinstance(found, Mapping):
        said: _Record = stored_block(found, block)
        lines = stored_lines(said)
    else:
        said = _why(found, config, block)
        lines = block_lines(said)
    if as_json:
        show_data(safe_json(json.dumps(said, indent=2)) + "\n")
        return
    for line in lines:
        show_data(line + "\n")


def _corrected(
    found: "_Record | RawDocument", config: "Config", block: int | None, words: Sequence[str]
) -> "Correction":
    """Return what a person says of a block."""
    from cleaner.cli.options import one_of  # noqa: PLC0415
    from cleaner.corrections import correction_of  # noqa: PLC0415
    from cleaner.model import Action, Role  # noqa: PLC0415

    if block is None:
        raise typer.BadParameter("--correct needs --block")
    known = {one.value: one for one in (*Role, *Action)}
    said = [known[one_of(word.lower().replace("-", "_"), known, "role or action")] for word in words]
    roles = [one for one in said if isinstance(one, Role)]
    actions = [one for one in said if isinstance(one, Action)]
    if len(roles) > 1 or len(actions) > 1:
        raise typer.BadParameter("--correct takes one role and one action")
    record = found if isinstance(found, Mapping) else _cleaned(found, config)
    return correction_of(record, block, next(iter(roles), None), next(iter(actions), None))


def _show_correction(correction: "Correction", file: Path, *, as_json: bool) -> None:
    """Write a correction down and say so."""
    from cleaner.corrections import append  # noqa: PLC0415

    append(file, correction)
    if as_json:
        show_data(safe_json(json.dumps(json.loads(correction.to_line()), indent=2)) + "\n")
    else:
        say(f"{correction.uri} block {correction.block} is corrected in {file}")


def _why(raw: "RawDocument", config: "Config", block: int) -> _Record:
    from cleaner.why import why  # noqa: PLC0415

    with _heeding(raw):
        return why(raw, config, block)
