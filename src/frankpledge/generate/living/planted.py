"""Changes of level planted in the records of the living county, for methods to find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frankpledge.errors import WrongUse
from frankpledge.generate.scenario import Shape, course
from frankpledge.periods import month_key, parse_month


@dataclass(frozen=True)
class RecordChange:
    """One change in one table. ``what`` is the level that changes, as its maker asks for it: ``number`` of
    rows, or a share or a time of it. ``factor`` multiplies that level as in
    :class:`~frankpledge.generate.scenario.PlantedChange`. ``first`` and ``last`` are month keys.
    ``area`` is ``urban``, ``rural``, an authority's code, or None for the whole county.
    """

    table: str
    what: str
    shape: Shape
    first: str
    factor: float
    last: str | None = None
    area: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.factor <= 20:
            raise WrongUse("A planted change has a factor above 0 and at most 20.", field="factor")
        if self.shape is Shape.SPIKE and self.last is None:
            raise WrongUse("A spike needs its last month.", field="last")

    def effect(self, month: int) -> float:
        """Return what the level of ``month`` is multiplied by."""
        last = None if self.last is None else parse_month(self.last)
        return course(self.shape, parse_month(self.first), last, self.factor, month)

    def told(self) -> dict[str, Any]:
        """Return the change as truth tells it."""
        last = None if self.last is None else month_key(parse_month(self.last))
        return {
            "table": self.table,
            "what": self.what,
            "shape": str(self.shape),
            "first_month": self.first,
            "last_month": last,
            "factor": self.factor,
            "area": self.area,
        }
