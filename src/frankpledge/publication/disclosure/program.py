"""What a reader of a financial year could believe of the numbers withheld, as a linear program.

Its unknowns are the months that are withheld; its equations are the sums that are shown and the ways in
which series make up one another. Every solution is a table that agrees with all that is published.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import scipy.sparse as sparse

from frankpledge.publication.disclosure.counted import (
    MONTHS,
    QUARTERS,
    Counted,
    Level,
    Levels,
    Numbers,
    Places,
)

_BOX: Final = 20.0
"""How far a solution may lie from the truth: enough to be wide, and no program is unbounded."""
_NOUGHT: Final = 1e-7
_MANY: Final = 1000
"""Unknowns from which on making a program smaller first saves more time than it takes."""


class Binding(NamedTuple):
    """Something shown that keeps a sum from being greater: a series in a quarter of the years looked at.

    ``gain`` is how much greater the sum may be at most if it is shown at the next level alone; nothing where
    all it could give is below nought already.
    """

    series: int
    quarter: int
    gain: float


class Program:
    """The unknowns and equations of the series ``rows`` in some financial years; ``truth`` is R × 12Y.

    Made once; :meth:`show` says at which levels the series are shown. Years are looked at one by one, but for
    what is open where it may be small: then all of them at once, as it follows from all that came and ended.
    """

    def __init__(self, counted: Counted, rows: Places, years: range) -> None:
        self.rows = rows
        self.place = {int(row): number for number, row in enumerate(rows)}
        self.years = len(years)
        months = slice(years.start * MONTHS, years.stop * MONTHS)
        self._quarters = slice(years.start * QUARTERS, years.stop * QUARTERS)
        self.truth: Numbers = counted.values[rows, months]
        self._present = counted.present[rows, months]
        self._could = self._present & ~counted.released[rows, months]
        held = [one for one in counted.flows if one.open in self.place]
        whole = len(years) == counted.years
        if held and not whole:  # The year after tells what was open at the end of this one.
            self._could[[self.place[flow.open] for flow in held], -1] = False
        self._released = counted.released_level[rows, self._quarters]
        most = counted.most[rows, months]
        low = np.maximum(self.truth - _BOX, 0.0)
        high = np.maximum(np.minimum(self.truth + _BOX, most), self.truth)
        self._bounds = np.stack([low.ravel(), high.ravel()], axis=1)
        self._equal, self._below = _Rows(self.truth.shape), _Rows(self.truth.shape)
        for row in range(len(rows)):
            for quarter in range(QUARTERS * self.years):
                self._equal.total(row, slice(quarter * 3, quarter * 3 + 3))
        for row in range(len(rows)):
            for year in range(self.years):
                self._equal.total(row, slice(year * MONTHS, year * MONTHS + MONTHS))
        self._always = self._equal.count
        self._spans(counted, months)
        for one in counted.families:
            if one.whole in self.place:
                terms = {self.place[part]: 1.0 for part in (*one.parts, one.residual)}
                self._equal.each_month({**terms, self.place[one.whole]: -1.0})
        for flow in held:
            self._equal.each_flow(*(self.place[one] for one in (flow.open, flow.came, flow.ended)))
        for part, base in counted.bases:
            if part in self.place:
                self._below.each_month({self.place[part]: 1.0, self.place[base]: -1.0})
        self._all_equal, self._all_below = self._equal.matrix(), self._below.matrix()

    def _spans(self, counted: Counted, months: slice) -> None:
        for series, first, last in counted.released_spans:
            if series in self.place:
                low, high = max(first, months.start) - months.start, min(last, months.stop - 1) - months.start
                if low <= high:
                    self._equal.total(self.place[series], slice(low, high + 1))

    def show(self, levels: Levels) -> None:
        """Take up at which levels the series are shown: S × 4Y, of all series and years."""
        here, quarterly = levels[self.rows, self._quarters], (len(self.rows), QUARTERS * self.years, 3)
        yearly = (len(self.rows), self.years, QUARTERS)
        self._known = np.minimum(here, self._released)
        self.free = self._could & np.repeat(here > Level.MONTH, 3, axis=1)
        could = self._could.reshape(quarterly).any(axis=2)
        self._shown = (here == Level.MONTH) & could
        whole = self._present.reshape(quarterly).all(axis=2)
        quarters = (self._known <= Level.QUARTER) & whole
        # Four quarters that are told tell the year: told twice, it would be named in vain as what binds.
        known: np.ndarray[tuple[int, int, int], np.dtype[np.int8]] = self._known.reshape(yearly)
        years = (known <= Level.YEAR).all(axis=2) & (known > Level.QUARTER).any(axis=2)
        years &= np.all(whole.reshape(yearly), axis=2)
        told = np.concatenate(
            [quarters.ravel(), years.ravel(), np.ones(self._equal.count - self._always, bool)]
        )
        self._columns = np.flatnonzero(self.free.ravel())
        chosen = self._all_equal[:, self._columns]
        self._told = np.flatnonzero(told & (np.diff(chosen.indptr) > 0))
        self._a_eq = chosen[self._told]
        truth = self.truth.ravel()
        self._b_eq = self._a_eq @ truth[self._columns]
        below = self._all_below[:, self._columns]
        self._felt = np.flatnonzero(np.diff(below.indptr) > 0)
        self._a_ub = below[self._felt]
        shown = truth.copy()
        shown[self._columns] = 0.0
        own = self._a_ub @ truth[self._columns]
        self._b_ub = np.maximum(-(self._all_below[self._felt] @ shown), own)

    def extreme(self, aim: Numbers) -> Numbers:
        """Return the numbers that agree with all that is shown and make a weighted sum as great as can be."""
        from scipy.optimize import linprog

        self._made = None
        cost = -aim.ravel()[self._columns]
        if not np.any(cost):
            return self.truth
        made = linprog(
            cost, A_ub=self._a_ub if self._a_ub.shape[0] else None,
            b_ub=self._b_ub if self._a_ub.shape[0] else None,
            A_eq=self._a_eq if self._a_eq.shape[0] else None,
            b_eq=self._b_eq if self._a_eq.shape[0] else None,
            bounds=self._bounds[self._columns], method="highs", options={"presolve": len(cost) > _MANY},
        )  # fmt: skip
        if made.status != 0:  # The truth is a solution: what the solver cannot do shows nothing free.
            return self.truth
        self._made = made
        values = self.truth.ravel().copy()
        values[self._columns] = made.x
        return values.reshape(self.truth.shape)

    def binding(self) -> list[Binding]:
        """Return what of all that is shown kept the last sum from being greater, and how much it may have."""
        if self._made is None:
            return [
                Binding(int(self.rows[row]), int(quarter), 0.0) for row, quarter in np.argwhere(self._shown)
            ]
        equal = self._made.eqlin.marginals if self._a_eq.shape[0] else np.zeros(0)
        below = self._made.ineqlin.marginals if self._a_ub.shape[0] else np.zeros(0)
        pull = np.zeros(self.truth.size)
        if len(equal):
            pull += self._all_equal[self._told].T @ equal
        if len(below):
            pull += self._all_below[self._felt].T @ below
        pull = np.where(self.free, 0.0, pull.reshape(self.truth.shape))
        by_quarter = (len(pull), QUARTERS * self.years, 3)
        quarters = (np.abs(pull) > _NOUGHT).reshape(by_quarter).any(axis=2) & self._shown
        gains = self._gains(pull.reshape(by_quarter))
        found = [
            Binding(int(self.rows[row]), int(quarter), float(gains[row, quarter]))
            for row, quarter in np.argwhere(quarters)
        ]
        count = len(self.rows)
        for place in np.flatnonzero(np.abs(equal) > _NOUGHT):
            row, down = self._told[place], equal[place] > 0
            if row < count * QUARTERS * self.years:
                at, quarter = divmod(int(row), QUARTERS * self.years)
                span = self.truth[at, quarter * 3 : quarter * 3 + 3]
            elif row < self._always:
                at, year = divmod(int(row) - count * QUARTERS * self.years, self.years)
                quarter, span = year * QUARTERS, self.truth[at, year * MONTHS : (year + 1) * MONTHS]
            else:
                continue
            room = min(_BOX, float(span.sum())) if down else _BOX
            found.append(Binding(int(self.rows[at]), quarter, abs(float(equal[place])) * room))
        return found

    def _gains(self, pull: np.ndarray[tuple[int, int, int], np.dtype[np.float64]]) -> Numbers:
        """Return what the last sum could gain were months moved about in a quarter: R × 4Y.

        The quarter's total stays: one month goes up as another goes down, and none below its least.
        """
        low, high = (self._bounds[:, end].reshape(pull.shape) for end in (0, 1))
        truth = self.truth.reshape(pull.shape)
        best = np.zeros(pull.shape[:2])
        for up in range(3):
            for down in range(3):
                moved = np.minimum(high[..., up] - truth[..., up], truth[..., down] - low[..., down])
                np.maximum(best, (pull[..., up] - pull[..., down]) * moved, out=best)
        return best


class _Rows:
    """Rows of a sparse matrix whose columns are the months of the series, row by row."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.width, self.months = int(shape[0] * shape[1]), int(shape[1])
        self.row: list[int] = []
        self.column: list[int] = []
        self.by: list[float] = []
        self.count = 0

    def total(self, series: int, span: slice) -> None:
        """Add a sum of months of one series."""
        for month in range(span.start, span.stop):
            self._put(series * self.months + month, 1.0)
        self.count += 1

    def each_month(self, terms: dict[int, float]) -> None:
        """Add a row for each month."""
        for month in range(self.months):
            for series, by in terms.items():
                self._put(series * self.months + month, by)
            self.count += 1

    def each_flow(self, stock: int, came: int, ended: int) -> None:
        """Add a row for each month: what is open, less what was open before and came, and what ended.

        What was open before the first month is known.
        """
        for month in range(self.months):
            for series, by in ((stock, 1.0), (came, -1.0), (ended, 1.0)):
                self._put(series * self.months + month, by)
            if month:
                self._put(stock * self.months + month - 1, -1.0)
            self.count += 1

    def _put(self, column: int, by: float) -> None:
        self.row.append(self.count)
        self.column.append(column)
        self.by.append(by)

    def matrix(self) -> sparse.csr_array:
        return sparse.csr_array((self.by, (self.row, self.column)), shape=(self.count, self.width))
