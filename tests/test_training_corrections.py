"""What people said of single blocks, as examples to train on."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner.classifier.matrix import Measured
from cleaner.classifier.page import judge, shipped
from cleaner.classifier.text import TextModel
from cleaner.config import Config
from cleaner.corrections import Correction, append
from cleaner.model import Action, RawDocument, Role
from cleaner.pipeline import clean_raw, judge_raw

corrected = pytest.importorskip("training.corrected", reason="the training extra is not installed")

TOPICS = ("bridge", "market", "harbour", "library", "railway", "orchard", "theatre", "quarry")
PAGE = """<html><head><title>The {topic} reopens</title><link rel="canonical" href="https://{topic}.example/1"></head>
<body><nav><a href="/">Home</a> <a href="/s">Sport</a></nav><article><h1>The {topic} reopens</h1>
<p>The old {topic} opened again on Monday, a year after the flood had closed it for good, as many had feared.</p>
<p>People came from both sides of the valley to see the {topic}, and the band played until the rain began to fall.</p>
<p class="note">Our reporter was a guest of the {topic} for the length of the day.</p>
</article><aside><a href="/2">More about the {topic}</a></aside></body></html>"""
STORY = """The {topic} reopens

The old {topic} opened again on Monday, a year after the flood had closed it for good, as many had feared.

Read more stories about the {topic}

People came from both sides of the valley to see the {topic}, and the band played until the rain began to fall."""
NOTE = "Our reporter was a guest of the {topic} for the length of the day."


def plain(fold: int) -> TextModel:
    return shipped().text


def said(raw: RawDocument, text: str, role: Role | None, action: Action | None) -> Correction:
    """Return a correction of the block with a text."""
    document = clean_raw(raw, Config())
    (block,) = (block for block in document.blocks if document.text_of(block) == text)
    return Correction(document.id, raw.uri, None, document.source.sha256, block.index, text, role, action)


def whole(topic: str) -> Any:
    """Return a page of which every block was corrected: what stands in paragraphs without a class stays."""
    raw = RawDocument(PAGE.format(topic=topic).encode(), f"{topic}.html")
    document = clean_raw(raw, Config())
    actions = [
        Action.KEEP if "The old" in text or "People came" in text else Action.DROP
        for text in map(document.text_of, document.blocks)
    ]
    blocks = zip(document.blocks, actions, strict=True)
    found = {
        block.index: Correction(document.id, raw.uri, None, "", block.index, "", None, action)
        for block, action in blocks
    }
    return corrected.Corrected(raw, document, found)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of documents, and corrections of two of them beside it."""
    (tmp_path / "in").mkdir()
    for topic in TOPICS[:3]:
        (tmp_path / f"in/{topic}.html").write_text(PAGE.format(topic=topic), encoding="utf-8")
        (tmp_path / f"in/{topic}.txt").write_text(STORY.format(topic=topic), encoding="utf-8")
    page = RawDocument(PAGE.format(topic="market").encode(), "market.html")
    story = RawDocument(STORY.format(topic="market").encode(), "market.txt")
    for one in (
        said(page, NOTE.format(topic="market"), None, Action.KEEP),
        said(page, "The market reopens", Role.HEADLINE, None),
        said(story, "Read more stories about the market", Role.TEASER, None),
    ):
        append(tmp_path / "c.jsonl", one)
    return tmp_path


def asked(place: Path) -> list[Any]:
    found: list[Any] = corrected.asked(
        ["--corrections", str(place / "c.jsonl"), "--documents", str(place / "in")], None
    )
    return found


def base(topics: tuple[str, ...] = TOPICS) -> tuple[Any, Any]:
    """Return examples to stand for labelled pages, and the weight of every block."""
    examples = corrected._examples([whole(topic) for topic in topics], plain)
    return examples, np.ones(len(examples.target))


