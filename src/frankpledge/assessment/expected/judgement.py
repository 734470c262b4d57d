"""What the test of a quarter gives: expected ranges, power, weights, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.budget import Levels
from frankpledge.assessment.expected.monthly import QUARTER
from frankpledge.assessment.expected.power import Power
from frankpledge.assessment.expected.season import Floats

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Range:
    """An expected range and what was seen: arrays of S (or S × 3 for single months); NaN where none.

    ``p`` is two-sided; a figure is outside the range exactly where ``p`` is at or under ``level``.
    ``side`` is 1 above the expected figure and −1 below it.
    """

    expected: Floats
    low: Floats
    high: Floats
    seen: Floats
    p: Floats
    side: NDArray[np.int8]
    level: float

    @property
    def outside(self) -> NDArray[np.bool_]:
        return self.p <= self.level  # never where p is NaN

    def month(self, at: int) -> Range:
        """Return the ranges of one of the single months, as arrays of S."""
        of = (self.expected, self.low, self.high, self.seen, self.p)
        expected, low, high, seen, p = (one[:, at] for one in of)
        return Range(expected, low, high, seen, p, self.side[:, at], self.level)


@dataclass(frozen=True)
class Judgement:
    """A quarter judged for S series; ``n`` is the number of months before it.

    ``half_year`` is the quarter with the one before it, against what was before both. ``months``
    S × 3. ``months_used`` S; ``rho`` S the autocorrelation allowed for; ``lag1`` S that of the
    residuals; ``run_rules`` S whether rules about runs may be read; ``weights`` S × n, 1 for a month
    counted in full, less for one far out, 0 for one missing; ``reasons`` S, empty where there is a
    judgement.
    """

    quarter: Range
    half_year: Range
    months: Range
    power: Power
    months_used: NDArray[np.int64]
    rho: Floats
    lag1: Floats
    run_rules: NDArray[np.bool_]
    weights: Floats
    reasons: tuple[str, ...]
    method: str = ""
    variant: str = ""
    baseline: str = ""

    @property
    def exceptional(self) -> NDArray[np.bool_]:
        """Series with the quarter, the half-year or a month outside its range."""
        return np.asarray(self.quarter.outside | self.half_year.outside | self.months.outside.any(axis=1))


def no_range(shape: tuple[int, ...], level: float) -> Range:
    """Return a range that says nothing, for ``shape`` figures."""
    none = np.full(shape, np.nan)
    return Range(none, none, none, none, none, np.zeros(shape, np.int8), level)


def no_judgement(
    months_used: NDArray[np.int64], before: int, reasons: Sequence[str], levels: Levels
) -> Judgement:
    """Return what is said of series without a judgement, ``before`` months before the quarter."""
    count = len(reasons)
    empty = np.full(count, np.nan)
    return Judgement(
        quarter=no_range((count,), levels.quarter),
        half_year=no_range((count,), levels.half_year),
        months=no_range((count, QUARTER), levels.month),
        power=Power(empty, empty, empty),
        months_used=months_used,
        rho=np.zeros(count),
        lag1=np.zeros(count),
        run_rules=np.zeros(count, bool),
        weights=np.zeros((count, before)),
        reasons=tuple(reasons),
    )


def put(whole: _Made, rows: NDArray[np.bool_], part: _Made) -> _Made:
    """Return a dataclass of arrays with ``part`` put into some of its rows; what is no array stays."""
    return _each(lambda of: _placed(rows, *of), (whole, part))


def row_by_row(whole: _Made, count: int) -> list[_Made]:
    """Return a dataclass of arrays as one for each of its ``count`` rows, in their order."""
    columns: list[Sequence[Any]] = []
    for item in fields(whole):  # type: ignore[arg-type]
        one = getattr(whole, item.name)
        if is_dataclass(one):
            columns.append(row_by_row(one, count))
        elif isinstance(one, np.ndarray | tuple):
            columns.append([one[at : at + 1] for at in range(count)])
        else:
            columns.append([one] * count)
    return [type(whole)(*row) for row in zip(*columns, strict=True)]


def joined(parts: Sequence[_Made]) -> _Made:
    """Return dataclasses of arrays as one, row after row."""
    return _each(_concatenated, parts)


def _each(make: Any, made: Sequence[_Made]) -> _Made:
    """Make each field anew from the same field of every one of ``made``."""
    values = {}
    for item in fields(made[0]):  # type: ignore[arg-type]
        of = [getattr(one, item.name) for one in made]
        values[item.name] = _each(make, of) if is_dataclass(of[0]) else make(of)
    return type(made[0])(**values)


def _placed(rows: NDArray[np.bool_], whole: Any, part: Any) -> Any:
    if not isinstance(whole, np.ndarray):
        return whole
    placed = whole.copy()
    placed[rows] = part
    return placed


def _concatenated(of: Sequence[Any]) -> Any:
    if isinstance(of[0], np.ndarray):
        return np.concatenate(of)
    return sum(of, ()) if isinstance(of[0], tuple) else of[0]
