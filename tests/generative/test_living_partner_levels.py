"""What partners of a living county send is at the levels told of it, and the planted changes are in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from frankpledge.generate.living.partners import (
    licensing,
    office_cases,
    referrals,
    workforce,
)
from frankpledge.generate.living.partners.levels import (
    BURGLARY_SATISFIED,
    COMPLAINT_DAYS,
    GRANT_DAYS,
    HOME_VISITS,
    OFFICERS_LEAVING,
    ON_CALL_COVER,
    OUTSIDE_STATIONS,
    PARTNER_CHANGES,
    SERIOUS_INJURIES,
    VOICE_CONTACT,
    Level,
)
from frankpledge.generate.living.partners.making import PARTNER_TABLES
from frankpledge.generate.living.partners.setting import setting_of
from frankpledge.generate.living.partners.spans import joined
from frankpledge.generate.living.planted import RecordChange
from frankpledge.periods import parse_month
from tests.generative.living_counties import LAST, living_county

COUNTY = setting_of(living_county(3, 5725, 30))
"""A whole county, for levels: two and a half years."""


def _whole(name: str) -> dict[int, Mapping[str, np.ndarray[Any, Any]]]:
    return {month: PARTNER_TABLES[name](COUNTY, month) for month in COUNTY.months}


def test_levels_are_those_of_a_county() -> None:
    staff = PARTNER_TABLES["staff"](COUNTY, LAST)
    officers = staff["kind"] == workforce.OFFICER
    assert 1440 <= officers.sum() <= 1560
    assert 0.33 <= (staff["sex"][officers] == "Female").mean() <= 0.42

    killed, serious, hurt = (
        sum(
            int(rows["casualty-severity"].astype(str).__eq__(code).sum())
            for rows in _whole("casualties").values()
        )
        for code in ("1", "2", "3")
    )
    years = len(COUNTY.months) / 12
    assert 30 <= killed / years <= 65
    assert 370 <= serious / years <= 560
    assert 1250 <= (killed + serious + hurt) / years <= 1550

    told = joined(referrals.all_referral_rows(COUNTY, month) for month in COUNTY.months)
    early = told["received"] < np.datetime64("2024-04-01")
    hours = (told["first-contact"] - told["received"]).astype("timedelta64[s]").astype(float) / 3600
    for service, low, high in (
        ("voice", 1400, 1600),
        ("sunflower", 290, 370),
        ("ace", 80, 140),
        ("youth", 50, 85),
    ):
        mine = told["service"] == service
        assert low <= mine.sum() / len(COUNTY.months) <= high, service
    mine = early & (told["service"] == "sunflower") & told["valid"].astype(bool)
    contact = np.where(np.isnat(told["first-contact"]), np.inf, hours)
    assert 0.75 <= (contact[mine] <= 24).mean() <= 0.83
    ace = (told["service"] == "ace") & told["valid"].astype(bool)
    assert 0.64 <= told["accepted-by-service"][ace].mean() <= 0.72

    incidents = list(_whole("fire-incidents").values())
    assert 4300 <= sum(len(rows["called"]) for rows in incidents) / years <= 5600
    complaints = office_cases.all_complaints(COUNTY).columns
    assert 950 <= len(complaints["complaint"]) / years <= 1200
    duty_days = sum(len(rows["duty"]) for rows in _whole("officer-duties").values()) / years / 365.25
    assert 170 <= duty_days <= 240


def _change(level: Level) -> RecordChange:
    return next(one for one in PARTNER_CHANGES if (one.table, one.what) == (level.table, level.what))


def _split(level: Level, values: Mapping[int, float]) -> tuple[float, float]:
    """Return the mean of monthly values before a planted change and since it."""
    since = parse_month(_change(level).first)
    before = [value for month, value in values.items() if month < since]
    after = [value for month, value in values.items() if month >= since]
    return float(np.mean(before)), float(np.mean(after))


def _seen(level: Level) -> dict[int, float]:
    """Return a level month by month, worked out from the rows."""
    found: dict[int, float] = {}
    for month, rows in _whole(level.table).items():
        if level is VOICE_CONTACT:
            mine = (rows["service"] == "voice") & rows["valid"].astype(bool)
            waited = (rows["first-contact"] - rows["received"])[mine]
            if month < LAST:
                found[month] = float((waited <= np.timedelta64(72 * 3600, "s")).mean())
        elif level is ON_CALL_COVER:
            crewed = rows["on-call"].astype(bool)
            found[month] = rows["hours-available"][crewed].sum() / rows["hours-planned"][crewed].sum()
        elif level is BURGLARY_SATISFIED:
            asked = (rows["group"] == "Burglary") & (rows["question"] == "overall")
            said = [one for one in rows["satisfied"][asked].tolist() if one is not None]
            found[month] = float(np.mean(said))
        elif level is OFFICERS_LEAVING:
            there = PARTNER_TABLES["staff"](COUNTY, month)["kind"] == workforce.OFFICER
            found[month] = 12 * (rows["kind"] == workforce.OFFICER).sum() / there.sum()
        elif level is OUTSIDE_STATIONS:
            team = rows["kind"] == "Neighbourhood"
            found[month] = rows["minutes-outside"][team].sum() / rows["minutes-on-duty"][team].sum()
        elif level is HOME_VISITS:
            found[month] = len(rows["visit"])
        elif level is SERIOUS_INJURIES:
            found[month] = float(np.isin(rows["casualty-severity"].astype(str), ["1", "2"]).mean())
    return found


@pytest.mark.parametrize(
    ("level", "slack"),
    [
        (VOICE_CONTACT, 0.02),
        (ON_CALL_COVER, 0.025),
        (BURGLARY_SATISFIED, 0.05),
        (OFFICERS_LEAVING, 0.02),
        (OUTSIDE_STATIONS, 0.025),
        (HOME_VISITS, 20),
    ],
    ids=lambda value: value.table if isinstance(value, Level) else "",
)
def test_planted_changes_are_in_the_rows(level: Level, slack: float) -> None:
    before, after = _split(level, _seen(level))
    assert before == pytest.approx(level.usual, abs=slack)
    assert after == pytest.approx(level.usual * _change(level).factor, abs=slack)


def test_planted_changes_of_what_ends_later_and_of_rare_things_are_in_the_rows() -> None:
    before, after = _split(SERIOUS_INJURIES, _seen(SERIOUS_INJURIES))
    assert 1.08 <= after / before <= 1.4
    applications = licensing.all_applications(COUNTY).columns
    complaints = office_cases.all_complaints(COUNTY).columns
    for level, rows, ends, kept in (
        (GRANT_DAYS, applications, ("received", "decided"), ("step", "Grant")),
        (COMPLAINT_DAYS, complaints, ("received", "finalised"), ("handling", "Outside Schedule 3")),
    ):
        start, end = (rows[name] for name in ends)
        mine = rows[kept[0]] == kept[1]
        days = np.where(np.isnat(end), np.inf, (end - start).astype("timedelta64[D]").astype(float))
        month = start.astype("datetime64[M]")
        since = month >= np.datetime64(_change(level).first, "M")
        settled = month < np.datetime64("2024-12", "M")
        assert float(np.median(days[mine & ~since])) == pytest.approx(level.usual, rel=0.12)
        changed = level.usual * _change(level).factor
        assert float(np.median(days[mine & since & settled])) == pytest.approx(changed, rel=0.15)
    assert len({(one.table, one.what) for one in PARTNER_CHANGES}) == len(PARTNER_CHANGES)
