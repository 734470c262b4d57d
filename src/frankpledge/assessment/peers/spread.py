"""How far areas lie apart beyond chance: the variance τ² between areas, where chance is alike for all.

On the square root of a rate and the arcsine root of a proportion, chance has the variance
1 / (4 × denominator), whatever the value is. What is left between areas is τ².

Sources: DerSimonian and Laird, *Controlled Clinical Trials* 7 (1986); DerSimonian and Kacker, *Contemporary
Clinical Trials* 28 (2007) for the iterated form; Huber, *Robust Statistics* (1981), proposal 2, for the
weights; Brown, Cai and Zhou, *Annals of Statistics* 38 (2010) for the 1/4 that makes the root unbiased.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt
from typing import Any

import numpy as np
from scipy.special import ndtr

from frankpledge.assessment.peers.limits import Kind
from frankpledge.assessment.rates.estimates import Flags, Floats

HUBER = 1.5
_ROUNDS = 60
_NEAR = 1e-6


@dataclass(frozen=True)
class Between:
    """Centre and variance between areas, one for each column (the area axis kept, of length 1).

    ``centre`` and ``tau2`` are on the transformed scale; ``centre_error2`` is the variance of the centre.
    """

    centre: Floats
    tau2: Floats
    centre_error2: Floats


def transformed(numerator: Floats, denominator: Floats, valid: Flags, kind: Kind) -> tuple[Floats, Floats]:
    """Return values on the scale of even chance, and their variances there (0 and 1 where not valid)."""
    size = np.where(valid, denominator, 1.0)
    over = np.where(valid, numerator, 0.0) + 0.25
    if kind is Kind.RATE:
        made = np.sqrt(over / size)
    else:
        made = np.arcsin(np.sqrt(np.clip(over / (size + 0.5), 0.0, 1.0)))
    return np.where(valid, made, 0.0), np.where(valid, 0.25 / size, 1.0)


def back(scaled: Floats, kind: Kind) -> Floats:
    """Return values from the scale of even chance to rates or proportions; beyond its ends is the end."""
    if kind is Kind.RATE:
        return np.asarray(np.maximum(scaled, 0.0) ** 2)
    return np.asarray(np.sin(np.clip(scaled, 0.0, pi / 2)) ** 2)


def between(values: Floats, variance: Floats, valid: Flags, bound: float = np.inf) -> Between:
    """Return centre and τ² of each column: DerSimonian–Laird form, iterated, Huber-weighted at ``bound``.

    ``values`` and their chance ``variance`` are … × A × P. An area further than ``bound`` standard
    deviations from the centre counts as if it lay there, so that the exceptional do not hide themselves by
    widening what is usual; infinity leaves all at full weight. At the solution the mean square of the
    (bounded) deviations is what it would be for normal ones, with one area's worth less for the centre.
    """
    number = valid.sum(axis=-2, keepdims=True)
    kappa = _bounded_square(bound)
    active = np.broadcast_to(valid, values.shape).astype(float)
    centre = _median(values, valid)
    scale = 1.4826 * _median(np.abs(values - centre), valid)
    typical = (active * variance).sum(axis=-2, keepdims=True) / np.maximum(number, 1)
    tau2 = np.maximum(scale**2 - typical, 0.0)
    for _ in range(_ROUNDS):
        weight = active / (variance + tau2)
        distance = np.abs(values - centre) * np.sqrt(weight)
        share = np.minimum(1.0, bound / np.maximum(distance, 1e-300))
        pull = weight * share
        moved = (pull * values).sum(axis=-2, keepdims=True) / np.maximum(
            pull.sum(axis=-2, keepdims=True), 1e-300
        )
        total = weight.sum(axis=-2, keepdims=True)
        squares = (weight * (share * (values - moved)) ** 2).sum(axis=-2, keepdims=True) / kappa
        second = (weight**2).sum(axis=-2, keepdims=True) / np.maximum(total, 1e-300)
        chance = ((weight - weight**2 / np.maximum(total, 1e-300)) * variance).sum(axis=-2, keepdims=True)
        room = total - second
        fresh = np.divide(squares - chance, room, out=np.zeros_like(tau2), where=room > 1e-300)
        fresh = np.maximum(fresh, 0.0)
        settled = np.abs(fresh - tau2) <= _NEAR * (typical + fresh)
        centre, tau2 = moved, fresh
        if settled.all():
            break
    information = (active / (variance + tau2)).sum(axis=-2, keepdims=True)
    return Between(centre, tau2, 1 / np.maximum(information, 1e-300))


def others(values: Floats, variance: Floats, valid: Flags) -> Between:
    """Return what :func:`between` says of all areas but one, for each area in turn (… × A × P)."""
    made = [np.empty(values.shape) for _ in range(3)]
    for area in range(values.shape[-2]):
        rest = np.array(valid)
        rest[..., area, :] = False
        found = between(values, variance, rest)
        for whole, part in zip(made, (found.centre, found.tau2, found.centre_error2), strict=True):
            whole[..., area, :] = part[..., 0, :]
    return Between(*made)


def _bounded_square(bound: float) -> float:
    """Return the mean square of a standard normal variate cut off at ±bound."""
    if bound == np.inf:
        return 1.0
    density = exp(-(bound**2) / 2) / sqrt(2 * pi)
    beyond = 1 - float(ndtr(bound))
    return 1 - 2 * beyond - 2 * bound * density + 2 * bound**2 * beyond


def _median(values: Floats, valid: Any) -> Floats:
    """Return the median of the valid values of each column, 0 where there are none (NaN never appears)."""
    ordered = np.sort(np.where(valid, values, np.inf), axis=-2)
    number = np.broadcast_to(valid, values.shape).sum(axis=-2, keepdims=True)
    lower = np.take_along_axis(ordered, np.maximum((number - 1) // 2, 0), axis=-2)
    upper = np.take_along_axis(ordered, np.minimum(number // 2, values.shape[-2] - 1), axis=-2)
    return np.where(
        number > 0, (np.where(number > 0, lower, 0.0) + np.where(number > 0, upper, 0.0)) / 2, 0.0
    )
