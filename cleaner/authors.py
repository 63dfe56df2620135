"""Names in bylines and author bios."""

import re
import unicodedata

from cleaner.page.names import is_agency, is_group
from cleaner.rules.lexicon.calendar import find_date

_LONGEST = 1000
"""Code points of a byline that are looked at."""

# A byline's opening words, in the languages of the lexicons. Longest first.
_BY = r"by|von|vom|por|par|da|door"
_OPENING = re.compile(
    rf"^(?:(?:(?:written|reported|posted|published|story|words|article|text(?:\s+und\s+interview)?|interview|"
    rf"ein beitrag|beitrag|artikel|geschrieben|veröffentlicht|eingestellt|escrito|publié|écrit|propos recueillis|"
    rf"publicado|scritto|pubblicato|geschreven)\s+)?(?:{_BY}|di|przez)|(?:posted|written)\s+by|autorka|autor(?:in|en|es|a|zy)?|author|"
    r"auteur|autore|автор(?:ы)?|tekst|text(?:\s+und\s+interview)?|interview|redaktion)\b\s*:?\s*|"
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
    r"(?<=[^\W\d_A-Z])(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d|(?:Published|Updated|Posted|"
    r"Twitter|Follow|Staff|Writer|Reporter|Editor|Correspondent|Columnist|Contributor|Korrespondent(?:in)?|Redakteur(?:in)?)\b|@\w)"
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
    r"\s(?:(?:political|sports?|science|health|environment|business|technology|tech|education|foreign|national|general|"
    r"investigative|international|features?|landespolitische[rn]?)\s)?(?:senior|staff|assistant|associate|chief|deputy|lead|executive|managing|contributing|freelance|editor|writer|"
    r"reporter|author|correspondent|columnist|contributor|journalist|redakteur|redakteurin|"
    r"korrespondent|korrespondentin|autor|autorin|producer)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Who said something on a network is no author: "— Jane Roe (@janeroe)".
_SIGNED = re.compile(r"^\s*[—–-]{1,2}\s?[^(\n]{1,80}\(@\w+\)")
# "Jane Roe Herald Staff": the last word but one is the outlet's.
_STAFF = re.compile(r"\s\S+\sstaff$", re.IGNORECASE)
# What stands beside the names in a line that is not marked as a byline: columns, times before now, handles.
_LONGEST_LINE = 120
_SPACED = re.compile(r"[ \u00a0]{2,}|\t")
_AGO = re.compile(
    r"\b\d+\s?(?:hours?|hrs?|days?|weeks?|months?|years?|minuten?|minutes?|min|stunden?)\b(?:\s(?:ago|read|lesezeit))?"
)
_HANDLE = re.compile(r"@+[\w.]+")
_BEHIND_DATE = re.compile(r"\|[^|]{0,8}\s?\b(?:by|von|par|por|door)\s(?=[^\W\d_])")
_DEGREE = re.compile(
    r"(?:,?\s(?:ph\.?\s?d|m\.?d|mba|r\.?d|rdn?|rn|ms|msc|ld|esq|jd|dvm|mph|cpa|cfp|lcsw|pharmd)\.?)+$", re.IGNORECASE
)
_TITLE = re.compile(
    r"\b(?:writer|reporter|editor|correspondent|author|contributor|columnist|photographer)s?\b", re.IGNORECASE
)
_PARTICLES = frozenset(
    "de da di del della dos das do van von der den ten ter la le el al bin ibn y e zu af av du".split()
)
_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_KOREAN = re.compile("(?<![가-힣])([가-힣]{2,4}) ?(?:인턴|선임|수습|객원|전문)? ?(?:기자|특파원)(?![가-힣])")
_EASTERN_OPENING = re.compile(
    r"[（(【〔［\[]?\s?(?:(?P<japanese>(?:取材|構成|インタビュー)?[・、]?文(?:[・、](?:写真|構成))?(?=\s?[:：=＝])|写真[・、]文|"
    r"取材|執筆者?|著者|筆者|ライター|聞き手(?:[・、]構成)?|テキスト)|"
    r"(?:本[报報刊网網]|新华社|中新社|中央社)?(?:特约|实习|首席|特約|實習)?[记記]者|文|撰文|作者|采写|採訪撰文|特约撰稿)"
    r"(?:\s?[:：/／|｜=＝]\s?|\s+|(?<=[记記]者)(?=[\u3400-\u9fff]{2,4}(?:[/／\s]|$)))"
)
_EASTERN_END = re.compile(
    r"\s?(?:(?:[/／][\u3400-\u9fff]{2,4})?(?:报道|報導|報道)|[摄攝]|撮影|编辑[:：].*|編集[:：].*)?\s?[）)】〕］\]]?$"
)
_EASTERN_JOB = re.compile(r"\s?(?:記者|編集委員|論説委員|特派員|ライター|ジャーナリスト|氏|さん)$")
_EASTERN_PLACE = re.compile(r"(?:报道|報導|报讯|通讯员|记者|記者)$")
_EAST_NAME = re.compile("[\u3040-\u30ff\u3400-\u9fff々]{1,8}(?:[ \u3000][\u3040-\u30ff\u3400-\u9fff々]{1,8})?")
# Arabic and Hebrew: nothing but the opening tells a name, for there are no capitals.
_CASELESS_BYLINE = re.compile(
    r"(?:بقلم|كتبت?|إعداد|اعداد|الكاتبة?|מאת|כתבה?)(?:\s?:\s?|\s)(?P<name>[\u0590-\u06ff'’-]+(?:\s[\u0590-\u06ff'’-]+){1,3})$"
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
    if _EASTERN.search(text[:_LONGEST]) and (names := _eastern_names(text)):
        return names
    line = _line(text)
    if caseless := _CASELESS_BYLINE.match(line):
        return (caseless["name"],)
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


def authors_from_line(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in a line that does not say that it is a byline, and whether it shows that it is one.

    Args:
        text: a block near the headline.

    Returns:
        The names the line begins with or names after "by", and whether a date, a handle, a job or an outlet stands
        beside them. No names where the line is longer than a byline, ends as a sentence or holds anything else.
    """
    line = " ".join(_SPACED.sub(" | ", text.strip()).split())
    if not line or "\n" in text.strip() or len(line) > _LONGEST_LINE or line[-1] in "!?:;…" or "©" in line:
        return (), False
    if glued := _GLUED.search(line):
        line = line[: glued.start()]
    shown = line
    while (found := find_date(shown)) is not None and found.end > found.start:
        shown = f"{shown[: found.start]} | {shown[found.end :]}"
    shown = _AGO.sub(" | ", _HANDLE.sub(" | ", shown))
    if later := _BEHIND_DATE.search(shown):
        return _whole(shown[later.end() :]), True
    pieces = [piece for part in _ASIDE.split(shown) if (piece := part.strip(" ,"))]
    bare = len(pieces) == 1 and pieces[0] == line
    for piece in pieces:
        if names := _whole(piece):
            return names, not bare or ", ".join(names).casefold() != line.casefold()
    return (), False


def opens_as_byline(text: str) -> bool:
    """Tell whether a block begins as only bylines do."""
    return _OPENING.match(text.strip()) is not None


def is_bare_opening(text: str) -> bool:
    """Tell whether a block is a byline's opening and nothing else: the name is the next block."""
    opened = _OPENING.match(text.strip())
    return opened is not None and opened.end() == len(text.strip())


def _whole(piece: str) -> tuple[str, ...]:
    """Return the names in a piece of a line where it is nothing but names and what their owners do."""
    names = _names(piece)
    left = _JOB.sub("", piece)
    for name in names:
        left = re.sub(re.escape(name), "", left, count=1, flags=re.IGNORECASE)
    parts = (part.strip(" .:()") for part in _SEPARATOR.split(_OPENING.sub("", left.strip())))
    return names if all(not part or _NOT_A_NAME.search(part) for part in parts) else ()


def agency_from_byline(text: str) -> str | None:
    """Return the news agency, or the staff of an outlet, that a byline names and nobody else, or `None`."""
    line = _line(text)
    rest = _OPENING.sub("", line, count=1)
    ended = _END.search(rest)
    name = _ASIDE.split(rest[: ended.start()] if ended else rest)[0].strip(" .:()")
    return name if is_agency(name) or _is_team(name) else None


def _is_team(name: str) -> bool:
    """Tell whether a name is "Herald Staff" or "HR24 Redaktion": a team with its outlet, and no job."""
    words = name.split()
    return 1 < len(words) <= 3 and is_group(name) and not _TITLE.search(name) and all(w[:1].isupper() for w in words)


def _line(text: str) -> str:
    """Return a byline without what stands in brackets, and from its date on; nothing of a line that is signed."""
    if _SIGNED.match(text):
        return ""
    rows = (" ".join(_column(row).split()) for row in text[:_LONGEST].split("\n"))
    line = _BRACKETS.sub("", unicodedata.normalize("NFC", "\n".join(row for row in rows if row)))
    if glued := _GLUED.search(line):
        line = line[: glued.start()]
    found = find_date(line)
    return _BEFORE_DATE.sub("", line[: found.start]).rstrip() if found is not None and found.start else line


def _column(row: str) -> str:
    """Return a row with a bar behind the name that more than one space sets off from its outlet."""
    name, *rest = _SPACED.split(row.strip(), maxsplit=1)
    return f"{name} | {rest[0]}" if rest and len(name.split()) > 1 and not _OPENING.fullmatch(name) else row


def _names(text: str) -> tuple[str, ...]:
    """Return the names that a list of them begins with."""
    ended = _END.search(text)
    names: list[str] = []
    mixed = False
    for part in _SEPARATOR.split(text[: ended.start()] if ended else text):
        name = _DEGREE.sub("", _OPENING.sub("", part).strip(' .:()[]"“”/'))
        if (staff := _STAFF.search(name)) is not None and (names or " " in name[: staff.start()]):
            name = name[: staff.start()]
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


def _eastern_names(text: str) -> tuple[str, ...]:
    """Return the names in a byline of Chinese, Japanese or Korean; none where it opens in no known way."""
    line = " ".join(text[:_LONGEST].split())
    if reporters := _KOREAN.findall(line):
        return tuple(dict.fromkeys(reporters))
    opened = _EASTERN_OPENING.match(line)
    if opened is None:
        return ()
    rest = _EASTERN_END.sub("", line[opened.end() :].strip(" :：=＝"))
    if opened["japanese"] or _KANA.search(rest):
        # Family name and given name stand apart.
        parts = re.split(r"\s*[、，,;；/／|｜&＆・]\s*", rest)
        return tuple(
            name for part in parts if (name := _EASTERN_JOB.sub("", part).strip()) and _EAST_NAME.fullmatch(name)
        )
    parts = re.split(r"[\s、，,;；/／|｜&＆·•]+", rest)
    names: list[str] = []
    for part in parts:
        if not _HAN_NAME.fullmatch(part) or _EASTERN_PLACE.search(part):
            break
        names.append(part)
    return tuple(dict.fromkeys(names))


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
    if not 1 < len(words) <= 5 or len(part) > 60 or ":" in part or _NOT_A_NAME.search(part):
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
