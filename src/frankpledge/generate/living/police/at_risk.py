"""People at risk: missing, notified, detained or helped for their mental health, managed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from frankpledge.generate.draws import Draws, Integers
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import DEMAND, NIGHT, at_most, bounds, day_of, end_of_month, moments_in
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.crime_people import about
from frankpledge.generate.living.police.incidents import incidents_of

MISSING_A_DAY = 11.0
CHILD_SHARE = 0.62
MISSING_SEASON = (93, 95, 101, 102, 107, 108, 105, 100, 103, 101, 97, 88)
FOUND_HOURS = (0.3, 1.5, 3, 7, 17, 36, 220, 2_000)
CHILD_AGES = (0.0, 18.0, 82.0, 0.0, 0.0, 0.0, 0.0, 0.0)
ADULT_AGES = (0.0, 0.0, 0.0, 18.0, 26.0, 26.0, 16.0, 14.0)
MISSING_RISK = {"no-apparent-risk": 6.0, "low": 15.0, "medium": 62.0, "high": 17.0}
CHILD_FROM = {
    "home": 46.0,
    "care-home-or-placement": 43.0,
    "hospital": 2.0,
    "school": 6.0,
    "other": 3.0,
}
ADULT_FROM = {"home": 68.0, "hospital": 20.0, "care-home-or-placement": 7.0, "other": 5.0}


def missing_reports(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the reports of missing people of a month; a few children go missing again and again."""
    table = "missing-reports"
    n = living.number(table, month, MISSING_A_DAY, MISSING_SEASON)
    draws = living.draws(table, month)
    reported = moments_in(draws, month, n, NIGHT)
    young = draws.chance(n, CHILD_SHARE)
    person = np.zeros(n, dtype=np.int64)
    frequent = draws.chance(n, 0.42) & young
    for rows, ages, again in (
        (np.flatnonzero(frequent), CHILD_AGES, 1.0),
        (np.flatnonzero(young & ~frequent), CHILD_AGES, 0.05),
        (np.flatnonzero(~young), ADULT_AGES, 0.12),
    ):
        person[rows] = living.people.pick(draws, len(rows), ages, 0.5, again)
    on = day_of(reported)
    child = living.people.age(person, on) < 18
    found = reported + (draws.spread(FOUND_HOURS, n) * 3600).astype(np.int64).astype("timedelta64[s]")
    place = np.where(
        child,
        col.drawn(draws, table, "from-where", CHILD_FROM, n),
        col.drawn(draws, table, "from-where", ADULT_FROM, n),
    )
    care = child & (place == col.code(table, "from-where", "care-home-or-placement"))
    rows_made = col.records(
        table,
        living.force,
        report=col.numbered_in("R", month, n),
        person=col.numbered("P", person),
        reported=col.times(reported),
        found=col.times(found, living.known(found)),
        child=col.flags(child),
        frequent=col.flags(frequent),
        risk=col.terms(table, "risk", col.drawn(draws, table, "risk", MISSING_RISK, n)),
        from_where=col.terms(table, "from-where", place),
        in_care=col.flags(care),
        lsoa=col.words(living.places.lsoa, living.places.draw(draws, n)),
        **about(living, table, person, on),
    )
    return {table: rows_made}


NOTICES_A_DAY = 46.0
NOTICE_KINDS = {
    "child-concern": 44.0,
    "child-protection": 9.0,
    "adult-concern": 33.0,
    "other": 14.0,
}
NOTICE_RISK = {"standard": 64.0, "medium": 27.0, "high": 9.0}
SHARED_HOURS = (0.5, 3, 8, 19, 34, 60, 140, 300)


