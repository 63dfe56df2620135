"""Names in bylines and author bios."""

import re
import unicodedata

# A byline's opening words, in the languages of the lexicons. Longest first.
_OPENING = re.compile(
    r"^(?:(?:written|reported|posted|published|story|words|text|ein beitrag|beitrag|geschrieben|escrito|écrit|propos "
    r"recueillis|publicado|scritto|geschreven)\s+(?:by|von|por|par|da|door)|by|von|par|por|di|da|door|przez|autorka|"
    r"autor(?:en|es|a|zy)?|auteur|autore|автор(?:ы)?|tekst|text|redaktion)\b\s*:?\s*|^记者\s*[:：]?\s*",
    re.IGNORECASE,
)
# What follows one of these is an outlet, a place or a date.
_ASIDE = re.compile(r"\s*(?:\||·|•|–|—|\s-\s)\s*")
_SEPARATOR = re.compile(r"\s*(?:,|;|\n|/|&|\b(?:and|und|et|y|e|en|i|и|with|mit|avec|con|com|met)\b)\s*")
# A part that holds one of these is a role, an outlet or an agency, not a name.
_NOT_A_NAME = re.compile(
    r"\d|@|https?:|www\.|\b(?:staff|writer|reporter|correspondent|editor|editorial|team|desk|news|press|agency|agencies|"
    r"reuters|afp|dpa|ap|efe|ansa|tass|redaktion|redakteur\w*|rédaction|redacción|redazione|redactie|redakcja|редакция|"
    r"journalist\w*|professor|author|columnist|contributor|guest|special|magazine|times|post|media|tv|min|read|updated|"
    r"published|posted|university|school|director|associate|fellow|senior|chief|analyst|bureau|the|for|of|in|at|follow)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "de da di del della dos das do van von der den ten ter la le el al bin ibn y e zu af av du".split()
)
_BIO = re.compile(
    r"^(?P<name>[^\W\d_][\w.'’-]*(?:\s+(?:[^\W\d_][\w.'’-]*)){1,4}?)"
    r"(?:,[^,.]{1,80},)?\s+(?:is|was|has|writes|covers|works|teaches|reports|ist|schreibt|arbeitet|est|écrit|es|escribe|"
    r"è|scrive|é|escreve|jest|pisze|schrijft|werkt|работает|пишет)\b",
)


def authors_from_byline(text: str) -> tuple[str, ...]:
    """Return the names in a byline, in order, without titles, outlets and dates.

    A byline whose name was lost ("By , a professor ...") gives none. Names in capitals are set in title case.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split(" ")))
    opened = _OPENING.match(line)
    rest = line[opened.end() :] if opened else line
    if opened and rest[:1] in (",", ""):
        return ()
    for aside in _ASIDE.split(rest):
        if names := _names(aside):
            return names
    return ()


def _names(text: str) -> tuple[str, ...]:
    """Return the names that a list of them begins with."""
    names: list[str] = []
    for part in _SEPARATOR.split(text):
        name = _OPENING.sub("", part).strip(' .:()[]"“”')
        if _is_name(name):
            names.append(_title_case(name))
        elif names:
            # After the names comes what the authors are; a later part that looks like a name is an outlet.
            break
    return tuple(dict.fromkeys(names))


def authors_from_bio(text: str) -> tuple[str, ...]:
    """Return the name that a bio begins with ("Jane Roe is a reporter ..."), or nothing."""
    match = _BIO.match(" ".join(text.split()))
    if match is None:
        return ()
    name = match.group("name")
    return (_title_case(name),) if _is_name(name) else ()


def _is_name(part: str) -> bool:
    """Tell whether a part of a byline can be a person's name: two to five words with capitals, or CJK."""
    words = part.split()
    if not 1 < len(words) <= 5 or len(part) > 60 or _NOT_A_NAME.search(part):
        return False
    return all(word[:1].isupper() or word.casefold() in _PARTICLES or not word[:1].isalpha() for word in words)


def _title_case(name: str) -> str:
    """Set a name in capitals in title case; leave every other spelling as it is."""
    if not name.isupper() or len(name) <= 4:
        return name
    words = (
        w if re.fullmatch(r"(?:\w\.)+", w) else re.sub(r"\w+", lambda m: m.group().capitalize(), w)
        for w in name.split()
    )
    return " ".join(words)
