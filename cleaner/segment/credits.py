"""Where in a caption the credit begins: the two share a line on most pages, and are two blocks here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Words that announce who made a picture. What follows them to the end of the line is the credit.
_ANNOUNCED = (
    r"photos?(?:graph(?:er|y|ie)?)?|pictures?|pics?|images?|credits?|cr[ée]dits?(?: photos?)?|cr[ée]ditos?|courtesy|"
    r"fotos?(?:graf(?:in|ie|ia|ía)?)?|bild(?:er|quelle|nachweis|rechte)?|quelle|source|fuente|fonte|imagen|imagem|"
    r"immagine|beeld|bron|zdj[ęe]cie|fot|foto credit|image credit|photo credit|фото|рисунок|иллюстрация|video|grafik|"
    r"graphic|map|illustration|collage"
)
_AGENCY = (
    r"AP|AFP|EPA|EFE|ANSA|APA|dpa|DPA|KNA|epd|imago|IMAGO|Getty|Reuters|REUTERS|Shutterstock|Alamy|iStock|Unsplash|"
    r"Keystone|KEYSTONE|Picture Alliance|picture alliance|Associated Press|PA Images|Bloomberg|Xinhua|TASS|PAP|ANP|"
    r"Belga|NTB|TT|Ritzau|Lusa|Press Association|Canadian Press|Zuma|ZUMA|SIPA|Sipa|Anadolu|NurPhoto|Handout|File"
)
_NAME = r"[^()\[\]\n]"

_BRACKETS = re.compile(
    rf"\s*[(\[](?:(?i:{_ANNOUNCED})\b[ :]{_NAME}{{1,70}}|{_NAME}{{0,50}}\b(?:{_AGENCY})\b{_NAME}{{0,40}}"
    rf"|[A-ZÀ-ÞА-Я][^()\[\]\n\d/]{{1,40}}/ ?[A-ZÀ-ÞА-Я][^()\[\]\n\d]{{1,40}}|©{_NAME}{{2,70}})[)\]]\.?$"
)
_WORD = re.compile(
    rf"(?:(?<=[.!?…)\]»”\"'|/–—,;-])\s*|\s{{2,}}|\s+[|–—/·•-]\s*)(?:©|\(c\)|(?:{_ANNOUNCED})\s?(?:by\b|:|©|/))\s?"
    rf"(?=[^\n]{{2,90}}$)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s*(?:©|（[CcＣｃ]）)\s?(?=[^©\n.!?]{2,80}[.!?]?$)")
_BAR = re.compile(rf"\s+\|\s+(?=[^|\n]{{2,80}}$)(?=[^|\n]*(?:\b(?:{_AGENCY})\b|/))")
_AFTER = re.compile(
    rf"(?<=[.!?»”\"'])(?<!\b[A-ZÀ-Þ]\.)(?:\s+|(?=[A-ZÀ-ÞА-Я(]))(?=[^.!?\n]{{2,80}}$)(?=[^\n]*(?:\b(?:{_AGENCY})\b|[^\W\d]/[A-ZÀ-ÞА-Я]))"
)
# What stands between an announcing word and the name, or instead of the word.
_ANNOUNCES = re.compile(r"[©:/]|[bB][yY]|\([cC]")
_FIRST_LETTER = re.compile(r"[^\W_]")

# A caption has at least this many code points; a credit no more than these.
_LEAST = 12
_MOST = 110
# Longer blocks are paragraphs, and are left whole.
_LONGEST = 900


def _patterns(text: str, floor: int) -> Iterator[re.Pattern[str]]:
    """Yield the patterns that can match from `floor` on, by the signs that no match is without."""
    tail = text[floor:]
    if tail.endswith((")", "]", ".")):
        yield _BRACKETS
    if _ANNOUNCES.search(tail):
        yield _WORD
    if "©" in tail or "（" in tail:
        yield _SIGN
    if "|" in tail:
        yield _BAR
    yield _AFTER


def credit_start(text: str) -> int | None:
    """Find where the credit at the end of a caption begins.

    Args:
        text: one block on one line.

    Returns:
        The index (code points) from which on the text names who made the picture, separator, bracket, sign or
        announcing word included; `None` where it does not, where nothing stands before it, or where the text is too
        long for a caption.
    """
    if len(text) > _LONGEST or "\n" in text:
        return None
    floor = max(_LEAST, len(text) - _MOST)
    for pattern in _patterns(text, floor):
        match = pattern.search(text, floor)
        if match is not None:
            start = match.start()
            while text[start].isspace():
                start += 1
            return start if _FIRST_LETTER.search(text, start) else None
    return None


# Words at the beginning of a block that announce who made a picture, and cannot announce anything else.
_PICTURE_WORD = (
    r"(?:photos?|photo[- ]illustration|photo ?graph(?:er|y)?|pictures?|images?|fotos?|foto ?graf(?:in|ie|ia|ía)?|"
    r"fotoğraf|bild(?:er)?|imagen|imagem|immagine|beeld|zdj[ęe]cie|фото|写真|사진|nuotr|ljósmynd|kuva)"
    r"(?: ?(?:credits?|source|quelle|rechte|nachweis|출처))?(?: ?by\b| courtesy of\b)?"
)
_OPENS = r"[\s|–—/·•(\[,]*"
_BEHIND = r"(?:\s?[:=：]|(?<=source),|(?<=by|of)\b(?=\s))\s*"
_BEFORE_NAME = r"(?:\s?[:=：]|(?<=source),|(?<=by|of)\b(?=\s+(?-i:[^\sa-zà-ÿ])))\s*"
_PICTURE_WORD_FIRST = re.compile(rf"{_OPENS}{_PICTURE_WORD}{_BEFORE_NAME}(?=[^\n!?]{{2,90}}$)", re.IGNORECASE)
# What a block begins with that the pattern matches, where that is ASCII: white space, a sign, two letters of a word.
_SIGNS = frozenset(" \t\n\v\f\r\x1c\x1d\x1e\x1f|-/([,")
_BEGINNINGS = frozenset("ph pi im fo bi be zd nu lj ku".split())
_ANY_WORD = rf"{_OPENS}(?:{_PICTURE_WORD}|courtesy of|copyright|rendering|{_ANNOUNCED})(?: by\b)?"
_WORD_FIRST = re.compile(rf"(?:{_ANY_WORD}{_BEHIND}|（[cｃ]）)(?=[^\n]{{2,100}}$)", re.IGNORECASE)
_SIGN_FIRST = re.compile(r"[\s|(\[]*©\s?(?=[^\n\d]{2,100}$)")
# "A ferry at anchor Credit: Jane Roe": the word begins with an upper-case letter, though no sentence ends before it.
_CAPITAL = re.compile(
    r"(?<=\w)\s+(?=(?:Credits?|Photos?|Image|Picture|Foto|Bild|Crédit|Crédito)(?: credit)?:\s?[^\s:][^:\n]{1,60}$)"
)
# Brackets and lone words that only a caption ends in.
_CAPTION_END = re.compile(
    r"(?<=[.!?…»”\"'])\s*\((?=[A-ZÀ-ÞА-Я][^()\n ]*[ /][^()\n]{2,80}\)\.?$)|(?<=\S)\s*\[(?=[^\[\]\n\d]{2,80}\]\.?$)"
    r"|(?<=[.!?»”\"'])\s+(?=(?:[Ss]upplied|[Hh]andout|[Pp]rivat|[Zz]vg|[Aa]rchivo?|[Cc]ortesía)\.?$)"
)
# Code points: longer blocks away from pictures are not cut at a © sign.
_SIGNED = 300
# Code points: a caption that an upper-case word ends has at least so many.
_LEAST_NAMED = 3
# Spaces: a caption has at least so many words and one more, or it ends as a sentence.
_WORDS = 3
# Behind a comma a name begins with a capital, or in a script without any.
_MAKERS = re.compile(r"(?<=\S)(?:(?:\s+[|•]\s+|;\s)(?=[^\W\d_])|,\s(?=[^\W\d_a-zà-öø-ÿ]))")


ANNOUNCING = rf"(?i:{_ANY_WORD}(?:\s?[:=：,])?|©|（[cｃ]）)"
"""Pattern of a whole block that only announces who made a picture."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a block that names who made a picture, or of the caption before it."""

    text: str
    credit: bool
    """It belongs to the credit: its announcing word, or one of those it names."""


