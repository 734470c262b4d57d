"""A build's counts about people as disclosure control needs them: each thing counted once, with its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.figures import ALL_SOURCES, DERIVED_KINDS
from frankpledge.measures.windows import MISSING
from frankpledge.periods import Window, month_of
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.publication.disclosure.conditions import Thing, counted_by, is_part_kind
from frankpledge.publication.disclosure.counted import MONTHS, Counted, Family, Flow, Level
from frankpledge.publication.disclosure.earlier import Released

Row = np.ndarray[tuple[int], np.dtype[np.float64]]
FigureKey = tuple[str, str, str, str, str]
"""Measure, source, kind of area, area, breakdown."""
OWN_LOCAL = "local-authority"
"""The kind of local area that reports show; of any smaller one nothing about people is."""


@dataclass(frozen=True)
class Place:
    """Where a count is: kind of area and area; ``day`` is set for values at a date.

    A breakdown is no place: what it counts is a thing of its own, with one condition more.
    """

    area_type: str
    area: str
    day: date | None = None


@dataclass
class Assembly:
    """Series in the order they were met, and which of them each figure is made of."""

    first_month: int
    width: int
    rows: dict[tuple[Thing, Place], int] = field(default_factory=dict)
    values: list[Row] = field(default_factory=list)
    present: list[np.ndarray[tuple[int], np.dtype[np.bool_]]] = field(default_factory=list)
    made_of: dict[FigureKey, tuple[int, ...]] = field(default_factory=dict)
    bases: set[tuple[int, int]] = field(default_factory=set)
    by_measure: dict[tuple[str, str, str, Place], int] = field(default_factory=dict)
    dated: dict[tuple[FigureKey, date], int] = field(default_factory=dict)

    def add(
        self, thing: Thing, place: Place, values: Row, known: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> int:
        """Return the series of a thing at a place, added where it is new.

        Two measures that count the same share it; should their numbers differ, they are kept apart.
        """
        key = (thing, place)
        if key in self.rows and (self.values[self.rows[key]] != np.where(known, values, 0.0)).any():
            key = (replace(thing, of=f"{thing.of} ({len(self.values)})"), place)
        if key not in self.rows:
            self.rows[key] = len(self.values)
            self.values.append(np.where(known, values, 0.0))
            self.present.append(known)
        return self.rows[key]


def assemble(build: Build, measures: Iterable[Measure], released: Released) -> tuple[Counted, Assembly]:
    """Return the counts behind some measures: of forces, and the own one's local areas and breakdowns."""
    reader = build.figures.reader
    first = reader.first_month - (reader.first_month - 3) % MONTHS
    last = reader.last_month + (MONTHS - 1 - (reader.last_month - 3) % MONTHS)
    made = Assembly(first, last - first + 1)
    wanted = _with_parts(build, measures)
    for measure in wanted:
        if measure.kind in DERIVED_KINDS and measure.kind not in (Kind.RATIO, Kind.RATE):
            _add_monthly(build, measure, made)
        elif measure.kind not in DERIVED_KINDS:
            _add_finished(build, measure, made)
    for measure in wanted:
        if measure.kind in (Kind.RATIO, Kind.RATE):
            _add_fraction(build, measure, made)
    return _counted(build, wanted, made, released), made


def _with_parts(build: Build, measures: Iterable[Measure]) -> list[Measure]:
    found = {one.id: one for one in measures}
    waiting = list(found.values())
    while waiting:
        one = waiting.pop()
        for name in (*one.made_of, one.denominator):
            part = build.definitions.measures.get(name)
            if part is not None and part.id not in found:
                found[part.id] = part
                waiting.append(part)
    return list(found.values())


# --- series ----------------------------------------------------------------------------------------


def _shown(measure: Measure, own: str) -> Iterator[tuple[str, str, list[str] | None]]:
    """Yield the kinds of figures there are to show: kind of area, breakdown, areas (None for all)."""
    yield "force", "", None
    if OWN_LOCAL in measure.area_types:
        yield OWN_LOCAL, "", None
    for dimension in measure.breakdowns:
        yield "force", dimension, [own]


def _add_monthly(build: Build, measure: Measure, made: Assembly) -> None:
    own = build.definitions.office.force
    for area_type, breakdown, areas in _shown(measure, own):
        for series in build.figures.series(measure, area_type, breakdown, areas, ALL_SOURCES):
            thing, base = counted_by(measure, series.source)
            dense, offset = series.dense, build.figures.reader.first_month - made.first_month
            known = dense.state != MISSING
            counts = dense.denominator if measure.kind is Kind.MEAN else dense.numerator
            assert counts is not None
            for row, key in enumerate(series.keys):
                place = Place(key.area_type, key.area)
                here = _spread(known[row], offset, made.width)
                mine = thing.broken_down(key.breakdown)
                one = made.add(mine, place, _spread(counts[row], offset, made.width), here)
                parts: tuple[int, ...] = (one,)
                if base is not None:
                    assert dense.denominator is not None
                    under = base.broken_down(key.breakdown)
                    below = made.add(under, place, _spread(dense.denominator[row], offset, made.width), here)
                    made.bases.add((one, below))
                    parts = (one, below)
                made.made_of[measure.id, series.source, key.area_type, key.area, key.breakdown] = parts
                made.by_measure[measure.id, series.source, key.breakdown, place] = one


