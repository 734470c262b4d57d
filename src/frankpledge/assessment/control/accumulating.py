"""Charts that add up small departures: CUSUM and EWMA.

They find a small lasting change sooner than limits on single points do, and suppose that
points are independent. Formulas: Montgomery, *Introduction to Statistical Quality Control*, chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.baselines import divided
from frankpledge.assessment.control.series import Flags, Floats, Series
from frankpledge.errors import WrongUse


@dataclass(frozen=True)
class Cusum:
    """Tabular CUSUM in sigmas, S × P: ``high`` adds up what lies above, ``low`` (≤ 0) what lies below.

    A missing value adds nothing: the sums stand. Where sigma is 0 or not known nothing is
    signalled and ``assessable`` is false.
    """

    high: Floats
    low: Floats
    above: Flags
    below: Flags
    assessable: Flags
    decision_interval: float
    shift: float


@dataclass(frozen=True)
class Ewma:
    """Exponentially weighted means with their limits, S × P; as in :class:`Cusum`, a gap lets the mean stand.

    Limits widen with the number of values so far. Without a sigma, limits are NaN and ``assessable`` false.
    """

    smoothed: Floats
    lower: Floats
    upper: Floats
    above: Flags
    below: Flags
    assessable: Flags
    weight: float
    sigmas: float


def cusum(
    series: Series,
    centre: Floats,
    sigma: Floats,
    *,
    decision_interval: float = 5.0,
    shift: float = 1.0,
    head_start: float = 0.0,
) -> Cusum:
    """Return CUSUMs that look for a change of ``shift`` sigmas, signalling beyond ``decision_interval``.

    ``centre`` and ``sigma`` are S × P, or S × 1 for one of each; sigma is of one value (divide it
    by √n for means of n). ``head_start`` is where the sums begin (fast initial response).
    """
    if not 0 <= head_start < decision_interval:
        raise WrongUse("The head start of a CUSUM lies between 0 and its decision interval.")
    z, assessable = _standardised(series.values, centre, sigma)
    slack = shift / 2
    high, low = np.empty_like(z), np.empty_like(z)
    up, down = np.full(len(z), head_start), np.full(len(z), head_start)
    for place in range(z.shape[1]):
        here, now = z[:, place], assessable[:, place]
        up = np.where(now, np.maximum(0.0, up + here - slack), up)
        down = np.where(now, np.maximum(0.0, down - here - slack), down)
        high[:, place], low[:, place] = up, -down
    return Cusum(
        high,
        low,
        assessable & (high > decision_interval),
        assessable & (low < -decision_interval),
        assessable,
        decision_interval,
        shift,
    )


def ewma(series: Series, centre: Floats, sigma: Floats, *, weight: float = 0.2, sigmas: float = 3.0) -> Ewma:
    """Return EWMAs with ``weight`` on the newest value, limits at ``sigmas``; they begin at the centre.

    ``centre`` and ``sigma`` as in :func:`cusum`; the centre of the first period is where the mean begins.
    """
    if not 0 < weight <= 1:
        raise WrongUse("The weight of an EWMA lies above 0 and at most at 1.")
    values = series.values
    centres = np.broadcast_to(centre, values.shape)
    sigma_of = np.broadcast_to(sigma, values.shape)
    known = ~np.isnan(values)
    number = np.cumsum(known, axis=1)
    smoothed, mean = np.empty_like(values), centres[:, 0].copy() if values.shape[1] else np.empty(0)
    for place in range(values.shape[1]):
        here = weight * np.where(known[:, place], values[:, place], 0.0) + (1 - weight) * mean
        mean = np.where(known[:, place], here, mean)
        smoothed[:, place] = mean
    width = sigmas * sigma_of * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * number)))
    lower, upper = centres - width, centres + width
    assessable = known & (sigma_of > 0)
    return Ewma(
        smoothed,
        lower,
        upper,
        assessable & (smoothed > upper),
        assessable & (smoothed < lower),
        assessable,
        weight,
        sigmas,
    )


def _standardised(values: Floats, centre: Floats, sigma: Floats) -> tuple[Floats, Flags]:
    away = values - centre
    z = divided(away, np.broadcast_to(sigma, away.shape))
    assessable = ~np.isnan(z)
    return np.where(assessable, z, 0.0), assessable
