"""What bodies return, added up where that is right: the bodies a measure names, and quarters to years.

A sum is made only where every part is there. Nothing computed from records is ever part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from frankpledge.periods import Period, Window, month_of, period_ending, since
from frankpledge.plan.definitions import ADDED_UP, Definitions, Kind, Measure

PARTED = (Kind.SHARE, Kind.MEAN, Kind.RATIO)
"""Kinds that add up by what was counted and of how many."""
_OF_QUARTERS = (Window.FINANCIAL_YEAR, Window.CALENDAR_YEAR, Window.ROLLING_12)

Row = dict[str, Any]
"""A stated value, by the names of SUPPLIED_SCHEMA."""
Windows = dict[str, dict[str, Row]]
"""Stated values of one series by window and period."""


class Unfit(Exception):
    """Why a stated value is not used, and what to do."""

    def __init__(self, why: str, do: str) -> None:
        super().__init__(why)
        self.why, self.do = why, do


@dataclass
class Sums:
    """The values stated and those added up from them, and which could not be, with why."""

    rows: list[Row]
    unfit: list[tuple[Row, Unfit]] = field(default_factory=list)


def with_sums(stated: Sequence[Row], definitions: Definitions) -> Sums:
    """Return stated values with the sums of the bodies that a measure names, and of quarters."""
    made = Sums(list(stated))
    for measure in definitions.measures.values():
        if measure.returned_by and measure.kind in (*ADDED_UP, *PARTED):
            _add_bodies(made, measure, [one for one in stated if one["measure"] == measure.id])
    adding = {one.id: one for one in definitions.measures.values() if one.kind in (*ADDED_UP, *PARTED)}
    series = _series(made.rows, adding)
    for key, windows in sorted(series.items()):
        _hold_against_months(made, windows, adding[key[0]])
        _add_quarters(made, windows, adding[key[0]])
    return made


def _add_bodies(made: Sums, measure: Measure, rows: list[Row]) -> None:
    """Add the force's figure where every body named gave each of its areas, all areas being different."""
    by_force: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["area_type"] != "force" and row["source"] in measure.returned_by and _adds(row):
            by_force[row["force"], row["area_type"]].append(row)
    told = {(one["source"], one["area"], one["breakdown"], one["window"], one["period"]) for one in rows}
    for (force, _), found in sorted(by_force.items()):
        places = {(one["source"], one["area"]) for one in found}
        if {source for source, _ in places} != set(measure.returned_by):
            continue
        if len({area for _, area in places}) < len(places):
            problem = Unfit(
                "two of the bodies in 'returned-by' give one area, so their values are not added up",
                "Have each body return the areas that are its own.",
            )
            made.unfit += [(one, problem) for one in found]
            continue
        source = " + ".join(sorted(measure.returned_by))
        parts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for one in found:
            parts[one["breakdown"], one["window"], one["period"]].append(one)
        for key, together in sorted(parts.items()):
            if len(together) == len(places) and (source, force, *key) not in told:
                of_force = {**together[0], "source": source, "area_type": "force", "area": force}
                made.rows.append(_sum(of_force, together, measure))
                told.add((source, force, *key))


def _series(rows: Iterable[Row], adding: dict[str, Measure]) -> dict[tuple[str, ...], Windows]:
    """Return the values that add up by series, window and period."""
    series: dict[tuple[str, ...], Windows] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row["measure"] in adding and _adds(row):
            key = tuple(row[name] for name in ("measure", "source", "area_type", "area", "breakdown"))
            series[key][row["window"]][row["period"]] = row
    return series


def _hold_against_months(made: Sums, windows: Windows, measure: Measure) -> None:
    """Note longer periods that say another number than their months: the months are what is used."""
    months = {month_of(row["period_start"]): row for row in windows.get(Window.MONTH, {}).values()}
    for window, periods in sorted(windows.items()):
        for row in periods.values() if window not in (Window.MONTH, Window.AT) else ():
            span = range(month_of(row["period_start"]), month_of(row["period_end"]) + 1)
            parts = [months[month]["numerator"] for month in span if month in months]
            made_of = parts[-1:] if measure.at_end else parts
            if len(parts) == len(span) and abs(sum(made_of) - row["numerator"]) > 0.005:
                why = f"its {window} is not what its months add up to; the months are used"
                made.unfit.append((row, Unfit(why, "Have the body correct one of the two.")))


def _add_quarters(made: Sums, windows: Windows, measure: Measure) -> None:
    """Add the half-years and years of quarters that were not stated themselves. A quarter of three months
    serves beside stated ones; what is of months alone is worked out from them when it is read."""
    stated = windows.get(Window.QUARTER, {})
    quarters = {**_quarters_of_months(windows.get(Window.MONTH, {}), measure), **stated} if stated else {}
    for row in list(quarters.values()):
        month = month_of(row["period_end"])
        spans = [period_ending(window, month) for window in _OF_QUARTERS]
        if row["period_end"].month in (3, 9):
            spans.append(since(month - 5, month))
        for period in spans:
            ends = range(period.first_month + 2, period.last_month + 1, 3)
            parts = [quarters.get(period_ending(Window.QUARTER, end).key) for end in ends]
            held = [one for one in parts if one is not None]
            told = period.key in windows.get(period.window, {})
            new = not told and any(one["period"] in stated for one in held)
            if period.last_month == month and len(held) == len(parts) and new:
                last = held[-1:] if measure.at_end else held
                made.rows.append(_sum(_of_period(row, period), last, measure))


def _quarters_of_months(months: dict[str, Row], measure: Measure) -> dict[str, Row]:
    """Return the quarters whose three months are there."""
    by_number = {month_of(row["period_end"]): row for row in months.values()}
    found = {}
    for number, row in by_number.items():
        period = period_ending(Window.QUARTER, number)
        held = [by_number[one] for one in period.months if one in by_number]
        if period.last_month == number and len(held) == len(period.months):
            parts = held[-1:] if measure.at_end else held
            found[period.key] = _sum(_of_period(row, period), parts, measure)
    return found


def _adds(row: Row) -> bool:
    return row["numerator"] is not None


def _of_period(row: Row, period: Period) -> Row:
    named = {"window": period.window.value, "period": period.key, "label": period.label}
    return {**row, **named, "period_start": period.start, "period_end": period.end}


def _sum(row: Row, parts: Iterable[Row], measure: Measure) -> Row:
    """Return a row of what parts come to: a count by its sum, a share by what it is made of."""
    held = list(parts)
    over = sum(one["numerator"] for one in held)
    below = None if measure.kind in ADDED_UP else sum(one["denominator"] for one in held)
    counted: list[Any] = [one["n"] for one in held]
    return {
        **row,
        "numerator": over,
        "denominator": below,
        "value": over if below is None else over / below * measure.scale if below else None,
        "n": None if None in counted else sum(counted),
        "interval_low": None,
        "interval_high": None,
        "as_at": max(one["as_at"] for one in held),
    }
