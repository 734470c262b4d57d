"""A quarter against its expected range: what is refused, what is odd, and what each kind of measure gives."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray

from frankpledge.assessment.expected.interval import judge_quarter
from frankpledge.assessment.expected.judgement import Judgement
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.errors import WrongUse
from frankpledge.periods import Window, month_number
from frankpledge.plan.definitions import Kind

FIRST = month_number(2019, 4)


def judged(
    numerator: NDArray[np.float64],
    denominator: NDArray[np.float64] | None = None,
    kind: Kind = Kind.COUNT,
    per: float = 1.0,
) -> Judgement:
    return judge_quarter(Monthly(kind, np.atleast_2d(numerator), FIRST, denominator, per))


def counts(mean: float, months: int = 39, series: int = 1, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).poisson(mean, (series, months)).astype(float)


def whole(judgement: Judgement) -> None:
    """Hold a judgement to what is required of all: every number is there where no reason says why not."""
    for at, reason in enumerate(judgement.reasons):
        if reason:
            assert not judgement.exceptional[at]
            continue
        for part in (judgement.quarter, judgement.months):
            for item in fields(part):
                value = getattr(part, item.name)
                if isinstance(value, np.ndarray):
                    assert np.isfinite(value[at]).all(), item.name
            assert np.all(part.low[at] <= part.high[at])
            inside = (part.low[at] <= part.seen[at]) & (part.seen[at] <= part.high[at])
            assert np.all(inside == ~part.outside[at])


@pytest.mark.parametrize("window", [Window.ROLLING_12, Window.YEAR_TO_DATE, Window.QUARTER])
def test_anything_but_single_months_is_refused(window: Window) -> None:
    with pytest.raises(WrongUse, match="single months"):
        Monthly(Kind.COUNT, counts(80), FIRST, window=window)


def test_shapes_and_denominators_are_asked_for() -> None:
    with pytest.raises(WrongUse, match="series × months"):
        Monthly(Kind.COUNT, np.ones((1, 3)), FIRST)
    with pytest.raises(WrongUse, match="divided by"):
        Monthly(Kind.SHARE, counts(80), FIRST)
    with pytest.raises(WrongUse, match="denominators"):
        Monthly(Kind.RATE, counts(80), FIRST, np.ones((1, 2)))


def test_a_plain_quarter_lies_in_its_range_and_a_doubled_one_does_not() -> None:
    series = np.vstack([counts(80), counts(80)])
    series[1, -3:] *= 2
    found = judged(series)
    assert found.exceptional.tolist() == [False, True]
    assert found.quarter.side[1] == 1
    assert found.quarter.low[0] < 240 < found.quarter.high[0]
    assert found.quarter.seen.tolist() == series[:, -3:].sum(axis=1).tolist()
    assert found.baseline == "April 2019 to March 2022"
    assert "negative binomial" in found.variant
    assert found.months_used.tolist() == [36, 36]
    assert found.power.rise_percent[0] > 15
    assert found.power.fall_percent[0] > 15
    whole(found)


def test_more_variation_gives_a_wider_range_and_less_power() -> None:
    rng = np.random.default_rng(5)
    wild = rng.negative_binomial(8, 8 / 88, (40, 39)).astype(float)
    calm = counts(80, series=40)
    wide, narrow = judged(wild), judged(calm)
    assert np.median(wide.power.rise) > 2 * np.median(narrow.power.rise)


def test_season_moves_the_range_with_it() -> None:
    months = np.arange(63)
    mean = 200 * (1 + 0.4 * np.cos(2 * np.pi * (FIRST + months) / 12))
    series = np.random.default_rng(6).poisson(mean, (20, 63)).astype(float)
    found = judged(series)
    truth = mean[-3:].sum()
    assert np.abs(np.median(found.quarter.expected) / truth - 1) < 0.03
    assert found.exceptional.sum() <= 2


def test_degenerate_series_have_defined_answers() -> None:
    blip = np.full(39, 50.0)
    blip[20] = 90
    rows = np.vstack([np.zeros(39), np.full(39, 7.0), blip, np.full(39, np.nan), np.zeros(39), np.zeros(39)])
    rows[4, -1] = 1
    rows[5, -3:] = 3
    found = judged(rows)
    whole(found)
    assert found.reasons[3] == "not all months of the quarter have been supplied"
    assert (found.quarter.low[0], found.quarter.high[0]) == (0, 1)
    assert found.exceptional.tolist() == [False, False, False, False, False, True]
    assert 0 < found.weights[2, 20] < 0.6
    assert np.isnan(found.power.fall_to[0])


def test_one_point_and_short_history_say_how_much_is_needed() -> None:
    assert judged(counts(80, 4)).reasons == (
        "not enough history: 1 months before the quarter, 18 are needed",
    )
    gaps = counts(80, 39)
    gaps[0, 5:24] = np.nan
    assert judged(gaps).reasons[0].startswith("not enough history: 17")
    assert judged(counts(80, 21)).reasons == ("",)
    old = counts(80, 60)
    old[0, -15:-3] = np.nan
    assert judged(old).reasons == ("none of the twelve months before the quarter has been supplied",)
    assert judge_quarter(Monthly(Kind.COUNT, np.empty((0, 39)), FIRST)).reasons == ()


def test_a_missing_month_is_a_gap_and_not_a_zero() -> None:
    series = counts(80, 60, 30, seed=8)
    holed = series.copy()
    holed[:, 20:24] = np.nan
    full, gap = judged(series), judged(holed)
    assert np.all(np.abs(gap.quarter.expected / full.quarter.expected - 1) < 0.1)
    assert np.all(gap.weights[:, 20:24] == 0)


def test_months_of_lockdown_are_counted_for_less_and_the_range_stays_of_use() -> None:
    series = counts(100, 63, 40, seed=9)
    shut = series.copy()
    shut[:, 11:14] *= 0.3
    plain, with_lockdown = judged(series), judged(shut)
    assert np.median(with_lockdown.weights[:, 11:14]) < 0.5
    assert np.all(with_lockdown.weights[:, 11:14] > 0)
    wide = with_lockdown.quarter.high - with_lockdown.quarter.low
    assert np.median(wide) < 1.8 * np.median(plain.quarter.high - plain.quarter.low)


@pytest.mark.parametrize("out_of", [3.0, 40.0, 2000.0])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_shares_stay_between_none_and_all(out_of: float, share: float) -> None:
    rng = np.random.default_rng(10)
    below = rng.poisson(out_of, (8, 39)) + 1.0
    above = rng.binomial(below.astype(int), share).astype(float)
    found = judged(above, below, Kind.SHARE, per=100.0)
    whole(found)
    assert np.all((found.quarter.low >= 0) & (found.quarter.high <= 100))
    seen = 100 * above[:, -3:].sum(axis=1) / below[:, -3:].sum(axis=1)
    np.testing.assert_allclose(found.quarter.seen, seen)
    if share == 1.0:
        assert np.all(np.isnan(found.power.rise_to))


def test_a_share_that_falls_far_is_exceptional() -> None:
    rng = np.random.default_rng(11)
    below = np.full((1, 39), 300.0)
    above = rng.binomial(300, 0.15, (1, 39)).astype(float)
    above[0, -3:] = 20
    assert judged(above, below, Kind.SHARE).exceptional.all()


def test_zero_denominators_are_gaps_and_in_the_quarter_a_reason() -> None:
    below = np.full((2, 39), 50.0)
    below[0, 5] = 0
    below[1, -1] = 0
    above = np.full((2, 39), 10.0)
    found = judged(above, below, Kind.SHARE)
    whole(found)
    assert found.weights[0, 5] == 0
    assert found.reasons[1] == "a month of the quarter has nothing to divide by"


def test_a_rate_of_a_steady_population_is_judged_as_its_count() -> None:
    series = counts(30, 39, 5)
    plain = judged(series)
    rate = judged(series, np.full((5, 39), 120_000.0), Kind.RATE, per=1000.0)
    np.testing.assert_allclose(rate.quarter.p, plain.quarter.p, rtol=1e-6)
    np.testing.assert_allclose(rate.quarter.high, plain.quarter.high / 360, rtol=1e-9)


def test_a_ratio_follows_what_it_is_divided_by() -> None:
    rng = np.random.default_rng(12)
    below = np.full((10, 39), 400.0)
    below[:, -3:] = 800.0
    above = rng.poisson(below * 0.2).astype(float)
    assert judged(above, below, Kind.RATIO).exceptional.sum() <= 1
    assert judged(above).exceptional.all()


@pytest.mark.parametrize("kind", [Kind.MEAN, Kind.PERCENTILE, Kind.VALUE_AT, Kind.SUPPLIED, Kind.SUM])
def test_values_are_judged_in_their_own_unit(kind: Kind) -> None:
    rng = np.random.default_rng(13)
    values = 600 + 30 * rng.standard_normal((3, 39))
    values[1, -3:] += 300
    values[2] = 5.0
    found = judged(values, None, kind)
    whole(found)
    assert found.exceptional.tolist() == [False, True, False]
    assert "never varied" in found.reasons[2]
    expected = {Kind.SUM: values[0, -3:].sum(), Kind.VALUE_AT: values[0, -1], Kind.SUPPLIED: values[0, -1]}
    assert found.quarter.seen[0] == pytest.approx(expected.get(kind, values[0, -3:].mean()))
    moved = judged(values[:2] * 1e6 + 1e9, None, kind)
    np.testing.assert_allclose(moved.quarter.p, found.quarter.p[:2], rtol=1e-4)


def test_a_mean_over_the_quarter_weighs_months_by_their_observations() -> None:
    rng = np.random.default_rng(14)
    observations = rng.integers(20, 60, (1, 39)).astype(float)
    total = observations * (600 + 30 * rng.standard_normal((1, 39)))
    found = judged(total, observations, Kind.MEAN)
    assert found.quarter.seen[0] == pytest.approx(total[0, -3:].sum() / observations[0, -3:].sum())


def test_later_months_never_change_what_was_expected() -> None:
    series = counts(60, 42, 10)
    early, changed = series.copy(), series.copy()
    changed[:, -3:] *= 3
    np.testing.assert_array_equal(judged(early).quarter.expected, judged(changed).quarter.expected)
