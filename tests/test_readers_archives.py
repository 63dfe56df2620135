"""Tar and zip: members are read in memory, whatever their names say."""

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import Limits
from cleaner.model import RawDocument, Reject
from cleaner.readers import Read
from tests.reading import COMPRESS, causes, documents, only_reject, read_bytes, read_stdin, rejects, skipped, texts

Files = list[tuple[str, bytes]]
FILES: Files = [
    ("a.txt", b"first"),
    ("sub/b.html", b"<p>second"),
    ("sub/c.jsonl", b'{"text": "third"}\n{"text": "fourth"}\nno json\n'),
    ("d.jsonl.gz", gzip.compress(b'{"text": "fifth"}\n', mtime=0)),
    ("e.html.gz", gzip.compress(b"<p>sixth", mtime=0)),
]
EXPECTED = [
    ("a.txt", b"first", "text/plain"),
    ("sub/b.html", b"<p>second", "text/html"),
    ("sub/c.jsonl/1", "third", "text/plain"),
    ("sub/c.jsonl/2", "fourth", "text/plain"),
    ("d.jsonl.gz/1", "fifth", "text/plain"),
    ("e.html.gz", b"<p>sixth", "text/html"),
]


def tar(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form, encoding="utf-8") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


PACK: dict[str, Callable[[Files], bytes]] = {".tar": tar, ".zip": zipped}


def listed(found: list[Read]) -> list[tuple[str | None, bytes | str, str | None]]:
    return [(one.record, one.content, one.media_type) for one in documents(found)]


@pytest.mark.parametrize("suffix", PACK)
def test_the_files_of_an_archive_are_read(tmp_path: Path, suffix: str) -> None:
    found = read_bytes(tmp_path, f"x{suffix}", PACK[suffix](FILES))
    assert listed(found) == EXPECTED
    (reject,) = rejects(found)
    assert (reject.uri, reject.record, reject.cause, reject.offset) == (f"x{suffix}", "sub/c.jsonl/3", "bad_json", 37)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_form_of_tar_is_read(tmp_path: Path, form: int) -> None:
    name = "d/" + "é" * 45 + ".txt"
    assert texts(read_bytes(tmp_path, "x.tar", tar([(name, b"text"), *FILES[:1]], form))) == [b"text", b"first"]


@pytest.mark.parametrize("name", ["x.tar{}", "x.t{}", "x"])
@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_compressed_tar_is_read(tmp_path: Path, suffix: str, name: str) -> None:
    found = read_bytes(
        tmp_path,
        name.format(suffix.replace(".", ".", 1) if "tar" in name else suffix[1:]),
        COMPRESS[suffix](tar(FILES)),
    )
    assert listed(found) == EXPECTED


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zip_is_read(tmp_path: Path, method: int) -> None:
    assert listed(read_bytes(tmp_path, "x.zip", zipped(FILES, method))) == EXPECTED


def test_archives_come_through_pipes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert listed(read_stdin(monkeypatch, tar(FILES))) == EXPECTED
    assert listed(read_stdin(monkeypatch, gzip.compress(tar(FILES)))) == EXPECTED
    assert listed(read_stdin(monkeypatch, zipped(FILES), "zip")) == EXPECTED


OUTSIDE = ["../x.txt", "/etc/x.txt", "a/../../x.txt", "..", "C:/x.txt", "\\x.txt", "a\\..\\x.txt"]


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_out_are_rejected(tmp_path: Path, suffix: str, name: str) -> None:
    (tmp_path / "in").mkdir()
    found = read_bytes(tmp_path / "in", f"x{suffix}", PACK[suffix]([(name, b"text"), ("b.txt", b"good")]))
    assert (texts(found), causes(found)) == ([b"good"], ["unsafe_name"])
    assert [path.name for path in tmp_path.rglob("*")] == ["in", f"x{suffix}"]


