"""What other presets would do: from the record as far as it goes, and by cleaning again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cleaner
from cleaner.cli import app
from cleaner.config import Config, Preset
from cleaner.entries import entries
from cleaner.readers import InputError
from cleaner.report.again import clean_again
from cleaner.report.gather import gather
from cleaner.report.presets import letters, preset_of, under
from tests.report.made import CLEANED, SEEDS, record, written


def recorded(name: str, preset: Preset) -> dict[str, Any]:
    raw = (SEEDS / name).read_bytes()
    return cleaner.to_record(cleaner.clean(raw, uri=name, config=Config(preset=preset)))


NAMES = ["tide-mill.html", "harbour-wall.txt", "faro.txt", "missing-ferry.html"]


@pytest.mark.parametrize("preset", list(Preset))
@pytest.mark.parametrize("name", NAMES)
def test_the_preset_of_a_record_changes_nothing(name: str, preset: Preset) -> None:
    one = recorded(name, preset)
    assert preset_of(one) == preset
    assert under(one, preset) == letters(entry["action"] for entry in entries(one))


def test_other_settings_than_a_presets_are_none() -> None:
    config = Config(keep=frozenset({cleaner.Role.CAPTION}))
    assert preset_of(cleaner.to_record(cleaner.clean("A caption of a picture.", config=config))) is None


def test_policy_is_asked_anew_and_copies_stay_away() -> None:
    one = record("a")
    one["removed"][3] |= {"role": "caption"}
    assert under(one, Preset.RECALL) == "lllkkdk"
    assert under(one, Preset.ARTICLE) == "lllkddk"
    one["blocks"][0]["confidence"] = 0.55
    assert under(one, Preset.PRECISION) == "llldddk"


@pytest.mark.parametrize("preset", list(Preset))
def test_cleaned_again_is_what_the_preset_does(preset: Preset) -> None:
    documents = gather(str(CLEANED)).documents
    chosen = [one for one in documents if one["uri"] in NAMES]
    assert clean_again(chosen, str(SEEDS)) == len(NAMES)
    for one in chosen:
        assert one["exact"]
        actions = letters(entry["action"] for entry in entries(recorded(one["uri"], preset)))
        assert one["presets"][preset] == actions


def test_a_document_in_a_container_is_cleaned_again(tmp_path: Path) -> None:
    lines = [{"text": "Share this story"}, {"text": (SEEDS / "harbour-wall.txt").read_text(encoding="utf-8")}]
    place = tmp_path / "in" / "all.jsonl"
    place.parent.mkdir()
    place.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert CliRunner().invoke(app, ["clean", str(place.parent), "-o", str(out), "-q"]).exit_code == 0
    found = gather(str(out))
    assert clean_again(found.documents, str(place.parent)) == 2


def test_an_input_that_changed_is_left_alone(tmp_path: Path) -> None:
    for name in NAMES:
        shutil.copy(SEEDS / name, tmp_path)
    (tmp_path / "faro.txt").write_text("Otra cosa, y nada de lo que estaba escrito aquí.", encoding="utf-8")
    (tmp_path / "harbour-wall.txt").write_bytes(b"\x00\x01%PDF")
    documents = gather(str(CLEANED)).documents
    before = {one["uri"]: dict(one["presets"]) for one in documents}
    assert clean_again(documents, str(tmp_path)) == 2
    for one in documents:
        assert one["exact"] == (one["uri"] in {"tide-mill.html", "missing-ferry.html"})
        if not one["exact"]:
            assert one["presets"] == before[one["uri"]]


def test_what_another_document_says_stays_away(tmp_path: Path) -> None:
    one = recorded("harbour-wall.txt", Preset.ARTICLE)
    block = one["blocks"].pop(0)
    pointer = {"document": "another", "block": 1, "similarity": 1.0}
    one["removed"].append({"action": "drop", **block, "duplicate_of": pointer, "reason": "duplicate:exact"})
    found = gather(str(written(tmp_path / "out.jsonl", [one])))
    assert clean_again(found.documents, str(SEEDS)) == 1
    assert {found.documents[0]["presets"][preset][block["index"]] for preset in Preset} == {"d"}


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError):
        clean_again(gather(str(CLEANED)).documents, "no-such-folder")
