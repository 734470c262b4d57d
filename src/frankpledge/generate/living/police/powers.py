"""Powers used on people: arrests, stops and searches, force."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from frankpledge.generate.draws import Integers
from frankpledge.generate.facts import STOP_CLOTHING, STOP_OBJECTS, STOP_RESULTS, STOP_TYPES
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import NIGHT, day_of, moments_in
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.own_areas import NEIGHBOURHOOD_TEAMS, RESPONSE_TEAMS, ROADS, SUITES
from frankpledge.generate.living.police.crime_people import about
from frankpledge.generate.living.police.offence_levels import SUSPECT_AGES, SUSPECT_FEMALE
from frankpledge.generate.living.police.offences import NO_MORE_THAN_MONTHS, offences
from frankpledge.generate.stops import stops_drawn

OPERATIONS = ("voltage", "lantern", "harrier")
OTHER_ARRESTS_A_DAY = 8.0
OTHER_REASONS = {
    "driving-while-disqualified": 4.0,
    "drink-or-drug-driving": 30.0,
    "other-traffic-offence": 5.0,
    "breach-of-order-or-bail": 24.0,
    "warrant": 26.0,
    "breach-of-the-peace": 6.0,
    "other": 5.0,
}


def _arrests_for_crimes(living: Living, month: int) -> pa.Table:
    """Return the arrests for the crimes recorded in a month, whenever they are made."""
    table = "arrests"
    made = living.of(offences, month)
    rows = np.flatnonzero(~np.isnat(made.arrested_on))
    draws = living.draws(table, month, "crimes")
    n = len(rows)
    on = made.arrested_on[rows]
    seconds = (draws.uniform(n) * 86_399).astype(np.int64).astype("timedelta64[s]")
    # The hour is of no consequence beside the day; none is before the crime was recorded on that day.
    moments = np.maximum(on.astype("datetime64[s]") + seconds, made.recorded[rows])
    moments = np.where(day_of(moments) == on, moments, on.astype("datetime64[s]") + np.timedelta64(12, "h"))
    person = made.suspect[rows]
    places = living.places
    return col.records(
        table,
        living.force,
        arrest=col.numbered_in("A", month, n),
        person=col.numbered("P", person),
        arrested=col.times(moments),
        reason=col.terms(table, "reason", np.zeros(n, dtype=np.int64)),
        offence_group=col.terms(table, "offence-group", made.group[rows]),
        domestic_abuse=col.flags(made.domestic[rows]),
        number_plate_camera=col.flags(draws.chance(n, 0.015)),
        operation=col.words(OPERATIONS, draws.below(len(OPERATIONS), n), draws.chance(n, 0.03)),
        suite=col.words(SUITES, draws.below(len(SUITES), n), draws.chance(n, 0.93)),
        crime=made.numbers(rows),
        lsoa=col.words(places.lsoa, np.maximum(made.area[rows], 0), made.area[rows] >= 0),
        **about(living, table, person, on),
    )


def arrests(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the arrests of a month: for crimes recorded then or before, and for other reasons."""
    table = "arrests"
    for_crimes = living.dated(_arrests_for_crimes, "arrested", month, NO_MORE_THAN_MONTHS)
    n = living.number(table, month, OTHER_ARRESTS_A_DAY, what="other")
    draws = living.draws(table, month)
    moments = moments_in(draws, month, n, NIGHT)
    person = living.people.pick(draws, n, SUSPECT_AGES, SUSPECT_FEMALE, 0.3)
    others = col.records(
        table,
        living.force,
        arrest=col.numbered_in("B", month, n),
        person=col.numbered("P", person),
        arrested=col.times(moments),
        reason=col.terms(table, "reason", col.drawn(draws, table, "reason", OTHER_REASONS, n)),
        domestic_abuse=col.flags(draws.chance(n, 0.08)),
        number_plate_camera=col.flags(draws.chance(n, 0.12)),
        suite=col.words(SUITES, draws.below(len(SUITES), n), draws.chance(n, 0.9)),
        lsoa=col.words(living.places.lsoa, living.places.draw(draws, n)),
        **about(living, table, person, day_of(moments)),
    )
    return {table: pa.concat_tables([for_crimes, others.cast(for_crimes.schema)])}


_POWERS = {
    "Misuse": "misuse-of-drugs-act-1971-section-23",
    "Police": "pace-1984-section-1",
    "Firear": "firearms-act-1968-section-47",
}
_OBJECT_SLUGS = {
    "Article for use in theft": "article-for-use-in-theft",
    "Evidence of hunting any wild mammal with a dog": "other",
}
_OUTCOME_SLUGS = {
    "A no further action disposal": "no-further-action",
    "Khat or Cannabis warning": "khat-or-cannabis-warning",
    "Caution (simple or conditional)": "caution",
    "Summons / charged by post": "summons-or-charged-by-post",
    "Penalty Notice for Disorder": "penalty-notice-for-disorder",
}


