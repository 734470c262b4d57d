"""Road collisions with injury, their vehicles and casualties, in the columns and codes of STATS19.

The three tables are read off one draw: a collision is as grave as its gravest injury, and counts the vehicles
and casualties that the other two hold. The published tables number the real forces; a force that does not
exist has no number there, and leaves it empty.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    Array,
    Integers,
    Random,
    only,
    picked,
    times_in,
)
from frankpledge.generate.living.partners.levels import SERIOUS_INJURIES
from frankpledge.generate.living.partners.service_shapes import WHOLE_COUNTY
from frankpledge.generate.living.partners.setting import Setting, remembered

COLLISIONS_A_MONTH: Final = 90.0
SEASON: Final = (0.98, 0.94, 0.94, 0.92, 0.99, 1.03, 1.02, 0.97, 1.06, 1.07, 1.08, 1.00)
"""Collisions of each month of the year, January first, as a multiple of the mean."""
FATAL, SERIOUS, SLIGHT = 1, 2, 3
FATAL_SHARE: Final = 0.039
SERIOUS_SHARE: Final = 0.355
HOURS: Final = (
    1.2,
    0.9,
    0.7,
    0.5,
    0.6,
    1.2,
    2.6,
    5.2,
    6.6,
    4.4,
    4.2,
    4.8,
    5.4,
    5.6,
    5.8,
    7.4,
    8,
    8.6,
    6.8,
    5,
    3.8,
    3.2,
    2.6,
    2,
)
VEHICLES: Final = {
    "9": 0.685,
    "1": 0.095,
    "19": 0.070,
    "5": 0.045,
    "3": 0.035,
    "21": 0.025,
    "8": 0.023,
    "11": 0.012,
    "90": 0.010,
}
"""Types of vehicle by the guide's codes: cars, cycles, vans, motorcycles, lorries, taxis, buses, others."""
PROVISIONAL_MONTHS: Final = 9
"""Months of the newest file that its publisher still calls provisional."""
AGE_BANDS: Final = np.array([6, 11, 16, 21, 26, 36, 46, 56, 66, 76])


@remembered
def _drawn(setting: Setting, month: int) -> dict[str, dict[str, Array]]:
    """Return the three tables of a month by name."""
    random = setting.random("collisions", month)
    level = COLLISIONS_A_MONTH * SEASON[month % 12] * setting.residents / WHOLE_COUNTY
    count = max(1, int(random.poisson(level)))
    graver = SERIOUS_INJURIES.at(setting, month) / SERIOUS_INJURIES.usual
    cars = 1 + random.choice(3, count, p=(0.31, 0.61, 0.08))
    hurt = 1 + random.poisson(0.30, count)
    worst = _severities(random, count, graver)

    first_hurt = np.concatenate([[0], np.cumsum(hurt)[:-1]])
    hurt_of: Integers = np.repeat(np.arange(count), hurt)
    nth = np.arange(len(hurt_of)) - first_hurt[hurt_of]
    severity = np.where(
        nth == 0, worst[hurt_of], np.maximum(worst[hurt_of], _severities(random, len(hurt_of), 0.7))
    )

    car_of: Integers = np.repeat(np.arange(count), cars)
    first_car = np.concatenate([[0], np.cumsum(cars)[:-1]])
    reference = 1 + np.arange(len(car_of)) - first_car[car_of]
    index = np.array(
        [f"{month // 12}GEN{month % 12 + 1:02}{number:04}" for number in range(1, count + 1)], object
    )
    at = times_in(random, month, count, 0.9, HOURS)
    collisions = _collisions(setting, random, index, at, worst, cars, hurt)
    vehicles = {
        "date": at[car_of].astype("datetime64[D]"),
        **_vehicles(random, index[car_of], reference),
    }
    casualties = _casualties(random, nth, cars[hurt_of], severity)
    on_foot = casualties["casualty-class"] == "3"
    in_vehicle = first_car[hurt_of] + casualties["vehicle-reference"].astype(np.int64) - 1
    casualties = {
        "date": at[hurt_of].astype("datetime64[D]"),
        "collision-index": index[hurt_of],
        "collision-ref-no": collisions["collision-ref-no"][hurt_of],
        "casualty-reference": 1.0 + nth,
        "casualty-type": np.where(on_foot, "0", vehicles["vehicle-type"][in_vehicle]),
        **casualties,
    }
    made = {"collisions": collisions, "collision-vehicles": vehicles, "casualties": casualties}
    late = month > setting.last_month - PROVISIONAL_MONTHS
    return {
        name: {**columns, "provisional": np.full(len(columns["collision-index"]), late)}
        for name, columns in made.items()
    }


