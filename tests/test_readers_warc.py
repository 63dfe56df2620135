"""WARC: a damaged record costs itself, and says where it was."""

import base64
import gzip
import hashlib
import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.check import check
from cleaner.config import Config, Limits
from cleaner.model import RawDocument, Reject
from cleaner.pipeline import clean_raw
from cleaner.readers import Input, Read, ReadOptions, read
from cleaner.record import to_record
from tests.reading import COMPRESS, causes, documents, only, only_reject, read_bytes, rejects, skipped, texts

SHARED = Path(__file__).parents[1] / "../shared/badinput/warc"
PAGE = b"<html><body><p>The council met on Monday evening in the old hall and put off the vote.</p></body></html>"


def record(at: int, block: bytes, kind: str = "response", length: str | None = None, **headers: str) -> bytes:
    lines = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{at:08}>",
        "WARC-Date": "2024-02-29T12:00:00Z",
        "WARC-Target-URI": f"http://x.org/{at}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)) if length is None else length,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes, kind: str = "text/html; charset=utf-8", more: str = "", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nServer: x\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def page(at: int) -> bytes:
    return PAGE.replace(b"Monday", b"day %d" % at)


GOOD = [record(at, http(page(at))) for at in range(200)]
IDS = [f"<urn:uuid:{at:08}>" for at in range(200)]


def test_a_response_is_a_document(tmp_path: Path) -> None:
    one = only(read_bytes(tmp_path, "x.warc", GOOD[7]))
    assert one == RawDocument(
        page(7),
        "x.warc",
        IDS[7],
        "text/html",
        url="http://x.org/7",
        declared_encoding="utf-8",
        fetched_at="2024-02-29T12:00:00+00:00",
    )


def test_a_record_that_its_crawler_cut_short_has_a_flag(tmp_path: Path) -> None:
    raw = only(read_bytes(tmp_path, "x.warc", record(0, http(PAGE), WARC_Truncated="length")))
    document = clean_raw(raw, Config())
    assert "truncated_source" in document.flags
    assert document.source.fetched_at == "2024-02-29T12:00:00+00:00"
    assert check(to_record(document)) == []


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("members", ["one", "each"])
def test_every_record_comes_out_however_it_is_compressed(tmp_path: Path, suffix: str, members: str) -> None:
    pack = COMPRESS.get(suffix, bytes)
    content = pack(b"".join(GOOD)) if members == "one" else b"".join(map(pack, GOOD))
    found = read_bytes(tmp_path, f"x.warc{suffix}", content)
    assert [one.record for one in documents(found)] == IDS
    assert len(found) == 200


# Block, headers: what becomes of the record. A media type, `skipped`, or a cause.
KINDS: list[tuple[bytes, dict[str, str], str | None]] = [
    (http(PAGE), {}, "text/html"),
    (http(PAGE, "application/xhtml+xml"), {}, "text/html"),
    (http(PAGE, "TEXT/HTML"), {}, "text/html"),
    (http(b"text", "text/plain"), {}, "text/plain"),
    (http(PAGE).replace(b"Content-Type: text/html; charset=utf-8\r\n", b""), {}, None),
    (http(PAGE, status="206 Partial Content"), {}, "text/html"),
    (http(PAGE, status="404 Not Found"), {}, "skipped"),
    (http(PAGE, status="301 Moved"), {}, "skipped"),
    (http(b"\x89PNG", "image/png"), {}, "skipped"),
    (http(b"{}", "application/json"), {}, "skipped"),
    (b"20240229 x.org", {"Content_Type": "text/dns"}, "skipped"),
    (b"GET / HTTP/1.1\r\n\r\n", {"kind": "request"}, "skipped"),
    (b"software: x\r\n", {"kind": "warcinfo", "Content_Type": "application/warc-fields"}, "skipped"),
    (b"fetchTimeMs: 3\r\n", {"kind": "metadata", "Content_Type": "application/warc-fields"}, "skipped"),
    (http(b""), {"kind": "revisit"}, "skipped"),
    (PAGE, {"kind": "continuation"}, "skipped"),
    (b"some text", {"kind": "conversion", "Content_Type": "text/plain"}, "text/plain"),
    (PAGE, {"kind": "resource", "Content_Type": "text/html"}, "text/html"),
    (b"%PDF-1.7", {"kind": "resource", "Content_Type": "application/pdf"}, "skipped"),
    (b"log", {"kind": "resource", "Content_Type": "text/plain", "WARC_Target_URI": "metadata://wget/log"}, "skipped"),
    (http(PAGE), {"WARC_Segment_Number": "1"}, "unsupported"),
    (b"no answer", {}, "bad_record"),
]


