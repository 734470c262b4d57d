"""The fire and rescue service: incidents, protection of buildings, visits to homes, cover of appliances."""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    Array,
    days_in,
    days_of,
    is_weekend,
    known_by,
    later,
    month_end,
    numbered,
    only,
    picked,
    times_in,
)
from frankpledge.generate.living.partners.levels import HOME_VISITS, ON_CALL_COVER
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned

WHOLETIME: Final = tuple(f"fire-station-{number:02}" for number in range(1, 9))
ON_CALL: Final = tuple(f"fire-station-{number:02}" for number in range(9, 23))
WHOLETIME_COVER: Final = 0.985

INCIDENTS_A_MONTH: Final = 415.0
KINDS: Final = {
    "Primary fire: dwelling": 0.060,
    "Primary fire: other building": 0.032,
    "Primary fire: vehicle": 0.036,
    "Primary fire: other": 0.018,
    "Secondary fire": 0.150,
    "Chimney fire": 0.006,
    "False alarm: apparatus": 0.300,
    "False alarm: good intent": 0.130,
    "False alarm: malicious": 0.012,
    "Road traffic collision": 0.070,
    "Medical": 0.040,
    "Flooding or rescue": 0.046,
    "Other special service": 0.100,
}
SUMMER: Final = (0.80, 0.84, 1.0, 1.12, 1.08, 1.15, 1.26, 1.22, 1.04, 0.96, 0.92, 0.82)
"""Incidents of each month of the year, January first, as a multiple of the mean."""
DELIBERATE: Final = {"Accidental": 0.63, "Deliberate": 0.30, "Not known": 0.07}

JOBS_A_MONTH: Final = 122.0
REASONS: Final = {
    "Risk-based audit": 0.40,
    "Consultation": 0.22,
    "Crew intelligence": 0.09,
    "Complaint": 0.09,
    "After a fire": 0.06,
    "Enforcement follow-up": 0.05,
    "House in multiple occupation": 0.07,
    "Other": 0.02,
}
RESULTS: Final = {"Satisfactory": 0.58, "Advice": 0.25, "Informal action": 0.13, "Formal action": 0.04}
NOTICES: Final = {
    "Enforcement notice": 0.62,
    "Prohibition notice": 0.31,
    "Alterations notice": 0.05,
    "Prosecution": 0.02,
}

VISITS: Final = {"Standard": 0.56, "Enhanced": 0.27, "Follow-up": 0.05, "Online or by telephone": 0.12}
RISK_GROUPS: Final = {
    "Aged 65 or over": 0.41,
    "Disability": 0.14,
    "Living alone": 0.13,
    "Mental health": 0.08,
    "Substance misuse": 0.03,
    "Hoarding": 0.03,
    "Domestic abuse": 0.03,
    "No risk factor": 0.15,
}


