"""Where in a caption the credit begins: the two share a line on most pages, and are two blocks here."""

import re

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
_SIGN = re.compile(r"\s*©\s?(?=[^©\n.!?]{2,80}[.!?]?$)")
_BAR = re.compile(rf"\s+\|\s+(?=[^|\n]{{2,80}}$)(?=[^|\n]*(?:\b(?:{_AGENCY})\b|/))")
_AFTER = re.compile(rf"(?<=[.!?»”\"'])\s*(?=[^.!?\n]{{2,80}}$)(?=[^\n]*(?:\b(?:{_AGENCY})\b|[^\W\d]/[A-ZÀ-ÞА-Я]))")
_FIRST_LETTER = re.compile(r"[^\W_]")

# A caption has at least this many code points; a credit no more than these.
_LEAST = 12
_MOST = 110
# Longer blocks are paragraphs, and are left whole.
_LONGEST = 900


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
    for pattern in (_BRACKETS, _WORD, _SIGN, _BAR, _AFTER):
        match = pattern.search(text, floor)
        if match is not None:
            start = match.start()
            while text[start].isspace():
                start += 1
            return start if _FIRST_LETTER.search(text, start) else None
    return None
