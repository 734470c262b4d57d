"""What partners' makers know of the living county: its force and months, small areas, chance, and what was
made of it before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from frankpledge.generate.living.context import Living
from frankpledge.generate.living.partners.drawing import Array, Bools

About = ParamSpec("About")
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Setting:
    """One county over its months. Small areas are those inside it, by position in ``lsoa``, shape A."""

    seed: int
    force: str
    residents: int
    first_month: int
    last_month: int
    living: Living = field(repr=False)
    _kept: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, repr=False)

    @property
    def months(self) -> range:
        """The month numbers, first to last."""
        return range(self.first_month, self.last_month + 1)

    def random(self, *words: str | int) -> np.random.Generator:
        """Return the stream of chance for one purpose, named by words: no other purpose moves it."""
        text = "/".join(str(part) for part in (self.seed, "partners", self.force, *words))
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
        return np.random.Generator(np.random.PCG64(number))

    def of(
        self, made: Callable[Concatenate[Setting, About], Made], *about: About.args, **named: About.kwargs
    ) -> Made:
        """Return ``made(self, ...)``, made once."""
        key = (made, *about, *named.items())
        if key not in self._kept:
            self._kept[key] = made(self, *about, **named)
        kept: Made = self._kept[key]
        return kept

    def forget(self, before: int) -> None:
        """Forget what was made of months before one; what was made of all months stays."""
        for key in [key for key in self._kept if isinstance(key[-1], int) and key[-1] < before]:
            del self._kept[key]

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
    """Return the partners' view of a living county, which lives as long as the county does."""
    return living.of(_setting, living.last_month)


def _setting(living: Living, month: int) -> Setting:
    return Setting(
        seed=living.scenario.seed,
        force=living.force,
        residents=living.residents,
        first_month=living.first_month,
        last_month=living.last_month,
        living=living,
    )


def remembered(
    made: Callable[Concatenate[Setting, About], Made],
) -> Callable[Concatenate[Setting, About], Made]:
    """Make what a function returns of a setting only once; see :meth:`Setting.forget`."""

    @wraps(made)
    def asked(setting: Setting, /, *about: About.args, **named: About.kwargs) -> Made:
        return setting.of(made, *about, **named)

    return asked
