"""`cleaner dedup`: its files, its words and how it ends."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from benchmarks.made import record
from cleaner.batch import swap
from cleaner.batch.lock import held
from cleaner.batch.manifest import HOME
from cleaner.batch.records import contents
from cleaner.check import check
from cleaner.cli import app
from cleaner.writers import FORMATS
from tests.checking import validate
from tests.duplicates.test_corpus import FOOTER, OTHER, STORY


def call(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["dedup", *map(str, args)], prog_name="cleaner")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder of three formats; every file holds one story that the others hold, too."""
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    made = [record(name, "", [f"{OTHER} {name}", f"{FOOTER} {name}", STORY]) for name in "abcde"]
    (folder / "a.json").write_bytes(orjson.dumps(made[0], option=orjson.OPT_INDENT_2))
    (folder / "deep" / "b.json").write_bytes(orjson.dumps(made[1], option=orjson.OPT_INDENT_2))
    (folder / "c.jsonl").write_bytes(orjson.dumps(made[2]) + b"\n\n" + orjson.dumps(made[3]) + b"\n")
    (folder / "e.jsonl.gz").write_bytes(gzip.compress(orjson.dumps(made[4]) + b"\n"))
    (folder / "rejects.jsonl").write_text('{"uri": "x"}\n')
    return folder


def records(folder: Path) -> dict[str, list[int]]:
    """Return the indexes of the kept blocks of each record."""
    found = {}
    for path in sorted(folder.rglob("*.json*")):
        if path.name == "rejects.jsonl" or ".cleaner" in path.parts:
            continue
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = [content] if path.suffix == ".json" else [line for line in content.split(b"\n") if line]
        for one in map(orjson.loads, lines):
            assert check(one) == []
            found[one["id"]] = [block["index"] for block in one["blocks"]]
    return found


GONE = {"a": [0, 1, 2], "b": [0, 1], "c": [0, 1], "d": [0, 1], "e": [0, 1]}


def test_every_format_is_changed_in_place(output: Path) -> None:
    code, out, err = call(output)
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "5 documents, 15 blocks, 4 documents changed",
        "blocks dropped: exact 4",
        "31.9% of the text dropped",
    ]
    assert records(output) == GONE
    assert sorted(path.name for path in output.iterdir()) == [
        "a.json",
        "c.jsonl",
        "deep",
        "e.jsonl.gz",
        "rejects.jsonl",
    ]


def test_a_second_run_changes_nothing(output: Path) -> None:
    pytest.importorskip("rensa", reason="the extra `near` is not installed")
    call(output, "--kind", "near", "--quiet")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in output.rglob("*") if path.is_file()}
    code, _, err = call(output, "--kind", "near")
    assert code == 0
    assert "0 documents changed" in err
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_another_folder_gets_every_file_and_the_first_stays_what_it_is(output: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    assert call(output, "-o", tmp_path / "new", "--quiet") == (0, "", "")
    assert records(tmp_path / "new") == GONE
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.json", "c.jsonl", "deep", "e.jsonl.gz"]


def test_one_file_of_lines(output: Path) -> None:
    code, out, _ = call(output / "c.jsonl", "--json")
    assert code == 0
    summary = json.loads(out)
    assert (summary["documents"], summary["changed"], summary["dropped"]) == (2, 1, {"exact": 1})
    assert sorted(path.name for path in output.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"])
def test_every_packing_gives_the_same_records(output: Path, tmp_path: Path, ending: str) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
    made = [record(name, "", [f"{OTHER} {name}", f"{FOOTER} {name}", STORY]) for name in "abcde"]
    name = "jsonl" if ending.startswith(".jsonl") else "parquet"
    place, plain = tmp_path / f"all{ending}", tmp_path / "all.jsonl"
    for path, form in ((place, FORMATS[name]), (plain, FORMATS["jsonl"])):
        with form.open_file(path) as sink:
            for one in made:
                sink.put(form.row(one))
        assert call(path, "--quiet") == (0, "", "")
    want = plain.read_bytes().splitlines(keepends=True)
    assert [content for _, content in contents(place, place.name)] == want
    assert [[block["index"] for block in orjson.loads(one)["blocks"]] for one in want] == list(GONE.values())
    assert (validate([str(place)]).records, validate([str(place)]).findings) == (5, [])
    # What is written again is packed as it was: the same records give the same bytes.
    with FORMATS[name].open_file(tmp_path / f"again{ending}") as sink:
        for one in map(orjson.loads, want):
            sink.put(FORMATS[name].row(one))
    assert place.read_bytes() == (tmp_path / f"again{ending}").read_bytes()


@pytest.mark.parametrize(("name", "says"), [("e.jsonl.gz", "breaks off"), ("t.parquet", "Parquet magic bytes")])
def test_a_damaged_file_is_named_and_nothing_is_written(output: Path, name: str, says: str) -> None:
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
        (output / name).write_bytes(b"no table at all")
    else:
        (output / name).write_bytes((output / name).read_bytes()[:-20])
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    code, _, err = call(output)
    assert (code, err.startswith(f"error: cannot read {name}: "), says in err) == (2, True, True), err
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_a_table_without_the_library_that_reads_it(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (output / "t.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = call(output)
    install = "pip install 'corpus-cleaner[parquet]'"
    assert (code, err) == (2, f"error: cannot read t.parquet: pyarrow is not there: {install}\n")


def test_what_is_written_does_not_lie_among_what_is_read(output: Path) -> None:
    assert call(output, "-o", output / "new")[::2] == (
        2,
        f"error: the output lies inside what is read: {output / 'new'}\n",
    )
    assert call(output, "--clusters", output / "clusters.jsonl")[::2] == (
        2,
        f"error: the clusters would lie among the records: {output / 'clusters.jsonl'}\n",
    )
    assert not (output / "new").exists()


def test_clusters_name_what_repeats_what(output: Path, tmp_path: Path) -> None:
    call(output, "--clusters", tmp_path / "clusters.jsonl", "--quiet")
    (line,) = (tmp_path / "clusters.jsonl").read_text().splitlines()
    cluster = json.loads(line)
    assert (cluster["document"], cluster["block"]) == ("a", 2)
    assert [copy["document"] for copy in cluster["copies"]] == ["b", "c", "d", "e"]
    assert cluster["copies"][0] == {"document": "b", "block": 2, "kind": "exact", "action": "drop", "similarity": 1.0}


def test_a_policy_of_its_own(output: Path) -> None:
    _, out, _ = call(output, "--exact", "mark", "--json")
    assert (json.loads(out)["dropped"], json.loads(out)["marked"]) == ({}, {"exact": 4})
    _, out, _ = call(output, "--exact", "off", "--json")
    assert (json.loads(out)["dropped"], json.loads(out)["marked"]) == ({}, {})


def test_too_much_is_not_written(output: Path) -> None:
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    code, _, err = call(output, "--ceiling", "0.2")
    assert code == 2
    assert re.match(r"error: 32% of the text would go, and the ceiling is 20%", err)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "c.jsonl:1 is no record: Input data was truncated"),
        (b"[]", "c.jsonl:1 is no record: Expected `object`, got `array`"),
        (b'{"id": "x"}', "c.jsonl:1 is no record"),
        (
            b'{"id":"x","text":"","blocks":[7],"removed":[],"counts":{},"flags":[],"site":null,"url":null}',
            "c.jsonl:1 is no record: Expected `object`, got `int` - at `$.blocks[0]`",
        ),
    ],
)
def test_what_is_no_record_is_named_and_nothing_is_written(content: bytes, says: str, output: Path) -> None:
    (output / "c.jsonl").write_bytes(content)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    code, _, err = call(output)
    assert code == 2
    assert says in err
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["dolma", "fineweb", "datatrove"])
def test_what_another_format_made_of_records_is_refused(name: str, tmp_path: Path) -> None:
    if FORMATS[name].needs is not None:
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
    with FORMATS[name].open(tmp_path, "all") as sink:
        sink.put(FORMATS[name].row(record("a", "", [STORY])))
    code, _, err = call(tmp_path)
    assert code == 2
    assert ":1 is no record: " in err
    assert "only what was written with --format json, jsonl or parquet holds records" in err


