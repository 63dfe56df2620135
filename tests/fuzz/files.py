"""What people write by hand: rules for sites, phrases, settings, corrections."""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from cleaner.config import Config
from cleaner.corrections import read_corrections
from cleaner.features import measure
from cleaner.label import PageFacts, apply_rules
from cleaner.model import Form, RawDocument
from cleaner.pipeline import clean_raw
from cleaner.readers import InputError
from cleaner.rules import RulesError, rules_for, site_rules
from cleaner.rules.lexicon import Lexicon, parse
from cleaner.settings import SettingsError, from_environment, from_file, plain, stacked, to_config

_TEXTS = (
    "Council puts off the vote",
    "By Ada Moss, 3 May 2024",
    "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring.",
    "Share this article",
    "© 2024 The Ferry Post",
)


def loading_rules(data: bytes) -> None:
    """Rules that load can be tried on every block of a document."""
    try:
        text = data.decode()
        loaded = site_rules(text)
    except (UnicodeDecodeError, RulesError):
        return
    first = (*(one.rule for one in loaded), *rules_for(text, "https://a.example/x", "x"))
    features = measure(_TEXTS, [Form.PARAGRAPH] * len(_TEXTS), [None] * len(_TEXTS))
    _, labels = apply_rules(features, PageFacts(), frozenset(), tuple({rule.id: rule for rule in first}.values()))
    assert len(labels) == len(_TEXTS)
    ids = {f"rule:{rule.id}" for rule in first}
    for label in labels:
        assert label is None or not label.reason.startswith("rule:site/") or label.reason in ids
        assert label is None or 0.0 <= label.confidence <= 1.0


def loading_phrases(data: bytes) -> None:
    """Phrases that load are found alike with the words of a text known and without."""
    try:
        entries = parse(data.decode(), "x.toml", "en")
    except ValueError as error:
        assert isinstance(error, UnicodeDecodeError) or str(error).startswith("x.toml")
        return
    lexicon = Lexicon(entries)
    for text in (*_TEXTS, *(one.phrase for one in entries), *(one.example for one in entries)):
        found = lexicon.families(text)
        assert found <= {entry.family for entry in entries}
        assert found == lexicon.families_by(text, None)


def loading_settings(data: bytes) -> None:
    """As a file of its own and as a table of a project's file; what loads can be shown, and cleans a document."""
    for name, content in (("cleaner.toml", data), ("pyproject.toml", b"[tool.cleaner]\n" + data)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            try:
                settings = stacked([from_file(path)])
                config = to_config(settings)
            except SettingsError as error:
                assert str(error)
                continue
        _check_config(config)
        json.dumps({key: plain(one.value) for key, one in settings.items()})


def loading_environment(data: bytes) -> None:
    """One variable a line."""
    pairs = (line.partition("=") for line in data.decode("utf-8", "surrogateescape").split("\n"))
    try:
        config = to_config(stacked([from_environment({name: value for name, _, value in pairs})]))
    except SettingsError as error:
        assert str(error)
        return
    _check_config(config)


def _check_config(config: Config) -> None:
    assert len(config.fingerprint()) == 16
    assert replace(config) == config
    raw = RawDocument("\n\n".join(_TEXTS), "x", media_type="text/plain")
    if config.limits.bytes > 1000:
        assert clean_raw(raw, config).config == config.fingerprint()


def loading_corrections(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes(data)
        try:
            found = read_corrections(path)
        except InputError as error:
            assert str(error)
            return
        path.write_text("".join(one.to_line() for one in found), encoding="utf-8")
        assert read_corrections(path) == found


FILES: Mapping[str, Callable[[bytes], None]] = {
    "rules": loading_rules,
    "lexicon": loading_phrases,
    "settings": loading_settings,
    "environment": loading_environment,
    "corrections": loading_corrections,
}
