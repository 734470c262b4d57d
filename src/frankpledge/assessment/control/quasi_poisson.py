"""Quasi-Poisson regression with a log link, for all series at once.

Iteratively reweighted least squares, stopped as R's ``glm`` stops (relative change of deviance
below 1e-8, at most 25 steps), so that results can be held to values computed there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.control.series import Flags, Floats

_STEPS = 25
_CHANGE = 1e-8
FURTHEST = 100.0
"""Logarithms are held within this, so that no square of what they stand for overflows."""


@dataclass(frozen=True)
class Fit:
    """Fitted regressions of S series on n points and k terms.

    ``fitted`` S × n; ``coefficients`` S × k; ``covariance`` S × k × k, before dispersion;
    ``leverage`` S × n; ``dispersion`` (S) is Pearson's, not held above 1; ``working`` S × n are the
    working residuals (y − μ)/μ; ``freedom`` (S) degrees of freedom; ``converged`` (S).
    """

    coefficients: Floats
    covariance: np.ndarray[tuple[int, int, int], np.dtype[np.float64]]
    fitted: Floats
    leverage: Floats
    working: Floats
    dispersion: np.ndarray[tuple[int], np.dtype[np.float64]]
    freedom: np.ndarray[tuple[int], np.dtype[np.float64]]
    converged: np.ndarray[tuple[int], np.dtype[np.bool_]]


def fit(counts: Floats, terms: Floats, weights: Floats, offset: Floats | None = None) -> Fit:
    """Return the fits of ``counts`` (S × n) on ``terms`` (n × k), each point with a weight (0: left out).

    Counts of weight 0 may be anything, NaN excepted. ``offset`` (S × n) is added to the logarithm.
    """
    shift = np.zeros_like(counts) if offset is None else offset
    mean = counts + 0.1
    log_mean = np.log(mean)
    deviance = np.full(len(counts), np.inf)
    open_ = np.ones(len(counts), bool)
    coefficients = np.zeros((len(counts), terms.shape[1]))
    covariance = np.zeros((len(counts), terms.shape[1], terms.shape[1]))
    used = weights * mean
    for _ in range(_STEPS):
        now = np.flatnonzero(open_)
        if not len(now):
            break
        w = weights[now] * mean[now]
        target = log_mean[now] - shift[now] + (counts[now] - mean[now]) / mean[now]
        inverse = _inverse(np.einsum("sn,nk,nl->skl", w, terms, terms, optimize=True))
        solved = np.einsum("skl,sl->sk", inverse, np.einsum("sn,nk->sk", w * target, terms, optimize=True))
        eta = np.clip(solved @ terms.T + shift[now], -FURTHEST, FURTHEST)
        coefficients[now], covariance[now], used[now] = solved, inverse, w
        log_mean[now], mean[now] = eta, np.exp(eta)
        fresh = _deviance(counts[now], mean[now], weights[now])
        settled = np.abs(fresh - deviance[now]) / (np.abs(fresh) + 0.1) < _CHANGE
        deviance[now] = fresh
        open_[now[settled]] = False
    working = (counts - mean) / mean
    freedom = (weights > 0).sum(axis=1).astype(float) - terms.shape[1]
    leverage = used * np.einsum("nk,skl,nl->sn", terms, covariance, terms, optimize=True)
    return Fit(
        coefficients,
        covariance,
        mean,
        leverage,
        working,
        per_freedom((used * working**2).sum(axis=1), freedom),
        freedom,
        ~open_,
    )


def per_freedom(
    total: np.ndarray[tuple[int], np.dtype[np.float64]], freedom: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return totals over degrees of freedom; NaN where there are none."""
    return np.divide(total, freedom, out=np.full_like(total, np.nan), where=freedom > 0)


def _deviance(counts: Floats, mean: Floats, weights: Floats) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    some = counts > 0
    logs = np.log(np.divide(counts, mean, out=np.ones_like(counts), where=some))
    return np.asarray(2 * (weights * (counts * logs - (counts - mean))).sum(axis=1))


def _inverse(
    matrices: np.ndarray[tuple[int, int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int, int], np.dtype[np.float64]]:
    try:
        return np.asarray(np.linalg.inv(matrices))
    except np.linalg.LinAlgError:  # a term that no point of some series tells from the others
        return np.asarray(np.linalg.pinv(matrices, hermitian=True))


def marked_weights(residuals: Floats, known: Flags, threshold: float) -> Floats:
    """Return weights γ s⁻² for residuals s over the threshold, γ for all others; their mean is 1."""
    over = known & (residuals > threshold)
    raw = np.where(known, 1.0, 0.0)
    raw = np.divide(1.0, residuals**2, out=raw, where=over)
    return np.asarray(
        raw * (known.sum(axis=1, keepdims=True) / np.maximum(raw.sum(axis=1, keepdims=True), 1e-300))
    )
