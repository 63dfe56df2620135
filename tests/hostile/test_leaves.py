"""What leaves the program, by every way out: nothing of a document or a name acts where it is shown."""

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaner.findings import FORMATS
from tests.faults.trees import tree
from tests.hostile.payloads import names, payloads
from tests.report.made import poisoned, record, rejected, written
from tests.test_cli import call

TERMINAL, PATHS, COMMANDS = names("terminal"), names("path"), names("command")
SHOWN = {**TERMINAL, **COMMANDS}
PROSE = "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring."
_BIDI = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\xad")


def unsafe(text: str) -> list[str]:
    """Return the characters of a text that a terminal obeys, or that show as something else or as nothing."""
    return [
        character
        for character in set(text) - {"\n", "\t"}
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character) in _BIDI
        or character in _UNSEEN
        or 0xE0000 <= ord(character) <= 0xE007F
    ]


def test_what_is_unsafe_is_found() -> None:
    quiet = {"line feed", "markup of rich", "ten thousand letters"}
    assert {name for name, text in TERMINAL.items() if not unsafe(text)} == quiet


def outputs(place: Path, text: str) -> tuple[Path, Path]:
    """Write two outputs, a text in every field of one, and a broken record and a list of rejects beside it."""
    bad = poisoned(text)
    broken = {**poisoned(text), text: text, "flags": text, "authors": {text: 1}}
    before = written(place / "before.jsonl", [bad], [rejected(text)])
    kept = {**bad["blocks"][0], "text": f"another {text}"}
    after = written(place / "after.jsonl", [{**bad, "headline": f"other {text}", "blocks": [kept, *bad["blocks"][1:]]}])
    written(place / "broken.jsonl", [broken])
    (place / "one.json").write_text(json.dumps(bad), encoding="utf-8")
    return before, after


def commands(place: Path, text: str) -> Iterator[list[object]]:
    """Yield every command that shows records, over some with a text in every field."""
    before, after = outputs(place, text)
    for form in FORMATS:
        yield ["validate", before, place / "broken.jsonl", "--format", form]
    yield from (["diff", before, after, "--format", form] for form in ("text", "json", "html"))
    yield from (["explain", place / "one.json", *more] for more in ([], ["--json"], ["--block", "0"]))
    yield from (["trace", text, before, *more] for more in ([], ["--json"]))
    yield ["report", before, "-o", "-"]
    yield ["dedup", before, "-o", place / "deduplicated", "--ceiling", "1"]


@pytest.mark.parametrize("name", SHOWN)
def test_no_command_lets_a_record_act(tmp_path: Path, name: str) -> None:
    for command in commands(tmp_path, SHOWN[name]):
        status, out, err = call(*command)
        assert status in {0, 1, 2}
        assert (unsafe(out), unsafe(err)) == ([], []), command[0]
        # Words in brackets are a document's, never markup.
        if name == "markup of rich" and command[0] == "explain" and "--json" not in command:
            assert "[bold red]" in "".join(out.split("\n")).replace("  ", "")


