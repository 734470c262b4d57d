"""Growth with rows as an SVG: processor time, a line for each piece of work, both axes by powers of ten.

Made from a run's JSON, with the words of each line beside it, so it needs no legend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 120, 24, 44
COLOURS = ("#1d4f7c", "#b35900", "#4d4d4d", "#5b7f2a")
MARKS = ("circle", "square", "diamond", "circle")


def curve(growth: Sequence[Mapping[str, Any]]) -> str:
    """Return the picture of all entries on the axis of rows that did not fail and had no memory limit."""
    entries = [
        one for one in growth if one["axis"] == "rows" and not one["failure"] and not one.get("memory")
    ]
    if not entries:
        raise ValueError("there is no growth by rows to draw")
    rows = sorted({one["rows"] for one in entries})
    low, high = rows[0], rows[-1] if rows[-1] > rows[0] else rows[0] * 10
    most = 10 ** math.ceil(math.log10(max(one["cpu"] for one in entries)))
    least = 10 ** math.floor(math.log10(min(one["cpu"] for one in entries)))

    def across(value: float) -> float:
        share = math.log(value / low) / math.log(high / low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        share = math.log(value / least) / math.log(most / least)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = []
    tick = least
    while tick <= most * 1.001:
        parts.append(_grid(up(tick), _words(tick)))
        tick *= 10
    for value in rows:
        parts.append(_text(across(value), HEIGHT - BOTTOM + 18, f"{value / 1e6:g} M", "middle"))
    parts.append(_text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6, "street rows", "middle"))
    told = []
    for place, work in enumerate(dict.fromkeys(one["work"] for one in entries)):
        points = sorted((one["rows"], one["cpu"]) for one in entries if one["work"] == work)
        parts.append(_line([(across(x), up(y)) for x, y in points], work, place))
        told.append(f"{work} " + ", ".join(f"{y:.3g} s at {x / 1e6:g} M" for x, y in points))
    description = escape("; ".join(told) + ".")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title description" font-family="Source Sans 3, Arial, sans-serif" font-size="13">\n'
        '<title id="title">Processor time against rows, both by powers of ten: 45 degrees is linear</title>\n'
        f'<desc id="description">{description}</desc>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _words(value: float) -> str:
    return f"{value:g} s"


def _grid(y: float, words: str) -> str:
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9d9d9"/>'
    return line + _text(LEFT - 8, y + 4, words, "end")


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _line(points: Sequence[tuple[float, float]], work: str, place: int) -> str:
    colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    drawn += "".join(_mark(x, y, mark, colour) for x, y in points)
    x, y = points[-1]
    return drawn + _text(x + 10, y + 4, work, "start", colour)


def _mark(x: float, y: float, kind: str, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if kind == "diamond" else ""
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"{turned}/>'