@pytest.mark.parametrize("suffix", PACK)
def test_hidden_files_and_what_no_document_is_called_are_skipped(tmp_path: Path, suffix: str) -> None:
    files = [(name, b"x") for name in (".hidden", "a/.git/x", "x.css", "y.json", "__MACOSX/._x", "./z.txt")]
    found = read_bytes(tmp_path, f"x{suffix}", PACK[suffix](files))
    assert skipped(found) == [".hidden", "a/.git/x", "x.css", "y.json", "__MACOSX/._x"]
    assert texts(found) == [b"x"]


def test_links_and_devices_are_rejected(tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"link{kind.decode()}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        archive.addfile(tarfile.TarInfo("good.txt"), io.BytesIO())
    found = read_bytes(tmp_path, "x.tar", made.getvalue())
    assert causes(found) == ["not_a_file"] * 5
    assert [one.record for one in documents(found)] == ["good.txt"]
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zip_:
        zip_.writestr(link, "/etc/passwd")
        zip_.mkdir("folder")
    assert only_reject(read_bytes(tmp_path, "x.zip", made.getvalue())).cause == "not_a_file"


def test_an_encrypted_member_is_rejected(tmp_path: Path) -> None:
    content = bytearray(zipped([("a.txt", b"secret"), ("b.txt", b"good")]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    found = read_bytes(tmp_path, "x.zip", bytes(content))
    assert (texts(found), causes(found)) == ([b"good"], ["encrypted"])


@pytest.mark.parametrize("outer", PACK)
@pytest.mark.parametrize("inner", PACK)
def test_an_archive_in_an_archive_is_rejected(tmp_path: Path, outer: str, inner: str) -> None:
    found = read_bytes(tmp_path, f"x{outer}", PACK[outer]([(f"in{inner}", PACK[inner](FILES)), ("b.txt", b"good")]))
    assert (texts(found), causes(found)) == ([b"good"], ["nested"])
    assert rejects(found)[0].record == f"in{inner}"


@pytest.mark.parametrize("suffix", PACK)
def test_a_member_over_the_limit_costs_itself(tmp_path: Path, suffix: str) -> None:
    files = [("a.txt", b"x" * 1001), ("b.txt", b"y" * 1000), ("c.jsonl", b'{"text": "%s"}\n' % (b"z" * 5000))]
    content = PACK[suffix](files)
    assert len(documents(read_bytes(tmp_path, f"x{suffix}", content))) == 3
    small = read_bytes(tmp_path, f"x{suffix}", content, Limits(bytes=1000))
    assert (texts(small), causes(small)) == ([b"y" * 1000], ["too_large", "record_too_large"])


def test_bombs_in_a_zip_cost_themselves(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "x.zip", zipped([("a.jsonl", bytes(30_000_000)), ("b.txt", b"good")]))
    assert (texts(found), causes(found)) == ([b"good"], ["bomb"])


def test_a_zip_whose_members_overlap_is_a_bomb(tmp_path: Path) -> None:
    one = zipped([("a.txt", bytes(range(256)) * 40)])
    directory, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    many = one[:directory] + one[directory:end] * 50 + one[end:]
    tail = len(many) - 22
    counted = many[:tail] + many[tail : tail + 8] + (50).to_bytes(2, "little") * 2
    counted += ((end - directory) * 50).to_bytes(4, "little") + many[tail + 16 :]
    assert only_reject(read_bytes(tmp_path, "x.zip", counted)).cause == "bomb"


MANY: Files = [(f"{at:03}.txt", b"%03d " % at * 200) for at in range(200)]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


# What is done to the archive, how many members come out, the causes.
TARS: dict[str, tuple[Callable[[bytes], bytes], int, list[str]]] = {
    "whole": (lambda data: data, 200, []),
    "a broken header": (lambda data: flipped(data, data.index(b"100.txt")), 199, ["damaged"]),
    "zeros for a header": (lambda data: data[: 100 * 1536] + bytes(512) + data[100 * 1536 + 512 :], 199, ["damaged"]),
    "cut in a member": (lambda data: data[: 100 * 1536 + 700], 100, ["truncated"]),
    "cut in a header": (lambda data: data[: 100 * 1536 + 100], 100, ["damaged"]),
    "cut between members": (lambda data: data[: 100 * 1536], 100, ["truncated"]),
    "no end mark": (lambda data: data[: 200 * 1536], 200, ["truncated"]),
    "garbage behind": (lambda data: data + b"garbage" * 100, 200, ["damaged"]),
    "two archives": (lambda data: data + data, 400, []),
    "nothing": (lambda _: b"", 0, ["truncated"]),
    "something else": (lambda _: b"no archive " * 200, 0, ["damaged"]),
}


@pytest.mark.parametrize("name", TARS)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_damage_in_a_tar(tmp_path: Path, name: str, suffix: str) -> None:
    change, whole, expected = TARS[name]
    content = change(tar(MANY, tarfile.USTAR_FORMAT))
    found = read_bytes(tmp_path, f"x.tar{suffix}", gzip.compress(content) if suffix else content)
    assert len(documents(found)) == whole
    assert causes(found) == expected


def test_damage_in_the_compression_of_a_tar(tmp_path: Path) -> None:
    noise = [(f"{at}.txt", zlib.crc32(b"%d" % at).to_bytes(4, "big").hex().encode() * 50) for at in range(400)]
    packed = gzip.compress(tar(noise))
    found = read_bytes(tmp_path, "x.tar.gz", packed[: len(packed) // 2])
    assert 50 < len(documents(found)) < 400
    assert causes(found) == ["truncated"]
    assert causes(read_bytes(tmp_path, "x.tar.gz", packed[:-6]))[-1] == "truncated"


ZIPS: dict[str, tuple[Callable[[bytes], bytes], int, list[str]]] = {
    "whole": (lambda data: data, 200, []),
    "a wrong byte": (lambda data: flipped(data, data.index(b"100.txt") + 12), 199, ["damaged"]),
    "a wrong checksum": (lambda data: flipped(data, data.rindex(b"100.txt") - 30), 199, ["damaged"]),
    "cut": (lambda data: data[:-100], 0, ["damaged"]),
    "garbage before": (lambda data: b"garbage" + data, 200, []),
    "nothing": (lambda _: b"", 0, ["damaged"]),
    "something else": (lambda _: b"no archive " * 200, 0, ["damaged"]),
}


@pytest.mark.parametrize("name", ZIPS)
def test_damage_in_a_zip(tmp_path: Path, name: str) -> None:
    change, whole, expected = ZIPS[name]
    found = read_bytes(tmp_path, "x.zip", change(zipped(MANY)))
    assert len(documents(found)) == whole
    assert causes(found) == expected


def test_a_directory_that_loses_entries_is_named(tmp_path: Path) -> None:
    content = zipped(MANY[:12])
    directory = content.index(b"PK\x01\x02")
    comment = content.index(b"PK\x01\x02", directory + 1) + 32
    bad = content[:comment] + b"\x60" + content[comment + 1 :]
    found = read_bytes(tmp_path, "x.zip", bad)
    assert len(documents(found)) < 12
    assert causes(found)[-1] == "damaged"


def test_more_files_than_the_record_at_the_end_can_count(tmp_path: Path) -> None:
    content = zipped([(f".{at}", b"") for at in range(65_540)], zipfile.ZIP_STORED)
    found = read_bytes(tmp_path, "x.zip", content)
    assert (len(skipped(found)), len(found)) == (65_540, 65_540)


@given(st.sampled_from(sorted(PACK)), st.data())
def test_whatever_is_wrong_nothing_is_raised(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject
) -> None:
    content = PACK[suffix](FILES)
    at = data.draw(st.integers(0, len(content) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=30))
    cut = data.draw(st.integers(at, len(content)))
    found = read_bytes(
        tmp_path_factory.getbasetemp(), f"x{suffix}", (content[:at] + noise + content[at + len(noise) :])[:cut]
    )
    assert all(isinstance(one, RawDocument | Reject) or one.record for one in found)
    assert found


def test_a_header_that_claims_a_gigabyte_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    found = read_bytes(tmp_path, "x.tar", info.tobuf(tarfile.GNU_FORMAT) + bytes(2048))
    assert only_reject(found).cause == "damaged"
