"""What is to be generated: which fictional forces, months, downloads and planted changes.

A :class:`Scenario` that exists is valid: everything that cannot be generated is refused here,
with the field at fault and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.generate.facts import ASB, CRIME_TYPES, FORCE_SIZES, MEAN_MONTHLY_ROWS
from frankpledge.generate.names import COUNTIES, GENERATED
from frankpledge.periods import month_key, parse_month

KINDS: tuple[str, ...] = ("street", "outcomes", "stop-and-search")
MAX_FORCES = len(COUNTIES)
MAX_MONTHS = 480
RESIDENTS_PER_MONTHLY_ROW = 131
"""Bedfordshire: 682,000 residents and about 5,200 street rows a month."""

RESIDENTS_PER_HOUSEHOLD = 2.35
"""Residents, not all of them in households, over households: England and Wales in 2021 had about so many."""

LARGEST_MONTHLY_ROWS = 400_000
"""A whole country in one force; beyond it a month would no longer be held comfortably in memory."""


class Shape(StrEnum):
    """How a planted change goes on."""

    STEP = "step"
    SPIKE = "spike"
    DRIFT = "drift"


@dataclass(frozen=True)
class PlantedChange:
    """A change of level put into the records on purpose, so that a method can be asked to find it.

    ``factor`` multiplies the expected count: from ``first_month`` on for a step, from
    ``first_month`` to ``last_month`` for a spike, and again in each further month for a drift
    (which holds its level after ``last_month``). ``area`` is the code of a district or a ward, or
    None for the whole force.
    """

    shape: Shape
    force: str
    crime_type: str
    first_month: int
    factor: float
    last_month: int | None = None
    area: str | None = None

    def __post_init__(self) -> None:
        if self.crime_type not in CRIME_TYPES:
            raise WrongUse(
                f"There is no crime type '{self.crime_type}'.",
                field="crime_type",
                do=did_you_mean(self.crime_type, CRIME_TYPES),
            )
        if not 0 < self.factor <= 20:
            raise WrongUse("A planted change has a factor above 0 and at most 20.", field="factor")
        if self.shape is Shape.SPIKE and self.last_month is None:
            raise WrongUse("A spike needs its last month.", field="last_month")
        if self.last_month is not None and self.last_month < self.first_month:
            raise WrongUse("A planted change cannot end before it starts.", field="last_month")

    def effect(self, month: int) -> float:
        """Return what the expected count of ``month`` is multiplied by."""
        return course(self.shape, self.first_month, self.last_month, self.factor, month)


def course(shape: Shape, first_month: int, last_month: int | None, factor: float, month: int) -> float:
    """Return what a planted change of a shape multiplies the level of ``month`` by; 1 before it begins."""
    if month < first_month:
        return 1.0
    if shape is Shape.STEP:
        return factor if last_month is None or month <= last_month else 1.0
    if shape is Shape.SPIKE:
        return factor if last_month is not None and month <= last_month else 1.0
    reached = month if last_month is None else min(month, last_month)
    return float(factor ** (reached - first_month + 1))


@dataclass(frozen=True)
class FictionalForce:
    """A force that does not exist. ``number`` fixes its name, its codes and where its county lies."""

    number: int
    monthly_rows: float

    def __post_init__(self) -> None:
        if not 0 <= self.number < MAX_FORCES:
            raise WrongUse(f"There are names for {MAX_FORCES} fictional forces only.", field="number")
        if not 0 < self.monthly_rows <= LARGEST_MONTHLY_ROWS:
            raise WrongUse(
                f"A force has more than 0 and at most {LARGEST_MONTHLY_ROWS:,} rows a month.",
                field="monthly_rows",
            )

    @property
    def county(self) -> str:
        """The county's name: ``Westmarch``."""
        return COUNTIES[self.number]

    @property
    def slug(self) -> str:
        """The name in file names and figures: ``westmarch``."""
        return self.county.lower().replace(" ", "-")

    @property
    def name(self) -> str:
        """What "Reported by" says: ``Westmarch Police (generated)``."""
        return f"{self.county} Police {GENERATED}"

    @property
    def pfa_code(self) -> str:
        """The police force area code, in a range that is not in use."""
        return f"E239{self.number + 1:05d}"

    @property
    def pfa_name(self) -> str:
        """The police force area's name, marked as generated."""
        return f"{self.county} {GENERATED}"

    @property
    def population(self) -> int:
        """Residents, in whole hundreds."""
        return max(100, int(round(self.monthly_rows * RESIDENTS_PER_MONTHLY_ROW, -2)))

    @property
    def households(self) -> int:
        """Households, in whole tens: the mean size of one differs a little from county to county."""
        mean_size = RESIDENTS_PER_HOUSEHOLD + (self.number * 7 % 9 - 4) / 100
        return max(10, int(round(self.population / mean_size, -1)))


