"""Small pictures of one line each, on an axis they share: drawn directly, for a page holds dozens of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from frankpledge.periods import month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, short
from frankpledge.publication.axes import Axis
from frankpledge.publication.chart_style import TONE_COLOURS
from frankpledge.publication.exploring.answer import Series
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.month_findings import MonthMark
from frankpledge.publication.month_layers import shape_of
from frankpledge.publication.pictures import finished
from frankpledge.publication.tokens import FONT_FAMILY, GRID, INK, PAPER, QUIET

WIDTH, HEIGHT = 250.0, 130.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 6.0, 8.0, 22.0
MOST_TOLD = 3
"""So many marks, the newest, are told in the description."""
IN_ROW, APART = 3, 24.0
_DESCRIBED = re.compile(r"<(title|desc)\b.*?</\1>", re.DOTALL)
Point = tuple[float, float]
_CROSS = tuple(
    (across * turn, down * turn)
    for turn in (1, -1)
    for across, down in ((-1.5, -4.6), (1.5, -4.6), (1.5, -1.5), (4.6, -1.5), (4.6, 1.5), (1.5, 1.5))
)


def small_chart(one: Series, accent: str, axis: Axis, place: int) -> Picture | None:
    """Return one line of an answer as a picture of 250 by 130 units; None where nothing is known.

    ``place`` tells apart the pictures of one page. What the line is held against is dashed.
    """
    if not one.known:
        return None
    months = [month_of(figure.period_end) for figure in one.figures]
    first, last = months[0], months[-1]

    def x(month: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (month - first) / max(last - first, 1), 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - axis.share(value)), 1)

    def points(values: Iterable[float | None]) -> list[Point | None]:
        return [
            None if value is None else (x(month), y(value))
            for month, value in zip(months, values, strict=True)
        ]

    words = f'font-family="{FONT_FAMILY}, sans-serif" font-size="11" fill="{QUIET}"'
    end = LEFT - 5
    parts = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(level)}" y2="{y(level)}" stroke="{GRID}"/>'
        f'<text x="{end}" y="{y(level) + 4}" text-anchor="end" {words}>{short(level, one.measure)}</text>'
        for level in (axis.low, axis.high)
    ]
    foot = HEIGHT - 6
    parts += [
        f'<text x="{LEFT}" y="{foot}" {words}>{month_label(first)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{foot}" text-anchor="end" {words}>{month_label(last)}</text>',
        *_path(points(one.references), f'stroke="{QUIET}" stroke-width="1" stroke-dasharray="3 3"'),
        *_path(points(figure.value for figure in one.figures), f'stroke="{accent}" stroke-width="1.6"'),
        *(
            _shape(mark, x(mark.month), y(figure.value))
            for mark, figure in zip(one.marks, one.figures, strict=True)
            if mark is not None and figure.value is not None
        ),
    ]
    size = f'width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return finished(svg, f"explore-{one.measure.id}-{place}", line_words(one))


def sheet(captioned: Sequence[tuple[str, Picture]], measure: Measure) -> Picture | None:
    """Return small pictures of a measure as one picture, three in a row under their names, to take away."""
    if not captioned:
        return None
    parts = []
    for place, (caption, picture) in enumerate(captioned):
        across, down = (place % IN_ROW) * (WIDTH + APART), (place // IN_ROW) * (HEIGHT + 30)
        inner = _DESCRIBED.sub("", picture.svg[picture.svg.index(">") + 1 : picture.svg.rindex("</svg>")])
        look = f'font-family="{FONT_FAMILY}, sans-serif" font-size="12.5" font-weight="600" fill="{INK}"'
        parts.append(
            f'<g transform="translate({across:g},{down:g})">'
            f'<text x="0" y="13" {look}>{escape(caption)}</text>'
            f'<g transform="translate(0,18)">{inner}</g></g>'
        )
    columns, rows = min(len(captioned), IN_ROW), -(-len(captioned) // IN_ROW)
    width, height = columns * (WIDTH + APART) - APART, rows * (HEIGHT + 30)
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    alt = line("Small line charts of ", Name(measure.title), ". ", *(picture.alt for _, picture in captioned))
    return finished(svg, f"explore-{measure.id}-sheet", alt)


def _path(points: Sequence[Point | None], look: str) -> Iterator[str]:
    """Yield a line with its gaps left open, and a dot for each point without a neighbour."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    for run in runs:
        if len(run) == 1:
            yield f'<circle cx="{run[0][0]:g}" cy="{run[0][1]:g}" r="1.6" fill="none" {look}/>'
        elif run:
            steps = "L".join(f"{across:g} {down:g}" for across, down in run)
            yield f'<path d="M{steps}" fill="none" stroke-linejoin="round" {look}/>'


def _shape(mark: MonthMark, x: float, y: float) -> str:
    """Return the shape of an exceptional point, as a large chart has it."""
    up = -1 if shape_of(mark) == "triangle-up" else 1
    corners = {
        "square": ((-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)),
        "diamond": ((0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0)),
        "cross": _CROSS,
    }.get(shape_of(mark), ((0, 5 * up), (4.6, -3.6 * up), (-4.6, -3.6 * up)))
    points = " ".join(f"{x + across:.1f},{y + down:.1f}" for across, down in corners)
    return f'<polygon points="{points}" fill="{TONE_COLOURS[mark.tone]}" stroke="{PAPER}"/>'


def mark_words(one: Series) -> str:
    """Return the newest marks of a line in words; empty where it has none."""
    held = [(figure, mark) for figure, mark in zip(one.figures, one.marks, strict=True) if mark is not None]
    told = [f"{figure.label} {mark.words}" for figure, mark in reversed(held)][:MOST_TOLD]
    return f" Marked: {', '.join(told)}." if told else ""


def line_words(one: Series) -> Line:
    """Return what a line shows in words: from its first known figure to its last, and what is marked."""
    first, last = one.known[0], one.known[-1]
    assert first.value is not None
    assert last.value is not None
    return line(
        Name(", ".join(word for word in (one.area_name, one.part) if word)),
        ": from ",
        Bound(said(first.value, one.measure), figure_key(first), machine(first.value)),
        " (",
        Name(first.label),
        ") to ",
        Bound(said(last.value, one.measure), figure_key(last), machine(last.value)),
        " (",
        Name(last.label),
        ").",
        Name(mark_words(one)),
    )
