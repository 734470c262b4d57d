"""Working time: bank holidays as published, and durations held against a walk minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.working_time import OfficeHours, TimeKind, bank_holidays, calendar, named_bank_holidays

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2019, 12, 1), date(2023, 6, 30)
HOURS = OfficeHours(8 * 60 + 30, 17 * 60, (date(2021, 6, 1),))
PUBLISHED = {
    2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
    2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
}


def by_walking(kind: TimeKind, start: datetime, stop: datetime) -> int:
    """Return seconds that count, minute by minute on a London clock."""
    seconds, at = 0, start
    while at < stop:
        local = at.astimezone(LONDON)
        day = local.date()
        minute = local.hour * 60 + local.minute
        works = day.weekday() < 5 and day not in bank_holidays(day.year) and day not in HOURS.holidays
        inside = kind is TimeKind.ALL_DAY or HOURS.opens <= minute < HOURS.closes
        seconds += 60 if kind is TimeKind.CLOCK or (works and inside) else 0
        at += timedelta(minutes=1)
    return seconds


def seconds_of(*moments: datetime) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([int(one.timestamp()) for one in moments], np.int64)


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_published(year: int) -> None:
    assert " ".join(day.strftime("%m-%d") for day in bank_holidays(year)) == PUBLISHED[year]


@given(
    st.sampled_from(list(TimeKind)),
    st.integers(26297280, 28093000),
    st.integers(0, 12 * 24 * 60),
)
def test_durations_agree_with_a_walk(kind: TimeKind, minute: int, minutes: int) -> None:
    start = datetime.fromtimestamp(minute * 60, UTC)
    stop = start + timedelta(minutes=minutes)
    counted = calendar(kind, HOURS, FIRST, LAST).counted(seconds_of(start, stop))
    assert counted[1] - counted[0] == by_walking(kind, start, stop)


@pytest.mark.parametrize(
    ("kind", "hours"), [(TimeKind.CLOCK, 71), (TimeKind.ALL_DAY, 24), (TimeKind.WORKING, 8.5)]
)
def test_a_weekend_in_which_the_clocks_change(kind: TimeKind, hours: float) -> None:
    """From Friday noon to Monday noon, 26 to 29 March 2021: an hour is lost on the Sunday."""
    moments = seconds_of(datetime(2021, 3, 26, 12, tzinfo=LONDON), datetime(2021, 3, 29, 12, tzinfo=LONDON))
    counted = calendar(kind, HOURS, FIRST, LAST).counted(moments)
    assert counted[1] - counted[0] == hours * 3600


@given(st.lists(st.integers(1577836800, 1685577600), min_size=2, max_size=20))
def test_time_never_runs_back_nor_faster_than_the_clock(moments: list[int]) -> None:
    times = np.array(sorted(moments), np.int64)
    for kind in TimeKind:
        steps = np.diff(calendar(kind, HOURS, FIRST, LAST).counted(times))
        assert (steps >= 0).all()
        assert (steps <= np.diff(times)).all()


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="not in 1999"):
        bank_holidays(1999)
    with pytest.raises(ValueError, match="outside the calendar"):
        calendar(TimeKind.CLOCK, HOURS, FIRST, LAST).counted(np.array([0], np.int64))
    with pytest.raises(ValueError, match="opens before it closes"):
        OfficeHours(600, 600)


def test_each_bank_holiday_is_called_what_it_is() -> None:
    assert named_bank_holidays(2022) == {
        date(2022, 1, 3): "the bank holiday for New Year’s Day",
        date(2022, 4, 15): "Good Friday",
        date(2022, 4, 18): "Easter Monday",
        date(2022, 5, 2): "the early May bank holiday",
        date(2022, 6, 2): "the spring bank holiday",
        date(2022, 6, 3): "the bank holiday for the Platinum Jubilee",
        date(2022, 8, 29): "the summer bank holiday",
        date(2022, 9, 19): "the bank holiday for the State Funeral of Queen Elizabeth II",
        date(2022, 12, 26): "Boxing Day",
        date(2022, 12, 27): "the bank holiday for Christmas Day",
    }
    assert named_bank_holidays(2021)[date(2021, 12, 27)] == "the bank holiday for Christmas Day"
    assert named_bank_holidays(2021)[date(2021, 12, 28)] == "the bank holiday for Boxing Day"
