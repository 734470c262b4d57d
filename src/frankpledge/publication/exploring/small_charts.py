"""Small pictures of one line each, on an axis they share: drawn directly, for a page holds dozens of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from frankpledge.periods import month_label, month_of
from frankpledge.publication.amounts import machine, said, short
from frankpledge.publication.axes import Axis
from frankpledge.publication.exploring.answer import Series
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.pictures import finished
from frankpledge.publication.tokens import FONT_FAMILY, GRID, QUIET

WIDTH, HEIGHT = 250.0, 130.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 6.0, 8.0, 22.0
Point = tuple[float, float]


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
    ]
    size = f'width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return finished(svg, f"explore-{one.measure.id}-{place}", line_words(one))


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


def line_words(one: Series) -> Line:
    """Return what a line shows in words: from its first known figure to its last."""
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
    )
