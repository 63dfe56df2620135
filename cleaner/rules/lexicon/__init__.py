"""Phrases by which a block says itself what it is, per language, and how they are matched.

The phrases are data: one TOML file per language, one array per family, one entry per phrase::

    share_prompt = [
      { phrase = "share this article", match = "starts", example = "Share this article on Facebook" },
    ]

A phrase is compared with the folded text of a block (see `fold`) token by token, so it matches at word
boundaries only and white space does not count. `#` stands for a number ("# comments"), and a phrase that ends
in ":" demands the colon. Brackets are ignored on both sides. In scripts that put no spaces between words every
character is a token, so a phrase there must not be the beginning of a longer word.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import chain

from cleaner.tokens import apart, plain_letters, unspaced

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "zh")
"""Languages with a lexicon, as BCP 47 primary tags."""

FAMILIES = (
    "byline",
    "byline_role",
    "timestamp",
    "caption",
    "credit",
    "related_heading",
    "teaser",
    "share_prompt",
    "newsletter_prompt",
    "subscribe_prompt",
    "cookie_notice",
    "advertisement",
    "comment",
    "tag_list",
    "navigation",
    "breadcrumb",
    "copyright",
    "legal",
    "contact",
    "error_message",
    "author_bio",
    "tagline",
    "correction",
)
"""Names of the families. A file may leave some out."""

_KEYS = frozenset({"phrase", "match", "example"})
# A longer block is prose, and what it says of itself stands at its ends.
_END_WORDS = 30
# A "word" without white space may be a whole page (Chinese, base64): bound what is folded of an end.
_END_CODE_POINTS = 600

_NOTHING: frozenset[str] = frozenset()
_LETTERS = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ＇", "'")
    | dict.fromkeys("“”„‟″«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−⸺﹘－", "-")
    | {"：": ":", "‹": "<", "›": ">", "／": "/", "｜": "|", "＝": "="}
    # Arabic vowel signs, the sign that stretches a word and the seats of hamza are written or left out at will.
    | dict.fromkeys(map(chr, (0x0640, *range(0x064B, 0x0653))))
    | dict.fromkeys("أإآ", "ا")
)
_TYPOGRAPHIC = re.compile(f"[{''.join(map(chr, _LETTERS))}]")
_KEEP_BEFORE = frozenset("\"'“”„‟″‘’‚‛«©®@#$€£%+")
_KEEP_AFTER = frozenset("©®@#$€£%/")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*k?(?!\w)|\d+")
_ANY_NUMBER = "0"
_TOKEN = re.compile(r"[^\W_]+|[^\w\s()\[\]{}#]")
# What is no token in front of others, or nothing.
_NO_TOKENS = frozenset(["", "#", *"()[]{}_"])


class Match(StrEnum):
    """Where in a block a phrase must stand."""

    IS = "is"
    STARTS = "starts"
    ENDS = "ends"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of one family in one language."""

    family: str
    language: str
    phrase: str
    match: Match
    example: str
    """Text of a block that the entry matches."""


@dataclass(slots=True)
class _Node:
    """A state of the phrase automaton: what was found on the way here, and which tokens lead on."""

    then: "dict[str, _Node]" = field(default_factory=dict)
    always: set[str] = field(default_factory=set)
    """Families found here, whatever follows."""
    at_end: set[str] = field(default_factory=set)
    """Families found here when the block ends here."""

    @property
    def ends(self) -> bool:
        """Whether a phrase ends here."""
        return bool(self.always or self.at_end)


