"""The past of each series: level, trend and season with errors that may follow each other.

Nobody knows beforehand whether a series has a season, a trend or autocorrelation, and three
years of months cannot decide it. So every answer in a small grid is fitted (how large trend
and season may be, how strongly a month follows the last) and the answers are averaged by how
well each foretells the data: Bayesian model averaging with conjugate priors (O'Hagan and
Forster 2004, ch. 11; Hoeting and others 1999). A trend or season that the data do not need is
thereby shrunk away instead of costing power; one that they need is kept; and what is not
known of ρ widens the range.

One answer: z = Xβ + ε/√w, with ε autoregressive of order 1 (coefficient ρ, variance σ²),
level flat, yearly slope ~ N(0, σ²τ₁²), each wave's coefficient ~ N(0, σ²τ₂²), p(σ²) ∝ 1/σ².
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.autocorrelation import Neighbours
from frankpledge.assessment.expected.season import SEASON, TREND, Floats, Months, design

RHOS = {0.0: 0.4, 0.4: 0.3, 0.7: 0.3}
"""Autocorrelations tried, and how likely each is thought beforehand.

Far apart, so that three years of months can tell them from each other: in simulation a finer
grid from 0 to 0.6 had more false exceptions at 0.4 for the same power.
"""
SLOPES = (0.1, 0.4, 1.5)
"""Standard deviations of the yearly slope that are tried, in standard deviations of a month."""
WAVES = (0.1, 0.7, 3.0)
"""Standard deviations of a wave's coefficient that are tried, in standard deviations of a month."""
_LEVEL_PRECISION = 1e-6
_NOTHING = 1e-9
"""A sum of squares below which a series has not varied."""


@dataclass(frozen=True)
class Past:
    """The months before those judged, on the steadied scale: ``z`` and ``weights`` S × P, ``first_month``.

    A weight of 0 marks a missing month; a month's variance is σ²/weight.
    """

    z: Floats
    weights: Floats
    first_month: int


@dataclass(frozen=True)
class Foretold:
    """What the past foretells for H later months, on the steadied scale.

    ``mean`` S × H; ``own`` S × H × H, the covariance of the months' own variation; ``unsure``
    S × H × H, that of what is not known of level, trend, season and ρ; ``fitted`` S × P, and
    ``waves`` S × P, what of it is season; ``sigma2`` S, the variance of a month of weight 1; ``rho`` S;
    ``freedom`` S, the degrees of freedom of ``sigma2``.
    """

    mean: Floats
    own: Floats
    unsure: Floats
    fitted: Floats
    waves: Floats
    sigma2: Floats
    rho: Floats
    freedom: Floats


def foretell(past: Past, later: Months, later_weights: Floats, least: Floats) -> Foretold:
    """Fit every answer to the past and average what they say of the ``later`` months (H month numbers).

    ``later_weights`` S × H as in :class:`Past`; ``least`` S, a floor for σ². Series with the same
    weights share their matrices, so that series without gaps cost almost nothing. Each series
    must have two known months or more.
    """
    count, width = past.z.shape
    horizon = len(later)
    both, pattern = np.unique(
        np.concatenate([past.weights, later_weights], axis=1), axis=0, return_inverse=True
    )
    pattern = pattern.ravel()
    root, later_root = np.sqrt(both[:, :width]), np.sqrt(both[:, width:])
    near = Neighbours.of(root > 0)
    months = past.first_month + np.arange(width)
    origin = past.first_month + (width - 1) / 2.0
    columns, ahead = design(months, origin), design(later, origin)
    rows = np.arange(len(both))
    scaled = columns[None] * root[:, :, None]
    filled = np.where(past.weights > 0, past.z, 0.0) * root[pattern]
    lead = later[None, :] - months[near.last][:, None]
    freedom = (past.weights > 0).sum(axis=1) - 1.0
    logs, means, betas, sigmas, owns, unsures = [], [], [], [], [], []
    for rho, chance in RHOS.items():
        carry, new = near.carried(rho)
        white = (scaled - carry[:, :, None] * scaled[rows[:, None], near.place]) / new[:, :, None]
        target = filled - carry[pattern] * np.take_along_axis(filled, near.place[pattern], axis=1)
        target /= new[pattern]
        gram = white.transpose(0, 2, 1) @ white
        moment = _rowwise(white, pattern, target)
        square = np.einsum("sp,sp->s", target, target)
        decay = np.power(rho, lead) / later_root
        reach = ahead[None] - decay[:, :, None] * scaled[rows, near.last][:, None, :]
        carried_on = decay[pattern] * filled[np.arange(count), near.last[pattern]][:, None]
        between = np.power(rho, np.abs(later[:, None] - later[None, :]))
        own = between / (later_root[:, :, None] * later_root[:, None, :])
        own = own - decay[:, :, None] * decay[:, None, :]
        before = np.log(chance) - np.log(new).sum(axis=1)
        for slope, wave in product(SLOPES, WAVES):
            precision = np.full(columns.shape[1], _LEVEL_PRECISION)
            precision[TREND], precision[SEASON] = slope**-2, wave**-2
            posterior = gram + np.diag(precision)
            inverse = np.linalg.inv(posterior)
            evidence = before + 0.5 * np.log(precision).sum() - 0.5 * np.linalg.slogdet(posterior)[1]
            beta = _times(inverse, pattern, moment)
            left = np.maximum(square - np.einsum("sk,sk->s", moment, beta), _NOTHING)
            logs.append(evidence[pattern] - 0.5 * freedom * np.log(left))
            means.append(_times(reach, pattern, beta) + carried_on)
            betas.append(beta)
            sigmas.append(np.maximum(left / freedom, least))
            owns.append(own)
            unsures.append(reach @ inverse @ reach.transpose(0, 2, 1))
    share = np.exp(np.stack(logs) - np.max(logs, axis=0))
    share /= share.sum(axis=0)
    sigma2 = np.stack(sigmas)
    mean = np.einsum("cs,csh->sh", share, np.stack(means))
    own_all, unsure_all = np.zeros((2, count, horizon, horizon))
    for at, (one_own, one_unsure) in enumerate(zip(owns, unsures, strict=True)):
        scale = (share[at] * sigma2[at])[:, None, None]
        off = means[at] - mean
        own_all += scale * one_own[pattern]
        unsure_all += scale * one_unsure[pattern]
        unsure_all += share[at][:, None, None] * (off[:, :, None] * off[:, None, :])
    beta = np.einsum("cs,csk->sk", share, np.stack(betas))
    fitted, waves = beta @ columns.T, beta[:, SEASON] @ columns[:, SEASON].T
    rhos = np.repeat(list(RHOS), len(SLOPES) * len(WAVES))
    return Foretold(
        mean, own_all, unsure_all, fitted, waves, np.einsum("cs,cs->s", share, sigma2), rhos @ share, freedom
    )


def _times(matrices: Floats, pattern: NDArray[np.intp], vectors: Floats) -> Floats:
    """Return each series' pattern's matrix times its vector: U × A × B by S × B gives S × A."""
    if len(matrices) == 1:
        return np.asarray(vectors @ matrices[0].T)
    return np.asarray((matrices[pattern] @ vectors[:, :, None])[:, :, 0])


def _rowwise(matrices: Floats, pattern: NDArray[np.intp], vectors: Floats) -> Floats:
    """Return each series' pattern's matrix, turned, times its vector: U × P × K by S × P gives S × K."""
    return _times(matrices.transpose(0, 2, 1), pattern, vectors)
