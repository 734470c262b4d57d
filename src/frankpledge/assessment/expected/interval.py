"""The default test of a published exception: a quarter against the range its own past leads to expect.

    judged = judge_quarter(Monthly(Kind.COUNT, counts, first_month))

Everything before the quarter foretells it: level, trend and season with overdispersion and
autocorrelation (``baseline``). The quarter's figure is outside its expected range when a figure
as far out would be rarer than the published level (``budget``). Months that lie far out are
given less weight, once more for those found, and the weights are told; none is left out.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from frankpledge.assessment.expected.autocorrelation import lag1, run_rules_allowed
from frankpledge.assessment.expected.baseline import Foretold, Past, foretell
from frankpledge.assessment.expected.budget import LEVELS, Levels, calibration
from frankpledge.assessment.expected.judgement import Judgement, Range, joined, no_judgement, no_range, put
from frankpledge.assessment.expected.laws import CountLaw, Law, ShareLaw, ValueLaw, p_value, tail_at
from frankpledge.assessment.expected.monthly import MINIMUM, QUARTER, Family, Monthly, reasons_against
from frankpledge.assessment.expected.power import Power, power_of
from frankpledge.assessment.expected.scales import CountScale, Scale, ShareScale, ValueScale
from frankpledge.assessment.expected.season import Floats
from frankpledge.periods import month_label
from frankpledge.plan.definitions import Kind

FAR_OUT = 3.5
"""Standard deviations beyond which a past month is given less weight, (3/s)²."""
METHOD = "prediction interval"
_TOGETHER = 2048
"""Series judged at a time: their arrays stay in the processor's cache."""


_VARIANTS = {
    Family.COUNT: "negative binomial",
    Family.SHARE: "overdispersed binomial",
    Family.VALUE: "Student's t",
}
_QUARTER_FIGURE = {
    Kind.DISTINCT: "three months' distinct counts added",
    Kind.MEAN: "mean over the quarter",
    Kind.PERCENTILE: "mean of three monthly percentiles",
    Kind.TIME_TO_OUTCOME: "mean of three monthly percentiles",
    Kind.REPEAT_RATE: "mean of three monthly rates",
    Kind.VALUE_AT: "last month's value",
    Kind.SUPPLIED: "last month's value",
}


def judge_quarter(monthly: Monthly, levels: Levels = LEVELS) -> Judgement:
    """Judge the last three months of each series by all months before them.

    10,000 series of 60 months take a few seconds. Raises nothing for odd data: a series that cannot be
    judged says why in ``reasons``.
    """
    count, width = monthly.numerator.shape
    parts = [
        _judge(monthly.part(slice(at, at + _TOGETHER)), levels) for at in range(0, max(count, 1), _TOGETHER)
    ]
    first, last = monthly.first_month, monthly.first_month + width - QUARTER - 1
    return replace(
        joined(parts),
        method=METHOD,
        variant=(
            f"{_QUARTER_FIGURE.get(monthly.kind, 'total of the quarter')}, {_VARIANTS[monthly.family]}, "
            f"{100 * (1 - levels.quarter):.1f} %, trend and season shrunk, autocorrelation allowed for"
        ),
        baseline=f"{month_label(first)} to {month_label(last)}",
    )


def adjusted_for_season(monthly: Monthly) -> Floats:
    """Return S × P on the steadied scale with the season taken out, NaN where missing: for run rules.

    The season is what the months before the quarter show of it; the quarter does not shape what it
    is judged by. Each series needs two known months before the quarter; others stay NaN.
    """
    before = monthly.numerator.shape[1] - QUARTER
    able = monthly.known[:, :before].sum(axis=1) > 1
    adjusted = np.full(monthly.numerator.shape, np.nan)
    if able.any():
        part = monthly.part(able)
        scale, sizes = _scale(part, before)
        found = _foretell(part, scale, sizes, part.known[:, :before].astype(float), before)
        z = scale.z()
        months = monthly.first_month + np.arange(before, before + QUARTER)
        later = found.waves[:, _a_year_before(months, monthly.first_month, before)]
        adjusted[able] = np.where(part.known, z - np.concatenate([found.waves, later], axis=1), np.nan)
    return adjusted


def _a_year_before(months: NDArray[np.int64], first: int, before: int) -> NDArray[np.int64]:
    """Return the places of the latest of the ``before`` months that stand at the same place in the year."""
    last = first + before - 1
    return np.asarray(last - (last - months) % 12 - first)


def _judge(monthly: Monthly, levels: Levels) -> Judgement:
    before = monthly.numerator.shape[1] - QUARTER
    reasons = reasons_against(monthly)
    able = np.array([not reason for reason in reasons], bool)
    judged = no_judgement(monthly.known[:, :before].sum(axis=1), before, reasons, levels)
    if able.any():
        judged = put(judged, able, _able(monthly.part(able), levels))
    return judged


