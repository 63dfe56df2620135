"""Settings of machines reach the tests that run under them; names in archives do not hang on the locale."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from benchmarks.portability import QUICK, ROOT, SETTINGS, TOGETHER, row, run, together

SHOWS = """
import json, locale, os, resource, sys, time

def test_shows():
    mask = os.umask(0o022)
    found = {
        "encoding": locale.getencoding(), "names": sys.getfilesystemencoding(), "zone": time.strftime("%z"),
        "umask": mask, "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0], "home": os.environ["HOME"],
        "seed": os.environ.get("PYTHONHASHSEED"),
    }
    with open(os.environ["SHOWN"], "w") as stream:
        json.dump(found, stream)
"""
READ = """
import sys
from cleaner.config import Config
from cleaner.readers import ReadOptions, find_inputs, read
for given in find_inputs(sys.argv[1:]):
    for one in read(given, ReadOptions(Config().limits)):
        print(ascii(one.record))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_settings_reach_the_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_shows.py").write_text(SHOWS)
    monkeypatch.setenv("SHOWN", str(tmp_path / "shown"))
    done = run(sys.executable, together(TOGETHER), ["-c", os.devnull, str(tmp_path / "test_shows.py")])
    assert done.returncode == 0, done.stdout
    assert json.loads((tmp_path / "shown").read_text()) == {
        "encoding": "ANSI_X3.4-1968" if sys.platform == "linux" else "US-ASCII",
        "names": "ascii", "zone": "+0545", "umask": 0o077, "files": 64, "home": "/nonexistent", "seed": "4294967295",
    }  # fmt: skip


def test_what_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_no.py").write_text("def test_no() -> None:\n    assert not 'planted'\n")
    assert not row("usual", sys.executable, SETTINGS["usual"], ["-c", os.devnull, str(tmp_path / "test_no.py")])
    assert "planted" in capsys.readouterr().out


def test_the_quick_tests_are_there() -> None:
    assert [name for name in QUICK.read_text().split() if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_an_archive_is_read_in_a_locale_without_its_letters(tmp_path: Path, form: int) -> None:
    with tarfile.open(tmp_path / "x.tar", "w", format=form, encoding="utf-8") as archive:
        for name in ("brücke.txt", "bridge.txt"):
            info = tarfile.TarInfo(name)
            info.size = 4
            archive.addfile(info, io.BytesIO(b"text"))
    environment = {**os.environ, **SETTINGS["locale"].variables, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "x.tar")], check=True, env=environment, stdout=subprocess.PIPE
    ).stdout.split()
    assert found == [rb"'br\xfccke.txt'", b"'bridge.txt'"]
