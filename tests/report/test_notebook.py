"""What a notebook shows of a document and of a run."""

from typing import Any

import pytest
from lxml import html

import cleaner
from cleaner.batch.summary import Summary, add_counts, counted
from cleaner.report import load_ipython_extension, show
from tests.report.made import INJECTIONS, RECORD, SEEDS


def tree_of(text: str) -> Any:
    return html.fromstring(text)


def document(name: str = "harbour-wall.txt") -> cleaner.Document:
    return cleaner.clean((SEEDS / name).read_bytes(), uri=name)


def test_every_block_is_there_with_its_decision() -> None:
    one = document()
    tree = tree_of(show(one)._repr_html_())
    blocks = tree.xpath("./div")
    assert [block[1].text_content() for block in blocks] == [one.text_of(block) for block in one.blocks]
    for block, decision in zip(blocks, one.decisions, strict=True):
        assert f" · {decision.role.value} · {decision.reason} · {decision.confidence:.2f}" in block[0].text
    assert "26 blocks: 7 kept, 5 lifted, 14 dropped" in tree.text_content()


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text: str) -> None:
    prose = f"The council met on Monday and voted for {text} over the river.\n\nIt will meet again in March."
    one = cleaner.clean(prose, uri=text.replace("\0", ""))
    tree = tree_of(show(one).html)
    assert {element.tag for element in tree.iter()} <= {"div", "p", "b", "br", "small"}
    for element in tree.iter():
        assert set(element.attrib) <= {"style", "lang", "dir", "title"}


def test_long_documents_are_cut() -> None:
    text = "\n\n".join(f"Paragraph {number} says that the council met on Monday." for number in range(400))
    shown = show(cleaner.clean(text + "\n\n" + "word " * 3_000)).html
    assert "201 blocks more" in shown
    assert len(shown) < 200 * 2_000


def test_a_summary() -> None:
    summary = Summary(read=2, rejected=1)
    summary.rejects["<b>binary"] = 1
    add_counts(summary, counted(RECORD))
    tree = tree_of(f"<div>{show(summary)._repr_html_()}</div>")
    assert "2 documents read: 1 written, 1 rejected" in tree.text_content()
    rows = {row[0].text: [cell.text or "" for cell in row[1:]] for row in tree.xpath("//tbody/tr")}
    assert rows["body"] == ["2", "", "1"]
    assert rows["<b>binary"] == ["1"]


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="not dict"):
        show({})  # type: ignore[arg-type]


def test_ipython_shows_documents_by_themselves() -> None:
    kept: dict[type, Any] = {}

    class Formatter:
        for_type = staticmethod(kept.__setitem__)

    class Shell:
        class display_formatter:  # noqa: N801
            formatters = {"text/html": Formatter}  # noqa: RUF012

    load_ipython_extension(Shell)
    one = document()
    assert kept[cleaner.Document](one) == show(one).html
    assert "documents read" in kept[Summary](Summary())
