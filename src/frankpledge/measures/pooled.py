"""Figures that cannot be added up from months: percentiles, distinct counts, values at a date.

Percentiles and distinct counts are taken over the pooled records of each window (:mod:`pooling`), never as a
mean or sum of monthly values: the engine counts how many records there are of each value in each month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.figures import Basis, State, figures_schema
from frankpledge.measures.conditions import condition
from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.coverage import supplied_as
from frankpledge.measures.derived import in_month_of, with_derived
from frankpledge.measures.durations import wait_columns
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.pooling import Floats, Ints, Periods, distinct_counts, quantiles
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, Records
from frankpledge.measures.windows import periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Period, at
from frankpledge.plan.columns import SUPPLIED_TABLE
from frankpledge.plan.definitions import Definitions, Kind, Measure, Office

POOLED_KINDS = (Kind.PERCENTILE, Kind.DISTINCT)
DATED_KINDS = (Kind.VALUE_AT, Kind.SUPPLIED)
AREA = "in-area"


Supplied = dict[str, dict[int, date]]
"""The months supplied for each area, with the date of obtaining."""


@dataclass(frozen=True)
class Placed:
    """The records of one measure by areas of one kind; ``rows`` is None where there are none at all.

    ``always`` are the areas that have figures even where nothing was counted. Rows have the month, the
    force, the area (AREA), the columns taken and the columns broken down by.
    """

    area_type: str
    rows: ir.Table | None
    supplied: Supplied
    always: frozenset[str]


def pool_all(
    records: Records,
    definitions: Definitions,
    covered: pa.Table,
    local: LocalMap,
    carried: Callable[[Measure], bool] = lambda measure: False,
    kept: pa.Table | None = None,
    further: Sequence[dict[str, Any]] = (),
) -> pa.Table:
    """Return the finished figures of every measure that does not add up, as a figures table sorted by key.

    Measures for which ``carried`` holds are not asked again: their figures are in ``kept``. ``further`` are
    rows worked out elsewhere (by :func:`figure_row`), to stand among the others.
    """
    rows: list[dict[str, Any]] = [*([] if kept is None else kept.to_pylist()), *further]
    for measure in definitions.measures.values():
        if carried(measure):
            continue
        if measure.kind in POOLED_KINDS:
            by_force = supplied_for(covered, measure)
            for placed in placed_records(records, measure, by_force, local, definitions.office):
                rows += _pooled(records, measure, placed)
        elif measure.kind in DATED_KINDS and measure.table != SUPPLIED_TABLE:
            rows += _dated(records, measure)
    rows.sort(
        key=lambda row: tuple(
            row[name] for name in ("measure", "area_type", "area", "breakdown", "window", "period")
        )
    )
    return pa.Table.from_pylist(rows, figures_schema())


def supplied_by_force(covered: pa.Table, table: str) -> Supplied:
    """Return the months of a table supplied for each force, each with its date of obtaining."""
    found: Supplied = {}
    for one in covered.to_pylist():
        if one["table"] == table:
            found.setdefault(one["area"], {})[one["month"]] = one["obtained"]
    return found


def supplied_for(covered: pa.Table, measure: Measure) -> Supplied:
    """Return the months supplied for a measure: by all of the senders that it is of, where it names them."""
    names = supplied_as(measure)
    senders = any(one.startswith(f"{measure.table}/") for one in pc.unique(covered["table"]).to_pylist())
    if names == (measure.table,) or not senders:
        return supplied_by_force(covered, measure.table)
    held = [supplied_by_force(covered, one) for one in names]
    found: Supplied = {}
    for area in sorted({area for one in held for area in one}):
        months = [one[area] for one in held if area in one]
        found[area] = _supplied_by_all(months)
    return found


def _rows_of(records: Records, measure: Measure) -> ir.Table | None:
    if measure.ended_by is not None:
        return records.crimes_timed(measure.ended_by.terms)
    if measure.column == MONTHS_TO_OUTCOME:
        return records.outcomes_timed()
    return records.table(measure.table)


def _taken(measure: Measure) -> tuple[str, ...]:
    """Return the columns that say what a measure takes of each record."""
    if measure.kind is Kind.TIME_TO_OUTCOME:
        return (MONTHS_TO_OUTCOME,) if measure.duration is None else wait_columns(measure.duration)
    return (measure.column,)


def placed_records(
    records: Records, measure: Measure, by_force: Supplied, local: LocalMap, office: Office
) -> Iterator[Placed]:
    """Yield the records of a measure by force, and by each kind of local area it is declared for.

    ``by_force`` are the months that a force has figures for.
    """
    if not by_force:
        return
    rows = _rows_of(records, measure)
    if rows is not None:
        rows = with_derived(records, measure.table, rows, [measure])
        if measure.in_month_of:
            rows = in_month_of(records, rows, measure.in_month_of)
        rows = rows.filter(condition(measure, measure.where, rows, records))
    kept = ("month", "force", *_taken(measure), *measure.breakdowns)
    of_forces = None if rows is None else rows.select(*kept, **{AREA: rows["force"]})
    yield Placed("force", of_forces, by_force, frozenset(by_force))
    everywhere = _supplied_by_all([by_force.get(force, {}) for force in office.forces])
    for area_type in measure.area_types:
        inside = local.of.get(area_type, {})
        declared = {area.code for area in office.local_areas if area.area_type == area_type}
        areas = sorted(declared.union(inside.values()))
        if area_type == "force" or not areas or not everywhere:
            continue
        own = None
        if rows is not None and inside:
            lookup = records.engine.values(f"pooled_{area_type}", local.table(area_type))
            placed = rows.filter(rows["force"].isin(list(office.forces))).inner_join(lookup, "lsoa")
            own = placed.select(*kept, **{AREA: placed["area-code"]})
        yield Placed(area_type, own, dict.fromkeys(areas, everywhere), frozenset(declared))


def _supplied_by_all(months: list[dict[int, date]]) -> dict[int, date]:
    """Return the months that all of the office's forces were supplied for, each with its newest date."""
    shared = set(months[0]).intersection(*months[1:]) if months else set()
    return {month: max(held[month] for held in months) for month in shared}


