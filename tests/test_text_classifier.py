"""The plain-text classifier: counting, features, weights, and what it says about written documents."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.classifier import text_counts, text_repeats
from cleaner.classifier.stored import WeightsError
from cleaner.classifier.text import PARTS, ROLES, measure, read_model, score, shipped
from cleaner.classifier.text_counts import CLASSES, DENSE, count
from cleaner.classifier.text_decode import blend, decode
from cleaner.classifier.text_grams import BITS, PLACES, TOPIC_BITS, RoleWords, grams, linear, shapes, topics
from cleaner.classifier.text_matrix import text_marks, text_matrix
from cleaner.classifier.text_repeats import repeats
from cleaner.model import Role

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "text_classifier.toml").read_text(encoding="utf-8")
)["document"]
WEIGHTS = Path(text_counts.__file__).parent / "weights"
BLOCKS = st.lists(st.text(max_size=60), max_size=12)


def words_of(texts: list[str]) -> list[str]:
    return [word for text in texts for word in re.findall(r"[a-z0-9]+", text.lower())]


@given(st.lists(st.text(alphabet="aB c9.,\n-'", max_size=40), max_size=8))
def test_words_are_runs_of_word_characters(texts: list[str]) -> None:
    counts = count(texts)
    expected = words_of(texts)
    assert counts.lengths.tolist() == [len(word) for word in expected]
    same = dict(zip(expected, counts.hashes.tolist(), strict=True))
    assert [same[word] for word in expected] == counts.hashes.tolist()
    assert len(set(same.values())) == len(same)


@given(BLOCKS)
def test_every_code_point_has_one_class(texts: list[str]) -> None:
    counts = count(texts)
    assert counts.classes.shape == (len(texts), CLASSES)
    assert counts.classes.sum(axis=1).tolist() == [len(text) for text in texts]
    assert (np.diff(counts.owner) >= 0).all()


def test_dense_scripts_have_a_word_per_character() -> None:
    counts = count(["東京の橋", "bridge 橋 bridge", "𠀀𠀁"])
    assert np.bincount(counts.owner).tolist() == [4, 3, 2]
    assert counts.classes[:, DENSE].tolist() == [4, 1, 2]


def test_case_and_place_do_not_change_a_hash() -> None:
    hashes = count(["Straße über", "xx ÜBER straße"]).hashes
    assert hashes[0] == hashes[4]
    assert hashes[1] == hashes[3]


@given(texts=BLOCKS)
def test_chunks_change_nothing(texts: list[str]) -> None:
    whole = count(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_counts, "_CHUNK", 25)
        parts = count(texts)
    for name in ("classes", "owner", "lengths", "first", "last", "before_last", "heads", "capitals", "hashes"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name


def test_a_very_long_block_is_measured_by_its_beginning() -> None:
    assert count(["a " * 100_000]).lengths.size == text_counts._LONGEST // 2


@given(BLOCKS)
def test_places_are_in_range(texts: list[str]) -> None:
    counts = count(texts)
    owner, places = grams(counts)
    assert ((places >= 0) & (places < PLACES)).all()
    assert ((shapes(counts) >= 0) & (shapes(counts) < PLACES)).all()
    assert len(owner) == len(places)
    nothing = RoleWords.of(np.zeros((1 << TOPIC_BITS, 3), np.float32))
    assert topics(counts, nothing).tolist() == [[0.0] * 3] * len(texts)


def test_words_speak_for_roles_by_the_root_of_their_number() -> None:
    counts = count(["boat", "pier", "boat pier boat", ""])
    _, places = grams(counts)
    table = np.zeros((1 << TOPIC_BITS, 2), np.float32)
    table[places[0] >> (BITS - TOPIC_BITS)] = (1.0, -2.0)  # "boat"
    found = topics(counts, RoleWords.of(table))
    assert found[0] == pytest.approx([1 / 3**0.5, -2 / 3**0.5])  # the word, and a pair with either end
    assert found[2] == pytest.approx([2 / 7**0.5, -4 / 7**0.5])
    assert not found[[1, 3]].any()


@settings(deadline=None)
@given(BLOCKS)
def test_features_are_finite_whatever_comes(texts: list[str]) -> None:
    counts = count(texts)
    words, likely = linear(counts, np.ones(PLACES, np.float32))
    matrix, columns = text_matrix(counts, ["\n"] * len(texts), words, likely)
    assert matrix.shape == (len(texts), len(columns))
    assert np.isfinite(matrix).all()
    assert len(set(columns)) == len(columns)
    assert text_marks(counts).sum(axis=1).tolist() == [3.0] * len(texts)


@given(BLOCKS)
def test_shared_words_are_counted_alike_in_large_documents(texts: list[str]) -> None:
    counts = count([*texts, "the boat", "a boat", "the pier"])
    prose = np.zeros(len(texts) + 3)
    small = repeats(counts, prose)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_repeats, "_TABLE", 0)
        large = repeats(counts, prose)
    for name in ("shared_before", "shared_after"):
        assert small[name].tolist() == large[name].tolist()
    assert small["shared_before"][-2:].tolist() == [0.5, 0.0]
    assert small["shared_after"][-3:].tolist() == [0.5, 0.0, 0.0]


def test_copies_and_runs_point_both_ways() -> None:
    line = "the boat leaves the pier at dawn every day"
    counts = count([line, "something else stands here", line, line + " and comes back"])
    words, likely = linear(counts, np.zeros(PLACES, np.float32))
    matrix, columns = text_matrix(counts, ["\n\n"] * 4, words, likely)
    found = dict(zip(columns, matrix.T.tolist(), strict=True))
    assert found["copies"] == [2, 1, 2, 1]
    assert found["copy_before"] == [0, 0, 1, 0]
    assert found["copy_after"] == [1, 0, 0, 0]
    assert found["run_after"][0] == 1.0
    assert 0.5 < found["run_before"][3] < 1.0
    assert found["run_before"][1] == found["run_after"][1] == 0.0


@settings(deadline=None, max_examples=50)
@given(BLOCKS)
def test_scores_are_probabilities(texts: list[str]) -> None:
    found = score(texts)
    assert found.keep.shape == found.words.shape == (len(texts),)
    assert ((found.keep >= 0) & (found.keep <= 1)).all()
    assert found.roles.shape == (len(texts), len(ROLES))
    assert np.allclose(found.roles.sum(axis=1), 1.0)


@pytest.mark.parametrize("texts", [[], [""], ["", " ", "\n"], ["\ud800 lone"], ["a"] * 3000, ["😀"], ["a" * 70_000]])
def test_odd_documents_have_scores(texts: list[str]) -> None:
    found = score(texts)
    assert np.isfinite(found.keep).all()
    assert np.isfinite(found.roles).all()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_written_documents(case: dict[str, Any]) -> None:
    texts = [block[2:] for block in case["blocks"]]
    wanted = [block[0] == "+" for block in case["blocks"]]
    keep = score(texts, ["", *[case["separator"]] * (len(texts) - 1)]).keep
    wrong = [
        (round(float(p), 2), text) for p, text, want in zip(keep, texts, wanted, strict=True) if (p >= 0.5) != want
    ]
    assert not wrong


def test_the_same_document_has_the_same_scores() -> None:
    texts = [block[2:] for block in CASES[0]["blocks"]]
    first, second = score(texts), score(texts)
    assert np.array_equal(first.keep, second.keep)
    assert np.array_equal(first.roles, second.roles)


def test_without_gaps_blank_lines_are_meant() -> None:
    texts = [block[2:] for block in CASES[0]["blocks"]]
    assert np.array_equal(score(texts).keep, score(texts, ["\n\n"] * len(texts)).keep)


def test_the_weights_know_the_columns() -> None:
    model = shipped()
    counts = count(["one"])
    measured = measure(counts, None, model.words, model.topics)
    assert measured.matrix.shape[1] == len(model.network.mean)
    assert measured.matrix.shape[1] + measured.marks.shape[1] == len(model.network.first)
    assert model.network.roles.shape[1] == len(ROLES)
    assert model.words.shape == (PLACES,)
    assert model.topics.row.shape == (1 << TOPIC_BITS,)
    assert model.topics.weights.shape[1] == len(ROLES)


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    for name in PARTS:
        for suffix in (".npz", ".json"):
            (tmp_path / f"{name}{suffix}").write_bytes((WEIGHTS / f"{name}{suffix}").read_bytes())
    read_model(tmp_path)
    path = tmp_path / "text-words.npz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(WeightsError, match="text-words"):
        read_model(tmp_path)
    path.with_suffix(".json").unlink()
    with pytest.raises(WeightsError, match="cannot be read"):
        read_model(tmp_path)


def test_weights_of_words_must_be_a_table(tmp_path: Path) -> None:
    for name in PARTS:
        content = (WEIGHTS / f"{name}.npz").read_bytes()
        (tmp_path / f"{name}.npz").write_bytes(content)
        (tmp_path / f"{name}.json").write_bytes((WEIGHTS / f"{name}.json").read_bytes())
    other = json.loads((WEIGHTS / "text-network.json").read_text(encoding="utf-8"))
    (tmp_path / "text-words.npz").write_bytes((WEIGHTS / "text-network.npz").read_bytes())
    (tmp_path / "text-words.json").write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(WeightsError, match="words"):
        read_model(tmp_path)


def test_the_weights_are_small() -> None:
    assert sum((WEIGHTS / f"{name}.npz").stat().st_size for name in PARTS) < 1_200_000


NAMES = (Role.BODY, Role.SUBHEAD, Role.HEADLINE, Role.CAPTION, Role.DEK)


def decoded(keep: list[bool], rows: list[list[float]], forms: list[str]) -> list[Role]:
    filled = [[*row, *[0.0] * (len(NAMES) - len(row))] for row in rows]
    return decode(np.array(keep, dtype=bool), np.array(filled).reshape(-1, len(NAMES)), NAMES, forms)


def test_a_kept_block_is_body_or_subhead_and_no_other_is() -> None:
    rows = [[0.1, 0.2, 0.1, 0.6], [0.9, 0.0, 0.0, 0.1], [0.6, 0.1, 0.1, 0.2]]
    assert decoded([True, False, True], rows, ["a", "b", "c"]) == [Role.SUBHEAD, Role.CAPTION, Role.BODY]


def test_a_document_has_one_headline_and_its_copies() -> None:
    rows = [[0.0, 0.0, 0.9, 0.1], [0.0, 0.0, 0.8, 0.2], [0.0, 0.0, 0.4, 0.6]]
    assert decoded([False] * 3, rows, ["a", "b", "a"]) == [Role.HEADLINE, Role.CAPTION, Role.HEADLINE]


def test_only_a_sure_headline_stands_against_the_cut() -> None:
    assert decoded([True], [[0.3, 0.0, 0.7, 0.0]], ["a"]) == [Role.HEADLINE]
    assert decoded([True], [[0.5, 0.0, 0.5, 0.0]], ["a"]) == [Role.BODY]
    assert decoded([False], [[0.5, 0.0, 0.1, 0.4]], ["a"]) == [Role.CAPTION]
    assert decoded([], [], []) == []


def test_a_document_has_one_dek_kept_or_not() -> None:
    rows = [[0.1, 0.0, 0.0, 0.1, 0.8], [0.3, 0.0, 0.0, 0.1, 0.6], [0.6, 0.0, 0.0, 0.0, 0.4]]
    assert decoded([True, False, True], rows, ["a", "b", "c"]) == [Role.DEK, Role.CAPTION, Role.BODY]
    assert decoded([True, False], rows[1:], ["b", "c"]) == [Role.DEK, Role.CAPTION]
    assert decoded([False], [[0.0, 0.0, 0.9, 0.0, 0.1]], ["a"]) == [Role.HEADLINE]


def test_the_blend_lies_between_its_two_opinions() -> None:
    keep, inside = np.array([0.0, 0.9, 0.5, 1.0]), np.array([0.0, 0.2, 0.5, 1.0])
    found = blend(keep, inside)
    assert 0.2 < found[1] < 0.9
    assert found[2] == 0.5
    assert found[0] < 0.001 < 0.999 < found[3]
