"""What every maker of records knows of its county: its force, months, places, residents and crimes.

A maker is a function of this and a month. What several makers need of a month (its incidents, its
victims) is a function of the same two, asked for through :meth:`Living.of`, which remembers it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from frankpledge.generate.counts import EARLIER_MONTHS
from frankpledge.generate.county import DISTRICTS, County
from frankpledge.generate.crimes import Crimes, draw_crimes
from frankpledge.generate.draws import Draws, Floats, Integers, cumulative, negative_binomial
from frankpledge.generate.living.clock import bounds, day_of, month_of_days
from frankpledge.generate.living.people import People, build_people
from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.scenario import Scenario
from frankpledge.periods import first_day

Made = TypeVar("Made")
RESIDENTS_OF_LEVELS = 750_000
"""Levels are declared for a county of this size, and scaled to the residents there are."""
REMEMBERED_MONTHS = 50
"""A case that begins in a month is told of for at most so long."""
FLAT_SEASON = (100,) * 12
OVERDISPERSION = 0.0015
"""Monthly counts vary by more than chance: variance is mean + this × mean², about 4 % of a large count."""


@dataclass(frozen=True)
class Living:
    """One county with its records. ``counts`` are rows by month and crime type (earlier months first)."""

    scenario: Scenario
    county: County
    counts: Integers
    changes: tuple[RecordChange, ...] = ()
    _remembered: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def force(self) -> str:
        """The force as files name it: ``westmarch``."""
        return self.county.force.slug

    @property
    def first_month(self) -> int:
        """The number of the first month of records."""
        return self.scenario.first_month

    @property
    def last_month(self) -> int:
        """The number of the last month of records."""
        return self.scenario.last_month

    @property
    def residents(self) -> int:
        """How many people live in the county."""
        return self.county.force.population

    @cached_property
    def as_at(self) -> np.datetime64:
        """The moment the extracts were made: nothing after it is known. The end of the last month."""
        return bounds(self.last_month)[1]

    def known(self, these: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
        """Return which moments or days had come when the extracts were made."""
        limit = day_of(np.asarray([self.as_at]))[0] if these.dtype == "datetime64[D]" else self.as_at
        return np.asarray(these < limit)

    # --- chance ---------------------------------------------------------------------------------

    def draws(self, *words: str | int) -> Draws:
        """Return the stream of random numbers for a purpose: the table, the month, and what of it."""
        return Draws(self.scenario.seed, "living", self.county.force.number, *words)

    def effect(self, table: str, what: str, month: int, area: str | None = None) -> float:
        """Return what planted changes multiply a level of a table by, in the county or one part of it."""
        product = 1.0
        for change in self.changes:
            if (change.table, change.what, change.area) == (table, what, area):
                product *= change.effect(month)
        return product

    def number(
        self,
        table: str,
        month: int,
        per_day: float,
        season: tuple[int, ...] = FLAT_SEASON,
        what: str = "number",
    ) -> int:
        """Return how many rows of a table (or of ``what`` in it) a month has, drawn around ``per_day``.

        ``per_day`` is for 750,000 residents; ``season`` is in per cent from January; planted changes of
        ``what`` are in it.
        """
        days = calendar.monthrange(month // 12, month % 12 + 1)[1]
        mean = per_day * days * self.residents / RESIDENTS_OF_LEVELS
        mean *= season[month % 12] / 100 * self.effect(table, what, month)
        return negative_binomial(self.draws(table, month, what).one(), mean, OVERDISPERSION)

    def scaled(self, amount: float) -> float:
        """Return an amount declared for 750,000 residents, for those there are."""
        return amount * self.residents / RESIDENTS_OF_LEVELS

    # --- memory ---------------------------------------------------------------------------------

    def of(self, made: Callable[[Living, int], Made], month: int) -> Made:
        """Return ``made(living, month)``, remembered for as long as later months may ask for it."""
        key = (made, month)
        if key not in self._remembered:
            self._remembered[key] = made(self, month)
            for old in [it for it in self._remembered if it[1] < month - REMEMBERED_MONTHS]:
                del self._remembered[old]
        made_then: Made = self._remembered[key]
        return made_then

    def dated(
        self,
        made: Callable[[Living, int], pa.Table],
        column: str,
        month: int,
        back: int,
        *,
        earlier: bool = False,
    ) -> pa.Table:
        """Return the rows dated in ``month`` by ``column``, of what ``made`` tells of this month and of
        ``back`` months before it: the life of cases is drawn where they begin, and told where it falls.
        ``earlier`` begins 18 months before the first, for cases that were under way then."""
        first = self.first_month - (EARLIER_MONTHS if earlier else 0)
        found = []
        for origin in range(max(first, month - back), month + 1):
            key = (made, origin, column)
            if key not in self._remembered:
                self._remembered[key] = _by_month(self.of(made, origin), column)
            parts: Mapping[int, pa.Table] = self._remembered[key]
            if month in parts:
                found.append(parts[month])
        return pa.concat_tables(found) if found else self.of(made, month).slice(0, 0)

    # --- what there is --------------------------------------------------------------------------

    def crimes(self, month: int) -> Crimes:
        """Return the rows of the street file of a month (from 18 months before the first)."""
        return self.of(_crimes, month)

    @cached_property
    def people(self) -> People:
        """The residents. Number them ``P000123`` with :func:`columns.numbered`."""
        middle = np.datetime64(first_day((self.first_month + self.last_month) // 2), "D")
        return build_people(self.draws("people"), self.residents, middle)

    @cached_property
    def places(self) -> Places:
        """The places records are at."""
        return _places(self.county)


Maker = Callable[[Living, int], dict[str, pa.Table]]
"""``make(living, month) -> {table name: rows}``: columns as :func:`columns.records` gives them. Months are
asked for in order; a table is made by one maker, in every month, with no rows where it has none."""


@dataclass(frozen=True)
class Places:
    """Small areas (2021 codes) by number, with what records say of them.

    ``of_place`` gives the area of a county's place; −1 for none. The last ones, from ``outside`` on, lie
    outside the county. ``weight`` are running shares by which people live in them.
    """

    lsoa: list[str]
    ward: list[str]
    authority: list[str]
    rural: npt.NDArray[np.bool_]
    district: Integers
    beat: Integers
    beats: list[str]
    of_place: Integers
    outside: int
    weight: Floats

    def draw(self, draws: Draws, n: int) -> Integers:
        """Return ``n`` small areas of the county, by where people live."""
        return draws.pick(self.weight, n)


def _crimes(living: Living, month: int) -> Crimes:
    row = month - living.first_month + EARLIER_MONTHS
    return draw_crimes(living.scenario, living.county, month, living.counts[row])


def _by_month(rows: pa.Table, column: str) -> dict[int, pa.Table]:
    dated = rows[column].combine_chunks().to_numpy(zero_copy_only=False)
    if not len(dated):
        return {}
    day = dated.astype("datetime64[D]") if rows.schema.field(column).type == pa.date32() else day_of(dated)
    given = np.flatnonzero(~np.isnat(day))
    months = month_of_days(day[given])
    order = given[np.argsort(months, kind="stable")]
    in_order = rows.take(pa.array(order))
    found, starts = np.unique(month_of_days(day[order]), return_index=True)
    ends = [*starts[1:].tolist(), len(order)]
    return {
        int(month): in_order.slice(start, end - start)
        for month, start, end in zip(found.tolist(), starts.tolist(), ends, strict=True)
    }


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _places(county: County) -> Places:
    """Return the small areas of a county: rural are its last district and every second ward of the third.

    Each district has two beats, which share its wards.
    """
    lsoa: list[str] = []
    ward: list[str] = []
    authority: list[str] = []
    wards = sorted({area.ward_code for area in county.areas})
    number_of_ward = {code: number for number, code in enumerate(wards)}
    rural, district, beat = [], [], []
    first_of_area = []
    for area in county.areas:
        first_of_area.append(len(lsoa))
        for code, _ in area.later:
            lsoa.append(code)
            ward.append(area.ward_code)
            authority.append(county.districts[area.district].later_code)
            number = number_of_ward[area.ward_code]
            rural.append(
                area.district == DISTRICTS - 1 or (area.district == DISTRICTS - 2 and number % 2 == 1)
            )
            district.append(area.district)
            beat.append(2 * area.district + number % 2)
    outside = len(lsoa)
    points = county.first_outside
    each = points // len(county.areas)
    point = np.arange(points)
    later = np.asarray([len(area.later) for area in county.areas])[point // each]
    of_place = np.full(len(county.place_base), -1)
    of_place[:points] = np.asarray(first_of_area)[point // each] + point % later
    for place in range(points, county.no_location):
        of_place[place] = len(lsoa)
        lsoa.append(county.text_2021[place].as_py().split(",")[3])
        ward.append("")
        authority.append("")
    base = np.bincount(of_place[:points], county.place_base[:points], minlength=outside).astype(np.float64)
    extra = len(lsoa) - outside
    return Places(
        lsoa=lsoa,
        ward=ward,
        authority=authority,
        rural=np.asarray([*rural, *[False] * extra]),
        district=np.asarray([*district, *[-1] * extra]),
        beat=np.asarray([*beat, *[-1] * extra]),
        beats=[f"{_slug(one.name)}-{half}" for one in county.districts for half in ("north", "south")],
        of_place=of_place,
        outside=outside,
        weight=cumulative(base),
    )
