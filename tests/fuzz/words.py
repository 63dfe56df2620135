"""Words that a search puts into its inputs: it would hardly find them letter by letter."""

from collections.abc import Mapping
from itertools import chain

from cleaner.model import Form, Role
from cleaner.rules.lexicon import FAMILIES, Match
from cleaner.rules.vocabulary import CONDITIONS
from cleaner.schema import Field, fields
from cleaner.segment.elements import BLOCK_LEVEL, TELLING
from cleaner.settings import DEFAULTS, PREFIX

_HTML = (
    *(f"<{name}>" for name in sorted({*BLOCK_LEVEL, *TELLING, "br", "script", "template", "noscript", "svg", "base"})),
    *(f"</{name}>" for name in ("p", "div", "table", "a", "script", "noscript", "figure")),
    *("<!--", "-->", "<![CDATA[", "]]>", "&nbsp;", "&#0;", "&#x110000;", "&amp", "<!doctype html>", "<?xml encoding='"),
    *(
        " hidden",
        " class='related'",
        " style='display:none'",
        " colspan=9",
        " href='",
        " itemprop=author",
        " datetime='",
    ),
    *(
        '<script type="application/ld+json">',
        '{"@type":"NewsArticle","articleBody":"',
        '<meta property="og:title" content="',
    ),
)
_DAMAGE = (
    "â€™",
    "Ã©",
    "ÃƒÂ©",
    "Ð¼",
    "&amp;amp;",
    "&#10;",
    "```\n",
    "    ",
    "\u2028",
    "\u0301",
    "\u1100\u1161",
    "\u202e",
)
_JSON = (
    '{"',
    '":',
    '": null',
    "[[",
    '\\ud83d"',
    "1e999",
    "-0",
    "18446744073709551616",
    '"text": "',
    '"html": "',
    '"id": ',
)
_TOML = ("[[rule]]\n", " = ", "{ ", " }", "[", "'''", "nan", "1979-05-27", "true", "-1", "0.5", "\n")


def _names(found: tuple[Field, ...]) -> list[str]:
    return [*(f'"{one.name}":' for one in found), *chain.from_iterable(_names(one.inner) for one in found)]


WORDS: Mapping[str, tuple[str, ...]] = {
    "decode": (
        "html ",
        "utf-16",
        "zip",
        "idna",
        "iso-2022-jp",
        "<meta charset=",
        "\x1b$B",
        "gb18030",
        "unicode_escape",
    ),
    "repair": _DAMAGE,
    "segment_text": (*_DAMAGE, "\n\n", "- ", "| a | b |\n", "> ", "1. ", "# ", "\t", "By "),
    "segment_page": _HTML,
    "text": (*_DAMAGE, "\n\n", "By Ada Moss", "Share this", "3 May 2024", "Photo: ", "https://", "© ", "…"),
    "page": _HTML,
    "record": (*_JSON, *sorted(set(_names(fields())))),
    "jsonl": (*_JSON, "\n"),
    "json": _JSON,
    "warc": ("WARC/1.0\r\n", "Content-Length: ", "\r\n\r\n", "Transfer-Encoding: chunked", "Content-Encoding: br"),
    "zip": ("PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07"),
    "tar": ("ustar\x0000", "ustar  \0", "././@LongLink", "././@PaxHeader", "GNU.sparse.major=1", "path=", "size="),
    "rules": (*_TOML, *CONDITIONS, *Role, *Form, *Match, "name", "role", "why", "when", "sites", "files", "confidence"),
    "lexicon": (*_TOML, *FAMILIES, *Match, "phrase", "match", "example", "#", ":"),
    "settings": (*_TOML, *DEFAULTS, "pyproject", '"""'),
    "environment": tuple(PREFIX + key.upper().replace(".", "_") + "=" for key in DEFAULTS),
    "corrections": (*_JSON, '"sha256":', '"block":', '"role":', '"action":', '"record":', '"uri":'),
}
"""By target; the others have none."""


def dictionary(target: str) -> str:
    """Return the words of a target as libFuzzer reads them; it takes none of more than 64 bytes."""
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS.get(target, ()))
    return "".join(f'"{word}"\n' for word in escaped)
