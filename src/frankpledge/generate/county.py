"""The geography of a fictional county: districts, wards, census areas, and the places records snap to.

Counties lie in the North Sea, off the coast, so that no map can take them for real ones. Codes
are in ranges the Office for National Statistics does not use: E019, E059, E069, E239.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.generate.facts import (
    ASB,
    CRIME_TYPES,
    NO_LOCATION_SHARE,
    NO_LOCATION_SHARE_ASB,
    OUTSIDE_SHARE,
)
from frankpledge.generate.names import (
    AWKWARD_SPOTS,
    DISTRICT_FIRST,
    DISTRICT_LAST,
    GENERATED,
    NEIGHBOUR,
    NIGHT_SPOTS,
    OPEN_SPOTS,
    RETAIL_SPOTS,
    STREET_FIRST,
    STREET_LAST,
    WARD_FIRST,
    WARD_LAST,
)
from frankpledge.generate.scenario import FictionalForce

DISTRICTS = 4
RESIDENTS_PER_LSOA = 1_600
FEWEST_LSOAS = 40
MOST_LSOAS = 1_400
LSOAS_PER_WARD = 7
LSOAS_PER_MSOA = 5
POINTS_PER_LSOA = 12
OUTSIDE_LSOAS = 6
CHANGED_LSOA_EVERY = 6
"""One small area in six was split for 2021; about 19 % of Bedfordshire's located rows lie in such areas."""

DISTRICT_SHARES = (0.34, 0.27, 0.22, 0.17)

STREET, RETAIL, NIGHT, OPEN_GROUND = range(4)
SPOT_WEIGHTS: dict[str, tuple[float, float, float, float]] = {
    # how much a crime type is drawn to streets, shops, night spots and open ground
    "Shoplifting": (0.05, 40.0, 2.0, 0.1),
    "Theft from the person": (0.5, 8.0, 12.0, 1.0),
    "Robbery": (0.8, 3.0, 6.0, 2.0),
    "Bicycle theft": (0.7, 5.0, 3.0, 2.0),
    "Drugs": (0.8, 1.5, 5.0, 4.0),
    "Public order": (0.8, 4.0, 5.0, 2.0),
    "Burglary": (1.0, 0.6, 0.3, 0.3),
    ASB: (0.9, 2.0, 3.0, 3.0),
}
DEFAULT_SPOT_WEIGHTS = (1.0, 2.0, 2.0, 1.0)


@dataclass(frozen=True)
class District:
    """A local authority, with the name it had in 2011 codes and the body it belongs to since."""

    code: str
    name: str
    later_code: str
    later_name: str


@dataclass(frozen=True)
class SmallArea:
    """One LSOA of the 2011 census and what became of it in 2021 (itself, or two new codes)."""

    code: str
    name: str
    ward_code: str
    ward_name: str
    district: int
    later: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class County:
    """A county ready to be drawn from.

    Places are numbered in file order (by small area, as many in each); the last two kinds are places
    outside the county and, at the very end, "No Location". ``text_2011`` and ``text_2021`` hold the six
    fields from Longitude to LSOA name of each place, quoted as a CSV needs them.
    """

    force: FictionalForce
    districts: tuple[District, ...]
    areas: tuple[SmallArea, ...]
    place_base: Floats
    place_spot: Integers
    first_outside: int
    text_2011: pa.StringArray
    text_2021: pa.StringArray
    coordinates: pa.StringArray

    @property
    def no_location(self) -> int:
        """The number of the place that is none."""
        return len(self.place_base) - 1

    def text(self, lsoa_vintage: int) -> pa.StringArray:
        """Return the place fields in the codes of a census."""
        return self.text_2011 if lsoa_vintage == 2011 else self.text_2021

    @cached_property
    def _plain_tables(self) -> dict[str, Floats]:
        return {crime_type: self._table(crime_type, {}) for crime_type in CRIME_TYPES}

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of its districts and wards: of each area in which a change can be planted."""
        return frozenset(
            code for area in self.areas for code in (self.districts[area.district].code, area.ward_code)
        )

    def table(self, crime_type: str, effects: Mapping[str, float]) -> Floats:
        """Return the running shares of all places for a crime type.

        Some districts and wards may weigh more or less: ``effects`` says by code how many times.
        """
        if effects:
            return self._table(crime_type, effects)
        return self._plain_tables[crime_type]

    def _weight(self, crime_type: str) -> Floats:
        by_spot = np.asarray(SPOT_WEIGHTS.get(crime_type, DEFAULT_SPOT_WEIGHTS))
        return np.asarray(self.place_base * by_spot[self.place_spot])

    def _in(self, code: str) -> npt.NDArray[np.bool_]:
        """Return which places inside the county lie in a district or ward."""
        here = [code in (self.districts[area.district].code, area.ward_code) for area in self.areas]
        return np.repeat(np.asarray(here), self.first_outside // len(self.areas))

    def _table(self, crime_type: str, effects: Mapping[str, float]) -> Floats:
        weight = self._weight(crime_type)
        inside = weight[: self.first_outside]
        total = float(inside.sum())
        nowhere = NO_LOCATION_SHARE_ASB if crime_type == ASB else NO_LOCATION_SHARE
        weight[self.first_outside : self.no_location] = total * OUTSIDE_SHARE / OUTSIDE_LSOAS
        weight[self.no_location] = total * nowhere
        for code, effect in effects.items():
            inside[self._in(code)] *= effect
        return cumulative(weight)

    def growth(self, crime_type: str, effects: Mapping[str, float]) -> float:
        """Return what effects on some districts and wards, by code, multiply a type's located rows by."""
        inside = self._weight(crime_type)[: self.first_outside]
        before = float(inside.sum())
        for code, effect in effects.items():
            inside[self._in(code)] *= effect
        return float(inside.sum()) / before


