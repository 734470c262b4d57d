"""Figures that cannot be added up from months: percentiles, distinct counts, values at a date.

Percentiles and distinct counts are asked of the engine once for each window, over the
pooled records of the window: never a mean or sum of monthly values.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from frankpledge.contracts.figures import Basis, State, figures_schema
from frankpledge.measures.conditions import condition
from frankpledge.measures.counting import breakdown_words
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, Records
from frankpledge.measures.windows import periods_of
from frankpledge.periods import MONTHLY_WINDOWS, Period, at
from frankpledge.plan.definitions import Definitions, Kind, Measure

POOLED_KINDS = (Kind.PERCENTILE, Kind.DISTINCT)
DATED_KINDS = (Kind.VALUE_AT, Kind.SUPPLIED)


def pool_all(records: Records, definitions: Definitions, covered: pa.Table) -> pa.Table:
    """Return the figures of every measure that is not additive, as a figures table, sorted by key."""
    rows: list[dict[str, Any]] = []
    for measure in definitions.measures.values():
        if measure.kind in POOLED_KINDS:
            rows += _pooled(records, measure, covered)
        elif measure.kind in DATED_KINDS:
            rows += _dated(records, measure)
    rows.sort(
        key=lambda row: tuple(row[name] for name in ("measure", "area", "breakdown", "window", "period"))
    )
    return pa.Table.from_pylist(rows, figures_schema())


def _rows_of(records: Records, measure: Measure) -> ir.Table | None:
    if measure.column == MONTHS_TO_OUTCOME:
        return records.outcomes_timed()
    return records.table(measure.table)


def _pooled(records: Records, measure: Measure, covered: pa.Table) -> list[dict[str, Any]]:
    rows = _rows_of(records, measure)
    if rows is None:
        return []
    rows = rows.filter(condition(measure, measure.where, rows, records))
    supplied: dict[str, dict[int, date]] = {}
    for one in covered.to_pylist():
        if one["table"] == measure.table:
            supplied.setdefault(one["area"], {})[one["month"]] = one["obtained"]
    if not supplied:
        return []
    first = min(min(months) for months in supplied.values())
    last = max(max(months) for months in supplied.values())
    found: list[dict[str, Any]] = []
    kept = records.engine.keep(
        f"pooled_{measure.id}",
        rows.select("force", "month", measure.column, *measure.breakdowns),
    )
    for window in MONTHLY_WINDOWS:
        periods = periods_of(window, first, last)
        if not periods:
            continue
        pairs = [(month, place) for place, period in enumerate(periods) for month in period.months]
        mapping = pa.table(
            {
                "in-month": pa.array([month for month, _ in pairs], pa.int32()),
                "place": pa.array([place for _, place in pairs], pa.int32()),
            }
        )
        name = f"windows_{measure.id}_{window}"
        spread = kept.inner_join(records.engine.values(name, mapping), [("month", "in-month")])
        for breakdown in ("", *measure.breakdowns):
            found += _ask(records, measure, spread, periods, breakdown, supplied)
    return found


def _ask(
    records: Records,
    measure: Measure,
    spread: ir.Table,
    periods: Sequence[Period],
    breakdown: str,
    supplied: dict[str, dict[int, date]],
) -> list[dict[str, Any]]:
    column = spread[measure.column]
    if measure.kind is Kind.DISTINCT:
        value = column.nunique()
    else:
        assert measure.percentile is not None
        value = column.cast("float64").quantile(measure.percentile / 100)
    keys = ["force", "place", *([breakdown] if breakdown else [])]
    answer = records.engine.run(spread.group_by(keys).agg(value=value, n=column.count()))
    words = breakdown_words(measure.table, answer, breakdown).to_pylist()
    got: dict[tuple[str, str, int], tuple[float | None, int]] = {}
    for force, place, word, number, n in zip(
        answer["force"].cast(pa.string()).to_pylist(),
        answer["place"].to_pylist(),
        words,
        answer["value"].to_pylist(),
        answer["n"].to_pylist(),
        strict=True,
    ):
        got[force, word, place] = (None if number is None else float(number), n)
    rows = []
    for force, word in sorted({(force, word) for force, word, _ in got}):
        months = supplied.get(force, {})
        for place, period in enumerate(periods):
            whole = all(month in months for month in period.months)
            value_, n = got.get((force, word, place), (None, 0))
            if measure.kind is Kind.DISTINCT and whole and value_ is None:
                value_ = 0.0
            obtained = max((months[m] for m in period.months if m in months), default=None)
            rows.append(
                _row(
                    measure,
                    force,
                    word,
                    period,
                    value=value_ if whole else None,
                    n=n if whole else None,
                    state=State.KNOWN if whole else State.MISSING,
                    as_at=obtained,
                    numerator=value_ if whole and measure.kind is Kind.DISTINCT else None,
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
        words = breakdown_words(measure.table, answer, breakdown).to_pylist()
        for force, day, word, value, n in zip(
            answer["force"].cast(pa.string()).to_pylist(),
            answer["date"].to_pylist(),
            words,
            answer["value"].to_pylist(),
            answer["n"].to_pylist(),
            strict=True,
        ):
            found.append(
                _row(
                    measure, force, word, at(day), value=float(value) * measure.scale, n=n,
                    state=State.KNOWN, as_at=obtained, numerator=float(value),
                )
            )  # fmt: skip
    return found


def _row(
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
) -> dict[str, Any]:
    supplied = measure.kind is Kind.SUPPLIED
    return {
        "measure": measure.id,
        "area_type": "force",
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
