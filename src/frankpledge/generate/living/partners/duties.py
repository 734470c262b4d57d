"""Detective recruits, officers' duties, police vehicles and their accidents.

Duties are those of every neighbourhood team, one response team and the special constabulary: enough to see
visibility by team and shift, at a third of the rows that all duties would be. Nobody's position is made.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.own_areas import NEIGHBOURHOOD_TEAMS, RESPONSE_TEAMS, SHIFTS
from frankpledge.generate.living.partners.drawing import (
    Array,
    Random,
    about_people,
    days_of,
    is_weekend,
    later,
    month_end,
    month_start,
    numbered,
    only,
    picked,
    times_in,
)
from frankpledge.generate.living.partners.levels import OUTSIDE_STATIONS
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import Span, joined, spanned
from frankpledge.generate.living.partners.workforce import (
    DETECTIVE_MONTH,
    PCSO,
    SPECIAL,
    all_people,
)
from frankpledge.periods import month_number

APPLICANTS: Final = 340
REFUSED_STAGES: Final = {"Rejected": 0.62, "Withdrew": 0.20, "Shortlisted": 0.18}
OPEN_STAGES: Final = {
    "Applied": 0.35,
    "Shortlisted": 0.30,
    "Offered": 0.08,
    "Rejected": 0.20,
    "Withdrew": 0.07,
}

SHIFT_SHARES: Final = {
    "neighbourhood": (0.46, 0.54, 0.0),
    "response": (0.34, 0.36, 0.30),
    "special": (0.1, 0.75, 0.15),
}
DUTY_KINDS: Final = {"neighbourhood": "Neighbourhood", "response": "Response", "special": "Other"}
WORKING: Final = {"neighbourhood": 0.50, "response": 0.47, "special": 0.095}
"""Share of days on which somebody of the kind is on duty."""
RESPONSE_OUTSIDE: Final = 0.68
SPECIAL_OUTSIDE: Final = 0.71
BY_SHIFT: Final = {"early": 0.03, "late": 0.0, "night": -0.06}
"""What is added to the share of time outside stations on a shift."""

STATIONS: Final = tuple(f"station-{number:02}" for number in range(1, 13))
POLICING_AREAS: Final = ("north", "south", "east")
NEEDED: Final = {"response-car": 9, "neighbourhood-car": 5, "van": 3, "unmarked-car": 4}
SPARE: Final = 1.17
FIT_FOR_USE: Final = 0.925
ACCIDENTS_A_MONTH: Final = 13.5
BLAME: Final = {"Police to blame": 0.46, "Other party to blame": 0.31, "Shared": 0.08, "Not decided": 0.15}


@remembered
def all_recruits(setting: Setting) -> Span:
    """Return the applicants of every detective cohort whose applying lies in the records."""
    first, last = setting.months[0] // 12, setting.months[-1] // 12
    return spanned(
        joined(_cohort(setting, year) for year in range(first, last + 1)), "applied", setting.months
    )


def _cohort(setting: Setting, year: int) -> dict[str, Array]:
    """Return the applicants of a year. Those who started are the officers of that cohort."""
    random = setting.random("cohort", year)
    people = all_people(setting)
    name = f"adp-{year}"
    started = people["cohort"] == name
    others = round(APPLICANTS * random.uniform(0.8, 1.2) * setting.residents / WHOLE_COUNTY)
    begun = int(started.sum()) > 0 or month_number(year, DETECTIVE_MONTH) <= setting.months[-1]
    left = people["left"][started]
    day = month_start(month_number(year, 1)) + random.integers(0, 88, others + int(started.sum())).astype(
        "timedelta64[D]"
    )
    known = day <= month_end(setting.last_month)
    made = {
        "cohort": np.full(len(day), name, object),
        "applicant": np.concatenate([people["worker"][started], numbered(f"A{year}", 1, others)]),
        "applied": day,
        "stage": np.concatenate(
            [
                np.where(np.isnat(left), "In post", "Left").astype(object),
                picked(random, others, REFUSED_STAGES if begun else OPEN_STAGES),
            ]
        ),
        "started": np.concatenate(
            [people["joined"][started], np.full(others, np.datetime64("NaT"), "datetime64[D]")]
        ),
        "left": np.concatenate([left, np.full(others, np.datetime64("NaT"), "datetime64[D]")]),
    }
    applicants = about_people(random, len(day), (20, 48), 0.47, 1.8)
    applicants["sex"][: int(started.sum())] = people["sex"][started]
    applicants["ethnicity"][: int(started.sum())] = people["ethnicity"][started]
    return {column: values[known] for column, values in {**made, **applicants}.items()}


def duty_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the duties of a month, in the order of their days."""
    people = all_people(setting)
    random = setting.random("officer-duties", month)
    there = people.in_post(month_end(month)) & (people["joined"] < month_start(month))
    sets = {
        "neighbourhood": np.isin(people["team"], NEIGHBOURHOOD_TEAMS),
        "response": people["team"] == RESPONSE_TEAMS[0],
        "special": people["kind"] == SPECIAL,
    }
    parts = [
        _duties(setting, random, month, kind, np.flatnonzero(there & chosen)) for kind, chosen in sets.items()
    ]
    made = joined(parts)
    order = np.argsort(made["starts"], kind="stable")
    made = {name: values[order] for name, values in made.items()}
    return {"duty": numbered(f"D{month}-", 1, len(order)), **made}


