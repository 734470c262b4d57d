"""Referrals to services, and what follows of them: contacts, support, assessments and what people say.

A case moves on as its shape says, in an order that holds: received, attempted, contacted, accepted, started,
closed. What would lie after the last day of the records has not happened yet: those cells are empty.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from frankpledge.generate.living.partners.drawing import (
    WORKING_DAY,
    Array,
    Bools,
    Floats,
    Random,
    about_people,
    known_by,
    later,
    month_end,
    month_over,
    only,
    picked,
    times_in,
)
from frankpledge.generate.living.partners.levels import VOICE_CONTACT
from frankpledge.generate.living.partners.service_shapes import (
    SERVICES,
    SUNFLOWER,
    VOICE,
    WHOLE_COUNTY,
    Service,
)
from frankpledge.generate.living.partners.setting import Setting, remembered
from frankpledge.generate.living.partners.spans import joined
from frankpledge.generate.living.partners.victims import month_victims

HARM_OF_GROUP: Final = {
    "Homicide": "Homicide",
    "Death or serious injury - unlawful driving": "Road harm",
    "Violence with injury": "Violence",
    "Violence without injury": "Violence",
    "Stalking and harassment": "Stalking and harassment",
    "Rape": "Sexual offence",
    "Other sexual offences": "Sexual offence",
    "Robbery of business property": "Robbery and theft",
    "Robbery of personal property": "Robbery and theft",
    "Residential burglary: home": "Burglary",
    "Residential burglary: unconnected building": "Burglary",
    "Non-residential burglary": "Burglary",
    "Theft of a vehicle": "Robbery and theft",
    "Theft from a vehicle": "Robbery and theft",
    "Interfering with a vehicle": "Robbery and theft",
    "Theft from the person": "Robbery and theft",
    "Bicycle theft": "Robbery and theft",
    "Other theft": "Robbery and theft",
    "Criminal damage": "Anti-social behaviour",
    "Arson": "Anti-social behaviour",
    "Fraud offences": "Fraud",
}
CLOSURES: Final = {
    "All needs met": 0.58,
    "Some needs met": 0.20,
    "No needs met": 0.03,
    "Disengaged": 0.11,
    "Moved away": 0.03,
    "Escalated to higher need": 0.05,
}
FINAL_REVIEWS: Final = {"Improved": 0.62, "Same": 0.30, "Worse": 0.08}
CALLED_OUT: Final = 0.22
"""Share of families helped by early intervention to which the police came again within six months."""
CLOSED_EARLY: Final = {"Disengaged": 0.55, "Referred on": 0.15, "Other": 0.30}
"""How a referral ends in which nobody was supported."""


def all_referral_rows(setting: Setting, month: int) -> dict[str, Array]:
    """Return the referrals of a month to all services, in the order in which they came."""
    made = joined(_with_repeats(setting, service, month) for service in SERVICES)
    order = np.argsort(made["received"], kind="stable")
    return {name: values[order] for name, values in made.items()}


def _with_repeats(setting: Setting, service: Service, month: int) -> dict[str, Array]:
    """Return a month's referrals, those whose person came in the twelve months before being repeats."""
    mine = referral_rows(setting, service, month)
    months = range(max(setting.first_month, month - 12), month)
    before: set[str] = set()
    before.update(*(referral_rows(setting, service, one)["person"].tolist() for one in months))
    again = np.array([person in before for person in mine["person"].tolist()], bool)
    again &= mine["new-or-repeat"] != "Unknown"
    return {**mine, "new-or-repeat": np.where(again, "Repeat", mine["new-or-repeat"])}