def _pooled(records: Records, measure: Measure, placed: Placed) -> list[dict[str, Any]]:
    first = min(min(months) for months in placed.supplied.values())
    last = max(max(months) for months in placed.supplied.values())
    periods = [period for window in MONTHLY_WINDOWS for period in periods_of(window, first, last)]
    found: list[dict[str, Any]] = []
    counted = None if placed.rows is None else _counted(records, measure, placed.rows)
    for breakdown in ("", *measure.breakdowns):
        answers = {} if counted is None or not periods else _answers(measure, counted, periods, breakdown)
        found += _figures(measure, placed, periods, breakdown, answers)
    return found


_VALUE, _COUNT = "in-value", "in-count"


def _counted(records: Records, measure: Measure, rows: ir.Table) -> pa.Table:
    """Return how many records there are of each area, month, part and value. The engine is asked once."""
    column = rows[measure.column]
    rows = rows.filter(column.notnull())
    value = column.cast("float64") if measure.kind is Kind.PERCENTILE else column
    keys = rows.select(AREA, "month", *measure.breakdowns, **{_VALUE: value})
    return records.engine.run(keys.group_by(keys.columns).agg(**{_COUNT: keys.count()}))


Answers = dict[tuple[str, str], tuple[Floats, Ints]]
"""Values (NaN for none) and numbers of observations, in the order of the periods, by area and word."""


