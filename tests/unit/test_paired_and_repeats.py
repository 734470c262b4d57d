"""Paired scores and repeat rates: who is counted, and of whom."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.assessment.rates.intervals import proportion
from frankpledge.assessment.rates.paired import paired_scores
from frankpledge.assessment.rates.repeats import repeat_rate
from frankpledge.assessment.reasons import Reason

EVENTS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 60)), max_size=25)


def test_only_people_with_both_scores_are_compared() -> None:
    before = [3, 3, 3, 3, 3, math.nan, 3]
    after = [5, 4, 3, 2, 3, 5, math.nan]
    made = paired_scores(before, after, [0] * 7, 2, lower_is_better=False)
    assert (made.first.tolist(), made.second.tolist(), made.both.tolist()) == ([6, 0], [6, 0], [5, 0])
    shares = [float(one.value[0]) for one in (made.improved, made.same, made.worse)]
    assert shares == pytest.approx([0.4, 0.4, 0.2])
    assert made.improved.low[0] == proportion(2, 5).low
    assert Reason(int(made.same.reason[1])).words == "0 of 0: there was nothing to measure"


def test_direction_and_the_least_change_are_declared() -> None:
    given_ = [3.0, 3.0, 3.0], [2.0, 2.8, 5.0], [0, 0, 0], 1
    made = paired_scores(*given_, lower_is_better=True, least_change=0.5)
    assert [float(one.value[0] * 3) for one in (made.improved, made.same, made.worse)] == pytest.approx(
        [1, 1, 1]
    )
    assert paired_scores(*given_, lower_is_better=False).improved.value[0] == pytest.approx(1 / 3)


@given(EVENTS, st.integers(1, 30))
def test_repeats_agree_with_a_plain_count(events: list[tuple[int, int]], window: int) -> None:
    people, days = [one for one, _ in events], [day for _, day in events]
    made = repeat_rate(people, days, [0, 31], [30, 60], window)
    for period, (start, end) in enumerate([(0, 30), (31, 60)]):
        inside = {one for one, day in events if start <= day <= end}
        again = {
            one
            for place, (one, day) in enumerate(events)
            if start <= day <= end
            and any(
                other == one and 0 <= day - earlier <= window
                for rank, (other, earlier) in enumerate(events)
                if rank != place
            )
        }
        assert (made.persons[period], made.repeats[period]) == (len(inside), len(again))


def test_an_event_just_outside_the_window_is_no_repeat() -> None:
    made = repeat_rate([7, 7, 8, 8], [0, 365, 0, 366], [360], [400])
    assert (made.persons[0], made.repeats[0], made.window) == (2, 1, 365)
    assert made.share.value[0] == 0.5


def test_nobody_at_all_has_no_repeat_rate() -> None:
    made = repeat_rate([], [], [0], [10])
    assert Reason(int(made.share.reason[0])).words == "0 of 0: there was nothing to measure"