def _slug(text: str, known: dict[str, str]) -> str:
    return known.get(text, text.lower().replace(" ", "-"))


def stop_searches(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the force's own rows of the stops that the published file of the month tells of."""
    table = "stop-searches"
    stops = stops_drawn(living.scenario, living.county, month)
    n = len(stops.moments)
    draws = living.draws(table, month)
    powers = np.asarray(
        [col.code(table, "power", _POWERS.get(law[:6], "other-power")) for law, _ in STOP_OBJECTS]
    )
    objects = np.asarray([col.code(table, "object", _slug(it, _OBJECT_SLUGS)) for _, it in STOP_OBJECTS])
    results = np.asarray([col.code(table, "outcome", _slug(it, _OUTCOME_SLUGS)) for it, _ in STOP_RESULTS])
    linked = np.asarray([it == "True" for _, it in STOP_RESULTS])[stops.result_number]
    vehicle = stops.type_number == list(STOP_TYPES).index("Vehicle search")
    person = living.people.pick(draws, n, (0, 2, 14, 34, 25, 18, 6, 1), 0.11, 0.3)
    on = day_of(stops.moments.astype("datetime64[s]"))
    described = {
        name: col.only(column, ~vehicle) for name, column in about(living, table, person, on).items()
    }
    area = living.places.of_place[stops.place]
    rows = col.records(
        table,
        living.force,
        search=col.numbered_in("S", month, n),
        person=col.numbered("P", person, ~vehicle),
        at=col.times(stops.moments),
        vehicle_only=col.flags(vehicle),
        power=col.terms(table, "power", powers[stops.object_number]),
        object=col.terms(table, "object", objects[stops.object_number]),
        outcome=col.terms(table, "outcome", results[stops.result_number]),
        linked=col.flags(linked),
        found=col.flags(linked | draws.chance(n, 0.04)),
        clothing=col.flags(stops.clothing == list(STOP_CLOTHING).index("True"), ~vehicle),
        team=col.words(SEARCHING_TEAMS, draws.below(len(SEARCHING_TEAMS), n)),
        lsoa=col.words(living.places.lsoa, np.maximum(area, 0), area >= 0),
        **described,
    )
    return {table: rows}


SEARCHING_TEAMS = (*RESPONSE_TEAMS, *NEIGHBOURHOOD_TEAMS[:2], ROADS)
FORCE_FORMS_A_DAY = 26.0
TACTICS = {
    "handcuffing-compliant": 52.0,
    "handcuffing-not-compliant": 17.0,
    "unarmed-skills": 11.0,
    "ground-restraint": 6.5,
    "limb-or-body-restraints": 3.0,
    "baton-drawn": 0.6,
    "baton-used": 0.3,
    "irritant-spray-drawn": 0.7,
    "irritant-spray-used": 0.9,
    "spit-guard": 0.8,
    "conducted-energy-device-drawn-or-aimed": 4.2,
    "conducted-energy-device-fired": 0.5,
    "dog": 0.5,
    "firearm-aimed": 0.6,
    "other": 1.4,
}
"""Home Office use of force statistics, year to March 2024, as the gravest tactic of a form; rounded."""


def use_of_force(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the forms of force used in a month; in a few, two officers tell of one person."""
    table = "use-of-force"
    n = living.number(table, month, FORCE_FORMS_A_DAY)
    draws = living.draws(table, month)
    moments = moments_in(draws, month, n, NIGHT)
    person = living.people.pick(draws, n, SUSPECT_AGES, 0.22, 0.35)
    second = draws.chance(n, 0.2)
    second[:1] = False
    first = np.maximum.accumulate(np.where(second, 0, np.arange(n))).astype(np.int64)
    person, moments = person[first], moments[first]
    tactic = col.drawn(draws, table, "tactic", TACTICS, n)
    serious = tactic > 0
    rows = col.records(
        table,
        living.force,
        form=col.numbered_in("F", month, n),
        person=col.numbered("P", person),
        at=col.times(moments),
        tactic=col.terms(table, "tactic", tactic),
        tactics=col.whole(1 + _more(draws.uniform(n))),
        person_injured=col.flags(serious & draws.chance(n, 0.12)),
        officer_injured=col.flags(serious & draws.chance(n, 0.09)),
        arrested=col.flags(draws.chance(n, 0.74)),
        mental_health=col.flags(draws.chance(n, 0.16)),
        lsoa=col.words(living.places.lsoa, living.places.draw(draws, n)),
        **about(living, table, person, day_of(moments)),
    )
    return {table: rows}


def _more(share: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Integers:
    return np.searchsorted([0.55, 0.82, 0.94], share)
