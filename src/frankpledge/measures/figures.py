"""Figures of a build, read: any measure, area, breakdown and window, in the contract's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.figures import Basis, Figure, State, figures_schema
from frankpledge.measures.series import EPOCH, SeriesKey, SeriesReader, SeriesSet
from frankpledge.measures.stacked import StackedSeries, stack
from frankpledge.measures.supplied_series import SuppliedSeries, without
from frankpledge.measures.windows import MISSING, Windowed, over_windows
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window
from frankpledge.plan.columns import SUPPLIED_TABLE
from frankpledge.plan.definitions import COUNTED_KINDS, MADE_OF_OTHERS, Kind, Measure

STATES = (State.KNOWN, State.IMMATURE, State.MISSING)
DERIVED_KINDS = (*COUNTED_KINDS, *MADE_OF_OTHERS)
HEADLINE = "headline"
ALL_SOURCES = "all"
COMPARISON = "comparison"


@dataclass(frozen=True)
class Query:
    """What figures are wanted. Empty means all; ``breakdown`` is a dimension, empty for totals.

    ``source`` is ``headline`` (for each force the measure's own records where it has any,
    else its comparison source, else what a body supplies), ``all``, or the name of a table or body.
    """

    measures: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    area_types: tuple[str, ...] = ()
    breakdown: str = ""
    windows: tuple[Window, ...] = (Window.MONTH,)
    start: date | None = None
    end: date | None = None
    source: str = HEADLINE


@dataclass(frozen=True)
class BuildFigures:
    """One build's figures: what was stored, and how to derive the rest."""

    reader: SeriesReader
    finished: pa.Table
    titles: dict[str, str] = field(default_factory=dict)
    supplied: SuppliedSeries | None = None
    _kept: dict[tuple[str, str, bool], pa.Table] = field(default_factory=dict, repr=False, compare=False)
    """What bodies supply by measure and source, and whether it is what stands as stated: asked often."""

    def table(self, query: Query) -> pa.Table:
        """Return the figures a query asks for, sorted by key, in the contract's columns."""
        measures = self.reader.definitions.measures
        chosen = [measures[name] for name in query.measures] if query.measures else list(measures.values())
        found = [self.finished_rows(query, [measure.id for measure in chosen])]
        for measure in sorted(chosen, key=lambda one: one.id):
            stated = self.stated(measure, query.source)
            found.append(_asked(stated, query))
            if measure.kind not in DERIVED_KINDS:
                continue
            for area_type in self._area_types(measure, query):
                for series in self.series(
                    measure, area_type, query.breakdown, query.areas or None, query.source
                ):
                    for window in query.windows:
                        if window in MONTHLY_WINDOWS:
                            windowed = over_windows(series.dense, window)
                            rows = figure_rows(series, windowed, query.start, query.end)
                            found.append(without(rows, stated) if series.basis is Basis.SUPPLIED else rows)
        return pa.concat_tables(found).unify_dictionaries().combine_chunks()

    def _area_types(self, measure: Measure, query: Query) -> Sequence[str]:
        supplied = self.supplied.area_types(measure.id) if self.supplied is not None else ()
        types = tuple(dict.fromkeys(("force", *measure.area_types, *supplied)))
        if query.area_types:
            return [one for one in types if one in query.area_types]
        if query.areas:
            return types
        return ("force",)

    def series(
        self,
        measure: Measure,
        area_type: str = "force",
        breakdown: str = "",
        areas: Iterable[str] | None = None,
        source: str = HEADLINE,
    ) -> list[SeriesSet]:
        """Return the dense series of a measure, one set for each source asked for.

        ``source`` is as in a query, or ``comparison`` for the one in which areas are compared.
        """
        sources = self.reader.sources(measure)
        wanted = list(areas) if areas is not None else None
        if source == COMPARISON:
            sources = sources[-1:]
        elif source not in (HEADLINE, ALL_SOURCES):
            sources = tuple(one for one in sources if one == source)
        found: list[SeriesSet] = []
        taken: set[str] = set()
        for one in sources:
            here = wanted
            if source == HEADLINE and taken:
                known = wanted if wanted is not None else self.reader.areas_of(one)
                here = [area for area in known if area not in taken]
            series = self.reader.read(measure, one, area_type, breakdown, here)
            if series.keys:
                found.append(series)
            # By what there is, not by what was asked for: a force's headline source is always the same.
            taken |= self.reader.areas_with(measure, one) if area_type == "force" else frozenset()
        if self.supplied is not None:
            stated = self._supplied(measure, source)
            found += self.supplied.read(measure.id, stated, area_type, breakdown, wanted)
        return found

    def _supplied(self, measure: Measure, source: str) -> pa.Table:
        """Return what bodies supply of a measure from a source: for the comparison of areas, nothing."""
        key = (measure.id, source, False)
        if key not in self._kept:
            self._kept[key] = self._supplied_rows(measure, source)
        return self._kept[key]

    def _supplied_rows(self, measure: Measure, source: str) -> pa.Table:
        assert self.supplied is not None
        if source == HEADLINE:
            own = [self.reader.areas_with(measure, one) for one in self.reader.sources(measure)]
            apart = measure.kind is Kind.SUPPLIED and measure.table == SUPPLIED_TABLE
            return self.supplied.headline(measure.id, frozenset() if apart else frozenset().union(*own))
        return self.supplied.of(measure.id, "" if source == ALL_SOURCES else source)

    def stated(self, measure: Measure, source: str = HEADLINE) -> pa.Table:
        """Return the figures of a measure that stand as bodies stated them, of every area and period."""
        if self.supplied is None:
            return figures_schema().empty_table()
        key = (measure.id, source, True)
        if key not in self._kept:
            self._kept[key] = self.supplied.figures(self._supplied(measure, source))
        return self._kept[key]

    def stacked(
        self,
        measures: Iterable[Measure] | None = None,
        areas: Iterable[str] | None = None,
        source: str = HEADLINE,
    ) -> StackedSeries:
        """Return the totals of derived measures (default: all) for forces (default: all), as one stack.

        Sorted by measure, then source, then area. Forces that nothing was supplied for have no row.
        """
        declared = self.reader.definitions.measures.values() if measures is None else measures
        chosen = sorted((one for one in declared if one.kind in DERIVED_KINDS), key=lambda one: one.id)
        wanted = None if areas is None else tuple(areas)
        sets = [found for one in chosen for found in self.series(one, areas=wanted, source=source)]
        months = max(self.reader.last_month - self.reader.first_month + 1, 0)
        return stack(sets, self.reader.first_month, months)

    def finished_rows(self, query: Query, measures: list[str]) -> pa.Table:
        """Return the stored figures that are not derived: percentiles, values at a date, supplied values."""
        rows = self.finished
        if not rows.num_rows:
            return rows
        rows = rows.filter(pc.is_in(rows["measure"].cast(pa.string()), pa.array(measures, pa.string())))
        return _asked(rows, query)

    def one(self, measure: Measure, area: str, period: Period, key: SeriesKey | None = None,
            source: str = HEADLINE) -> Figure | None:  # fmt: skip
        """Return a single figure, or None where the measure has no such series."""
        key = key or SeriesKey("force", area)
        dimension = key.breakdown.partition("=")[0]
        if (said := _one_of(self.stated(measure, source), measure, key, period)) is not None:
            return said
        if measure.kind not in DERIVED_KINDS:
            return _one_of(self.finished, measure, key, period)
        for series in self.series(measure, key.area_type, dimension, [key.area], source):
            if key in series.keys:
                windowed = over_windows(series.dense, period.window, (period,))
                return figure_at(series, windowed, series.keys.index(key), 0)
        return None


