"""Records in a real server of the protocol S3: read, and written, by what users have for that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from benchmarks.made import record, texts
from cleaner.batch.storage import Remote
from cleaner.cli import app
from tests.duplicates.test_corpus import NO_NEAR, OTHER, STORY

moto = pytest.importorskip("moto.server", reason="the extra `test-remote` is not installed")
pytest.importorskip("s3fs", reason="the extra `test-remote` is not installed")

pytestmark = [pytest.mark.remote, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        running.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Any]:
    import s3fs  # noqa: PLC0415  it is an extra

    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    system.mkdir("corpus")
    yield system
    system.rm("corpus", recursive=True)


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, args)], prog_name="cleaner")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.fixture
def cleaned(tmp_path: Path, bucket: Any) -> Path:
    """Records of several files, in a folder and in the bucket."""
    folder = tmp_path / "cleaned"
    (folder / "deep").mkdir(parents=True)
    made = [record(*one) for one in texts(90, 21)]
    for at, name in enumerate(("a.jsonl", "deep/b.jsonl", "c.jsonl.gz", "d.parquet")):
        place = folder / name
        lines = [orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in made[at * 20 : at * 20 + 20]]
        if name.endswith(".parquet"):
            _table(place, made[at * 20 : at * 20 + 20])
        else:
            place.write_bytes(_packed(b"".join(lines), name))
    for place in sorted(folder.rglob("*")):
        if place.is_file():
            bucket.put_file(str(place), f"corpus/cleaned/{place.relative_to(folder).as_posix()}")
    return folder


def _packed(content: bytes, name: str) -> bytes:
    import gzip  # noqa: PLC0415

    return gzip.compress(content, mtime=0) if name.endswith(".gz") else content


def _table(place: Path, records: list[dict[str, Any]]) -> None:
    from cleaner.writers import FORMATS  # noqa: PLC0415

    with FORMATS["parquet"].open_file(place) as sink:
        for one in records:
            sink.put(FORMATS["parquet"].row(one))


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def objects(bucket: Any, prefix: str) -> dict[str, bytes]:
    return {name[len(prefix) + 1 :]: bucket.cat_file(name) for name in bucket.find(prefix)}


def test_from_bucket_to_bucket_the_bytes_are_those_of_a_folder(cleaned: Path, bucket: Any, tmp_path: Path) -> None:
    pytest.importorskip("rensa", reason=NO_NEAR)
    more = ["--kind", "near", "-q"]
    assert call("dedup", cleaned, "-o", tmp_path / "out", *more) == (0, "")
    assert call("dedup", "s3://corpus/cleaned/", "-o", "s3://corpus/out", "--work", tmp_path, "-j", 2, *more) == (0, "")
    assert call("dedup", "s3://corpus/cleaned", "-o", tmp_path / "down", *more) == (0, "")
    assert call("dedup", cleaned, "-o", "s3://corpus/up/", *more) == (0, "")
    want = files(tmp_path / "out")
    assert len(want) == 4
    assert want != files(cleaned)
    assert objects(bucket, "corpus/out") == objects(bucket, "corpus/up") == files(tmp_path / "down") == want
    assert {one.name for one in tmp_path.iterdir()} == {"cleaned", "out", "down"}
    # What is there is replaced, object by object, by the same bytes.
    assert call("dedup", "s3://corpus/cleaned/", "-o", "s3://corpus/out", *more) == (0, "")
    assert objects(bucket, "corpus/out") == want


def test_one_object(cleaned: Path, bucket: Any) -> None:
    assert call("dedup", "s3://corpus/cleaned/deep/b.jsonl", "-o", "s3://corpus/one", "-q") == (0, "")
    assert set(objects(bucket, "corpus/one")) == {"b.jsonl"}


def test_pages_in_a_bucket_are_cleaned(bucket: Any, tmp_path: Path) -> None:
    for name in ("a.txt", "deep/b.txt"):
        bucket.pipe_file(f"corpus/pages/{name}", f"{OTHER} It is {name}.\n\n{STORY}\n".encode())
    out = tmp_path / "out"
    given = ["s3://corpus/pages/", "-o", out, "--format", "jsonl", "--across", "exact", "-q"]
    assert call("clean", *given) == (0, "")
    made = [orjson.loads(line) for part in out.rglob("*.jsonl") for line in part.read_bytes().splitlines()]
    found = [one for one in made if "source" in one]
    assert {one["source"]["uri"] for one in found} == {"s3://corpus/pages/a.txt", "s3://corpus/pages/deep/b.txt"}
    assert sum(len(one["removed"]) for one in found) == 1
    code, err = call("clean", "s3://corpus/pages/", "-o", "s3://corpus/out", "--format", "jsonl")
    assert (code, "output must be on this machine" in err) == (2, True)


def test_a_search_is_held_against_an_index_in_a_bucket(cleaned: Path, bucket: Any, tmp_path: Path) -> None:
    index = tmp_path / "old.index"
    assert call("dedup", cleaned / "a.jsonl", "-o", tmp_path / "old", "--index", index, "-q") == (0, "")
    bucket.put_file(str(index), "corpus/kept/old.index")
    for to, against in (("file", index), ("fetched", "s3://corpus/kept/old.index")):
        given = ["dedup", cleaned / "deep/b.jsonl", "-o", tmp_path / to, "--against", against, "--index"]
        assert call(*given, tmp_path / f"{to}.index", "-q") == (0, "")
    given = ["dedup", "s3://corpus/cleaned/deep/b.jsonl", "-o", "s3://corpus/held", "--work", tmp_path, "-j", 2]
    assert call(*given, "--against", "s3://corpus/kept/old.index", "-q") == (0, "")
    assert files(tmp_path / "fetched") == files(tmp_path / "file") == objects(bucket, "corpus/held")
    assert call("dedup", cleaned / "deep/b.jsonl", "-o", tmp_path / "alone", "-q") == (0, "")
    assert files(tmp_path / "alone") != files(tmp_path / "file")
    assert (tmp_path / "fetched.index").read_bytes() == (tmp_path / "file.index").read_bytes()
    code, err = call(*given, "--against", "s3://corpus/kept/none.index", "-q")
    assert code == 2
    assert err.startswith("error: cannot use the index s3://corpus/kept/none.index: it cannot be read: ")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["s3://corpus/cleaned"], "records at an address are not changed in place: name an output for s3://corpus"),
        (["s3://corpus/cleaned", "-o", "s3://corpus/cleaned/new"], "the output lies inside what is read"),
        (["s3://corpus/nothing", "-o", "s3://corpus/new"], "no records in s3://corpus/nothing"),
        (["s3://nowhere/x.jsonl", "-o", "s3://corpus/new"], "cannot list s3://nowhere: "),
        (["s3://corpus/cleaned", "-o", "s3://nowhere/new"], "cannot write: "),
    ],
)
def test_what_cannot_be_done_is_said(args: list[str], says: str, cleaned: Path, bucket: Any) -> None:
    code, err = call("dedup", *args, "-q")
    assert (code, says in err) == (2, True), err
    assert not bucket.exists("corpus/new")


def test_names_hold_no_secrets() -> None:
    assert str(Remote("s3://key:secret@corpus/a?token=x")).startswith("s3://corpus/a?")
