"""JSON Lines: every line is in exactly one place."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleaner.config import Limits
from cleaner.model import RawDocument, Reject
from cleaner.readers import Fields
from cleaner.readers.streams import codec_of
from tests.reading import PEAK, causes, documents, in_a_process, only, only_reject, read_bytes, rejects, texts

ROOT = Path(__file__).parent.parent

# A line, and what of its document is not None: content, media type, url, date, id.
USUAL: dict[str, tuple[dict[str, Any], tuple[str, str, str | None, str | None, str | None]]] = {
    "dolma": (
        {
            "id": "a1",
            "text": "T",
            "source": "common-crawl",
            "created": "2023-05-01T10:00:00.000Z",
            "added": "2024-01-01",
        },
        ("T", "text/plain", None, "2023-05-01T10:00:00+00:00", "a1"),
    ),
    "dolma with an address": (
        {"id": "a1", "text": "T", "source": "cc", "metadata": {"url": "http://x.org/a"}},
        ("T", "text/plain", "http://x.org/a", None, "a1"),
    ),
    "fineweb": (
        {
            "text": "T",
            "id": "<urn:uuid:1>",
            "dump": "CC-MAIN-2013-20",
            "url": "http://x.org",
            "date": "2013-05-18T05:48:54Z",
        },
        ("T", "text/plain", "http://x.org", None, "<urn:uuid:1>"),
    ),
    "datatrove": (
        {"text": "T", "id": "7", "metadata": {"url": "http://x.org", "date": "2020-01-31", "dump": None}},
        ("T", "text/plain", "http://x.org", "2020-01-31", "7"),
    ),
    "ccnet": (
        {"url": "http://x.org", "date_download": "2019-02-01T00:00:00Z", "raw_content": "T", "digest": "sha1:X"},
        ("T", "text/plain", "http://x.org", None, None),
    ),
    "trafilatura": (
        {"title": "H", "source": "https://x.org/a", "date": "2024-02-29", "id": None, "raw_text": "t t", "text": "T"},
        ("T", "text/plain", "https://x.org/a", "2024-02-29", None),
    ),
    "a page": (
        {"html": "<p>T", "text": "T", "url": "http://x.org"},
        ("<p>T", "text/html", "http://x.org", None, None),
    ),
    "a number for an id": ({"id": 17, "text": "T"}, ("T", "text/plain", None, None, "17")),
    "nothing but nulls": ({"id": None, "url": None, "html": None, "text": "T"}, ("T", "text/plain", None, None, None)),
    "a date that is none": ({"date": "yesterday", "text": "T"}, ("T", "text/plain", None, None, None)),
}


def line(row: object) -> bytes:
    return json.dumps(row).encode() + b"\n"


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_names_are_recognised(tmp_path: Path, name: str) -> None:
    row, expected = USUAL[name]
    one = only(read_bytes(tmp_path, "x.jsonl", line(row)))
    assert (one.content, one.media_type, one.url, one.published_at, one.id) == expected
    assert (one.uri, one.record) == ("x.jsonl", "1")


@pytest.mark.parametrize(("name", "expected"), [("fineweb", "2013-05-18"), ("ccnet", "2019-02-01"), ("dolma", None)])
def test_the_day_of_the_crawl_is_not_that_of_publication(tmp_path: Path, name: str, expected: str | None) -> None:
    one = only(read_bytes(tmp_path, "x.jsonl", line(USUAL[name][0])))
    assert (one.fetched_at or "")[:10] == (expected or "")


def test_names_can_be_given(tmp_path: Path) -> None:
    row = {"corpo": "T", "text": "no", "onde": "urn:x", "quando": "2020-01-02", "chave": "k", "id": "no"}
    fields = Fields(text="corpo", url="onde", date="quando", id="chave")
    one = only(read_bytes(tmp_path, "x.jsonl", line(row), fields=fields))
    assert (one.content, one.url, one.published_at, one.id) == ("T", "urn:x", "2020-01-02", "k")
    one = only(read_bytes(tmp_path, "x.jsonl", line({"text": "T", "page": "<p>"}), fields=Fields(html="page")))
    assert (one.content, one.media_type) == ("<p>", "text/html")
    assert only_reject(read_bytes(tmp_path, "x.jsonl", line({"text": "T"}), fields=fields)).cause == "no_text_field"


def test_a_record_of_the_cleaner_is_its_text(tmp_path: Path) -> None:
    record = (ROOT / "cleaned/faro.txt.json").read_bytes()
    one = only(read_bytes(tmp_path, "x.jsonl", line(json.loads(record))))
    assert one.content == json.loads(record)["text"]
    assert one.id == json.loads(record)["id"]


# A line that is no document, and why.
BAD: list[tuple[bytes, str]] = [
    (b'{"text": "cut', "bad_json"),
    (b"{'text': 'python'}", "bad_json"),
    (b'{"text": "\xff"}', "bad_json"),
    (b'{"text": "a"} {"text": "b"}', "bad_json"),
    (b"[" * 100_000, "bad_json"),
    (b"\x00\x01\x02", "bad_json"),
    (b'{"text": "a"}\x00', "bad_json"),
    (b"[1, 2]", "bad_record"),
    (b"null", "bad_record"),
    (b'"text"', "bad_record"),
    (b'{"text": ["a"]}', "bad_record"),
    (b'{"text": 5}', "bad_record"),
    (b'{"text": "a", "id": {}}', "bad_record"),
    (b'{"text": "a", "id": "\\ud800"}', "bad_record"),
    (b'{"text": "a", "url": 5}', "bad_record"),
    (b"{}", "no_text_field"),
    (b'{"text": null}', "no_text_field"),
    (b'{"title": "a"}', "no_text_field"),
]


@pytest.mark.parametrize(("content", "cause"), BAD)
def test_a_bad_line_costs_itself(tmp_path: Path, content: bytes, cause: str) -> None:
    before, behind = line({"text": "before"}), line({"text": "behind"})
    found = read_bytes(tmp_path, "x.jsonl", before + content + b"\n" + behind)
    assert texts(found) == ["before", "behind"]
    (reject,) = rejects(found)
    assert (reject.stage, reject.cause, reject.record, reject.offset) == ("read", cause, "2", len(before))
    assert [one.record for one in documents(found)] == ["1", "3"]
    reject.message.encode()


def test_lines_end_at_newlines_and_nowhere_else(tmp_path: Path) -> None:
    odd = "a\u2028b\u0085c\x1cd\u2029"
    content = json.dumps({"text": odd}, ensure_ascii=False).replace("\\u001c", "\x1c")
    found = read_bytes(
        tmp_path, "x.jsonl", json.dumps({"text": odd}, ensure_ascii=False).encode() + b"\r\n\n \n" + line({"text": "b"})
    )
    assert texts(found) == [odd, "b"]
    assert [one.record for one in documents(found)] == ["1", "4"]
    # A control character inside a string is no JSON, and still does not end the line.
    assert causes(read_bytes(tmp_path, "x.jsonl", content.replace("\\u001c", "\x1c").encode())) == ["truncated"]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert only(read_bytes(tmp_path, "x.jsonl", b"\xef\xbb\xbf" + line({"text": "a"}))).content == "a"


def test_what_python_writes_is_read(tmp_path: Path) -> None:
    content = b'{"text": "a", "score": NaN}\n{"text": "half \\ud83d a pair"}\n'
    assert texts(read_bytes(tmp_path, "x.jsonl", content)) == ["a", "half \ud83d a pair"]


def test_a_last_line_needs_no_newline_but_must_be_whole(tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, "x.jsonl", line({"text": "a"}) + b'{"text": "b"}')) == ["a", "b"]
    found = read_bytes(tmp_path, "x.jsonl", line({"text": "a"}) + b'{"text": "b')
    assert (texts(found), causes(found)) == (["a"], ["truncated"])
    assert rejects(found)[0].offset == len(line({"text": "a"}))


def test_a_file_without_lines_has_no_documents(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "x.jsonl", b"") == []
    assert read_bytes(tmp_path, "x.jsonl", b"\n\n \n") == []


@pytest.mark.parametrize("size", [999, 1000, 1001, 5000, 200_000])
def test_a_line_over_the_limit_costs_itself(tmp_path: Path, size: int) -> None:
    long = line({"text": ""})[:-3] + b"x" * (size - 12) + b'"}'
    assert len(long) == size
    content = line({"text": "before"}) + long + b"\n" + line({"text": "behind"})
    found = read_bytes(tmp_path, "x.jsonl", content, Limits(bytes=1000))
    if size <= 1000:
        assert len(texts(found)) == 3
        return
    (reject,) = rejects(found)
    assert (reject.cause, reject.record, reject.offset) == ("record_too_large", "2", len(line({"text": "before"})))
    assert texts(found) == ["before", "behind"]
    assert causes(read_bytes(tmp_path, "y.jsonl", long, Limits(bytes=1000))) == ["record_too_large"]


@pytest.mark.skipif(not PEAK.exists(), reason="reads its peak memory where Linux says it")
def test_a_line_of_a_gigabyte_is_never_held() -> None:
    block = b"x" * 1_000_000
    long = [b'{"text": "before"}\n{"text": "', *([block] * 1000), b'"}\n{"text": "behind"}\n']
    said, memory = in_a_process("Input(None, '-')", long)
    assert said == ["document", "record_too_large", "document"]
    assert memory < 300_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (line({"text": "a"}), [("a", "1")]),
        (line({"text": "a"}) * 2, [("a", "1"), ("a", "2")]),
        (b'{\n  "text": "a"\n}\n', [("a", None)]),
    ],
)
def test_a_json_file_is_one_document_or_many(
    tmp_path: Path, content: bytes, expected: list[tuple[str, str | None]]
) -> None:
    found = documents(read_bytes(tmp_path, "x.json", content))
    assert [(one.content, one.record) for one in found] == expected


@pytest.mark.parametrize(
    ("content", "cause"), [(b"[\n]", "bad_record"), (b"{\n", "bad_json"), (b"", "bad_json"), (b"{\n}", "no_text_field")]
)
def test_a_json_file_that_is_no_document(tmp_path: Path, content: bytes, cause: str) -> None:
    assert only_reject(read_bytes(tmp_path, "x.json", content)).cause == cause


def test_a_json_file_over_the_limit(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "x.json", b'{\n"text": "' + b"x" * 1000 + b'"}', Limits(bytes=500))
    assert only_reject(found).cause == "too_large"


ROWS = st.dictionaries(st.sampled_from(["text", "id", "url", "html", "date"]), st.none() | st.text() | st.integers())
LINES = st.binary(max_size=40) | ROWS.map(lambda row: json.dumps(row).encode())


@given(st.lists(LINES, max_size=8), st.booleans())
def test_every_line_is_in_exactly_one_place(lines: list[bytes], ended: bool) -> None:
    content = b"\n".join(lines) + b"\n" * ended
    assume(codec_of(content) is None)  # compression is told by its first bytes, whatever the file is called
    with tempfile.TemporaryDirectory() as folder:
        found = read_bytes(Path(folder), "x.jsonl", content, Limits(bytes=30))
    there = [str(at) for at, one in enumerate(content.split(b"\n"), 1) if one and not one.isspace()]
    # A line that begins with a byte order mark and holds nothing else is no JSON, and no white space.
    assert [one.record for one in found] == there
    for one in found:
        assert isinstance(one, RawDocument | Reject)
        if isinstance(one, Reject):
            assert one.offset is not None
            assert content[one.offset - 1 : one.offset] in (b"", b"\n")
