"""Funnels: which areas lie further from the rest than chance and the usual differences between areas explain.

At 20 areas and more the usual difference τ² is estimated from all, the far ones bounded (Huber), and the
limits reach as far as a t with one degree of freedom fewer than there are areas. With fewer, each area is
held against the others alone, by a t with as many degrees of freedom as they leave: the only form that kept
false flags at or under 0.5 % at 99.8 % among eight. A flag is what lies outside the limits that are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from scipy.special import stdtrit

from frankpledge.assessment.peers.limits import LEVELS, Kind, limits_about
from frankpledge.assessment.peers.spread import HUBER, back, between, others, transformed
from frankpledge.assessment.rates.estimates import (
    Codes,
    Flags,
    Floats,
    Ints,
    as_floats,
    divide,
    normal_quantile,
    reasons,
)
from frankpledge.assessment.reasons import Reason

HUBER_FROM = 20
FEWEST = 5
Marks = np.ndarray[Any, np.dtype[np.int8]]


class Spread(IntEnum):
    """How the usual difference between areas was allowed for."""

    NONE = 0
    HUBER = 1
    LEAVE_ONE_OUT = 2
    WINSORISED = 3

    @property
    def words(self) -> str:
        """The variant in words, as printed beside the result."""
        return _SPREADS[self]


_FREEDOM_LOST = {Spread.HUBER: 1, Spread.LEAVE_ONE_OUT: 2}
_SPREADS = {
    Spread.NONE: "chance alone, no allowance for overdispersion",
    Spread.HUBER: "overdispersion τ², Huber-weighted, t",
    Spread.LEAVE_ONE_OUT: "overdispersion τ² of the other areas, t (leave one out)",
    Spread.WINSORISED: "overdispersion τ² from winsorised φ",
}


@dataclass(frozen=True)
class Funnel:
    """Where each area lies in the funnel of each period.

    ``value``, ``centre``, ``z`` and ``reason`` are … × A × P (``centre`` differs between areas only where
    each is left out in turn); ``low`` and ``high`` are 2 × … × A × P, at 95 % and 99.8 %; ``flag`` is ±1
    beyond 95 % and ±2 beyond 99.8 %, above (+) or below (−), 0 within. ``tau2`` is on the root scale.
    ``spread`` (codes of :class:`Spread`) and ``present`` (areas counted) are … × P. What has a reason is
    NaN, flag 0.
    """

    value: Floats
    centre: Floats
    z: Floats
    tau2: Floats
    low: Floats
    high: Floats
    flag: Marks
    reason: Codes
    spread: Codes
    present: Ints
    kind: Kind
    method: str = "funnel at 95 and 99.8 %"


def funnel(
    numerator: Any,
    denominator: Any,
    valid: Any,
    kind: Kind,
    spread: Spread | None = None,
    target: float | None = None,
) -> Funnel:
    """Return the funnel of … × A areas × P periods.

    ``spread`` None chooses by the number of areas: Huber from 20 up, leave one out below. ``target`` fixes
    the centre (1 for observed over expected), which only goes with ``spread`` NONE. Fewer than five areas
    make no funnel, unless the target is given. The limits are never narrower than chance alone makes them,
    by exact tests where counts are small.
    """
    over, below = as_floats(numerator, denominator)
    if target is not None and spread is not Spread.NONE:
        raise ValueError("a target that is given leaves nothing to estimate: use it with Spread.NONE")
    why = reasons(over, below)
    why[~np.broadcast_to(np.asarray(valid, bool), why.shape)] = Reason.MISSING
    usable = why == Reason.KNOWN
    if kind is Kind.PROPORTION and (over[usable] > below[usable]).any():
        raise ValueError("a proportion counts more than there are: use a rate")
    present = usable.sum(axis=-2)
    few = present[..., None, :] < (1 if target is not None else FEWEST)
    why[usable & few] = Reason.TOO_FEW_PEERS
    why[usable & few & (present[..., None, :] == 1)] = Reason.NO_PEERS
    known = why == Reason.KNOWN
    chosen = _chosen(present, spread)
    centre, tau2, error2, reach = _estimated(over, below, known, kind, chosen, target)
    value = np.where(known, divide(np.where(known, over, 0.0), np.where(known, below, 1.0)), np.nan)
    scaled, variance = transformed(over, below, known, kind)
    error = np.sqrt(variance + tau2 + error2)
    middle = np.where(known, back(centre, kind), np.nan)
    if target is not None:
        middle = np.where(known, target, np.nan)
    plain = np.broadcast_to(chosen[..., None, :] == Spread.NONE, value.shape)
    low, high = _limits(middle, centre, np.where(known, below, np.nan), reach, error, plain, kind)
    flag = np.zeros(value.shape, np.int8)
    for place in range(len(LEVELS)):
        flag += _beyond(value, low[place], high[place])
    z = np.where(known, (scaled - centre) / error, np.nan)
    return Funnel(
        value, middle, z, np.where(known, tau2, np.nan), low, high, flag, why, chosen, present, kind
    )


def lines_of(
    numerator: Any, denominator: Any, valid: Any, kind: Kind, area: int, sizes: Floats
) -> tuple[Floats, Floats, float]:
    """Return what one period's funnel (A × 1) draws for one area: limits (2 × N) at N sizes, and centre.

    With 20 areas and more the lines are the same for all; with fewer they are made of the other areas,
    so that they judge the one area only. They go through the limits that ``funnel`` gives the area.
    """
    over, below = as_floats(numerator, denominator)
    known = (reasons(over, below) == Reason.KNOWN) & np.asarray(valid, bool)
    chosen = _chosen(known.sum(axis=-2), None)
    made = _estimated(over, below, known, kind, chosen, None)
    centre, tau2, error2 = (float(one[area, 0]) for one in made[:3])
    reach = made[3][:, area]
    error = np.sqrt(0.25 / sizes + tau2 + error2)
    middle = back(np.full(sizes.shape, centre), kind)
    plain = np.zeros(sizes.shape, bool)
    low, high = _limits(middle, np.full(sizes.shape, centre), sizes, reach, error, plain, kind)
    return low, high, float(middle[0])


def _limits(
    middle: Floats, centre: Floats, sizes: Floats, reach: Floats, error: Floats, plain: Flags, kind: Kind
) -> tuple[Floats, Floats]:
    """Return both limits at each level: never narrower than chance alone makes them."""
    low, high = np.empty((2, *middle.shape)), np.empty((2, *middle.shape))
    for place, level in enumerate(LEVELS):
        low[place], high[place] = limits_about(middle, sizes, level, kind)
        wide = reach[place] * error
        lowest, highest = back(centre - wide, kind), back(centre + wide, kind)
        low[place] = np.where(plain, low[place], np.minimum(low[place], lowest))
        high[place] = np.where(plain, high[place], np.maximum(high[place], highest))
    return low, high


def _chosen(present: Ints, spread: Spread | None) -> Codes:
    if spread is not None:
        return np.full(present.shape, spread, np.uint8)
    return np.where(present >= HUBER_FROM, Spread.HUBER, Spread.LEAVE_ONE_OUT).astype(np.uint8)


def _estimated(
    over: Floats, below: Floats, known: Flags, kind: Kind, chosen: Codes, target: float | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return centre, τ², the variance of the centre, and how many errors the limits reach at each level."""
    shape = known.shape
    centre, tau2, error2 = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    reach = np.stack([np.full(shape, normal_quantile(level)) for level in LEVELS])
    values, variance = transformed(over, below, known, kind)
    for one in Spread:
        columns = chosen == one
        if not columns.any():
            continue
        picked = [np.moveaxis(part, -2, -1)[columns].T for part in (values, variance, known, over, below)]
        made = _spread_of(one, picked, kind, target)
        for whole, part in zip((centre, tau2, error2), made, strict=True):
            np.moveaxis(whole, -2, -1)[columns] = np.broadcast_to(part, picked[0].shape).T
        if lost := _FREEDOM_LOST.get(one):
            # τ² is an estimate: a normal quantile would flag too many.
            freedom = np.maximum(picked[2].sum(axis=0) - lost, 1)
            for place, level in enumerate(LEVELS):
                quantile = stdtrit(freedom, (1 + level) / 2)
                np.moveaxis(reach[place], -2, -1)[columns] = quantile[:, None]
    return centre, tau2, error2, reach