@dataclass(frozen=True)
class Download:
    """One fetching of the files: the months it holds, when, and in which census area codes.

    ``revised`` downloads are older states: some later crimes are missing, some cancelled ones
    present, some outcomes not yet corrected.
    """

    name: str
    first_month: int
    last_month: int
    obtained_month: int
    lsoa_vintage: int
    revised: bool

    @property
    def months(self) -> range:
        """The month numbers held, first to last."""
        return range(self.first_month, self.last_month + 1)

    @property
    def obtained(self) -> str:
        """The date of obtaining: the 15th of its month."""
        return f"{month_key(self.obtained_month)}-15"


@dataclass(frozen=True)
class Scenario:
    """Everything that decides what is generated. The same scenario gives the same bytes.

    ``forces`` have record files; ``peers`` only appear in the force-month counts.
    ``missing`` names (force, month) pairs that are not supplied at all; ``supplied_empty``
    those whose stop-and-search file has a header and no row. ``rows``, when given, is the exact
    number of rows in the street files of the newest download.
    """

    seed: int
    forces: tuple[FictionalForce, ...]
    first_month: int
    months: int
    peers: tuple[FictionalForce, ...] = ()
    planted: tuple[PlantedChange, ...] = ()
    missing: frozenset[tuple[str, int]] = frozenset()
    supplied_empty: frozenset[tuple[str, int]] = frozenset()
    older_months: int = 0
    older_lag: int = 12
    dispersion: float = 0.002
    rows: int | None = None
    kinds: tuple[str, ...] = KINDS

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise WrongUse("A seed is a whole number from 0.", field="seed")
        if not self.forces:
            raise WrongUse("At least one force needs records.", field="forces")
        if not 1 <= self.months <= MAX_MONTHS:
            raise WrongUse(f"Ask for 1 to {MAX_MONTHS} months.", field="months")
        slugs = [force.slug for force in (*self.forces, *self.peers)]
        if len(set(slugs)) < len(slugs):
            raise WrongUse("A force is named twice.", field="peers")
        if not 0 < self.dispersion < 1:
            raise WrongUse("The dispersion lies between 0 and 1.", field="dispersion")
        if self.rows is not None and self.rows < 0:
            raise WrongUse("The number of rows cannot be negative.", field="rows")
        if self.older_months and not 1 <= self.older_months <= self.months - self.older_lag:
            raise WrongUse("The older download must lie inside the months asked for.", field="older_months")
        self._check_kinds()
        self._check_names(slugs)

    def _check_kinds(self) -> None:
        if not self.kinds or "street" not in self.kinds:
            raise WrongUse("The street files are always made; outcomes refer to them.", field="kinds")
        for kind in self.kinds:
            if kind not in KINDS:
                raise WrongUse(f"There is no kind '{kind}'.", field="kinds", do=did_you_mean(kind, KINDS))

    def _check_names(self, slugs: list[str]) -> None:
        recorded = {force.slug for force in self.forces}
        for change in self.planted:
            if change.force not in slugs:
                raise WrongUse(
                    f"A change is planted in '{change.force}', which is not generated.",
                    field="planted",
                    do=did_you_mean(change.force, slugs),
                )
        named: Iterable[tuple[str, str, set[str]]] = (
            *(("missing", slug, set(slugs)) for slug, _ in self.missing),
            *(("supplied_empty", slug, recorded) for slug, _ in self.supplied_empty),
        )
        for field, slug, known in named:
            if slug not in known:
                raise WrongUse(f"'{slug}' is not generated.", field=field, do=did_you_mean(slug, known))

    @property
    def last_month(self) -> int:
        """The newest month number."""
        return self.first_month + self.months - 1

    @property
    def downloads(self) -> tuple[Download, ...]:
        """The downloads to write, the older one first."""
        newer = Download("newer", self.first_month, self.last_month, self.last_month + 2, 2021, False)
        if not self.older_months:
            return (newer,)
        last = self.last_month - self.older_lag
        older = Download("older", last - self.older_months + 1, last, last + 2, 2011, True)
        return (older, newer)

    @classmethod
    def sized(
        cls,
        forces: int,
        months: int,
        rows: int,
        seed: int = 1,
        *,
        last_month: str = "2025-03",
        kinds: tuple[str, ...] = KINDS,
    ) -> Scenario:
        """Return a scenario of a given size: for measuring speed, and for practice at national scale.

        ``rows`` is the exact number of street rows; outcomes (about 75 for 100 street rows) and
        stops (about 6) come on top unless ``kinds`` leaves them out. Forces vary in size as
        real ones do. With two forces or more, one lacks a month.

        >>> Scenario.sized(forces=3, months=12, rows=9000).downloads[0].obtained
        '2025-05-15'
        """
        if not 1 <= forces <= MAX_FORCES:
            raise WrongUse(f"Ask for 1 to {MAX_FORCES} forces.", field="forces")
        if not 1 <= months <= MAX_MONTHS:
            raise WrongUse(f"Ask for 1 to {MAX_MONTHS} months.", field="months")
        if rows < 1:
            raise WrongUse("Ask for at least one row.", field="rows")
        first = parse_month(last_month) - months + 1
        relative = [_relative_size(place, forces) for place in range(forces)]
        unit = rows / months / sum(relative)
        made = tuple(FictionalForce(n, size * unit) for n, size in enumerate(relative))
        gap = frozenset({(made[1].slug, first + months // 2)}) if forces > 1 and months > 2 else frozenset()
        empty = frozenset({(made[0].slug, first + 1)}) if months > 2 else frozenset()
        return cls(
            seed=seed,
            forces=made,
            first_month=first,
            months=months,
            missing=gap,
            supplied_empty=empty,
            rows=rows,
            kinds=kinds,
        )


def _relative_size(place: int, forces: int) -> float:
    """Return the size of the force at ``place`` when ``forces`` are spread over the real range of sizes."""
    position = (place * 7 % forces + 0.5) / forces * (len(FORCE_SIZES) - 1)
    low = int(position)
    return FORCE_SIZES[low] + (FORCE_SIZES[low + 1] - FORCE_SIZES[low]) * (position - low)


def _demo() -> Scenario:
    home = FictionalForce(0, 5725)  # 750,000 residents; about 5,500 street rows a month over five years
    peers = tuple(
        FictionalForce(n, round(size * MEAN_MONTHLY_ROWS * 0.6))
        for n, size in zip(range(1, 9), FORCE_SIZES[4::4], strict=False)
    )

    def planted(
        shape: Shape,
        crime_type: str,
        first: str,
        factor: float,
        last: str | None = None,
        area: str | None = None,
    ) -> PlantedChange:
        until = None if last is None else parse_month(last)
        return PlantedChange(shape, home.slug, crime_type, parse_month(first), factor, until, area)

    return Scenario(
        seed=1829,
        forces=(home,),
        peers=peers,
        first_month=parse_month("2020-04"),
        months=60,
        planted=(
            planted(Shape.STEP, "Shoplifting", "2024-07", 1.35),
            planted(Shape.STEP, "Burglary", "2023-10", 0.72),
            planted(Shape.SPIKE, "Robbery", "2025-02", 2.4, "2025-02"),
            planted(Shape.DRIFT, "Vehicle crime", "2024-04", 0.975, "2025-03"),
            planted(Shape.STEP, ASB, "2024-05", 1.7, area="E06900004"),
            planted(Shape.STEP, "Burglary", "2025-01", 4.0, area="E05900001"),
        ),
        missing=frozenset(
            {(peers[2].slug, parse_month(month)) for month in ("2022-09", "2022-10", "2022-11")}
        ),
        supplied_empty=frozenset({(home.slug, parse_month("2020-05"))}),
        older_months=12,
    )


DEMO = _demo()
"""One county for five years to March 2025, eight peers, two downloads: what `frankpledge demo` shows."""
