"""Names in bylines and author bios."""

import re
import unicodedata

from cleaner.page.names import is_agency
from cleaner.rules.lexicon.calendar import find_date

_LONGEST = 1000
"""Code points of a byline that are looked at."""

# A byline's opening words, in the languages of the lexicons. Longest first.
_BY = r"by|von|vom|por|par|da|door"
_OPENING = re.compile(
    rf"^(?:(?:(?:written|reported|posted|published|story|words|article|text(?:\s+und\s+interview)?|interview|"
    rf"ein beitrag|beitrag|artikel|geschrieben|veröffentlicht|eingestellt|escrito|publié|écrit|propos recueillis|"
    rf"publicado|scritto|pubblicato|geschreven)\s+)?(?:{_BY}|di|przez)|(?:posted|written)\s+by|autorka|autor(?:in|en|es|a|zy)?|author|"
    r"auteur|autore|автор(?:ы)?|tekst|text(?:\s+und\s+interview)?|interview|redaktion)\b\s*:?\s*|^记者\s*[:：]?\s*|"
    r"^(?-i:By)(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
# The same in the middle of a line; there only the spelling tells it from a name.
_LATER = re.compile(r"(?<=\s)(?:By|BY|Von|Por|Par|Door)\s+(?=[^\W\d_])")
# What follows one of these is an outlet, a place or a date.
_ASIDE = re.compile(r"\s*(?:\||·|•|–|—|\s-\s|\s-$)\s*")
_SEPARATOR = re.compile(
    r"\s*(?:,|;|\n|\s/\s|&|\b(?:and|AND|und|UND|et|y|e|en|i|og|och|и|with|mit|avec|con|com|met)\b)\s*"
)
# A name ends where one of these begins: when it was published, where, what others did.
_END = re.compile(
    r"(?:^|\s)(?:(?:contributions? from|(?:photo\w*|photography|styled|styling|reviewed|edited|illustrat\w+|video|"
    r"additional reporting|fact[- ]checked|bearbeitet|produced|translated) (?:by|von)|last updated|updated|published|"
    r"posted|aktualisiert|veröffentlicht|publié|publicado|actualizado|aggiornato|pubblicato|hace|stand|follow|"
    r"link copied|twitter|special to|for the|tiempo de lectura|lesezeit|read time|"
    r"in (?-i:[^\W\d_a-z]))|(?:(?:on|am|le|il|el|em|op|vom|at|um)"
    r"\s+)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?\d|@)",
    re.IGNORECASE,
)
# Inline elements leave no space behind a name.
_GLUED = re.compile(
    r"(?<=[^\W\d_A-Z])(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d|(?:Published|Updated|Posted)\b)"
)
_BEFORE_DATE = re.compile(r"\s(?:on|am|le|el|il|em|op|vom|den)\s*$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]{0,80}\)")
# A part that holds one of these is a role, an outlet or an agency, not a name.
_NOT_A_NAME = re.compile(
    r"\d|@|https?:|www\.|\b(?:staff|writer|reporter|correspondent|editor|editors|editorial|team|desk|news|press|agency|"
    r"agencies|reuters|afp|dpa|ap|efe|ansa|tass|redaktion|redakteur\w*|rédaction|redacción|redazione|redactie|redakcja|"
    r"редакция|journalist\w*|professor|author|autor|columnist|contributor|contributors|guest|special|magazine|times|post|"
    r"media|tv|min|read|updated|published|posted|university|school|director|associate|fellow|senior|chief|officer|analyst|"
    r"bureau|the|for|of|in|at|follow|comments?|online|network|minutes?|manager|president|podcast|photo|video|executive|"
    r"contributing|opinion|newsletter|report)\b",
    re.IGNORECASE,
)
# Words that a job begins with, behind a name without a comma.
_JOB = re.compile(
    r"\s(?:senior|staff|assistant|associate|chief|deputy|lead|executive|managing|contributing|freelance|editor|writer|"
    r"reporter|author|correspondent|columnist|contributor|journalist|redakteur|redakteurin|autor|autorin|producer)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_DEGREE = re.compile(
    r"(?:,?\s(?:ph\.?\s?d|m\.?d|mba|r\.?d|rdn?|rn|ms|msc|ld|esq|jd|dvm|mph|cpa|cfp|lcsw|pharmd)\.?)+$", re.IGNORECASE
)
_PARTICLES = frozenset(
    "de da di del della dos das do van von der den ten ter la le el al bin ibn y e zu af av du".split()
)
_HAN_NAME = re.compile("[\u3400-\u9fff]{2,4}")
_BIO = re.compile(
    r"^(?P<name>[^\W\d_][\w.'’-]*(?:\s+(?:[^\W\d_][\w.'’-]*)){1,4}?)"
    r"(?:,[^,.]{1,80},)?\s+(?:is|was|has|writes|covers|works|teaches|reports|ist|schreibt|arbeitet|est|écrit|es|escribe|"
    r"è|scrive|é|escreve|jest|pisze|schrijft|werkt|работает|пишет)\b",
)


def authors_from_byline(text: str) -> tuple[str, ...]:
    """Return the names in a byline, in order, without titles, outlets and dates.

    A byline whose name was lost ("By , a professor ...") gives none. Names in capitals are set in title case. A name
    of one word counts where the byline says "by" and nothing else.
    """
    line = _line(text)
    opened = _OPENING.match(line)
    rest = line[opened.end() :] if opened else line
    if opened and rest[:1] in (",", ""):
        return ()
    for aside in _ASIDE.split(rest):
        if names := _names(aside):
            return names
    later = _LATER.split(rest, maxsplit=1)
    if len(later) > 1 and len(line) < 300 and (names := _names(_ASIDE.split(later[1])[0])):
        return names
    return _nickname(rest) if opened else ()


def agency_from_byline(text: str) -> str | None:
    """Return the news agency that a byline names and nobody else, or `None`."""
    line = _line(text)
    rest = _OPENING.sub("", line, count=1)
    ended = _END.search(rest)
    name = _ASIDE.split(rest[: ended.start()] if ended else rest)[0].strip(" .:()")
    return name if is_agency(name) else None


def _line(text: str) -> str:
    """Return a byline without what stands in brackets, and from its date on."""
    rows = (" ".join(row.split()) for row in text[:_LONGEST].split("\n"))
    line = _BRACKETS.sub("", unicodedata.normalize("NFC", "\n".join(row for row in rows if row)))
    if glued := _GLUED.search(line):
        line = line[: glued.start()]
    found = find_date(line)
    return _BEFORE_DATE.sub("", line[: found.start]).rstrip() if found is not None and found.start else line


def _names(text: str) -> tuple[str, ...]:
    """Return the names that a list of them begins with."""
    ended = _END.search(text)
    names: list[str] = []
    mixed = False
    for part in _SEPARATOR.split(text[: ended.start()] if ended else text):
        name = _DEGREE.sub("", _OPENING.sub("", part).strip(' .:()[]"“”'))
        name = _without_agency(_JOB.sub("", name))
        if _is_name(name) and not (names and mixed and _is_outlet_like(name)):
            mixed = mixed or not name.isupper()
            names.append(title_case(name))
        elif names and part:
            # After the names comes what the authors are; a later part that looks like a name is an outlet.
            break
    return tuple(dict.fromkeys(names))


def _is_outlet_like(name: str) -> bool:
    """Tell whether a word of a name is in capitals; behind a name in mixed case that is an outlet."""
    return any(word.isupper() and len(word) > 2 and "." not in word for word in name.split())


def _nickname(rest: str) -> tuple[str, ...]:
    """Return the one word that a byline consists of after its opening, dates aside."""
    ended = _END.search(rest)
    words = _ASIDE.split(rest[: ended.start()] if ended else rest)[0].strip(" .:()").split()
    if len(words) != 1 or len(words[0]) > 30 or _NOT_A_NAME.search(words[0]) or not words[0][0].isalpha():
        return ()
    return (words[0],)


def _without_agency(name: str) -> str:
    """Return a name without the agency that stands behind it with no comma between."""
    words = name.split()
    for count in (3, 2):
        if len(words) >= count + 2 and is_agency(" ".join(words[-count:])):
            return " ".join(words[:-count])
    return name


def authors_from_bio(text: str) -> tuple[str, ...]:
    """Return the name that a bio begins with ("Jane Roe is a reporter ..."), or nothing."""
    match = _BIO.match(" ".join(text.split()))
    if match is None:
        return ()
    name = match.group("name")
    return (title_case(name),) if _is_name(name) else ()


def _is_name(part: str) -> bool:
    """Tell whether a part of a byline can be a person's name: two to five words with capitals, or CJK."""
    words = part.split()
    if _HAN_NAME.fullmatch(part):
        return True
    if not 1 < len(words) <= 5 or len(part) > 60 or _NOT_A_NAME.search(part):
        return False
    return all(word[:1].isupper() or word.casefold() in _PARTICLES or not word[:1].isalpha() for word in words)


def title_case(name: str) -> str:
    """Set a name in capitals in title case; leave every other spelling, and single words, as they are."""
    if not name.isupper() or len(name) <= 4 or " " not in name:
        return name
    words = (
        w if re.fullmatch(r"(?:\w\.)+", w) else re.sub(r"\w+", lambda m: m.group().capitalize(), w)
        for w in name.split()
    )
    return " ".join(words)