def _one_of(rows: pa.Table, measure: Measure, key: SeriesKey, period: Period) -> Figure | None:
    """Return the first figure of a figures table with a key."""
    wanted = {
        "measure": measure.id,
        "area_type": key.area_type,
        "area": key.area,
        "breakdown": key.breakdown,
        "window": period.window.value,
        "period": period.key,
    }
    for name, word in wanted.items():
        if not rows.num_rows:
            return None
        rows = rows.filter(pc.equal(rows[name].cast(pa.string()), word))
    return figure_of(rows.to_pylist()[0]) if rows.num_rows else None


def _asked(rows: pa.Table, query: Query) -> pa.Table:
    """Return the rows of a figures table that a query asks for; values at a date are in every answer."""
    if not rows.num_rows:
        return rows
    windows = [window.value for window in (*query.windows, Window.AT)]
    rows = rows.filter(pc.is_in(rows["window"].cast(pa.string()), pa.array(windows)))
    if query.areas:
        rows = rows.filter(pc.is_in(rows["area"].cast(pa.string()), pa.array(query.areas)))
    kinds = query.area_types or (() if query.areas else ("force",))
    if kinds:
        rows = rows.filter(pc.is_in(rows["area_type"].cast(pa.string()), pa.array(kinds)))
    words = rows["breakdown"].cast(pa.string())
    rows = rows.filter(
        pc.starts_with(words, f"{query.breakdown}=") if query.breakdown else pc.equal(words, "")
    )
    if query.source not in (HEADLINE, ALL_SOURCES):
        rows = rows.filter(pc.equal(rows["source"].cast(pa.string()), query.source))
    if query.start is not None:
        rows = rows.filter(pc.greater_equal(rows["period_end"], query.start))
    if query.end is not None:
        rows = rows.filter(pc.less_equal(rows["period_end"], query.end))
    return rows


def figure_of(row: Mapping[str, Any]) -> Figure:
    """Return a row of the figures table as a dataclass."""
    return Figure(**{**row, "state": State(row["state"]), "basis": Basis(row["basis"])})


def as_figures(table: pa.Table) -> list[Figure]:
    """Return the rows of a figures table as dataclasses."""
    columns = [_plain(column) for column in table.columns]
    return [figure_of(dict(zip(table.column_names, row, strict=True))) for row in zip(*columns, strict=True)]


