"""Settings: what a caller may write, what is stored, and what is refused."""

from typing import Any

import pytest

from cleaner.config import Config, Duplicates, Extractor, Limits, Preset
from cleaner.model import Role


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"preset": "recall"}, Config(preset=Preset.RECALL)),
        ({"extractor": "trafilatura"}, Config(extractor=Extractor.TRAFILATURA)),
        ({"keep": ["caption", Role.CREDIT]}, Config(keep=frozenset({Role.CAPTION, Role.CREDIT}))),
        ({"keep": ("pull-quote",)}, Config(keep=frozenset({Role.PULL_QUOTE}))),
        ({"drop": {"Dateline"}}, Config(drop=frozenset({Role.DATELINE}))),
        ({"disable": ["teaser", "rule:byline"]}, Config(disable=frozenset({"teaser", "byline"}))),
        ({"keep": [], "drop": (), "disable": []}, Config()),
        ({"language": "EN"}, Config(language="en")),
        ({"language": "de-DE"}, Config(language="de")),
        ({"language": "zh-Hant-TW"}, Config(language="zh")),
        ({"language": "pt_BR"}, Config(language="pt")),
        ({"language": "ast"}, Config(language="ast")),
        ({"language": None}, Config()),
    ],
)
def test_what_is_written_plainly_is_stored_by_type(given: dict[str, Any], expected: Config) -> None:
    config = Config(**given)
    assert config == expected
    assert hash(config) == hash(expected)
    assert config.fingerprint() == expected.fingerprint()
    assert isinstance(config.preset, Preset)
    assert isinstance(config.extractor, Extractor)
    assert all(isinstance(role, Role) for role in config.keep | config.drop)
    assert isinstance(config.disable, frozenset)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"preset": "best"}, "unknown preset 'best'; there are article, precision, recall"),
        ({"preset": ""}, "unknown preset"),
        ({"extractor": "magic"}, "unknown extractor 'magic'; there are model, trafilatura"),
        ({"keep": ["boilerplate"]}, "unknown role 'boilerplate'; there are advertisement, author_bio"),
        ({"drop": [""]}, "unknown role"),
        ({"keep": "caption"}, "keep takes a collection"),
        ({"disable": "teaser"}, "disable takes a collection"),
        ({"keep": ["caption"], "drop": [Role.CAPTION]}, "both kept and dropped: caption"),
        ({"language": ""}, "not a language tag"),
        ({"language": "english"}, "not a language tag"),
        ({"language": "e"}, "not a language tag"),
        ({"language": "en-"}, "not a language tag"),
        ({"language": "en\n"}, "not a language tag"),
        ({"language": "de DE"}, "not a language tag"),
    ],
)
def test_what_is_not_known_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Config(**given)


@pytest.mark.parametrize("given", [{"bytes": 0}, {"bytes": -1}, {"blocks": 0}, {"blocks": -5}])
def test_limits_are_positive(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="limits"):
        Limits(**given)
    assert Limits(bytes=1, blocks=1) == Limits(1, 1)


@pytest.mark.parametrize("given", [{"near": 0.0}, {"near": float("nan")}, {"containment": 1.1}, {"shingle": 0}])
def test_duplicates_lie_in_range(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="duplicates"):
        Duplicates(**given)
