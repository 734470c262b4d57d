"""What partners' makers know of the living county: its force and months, small areas, victims, and chance.

Two settings of one county are equal, so what was made of one need not be made again for the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from frankpledge.generate.living.context import Living
from frankpledge.generate.living.partners.drawing import Array, Bools
from frankpledge.generate.living.planted import RecordChange


@dataclass(frozen=True)
class Setting:
    """One county over its months. Small areas are those inside it, by position in ``lsoa``, shape A."""

    seed: int
    force: str
    residents: int
    first_month: int
    last_month: int
    changes: tuple[RecordChange, ...]
    living: Living = field(compare=False, repr=False)

    @property
    def months(self) -> range:
        """The month numbers, first to last."""
        return range(self.first_month, self.last_month + 1)

    def random(self, *words: str | int) -> np.random.Generator:
        """Return the stream of chance for one purpose, named by words: no other purpose moves it."""
        text = "/".join(str(part) for part in (self.seed, "partners", self.force, *words))
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
        return np.random.Generator(np.random.PCG64(number))

    def effect(self, table: str, what: str, month: int) -> float:
        """Return what planted changes multiply a level by in a month."""
        return self.living.effect(table, what, month)

    @cached_property
    def lsoa(self) -> Array:
        """Codes of the small areas."""
        return self._inside(self.living.places.lsoa)

    @cached_property
    def ward(self) -> Array:
        """Code of each small area's ward."""
        return self._inside(self.living.places.ward)

    @cached_property
    def authority(self) -> Array:
        """Code of each small area's local authority."""
        return self._inside(self.living.places.authority)

    @cached_property
    def urban(self) -> Bools:
        """Which small areas are urban."""
        inside: Bools = ~self.living.places.rural[: self.living.places.outside]
        return inside

    def _inside(self, codes: list[str]) -> Array:
        return np.array(codes[: self.living.places.outside], object)


def setting_of(living: Living) -> Setting:
    """Return the partners' view of a living county."""
    return Setting(
        seed=living.scenario.seed,
        force=living.force,
        residents=living.residents,
        first_month=living.first_month,
        last_month=living.last_month,
        changes=living.changes,
        living=living,
    )
