"""`cleaner report`: what it writes and how it ends."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.report.gather import SAMPLE
from tests.report.made import CLEANED, SEEDS, record, written


def call(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["report", *map(str, args)], prog_name="cleaner")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_page_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("what was there", encoding="utf-8")
    assert call(CLEANED, "-o", page) == (0, "", f"{page}: all 21 documents\n")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_without_a_name_it_is_report_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(CLEANED)[0] == 0
    assert Path("report.html").is_file()


def test_the_sample_and_the_input(tmp_path: Path) -> None:
    code, _, said = call(CLEANED, "--sample", 3, "--input", SEEDS, "-o", tmp_path / "page.html")
    assert (code, said) == (0, f"{tmp_path / 'page.html'}: 3 of 21 documents, 3 cleaned again\n")


def test_what_is_no_record_is_counted_aloud(tmp_path: Path) -> None:
    made = written(tmp_path / "out.jsonl", [record("a")])
    with made.open("a", encoding="utf-8") as stream:
        stream.write("{\n")
    code, _, said = call(made, "-o", tmp_path / "page.html")
    assert (code, said) == (0, f"{tmp_path / 'page.html'}: 1 document, 1 not valid and left out\n")


def test_a_file_that_breaks_off_is_named_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl.gz").write_bytes(b"not packed")
    code, _, said = call(tmp_path, "-o", tmp_path / "page.html")
    assert (code, said.startswith(f"error: cannot read {tmp_path}/out.jsonl.gz: ")) == (2, True)


def test_standard_input_is_no_output(tmp_path: Path) -> None:
    assert call("-", "-o", tmp_path / "page.html") == (2, "", "error: no such file or folder: -\n")


def test_standard_output(tmp_path: Path) -> None:
    code, out, said = call(written(tmp_path / "out.jsonl", [record("a")]), "-o", "-")
    assert (code, said) == (0, "")
    assert out.endswith("</html>\n")


@pytest.mark.parametrize("args", [("no-such-folder",), (CLEANED, "--input", "no-such-folder"), (SEEDS,)])
def test_what_cannot_be_done(tmp_path: Path, args: tuple[object, ...]) -> None:
    page = tmp_path / "page.html"
    code, out, said = call(*args, "-o", page)
    assert (code, out) == (2, "")
    assert said.startswith("error: ")
    assert not page.exists()


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    code, _, said = call(CLEANED, "-o", tmp_path / "none" / "page.html")
    assert code == 2
    assert "cannot write" in said


def test_the_usual_sample_is_the_same_everywhere() -> None:
    assert sys.modules["cleaner.cli.report"]._SAMPLE == SAMPLE