def _able(monthly: Monthly, levels: Levels) -> Judgement:
    """Judge the series that can be judged."""
    before = monthly.numerator.shape[1] - QUARTER
    scale, sizes = _scale(monthly, before)
    robust = monthly.known[:, :before].astype(float)
    foretold = _foretell(monthly, scale, sizes, robust, before)
    for _ in range(2):
        lighter, rows = _reweighed(monthly, scale, sizes, foretold, robust)
        if not rows.any():
            break
        robust[rows] = lighter[rows]
        again = _foretell(monthly, scale, sizes, robust, before, rows)
        foretold = put(foretold, rows, again)
    moments = _Months(monthly, scale, sizes, foretold, before)
    quarter, power = moments.range(moments.whole_quarter(), levels.quarter)
    single = [moments.range(moments.only(at), levels.month)[0] for at in range(QUARTER)]
    residuals = np.where(monthly.known[:, :before], (scale.z()[:, :before] - foretold.fitted), np.nan)
    correlation = lag1(residuals * np.sqrt(sizes[:, :before]) * np.sqrt(robust))
    used = monthly.known[:, :before].sum(axis=1)
    return Judgement(
        quarter=quarter,
        half_year=_half_year(monthly, robust, levels),
        months=_side_by_side(single, levels.month),
        power=power,
        months_used=used,
        rho=foretold.rho,
        lag1=correlation,
        run_rules=run_rules_allowed(correlation, used),
        weights=robust,
        reasons=("",) * len(used),
    )


def _half_year(monthly: Monthly, robust: Floats, levels: Levels) -> Range:
    """Judge the quarter together with the one before it, by what was before both."""
    count, width = monthly.numerator.shape
    before = width - 2 * QUARTER
    known = monthly.known
    able = np.zeros(count, bool)
    if before > QUARTER:
        able = known[:, before:].all(axis=1) & (known[:, :before].sum(axis=1) >= MINIMUM - QUARTER)
        able &= known[:, max(before - 12, 0) : before].any(axis=1)
    nothing = no_range((count,), levels.half_year)
    if not able.any():
        return nothing
    monthly = monthly.part(able)
    scale, sizes = _scale(monthly, before)
    foretold = _foretell(monthly, scale, sizes, robust[able, :before], before)
    moments = _Months(monthly, scale, sizes, foretold, before)
    return put(nothing, able, moments.range(moments.whole(), levels.half_year)[0])


def _scale(monthly: Monthly, before: int) -> tuple[Scale, Floats]:
    """Return the scale a measure's months are steady on, and each month's weight there (S × P)."""
    known = monthly.known
    ones = np.ones(monthly.numerator.shape)
    below = ones if monthly.denominator is None else np.where(known, monthly.denominator, 1.0)
    past = known[:, :before]
    mean_below = (below[:, :before] * past).sum(axis=1) / np.maximum(past.sum(axis=1), 1)
    above = np.where(known, monthly.values, np.nan)
    if monthly.family is Family.COUNT:
        exposure = below / mean_below[:, None]
        typical = (np.nansum(above[:, :before], axis=1) + 0.5) / (exposure[:, :before] * past).sum(axis=1)
        return CountScale(above, exposure, typical), exposure
    if monthly.family is Family.SHARE:
        whole = (below[:, :before] * past).sum(axis=1)
        typical = (np.nansum(above[:, :before], axis=1) + 0.5) / (whole + 1.0)
        shares = ShareScale(above, below, typical, mean_below)
        return shares, shares.weights()
    trust = np.clip(below / mean_below[:, None], 0.1, 10.0)
    centre, spread = np.nanmean(above[:, :before], axis=1), np.nanstd(above[:, :before], axis=1)
    return ValueScale(above, trust, centre, np.maximum(spread, 1e-300)), trust


def _foretell(
    monthly: Monthly,
    scale: Scale,
    sizes: Floats,
    robust: Floats,
    before: int,
    rows: NDArray[np.bool_] | slice = slice(None),
) -> Foretold:
    """Return what the first ``before`` months foretell of all later ones, for some rows."""
    z = scale.z()[rows, :before]
    weights = (sizes[:, :before] * robust)[rows]
    # The level's prior is flat but for rounding; it is taken from about zero.
    centre = (np.where(weights > 0, z, 0.0) * weights).sum(axis=1) / weights.sum(axis=1)
    later = monthly.first_month + np.arange(before, monthly.numerator.shape[1])
    past = Past(z - centre[:, None], weights, monthly.first_month)
    found = foretell(past, later, sizes[rows, before:], scale.least()[rows])
    return replace(found, mean=found.mean + centre[:, None], fitted=found.fitted + centre[:, None])


