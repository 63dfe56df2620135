"""What the pages show is what happens: every example runs, and prints what stands below it."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

import cleaner
from docs.examples import FENCE, ROOT, RUN, rerun
from docs.generate import pages

PAGES = pages()
WHOLE = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("tutorial", "crawl", "pipeline", "settings"))]
"""Pages of which everything is run that could be, or says why it is not."""
SHOWN = frozenset({"", "text", "toml", "yaml", "json", "html"})
NEEDS_PROGRAMS = pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "bash", "jq"))), reason="the examples need sh, bash and jq"
)
NEEDS_PROGRAMS_ON_PAGES = [
    page
    for page in PAGES
    if any(fence["language"] in RUN for fence in FENCE.finditer(page.read_text(encoding="utf-8")))
]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@NEEDS_PROGRAMS
@pytest.mark.parametrize("page", NEEDS_PROGRAMS_ON_PAGES, ids=name_of)
def test_examples_print_what_the_page_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert rerun(text) == text, f"{name_of(page)} is stale: run `python -m docs.generate`"


@pytest.mark.parametrize("page", WHOLE, ids=name_of)
def test_what_is_not_run_says_why(page: Path) -> None:
    for fence in FENCE.finditer(page.read_text(encoding="utf-8")):
        assert fence["above"] or fence["language"] in RUN | SHOWN, f"{name_of(page)}: {fence[0][:80]}"


def test_the_package_says_what_the_library_does() -> None:
    # Its names are loaded when they are asked for; an example asks as a reader does who has imported them.
    names = {name: getattr(cleaner, name) for name in cleaner.__all__}
    assert doctest.testmod(cleaner, extraglobs=names).failed == 0


def test_a_page_without_examples_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.examples.subprocess.run", None)
    for text in ("# Title\n\n```sh\n$ rm -r /\n```\n", "<!-- not run: it harms -->\n```bash\nrm -r /\n```\n"):
        assert rerun(text) == text


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs sh and bash")
@pytest.mark.parametrize(
    ("fence", "said"),
    [
        ("```console\n$ no-such-program\n```\n", "no-such-program"),
        ("```bash\nfalse\ntrue\n```\n", "status 1"),
        ("```bash\nfalse | true\n```\n", "status 1"),
        ("```python\n>>> 1 + 1\n3\n\n```\n", "Expected"),
        ("```python\nassert 1 + 1 == 3\n```\n", "AssertionError"),
    ],
)
def test_an_example_that_fails_is_an_error(fence: str, said: str) -> None:
    with pytest.raises(RuntimeError, match=re.escape(said)):
        rerun(fence)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs sh and bash")
def test_what_one_example_leaves_the_next_one_finds() -> None:
    text = "```bash\ncat > it <<'END'\n1\n```\n".replace("1\n```", "1\nEND\n```")
    text += "```console\n$ cat it\n?\n```\n```python\n>>> open('it').read()\n'1\\n'\n\n```\n"
    assert rerun(text) == text.replace("?", "1")
