"""Quantiles and distinct counts of many periods at once are those of each period's own records."""

from __future__ import annotations

import numpy as np
import pytest

from frankpledge.measures.pooling import Periods, distinct_counts, quantiles

FIRST = np.array([100, 100, 101, 103, 100, 105, 103])
LAST = np.array([100, 111, 103, 103, 102, 108, 114])


def drawn(seed: int, rows: int, groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    return (
        draw.integers(0, groups, rows),
        draw.integers(97, 118, rows),
        draw.integers(0, 12, rows),
        draw.integers(1, 4, rows),
    )


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize(("rows", "groups"), [(0, 2), (1, 1), (7, 3), (400, 5), (3000, 2)])
def test_quantiles_are_those_of_the_records_of_each_period(rows: int, groups: int, share: float) -> None:
    group, month, value, count = drawn(rows, rows, groups)
    values = value / 7
    made, n = quantiles(group, month, values, count, groups, Periods.of(FIRST, LAST), share)
    for g in range(groups):
        for at, (first, last) in enumerate(zip(FIRST, LAST, strict=True)):
            here = (group == g) & (month >= first) & (month <= last)
            own = np.repeat(values[here], count[here])
            assert n[g, at] == len(own)
            if len(own):
                assert made[g, at] == pytest.approx(np.quantile(own, share), rel=1e-12, abs=1e-15)
            else:
                assert np.isnan(made[g, at])


@pytest.mark.parametrize(("rows", "groups"), [(0, 2), (1, 1), (9, 3), (400, 5), (60, 40)])
def test_distinct_counts_are_those_of_the_records_of_each_period(
    rows: int, groups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankpledge.measures.pooling._AT_ONCE", 2_000)
    group, month, item, count = drawn(rows, rows, groups)
    made, n = distinct_counts(group, month, item, count, groups, Periods.of(FIRST, LAST))
    for g in range(groups):
        for at, (first, last) in enumerate(zip(FIRST, LAST, strict=True)):
            here = (group == g) & (month >= first) & (month <= last)
            assert made[g, at] == len(set(item[here].tolist()))
            assert n[g, at] == count[here].sum()
