"""Finding inputs and reading them."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import Limits
from cleaner.model import RawDocument, Reject
from cleaner.readers import Found, Input, InputError, Read, ReadOptions, Skipped, find_inputs, opening, read
from cleaner.readers.names import labels, uri_of

LIMITS = Limits(bytes=1000)


def plant(root: Path, *names: str) -> Path:
    for name in names:
        place = root / os.fsdecode(name.encode())
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name, encoding="utf-8")
    return root


def found(*paths: Path | str) -> list[Found]:
    return list(find_inputs([str(path) for path in paths]))


def uris(*paths: Path | str) -> list[str]:
    return [one.uri for one in found(*paths) if isinstance(one, Input)]


def only_reject(*paths: Path | str) -> Reject:
    (reject,) = [one for one in found(*paths) if isinstance(one, Reject)]
    return reject


def everything(one: Found, limits: Limits = LIMITS) -> list[Read]:
    assert isinstance(one, Input)
    return list(read(one, ReadOptions(limits)))


def contents(one: Found, limits: Limits = LIMITS) -> list[RawDocument]:
    documents = everything(one, limits)
    assert all(isinstance(document, RawDocument) for document in documents)
    return [document for document in documents if isinstance(document, RawDocument)]


def rejected(one: Found) -> Reject:
    (reject,) = everything(one)
    assert isinstance(reject, Reject)
    return reject


def test_a_folder_is_walked_in_the_order_of_the_bytes(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a-b.txt", "B.txt", "a/b/c.html", "é.txt", "z"]
    plant(tmp_path, *names)
    assert uris(tmp_path) == sorted(names, key=str.encode)


def test_a_file_has_its_name(tmp_path: Path) -> None:
    plant(tmp_path, "folder/page.html")
    assert uris(tmp_path / "folder/page.html") == ["page.html"]


def test_several_files_have_their_names(tmp_path: Path) -> None:
    plant(tmp_path, "one.txt", "two.txt")
    assert uris(tmp_path / "two.txt", tmp_path / "one.txt") == ["two.txt", "one.txt"]


def test_several_folders_put_their_names_first(tmp_path: Path) -> None:
    plant(tmp_path, "one/x.txt", "two/x.txt")
    assert uris(tmp_path / "one", tmp_path / "two") == ["one/x.txt", "two/x.txt"]


def test_equal_names_are_told_apart_by_the_folders_above(tmp_path: Path) -> None:
    plant(tmp_path, "p/one/x.txt", "q/one/x.txt", "q/y.txt")
    assert uris(tmp_path / "p/one", tmp_path / "q/one") == ["p/one/x.txt", "q/one/x.txt"]
    assert uris(tmp_path / "p/one/x.txt", tmp_path / "q/one/x.txt") == ["p/one/x.txt", "q/one/x.txt"]


def test_a_path_inside_another_is_read_once(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.txt", "a/b/y.txt")
    assert uris(tmp_path / "a/b", tmp_path / "a", tmp_path / "a/x.txt", tmp_path / "a") == ["b/y.txt", "x.txt"]


def test_the_working_folder_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "a/x.txt")
    monkeypatch.chdir(tmp_path)
    assert uris(".") == ["a/x.txt"]
    assert uris("./a/../a") == ["x.txt"]


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    plant(tmp_path, "x.txt", ".hidden.txt", ".git/objects/one", ".git/two")
    assert sorted(one.uri for one in found(tmp_path) if isinstance(one, Skipped)) == [".git", ".hidden.txt"]
    assert uris(tmp_path) == ["x.txt"]


NO_DOCUMENTS = [
    "a.json",
    "b.CSV",
    "c.csv.gz",
    "c.rejects.jsonl",
    "d.css",
    "e.min.js",
    "f.csv",
    "g.xml",
    "h.svg",
    "i.py",
    "j.lock",
]


def test_files_that_are_no_documents_are_left_alone(tmp_path: Path) -> None:
    plant(tmp_path, "x.txt", "sub.json/y.txt", *NO_DOCUMENTS)
    (tmp_path / "z.json").symlink_to("nowhere")
    skipped = [one.uri for one in found(tmp_path) if isinstance(one, Skipped)]
    assert skipped == [*NO_DOCUMENTS, "z.json"]
    assert uris(tmp_path) == ["sub.json/y.txt", "x.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "json",
        "x.json.txt",
        "x.jsonx",
        "page.html.gz",
        "x.warc",
        "x.pdf",
        "X.MD",
        "x.jsonl",
        "x.json.gz",
        "x.parquet",
        "x.tar.xz",
    ],
)
def test_what_may_be_a_document_is_taken_up(tmp_path: Path, name: str) -> None:
    assert uris(plant(tmp_path, name)) == [name]


@pytest.mark.parametrize("name", NO_DOCUMENTS)
def test_what_is_no_document_by_its_name_is_read_where_it_is_named(tmp_path: Path, name: str) -> None:
    plant(tmp_path, name)
    assert uris(tmp_path / name) == [name]
    with pytest.raises(InputError, match="no document by its suffix"):
        find_inputs([str(tmp_path)])


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    plant(tmp_path, ".hidden.txt", ".folder/x.txt")
    assert uris(tmp_path / ".hidden.txt") == [".hidden.txt"]
    assert uris(tmp_path / ".folder") == ["x.txt"]


def test_standard_input_is_an_input() -> None:
    assert found("-") == [Input(None, "-")]


@pytest.mark.parametrize("name", ["missing.txt", "missing/x.txt", ""])
def test_what_is_missing_stops_everything(tmp_path: Path, name: str) -> None:
    plant(tmp_path, "x.txt")
    with pytest.raises(InputError, match="no such file"):
        find_inputs([str(tmp_path), f"{tmp_path / 'nowhere'}/{name}"])


@pytest.mark.parametrize("names", [[], [".hidden"], [".hidden/x.txt"]])
def test_a_folder_without_documents_stops_everything(tmp_path: Path, names: list[str]) -> None:
    plant(tmp_path, *names)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no documents in"):
        find_inputs([str(tmp_path)])


def test_a_link_inside_the_input_is_read(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.txt")
    (tmp_path / "link.txt").symlink_to("a/x.txt")
    assert uris(tmp_path) == ["a/x.txt", "link.txt"]
    (linked,) = contents(found(tmp_path)[1])
    assert (linked.content, linked.uri, linked.media_type) == (b"a/x.txt", "link.txt", "text/plain")


def test_a_link_that_is_named_is_read(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.txt")
    (tmp_path / "link.txt").symlink_to("a/x.txt")
    (tmp_path / "folder").symlink_to("a")
    assert uris(tmp_path / "link.txt") == ["link.txt"]
    assert uris(tmp_path / "folder") == ["x.txt"]


def test_a_link_out_of_the_input_is_rejected(tmp_path: Path) -> None:
    plant(tmp_path, "in/x.txt", "out/secret.txt")
    (tmp_path / "in/link.txt").symlink_to("../out/secret.txt")
    assert only_reject(tmp_path / "in").cause == "symlink_outside"
    assert uris(tmp_path / "in") == ["x.txt"]


def test_a_link_to_a_sibling_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    plant(tmp_path, "in/x.txt", "in-too/secret.txt")
    (tmp_path / "in/link.txt").symlink_to("../in-too/secret.txt")
    assert only_reject(tmp_path / "in").cause == "symlink_outside"


def test_a_dangling_link_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("nowhere")
    assert only_reject(tmp_path).cause == "dangling_symlink"
    assert only_reject(tmp_path / "link.txt").cause == "dangling_symlink"


def test_links_in_a_circle_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert [one.cause for one in found(tmp_path) if isinstance(one, Reject)] == ["symlink_loop", "symlink_loop"]


def test_a_link_to_a_folder_above_is_a_loop(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.txt")
    (tmp_path / "a/up").symlink_to("..")
    assert only_reject(tmp_path).cause == "symlink_loop"
    assert uris(tmp_path) == ["a/x.txt"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    plant(tmp_path, "a/x.txt")
    (tmp_path / "b").symlink_to("a")
    assert only_reject(tmp_path).cause == "symlinked_folder"


def test_a_pipe_and_a_socket_are_rejected_without_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket.txt")
        rejects = [one for one in found(tmp_path) if isinstance(one, Reject)]
    assert [(one.uri, one.cause) for one in rejects] == [("pipe.txt", "not_a_file"), ("socket.txt", "not_a_file")]
    assert "pipe" in rejects[0].message
    assert only_reject(tmp_path / "pipe.txt").cause == "not_a_file"


def test_a_device_is_rejected() -> None:
    assert "character device" in only_reject("/dev/null").message


def test_a_pipe_that_took_the_place_of_a_file_is_rejected(tmp_path: Path) -> None:
    plant(tmp_path, "x.txt")
    (one,) = found(tmp_path)
    (tmp_path / "x.txt").unlink()
    os.mkfifo(tmp_path / "x.txt")
    assert "not a regular file" in rejected(one).message


def test_a_file_that_vanished_is_rejected(tmp_path: Path) -> None:
    plant(tmp_path, "x.txt")
    (one,) = found(tmp_path)
    (tmp_path / "x.txt").unlink()
    reject = rejected(one)
    assert (reject.stage, reject.cause) == ("read", "vanished")


def test_a_file_that_became_a_folder_is_rejected(tmp_path: Path) -> None:
    plant(tmp_path, "x.txt")
    (one,) = found(tmp_path)
    (tmp_path / "x.txt").unlink()
    (tmp_path / "x.txt").mkdir()
    assert rejected(one).cause == "not_a_file"


def test_a_file_that_grows_while_it_is_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "x.txt")
    (one,) = found(tmp_path)

    def growing(stream: BinaryIO) -> Iterator[bytes]:
        yield stream.read()
        (tmp_path / "x.txt").write_text("longer than before")

    monkeypatch.setattr(opening, "chunks", growing)
    assert rejected(one).cause == "changed"


@pytest.fixture
def nobody() -> Iterator[None]:
    """Give up root's rights for a while: they open every file."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_an_unreadable_file_is_rejected(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    plant(tmp_path, "x.txt")
    (one,) = found(tmp_path)
    (tmp_path / "x.txt").chmod(0)
    request.getfixturevalue("nobody")
    assert rejected(one).cause == "unreadable"


