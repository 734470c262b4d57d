"""Figures by plain loops: every measure, area, breakdown and window, with its state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tests.spec.naive.counting import Cell, Months, Tally, tally
from tests.spec.naive.definitions import Measure, Office
from tests.spec.naive.files import Supply
from tests.spec.naive.months import WINDOWS, between, last_day, move, periods
from tests.spec.naive.percentiles import percentile, time_by_which
from tests.spec.naive.words import POLICE_COLUMNS, force, slug

KNOWN, IMMATURE, MISSING = "known", "immature", "missing"
GOODNESS = (KNOWN, IMMATURE, MISSING)
TABLES = (*POLICE_COLUMNS, "force-month-counts")


class Figure(NamedTuple):
    """One figure: what it is of, and what it is."""

    measure: str
    source: str
    area_type: str
    area: str
    breakdown: str
    window: str
    period: str
    state: str
    numerator: float | None
    denominator: float | None
    value: float | None
    n: int | None
    as_at: date | None


@dataclass
class Series:
    """Monthly numbers of one thing, with each month's state and newest file."""

    cell: Cell
    numerator: Months
    denominator: Months | None
    state: dict[str, str]
    as_at: dict[str, date]
    at_end: bool = False
    scale: float = 1


@dataclass
class Naive:
    """Everything the second implementation can work out of an office folder and what was supplied to it."""

    office: Office
    supply: Supply

    @cached_property
    def tally(self) -> Tally:
        return tally(self.office, self.supply)

    @cached_property
    def span(self) -> list[str]:
        """The months from the first to the last that anything was supplied for."""
        months = [month for table in TABLES for f in self.forces(table) for month in self.months(table, f)]
        return between(min(months), max(months)) if months else []

    def forces(self, table: str) -> list[str]:
        return self._forces[table]

    def months(self, table: str, of_force: str) -> dict[str, date]:
        return self._months.get((table, of_force), {})

    @cached_property
    def _forces(self) -> dict[str, list[str]]:
        return {table: self.supply.forces(table) for table in TABLES}

    @cached_property
    def _months(self) -> dict[tuple[str, str], dict[str, date]]:
        return {(table, f): self.supply.months(table, f) for table in TABLES for f in self.forces(table)}

    # --- one series ----------------------------------------------------------------------------

    def root(self, measure: Measure) -> Measure:
        """Return the measure that is counted: that of the numerator for ratios and rates."""
        while measure.kind in ("ratio", "rate"):
            measure = self.office.measures[measure.numerator]
        return measure

    def sources(self, measure: Measure) -> list[str]:
        """Return the tables a measure is asked of: its own, and one it is compared from.

        A ratio has the other only where both its measures do: the two are never mixed.
        """
        root = self.root(measure)
        found = [root.table, *([root.peers] if root.peers and root.peers != root.table else [])]
        if measure.kind == "ratio":
            below = self.office.measures[measure.denominator]
            found = found[:1] + [one for one in found[1:] if one in self.sources(below)]
        return found

    def state(self, measure: Measure, source: str, area_type: str, area: str, month: str) -> str:
        """Return whether a month can be relied on.

        A month is missing unless its file was supplied (for local areas: of all the office's forces). With
        a follow-up of N months the outcomes of months 0 to N after it are wanted too: it is immature where
        only the newest of them are still to come, missing where one before the newest supplied is not there
        or none has come.
        """
        forces = [area] if area_type == "force" else list(self.office.forces)
        if not forces or any(month not in self.months(source, f) for f in forces):
            return MISSING
        states = [KNOWN]
        if measure.ended_by and any(month not in self.months("outcomes", f) for f in forces):
            return MISSING
        if measure.follow_up is not None:
            for f in forces:
                given = self.months("outcomes", f)
                wanted = [move(month, later) for later in range(measure.follow_up + 1)]
                due = [one for one in wanted if given and one <= max(given)]
                if not due or any(one not in given for one in due):
                    states.append(MISSING)
                elif len(due) < len(wanted):
                    states.append(IMMATURE)
        return worst(states)

    def as_at(self, measure: Measure, source: str, area_type: str, area: str, month: str) -> date | None:
        """Return the day of obtaining of the newest file behind a month; none where it was not supplied."""
        forces = [area] if area_type == "force" else list(self.office.forces)
        days = [self.months(source, f).get(month) for f in forces]
        if not days or None in days:
            return None
        if measure.ended_by:
            if any(month not in self.months("outcomes", f) for f in forces):
                return None
            for f in forces:
                later = month
                while later in self.months("outcomes", f):
                    days.append(self.months("outcomes", f)[later])
                    later = move(later, 1)
        if measure.follow_up is not None:
            wanted = [move(month, later) for later in range(measure.follow_up + 1)]
            days += [self.months("outcomes", f).get(one) for f in forces for one in wanted]
        return max(day for day in days if day is not None)

    def cells(self, measure: Measure, source: str) -> list[Cell]:
        """Return what a measure has series of.

        Every force supplied, every declared local authority, every ward and small area that any row
        lies in, and every breakdown word in which anything was counted.
        """
        if measure.kind in ("ratio", "rate"):
            found = self.cells(self.office.measures[measure.numerator], source)
            if measure.kind == "ratio":
                found = [*found, *self.cells(self.office.measures[measure.denominator], source)]
            wanted = {"": True} | {f"{column}=": True for column in measure.breakdowns}
            kept = [
                cell._replace(measure=measure.id)
                for cell in found
                if re.sub("=.*", "=", cell.breakdown) in wanted
                and cell.area_type in ("force", *measure.areas)
            ]
            return list(dict.fromkeys(kept))
        cells = [Cell(measure.id, source, "force", f, "") for f in self.forces(source)]
        if source in ("crimes", "outcomes") and self.forces(source):
            codes = sorted(set(self.office.authority_of_name.values()))
            if "local-authority" in measure.areas:
                cells += [Cell(measure.id, source, "local-authority", code, "") for code in codes]
            # Nothing counted makes a count of 0, and no percentile or time of anything.
            many = set() if measure.kind in ("percentile", "time-to-outcome") else {"ward", "lsoa"}
            for kind in many & set(measure.areas):
                known = sorted(self.tally.places[kind])
                cells += [Cell(measure.id, source, kind, code, "") for code in known]
        counted = (*self.tally.numerators, *self.tally.denominators, *self.tally.collected)
        cells += [one for one in counted if one.measure == measure.id and one.source == source]
        return list(dict.fromkeys(cells))

    def series(self, cell: Cell) -> Series:
        """Return the monthly numbers of one cell."""
        measure = self.office.measures[cell.measure]
        if measure.kind == "ratio":
            return self._ratio(measure, cell)
        if measure.kind == "rate":
            return self._rate(measure, cell)
        states, days = {}, {}
        for month in self.span:
            states[month] = self.state(measure, cell.source, cell.area_type, cell.area, month)
            day = self.as_at(measure, cell.source, cell.area_type, cell.area, month)
            if day is not None:
                days[month] = day
        fraction = measure.kind in ("share", "mean")
        return Series(
            cell,
            self.tally.numerators.get(cell, {}),
            self.tally.denominators.get(cell, {}) if fraction else None,
            states,
            days,
            scale=measure.scale if fraction else 1,
        )

    def _ratio(self, measure: Measure, cell: Cell) -> Series:
        below = self.office.measures[measure.denominator]
        source = cell.source if cell.source == "force-month-counts" else self.root(below).table
        over = self.series(cell._replace(measure=measure.numerator))
        under = self.series(cell._replace(measure=below.id, source=source))
        return Series(
            cell,
            over.numerator,
            under.numerator,
            {month: worst([over.state[month], under.state[month]]) for month in self.span},
            {
                month: max(one.as_at[month] for one in (over, under) if month in one.as_at)
                for month in self.span
                if month in over.as_at or month in under.as_at
            },
            scale=measure.scale,
        )

    def _rate(self, measure: Measure, cell: Cell) -> Series:
        """Per resident or household: by the latest estimate by the window's last day, else the first."""
        over = self.series(cell._replace(measure=measure.numerator))
        estimates = self.estimates[measure.denominator].get(cell.area, [])
        below: Months = {}
        for month in self.span if estimates else ():
            known = [number for day, number in estimates if day <= last_day(month)]
            below[month] = known[-1] if known else estimates[0][1]
        states = {month: over.state[month] if estimates else MISSING for month in self.span}
        return Series(cell, over.numerator, below, states, over.as_at, at_end=True, scale=measure.scale)

    @cached_property
    def estimates(self) -> dict[str, dict[str, list[tuple[date, float]]]]:
        """Residents and households of each force by the day of the estimate, oldest first."""
        found: dict[str, dict[str, list[tuple[date, float]]]] = {"residents": {}, "households": {}}
        for row in self.supply.reference_rows("populations"):
            for heading, number in row.items():
                told = re.fullmatch(r"(population|households)_(\d{4})", heading)
                if told and number:
                    of = found["residents" if told[1] == "population" else "households"]
                    of.setdefault(force(row["pfa_name"]), []).append(
                        (date(int(told[2]), 6, 30), float(number))
                    )
        return {what: {area: sorted(rows) for area, rows in of.items()} for what, of in found.items()}

    # --- figures -------------------------------------------------------------------------------

    def figures(self, measure: Measure, windows: Iterable[str] = WINDOWS) -> list[Figure]:
        """Return every figure of a measure from every source."""
        windows = tuple(windows)
        if measure.kind in ("value-at", "supplied"):
            return self._dated(measure)
        if measure.kind in ("distinct-count", "percentile", "time-to-outcome"):
            cells = self.cells(measure, measure.table)
            return [
                figure
                for cell in cells
                for window in _windows(cell, windows)
                for figure in self._pooled(measure, cell, window)
            ]
        found = []
        for source in self.sources(measure):
            for cell in self.cells(measure, source):
                series = self.series(cell)
                for window in _windows(cell, windows):
                    found += self.over(series, window, all_periods=False)
        return found

    def over(self, series: Series, window: str, *, all_periods: bool = True) -> list[Figure]:
        """Return the figures of a window: a sum over a sum, never a mean of monthly values.

        ``all_periods`` includes those of which no month at all was supplied.
        """
        found = []
        supplied = series.as_at
        for key, months in periods(window, self.span[0], self.span[-1]) if self.span else ():
            if not all_periods and not any(month in supplied for month in months):
                continue
            state = worst(series.state.get(month, MISSING) for month in months)
            days = [series.as_at[month] for month in months if month in series.as_at]
            as_at = max(days) if days else None
            if state == MISSING:
                figure = Figure(*_named(series.cell), window, key, state, None, None, None, None, as_at)
                found.append(figure)
                continue
            numerator = sum(series.numerator.get(month, 0) for month in months)
            denominator: float | None = None
            if series.denominator is not None and series.at_end:
                denominator = series.denominator[months[-1]]
            elif series.denominator is not None:
                denominator = sum(series.denominator.get(month, 0) for month in months)
            value: float | None = numerator
            if denominator is not None:
                value = numerator * series.scale / denominator if denominator else None
            n = round(numerator if denominator is None else denominator)
            figure = Figure(*_named(series.cell), window, key, state, numerator, denominator, value, n, as_at)
            found.append(figure)
        return found

    def _pooled(self, measure: Measure, cell: Cell, window: str) -> list[Figure]:
        """Distinct values and percentiles over all records of a window's months."""
        found = []
        collected = self.tally.collected.get(cell, {})
        for key, months in periods(window, self.span[0], self.span[-1]):
            state = worst(
                self.state(measure, cell.source, cell.area_type, cell.area, month) for month in months
            )
            days = [self.as_at(measure, cell.source, cell.area_type, cell.area, month) for month in months]
            as_at = max((day for day in days if day is not None), default=None)
            values = [value for month in months for value in collected.get(month, [])]
            distinct = measure.kind == "distinct-count"
            value: float | None
            if measure.kind == "time-to-outcome":
                value = time_by_which(values, measure.percentile)
                state = IMMATURE if state == KNOWN and values and value is None else state
            else:
                value = len(set(values)) if distinct else percentile(values, measure.percentile)
            if state == MISSING:
                figure = Figure(*_named(cell), window, key, state, None, None, None, None, as_at)
            else:
                top = value if distinct else None
                figure = Figure(*_named(cell), window, key, state, top, None, value, len(values), as_at)
            found.append(figure)
        return found

    def _dated(self, measure: Measure) -> list[Figure]:
        """Values at a date, added up where several rows meet the conditions."""
        held = self.supply.held(measure.table)
        obtained = max((day for day, _, _ in held), default=None)
        read = DATED[measure.table]
        totals: dict[tuple[str, date], list[float]] = {}
        for _, name, rows in held:
            for row in rows:
                where, day, words, value = read(row, name)
                if value is not None and all(one.holds(words[one.column]) for one in measure.where):
                    totals.setdefault((where, day), []).append(value)
        return [
            Figure(
                measure.id, measure.table, "force", where, "", "at", day.isoformat(), KNOWN,
                None if measure.kind == "supplied" else sum(values), None, sum(values), len(values), obtained,
            )
            for (where, day), values in totals.items()
        ]  # fmt: skip


