"""Documents made to be slow: four times the attack costs about four times the CPU time, and nothing is lost."""

import re
import time
from collections.abc import Callable

import pytest

from cleaner import Config, Document, RawDocument, pipeline
from cleaner.record import to_record
from tests import invariants

TIMES = 4
RATIO = 9.0
"""Where the square would be 16."""
LEAST = 0.02
"""Seconds of CPU time: what takes less proves nothing, and is no attack."""
GOOD = "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring."

Make = Callable[[int], str]


def repeated(unit: str, before: str = "", behind: str = "") -> Make:
    """Return what repeats a unit up to a size, in code points, between two ends."""
    return lambda size: f"{GOOD}\n\n{before}{unit * (size // len(unit))}{behind}\n\n{GOOD}\n"


def page(unit: str, before: str = "", behind: str = "") -> Make:
    """Return a page in which a unit is repeated up to a size."""
    return lambda size: (
        f"<html><body><p>{GOOD}</p>{before}{unit * (size // len(unit))}{behind}<p>{GOOD}</p></body></html>"
    )


def attributes(size: int) -> str:
    """Return a page whose elements have a hundred attributes each: libxml2 compares those of one with each other."""
    return page(f"<p {' '.join(f'a{number}=x' for number in range(100))}>x</p>")(size)


