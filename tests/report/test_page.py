"""The page as a file: what is in it, and that nothing in it can act."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from cleaner.model import Role
from cleaner.report.charts import Histogram, histogram, lengths, stacked, tenths
from cleaner.report.families import FAMILIES, FAMILY_OF
from cleaner.report.figures import figures
from cleaner.report.gather import Gathered, gather
from cleaner.report.page import render
from cleaner.report.totals import LENGTHS
from tests.report.made import CLEANED, INJECTIONS, poisoned, record, rejected, written

SAFE = frozenset(
    (
        "html head meta title link style body svg defs pattern rect circle line text desc a header div p h1 h2 h3 h4 "
        "nav main section dl dt dd b span code figure figcaption table thead tbody tr th td wbr details summary ol "
        "ul li q form label input button footer script small"
    ).split()
)


def tree_of(page: str) -> Any:
    return html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def data_of(tree: Any) -> Any:
    return json.loads(tree.xpath("//script[@type='application/json']")[0].text)


@pytest.fixture(scope="module")
def page() -> str:
    return render(gather(str(CLEANED)))


@pytest.fixture(scope="module")
def poisoned_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("poisoned")
    path = written(folder / "out.jsonl", map(poisoned, INJECTIONS), [rejected(text) for text in INJECTIONS])
    return render(gather(str(path)))


# What can act


@pytest.mark.parametrize("which", ["page", "poisoned_page"])
def test_nothing_in_the_page_can_act(which: str, request: pytest.FixtureRequest) -> None:
    text: str = request.getfixturevalue(which)
    tree = tree_of(text)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= SAFE
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in {"style", "srcdoc", "src", "action", "formaction", "background"}
            if name == "href":
                assert value.startswith("#") or value == "data:,", value
    assert len(tree.xpath("//script")) == 2
    assert len(tree.xpath("//style")) == 1
    assert not [comment for comment in tree.iter() if not isinstance(comment.tag, str)]


@pytest.mark.parametrize("which", ["page", "poisoned_page"])
def test_the_policy_names_the_script_and_the_style_and_nothing_else(which: str, request: pytest.FixtureRequest) -> None:
    tree = tree_of(request.getfixturevalue(which))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for element in (tree.xpath("//script[not(@type)]")[0], tree.xpath("//style")[0]):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{element.tag}-src 'sha256-{digest}'" in policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy
    # Where the policy stands, nothing has come before it that it could not forbid.
    assert [child.tag for child in tree.find("head")][:2] == ["meta", "meta"]


def test_no_script_of_ours_parses_html_or_makes_code() -> None:
    folder = Path(__file__).parents[2] / "cleaner" / "report" / "assets"
    for path in folder.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= 400
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch("):
            assert word not in source, (path.name, word)


def test_texts_of_records_come_out_as_they_are(poisoned_page: str) -> None:
    tree = tree_of(poisoned_page)
    documents = data_of(tree)["documents"]
    assert {one["headline"] for one in documents} == set(INJECTIONS)
    for one in documents:
        assert {block["text"] for block in one["blocks"]} == {one["headline"]}
    raw = re.search(r'<script type="application/json" id="data">(.*?)</script>', poisoned_page, re.DOTALL)
    assert raw is not None
    assert not set(raw[1]) & set("<>&\u2028\u2029")
    named = [cell.text_content() for cell in tree.xpath("//figure[@id='sites']//tbody/tr/th")]
    assert {text.split()[0] for text in named} >= {text.split()[0] for text in INJECTIONS if "\0" not in text}


def test_the_name_of_an_output_is_a_text_too(tmp_path: Path) -> None:
    name = "<img src=x onerror=hit()>.jsonl"
    tree = tree_of(render(gather(str(written(tmp_path / name, [record("a")])))))
    assert tree.xpath("string(//h1)") == name
    assert tree.xpath("string(//title)").startswith(name)
    assert not tree.xpath("//img")


# What is said


def test_the_page_agrees_with_the_records(page: str) -> None:
    tree, found = tree_of(page), gather(str(CLEANED))
    assert tree.get_element_by_id("total-documents").text == str(found.totals.documents)
    assert tree.get_element_by_id("total-blocks").text == str(sum(found.totals.blocks))
    rows = {
        row[0].text_content(): [cell.text for cell in row[2:]] for row in tree.xpath("//figure[@id='roles']//tbody/tr")
    }
    assert rows == {role: [f"{number:,}" for number in numbers[:3]] for role, numbers in found.totals.roles.rows()}
    assert data_of(tree)["documents"] == found.documents
    assert f"All {found.totals.documents} documents" in tree.get_element_by_id("sampled").text_content()


def test_a_sample_says_that_it_is_one(tmp_path: Path) -> None:
    path = written(tmp_path / "out.jsonl", [record(f"doc-{number}") for number in range(40)])
    tree = tree_of(render(gather(str(path), 15)))
    assert "15 of 40" in tree.get_element_by_id("sampled").text_content()
    assert len(data_of(tree)["documents"]) == 15
    assert tree.get_element_by_id("total-documents").text == "40"


def test_what_is_odd_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "out.jsonl", [record("a"), {"id": "none"}], [rejected("<b>")])
    tree = tree_of(render(gather(str(path))))
    assert "1 entry is no valid record" in tree.xpath("string(//p[@class='notice'])")
    assert tree.get_element_by_id("total-rejects").text == "1"
    assert tree.xpath("string(//table[@id='rejected']//tbody/tr/th)") == "<b> <b>"


def test_every_chart_has_a_name_and_its_numbers_beside_it(page: str) -> None:
    tree = tree_of(page)
    for figure in tree.xpath("//figure"):
        assert tree.get_element_by_id(figure.get("aria-labelledby")).text
        assert figure.xpath(".//table//tbody/tr/th")
    drawn = tree.xpath("//*[@role='img']")
    assert len(drawn) == 4
    for one in drawn:
        title, desc = (tree.get_element_by_id(name) for name in one.get("aria-labelledby").split())
        assert title.text
        assert desc.text
    assert tree.get("lang") == "en"
    for field in tree.xpath("//input | //select"):
        assert field.getparent().tag == "label"


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    made = set()
    for seed in ("1", "2"):
        settings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
        command = [sys.executable, "-m", "cleaner", "report", str(CLEANED), "-o", "-"]
        made.add(subprocess.run(command, env=settings, check=True, capture_output=True).stdout)
    assert len(made) == 1
    assert made == {render(gather(str(CLEANED))).encode()}


# Charts and colours


def test_bars_stay_in_their_place() -> None:
    rows = stacked([("a", (3, 2, 1)), ("b", (0, 0, 4)), ("c", (0, 0, 0))])
    assert [[part.kind for part in row.parts] for row in rows] == [["keep", "lift", "drop"], ["drop"], []]
    for row in rows:
        at = 0.0
        for part in row.parts:
            assert part.begin == pytest.approx(at, abs=0.02)
            at = part.begin + part.width
        assert at <= 100.01
    assert sum(part.width for part in rows[0].parts) == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_columns_of_a_histogram_stay_in_the_drawing(count: int) -> None:
    kinds = ("keep", "lift", "drop")[:count]
    series = [(kind, kind, [at * 7 % 5 + place for at in range(10)]) for place, kind in enumerate(kinds)]
    drawn = histogram(("id", "title", "note"), tenths(), series, edges=True)
    assert len(drawn.rects) == sum(bool(number) for _, _, numbers in series for number in numbers)
    for rect in drawn.rects:
        assert 0 <= rect.x <= rect.x + rect.width <= drawn.box[0]
        assert 0 <= rect.y <= rect.y + rect.height <= drawn.ground + 0.02
    nothing = histogram(("id", "title", "note"), tenths(), [("x", "keep", [0] * 10)], edges=True)
    assert nothing.rects == ()


def test_the_smaller_names_are_one_row() -> None:
    found = Gathered("x")
    for number in range(300):
        found.totals.sites.add(f"site {number}", (300 - number, 0, 0))
    sites = next(one for one in figures(found.totals, found.rejects) if one.id == "sites")
    assert not isinstance(sites, Histogram)
    assert [row.name for row in sites.rows[:2]] == ["site 0", "site 1"]
    assert sites.rows[0].parts[0].width == 100
    assert sites.more[-1].numbers == (sum(range(101)), 0, 0)
    assert sites.more[-1].parts == ()


def test_classes_have_names() -> None:
    assert len(lengths()) == len(LENGTHS)
    assert lengths()[:3] == ["0", "<100", "<300"]


def test_a_chart_without_rows_is_left_out() -> None:
    found = Gathered("x")
    assert all(isinstance(one, Histogram) for one in figures(found.totals, found.rejects))


def test_every_role_has_one_family() -> None:
    assert sorted(role for roles in FAMILIES.values() for role in roles) == sorted(Role)
    style = (Path(__file__).parents[2] / "cleaner/report/assets/report.css").read_text(encoding="utf-8")
    for family in set(FAMILY_OF.values()) - {"article"}:
        assert style.count(f"--{family}:") == 2, family


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_reaches_aa(theme: str) -> None:
    """WCAG 2.2: 4.5 for text, 3 for what is drawn."""
    style = (Path(__file__).parents[2] / "cleaner/report/assets/report.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[theme == "dark"]))
    grounds = [colours[name] for name in ("ground", "card", "keep-wash", "lift-wash", "drop-wash")]
    for ground in grounds:
        for name in ("ink", "soft", "link"):
            assert contrast(colours[name], ground) >= 4.5, (name, ground)
        for name in ("keep", "lift", "drop", "one", "focus", *(family for family in FAMILIES if family != "article")):
            assert contrast(colours[name], ground) >= 3, (name, ground)
    assert contrast(colours["drop"], colours["keep-wash"]) >= 4.5
    assert contrast(colours["drop"], colours["lift-wash"]) >= 4.5
