"""Every comparison of a build, for the areas it is about: own past, baseline, target, peers, rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from frankpledge.areas import force_title
from frankpledge.assessment.between_areas import AreaValue, rank_of, weighted_mean
from frankpledge.assessment.over_time import differences, earlier, known_run, last_at_least, runs
from frankpledge.assessment.status import target_in_force
from frankpledge.contracts.figures import COMPARISON_COLUMNS, Comparator, DifferenceUnit, comparisons_schema
from frankpledge.measures.figures import DERIVED_KINDS, BuildFigures
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import KNOWN, Windowed, over_windows
from frankpledge.periods import Window, last_day
from frankpledge.plan.definitions import Direction, Kind, Measure, PeerGroup

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

MOST_PEERS_NAMED = 12
"""In larger groups only the mean and the rank are given, not a comparison with each member."""


@dataclass
class _Rows:
    """Comparison rows gathered column by column."""

    columns: dict[str, list[Any]]

    @classmethod
    def empty(cls) -> _Rows:
        return cls({name: [] for name in COMPARISON_COLUMNS})

    def add(self, **values: Any) -> None:
        for name, column in self.columns.items():
            column.append(values.get(name, "" if name in ("note", "difference_unit") else None))

    def table(self) -> pa.Table:
        schema = comparisons_schema()
        return pa.table(
            [pa.array(self.columns[name], schema.field(name).type) for name in schema.names], schema=schema
        )


def compare_all(figures: BuildFigures, focus: Sequence[str]) -> pa.Table:
    """Return the comparisons of every derived measure's totals for the focus areas."""
    rows = _Rows.empty()
    groups = figures.reader.definitions.office.peer_groups
    measures = [m for m in figures.reader.definitions.measures.values() if m.kind in DERIVED_KINDS]
    for measure in sorted(measures, key=lambda one: one.id):
        headlines = figures.series(measure, areas=focus)
        for window in COMPARED_WINDOWS:
            for series in headlines:
                windowed = over_windows(series.dense, window)
                _over_time(rows, series, windowed)
                _against_baseline(rows, series, windowed)
                _against_target(rows, series, windowed)
            _between_areas(rows, figures, measure, window, focus, groups, headlines)
    return rows.table()


def _key(series: SeriesSet, row: int, windowed: Windowed, place: int) -> dict[str, str]:
    key = series.keys[row]
    return {
        "measure": series.measure.id,
        "area_type": key.area_type,
        "area": key.area,
        "breakdown": key.breakdown,
        "window": windowed.window.value,
        "period": windowed.periods[place].key,
        "source": series.source,
    }


def unit_of_change(measure: Measure) -> DifferenceUnit:
    """Return points for shares and ratios, per cent for everything else."""
    return DifferenceUnit.POINTS if measure.changes_in_points else DifferenceUnit.PER_CENT


def _over_time(rows: _Rows, series: SeriesSet, windowed: Windowed) -> None:
    value, state = windowed.value, windowed.state
    in_points = np.full(len(series.keys), series.measure.changes_in_points)
    unit = unit_of_change(series.measure).value
    year_before = None
    for comparator, lag in LAGS[windowed.window]:
        reference = earlier(value, state, lag)
        change = differences(value, reference, in_points)
        if comparator is not Comparator.PREVIOUS_PERIOD:
            year_before = reference
        for row, place in zip(*np.nonzero(~np.isnan(reference) & ~np.isnan(value)), strict=True):
            rows.add(
                **_key(series, row, windowed, place),
                comparator=comparator.value,
                reference=float(reference[row, place]),
                difference=_or_none(change[row, place]),
                difference_unit=unit,
                note=windowed.periods[place - lag].label,
            )
    mature = np.where(state == 0, value, np.nan)
    _extremes(rows, series, windowed, mature)
    if year_before is not None:
        for comparator, holds in (
            (Comparator.RUN_ABOVE, mature > year_before),
            (Comparator.RUN_BELOW, mature < year_before),
        ):
            length = runs(holds)
            for row, place in zip(*np.nonzero(length >= 2), strict=True):
                rows.add(
                    **_key(series, row, windowed, place),
                    comparator=comparator.value,
                    reference=float(year_before[row, place]),
                    n_present=int(length[row, place]),
                    note=f"against the same period a year earlier, since "
                    f"{windowed.periods[place - int(length[row, place]) + 1].label}",
                )


