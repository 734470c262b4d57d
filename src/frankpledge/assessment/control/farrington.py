"""Farrington flexible: is a count above what the same season of past years leads us to expect?

Source: Noufaily, Enki, Farrington and others 2013, *Statistics in Medicine* 32: quasi-Poisson regression
with trend and a seasonal factor on past years, past outbreaks down-weighted by their Anscombe residuals,
the threshold a negative-binomial quantile. Held to R surveillance 1.20 (Salmon, Schumacher and Höhle 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtr

from frankpledge.assessment.control import farrington_thresholds as thresholds
from frankpledge.assessment.control.quasi_poisson import FURTHEST, Fit, fit, marked_weights, per_freedom
from frankpledge.assessment.control.series import PERIODS_A_YEAR, Flags, Floats, Ints, Series
from frankpledge.errors import WrongUse

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Settings:
    """How past periods are used and where the threshold lies.

    ``years`` back, each a window of ``half_window`` periods either side of the same season; the
    rest of the year is split so that there are ``levels`` of season (1: only the windows are used).
    ``newest_left_out`` periods just before are not used, lest a beginning outbreak hide itself.
    The trend stays if its p value is under ``trend_level``, there are at least 3 years, and it
    foretells nothing above the past. ``enough`` counts in the last ``enough_periods``, this one
    included, are needed for an alarm. ``dispersion_of_interval``: Pearson's, or what R
    surveillance's refit yields by mistake after reweighting (for comparison; it moves
    only the p value of the trend and the ``delta`` and ``muan`` thresholds).
    """

    years: int = 5
    half_window: int = 3
    levels: int = 10
    newest_left_out: int = 26
    trend: bool = True
    trend_level: float = 1.0
    reweight: bool = True
    weights_threshold: float = 2.58
    alpha: float = 0.01
    method: thresholds.Method = "nbPlugin"
    power: thresholds.Power = "2/3"
    enough: float = 5
    enough_periods: int = 4
    dispersion_of_interval: Literal["pearson", "surveillance"] = "pearson"


NOUFAILY = Settings()
"""Weekly counts, as Noufaily and others propose."""
MONTHLY = Settings(years=4, half_window=1, levels=4, newest_left_out=3)
"""Monthly counts: the same with fewer, longer periods."""


@dataclass(frozen=True)
class Farrington:
    """Expected counts and thresholds, S × P, NaN where not ``assessable``.

    ``needs`` is how many periods must lie before; ``enough`` is false where counts are too few for
    an alarm (the numbers then are NaN too); ``converged`` where the regression
    settled and left degrees of freedom to judge by.
    ``probability`` is the chance of a count this high or higher.
    """

    expected: Floats
    upper: Floats
    probability: Floats
    dispersion: Floats
    trend_used: Flags
    alarm: Flags
    assessable: Flags
    enough: Flags
    converged: Flags
    needs: int


def farrington(
    series: Series, settings: Settings | None = None, *, places: range | Ints | None = None
) -> Farrington:
    """Return Farrington thresholds of the ``places`` (default: all with a long enough past).

    Denominators, where given, are the population (an offset). Raises WrongUse for windows
    without a season.
    """
    if series.window not in PERIODS_A_YEAR:
        raise WrongUse(
            f"A window of '{series.window}' has no season.", do="Use months, quarters, weeks or days."
        )
    a_year = PERIODS_A_YEAR[series.window]
    chosen = settings or (NOUFAILY if a_year > 12 else MONTHLY)
    counts = series.counts()
    needs = chosen.years * a_year + chosen.half_window
    shape = counts.shape
    names = ("expected", "upper", "probability", "dispersion")
    numbers = {name: np.full(shape, np.nan) for name in names}
    flags = {name: np.zeros(shape, bool) for name in ("trend_used", "enough", "converged")}
    for place in range(needs, shape[1]) if places is None else places:
        if place >= needs:
            _assess(series, counts, int(place), a_year, chosen, numbers, flags)
    assessable = flags["converged"] & flags["enough"] & ~np.isnan(counts)
    numbers = {name: np.where(assessable, held, np.nan) for name, held in numbers.items()}
    alarm = assessable & (counts > numbers["upper"]) & (counts > 0)
    return Farrington(alarm=alarm, assessable=assessable, needs=needs, **numbers, **flags)


def _assess(
    series: Series,
    counts: Floats,
    place: int,
    a_year: int,
    chosen: Settings,
    numbers: dict[str, Floats],
    flags: dict[str, Flags],
) -> None:
    level = _levels(place, a_year, chosen)
    used = np.flatnonzero(level[: max(place - chosen.newest_left_out, 0)])
    past = counts[:, used]
    known = ~np.isnan(past)
    offset = offset_now = None
    if series.denominators is not None:
        people = series.denominators
        known &= people[:, used] > 0
        offset = np.log(np.where(known, people[:, used], 1.0))
        offset_now = np.log(np.where(people[:, place] > 0, people[:, place], np.nan))
    past = np.where(known, past, 0.0)
    centre = used.mean()
    season = [(level[used] == one).astype(float) for one in np.unique(level[used])[1:]]
    plain = np.column_stack([np.ones(len(used)), *season])
    season_now = [float(one == chosen.levels) for one in np.unique(level[used])[1:]]
    now = np.array([1.0, *season_now])
    kept = np.zeros(len(past), bool)
    eta, se, phi = (np.full(len(past), np.nan) for _ in range(3))
    if chosen.trend:
        within = _Model(past, np.column_stack([plain, used - centre]), known, offset, chosen)
        ahead = np.append(now, place - centre)
        kept = _keeps_trend(within, ahead, offset_now, past, known, chosen)
        eta, se = within.predicted(ahead, offset_now)
        phi = within.phi
    converged = kept.copy()
    rest = np.flatnonzero(~kept)
    if len(rest):
        without = _Model(past[rest], plain, known[rest], None if offset is None else offset[rest], chosen)
        eta[rest], se[rest] = without.predicted(now, None if offset_now is None else offset_now[rest])
        phi[rest], converged[rest] = without.phi, without.fit.converged & without.settled
    mean = np.exp(eta)
    threshold = thresholds.threshold(
        mean, se, phi, alpha=chosen.alpha, counts=counts[:, place], method=chosen.method, power=chosen.power
    )
    recent = counts[:, max(place - chosen.enough_periods + 1, 0) : place + 1]
    numbers["expected"][:, place] = mean
    numbers["upper"][:, place] = threshold.upper
    numbers["probability"][:, place] = threshold.probability
    numbers["dispersion"][:, place] = phi
    flags["trend_used"][:, place] = kept
    flags["enough"][:, place] = np.nansum(recent, axis=1) >= chosen.enough
    flags["converged"][:, place] = converged & np.isfinite(threshold.upper) & ~np.isnan(phi)


class _Model:
    """One regression, past outbreaks down-weighted in a second fit."""

    def __init__(
        self, past: Floats, terms: Floats, known: Flags, offset: Floats | None, chosen: Settings
    ) -> None:
        weights = known.astype(float)
        self.fit: Fit = fit(past, terms, weights, offset)
        self.phi: Vector = np.maximum(self.fit.dispersion, 1.0)
        self.dispersion: Vector = self.fit.dispersion
        if chosen.reweight:
            residuals = _anscombe(past, self.fit, self.phi)
            weights = marked_weights(residuals, known, chosen.weights_threshold)
            converged = self.fit.converged
            self.fit = fit(past, terms, weights, offset)
            self.phi = np.maximum(self.fit.dispersion, 1.0)
            self.dispersion = self.fit.dispersion
            if chosen.dispersion_of_interval == "surveillance":
                squares = (weights * self.fit.working**2).sum(axis=1)
                self.dispersion = per_freedom(squares, self.fit.freedom)
            self.settled = converged
        else:
            self.settled = self.fit.converged

    def predicted(self, at: Vector, offset: Vector | None) -> tuple[Vector, Vector]:
        """Return the logarithm of the expected count and its standard error."""
        eta = self.fit.coefficients @ at + (0.0 if offset is None else offset)
        variance = np.einsum("k,skl,l->s", at, self.fit.covariance, at)
        return np.clip(eta, -FURTHEST, FURTHEST), np.sqrt(np.maximum(variance * self.dispersion, 0.0))


def _anscombe(past: Floats, model: Fit, phi: Vector) -> Floats:
    """Return standardised Anscombe residuals of a quasi-Poisson fit."""
    mean = model.fitted
    raw = 1.5 * (past ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    free = np.maximum(1 - model.leverage, NEAR_ONE)
    return np.asarray(raw / np.sqrt(phi[:, None] * free))


NEAR_ONE = 1e-10
"""What is left to a point that alone determines its fitted value, so that its residual stays finite."""


def _keeps_trend(
    model: _Model, ahead: Vector, offset: Vector | None, past: Floats, known: Flags, chosen: Settings
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say for which series the trend stays."""
    error = np.sqrt(np.maximum(model.fit.covariance[:, -1, -1] * model.dispersion, 0.0))
    slope = model.fit.coefficients[:, -1]
    t = np.divide(np.abs(slope), error, out=np.full_like(slope, np.inf), where=error > 0)
    p = 2 * stdtr(np.maximum(model.fit.freedom, 1.0), -t)
    eta, _ = model.predicted(ahead, offset)
    highest = np.where(known, past, 0.0).max(axis=1, initial=0.0)
    settled = model.settled & model.fit.converged
    return np.asarray(settled & (chosen.years >= 3) & (p < chosen.trend_level) & (np.exp(eta) <= highest))


def _levels(place: int, a_year: int, chosen: Settings) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the level of season of each period up to ``place``: 0 not used, ``levels`` in the windows.

    What lies between two windows is split among the other levels, the first the longest.
    """
    half, levels = chosen.half_window, chosen.levels
    level = np.zeros(place + 1, np.int64)
    level[place - half :] = levels
    for year in range(1, chosen.years + 1):
        middle = place - year * a_year
        level[middle - half : middle + half + 1] = levels
        if levels == 1:
            continue
        between = a_year - 2 * half - 1
        if between < levels - 1:
            raise WrongUse(f"{levels} levels of season are too many for {between} periods between windows.")
        length, rest = divmod(between, levels - 1)
        sizes = [length + (one < rest) for one in range(levels - 1)]
        begin = middle + half + 1
        level[begin : begin + between] = np.repeat(np.arange(1, levels), sizes)
    return level
