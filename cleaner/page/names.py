"""Author names as metadata spells them: people told from addresses, outlets and job titles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from cleaner.page.values import clean_text
from cleaner.tokens import normal_form

AGENCIES = frozenset(
    {
        "associated press", "ap", "reuters", "afp", "agence france presse", "dpa", "deutsche presse agentur", "efe",
        "ansa", "tass", "bloomberg", "pa", "press association", "pa media", "upi", "xinhua", "apa", "sda", "ats",
        "keystone sda", "sid", "epd", "kna", "ap news", "pti", "ani", "ians", "canadian press", "aap", "wire reports",
        "bloomberg news", "news agencies", "reuters agency", "europa press", "lusa", "ritzau", "ntb", "tt", "belga",
        "agence france presse afp", "press trust of india", "agencia efe", "united press international",
    }
)  # fmt: skip
"""Normal forms of the names of news agencies, without an article."""

_LONGEST = 400
_MOST = 30
_OPENING = re.compile(
    r"^(?:(?:view\s+)?all\s+(?:posts|articles|stories)\s+by|(?:written|posted|published|reported|story|words|text|article|geschrieben|veröffentlicht|artikel|escrito|"
    r"écrit|publicado|scritto)\s+(?:by|von|por|par|da|door)|by|von|vom|par|por|di|door|przez|autor(?:en|in|es|a)?|"
    r"author|auteur|автор)\b\s*:?\s+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|\s[-–—]\s|\s&\s|,(?:\s*(?:and|und|et|y|e|en|i|og|och|и|with|mit)\s)?|"
    r"\s(?:and|und|et|y|e|en|i|og|och|и|with|mit|avec|con|com|met)\s)\s*",
)
_ADDRESS = re.compile(r"(?:https?:|www\.)\S*|^/\S*|\S{1,64}@[\w-]{1,64}\.\S*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[<][^()\[\]<>]{0,80}[)\]>]\s*")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_CREDIT = re.compile(r"(?:foto|photo|fotos|photos|bild|image|grafik|video|illustration)s?\s*:", re.IGNORECASE)
_DEGREES = frozenset("phd md mba rd rdn rn esq dds msc cfa cpa jd ms ma ba do dvm mph dr pharmd lcsw".split())
_GENERATIONS = frozenset("jr sr ii iii iv".split())
_TEAM = frozenset(
    "staff team desk newsroom editors editorial redaktion redazione redacción redacao redação rédaction redactie "
    "redakcja редакция webteam agenturen service news media network report online newsdesk contributors board".split()
)
# Words of which no name consists, in any mix.
_NOBODY = frozenset(
    "staff admin administrator editor editors editorial team writer writers reporter reporters contributor "
    "contributors correspondent guest author authors webmaster unknown anonymous anonym none null undefined nan "
    "redaktion redakteur rédaction redacción redacao redação redazione redactie redakcja редакция news newsroom desk "
    "web online wire wires service services reports special senior the by of for at to and a press release blog "
    "publisher user root superuser board default sponsored agenturen nachrichten red from our".split()
)
_JOB = re.compile(
    r"\b(?:staff|writer|reporter|correspondent|editor|producer|columnist|contributor|journalist\w*|photographer|"
    r"redakteur\w*|autorin|korrespondent\w*|redactor\w*|director|analyst|fellow|professor|anchor|intern|critic|officer|"
    r"bureau|special to|follow|updated|published|manager|founder|ceo|president|specialist|meteorologist|head of|"
    r"minutes?|min read)\b",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es)?|people|profiles?|staff|by|contributors?|writers?|reporters?|team|auteurs?)/"
    r"(?:[\w-]{1,60}/)?([^\W\d_]{1,40}(?:[-_.+][^\W\d_]{1,40}){1,3}?)/?(?:[?#]|\.html?|$)"
)
_SUFFIX = re.compile(r"(?<=\w) (?:com|net|org|de|co uk|ch|at|fr|es|it|nl|pl)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The names in author fields, distinct, in order."""

    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """News agencies and teams."""
    own: tuple[str, ...] = ()
    """Names of the outlet itself."""


