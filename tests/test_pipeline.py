"""The whole road, over generated documents: every invariant, for whatever comes in."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.config import Config, Limits, Preset
from cleaner.decode import decode
from cleaner.pipeline import document_id
from tests import invariants

PROSE = [
    "The council met on Monday and voted for the new bridge over the river, which will open in two years.",
    "Nobody in the village had expected it. “We had stopped asking,” said the ferryman, and went back to his boat.",
    "The money comes from a fund that was meant for roads; how much of it is left, the treasurer would not say.",
    "Il consiglio ha votato lunedì sera il nuovo ponte sul fiume, che aprirà tra due anni secondo il sindaco.",
    "港务局在星期五关闭了北门，因为潮水把门槛从地基上抬了起来，没有人知道要关多久，渔民们只好等待。",
]
LEFTOVERS = [
    "Share this article", "By Priya Hallam", "8 August 2024", "Advertisement", "More from the Herald",
    "Photo: Getty Images",
    "Read more: Bridge opens late", "© 2024 The Herald. All rights reserved.", "Sign up for our newsletter", "Home",
    "A man stands on a quay\nA man stands on a quay, looking at the water.", "3 comments", "…", "* * *",
]  # fmt: skip
blocks = st.one_of(st.sampled_from(PROSE), st.sampled_from(LEFTOVERS), st.text(min_size=1, max_size=60))
TAGS = ["p", "div", "li", "h2", "figcaption", "aside", "nav", "pre"]
documents = st.lists(blocks, min_size=1, max_size=14)
presets = st.sampled_from(list(Preset))


def cleaned(raw: bytes | str, media_type: str, config: Config) -> cleaner.Document | None:
    try:
        return cleaner.clean(raw, media_type=media_type, config=config)
    except cleaner.RejectedError as error:
        cause = error.cause
    assert cause in {"empty", "binary", "no_text", "no_markup"}
    return None


@settings(max_examples=150, deadline=None)
@given(documents, st.sampled_from(["\n\n", "\n", "\r\n\r\n"]), presets)
def test_plain_text(parts: list[str], separator: str, preset: Preset) -> None:
    text = separator.join(parts)
    document = cleaned(text, "text/plain", Config(preset=preset))
    if document is not None:
        invariants.check(document)
        invariants.check_fixes(document, text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), blocks), max_size=12))
def test_pages(parts: list[tuple[str, str]]) -> None:
    body = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    document = cleaned(f"<html><title>T</title><body><h1>T</h1>{body}</body></html>", "text/html", Config())
    if document is not None:
        invariants.check(document)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes(raw: bytes) -> None:
    document = cleaned(raw, "text/plain", Config())
    if document is not None:
        invariants.check(document)
        invariants.check_fixes(document, decode(raw).text)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_the_same_input_gives_the_same_document(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    assert cleaned(text, "text/plain", Config()) == cleaned(text, "text/plain", Config())


def test_cleaning_cleaned_text_drops_nothing_more() -> None:
    text = "\n\n".join(["Bridge opens after all", "By Priya Hallam", *PROSE[:3], "Share this article", PROSE[0]])
    body = cleaner.clean(text).body
    again = cleaner.clean(body)
    assert again.body == body
    assert again.removals == ()


def test_ids_depend_on_name_and_record_alone() -> None:
    assert document_id("a/b.txt", None) == document_id("a/b.txt", None)
    ids = {document_id("a/b.txt", None), document_id("a/b.txt", "1"), document_id("a/c.txt", None)}
    assert len(ids) == 3
    assert all(len(i) == 32 for i in ids)


def test_block_limit_is_flagged_and_loses_nothing() -> None:
    text = "\n\n".join(PROSE)
    document = cleaner.clean(text, config=Config(limits=Limits(blocks=2)))
    assert "block_limit" in document.flags
    assert len(document.blocks) == 2
    invariants.check(document)


@pytest.mark.parametrize(
    ("raw", "cause"), [(b"", "empty"), ("", "empty"), (" \n\t ", "empty"), ("\u200b\u200b", "no_text")]
)
def test_rejects(raw: bytes | str, cause: str) -> None:
    with pytest.raises(cleaner.RejectedError) as caught:
        cleaner.clean(raw)
    assert caught.value.cause == cause


def test_a_page_that_shows_nothing_is_a_document_without_blocks() -> None:
    document = cleaner.clean(b"<html><title>App</title><body><div id=root></div><script>run()</script></body></html>")
    assert (document.body, document.blocks, document.flags) == ("", (), ("no_body",))
    invariants.check(document)


def test_too_large() -> None:
    with pytest.raises(cleaner.RejectedError) as caught:
        cleaner.clean(b"x" * 11, config=Config(limits=Limits(bytes=10)))
    assert caught.value.cause == "too_large"


def test_media_type_is_closed() -> None:
    with pytest.raises(ValueError, match="media_type"):
        cleaner.clean("x", media_type="application/pdf")


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        ("<!DOCTYPE html><p>Hello", "text/html"),
        ("\ufeff<html><body>Hello", "text/html"),
        ("<!-- x --><html><body>Hello", "text/html"),
        ("<b> is the tag for bold text", "text/plain"),
        ("Hello <html>", "text/plain"),
    ],
)
def test_media_type_is_sniffed(raw: str, media_type: str) -> None:
    assert cleaner.clean(raw).source.media_type == media_type


def test_an_article_that_a_page_embeds_for_machines_is_used_where_it_shows_none() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PROSE[:3] * 2)})
    shell = f'<html><title>Bridge</title><script type="application/ld+json">{data}</script>'
    empty = cleaner.clean(f"{shell}<body><div id=root>Loading</div></body></html>", media_type="text/html")
    assert "embedded_content" in empty.flags
    assert PROSE[0] in empty.body
    invariants.check(empty)
    shown = cleaner.clean(f"{shell}<body>{''.join(f'<p>{text}</p>' for text in PROSE[:3])}</body></html>")
    assert "embedded_content" not in shown.flags


def test_public_names() -> None:
    found = {name for name in vars(cleaner) if not name.startswith("_")} - _submodules()
    assert found - {"annotations", "TYPE_CHECKING"} <= set(cleaner.__all__) == set(dir(cleaner))


def _submodules() -> set[str]:
    import types  # noqa: PLC0415

    return {name for name, value in vars(cleaner).items() if isinstance(value, types.ModuleType)}
