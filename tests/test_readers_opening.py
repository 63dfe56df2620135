"""What an input is: by its name, by its beginning, or by what the user says; folders, pipes and addresses."""

import functools
import gzip
import http.server
import io
import json
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.readers import CONTAINERS, KINDS, Input, InputError, ReadOptions, fields, find_inputs, read, walk
from cleaner.readers.kinds import SUFFIXES, is_container
from cleaner.readers.remote import uri_of_address
from tests.reading import COMPRESS, causes, documents, only, only_reject, read_bytes, read_stdin, rejects, texts
from tests.test_readers_archives import tar, zipped
from tests.test_readers_warc import GOOD, IDS

fsspec = pytest.importorskip("fsspec")
LINE = b'{"text": "a line"}\n'
STORY = "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring.\n" * 3

# Content on standard input, what it is said to be, what comes out.
PIPES: dict[str, tuple[bytes, str | None, list[bytes | str]]] = {
    "a text": (b"Hello", None, [b"Hello"]),
    "a page": (b"<p>Hello</p>", None, [b"<p>Hello</p>"]),
    "lines": (LINE * 2, None, ["a line"] * 2),
    "lines behind a mark": (b"\xef\xbb\xbf" + LINE, None, ["a line"]),
    "an object without text": (b'{"name": 1}\n', None, [b'{"name": 1}\n']),
    "an object over lines": (b'{\n"text": "a"}\n', None, [b'{\n"text": "a"}\n']),
    "the same, as JSON": (b'{\n"text": "a"}\n', "json", ["a"]),
    "text that begins with a brace": (b"{so} it begins", None, [b"{so} it begins"]),
    "lines as a document": (LINE, "document", [LINE]),
    "a page as a text": (b"<p>Hello</p>", "text", [b"<p>Hello</p>"]),
    "packed lines": (COMPRESS[".zst"](LINE), None, ["a line"]),
    "a packed text": (COMPRESS[".xz"](b"Hello"), None, [b"Hello"]),
    "a packed page, as a page": (gzip.compress(b"Hello"), "html", [b"Hello"]),
}


@pytest.mark.parametrize("name", PIPES)
def test_standard_input_is_looked_into_unless_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content, kind, expected = PIPES[name]
    assert texts(read_stdin(monkeypatch, content, kind)) == expected


def test_a_warc_comes_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"".join(GOOD), gzip.compress(b"".join(GOOD))):
        for kind in (None, "warc"):
            assert [one.record for one in documents(read_stdin(monkeypatch, content, kind))] == IDS


def test_what_the_user_says_goes_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "odd.dat"
    path.write_bytes(LINE * 2)
    assert texts(list(read(Input(path, "odd.html"), ReadOptions(kind="jsonl")))) == ["a line"] * 2


def test_lz4_is_named(tmp_path: Path) -> None:
    assert only_reject(read_bytes(tmp_path, "x.warc.lz4", b"\x04\x22\x4d\x18" + bytes(50))).cause == "unsupported"


def test_containers_are_known_by_their_names() -> None:
    names = ["a.jsonl", "a/b.WARC.GZ", "c.tar.zst", "d.json.gz", "e.parquet", "f.zip", "g.tgz"]
    assert all(map(is_container, names))
    assert not any(map(is_container, ["a.txt", "b.html.gz", "c.json", "d", "e.jsonl/f.txt"]))
    assert set(CONTAINERS) < set(SUFFIXES)


