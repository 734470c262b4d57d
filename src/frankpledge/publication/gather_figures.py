"""One series' figures for the periods a report asks for, those that are missing included."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Basis, Figure, State
from frankpledge.measures.figures import ALL_SOURCES, DERIVED_KINDS, HEADLINE, figure_at, figure_of
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


WIDER = ("region", "nation")
"""Kinds of area that a force is set beside and that only bodies give figures of, the narrower first."""


def wider_figures(build: Build, measure: Measure, quarter: Period) -> tuple[Figure, ...]:
    """Return the newest figure supplied of each region and nation up to a period's end.

    They stand as they were supplied, and are compared with nothing: they may be of another span.
    """
    newest: dict[tuple[str, str], Figure] = {}
    for row in build.figures.stated(measure, ALL_SOURCES).to_pylist():
        if row["area_type"] in WIDER and not row["breakdown"] and row["period_end"] <= quarter.end:
            figure = figure_of(row)
            held = newest.get((figure.area_type, figure.area))
            same = figure.window == quarter.window
            if held is None or (figure.period_end, same) > (held.period_end, held.window == quarter.window):
                newest[figure.area_type, figure.area] = figure
    return tuple(sorted(newest.values(), key=lambda one: (WIDER.index(one.area_type), one.area)))


def supplied_baselines(build: Build, measure: Measure) -> tuple[Figure, ...]:
    """Return what bodies supplied of the force for the whole of a measure's baseline, one figure each body.

    There is none where the force's own records reach the baseline: the measure is compared with those.
    """
    area, baseline = build.definitions.office.force, measure.baseline
    if baseline is None:
        return ()
    (own,) = figures_of(build, measure, area, [baseline])
    if own.value is not None and own.basis is Basis.COMPUTED:
        return ()
    key = ("force", area, "", baseline.window.value, baseline.key)
    names = ("area_type", "area", "breakdown", "window", "period")
    rows = build.figures.stated(measure, ALL_SOURCES).to_pylist()
    return tuple(figure_of(row) for row in rows if tuple(row[name] for name in names) == key)
