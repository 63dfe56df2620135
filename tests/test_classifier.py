"""The HTML classifier: features, trees, cut, hints and the answer they add up to."""

import json
import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.classifier import Hints, WeightsError, hints, judge_html, score_html
from cleaner.classifier import trees as forest_module
from cleaner.classifier.columns import COLUMNS, SAID
from cleaner.classifier.cut import cut, expected
from cleaner.classifier.matrix import measure
from cleaner.classifier.page import PARTS, PageModel, plain_odds, read_model, shipped
from cleaner.classifier.stored import verified
from cleaner.classifier.text_counts import count
from cleaner.classifier.text_grams import PLACES
from cleaner.classifier.trees import Forest, evaluate, read
from cleaner.model import Markup
from cleaner.segment.html import segment_html

SENTENCE = "The council met on Tuesday to discuss the new bridge, and most members spoke in favour of the plan."
NO_WORDS = np.zeros(PLACES, dtype=np.float32)
PAGE = f"""<html><head><title>Council backs bridge</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>Council backs bridge</h1>
{"".join(f"<p>{SENTENCE} {number} more people were heard after that, the clerk said.</p>" for number in range(12))}
</article></main>
<aside class="related"><h3>Read more</h3><ul><li><a href="/a">Another story</a></li>
<li><a href="/b">A third story</a></li></ul></aside>
<footer><p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></p><p>© Example Press</p></footer>
</body></html>"""


def blocks_of(page: str) -> tuple[list[str], list[Markup], Hints]:
    found = segment_html(page)
    markups = [draft.markup for draft in found.drafts if draft.markup is not None]
    return [draft.text for draft in found.drafts], markups, hints(found.tree, found.title)


def markup(path: tuple[int, ...] = (1,), tag: str = "p", links: int = 0) -> Markup:
    none = frozenset[str]()
    return Markup(tag, none, none, none, path, links, hidden=False, heading=0)


def values(name: str, texts: list[str], markups: list[Markup], page: Hints = Hints()) -> list[float]:  # noqa: B008
    """Return one column of the matrix, with a lexicon that knows no word."""
    table = measure(texts, markups, page, NO_WORDS).matrix
    found: list[float] = table[:, [column.name for column in COLUMNS].index(name)].tolist()
    return found


def stump(threshold: float, low: float, high: float) -> Forest:
    """Return a forest of one tree with one split on the first of two columns."""
    return Forest(
        feature=np.array([0, 0, 0], dtype=np.intp),
        threshold=np.array([threshold, np.inf, np.inf], dtype=np.float32),
        child=np.array([1, 1, 2], dtype=np.intp),
        value=np.array([0.0, low, high]),
        roots=np.array([0], dtype=np.intp),
        depth=1,
        classes=1,
        columns=("first", "second"),
    )


class TestWholePage:
    def test_an_article_is_told_from_what_surrounds_it(self) -> None:
        texts, markups, page = blocks_of(PAGE)
        scores = score_html(texts, markups, page)
        verdict = judge_html(scores.keep, [len(text.split()) for text in texts])
        kept = [text for text, stays in zip(texts, verdict.keep, strict=True) if stays]
        assert sum(text.startswith("The council") for text in kept) == 12
        assert not {"Home", "News", "Imprint Privacy", "Another story"} & set(kept)
        assert verdict.page_confidence > 0.8

    def test_a_page_without_text_keeps_nothing(self) -> None:
        texts, markups, page = blocks_of("<body><form><label>User</label><button>Log in</button></form></body>")
        verdict = judge_html(score_html(texts, markups, page).keep, [1] * len(texts))
        assert not any(verdict.keep)

    def test_no_blocks_no_scores(self) -> None:
        assert score_html([], []).keep.shape == (0,)
        assert judge_html(np.zeros(0), []).keep == ()

    def test_every_text_needs_its_markup(self) -> None:
        with pytest.raises(ValueError, match="2 texts but 1 markups"):
            score_html(["a", "b"], [markup()])

    def test_other_weights_can_be_given(self) -> None:
        whole = shipped()
        doubtful = replace(whole.forest, value=np.zeros_like(whole.forest.value))
        silent = replace(whole.network, keep=np.zeros_like(whole.network.keep))
        # Where forest and network have no opinion, a tenth of what plain text says is left.
        odds = plain_odds(count(["a"]), whole.text)
        silent_ones = PageModel(doubtful, silent, whole.text)
        assert score_html(["a"], [markup()], model=silent_ones).keep == pytest.approx(1 / (1 + np.exp(-odds / 10)))

    def test_the_same_page_gets_the_same_scores(self) -> None:
        assert score_html(*blocks_of(PAGE)).keep.tolist() == score_html(*blocks_of(PAGE)).keep.tolist()


