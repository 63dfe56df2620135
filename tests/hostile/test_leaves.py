"""What leaves the program, by every way out: nothing of a document or a name acts where it is shown."""

import json
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cleaner.check import check
from cleaner.findings import FORMATS
from tests.compare.records import Part
from tests.compare.records import record as valid
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


def agreeing(text: str, *more: Part) -> dict[str, Any]:
    """Return a record that holds a text wherever any text may stand, and that agrees with itself."""
    body = f"{PROSE} {text} {PROSE}"
    copy = Part(body, "drop", "body", "duplicate:exact", (text, 0, 1.0))
    parts = [Part(body), Part(f"{text} Share", "drop", "share_prompt", "rule:share-prompt"), copy, *more]
    made = valid("page.txt", parts)
    made.update(dict.fromkeys(("id", "url", "site", "headline", "kicker", "dek"), text), authors=[text, text + "x"])
    made["source"].update(uri=text, record=text, encoding=text)
    made["flags"] = [text]
    made["cleaner"].update(version=text, model=text, config=text)
    for block in (*made["blocks"], *made["removed"]):
        block["locator"] = text
    assert not check(made)
    return made


def outputs(place: Path, text: str) -> tuple[Path, Path]:
    """Write two outputs with a text in every field, a record that is none, and a list of rejects."""
    before = written(place / "before.jsonl", [agreeing(text)], [rejected(text)])
    after = written(place / "after.jsonl", [{**agreeing(text, Part(f"More {text}")), "headline": f"other {text}"}])
    broken = {**poisoned(text), text: text, "flags": text, "authors": {text: 1}}
    written(place / "broken.jsonl", [broken])
    (place / "one.json").write_text(json.dumps(agreeing(text)), encoding="utf-8")
    return before, after


def commands(place: Path, text: str) -> Iterator[Sequence[object]]:
    """Yield every command that shows records, over some with a text in every field."""
    before, after = outputs(place, text)
    for form in FORMATS:
        yield ["validate", before, place / "broken.jsonl", "--format", form]
    yield from (["diff", before, after, "--format", form] for form in ("text", "json", "html"))
    yield from (["explain", place / "one.json", *more] for more in ([], ["--json"], ["--block", "0"]))
    yield from (["trace", text, before, *more] for more in ([], ["--json"]))
    yield ["report", before, "-o", "-"]
    (place / "lines").mkdir()
    written(place / "lines" / "part.jsonl", [agreeing(text)])
    yield ["dedup", place / "lines", "-o", place / "deduplicated", "--ceiling", "1"]


@pytest.mark.parametrize("name", SHOWN)
def test_no_command_lets_a_record_act(tmp_path: Path, name: str) -> None:
    for command in commands(tmp_path, SHOWN[name]):
        status, out, err = call(*command)
        # Nothing is wrong with these records but for the one that is none, which only `validate` is given.
        assert status == (1 if command[0] == "validate" else 0), (command, err)
        assert out or err
        assert (unsafe(out), unsafe(err)) == ([], []), command


def test_words_in_brackets_are_no_markup(tmp_path: Path) -> None:
    text = TERMINAL["markup of rich"]
    for command in commands(tmp_path, text):
        if command[0] in {"explain", "trace"}:
            _, out, err = call(*command)
            assert "[bold red]a[/bold red][/]" in out + err, command


# No system hands a program a NUL.
@pytest.mark.parametrize("name", [name for name, text in SHOWN.items() if "\0" not in text])
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
        status, out, err = call(*command)
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
    """Gathers the elements of a page with the names of their attributes, as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[tuple[str, tuple[str, ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(sorted(name for name, _ in attrs))))


def elements(place: Path, text: str, command: list[str]) -> set[tuple[str, tuple[str, ...]]]:
    place.mkdir()
    outputs(place, text)
    status, page, _ = call(*(place / word if word.endswith(".jsonl") else word for word in command))
    assert status == 0
    parser = Elements()
    parser.feed(page)
    return parser.seen


@pytest.mark.parametrize("text", [*payloads("html"), *payloads("command")], ids=lambda text: ascii(text)[:40])
@pytest.mark.parametrize(
    "command", [["report", "before.jsonl", "-o", "-"], ["diff", "before.jsonl", "after.jsonl", "--format", "html"]]
)
def test_a_page_has_no_element_but_its_own(tmp_path: Path, command: list[str], text: str) -> None:
    own = elements(tmp_path / "quiet", "one: two_three-four", command)
    assert len(own) > 10
    assert elements(tmp_path / "loud", text, command) <= own


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
