"""Copies across documents as the last step of a run, and what a run makes of an output from which they went."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from cleaner.batch import renew
from cleaner.batch.across import Search
from cleaner.batch.dedup import Output, deduplicate
from cleaner.batch.errors import BusyError, RunError
from cleaner.batch.lock import held
from cleaner.batch.manifest import HOME, NAME, Line, Manifest
from cleaner.batch.prints import file_digest
from cleaner.batch.resume import place_of
from cleaner.batch.spread import local
from cleaner.batch.watch import Watch
from cleaner.cli import app
from cleaner.duplicates.settings import Across
from tests.checking import validate
from tests.faults.trees import clean, lines, plant, tree

STORY = (
    "The council of the small town by the river met on Monday evening and put off the vote on the new bridge once more."
)
OWN = "What stands here, at some length, is said by document {} alone and by nobody else in all of the corpus that day."
LOOSE = Across(ceiling=1.0)
EXACT = Search(near=False, across=LOOSE)
FORMATS = ["json", "jsonl", "parquet"]


@pytest.fixture(params=FORMATS)
def form(request: pytest.FixtureRequest) -> str:
    if request.param == "parquet":
        pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
    return str(request.param)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three shards; each holds the story once, beside something of its own."""
    files = {f"{name}.jsonl": lines([STORY, OWN.format(name)]) for name in ("one", "two")}
    return plant(tmp_path / "in", {**files, "three.txt": STORY, "four.txt": OWN.format("four"), "five.txt": "reject"})


def dedup(out: Path, across: Across = LOOSE) -> int:
    with local(1) as spread:
        return deduplicate(Output(out), across, near=False, spread=spread).changed


def visible(folder: Path) -> dict[str, str]:
    """Return a hash for each file that a run answers for; what was before is no part of that."""
    return {name: one for name, one in tree(folder).items() if not name.startswith(f"{HOME}/before/")}


def test_a_run_with_a_search_gives_what_a_search_after_it_gives(source: Path, tmp_path: Path, form: str) -> None:
    summary = clean(source, tmp_path / "with", form, across=EXACT)
    assert summary.across is not None
    assert (summary.across["documents"], summary.across["dropped"]) == (6, {"exact": 2})
    assert (summary.read, summary.written, summary.rejected, summary.duplicates) == (7, 6, 1, 2)
    clean(source, tmp_path / "after", form)
    assert dedup(tmp_path / "after") == 2
    assert visible(tmp_path / "with") == visible(tmp_path / "after")


def test_the_manifest_says_what_the_parts_are(source: Path, tmp_path: Path, form: str) -> None:
    clean(source, tmp_path / "out", form, across=EXACT)
    manifest = Manifest(tmp_path / "out" / HOME / NAME)
    assert len(manifest) == 3
    for line in manifest.values():
        assert line.made_of[renew.ACROSS] == renew.fingerprint(LOOSE, near=False)
        for one in line.outputs:
            assert file_digest(place_of(one, tmp_path / "out")) == (one.bytes, one.sha256)
    assert sum(line.summary.duplicates for line in manifest.values()) == 2
    assert sum(line.summary.kept.total() for line in manifest.values()) == 4
    checked = validate([str(tmp_path / "out")])
    assert (checked.records, checked.invalid) == (6, 0)


def test_what_is_finished_is_left_alone(source: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    first = clean(source, out, form, across=EXACT)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file() and path.name != "lock"}
    again = clean(source, out, form, resume=True, across=EXACT)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (again.across, again.duplicates, again.dropped) == (None, first.duplicates, first.dropped)


@pytest.mark.parametrize("change", ["the copy that stays goes", "a new copy", "nothing", "a part is gone"])
@pytest.mark.parametrize("began", [EXACT, Search(near=False, across=Across(ceiling=0.9)), None])
def test_resuming_gives_what_a_fresh_run_gives(
    source: Path, tmp_path: Path, form: str, change: str, began: Search | None
) -> None:
    out = tmp_path / "out"
    clean(source, out, form, across=began)
    if change == "the copy that stays goes":
        # Which document stays depends on the ids: each one goes once.
        for name in ("one.jsonl", "two.jsonl"):
            plant(source, {name: lines([OWN.format(name), OWN.format("another")])})
            clean(source, out, form, resume=True, across=EXACT)
    elif change == "a new copy":
        plant(source, {"a.jsonl": lines([STORY])})
    elif change == "a part is gone":
        next(path for path in sorted(out.rglob("one*")) if path.is_file() or form == "json").rename(tmp_path / "gone")
    clean(source, out, form, resume=True, across=EXACT)
    clean(source, tmp_path / "fresh", form, across=EXACT)
    assert tree(out) == tree(tmp_path / "fresh")


def test_resuming_without_a_search_undoes_it(source: Path, tmp_path: Path, form: str) -> None:
    clean(source, tmp_path / "plain", form)
    clean(source, tmp_path / "out", form)
    dedup(tmp_path / "out")
    # A second search with other settings comes on top; what was before is still what it was.
    dedup(tmp_path / "out", Across(exact_words=8, ceiling=1.0))
    summary = clean(source, tmp_path / "out", form, resume=True)
    assert (summary.undone, summary.duplicates) == (True, 0)
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")
    assert not clean(source, tmp_path / "out", form, resume=True).undone