def _spread(values: Any, offset: int, width: int) -> Any:
    spread = np.zeros(width, values.dtype)
    spread[offset : offset + len(values)] = values
    return spread


def _add_fraction(build: Build, measure: Measure, made: Assembly) -> None:
    reader = build.figures.reader
    for area_type, breakdown, areas in _shown(measure, build.definitions.office.force):
        for series in build.figures.series(measure, area_type, breakdown, areas, ALL_SOURCES):
            parts = [(measure.numerator, series.source)]
            if measure.kind is Kind.RATIO:
                below = build.definitions.measures[measure.denominator]
                compared = series.source != reader.own_source(measure)
                parts.append((below.id, series.source if compared else reader.own_source(below)))
            for key in series.keys:
                place = Place(key.area_type, key.area)
                words = [key.breakdown, "" if measure.of_whole else key.breakdown]
                held = [
                    made.by_measure.get((name, source, word, place))
                    for (name, source), word in zip(parts, words, strict=False)
                ]
                rows = tuple(row for row in held if row is not None)
                made.made_of[measure.id, series.source, key.area_type, key.area, key.breakdown] = rows


def _add_finished(build: Build, measure: Measure, made: Assembly) -> None:
    """Add what stands behind finished figures: by month, and for values at a date."""
    rows = build.figures.finished
    if not rows.num_rows:
        return
    rows = rows.filter(pc.equal(rows["measure"].cast(pa.string()), measure.id))
    own = build.definitions.office.force
    found: dict[FigureKey | tuple[FigureKey, date], dict[int, list[float]]] = {}
    for row in rows.to_pylist():
        local = row["area_type"] == OWN_LOCAL
        if (row["area_type"] != "force" and not local) or (row["breakdown"] and row["area"] != own):
            continue
        if row["window"] not in (Window.MONTH, Window.AT):
            continue
        key = (measure.id, row["source"], row["area_type"], row["area"], row["breakdown"])
        dated = row["window"] == Window.AT
        month = 0 if dated else month_of(row["period_start"]) - made.first_month
        if 0 <= month < made.width:
            numbers = _numbers_behind(measure, row, dated)
            found.setdefault((key, row["period_end"]) if dated else key, {})[month] = numbers
    for of, by_month in found.items():
        day = of[1] if len(of) == 2 else None
        key = of[0] if len(of) == 2 else of
        things = [thing for thing in counted_by(measure, key[1]) if thing is not None]
        parts = []
        for place, thing in enumerate(things):
            values, known = np.zeros(made.width), np.zeros(made.width, bool)
            for month, numbers in by_month.items():
                if numbers[place : place + 1]:
                    values[month], known[month] = numbers[place], True
            at = Place(key[2], key[3], day)
            parts.append(made.add(thing.broken_down(key[4]), at, values, known))
        if len(parts) == 2:
            made.bases.add((parts[0], parts[1]))
        if day is not None:
            made.dated[key, day] = parts[0]
        else:
            made.made_of[key] = tuple(parts)


def _numbers_behind(measure: Measure, row: dict[str, Any], dated: bool) -> list[float]:
    """Return what was counted behind a finished figure, as ``counted_by`` names it; nothing if missing."""
    told = [row["value"] if dated or measure.kind is Kind.DISTINCT else row["n"]]
    if dated and measure.kind is Kind.VALUE_AT and row["n"] is not None and row["unit"] == "per cent":
        told = [row["n"]]
    if measure.kind is Kind.REPEAT_RATE:
        told = [row["numerator"], row["denominator"]]
    return [] if None in told else [float(number) for number in told]


# --- how they hang together ------------------------------------------------------------------------


def _within(made: Assembly) -> dict[Thing, list[Thing]]:
    """Return the things that lie within each thing."""
    by_kind: dict[tuple[str, str], list[Thing]] = {}
    for thing in dict.fromkeys(thing for thing, _ in made.rows):
        by_kind.setdefault((thing.source, thing.of), []).append(thing)
    found: dict[Thing, list[Thing]] = {}
    for (source, of), outer in by_kind.items():
        kinds = [kind for kind in by_kind if kind[0] == source and is_part_kind(kind[1], of)]
        inner = [thing for kind in kinds for thing in by_kind[kind]]
        for whole in outer:
            found[whole] = [thing for thing in inner if thing.is_within(whole)]
    return found