def test_documents_are_found_again_and_counted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(place / "c.jsonl", Correction("x", "gone.txt", None, "", 0, "Gone.", Role.BODY, None))
    lost = said(RawDocument(STORY.format(topic="bridge").encode(), "b.txt"), "The bridge reopens", Role.DEK, None)
    append(place / "c.jsonl", Correction(lost.id, lost.uri, None, lost.sha256, 0, "Not in it.", Role.BODY, None))
    assert [(one.raw.uri, one.is_page, len(one.said)) for one in asked(place)] == [
        ("market.html", True, 2),
        ("market.txt", False, 1),
    ]
    assert capsys.readouterr().out == "corrections: 3 blocks of 2 documents; 2 not found\n"


def test_nothing_is_asked_for_without_corrections() -> None:
    assert corrected.asked([], None) == []


@pytest.mark.parametrize("arguments", [["--corrections", "c.jsonl"], ["--documents", "in"]])
def test_corrections_and_documents_go_together(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        corrected.asked(arguments, None)
    assert "go together" in capsys.readouterr().err


def test_corrections_that_cannot_be_read_are_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "none.jsonl").write_bytes(b"")
    with pytest.raises(SystemExit):
        corrected.asked(["--corrections", str(place / "none.jsonl"), "--documents", str(place)], None)
    assert f"no corrections in {place / 'none.jsonl'}" in capsys.readouterr().err


def test_nothing_is_trained_where_no_corrected_block_is_found(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "in/market.html").unlink()
    (place / "in/market.txt").unlink()
    with pytest.raises(SystemExit):
        asked(place)
    assert "none of the corrected blocks is in the documents" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["CORRECTIONS=c.jsonl"], "no file c.jsonl"),
        (["CORRECTIONS=README.md"], "CORRECTIONS needs INPUTS"),
        (["CORRECTIONS=none.jsonl", "INPUTS=seeds/"], "no file none.jsonl"),
        (["CORRECTIONS=README.md", "INPUTS=seeds/ docs/"], None),
        ([], None),
    ],
)
def test_make_removes_nothing_for_corrections_that_are_not_there(given: list[str], says: str | None) -> None:
    root = Path(__file__).parents[1]
    typed = ["make", "-n", "train", "VENV=.venv", *given]
    done = subprocess.run(typed, cwd=root, capture_output=True, text=True, check=False)
    if says is None:
        options = "--corrections README.md --documents seeds/ docs/ " if given else ""
        assert f"-m training.train_text {options}.venv" in " ".join(done.stdout.split())
    else:
        assert done.returncode != 0
        assert says in done.stderr
        assert "rm -rf" not in done.stdout


@pytest.mark.parametrize(
    ("role", "action", "target", "page_role", "text_role"),
    [
        (None, Action.KEEP, 1.0, None, None),
        (None, Action.DROP, 0.0, None, None),
        (None, Action.LIFT, 0.0, None, None),
        (Role.BODY, None, 1.0, Role.BODY, Role.BODY),
        (Role.SUBHEAD, None, 1.0, Role.SUBHEAD, Role.SUBHEAD),
        (Role.CAPTION, None, 0.0, Role.CAPTION, Role.CAPTION),
        (Role.CAPTION, Action.KEEP, 1.0, Role.CAPTION, Role.CAPTION),
        (Role.BYLINE, None, 0.0, Role.OTHER, Role.BYLINE),
        (Role.SHARE_PROMPT, None, 0.0, Role.OTHER, Role.OTHER),
        (Role.DATELINE, None, 1.0, None, None),
    ],
)
def test_what_a_correction_teaches(
    role: Role | None, action: Action | None, target: float, page_role: Role | None, text_role: Role | None
) -> None:
    one = Correction("", "", None, "", 0, "", role, action)
    assert corrected.target(one) == target
    for roles, wanted in ((corrected.ROLES, page_role), (corrected.TEXT_ROLES, text_role)):
        number = corrected.role_number(one, roles)
        assert (roles[number] if number >= 0 else None) == wanted


