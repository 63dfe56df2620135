"""What a search begins with: the cases and samples of the tests, and files of others beside the checkout."""

import gzip
import io
import json
import tarfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tests.reading import COMPRESS

ROOT = Path(__file__).parents[2]
_CASES = ROOT / "tests/cases"
_SHARED = ROOT / "../shared/badinput"
_LONGEST = 1 << 15
"""Bytes: of longer files a search would try little."""
_PAGE = b"<html><head><title>The bridge</title></head><body><h1>The bridge</h1><p>The council met.</p></body></html>"
_RECORD = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-02-29T12:00:00Z\r\n"
    b"WARC-Target-URI: http://x.example/1\r\nContent-Type: application/http; msgtype=response\r\n"
)
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (_CASES / name).read_bytes().splitlines():
        yield json.loads(line)  # lone surrogates, too


def _decode() -> Iterator[bytes]:
    for case in _lines("decode.jsonl"):
        if "text" in case and "codec" in case:
            content = case["text"].encode(case["codec"], "replace")
            kind = "html" if case.get("html") else "text"
            yield f"{kind} {case.get('declared') or ''}\n".encode() + content
    for codec in ("utf-16", "utf-32-be", "gb18030", "iso2022_jp", "cp1251"):
        yield b"html \n<meta charset=x>" + "The bridge 橋 мост é".encode(codec, "ignore")


def _naughty() -> Iterator[bytes]:
    path = _SHARED / "blns.json"
    if path.is_file():
        for text in json.loads(path.read_bytes()):
            yield text.encode("utf-8", "surrogatepass")


def _texts() -> Iterator[bytes]:
    for name in ("repair.jsonl", "repair-quiet.jsonl"):
        for case in _lines(name):
            yield case["text"].encode("utf-8", "surrogatepass")
    yield from _naughty()


def _documents(suffix: str) -> Iterator[bytes]:
    for folder in ("seeds", "tests/documents"):
        for path in sorted((ROOT / folder).glob(f"*{suffix}")):
            yield path.read_bytes()


def _pages() -> Iterator[bytes]:
    yield _PAGE
    for case in islice(_lines("page.jsonl"), 40):
        yield case["html"].encode("utf-8", "surrogatepass")
    for case in _lines("sniff.jsonl"):
        yield case["content"].encode("utf-8", "surrogatepass")
    yield b"<table><tr><td colspan=99>1<th>2</table><pre>a\n b</pre><ul><li>x<figure><figcaption>y</figure><noscript>z"
    yield from _documents(".html")


def _records() -> Iterator[bytes]:
    yield (_CASES / "record.json").read_bytes()
    for case in tomllib.loads((_CASES / "broken_records.toml").read_text(encoding="utf-8"))["case"]:
        record = json.loads((_CASES / "record.json").read_bytes())
        *steps, last = case["set"].split("/")[1:]
        inner = record
        for step in steps:
            inner = inner[int(step) if isinstance(inner, list) else step]
        inner[int(last) if isinstance(inner, list) else last] = case["value"]
        yield json.dumps(record).encode()
    for path in sorted((ROOT / "cleaned").glob("*.json"))[:3]:
        yield path.read_bytes()


def _jsonl() -> Iterator[bytes]:
    yield b'{"text": "first", "id": 1, "url": "http://x.example/1", "date": "2024-05-03"}\n{"html": "<p>second"}\n'
    yield b'{"text": "x"}\r\n\n{"text": 1}\nno json\n{"metadata": {"url": "y"}, "raw_content": "z", "dump": "CC"}'
    yield b'{"text": "\\ud83d", "id": "\\udc00"}\n[1]\n{"text": "' + b"long " * 8000 + b'"}\n{"text": "after"}\n'


def _json() -> Iterator[bytes]:
    yield b'{\n "text": "first",\n "title": "x"\n}\n'
    yield from islice(_jsonl(), 1)


def _warc() -> Iterator[bytes]:
    body = _HTTP + b"\r\n" + _PAGE
    one = _RECORD + b"Content-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"
    yield one * 2
    packed = gzip.compress(_PAGE, mtime=0)
    body = _HTTP + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    body += b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    yield _RECORD + b"Content-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n"
    yield one.replace(b"response", b"conversion", 1).replace(b"http; msgtype=response", b"x", 1)
    yield from _shared("warc/*.warc")
    yield from _shared("warc/*.wet")
    yield from _shared("warc/*.arc")


def _shared(pattern: str) -> Iterator[bytes]:
    for path in sorted(_SHARED.glob(pattern)):
        if path.stat().st_size <= _LONGEST:
            yield path.read_bytes()


def _warc_gz() -> Iterator[bytes]:
    for content in islice(_warc(), 3):
        yield gzip.compress(content, mtime=0)
    yield from _shared("warc/*.warc.gz")
    yield from _shared("warc/*.bad")


