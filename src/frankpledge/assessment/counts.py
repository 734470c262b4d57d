"""Whether one count differs from earlier ones: z on square roots, the E-test, and displacement.

Counts of crime vary more than chance makes them (overdispersion φ). It is measured, not assumed, and every
comparison of counts takes it. Periods compared must not overlap: a rolling 12 shares its months with the
last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln, ndtr, xlogy

from frankpledge.assessment.rates.disparity import rate_ratio
from frankpledge.assessment.rates.estimates import (
    Codes,
    Estimate,
    Flags,
    Floats,
    as_floats,
    divide,
    normal_quantile,
)
from frankpledge.assessment.reasons import Reason

E_TEST_BELOW = 10
_FAR = 8.0


@dataclass(frozen=True)
class Dispersion:
    """Measured variance over the Poisson one, at least 1, with the number of differences it rests on.

    ``reason`` says where there was too little to measure it; ``phi`` is 1 there.
    """

    phi: Floats
    differences: np.ndarray[Any, np.dtype[np.int64]]
    reason: Codes
    variant: str


@dataclass(frozen=True)
class CountChange:
    """A count against the mean of k earlier periods.

    ``z`` is signed, ``p`` two-sided; ``ratio`` is the count over the mean of the earlier periods, its
    interval the ratios that the same test does not reject; ``clear`` holds where p is below 1 − level, and
    so 1 lies outside. ``exact`` says where the E-test was used. NaN has a reason.
    """

    z: Floats
    p: Floats
    ratio: Estimate
    clear: Flags
    exact: Flags
    reason: Codes
    method: str
    variant: str


@dataclass(frozen=True)
class Displacement:
    """The weighted displacement difference: how many events fewer (−) or more than without the intervention.

    ``local`` is the treated area against its control, ``displaced`` the areas around them, ``total`` both.
    Where there was nothing to count, ``error`` is 0 and z is NaN, with a reason.
    """

    local: float
    displaced: float
    total: float
    error: float
    z: float
    low: float
    high: float
    level: float
    reason: Reason
    method: str = "weighted displacement difference"
    variant: str = "normal approximation to Poisson counts"


def measured_dispersion(counts: Any, lag: int = 12, fewest: int = 6) -> Dispersion:
    """Return φ of S series × T periods (NaN for gaps), from differences ``lag`` periods apart.

    On the scale 2√(y + 3/8) a Poisson count has the variance 1 whatever its mean; half the variance of the
    differences from the same month a year before is φ, free of season and of an even trend. Fewer
    than ``fewest`` differences measure nothing: φ is 1, with the reason.
    """
    scaled = 2 * np.sqrt(np.asarray(counts, float) + 0.375)
    apart = scaled[..., lag:] - scaled[..., :-lag]
    known = ~np.isnan(apart)
    number = known.sum(axis=-1)
    kept = np.where(known, apart, 0.0)
    mean = kept.sum(axis=-1) / np.maximum(number, 1)
    squares = (np.where(known, apart - mean[..., None], 0.0) ** 2).sum(axis=-1)
    enough = number >= fewest
    phi = np.where(enough, np.maximum(squares / (2 * np.maximum(number - 1, 1)), 1.0), 1.0)
    why = np.where(enough, Reason.KNOWN, Reason.TOO_SHORT).astype(np.uint8)
    return Dispersion(phi, number, why, f"differences {lag} periods apart on 2√(y + 3/8)")


def poisson_z(
    count: Any, past: Any, periods: Any = 1, dispersion: Any = 1.0, *, past_is_exact: bool = False
) -> Floats:
    """Return z = 2(√b − √(a/k)) / √(φ(1 + 1/k)) for b now and a in all over k earlier periods.

    ``past_is_exact`` leaves out the 1/k: the past taken as the true mean (Wheeler's form), which finds
    too much where k is small; our results never use it.

    >>> round(float(poisson_z(25, 192, 12)), 6)
    1.921538
    """
    now, before, number, phi = as_floats(count, past, periods, dispersion)
    spread = phi * (1.0 if past_is_exact else 1 + 1 / number)
    return np.asarray(2 * (np.sqrt(now) - np.sqrt(before / number)) / np.sqrt(spread))


def usual_range(mean: Any, z: float, dispersion: Any = 1.0) -> tuple[Floats, Floats]:
    """Return between which counts a mean keeps for ``z`` on the root scale: (√m ± z√φ/2)², never below 0."""
    root = np.sqrt(np.asarray(mean, float))
    reach = z * np.sqrt(np.asarray(dispersion, float)) / 2
    return np.maximum(root - reach, 0.0) ** 2, (root + reach) ** 2


def compare_counts(
    count: Any, past: Any, periods: Any = 1, dispersion: Any = 1.0, level: float = 0.95
) -> CountChange:
    """Compare counts with the totals of ``periods`` earlier ones (all of one shape, or broadcast).

    The test is z on square roots; where the count or what was to be expected is below 10 and φ is 1, the
    E-test. Nothing in either has no p, with the reason; it is no finding.
    """
    now, before, number, phi = as_floats(count, past, periods, dispersion)
    why = np.zeros(now.shape, np.uint8)
    missing = np.isnan(now) | np.isnan(before)
    why[missing] = Reason.MISSING
    why[(now == 0) & (before == 0)] = Reason.NO_EVENTS
    known = why == Reason.KNOWN
    z = np.where(
        known, poisson_z(np.where(known, now, 1.0), np.where(known, before, 1.0), number, phi), np.nan
    )
    p = np.array(2 * ndtr(-np.abs(z)))
    exact = known & (phi == 1) & (np.minimum(now, before / number) < E_TEST_BELOW)
    exact &= np.maximum(now, before / number) < 10 * E_TEST_BELOW
    reach = normal_quantile(level)
    low, high = (np.array(one) for one in _root_interval(now, before / number, number, phi, reach))
    for place in zip(*np.nonzero(exact), strict=True):
        pair = float(now[place]), float(before[place]), float(number[place])
        p[place] = e_test(pair[0], pair[1], 1.0, pair[2])
        low[place], high[place] = _e_interval(*pair, level)
    value = np.where(before > 0, divide(now, before / number), np.nan)
    lost = np.where(known & (before == 0), Reason.NOBODY_IN_REFERENCE, why).astype(np.uint8)
    variant = "z on square roots with measured φ; E-test for small counts"
    limits = [np.where(known, limit, np.nan) for limit in (low, high)]
    ratio = Estimate(
        value, limits[0], limits[1], lost, level, "ratio to the mean of earlier periods", variant
    )
    return CountChange(z, p, ratio, known & (p < 1 - level), exact, why, "two counts", variant)


def e_test(
    first: float, second: float, first_size: float = 1.0, second_size: float = 1.0, difference: float = 0.0
) -> float:
    """Return the two-sided p of the E-test that two Poisson rates differ by ``difference`` only.

    ``first / first_size`` against ``second / second_size``. NaN where there are no events in either. Source:
    Krishnamoorthy and Thomson, *Journal of Statistical Planning and Inference* 119 (2004).

    >>> round(e_test(6, 2), 4), round(e_test(0, 3), 4)
    (0.1749, 0.0884)
    """
    if min(first, second) < 0 or min(first_size, second_size) <= 0:
        raise ValueError("counts are 0 or more, and what they are held against is above 0")
    if first == second == 0:
        return float("nan")
    shared = first_size, second_size, difference
    pooled = float(_pooled(np.array(first), np.array(second), *shared))
    means = first_size * (pooled + difference), second_size * pooled
    one, two = _reachable(means[0]), _reachable(means[1])
    chance = np.outer(_poisson_mass(one, means[0]), _poisson_mass(two, means[1]))
    statistic = _apart(one[:, None], two[None, :], *shared)
    seen = float(_apart(np.array([first]), np.array([second]), *shared)[0])
    return float(min(chance[statistic >= seen * (1 - 1e-12)].sum(), 1.0))


def displacement_difference(
    treated: tuple[float, float],
    control: tuple[float, float],
    displaced_treated: tuple[float, float] = (0.0, 0.0),
    displaced_control: tuple[float, float] = (0.0, 0.0),
    *,
    times: tuple[float, float] = (1.0, 1.0),
    sizes: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0),
    dispersion: float = 1.0,
    level: float = 0.95,
) -> Displacement:
    """Return the weighted displacement difference of counts before and after an intervention.

    ``times`` weighs unequal periods before and after; ``sizes`` unequal areas: treated, control, and the
    areas of displacement beside them in the same order. Source: Wheeler and Ratcliffe, *Crime Science* 7:11
    (2018).

    >>> made = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> made.total, round(made.error, 3)
    (-118.0, 39.598)
    """
    counts = np.array([treated, control, displaced_treated, displaced_control], float)
    if (counts < 0).any() or np.isnan(counts).any():
        raise ValueError("counts before and after are numbers of 0 or more")
    weight = np.outer(np.asarray(sizes, float), np.asarray(times, float))
    each = counts / weight
    change = each[:, 1] - each[:, 0]
    local, displaced = float(change[0] - change[1]), float(change[2] - change[3])
    error = float(np.sqrt(dispersion * (counts / weight**2).sum()))
    reach = normal_quantile(level) * error
    total = local + displaced
    z = total / error if error > 0 else float("nan")
    why = Reason.KNOWN if error > 0 else Reason.NO_EVENTS
    return Displacement(local, displaced, total, error, z, total - reach, total + reach, level, why)


def _root_interval(now: Floats, mean: Floats, number: Floats, phi: Floats, z: float) -> tuple[Floats, Floats]:
    """Return the ratios ρ that z = 2(√b − √(ρm)) / √(φ(1 + ρ/k)) does not reject: a quadratic in √ρ."""
    square = mean - z**2 * phi / (4 * number)
    half = np.sqrt(now * mean)
    rest = now - z**2 * phi / 4
    inside = np.sqrt(np.maximum(half**2 - square * rest, 0.0))
    bounded = square > 0
    low = np.where(half + inside > 0, divide(rest, half + inside), 0.0)
    high = np.where(bounded, divide(half + inside, square), np.inf)
    return np.maximum(low, 0.0) ** 2, high**2


def _e_interval(count: float, past: float, number: float, level: float) -> tuple[float, float]:
    """Return the ratios of rates that the E-test does not reject, by halving about the ratio seen and 1."""
    start = rate_ratio(count, 1.0, past, number, level).ratio
    seen = count * number / past if past > 0 else float("inf")

    def kept(ratio: float) -> bool:
        return e_test(count, past, ratio, number) >= 1 - level

    def edge(outside: float, inside: float) -> float:
        for _ in range(18):
            middle = float(np.sqrt(outside * inside))
            outside, inside = (outside, middle) if kept(middle) else (middle, inside)
        return outside

    at_one = kept(1.0)
    middle = seen if 0 < seen < np.inf else (1.0 if at_one else float("nan"))
    low, high = float(start.low), float(start.high)
    if count > 0:
        beyond = 1.0 if not at_one and seen > 1 else low / 4
        low = edge(beyond, middle if middle == middle else beyond * 64)
    if past > 0:
        beyond = 1.0 if not at_one and seen < 1 else high * 4
        high = edge(beyond, middle if middle == middle else beyond / 64)
    return low, high


def _pooled(
    first: Floats, second: Floats, first_size: float, second_size: float, difference: float
) -> Floats:
    """Return the rate of the second where the first is ``difference`` higher, from both."""
    return np.asarray(
        np.maximum(
            (first + second - difference * first_size) / (first_size + second_size), max(0.0, -difference)
        )
    )


def _apart(first: Floats, second: Floats, first_size: float, second_size: float, difference: float) -> Floats:
    """Return how far two rates lie from the stated difference, in standard errors under it (0 for 0 and 0).

    The variance is pooled: that of each by its own count would call an empty month against a long past
    extreme whatever was to be expected.
    """
    base = _pooled(first, second, first_size, second_size, difference)
    variance = (base + difference) / first_size + base / second_size
    apart = np.abs(first / first_size - second / second_size - difference)
    return np.divide(apart, np.sqrt(np.maximum(variance, 0.0)), out=np.zeros_like(apart), where=variance > 0)


def _reachable(mean: float) -> Floats:
    """Return the counts that a Poisson mean reaches with a probability worth adding."""
    reach = _FAR * np.sqrt(mean + 1)
    return np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach + _FAR) + 1)


def _poisson_mass(counts: Floats, mean: float) -> Floats:
    return np.asarray(np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1)))
