"""The averaged fit against a plain second one: whole covariance matrices, one series at a time."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import nbinom, norm, t

from frankpledge.assessment.expected.autocorrelation import lag1, run_rules_allowed
from frankpledge.assessment.expected.baseline import RHOS, SLOPES, WAVES, Past, foretell
from frankpledge.assessment.expected.budget import LEVELS
from frankpledge.assessment.expected.interval import adjusted_for_season, judge_quarter
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.assessment.expected.season import steadied
from frankpledge.plan.definitions import Kind

FIRST = 24_003
ONES, LEAST = np.ones((1, 3)), np.ones(1)


def plain(
    z: NDArray[np.float64], w: NDArray[np.float64], ahead: int, least: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return mean and whole covariance of the months ahead, and ρ, by textbook formulas."""
    width = len(z)
    months = np.arange(width + ahead)
    angle = 2 * np.pi * ((FIRST + months) % 12) / 12
    x = np.column_stack(
        [
            np.ones(width + ahead),
            (months - (width - 1) / 2) / 12,
            *(np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)),
        ]
    )
    known = np.flatnonzero(w > 0)
    later = np.arange(width, width + ahead)
    size = np.concatenate([np.where(w > 0, w, 1.0), np.ones(ahead)])
    answers = []
    for (rho, chance), slope, wave in product(RHOS.items(), SLOPES, WAVES):
        errors = rho ** np.abs(np.subtract.outer(months, months)) / np.sqrt(np.outer(size, size))
        prior = np.diag([1e6, slope**2, wave**2, wave**2, wave**2, wave**2])
        joint = errors + x @ prior @ x.T
        seen = joint[np.ix_(known, known)]
        y, n = z[known], len(known)
        solved = np.linalg.solve(seen, y)
        left = y @ solved
        sigma2 = max(left / (n - 1), least)
        cross = joint[np.ix_(later, known)]
        mean = cross @ solved
        cover = joint[np.ix_(later, later)] - cross @ np.linalg.solve(seen, cross.T)
        log = np.log(chance) - 0.5 * np.linalg.slogdet(seen)[1] - 0.5 * (n - 1) * np.log(left)
        answers.append((log, mean, sigma2 * cover, rho))
    logs = np.array([answer[0] for answer in answers])
    share = np.exp(logs - logs.max())
    share /= share.sum()
    mean = sum(s * answer[1] for s, answer in zip(share, answers, strict=True))
    cover = sum(
        s * (answer[2] + np.outer(answer[1] - mean, answer[1] - mean))
        for s, answer in zip(share, answers, strict=True)
    )
    return (
        np.asarray(mean),
        np.asarray(cover),
        float(sum(s * a[3] for s, a in zip(share, answers, strict=True))),
    )


def test_the_fast_fit_is_the_plain_one() -> None:
    rng = np.random.default_rng(11)
    counts = rng.poisson(40 + 12 * np.cos(np.arange(40) / 1.9), (6, 40)).astype(float)
    z = steadied(counts) - 12.0
    w = np.ones_like(z)
    w[1, 5:9] = 0.0  # a gap
    w[2, -3:] = 0.0  # a gap at the end
    w[3, 20] = 0.2  # a month that counts for less
    w[4] = rng.uniform(0.5, 2.0, 40)
    w[5, ::3] = 0.0
    later = FIRST + np.arange(40, 43)
    least = np.full(6, 0.1)
    fast = foretell(Past(z, w, FIRST), later, np.ones((6, 3)), least)
    for at in range(6):
        mean, cover, rho = plain(z[at], w[at], 3, 0.1)
        np.testing.assert_allclose(fast.mean[at], mean, rtol=0, atol=2e-5)
        np.testing.assert_allclose((fast.own + fast.unsure)[at], cover, rtol=2e-4)
        assert fast.rho[at] == pytest.approx(rho, abs=1e-5)