def test_an_unreadable_folder_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "a/x.txt", "b/y.txt")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    reject = only_reject(tmp_path)
    assert (reject.uri, reject.cause) == ("a", "unreadable")
    assert uris(tmp_path) == ["b/y.txt"]


def test_the_limit_is_the_longest_that_passes(tmp_path: Path) -> None:
    (tmp_path / "fits.txt").write_bytes(b"x" * 1000)
    (tmp_path / "long.txt").write_bytes(b"x" * 1001)
    fits, long = found(tmp_path)
    assert len(contents(fits)[0].content) == 1000
    assert rejected(long).cause == "too_large"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.text", "text/plain"),
        ("a.md", "text/plain"),
        ("a.TXT", "text/plain"),
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.xhtml", "text/html"),
        ("a", None),
        ("a.php", None),
        ("html", None),
    ],
)
def test_the_suffix_says_what_a_file_is(tmp_path: Path, name: str, media_type: str | None) -> None:
    plant(tmp_path, name)
    (document,) = contents(found(tmp_path)[0])
    assert document == RawDocument(name.encode(), name, media_type=media_type)


ODD = [
    b"new\nline.txt",
    b"esc\x1b[31m.txt",
    b"bad\xff.txt",
    b"bad\\xff.txt",
    b"-x.txt",
    b"per%cent.txt",
    b"\xe9.txt",
    b" ",
]


