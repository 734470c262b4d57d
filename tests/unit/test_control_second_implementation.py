"""Limits and rules against plain loops written apart from them, on random series with gaps and rebases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frankpledge.assessment.control.baselines import Baseline
from frankpledge.assessment.control.charts import Chart
from frankpledge.assessment.control.limits import xmr
from frankpledge.assessment.control.rules import rule_set
from frankpledge.assessment.control.runs_analysis import runs_analysis
from frankpledge.assessment.control.series import Series
from frankpledge.assessment.control.verdicts import judged
from frankpledge.periods import Window
from tests.unit import control_by_hand as hand

WIDE = st.one_of(st.none(), st.integers(0, 40), st.integers(18, 22))
TIED = st.one_of(st.none(), st.integers(0, 3))
WALK = st.lists(st.integers(-3, 4), min_size=1, max_size=60).map(lambda steps: np.cumsum(steps).tolist())
ROWS = st.one_of(
    st.lists(WIDE, min_size=1, max_size=60),
    st.lists(TIED, min_size=1, max_size=60),
    WALK,
)


@st.composite
def drawn(draw: st.DrawFn) -> tuple[hand.Row, Baseline, bool]:
    row = [None if one is None else float(one) for one in draw(ROWS)]
    places = st.integers(0, len(row) - 1)
    baseline = Baseline.of(
        len(row),
        rebased_at=draw(st.lists(places, max_size=2)),
        first=draw(st.one_of(st.none(), st.integers(1, 30))),
        excluded=draw(st.lists(places, max_size=3)),
    )
    return row, baseline, draw(st.booleans())


def both(row: hand.Row, baseline: Baseline, screened: bool) -> tuple[Chart, hand.Drawn]:
    values = np.array([[np.nan if one is None else one for one in row]])
    chart = xmr(Series(Window.MONTH, values), baseline, screened=screened)
    return chart, hand.draw(row, baseline.segment[0].tolist(), baseline.counted[0].tolist(), screened)


@given(drawn())
@settings(max_examples=300, deadline=None)
def test_limits_agree_with_loops(case: tuple[hand.Row, Baseline, bool]) -> None:
    chart, slow = both(*case)
    for ours, theirs in ((chart.centre, slow.centre), (chart.sigma, slow.sigma)):
        expected = np.array([np.nan if one is None else one for one in theirs])
        assert np.allclose(ours[0], expected, rtol=1e-12, atol=1e-12, equal_nan=True)
    assert chart.plateau[0].tolist() == slow.plateau


@pytest.mark.parametrize("name", ["mdc-2023", "nhs-r-0.2.2", "western-electric", "nelson"])
@given(case=drawn())
@settings(max_examples=200, deadline=None)
def test_rules_agree_with_loops(name: str, case: tuple[hand.Row, Baseline, bool]) -> None:
    chart, slow = both(*case)
    verdicts = judged(chart, rule_set(name))
    expected = hand.rules(name, slow)
    for ours, theirs in zip(verdicts.hits, expected, strict=True):
        assert set(np.flatnonzero(ours.marked[0]).tolist()) == theirs, ours.rule.name
    for place in np.flatnonzero(verdicts.marked[0]).tolist():
        hits = verdicts.evidence(0, place)
        assert {hit.rule for hit in hits} == {
            held.rule.name for held, marked in zip(verdicts.hits, expected, strict=True) if place in marked
        }
        assert all(place in hit.places for hit in hits)


@given(drawn())
@settings(max_examples=200, deadline=None)
def test_run_analysis_agrees_with_loops(case: tuple[hand.Row, Baseline, bool]) -> None:
    chart, slow = both(*case)
    runs = runs_analysis(chart)
    excluded = case[1].excluded[0].tolist()
    for place, number in enumerate(slow.segments):
        ours = (runs.useful, runs.longest, runs.longest_allowed, runs.crossings, runs.crossings_needed)
        assert tuple(int(one[0, place]) for one in ours) == hand.anhoej(slow, excluded, number)


@given(drawn(), drawn())
@settings(max_examples=100, deadline=None)
def test_a_series_is_judged_alike_alone_and_among_others(
    one: tuple[hand.Row, Baseline, bool], other: tuple[hand.Row, Baseline, bool]
) -> None:
    width = min(len(one[0]), len(other[0]))
    rows = [[np.nan if x is None else x for x in held[:width]] for held in (one[0], other[0])]
    parts = [held[1] for held in (one, other)]
    segments = np.vstack([p.segment[:, :width] for p in parts])
    frozen, excluded = (np.vstack([getattr(p, n)[:, :width] for p in parts]) for n in ("frozen", "excluded"))
    together = xmr(Series(Window.MONTH, np.array(rows)), Baseline(segments, frozen, excluded))
    marked = judged(together, rule_set("mdc-2023")).marked
    for place, row in enumerate(rows):
        cut = slice(place, place + 1)
        alone = xmr(
            Series(Window.MONTH, np.array([row])), Baseline(segments[cut], frozen[cut], excluded[cut])
        )
        assert np.array_equal(judged(alone, rule_set("mdc-2023")).marked[0], marked[place])
        assert np.array_equal(alone.upper[0], together.upper[place], equal_nan=True)