def clean_names(values: Iterable[object], outlets: frozenset[str], *, inverted: bool = False) -> Names:
    """Return the names in values that should each hold one or several.

    Args:
        values: what stands in author fields; only strings count.
        outlets: normal forms of the names of the site and its publisher.
        inverted: one comma in a value separates family name and given name ("Roe, Jane").

    Returns:
        People, and apart from them agencies and teams, and the outlet's own names. Addresses, job titles and words
        like "Staff" are left out, and so is what follows an outlet or a job title in a list.
    """
    people: dict[str, str] = {}
    groups: dict[str, str] = {}
    own: list[str] = []
    for value in values:
        text = clean_text(value, _LONGEST)
        if text is None:
            continue
        if is_outlet(text, outlets):
            if is_agency(text):
                groups.setdefault(normal_form(text), text)
            else:
                own.append(text)
            continue
        parts = [_turned(text)] if inverted and text.count(",") == 1 else _parts(text)
        for place, part in enumerate(parts):
            name = _name(part, outlets)
            if name is not None and len(people) + len(groups) < _MOST:
                (groups if is_group(name) else people).setdefault(normal_form(name), name)
            elif place == 0 and is_outlet(part, outlets) and "," in text:
                own.append(part)
                break  # "The Herald, Springfield": where the outlet is
            elif place and _JOB.search(part):
                break
    return Names(tuple(people.values()), tuple(groups.values()), tuple(dict.fromkeys(own)))


def is_outlet(name: str, outlets: frozenset[str]) -> bool:
    """Tell whether a name is one of the outlet's own, an article or a top-level domain aside.

    Args:
        name: what may be an outlet.
        outlets: normal forms of the outlet's names.
    """
    folded = normal_form(name)
    bare = folded.removeprefix("the ")
    joined = _SUFFIX.sub("", bare).replace(" ", "")
    return folded in outlets or bare in outlets or joined in outlets


def is_group(name: str) -> bool:
    """Tell whether a name is that of a news agency or of a team."""
    words = normal_form(name).split()
    return is_agency(name) or not _TEAM.isdisjoint(words)


def is_agency(name: str) -> bool:
    """Tell whether a name is that of a news agency."""
    return normal_form(name).removeprefix("the ") in AGENCIES


def name_from_address(address: str) -> str | None:
    """Return the name in the address of an author's page (`/author/jane-roe` gives `Jane Roe`), or `None`."""
    match = _PROFILE.search(unquote(address[:500]))
    if match is None:
        return None
    words = re.split(r"[-_.+]", match.group(1))
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _parts(text: str) -> list[str]:
    return _SPLIT.split(_OPENING.sub("", _ADDRESS.sub(" ", text).strip()))


def _turned(text: str) -> str:
    family, given = (part.strip() for part in text.split(","))
    return f"{given} {family}" if normal_form(given).replace(" ", "") not in _DEGREES else family


def _name(part: str, outlets: frozenset[str]) -> str | None:
    """Return the name that one part of a field holds, or `None`."""
    if _CREDIT.match(part):
        return None
    name = _HANDLE.sub("", _BRACKETS.sub(" ", part))
    name = _without_degrees(_OPENING.sub("", name.strip()).strip(" ,:;-–—|_*\"“”'‘’@#"))
    folded = normal_form(name)
    words = folded.split()
    if not words or len(name) > 60 or len(words) > 6 or words[0].isdecimal():
        return None
    if folded.replace(" ", "") in _DEGREES | _GENERATIONS or all(word in _NOBODY for word in words):
        return None
    if is_outlet(name, outlets) or (len(words) > 1 and _JOB.search(name) and _TEAM.isdisjoint(words)):
        return None
    return name


def _without_degrees(name: str) -> str:
    """Return a name without the degrees and agencies behind it, and without a full stop that ends no initial."""
    words = name.split()
    while len(words) > 2 and normal_form(words[-1]).replace(" ", "") in _DEGREES:
        words.pop()
    for count in (3, 2):
        if len(words) >= count + 2 and is_agency(" ".join(words[-count:])):
            words = words[:-count]
    if words and words[-1].endswith(".") and len(words[-1]) > 4 and words[-1].count(".") == 1:
        words[-1] = words[-1][:-1]
    return " ".join(words).rstrip(",")