def test_a_corrected_page_stands_behind_the_labelled_ones(place: Path) -> None:
    labelled, weight = base()
    found = asked(place)
    examples, weights, shares = corrected.joined(labelled, weight, found, plain)
    assert examples.pages[-1] == f"corrections/{found[0].document.id}"
    assert len(examples.pages) == len(labelled.pages) + 1
    for name in ("matrix", "target", "roles", "hashes", "folds", "gold"):
        assert (getattr(examples, name)[: len(getattr(labelled, name))] == getattr(labelled, name)).all()
    assert (weights[: len(weight)] == weight).all()
    # Two blocks are examples, with what was said of them; the others count nothing.
    own = slice(examples.starts[-2], examples.starts[-1])
    texts = [found[0].document.text_of(block) for block in found[0].document.blocks]
    note, headline = texts.index(NOTE.format(topic="market")), texts.index("The market reopens")
    assert set(np.flatnonzero(weights[own])) == {note, headline}
    assert examples.target[own][[note, headline]].tolist() == [1.0, 0.0]
    assert examples.roles[own][note] == -1
    assert corrected.ROLES[examples.roles[own][headline]] is Role.HEADLINE
    # Together they count as two fifths of a labelled page, in the forest and in the network.
    assert weights[own].sum() == pytest.approx(0.4 * weight.sum() / len(labelled.pages))
    assert shares.tolist() == [1.0] * len(labelled.pages) + [0.4]


def test_without_corrections_nothing_changes() -> None:
    labelled, weight = base()
    examples, weights, shares = corrected.joined(labelled, weight, [], plain)
    assert examples is labelled
    assert weights is weight
    assert set(shares) == {1.0}
    assert corrected.trusted(weight, []) is weight


def test_all_pages_of_a_site_stand_in_one_fold() -> None:
    one, other, text = (
        corrected.Corrected(raw, clean_raw(raw, Config()), {})
        for raw in (
            RawDocument(PAGE.format(topic="market").encode(), "a.html"),
            RawDocument("Short.", "b.txt", url="https://www.market.example/9"),
            RawDocument("Short.", "c.txt"),
        )
    )
    assert one.site == other.site == "market.example"
    assert text.site == f"document:{text.document.id}"


def test_a_page_is_measured_as_the_pipeline_does_it() -> None:
    raw = RawDocument(PAGE.format(topic="caf\xe9").encode("cp1252"), "a.html", declared_encoding="cp1252")
    document, judged = judge_raw(raw, Config())
    row = corrected._row(corrected.Corrected(raw, document, {}), plain(0))
    groups = tuple(row["together"].T.astype(np.intp))
    measured = Measured(row["matrix"], row["marks"].astype(np.float32), groups, row["weight"])
    assert judged is not None
    assert tuple(judge(shipped(), measured, row["plain"].astype(np.float64)).keep.tolist()) == pytest.approx(
        judged.evidence.scores, abs=1e-5
    )


def test_a_corrected_text_is_a_document_with_trust_in_what_was_said(place: Path) -> None:
    (_, found) = asked(place)
    sample = corrected.sample_of(found)
    assert [sample.text[start:end] for start, end in zip(sample.starts, sample.ends, strict=True)] == STORY.format(
        topic="market"
    ).split("\n\n")
    assert sample.roles == ["", "", "teaser", ""]
    assert sample.target == [0.0] * 4
    assert corrected.trusted(np.arange(1.0, 7.0), [found]).tolist() == [1.0, 2.0, 0.0, 0.0, 1.0, 0.0]


# Training


