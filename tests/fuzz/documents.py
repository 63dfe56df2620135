"""One document: its bytes, its text, its blocks, its record."""

import codecs
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

import orjson

from cleaner.check import check as check_record
from cleaner.config import Config
from cleaner.decode import decode
from cleaner.model import Fix, RawDocument, RejectedError, Span
from cleaner.pipeline import clean_raw
from cleaner.repair import repair, repair_blocks, replay
from cleaner.schema import validator, violations
from cleaner.segment.html import Draft, segment_html
from cleaner.segment.plain import segment_plain
from docs.meanings import CAUSES
from tests.invariants import check as check_document
from tests.invariants import check_fixes

_PLAIN, _PAGE = "text/plain", "text/html"


def text_in(data: bytes) -> str:
    """Return a text of any code points: each byte that is not UTF-8 becomes a lone surrogate."""
    return data.decode("utf-8", "surrogateescape")


def decoding(data: bytes) -> None:
    """The first line says whether it is a page (`html`) and what its container declares."""
    head, _, content = data.partition(b"\n")
    kind, _, declared = head.decode("latin-1").partition(" ")
    try:
        found = decode(content, declared or None, html=kind == "html")
    except RejectedError as error:
        assert (error.stage, error.cause) in CAUSES
        return
    assert found.text
    assert codecs.lookup(found.encoding).name == found.encoding
    assert found.encoding_from in {"bom", "utf-8", "container", "meta", "detector", "default"}
    assert list(found.flags) == sorted(set(found.flags))
    found.text.encode("utf-8")
    if "lossy_decoding" not in found.flags and found.encoding == "utf-8":
        assert found.text.encode() == content.removeprefix(codecs.BOM_UTF8)


def repairing(data: bytes) -> None:
    text = text_in(data)
    for unescape in (True, False):
        repaired = repair(text, unescape=unescape)
        _check_repair(text, repaired.text, repaired.fixes)
        assert repair(repaired.text, unescape=unescape).text == repaired.text
    blocks = text.split("\n\n")
    joined, spans, fixes = repair_blocks(blocks, unescape=False)
    assert "\n\n".join(joined[span.start : span.end] for span in spans) == joined
    assert [joined[span.start : span.end] for span in spans] == [repair(one, unescape=False).text for one in blocks]
    _check_repair(text, joined, fixes)


def _check_repair(text: str, repaired: str, fixes: Iterable[Fix]) -> None:
    fixes = tuple(fixes)
    position = 0
    for fix in fixes:
        assert position <= fix.span.start <= fix.span.end <= len(repaired)
        assert fix.before != repaired[fix.span.start : fix.span.end]
        position = fix.span.end
    assert replay(repaired, fixes) == text
    repaired.encode("utf-8")
    assert not [char for char in repaired if unicodedata.category(char) == "Cc" and char not in "\n\t"]


def cutting_text(data: bytes) -> None:
    text = repair(text_in(data), unescape=True).text
    spans = [span for span, _ in segment_plain(text)]
    for one, two in pairwise([Span(0, 0), *spans, Span(len(text), len(text))]):
        assert one.end <= two.start
        assert not text[one.end : two.start].strip()
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


def cutting_page(data: bytes) -> None:
    text = text_in(data)
    drafts = _drafts(text)
    for draft in drafts or ():
        assert draft.text.strip()
        assert "\x1e" not in draft.text
        if draft.markup is not None:
            assert 0 <= draft.markup.link_characters <= len("".join(draft.text.split()))
            assert 0 <= draft.markup.heading <= 6
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return
    assert _drafts(text, encoded) == drafts


def _drafts(text: str, encoded: bytes | None = None) -> tuple[Draft, ...] | None:
    try:
        return segment_html(text, encoded).drafts
    except RejectedError as error:
        assert (error.stage, error.cause) in CAUSES
        return None


def cleaning_text(data: bytes) -> None:
    _clean(data, _PLAIN)


def cleaning_page(data: bytes) -> None:
    _clean(data, _PAGE)


def _clean(data: bytes, media_type: str) -> None:
    raw = RawDocument(data, "x", media_type=media_type, url="https://a.example/x")
    try:
        document = clean_raw(raw, Config())
    except RejectedError as error:
        assert (error.stage, error.cause) in CAUSES
        return
    check_document(document)
    assert list(document.flags) == sorted(set(document.flags))
    if media_type == _PLAIN:
        check_fixes(document, decode(data).text)


def checking(data: bytes) -> None:
    """What the fast validator says, the one that explains says too; every place that is named leads somewhere."""
    try:
        record = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    found = check_record(record)
    assert validator().is_valid(record) == (not violations(record))
    assert found or validator().is_valid(record)
    for one in found:
        assert one.message
        json.dumps([one.pointer, one.message])
        _parent(record, one.pointer)


def _parent(record: object, pointer: str) -> object:
    """Return what holds the value that a JSON Pointer leads to."""
    *steps, _ = pointer.split("/")[1:] or [""]
    for step in steps:
        name = step.replace("~1", "/").replace("~0", "~")
        record = record[int(name)] if isinstance(record, list) else _member(record, name)
    return record


def _member(value: object, name: str) -> object:
    assert isinstance(value, dict)
    return value[name]


DOCUMENTS: Mapping[str, Callable[[bytes], None]] = {
    "decode": decoding,
    "repair": repairing,
    "segment_text": cutting_text,
    "segment_page": cutting_page,
    "text": cleaning_text,
    "page": cleaning_page,
    "record": checking,
}
