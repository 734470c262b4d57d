"""An attacker of published numbers: linear programming bounds on what is withheld, from all that is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array


@dataclass
class Attack:
    """What is known of ``width`` unknown whole numbers, none below nought: sums and limits, row by row."""

    width: int
    top: dict[int, float] = field(default_factory=dict)
    equal: list[tuple[dict[int, float], float]] = field(default_factory=list)
    below: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def knows(self, terms: dict[int, float], total: float) -> None:
        """Add that a sum is published."""
        self.equal.append((terms, total))

    def knows_at_most(self, terms: dict[int, float], total: float) -> None:
        """Add that a sum is no more than a number."""
        self.below.append((terms, total))

    def bounds(self, wanted: Mapping[int, float]) -> tuple[float, float]:
        """Return the least and most a sum of unknowns can be; infinite where nothing limits it."""
        cost = np.zeros(self.width)
        for one, by in wanted.items():
            cost[one] += by
        ends = []
        for sign in (1, -1):
            made = linprog(
                sign * cost,
                A_eq=self._matrix(self.equal), b_eq=[total for _, total in self.equal],
                A_ub=self._matrix(self.below) if self.below else None,
                b_ub=[total for _, total in self.below] if self.below else None,
                bounds=[(0, self.top.get(one)) for one in range(self.width)],
                method="highs",
            )  # fmt: skip
            assert made.status in (0, 3), made.message
            ends.append(sign * made.fun if made.status == 0 else sign * -np.inf)
        return ends[0], ends[1]

    def _matrix(self, rows: list[tuple[dict[int, float], float]]) -> csr_array:
        places = [(row, one, by) for row, (terms, _) in enumerate(rows) for one, by in terms.items()]
        row, column, by = zip(*places, strict=True)
        return csr_array((by, (row, column)), shape=(len(rows), self.width))
