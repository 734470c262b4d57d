"""Sparklines: a measure's months in the space of a word, as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import Figure
from frankpledge.periods import month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.model import Name, Picture, line
from frankpledge.publication.pictures import finished
from frankpledge.publication.tokens import ORDINARY


def sparkline(measure: Measure, figures: Sequence[Figure], accent: str, place: str = "") -> Picture | None:
    """Return figures, one a month, as a line of 132 by 28 units; None with fewer than two values.

    Gaps are left open. ``place`` tells apart the sparklines of a measure that stands in several priorities.
    """
    known = [(index, figure.value) for index, figure in enumerate(figures) if figure.value is not None]
    if len(known) < 2:
        return None
    width, height, edge = 132.0, 28.0, 4.0
    high, low = max(value for _, value in known), min(value for _, value in known)
    reach = high - low or 1.0

    def at(index: int, value: float) -> tuple[float, float]:
        x = edge + (width - 2 * edge) * index / max(len(figures) - 1, 1)
        return round(x, 1), round(height - edge - (height - 2 * edge) * (value - low) / reach, 1)

    pieces, previous = [], -2
    for index, value in known:
        x, y = at(index, value)
        pieces.append(f"{'L' if index == previous + 1 else 'M'}{x:g} {y:g}")
        previous = index
    dots = [at(*known[-1])]
    dots += [at(index, value) for at_, (index, value) in enumerate(known[:-1]) if _lonely(known, at_)]
    circles = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{2.4 if n == 0 else 1.2:g}" fill="{accent}"/>'
        for n, (x, y) in enumerate(dots)
    )
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    path = f'<path d="{"".join(pieces)}" fill="none" stroke="{ORDINARY}" stroke-width="1.3"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{path}{circles}</svg>'
    first, last = month_label(month_of(figures[0].period_end)), month_label(month_of(figures[-1].period_end))
    alt = line(Name(measure.title), " by month, ", Name(first), " to ", Name(last))
    return finished(svg, f"{measure.id}-spark{place}", alt)


def _lonely(known: Sequence[tuple[int, float]], at: int) -> bool:
    """Whether a point has no neighbour in the months beside it, so that no line would show it."""
    index = known[at][0]
    before = at > 0 and known[at - 1][0] == index - 1
    after = at + 1 < len(known) and known[at + 1][0] == index + 1
    return not before and not after