def test_a_series_is_judged_alike_alone_and_among_others() -> None:
    rng = np.random.default_rng(12)
    z = rng.standard_normal((5, 36))
    w = rng.choice([0.0, 1.0], (5, 36), p=[0.2, 0.8])
    later, least = FIRST + np.arange(36, 39), np.full(5, 0.01)
    together = foretell(Past(z, w, FIRST), later, np.ones((5, 3)), least)
    for at in range(5):
        alone = foretell(Past(z[[at]], w[[at]], FIRST), later, np.ones((1, 3)), least[[at]])
        np.testing.assert_allclose(alone.mean[0], together.mean[at], rtol=1e-9)
        np.testing.assert_allclose(alone.unsure[0], together.unsure[at], rtol=1e-9)


def test_season_is_taken_out_and_level_and_gaps_are_kept() -> None:
    months = np.arange(48)
    season = 100 * (1 + 0.4 * np.cos(2 * np.pi * (FIRST + months) / 12))
    noise = np.random.default_rng(3).normal(0, 1.0, (3, 48))
    series = np.round(season + noise)
    series[1, 10] = np.nan
    series[2, :-4] = np.nan  # one known month before the quarter: nothing is known of its season
    flat = adjusted_for_season(Monthly(Kind.COUNT, series, FIRST))
    assert np.ptp(flat[0]) < 0.15 * np.ptp(steadied(series[0]))
    assert np.isnan(flat[1, 10])
    assert np.isnan(flat[1]).sum() == 1
    assert np.isnan(flat[2]).all()
    assert np.nanmean(flat[0]) == pytest.approx(np.nanmean(steadied(series[0])), abs=0.3)


def test_runs_are_not_read_where_months_follow_each_other() -> None:
    rng = np.random.default_rng(13)
    noise = rng.standard_normal((400, 60))
    follows = noise.copy()
    for month in range(1, 60):
        follows[:, month] = 0.6 * follows[:, month - 1] + 0.8 * noise[:, month]
    months = np.full(400, 60)
    assert run_rules_allowed(lag1(noise), months).mean() > 0.85
    assert run_rules_allowed(lag1(follows), months).mean() < 0.05
    assert lag1(np.zeros((1, 5))).tolist() == [0.0]


def test_a_whole_judgement_is_the_plain_one() -> None:
    """One series without far-out months, from counts to p-value, by scipy's distributions."""
    rng = np.random.default_rng(17)
    counts = rng.negative_binomial(50, 50 / 250, 39).astype(float)
    judged = judge_quarter(Monthly(Kind.COUNT, counts[None], FIRST))
    assert np.all(judged.weights == 1.0)
    z = steadied(counts[:36])
    centre = z.mean()
    fit = foretell(Past((z - centre)[None], np.ones((1, 36)), FIRST), FIRST + np.arange(36, 39), ONES, LEAST)
    mean, cover, _ = plain(z - centre, np.ones(36), 3, 1.0)
    sigma2 = float(fit.sigma2[0])
    expected = (mean + centre) ** 2 / 4 + sigma2 / 4 - 0.375
    typical = (counts[:36].sum() + 0.5) / 36
    own = np.sqrt(expected * (1 + (sigma2 - 1) * expected / typical) / sigma2)
    move = np.sqrt(expected)
    doubt = cover - fit.own[0]
    total = expected.sum()
    variance = own @ fit.own[0] @ own + max(move @ doubt @ move, total**2 / (counts[:36].sum() + 0.5))
    size = total**2 / (variance - total)
    law = nbinom(size, size / (size + total))
    seen = counts[36:].sum()
    tail = min(law.cdf(seen), law.sf(seen - 1))
    p = min(1.0, 2 * t.cdf(norm.ppf(min(tail, 0.5)), 35) * 36 / 40)
    assert judged.quarter.expected[0] == pytest.approx(total, rel=1e-5)
    assert judged.quarter.p[0] == pytest.approx(p, rel=1e-3)
    edge = norm.cdf(t.ppf(LEVELS.quarter * 40 / 36 / 2, 35))
    assert judged.quarter.low[0] == law.ppf(edge)
    assert judged.quarter.high[0] == law.isf(edge)
