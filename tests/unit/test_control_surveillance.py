"""CUSUM, EWMA, EARS, Farrington and change points."""

from __future__ import annotations

import numpy as np
import pytest

from frankpledge.assessment.control.accumulating import cusum, ewma
from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.change_points import proposals
from frankpledge.assessment.control.ears import ears
from frankpledge.assessment.control.farrington import MONTHLY, Settings, farrington
from frankpledge.assessment.control.farrington_thresholds import at_most, quantile
from frankpledge.assessment.control.series import Series
from frankpledge.errors import WrongUse
from frankpledge.periods import Window

NAN = float("nan")
ZERO, ONE = np.zeros((1, 1)), np.ones((1, 1))


def months(values: object) -> Series:
    return Series(Window.MONTH, np.atleast_2d(np.asarray(values, float)))


def seasonal(mean: float, series: int, periods: int = 84, seed: int = 1) -> Series:
    level = mean * (1 + 0.3 * np.sin(np.arange(periods) * 2 * np.pi / 12))
    return months(np.random.default_rng(seed).poisson(level, (series, periods)))


def test_sums_stand_where_a_value_is_missing() -> None:
    made = cusum(months([2.0, NAN, 2.0]), ZERO, ONE, decision_interval=2.5)
    assert made.high[0].tolist() == [1.5, 1.5, 3.0]
    assert made.above[0].tolist() == [False, False, True]
    assert made.assessable[0].tolist() == [True, False, True]
    smooth = ewma(months([2.0, NAN, 2.0]), ZERO, ONE, weight=0.5)
    assert smooth.smoothed[0].tolist() == [1.0, 1.0, 1.5]
    assert smooth.upper[0, 0] == smooth.upper[0, 1] < smooth.upper[0, 2]


def test_without_a_sigma_nothing_accumulates_or_signals() -> None:
    for sigma in (ZERO, np.full((1, 1), NAN)):
        made = cusum(months([9.0] * 5), ZERO, sigma)
        assert not made.high.any()
        assert not (made.above | made.below | made.assessable).any()
        assert not ewma(months([9.0] * 5), ZERO, sigma).assessable.any()


def test_senseless_settings_are_refused() -> None:
    with pytest.raises(WrongUse, match="head start"):
        cusum(months([1.0]), ZERO, ONE, head_start=5.0)
    with pytest.raises(WrongUse, match="weight"):
        ewma(months([1.0]), ZERO, ONE, weight=0.0)
    with pytest.raises(WrongUse, match="at least 3"):
        ears(months([1.0]), baseline=2)


def test_ears_needs_a_past_without_gaps_and_says_so() -> None:
    values = np.tile([4.0, 6.0, 5.0, 7.0], 6)
    values[12] = NAN
    made = ears(months(values))
    assert made.needs == 7
    assert np.flatnonzero(made.assessable[0]).tolist() == [*range(7, 12), *range(20, 24)]
    assert not ears(months(values[:5])).assessable.any()


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_finds_a_spike(method: str) -> None:
    values = np.tile([4.0, 6.0, 5.0, 7.0], 6)
    values[22] = 30.0
    made = ears(months(values), method=method)  # type: ignore[arg-type]
    assert made.alarm[0, 22]
    assert not made.alarm[0, :22].any()


def test_c3_adds_up_three_excesses() -> None:
    past = [4.0, 6.0, 5.0, 7.0, 4.0, 6.0, 5.0]
    values = [*past, 6.0, 5.0, 6.0, 5.0, 8.5, 8.5, 8.5]
    made = ears(months(values), method="C3", alpha=0.025)
    excess = []
    for place in (11, 12, 13):
        window = np.array(values[place - 9 : place - 2])
        excess.append(max(0.0, (values[place] - window.mean()) / window.std(ddof=1) - 1))
    assert bool(made.alarm[0, 13]) == (sum(excess) > 1.959964)


@pytest.mark.parametrize(("method", "gap"), [("C1", 0), ("C2", 2), ("C3-surveillance", 2)])
def test_ears_agrees_with_loops(method: str, gap: int) -> None:
    values = np.random.default_rng(9).negative_binomial(4, 0.1, 60).astype(float)
    made = ears(months(values), method=method, alpha=0.01)  # type: ignore[arg-type]
    z = 2.3263478740408408
    score: dict[int, float] = {}
    for place in range(7 + gap, 60):
        past = values[place - 7 - gap : place - gap]
        score[place] = (values[place] - past.mean()) / past.std(ddof=1)
        upper = past.mean() + z * past.std(ddof=1)
        if method == "C3-surveillance":
            if place < 11:
                continue
            before = max(0.0, score[place - 1] - 1) + max(0.0, score[place - 2] - 1)
            upper = max(0.0, values[place] + past.std(ddof=1) * (z - before))
        assert made.upper[0, place] == pytest.approx(upper, rel=1e-12)
        assert made.alarm[0, place] == (values[place] > upper)
    assert made.needs == (11 if method == "C3-surveillance" else 7 + gap)


def test_quantiles_and_chances_agree() -> None:
    mean, wide = np.array([0.2, 5.0, 80.0, 900.0] * 2), np.array([1.0] * 4 + [1.5, 3.0, 2.0, 40.0])
    for chance in (0.01, 0.5, 0.99, 0.999):
        at = quantile(chance, mean, wide)
        assert (at_most(at, mean, wide) >= chance).all()
        assert (at_most(at - 1, mean, wide) < chance).all()


