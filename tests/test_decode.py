"""Bytes to text: each way to find the encoding, and what is rejected."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decode import decode
from cleaner.model import RejectedError

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "decode.jsonl").read_text("utf-8").splitlines()
]
READ = [case for case in CASES if "reject" not in case]
REJECTED = [case for case in CASES if "reject" in case]
FLAGS = {"encoding_contradicts_declaration", "encoding_guessed", "lossy_decoding"}


def content_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    content = case["text"].encode(case["codec"])
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize("case", READ, ids=lambda case: case["name"])
def test_encoding_is_found(case: dict[str, Any]) -> None:
    decoded = decode(content_of(case), case.get("declared"), html=case.get("html", False))
    found = (decoded.encoding, decoded.encoding_from, list(decoded.flags))
    assert found == (case["encoding"], case["encoding_from"], case["flags"])
    expected = case.get("decoded", case.get("text"))
    if expected is not None:
        assert decoded.text == expected


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: case["name"])
def test_what_is_no_text_is_rejected(case: dict[str, Any]) -> None:
    with pytest.raises(RejectedError) as caught:
        decode(content_of(case))
    assert (caught.value.stage, caught.value.cause) == ("decode", case["reject"])
    assert str(caught.value).isprintable()


@given(st.binary(max_size=400), st.sampled_from((None, "utf-8", "latin-1", "shift_jis", "utf-16", "?")), st.booleans())
def test_any_bytes_decode_or_are_rejected(content: bytes, declared: str | None, html: bool) -> None:
    try:
        decoded = decode(content, declared, html=html)
    except RejectedError as error:
        decoded = None
        cause = error.cause
    if decoded is None:
        assert cause in {"empty", "binary"}
        return
    decoded.text.encode("utf-8")
    assert set(decoded.flags) <= FLAGS
    assert list(decoded.flags) == sorted(decoded.flags)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1), st.sampled_from((None, "koi8-r")))
def test_utf_8_is_utf_8_whatever_is_declared(text: str, declared: str | None) -> None:
    content = "word " + text
    decoded = decode(content.encode(), declared)
    assert (decoded.text, decoded.encoding) == (content, "utf-8")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "cp1251", "cp1252"])
def test_a_large_document_is_one_pass(codec: str) -> None:
    letters = "gr\xf6\xdfer als \xe4lter " if codec == "cp1252" else "Погода сегодня хорошая "
    text = letters * 200_000
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_read_past_the_sample(codec: str) -> None:
    text = "山水画展在城里开幕。" * 9_000 + "🌉 ок"
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)


# Words as they are written: bytes chosen to look like ideographs in pairs can, and do not occur.
_LATIN = "café à la carte señor niño größte Straße où déjà œuvre für 20 € l’été « oui » naïve São Paulo 100 % – n° 7"


@given(st.lists(st.sampled_from(_LATIN.split()), min_size=1, max_size=30), st.integers(1, 40))
def test_windows_1252_is_never_taken_for_ideographs(words: list[str], times: int) -> None:
    decoded = decode(f"caf\xe9 {' '.join(words)} ".encode("cp1252") * times)
    assert not decoded.encoding.startswith("utf-16")


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03\xff\xfe", b"\x01\x02\x03\x04\x05\x06\x07\x08", bytes(range(1, 9)) + b"abc"]
)
def test_a_few_bytes_of_nothing_but_controls_are_binary(content: bytes) -> None:
    with pytest.raises(RejectedError) as caught:
        decode(content)
    assert caught.value.cause == "binary"


@pytest.mark.parametrize("content", [b"a\x00b", b"page 1\x0cpage 2", b"bell\x07", b"\x1b[1mbold\x1b[0m"])
def test_a_stray_control_is_no_reason(content: bytes) -> None:
    assert decode(content).text
