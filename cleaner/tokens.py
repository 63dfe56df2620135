"""What counts as a word, and when two texts are the same: shared by every room that compares text."""

import re
import unicodedata
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+")
# Each ASCII letter in lower case, and a space for what is in no word: far faster than a pattern. Bytes are looked up in
# such a table as they stand; a text looks each of its characters up first, which for a short one is most of the work.
_WORDS = bytes(ord(char.lower()) if char.isalnum() or char == "_" else 32 for char in map(chr, range(128))).ljust(256)
_LETTERS = bytes(ord(char.lower()) if char.isalpha() else 32 for char in map(chr, range(128))).ljust(256)
# Characters beyond ASCII, but for marks that are in no word in any normalization form.
_BEYOND = re.compile("[^\x00-\x7f‘’‚‛“”„«»‹›–—…•·©®€£°\xa0→←]")
# Scripts that do not put spaces between words: each code point is a token of its own.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]",
)
_UNSPACED_RUN = re.compile(f"{_UNSPACED.pattern}+")


def tokens(text: str) -> list[str]:
    """Return the tokens of `text`: runs of letters and digits, casefolded.

    In scripts without spaces between words (Chinese, Japanese, Thai, Lao, Burmese, Khmer) every code point is one.
    """
    text = plain_form(text)
    if text.isascii():
        return text.encode().translate(_WORDS).decode().split()
    return _TOKEN.findall(apart(text.casefold()))


def apart(text: str) -> str:
    """Return the text with spaces around each character of scripts that do not put spaces between words."""
    if text.isascii() or not _UNSPACED.search(text):
        return text
    # Run by run: six times faster than character by character.
    return _UNSPACED_RUN.sub(lambda run: f" {' '.join(run.group())} ", text)


def letter_runs(text: str) -> list[str]:
    """Return the runs of letters of a text that is ASCII in lower case: far faster than any pattern."""
    return text.encode().translate(_LETTERS).decode().split()


def plain_letters(text: str) -> Sequence[str] | None:
    """Return the runs of letters of a text in lower case, `None` where it is not ASCII but for typographic marks.

    Takes the text of a short block. Phrases and dates are looked for in the same ones, one after the other.
    """
    plain = plain_form(text)
    return letter_runs(plain) if plain.isascii() else None


def plain_form(text: str) -> str:
    """Return the text with question marks for typographic ones, where it is ASCII but for those."""
    if text.isascii() or _BEYOND.search(text):
        return text
    return text.encode("ascii", "replace").decode("ascii")


def count_words(text: str) -> int:
    """Return about how many words `text` holds; in scripts without spaces, two code points count as one."""
    if text.isascii():
        return len(text.split())
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // 2


def unspaced(text: str) -> list[int]:
    """Return the places of the characters of scripts that do not put spaces between words, in code points."""
    return [match.start() for match in _UNSPACED.finditer(text)]


def count_characters(text: str) -> int:
    """Return the number of non-space code points of `text`."""
    return sum(map(len, text.split()))


def normal_form(text: str) -> str:
    """Return the text with case, spaces, quotes, dashes and other punctuation folded away.

    Two blocks with equal, non-empty normal forms are exact duplicates. Compatibility variants (full-width letters,
    ligatures) fold too, by Unicode normalisation form KC.
    """
    text = plain_form(text)
    if text.isascii():
        return " ".join(text.encode().translate(_WORDS).decode().split())
    return " ".join(tokens(unicodedata.normalize("NFKC", text)))
