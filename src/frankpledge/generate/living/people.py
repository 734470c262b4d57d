"""The residents of the living county: made-up numbers with an age, a sex and an ethnic group.

A number means the same resident in every table of the police, so repeats are real and ages agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from frankpledge.contracts.people import ETHNIC_GROUP, SEX
from frankpledge.generate.draws import Draws, Integers, cumulative

AGE_QUANTILES = (0, 9, 20, 40, 59, 73, 88, 100)
"""Ages of residents at the middle of the window, by the shares of Draws.spread: England and Wales 2021."""
SEX_WEIGHTS = (505.0, 492.0, 2.0, 1.0)
ETHNIC_WEIGHTS = (8.6, 3.7, 2.9, 80.2, 2.0, 2.6)
"""Census 2021 groups of a county like the demonstration's, a few not stated."""
BAND_STARTS = (0, 10, 14, 18, 25, 35, 50, 65)
"""The youngest age of each age band people are picked by."""
FREQUENT_SHARE = 0.02
"""Of each band and sex, the part among whom those who come again are found."""


@dataclass(frozen=True)
class People:
    """Residents by number from 0: day of birth, and places in the vocabularies of sex and ethnic group.

    ``members`` lists residents by band and sex; cell ``c`` is from ``starts[c]`` to ``starts[c + 1]``.
    """

    born: npt.NDArray[np.datetime64]
    sex: npt.NDArray[np.int8]
    ethnic: npt.NDArray[np.int8]
    members: Integers
    starts: Integers

    def age(self, number: Integers, on: npt.NDArray[np.datetime64]) -> Integers:
        """Return whole years of age of residents on days (from 0; those not yet born then are new-born)."""
        days = (on.astype("datetime64[D]") - self.born[number]).astype(np.int64)
        return np.asarray(np.maximum(days, 0) // 365.2425, dtype=np.int64)

    def pick(
        self, draws: Draws, n: int, bands: tuple[float, ...], female: float, frequent: float = 0.0
    ) -> Integers:
        """Return ``n`` residents: weights of the eight age bands (:data:`BAND_STARTS`), the share that is
        female, and the share picked from the few who come again and again."""
        band = draws.pick(cumulative(bands), n)
        sex = (draws.uniform(n) >= female).astype(np.int64)
        cell = band * 2 + sex
        first, size = self.starts[cell], self.starts[cell + 1] - self.starts[cell]
        few = np.maximum(1, (size * FREQUENT_SHARE).astype(np.int64))
        again = draws.chance(n, frequent)
        # Among the few, the first ones come most: the square of an even draw is near nought.
        place = draws.uniform(n)
        at = np.where(again, place**2 * few, place * size).astype(np.int64)
        return np.asarray(self.members[first + np.minimum(at, size - 1)])


def build_people(draws: Draws, residents: int, middle: np.datetime64) -> People:
    """Return the residents of a county; ``middle`` is the day at which ages are those of the census."""
    ages = draws.spread(AGE_QUANTILES, residents)
    born = middle - (ages * 365.2425).astype(np.int64).astype("timedelta64[D]")
    sex = draws.pick(cumulative(SEX_WEIGHTS), residents).astype(np.int8)
    ethnic = draws.pick(cumulative(ETHNIC_WEIGHTS), residents).astype(np.int8)
    band = np.searchsorted(BAND_STARTS, ages, side="right") - 1
    cell = band * 2 + (sex > 0)
    members = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[members], np.arange(2 * len(BAND_STARTS) + 1))
    assert len(SEX_WEIGHTS) == len(SEX.terms)
    assert len(ETHNIC_WEIGHTS) == len(ETHNIC_GROUP.terms)
    return People(born, sex, ethnic, members, starts)