def _extremes(
    rows: _Rows, series: SeriesSet, windowed: Windowed, values: np.ndarray[Any, np.dtype[np.float64]]
) -> None:
    unbroken = known_run(values)
    for comparator, signed in ((Comparator.HIGHEST_SINCE, values), (Comparator.LOWEST_SINCE, -values)):
        place_of = last_at_least(signed)
        for row, place in zip(*np.nonzero(~np.isnan(values)), strict=True):
            back = int(place_of[row, place])
            reach = int(unbroken[row, place]) if back < 0 else place - back
            if reach < WORTH_SAYING[windowed.window]:
                continue
            first = place - reach + 1
            whole = back < 0
            rows.add(
                **_key(series, row, windowed, place),
                comparator=comparator.value,
                reference=None if whole else float(values[row, back]),
                n_present=reach,
                note=f"in all {reach} periods held without a gap, from {windowed.periods[first].label}"
                if whole
                else windowed.periods[back].label,
            )


def _against_baseline(rows: _Rows, series: SeriesSet, windowed: Windowed) -> None:
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
        for row in range(len(series.keys)):
            value, reference = windowed.value[row, place], base.value[row, 0]
            if np.isnan(value) or np.isnan(reference):
                continue
            rows.add(
                **_key(series, row, windowed, place),
                comparator=Comparator.BASELINE.value,
                reference=float(reference),
                difference=_change(float(value), float(reference), unit),
                difference_unit=unit.value,
                note=part.label,
            )


def _against_target(rows: _Rows, series: SeriesSet, windowed: Windowed) -> None:
    measure = series.measure
    for place, period in enumerate(windowed.periods):
        target = target_in_force(measure, windowed.window, period.last_month)
        if target is None:
            continue
        for row in range(len(series.keys)):
            value = windowed.value[row, place]
            if not np.isnan(value):
                unit = unit_of_change(measure)
                rows.add(
                    **_key(series, row, windowed, place),
                    comparator=Comparator.TARGET.value,
                    reference=target.value,
                    difference=_change(float(value), target.value, unit),
                    difference_unit=unit.value,
                    note=target.source,
                )


def _change(value: float, reference: float, unit: DifferenceUnit) -> float | None:
    if unit is DifferenceUnit.POINTS:
        return value - reference
    return 100.0 * (value - reference) / reference if reference else None


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


# --- other areas ---------------------------------------------------------------------------------


def _between_areas(
    rows: _Rows,
    figures: BuildFigures,
    measure: Measure,
    window: Window,
    focus: Iterable[str],
    groups: Sequence[PeerGroup],
    headlines: list[SeriesSet],
) -> None:
    """All areas from one source: the measure's comparison source where it has one, else its own.

    Only known figures: an immature one is held against no other, and none against it.
    """
    source = figures.reader.sources(measure)[-1]
    found = figures.series(measure, source=source)
    if not found:
        return
    series = found[0]
    windowed = over_windows(series.dense, window)
    place_of_area = {key.area: row for row, key in enumerate(series.keys)}
    headline = {key.area: (one, row) for one in headlines for row, key in enumerate(one.keys)}
    for own in focus:
        if own not in place_of_area:
            continue
        for place, period in enumerate(windowed.periods):
            row = place_of_area[own]
            if windowed.state[row, place] != KNOWN:
                continue
            values = _area_values(figures, series, windowed, place, int(windowed.state[row, place]))
            key = _key(series, row, windowed, place)
            gap = _gap_note(headline.get(own), series, windowed, row, place)
            for group in groups:
                if own in group.areas and group.in_force(period.last_month):
                    _group_rows(
                        rows, key, measure, values, group, own, gap, by_residents=_by_residents(measure)
                    )


def _by_residents(measure: Measure) -> bool:
    return measure.kind in (Kind.COUNT, Kind.SUM)