class TestMatrix:
    def test_the_weights_were_trained_on_these_columns(self) -> None:
        assert shipped().forest.columns == tuple(column.name for column in (*COLUMNS, SAID))

    def test_names_are_unique_and_ranges_make_sense(self) -> None:
        names = [column.name for column in COLUMNS]
        assert len(set(names)) == len(names)
        assert all(column.low < column.high and column.measures for column in COLUMNS)

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.text(min_size=1, max_size=30),
                st.lists(st.integers(1, 6), max_size=5),
                st.sampled_from(["p", "h1", "li", "div"]),
                st.integers(0, 40),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_values_stay_in_their_range(self, rows: list[tuple[str, list[int], str, int]]) -> None:
        # Serial numbers of a real page rise along every path and name one place in the tree.
        paths = [
            tuple(10 * depth + number for depth, number in enumerate(path[:1] * len(path))) for _, path, _, _ in rows
        ]
        markups = [markup(path, tag, links) for path, (_, _, tag, links) in zip(paths, rows, strict=True)]
        page = Hints("one two", "a b c d e f", "onetwothree")
        table = measure([text for text, *_ in rows], markups, page, NO_WORDS).matrix
        assert table.shape == (len(rows), len(COLUMNS))
        assert np.isfinite(table).all()
        for column, values in zip(COLUMNS, table.T, strict=True):
            assert (values >= column.low - 1e-6).all(), column.name
            assert (values <= column.high + 1e-6).all(), column.name

    def test_a_real_page_is_in_range(self) -> None:
        table = measure(*blocks_of(PAGE), NO_WORDS).matrix
        for column, values in zip(COLUMNS, table.T, strict=True):
            assert (values >= column.low).all(), column.name
            assert (values <= column.high).all(), column.name

    def test_the_main_element_holds_the_paragraphs(self) -> None:
        texts, markups, page = blocks_of(PAGE)
        steps = values("up50", texts, markups, page)
        assert [text for text, step in zip(texts, steps, strict=True) if not step][1:] == [
            text for text in texts if text.startswith("The council")
        ]


