"""Figures that cannot be added up from months: percentiles, distinct counts, values at a date.

Percentiles and distinct counts are asked of the engine once for each window, over the
pooled records of the window: never a mean or sum of monthly values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from frankpledge.contracts.figures import Basis, State, figures_schema
from frankpledge.measures.conditions import condition
from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.derived import with_derived
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, Records
from frankpledge.measures.windows import periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Period, at
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
    force, the area (AREA), the column taken and the columns broken down by.
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
            by_force = supplied_by_force(covered, measure.table)
            for placed in placed_records(records, measure, by_force, local, definitions.office):
                rows += _pooled(records, measure, placed)
        elif measure.kind in DATED_KINDS:
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


def _rows_of(records: Records, measure: Measure) -> ir.Table | None:
    if measure.ended_by is not None:
        return records.crimes_timed(measure.ended_by.terms)
    if measure.column == MONTHS_TO_OUTCOME:
        return records.outcomes_timed()
    return records.table(measure.table)


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
        rows = rows.filter(condition(measure, measure.where, rows, records))
    kept = ("month", "force", measure.column or MONTHS_TO_OUTCOME, *measure.breakdowns)
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
    found: list[dict[str, Any]] = []
    kept = None
    if placed.rows is not None:
        kept = records.engine.keep(f"pooled_{measure.id}_{placed.area_type}", placed.rows)
    for window in MONTHLY_WINDOWS:
        periods = periods_of(window, first, last)
        if not periods:
            continue
        spread = None if kept is None else _spread(records, f"{measure.id}_{window}", kept, periods)
        for breakdown in ("", *measure.breakdowns):
            answers = {} if spread is None else _answers(records, measure, spread, breakdown)
            found += _figures(measure, placed, periods, breakdown, answers)
    return found


def _spread(records: Records, name: str, kept: ir.Table, periods: Sequence[Period]) -> ir.Table:
    """Return each record once for every period it falls in, with the period's place."""
    pairs = [(month, place) for place, period in enumerate(periods) for month in period.months]
    mapping = pa.table(
        {
            "in-month": pa.array([month for month, _ in pairs], pa.int32()),
            "place": pa.array([place for _, place in pairs], pa.int32()),
        }
    )
    return kept.inner_join(records.engine.values(f"windows_{name}", mapping), [("month", "in-month")])


Answers = dict[tuple[str, str, int], tuple[float | None, int]]
"""Value and number of observations by area, breakdown word and place of the period."""


def _answers(records: Records, measure: Measure, spread: ir.Table, breakdown: str) -> Answers:
    column = spread[measure.column]
    if measure.kind is Kind.DISTINCT:
        value = column.nunique()
    else:
        assert measure.percentile is not None
        value = column.cast("float64").quantile(measure.percentile / 100)
    keys = [AREA, "place", *([breakdown] if breakdown else [])]
    answer = records.engine.run(spread.group_by(keys).agg(value=value, n=column.count()))
    words = breakdown_words(measure.table, answer, breakdown).texts()
    got: Answers = {}
    for area, place, word, number, n in zip(
        answer[AREA].cast(pa.string()).to_pylist(),
        answer["place"].to_pylist(),
        words,
        answer["value"].to_pylist(),
        answer["n"].to_pylist(),
        strict=True,
    ):
        got[area, word, place] = (None if number is None else float(number), n)
    return got


def _figures(
    measure: Measure, placed: Placed, periods: Sequence[Period], breakdown: str, answers: Answers
) -> list[dict[str, Any]]:
    """Return the figures of every area supplied (and of every word of a breakdown that was seen there)."""
    seen = {(area, word) for area, word, _ in answers}
    if not breakdown:
        seen |= {(area, "") for area in placed.always}
    rows = []
    for area, word in sorted(seen):
        months = placed.supplied.get(area, {})
        for place, period in enumerate(periods):
            whole = all(month in months for month in period.months)
            value, n = answers.get((area, word, place), (None, 0))
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
