"""The page of a run in a real browser: what can be found, opened and compared in it, and what attacks do: nothing."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from cleaner.report.gather import gather
from tests.report.made import CLEANED, INJECTIONS

DOCUMENTS = gather(str(CLEANED)).documents
Open = Callable[..., Any]


def title_of(one: Any) -> str:
    return str(one["headline"] or one["uri"])


def expected(wanted: Callable[[Any], bool]) -> list[str]:
    return [title_of(one) for one in DOCUMENTS if wanted(one)]


def listed(page: Any) -> list[str]:
    """Titles of all documents that are listed, on all pages of the list."""
    titles: list[str] = []
    while True:
        titles += page.locator("#list > li > a").all_inner_texts()
        following = page.get_by_role("button", name="Next →")
        if not following.count() or following.is_disabled():
            return titles
        following.click()


def choose(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.select_option(f"#filters select[name={name}]", value)


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds; the library's own way would ask the page to make code of a text."""
    end = time.monotonic() + 10
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def open_first(page: Any) -> None:
    page.locator("#list a").first.click()
    page.wait_for_selector("#blocks > li")


# The list


def test_all_documents_are_listed_page_by_page(opened: Open) -> None:
    page = opened("samples")
    assert page.locator("#list > li").count() == 20
    assert listed(page) == expected(bool)
    assert page.locator("#found").inner_text() == "21 documents, 21 to 21 shown"


@pytest.mark.parametrize("name", ["site", "language"])
def test_a_filter_of_documents(opened: Open, name: str) -> None:
    page = opened("samples")
    for value in sorted({one[name] or "(not known)" for one in DOCUMENTS}):
        choose(page, **{name: value})
        assert listed(page) == [title_of(one) for one in DOCUMENTS if (one[name] or "(not known)") == value]


def test_filters_of_blocks_are_of_one_block(opened: Open) -> None:
    page = opened("samples")
    options = page.locator("select[name=role] option").evaluate_all("all => all.map(one => one.value).slice(1)")
    assert set(options) == {block["role"] for one in DOCUMENTS for block in one["blocks"]}
    for role in ("body", "dek", "caption"):
        for action in "kld":

            def has(one: Any, role: str = role, action: str = action) -> bool:
                return any(block["role"] == role and block["action"] == action for block in one["blocks"])

            choose(page, role=role, action=action)
            assert listed(page) == expected(has)
    choose(page, role="", action="", reason="rule:doubled-line")
    assert listed(page) == expected(lambda one: any(b["reason"] == "rule:doubled-line" for b in one["blocks"]))


def test_flags_confidence_and_order(opened: Open) -> None:
    page = opened("samples")
    choose(page, flag="encoding_guessed")
    assert listed(page) == expected(lambda one: "encoding_guessed" in one["flags"])
    choose(page, flag="", confidence="3")
    assert listed(page) == expected(lambda one: one["confidence"] >= 0.9)
    choose(page, confidence="0")
    assert page.locator("#found").inner_text().startswith("No document fits")
    choose(page, confidence="", order="least sure first")
    byrank = sorted(DOCUMENTS, key=lambda one: one["confidence"])
    assert listed(page) == [title_of(one) for one in byrank]


def test_search_and_clear(opened: Open) -> None:
    page = opened("samples")
    page.fill("input[type=search]", "HARBOUR sluices")
    assert listed(page) == ["The Wall That Drank the Harbour"]
    page.fill("input[type=search]", "nowhere-to-be-found")
    assert listed(page) == []
    page.get_by_role("button", name="Clear").click()
    until(page, "document.querySelectorAll('#list > li').length === 20")


# A document


def test_a_document_is_its_blocks_in_order(opened: Open) -> None:
    page = opened("samples")
    for at, one in enumerate(DOCUMENTS):
        page.evaluate(f"location.hash = '#document={at}'")
        title = page.locator("#document-title")
        title.get_by_text(title_of(one), exact=True).wait_for()
        assert page.locator("#blocks .text").evaluate_all("all => all.map(one => one.textContent)") == [
            block["text"] for block in one["blocks"]
        ]
        words = {"k": "✓ kept", "l": "↑ lifted", "d": "✕ dropped"}
        chips = page.locator("#blocks .chip").evaluate_all("all => all.map(one => one.textContent)")
        assert chips == [f"{words[b['action']]} · {b['role'].replace('_', ' ')}" for b in one["blocks"]]
        text = page.locator("#blocks .text").first
        assert (text.get_attribute("lang"), text.get_attribute("dir")) == (one["language"], "auto")


def test_reason_and_confidence_on_hover_focus_and_tap(opened: Open) -> None:
    page = opened("samples")
    page.evaluate("location.hash = '#document=4'")
    why, chip = page.locator("#why-5"), page.locator("#blocks .chip").nth(5)
    assert not why.is_visible()
    chip.hover()
    assert why.is_visible()
    assert "rule:doubled-line" in why.inner_text()
    page.keyboard.press("Escape")
    assert not why.is_visible()
    page.mouse.move(0, 0)
    page.locator("#blocks .chip").nth(4).focus()
    assert not why.is_visible()
    page.keyboard.press("Tab")
    assert why.is_visible()
    assert chip.get_attribute("aria-describedby") == "why-5"
    chip.press("Enter")
    page.locator("#blocks .chip").nth(4).focus()
    assert (why.is_visible(), chip.get_attribute("aria-expanded")) == (True, "true")


