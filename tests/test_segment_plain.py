"""Plain text -> blocks."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Form
from cleaner.segment.plain import segment_plain

LONG = "The ferry left at seven, an hour late, and the people on the quay had long gone home by then, or to the pub."


def cut(text: str) -> list[tuple[str, Form]]:
    return [(text[span.start : span.end], form) for span, form in segment_plain(text)]


def texts(text: str) -> list[str]:
    return [block for block, _ in cut(text)]


def test_blank_lines_separate_blocks() -> None:
    assert texts("One.\n\nTwo.\n \t \n\n  Three.  \n") == ["One.", "Two.", "Three."]


def test_a_pair_of_short_lines_stays_whole() -> None:
    assert texts("A lighthouse\nThe lighthouse at night\n\nBody.") == ["A lighthouse\nThe lighthouse at night", "Body."]


def test_a_long_line_said_twice_stays_whole() -> None:
    caption = (
        "Volunteers carry sandbags across the lower bridge on Tuesday evening while the river rises behind the old "
        "mill of Carrow, and the pumps run without a pause."
    )
    assert len(caption) > 110
    assert texts(f"{caption}\n{caption}") == [f"{caption}\n{caption}"]


def test_a_paragraph_said_twice_is_two_blocks() -> None:
    paragraph = " ".join([LONG] * 5)
    assert texts(f"{paragraph}\n{paragraph}") == [paragraph, paragraph]


def test_a_stack_of_short_lines_is_split() -> None:
    assert cut("Home\nNews\nSport") == [("Home", Form.LINE), ("News", Form.LINE), ("Sport", Form.LINE)]


def test_whole_paragraphs_on_lines_of_their_own_are_split() -> None:
    assert texts(f"{LONG}\n{LONG} Again.\n{LONG} And again.") == [LONG, f"{LONG} Again.", f"{LONG} And again."]


def test_a_paragraph_wrapped_by_hand_stays_whole() -> None:
    wrapped = (
        "The council met on Monday in the old town hall and\n"
        "spoke for three hours about the bridge, which nobody\n"
        "wants to pay for and everybody wants to cross before\n"
        "the summer."
    )
    assert cut(wrapped) == [(wrapped, Form.PARAGRAPH)]


def test_bullets_are_list_items() -> None:
    assert cut("- flour\n- water\n- salt") == [
        ("- flour", Form.LIST_ITEM),
        ("- water", Form.LIST_ITEM),
        ("- salt", Form.LIST_ITEM),
    ]


def test_code_stays_whole() -> None:
    fenced = "```\na = 1\n\nb = 2\n```"
    assert cut(f"Before.\n\n{fenced}\n\nAfter.") == [
        ("Before.", Form.PARAGRAPH),
        (fenced, Form.CODE),
        ("After.", Form.PARAGRAPH),
    ]
    assert cut("    a = 1\n    b = 2\n    c = 3") == [("a = 1\n    b = 2\n    c = 3", Form.CODE)]


def test_tables_stay_whole() -> None:
    table = "Day\tTide\nMon\t3.1\nTue\t3.4"
    assert cut(table) == [(table, Form.TABLE)]


def test_an_unclosed_fence_does_not_swallow_the_rest() -> None:
    assert "".join(texts("```\ncode\n\nBody one.\n\nBody two.")).count("Body") == 2


@given(st.text(alphabet=st.sampled_from("ab. \n\t`|-é。"), max_size=200))
def test_every_character_is_in_one_block(text: str) -> None:
    spans = [span for span, _ in segment_plain(text)]
    end = 0
    for span in spans:
        assert text[end : span.start].strip() == ""
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        end = span.end
    assert text[end:].strip() == ""