class Lexicon:
    """Entries, indexed so that one pass over a block finds every family that matches it."""

    __slots__ = ("_anchors", "_anywhere", "_first", "_numbers", "_openings", "_signs", "entries")

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._first = _Node()
        self._anywhere = _Node()
        self._openings: dict[str, list[frozenset[str]]] = {}
        self._anchors: dict[str, list[frozenset[str]]] = {}
        for entry in entries:
            leading = entry.match in {Match.IS, Match.STARTS}
            for tokens in _spellings(entry.phrase):
                _insert(self._first if leading else self._anywhere, tokens, entry)
                letters = [token for token in tokens if token.isalpha()]
                # The longest words of the phrases that may stand anywhere: most blocks have none of them.
                telling = letters or [token for token in tokens if token != _ANY_NUMBER] or tokens
                anchor = tokens[0] if leading else max(telling, key=len)
                found = self._openings if leading else self._anchors
                found.setdefault(anchor, []).append(frozenset(letters))
        self._numbers = _ANY_NUMBER in self._anchors
        self._signs = frozenset(anchor for anchor in self._anchors if not anchor.isalpha()) - {_ANY_NUMBER}

    def families(self, text: str) -> frozenset[str]:
        """Return the names of all families that match a block.

        Takes the raw text of the block. In a block of more than 60 words only the first 30 and the last 30 count.
        The time is linear in the number of words, and bounded but for one split at white space.
        """
        return self.families_by(text, plain_letters(text))

    def families_by(self, text: str, words: Sequence[str] | None) -> frozenset[str]:
        """Return what `families` does, for a text whose `plain_letters` are known; `None` does for any text."""
        if words is not None and len(text) <= _END_CODE_POINTS and not self._may_match(text, words):
            return _NOTHING
        head, tail = _ends(text)
        return self._match(fold(head), fold(tail) if tail else tail)

    def _may_match(self, text: str, words: Sequence[str]) -> bool:
        """Tell whether a phrase can match a block: cheap, and never a wrong no.

        A text opens with the first token of a phrase, or has the anchor of one that may stand anywhere; and it has all
        other words of that phrase, too.
        """
        opening = _opening(text, words)
        if opening is None:
            return True
        openings = self._openings.get(opening, ())
        if openings or not self._anchors.keys().isdisjoint(words):
            known = frozenset(words)
            needs = chain(openings, *(self._anchors[word] for word in self._anchors.keys() & known))
            for needed in needs:
                if needed <= known:
                    return True
        # A loop: most blocks come here, and a generator costs more than what it looks for.
        for sign in self._signs:
            if sign in text:
                return True
        return self._numbers and _DIGIT.search(text) is not None

    def _match(self, head: str, tail: str) -> frozenset[str]:
        tokens = _tokens(head)
        if tail:
            # No phrase holds this token: it keeps the end of the head from passing for the end of the block.
            tokens.append("")
            tokens += _tokens(tail)
        found: set[str] = set()
        _walk(self._first, tokens, 0, found)
        if not self._anchors.keys().isdisjoint(tokens):
            start = self._anywhere.then
            for at, token in enumerate(tokens):
                node = start.get(token)
                # Where every character is a token most walks end at the second: that is seen without a call.
                if node is not None and (node.ends or at + 1 == len(tokens) or tokens[at + 1] in node.then):
                    _walk(self._anywhere, tokens, at, found)
        return frozenset(found)


def has_words(phrase: str) -> bool:
    """Tell whether a phrase has any word or mark to compare a text with."""
    return bool(_phrase_tokens(phrase))