@pytest.mark.parametrize("name", SHOWN)
def test_no_message_lets_a_name_act(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = SHOWN[name]
    (tmp_path / "story.txt").write_text(PROSE, encoding="utf-8")
    written(tmp_path / "out.jsonl", [record("a")])
    for command in (
        ["clean", text],
        ["clean", "story.txt", "-o", text + "/"],
        ["clean", "story.txt", "--preset", text],
        ["clean", "story.txt", "--keep", text],
        ["clean", "story.txt", "--disable", text],
        ["clean", "story.txt", "--lang", text],
        ["clean", "story.txt", "--format", text],
        ["clean", "story.txt", "--from", text],
        ["clean", "story.txt", "--memory", text],
        ["clean", "story.txt", "--max-rejects", text],
        ["clean", "story.txt", "--config", text],
        ["clean", "story.txt", "--rules", text],
        ["validate", text],
        ["validate", "out.jsonl", "--format", text],
        ["report", text],
        ["explain", text],
        ["explain", f"out.jsonl#{text}"],
        ["diff", text, "out.jsonl"],
        ["trace", text, "out.jsonl"],
        ["dedup", text],
        ["eval", text, "story.txt"],
        ["rules", text],
        [text],
    ):
        try:
            status, out, err = call(*command)
        except ValueError as error:  # noqa: PERF203
            # No system hands a program a NUL.
            assert "\0" in text
            assert "null" in str(error)
            continue
        assert (unsafe(out), unsafe(err)) == ([], []), command
        assert status in {0, 1, 2}


@pytest.mark.parametrize("name", SHOWN)
def test_no_document_acts_while_it_is_cleaned(tmp_path: Path, name: str) -> None:
    text = SHOWN[name]
    source = tmp_path / "in"
    source.mkdir()
    file = re.sub(r"[/\0]", "_", text)[:60]
    (source / f"{file}.txt").write_text(f"{text}\n\n{PROSE}", encoding="utf-8")
    (source / f"{file}-none.txt").write_text("", encoding="utf-8")
    rows = [{"id": text, "text": f"{PROSE} {text}", "url": text}, {"id": text, "url": 5}, {text: text}]
    (source / f"{file}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for more in ([], ["--json"], ["--progress", "json"], ["-q"]):
        status, out, err = call("clean", source, "-o", tmp_path / "out", "-j", "0", *more)
        assert status == 1
        assert (unsafe(out), unsafe(err)) == ([], [])
    for line in (tmp_path / "out/rejects.jsonl").read_bytes().splitlines():
        assert json.loads(line)["cause"] in {"empty", "bad_record", "no_text_field"}
    assert call("validate", tmp_path / "out")[0] == 0


class Elements(HTMLParser):
    """Counts the elements of a page by their names and attributes, as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(sorted(name for name, _ in attrs))))


def elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Elements()
    parser.feed(page)
    return parser.seen


@pytest.mark.parametrize("text", [*payloads("html"), *payloads("command")], ids=lambda text: ascii(text)[:40])
def test_a_page_has_the_same_elements_whatever_stands_in_it(tmp_path: Path, text: str) -> None:
    for command in (["report", "before.jsonl", "-o", "-"], ["diff", "before.jsonl", "after.jsonl", "--format", "html"]):
        found = []
        for number, one in enumerate((text, "x" + re.sub(r"\W", "", text))):
            place = tmp_path / f"{command[0]}{number}"
            place.mkdir()
            outputs(place, one)
            paths = [str(place / word) if word.endswith(".jsonl") else word for word in command]
            found.append(elements(call(*paths)[1]))
        assert found[0] == found[1]
        assert found[0]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_no_id_and_no_name_becomes_a_path(tmp_path: Path, form: str) -> None:
    place = tmp_path / "deep" / "deeper"
    source = place / "in"
    source.mkdir(parents=True)
    rows = [{"id": text, "text": f"{PROSE} {number}"} for number, text in enumerate(PATHS.values())]
    (source / "ids.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = 0
    for text in PATHS.values():
        name = re.sub(r"[/\0]", "\\\\", text) + ".txt"
        if len(os.fsencode(name)) <= 255 and not name.startswith("."):
            (source / name).write_text(f"{PROSE} {made}", encoding="utf-8")
            made += 1
    before = tree(tmp_path)
    status, _, err = call("clean", source, "-o", place / "out", "--format", form, "-j", "0", "-q")
    assert (status, err) == (0, "")
    after = {name: digest for name, digest in tree(tmp_path).items() if not name.startswith("deep/deeper/out/")}
    assert after == before
    parts = [path for path in (place / "out").rglob(f"*.{form}") if ".cleaner" not in path.parts]
    assert all(len(os.fsencode(path.name)) <= 255 for path in parts)
    assert not any(unsafe(path.name) for path in parts)
    count = len(parts) if form == "json" else sum(len(path.read_bytes().splitlines()) for path in parts)
    assert count == len(rows) + made
