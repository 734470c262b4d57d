"""What every estimate carries: value, interval, level, method, and why where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from frankpledge.assessment.reasons import Reason

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Numbers = Floats | Ints
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Codes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Estimate:
    """Values with intervals, all of one shape and unit.

    ``low`` and ``high`` hold the truth with probability ``level``. ``reason`` (codes of
    :class:`Reason`) says why where ``value`` or a limit is NaN; ``low`` may be known where the
    value is not (a time that is only known to be longer). An infinite ``high`` means that nothing
    bounds it from above.
    """

    value: Floats
    low: Floats
    high: Floats
    reason: Codes
    level: float
    method: str
    variant: str

    @property
    def known(self) -> Flags:
        """Where there is a value."""
        return np.asarray(self.reason == Reason.KNOWN)

    def __post_init__(self) -> None:
        check_level(self.level)


def check_level(level: float) -> None:
    """Raise ValueError unless a confidence level is a share between 0 and 1 (0.95, not 95)."""
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1 (0.95 for 95 %): {level}")


def normal_quantile(level: float) -> float:
    """Return how many standard errors a two-sided interval of a level reaches to each side.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    check_level(level)
    return float(-ndtri((1 - level) / 2))


def reasons(numerator: Floats, denominator: Floats) -> Codes:
    """Return for each pair why it makes no ratio: not supplied (NaN), or a denominator of 0.

    ValueError where a count is below 0, which no method here knows what to do with.

    >>> import numpy as np
    >>> reasons(np.array([1.0, 1, 0, np.nan]), np.array([2.0, 0, 0, 5])).tolist()
    [0, 2, 3, 1]
    """
    if (numerator < 0).any():
        raise ValueError("a count is 0 or more: there is one below 0")
    missing = np.isnan(numerator) | np.isnan(denominator)
    zero = ~missing & (denominator <= 0)
    made = np.zeros(np.broadcast(numerator, denominator).shape, np.uint8)
    made[np.broadcast_to(zero, made.shape)] = Reason.ZERO_DENOMINATOR
    made[np.broadcast_to(zero & (numerator == 0), made.shape)] = Reason.NOTHING_OF_NOTHING
    made[np.broadcast_to(missing, made.shape)] = Reason.MISSING
    return made


def as_floats(*given: Any) -> list[Floats]:
    """Return what is given as float arrays of one common shape."""
    return [
        np.array(one, float, copy=True) for one in np.broadcast_arrays(*[np.asarray(g, float) for g in given])
    ]


def divide(over: Numbers, below: Numbers) -> Floats:
    """Return a quotient, NaN where the divisor is 0 (without numpy's warning)."""
    shape = np.broadcast(over, below).shape
    made = np.full(shape, np.nan)
    np.divide(over, below, out=made, where=np.broadcast_to(below != 0, shape))
    return made
