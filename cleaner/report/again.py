"""What would become of documents under each preset, by cleaning them again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleaner.config import Config, Preset
from cleaner.model import Document, RawDocument, RejectedError
from cleaner.pipeline import clean_raw
from cleaner.readers import Input, ReadOptions, find_inputs, read
from cleaner.report.presets import letters
from cleaner.report.shown import BLOCKS

_Place = tuple[str, str | None]


def clean_again(documents: Sequence[dict[str, Any]], folder: str) -> int:
    """Put what each preset decides in the place of what a record lets expect.

    Only where the input is what it was (the same bytes by their hash, cut into the same blocks). What went as a copy
    of another document stays away, as no single document knows of it.

    Args:
        documents: What a page shows of documents; `presets` and `exact` are changed.
        folder: The input of the run, as it was given to it.

    Returns:
        How many documents were cleaned again.

    Raises:
        InputError: The folder does not exist, or nothing is in it.
    """
    wanted = {(one["uri"], one["record"]): one for one in documents}
    done = 0
    for raw in _raws(folder, wanted):
        one = wanted.pop((raw.uri, raw.record), None)
        if one is not None and _replace(one, raw):
            done += 1
        if not wanted:
            break
    return done


def _raws(folder: str, wanted: Mapping[_Place, Any]) -> Iterator[RawDocument]:
    """Yield the documents of the inputs that hold one that is wanted."""
    uris = {uri for uri, _ in wanted}
    for found in find_inputs([folder]):
        if isinstance(found, Input) and found.uri in uris:
            for raw in read(found, ReadOptions()):
                if isinstance(raw, RawDocument):
                    yield raw
                if not any(uri == found.uri for uri, _ in wanted):
                    break


def _replace(one: dict[str, Any], raw: RawDocument) -> bool:
    """Take what the presets decide about a document; say whether it still is the one that was recorded."""
    presets = {}
    for preset in Preset:
        try:
            document = clean_raw(raw, Config(preset=preset))
        except RejectedError:
            return False
        if not _same(one, document):
            return False
        presets[preset.value] = _letters(one, document)
    one["presets"], one["exact"] = presets, True
    return True


def _same(one: Mapping[str, Any], document: Document) -> bool:
    spans = [tuple(block["span"]) for block in one["blocks"]]
    cut = [tuple(block.span) for block in document.blocks]
    return one["sha256"] == document.source.sha256 and cut[:BLOCKS] == spans and len(cut) == len(spans) + one["more"]


def _letters(one: Mapping[str, Any], document: Document) -> str:
    elsewhere = {
        block["index"]
        for block in one["blocks"]
        if block["action"] == "d" and block["copy_of"] and block["copy_of"]["document"] != one["id"]
    }
    decisions = document.decisions[:BLOCKS]
    return letters("drop" if decision.block in elsewhere else decision.action.value for decision in decisions)
