"""Pictures of terminals are of what commands print there."""

from pathlib import Path

import pytest

from docs.terminals import ROOT, TERMINALS, page, printed


def test_a_command_is_run_in_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    said = printed("cleaner clean seeds/ -o out/ --progress none", tmp_path)
    assert said.startswith("21 documents read: 21 written, 0 rejected\n")
    # Bold, as in a terminal alone.
    assert "\x1b[1m" in said
    assert len(list((tmp_path / "out").glob("*.json"))) == 21


def test_a_page_shows_text_and_nothing_acts_in_it() -> None:
    shown = page("$ cleaner <b>", "\x1b[1mkept\x1b[0m <script>alert(1)</script> & more")
    assert "$ cleaner &lt;b&gt;" in shown
    assert ">kept</span> &lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("name", [one.name for one in TERMINALS])
def test_every_picture_is_there_and_stands_in_a_page(name: str) -> None:
    assert (ROOT / "docs" / "screenshots" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert f"(screenshots/{name}.png)" in pages