def _area_values(
    figures: BuildFigures, series: SeriesSet, windowed: Windowed, place: int, maturity: int
) -> dict[str, AreaValue]:
    """Return every area's value; one whose maturity is not that of the own figure counts as missing."""
    values = {}
    by_residents = _by_residents(series.measure)
    end = np.array([_days(windowed.periods[place].last_month)], np.int64)
    for row, key in enumerate(series.keys):
        if windowed.state[row, place] != maturity:
            values[key.area] = AreaValue(None, None)
            continue
        numerator = float(windowed.numerator[row, place])
        if by_residents:
            held = figures.reader.residents.get(key.area)
            denominator = float(held.at(end)[0]) if held else None
        else:
            assert windowed.denominator is not None
            denominator = float(windowed.denominator[row, place])
        values[key.area] = AreaValue(numerator, denominator)
    return values


def _days(month: int) -> int:
    return last_day(month).toordinal() - 719163


def _group_rows(
    rows: _Rows,
    key: dict[str, str],
    measure: Measure,
    values: dict[str, AreaValue],
    group: PeerGroup,
    own: str,
    gap: str,
    by_residents: bool,
) -> None:
    mine = values[own]
    if mine.ratio is None:
        return
    rank = rank_of(values, group.areas, own, measure.direction)
    assert rank is not None
    factor = mine.denominator if by_residents else measure.scale
    assert factor is not None
    value = mine.ratio * factor
    unit = unit_of_change(measure)
    per = "compared by number per resident, scaled to own residents; " if by_residents else ""
    missing = ", ".join(force_title(area) for area in rank.missing)
    words = "missing or still immature" if measure.follow_up is not None else "missing"
    absent = f"{words}: {missing}; " if missing else ""
    counts = {"n_present": len(rank.present), "n_missing": len(rank.missing)}
    end = f"{per}{absent}{gap}".rstrip("; ")
    mean = weighted_mean(values, group.areas, own)
    if mean is not None:
        reference = mean * factor
        rows.add(
            **key,
            comparator=f"{Comparator.PEER_MEAN}:{group.id}",
            reference=reference,
            difference=_change(value, reference, unit),
            difference_unit=unit.value,
            **counts,
            note=f"{group.title}, weighted, own area left out; {end}".rstrip("; "),
        )
    if len(rank.present) > 1:
        better = "highest" if measure.direction is not Direction.LOWER else "lowest"
        ties = f"level with {rank.ties} other{'s' if rank.ties > 1 else ''}; " if rank.ties else ""
        rows.add(
            **key,
            comparator=f"{Comparator.RANK}:{group.id}",
            rank=rank.rank,
            **counts,
            note=f"{group.title}, 1 is the {better}; {ties}{end}".rstrip("; "),
        )
    if len(group.areas) > MOST_PEERS_NAMED:
        return
    for area in rank.present:
        ratio = values[area].ratio
        if area == own or ratio is None:
            continue
        reference = ratio * factor
        rows.add(
            **key,
            comparator=f"{Comparator.PEER}:{area}",
            reference=reference,
            difference=_change(value, reference, unit),
            difference_unit=unit.value,
            note=end,
        )


def _gap_note(
    headline: tuple[SeriesSet, int] | None, series: SeriesSet, windowed: Windowed, row: int, place: int
) -> str:
    """Say how the own value in the comparison source differs from the headline figure."""
    if headline is None or headline[0].source == series.source:
        return f"source: {series.source}"
    period = windowed.periods[place]
    own = over_windows(headline[0].dense, windowed.window, (period,))
    shown = own.value[headline[1], 0]
    here = windowed.value[row, place]
    if np.isnan(shown):
        return f"source: {series.source}; the headline source has no figure for this period"
    gap = here - shown
    words = (
        "the same as the headline"
        if gap == 0
        else f"{abs(gap):,.6g} {'more' if gap > 0 else 'fewer'} than the headline"
    )
    return f"source: {series.source}, own figure there {here:,.6g}, {words} figure {shown:,.6g}"
