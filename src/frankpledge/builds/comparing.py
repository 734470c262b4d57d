"""Every comparison of a build, for the areas it is about: own past, baseline, target; then other areas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.assessment.over_time import Floats, differences, earlier, known_run, last_at_least, runs
from frankpledge.assessment.status import target_in_force
from frankpledge.builds.comparing_areas import compare_areas
from frankpledge.builds.comparison_rows import ComparisonRows, change, labels_of, unit_of_change
from frankpledge.contracts.figures import Comparator
from frankpledge.measures.figures import DERIVED_KINDS, BuildFigures
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import KNOWN, Windowed, over_windows
from frankpledge.periods import Window

COMPARED_WINDOWS = (Window.MONTH, Window.QUARTER, Window.ROLLING_12, Window.FINANCIAL_YEAR)

LAGS: dict[Window, tuple[tuple[Comparator, int], ...]] = {
    Window.MONTH: ((Comparator.PREVIOUS_PERIOD, 1), (Comparator.SAME_PERIOD_LAST_YEAR, 12)),
    Window.QUARTER: ((Comparator.PREVIOUS_PERIOD, 1), (Comparator.SAME_PERIOD_LAST_YEAR, 4)),
    Window.ROLLING_12: ((Comparator.PREVIOUS_12_MONTHS, 12),),
    Window.FINANCIAL_YEAR: ((Comparator.PREVIOUS_PERIOD, 1),),
}
"""How many periods back each comparator looks, by window."""

WORTH_SAYING = {Window.MONTH: 13, Window.QUARTER: 5, Window.ROLLING_12: 13, Window.FINANCIAL_YEAR: 3}
"""A highest or lowest is given only where it reaches over at least this many periods, this one included."""

SHORTEST_RUN = 2


def compare_all(figures: BuildFigures, focus: Sequence[str]) -> pa.Table:
    """Return the comparisons of every derived measure's totals for the focus areas."""
    out = ComparisonRows()
    measures = [m for m in figures.reader.definitions.measures.values() if m.kind in DERIVED_KINDS]
    for measure in sorted(measures, key=lambda one: one.id):
        headlines = figures.series(measure, areas=focus)
        for window in COMPARED_WINDOWS:
            for series in headlines:
                windowed = over_windows(series.dense, window)
                _over_time(out, series, windowed)
                _against_baseline(out, series, windowed)
                _against_target(out, series, windowed)
            compare_areas(out, figures, measure, window, focus, headlines)
    return out.table()


def _over_time(out: ComparisonRows, series: SeriesSet, windowed: Windowed) -> None:
    value, state = windowed.value, windowed.state
    in_points = np.full(len(series.keys), series.measure.changes_in_points)
    unit = unit_of_change(series.measure)
    year_before = None
    for comparator, lag in LAGS[windowed.window]:
        reference = earlier(value, state, lag)
        changes = differences(value, reference, in_points)
        if comparator is not Comparator.PREVIOUS_PERIOD:
            year_before = reference
        rows, places = np.nonzero(~np.isnan(reference) & ~np.isnan(value))
        out.add(
            series, windowed, rows, places, comparator.value, reference=reference[rows, places],
            difference=changes[rows, places], unit=unit, note=labels_of(windowed, places - lag),
        )  # fmt: skip
    mature = np.where(state == KNOWN, value, np.nan)
    _extremes(out, series, windowed, mature)
    if year_before is not None:
        for comparator, holds in (
            (Comparator.RUN_ABOVE, mature > year_before),
            (Comparator.RUN_BELOW, mature < year_before),
        ):
            length = runs(holds)
            rows, places = np.nonzero(length >= SHORTEST_RUN)
            run = length[rows, places]
            started = labels_of(windowed, places - run + 1)
            out.add(
                series, windowed, rows, places, comparator.value, reference=year_before[rows, places],
                n_present=run, note=_joined("against the same period a year earlier, since ", started),
            )  # fmt: skip


def _joined(start: str, words: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(start, words, "")


def _extremes(out: ComparisonRows, series: SeriesSet, windowed: Windowed, values: Floats) -> None:
    unbroken = known_run(values)
    present = ~np.isnan(values)
    columns = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    for comparator, signed in ((Comparator.HIGHEST_SINCE, values), (Comparator.LOWEST_SINCE, -values)):
        back = last_at_least(signed)
        reach = np.where(back < 0, unbroken, columns - back)
        worth = present & (reach >= WORTH_SAYING[windowed.window])
        rows, places = np.nonzero(worth & (back >= 0))
        since = back[rows, places]
        out.add(
            series, windowed, rows, places, comparator.value, reference=values[rows, since],
            n_present=reach[rows, places], note=labels_of(windowed, since),
        )  # fmt: skip
        rows, places = np.nonzero(worth & (back < 0))
        held = reach[rows, places]
        first = labels_of(windowed, places - held + 1)
        counts = pa.array(held).cast(pa.string())
        words = pc.binary_join_element_wise("in all", counts, "periods held without a gap, from", first, " ")
        out.add(series, windowed, rows, places, comparator.value, n_present=held, note=words)


def _against_baseline(out: ComparisonRows, series: SeriesSet, windowed: Windowed) -> None:
    """The same part of the baseline: December for a December, Q3 for a Q3, the whole for 12 months."""
    baseline = series.measure.baseline
    if baseline is None:
        return
    unit = unit_of_change(series.measure)
    months = {month % 12: month for month in baseline.months}
    for place, period in enumerate(windowed.periods):
        part = baseline if len(period.months) == 12 else None
        if part is None and period.last_month % 12 in months:
            part = period.shifted(months[period.last_month % 12] - period.last_month)
        if part is None:
            continue
        base = over_windows(series.dense, part.window, (part,))
        reference = base.value[:, 0]
        mature = (windowed.state[:, place] == KNOWN) & (base.state[:, 0] == KNOWN)
        rows = np.flatnonzero(mature & ~np.isnan(windowed.value[:, place]) & ~np.isnan(reference))
        places = np.full(len(rows), place)
        value = windowed.value[rows, place]
        out.add(
            series, windowed, rows, places, Comparator.BASELINE.value, reference=reference[rows],
            difference=change(value, reference[rows], unit), unit=unit, note=part.label,
        )  # fmt: skip


def _against_target(out: ComparisonRows, series: SeriesSet, windowed: Windowed) -> None:
    unit = unit_of_change(series.measure)
    for place, period in enumerate(windowed.periods):
        target = target_in_force(series.measure, windowed.window, period.last_month)
        if target is None:
            continue
        rows = np.flatnonzero((windowed.state[:, place] == KNOWN) & ~np.isnan(windowed.value[:, place]))
        out.add(
            series, windowed, rows, np.full(len(rows), place), Comparator.TARGET.value,
            reference=float(target.value), difference=change(windowed.value[rows, place], target.value, unit),
            unit=unit, note=target.source,
        )  # fmt: skip