def test_farrington_says_what_history_it_needs() -> None:
    made = farrington(seasonal(80, 3))
    assert made.needs == 4 * 12 + 1
    assert not made.assessable[:, :49].any()
    assert made.assessable[:, 49:].all()
    assert not np.isnan(made.upper[:, 49:]).any()
    assert not farrington(seasonal(80, 3, periods=30)).assessable.any()


def test_farrington_keeps_its_level_and_finds_an_outbreak() -> None:
    series = seasonal(60, 200)
    made = farrington(series)
    assert 0.003 < made.alarm[:, 49:].mean() < 0.03
    values = series.values.copy()
    values[:, -1] *= 2
    again = farrington(months(values), places=range(83, 84))
    assert again.alarm[:, -1].mean() > 0.9
    assert np.array_equal(again.upper[:, -1], made.upper[:, -1])


def test_past_outbreaks_are_weighted_down() -> None:
    values = seasonal(60, 50).values
    values[:, 83 - 24] *= 4
    weighted = farrington(months(values), places=range(83, 84))
    plain = farrington(months(values), Settings(4, 1, 4, 3, reweight=False), places=range(83, 84))
    assert np.median(weighted.upper[:, 83]) < 0.8 * np.median(plain.upper[:, 83])


def test_farrington_of_zeros_gaps_and_constants_is_defined() -> None:
    rows = np.vstack([np.zeros(84), np.full(84, 40.0), seasonal(60, 1).values])
    rows[2, 30:40] = NAN
    rows[2, 83] = NAN
    made = farrington(months(rows))
    assert not made.enough[0].any()
    assert not made.alarm[0].any()
    assert made.expected[1, 49:] == pytest.approx(np.full(35, 40.0))
    assert not made.assessable[2, 83]
    assert made.assessable[2, 82]


def test_farrington_of_a_population_follows_it() -> None:
    people = np.repeat(np.linspace(1e5, 3e5, 84)[None, :], 30, axis=0)
    counts = np.random.default_rng(2).poisson(people * 4e-4).astype(float)
    made = farrington(Series(Window.MONTH, counts, people), places=range(83, 84))
    assert np.median(made.expected[:, 83]) == pytest.approx(120, rel=0.1)


def test_all_threshold_methods_agree_on_what_is_expected() -> None:
    series = seasonal(60, 20)
    uppers = []
    for method in ("nbPlugin", "muan", "delta"):
        settings = Settings(4, 1, 4, 3, method=method)  # type: ignore[arg-type]
        made = farrington(series, settings, places=range(83, 84))
        assert np.allclose(made.expected[:, 83], farrington(series, MONTHLY).expected[:, 83])
        uppers.append(made.upper[:, 83])
    assert (uppers[1] >= uppers[0]).all()
    assert np.allclose(uppers[2], uppers[0], rtol=0.25)


def test_a_window_without_a_season_and_too_many_levels_are_refused() -> None:
    with pytest.raises(WrongUse, match="no season"):
        farrington(Series(Window.FINANCIAL_YEAR, np.ones((1, 10))))
    with pytest.raises(WrongUse, match="too many"):
        farrington(seasonal(5, 1), Settings(4, 3, 10, 3))


def test_a_lasting_change_is_proposed_where_it_begins() -> None:
    noise = np.random.default_rng(3).normal(0, 1, (200, 60))
    noise[:, 30:] += 3
    found = proposals(months(noise), Baseline.of(60))
    near = [one for one in found if abs(one.place - 30) <= 1]
    assert len({one.series for one in near}) >= 190
    assert near[0].after > near[0].before
    assert "rise" in near[0].reason


def test_stable_series_rarely_get_a_proposal() -> None:
    rng = np.random.default_rng(4)
    for values in (rng.normal(0, 1, (1000, 60)), rng.poisson(80, (1000, 36)), rng.poisson(4, (1000, 60))):
        found = proposals(months(values), Baseline.of(values.shape[1]))
        assert len({one.series for one in found}) <= 50


def test_blips_gaps_and_older_segments_are_passed_over() -> None:
    row = np.random.default_rng(8).normal(10, 1, 60)
    row[20], row[40:43] = 80.0, NAN
    assert proposals(months(row), Baseline.of(60)) == ()
    row[:30] += 50
    assert proposals(months(row), Baseline.of(60, rebased_at=[30])) == ()
    (found,) = proposals(months(row), Baseline.of(60))
    assert found.place == 30


def test_nothing_is_proposed_of_constant_short_or_empty_series() -> None:
    for values in ([5.0] * 30, [1.0, 2.0] * 5, [NAN] * 30):
        assert proposals(months(values), Baseline.of(len(values))) == ()
    with_step = [5.0] * 20 + [9.0] * 20
    (found,) = proposals(months(with_step), Baseline.of(40))
    assert (found.place, found.before, found.after) == (20, 5.0, 9.0)


def test_farrington_of_wild_and_sparse_series_is_defined_or_says_it_is_not() -> None:
    rng = np.random.default_rng(11)
    rows = rng.negative_binomial(0.3, 0.001, (60, 84)).astype(float)
    rows[:20] = 1e12 + rng.poisson(3, (20, 84))
    rows[rng.random(rows.shape) < 0.5] = NAN
    for settings in (MONTHLY, Settings(2, 2, 3, 3, trend_level=0.05, method="delta"), Settings(1, 0, 12, 0)):
        made = farrington(months(rows), settings, places=range(80, 84))
        for number in (made.expected, made.upper, made.probability):
            assert np.isfinite(number[made.assessable]).all()
        assert not made.alarm[~made.assessable].any()