def test_a_mixed_folder_is_read_in_one_run(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out.jsonl"
    (source / "sub").mkdir(parents=True)
    line = json.dumps({"text": STORY, "id": "mine"}).encode() + b"\n"
    files = {
        "a.txt": STORY.encode(),
        "b.html.gz": gzip.compress(f"<p>{STORY}</p>".encode()),
        "sub/c.jsonl": line + b"{\n",
        "d.warc.gz": b"".join(map(gzip.compress, GOOD[:3])),
        "e.tar": tar([("inside.txt", STORY.encode()), ("f.jsonl", line)]),
        "g.zip": zipped([("inside.txt", STORY.encode())]),
        "old.json": b"{}",
        "style.css": b"p {}",
    }
    for name, content in files.items():
        (source / name).write_bytes(content)
    result = CliRunner().invoke(app, ["clean", str(source), "-o", str(out), "--json"])
    assert result.exit_code == 1
    summary = json.loads(result.stdout)["documents"]
    assert summary == {"read": 10, "written": 9, "rejected": 1, "skipped": 2, "repeated_ids": 1}
    records = [json.loads(one) for one in out.read_bytes().splitlines()]
    assert [(one["source"]["uri"], one["source"]["record"]) for one in records] == [
        ("a.txt", None),
        ("b.html.gz", None),
        *[("d.warc.gz", one) for one in IDS[:3]],
        ("e.tar", "inside.txt"),
        ("e.tar", "f.jsonl/1"),
        ("g.zip", "inside.txt"),
        ("sub/c.jsonl", "1"),
    ]
    assert [one["id"] for one in records if one["source"]["uri"] == "sub/c.jsonl"] == ["mine"]
    assert len({one["id"] for one in records}) == 8
    assert records[2]["source"]["fetched_at"] == "2024-02-29T12:00:00+00:00"
    assert CliRunner().invoke(app, ["validate", str(out)]).exit_code == 0


def test_explain_takes_one_document_of_a_container(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY}).encode() + b"\n"
    (tmp_path / "one.jsonl").write_bytes(line)
    (tmp_path / "two.jsonl").write_bytes(line * 2)
    (tmp_path / "none.jsonl").write_bytes(b"")
    (tmp_path / "bad.jsonl").write_bytes(b"{\n")
    expected = {
        "one": (0, "council met"),
        "two": (2, "there are more"),
        "none": (2, "there are none"),
        "bad": (1, "JSON"),
    }
    for name, (code, said) in expected.items():
        result = CliRunner().invoke(app, ["explain", str(tmp_path / f"{name}.jsonl")])
        assert result.exit_code == code, name
        assert said in result.output


# Addresses


@pytest.fixture
def memory() -> Iterator[None]:
    system = fsspec.filesystem("memory")
    system.pipe("/bucket/a.jsonl.gz", gzip.compress(LINE))
    system.pipe("/bucket/sub/b.txt", b"Hello")
    system.pipe("/bucket/c.css", b"p {}")
    yield
    system.rm("/bucket", recursive=True)


@pytest.mark.usefixtures("memory")
def test_an_address_is_read() -> None:
    (found,) = find_inputs(["memory://bucket/a.jsonl.gz"])
    assert isinstance(found, Input)
    one = only(list(read(found, ReadOptions())))
    assert (one.content, one.uri, one.record) == ("a line", "memory://bucket/a.jsonl.gz", "1")


@pytest.mark.usefixtures("memory")
def test_an_address_that_ends_in_a_slash_is_listed() -> None:
    found = list(find_inputs(["memory://bucket/"]))
    assert [(type(one).__name__, one.uri) for one in found] == [
        ("Input", "memory:///bucket/a.jsonl.gz"),
        ("Skipped", "memory:///bucket/c.css"),
        ("Input", "memory:///bucket/sub/b.txt"),
    ]
    assert [texts(list(read(one, ReadOptions()))) for one in found if isinstance(one, Input)] == [
        ["a line"],
        [b"Hello"],
    ]
    with pytest.raises(InputError, match="no documents in memory://nowhere/"):
        find_inputs(["memory://nowhere/"])


@pytest.mark.parametrize("address", ["file:///", "file://", "local:///", "s3:///", "memory://"])
def test_an_address_that_names_nothing_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(path: str) -> list[str]:
        raise AssertionError(f"{path} would be everything there is")

    monkeypatch.setattr(walk, "listed", listed)
    with pytest.raises(InputError, match="no folder or file in the address"):
        find_inputs([address])