def test_no_records_at_all(tmp_path: Path) -> None:
    assert call(tmp_path)[::2] == (
        2,
        f"error: no records in {tmp_path}: there is no file that ends in .json, .jsonl or .parquet\n",
    )
    code, _, err = call(tmp_path / "gone")
    assert (code, err) == (2, f"error: no such file or folder: {tmp_path / 'gone'}\n")


@pytest.mark.parametrize("address", ["file:///", "file://", "s3:///"])
def test_an_address_that_names_nothing(
    address: str, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output)
    code, _, err = call(address, "-o", tmp_path / "new")
    assert (code, err) == (2, f"error: no folder or file in the address {address}\n")


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_an_output_that_a_run_writes_to_is_not_read(form: str, output: Path, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    (output / HOME).mkdir()
    with held(output / HOME):
        code, _, err = call(form.format(output), "-o", tmp_path / "new")
    assert (code, err.partition(":")[2][:22]) == (2, " another run writes to")


def test_what_is_refused_leaves_no_folder(output: Path, tmp_path: Path) -> None:
    (output / "c.jsonl").write_bytes(b"{\n")
    assert call(output, "-o", tmp_path / "new")[0] == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("option", ["--index", "--clusters"])
def test_what_a_search_leaves_beside_records_has_no_address(option: str, output: Path) -> None:
    code, _, err = call(output, option, "s3://bucket/name")
    assert code == 2
    assert "is a file on this machine" in err


def test_a_swap_that_was_killed_is_brought_to_its_end(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path.replace
    moved: list[Path] = []

    def killed(path: Path, target: Path) -> Path:
        if moved:
            raise KeyboardInterrupt
        if path.suffix != ".tmp":
            moved.append(path)
        return place(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    assert call(output)[0] == 130
    monkeypatch.undo()
    assert 0 < sum(2 in blocks for blocks in records(output).values()) - 1 < 4
    code, _, err = call(output)
    assert code == 0
    assert "0 documents changed" in err
    assert records(output) == GONE


def test_ray_gives_the_same_bytes(output: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    call(output, "-o", tmp_path / "local", "--kind", "near", "--quiet")
    # In a process of its own: what Ray warns of is not ours to mend.
    files = [str(output), "-o", str(tmp_path / "ray")]
    command = [sys.executable, "-m", "cleaner", "dedup", *files, "--kind", "near"]
    done = subprocess.run([*command, "--engine", "ray", "-j", "2"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    names = [path.relative_to(tmp_path / "local") for path in (tmp_path / "local").rglob("*") if path.is_file()]
    assert len(names) == 4
    for name in names:
        assert (tmp_path / "local" / name).read_bytes() == (tmp_path / "ray" / name).read_bytes()


def test_swapped_files_are_there_together(tmp_path: Path) -> None:
    (tmp_path / "new" / "deep").mkdir(parents=True)
    (tmp_path / "new" / "deep" / "x").write_text("new")
    (tmp_path / "root").mkdir()
    swap.swap(tmp_path / "new", tmp_path / "root")
    assert (tmp_path / "root" / "deep" / "x").read_text() == "new"
    assert not swap.finish(tmp_path / "new", tmp_path / "root")
