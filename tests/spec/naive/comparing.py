"""Comparisons by plain loops: earlier periods, the others' weighted mean, rank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tests.spec.naive.counting import Cell
from tests.spec.naive.definitions import Group, Measure
from tests.spec.naive.figures import KNOWN, Figure, Naive
from tests.spec.naive.months import last_day, periods
from tests.spec.naive.words import COUNTRY

EARLIER = {
    "month": {"previous-period": 1, "same-period-last-year": 12},
    "quarter": {"previous-period": 1, "same-period-last-year": 4},
    "rolling-12": {"previous-12-months": 12},
    "financial-year": {"previous-period": 1},
}
"""How many periods back each comparison looks."""


class Comparison(NamedTuple):
    """One comparison: what is compared with what, and the result."""

    measure: str
    source: str
    area: str
    window: str
    period: str
    comparator: str
    reference: float | None
    difference: float | None
    rank: int | None
    n_present: int | None
    n_missing: int | None


def comparisons(naive: Naive, measure: Measure) -> Iterator[Comparison]:
    """Yield the comparisons of a measure's totals for the office's forces (if it names none, for all)."""
    focus = naive.office.forces or tuple(naive.forces("crimes"))
    sources = naive.sources(measure)
    for window in EARLIER:
        for own in focus:
            source = next((one for one in sources if own in naive.forces(one)), None)
            if source is not None:
                yield from _earlier(naive, measure, source, own, window)
        yield from _others(naive, measure, sources[-1], focus, window)


def _change(measure: Measure, value: float, reference: float) -> float | None:
    """Return points for percentages and ratios, per cent for the rest; nothing can be per cent of 0."""
    if measure.in_points:
        return value - reference
    return 100 * (value - reference) / reference if reference else None


def _earlier(naive: Naive, measure: Measure, source: str, own: str, window: str) -> Iterator[Comparison]:
    figures = naive.over(naive.series(Cell(measure.id, source, "force", own, "")), window)
    for comparator, back in EARLIER[window].items():
        for place in range(back, len(figures)):
            now, then = figures[place], figures[place - back]
            if now.value is None or then.value is None or {now.state, then.state} != {KNOWN}:
                continue
            change = _change(measure, now.value, then.value)
            yield Comparison(
                measure.id, source, own, window, now.period, comparator, then.value, change, None, None, None
            )


def _others(
    naive: Naive, measure: Measure, source: str, focus: tuple[str, ...], window: str
) -> Iterator[Comparison]:
    """Compare with other forces: all from one source, and known figures only."""
    if not naive.span:
        return
    groups = (*naive.office.groups, Group("england-and-wales", COUNTRY))
    figures = {
        area: naive.over(naive.series(Cell(measure.id, source, "force", area, "")), window)
        for area in naive.forces(source)
    }
    for place, (key, months) in enumerate(periods(window, naive.span[0], naive.span[-1])):
        ratios = {area: _ratio(naive, measure, held[place], months[-1]) for area, held in figures.items()}
        for own in focus:
            fit = {
                area: ratio
                for area, ratio in ratios.items()
                if ratio is not None and figures[area][place].state == KNOWN
            }
            for group in groups:
                if own in fit and own in group.areas and group.first <= months[-1] <= group.last:
                    yield from _in_group(measure, source, own, window, key, group, fit)


def _ratio(naive: Naive, measure: Measure, figure: Figure, last: str) -> tuple[float, float] | None:
    """Return what is divided by what: a count by residents, so that forces of any size can be compared."""
    if figure.numerator is None:
        return None
    if measure.kind not in ("count", "sum"):
        return (figure.numerator, figure.denominator) if figure.denominator else None
    estimates = naive.estimates["residents"].get(figure.area, [])
    if not estimates:
        return None
    known = [people for day, people in estimates if day <= last_day(last)]
    return figure.numerator, known[-1] if known else estimates[0][1]


def _in_group(
    measure: Measure, source: str, own: str, window: str, key: str, group: Group,
    ratios: dict[str, tuple[float, float]],
) -> Iterator[Comparison]:  # fmt: skip
    present = [area for area in group.areas if area in ratios]
    others = [area for area in present if area != own]
    value = {area: ratios[area][0] / ratios[area][1] for area in present}
    factor = ratios[own][1] if measure.kind in ("count", "sum") else measure.scale
    counts = (len(present), len(group.areas) - len(present))
    head = (measure.id, source, own, window, key)
    if others:
        mean = sum(ratios[area][0] for area in others) / sum(ratios[area][1] for area in others)
        change = _change(measure, value[own] * factor, mean * factor)
        yield Comparison(*head, f"peer-mean:{group.id}", mean * factor, change, None, *counts)
        lower = measure.direction == "lower"
        better = sum(value[area] < value[own] if lower else value[area] > value[own] for area in others)
        yield Comparison(*head, f"rank:{group.id}", None, None, better + 1, *counts)
    if len(group.areas) <= 12:
        for area in others:
            reference = value[area] * factor
            change = _change(measure, value[own] * factor, reference)
            yield Comparison(*head, f"peer:{area}", reference, change, None, None, None)
