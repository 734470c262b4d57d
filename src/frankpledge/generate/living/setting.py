"""Stand-in until the framework is there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Living:
    seed: int
    force: str
    first_month: int
    count: int
    residents: int

    @property
    def last_month(self) -> int:
        return self.first_month + self.count - 1

    @property
    def months(self) -> range:
        return range(self.first_month, self.first_month + self.count)

    def random(self, *words: str | int) -> np.random.Generator:
        text = "/".join(str(part) for part in (self.seed, *words))
        return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")))

    @cached_property
    def lsoa(self) -> Array:
        return np.array([f"E019{n:05}" for n in range(1, 461)], dtype=object)

    @cached_property
    def authority(self) -> Array:
        return np.array([f"E069{n % 3 + 1:05}" for n in range(460)], dtype=object)

    @cached_property
    def ward(self) -> Array:
        return np.array([f"E059{n // 7 + 1:05}" for n in range(460)], dtype=object)

    @cached_property
    def urban(self) -> Array:
        return np.arange(460) % 4 != 0


@lru_cache(maxsize=8)
def victims_of(living: Living, month: int) -> dict[str, Array]:
    from frankpledge.generate.living.drawing import about_people, picked, times_in

    random = living.random("victims", month)
    n = int(4300 * living.residents / 750_000)
    group = picked(random, n, {"Violence without injury": .3, "Violence with injury": .15, "Stalking and harassment": .12, "Rape": .015, "Other sexual offences": .025, "Residential burglary: home": .06, "Criminal damage": .12, "Other theft": .12, "Theft from a vehicle": .08, "Robbery of personal property": .012})
    da = (random.random(n) < 0.5) & np.isin(group.astype(str), ["Violence without injury", "Violence with injury", "Stalking and harassment", "Rape"])
    return {
        "person": np.array([f"N{k}" for k in random.integers(0, 160_000, n)], dtype=object),
        **about_people(random, n, (1, 90)),
        "where": random.integers(0, 460, n),
        "recorded": times_in(random, month, n),
        "offence-group": group,
        "domestic-abuse": da,
        "risk": np.where(da, picked(random, n, {"Standard": .65, "Medium": .23, "High": .12}), None),
    }