class TestFeatures:
    @pytest.mark.parametrize(
        ("text", "ending"),
        [
            ("It ended.", 2),
            ("“It ended.”", 2),
            ("In part (of it.)", 2),
            ("Read on:", 1),
            ("Menu", 0),
            ("…", 2),
            ("完。", 2),
        ],
    )
    def test_endings(self, text: str, ending: int) -> None:
        assert values("ending", [text], [markup()]) == [ending]

    def test_copies(self) -> None:
        texts, markups = ["a", "b", "a", "a"], [markup()] * 4
        assert values("copies", texts, markups) == [2, 0, 2, 2]
        assert values("copies_before", texts, markups) == [0, 0, 1, 2]

    def test_embedded_articles(self) -> None:
        page = Hints(body="itrainedallday")
        assert values("stated", ["It rained.", "It snowed."], [markup()] * 2, page) == [2, 1]
        assert values("stated", ["It rained.", "It snowed."], [markup()] * 2) == [0, 0]

    def test_an_embedded_article_without_end_is_not_searched(self) -> None:
        page = Hints(body="a" * 600_000)
        assert set(values("stated", ["It rained."] * 1000, [markup()] * 1000, page)) == {0}

    def test_the_description(self) -> None:
        page = Hints(description="The council backs the new bridge over the river.")
        found = values("described", ["The council backs the new bridge", "Nobody came"], [markup()] * 2, page)
        assert found == [1, 0]

    def test_steps_to_the_main_element(self) -> None:
        paths = [(1, 2, 3), (1, 4, 5, 6), (1, 4, 5, 7), (1, 4, 5, 8), (1, 4, 9)]
        texts = ["Menu", SENTENCE, SENTENCE + " Twice.", SENTENCE + " Thrice.", "Related"]
        markups = [markup(path) for path in paths]
        assert values("up50", texts, markups) == [2, 0, 0, 0, 1]
        assert values("down80", texts, markups) == [2, 1, 1, 1, 1]

    def test_blocks_without_any_element_above(self) -> None:
        assert values("up50", ["a", "b"], [markup(()), markup(())]) == [0, 0]


class TestTrees:
    def test_a_value_at_the_threshold_goes_left(self) -> None:
        scores = evaluate(stump(0.5, -50.0, 50.0), np.array([[0.5, 9], [0.6, 9]], dtype=np.float32))
        assert scores.round(6).tolist() == [0.0, 1.0]

    def test_a_matrix_of_another_width_is_refused(self) -> None:
        with pytest.raises(ValueError, match="expected 2 columns, got 3"):
            evaluate(stump(0.5, 0.0, 1.0), np.zeros((1, 3), dtype=np.float32))

    def test_many_rows_are_scored_in_steps(self) -> None:
        rows = np.zeros((5000, 2), dtype=np.float32)
        rows[4321, 0] = 1
        assert np.flatnonzero(evaluate(stump(0.5, 0.0, 1.0), rows) > 0.6).tolist() == [4321]

    def test_classes_share_one(self) -> None:
        pair = stump(0.5, 0.0, 2.0)
        two = Forest(
            np.tile(pair.feature, 2),
            np.tile(pair.threshold, 2),
            np.concatenate((pair.child, pair.child + 3)),
            np.concatenate((pair.value, -pair.value)),
            np.array([0, 3], dtype=np.intp),
            1,
            2,
            pair.columns,
        )
        shares = evaluate(two, np.array([[0, 0], [1, 0]], dtype=np.float32))
        assert shares.sum(axis=1).tolist() == pytest.approx([1, 1])
        assert shares[0].tolist() == pytest.approx([0.5, 0.5])
        assert shares[1, 0] > 0.95

    def test_scores_are_those_of_lightgbm(self) -> None:
        lightgbm = pytest.importorskip("lightgbm")
        from training.export import pack  # noqa: PLC0415

        generator = np.random.default_rng(3)
        rows = generator.normal(size=(600, 6)).astype(np.float32)
        answers = (rows[:, 0] * rows[:, 1] + rows[:, 2] > 0).astype(float)
        settings_ = {
            "objective": "cross_entropy",
            "use_missing": False,
            "num_threads": 1,
            "verbose": -1,
            "max_depth": 7,
        }
        names = [f"f{number}" for number in range(6)]
        model = lightgbm.train(settings_, lightgbm.Dataset(rows, answers, feature_name=names), 40)
        own = evaluate(read(pack(model)), rows)
        assert np.abs(own - model.predict(rows)).max() < 1e-6
        assert pack(model) == pack(model)


