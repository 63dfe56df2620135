"""Formulas in a line of text: MathML as the TeX that it was made from."""

from typing import Any

# How MediaWiki wraps each formula.
_WRAPPED = ("{\\displaystyle ", "{\\textstyle ")
_TEX = ("application/x-tex", "text/x-tex", "latex", "tex")


def formula(element: Any) -> str:
    r"""Return a formula as text.

    Args:
        element: a `math` element (MathML).

    Returns:
        Its TeX between dollar signs, two where it stands on a line of its own, if the element names its TeX: in an
        annotation or as `alttext`, as MediaWiki, KaTeX, Pandoc and LaTeXML write it. Otherwise the text of its parts,
        one after the other as they stand there.
    """
    tex = next((note.text or "" for note in element.iter("annotation") if note.get("encoding", "").lower() in _TEX), "")
    tex = " ".join((tex or element.get("alttext") or "").split())
    if tex.startswith(_WRAPPED) and tex.endswith("}"):
        tex = tex.partition(" ")[2][:-1].strip()
    if tex:
        mark = "$$" if element.get("display") == "block" else "$"
        return f"{mark}{tex}{mark}"
    parts = (part.text or "" for part in element.iter() if not _is_note(part))
    return "".join(" ".join(part.split()) for part in parts)


def _is_note(part: Any) -> bool:
    return part.tag in ("annotation", "annotation-xml")
