"""Every comparison of a build, for the areas it is about: own past, baseline, target; then other areas.

They are worked out when they are asked for, as windows are, over all measures and areas at
once: a build stores neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from frankpledge.assessment.over_time import Floats, differences, earlier, known_run, last_at_least, runs
from frankpledge.assessment.status import target_in_force
from frankpledge.builds.comparing_areas import compare_areas
from frankpledge.builds.comparison_rows import ComparisonRows, Notes, WindowRows, labels_of
from frankpledge.contracts.figures import Comparator
from frankpledge.measures.figures import COMPARISON, BuildFigures
from frankpledge.measures.stacked import StackedSeries
from frankpledge.measures.windows import KNOWN, Windowed, over_windows
from frankpledge.periods import Period, Window
from frankpledge.plan.definitions import Measure

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


def compare(
    figures: BuildFigures,
    focus: Sequence[str],
    measures: Iterable[Measure] | None = None,
    windows: Sequence[Window] = COMPARED_WINDOWS,
) -> pa.Table:
    """Return the comparisons of derived measures' totals (default: all) for the focus areas.

    In the contract's columns; by window, then comparator, then measure, area and period. Areas are
    compared with all that their groups name, in focus or not.
    """
    out = ComparisonRows()
    own = figures.stacked(measures, focus)
    alike = _compared_as_shown(figures, own, focus)
    others = own if alike else figures.stacked(measures, source=COMPARISON)
    for window in windows:
        windowed = over_windows(own.dense, window)
        rows = out.over(own, windowed.periods)
        _over_time(rows, own, windowed)
        _against_baseline(out, own, windowed)
        _against_target(rows, own, windowed)
        compare_areas(out, figures, others, own, windowed, focus)
    return out.table()


def _compared_as_shown(figures: BuildFigures, own: StackedSeries, focus: Sequence[str]) -> bool:
    """Whether areas are compared on the very series shown: a national office without comparison tables."""
    reader = figures.reader
    if figures.supplied is not None and set(own.sources) & set(figures.supplied.bodies()):
        return False  # What bodies supply is never set beside what is computed.
    sources = {source for measure in own.measures for source in reader.sources(measure)}
    single = all(len(reader.sources(measure)) == 1 for measure in own.measures)
    return single and all(set(reader.areas_of(source)) <= set(focus) for source in sources)


def _over_time(out: WindowRows, own: StackedSeries, windowed: Windowed) -> None:
    value, state = windowed.value, windowed.state
    places = np.arange(len(windowed.periods))
    year_before = None
    for comparator, lag in LAGS[windowed.window]:
        reference = earlier(value, state, lag)
        if comparator is not Comparator.PREVIOUS_PERIOD:
            year_before = reference
        out.add(
            ~np.isnan(reference) & ~np.isnan(value), comparator.value, reference=reference,
            difference=differences(value, reference, _in_points(own)),
            note=labels_of(windowed.periods, places - lag),
        )  # fmt: skip
    mature = np.where(state == KNOWN, value, np.nan)
    _extremes(out, windowed, mature)

    def since(first: int) -> str:
        return f"against the same period a year earlier, since {windowed.periods[first].label}"

    if year_before is not None:
        for comparator, holds in (
            (Comparator.RUN_ABOVE, mature > year_before),
            (Comparator.RUN_BELOW, mature < year_before),
        ):
            length = runs(holds)
            out.add(
                length >= SHORTEST_RUN, comparator.value, reference=year_before, n_present=length,
                note=Notes(places - length + 1, since),
            )  # fmt: skip


def _in_points(series: StackedSeries) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each series whether its changes are shown in points."""
    return np.array([one.changes_in_points for one in series.measures], bool)[series.measure_of]


def _extremes(out: WindowRows, windowed: Windowed, values: Floats) -> None:
    unbroken = known_run(values)
    present = ~np.isnan(values)
    width = values.shape[1]
    places = np.arange(width)

    def in_all(number: int) -> str:
        held, first = divmod(number, max(width, 1))
        return f"in all {held} periods held without a gap, from {windowed.periods[first].label}"

    for comparator, signed in ((Comparator.HIGHEST_SINCE, values), (Comparator.LOWEST_SINCE, -values)):
        back = last_at_least(signed)
        reach = np.where(back < 0, unbroken, places - back)
        worth = present & (reach >= WORTH_SAYING[windowed.window])
        out.add(
            worth & (back >= 0), comparator.value, n_present=reach,
            reference=np.take_along_axis(values, np.maximum(back, 0), axis=1) if width else values,
            note=labels_of(windowed.periods, back),
        )  # fmt: skip
        first = places - reach + 1
        out.add(
            worth & (back < 0), comparator.value, n_present=reach,
            note=Notes(reach * width + first, in_all),
        )  # fmt: skip


def _against_baseline(out: ComparisonRows, own: StackedSeries, windowed: Windowed) -> None:
    """The same part of the baseline: December for a December, Q3 for a Q3, the whole for 12 months."""
    for baseline in dict.fromkeys(one.baseline for one in own.measures if one.baseline is not None):
        parts = _parts(baseline, windowed.periods)
        held = tuple(dict.fromkeys(part for part in parts if part is not None))
        if not held:
            continue
        declares = np.array([one.baseline == baseline for one in own.measures])
        rows = np.flatnonzero(declares[own.measure_of])
        series = own.take(rows)
        base = over_windows(series.dense, held[0].window, held)
        column = np.array([held.index(part) if part is not None else -1 for part in parts], np.int64)
        reference = np.where(base.state == KNOWN, base.value, np.nan)[:, column]
        value = np.where(windowed.state[rows] == KNOWN, windowed.value[rows], np.nan)
        out.over(series, windowed.periods).add(
            (column >= 0) & ~np.isnan(value) & ~np.isnan(reference), Comparator.BASELINE.value,
            reference=reference, difference=differences(value, reference, _in_points(series)),
            note=labels_of(held, column),
        )  # fmt: skip


def _parts(baseline: Period, periods: Sequence[Period]) -> list[Period | None]:
    """Return the part of a baseline that each period is held against; None where it has no such part."""
    months = {month % 12: month for month in baseline.months}
    parts: list[Period | None] = []
    for period in periods:
        part = baseline if len(period.months) == 12 else None
        if part is None and period.last_month % 12 in months:
            part = period.shifted(months[period.last_month % 12] - period.last_month)
        parts.append(part)
    return parts


def _against_target(out: WindowRows, own: StackedSeries, windowed: Windowed) -> None:
    shape = (len(own.measures), len(windowed.periods))
    aims, numbers, sources = np.full(shape, np.nan), np.zeros(shape, np.int64), [""]
    for row, measure in enumerate(own.measures):
        for place, period in enumerate(windowed.periods if measure.targets else ()):
            target = target_in_force(measure, windowed.window, period.last_month)
            if target is not None:
                aims[row, place] = target.value
                if target.source not in sources:
                    sources.append(target.source)
                numbers[row, place] = sources.index(target.source)
    aim = aims[own.measure_of]
    out.add(
        (windowed.state == KNOWN) & ~np.isnan(windowed.value) & ~np.isnan(aim), Comparator.TARGET.value,
        reference=aim, difference=differences(windowed.value, aim, _in_points(own)),
        note=Notes(numbers[own.measure_of], sources.__getitem__),
    )  # fmt: skip
