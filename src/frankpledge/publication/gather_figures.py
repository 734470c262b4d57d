"""One series' figures for the periods a report asks for, those that are missing included."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Basis, Figure, State
from frankpledge.measures.figures import DERIVED_KINDS, HEADLINE, figure_at
from frankpledge.measures.windows import over_windows
from frankpledge.periods import Period, Window
from frankpledge.plan.definitions import Measure


def missing_figure(measure: Measure, area: str, period: Period, source: str) -> Figure:
    """Return the figure of a period that was not supplied."""
    return Figure(
        measure.id, "force", area, "", period.window.value, period.key, period.start, period.end,
        period.label, None, None, None, measure.unit, None, State.MISSING, Basis.COMPUTED, source, None,
    )  # fmt: skip


def figures_of(
    build: Build, measure: Measure, area: str, periods: Sequence[Period], source: str = HEADLINE
) -> list[Figure]:
    """Return one figure for each period (they may be of several windows), missing ones included."""
    named = build.figures.reader.own_source(measure) if source == HEADLINE else source
    if measure.kind not in DERIVED_KINDS:
        return [
            build.figures.one(measure, area, period) or missing_figure(measure, area, period, named)
            for period in periods
        ]
    found = build.figures.series(measure, areas=[area], source=source)
    if not found:
        return [missing_figure(measure, area, period, named) for period in periods]
    series = found[0]
    by_window: dict[Window, list[Period]] = {}
    for period in periods:
        by_window.setdefault(period.window, []).append(period)
    figures = {}
    for window, some in by_window.items():
        windowed = over_windows(series.dense, window, tuple(some))
        for place, period in enumerate(some):
            figures[window, period.key] = figure_at(series, windowed, 0, place)
    return [figures[period.window, period.key] for period in periods]