def _bases(within: dict[Thing, list[Thing]], made: Assembly) -> list[tuple[int, int]]:
    """Return the pairs of series of which one counts some of what the other counts at the same place."""
    found = set(made.bases)
    for (outer, place), base in made.rows.items():
        for inner in within[outer]:
            part = made.rows.get((inner, place))
            if part is not None:
                found.add((part, base))
    return sorted(found)


def _area_families(own: str, made: Assembly) -> dict[tuple[int, str], list[int]]:
    """Return the local areas of each total of the own force."""
    found: dict[tuple[int, str], list[int]] = {}
    for (thing, place), row in made.rows.items():
        top = made.rows.get((thing, Place("force", own, place.day)))
        if top is not None and place.area_type == OWN_LOCAL:
            found.setdefault((top, OWN_LOCAL), []).append(row)
    return found


def _column_families(within: dict[Thing, list[Thing]], made: Assembly) -> dict[tuple[int, str], list[int]]:
    """Return what makes up each series by the values of one column, and by two halves of a condition."""
    found: dict[tuple[int, str], list[int]] = {}
    halves = {
        whole: [
            (one, other)
            for number, one in enumerate(inside)
            for other in inside[number + 1 :]
            if one.completes(other, whole)
        ]
        for whole, inside in within.items()
    }
    values = {
        whole: [(one, column) for one in inside if (column := one.value_of(whole))]
        for whole, inside in within.items()
    }
    for (whole, place), top in made.rows.items():
        for thing, column in values[whole]:
            row = made.rows.get((thing, place))
            if row is not None:
                found.setdefault((top, column), []).append(row)
        for one, other in halves[whole]:
            first, second = made.rows.get((one, place)), made.rows.get((other, place))
            if first is not None and second is not None:
                found[top, f"halves {first}"] = [first, second]
    return found


def _flows(made: Assembly) -> Iterator[Flow]:
    """Yield what is open with what came and what ended at the same place, where all three are counted."""
    for (thing, place), row in made.rows.items():
        between, contract = thing.open_between, TABLES.get(thing.source)
        if between is None or contract is None:
            continue
        came, ended = (made.rows.get((thing.of_month(day, contract.month_from), place)) for day in between)
        if came is not None and ended is not None:
            yield Flow(row, came, ended)


def _declared_families(measures: Iterable[Measure], made: Assembly) -> dict[tuple[int, str], list[int]]:
    """Return the parts that measures themselves declare."""
    found: dict[tuple[int, str], list[int]] = {}
    declared = {one.id: one for one in measures}
    for (name, source, breakdown, place), row in made.by_measure.items():
        if name in declared and declared[name].parts:
            own = bool(declared[name].made_of)  # A sum of measures has parts of other tables.
            parts = [
                made.by_measure.get((part, declared[part].table if own else source, breakdown, place))
                for part in declared[name].parts
            ]
            if None not in parts:
                found[row, "parts"] = [part for part in parts if part is not None]
    return found


def _counted(build: Build, measures: Iterable[Measure], made: Assembly, released: Released) -> Counted:
    own, count = build.definitions.office.force, len(made.values)
    values, present = _stack(made.values, made.width, float), _stack(made.present, made.width, bool)
    by_area = _area_families(own, made)
    within = _within(made)
    found = by_area | _column_families(within, made) | _declared_families(measures, made)
    families: list[Family] = []
    left: list[Row] = []
    most: list[Row] = []
    for (top, of), parts in found.items():
        residual = np.clip(values[top] - values[parts].sum(axis=0), 0, None)
        families.append(Family(top, tuple(parts), count + len(left)))
        left.append(residual)
        # How many lie in no local area others may know; how many are of kinds that nobody counts, not.
        open_ended = (top, of) not in by_area and residual.any()
        most.append(np.full(made.width, np.inf) if open_ended else residual)
    if left:
        values = np.vstack([values, *left])
        present = np.vstack([present, *(present[one.whole] for one in families)])
    rows = len(values)
    months, quarters, spans = released.against(made, values)
    return Counted(
        made.first_month,
        values,
        present,
        np.vstack([np.full((count, made.width), np.inf), *most]),
        np.arange(rows) >= count,
        tuple(families),
        tuple(_bases(within, made)),
        _padded(months, rows, False),
        _padded(quarters, rows, int(Level.NOTHING)),
        spans,
        tuple(_flows(made)),
    )


def _padded(array: Any, rows: int, fill: int) -> Any:
    more = np.full((rows - len(array), array.shape[1]), fill, array.dtype)
    return np.vstack([array, more])


def _stack(rows: list[Any], width: int, kind: type) -> Any:
    return np.array(rows, kind).reshape(len(rows), width)