def test_only_what_changed_is_cleaned_again(source: Path, tmp_path: Path, form: str) -> None:
    clean(source, tmp_path / "out", form, across=EXACT)
    plant(source, {"one.jsonl": lines([OWN.format("1"), STORY])})
    done: list[str] = []
    clean(source, tmp_path / "out", form, Watch(part=lambda line: done.append(line.shard)), resume=True, across=EXACT)
    assert done == ["one.jsonl"]


def test_a_fresh_run_forgets_what_was_before(source: Path, tmp_path: Path, form: str) -> None:
    clean(source, tmp_path / "out", form, across=EXACT)
    clean(source, tmp_path / "out", form)
    clean(source, tmp_path / "plain", form)
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")


@pytest.mark.parametrize("moves", range(1, 12))
def test_a_search_that_is_killed_while_files_are_moved(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    clean(source, tmp_path / "out", "jsonl")
    clean(source, tmp_path / "fresh", "jsonl", across=EXACT)
    place, moved = Path.replace, 0

    def killed(path: Path, target: Path) -> Path:
        nonlocal moved
        moved += 1
        if moved == moves:
            raise KeyboardInterrupt
        return place(path, target)

    def search_and_undo() -> None:
        clean(source, tmp_path / "out", "jsonl", resume=True, across=EXACT)
        clean(source, tmp_path / "out", "jsonl", resume=True)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            search_and_undo()
    clean(source, tmp_path / "out", "jsonl", resume=True, across=EXACT)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


def test_a_run_that_is_killed_before_its_search(source: Path, tmp_path: Path, form: str) -> None:
    def killed(_line: Line) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean(source, tmp_path / "out", form, Watch(part=killed), across=EXACT)
    # Somebody searches what there is.
    dedup(tmp_path / "out")
    clean(source, tmp_path / "out", form, resume=True, across=EXACT)
    clean(source, tmp_path / "fresh", form, across=EXACT)
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")


def test_a_part_that_is_not_what_the_manifest_says_is_not_made_good(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    clean(source, out, "jsonl")
    [first, second] = (out / "one.jsonl.jsonl").read_bytes().splitlines(keepends=True)
    (out / "one.jsonl.jsonl").write_bytes(first)
    dedup(out)
    clean(source, out, "jsonl", resume=True, across=EXACT)
    clean(source, tmp_path / "fresh", "jsonl", across=EXACT)
    assert tree(out) == tree(tmp_path / "fresh")
    assert orjson.loads(second)["id"] in (out / "one.jsonl.jsonl").read_text()


def test_nobody_else_writes_meanwhile(source: Path, tmp_path: Path) -> None:
    clean(source, tmp_path / "out", "jsonl")
    with held(tmp_path / "out" / HOME), pytest.raises(BusyError, match="another run writes to"):
        dedup(tmp_path / "out")


def test_too_much_leaves_the_records_as_they_were_cleaned(source: Path, tmp_path: Path) -> None:
    clean(source, tmp_path / "plain", "jsonl")
    with pytest.raises(RunError, match=r"the ceiling is 10%.*the records stand as they were cleaned"):
        clean(source, tmp_path / "out", "jsonl", across=Search(near=False, across=Across(ceiling=0.1)))
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")


def test_a_run_without_a_record_has_nothing_to_search(tmp_path: Path, form: str) -> None:
    plant(tmp_path / "in", {"a.txt": "reject"})
    summary = clean(tmp_path / "in", tmp_path / "out", form, across=EXACT)
    assert summary.across is not None
    assert (summary.rejected, summary.across["documents"]) == (1, 0)


def test_the_command_says_what_went_and_what_came_back(tmp_path: Path) -> None:
    source = plant(tmp_path / "in", {f"{at}.txt": f"{OWN.format(at)}\n\n{STORY}\n" for at in range(3)})
    command = ["clean", str(source), "-o", str(tmp_path / "out"), "--workers", "0"]

    def call(*options: str) -> tuple[str, str]:
        result = CliRunner().invoke(app, [*command, *options], prog_name="cleaner")
        assert result.exit_code == 0, result.stderr
        return result.stdout, result.stderr

    _, err = call("--across", "exact")
    assert "duplicates: 2\nacross documents: 3 documents, 6 blocks, 2 documents changed\n" in err
    assert "across documents: blocks dropped: exact 2\n" in err
    assert validate([str(tmp_path / "out")]).invalid == 0
    assert "again: run `cleaner dedup` once more" in call("--resume")[1]
    out, _ = call("--resume", "--across", "exact", "--json")
    assert orjson.loads(out)["across"]["dropped"] == {"exact": 2}
    assert orjson.loads(call("--resume", "--json")[0])["undone"] is True


@pytest.mark.parametrize(
    "options",
    [["-o", "-"], ["-o", "out.jsonl"], ["-o", "out", "--format", "dolma"], ["-o", "out", "--format", "datatrove"]],
)
def test_other_outputs_are_refused_before_any_work(options: list[str], source: Path, tmp_path: Path) -> None:
    place = [str(tmp_path / one) if one.startswith("out") else one for one in options]
    result = CliRunner().invoke(app, ["clean", str(source), *place, "--across", "exact"], prog_name="cleaner")
    assert result.exit_code == 2
    assert "--across needs a folder of json, jsonl, parquet" in " ".join(result.stderr.replace("│", " ").split())
    assert not (tmp_path / "out.jsonl").exists()