@remembered
def referral_rows(setting: Setting, service: Service, month: int) -> dict[str, Array]:
    """Return the referrals a service received in a month, by column; ``person`` and ``case`` are numbers.

    Beside the contract's columns there is ``place``, the small area's position in the county.
    """
    random = setting.random("referrals", service.name, month)
    wanted = _wanted(setting, service, month, random)
    people = _victims(setting, service, month, random, wanted) if service.of_victims else None
    if people is None:
        people = _others(setting, service, month, random, wanted)
    count = len(people["received"])
    received = people["received"]
    end = month_end(setting.last_month)

    valid = random.random(count) < service.valid
    taken = valid & (random.random(count) < service.taken_on)
    attempt, contact = _contacts(service, _in_time(setting, service, month), random, received, taken)
    contacted = ~np.isnat(contact)
    accepts = taken & contacted & (random.random(count) < service.accepted)
    declines = taken & contacted & ~accepts & (random.random(count) < 0.9)
    accepted = only(accepts, later(contact, random.exponential(20.0, count), "hours"))
    declined = only(declines, later(contact, random.exponential(6.0, count), "hours"))
    helped = accepts & (random.random(count) < service.supported)
    started = only(helped, later(accepted, random.exponential(70.0, count), "hours"))
    closed = _closed(service, random, received, taken, helped, (contact, accepted, declined, started))
    closed = only(known_by(end, closed), closed)
    is_closed = ~np.isnat(closed)
    closure = only(
        is_closed, np.where(helped, picked(random, count, CLOSURES), picked(random, count, CLOSED_EARLY))
    )

    columns: dict[str, Array] = {
        "service": np.full(count, service.name, object),
        "case": np.array(
            [f"{service.name[:2].upper()}-{month:05}-{n:05}" for n in range(1, count + 1)], object
        ),
        "person": people["person"],
        "received": received,
        "valid": valid,
        "source": people["source"],
        "harm": people["harm"],
        "domestic-abuse": people["domestic-abuse"],
        "risk": people["risk"],
        "new-or-repeat": picked(
            random, count, {"New": 0.95 - service.repeat, "Repeat": service.repeat, "Unknown": 0.05}
        ),
        "accepted-by-service": taken,
        "first-attempt": only(known_by(end, attempt), attempt),
        "first-contact": only(known_by(end, contact), contact),
        "support-accepted": only(known_by(end, accepted), accepted),
        "support-declined": only(known_by(end, declined), declined),
        "support-started": only(known_by(end, started), started),
        "closed": closed,
        "closure": closure,
        "school-need": random.random(count) < (0.31 if service.name == "youth" else 0.04),
        "age": people["age"],
        "sex": people["sex"],
        "ethnicity": people["ethnicity"],
        "where": people["where"],
    }
    columns["disposition"] = _disposition(columns, closure)
    if service.with_children:
        columns["children"] = 1.0 + random.poisson(0.9, count)
        columns |= _called_out(random, closed, helped, end)
    if service.tool.endswith("Star"):
        columns["final-review"] = only(helped & is_closed, picked(random, count, FINAL_REVIEWS))
    return columns


def _called_out(random: Random, closed: Array, helped: Bools, end: np.datetime64) -> dict[str, Array]:
    """Return when the police came again to families after support (working column ``called-out``), and
    whether they did within six months, told only when these have passed."""
    count = len(closed)
    again = helped & (random.random(count) < CALLED_OUT)
    out = only(again, later(closed.astype("datetime64[s]"), random.uniform(5, 180, count), "days"))
    told = helped & known_by(end, closed + np.timedelta64(183, "D"))
    return {"called-out": only(known_by(end, out), out), "police-again": only(told, again)}


def _wanted(setting: Setting, service: Service, month: int, random: Random) -> int:
    years = (month - setting.first_month) / 12
    school = 0.45 if service.name in ("ace", "youth") and month % 12 + 1 in (7, 8) else 1.0
    return int(
        random.poisson(service.monthly * setting.residents / WHOLE_COUNTY * service.growth**years * school)
    )


def _in_time(setting: Setting, service: Service, month: int) -> float:
    return VOICE_CONTACT.at(setting, month) if service is VOICE else service.in_time