TEXTS: dict[str, Make] = {
    "spaces": repeated(" ", "By", "x"),
    "odd spaces": repeated("\u00a0", "Photo:", "x"),
    "tabs": repeated("\t", "x", "x"),
    "line ends": repeated("\n", "x", "x"),
    "carriage returns": repeated("\r", "x", "x"),
    "separators": repeated("\u2028", "x", "x"),
    "digits": repeated("1", "Published ", "x"),
    "digits with stops": repeated("1.", "", "x"),
    "days": repeated("1 May ", "Updated ", ""),
    "clocks": repeated("12:", "at ", "x"),
    "letters": repeated("a", "", "!"),
    "capitals": repeated("A ", "By ", "!"),
    "names": repeated("Ann Lee and ", "By ", "!"),
    "commas": repeated(", ", "By Ann Lee", "!"),
    "bars": repeated(" | ", "Ann Lee", "!"),
    "dashes": repeated("- ", "", "!"),
    "bullets": repeated("* x\n", "", "!"),
    "fences": repeated("```\n", "", "!"),
    "open brackets": repeated("(", "", "!"),
    "open square brackets": repeated("[", "", "!"),
    "open angles": repeated("<", "", "!"),
    "open tags": repeated("<a ", "", "!"),
    "copyright signs": repeated("© ", "Photo", "!"),
    "at signs": repeated("a@", "", "!"),
    "handles": repeated("@a ", "", "!"),
    "addresses": repeated("http://a.", "", " "),
    "slashes": repeated("/", "http:", " "),
    "ampersands": repeated("&", "", ";"),
    "nested ampersands": repeated("amp;", "&", ";"),
    "entities": repeated("&lt;"),
    "numbers of characters": repeated("&#x41;"),
    "mojibake": repeated("â€™s Ã© "),
    "half of mojibake": repeated("Ã"),
    "combining marks": repeated("\u0301", "e"),
    "jamo": repeated("\u1100\u1161\u11a8"),
    "overrides of direction": repeated("\u202e", "x", "x"),
    "isolates": repeated("\u2067א\u2069", "x", "x"),
    "joiners": repeated("\u200d", "x", "x"),
    "tags": repeated("\U000e0061", "\U0001f3f4", "x"),
    "surrogates": repeated("\ud800"),
    "nuls": repeated("\x00 is a number of no use to man or beast, "),
    "spaces behind a sign": repeated(" ", "Photo ©", "x"),
    "odd spaces before a sign": repeated("\u3000", "x", "© Ann Lee"),
    "degrees": repeated(", Ph. D.", "By Ann Lee", "!"),
    "next lines": repeated("\x85", "x", "x"),
    "questions": repeated("? ", "Q", "A"),
    "quotes": repeated('"', "", "x"),
    "backslashes": repeated("\\", '"', "x"),
    "Korean": repeated("가 기자 "),
    "kana": repeated("の", "文・", "記者"),
    "numbers of notes": repeated("[1] "),
    "short lines": repeated("Read more\n"),
    "equal paragraphs": repeated(f"{GOOD}\n\n"),
    "one word": repeated("share "),
    "one word in capitals": repeated("ADVERTISEMENT "),
    "hyphens at line ends": repeated("soft-\n", "", "x"),
}
PAGES: dict[str, Make] = {
    "elements, deep": page("<div>"),
    "elements in a line, deep": page("<i>"),
    "paragraphs": page("<p>x"),
    "open bold": page("<b><p>"),
    "closing tags": page("</div>"),
    "nested tables": page("<table><tr><td>"),
    "nested lists": page("<ul><li>x"),
    "nested links": page("<a href=x>"),
    "cells": page("<td>x", "<table><tr>", "</table>"),
    "rows": page("<tr><td>x<td>y", "<table>", "</table>"),
    "wide cells": page("<td colspan=9000000000000000 rowspan=9000000000000000>x", "<table><tr>", "</table>"),
    "classes": page("share ", '<div class="', f'">{GOOD}</div>'),
    "attributes": attributes,
    "comments": page("<!-- x -->"),
    "open comments": page("<!--"),
    "comments that do not end": page("<!-- x --!", "", ">"),
    "breaks": page("x<br>"),
    "spaces in a paragraph": page(" ", "<pre>x", "x</pre>"),
    "entities": page("&amp;amp;"),
    "unknown entities": page("&x"),
    "pictures": page("<img src=x alt=y>"),
    "captions": page("<figure><img src=x><figcaption>Photo: Ann Lee</figcaption></figure>"),
    "headings": page("<h2>Related</h2>"),
    "heads": page('<meta name="author" content="Ann Lee">'),
    "data of a page": page('{"@type":', '<script type="application/ld+json">', "</script>"),
    "lists in data of a page": page("[", '<script type="application/ld+json">', "</script>"),
    "broken data of a page": page('"\\x",}', '<script type="application/ld+json">{', "</script>"),
    "open tags in data of a page": page("<", '<script type="application/ld+json">{"articleBody":"', '"}</script>'),
    "open scripts": page("<script>"),
    "forms": page("<form><input><select><option>x"),
    "combining marks": page("\u0301", "<p>e", "</p>"),
    "links": page("<a href=/a>Read more</a> "),
    "equal paragraphs": page(f"<p>{GOOD}</p>"),
    "styles": page("display:", '<div style="', f'">{GOOD}</div>'),
    "foreign elements": page("<svg><math>"),
    "templates": page("<template>"),
    "meta elements with no end": page("<meta "),
    "spaces in an author": page(" ", '<meta name="author" content="Ann', 'Lee">'),
    "odd spaces in an author": page("\u00a0", '<meta name="author" content="Ann', 'Lee">'),
    "commas in an author": page(", ", '<meta name="author" content="Ann', 'Lee">'),
    "brackets in an author": page("(", '<meta name="author" content="Ann', 'Lee">'),
    "spaces in a title": page(" ", "<title>Bridge", "x</title>"),
    "odd spaces in a title": page("\u3000", '<meta property="og:title" content="Bridge', 'x">'),
    "bars in a title": page(" | x", "<title>Bridge", "</title>"),
    "spaces in an author's name": page(
        " ", '<script type="application/ld+json">{"@type":"NewsArticle","author":"Ann', 'Lee"}</script>'
    ),
    "line ends in an author's name": page(
        "\\n", '<script type="application/ld+json">{"@type":"NewsArticle","author":"Ann', 'Lee"}</script>'
    ),
    "odd spaces in a caption": page("\u00a0", "<figure><img src=x><figcaption>Photo", "© x</figcaption></figure>"),
    "line ends in a caption": page(
        "\n", "<figure><img src=x><figcaption><pre>Photo", "© x</pre></figcaption></figure>"
    ),
    "odd spaces in a byline": page("\u3000", '<p class="byline">By', "x</p>"),
}
SIZE = 10_000
"""Code points of the smaller attack."""
CASES = [("text/plain", make) for make in TEXTS.values()]
CASES += [("text/html", make) for make in PAGES.values()]
IDS = [f"text: {name}" for name in TEXTS] + [f"page: {name}" for name in PAGES]


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of a call, in seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def held(cost: Callable[[int], float], size: int, name: str = "attack") -> None:
    """Fail where four times the size costs far more than four times the CPU time, each time that it is tried."""
    for _ in range(3):
        large = cost(TIMES * size)
        if large <= LEAST or large <= RATIO * cost(size):
            return
    pytest.fail(f"{name}: {large:.2f} s of CPU time for {TIMES * size} code points")


def cleaned(kind: str, text: str) -> Document:
    """Return what a document becomes, its record made, too."""
    document = pipeline.clean_raw(RawDocument(text.encode("utf-8", "surrogatepass"), "-", media_type=kind), Config())
    to_record(document)
    return document


@pytest.mark.parametrize(("kind", "make"), CASES, ids=IDS)
def test_an_attack_costs_what_it_is_long(kind: str, make: Make) -> None:
    invariants.check(cleaned(kind, make(SIZE)))

    def cost(size: int) -> float:
        text = make(size)
        return seconds(lambda: cleaned(kind, text))

    held(cost, SIZE)


def test_a_square_is_seen() -> None:
    slow = re.compile(r"\s+$")  # from each space to the end of them
    with pytest.raises(pytest.fail.Exception, match="CPU time"):
        held(lambda size: seconds(lambda: slow.search(" " * size + "x")), 4_000)