def cut_caption(text: str, *, pictured: bool) -> tuple[Part, ...]:
    """Cut a block into caption, announcing word, and those who made the picture.

    Args:
        text: one block on one line.
        pictured: whether its place says that it belongs to a picture. Elsewhere only a block that begins with a word
            for pictures is cut.

    Returns:
        The parts in order; together they hold every character of the text that is not white space. One part that is
        no credit where there is nothing to cut.
    """
    begin = _credit_begin(text, pictured=pictured)
    if begin is None:
        return (Part(text, credit=False),)
    caption, credit = text[:begin].rstrip(), text[begin:]
    announced = _WORD_FIRST.match(credit)
    word, makers = (credit[: announced.end()].rstrip(), credit[announced.end() :]) if announced else ("", credit)
    ends = [match.start() for match in _MAKERS.finditer(makers)]
    named = [makers[a:b].strip() for a, b in zip([0, *ends], [*ends, len(makers)], strict=True)]
    return (
        *((Part(caption, credit=False),) if caption else ()),
        *(Part(piece, credit=True) for piece in (word, *named) if piece),
    )


def may_cut(text: str, *, pictured: bool) -> bool:
    """Tell whether `cut_caption` can find anything in a block: cheap, and never a wrong no.

    Args:
        text: not empty.
        pictured: as for `cut_caption`.
    """
    opening = text[:2]
    if pictured or opening[0] in _SIGNS or not opening.isascii() or opening.lower() in _BEGINNINGS:
        return True
    return "©" in text or "（" in text


def _credit_begin(text: str, *, pictured: bool) -> int | None:
    """Return where the credit begins: 0 where the whole block is one."""
    if _PICTURE_WORD_FIRST.match(text):
        return 0
    if not pictured:
        signed = _SIGN.search(text, _LEAST) if len(text) <= _SIGNED and ("©" in text or "（" in text) else None
        # In a sentence about the sign a word follows it, not a name.
        named = signed is not None and not text[signed.end()].islower()
        return (
            _behind_space(text, signed) if signed and named and text.count(" ", 0, signed.start()) >= _WORDS else None
        )
    if _WORD_FIRST.match(text) or _SIGN_FIRST.match(text):
        return 0
    start = credit_start(text)
    if start is None and len(text) <= _LONGEST:
        floor = max(_LEAST, len(text) - _MOST)
        end = _CAPTION_END.search(text, floor) or _CAPITAL.search(text, max(_LEAST_NAMED, len(text) - _MOST))
        start = _behind_space(text, end) if end else None
    if start is None or text[start] not in "([" or text[:start].rstrip().endswith((".", "!", "?")):
        return start
    # "Jane Roe (Reuters)" is one credit.
    return start if text.count(" ", 0, start) >= _WORDS else None


def _behind_space(text: str, match: re.Match[str]) -> int:
    """Return where a match begins, the white space at its beginning left out."""
    return len(text) - len(text[match.start() :].lstrip())
