"""What the public says and joins: surveys of victims and residents, watch schemes, alerts, members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    WORKING_DAY,
    Array,
    Integers,
    Random,
    about_people,
    days_in,
    later,
    month_end,
    month_start,
    numbered,
    only,
    picked,
    times_in,
)
from frankpledge.generate.living.partners.levels import BURGLARY_SATISFIED
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import joined

VICTIMS: Final = {
    "Burglary": (46, BURGLARY_SATISFIED.usual, 0.11),
    "Domestic abuse": (42, 0.82, 0.34),
    "Anti-social behaviour": (48, 0.61, 0.42),
    "Hate crime": (26, 0.68, 0.31),
    "Violence": (44, 0.69, 0.17),
    "Vehicle crime": (40, 0.63, 0.09),
}
"""Of each group of victims: asked a month in the whole county, share satisfied, share of repeat victims."""
QUESTIONS: Final = {
    "overall": 0.0,
    "treatment": 0.11,
    "kept-informed": -0.07,
    "ease-of-contact": 0.14,
    "actions-taken": -0.05,
}
"""What is added to the share satisfied overall, by question."""
SATISFIED: Final = {"Completely satisfied": 0.34, "Very satisfied": 0.36, "Fairly satisfied": 0.30}
NOT_SATISFIED: Final = {
    "Neither": 0.28,
    "Fairly dissatisfied": 0.27,
    "Very dissatisfied": 0.24,
    "Completely dissatisfied": 0.21,
}
AGREES: Final = {"Strongly agree": 0.27, "Tend to agree": 0.73}
DISAGREES: Final = {"Neither": 0.46, "Tend to disagree": 0.34, "Strongly disagree": 0.20}
GOOD: Final = {"Excellent": 0.16, "Good": 0.84}
NOT_GOOD: Final = {"Fair": 0.62, "Poor": 0.26, "Very poor": 0.12}
NO_ANSWER: Final = 0.02
LEANING: Final = 0.8
"""Standard deviation, on the logit scale, of how far a person is content with everything."""


@dataclass(frozen=True)
class Wave:
    """A survey held in some months of the year: who is asked, how many in the whole county, and what."""

    survey: str
    group: str
    asked: int
    months: tuple[int, ...]
    questions: dict[str, tuple[float, dict[str, float], dict[str, float]]]


WAVES: Final = (
    Wave(
        "public-perceptions",
        "Residents",
        4150,
        (10,),
        {
            "deals-with-issues-that-matter": (0.47, AGREES, DISAGREES),
            "overall-confidence": (0.66, AGREES, DISAGREES),
        },
    ),
    Wave(
        "residents",
        "Residents",
        560,
        (3, 6, 9, 12),
        {
            "overall-confidence": (0.70, AGREES, DISAGREES),
            "good-or-excellent-job": (0.51, GOOD, NOT_GOOD),
            "safe-after-dark": (0.66, AGREES, DISAGREES),
        },
    ),
    Wave("alert-users", "Alert members", 900, (2,), {"changed-behaviour": (0.63, AGREES, DISAGREES)}),
    Wave(
        "stop-search-scrutiny",
        "Panel members",
        14,
        (1, 3, 5, 7, 9, 11),
        {"search-was-reasonable": (0.84, AGREES, DISAGREES)},
    ),
)

SCHEMES: Final = {
    "Neighbourhood Watch": 0.81,
    "Speed watch": 0.09,
    "Rural watch": 0.05,
    "Business watch": 0.05,
}
SCHEMES_AT_FIRST: Final = 372
MEMBERS_AT_FIRST: Final = 2300
"""A small alert system: members of the whole county when the records begin."""
JOINING: Final = 38.0
LEAVING: Final = 0.0055
ALERTS_A_MONTH: Final = 64.0
ALERTS: Final = {
    "Crime prevention": 0.30,
    "Local news": 0.26,
    "Scam warning": 0.20,
    "Appeal": 0.14,
    "Survey": 0.05,
    "Other": 0.05,
}


def survey_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return all answers of a month: victims every month, the waves in theirs."""
    parts = [_victims(setting, month, group) for group in VICTIMS]
    parts += [_wave(setting, month, wave) for wave in WAVES if month % 12 + 1 in wave.months]
    return joined(parts)


def _victims(setting: Setting, month: int, group: str) -> dict[str, Array]:
    asked, level, repeated = VICTIMS[group]
    if group == "Burglary":
        level = BURGLARY_SATISFIED.at(setting, month)
    random = setting.random("victim-satisfaction", group, month)
    people = _respondents(setting, random, month, asked, "victim-satisfaction", group)
    again = random.random(len(people["answered"])) < repeated
    people["repeat-victim"] = again
    lean = random.normal(0.0, LEANING, len(again))
    questions = {
        name: (min(0.97, level + more), SATISFIED, NOT_SATISFIED) for name, more in QUESTIONS.items()
    }
    return _asked(random, people, questions, lean)


def _wave(setting: Setting, month: int, wave: Wave) -> dict[str, Array]:
    random = setting.random(wave.survey, month)
    people = _respondents(setting, random, month, wave.asked, wave.survey, wave.group)
    return _asked(random, people, wave.questions, random.normal(0.0, LEANING, len(people["answered"])))


