"""From figures to the steadied scale and back, one class for each way of varying.

On the steadied scale a month's variance is σ²/weight whatever its mean, so one model serves
all. Each scale knows its month's weight, the least σ² there can be, the expected figure, and
how far the figure moves with the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaln

from frankpledge.assessment.expected.season import Floats, steadied


@cache
def _small_means() -> tuple[Floats, Floats]:
    """Return means from 0 to 30 and the variance of 2√(y + 3/8) for a Poisson y of each."""
    means = np.concatenate([[1e-9], np.arange(0.05, 8.0, 0.05), np.arange(8.0, 30.5, 0.5)])
    y = np.arange(200.0)
    chance = np.exp(y * np.log(means[:, None]) - means[:, None] - gammaln(y + 1.0))
    z = steadied(y)
    return means, chance @ z**2 - (chance @ z) ** 2


def poisson_variance(means: Floats) -> Floats:
    """Return the variance of the steadied count of a Poisson mean: 1, and less below a mean of 4.

    >>> poisson_variance(np.array([0.0, 1.0, 80.0])).round(2).tolist()
    [0.0, 0.72, 1.0]
    """
    known, variance = _small_means()
    return np.asarray(np.interp(means, known, variance, right=1.0))


@dataclass(frozen=True)
class Moments:
    """Expected figures of H months (S × H), and how far each moves with the steadied scale.

    ``own`` for the months' own variation, ``unsure`` for what is not known of the past; both
    S × H, to be put on either side of the covariances of ``baseline.Foretold``.
    """

    mean: Floats
    own: Floats
    unsure: Floats


@dataclass(frozen=True)
class CountScale:
    """Counts given an exposure (all 1 for plain counts): ``exposure`` S × P, mean about 1 in the past.

    Extra variance is read as that of a negative binomial with one size: var = μ + μ²/k.
    """

    counts: Floats
    exposure: Floats
    typical: Floats

    def z(self) -> Floats:
        return steadied(self.counts / self.exposure + 0.375 * (1.0 / self.exposure - 1.0))

    def weights(self) -> Floats:
        return self.exposure

    def least(self) -> Floats:
        return np.maximum(poisson_variance(self.typical), 1e-3)

    def near(self) -> Floats:
        """Return the least standard deviation that is read when a past month is called far out.

        Below a mean of 4 a steadied count varies less than 1, and skews: a single event is not far out.
        """
        return np.ones(len(self.typical))

    def moments(self, mean: Floats, sigma2: Floats, exposure: Floats) -> Moments:
        """Return the moments of months with scale mean ``mean`` (S × H)."""
        sigma = sigma2[:, None]
        expected = exposure * np.maximum(mean, 0.0) ** 2 / 4.0 + sigma / 4.0 - 0.375
        expected = np.maximum(expected, 0.1 * exposure * self.typical[:, None])
        steady = np.maximum(poisson_variance(self.typical), 1e-3)
        excess = np.maximum(sigma2 / steady, 1.0)[:, None]
        ratio = expected / (exposure * self.typical[:, None])
        shape = (1.0 + (excess - 1.0) * ratio) / excess
        move = np.sqrt(expected * exposure)
        return Moments(expected, move * np.sqrt(shape / steady[:, None]), move)


@dataclass(frozen=True)
class ShareScale:
    """Counts out of a known number: 2·asin√p (Anscombe 1948).

    ``typical`` is the share of the whole past, ``size`` the mean number a month's share is out of.
    """

    counts: Floats
    out_of: Floats
    typical: Floats
    size: Floats

    def z(self) -> Floats:
        share = (self.counts + 0.375) / (self.out_of + 0.75)
        return np.asarray(2.0 * np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0))))

    def weights(self) -> Floats:
        return (self.out_of + 0.5) / self.size[:, None]

    def least(self) -> Floats:
        return 1.0 / self.size

    def near(self) -> Floats:
        """Return the least standard deviation that is read when a past month is called far out."""
        return np.sqrt(self.least())

    def moments(self, mean: Floats, sigma2: Floats, out_of: Floats) -> Moments:
        """Return the moments of months with scale mean ``mean`` (S × H)."""
        angle = np.clip(mean, 0.0, np.pi)
        variance = (sigma2 * self.size)[:, None] / (out_of + 0.5)
        blurred = (1.0 - np.cos(angle) * np.exp(-0.5 * variance)) / 2.0
        share = (blurred * (out_of + 0.75) - 0.375) / out_of
        rare = 0.1 * np.minimum(self.typical, 1.0 - self.typical)[:, None]
        share = np.clip(share, rare, 1.0 - rare)
        move = out_of * np.sqrt(share * (1.0 - share))
        return Moments(share * out_of, move * np.sqrt(1.0 + 0.5 / out_of), move)


@dataclass(frozen=True)
class ValueScale:
    """Values as they are, in standard deviations ``spread`` from ``centre`` (both S)."""

    values: Floats
    trust: Floats
    centre: Floats
    spread: Floats

    def z(self) -> Floats:
        return (self.values - self.centre[:, None]) / self.spread[:, None]

    def weights(self) -> Floats:
        return self.trust

    def least(self) -> Floats:
        return np.full(len(self.centre), 1e-6)

    def near(self) -> Floats:
        """Return the least standard deviation that is read when a past month is called far out."""
        return np.zeros(len(self.centre))

    def moments(self, mean: Floats, sigma2: Floats, trust: Floats) -> Moments:
        """Return the moments of months with scale mean ``mean`` (S × H)."""
        move = np.broadcast_to(self.spread[:, None], mean.shape)
        return Moments(self.centre[:, None] + mean * move, move, move)


Scale = CountScale | ShareScale | ValueScale
