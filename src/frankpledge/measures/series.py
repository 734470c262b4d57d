"""Monthly counts and coverage in, dense series out: one measure, one source, one kind of area, one breakdown.

This is where missing and zero part: a month the coverage names is 0 where nothing was
counted; a month it does not name is missing. Ratios and rates are put together here from
the measures they name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from frankpledge.contracts.figures import Basis
from frankpledge.measures.adding_series import Addend, added_up
from frankpledge.measures.coverage import supplied_as
from frankpledge.measures.falling_due import still_open
from frankpledge.measures.monthly_counts import Counts, MonthlyCounts
from frankpledge.measures.windows import IMMATURE, KNOWN, MISSING, Days, Dense, Floats, States
from frankpledge.periods import last_day
from frankpledge.plan.definitions import COUNTED_KINDS, Definitions, Kind, Measure
from frankpledge.plan.units import DAYS

EPOCH = date(1970, 1, 1)
NO_PLACES: Mapping[str, Collection[str]] = {}


def days_to_end_of(month: int) -> int:
    """Return days from 1970 to the last day of a month number."""
    return (last_day(month) - EPOCH).days


@dataclass(frozen=True)
class SeriesKey:
    """What one series is of."""

    area_type: str
    area: str
    breakdown: str = ""


@dataclass(frozen=True)
class SeriesSet:
    """Dense values of one measure from one source; row i of ``dense`` is ``keys[i]``."""

    measure: Measure
    source: str
    keys: tuple[SeriesKey, ...]
    dense: Dense
    basis: Basis = Basis.COMPUTED


@dataclass(frozen=True)
class Estimates:
    """Estimates of the residents (or households) of one force: days since 1970 and numbers, oldest first."""

    days: tuple[int, ...]
    numbers: tuple[float, ...]

    def at(
        self, month_ends: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return the latest estimate not after each day; the first one for days before it."""
        place = np.clip(np.searchsorted(self.days, month_ends, side="right") - 1, 0, None)
        return np.asarray(self.numbers)[place]


@dataclass(frozen=True)
class Supply:
    """What was supplied of one source: a row of months for each force, and a last one for local areas."""

    row_of: dict[str, int]
    state: States
    obtained: Days

    def of(self, keys: Sequence[SeriesKey]) -> tuple[States, Days]:
        """Return state and date of obtaining of each series' months."""
        rows = [self.row_of.get(key.area, -1) if key.area_type == "force" else -1 for key in keys]
        places = np.array(rows, np.int64)
        return self.state[places], self.obtained[places]