def _windows(cell: Cell, windows: tuple[str, ...]) -> tuple[str, ...]:
    """Small areas are worked out by month only: there are many of them."""
    return ("month",) if cell.area_type in ("ward", "lsoa") else windows


def _named(cell: Cell) -> tuple[str, str, str, str, str]:
    return cell.measure, cell.source, cell.area_type, cell.area, cell.breakdown


def worst(states: Iterable[str]) -> str:
    """Return the worst of some states: a window is as good as its worst month."""
    return max(states, key=GOODNESS.index)


DatedRow = tuple[str, date, dict[str, str], float | None]


def _residents_row(row: dict[str, str], name: str) -> DatedRow:
    heading = next(column for column in row if re.fullmatch(r"population_\d{4}", column))
    return force(row["pfa_name"]), date(int(heading[-4:]), 6, 30), {}, float(row[heading])


def _workforce_row(row: dict[str, str], name: str) -> DatedRow:
    officers = row["officers"]
    value = None if officers in ("", "NA") else float(officers)
    words = {"function": slug(row["function_name"])}
    return force(row["force"]), date(int(row["year"]), 3, 31), words, value


def _grant_row(row: dict[str, str], name: str) -> DatedRow:
    year = re.search(r"(20\d{2})-\d{2}", name)
    assert year
    return force(row["force"]), date(int(year[1]), 4, 1), {}, float(row["budget_gbp"])


DATED: dict[str, Callable[[dict[str, str], str], DatedRow]] = {
    "populations": _residents_row,
    "workforce": _workforce_row,
    "police-grant": _grant_row,
}
