"""Which language a text is in, offline."""

from typing import Any

from resiliparse.parse.lang import detect_fast

# resiliparse gives the distance to the nearest language profile; above this one it calls the language unknown.
_CUTOFF = 1200
_LEAST_CHARACTERS = 60
_MOST_CHARACTERS = 20_000
# Languages this little further away than the nearest one are as likely: Galician and Portuguese, Danish and Norwegian.
_NEAR = 1.1
_NEAREST = 4


def detect_language(text: str, declared: str | None = None) -> tuple[str | None, float | None]:
    """Detect the language of `text`.

    Args:
        text: cleaned text; its first 20,000 code points are looked at.
        declared: BCP 47 primary tag that the page gives itself; it decides between languages that are equally near.

    Returns:
        BCP 47 primary tag and a score from 0 to 1 (1 - distance / cutoff of the detector), or `(None, None)` for text
        that is too short or like no known language.
    """
    if len(text) < _LEAST_CHARACTERS:
        return None, None
    # Asked for several results it returns a list of pairs; its stubs only know the single one.
    found: Any = detect_fast(text[:_MOST_CHARACTERS], cutoff=_CUTOFF, n_results=_NEAREST)
    if not found:
        return _by_script(text[:_MOST_CHARACTERS])
    code, distance = next((one for one in found if one[0] == declared and one[1] <= _NEAR * found[0][1]), found[0])
    return str(code), round(max(0.0, 1.0 - distance / _CUTOFF), 4)


_SCRIPTS = (
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("th", "\u0e00", "\u0e7f"),
    ("zh", "\u4e00", "\u9fff"),
)


def _by_script(text: str) -> tuple[str | None, float | None]:
    """Name the language of a script that belongs to one; kana before Han, which Japanese shares."""
    for code, low, high in _SCRIPTS:
        share = sum(low <= c <= high for c in text) / len(text)
        if share > 0.2:
            return code, round(share, 4)
    return None, None