@pytest.mark.parametrize(("action", "sign"), [(Action.KEEP, 1), (Action.DROP, -1)])
@pytest.mark.parametrize("part", ["forest", "network"])
def test_the_page_model_learns_a_correction(
    part: str, action: Action, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = pytest.importorskip("training.train_html", reason="the network extra is not installed")
    monkeypatch.setattr(train, "PARAMETERS", train.PARAMETERS | {"min_data_in_leaf": 1, "lambda_l2": 0.0})
    monkeypatch.setattr(train, "ROUNDS", 20)
    raw = RawDocument(PAGE.format(topic="lighthouse").encode(), "lighthouse.html")
    document = clean_raw(raw, Config())
    # The paragraphs of the labelled pages stay and their notes go; here people say the opposite of one.
    text = NOTE.format(topic="lighthouse") if sign > 0 else document.text_of(document.blocks[3])
    one = said(raw, text, None, action)
    labelled, weight = base()
    examples, weights, shares = corrected.joined(
        labelled, weight, [corrected.Corrected(raw, document, {one.block: one})], plain
    )
    row = examples.starts[-2] + one.block
    pages = np.ones(len(examples.pages), dtype=np.bool_)
    scores = []
    for learned in (np.append(pages[:-1], False), pages):
        if part == "forest":
            forest = train.fit_forest(examples, weights, np.repeat(learned, examples.blocks))
            scores.append(forest.predict([[*examples.matrix[row], examples.plain[row]]])[0])
        else:
            scores.append(_network_score(examples, (weights, shares), learned, one.block))
    assert sign * (scores[1] - scores[0]) > 0.01, scores


def _network_score(examples: Any, counts: tuple[Any, Any], pages: Any, block: int) -> float:
    from cleaner.classifier.network import evaluate, read  # noqa: PLC0415
    from training.network import fit  # noqa: PLC0415

    network = read(fit(examples, counts[0], np.flatnonzero(pages), counts[1]))
    own = slice(examples.starts[-2], examples.starts[-1])
    groups = tuple(examples.together[own].T.astype(np.intp))
    measured = Measured(examples.matrix[own], examples.marks[own].astype(np.float32), groups, examples.weight[own])
    return float(evaluate(network, measured)[0][block])


def test_the_text_model_learns_a_correction() -> None:
    train = pytest.importorskip("training.train_text", reason="the network extra is not installed")
    from cleaner.classifier.network import evaluate, read  # noqa: PLC0415
    from training.text_network import fit, measured  # noqa: PLC0415

    found = [_labelled(topic) for topic in TOPICS for _ in range(3)]
    raw = RawDocument(STORY.format(topic="lighthouse"), "lighthouse.txt")
    one = said(raw, "Read more stories about the lighthouse", Role.BODY, Action.KEEP)
    mine = corrected.Corrected(raw, clean_raw(raw, Config()), {one.block: one})
    plain, before, old = train.lessons(found, [])
    everything, data, counts = train.lessons(found, [mine])
    assert plain == found
    assert everything[-1].variant == corrected.VARIANT
    rows = len(before.blocks.target)
    for name in ("matrix", "marks", "weight", "target", "role", "trust"):
        assert (getattr(data.blocks, name)[:rows] == getattr(before.blocks, name)).all(), name
    assert (data.lexicons[-1] == before.lexicons[-1]).all()
    assert counts[0][:-1].tolist() == old[0].tolist()
    assert counts[0][-1] == 0.2
    odds = [
        evaluate(read(fit(data.blocks, np.arange(number), *counts)), measured(data.blocks, len(found)))[0][one.block]
        for number in (len(found), len(found) + 1)
    ]
    assert odds[1] > odds[0] + 0.01, odds


def _labelled(topic: str) -> Any:
    """Return a text of which all is known: its paragraphs stay, its heading and its link do not."""
    text = STORY.format(topic=topic)
    pieces = text.split("\n\n")
    starts = [text.index(piece) for piece in pieces]
    ends = [start + len(piece) for start, piece in zip(starts, pieces, strict=True)]
    roles = ["headline", "body", "teaser", "body"]
    target = [float(role == "body") for role in roles]
    return corrected.Sample("made", topic, "", f"{topic}.example", "dump", text, "", starts, ends, target, roles)
