"""Where and when a living county is: its force, months, small areas, and chance for each purpose."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from frankpledge.generate.county import build_county
from frankpledge.generate.living.drawing import Array, Bools, about_people, only, picked, times_in
from frankpledge.generate.scenario import FictionalForce


@dataclass(frozen=True)
class Living:
    """A county of ``fictional.population`` residents over ``count`` months from ``first_month``.

    The same county gives the same rows. Small areas are those of 2021, by position in ``lsoa``.
    """

    seed: int
    fictional: FictionalForce
    first_month: int
    count: int

    @property
    def force(self) -> str:
        """The force, as figures name it."""
        return self.fictional.slug

    @property
    def residents(self) -> int:
        """Residents of the county."""
        return self.fictional.population

    @property
    def last_month(self) -> int:
        """The newest month number."""
        return self.first_month + self.count - 1

    @property
    def months(self) -> range:
        """The month numbers, first to last."""
        return range(self.first_month, self.last_month + 1)

    def random(self, *words: str | int) -> np.random.Generator:
        """Return the stream of chance for one purpose, named by words: no other purpose moves it."""
        text = "/".join(str(part) for part in (self.seed, self.fictional.number, *words))
        return np.random.Generator(
            np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
        )

    @property
    def lsoa(self) -> Array:
        """Codes of the small areas, shape A."""
        return self._places[0]

    @property
    def ward(self) -> Array:
        """Code of each small area's ward."""
        return self._places[1]

    @property
    def authority(self) -> Array:
        """Code of each small area's local authority."""
        return self._places[2]

    @cached_property
    def urban(self) -> Bools:
        """Which small areas are urban: whole wards are, or are not."""
        wards, of = np.unique(self.ward.astype(str), return_inverse=True)
        chosen: Bools = self.random("urban").random(len(wards)) < 0.74
        return chosen[of]

    @cached_property
    def _places(self) -> tuple[Array, Array, Array]:
        county = build_county(self.fictional, self.seed)
        rows = [
            (code, area.ward_code, county.districts[area.district].later_code)
            for area in county.areas
            for code, _ in area.later
        ]
        lsoa, ward, authority = (np.array(column, object) for column in zip(*rows, strict=True))
        return lsoa, ward, authority


GROUPS = {
    "Violence without injury": 0.30,
    "Violence with injury": 0.16,
    "Stalking and harassment": 0.13,
    "Rape": 0.016,
    "Other sexual offences": 0.026,
    "Robbery of personal property": 0.014,
    "Residential burglary: home": 0.055,
    "Theft from a vehicle": 0.075,
    "Other theft": 0.104,
    "Criminal damage": 0.12,
}
ABUSIVE = ("Violence without injury", "Violence with injury", "Stalking and harassment", "Rape")
VICTIMS_PER_RESIDENT = 4_250 / 750_000


@lru_cache(maxsize=4)
def victims_of(living: Living, month: int) -> dict[str, Array]:
    """Return the people who were victims of a crime recorded in a month, by column."""
    random = living.random("victims", month)
    count = int(random.poisson(VICTIMS_PER_RESIDENT * living.residents))
    group = picked(random, count, GROUPS)
    abused = np.isin(group.astype(str), ABUSIVE) & (random.random(count) < 0.5)
    risk = picked(random, count, {"Standard": 0.65, "Medium": 0.23, "High": 0.12})
    return {
        "person": np.array([f"N{number}" for number in random.integers(0, 160_000, count)], object),
        **about_people(random, count, (1, 90)),
        "where": random.integers(0, len(living.lsoa), count),
        "recorded": times_in(random, month, count),
        "offence-group": group,
        "domestic-abuse": abused,
        "risk": only(abused, risk),
    }