def csv_texts(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return each row as CSV text, quoted only where needed, as the publisher does."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(rows)
    return out.getvalue().split("\n")[:-1]


def districts_of(force: FictionalForce) -> tuple[District, ...]:
    """Return the districts of a force: the last two became one unitary authority, under one later name."""
    made = []
    for place in range(DISTRICTS):
        number = force.number * DISTRICTS + place
        first = DISTRICT_FIRST[number % len(DISTRICT_FIRST)]
        last = DISTRICT_LAST[(number + number // len(DISTRICT_FIRST)) % len(DISTRICT_LAST)]
        suffix = "" if force.number < 6 else f" {force.county}"
        code, name = f"E069{number + 1:05d}", f"{first}{last}{suffix}"
        if place in (1, 2):
            merged = MAX_DISTRICT_NUMBER + force.number
            made.append(District(code, name, f"E069{merged:05d}", f"East {force.county}"))
        else:
            made.append(District(code, name, code, name))
    return tuple(made)


MAX_DISTRICT_NUMBER = 10_001
"""Codes from here on are for bodies formed by merging."""


def build_county(force: FictionalForce, seed: int) -> County:
    """Return the county of a force; the same force and seed give the same county."""
    draws = Draws(seed, "county", force.number)
    districts = districts_of(force)
    areas = _small_areas(force, districts)
    n_areas = len(areas)
    area_weight = 0.3 + 3.0 * draws.uniform(n_areas) ** 3

    n_points = n_areas * POINTS_PER_LSOA
    point_area = np.repeat(np.arange(n_areas), POINTS_PER_LSOA)
    spots, names = _spots(draws, n_points)
    longitude, latitude = _coordinates(force, draws, point_area, n_areas)
    coordinates = _coordinate_texts(longitude, latitude)
    inside_2011, inside_2021 = _place_fields(areas, point_area, coordinates, names)
    outside = _outside_fields(force)
    nowhere = ["", "", "No Location", "", ""]

    extra = len(outside) + 1
    return County(
        force=force,
        districts=districts,
        areas=areas,
        place_base=np.concatenate(
            [area_weight[point_area] * (0.3 + draws.uniform(n_points)), np.zeros(extra)]
        ),
        place_spot=np.concatenate([spots, np.full(extra, STREET)]),
        first_outside=n_points,
        text_2011=pa.array(csv_texts([*inside_2011, *outside, nowhere]), pa.string()),
        text_2021=pa.array(csv_texts([*inside_2021, *outside, nowhere]), pa.string()),
        coordinates=pa.array([f"{y},{x}" for x, y in coordinates], pa.string()),
    )


def _small_areas(force: FictionalForce, districts: tuple[District, ...]) -> tuple[SmallArea, ...]:
    wanted = min(MOST_LSOAS, max(FEWEST_LSOAS, force.population // RESIDENTS_PER_LSOA))
    sizes = [max(2, round(wanted * share)) for share in DISTRICT_SHARES]
    first_code = force.number * 2_000 + 1
    new_code = first_code + sum(sizes)
    later_count: dict[str, int] = {}
    areas: list[SmallArea] = []
    ward = 0
    for place, (district, size) in enumerate(zip(districts, sizes, strict=True)):
        for n in range(size):
            if n % LSOAS_PER_WARD == 0:
                ward += 1
            letter = "ABCDE"[n % LSOAS_PER_MSOA]
            running = later_count.get(district.later_name, 0)
            later_count[district.later_name] = running + 1
            later_msoa = f"{district.later_name} {running // LSOAS_PER_MSOA + 1:03d}"
            code = f"E019{first_code + len(areas):05d}"
            later: tuple[tuple[str, str], ...] = ((code, later_msoa + "ABCDE"[running % LSOAS_PER_MSOA]),)
            if len(areas) % CHANGED_LSOA_EVERY == 2:
                pair = "FGHIJKLMNO"[running % LSOAS_PER_MSOA * 2 :]
                later = tuple((f"E019{new_code + k:05d}", later_msoa + pair[k]) for k in (0, 1))
                new_code += 2
            areas.append(
                SmallArea(
                    code=code,
                    name=f"{district.name} {n // LSOAS_PER_MSOA + 1:03d}{letter}",
                    ward_code=f"E059{force.number * 300 + ward:05d}",
                    ward_name=_ward_name(ward),
                    district=place,
                    later=later,
                )
            )
    return tuple(areas)


def _ward_name(ward: int) -> str:
    """Return the name of the ward with a number; no two of a force are alike."""
    first = WARD_FIRST[ward % len(WARD_FIRST)]
    return f"{first} {WARD_LAST[(ward % len(WARD_FIRST) + ward // len(WARD_FIRST)) % len(WARD_LAST)]}"


def _spots(draws: Draws, n_points: int) -> tuple[Integers, list[str]]:
    first, last = draws.below(len(STREET_FIRST), n_points), draws.below(len(STREET_LAST), n_points)
    kinds = np.full(n_points, STREET)
    names = [
        f"{STREET_FIRST[a]} {STREET_LAST[b]}" for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]
    special = draws.uniform(n_points)
    choice = draws.below(1 << 20, n_points)
    for kind, low, high, words in (
        (RETAIL, 0.00, 0.03, RETAIL_SPOTS),
        (NIGHT, 0.03, 0.04, NIGHT_SPOTS),
        (OPEN_GROUND, 0.04, 0.07, OPEN_SPOTS),
        (STREET, 0.07, 0.08, AWKWARD_SPOTS),
    ):
        for point in np.flatnonzero((special >= low) & (special < high)).tolist():
            kinds[point] = kind
            names[point] = words[int(choice[point]) % len(words)]
    return kinds, names


@dataclass(frozen=True)
class Grid:
    """Where a county's small areas lie at sea: cells row by row from the south-west corner, in degrees."""

    west: float
    south: float
    across: int
    down: int
    cell_x: float
    cell_y: float


def grid_of(force: FictionalForce, n_areas: int) -> Grid:
    """Return the grid of a county with so many small areas."""
    west, south = 0.60 + force.number % 6 * 0.25, 53.90 + force.number // 6 * 0.22
    across = int(np.ceil(np.sqrt(n_areas)))
    return Grid(west, south, across, -(-n_areas // across), 0.24 / across, 0.20 / across)


def _coordinates(
    force: FictionalForce, draws: Draws, point_area: Integers, n_areas: int
) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of points, near the middle of their small area's cell at sea."""
    grid = grid_of(force, n_areas)
    n = len(point_area)
    longitude = grid.west + (point_area % grid.across + 0.1 + 0.8 * draws.uniform(n)) * grid.cell_x
    latitude = grid.south + (point_area // grid.across + 0.1 + 0.8 * draws.uniform(n)) * grid.cell_y
    return longitude, latitude


def _coordinate_texts(longitude: Floats, latitude: Floats) -> list[tuple[str, str]]:
    return [(f"{x:.6f}", f"{y:.6f}") for x, y in zip(longitude.tolist(), latitude.tolist(), strict=True)]


def _place_fields(
    areas: tuple[SmallArea, ...],
    point_area: npt.NDArray[np.int64],
    coordinates: list[tuple[str, str]],
    names: list[str],
) -> tuple[list[list[str]], list[list[str]]]:
    """Return the place fields of every point, in 2011 and in 2021 codes."""
    then, since = [], []
    for point, ((x, y), area_number) in enumerate(zip(coordinates, point_area.tolist(), strict=True)):
        area = areas[area_number]
        where = [x, y, f"On or near {names[point]}"]
        then.append([*where, area.code, area.name])
        since.append([*where, *area.later[point % len(area.later)]])
    return then, since


def _outside_fields(force: FictionalForce) -> list[list[str]]:
    """Return places a little outside the county, in an authority whose name needs quotation marks."""
    west, south = 0.60 + force.number % 6 * 0.25, 53.90 + force.number // 6 * 0.22
    return [
        [
            f"{west - 0.004 + n * 0.0003:.6f}",
            f"{south - 0.004 + n * 0.0002:.6f}",
            f"On or near {STREET_FIRST[-n - 1]} Road",
            f"E019{98_000 + force.number * 10 + n:05d}",
            f"{NEIGHBOUR} {n + 1:03d}A",
        ]
        for n in range(OUTSIDE_LSOAS)
    ]


def district_label(name: str) -> str:
    """Return a district's name as reference files print it, marked as generated."""
    return f"{name} {GENERATED}"
