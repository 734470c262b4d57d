"""People who work for the force and the fire service: who is in post at the end of each month, and why.

Everybody is drawn once, with the day of joining and of leaving. Snapshots, joiners and leavers are read off
these, so that a month's staff is the month's before, plus its joiners, less its leavers, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from frankpledge.generate.living.own_areas import (
    INVESTIGATION_TEAMS,
    NEIGHBOURHOOD_TEAMS,
    PUBLIC_PROTECTION,
    RESPONSE_TEAMS,
    ROADS,
)
from frankpledge.generate.living.partners.drawing import (
    Array,
    Bools,
    Floats,
    Random,
    days_of,
    month_end,
    month_start,
    numbered,
    only,
    picked,
)
from frankpledge.generate.living.partners.levels import OFFICERS_LEAVING
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import joined, months_of

OFFICER: Final = "Police officer"
PCSO: Final = "Police community support officer"
SPECIAL: Final = "Special constable"


@dataclass(frozen=True)
class Work:
    """One kind of worker: in post at first and at last in the whole county, and the share leaving a year."""

    kind: str
    at_first: int
    at_last: int
    leaving: float
    female: float
    female_joiners: float
    teams: Mapping[str, float]
    minority: float = 0.04
    minority_joiners: float = 0.08
    ages: tuple[int, int] = (19, 58)
    part_time: float = 0.1


_OFFICER_TEAMS: Final = {
    **dict.fromkeys(RESPONSE_TEAMS, 0.080),
    **dict.fromkeys(NEIGHBOURHOOD_TEAMS, 0.010),
    **dict.fromkeys(INVESTIGATION_TEAMS, 0.07),
    PUBLIC_PROTECTION: 0.06,
    ROADS: 0.05,
    "custody": 0.04,
    "headquarters": 0.12,
}
_STAFF_TEAMS: Final = {"headquarters": 0.6, "control-room": 0.4}
_WHOLETIME, _ON_CALL = {"fire-wholetime": 1.0}, {"fire-on-call": 1.0}
WORKERS: Final = (
    Work(OFFICER, 1330, 1505, 0.062, 0.32, 0.44, _OFFICER_TEAMS, 0.032, 0.085),
    Work(PCSO, 96, 78, 0.13, 0.46, 0.50, dict.fromkeys(NEIGHBOURHOOD_TEAMS, 1.0)),
    Work("Police staff", 1210, 1260, 0.095, 0.61, 0.62, _STAFF_TEAMS, 0.05, 0.09, (19, 66), 0.24),
    Work(SPECIAL, 226, 168, 0.19, 0.30, 0.36, {"specials": 1.0}, 0.06, 0.10, (19, 60), 0.0),
    Work("Police staff volunteer", 74, 70, 0.20, 0.50, 0.50, {"volunteers": 1.0}, 0.05, 0.06, (18, 75), 0.0),
    Work("Firefighter, wholetime", 252, 244, 0.055, 0.07, 0.16, _WHOLETIME, 0.03, 0.06, (20, 57), 0.0),
    Work("Firefighter, on-call", 238, 221, 0.12, 0.06, 0.12, _ON_CALL, 0.02, 0.03, (19, 60), 0.6),
    Work("Fire control", 24, 24, 0.09, 0.72, 0.72, {"fire-control": 1.0}),
    Work("Fire staff", 108, 112, 0.10, 0.55, 0.55, {"fire-headquarters": 1.0}, 0.05, 0.07, (19, 66), 0.2),
    Work("Fire safety inspector", 12, 19, 0.06, 0.30, 0.40, {"fire-protection": 1.0}),
)  # fmt: skip
RANKS: Final = {
    "Constable": 0.775,
    "Sergeant": 0.145,
    "Inspector": 0.050,
    "Chief inspector": 0.016,
    "Superintendent": 0.008,
    "Chief superintendent": 0.003,
    "Chief officer": 0.003,
}
FITNESS: Final = {
    "Fully deployable": 0.885,
    "Recuperative duties": 0.050,
    "Adjusted duties": 0.036,
    "Restricted": 0.012,
    "Long-term absent": 0.017,
}
ROUTES: Final = {"New recruit": 0.84, "Transfer in": 0.13, "Rejoiner": 0.03}
LEAVING: Final = {
    "Retirement": 0.40,
    "Medical retirement": 0.05,
    "Resignation": 0.38,
    "Transfer out": 0.13,
    "Dismissal": 0.03,
    "Death": 0.01,
}
INTAKES: Final = (1, 3, 6, 9, 11)
"""Months of the year in which recruits start as officers."""
DETECTIVE_INTAKE: Final = 22
DETECTIVE_MONTH: Final = 9


@dataclass(frozen=True)
class People:
    """Everybody who was in post on any day of the records, shape N; ``left`` is NaT for who still is."""

    columns: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def in_post(self, day: np.datetime64) -> Bools:
        """Return who is in post at the end of a day: the last day served is no longer one of them."""
        there: Bools = (self["joined"] <= day) & ~(self["left"] <= day)
        return there

    def of(self, kept: Bools, names: tuple[str, ...]) -> dict[str, Array]:
        """Return some columns of some people."""
        return {name: self[name][kept] for name in names}

    def ages(self, day: np.datetime64) -> Floats:
        """Return whole years of age on a day."""
        years: Floats = np.floor((day - self["born"]).astype(np.int64) / 365.2425)
        return years


@remembered
def all_people(setting: Setting) -> People:
    """Return everybody, numbered across kinds."""
    made = joined(_lifetimes(setting, work) for work in WORKERS)
    made["worker"] = numbered("W", 10_001, len(made["kind"]))
    return People(_with_detectives(setting, made))


def staff_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the snapshot of a month's last day."""
    people, day = all_people(setting), month_end(month)
    kept = people.in_post(day)
    served = (day - people["joined"]).astype(np.int64)
    officer = people["kind"] == OFFICER
    random = setting.random("deployability", month // 3)
    fitness = picked(random, len(kept), FITNESS)
    tutors = 0.055 + 0.05 * (month - setting.first_month) / max(1, len(setting.months) - 1)
    columns = {
        **people.columns,
        "date": np.full(len(kept), day),
        "deployability": only(officer, fitness),
        "tutor": officer & (served > 1100) & (people["luck"] < tutors),
        "student": officer & (served < 730) & (people["route"] == "New recruit"),
        "age": people.ages(day),
    }
    names = ("date", "worker", "kind", "rank", "fte", "deployability", "tutor", "student", "team", "function")
    return {name: columns[name][kept] for name in (*names, "age", "sex", "ethnicity", "joined")}


def joiner_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return who joined in a month."""
    people = all_people(setting)
    kept = months_of(people["joined"]) == month
    names = ("joined", "worker", "kind", "route", "fte", "cohort", "sex", "ethnicity")
    return {**people.of(kept, names), "age": people.ages(month_start(month))[kept]}


def leaver_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return who left in a month. The force predicts most retirements and few of the others."""
    people = all_people(setting)
    kept = ~np.isnat(people["left"]) & (months_of(people["left"]) == month)
    predicted = people["luck"] < np.where(people["reason"] == "Retirement", 0.88, 0.34)
    names = ("joined", "left", "worker", "kind", "reason", "fte", "sex", "ethnicity")
    return {
        **people.of(kept, names),
        "predicted": predicted[kept],
        "age": people.ages(month_start(month))[kept],
    }


def _lifetimes(setting: Setting, work: Work) -> dict[str, Array]:
    """Draw the people of one kind: those there at first, and month by month who leaves and who joins."""
    random = setting.random("people", work.kind)
    scale = setting.residents / WHOLE_COUNTY
    start = month_start(setting.first_month)
    size = max(1, round(work.at_first * scale))
    years = np.minimum(random.gamma(1.6, 5.0, size), 28)
    stock = _newcomers(
        random, work, start - (years * 365.25 + 1).astype("timedelta64[D]"), work.female, work.minority
    )
    steps = max(1, len(setting.months) - 1)
    for month in setting.months:
        rate = work.leaving
        if work.kind == OFFICER:
            rate = OFFICERS_LEAVING.at(setting, month)
        leaves = _leave(random, stock, rate / 12, month)
        aim = scale * (work.at_first + (work.at_last - work.at_first) * (month - setting.first_month) / steps)
        wanted = aim - int(np.isnat(stock["left"]).sum()) + (0 if work.kind != OFFICER else 0.5 * leaves)
        if work.kind == OFFICER and month % 12 + 1 not in INTAKES:
            wanted = random.poisson(1.2 * scale)
        days = days_of(month)
        day = np.full(max(0, round(wanted)), days[_first_monday(days)])
        if work.kind != OFFICER:
            day = days[random.integers(0, len(days), len(day))]
        stock = joined([stock, _newcomers(random, work, day, work.female_joiners, work.minority_joiners)])
    return stock


def _first_monday(days: Array) -> int:
    return int(-(days[0].astype(np.int64) + 3) % 7)


def _newcomers(random: Random, work: Work, day: Array, female: float, minority: float) -> dict[str, Array]:
    count = len(day)
    low, high = work.ages
    age = low + (high - low - 12) * random.beta(1.2, 2.6, count)
    ethnic = {"White": 0.97 - minority, "Not stated": 0.03, "Asian or Asian British": minority * 0.45}
    ethnic |= {
        "Mixed": minority * 0.28,
        "Black or Black British": minority * 0.22,
        "Other ethnic group": minority * 0.05,
    }
    part = random.random(count) < work.part_time
    team = picked(random, count, work.teams)
    return {
        "kind": np.full(count, work.kind, object),
        "joined": day.astype("datetime64[D]"),
        "left": np.full(count, np.datetime64("NaT"), "datetime64[D]"),
        "reason": np.full(count, None, object),
        "born": day - (age * 365.25).astype("timedelta64[D]"),
        "sex": picked(random, count, {"Female": female, "Male": 1 - female}),
        "ethnicity": picked(random, count, ethnic),
        "fte": np.where(part, random.choice(np.array([0.5, 0.6, 0.8, 0.9]), count), 1.0),
        "rank": picked(random, count, RANKS if work.kind == OFFICER else {"Not ranked": 1.0}),
        "team": team,
        "function": np.array([_function(one) for one in team], object),
        "route": picked(random, count, ROUTES if work.kind == OFFICER else {"New recruit": 1.0}),
        "luck": random.random(count),
    }


def _function(team: str) -> str:
    for start, function in (("npt", "neighbourhood-policing"), ("response", "incident-management")):
        if team.startswith(start):
            return function
    return team


def _leave(random: Random, stock: dict[str, Array], rate: float, month: int) -> int:
    """Let some of those in post leave on a day of the month; return how many."""
    there = np.flatnonzero(np.isnat(stock["left"]) & (stock["joined"] < month_start(month)))
    gone = there[random.random(len(there)) < rate]
    days = days_of(month)
    stock["left"][gone] = days[random.integers(0, len(days), len(gone))]
    stock["reason"][gone] = picked(random, len(gone), LEAVING)
    return len(gone)


def _with_detectives(setting: Setting, made: dict[str, Array]) -> dict[str, Array]:
    """Put some of each autumn's recruits on the detective pathway, under the name of its cohort."""
    cohort = np.full(len(made["kind"]), None, object)
    recruits = (made["kind"] == OFFICER) & (made["route"] == "New recruit") & (made["rank"] == "Constable")
    for month in setting.months:
        if month % 12 + 1 == DETECTIVE_MONTH:
            new = np.flatnonzero(recruits & (months_of(made["joined"]) == month))
            wanted = round(DETECTIVE_INTAKE * setting.residents / WHOLE_COUNTY)
            cohort[new[:wanted]] = f"adp-{month // 12}"
    return {**made, "cohort": cohort}