@pytest.mark.parametrize(("block", "headers", "expected"), KINDS)
def test_what_is_no_page_and_no_text_is_skipped(
    tmp_path: Path, block: bytes, headers: dict[str, str], expected: str | None
) -> None:
    headers = dict(headers)
    found = read_bytes(
        tmp_path, "x.warc", GOOD[1] + record(0, block, headers.pop("kind", "response"), **headers) + GOOD[2]
    )
    assert [one.record for one in documents(found) if one.record != IDS[0]] == IDS[1:3]
    (middle,) = [one for one in found if one.record == IDS[0]]
    if expected == "skipped":
        assert skipped(found) == [IDS[0]]
    elif isinstance(middle, Reject):
        assert middle.cause == expected
    else:
        assert isinstance(middle, RawDocument)
        assert middle.media_type == expected


def test_drafts_and_lone_line_feeds_are_read(tmp_path: Path) -> None:
    old = GOOD[3].replace(b"WARC/1.1", b"WARC/0.18").replace(b"\r\n", b"\n")
    length = len(http(page(3))) - http(page(3)).count(b"\r")
    old = old.replace(b"Content-Length: %d" % len(http(page(3))), b"Content-Length: %d" % length)
    one = only(read_bytes(tmp_path, "x.warc", old))
    assert (one.content, one.media_type, one.record) == (page(3), "text/html", IDS[3])


def chunked(body: bytes, size: int = 30) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


GZIPPED = gzip.compress(PAGE, mtime=0)
BARE = zlib.compress(PAGE)[2:-4]