def _respondents(
    setting: Setting, random: Random, month: int, asked: int, survey: str, group: str
) -> dict[str, Array]:
    scale = setting.residents / WHOLE_COUNTY
    count = max(3, int(random.poisson(asked * scale)))
    weight = np.exp(0.28 * random.standard_normal(count))
    quarter = (month % 12 - 3) % 12 // 3 + 1
    return {
        "survey": np.full(count, survey, object),
        "wave": np.full(count, f"{(month - 3) // 12}-q{quarter}", object),
        "response": numbered(f"{survey[:2]}{group[:3]}{month}-".upper().replace(" ", ""), 1, count),
        "answered": days_in(random, month, count, 0.5),
        "group": np.full(count, group, object),
        "weight": np.round(weight / weight.mean(), 4),
        "where": random.integers(0, len(setting.lsoa), count),
        **about_people(random, count, (16, 90), 0.53),
    }


def _asked(
    random: Random,
    people: dict[str, Array],
    questions: dict[str, tuple[float, dict[str, float], dict[str, float]]],
    lean: Array,
) -> dict[str, Array]:
    """Return a row for each person and question; a person's answers lean the same way.

    The logit of the level is stretched by the usual logistic-normal approximation, so that the share of all
    people stays at the level.
    """
    count = len(lean)
    parts = []
    for question, (level, yes, no) in questions.items():
        logit = np.log(level / (1 - level)) * np.sqrt(1 + 0.346 * LEANING**2)
        good = random.random(count) < 1 / (1 + np.exp(-logit - lean))
        silent = random.random(count) < NO_ANSWER
        said = np.where(good, picked(random, count, yes), picked(random, count, no))
        parts.append(
            {
                **people,
                "question": np.full(count, question, object),
                "answer": np.where(silent, "Do not know", said),
                "satisfied": only(~silent, good),
            }
        )
    return joined(parts)


def scheme_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the watch schemes at the end of a month: each month some begin and a few end."""
    schemes, end = _schemes(setting), month_end(month)
    there = (schemes["began"] <= end) & ~(schemes["ended"] <= end)
    names = ("scheme", "kind", "households", "members", "where")
    return {"date": np.full(int(there.sum()), end), **{name: schemes[name][there] for name in names}}


@remembered
def _schemes(setting: Setting) -> dict[str, Array]:
    random = setting.random("watch-schemes")
    scale = setting.residents / WHOLE_COUNTY
    began = _beginnings(setting, random, round(SCHEMES_AT_FIRST * scale), 2.6 * scale)
    count = len(began)
    households = 12 + np.floor(random.gamma(2.0, 16.0, count))
    return {
        "scheme": np.array([f"nw-{1000 + number}" for number in range(count)], object),
        "kind": picked(random, count, SCHEMES),
        "households": households,
        "members": np.floor(households * random.uniform(0.3, 0.95, count)),
        "where": random.integers(0, len(setting.lsoa), count),
        "began": began,
        "ended": later(
            np.maximum(began, month_start(setting.first_month)),
            np.ceil(random.exponential(365.25 * 14, count)),
            "days",
        ),
    }


def member_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the members of the alert system at the end of a month."""
    members, end = _members(setting), month_end(month)
    there = (members["joined"] <= end) & ~(members["left"] <= end)
    names = ("member", "joined", "watch-member", "where")
    return {"date": np.full(int(there.sum()), end), **{name: members[name][there] for name in names}}


@remembered
def _members(setting: Setting) -> dict[str, Array]:
    random = setting.random("alert-members")
    scale = setting.residents / WHOLE_COUNTY
    joined_on = _beginnings(setting, random, round(MEMBERS_AT_FIRST * scale), JOINING * scale)
    count = len(joined_on)
    stay = np.ceil(random.exponential(30.44 / LEAVING, count))
    start = month_start(setting.first_month)
    return {
        "member": numbered("M", 1, count),
        "joined": joined_on,
        "left": later(np.maximum(joined_on, start), stay, "days"),
        "watch-member": random.random(count) < 0.28,
        "where": random.integers(0, len(setting.lsoa), count),
    }


def _beginnings(setting: Setting, random: Random, at_first: int, monthly: float) -> Array:
    """Return the day on which each began: those there at first over twelve years, then so many a month."""
    start = month_start(setting.first_month)
    before = start - random.integers(1, 12 * 365, at_first).astype("timedelta64[D]")
    after = [days_in(random, month, int(random.poisson(monthly))) for month in setting.months]
    return np.concatenate([before, *after])


def alert_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the alerts of a month: most to an authority's members, some to all."""
    random = setting.random("alerts-sent", month)
    scale = setting.residents / WHOLE_COUNTY
    count = max(1, int(random.poisson(ALERTS_A_MONTH * scale)))
    members = len(member_rows(setting, month)["member"])
    place = random.integers(0, len(setting.lsoa), count)
    to_all = random.random(count) < 0.2
    recipients: Integers = np.rint(members * np.where(to_all, 0.98, random.uniform(0.15, 0.4, count))).astype(
        np.int64
    )
    return {
        "sent": times_in(random, month, count, 0.3, WORKING_DAY),
        "kind": picked(random, count, ALERTS),
        "recipients": recipients.astype(np.float64),
        "opened": random.binomial(recipients, 0.41).astype(np.float64),
        "sender": picked(random, count, {"police": 0.62, "watch-association": 0.24, "commissioner": 0.14}),
        "where": place,
    }
