"""`cleaner explain`: why a block stays or goes, of a document and of a record of a run."""

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config, Extractor, Preset
from cleaner.model import RawDocument
from cleaner.pipeline import clean_raw
from cleaner.why import why
from tests.test_cli import call

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
PLAIN, PAGE = "harbour-wall.txt", "tide-mill.html"


def raw(name: str) -> RawDocument:
    return RawDocument((SEEDS / name).read_bytes(), name)


def said(name: str, index: int, config: Config | None = None) -> dict[str, Any]:
    return why(raw(name), config or Config(), index)


def settings(options: str) -> dict[str, Any]:
    """Return what options of the command line are in a configuration."""
    words = options.split()
    found: dict[str, Any] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        name = option.removeprefix("--")
        if name in {"preset", "extractor"}:
            found[name] = value
        else:
            found[name] = [*found.get(name, ()), value]
    return found


@pytest.mark.parametrize("name", [PLAIN, PAGE])
def test_what_is_said_of_a_block_is_what_was_decided(name: str) -> None:
    document = clean_raw(raw(name), Config())
    for index, decision in list(enumerate(document.decisions))[::6]:
        found = said(name, index)
        block = found["block"]
        assert block["text"] == document.text_of(document.blocks[index])
        assert (block["action"], block["role"], block["reason"]) == (decision.action, decision.role, decision.reason)
        if decision.reason.startswith("rule:"):
            assert found["rules"][0]["id"] == decision.reason.removeprefix("rule:")
            assert not found["overruled"]
        elif found["rules"] and not decision.reason.startswith("duplicate:"):
            assert found["overruled"]
        assert [one["index"] for one in found["neighbours"]] == [
            at for at in (index - 1, index + 1) if 0 <= at < len(document.blocks)
        ]
        assert (found["page"] is None) == name.endswith(".txt")
        model = found["model"]
        assert model["body"] == (model["cut"] is not None and model["score"] >= model["cut"])
        assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("name", [PLAIN, PAGE])
def test_what_is_said_of_other_settings_is_what_they_do(name: str) -> None:
    tried = 0
    for index in range(3, 20, 5):
        for one in said(name, index)["otherwise"]:
            decision = clean_raw(raw(name), Config(**settings(one["setting"]))).decisions[index]
            assert (one["action"], one["role"], one["reason"]) == (decision.action, decision.role, decision.reason)
            tried += 1
    assert tried >= 5


def test_rules_go_off_one_after_the_other() -> None:
    found = said(PAGE, 8)
    assert [rule["id"] for rule in found["rules"]] == ["breadcrumb", "navigation"]
    assert [one["setting"] for one in found["otherwise"]][:2] == [
        "--disable breadcrumb",
        "--disable breadcrumb --disable navigation",
    ]
    assert [rule["id"] for rule in said(PAGE, 8, Config(disable=frozenset({"breadcrumb"})))["rules"]] == ["navigation"]


def test_a_rule_of_a_site_is_named() -> None:
    rules = '[[rule]]\nname = "x"\nrole = "other"\nwhy = "It is so."\nwhen = { top = 4 }\n'
    found = said(PLAIN, 3, Config(rules=rules))
    assert [rule["id"] for rule in found["rules"]] == ["site/x", "byline"]
    assert not any("--disable" in one["setting"] for one in found["otherwise"])


def test_where_no_model_was_asked() -> None:
    assert said(PAGE, 8, Config(extractor=Extractor.TRAFILATURA))["model"] is None
    assert said(PAGE, 8, Config(preset=Preset.RECALL))["model"]["name"] == "html-4"


def test_a_copy_says_of_what() -> None:
    document = clean_raw(raw(PLAIN), Config())
    index = next(one.block for one in document.decisions if one.duplicate_of is not None)
    copy = said(PLAIN, index)["block"]["duplicate_of"]
    assert copy["document"] == document.id
    assert 0 <= copy["block"] < len(document.blocks)


@pytest.mark.parametrize("index", [-1, 1000])
def test_a_block_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError, match=f"there is no block {index}"):
        said(PLAIN, index)


def test_a_page_without_blocks() -> None:
    with pytest.raises(IndexError, match="the document has 0"):
        why(RawDocument("<html><body></body></html>", "empty.html"), Config(), 0)


# The command


def test_a_block_of_a_document() -> None:
    code, out, err = call("explain", SEEDS / PLAIN, "--block", "5")
    assert (code, err) == (0, "")
    assert out.startswith("   5 drop caption 0.90 rule:doubled-line [paragraph]\n")
    assert "rules that hold, the first one labels:\n  doubled-line (caption 0.9): " in out
    assert "  keep caption rule:doubled-line with --preset recall\n" in out
    assert json.loads(call("explain", SEEDS / PLAIN, "--block", "5", "--json")[1])["block"]["index"] == 5


def test_a_document_as_json_is_its_record() -> None:
    code, out, _ = call("explain", SEEDS / PLAIN, "--json")
    assert code == 0
    stored = json.loads((ROOT / f"cleaned/{PLAIN}.json").read_text(encoding="utf-8"))
    assert json.loads(out)["text"] == stored["text"]
    assert json.loads(call("explain", ROOT / f"cleaned/{PLAIN}.json", "--json")[1]) == stored


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("runs")
    files = [SEEDS / PLAIN, SEEDS / PAGE]
    for name in ("out", "out.jsonl", "out.jsonl.gz"):
        assert call("clean", *files, "-o", place / name, "-q", "-j", "0")[0] == 0
    return {name: place / name for name in ("out", "out.jsonl", "out.jsonl.gz")}


@pytest.mark.parametrize("kind", ["out", "out.jsonl", "out.jsonl.gz"])
def test_a_document_of_a_run_by_id_or_uri(runs: dict[str, Path], kind: str) -> None:
    records = [json.loads(line) for line in runs["out.jsonl"].read_text(encoding="utf-8").splitlines()]
    for record in records:
        for name in (record["id"], record["source"]["uri"]):
            for arguments in ([f"{runs[kind]}#{name}"], [runs[kind], "--id", name]):
                code, out, _ = call("explain", *arguments, "--json")
                assert (code, json.loads(out)) == (0, record)
    code, out, _ = call("explain", f"{runs[kind]}#{records[0]['id']}", "--block", "1")
    assert code == 0
    assert "explain the document itself" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "nobody"], "no record in"),
        (["--id", PLAIN, "--block", "999"], "there is no block 999"),
    ],
)
def test_what_a_run_does_not_have(runs: dict[str, Path], arguments: list[str], message: str) -> None:
    code, out, err = call("explain", runs["out"], *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_a_file_whose_name_has_the_mark_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "story#1.txt").write_text("The bridge over the river stays shut.", encoding="utf-8")
    assert call("explain", tmp_path / "story#1.txt")[0] == 0
    assert call("explain", tmp_path / "story#2.txt")[0] == 2


def test_a_block_of_what_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" ", encoding="utf-8")
    assert call("explain", tmp_path / "empty.txt", "--block", "0")[0] == 1


def test_a_terminal_obeys_nothing_of_a_block(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("<p id='\u202e'>The bridge \u202e stays shut.</p><p>a</p>", encoding="utf-8")
    for arguments in ([], ["--json"]):
        out = call("explain", tmp_path / "p.html", "--block", "0", *arguments)[1]
        assert "\u202e" not in out
