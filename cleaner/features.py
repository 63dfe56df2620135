"""Measure each block once. Rules, context and models look at these facts and at nothing else.

Nothing here knows a word of any language: phrases are the lexicon's.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaner.model import Form, Markup
from cleaner.tokens import count_characters, count_words, normal_form

_SENTENCE_END = re.compile(r"[.!?…。！？](?=[\s\"'”’»)\]]|$)|[。！？]")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(\.\.\.\))\s*$")
_CLOSING = "\"'”’»)]“"
_WORD_START = re.compile(r"(?<!\w)[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Features:
    """The facts about one block.

    | name | what it measures | range |
    |---|---|---|
    | `words` | words; two code points count as one in scripts without spaces | 1.. |
    | `characters` | non-space code points | 1.. |
    | `lines` | lines | 1.. |
    | `sentences` | sentence ends | 0.. |
    | `ends_sentence` | the last thing that is not a closing quote or bracket ends a sentence | |
    | `cut_off` | ends in an ellipsis | |
    | `starts_lower` | the first letter is a lower-case one | |
    | `capitalised` | share of words that begin with an upper-case letter | 0..1 |
    | `upper` | share of letters that are upper-case | 0..1 |
    | `digits` | share of non-space code points that are digits | 0..1 |
    | `link_share` | share of non-space code points inside links; 0 for plain text | 0..1 |
    | `copies_before`, `copies_after` | blocks with the same normal form above and below | 0.. |
    | `doubled` | a line of the block says again what the line before it said | |
    | `prose` | long enough, and shaped as sentences | |
    | `index`, `total` | where the block stands | 0..total-1 |
    """

    text: str
    form: Form
    markup: Markup | None
    normal: str
    words: int
    characters: int
    lines: int
    sentences: int
    ends_sentence: bool
    cut_off: bool
    starts_lower: bool
    capitalised: float
    upper: float
    digits: float
    link_share: float
    copies_before: int
    copies_after: int
    doubled: bool
    prose: bool
    index: int
    total: int


# Fewest words of a block that is prose on its shape alone.
_PROSE_WORDS = 12
# A block of this many words is prose even where its last sentence does not end.
_LONG_WORDS = 30


def measure(texts: Sequence[str], forms: Sequence[Form], markups: Sequence[Markup | None]) -> tuple[Features, ...]:
    """Measure the blocks of one document.

    Args:
        texts: the text of each block, in order.
        forms: its form.
        markups: what the DOM says about it; `None` for plain text.

    Returns:
        The facts of each block, in order. Takes time linear in the length of the texts.
    """
    normals = [normal_form(text) for text in texts]
    total = Counter(normals)
    seen: Counter[str] = Counter()
    measured = []
    for index, (text, form, markup, normal) in enumerate(zip(texts, forms, markups, normals, strict=True)):
        before = seen[normal]
        seen[normal] += 1
        copies = (before, total[normal] - before - 1) if normal else (0, 0)
        measured.append(_measure_block(text, form, markup, normal, (index, len(texts), *copies)))
    return tuple(measured)


def _measure_block(
    text: str, form: Form, markup: Markup | None, normal: str, place: tuple[int, int, int, int]
) -> Features:
    """Measure one block; `place` holds its index, the number of blocks, and its copies before and after."""
    index, total, before, after = place
    words = count_words(text)
    characters = count_characters(text)
    letters = sum(map(str.isalpha, text))
    starts = _WORD_START.findall(text)
    sentences = len(_SENTENCE_END.findall(text))
    ends_sentence = text.rstrip(_CLOSING + " ")[-1:] in tuple(".!?…。！？")
    link_share = min(1.0, markup.link_characters / characters) if markup is not None and characters else 0.0
    return Features(
        text=text,
        form=form,
        markup=markup,
        normal=normal,
        words=words,
        characters=characters,
        lines=text.count("\n") + 1,
        sentences=sentences,
        ends_sentence=ends_sentence,
        cut_off=_CUT_OFF.search(text) is not None,
        starts_lower=bool(starts) and starts[0].islower(),
        capitalised=sum(map(str.isupper, starts)) / len(starts) if starts else 0.0,
        upper=sum(map(str.isupper, text)) / letters if letters else 0.0,
        digits=sum(map(str.isdigit, text)) / characters if characters else 0.0,
        link_share=link_share,
        copies_before=before,
        copies_after=after,
        doubled=_doubled(text),
        prose=link_share < 0.5
        and words >= _PROSE_WORDS
        and (ends_sentence or sentences >= 2 or words >= _LONG_WORDS)
        and sentences >= words // 80,
        index=index,
        total=total,
    )


def _doubled(text: str) -> bool:
    """Tell whether a line says again what the line before it said: a picture's description above its caption."""
    if "\n" not in text:
        return False
    lines = [normal_form(line) for line in text.split("\n")]
    return any(a and (a == b or b.startswith(a + " ")) for a, b in pairwise(lines))
