"""The man page: fresh, without a fault that groff would name, and in the wheel."""

import re
import shutil
import subprocess
import tomllib

import pytest

from cleaner.cli import COMMANDS
from docs.examples import ROOT
from docs.man import PAGE, page


def test_the_man_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m docs.generate`"


def test_every_command_has_a_section_with_examples() -> None:
    sections = re.split(r"^\.SS ", page(), flags=re.MULTILINE)[1:]
    assert [section.partition("\n")[0] for section in sections] == [f"cleaner {name}" for name in COMMANDS]
    assert all("\nExamples:\n" in section for section in sections)


def test_the_wheel_brings_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {PAGE.relative_to(ROOT).as_posix(): "share/man/man1/cleaner.1"}


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_finds_no_fault() -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-c", str(PAGE)], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    shown = " ".join(re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout).split())
    assert "cleaner clean [OPTIONS] [INPUT...]" in shown
    assert "curl -s https://example.org/story | cleaner clean - | jq -r .headline" in shown
