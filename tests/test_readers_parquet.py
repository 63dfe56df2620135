"""Parquet: a bad row group costs itself, a bad row too."""

import datetime as dt
import gzip
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Limits
from cleaner.model import RejectedError, failure
from cleaner.readers import Fields, Input, Read, ReadOptions, read
from cleaner.readers.parquet import Job
from tests.reading import causes, documents, only_reject, read_bytes, read_stdin, rejects, texts

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def table(rows: list[dict[str, Any]], schema: Any = None, **options: Any) -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema), made, write_page_checksum=True, **options)
    return made.getvalue()


def rows_of(content: bytes) -> list[Read]:
    """Read a table in this process: to start one takes a second."""
    from cleaner.readers.rows import opened_as, read_rows  # noqa: PLC0415  pyarrow may not be there

    try:
        return list(read_rows(opened_as(Job("x.parquet", None, ReadOptions()), io.BytesIO(content))))
    except RejectedError as error:
        return [failure("x.parquet", None, "read", error)]


ROWS = [{"text": f"row {at} " * 20, "id": f"id{at}", "url": f"http://x.org/{at}", "score": at / 7} for at in range(200)]


def test_each_row_is_a_document(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "x.parquet", table(ROWS, row_group_size=30))
    assert [one.record for one in documents(found)] == [str(at) for at in range(200)]
    assert [(one.content, one.id, one.url) for one in documents(found)] == [
        (row["text"], row["id"], row["url"]) for row in ROWS
    ]
    assert len(found) == 200


def test_columns_of_many_types_are_read(tmp_path: Path) -> None:
    schema = pa.schema(
        [
            ("text", pa.dictionary(pa.int32(), pa.string())),
            ("id", pa.int64()),
            ("url", pa.large_string()),
            ("date", pa.timestamp("us", "UTC")),
            ("metadata", pa.struct([("url", pa.string())])),
            ("tags", pa.list_(pa.string())),
        ]
    )
    rows = [{"text": "T", "id": 7, "url": "http://x.org", "date": dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)}]
    (one,) = documents(read_bytes(tmp_path, "x.parquet", table(rows, schema)))
    assert (one.content, one.id, one.url) == ("T", "7", "http://x.org")
    assert one.published_at == "2024-02-29T12:00:00+00:00"
    schema = pa.schema([("html", pa.binary()), ("date", pa.date32())])
    (one,) = documents(
        read_bytes(tmp_path, "x.parquet", table([{"html": b"<p>", "date": dt.date(2024, 2, 29)}], schema))
    )
    assert (one.content, one.media_type, one.published_at) == ("<p>", "text/html", "2024-02-29")


def test_columns_can_be_named(tmp_path: Path) -> None:
    content = table([{"corpo": "T", "text": "no"}])
    assert texts(read_bytes(tmp_path, "x.parquet", content, fields=Fields(text="corpo"))) == ["T"]
    assert texts(read_bytes(tmp_path, "x.parquet", content)) == ["no"]
    assert causes(read_bytes(tmp_path, "x.parquet", content, fields=Fields(text="body"))) == ["no_text_field"]


def test_a_bad_row_costs_itself(tmp_path: Path) -> None:
    schema = pa.schema([("text", pa.string()), ("id", pa.string())])
    bad = pa.Array.from_buffers(pa.string(), 3, pa.array([b"good", b"\xff\xfe!!", b"fine"], pa.binary()).buffers())
    made = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([bad, pa.array(["a", "b", "c"])], schema=schema), made)
    found = read_bytes(tmp_path, "x.parquet", made.getvalue())
    assert texts(found) == ["good", "fine"]
    assert [(one.record, one.cause) for one in rejects(found)] == [("1", "bad_record")]
    rows: list[dict[str, Any]] = [{"text": "a"}, {"text": None}, {"text": "x" * 2000}, {"text": "b"}]
    found = read_bytes(tmp_path, "x.parquet", table(rows), Limits(bytes=1000))
    assert texts(found) == ["a", "b"]
    assert [(one.record, one.cause) for one in rejects(found)] == [("1", "no_text_field"), ("2", "record_too_large")]


@pytest.mark.parametrize("compression", ["zstd", "none", "snappy"])
def test_a_wrong_byte_never_goes_unnoticed(compression: str) -> None:
    good = table(ROWS, row_group_size=20, compression=compression)
    length = int.from_bytes(good[-8:-4], "little")
    whole = [row["text"] for row in ROWS]
    for step in range(60):
        at = 4 + (len(good) - length - 12) * step // 60
        found = rows_of(good[:at] + bytes([good[at] ^ 0x40]) + good[at + 1 :])
        if texts(found) != whole:
            assert set(causes(found)) <= {"damaged", "bad_record"}, step
            assert set(texts(found)) <= set(whole)
            assert len(texts(found)) >= 180
            (reject,) = rejects(found)
            assert reject.record is not None
            assert int(reject.record) % 20 == 0
            assert "rows" in reject.message


