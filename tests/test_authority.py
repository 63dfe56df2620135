"""Who has the last word on a page: the model, against what a label rests on."""

import pytest

from cleaner.evidence import Evidence, Ground
from cleaner.features import Features, measure
from cleaner.label import PageFacts, apply_rules, label_blocks
from cleaner.model import Form, Label, Markup, Role

PROSE = "The ferry left the quay at noon, and nobody on the pier saw it again before the evening came."
LINK = "Nine more harbours that the tide forgot"
NONE: frozenset[str] = frozenset()


def block(text: str, *, near: str = "", linked: bool = False) -> tuple[str, Markup]:
    letters = sum(not c.isspace() for c in text) if linked else 0
    names = frozenset(near.split())
    return text, Markup("p", NONE, names, names, (0, 1), letters, False, 0)


def measured(*blocks: tuple[str, Markup], rows: int = 0) -> tuple[Features, ...]:
    """Measure blocks, of which the last `rows` are those of a table."""
    texts, markups = zip(*blocks, strict=True)
    return measure(texts, [*[Form.PARAGRAPH] * (len(texts) - rows), *[Form.TABLE] * rows], markups)


def labels(features: tuple[Features, ...], *scores: float) -> tuple[Label, ...]:
    """Label blocks that the model keeps, each with its score; a negative score means that it drops the block."""
    scene, found = apply_rules(features, PageFacts(), frozenset())
    keep = tuple(score >= 0 for score in scores)
    evidence = Evidence(keep, tuple(abs(score) for score in scores), "model:html-4")
    return label_blocks(scene, found, evidence, {})


@pytest.mark.parametrize(
    ("near", "text", "gives_way"),
    [
        ("caption", "The quay in the morning light.", Ground.MARKED),
        ("", "Share this article", Ground.TEXT),
    ],
)
def test_a_rule_gives_way_by_what_it_rests_on(near: str, text: str, gives_way: Ground) -> None:
    features = measured(block(PROSE), block(text, near=near), block(PROSE))
    below, at = gives_way.value - 0.01, gives_way.value
    assert labels(features, 0.99, below, 0.99)[1].reason.startswith("rule:")
    assert not labels(features, 0.99, at, 0.99)[1].reason.startswith("rule:")


def test_a_rule_keeps_its_word_where_the_model_drops() -> None:
    features = measured(block(PROSE), block("The quay in the morning light.", near="caption"), block(PROSE))
    assert labels(features, 0.99, -0.99, 0.99)[1].role is Role.CAPTION


def test_marks_that_cover_the_content_set_nothing_apart() -> None:
    gallery = [block(f"The quay on day {day}, as seen from the old bridge.", near="caption") for day in range(9)]
    made = labels(measured(block(PROSE), *gallery), *([0.4] * 10))
    assert {label.role for label in made} == {Role.BODY}


@pytest.mark.parametrize(
    ("others", "text", "stays"),
    [
        ("Boots for wet meadows, size {}", "Boots for dry hills, size 40", True),
        ("Boots for wet meadows, size {}", "Share this article", False),
        (f"{PROSE} {{}}.", "The quay in the morning light.", False),
    ],
)
def test_marks_say_nothing_of_what_a_list_keeps(others: str, text: str, stays: bool) -> None:
    # A list is often cut so low that the model is sure of nothing that it keeps.
    features = measured(*[block(others.format(number)) for number in range(9)], block(text, near="caption"))
    assert (labels(features, *([0.3] * 10))[9].role is Role.BODY) is stays


@pytest.mark.parametrize(("sure", "gives_way"), [(0.9, True), (0.6, False)])
def test_a_name_that_stands_around_the_text_is_no_mark(sure: float, gives_way: bool) -> None:
    # A site that puts what subscribers read into a container named for them.
    paid = [block("The council has met again", near="paywall"), block("Talks go on", near="paywall")]
    features = measured(block(PROSE), *paid, block(PROSE))
    reason = labels(features, 0.99, sure, 0.6, 0.99)[2].reason
    assert (reason != "rule:subscribe-prompt") is gives_way


def test_a_block_of_links_leads_away_from_a_story() -> None:
    story = [block(f"{PROSE} {number}.") for number in range(5)]
    features = measured(*story, block(LINK, linked=True))
    sure = [0.99] * 5
    assert labels(features, *sure, 0.5)[5].reason == "context:links-away"
    assert labels(features, *sure, 0.8)[5].role is Role.BODY


def test_a_page_of_links_keeps_them() -> None:
    features = measured(block(PROSE), *[block(f"{LINK}, part {part}", linked=True) for part in range(9)])
    assert all(label.role is Role.BODY for label in labels(features, *([0.5] * 10)))


@pytest.mark.parametrize(("kept", "stays"), [(2, True), (1, False)])
def test_a_table_stays_or_goes_as_a_whole(kept: int, stays: bool) -> None:
    hours = [block(f"Day {day}\tHigh water at {day} o'clock") for day in range(5)]
    made = labels(measured(block(PROSE), *hours, rows=5), 0.99, *([0.6] * kept), *([-0.6] * (5 - kept)))
    assert {label.role is Role.BODY for label in made[1:]} == {stays}


def test_prose_in_a_table_stays_whatever_its_other_rows_do() -> None:
    cells = [block(f"Home\tPart {part}") for part in range(5)]
    features = measured(block(PROSE), block(f"Later {PROSE}"), *cells, rows=6)
    assert labels(features, 0.99, 0.9, *([-0.9] * 5))[1].role is Role.BODY