def fold(text: str) -> str:
    """Return `text` as phrases are compared with it.

    Case and white space are folded, typographic quotes and dashes become ASCII, leading bullets, arrows, brackets and
    symbols go, trailing punctuation and symbols go. One trailing colon stays: it says that something follows.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    end = _content_end(text)
    start = _content_start(text, end)
    content = text[start:end] + (":" if end > start and ":" in text[end:] else "")
    if not content.isascii() and _TYPOGRAPHIC.search(content):
        content = content.translate(_LETTERS)
    return " ".join(content.casefold().split())


@cache
def load(languages: frozenset[str] | None = None) -> Lexicon:
    """Return the lexicon of some languages, or of all that there are.

    Takes BCP 47 primary tags (`None` means all); tags without a lexicon have no phrases. Raises ValueError, naming file
    and entry, when the data do not follow the format.
    """
    entries: list[Entry] = []
    for language in LANGUAGES:
        if languages is None or language in languages:
            name = f"{language}.toml"
            entries += parse(resources.files(__name__).joinpath(name).read_text(encoding="utf-8"), name, language)
    return Lexicon(tuple(entries))


def parse(toml: str, name: str, language: str) -> tuple[Entry, ...]:
    """Return the entries of one lexicon file.

    Takes its content, its name for messages and its language. Raises ValueError, naming file and entry, for what is not
    TOML, an unknown family, key or kind of match, a missing value, a phrase that is not lower-case, and a phrase that
    its family already has.
    """
    try:
        families = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error
    except RecursionError:
        raise ValueError(f"{name}: is nested too deeply") from None
    entries: list[Entry] = []
    for family, rows in families.items():
        if family not in FAMILIES:
            raise ValueError(f"{name}: unknown family {family!r}")
        if not isinstance(rows, list):
            raise ValueError(f"{name}: {family} is not an array of entries")  # noqa: TRY004 - bad data, whatever its kind
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(rows, start=1):
            where = f"{name}: {family}, entry {number}"
            entry = _entry(row, family, language, where)
            key = tuple(_phrase_tokens(entry.phrase))
            if key in seen:
                raise ValueError(f"{where}: duplicate phrase {entry.phrase!r}")
            seen.add(key)
            entries.append(entry)
    return tuple(entries)


def _entry(row: object, family: str, language: str, where: str) -> Entry:
    if not isinstance(row, dict):
        raise ValueError(f"{where}: not a table")  # noqa: TRY004 - bad data, whatever its kind
    phrase = row.get("phrase")
    if isinstance(phrase, str):
        where = f"{where} ({phrase!r})"
    for key in sorted(_KEYS):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ValueError(f"{where}: {key} is missing or not a text")
    unknown = sorted(row.keys() - _KEYS)
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}")
    if row["match"] not in set(Match):
        raise ValueError(f"{where}: unknown match kind {row['match']!r}")
    if row["phrase"] != row["phrase"].lower() or not _phrase_tokens(row["phrase"]):
        raise ValueError(f"{where}: phrase is not in lower case, or has no words")
    return Entry(family, language, row["phrase"], Match(row["match"]), row["example"])


def _ends(text: str) -> tuple[str, str]:
    """Return the first and the last words of a block; of a short one all of it, and nothing."""
    if len(text) <= 4 * _END_WORDS:
        return text, ""
    words = text.split(None, 2 * _END_WORDS)
    if len(words) <= 2 * _END_WORDS:
        if len(text) <= 2 * _END_CODE_POINTS:
            return text, ""
        joined = " ".join(words)
        if len(joined) <= 2 * _END_CODE_POINTS:
            return joined, ""
        return joined[:_END_CODE_POINTS], joined[-_END_CODE_POINTS:]
    head = " ".join(words[:_END_WORDS])
    tail = " ".join(text.rsplit(None, _END_WORDS)[1:])
    return head[:_END_CODE_POINTS], tail[-_END_CODE_POINTS:]


def _content_start(text: str, end: int) -> int:
    """Return the start of what is left of `text` up to `end` without leading bullets and arrows, in code points."""
    # A closing guillemet at an end of the block is an arrow, unless it has a partner.
    keep = _KEEP_BEFORE | {"»"} if "»" in text and "«" in text else _KEEP_BEFORE
    start = 0
    while start < end and not (text[start].isalnum() or text[start] in keep):
        start += 1
    return start


def _opening(text: str, words: Sequence[str]) -> str | None:
    """Return the first token of a text once it is folded, `None` where that takes a closer look.

    Takes the text, ASCII but for typographic marks, and its words.
    """
    if text[:1].isalpha():
        return words[0]
    start = _content_start(text, len(text))
    first = text[start : start + 1]
    if first.isalpha():
        return words[0]
    if first.isdigit():
        return _ANY_NUMBER
    return first if first.isascii() and first not in _NO_TOKENS else None


def _content_end(text: str) -> int:
    """Return the end of what is left of `text` without trailing punctuation and symbols, in code points."""
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in _KEEP_AFTER):
        end -= 1
    return end


def _tokens(folded: str) -> list[str]:
    """Return words and punctuation marks; each number is "0"."""
    folded = apart(folded)
    if folded.replace(" ", "").isalpha():
        # Most short blocks are nothing but words.
        return folded.split()
    if _DIGIT.search(folded):
        folded = _NUMBER.sub(" 0 ", folded)
    return _TOKEN.findall(folded)


def _phrase_tokens(phrase: str) -> list[str]:
    folded = unicodedata.normalize("NFC", phrase).translate(_LETTERS).casefold()
    return _tokens(folded.replace("#", "0"))


def _spellings(phrase: str) -> list[list[str]]:
    """Return the tokens of a phrase, and those without accents, which capitals often lack."""
    tokens = _phrase_tokens(phrase)
    if phrase.isascii():
        return [tokens]
    bare = [token if unspaced(token) else _without_accents(token) for token in tokens]
    # A single word without its accent is too often another word.
    return [tokens] if bare == tokens or len(tokens) == 1 else [tokens, bare]


def _without_accents(token: str) -> str:
    letters = (letter for letter in unicodedata.normalize("NFD", token) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", "".join(letters))


def _insert(root: _Node, tokens: list[str], entry: Entry) -> None:
    node = root
    for token in tokens:
        node = node.then.setdefault(token, _Node())
    found = node.always if entry.match in {Match.STARTS, Match.HAS} else node.at_end
    found.add(entry.family)


def _walk(node: _Node, tokens: list[str], at: int, found: set[str]) -> None:
    """Add to `found` the families of every phrase that stands at `at`."""
    end = len(tokens)
    while at < end:
        following = node.then.get(tokens[at])
        if following is None:
            return
        node = following
        at += 1
        found |= node.always
        if node.at_end and (at == end or (at == end - 1 and tokens[at] == ":")):
            found |= node.at_end
