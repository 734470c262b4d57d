"""Second implementations by loops, straight from the definitions, to hold the vectorised ones against."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import median

from scipy.stats import chi2, gamma, norm, studentized_range

Limits = Callable[[float, float, float], tuple[float, float]]


def poisson_limits(count: float, population: float, level: float) -> tuple[float, float]:
    """Return limits of a rate: chi-square below 10 events, Byar's from there on."""
    tail = (1 - level) / 2
    if count < 10:
        low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
        return low / population, chi2.ppf(1 - tail, 2 * count + 2) / 2 / population
    z = norm.ppf(1 - tail)
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    above = count + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return low / population, high / population


def rank_set(
    counts: Sequence[float], populations: Sequence[float], *, lower_is_better: bool, level: float
) -> list[tuple[int, int, int]]:
    """Return rank, best and worst plausible rank of each area, pair by pair."""
    number = len(counts)
    at = 2 * norm.cdf(studentized_range.ppf(level, number, 1e8) / math.sqrt(2)) - 1
    values = [count / people for count, people in zip(counts, populations, strict=True)]
    limits = [poisson_limits(*pair, at) for pair in zip(counts, populations, strict=True)]
    better = dict.fromkeys(range(number), 0)
    clearly_better = dict(better)
    clearly_worse = dict(better)
    for one, other in combinations(range(number), 2):
        low, high = (one, other) if values[one] < values[other] else (other, one)
        gap = values[high] - values[low]
        if gap == 0:
            continue
        reach = math.hypot(values[high] - limits[high][0], limits[low][1] - values[low])
        ahead, behind = (low, high) if lower_is_better else (high, low)
        better[behind] += 1
        if gap > reach:
            clearly_better[behind] += 1
            clearly_worse[ahead] += 1
    return [(1 + better[area], 1 + clearly_better[area], number - clearly_worse[area]) for area in better]


def kaplan_meier(waits: Sequence[float], closed: Sequence[bool]) -> list[tuple[float, float]]:
    """Return time and share still open after it, at each time with a closing."""
    share, made = 1.0, []
    for time in sorted({wait for wait, ended in zip(waits, closed, strict=True) if ended}):
        at_risk = sum(wait >= time for wait in waits)
        ends = sum(wait == time and ended for wait, ended in zip(waits, closed, strict=True))
        share *= 1 - ends / at_risk
        made.append((time, share))
    return made


def median_by_halves(waits: Sequence[float], closed: Sequence[bool]) -> float | None:
    """Return the median: the middle of the stretch at one half, else where the curve first falls below."""
    curve = kaplan_meier(waits, closed)
    for place, (time, share) in enumerate(curve):
        if math.isclose(share, 0.5):
            return (time + curve[place + 1][0]) / 2 if place + 1 < len(curve) else time
        if share < 0.5:
            return time
    return None


def gamma_poisson(
    counts: Sequence[float], expected: Sequence[float], relative: float, mean: float, level: float
) -> list[tuple[float, float, float]]:
    """Return posterior mean and quantiles of each area for a gamma prior that is known."""
    made = []
    for count, size in zip(counts, expected, strict=True):
        shape, rate = 1 / relative + count, 1 / (relative * mean) + size
        tail = (1 - level) / 2
        made.append(
            (shape / rate, gamma.ppf(tail, shape, scale=1 / rate), gamma.ppf(1 - tail, shape, scale=1 / rate))
        )
    return made


def pearson(counts: Sequence[float], expected: Sequence[float], relative: float, mean: float) -> float:
    """Return the sum of squares whose mean is the number of areas less one at the right relative variance."""
    total = 0.0
    for count, size in zip(counts, expected, strict=True):
        fitted = mean * size
        total += (count - fitted) ** 2 / (fitted + relative * fitted**2)
    return total


def displacement(before_after: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """Return the displacement difference and its standard error, unweighted."""
    signs = {"treated": 1, "control": -1, "near treated": 1, "near control": -1}
    total = sum(signs[name] * (after - before) for name, (before, after) in before_after.items())
    return total, math.sqrt(sum(before + after for before, after in before_after.values()))


def kendall_score(series: Sequence[float | None]) -> tuple[int, float]:
    """Return rises less falls over all pairs, and the median slope of all pairs."""
    known = [(place, value) for place, value in enumerate(series) if value is not None]
    score, slopes = 0, []
    for (first, one), (second, other) in combinations(known, 2):
        score += (other > one) - (other < one)
        slopes.append((other - one) / (second - first))
    return score, median(slopes) if slopes else 0.0
