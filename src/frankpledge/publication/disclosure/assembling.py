"""A build's counts about people as disclosure control needs them: each thing counted once, with its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.reading import Build
from frankpledge.measures.figures import ALL_SOURCES, DERIVED_KINDS
from frankpledge.measures.windows import MISSING
from frankpledge.periods import Window, month_of
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.publication.disclosure.conditions import Thing, counted_by
from frankpledge.publication.disclosure.counted import MONTHS, NO_WHOLE, Counted, Level, Numbers
from frankpledge.publication.disclosure.earlier import Released

Row = np.ndarray[tuple[int], np.dtype[np.float64]]
FigureKey = tuple[str, str, str, str, str]
"""Measure, source, kind of area, area, breakdown."""
OWN_LOCAL = "local-authority"
"""The kind of local area that reports show; of any smaller one nothing about people is."""


@dataclass(frozen=True)
class Place:
    """Where a count is: kind of area, area, breakdown; ``day`` is set for values at a date."""

    area_type: str
    area: str
    breakdown: str = ""
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
    linked: set[tuple[int, ...]] = field(default_factory=set)
    by_measure: dict[tuple[str, str, Place], int] = field(default_factory=dict)
    dated: dict[tuple[FigureKey, date], int] = field(default_factory=dict)

    def add(
        self, thing: Thing, place: Place, values: Row, known: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> int:
        """Return the series of a thing at a place, added where it is new."""
        key = (thing, place)
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
    _link_parts(wanted, made)
    return _counted(build, made, released), made


def _with_parts(build: Build, measures: Iterable[Measure]) -> list[Measure]:
    found = {one.id: one for one in measures}
    waiting = list(found.values())
    while waiting:
        one = waiting.pop()
        for name in (one.numerator, one.denominator):
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
                place = Place(key.area_type, key.area, key.breakdown)
                here = _spread(known[row], offset, made.width)
                one = made.add(thing, place, _spread(counts[row], offset, made.width), here)
                parts: tuple[int, ...] = (one,)
                if base is not None:
                    assert dense.denominator is not None
                    below = made.add(base, place, _spread(dense.denominator[row], offset, made.width), here)
                    made.bases.add((one, below))
                    parts = (one, below)
                made.made_of[measure.id, series.source, key.area_type, key.area, key.breakdown] = parts
                made.by_measure[measure.id, series.source, place] = one


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
                place = Place(key.area_type, key.area, key.breakdown)
                held = [made.by_measure.get((name, source, place)) for name, source in parts]
                rows = tuple(row for row in held if row is not None)
                made.made_of[measure.id, series.source, key.area_type, key.area, key.breakdown] = rows


def _add_finished(build: Build, measure: Measure, made: Assembly) -> None:
    """Add what stands behind percentiles and distinct counts by month, and behind each value at a date."""
    rows = build.figures.finished
    if not rows.num_rows:
        return
    rows = rows.filter(pc.equal(rows["measure"].cast(pa.string()), measure.id))
    own = build.definitions.office.force
    for row in rows.to_pylist():
        local = row["area_type"] == OWN_LOCAL
        if (row["area_type"] != "force" and not local) or (row["breakdown"] and row["area"] != own):
            continue
        if row["window"] not in (Window.MONTH, Window.AT):
            continue
        dated = row["window"] == Window.AT
        number = row["value"] if dated or measure.kind is Kind.DISTINCT else row["n"]
        if dated and measure.kind is Kind.VALUE_AT and row["n"] is not None and row["unit"] == "per cent":
            number = row["n"]
        place = Place(row["area_type"], row["area"], row["breakdown"], row["period_end"] if dated else None)
        thing, _ = counted_by(measure, row["source"])
        month = 0 if dated else month_of(row["period_start"]) - made.first_month
        if not 0 <= month < made.width:
            continue
        at = made.add(thing, place, np.zeros(made.width), np.zeros(made.width, bool))
        if number is not None:
            made.values[at][month], made.present[at][month] = float(number), True
        key = (measure.id, row["source"], row["area_type"], row["area"], row["breakdown"])
        if dated:
            made.dated[key, row["period_end"]] = at
        else:
            made.made_of[key] = (at,)


# --- how they hang together ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Related:
    """Which things are within others, and which two make a third, as places among all things."""

    within: tuple[tuple[Thing, Thing], ...]
    completing: tuple[tuple[Thing, Thing, Thing], ...]


def _related(made: Assembly) -> _Related:
    things = list(dict.fromkeys(thing for thing, _ in made.rows))
    within = [(inner, outer) for inner in things for outer in things if inner.is_within(outer)]
    inside: dict[Thing, list[Thing]] = {}
    for inner, outer in within:
        inside.setdefault(outer, []).append(inner)
    completing = [
        (whole, one, other)
        for whole, parts in inside.items()
        for number, one in enumerate(parts)
        for other in parts[number + 1 :]
        if one.completes(other, whole)
    ]
    return _Related(tuple(within), tuple(completing))


def _link_parts(measures: Iterable[Measure], made: Assembly) -> None:
    """Note which series lie within others, and which make another: those are shown alike."""
    related = _related(made)
    for place in dict.fromkeys(place for _, place in made.rows):
        for inner, outer in related.within:
            part, base = made.rows.get((inner, place)), made.rows.get((outer, place))
            if part is not None and base is not None:
                made.bases.add((part, base))
        for three in related.completing:
            rows = [made.rows[thing, place] for thing in three if (thing, place) in made.rows]
            if len(rows) == len(three):
                made.linked.add((rows[1], rows[2]))  # Either is what the other is short of their whole.
    declared = {one.id: one for one in measures if one.parts}
    for (name, source, place), row in list(made.by_measure.items()):
        if name in declared:
            parts = [made.by_measure.get((part, source, place)) for part in declared[name].parts]
            made.linked.add((row, *(part for part in parts if part is not None)))


def _counted(build: Build, made: Assembly, released: Released) -> Counted:
    own = build.definitions.office.force
    whole: list[int] = [NO_WHOLE] * len(made.values)
    family: list[int] = [0] * len(made.values)
    families: dict[tuple[int, str], int] = {}
    for (thing, place), row in made.rows.items():
        top = made.rows.get((thing, Place("force", own, "", place.day)))
        is_part = place.area_type == OWN_LOCAL or (place.area == own and place.breakdown)
        if top is not None and is_part:
            whole[row] = top
            family[row] = families.setdefault(
                (top, place.area_type + ":" + place.breakdown.partition("=")[0]), len(families) + 1
            )
    count = len(made.values)
    values, present = _stack(made.values, made.width, float), _stack(made.present, made.width, bool)
    most, least = _limits(made, values)
    extra = []
    for (top, _), number in families.items():
        members = [row for row in range(count) if family[row] == number]
        left = np.clip(values[top] - values[members].sum(axis=0), 0, None)
        extra.append(left)
        whole.append(top)
        family.append(number)
        present = np.vstack([present, present[top]])
    if extra:
        values = np.vstack([values, *extra])
        most = np.vstack([most, *extra])
        least = np.vstack([least, np.zeros((len(extra), made.width))])
    rows = len(values)
    residual = np.arange(rows) >= count
    months, quarters, spans = released.against(made, values)
    return Counted(
        made.first_month,
        values,
        present,
        most,
        least,
        np.array(whole, np.int64),
        np.array(family, np.int64),
        residual,
        tuple(sorted(made.bases)),
        tuple(sorted(made.linked)),
        _padded(months, rows, False),
        _padded(quarters, rows, int(Level.NOTHING)),
        spans,
    )


def _padded(array: Any, rows: int, fill: int) -> Any:
    more = np.full((rows - len(array), array.shape[1]), fill, array.dtype)
    return np.vstack([array, more])


def _stack(rows: list[Any], width: int, kind: type) -> Any:
    return np.array(rows, kind).reshape(len(rows), width)


def _limits(made: Assembly, values: Numbers) -> tuple[Numbers, Numbers]:
    """Return what each number can be at most and at least: what it is within, and what is within it."""
    most, least = np.full_like(values, np.inf), np.zeros_like(values)
    for part, base in made.bases:
        most[part] = np.minimum(most[part], np.maximum(values[base], values[part]))
        least[base] = np.maximum(least[base], np.minimum(values[part], values[base]))
    return most, least
