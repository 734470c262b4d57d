"""A figure against its expected range in the space of a table's cell: a few words, and a small mark."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, short
from frankpledge.publication.chart_style import BAND, BAND_EDGE, TONE_COLOURS
from frankpledge.publication.model import Bound, Line, Name, Picture, Text, Tone, line
from frankpledge.publication.pictures import finished
from frankpledge.publication.tokens import ORDINARY, QUIET

WIDTH, HEIGHT, EDGE = 72.0, 16.0, 7.0


@dataclass(frozen=True)
class AgainstExpected:
    """One figure, the range expected of it, and the tone of lying outside. ``key`` binds its numbers."""

    measure: Measure
    period: str
    value: float
    low: float
    high: float
    centre: float
    tone: Tone
    key: str

    @property
    def side(self) -> str:
        """``above``, ``below`` or ``as``, as in ``as expected``."""
        return "above" if self.value > self.high else "below" if self.value < self.low else "as"


def expected_words(one: AgainstExpected) -> Line:
    """Return ``above expected, 280 to 345``: outside in its tone, as expected without one."""
    outside = one.side != "as"
    tone = one.tone if outside else Tone.PLAIN
    worth = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(tone, "")
    low = Bound(short(one.low, one.measure), f"{one.key}>expected.low", machine(one.low))
    high = Bound(short(one.high, one.measure), f"{one.key}>expected.high", machine(one.high))
    return line(Text(f"{one.side} expected{worth}", tone=tone), ", ", low, " to ", high)


def expected_mark(one: AgainstExpected, place: str = "") -> Picture:
    """Return the range as a bar with its centre, and the figure on it: a dot inside, a triangle outside.

    Triangles point to the side. Every mark has the same width; the range takes a third of it
    where the figure lies far out, and more where it does not.
    """
    reach = (one.high - one.low) or abs(one.centre) or 1.0
    start, end = min(one.low - 0.4 * reach, one.value), max(one.high + 0.4 * reach, one.value)
    start, end = max(start, one.low - 2 * reach), min(end, one.high + 2 * reach)

    def at(value: float) -> float:
        inside = min(max(value, start), end)
        return round(EDGE + (WIDTH - 2 * EDGE) * (inside - start) / (end - start), 1)

    low, high, middle = at(one.low), at(one.high), HEIGHT / 2
    bar = (
        f'<rect x="{low:g}" y="{middle - 4:g}" width="{max(high - low, 1):g}" height="8" '
        f'fill="{BAND}" stroke="{BAND_EDGE}" stroke-width="0.8"/>'
    )
    tick = f'<path d="M{at(one.centre):g} {middle - 4:g}v8" stroke="{QUIET}" stroke-width="1" fill="none"/>'
    line_through = f"M{EDGE:g} {middle:g}H{WIDTH - EDGE:g}"
    axis = f'<path d="{line_through}" stroke="{BAND_EDGE}" stroke-width="0.8" fill="none"/>'
    x = at(one.value)
    shapes = {
        "as": f'<circle cx="{x:g}" cy="{middle:g}" r="3" fill="{ORDINARY}"/>',
        "above": f'<path d="M{x - 4.5:g} {middle + 4:g}h9l-4.5 -8Z" fill="{TONE_COLOURS[one.tone]}"/>',
        "below": f'<path d="M{x - 4.5:g} {middle - 4:g}h9l-4.5 8Z" fill="{TONE_COLOURS[one.tone]}"/>',
    }
    size = f'width="{WIDTH:g}" height="{HEIGHT:g}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{axis}{bar}{tick}{shapes[one.side]}</svg>'
    value = Bound(said(one.value, one.measure), one.key, machine(one.value))
    alt = line(Name(one.measure.title), ", ", Name(one.period), ": ", value, ", ", expected_words(one))
    return finished(svg, f"{one.measure.id}-expected{place}", alt)