def _spread_of(
    spread: Spread, picked: list[Any], kind: Kind, target: float | None
) -> tuple[Floats, Floats, Floats]:
    """Return centre, τ² and variance of the centre of some columns (A × C) by one form."""
    values, variance, known, over, below = picked
    nothing = np.zeros((1, values.shape[1]))
    if spread is Spread.HUBER:
        found = between(values, variance, known, HUBER)
        return found.centre, found.tau2, nothing
    if spread is Spread.LEAVE_ONE_OUT:
        found = others(values, variance, known)
        return found.centre, found.tau2, found.centre_error2
    size = np.where(known, below, 0.0)
    overall = divide(np.where(known, over, 0.0).sum(axis=0), size.sum(axis=0))[None, :]
    overall = np.where(np.isnan(overall), 0.0, overall) if target is None else np.full_like(overall, target)
    centre = np.sqrt(overall) if kind is Kind.RATE else np.arcsin(np.sqrt(np.clip(overall, 0.0, 1.0)))
    if spread is Spread.NONE:
        return centre, nothing, nothing
    return centre, _winsorised(values, variance, known, centre), nothing


def _winsorised(values: Floats, variance: Floats, known: Flags, centre: Floats) -> Floats:
    """Return τ² of each column from the mean square of z scores drawn in to their tenths."""
    z = np.where(known, (values - centre) / np.sqrt(variance), np.nan)
    made = np.zeros((1, values.shape[1]))
    counted = known.sum(axis=0)
    some = counted > 1
    if not some.any():
        return made
    bounds = np.nanquantile(z[:, some], [0.1, 0.9], axis=0)
    phi = np.nanmean(np.clip(z[:, some], bounds[0], bounds[1]) ** 2, axis=0)
    weight = np.where(known[:, some], 1 / variance[:, some], 0.0)
    room = weight.sum(axis=0) - (weight**2).sum(axis=0) / weight.sum(axis=0)
    made[0, some] = np.maximum((counted[some] * (phi - 1) + 1) / room, 0.0)
    return made


def _beyond(value: Floats, low: Floats, high: Floats) -> Marks:
    """Return 1 above, −1 below, 0 within: a hair's breadth (1 in a thousand million) is within."""
    above = value > high * (1 + 1e-9)
    below = value < low * (1 - 1e-9)
    return above.astype(np.int8) - below.astype(np.int8)