def test_odd_names_are_read_and_stay_apart(tmp_path: Path) -> None:
    for name in ODD:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    inputs = found(tmp_path)
    assert sorted(contents(one)[0].content for one in inputs) == sorted(ODD)
    names = [one.uri for one in inputs]
    assert len(set(names)) == len(ODD)
    assert all(name.encode().decode() == name for name in names)
    assert "bad\\xff.txt" in names
    assert "new\nline.txt" in names


@given(st.lists(st.binary(min_size=1, max_size=6), unique=True, max_size=30))
def test_different_names_have_different_uris(names: list[bytes]) -> None:
    given_uris = [uri_of(os.fsdecode(name)) for name in names]
    assert len(set(given_uris)) == len(names)
    for uri in given_uris:
        uri.encode()


@given(st.lists(st.lists(st.sampled_from(["a", "b", "-", "x.txt"]), min_size=1, max_size=4).map(tuple), unique=True))
def test_no_label_lies_under_another(parts: list[tuple[str, ...]]) -> None:
    paths = [Path("/", *one) for one in parts]
    apart = [path for path in paths if not any(parent in paths for parent in path.parents)]
    names = labels(apart)
    for name in names:
        assert not any(other != name and other.startswith(f"{name}/") for other in names)
    assert len(set(names)) == len(names)


def test_closed_standard_input_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "closed" in rejected(Input(None, "-")).message


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    place = tmp_path
    for _ in range(300):
        place /= "d"
    place.mkdir(parents=True)
    (place / "x.txt").write_text("x")
    assert uris(tmp_path) == ["d/" * 300 + "x.txt"]