# Body, headers: the page comes out, or the cause why not.
ENCODINGS: dict[str, tuple[bytes, str, str | None]] = {
    "gzip": (GZIPPED, "Content-Encoding: gzip\r\n", None),
    "x-gzip": (GZIPPED, "Content-Encoding: X-GZIP\r\n", None),
    "deflate": (zlib.compress(PAGE), "Content-Encoding: deflate\r\n", None),
    "bare deflate": (BARE, "Content-Encoding: deflate\r\n", None),
    "brotli": (brotli.compress(PAGE), "Content-Encoding: br\r\n", None),
    "zstd": (COMPRESS[".zst"](PAGE), "Content-Encoding: zstd\r\n", None),
    "identity": (PAGE, "Content-Encoding: identity\r\n", None),
    "two": (brotli.compress(GZIPPED), "Content-Encoding: gzip, br\r\n", None),
    "chunked": (chunked(PAGE), "Transfer-Encoding: chunked\r\n", None),
    "chunked gzip": (chunked(GZIPPED), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", None),
    "gzip that is none": (PAGE, "Content-Encoding: gzip\r\n", None),
    "brotli that is none": (PAGE, "Content-Encoding: br\r\n", None),
    "chunked that is not": (PAGE, "Transfer-Encoding: chunked\r\n", None),
    "unknown": (PAGE, "Content-Encoding: sdch\r\n", "unsupported"),
    "cut gzip": (GZIPPED[:-9], "Content-Encoding: gzip\r\n", "truncated"),
    "bad checksum": (GZIPPED[:-6] + b"oh" + GZIPPED[-4:], "Content-Encoding: gzip\r\n", "damaged"),
    "cut brotli": (brotli.compress(PAGE)[:-5], "Content-Encoding: br\r\n", "truncated"),
    "bad brotli": (b"\xff" * 50, "Content-Encoding: br\r\n", "damaged"),
    "cut deflate": (BARE[:-5], "Content-Encoding: deflate\r\n", "truncated"),
    "cut in a chunk": (chunked(PAGE)[:50], "Transfer-Encoding: chunked\r\n", "truncated"),
    "no last chunk": (chunked(PAGE)[:-5], "Transfer-Encoding: chunked\r\n", "truncated"),
    "bad size of a chunk": (chunked(PAGE).replace(b"1e;", b"zz;"), "Transfer-Encoding: chunked\r\n", None),
    "bad size of the second": (
        chunked(PAGE)[:37] + b"zz" + chunked(PAGE)[39:],
        "Transfer-Encoding: chunked\r\n",
        "damaged",
    ),
    "gzip bomb": (gzip.compress(bytes(30_000_000)), "Content-Encoding: gzip\r\n", "bomb"),
    "brotli bomb": (brotli.compress(bytes(30_000_000), quality=5), "Content-Encoding: br\r\n", "bomb"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_of_the_payload_are_taken_off(tmp_path: Path, name: str) -> None:
    body, more, cause = ENCODINGS[name]
    found = read_bytes(tmp_path, "x.warc", GOOD[1] + record(0, http(body, more=more)) + GOOD[2])
    (middle,) = [one for one in found if one.record == IDS[0]]
    assert len(found) == 3
    if cause is not None:
        assert isinstance(middle, Reject)
        assert (middle.cause, middle.offset) == (cause, len(GOOD[1]))
    elif name == "bad size of a chunk":
        assert texts([middle]) == [body]
    else:
        assert texts([middle]) == [PAGE]


def digest(block: bytes, name: str = "sha1") -> str:
    value = hashlib.new(name, block).digest()
    return f"{name}:{base64.b32encode(value).decode()}" if name == "sha1" else f"{name}:{value.hex()}"


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
def test_a_digest_is_checked(tmp_path: Path, name: str) -> None:
    block = http(PAGE)
    good = record(0, block, WARC_Block_Digest=digest(block, name))
    assert only(read_bytes(tmp_path, "x.warc", good)).content == PAGE
    bad = good.replace(b"Monday", b"Sunday")
    assert only_reject(read_bytes(tmp_path, "x.warc", bad)).cause == "damaged"
    odd = record(0, block, WARC_Block_Digest="blake9:abc")
    assert only(read_bytes(tmp_path, "x.warc", odd)).content == PAGE


def changed(find: bytes, put: bytes) -> Callable[[bytes], bytes]:
    def change(one: bytes) -> bytes:
        assert find in one
        return one.replace(find, put, 1)

    return change


def shaken(one: bytes) -> bytes:
    at, noise = len(one) // 2, random.Random(5).randbytes(20)
    return one[:at] + noise + one[at + 20 :]


LENGTH = b"Content-Length: %d" % len(http(page(100)))

# What is done to record 100 of 200, in a file of records as they are.
PLAIN: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "length too long": (changed(LENGTH, b"Content-Length: 999"), ["bad_record"]),
    "length too short": (changed(LENGTH, b"Content-Length: 20"), ["bad_record"]),
    "length of nearly everything": (changed(LENGTH, b"Content-Length: 50000000"), ["truncated"]),
    "length over the limit": (changed(LENGTH, b"Content-Length: 9999999999"), ["record_too_large"]),
    "negative length": (changed(LENGTH, b"Content-Length: -5"), ["bad_record"]),
    "length that is none": (changed(LENGTH, b"Content-Length: many"), ["bad_record"]),
    "no length": (changed(LENGTH, b"X: y"), ["bad_record"]),
    "broken first line": (changed(b"WARC/1.1", b"WAR\x00/1.1"), ["bad_record"]),
    "another version": (changed(b"WARC/1.1", b"WARC/x.y"), ["bad_record"]),
    "header without end": (lambda one: one[: one.index(b"\r\n\r\n")] + b"\r\n", ["bad_record"]),
    "payload cut": (lambda one: one[:-60] + b"\r\n\r\n", ["bad_record"]),
    "cut at its end": (lambda one: one[:-4], []),
    "garbage before it": (lambda one: b"garbage\r\n\r\n" + one, ["bad_record"]),
    "no HTTP": (changed(b"HTTP/1.1", b"\x00\x00\x00\x00\x00\x00\x00\x00"), ["bad_record"]),
    "no date": (changed(b"WARC-Date: 2024-02-29T12:00:00Z\r\n", b""), []),
    "no id": (changed(b"WARC-Record-ID: <urn:uuid:00000100>\r\n", b""), []),
    "no address": (changed(b"WARC-Target-URI: http://x.org/100\r\n", b""), []),
    "no type": (changed(b"WARC-Type: response\r\n", b""), []),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_bad_record_costs_itself(tmp_path: Path, name: str) -> None:
    change, expected = PLAIN[name]
    records = [*GOOD[:100], change(GOOD[100]), *GOOD[101:]]
    found = read_bytes(tmp_path, "x.warc", b"".join(records))
    there = {one.record for one in documents(found)}
    assert there >= {*IDS[:100], *IDS[101:]}
    assert causes(found) == expected
    assert [one.offset for one in rejects(found)] == [sum(map(len, GOOD[:100]))] * len(expected)


# The same where each record is a gzip member.
PACKED: dict[str, tuple[Callable[[bytes], bytes], list[str]]] = {
    "20 bytes of noise": (shaken, ["damaged"]),
    "no magic number": (lambda one: bytes(4) + one[4:], ["damaged"]),
    "no header": (lambda one: bytes(10) + one[10:], ["damaged"]),
    "a wrong byte": (lambda one: one[:60] + bytes([one[60] ^ 16]) + one[61:], ["damaged"]),
    "a wrong checksum": (lambda one: one[:-8] + b"\x01\x02\x03\x04" + one[-4:], ["damaged"]),
    "a wrong size": (lambda one: one[:-4] + b"\x01\x02\x03\x04", ["damaged"]),
    "cut": (lambda one: one[: len(one) // 2], ["damaged"]),
    "a bomb": (lambda _: gzip.compress(record(100, http(bytes(30_000_000)))), ["bomb"]),
    "gone": (lambda _: b"", []),
}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("at", [0, 100, 199])
def test_a_bad_member_costs_itself(tmp_path: Path, name: str, at: int) -> None:
    change, expected = PACKED[name]
    members = [gzip.compress(one, mtime=0) for one in GOOD]
    members[at] = change(members[at])
    found = read_bytes(tmp_path, "x.warc.gz", b"".join(members))
    there = [one.record for one in documents(found)]
    assert there == [*IDS[:at], *IDS[at + 1 :]]
    if name == "cut" and at == 199:
        expected = ["truncated"]
    assert causes(found) == expected
    for one in rejects(found):
        assert sum(map(len, GOOD[:at])) <= (one.offset or 0) <= sum(map(len, GOOD[: at + 1])) + 30_000_000


@pytest.mark.parametrize("suffix", COMPRESS)
@pytest.mark.parametrize("damage", ["wrong byte", "no magic number", "cut"])
@pytest.mark.parametrize("at", [0, 100, 199])
def test_a_bad_member_costs_itself_however_it_is_compressed(tmp_path: Path, suffix: str, damage: str, at: int) -> None:
    members = [COMPRESS[suffix](one) for one in GOOD]
    middle, bad = len(members[at]) // 2, members[at]
    members[at] = {
        "wrong byte": bad[:middle] + bytes([bad[middle] ^ 16]) + bad[middle + 1 :],
        "no magic number": bytes(4) + bad[4:],
        "cut": bad[:middle],
    }[damage]
    found = read_bytes(tmp_path, f"x.warc{suffix}", b"".join(members))
    assert [one.record for one in documents(found)] == [*IDS[:at], *IDS[at + 1 :]]
    assert causes(found) == ["truncated" if (damage, at) == ("cut", 199) else "damaged"]
    before = sum(map(len, GOOD[:at]))
    # What gzip makes of wrong bytes until it notices is counted.
    assert all(before <= (one.offset or 0) <= before + 4 * len(GOOD[at]) for one in rejects(found))


def test_a_truncated_file_ends_with_a_reject(tmp_path: Path) -> None:
    whole = b"".join(GOOD)
    found = read_bytes(tmp_path, "x.warc", whole[:-50])
    assert (len(documents(found)), causes(found)) == (199, ["truncated"])
    assert found[-1] == rejects(found)[0]
    assert rejects(found)[0].record == IDS[199]
    found = read_bytes(tmp_path, "x.warc.gz", gzip.compress(whole)[:-50])
    assert len(documents(found)) > 150
    assert causes(found) == ["truncated"]


def test_a_record_over_the_limit_is_skipped_or_rejected_by_what_it_is(tmp_path: Path) -> None:
    film = record(0, http(bytes(400_000), "video/mp4"))
    long = record(1, http(b"x" * 400_000))
    found = read_bytes(tmp_path, "x.warc", film + long + GOOD[2], Limits(bytes=1000))
    assert (skipped(found), causes(found)) == ([IDS[0]], ["record_too_large"])
    assert [one.record for one in documents(found)] == [IDS[2]]


def test_arc_is_named(tmp_path: Path) -> None:
    content = b"filedesc://x.arc 0.0.0.0 20240229120000 text/plain 77\n1 0 X\nURL IP-address Archive-date\n\n"
    for name in ("x.arc", "x.arc.gz", "x"):
        packed = gzip.compress(content) if name.endswith("gz") else content
        assert only_reject(read_bytes(tmp_path, name, packed)).cause == "unsupported"


@given(st.data())
def test_whatever_is_wrong_nothing_is_raised_and_the_others_come_out(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD[1]) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=20))
    bad = GOOD[1][:at] + noise + GOOD[1][at + len(noise) :]
    found = from_bytes(GOOD[0] + bad + GOOD[2] + GOOD[3])
    assert {one.record for one in found if isinstance(one, RawDocument)} >= {IDS[0], IDS[2], IDS[3]}


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_first_line(noise: bytes) -> None:
    found = from_bytes(b"WARC/1.0\r\n" + noise + b"\r\n\r\n" + GOOD[0])
    assert found[-1].record == IDS[0] or len(found) == 1


def from_bytes(content: bytes) -> list[Read]:
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(content))):
        return list(read(Input(None, "-"), ReadOptions(kind="warc")))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the bad files beside the checkout")
def test_the_bad_files_of_others_come_to_an_end() -> None:
    for path in sorted(SHARED.iterdir()):
        for one in read(Input(path, path.name), ReadOptions()):
            if isinstance(one, Reject):
                assert one.cause in {"truncated", "damaged", "bad_record", "unsupported"}, path.name