class SeriesReader:
    """Dense series over one build's monthly counts, coverage and estimates."""

    def __init__(
        self,
        monthly: pa.Table,
        covered: pa.Table,
        definitions: Definitions,
        estimates: Mapping[str, Mapping[str, Estimates]],
        places: Mapping[str, Collection[str]] = NO_PLACES,
    ) -> None:
        """``estimates`` are those of residents and of households, each by force. ``places`` are the local
        areas known of each kind: they have figures, counted in or not."""
        self.places = places
        self.definitions = definitions
        self.estimates = estimates
        self.monthly = monthly
        months = covered["month"].to_numpy()
        self.first_month = int(months.min()) if len(months) else 0
        self.last_month = int(months.max()) if len(months) else -1
        self._covered: dict[str, dict[str, Days]] = {}
        self._read_coverage(covered)
        self._counts = MonthlyCounts(monthly)
        self._supplied: dict[tuple[str, int | None], Supply] = {}

    def _read_coverage(self, covered: pa.Table) -> None:
        width = self.last_month - self.first_month + 1
        tables, areas = covered["table"].to_pylist(), covered["area"].to_pylist()
        months = covered["month"].to_numpy() - self.first_month
        days = covered["obtained"].cast(pa.int32()).to_numpy()
        for table, area, month, day in zip(tables, areas, months, days, strict=True):
            held = self._covered.setdefault(table, {})
            if area not in held:
                held[area] = np.zeros((1, width), np.int32)
            held[area][0, month] = day

    def areas_of(self, source: str) -> tuple[str, ...]:
        """Return the forces a source table was supplied for, sorted."""
        return tuple(sorted(self._covered.get(source, {})))

    def areas_with(self, measure: Measure, source: str) -> frozenset[str]:
        """Return the forces with figures of a measure from a source: of a ratio or sum, those with all."""
        if measure.kind is Kind.RATE:
            return self.areas_with(self.definitions.measures[measure.numerator], source)
        if measure.kind is Kind.RATIO:
            over, below = self._parts(measure, source)
            return self.areas_with(*over) & self.areas_with(*below)
        if measure.kind is Kind.SUM_OF:
            parts = [self.definitions.measures[name] for name in measure.parts]
            return frozenset.intersection(*(self.areas_with(part, part.table) for part in parts))
        return frozenset(self._covered.get(self._supplied_as(measure, source), {}))

    def _supplied_as(self, measure: Measure, source: str) -> str:
        """Return the name under which it is known what was supplied for a measure: of several senders, those
        it is of. Where a force has several of them, all must have sent a month."""
        names = supplied_as(measure) if source == measure.table else (source,)
        if names == (source,) or not any(one.startswith(f"{source}/") for one in self._covered):
            return source
        name = " and ".join(names)
        if name not in self._covered:
            held = [self._covered.get(one, {}) for one in names]
            joint: dict[str, Days] = {}
            for area in {area for one in held for area in one}:
                days = np.stack([one[area] for one in held if area in one])
                joint[area] = np.where((days > 0).all(axis=0), days.max(axis=0), 0).astype(np.int32)
            self._covered[name] = joint
        return name

    def _parts(self, measure: Measure, source: str) -> tuple[tuple[Measure, str], tuple[Measure, str]]:
        """Return the measures of a ratio from a source, each with the table it is asked of."""
        over, below = (self.definitions.measures[name] for name in (measure.numerator, measure.denominator))
        compared = source != self.own_source(measure)
        return (over, source), (below, source if compared else self.own_source(below))

    def sources(self, measure: Measure) -> tuple[str, ...]:
        """Return the tables a measure has figures from, its own first.

        A ratio has a comparison source only where both its measures do: the two are never mixed.
        """
        own = self.own_source(measure)
        peers = "" if measure.kind is Kind.SUM_OF else self._root(measure).peers
        if peers and measure.kind is Kind.RATIO:
            below = self.definitions.measures[measure.denominator]
            peers = peers if peers in self.sources(below) else ""
        return (own, peers) if peers and peers != own else (own,)

    def own_source(self, measure: Measure) -> str:
        """Return the table a measure is asked of; for one made of others that of the first of them."""
        return self._root(measure).table

    def _root(self, measure: Measure) -> Measure:
        while measure.made_of:
            measure = self.definitions.measures[measure.made_of[0]]
        return measure

    def read(
        self, measure: Measure, source: str, area_type: str = "force", breakdown: str = "",
        areas: Sequence[str] | None = None,
    ) -> SeriesSet:  # fmt: skip
        """Return the dense series of a measure from a source; none where nothing was supplied.

        ``breakdown`` is a dimension, giving one series for each area and slug seen; empty for
        totals. Totals are given for every force the source was supplied for, and for every local
        area that is declared or known: nothing counted in a supplied month is 0, not absent.
        """
        if measure.kind in (Kind.RATIO, Kind.RATE):
            return self._fraction(measure, source, area_type, breakdown, areas)
        if measure.kind is Kind.SUM_OF:
            return self._sum(measure, source, area_type, areas)
        if measure.kind not in COUNTED_KINDS:
            nothing = self._supply(source, None).of(())
            return SeriesSet(
                measure, source, (), Dense(self.first_month, np.zeros(nothing[0].shape), *nothing)
            )
        counts = self._counts.of(measure.id, source, area_type, breakdown)
        supplied = self._supplied_as(measure, source)
        keys = self._keys(measure, source, supplied, counts, area_type, breakdown, areas)
        state, obtained = self._supply(supplied, measure.follow_up).of(keys)
        if measure.service_level is not None and not measure.service_level.all_ended:
            months = range(self.first_month, self.last_month + 1)
            ends = np.array([days_to_end_of(month) for month in months], np.int64)
            early = still_open(measure.service_level, obtained, ends)
            state = np.where(early & (state == KNOWN), IMMATURE, state).astype(np.int8)
        numerator = np.zeros(state.shape)
        denominator = np.zeros(state.shape) if measure.kind in (Kind.SHARE, Kind.MEAN) else None
        place = {(key.area, key.breakdown): number for number, key in enumerate(keys)}
        row = counts.places(place)
        column = counts.month - self.first_month
        inside = (row >= 0) & (column >= 0) & (column < state.shape[1])
        row, column = row[inside], column[inside]
        numerator[row, column] = counts.numerator[inside]
        if denominator is not None:
            denominator[row, column] = counts.denominator[inside]
        if measure.open_between is not None:
            numerator = np.cumsum(numerator, axis=1)
            gaps = np.maximum.accumulate(state != MISSING, axis=1) & (state == MISSING)
            state = np.where(np.maximum.accumulate(gaps, axis=1), MISSING, state).astype(np.int8)
        scale = measure.scale if measure.kind in (Kind.SHARE, Kind.MEAN) else 1.0
        dense = Dense(
            self.first_month,
            numerator,
            state,
            obtained,
            denominator,
            measure.at_end and denominator is not None,
            scale,
            measure.at_end,
        )
        return SeriesSet(measure, source, keys, dense)

    def _keys(
        self,
        measure: Measure,
        source: str,
        supplied: str,
        counts: Counts,
        area_type: str,
        breakdown: str,
        areas: Sequence[str] | None,
    ) -> tuple[SeriesKey, ...]:
        """Every force supplied and every local area known, counted in or not; of parts those counted in."""
        if not breakdown and area_type == "force":
            known = self.areas_of(supplied)
            return tuple(SeriesKey("force", area) for area in known if areas is None or area in areas)
        names = set(counts.series)
        placed = source == measure.table and area_type in measure.area_types and self.areas_of(supplied)
        if placed and not breakdown:
            declared = self.definitions.office.local_areas
            names |= {(area.code, "") for area in declared if area.area_type == area_type}
            names |= {(area, "") for area in self.places.get(area_type, ())}
        return tuple(
            SeriesKey(area_type, area, word) for area, word in sorted(names) if areas is None or area in areas
        )

    def _supply(self, source: str, follow_up: int | None) -> Supply:
        """Return what was supplied of a source, worked out once: many measures are asked of it.

        A local area is supplied where all the office's own forces are; its file is their newest.
        """
        if (source, follow_up) in self._supplied:
            return self._supplied[source, follow_up]
        held = self._covered.get(source, {})
        width = max(self.last_month - self.first_month + 1, 0)
        never = np.zeros((1, width), np.int32)
        own = self.definitions.office.forces
        all_own = np.concatenate([held.get(force, never) for force in own] or [never])
        everywhere = np.where(all_own.min(axis=0) > 0, all_own.max(axis=0), 0)
        obtained = np.concatenate([*held.values(), everywhere[None]])
        state = np.where(obtained > 0, KNOWN, MISSING).astype(np.int8)
        if follow_up is not None:
            for row, forces in enumerate([*((force,) for force in held), own]):
                followed = [self._followed_up(force, follow_up) for force in forces]
                follow = np.min([how_far for how_far, _ in followed], axis=0) if followed else 0
                worse = np.where(follow == 0, MISSING, np.where(follow == 1, IMMATURE, KNOWN))
                state[row] = np.maximum(state[row], worse)
                newest = np.max([newest for _, newest in followed], axis=0) if followed else 0
                obtained[row] = np.where(obtained[row] > 0, np.maximum(obtained[row], newest), 0)
        made = Supply({force: row for row, force in enumerate(held)}, state, obtained)
        self._supplied[source, follow_up] = made
        return made

    def _followed_up(
        self, force: str, months: int
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.int8]], np.ndarray[tuple[int], np.dtype[np.int32]]]:
        """Return per month how far it is followed up, and the newest file of outcomes behind it (0: none).

        2 followed up in full, 1 outcomes still to come, 0 some never supplied.
        """
        width = self.last_month - self.first_month + 1
        how_far, newest = np.zeros(width, np.int8), np.zeros(width, np.int32)
        days = self._covered.get("outcomes", {}).get(force)
        if days is None:
            return how_far, newest
        supplied = days[0] > 0
        last = int(np.flatnonzero(supplied)[-1]) if supplied.any() else -1
        for month in range(width):
            within = range(month, min(month + months, last) + 1)
            if within and all(supplied[one] for one in within):
                how_far[month] = 2 if len(within) == months + 1 else 1
            newest[month] = days[0][month : month + months + 1].max()
        return how_far, newest

    def _fraction(
        self, measure: Measure, source: str, area_type: str, breakdown: str, areas: Sequence[str] | None
    ) -> SeriesSet:
        if measure.kind is Kind.RATE:
            counted = self.definitions.measures[measure.numerator]
            over = self.read(counted, source, area_type, breakdown, areas)
            made = self._per_day if measure.denominator == DAYS else self._per_estimate
            return made(measure, source, over)
        (top, top_table), (bottom, bottom_table) = self._parts(measure, source)
        over = self.read(top, top_table, area_type, breakdown, areas)
        under = self.read(bottom, bottom_table, area_type, "" if measure.of_whole else breakdown, areas)
        held = {key: number for number, key in enumerate(under.keys)}
        below = [replace(key, breakdown="") if measure.of_whole else key for key in over.keys]
        left = [number for number, key in enumerate(below) if key in held]
        keys = tuple(over.keys[number] for number in left)
        right = [held[below[number]] for number in left]
        a, b = over.dense, under.dense
        dense = Dense(
            self.first_month,
            a.numerator[left],
            np.maximum(a.state[left], b.state[right]),
            np.maximum(a.obtained[left], b.obtained[right]),
            b.numerator[right],
            b.numerator_at_end,
            measure.scale,
            a.numerator_at_end,
        )
        return SeriesSet(measure, source, keys, dense)

    def _sum(self, measure: Measure, source: str, area_type: str, areas: Sequence[str] | None) -> SeriesSet:
        parts = [self.definitions.measures[name] for name in measure.parts]
        read = [self.read(part, part.table, area_type, "", areas) for part in parts]
        known = {key.area for one in read for key in one.keys}
        known &= self.areas_with(measure, source) if area_type == "force" else known
        keys = tuple(SeriesKey(area_type, area) for area in sorted(known))
        addends = []
        for part, one in zip(parts, read, strict=True):
            place = {key: row for row, key in enumerate(one.keys)}
            rows = np.array([place.get(key, -1) for key in keys], np.int64)
            supply = self._supply(self._supplied_as(part, part.table), part.follow_up)
            addends.append(Addend(one.dense, rows, *supply.of(keys)))
        return SeriesSet(measure, source, keys, added_up(self.first_month, addends))

    def _per_day(self, measure: Measure, source: str, over: SeriesSet) -> SeriesSet:
        months = range(self.first_month, self.last_month + 1)
        days = np.array([last_day(month).day for month in months], np.float64)
        dense = over.dense
        below = np.broadcast_to(days, dense.numerator.shape)
        made = Dense(
            self.first_month, dense.numerator, dense.state, dense.obtained, below, scale=measure.scale
        )
        return SeriesSet(measure, source, over.keys, made)

    def sizes(self, base: str, areas: Sequence[str], days: Sequence[int]) -> Floats:
        """Return how many residents or households (``base``) forces have, A areas × D days since 1970.

        By the latest estimate not after a day, else the first; 0 where there is none: then nothing can be
        divided by it.
        """
        held, at = self.estimates.get(base, {}), np.array(days, np.int64)
        known = [held[area].at(at) if area in held else np.zeros(at.size) for area in areas]
        return np.array(known, np.float64).reshape(len(areas), at.size)

    def _per_estimate(self, measure: Measure, source: str, over: SeriesSet) -> SeriesSet:
        ends = [days_to_end_of(month) for month in range(self.first_month, self.last_month + 1)]
        denominator = self.sizes(measure.denominator, [key.area for key in over.keys], ends)
        state = np.where(denominator > 0, over.dense.state, MISSING).astype(np.int8)
        dense = Dense(
            self.first_month,
            over.dense.numerator,
            state,
            over.dense.obtained,
            denominator,
            True,
            measure.scale,
            over.dense.numerator_at_end,
        )
        return SeriesSet(measure, source, over.keys, dense)
