"""The headline among the titles that a page states."""

import re
from collections.abc import Sequence

from cleaner.tokens import normal_form

# Spaces on both sides, except for what separates nothing else.
_CUT = re.compile(r"\s+[|\-–—:·•»«›~/]+\s+|\s*[|»]\s*|\s*::\s*|(?<=\w)[:]\s+")
_LEAST = 3
"""Words; a shorter heading may stand in any title."""
_LONGEST = 500
"""Code points; a longer title is left as it is."""
_KICKER = 5
"""Most words of a kicker inside a heading."""


def choose_title(stated: Sequence[str], shown: Sequence[str], outlets: frozenset[str]) -> str | None:
    """Return the headline of a page.

    Args:
        stated: titles from metadata, surest first; the site's name may be part of them.
        shown: texts of the page's main headings.
        outlets: normal forms of the names of the site and its publisher.

    Returns:
        The heading that says what the metadata says, else the surest title without the site's name, else the first
        heading; `None` where there is none of them.
    """
    bare = [without_site(title, outlets) for title in stated]
    headings = {normal_form(text): text for text in reversed(shown) if normal_form(text) not in outlets}
    for title in (*bare, *stated):
        if heading := headings.get(normal_form(title)):
            return heading
    for title in stated:
        folded = f" {normal_form(title)} "
        inside = [text for form, text in headings.items() if form.count(" ") + 1 >= _LEAST and f" {form} " in folded]
        if inside:
            return max(inside, key=len)
    for title in bare:
        # A heading that begins with a kicker: the metadata knows where the headline begins.
        folded = normal_form(title)
        if folded.count(" ") + 1 >= _LEAST and any(
            form.endswith(f" {folded}") and form.count(" ") - folded.count(" ") <= _KICKER for form in headings
        ):
            return title
    if bare:
        words = set(normal_form(bare[0]).split())
        for form, text in reversed(headings.items()):
            shared = words & set(form.split())
            if len(shared) >= 0.5 * len(words | set(form.split())):
                return text
        return bare[0]
    return next(reversed(headings.values()), None)


def without_site(title: str, outlets: frozenset[str]) -> str:
    """Return a title without parts at its end or start that are names of the site."""
    cuts = list(_CUT.finditer(title)) if len(title) <= _LONGEST else []
    for cut in cuts:
        if _is_site(title[cut.end() :], outlets) and title[: cut.start()].strip():
            return without_site(title[: cut.start()].strip(), outlets)
    for cut in reversed(cuts):
        if _is_site(title[: cut.start()], outlets) and title[cut.end() :].strip():
            return title[cut.end() :].strip()
    return title


def _is_site(part: str, outlets: frozenset[str]) -> bool:
    """Tell whether a part of a title names the site."""
    folded = normal_form(part)
    bare = folded.removeprefix("the ")
    joined = re.sub(r" (?:com|net|org|de|co uk|ch|at|fr|es|it|nl|pl)$", "", bare).replace(" ", "")
    return any(form in outlets for form in (folded, bare, joined))