def fire_incident_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the incidents of a month. On-call crews take some minutes more to set out."""
    random = setting.random("fire-incidents", month)
    scale = setting.residents / WHOLE_COUNTY
    count = int(random.poisson(INCIDENTS_A_MONTH * SUMMER[month % 12] * scale))
    called = times_in(random, month, count)
    kind = picked(random, count, KINDS)
    place = random.integers(0, len(setting.lsoa), count)
    town = setting.urban[place].astype(bool)
    stations = np.array(WHOLETIME + ON_CALL, object)
    own = np.where(town, place % len(WHOLETIME), len(WHOLETIME) + place % len(ON_CALL))
    turn_in = np.where(town, 0.0, random.gamma(6.0, 46.0, count))
    mobilised = later(called, random.gamma(4.0, 19.0, count), "seconds")
    travel = random.gamma(5.0, np.where(town, 74.0, 96.0), count)
    arrived = later(mobilised, turn_in + travel, "seconds")
    fire = np.array([one.startswith(("Primary", "Secondary")) for one in kind], bool)
    dwelling = kind == "Primary fire: dwelling"
    crash = kind == "Road traffic collision"
    return {
        "incident": numbered(f"FI{month}-", 1, count),
        "called": called,
        "mobilised": mobilised,
        "arrived": arrived,
        "closed": later(arrived, random.gamma(2.0, 26.0, count), "minutes"),
        "kind": kind,
        "motive": only(fire, picked(random, count, DELIBERATE)),
        "station": stations[own],
        "appliances": 1.0 + random.binomial(3, np.where(dwelling, 0.4, 0.12)),
        "fatalities": random.binomial(1, np.where(dwelling, 0.012, np.where(crash, 0.02, 0.0005))).astype(
            np.float64
        ),
        "casualties": random.poisson(np.where(dwelling, 0.16, np.where(crash, 0.7, 0.01))).astype(np.float64),
        "rescues": random.poisson(np.where(dwelling, 0.08, np.where(crash, 0.2, 0.02))).astype(np.float64),
        "where": place,
    }


@remembered
def all_jobs(setting: Setting) -> Span:
    """Return the jobs of the protection team, as they stand on the last day."""
    return spanned(joined(_jobs(setting, month) for month in setting.months), "opened", setting.months)


def _jobs(setting: Setting, month: int) -> dict[str, Array]:
    random = setting.random("fire-safety-jobs", month)
    growth = 1 + 0.3 * (month - setting.first_month) / max(1, len(setting.months))
    count = int(random.poisson(JOBS_A_MONTH * growth * setting.residents / WHOLE_COUNTY))
    opened = days_in(random, month, count, 0.05)
    visited = later(opened, random.gamma(1.4, 9.0, count), "days")
    closed = later(visited, random.gamma(1.2, 14.0, count), "days")
    end = month_end(setting.last_month)
    been, done = known_by(end, visited), known_by(end, closed)
    reason = picked(random, count, REASONS)
    return {
        "job": numbered(f"FJ{month}-", 1, count),
        "opened": opened,
        "visited": only(been, visited),
        "closed": only(done, closed),
        "reason": reason,
        "result": only(been, picked(random, count, RESULTS)),
        "multiple-occupation": (reason == "House in multiple occupation") | (random.random(count) < 0.05),
        "hours": np.round(random.gamma(3.0, 1.1, count) * 4) / 4 + 0.5,
        "where": random.integers(0, len(setting.lsoa), count),
    }


@remembered
def all_notices(setting: Setting) -> Span:
    """Return the notices that came of jobs which ended in formal action."""
    jobs, end = all_jobs(setting).columns, month_end(setting.last_month)
    random = setting.random("fire-safety-notices")
    formal = np.flatnonzero(jobs["result"] == "Formal action")
    issued = later(jobs["visited"][formal], random.integers(0, 12, len(formal)).astype(np.float64), "days")
    formal, issued = formal[known_by(end, issued)], issued[known_by(end, issued)]
    due = later(issued, random.choice(np.array([28.0, 56.0, 84.0]), len(formal)), "days")
    met = later(issued, random.gamma(3.0, 21.0, len(formal)), "days")
    made = {
        "notice": numbered("FN", 1, len(formal)),
        "issued": issued,
        "kind": picked(random, len(formal), NOTICES),
        "due": due,
        "met": only(known_by(end, met) & (random.random(len(formal)) < 0.9), met),
        "job": jobs["job"][formal],
        "where": jobs["where"][formal],
    }
    return spanned(made, "issued", setting.months)


def home_visit_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the visits of a month; one home in twelve was visited before."""
    random = setting.random("home-safety-visits", month)
    level = HOME_VISITS.at(setting, month) * setting.residents / WHOLE_COUNTY
    count = int(random.poisson(level))
    visited = days_in(random, month, count, 0.25)
    kind = picked(random, count, VISITS)
    risk = picked(random, count, RISK_GROUPS)
    remote = kind == "Online or by telephone"
    grave = np.isin(risk.astype(str), ["Hoarding", "Substance misuse", "Domestic abuse"])
    very_high = random.random(count) < np.where(grave, 0.3, 0.04)
    place = random.integers(0, len(setting.lsoa), count)
    return {
        "visit": numbered(f"HV{month}-", 1, count),
        "home": np.array([f"U{number}" for number in random.integers(0, 320_000, count)], object),
        "referred": later(visited, -np.floor(random.gamma(2.0, 8.0, count)), "days"),
        "visited": visited,
        "kind": kind,
        "risk-group": risk,
        "complex": very_high & (random.random(count) < 0.5),
        "very-high-risk": very_high,
        "alarms": np.where(remote, 0.0, random.poisson(1.7, count)),
        "station": np.array(WHOLETIME + ON_CALL, object)[place % len(WHOLETIME + ON_CALL)],
        "where": place,
    }


def cover_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the hours of each appliance and day. On-call crews are short on weekdays, when people work."""
    random = setting.random("appliance-cover", month)
    scale = min(1.0, setting.residents / WHOLE_COUNTY)
    wholetime = WHOLETIME[: max(1, round(len(WHOLETIME) * scale))]
    on_call = ON_CALL[: max(1, round(len(ON_CALL) * scale))]
    stations = [*wholetime, *on_call, wholetime[0], *on_call[:3]]
    manned = np.array([name in ON_CALL for name in stations])
    days = days_of(month)
    one, day = (
        part.ravel() for part in np.meshgrid(np.arange(len(stations)), np.arange(len(days)), indexing="ij")
    )
    crew = setting.random("on-call-crews").normal(0.0, 0.07, len(stations))
    crew -= crew[manned].mean()
    share = ON_CALL_COVER.at(setting, month) + crew[one] + np.where(is_weekend(days)[day], 0.06, -0.024)
    mean = np.clip(np.where(manned[one], share, WHOLETIME_COVER), 0.05, 0.99)
    hours = np.round(24 * random.beta(mean * 9, (1 - mean) * 9) * 4) / 4
    return {
        "date": days[day],
        "station": np.array(stations, object)[one],
        "appliance": np.array([f"p{101 + place}" for place in range(len(stations))], object)[one],
        "on-call": manned[one],
        "hours-planned": np.full(len(one), 24.0),
        "hours-available": hours,
    }
