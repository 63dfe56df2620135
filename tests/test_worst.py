"""The list of the worst pages: what went wrong is read off the numbers, and notes use known causes."""

import pytest

data = pytest.importorskip("benchmarks.data", reason="the bench extra is not installed")
worst = pytest.importorskip("benchmarks.worst", reason="the training extra is not installed")
Gold, Page = data.Gold, data.Page
CAUSES, KINDS, look, notes = worst.CAUSES, worst.KINDS, worst.look, worst.notes

SENTENCE = "The ferry that crosses the bay on windless mornings carries more goats than people"
STORY = [f"{SENTENCE}, said the keeper of pier {number}, and nobody on the quay doubts him." for number in range(12)]
PAGE = Page(
    "one",
    html=(
        "<html><body><nav><a href='/'>Home</a></nav><article><h1>Goats on the ferry</h1>"
        + "".join(f"<p>{text}</p>" for text in STORY)
        + "</article></body></html>"
    ).encode(),
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("\n".join(STORY), "slight"),
        ("", "empty"),
        ("Nothing of this stands there, not even one of its many words", "absent"),
        (STORY[0], "snippet"),
        ("\n".join(STORY[:4]), "runs on"),
        ("\n".join(STORY[8:]), "too much"),
    ],
)
def test_what_went_wrong_is_read_off_the_numbers(body: str, kind: str) -> None:
    finding = look(PAGE, Gold("one", body=body), "made-up")
    assert finding.kind == kind
    assert finding.page == "made-up/one"
    assert finding.group == "made-up"


def test_a_finding_shows_only_the_first_words_of_a_block() -> None:
    wrong = look(PAGE, Gold("one", body=STORY[0]), "made-up").wrong
    assert wrong
    assert all(len(one.opening.split()) <= 6 for one in wrong)


def test_notes_name_known_causes() -> None:
    assert {note["cause"] for note in notes().values()} <= set(CAUSES)
    assert all(set(note) == {"cause", "note"} for note in notes().values())


def test_every_kind_is_explained() -> None:
    assert all(KINDS.values())
