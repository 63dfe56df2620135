"""What the model says about plain text, and what its neighbours may still say."""

from collections.abc import Sequence

import pytest

from cleaner.evidence import Evidence
from cleaner.features import Features, measure
from cleaner.label import PageFacts, apply_rules, label_blocks
from cleaner.model import Form, Label, Role

PROSE = "The ferry left the quay at noon, and nobody on the pier saw it again before the evening came."
TITLE = "Nine more harbours that the tide forgot"
NONE: frozenset[str] = frozenset()


def measured(*texts: str) -> tuple[Features, ...]:
    return measure(texts, [Form.PARAGRAPH] * len(texts), [None] * len(texts))


def labels(
    features: tuple[Features, ...], keep: Sequence[bool], roles: Sequence[Role | None], sure: float = 0.9
) -> tuple[Label, ...]:
    """Label blocks of which the model says whether they stay, how sure that is, and what they are."""
    scene, found = apply_rules(features, PageFacts(), NONE)
    said = tuple(None if role is None else Label(role, "model:roles-2", 0.9) for role in roles)
    return label_blocks(scene, found, Evidence(tuple(keep), (sure,) * len(keep), "model:text-2", said), {})


@pytest.mark.parametrize(
    ("role", "made"), [(Role.TEASER, Role.TEASER), (Role.CAPTION, Role.CAPTION), (None, Role.CAPTION)]
)
def test_what_stands_twice_is_a_caption_where_the_model_knows_nothing_else(role: Role | None, made: Role) -> None:
    features = measured(PROSE, TITLE, TITLE, f"{PROSE} Again.")
    found = labels(features, [True, False, False, True], [Role.BODY, role, role, Role.BODY])
    assert [label.role for label in found] == [Role.BODY, made, made, Role.BODY]


def test_a_dek_that_the_model_keeps_is_still_the_dek() -> None:
    features = measured(TITLE, "The pier is closed until the spring.", PROSE, f"{PROSE} Again.")
    found = labels(features, [False, True, True, True], [Role.HEADLINE, Role.DEK, Role.BODY, Role.BODY])
    assert [label.role for label in found][:2] == [Role.HEADLINE, Role.DEK]


STORY = (PROSE, f"{PROSE} Again.")


@pytest.mark.parametrize(("sure", "role"), [(0.8, Role.BODY), (0.79, None)])
@pytest.mark.parametrize(
    ("texts", "at", "otherwise"),
    [
        ((*STORY, "More from the harbour", "The tide turned at six.", *STORY), 3, Role.TEASER),
        (
            (TITLE, "The wall took eleven years.", "The boats lie on their sides.", *STORY, "Share this article"),
            2,
            Role.CAPTION,
        ),
        ((*STORY, "The quay in the evening", "Photo: Teague Rowse", *STORY), 2, Role.CAPTION),
    ],
    ids=["below a related heading", "above the body", "above a credit"],
)
def test_a_place_says_nothing_where_the_model_is_sure(
    texts: tuple[str, ...], at: int, otherwise: Role, sure: float, role: Role | None
) -> None:
    found = labels(measured(*texts), [True] * len(texts), [None] * len(texts), sure)
    assert found[at].role is (role or otherwise), [(label.role, label.reason) for label in found]


BIO = "Odile Marrack is a staff writer at the Tarn Courier."
MORE = "More from the harbour"
LINE = "They gave it to him anyway."


@pytest.mark.parametrize(
    ("texts", "role"),
    [
        ((*STORY, *STORY, BIO, MORE, TITLE, LINE), Role.TEASER),
        ((*STORY, *STORY, BIO, MORE, TITLE, LINE, "Share this article"), Role.TEASER),
        ((*STORY, *STORY, MORE, TITLE, LINE, BIO), Role.BODY),
        ((*STORY, *STORY, MORE, TITLE, LINE), Role.BODY),
        ((BIO, *STORY, *STORY, MORE, TITLE, LINE), Role.BODY),
        ((*STORY, BIO, MORE, TITLE, LINE, *STORY, *STORY), Role.BODY),
    ],
    ids=["bio", "bio and more", "bio behind", "no bio", "bio on top", "bio within"],
)
def test_below_the_bio_that_ends_a_story_nothing_is_body_for_a_word_of_the_model(
    texts: tuple[str, ...], role: Role
) -> None:
    found = labels(measured(*texts), [text not in (BIO, TITLE) for text in texts], [None] * len(texts))
    assert found[texts.index(LINE)].role is role, [(label.role, label.reason) for label in found]