def test_a_tap_opens_and_closes(opened: Open) -> None:
    page = opened("samples", viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page.evaluate("location.hash = '#document=4'")
    chip = page.locator("#blocks .chip").nth(5)
    chip.tap()
    assert chip.get_attribute("aria-expanded") == "true"
    assert "0.90" in page.locator("#why-5").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_copy_leads_to_the_copy_that_stays(opened: Open) -> None:
    page = opened("samples")
    at = next(at for at, one in enumerate(DOCUMENTS) if any(block["copy_of"] for block in one["blocks"]))
    block = next(block for block in DOCUMENTS[at]["blocks"] if block["copy_of"])
    page.evaluate(f"location.hash = '#document={at}'")
    page.locator(f"#block-{block['index']} .copy a").click()
    until(page, "location.hash.includes('block=')")
    assert page.evaluate("document.activeElement.id") == f"block-{block['copy_of']['block']}"
    page.go_back()
    page.go_back()
    until(page, "!document.getElementById('list').closest('section').hidden")


def test_what_another_preset_would_do_stands_beside_it(opened: Open) -> None:
    page = opened("samples")
    data = json.loads(page.locator("#data").inner_text() or page.locator("#data").evaluate("one => one.textContent"))
    at, one = next((at, one) for at, one in enumerate(data["documents"]) if one["uri"] == "harbour-wall.txt")
    page.evaluate(f"location.hash = '#document={at}'")
    for preset in ("article", "precision", "recall"):
        page.select_option("select[name=preset]", preset)
        words = {"k": "✓ kept", "l": "↑ lifted", "d": "✕ dropped"}
        other = page.locator("#blocks .other .chip").evaluate_all("all => all.map(one => one.textContent)")
        assert other == [words[letter] for letter in one["presets"][preset]]
        changed = sum(
            letter != block["action"] for letter, block in zip(one["presets"][preset], one["blocks"], strict=True)
        )
        assert page.locator("#blocks > li.changes").count() == changed
        assert "cleaned again from its input, with the preset alone" in page.locator("#compared").inner_text()
    page.select_option("select[name=only]", "changed")
    assert page.locator("#blocks > li").count() == changed > 0


def test_the_keyboard_alone_gets_everywhere(opened: Open) -> None:
    page = opened("samples")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "search"
    page.keyboard.type("runs on gossip")
    for _ in range(10):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#blocks > li")
    assert page.locator("#document-title").inner_text() == "The tide mill that runs on gossip"
    assert page.evaluate("document.activeElement.id") == "document"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(opened: Open, width: int, scheme: str) -> None:
    for name in ("samples", "poisoned"):
        page = opened(name, viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        open_first(page)
        page.select_option("select[name=preset]", "recall")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(19, 21, 24)") == (scheme == "dark")


def test_without_script_the_sums_are_there(opened: Open) -> None:
    page = opened("samples", java_script_enabled=False)
    assert page.locator("#roles tbody tr").first.is_visible()
    assert page.get_by_text("needs JavaScript").is_visible()
    assert not page.locator("#filters").is_visible()


# Attacks


def test_thirty_attacks_in_every_field_do_nothing(opened: Open) -> None:
    assert len(INJECTIONS) >= 30
    page = opened("poisoned")
    before = page.locator("script, style, iframe, img, object, embed, link, base, form, meta, video").count()
    assert len(listed(page)) == len(INJECTIONS)
    for name in ("role", "action", "reason", "site", "language", "flag", "confidence", "order"):
        select = page.locator(f"#filters select[name={name}]")
        for value in select.locator("option").evaluate_all("all => all.map(one => one.value)"):
            select.select_option(value)
        select.select_option(index=0)
    for at in range(len(INJECTIONS)):
        page.evaluate(f"location.hash = '#document={at}'")
        until(page, f"document.querySelector('.neighbours')?.textContent.includes('Previous{at + 1} of')")
        page.locator("#blocks .chip").first.hover()
        page.select_option("select[name=preset]", "recall")
        page.select_option("select[name=preset]", "")
        assert (
            page.locator("script, style, iframe, img, object, embed, link, base, form, meta, video").count() == before
        )
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
            ".filter(one => one.name.startsWith('on') || /^\\s*(javascript|data:text)/i.test(one.value)"
            " && one.name === 'href').map(one => one.name)"
        )
        == []
    )


def test_the_policy_holds_where_something_gets_in(browser: Any, pages: dict[str, Any]) -> None:
    """The watch sees what it is there to see: a script and an image that are put into the page are refused."""
    context = browser.new_context()
    context.add_init_script(
        "window.seen = []; window.hit = () => window.seen.push('hit');"
        "document.addEventListener('securitypolicyviolation', (one) => window.seen.push(one.violatedDirective));"
    )
    page = context.new_page()
    page.goto(pages["samples"].as_uri())
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          try {
            script.textContent = "hit()";
            document.body.append(script);
          } catch (error) { window.seen.push("types"); }
          const image = document.createElement("img");
          image.src = "https://example.org/x.png";
          document.body.append(image);
          try { document.body.innerHTML = "<img src=x onerror=hit()>"; } catch (error) { window.seen.push("types"); }
        }"""
    )
    until(page, "window.seen.length >= 3")
    seen = page.evaluate("window.seen")
    context.close()
    assert "hit" not in seen
    assert "img-src" in seen
    assert "types" in seen