def _plain(column: pa.ChunkedArray) -> list[Any]:
    """Return a column's values. Words and days repeat: each is made once."""
    if pa.types.is_date(column.type):
        column = column.dictionary_encode()
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    found: list[Any] = []
    for chunk in column.chunks:
        values = chunk.dictionary.to_pylist()
        found += [None if place is None else values[place] for place in chunk.indices.to_pylist()]
    return found


def figure_rows(series: SeriesSet, windowed: Windowed, start: date | None, end: date | None) -> pa.Table:
    """Return the figures table of a window, series by series, periods in order."""
    places = [
        place
        for place, period in enumerate(windowed.periods)
        if (start is None or period.end >= start) and (end is None or period.end <= end)
    ]
    count, width = len(series.keys), len(places)
    if not count or not width:
        return figures_schema().empty_table()
    table = _whole_rows(series, windowed, places)
    keep = _within_supplied(windowed.obtained[:, places] > 0, open_start=start is None, open_end=end is None)
    return table if keep.all() else table.filter(pa.array(keep.ravel()))


def _within_supplied(
    supplied: np.ndarray[tuple[int, int], np.dtype[np.bool_]], *, open_start: bool, open_end: bool
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return which periods lie between the first and last supplied one of their series.

    A side that was asked for by name is not cut: then missing periods are shown to the end.
    """
    keep = np.ones(supplied.shape, bool)
    if open_start:
        keep &= np.logical_or.accumulate(supplied, axis=1)
    if open_end:
        keep &= np.logical_or.accumulate(supplied[:, ::-1], axis=1)[:, ::-1]
    return keep


def _whole_rows(series: SeriesSet, windowed: Windowed, places: list[int]) -> pa.Table:
    count, width = len(series.keys), len(places)
    periods = [windowed.periods[place] for place in places]

    def by_series(words: list[str]) -> pa.Array:
        return _words(words, np.repeat(np.arange(count), width))

    def by_period(words: list[str]) -> pa.Array:
        return _words(words, np.tile(np.arange(width), count))

    def same(word: str) -> pa.Array:
        return _words([word], np.zeros(count * width, np.int64))

    def dates(days: list[date]) -> pa.Array:
        return pa.array(days, pa.date32()).take(pa.array(np.tile(np.arange(width), count)))

    state = windowed.state[:, places].ravel()
    missing = state == MISSING
    value = windowed.value[:, places].ravel()
    numerator = windowed.numerator[:, places].ravel()
    denominator = None if windowed.denominator is None else windowed.denominator[:, places].ravel()
    counted = numerator if denominator is None else denominator
    obtained = windowed.obtained[:, places].ravel()
    arrays = {
        "measure": same(series.measure.id),
        "area_type": by_series([key.area_type for key in series.keys]),
        "area": by_series([key.area for key in series.keys]),
        "breakdown": by_series([key.breakdown for key in series.keys]),
        "window": same(windowed.window.value),
        "period": by_period([period.key for period in periods]),
        "period_start": dates([period.start for period in periods]),
        "period_end": dates([period.end for period in periods]),
        "label": by_period([period.label for period in periods]),
        "numerator": pa.array(numerator, pa.float64(), mask=missing),
        "denominator": pa.nulls(len(value), pa.float64())
        if denominator is None
        else pa.array(denominator, pa.float64(), mask=missing),
        "value": pa.array(value, pa.float64(), mask=missing | np.isnan(value)),
        "unit": same(series.measure.unit),
        "n": pa.array(np.rint(np.where(missing, 0, counted)).astype(np.int64), pa.int64(), mask=missing),
        "state": _words([one.value for one in STATES], state.astype(np.int64)),
        "basis": same(series.basis.value),
        "source": same(series.source),
        "as_at": pa.array(obtained, pa.int32(), mask=obtained == 0).cast(pa.date32()),
    }
    return pa.table(arrays, schema=figures_schema())


def _words(words: list[str], indices: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Array:
    distinct = list(dict.fromkeys(words))
    place = (
        np.array([distinct.index(word) for word in words], np.int32) if len(distinct) < len(words) else None
    )
    codes = indices.astype(np.int32) if place is None else place[indices]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(distinct, pa.string()))


def figure_at(series: SeriesSet, windowed: Windowed, row: int, place: int) -> Figure:
    """Return one figure of a window as a dataclass."""
    key, period = series.keys[row], windowed.periods[place]
    state = STATES[int(windowed.state[row, place])]
    missing = state is State.MISSING
    value = float(windowed.value[row, place])
    numerator = float(windowed.numerator[row, place])
    denominator = None if windowed.denominator is None else float(windowed.denominator[row, place])
    days = int(windowed.obtained[row, place])
    return Figure(
        measure=series.measure.id,
        area_type=key.area_type,
        area=key.area,
        breakdown=key.breakdown,
        window=period.window.value,
        period=period.key,
        period_start=period.start,
        period_end=period.end,
        label=period.label,
        numerator=None if missing else numerator,
        denominator=None if missing else denominator,
        value=None if missing or np.isnan(value) else value,
        unit=series.measure.unit,
        n=None if missing else round(numerator if denominator is None else denominator),
        state=state,
        basis=series.basis,
        source=series.source,
        as_at=EPOCH + timedelta(days=days) if days else None,
    )