class TestWeights:
    def test_the_shipped_ones_are_small(self) -> None:
        folder = Path(forest_module.__file__).parent / "weights"
        assert sum(path.stat().st_size for path in folder.iterdir()) < 2_000_000

    def test_they_are_read_once(self) -> None:
        assert shipped() is shipped()

    def test_an_unknown_model_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError, match="'nothing' cannot be read"):
            verified(tmp_path, "nothing")

    def test_damaged_ones_are_refused(self, tmp_path: Path) -> None:
        for name in PARTS:
            (tmp_path / f"{name}.npz").write_bytes(b"damaged")
            (tmp_path / f"{name}.json").write_text(json.dumps({"sha256": "0" * 64}))
        with pytest.raises(WeightsError, match="have the hash"):
            read_model(tmp_path, shipped().text)

    def test_other_files_are_refused(self) -> None:
        with pytest.raises(WeightsError, match="cannot be read"):
            read(b"no archive")


class TestCut:
    def test_clear_scores_are_cut_between(self) -> None:
        scores = np.array([0.95, 0.02, 0.9, 0.01])
        assert cut(scores, [50, 50, 50, 50]) == 0.9

    def test_recall_cuts_lower_than_precision(self) -> None:
        scores = np.array([0.9, 0.6, 0.4, 0.25, 0.1])
        sizes = [30] * 5
        assert cut(scores, sizes, 2.0) < cut(scores, sizes, 0.5)

    def test_equal_scores_stay_together(self) -> None:
        scores = np.array([0.5, 0.5, 0.5])
        assert (scores >= cut(scores, [10, 1, 5])).all()

    def test_nothing_to_cut(self) -> None:
        assert cut(np.zeros(0), []) == float("inf")
        assert cut(np.array([0.9]), [0]) == float("inf")

    @given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 200)), min_size=1, max_size=20))
    def test_no_threshold_promises_more(self, blocks: list[tuple[float, int]]) -> None:
        scores, sizes = np.array([score for score, _ in blocks]), [size for _, size in blocks]
        best = expected(scores, sizes, cut(scores, sizes))
        assert all(expected(scores, sizes, score) <= best + 1e-9 for score in scores)


class TestVerdict:
    def test_few_promised_words_keep_nothing(self) -> None:
        verdict = judge_html(np.array([0.9, 0.8]), [5, 4])
        assert verdict.keep == (False, False)
        assert 0.5 <= verdict.page_confidence <= 1.0

    def test_confidence_is_about_the_answer(self) -> None:
        verdict = judge_html(np.array([0.9, 0.1]), [100, 100])
        assert verdict.keep == (True, False)
        assert verdict.confidence == pytest.approx((0.9, 0.9))


class TestHints:
    def test_what_a_page_says_about_itself(self) -> None:
        tree = lxml.html.document_fromstring(
            '<head><title>Old</title><meta property="og:title" content="New"><meta name="description" content="Short">'
            '<script type="application/ld+json">{"@graph": [{"articleBody": "Rain &amp; <b>hail</b>."}]}</script>'
            "</head><body></body>"
        )
        found = hints(tree)
        assert (found.title, found.description) == ("New", "Short")
        assert found.holds("Rain")
        assert found.holds("hail!")
        assert not found.holds("It snowed")
        assert not found.holds("—")
        assert found.holds("—" * 500 + "Rain"), "what opens with signs alone is read until it says something"
        assert not found.holds("Rain" + "—" * 500 + "snow")

    @pytest.mark.parametrize(
        "script", ['{"articleBody": ', '{"articleBody": 3}', '[[{"headline": "articleBody"}]]', "articleBody", "null"]
    )
    def test_broken_data_is_no_data(self, script: str) -> None:
        tree = lxml.html.document_fromstring(f'<head><script type="application/ld+json">{script}</script></head>')
        assert hints(tree).body == ""

    @given(st.text("<>&#;a "))
    def test_markup_in_an_article_is_left_out_and_what_only_looks_like_it_stays(self, text: str) -> None:
        article = orjson.dumps({"articleBody": text}).decode().replace("<", "\\u003c")
        tree = lxml.html.document_fromstring(f'<head><script type="application/ld+json">{article}</script></head>')
        assert hints(tree).body == "a" * re.sub(r"<[^>]*>|&[#\w]+;", " ", text).count("a")
