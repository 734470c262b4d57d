"""How numbers as printed are compared: within what their last digits leave open."""

from __future__ import annotations

import math

from frankpledge.checking.tokens import Token, Unit

_CLOSE = 1e-9


def close(stated: float, computed: float, step: float) -> bool:
    """Whether a number printed to ``step`` may stand for ``computed``, rounded or cut short."""
    return abs(stated - computed) < step - _CLOSE * max(1.0, abs(stated)) or abs(stated - computed) < _CLOSE


def bounds(token: Token) -> tuple[float, float]:
    """Return the least and greatest value that rounds to what is printed (counts and times are exact)."""
    if token.step == 1 and token.unit is not Unit.PERCENT:
        return token.value, token.value
    return token.value - token.step / 2, token.value + token.step / 2


def percent_change(before: float, after: float) -> float:
    """Return the change from ``before`` to ``after`` in per cent of ``before`` (which is not 0)."""
    return 100.0 * (after / before - 1.0)


def change_may_be(stated: float, step: float, before: Token, after: Token) -> bool:
    """Whether the change between two printed numbers may be ``stated`` per cent (sign is left out)."""
    low_b, high_b = bounds(before)
    low_a, high_a = bounds(after)
    if low_b <= 0:
        return False
    ends = sorted((percent_change(high_b, low_a), percent_change(low_b, high_a)))
    return any(ends[0] - step < it < ends[1] + step for it in (stated, -stated))


def difference_may_be(stated: float, step: float, one: Token, other: Token) -> bool:
    """Whether the difference of two printed numbers may be ``stated`` (sign is left out)."""
    halves = 0.0 if one.step == other.step == 1 else (one.step + other.step) / 2
    off = abs(abs(one.value - other.value) - abs(stated))
    return off < max(step, step / 2 + halves) - _CLOSE or off < _CLOSE


def parts_slack(steps: list[float], whole_step: float) -> float:
    """Return how far a total may be from the sum of its parts where all are rounded to their steps.

    Counts are exact. Else two and a half standard deviations of the rounding (each part is off by
    up to half a step, uniformly: variance step² / 12), at least one step, at most the worst case.
    """
    every = [*steps, whole_step]
    if min(every) == max(every) == 1:
        return 1e-6
    deviation = math.sqrt(sum(it * it for it in every) / 12)
    return min(sum(every) / 2, max(2.5 * deviation, max(every))) + 1e-6


def plain(value: float, decimals: int = 1) -> str:
    """Return a number for a message: thousands parted, no idle zeros.

    >>> plain(392.04), plain(1287.0)
    ('392', '1,287')
    """
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{decimals}f}"


def shown(token: Token) -> str:
    """Return a printed number as a message quotes it."""
    return token.text.strip()


def as_time(seconds: float) -> str:
    """Return seconds as people write them: ``as_time(704) == '11:44'``."""
    whole = round(abs(seconds))
    if whole < 60:
        return f"{whole} seconds"
    if whole >= 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
    return f"{whole // 60}:{whole % 60:02d}"