def _answers(measure: Measure, counted: pa.Table, periods: Sequence[Period], breakdown: str) -> Answers:
    areas = encoded(counted[AREA].cast(pa.string()))
    words = breakdown_words(measure.table, counted, breakdown)
    width = max(len(words.known), 1)
    group = areas.indices.to_numpy().astype(np.int64) * width + words.codes
    # Parts without a record are no groups: areas times words would be many.
    named, group = np.unique(group, return_inverse=True)
    if not len(named):
        return {}
    starts, ends = (
        np.array([getattr(one, name) for one in periods], np.int64) for name in ("first_month", "last_month")
    )
    every = Periods.of(starts, ends)
    month, count = (counted[name].to_numpy().astype(np.int64) for name in ("month", _COUNT))
    if measure.kind is Kind.DISTINCT:
        item = encoded(counted[_VALUE]).indices.to_numpy().astype(np.int64)
        different, n = distinct_counts(group, month, item, count, len(named), every)
        values = different.astype(np.float64)
    else:
        assert measure.percentile is not None
        of = counted[_VALUE].to_numpy()
        values, n = quantiles(group, month, of, count, len(named), every, measure.percentile / 100)
    return {
        (areas.dictionary[int(one) // width].as_py(), words.known[int(one) % width]): (values[at], n[at])
        for at, one in enumerate(named)
    }


def encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as numbers of its distinct values."""
    whole = column.combine_chunks()
    whole = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _figures(
    measure: Measure, placed: Placed, periods: Sequence[Period], breakdown: str, answers: Answers
) -> list[dict[str, Any]]:
    """Return the figures of every area supplied (and of every word of a breakdown that was seen there)."""
    seen = set(answers)
    if not breakdown:
        seen |= {(area, "") for area in placed.always}
    rows = []
    for area, word in sorted(seen):
        months = placed.supplied.get(area, {})
        values, counts = answers.get((area, word), (None, None))
        for place, period in enumerate(periods):
            whole = all(month in months for month in period.months)
            value, n = None, 0
            if values is not None and counts is not None and counts[place]:
                value, n = float(values[place]), int(counts[place])
            if measure.kind is Kind.DISTINCT and whole and value is None:
                value = 0.0
            rows.append(
                figure_row(
                    measure,
                    area,
                    word,
                    period,
                    area_type=placed.area_type,
                    value=value if whole else None,
                    n=n if whole else None,
                    state=State.KNOWN if whole else State.MISSING,
                    as_at=max((months[m] for m in period.months if m in months), default=None),
                    numerator=value if whole and measure.kind is Kind.DISTINCT else None,
                )
            )
    return rows


def _dated(records: Records, measure: Measure) -> list[dict[str, Any]]:
    rows = records.table(measure.table)
    if rows is None:
        return []
    rows = rows.filter(condition(measure, measure.where, rows, records) & rows[measure.column].notnull())
    obtained = max(edition.obtained for edition in records.of(measure.table))
    found = []
    for breakdown in ("", *measure.breakdowns):
        keys = ["force", "date", *([breakdown] if breakdown else [])]
        answer = records.engine.run(rows.group_by(keys).agg(value=rows[measure.column].sum(), n=rows.count()))
        words = breakdown_words(measure.table, answer, breakdown).texts()
        for force, day, word, value, n in zip(
            answer["force"].cast(pa.string()).to_pylist(),
            answer["date"].to_pylist(),
            words,
            answer["value"].to_pylist(),
            answer["n"].to_pylist(),
            strict=True,
        ):
            found.append(
                figure_row(
                    measure, force, word, at(day), value=float(value) * measure.scale, n=n,
                    state=State.KNOWN, as_at=obtained, numerator=float(value),
                )
            )  # fmt: skip
    return found


def figure_row(
    measure: Measure,
    area: str,
    breakdown: str,
    period: Period,
    *,
    value: float | None,
    n: int | None,
    state: State,
    as_at: date | None,
    numerator: float | None,
    area_type: str = "force",
) -> dict[str, Any]:
    """Return a row of the figures table, by the names of its columns."""
    supplied = measure.kind is Kind.SUPPLIED
    return {
        "measure": measure.id,
        "area_type": area_type,
        "area": area,
        "breakdown": breakdown,
        "window": period.window.value,
        "period": period.key,
        "period_start": period.start,
        "period_end": period.end,
        "label": period.label,
        "numerator": None if supplied else numerator,
        "denominator": None,
        "value": value,
        "unit": measure.unit,
        "n": n,
        "state": state.value,
        "basis": (Basis.SUPPLIED if supplied else Basis.COMPUTED).value,
        "source": measure.table,
        "as_at": as_at,
    }
