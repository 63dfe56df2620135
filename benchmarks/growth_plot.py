"""Lines on paper with logarithmic axes, as SVG: a straight line of slope one is work that grows as its input does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 420, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 14, 30, 44
_COLOURS = ("#0b6e99", "#b34700", "#3d7a1f", "#7a3fa0", "#a0203f", "#555555")
# The same whatever colours a reader sees.
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 2")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, and points whose numbers are all above 0."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: what its axes say, and its lines."""

    title: str
    across: str
    lines: tuple[Line, ...]


def drawing(panels: Sequence[Panel], said: str) -> str:
    """Return panels side by side as one SVG file; `said` describes it to who cannot see it."""
    names = [line.name for line in panels[0].lines]
    height = _HEIGHT + 22 * math.ceil(len(names) / 3)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH * len(panels)} {height}" role="img">',
        "<style>text { font: 11px sans-serif }</style>",
        f"<title>{escape(said)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({_WIDTH * number} 0)">{_panel(panel)}</g>')
    for at, name in enumerate(names):
        x, y = _LEFT + 180 * (at % 3), _HEIGHT + 22 * (at // 3) + 4
        parts.append(f'<path d="M{x} {y}h30" {_stroke(at)}/><text x="{x + 36}" y="{y + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _stroke(at: int) -> str:
    colour, dash = _COLOURS[at % len(_COLOURS)], _DASHES[at % len(_DASHES)]
    return f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"'


def _panel(panel: Panel) -> str:
    points = [point for line in panel.lines for point in line.points]
    low_x, high_x = _decades([x for x, _ in points])
    low_y, high_y = _decades([y for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low_x) / (high_x - low_x)
        up = (math.log10(y) - low_y) / (high_y - low_y)
        return (
            round(_LEFT + across * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{escape(panel.title)}</text>']
    for power in range(low_x, high_x + 1):
        x, _ = place(10.0**power, 10.0**low_y)
        parts.append(f'<path d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 14}" text-anchor="middle">{_power(power)}</text>')
    for power in range(low_y, high_y + 1):
        _, y = place(10.0**low_x, 10.0**power)
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{_power(power)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_HEIGHT - 14}" text-anchor="middle">{escape(panel.across)}</text>')
    for at, line in enumerate(panel.lines):
        path = "L".join(f"{x} {y}" for x, y in (place(*point) for point in line.points))
        parts.append(f'<path d="M{path}" {_stroke(at)}><title>{escape(line.name)}</title></path>')
    return "".join(parts)


def _power(power: int) -> str:
    if abs(power) <= 3:
        return f"{10.0**power:,g}"
    return f'10<tspan dy="-4" font-size="9">{power}</tspan>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around some numbers, two different ones."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