def test_a_wrong_byte_in_the_footer_never_goes_unnoticed() -> None:
    whole = ["some", "rows", "of", "text"] * 10
    good = table([{"text": text} for text in whole], row_group_size=20, store_schema=False)
    for at in range(len(good) - int.from_bytes(good[-8:-4], "little") - 8, len(good)):
        # As a variable-length number, 20 rows are 0x28: they become 15.
        found = rows_of(good[:at] + bytes([good[at] ^ 0x36]) + good[at + 1 :])
        assert causes(found) or texts(found) == whole, at


def test_a_cut_file_is_rejected(tmp_path: Path) -> None:
    good = table(ROWS)
    for content in (good[:-1], good[: len(good) // 2], good[:3], b"", b"PAR1", b"no table"):
        assert only_reject(read_bytes(tmp_path, "x.parquet", content)).cause == "damaged"


def test_a_row_group_that_grows_too_much_is_a_bomb(tmp_path: Path) -> None:
    rows = [{"text": "x" * 30_000_000}, {"text": "good"}]
    found = read_bytes(tmp_path, "x.parquet", table(rows, row_group_size=1, compression="zstd", use_dictionary=False))
    assert (texts(found), causes(found)) == (["good"], ["bomb"])


def test_a_table_is_found_by_its_beginning_and_through_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(texts(read_bytes(tmp_path, "part", table(ROWS)))) == 200
    assert len(texts(read_stdin(monkeypatch, table(ROWS)))) == 200
    found = read_bytes(tmp_path, "x.parquet.gz", gzip.compress(table(ROWS)), Limits(bytes=1000))
    assert only_reject(found).cause == "too_large"


def test_without_pyarrow_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = table(ROWS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    reject = only_reject(read_bytes(tmp_path, "x.parquet", content))
    assert reject.cause == "missing_library"
    assert "corpus-cleaner[parquet]" in reject.message


DATES = {
    "ms": (2**61, 1709208000 * 1000),
    "us": (2**61, 1709208000 * 10**6),
    "ns": (2**62, 1709208000 * 10**9 + 1),
}


@pytest.mark.parametrize(("unit", "zone"), [("ms", None), ("us", "UTC"), ("ns", "Europe/Berlin"), ("ns", "No/Where")])
def test_a_date_that_python_has_not_costs_nothing(unit: str, zone: str | None) -> None:
    far, near = DATES[unit]
    dates = pa.array([far, near, None], pa.timestamp(unit, zone))
    made = io.BytesIO()
    pq.write_table(pa.table({"text": ["a", "b", "c"], "date": dates}), made)
    found = documents(rows_of(made.getvalue()))
    assert [one.content for one in found] == ["a", "b", "c"]
    assert [one.published_at and one.published_at[:10] for one in found] == [None, "2024-02-29", None]


_DEADLY = """
import os, signal
import pyarrow.parquet

def iter_batches(self, *given, **named):
    yield from whole(self, *given, **named)
    os.kill(os.getpid(), signal.SIGABRT)

whole, pyarrow.parquet.ParquetFile.iter_batches = pyarrow.parquet.ParquetFile.iter_batches, iter_batches
"""


def test_a_table_that_kills_its_reader_costs_what_is_left_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stand-in for what pyarrow does at some damages, not the same in each of its versions.
    (tmp_path / "sitecustomize.py").write_text(_DEADLY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = read_bytes(tmp_path, "x.parquet", table(ROWS, row_group_size=50))
    assert texts(found) == [row["text"] for row in ROWS[:50]]
    (reject,) = rejects(found)
    assert (reject.cause, reject.record) == ("damaged", None)
    assert reject.message == "the process that read it was killed by SIGABRT; what follows its first 50 rows is lost"


def test_a_reader_that_hangs_costs_what_is_left_of_its_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # C code that lets nothing else of its process run.
    hanging = _DEADLY.replace("os.kill(os.getpid(), signal.SIGABRT)", "ctypes.PyDLL(None).sleep(1000)")
    hanging = hanging.replace("os, signal", "ctypes")
    (tmp_path / "sitecustomize.py").write_text(hanging, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("cleaner.readers.parquet._PATIENCE", 10.0)
    found = read_bytes(tmp_path, "x.parquet", table(ROWS, row_group_size=50))
    assert texts(found) == [row["text"] for row in ROWS[:50]]
    (reject,) = rejects(found)
    assert (reject.cause, reject.record) == ("timeout", None)
    assert reject.message == "no row was read in 10 seconds; what follows its first 50 rows is lost"


def test_a_table_at_an_address_is_read(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    (tmp_path / "x.parquet").write_bytes(table(ROWS))
    found = list(read(Input(None, "x", (tmp_path / "x.parquet").as_uri()), ReadOptions()))
    assert texts(found) == [row["text"] for row in ROWS]
