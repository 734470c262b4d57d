"""Windows over random months: the array arithmetic against plain sums."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.measures.windows import IMMATURE, KNOWN, MISSING, Dense, over_windows
from frankpledge.periods import MONTHLY_WINDOWS, Window, month_key
from tests.spec.naive.counting import Cell
from tests.spec.naive.definitions import Office
from tests.spec.naive.figures import Naive, Series
from tests.spec.naive.files import Supply
from tests.spec.naive.months import between

STATES = {KNOWN: "known", IMMATURE: "immature", MISSING: "missing"}
MONTH = st.tuples(
    st.integers(0, 2**45),
    st.integers(0, 2**45) | st.just(0),
    st.sampled_from((KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, KNOWN, IMMATURE, MISSING)),
)


@given(
    first=st.integers(1990 * 12, 2040 * 12),
    months=st.lists(MONTH, min_size=1, max_size=40),
    window=st.sampled_from(MONTHLY_WINDOWS),
    kind=st.sampled_from(("count", "share", "per resident")),
    scale=st.sampled_from((1.0, 100.0, 1000.0)),
)
def test_windows_agree_with_plain_sums(
    first: int, months: list[tuple[int, int, int]], window: Window, kind: str, scale: float
) -> None:
    over, below, states = (list(column) for column in zip(*months, strict=True))
    dense = Dense(
        first,
        np.array([over], np.float64),
        np.array([states], np.int8),
        np.array([[0 if state == MISSING else 19_000 for state in states]], np.int32),
        None if kind == "count" else np.array([below], np.float64),
        kind == "per resident",
        1.0 if kind == "count" else scale,
    )
    keys = between(month_key(first), month_key(first + len(months) - 1))
    series = Series(
        Cell("m", "s", "force", "a", ""),
        dict(zip(keys, map(float, over), strict=True)),
        None if kind == "count" else dict(zip(keys, map(float, below), strict=True)),
        {key: STATES[state] for key, state in zip(keys, states, strict=True)},
        {},
        at_end=kind == "per resident",
        scale=scale,
    )
    naive = Naive(Office((), (), {}), Supply())
    naive.span = keys
    expected = naive.over(series, window.value)
    made = over_windows(dense, window)
    assert [period.key for period in made.periods] == [figure.period for figure in expected]
    for place, figure in enumerate(expected):
        assert STATES[int(made.state[0, place])] == figure.state
        value = float(made.value[0, place])
        if figure.value is None:
            assert math.isnan(value)
        elif kind == "count":
            assert value == figure.value
        else:
            assert math.isclose(value, figure.value, rel_tol=1e-12)