def protection_notices(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the notices to the safeguarding hub of a month: of domestic abuse with children, and others."""
    table = "protection-notices"
    log = living.of(incidents_of, month)
    draws = living.draws(table, month)
    abuse = np.flatnonzero(log.domestic & draws.chance(len(log), 0.42))
    n_other = max(0, living.number(table, month, NOTICES_A_DAY) - len(abuse))
    listed = np.flatnonzero(~log.domestic)
    other = np.sort(listed[draws.below(len(listed), n_other)]) if len(listed) else listed
    incident = np.concatenate([abuse, other])
    n = len(incident)
    submitted = log.created[incident] + (draws.uniform(n) * 3600).astype(np.int64).astype("timedelta64[s]")
    submitted = at_most(submitted, bounds(month)[1] - np.timedelta64(1, "s"))
    kind = col.drawn(draws, table, "kind", NOTICE_KINDS, n)
    kind[: len(abuse)] = col.code(table, "kind", "domestic-abuse")
    adult = np.isin(kind, [col.code(table, "kind", it) for it in ("adult-concern", "other")])
    person = np.where(
        adult,
        living.people.pick(draws, n, ADULT_AGES, 0.52, 0.2),
        living.people.pick(draws, n, (38.0, 24.0, 30.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.49, 0.25),
    )
    slower = living.effect(table, "hours", month)
    hours = draws.spread(SHARED_HOURS, n) * slower
    shared = submitted + (hours * 3600).astype(np.int64).astype("timedelta64[s]")
    rows = col.records(
        table,
        living.force,
        notice=col.numbered_in("N", month, n),
        person=col.numbered("P", person),
        submitted=col.times(submitted),
        kind=col.terms(table, "kind", kind),
        risk=col.terms(table, "risk", col.drawn(draws, table, "risk", NOTICE_RISK, n)),
        shared=col.times(shared, living.known(shared)),
        incident=col.only(log.numbers(incident), draws.chance(n, 0.93)),
        **about(living, table, person, day_of(submitted)),
    )
    return {table: rows}


DETENTIONS_A_DAY = 1.15
POLICE_VEHICLE_SHARE = 0.48
OTHER_VEHICLES = {"ambulance": 84.0, "other-health-vehicle": 8.0, "other": 5.0, "not-known": 3.0}
WHY_POLICE = {
    "no-ambulance-in-time": 52.0,
    "risk-of-violence": 24.0,
    "ambulance-refused": 6.0,
    "asked-by-health-staff": 8.0,
    "other": 10.0,
}
PLACES_OF_SAFETY = {
    "health-based-place-of-safety": 57.0,
    "emergency-department": 38.0,
    "home": 1.0,
    "other": 4.0,
}
ENDS = {
    "admitted-detained": 21.0,
    "admitted-informal": 14.0,
    "returned-to-the-community-with-follow-up": 44.0,
    "returned-to-the-community-no-further-action": 17.0,
    "other": 4.0,
}
HANDOVER_HOURS = (0.3, 1.2, 2.5, 6, 11, 16, 26, 48)
"""Home Office, detentions under the Mental Health Act 1983, year to March 2024: shares rounded."""


def detentions(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the detentions under section 136 of a month."""
    table = "mental-health-detentions"
    n = living.number(table, month, DETENTIONS_A_DAY)
    draws = living.draws(table, month)
    detained = moments_in(draws, month, n, NIGHT)
    person = living.people.pick(draws, n, (0.0, 0.0, 5.0, 22.0, 29.0, 28.0, 13.0, 3.0), 0.5, 0.3)
    on = day_of(detained)
    hours = draws.spread(HANDOVER_HOURS, n) * living.effect(table, "handover", month)
    over = detained + (hours * 3600).astype(np.int64).astype("timedelta64[s]")
    police = draws.chance(n, min(1.0, POLICE_VEHICLE_SHARE * living.effect(table, "police-vehicle", month)))
    vehicle = np.where(
        police,
        col.code(table, "conveyed-by", "police-vehicle"),
        col.drawn(draws, table, "conveyed-by", OTHER_VEHICLES, n),
    )
    why = col.drawn(draws, table, "why-police-vehicle", WHY_POLICE, n)
    done = living.known(over)
    rows = col.records(
        table,
        living.force,
        detention=col.numbered_in("H", month, n),
        person=col.numbered("P", person),
        detained=col.times(detained),
        handed_over=col.times(over, done),
        under_18=col.flags(living.people.age(person, on) < 18),
        conveyed_by=col.terms(table, "conveyed-by", vehicle),
        why_police_vehicle=col.terms(table, "why-police-vehicle", why, police),
        place=col.terms(table, "place", col.drawn(draws, table, "place", PLACES_OF_SAFETY, n)),
        result=col.terms(table, "result", col.drawn(draws, table, "result", ENDS, n), done),
        triage_contact=col.flags(draws.chance(n, 0.46)),
        officer_minutes=col.whole(hours * 60 * (1 + draws.below(2, n)), done),
        **about(living, table, person, on),
    )
    return {table: rows}


CONTACTS_A_DAY = 9.0
CONTACT_KINDS = {"telephone-advice": 66.0, "joint-visit": 18.0, "follow-up": 12.0, "custody": 4.0}


def mental_health_contacts(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the contacts of the triage team of a month; the trust has numbers of its own for people."""
    table = "mental-health-contacts"
    n = living.number(table, month, CONTACTS_A_DAY)
    draws = living.draws(table, month)
    at = moments_in(draws, month, n, DEMAND)
    person = living.people.pick(draws, n, (0.0, 1.0, 7.0, 22.0, 27.0, 26.0, 13.0, 4.0), 0.52, 0.35)
    considered = draws.chance(n, 0.21)
    rows = col.records(
        table,
        living.force,
        contact=col.numbered_in("T", month, n),
        person=col.numbered("NHS", person, draws.chance(n, 0.94)),
        at=col.times(at),
        kind=col.terms(table, "kind", col.drawn(draws, table, "kind", CONTACT_KINDS, n)),
        detention_considered=col.flags(considered),
        detention_avoided=col.flags(draws.chance(n, 0.58), considered),
        minutes=col.whole(draws.spread((3, 8, 12, 22, 45, 95, 240, 420), n)),
        **about(living, table, person, day_of(at)),
    )
    return {table: rows}


MANAGED = {
    # category: managed at the start, share in custody, growth a month
    "mappa-category-1": (1_080.0, 0.32, 1.004),
    "mappa-category-2": (420.0, 0.58, 1.001),
    "mappa-category-3": (7.0, 0.2, 1.0),
    "mappa-category-4": (4.0, 0.3, 1.002),
    "integrated-offender-management": (240.0, 0.34, 0.999),
}


def managed_offenders(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the counts of managed offenders at the end of a month."""
    table = "managed-offenders"
    draws = living.draws(table, month)
    age = month - living.first_month
    managed = [living.scaled(start) * growth**age for start, _, growth in MANAGED.values()]
    count = _near(draws, np.asarray(managed), 0.012)
    custody = np.minimum(
        count, _near(draws, count * np.asarray([share for _, share, _ in MANAGED.values()]), 0.02)
    )
    rows = col.records(
        table,
        living.force,
        date=col.days(np.full(len(MANAGED), end_of_month(month))),
        category=col.terms(
            table, "category", np.asarray([col.code(table, "category", slug) for slug in MANAGED])
        ),
        managed=col.whole(count),
        in_custody=col.whole(custody),
    )
    return {table: rows}


def _near(draws: Draws, amounts: np.ndarray[tuple[int], np.dtype[np.float64]], spread: float) -> Integers:
    return np.rint(amounts * (1 + spread * (2 * draws.uniform(len(amounts)) - 1))).astype(np.int64)