@pytest.mark.parametrize("command", [("report",), ("diff", "x.jsonl"), ("diff", "x.jsonl", "--format", "json")])
def test_what_reads_no_addresses_says_so(command: tuple[str, ...]) -> None:
    name, *others = command
    result = CliRunner().invoke(app, [name, "memory://bucket/a.jsonl", *others])
    message = "this takes a file or folder on this machine, not an address: memory://bucket/a.jsonl"
    assert (result.exit_code, result.stderr) == (2, f"error: {message}\n")


@pytest.mark.parametrize("address", ["memory://bucket/missing.txt", "nosuchthing://bucket/x.txt"])
def test_an_address_that_cannot_be_read_is_a_reject(address: str) -> None:
    (found,) = find_inputs([address])
    assert isinstance(found, Input)
    reject = only_reject(list(read(found, ReadOptions())))
    assert (reject.uri, reject.cause) == (address, "unreadable")


def test_without_fsspec_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    reject = only_reject(list(read(Input(None, "memory://x", "memory://x"), ReadOptions())))
    assert reject.cause == "missing_library"
    assert "corpus-cleaner[remote]" in reject.message


def test_a_connection_that_breaks_is_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise TimeoutError("gone")
            return super().read(min(size or 0, 30))

    fsspec.filesystem("memory")
    monkeypatch.setattr(fsspec.core.OpenFile, "open", lambda _: Broken(LINE * 20))
    found = list(read(Input(None, "memory://x.jsonl", "memory://x.jsonl"), ReadOptions()))
    assert causes(found) == ["unreadable"]
    assert "gone" in rejects(found)[0].message


def test_the_web_is_read_where_it_is_named(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp")
    (tmp_path / "x.jsonl").write_bytes(LINE)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        (found,) = find_inputs([f"http://127.0.0.1:{server.server_port}/x.jsonl?token=secret"])
        assert isinstance(found, Input)
        one = only(list(read(found, ReadOptions())))
    finally:
        server.shutdown()
        server.server_close()
    assert one.content == "a line"
    assert "secret" not in one.uri


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("s3://bucket/a b.warc.gz", "s3://bucket/a b.warc.gz"),
        ("https://user:secret@x.org/a@b", "https://x.org/a@b"),
        ("hf://datasets/a/b@main/x.parquet", "hf://datasets/a/b@main/x.parquet"),
        ("https://x.org", "https://x.org"),
    ],
)
def test_the_name_of_an_address(address: str, uri: str) -> None:
    assert uri_of_address(address) == uri


def test_addresses_that_differ_in_their_query_have_different_names() -> None:
    names = {uri_of_address(f"https://x.org/a?{query}") for query in ("", "a=1", "a=2")}
    assert len(names) == 3
    assert all(re.fullmatch(r"https://x\.org/a\?[0-9a-f]{16}", name) for name in names)


# The page about it


def test_the_page_lists_every_kind_suffix_and_field() -> None:
    page = (Path(__file__).parent.parent / "docs/inputs.md").read_text(encoding="utf-8")
    names = [*fields.HTMLS, *fields.TEXTS, *fields.URLS, *fields.IDS, *fields.DATES, *fields.FETCHED]
    for name in (*KINDS, *SUFFIXES.keys() - {".arc"}, *COMPRESS, *names):
        assert f"`{name}`" in page, name


def test_a_fault_of_a_reader_costs_its_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_source: object) -> NoReturn:
        raise OverflowError("far too large")

    monkeypatch.setattr("cleaner.readers.opening.KINDS", {"text": faulty})
    reject = only_reject(read_bytes(tmp_path, "x.txt", b"text"))
    assert (reject.stage, reject.cause, reject.message) == ("read", "exception", "OverflowError: far too large")
