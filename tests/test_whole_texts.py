"""Text that nothing was put around, and stories in scripts without upper and lower case."""

from pathlib import Path

import pytest

import cleaner
from cleaner.evidence import Evidence
from cleaner.features import measure
from cleaner.label import PageFacts, apply_rules, label_blocks
from cleaner.model import Form, Role

CHAT = (Path(__file__).parent / "documents/chat.txt").read_text(encoding="utf-8")
PROSE = "Die Fähre fährt seit dem Frühjahr wieder, und alle sind froh darüber, denn der Weg über die Brücke ist lang."
LONG = "새벽 항구에는 작은 배 세 척이 나란히 서 있었고 어부들은 말없이 그물을 손질하며 안개가 걷히기를 오래 기다렸다."


def reasons(text: str) -> list[str]:
    return [decision.reason for decision in cleaner.clean(text).decisions]


def roles(text: str) -> list[str]:
    return [decision.role.value for decision in cleaner.clean(text).decisions]


def test_a_text_without_furniture_stays_whole() -> None:
    assert "context:whole-text" in reasons(CHAT)


def test_one_share_line_is_furniture() -> None:
    assert "context:whole-text" not in reasons(f"{CHAT}\nShare this article on Facebook\n")


def test_a_menu_is_furniture() -> None:
    assert "context:whole-text" not in reasons(f"Home\nNews\nSport\n\n{CHAT}")


def test_a_date_line_is_furniture() -> None:
    assert "context:whole-text" not in reasons(f"Published 8 August 2024\n\n{CHAT}")


def test_numbers_that_begin_again_are_those_of_paragraphs() -> None:
    law = "\n\n".join(["§ 1 Zweck", PROSE, PROSE.replace("Frühjahr", "Herbst"), "(1) Die Fähre ist für alle da.",
                       "§ 2 Preis", "(1) Die Fähre kostet nichts.", "(2) Hunde fahren mit."])  # fmt: skip
    assert "footnote" not in roles(law)
    assert "context:numbered-paragraph" in reasons(law)


def test_numbers_that_go_on_are_those_of_footnotes() -> None:
    notes = "\n\n".join([PROSE, PROSE.replace("Frühjahr", "Herbst"), PROSE.replace("Frühjahr", "Winter"),
                         "[1] Nach den Akten der Gemeinde.", "[2] Ebenda, Blatt 12."])  # fmt: skip
    assert roles(notes)[-2:] == ["footnote", "footnote"]


def test_prose_of_a_script_without_case_stays_with_its_story() -> None:
    story = [
        LONG,
        "선장 박씨는 삼십 년 동안 같은 길로 섬과 뭍을 오갔지만 올봄처럼 물이 낮은 적은 한 번도 없었다고 말했다.",
        "마을 회관에서는 주민들이 모여 다리를 놓을지 배를 고칠지를 두고 저녁 늦게까지 이야기를 나누었다.",
        "군청은 올해 예산으로 낡은 선착장을 먼저 손보고 내년 가을에 새 배를 들여올 계획이라고 밝혔다.",
        "학교에 다니는 아이들은 아침마다 첫 배를 타야 하므로 겨울이 오기 전에 공사가 끝나기를 바라고 있다.",
        "그래도 노인들은 종이 두 번 울리면 배가 온다는 옛 약속을 믿고 오늘도 버드나무 아래에서 기다린다.",
    ]
    document = cleaner.clean("\n\n".join([*story, "관련 기사", "항구 다리 폐쇄", "무단전재 및 재배포 금지"]))
    assert all(paragraph in document.body for paragraph in story)
    assert "재배포" not in document.body
    assert "폐쇄" not in document.body


def test_prose_of_a_script_without_case_that_the_model_lets_go_of() -> None:
    texts = [LONG.replace("배", word) for word in ("나룻배", "돛단배", "고깃배")]
    features = measure(texts, [Form.PARAGRAPH] * 3, [None] * 3)
    scene, found = apply_rules(features, PageFacts(), frozenset())
    labels = label_blocks(scene, found, Evidence((True, True, False), (0.9, 0.9, 0.9), "model:text-2"), {})
    assert [label.reason for label in labels] == ["model:text-2", "model:text-2", "context:caseless-prose"]


def test_a_danda_ends_a_sentence() -> None:
    first = "नाव सुबह सात बजे घाट से निकलती है, और उस पर तीन मछुआरे और रोटी की टोकरी लिए एक औरत खड़ी रहती है।"
    second = "मल्लाह कहता है कि बसंत से पानी बहुत कम है और गाँव में किसी को ऐसा साल याद नहीं।"
    assert cleaner.clean(f"{first}\n\n{second}").body == f"{first}\n\n{second}"


PACKED = ("A lamp", "Two pairs of socks", "Bread and a whole cheese", "The tide table")


@pytest.mark.parametrize(
    ("texts", "scores", "stays"),
    [
        (PACKED, (0.45, 0.4, 0.35, 0.4), True),
        (PACKED, (0.2, 0.3, 0.5, 0.3), True),
        (PACKED, (0.1, 0.45, 0.45, 0.45), False),
        (PACKED, (0.2, 0.3, 0.3, 0.2), False),
        (PACKED, (), False),
        ((*PACKED, "Share this article"), (0.45, 0.4, 0.35, 0.4, 0.4), False),
    ],
    ids=["undecided", "on the whole", "one is surely none", "hardly", "nobody was asked", "furniture"],
)
def test_a_list_of_which_the_model_can_say_neither_stays(
    texts: tuple[str, ...], scores: tuple[float, ...], stays: bool
) -> None:
    features = measure(texts, [Form.LINE] * len(texts), [None] * len(texts))
    scene, found = apply_rules(features, PageFacts(), frozenset())
    evidence = Evidence((False,) * len(texts), (0.6,) * len(texts), "model:text-2", scores=scores)
    kept = [label.role is Role.BODY for label in label_blocks(scene, found, evidence, {})]
    # The first line of a text may be its headline.
    assert all(kept[1:4]) is stays
    assert any(kept) is stays