def _duties(setting: Setting, random: Random, month: int, kind: str, who: Array) -> dict[str, Array]:
    people, days = all_people(setting), days_of(month)
    weight = (
        np.where(is_weekend(days), 1.6, 0.76) if kind == "special" else np.where(is_weekend(days), 0.8, 1.08)
    )
    person, day = np.nonzero(random.random((len(who), len(days))) < WORKING[kind] * weight)
    who, count = who[person], len(person)
    names = np.array(list(SHIFTS), object)
    shift = names[
        np.searchsorted(np.cumsum(SHIFT_SHARES[kind]), random.random(count), side="right").clip(0, 2)
    ]
    begins = np.array([SHIFTS[one] for one in shift], np.int64)
    starts = days[day].astype("datetime64[s]") + begins * 3600
    length = random.choice(
        np.array([240, 300, 360]) if kind == "special" else np.array([480, 540, 600]), count
    )
    outside = {
        "neighbourhood": OUTSIDE_STATIONS.at(setting, month),
        "response": RESPONSE_OUTSIDE,
        "special": SPECIAL_OUTSIDE,
    }[kind] + np.array([BY_SHIFT[one] for one in shift])
    share = random.beta(outside * 14, (1 - outside) * 14)
    custody = np.where(
        random.random(count) < (0.22 if kind == "response" else 0.03), random.uniform(0.05, 0.3, count), 0.0
    )
    return {
        "worker": people["worker"][who],
        "starts": starts,
        "ends": later(starts, length.astype(np.float64), "minutes"),
        "worker-kind": people["kind"][who],
        "kind": np.full(count, DUTY_KINDS[kind], object),
        "team": people["team"][who],
        "shift": shift,
        "minutes-on-duty": length.astype(np.float64),
        "minutes-outside": np.floor(length * share),
        "minutes-custody": np.where(
            people["kind"][who] == PCSO, 0.0, np.floor(length * (1 - share) * custody)
        ),
        "unpaid-hours": only(np.full(count, kind == "special"), length / 60.0),
    }


def fleet_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return vehicles needed, held and fit for use, by station, kind and day."""
    random = setting.random("fleet", month)
    days = days_of(month)
    scale = setting.residents / WHOLE_COUNTY
    stations = STATIONS[: max(2, round(len(STATIONS) * min(1.0, scale)))]
    kinds = list(NEEDED)
    station, kind, day = (
        part.ravel()
        for part in np.meshgrid(
            np.arange(len(stations)), np.arange(len(kinds)), np.arange(len(days)), indexing="ij"
        )
    )
    size = setting.random("stations").uniform(0.6, 1.5, len(STATIONS))
    needed = np.maximum(1, np.rint(np.array(list(NEEDED.values()))[kind] * size[station])).astype(np.int64)
    held = np.maximum(needed, np.rint(needed * SPARE)).astype(np.int64)
    available = random.binomial(held, FIT_FOR_USE)
    return {
        "date": days[day],
        "station": np.array(stations, object)[station],
        "area": np.array(POLICING_AREAS, object)[station % len(POLICING_AREAS)],
        "vehicle-kind": np.array(kinds, object)[kind],
        "required": needed.astype(np.float64),
        "held": held.astype(np.float64),
        "available": available.astype(np.float64),
        "miles": np.rint(available * random.gamma(6.0, 13.0, len(day))),
    }


def accident_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return accidents of police vehicles in a month."""
    random = setting.random("fleet-accidents", month)
    winter = 1.18 if month % 12 + 1 in (11, 12, 1, 2) else 0.92
    count = int(random.poisson(ACCIDENTS_A_MONTH * winter * setting.residents / WHOLE_COUNTY))
    return {
        "accident": numbered(f"PA{month}-", 1, count),
        "at": times_in(random, month, count),
        "blame": picked(random, count, BLAME),
        "response": random.random(count) < 0.34,
        "injury": random.random(count) < 0.11,
        "station": picked(random, count, dict.fromkeys(STATIONS, 1.0)),
        "vehicle-kind": picked(
            random,
            count,
            {"response-car": 0.62, "van": 0.16, "neighbourhood-car": 0.14, "unmarked-car": 0.08},
        ),
    }