_FILES = [
    ("a.txt", b"first"),
    ("sub/b.html", _PAGE),
    ("c.jsonl", b'{"text": "third"}\nno json\n'),
    ("d.txt.gz", gzip.compress(b"fifth", mtime=0)),
    ("../out.txt", b"out"),
]


def _tar() -> Iterator[bytes]:
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w", format=form) as archive:
            for name, content in [*_FILES, ("d/" + "é" * 45 + ".txt", b"long")]:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            link = tarfile.TarInfo("link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(link)
        yield made.getvalue()


def _zip() -> Iterator[bytes]:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", method) as archive:
            for name, content in _FILES:
                archive.writestr(zipfile.ZipInfo(name), content, method)
        yield made.getvalue()


def _packed(suffix: str) -> Iterator[bytes]:
    one, two = COMPRESS[suffix](b"The council met on Monday. " * 20), COMPRESS[suffix](b"And again.")
    yield from (one, one + two, one + b"\0" * 9 + two, one[:-9] + two, one[:40] + b"?" + one[41:], two[:7], b"")


def _table() -> Iterator[bytes]:
    # A library that is not everywhere, and heavy.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    rows = [{"text": f"row {at} " * 5, "id": at, "url": "http://x.example/1", "n": {"a": [1]}} for at in range(8)]
    for codec in ("none", "snappy", "gzip", "zstd"):
        made = io.BytesIO()
        table = pa.Table.from_pylist(rows)
        parquet.write_table(table, made, compression=codec, row_group_size=3, write_page_checksum=True)
        yield made.getvalue()


def _rules() -> Iterator[bytes]:
    content = (_CASES / "site-rules.toml").read_bytes()
    yield content
    for rule in content.split(b"[[rule]]")[1:]:
        yield b"[[rule]]" + rule
    head = b'[[rule]]\nname = "x"\nrole = "other"\nwhy = "y"\nwhen = '
    for when in (
        b"{ above = { words = [0, 3] }, not = { amid_story = true } }",
        b'{ any = [{ form = ["line"] }, { tag = ["nav"] }, { phrase = ["byline"] }, { links = 0.5, top = 2 }] }',
        b'{ text = { is = ["# x"], starts = ["y:"], ends = ["z"], has = ["the bridge"] } }',
        b'{ matches = "(?i)by .+|(a*)*b" }',
    ):
        yield head + when + b"\n"


def _phrases() -> Iterator[bytes]:
    for path in sorted((ROOT / "cleaner/rules/lexicon").glob("*.toml")):
        lines = path.read_bytes().splitlines(keepends=True)
        yield b"".join(lines[:12]) + (b"]\n" if lines[11].startswith(b" ") else b"")
    yield b'byline = [\n { phrase = "by #", match = "starts", example = "by 1" },\n]\n'


def _settings() -> Iterator[bytes]:
    yield b'preset = "recall"\nkeep = ["caption"]\ndrop = ["pull-quote"]\nlanguage = "de-DE"\ndisable = ["teaser"]\n'
    yield b'rules = "cleaner.toml"\nextractor = "model"\n[limits]\nbytes = 100000\nblocks = 10\nratio = 300\n'
    yield b"[duplicates]\nnear = 1\ncontainment = 0.5\nshingle = 4\nwords = 5\nnear_words = 6\n"
    yield b"duplicates.near = nan\nlimits.bytes = -1\n"


def _environment() -> Iterator[bytes]:
    yield b"CLEANER_PRESET=recall\nCLEANER_LIMITS_BYTES=100000\nCLEANER_KEEP=caption,credit\nHOME=/\nCLEANER_PRESETS=x"
    yield b"CLEANER_DUPLICATES_NEAR=0.5\nCLEANER_DUPLICATES_SHINGLE=2\nCLEANER_LANGUAGE=fr\nCLEANER_DISABLE=teaser"


def _corrections() -> Iterator[bytes]:
    line = {"id": "a", "uri": "b", "record": None, "sha256": "c", "block": 2, "text": "d", "role": "body"}
    yield json.dumps({**line, "action": "keep"}).encode() + b"\n\n" + json.dumps({**line, "block": 3}).encode()
    yield json.dumps({**line, "role": None, "action": None}).encode() + b"\n"


SEEDS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "decode": _decode,
    "repair": _texts,
    "segment_text": partial(_documents, ".txt"),
    "segment_page": _pages,
    "text": partial(_documents, ".txt"),
    "page": _pages,
    "record": _records,
    "jsonl": _jsonl,
    "json": _json,
    "warc": _warc,
    "warc_gz": _warc_gz,
    "zip": _zip,
    "tar": _tar,
    "unknown": lambda: (next(make()) for make in (_jsonl, _json, _warc, _warc_gz, _zip, _tar, _pages)),
    **{suffix.removeprefix("."): partial(_packed, suffix) for suffix in COMPRESS},
    "parquet": _table,
    "rules": _rules,
    "lexicon": _phrases,
    "settings": _settings,
    "environment": _environment,
    "corrections": _corrections,
}
"""By target: what its search begins with."""
