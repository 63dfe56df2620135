"""Documents of any size, made up: pages of several shapes, plain texts, and one paragraph again and again.

The same shape and size give the same document on every machine.
"""

from collections.abc import Callable, Iterator
from itertools import chain, count, repeat

from benchmarks.made import Maker

_NESTED = 100
"""Elements one in the other, far fewer than the parser's limit."""
_ONE = "The ferry left the pier half empty on Monday evening, and nobody on the quay could say why that was so."


def _pieces(piece: Callable[[Maker, int], str]) -> Iterator[str]:
    maker = Maker(7)
    return (piece(maker, number) for number in count())


def _prose(maker: Maker, _: int) -> str:
    return f"<p>{maker.paragraph()}</p>\n"


def _links(maker: Maker, number: int) -> str:
    return f'<li><a href="/story/{number}">{maker.paragraph(4, 9)}</a></li>\n'


def _table(maker: Maker, _: int) -> str:
    cells = "".join(f"<td>{word}</td>" for word in maker.paragraph(6, 6).split())
    return f"<tr>{cells}</tr>\n"


def _nest(maker: Maker, _: int) -> str:
    return f"{'<div>' * _NESTED}<p>{maker.paragraph()}</p>{'</div>' * _NESTED}\n"


def _deeper(maker: Maker, _: int) -> str:
    return f"<div><p>{maker.paragraph()}</p>\n"


SHAPES: dict[str, tuple[Callable[[Maker, int], str], str]] = {
    "prose": (_prose, "<article>{}</article>"),
    "links": (_links, "<ul>{}</ul>"),
    "tables": (_table, "<table>{}</table>"),
    "nested": (_nest, "{}"),
    "deep": (_deeper, "{}"),
}
"""By shape: the piece that is put down again and again, and what stands around all of them."""


def _page(inner: str) -> str:
    return f"<html><head><title>Ferry</title></head><body><h1>The ferry</h1>{inner}</body></html>"


def _until(pieces: Iterator[str], size: int) -> str:
    taken, length = [], 0
    for piece in pieces:
        taken.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(taken)


def page(shape: str, size: int) -> str:
    """Return a page of a shape of about so many bytes."""
    piece, around = SHAPES[shape]
    return _page(around.format(_until(_pieces(piece), size)))


def page_of_blocks(blocks: int) -> str:
    """Return a page of so many paragraphs of a line or two."""
    maker = Maker(7)
    return _page("".join(f"<p>{maker.paragraph(12, 20)}</p>\n" for _ in range(blocks)))


def text(shape: str, size: int) -> str:
    """Return a plain text of about so many characters: `prose` of paragraphs, or short `lines`."""
    if shape == "lines":
        return _until(_pieces(lambda maker, _: f"{maker.paragraph(2, 7)}\n"), size)
    return _until(_pieces(lambda maker, _: f"{maker.paragraph()}\n\n"), size)


def repeats(kind: str, times: int) -> str:
    """Return a page or a text in which one paragraph stands so many times, behind one that stands once."""
    first = Maker(7).paragraph()
    if kind == "page":
        return _page("".join(f"<p>{one}</p>\n" for one in chain([first], repeat(_ONE, times))))
    return "\n\n".join(chain([first], repeat(_ONE, times)))
