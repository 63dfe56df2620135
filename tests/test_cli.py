"""The commands: what they print, where, and how they end."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cleaner
from cleaner.cli import app
from cleaner.cli import status as status_module
from cleaner.cli.deciding import Choices
from cleaner.cli.options import config_of, one_of
from cleaner.config import Config, Duplicates, Preset
from cleaner.model import Role

RECORD = (Path(__file__).parent / "cases" / "record.json").read_text(encoding="utf-8")
STORY = """Bridge vote delayed

The council of the small town by the river met on Monday evening and put off the vote on the new bridge once more.

Share this story

It will meet again in the second week of March, when the engineers have had time to look at the old piers."""
COMMANDS = [
    "clean",
    "dedup",
    "validate",
    "report",
    "explain",
    "diff",
    "trace",
    "rules",
    "eval",
    "schema",
    "config",
    "doctor",
]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/bridge.txt").write_text(STORY, encoding="utf-8")
    return tmp_path / "in"


def call(*args: object, stdin: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin, prog_name="cleaner")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


# Help


def test_the_version() -> None:
    assert call("--version") == (0, f"cleaner {cleaner.__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_two_examples(command: str) -> None:
    code, out, _ = call(command, "--help")
    assert code == 0
    lines = out.split("Examples:\n")[1].split("\n\n")[0].splitlines()
    assert len([line for line in lines if f"cleaner {command}" in line]) == 2


def test_help_names_every_command_in_full() -> None:
    _, out, _ = call("--help")
    for command in COMMANDS:
        assert f"  {command} " in out
    assert "..." not in out.split("Commands:")[1]


def test_no_command_shows_help() -> None:
    code, out, err = call()
    assert code in {0, 2}
    assert "Usage" in out + err


# clean


def test_clean_writes_records_and_says_what_it_did(story: Path, tmp_path: Path) -> None:
    code, out, err = call("clean", story, "-o", tmp_path / "out")
    assert (code, out) == (0, "")
    record = json.loads((tmp_path / "out/bridge.txt.json").read_text(encoding="utf-8"))
    assert "put off the vote" in record["text"]
    assert "Share this story" not in record["text"]
    assert "1 document read: 1 written, 0 rejected" in err
    assert call("validate", tmp_path / "out") == (0, "", "1 record checked, 0 invalid\n")


def test_quiet_says_nothing(story: Path, tmp_path: Path) -> None:
    assert call("clean", story, "-o", tmp_path / "out", "--quiet") == (0, "", "")


def test_a_json_summary_goes_to_standard_output(story: Path, tmp_path: Path) -> None:
    code, out, err = call("clean", story, "-o", tmp_path / "out", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["documents"] == {"read": 1, "written": 1, "rejected": 0, "skipped": 0, "repeated_ids": 0}


def test_a_json_summary_makes_room_for_documents(story: Path) -> None:
    code, out, err = call("clean", story, "--json")
    assert code == 0
    assert json.loads(out)["source"]["uri"] == "bridge.txt"
    assert json.loads(err)["documents"]["written"] == 1


def test_standard_input_to_standard_output() -> None:
    code, out, err = call("clean", "-", "-o", "-", stdin=STORY.encode())
    assert code == 0
    assert json.loads(out)["source"]["uri"] == "-"
    assert "1 written" in err
    assert call("clean", "-q", stdin=STORY.encode())[:2] == (0, out)


def test_html_on_standard_input_is_recognised() -> None:
    page = f"<!doctype html><html><body><article><h1>Bridge</h1><p>{'A long sentence. ' * 20}</article></body></html>"
    _, out, _ = call("clean", "-", stdin=page.encode())
    assert json.loads(out)["source"]["media_type"] == "text/html"


def test_rejects_are_named_and_give_status_1(story: Path, tmp_path: Path) -> None:
    (story / "empty.txt").write_text("")
    code, _, err = call("clean", story, "-o", tmp_path / "out", "-q")
    assert code == 1
    assert err.startswith("empty.txt: rejected (decode, empty): ")
    (line,) = (tmp_path / "out/rejects.jsonl").read_text().splitlines()
    assert json.loads(line)["uri"] == "empty.txt"


def test_many_rejects_are_not_all_named_where_a_list_is(story: Path, tmp_path: Path) -> None:
    for number in range(30):
        (story / f"{number}.txt").write_text("")
    _, _, err = call("clean", story, "-o", tmp_path / "out", "-q")
    assert len(err.splitlines()) == 21
    _, _, err = call("clean", story, "-q")
    assert len(err.splitlines()) == 30


def test_roles_can_be_kept_and_dropped(story: Path) -> None:
    _, out, _ = call("clean", story, "-q", "--keep", "share-prompt", "--keep", "headline")
    assert "Share this story" in json.loads(out)["text"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--keep", "captoin"], "did you mean caption?"),
        (["--drop", "nonsense"], "unknown role 'nonsense'; there are advertisement"),
        (["--disable", "sharepromt"], "unknown rule 'sharepromt'; did you mean share-prompt?"),
        (["--preset", "artcle"], "did you mean article?"),
        (["--format", "jsn"], "did you mean json"),
        (["--near", "0"], "must lie in (0, 1]"),
        (["--near", "nan"], "must lie in (0, 1]"),
        (["--lang", "English"], "not a language tag"),
        (["--keep", "body", "--drop", "body"], "both kept and dropped"),
        (["--keep", "\x1b[31mred"], "\\x1b[31mred"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_what_is_not_known_is_refused_with_a_hint(story: Path, args: list[str], says: str) -> None:
    code, out, err = call("clean", story, *args)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())
    assert "\x1b" not in err


@pytest.mark.parametrize("out", ["in", "in/out", "in/bridge.txt", "out.csv", ".", ""])
def test_an_output_that_cannot_be_used_is_refused_in_one_line(story: Path, tmp_path: Path, out: str) -> None:
    code, _, err = call("clean", story, "-o", tmp_path / out if out else "")
    assert code == 2
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bridge.txt", "in"]


def test_a_missing_input_is_refused(tmp_path: Path) -> None:
    code, _, err = call("clean", tmp_path / "nowhere\x1b[2J", "-o", tmp_path / "out")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "no such file or folder" in err
    assert "\\x1b[2J" in err


def test_an_interrupt_gives_130(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cleaner.batch.run.run", interrupt)
    assert call("clean", story, "-o", tmp_path / "out") == (130, "", "interrupted\n")


def test_a_full_disk_gives_2(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_args: object) -> None:
        raise OSError(28, "No space left on device", "out/x.json")

    monkeypatch.setattr("cleaner.batch.run.run", fill)
    monkeypatch.setattr(status_module, "_let_go", lambda _stream: None)
    code, _, err = call("clean", story, "-o", tmp_path / "out")
    assert (code, err) == (2, "error: cannot write the output: No space left on device: out/x.json\n")


def test_a_fault_gives_2_and_one_safe_line(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError("\x1b[2J\nfoo")

    monkeypatch.setattr("cleaner.batch.run.run", fail)
    says = "error: a fault of the cleaner, please report it: ZeroDivisionError: \\x1b[2J\\x0afoo\n"
    assert call("clean", story) == (2, "", says)


def test_files_that_are_no_documents_are_counted(story: Path, tmp_path: Path) -> None:
    (story / "index.json").write_text("{}")
    (story / "Style.CSS").write_text("a {}")
    code, _, err = call("clean", story, "-o", tmp_path / "out")
    assert code == 0
    assert "1 document read: 1 written, 0 rejected (2 skipped: hidden, or no documents by their suffix)" in err


# The other commands


@pytest.fixture
def record(tmp_path: Path) -> Path:
    (tmp_path / "record.json").write_text(RECORD, encoding="utf-8")
    return tmp_path / "record.json"


def test_validate_prints_findings(record: Path) -> None:
    record.write_text(RECORD.replace('"role": "kicker"', '"role": "k\\u001b[2J"', 1), encoding="utf-8")
    code, out, err = call("validate", record)
    assert (code, err) == (1, "1 record checked, 1 invalid\n")
    assert re.match(rf"{re.escape(str(record))}:\d+:\d+: /removed/0/role: ", out)
    assert "\x1b" not in out
    code, out, _ = call("validate", record, "--format", "json")
    assert code == 1
    assert json.loads(out)["findings"][0]["pointer"] == "/removed/0/role"


def test_validate_reads_standard_input() -> None:
    line = json.dumps(json.loads(RECORD)).encode()
    code, out, err = call("validate", "-", stdin=line + b"\n" + line + b"\n")
    assert (code, err) == (0, "2 records checked, 0 invalid\n")
    assert "/id: warning: is the id of an earlier record, too" in out
    code, out, _ = call("validate", "-", stdin=b"{}")
    assert code == 1
    assert out.startswith("-:1:1: /: ")


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_validate_with_nothing_to_check_gives_2(tmp_path: Path, path: str) -> None:
    assert call("validate", tmp_path / path)[0] == 2


def test_explain_shows_a_record_block_by_block(record: Path) -> None:
    code, out, _ = call("explain", record)
    assert code == 0
    assert "headline: Bridge vote delayed" in out
    assert "7 blocks: 2 kept, 3 lifted, 2 dropped" in out
    assert "   4 drop share_prompt 0.95 rule:share-prompt [line]\n     Share this story" in out
    assert "   5 drop body 1.00 duplicate:exact, copy of block 3 (1.00)" in out
    order = [out.index(f"\n{index:4} ") for index in range(7)]
    assert order == sorted(order)


def test_explain_cleans_a_document(story: Path) -> None:
    code, out, _ = call("explain", story / "bridge.txt")
    assert code == 0
    assert "drop share_prompt" in out


def test_explain_never_lets_document_text_reach_the_terminal(record: Path) -> None:
    evil = "Bridge \\u001b]0;evil\\u0007\\u202e [red]vote[/red] [/]"
    record.write_text(RECORD.replace('"headline": "Bridge vote delayed"', f'"headline": "{evil}"'), encoding="utf-8")
    code, out, _ = call("explain", record)
    assert code == 0
    assert "headline: Bridge \\x1b]0;evil\\x07\\u202e [red]vote[/red] [/]" in out


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", 1),
        ("broken.json", b"{", 2),
        ("other.json", b"{}", 2),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), 1),
    ],
)
def test_explain_says_why_not(tmp_path: Path, name: str, content: bytes, code: int) -> None:
    (tmp_path / name).write_bytes(content)
    got, out, err = call("explain", tmp_path / name)
    assert (got, out) == (code, "")
    assert name in err


def test_explain_knows_a_record_on_standard_input(record: Path) -> None:
    assert call("explain", "-", stdin=RECORD.encode()) == call("explain", record)
    assert call("explain", "-", stdin=json.dumps(json.loads(RECORD)).encode() + b"\n") == call("explain", record)
    code, out, err = call("explain", "-", stdin=b'{"schema_version": "1.0"}')
    assert (code, out) == (2, "")
    assert "not a valid record: -:" in err


def test_a_record_that_is_not_valid_ends_explain_alike_wherever_it_stands(tmp_path: Path) -> None:
    broken = json.dumps(json.loads(RECORD) | {"text": 1})
    (tmp_path / "a.json").write_text(broken, encoding="utf-8")
    name = json.loads(broken)["id"]
    codes = [call("explain", file)[0] for file in (tmp_path / "a.json", f"{tmp_path}#{name}")]
    assert codes == [2, 2]


@pytest.mark.parametrize("content", [STORY, '{"a": 1}', "{ Two braces do not make a record. }", "[1]", "42 boats"])
def test_explain_takes_anything_else_on_standard_input_for_a_document(content: str) -> None:
    code, out, _ = call("explain", "-", stdin=content.encode())
    assert code == 0
    assert out.startswith("-\n")


def test_explain_decides_as_clean_does(story: Path) -> None:
    file = story / "bridge.txt"
    assert "keep share_prompt" in call("explain", file, "--keep", "share-prompt")[1]
    assert "drop body" in call("explain", file, "--drop", "body")[1]
    assert "rule:share-prompt" not in call("explain", file, "--disable", "share-prompt")[1]
    assert call("explain", file, "--near", "0.9", "--extractor", "trafilatura", "--lang", "en")[0] == 0
    code, _, err = call("explain", file, "--extractor", "trafilatur")
    assert code == 2
    assert "did you mean trafilatura?" in " ".join(err.split())


def test_explain_takes_one_document(story: Path) -> None:
    (story / "two.txt").write_text("two")
    assert call("explain", story)[0] == 2
    assert call("explain", story / "missing.json")[0] == 2
    (story / "link.txt").symlink_to("nowhere")
    assert call("explain", story / "link.txt")[0] == 1


def test_rules_are_listed_in_order() -> None:
    code, out, _ = call("rules", "--json")
    listed = json.loads(out)
    assert code == 0
    assert all(one["why"].endswith(".") and one["role"] in set(Role) for one in listed)
    code, out, _ = call("rules", listed[0]["id"])
    assert code == 0
    assert listed[0]["id"] in out
    assert call("rules", listed[0]["id"] + "x")[0] == 2


def test_the_schema_is_printed() -> None:
    code, out, _ = call("schema")
    assert code == 0
    assert json.loads(out)["$id"].endswith("/document-1.schema.json")


def test_options_make_a_config() -> None:
    assert config_of(Choices()) == Config()
    config = config_of(Choices("recall", ["pull-quote"], ["CAPTION"], "de", 0.9))
    assert config.preset is Preset.RECALL
    assert (config.keep, config.drop) == (frozenset({Role.PULL_QUOTE}), frozenset({Role.CAPTION}))
    assert (config.language, config.duplicates) == ("de", Duplicates(near=0.9))


def test_a_known_name_is_itself() -> None:
    assert one_of("json", ("json", "jsonl"), "format") == "json"


def test_lines_now_and_then_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        (many / f"{number}.txt").write_text(STORY, encoding="utf-8")
    monkeypatch.setattr("cleaner.cli.progress._DOCUMENTS", 25)
    _, _, err = call("clean", many, "-o", tmp_path / "out")
    assert [line.rpartition(", ")[0] for line in err.splitlines() if line.endswith("/s")] == [
        "25 documents read, 25 written, 0 rejected",
        "50 documents read, 50 written, 0 rejected",
    ]