def collision_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the collisions of a month."""
    return _drawn(setting, month)["collisions"]


def vehicle_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the vehicles of a month's collisions."""
    return _drawn(setting, month)["collision-vehicles"]


def casualty_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the people injured or killed in a month's collisions."""
    return _drawn(setting, month)["casualties"]


def _severities(random: Random, count: int, graver: float) -> Integers:
    drawn = random.random(count)
    fatal, serious = FATAL_SHARE * graver, SERIOUS_SHARE * graver
    return np.where(drawn < fatal, FATAL, np.where(drawn < fatal + serious, SERIOUS, SLIGHT))


def _codes(values: Array) -> Array:
    return np.array([str(value) for value in values.tolist()], object)


def _enhanced(random: Random, severity: Integers) -> Array:
    """Return the finer grades: a serious injury is very, moderately or less serious."""
    serious = picked(random, len(severity), {"5": 0.12, "6": 0.28, "7": 0.60})
    return np.where(severity == SERIOUS, serious, _codes(severity))


def _collisions(
    setting: Setting, random: Random, index: Array, at: Array, worst: Integers, cars: Array, hurt: Array
) -> dict[str, Array]:
    count = len(index)
    place = random.integers(0, len(setting.lsoa), count)
    town = setting.urban[place].astype(bool)
    day = at.astype("datetime64[D]")
    seconds = (at - day).astype(np.int64)
    hour = seconds // 3600
    month = int(day[0].astype("datetime64[M]").astype(np.int64)) % 12 if count else 0
    dark = (hour < 6) | (hour >= 21) | ((month in (0, 1, 9, 10, 11)) & (hour >= 17))
    wet = random.random(count) < (0.32 if month in (0, 1, 9, 10, 11) else 0.18)
    certain = (worst < SLIGHT).astype(np.float64)
    return {
        "collision-index": index,
        "collision-year": np.full(count, float(_year_of(day))),
        "collision-ref-no": np.array([name[4:] for name in index], object),
        "collision-severity": _codes(worst),
        "enhanced-collision-severity": _enhanced(random, worst),
        "number-of-vehicles": cars.astype(np.float64),
        "number-of-casualties": hurt.astype(np.float64),
        "date": day,
        "day-of-week": _codes((day.astype(np.int64) + 4) % 7 + 1),
        "time": np.array([f"{one // 3600:02}:{one % 3600 // 60:02}" for one in seconds.tolist()], object),
        "first-road-class": np.where(
            town,
            picked(random, count, {"3": 0.36, "4": 0.14, "5": 0.08, "6": 0.42}),
            picked(random, count, {"1": 0.07, "3": 0.45, "4": 0.22, "5": 0.06, "6": 0.20}),
        ),
        "road-type": picked(random, count, {"6": 0.73, "3": 0.15, "1": 0.07, "2": 0.03, "7": 0.02}),
        "speed-limit": np.where(
            town,
            random.choice(np.array([20.0, 30.0, 40.0]), count, p=(0.09, 0.73, 0.18)),
            random.choice(np.array([30.0, 40.0, 50.0, 60.0, 70.0]), count, p=(0.16, 0.12, 0.13, 0.45, 0.14)),
        ),
        "junction-detail": picked(random, count, {"0": 0.42, "13": 0.36, "16": 0.12, "18": 0.05, "17": 0.05}),
        "pedestrian-crossing": picked(random, count, {"0": 0.78, "14": 0.09, "15": 0.07, "13": 0.06}),
        "light-conditions": np.where(~dark, "1", np.where(town, "4", "6")).astype(object),
        "weather-conditions": np.where(wet, "2", picked(random, count, {"1": 0.93, "4": 0.04, "8": 0.03})),
        "road-surface-conditions": np.where(
            wet, "2", picked(random, count, {"1": 0.85, "2": 0.13, "4": 0.02})
        ),
        "urban-or-rural-area": np.where(town, "1", "2").astype(object),
        "did-police-officer-attend-scene-of-collision": picked(
            random, count, {"1": 0.71, "2": 0.20, "3": 0.09}
        ),
        "trunk-road-flag": np.where(random.random(count) < 0.07, "1", "2").astype(object),
        "collision-injury-based": np.full(count, "1", object),
        "collision-adjusted-serious": only(worst > FATAL, certain),
        "collision-adjusted-slight": only(worst > FATAL, 1 - certain),
        "local-authority-ons-district": setting.authority[place],
        "lsoa-of-collision-location": setting.lsoa[place],
        "where": place,
    }


