"""Settings from files, the environment and the command line: which one holds, who says so, and what is refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import Config, Duplicates, Limits, Preset
from cleaner.model import Role
from cleaner.settings import (
    DEFAULTS,
    Layer,
    Setting,
    SettingsError,
    find_file,
    from_environment,
    from_file,
    plain,
    stacked,
    to_config,
)
from tests.test_cli import call


def config_of(*layers: Layer) -> Config:
    return to_config(stacked(layers))


def own(folder: Path, text: str, name: str = "cleaner.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


EVERY_KEY = """
preset = "recall"
keep = ["caption"]
drop = ["pull-quote"]
language = "de-DE"
disable = ["rule:teaser"]
rules = "rules.toml"
extractor = "trafilatura"
[limits]
bytes = 1000
blocks = 10
ratio = 300
[duplicates]
near = 1
containment = 0.5
shingle = 4
words = 5
near_words = 6
"""


RULE = """[[rule]]
name = "x"
role = "other"
why = "It is so."
when = { top = 1 }
"""


@pytest.fixture
def ruled(tmp_path: Path) -> Path:
    """A folder with a file of rules."""
    own(tmp_path, RULE, "rules.toml")
    return tmp_path


@pytest.mark.usefixtures("ruled")
def test_every_key_can_be_set_in_a_file(tmp_path: Path) -> None:
    layer = from_file(own(tmp_path, EVERY_KEY))
    assert set(layer) == set(DEFAULTS)
    assert all(plain(layer[key].value) != plain(default) for key, default in DEFAULTS.items())
    assert config_of(layer) == Config(
        preset=Preset.RECALL,
        keep=["caption"],  # type: ignore[arg-type]
        drop=["pull_quote"],  # type: ignore[arg-type]
        language="de",
        disable=["teaser"],  # type: ignore[arg-type]
        rules=RULE,
        extractor="trafilatura",  # type: ignore[arg-type]
        limits=Limits(bytes=1000, blocks=10, ratio=300),
        duplicates=Duplicates(1.0, 0.5, 4, 5, 6),
    )


@pytest.mark.usefixtures("ruled")
def test_every_key_can_be_set_in_the_environment(tmp_path: Path) -> None:
    values = {key: plain(one.value) for key, one in from_file(own(tmp_path, EVERY_KEY)).items()}
    texts = {key: ",".join(value) if isinstance(value, list) else str(value) for key, value in values.items()}
    layer = from_environment({f"CLEANER_{key.upper().replace('.', '_')}": text for key, text in texts.items()})
    assert config_of(layer) == config_of(from_file(tmp_path / "cleaner.toml"))


def test_a_project_keeps_its_settings_in_a_table(tmp_path: Path) -> None:
    path = own(tmp_path, '[project]\nname = "x"\n[tool.cleaner]\npreset = "recall"\n', "pyproject.toml")
    assert from_file(path) == {"preset": Setting(Preset.RECALL, str(path))}


# Finding the file


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    project = own(tmp_path, "[tool.cleaner]\n", "pyproject.toml")
    own(tmp_path / "a/b/c", "[tool.other]\n", "pyproject.toml")
    assert find_file(deep) == project
    mine = own(tmp_path, "")
    assert find_file(deep) == mine
    near = own(tmp_path / "a", "[tool.cleaner]\n", "pyproject.toml")
    assert find_file(deep) == near
    assert find_file(tmp_path) == mine


# What is refused


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('prest = "recall"', "unknown key 'prest'; did you mean preset?"),
        ("[duplicate]\nnear = 0.5", "unknown key 'duplicate.near'; did you mean duplicates.near?"),
        ("near = 0.5", "unknown key 'near'"),
        ("limits = 3", "unknown key 'limits'; did you mean limits."),
        ('[preset]\nname = "x"', "unknown key 'preset.name'; did you mean preset?"),
        ("zzz = 1", "unknown key 'zzz'; there are disable, drop"),
        ("preset = 3", "preset must be a name in quotes, not 3"),
        ('preset = "best"', "preset: unknown preset 'best'; there are article"),
        ('keep = "caption"', "keep must be a list of names, not 'caption'"),
        ("keep = [1]", "keep must be a list of names"),
        ('keep = ["boilerplate"]', "keep: unknown role 'boilerplate'"),
        ('disable = ["teeser"]', "disable: unknown rule 'teeser'; did you mean teaser?"),
        ('language = "english"', "language: not a language tag"),
        ('[duplicates]\nnear = "0.5"', "duplicates.near must be a number, not '0.5'"),
        ("[duplicates]\nnear = true", "duplicates.near must be a number, not True"),
        ("[duplicates]\nnear = 7", "duplicates.near: duplicates: similarity thresholds"),
        ("[duplicates]\nwords = 1.5", "duplicates.words must be a whole number, not 1.5"),
        ("[limits]\nbytes = 0", "limits.bytes: limits: "),
        ("preset = ", "is not TOML"),
        (f"x = {'[' * 9999}{']' * 9999}", "is nested too deeply"),
    ],
)
def test_a_mistake_in_a_file_names_the_file_and_the_key(tmp_path: Path, text: str, says: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        from_file(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "cleaner.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"cleaner\.toml"):
        from_file(path)


@pytest.mark.parametrize("text", ["", "[tool]\nother = 1\n", "tool = 1", "[tool]\ncleaner = 1\n"])
def test_a_project_without_settings_that_was_named_is_refused(tmp_path: Path, text: str) -> None:
    path = own(tmp_path, text, "pyproject.toml")
    assert find_file(tmp_path) != path
    with pytest.raises(SettingsError, match=r"has no table tool\.cleaner"):
        from_file(path)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("CLEANER_PRESE", "recall", "CLEANER_PRESE, which says nothing; did you mean CLEANER_PRESET?"),
        ("CLEANER_DUPLICATES_NEAR", "many", "CLEANER_DUPLICATES_NEAR: duplicates.near must be a number, not 'many'"),
        ("CLEANER_LIMITS_BYTES", "1e6", "CLEANER_LIMITS_BYTES: limits.bytes must be a whole number, not '1e6'"),
        ("CLEANER_KEEP", "caption,crdit", "CLEANER_KEEP: keep: unknown role 'crdit'"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(name: str, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({name: text})
    assert says in str(caught.value)


@pytest.mark.parametrize("environment", [{}, {"CLEANER_PRESET": ""}, {"PATH": "x"}, {"CLEANER_HOUSE_OF": "x"}])
def test_what_says_nothing_changes_nothing(environment: dict[str, str]) -> None:
    assert config_of(from_environment(environment)) == Config()


# Which one holds


def test_a_later_place_counts_more() -> None:
    layers: list[Layer] = [{"preset": Setting(Preset(name), name)} for name in ("recall", "precision")]
    settings = stacked(layers)
    assert settings["preset"] == Setting(Preset.PRECISION, "precision")
    assert settings["language"] == Setting(None, "default")
    assert list(settings) == list(DEFAULTS)


@pytest.mark.parametrize(("below", "above"), [("drop", "keep"), ("keep", "drop")])
def test_a_role_goes_where_the_later_place_says(below: str, above: str) -> None:
    first = {below: Setting(frozenset({Role.CAPTION, Role.CREDIT}), "file")}
    second = {above: Setting(frozenset({Role.CAPTION}), "typed")}
    config = config_of(first, second)
    assert (getattr(config, below), getattr(config, above)) == ({Role.CREDIT}, {Role.CAPTION})


def test_one_place_cannot_say_both(tmp_path: Path) -> None:
    layer = from_file(own(tmp_path, 'keep = ["caption"]\ndrop = ["caption"]'))
    with pytest.raises(SettingsError, match="both kept and dropped"):
        config_of(layer)


# On the command line


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(*args: object) -> dict[str, Any]:
    code, out, err = call("config", "--json", *args)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_config_says_where_each_value_came_from(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own(there, 'preset = "recall"\nextractor = "trafilatura"\nkeep = ["credit"]\n[limits]\nblocks = 7\n')
    monkeypatch.setenv("CLEANER_EXTRACTOR", "model")
    monkeypatch.setenv("CLEANER_DUPLICATES_NEAR", "0.5")
    found = shown("--near", "0.6", "--keep", "caption")
    assert found["settings"]["preset"] == {"value": "recall", "from": str(path)}
    assert found["settings"]["limits.blocks"] == {"value": 7, "from": str(path)}
    assert found["settings"]["extractor"] == {"value": "model", "from": "CLEANER_EXTRACTOR"}
    assert found["settings"]["duplicates.near"] == {"value": 0.6, "from": "--near"}
    assert found["settings"]["keep"] == {"value": ["caption"], "from": "--keep"}
    assert found["settings"]["language"] == {"value": None, "from": "default"}
    wanted = Config(
        preset=Preset.RECALL, keep=frozenset({Role.CAPTION}), limits=Limits(blocks=7), duplicates=Duplicates(0.6)
    )
    assert found["fingerprint"] == wanted.fingerprint()


def test_config_prints_a_line_for_each_setting(there: Path) -> None:
    code, out, _ = call("config", "--preset", "recall")
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert [line[0] for line in lines] == [*DEFAULTS, "fingerprint"]
    assert ["preset", '"recall"', "--preset"] in lines


def test_a_file_that_is_named_is_the_only_one(there: Path) -> None:
    own(there, 'preset = "recall"')
    other = own(there / "other", 'language = "fr"', "mine.toml")
    found = shown("--config", other)["settings"]
    assert (found["preset"]["value"], found["language"]["from"]) == ("article", str(other))


def test_what_a_file_says_is_done(there: Path) -> None:
    own(there, 'drop = ["body"]')
    (there / "a.txt").write_text("The council met on Monday and voted for the new bridge over the river.")
    code, out, _ = call("clean", "a.txt")
    assert (code, json.loads(out)["text"]) == (0, "")
    code, out, _ = call("clean", "a.txt", "--keep", "body")
    assert (code, bool(json.loads(out)["text"])) == (0, True)
    code, out, _ = call("explain", "a.txt")
    assert " drop body " in out


@pytest.mark.parametrize("command", [["config"], ["clean", "a.txt"], ["explain", "a.txt"]])
@pytest.mark.parametrize("named", [False, True])
def test_a_mistake_ends_a_command_in_one_line(there: Path, command: list[str], named: bool) -> None:
    own(there, "prest = 1")
    (there / "a.txt").write_text("Some text.")
    code, out, err = call(*command, *(["--config", "cleaner.toml"] if named else []))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "unknown key 'prest'; did you mean preset?" in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_ends_a_command(there: Path) -> None:
    code, _, err = call("config", "--config", "none.toml")
    assert (code, err) == (2, "error: cannot read none.toml: No such file or directory\n")


def test_a_folder_that_must_not_be_looked_into_holds_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path | str) -> os.stat_result:
        if Path(path).parent == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path)

    stat = os.stat
    monkeypatch.setattr(os, "stat", refused)
    assert find_file(tmp_path / "deep") is None