def _victims(setting: Setting, service: Service, month: int, random: Random, wanted: int) -> dict[str, Array]:
    """Return referrals drawn from the month's victims: grown-ups; for advisers, those of domestic abuse."""
    victims = month_victims(setting, month)
    abused = victims["domestic-abuse"].astype(bool)
    weight = np.where(victims["age"] >= 18, 1.0, 0.0)
    if service is SUNFLOWER:
        weight *= (
            np.select([victims["risk"] == "High", victims["risk"] == "Medium"], [6.0, 1.5], 0.4) * abused
        )
        weight *= np.where(victims["sex"] == "Female", 1.0, 0.2)
    wanted = min(wanted, int((weight > 0).sum()))
    # Keys of exponential races: the largest are a draw without replacement by weight.
    keys = np.where(weight > 0, random.random(len(weight)) ** (1 / np.maximum(weight, 1e-9)), -1.0)
    chosen = np.sort(np.argsort(-keys, kind="stable")[:wanted])
    recorded = victims["recorded"][chosen]
    harm = np.array([HARM_OF_GROUP.get(group, "Other") for group in victims["offence-group"][chosen]], object)
    abused = abused[chosen]
    received = later(recorded, random.gamma(1.5, 9.0, len(chosen)), "hours")
    left = (month_over(month) - recorded).astype(np.float64)
    late = received > month_over(month)
    sooner = later(recorded, left * random.random(len(chosen)), "seconds")
    return {
        "person": np.array([f"V{person}" for person in victims["person"][chosen]], object),
        "received": np.where(late, sooner, received),
        "source": picked(random, len(chosen), service.sources),
        "harm": np.where(abused, "Domestic abuse", harm),
        "domestic-abuse": abused,
        "risk": only(abused, victims["risk"][chosen]),
        **{name: victims[name][chosen] for name in ("age", "sex", "ethnicity", "where")},
    }


def _others(setting: Setting, service: Service, month: int, random: Random, wanted: int) -> dict[str, Array]:
    harm = picked(random, wanted, service.harms)
    abused = harm == "Domestic abuse"
    known = 40_000 + 400 * (month - setting.first_month)
    return {
        "person": np.array([f"S{number}" for number in random.integers(0, known, wanted)], object),
        "received": times_in(random, month, wanted, 0.2, WORKING_DAY),
        "source": picked(random, wanted, service.sources),
        "harm": harm,
        "domestic-abuse": abused,
        "risk": only(abused, picked(random, wanted, {"Standard": 0.5, "Medium": 0.35, "High": 0.15})),
        "where": random.integers(0, len(setting.lsoa), wanted),
        **about_people(random, wanted, service.ages, service.female),
    }


def _contacts(
    service: Service, in_time: float, random: Random, received: Array, taken: Bools
) -> tuple[Array, Array]:
    """Return first attempts and first contacts. Of those taken on, ``in_time`` are contacted within the clock
    of the service, most of the others later, and a few never."""
    count = len(received)
    within = random.random(count) < in_time
    reached = random.random(count) < 0.62
    hours: Floats = np.where(
        within,
        service.hours * random.beta(1.6, 3.0, count),
        service.hours + 2.0 + random.exponential(service.hours * 0.8, count),
    )
    tried = np.where(
        within, hours * random.uniform(0.2, 1.0, count), service.hours * random.uniform(0.3, 1.6, count)
    )
    attempt = only(taken, later(received, np.minimum(tried, hours), "hours"))
    contact = only(taken & (within | reached), later(received, hours, "hours"))
    return attempt, contact


def _closed(
    service: Service,
    random: Random,
    received: Array,
    taken: Bools,
    helped: Bools,
    steps: tuple[Array, ...],
) -> Array:
    """Return the day each was closed: not before its last step, sooner where nobody was supported."""
    count = len(received)
    days = np.select(
        [helped, taken], [random.gamma(3.0, service.days_open / 3, count), random.gamma(2.0, 6.0, count)], 1.0
    )
    last = received
    for step in steps:
        last = np.fmax(last, step)
    return np.maximum(later(received, days * 24, "hours"), last).astype("datetime64[D]")


def _disposition(columns: dict[str, Array], closure: Array) -> Array:
    """Return what was done, so far as it is known."""
    started = ~np.isnat(columns["support-started"])
    contacted = ~np.isnat(columns["first-contact"])
    return np.select(
        [~columns["accepted-by-service"], closure == "Escalated to higher need", started],
        np.array(["Not accepted", "Escalated to higher need", "Directly supported"], object).tolist(),
        np.where(
            closure == "Referred on", "Referred on", only(contacted, np.full(len(started), "Advised", object))
        ),
    )
