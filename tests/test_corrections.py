"""`cleaner explain --correct` and `cleaner eval`: what people say of blocks, kept and counted."""

import json
from pathlib import Path

import pytest

from cleaner.batch.evaluate import evaluate
from cleaner.config import Config
from cleaner.corrections import Correction, append, decided, read_corrections
from cleaner.model import Action, RawDocument, Role
from cleaner.pipeline import clean_raw
from cleaner.readers import InputError
from tests.test_cli import STORY, call

SHARE = 2
"""The index of the block "Share this story"."""


def correct(place: Path, *words: str, block: int = SHARE, file: object = None) -> tuple[int, str, str]:
    options = [option for word in words for option in ("--correct", word)]
    return call("explain", file or place / "in/a.txt", "--block", block, "--corrections", place / "c.jsonl", *options)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in/b.txt").write_text(STORY + "\n\nAnother end.", encoding="utf-8")
    return tmp_path


def test_a_correction_is_a_line(place: Path) -> None:
    assert correct(place, "body", "keep") == (0, "", f"a.txt block 2 is corrected in {place / 'c.jsonl'}\n")
    assert correct(place, "headline", block=0)[0] == 0
    lines = [json.loads(line) for line in (place / "c.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["block"], line["role"], line["action"]) for line in lines] == [
        (2, "body", "keep"),
        (0, "headline", None),
    ]
    assert lines[0]["text"] == "Share this story"
    assert lines[0]["uri"] == "a.txt"
    assert len(lines[0]["sha256"]) == 64


def test_a_record_can_be_corrected_as_well(place: Path) -> None:
    assert call("clean", place / "in", "-o", place / "out", "-q", "-j", "0")[0] == 0
    correct(place, "body")
    correct(place, "body", file=f"{place / 'out'}#a.txt")
    one, two = (json.loads(line) for line in (place / "c.jsonl").read_text(encoding="utf-8").splitlines())
    assert one == two


def test_a_last_line_that_is_open_is_closed(place: Path) -> None:
    correct(place, "body")
    (place / "c.jsonl").write_text((place / "c.jsonl").read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    correct(place, "headline", block=0)
    assert [one.block for one in read_corrections(place / "c.jsonl")] == [2, 0]


def test_the_last_word_on_a_block_counts(place: Path) -> None:
    correct(place, "body")
    correct(place, "teaser")
    assert [one.role for one in read_corrections(place / "c.jsonl")] == [Role.TEASER]


def test_a_correction_as_json_is_what_is_written(place: Path) -> None:
    options = ("--block", SHARE, "--corrections", place / "c.jsonl", "--correct", "body", "--json")
    code, out, err = call("explain", place / "in/a.txt", *options)
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((place / "c.jsonl").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "message"),
    [(["bodie"], "did you mean body?"), (["body", "teaser"], "one role"), (["keep", "drop"], "one action")],
)
def test_what_makes_no_sense_is_not_written(place: Path, words: list[str], message: str) -> None:
    code, _, err = correct(place, *words)
    assert code == 2
    assert message in " ".join(err.split())
    assert correct(place, "body", block=99)[0] == 2
    assert call("explain", place / "in/a.txt", "--correct", "body")[0] == 2
    assert not (place / "c.jsonl").exists()


def test_eval_counts(place: Path) -> None:
    correct(place, "share-prompt", "drop")
    correct(place, "teaser", "keep", block=0)
    code, out, err = call("eval", place / "c.jsonl", place / "in", "--json")
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert (said["corrections"], said["scored"], said["right"], said["share"]) == (2, 2, 1, 0.5)
    assert said["actions"]["drop"] == {"precision": 1.0, "recall": 1.0, "support": 1}
    assert said["actions"]["keep"] == {"precision": None, "recall": 0.0, "support": 1}
    assert said["roles"]["share_prompt"]["recall"] == 1.0
    (miss,) = said["misses"]
    assert (miss["block"], miss["wanted"]) == (0, {"action": "keep", "role": "teaser"})
    text = call("eval", place / "c.jsonl", place / "in")[1]
    assert text.startswith("corrections that agree: 1 of 2 (50.0%)\n")
    assert "should be keep teaser\n  Bridge vote delayed\n" in text


@pytest.mark.parametrize(("least", "status"), [("0", 0), ("0.5", 0), ("0.51", 1), ("1", 1)])
def test_the_status_says_whether_enough_agrees(place: Path, least: str, status: int) -> None:
    correct(place, "share-prompt")
    correct(place, "teaser", block=0)
    assert call("eval", place / "c.jsonl", place / "in", "--min", least)[0] == status


def test_settings_change_what_agrees(place: Path) -> None:
    correct(place, "keep")
    assert call("eval", place / "c.jsonl", place / "in", "--min", "1")[0] == 1
    assert call("eval", place / "c.jsonl", place / "in", "--min", "1", "--keep", "share-prompt")[0] == 0


def test_a_document_is_known_by_its_bytes_then_by_its_id(place: Path) -> None:
    correct(place, "share-prompt")
    corrections = read_corrections(place / "c.jsonl")
    (place / "in/a.txt").rename(place / "in/moved.txt")
    assert len(evaluate(corrections, [str(place / "in")], Config()).scored) == 1
    (place / "in/moved.txt").unlink()
    (place / "in/a.txt").write_text(f"A new line.\n\n{STORY}", encoding="utf-8")
    agreement = evaluate(corrections, [str(place / "in")], Config())
    assert (agreement.share, agreement.absent) == (1.0, [])


def test_what_is_not_there_is_said(place: Path) -> None:
    correct(place, "share-prompt")
    correct(place, "share-prompt", file=place / "in/b.txt")
    code, out, _ = call("eval", place / "c.jsonl", place / "in/a.txt")
    assert code == 0
    assert "corrections of documents that are not there: 1 (b.txt)" in out
    (place / "c.txt").write_text("Nothing of it.", encoding="utf-8")
    code, _, err = call("eval", place / "c.jsonl", place / "c.txt")
    assert code == 2
    assert "none of the documents" in err


def test_a_block_that_is_lost_is_a_miss(place: Path) -> None:
    append(place / "c.jsonl", Correction("x", "a.txt", None, "", 1, "Not in it.", Role.BODY, None))
    line = (place / "c.jsonl").read_text(encoding="utf-8")
    correct(place, "body")
    known = json.loads((place / "c.jsonl").read_text(encoding="utf-8").splitlines()[1])
    (place / "c.jsonl").write_text(line.replace('"sha256": ""', f'"sha256": "{known["sha256"]}"'), encoding="utf-8")
    out = call("eval", place / "c.jsonl", place / "in")[1]
    assert "a.txt block 1: not there, should be body" in out


@pytest.mark.parametrize(
    ("text", "block", "found"),
    [("one", 0, 0), ("one", 2, 2), ("one", 3, 2), ("ONE!", 1, 0), ("three", 0, None), ("Two words", 9, 1)],
)
def test_which_block_is_meant(text: str, block: int, found: int | None) -> None:
    document = clean_raw(RawDocument("one\n\nTwo words\n\none", "p.txt"), Config())
    meant = Correction("", "p.txt", None, "", block, text, None, Action.KEEP)
    decision = decided(document, meant)
    assert (None if decision is None else decision.block) == found


LINE = {"id": "i", "uri": "u", "record": None, "sha256": "s", "block": 0, "text": "t", "role": "body", "action": None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "bodie"}, "c.jsonl:2: unknown role 'bodie'; did you mean body?"),
        ({"action": "kep"}, "c.jsonl:2: unknown action 'kep'; did you mean keep?"),
        ({"action": 3}, "unknown action 3; there are drop, keep, lift"),
        ({"role": None}, "c.jsonl:2: says neither role nor action"),
        ({"block": -1}, "block takes the index of a block, not -1"),
        ({"block": True}, "block takes the index of a block, not True"),
        ({"text": None}, "text is missing or no text"),
        ({"record": 1}, "record takes a text or null, not 1"),
        ({"rol": "body"}, "unknown key 'rol'; did you mean role?"),
    ],
)
def test_a_mistake_names_the_line_and_the_key(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | changes) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_corrections(path)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[1]", b"{", b"\xff"])
def test_a_file_without_corrections(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.jsonl").write_bytes(content)
    code, _, err = call("eval", tmp_path / "c.jsonl", tmp_path)
    assert code == 2
    assert "c.jsonl" in err
    assert "fault" not in err


def test_a_folder_for_corrections_that_is_not_there_is_named(place: Path) -> None:
    code, _, err = call(
        "explain", place / "in/a.txt", "--block", 0, "--correct", "body", "--corrections", place / "gone/c.jsonl"
    )
    assert (code, err) == (2, f"error: no folder for the corrections: {place / 'gone'}\n")