def _reweighed(
    monthly: Monthly, scale: Scale, sizes: Floats, foretold: Foretold, robust: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return weights that count far-out past months for less, and which series they differ in."""
    before = foretold.fitted.shape[1]
    known = monthly.known[:, :before]
    off = (scale.z()[:, :before] - foretold.fitted) * np.sqrt(sizes[:, :before])
    deviation = _steady_deviation(np.where(known, off, np.nan), np.sqrt(foretold.sigma2))
    far = np.where(known, np.abs(off) / np.maximum(deviation, scale.near())[:, None], 0.0)
    lighter = np.where(known, np.minimum((FAR_OUT / np.maximum(far, FAR_OUT)) ** 2, 1.0), 0.0)
    return lighter, np.asarray((np.abs(lighter - robust) > 1e-12).any(axis=1))


def _steady_deviation(off: Floats, deviation: Floats) -> Floats:
    """Return the deviation that most months have, which far-out ones do not enlarge.

    1.4826 × median absolute deviation, held between half of the fitted deviation and all of it: a
    plateau with one blip must not make it nothing.
    """
    middle = 1.4826 * np.nanmedian(np.abs(off), axis=1)
    return np.clip(middle, deviation / 2.0, deviation)


class _Months:
    """The months foretold, put together into the figure that is judged."""

    def __init__(
        self, monthly: Monthly, scale: Scale, sizes: Floats, foretold: Foretold, before: int
    ) -> None:
        self.monthly, self.foretold = monthly, foretold
        self.months = monthly.known[:, :before].sum(axis=1)
        self.seen = np.asarray(monthly.values[:, before:])
        shape = self.seen.shape
        self.below = np.ones(shape) if monthly.denominator is None else monthly.denominator[:, before:]
        later = self.below if isinstance(scale, ShareScale) else sizes[:, before:]
        self.moments = scale.moments(foretold.mean, foretold.sigma2, later)
        past_total = np.nansum(np.where(monthly.known, monthly.numerator, 0.0)[:, :before], axis=1)
        below = 1.0 if monthly.denominator is None else monthly.denominator
        past_below = np.where(monthly.known, below, 0.0)
        self.past = past_total, past_below[:, :before].sum(axis=1)

    def whole(self) -> Floats:
        """Return the part of each later month in the figure of them all: S × H."""
        if self.monthly.family is not Family.VALUE or self.monthly.kind is Kind.SUM:
            return np.ones(self.seen.shape)
        return np.asarray(self.below / self.below.sum(axis=1, keepdims=True))

    def whole_quarter(self) -> Floats:
        """Return the part of each month in the quarter's figure: only the last one for a value at a date."""
        if self.monthly.kind in (Kind.VALUE_AT, Kind.SUPPLIED):
            return self.only(QUARTER - 1)
        return self.whole()

    def only(self, at: int) -> Floats:
        """Return the part of each month in the figure of one of them."""
        parts = np.zeros(self.seen.shape)
        parts[:, at] = 1.0
        return parts

    def range(self, parts: Floats, level: float) -> tuple[Range, Power]:
        """Judge the sum of months, each times its part."""
        mean = (self.moments.mean * parts).sum(axis=1)
        own, unsure = self.moments.own * parts, self.moments.unsure * parts
        variance = np.einsum("sh,shg,sg->s", own, self.foretold.own, own)
        doubt = np.einsum("sh,shg,sg->s", unsure, self.foretold.unsure, unsure)
        seen, out_of = (self.seen * parts).sum(axis=1), (self.below * parts).sum(axis=1)
        law, alone = self._laws(mean, variance, doubt, out_of)
        freedom = self.foretold.freedom
        calibrated = calibration(self.months)
        p, side = p_value(law, seen, freedom)
        low, high = law.ends(tail_at(level / calibrated, freedom))
        divided = self.monthly.family is not Family.VALUE and self.monthly.denominator is not None
        # Multiplied before it is divided, so that all of all is exactly 100 per cent.
        per, over = (self.monthly.per, out_of) if divided else (1.0, np.ones_like(mean))
        power = power_of(alone, (low, high), mean, per / over)
        expected, least, most, figure = (of * per / over for of in (mean, low, high, seen))
        return Range(expected, least, most, figure, np.minimum(p * calibrated, 1.0), side, level), power

    def _laws(self, mean: Floats, variance: Floats, doubt: Floats, out_of: Floats) -> tuple[Law, Law]:
        """Return the law of what is seen, and that of the months' own variation about a known mean."""
        events, trials = self.past
        if self.monthly.family is Family.COUNT:
            # What is not known of a mean is at least what so many events leave open (a Gamma posterior).
            doubt = np.maximum(doubt, mean**2 / (events + 0.5))
            variance = np.maximum(variance, mean)
            return CountLaw(mean, variance + doubt), CountLaw(mean, variance)
        if self.monthly.family is Family.SHARE:
            single = mean * (1.0 - mean / out_of)
            doubt = np.maximum(doubt, single * out_of / (trials + 1.0))
            variance = np.maximum(variance, single)
            return ShareLaw(mean, variance + doubt, out_of), ShareLaw(mean, variance, out_of)
        return ValueLaw(mean, variance + doubt), ValueLaw(mean, variance)


def _side_by_side(single: list[Range], level: float) -> Range:
    """Return ranges of S as one of S × 3."""

    def stacked(name: str) -> Floats:
        return np.stack([getattr(one, name) for one in single], axis=1)

    side = np.stack([one.side for one in single], axis=1)
    names = ("expected", "low", "high", "seen", "p")
    expected, low, high, seen, p = (stacked(name) for name in names)
    return Range(expected, low, high, seen, p, side, level)