def _year_of(days: Array) -> int:
    """Return the year of the first of some days."""
    return int(days[0].astype("datetime64[Y]").astype(np.int64)) + 1970


def _vehicles(random: Random, index: Array, reference: Integers) -> dict[str, Array]:
    count = len(index)
    kind = picked(random, count, VEHICLES)
    age = np.where(random.random(count) < 0.07, np.nan, np.floor(17 + 68 * random.beta(1.3, 2.3, count)))
    return {
        "collision-index": index,
        "collision-ref-no": np.array([name[4:] for name in index], object),
        "vehicle-reference": reference.astype(np.float64),
        "vehicle-type": kind,
        "vehicle-manoeuvre": picked(
            random, count, {"19": 0.55, "9": 0.12, "7": 0.06, "4": 0.08, "3": 0.08, "5": 0.05, "2": 0.06}
        ),
        "skidding-and-overturning": picked(random, count, {"0": 0.87, "1": 0.08, "5": 0.03, "2": 0.02}),
        "first-point-of-impact": picked(
            random, count, {"1": 0.52, "2": 0.15, "3": 0.14, "4": 0.14, "0": 0.05}
        ),
        "journey-purpose-of-driver": picked(
            random, count, {"6": 0.56, "9": 0.22, "1": 0.13, "2": 0.07, "7": 0.02}
        ),
        "sex-of-driver": picked(random, count, {"1": 0.64, "2": 0.27, "3": 0.09}),
        "age-of-driver": age,
        "age-band-of-driver": _age_band(age),
        "engine-capacity-cc": np.where(
            kind == "1",
            np.nan,
            np.rint(random.choice(np.array([999.0, 1199, 1498, 1598, 1968, 2143]), count)),
        ),
        "propulsion-code": only(
            kind != "1", picked(random, count, {"1": 0.55, "2": 0.34, "8": 0.07, "3": 0.04})
        ),
        "age-of-vehicle": np.where(kind == "1", np.nan, np.floor(random.gamma(2.2, 4.0, count))),
        "escooter-flag": np.where((kind == "90") & (random.random(count) < 0.6), "1", "0").astype(object),
    }


def _casualties(random: Random, nth: Integers, cars: Integers, severity: Integers) -> dict[str, Array]:
    """Return who was hurt: drivers of the first vehicles by turns, passengers, people on foot."""
    count = len(nth)
    drawn = random.random(count)
    on_foot = drawn < 0.13
    driver = ~on_foot & (nth < cars) & (drawn < 0.82)
    vehicle = np.where(driver, nth + 1, 1 + np.floor(random.random(count) * cars))
    age = np.where(
        random.random(count) < 0.02,
        np.nan,
        np.floor(np.where(driver, 17, 2) + 76 * random.beta(1.2, 2.1, count)),
    )
    certain = (severity < SLIGHT).astype(np.float64)
    return {
        "vehicle-reference": vehicle.astype(np.float64),
        "casualty-class": np.where(on_foot, "3", np.where(driver, "1", "2")).astype(object),
        "sex-of-casualty": picked(random, count, {"1": 0.60, "2": 0.395, "9": 0.005}),
        "age-of-casualty": age,
        "age-band-of-casualty": _age_band(age),
        "casualty-severity": _codes(severity),
        "enhanced-casualty-severity": _enhanced(random, severity),
        "pedestrian-location": np.where(
            on_foot, picked(random, count, {"5": 0.5, "1": 0.2, "6": 0.15, "9": 0.15}), "0"
        ),
        "casualty-injury-based": np.full(count, "1", object),
        "casualty-adjusted-serious": only(severity > FATAL, certain),
        "casualty-adjusted-slight": only(severity > FATAL, 1 - certain),
    }


def _age_band(age: Array) -> Array:
    band = 1 + np.searchsorted(AGE_BANDS, age, side="right")
    return only(~np.isnan(age), _codes(band))
