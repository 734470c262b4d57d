"""The crimes of a month as the force's own system has them, and the tables that are of them alone.

They are the crimes of the published street file of the month, so both tell one story; a small share is
left out, as cancelled since.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from frankpledge.contracts.crimes import OFFENCE_GROUPS, OUTCOME_TYPES
from frankpledge.generate.crimes import NEVER
from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.generate.facts import CRIME_TYPES, OUTCOMES, UNABLE
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import (
    DEMAND,
    Days,
    Moments,
    at_most,
    bounds,
    day_of,
    end_of_month,
    moments_in,
    month_of_days,
)
from frankpledge.generate.living.columns import Flags
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.own_areas import INVESTIGATION_TEAMS, PUBLIC_PROTECTION
from frankpledge.generate.living.police import offence_levels as levels

TABLE = "recorded-crimes"
SERIOUS_SEXUAL = ("rape", "other-sexual-offences")
GROUP_CODES: tuple[str, ...] = OFFENCE_GROUPS.slugs
_LEVELS = [levels.LEVELS[slug] for slug in GROUP_CODES]
CHARGED_TYPE = OUTCOME_TYPES.code_of_slug["charged-or-summonsed"]
NO_MORE_THAN_MONTHS = 18


@dataclass(frozen=True)
class Offences:
    """Recorded crimes of a month, in order of report: arrays of one length.

    ``group``, ``outcome`` (−1: none) and ``risk`` (−1: none) are places in the contract's vocabularies;
    ``area`` numbers a small area of Living.places (−1: none); ``victim`` and ``suspect`` number residents
    (−1: none). ``outcome_on`` may lie after the extract.
    """

    month: int
    kind: Integers
    group: Integers
    area: Integers
    reported: Moments
    recorded: Moments
    committed: Days
    outcome: Integers
    outcome_on: Days
    domestic: Flags
    risk: Integers
    knife: Flags
    victim: Integers
    suspect: Integers
    arrested_on: Days
    by_incident: Flags

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def charged(self) -> Flags:
        """Which crimes are charged at some time."""
        return np.asarray(self.outcome == CHARGED_TYPE)

    @property
    def serious_sexual(self) -> Flags:
        """Which crimes are rapes or other sexual offences."""
        codes = [OFFENCE_GROUPS.code_of_slug[slug] for slug in SERIOUS_SEXUAL]
        return np.asarray(np.isin(self.group, codes), dtype=np.bool_)

    def numbers(self, rows: Integers | Flags | None = None) -> pa.Array:
        """Return crime numbers, of some rows or of all."""
        every = np.arange(1, len(self) + 1)
        return col.numbered(f"C{self.month}-", every if rows is None else every[rows])


def share_of(name: str, group: Integers) -> Floats:
    """Return a level of :class:`offence_levels.Levels` for each row, by its sub-group."""
    return np.asarray([getattr(each, name) for each in _LEVELS], dtype=np.float64)[group]


def offences(living: Living, month: int) -> Offences:
    """Return the recorded crimes of a month."""
    published = living.crimes(month)
    draws = living.draws(TABLE, month)
    kept = published.is_crime & published.first & ~draws.chance(len(published), levels.LEFT_OUT_SHARE)
    crimes = published.taken(kept)
    crimes = crimes.taken(np.argsort(draws.uniform(len(crimes)), kind="stable"))
    n = len(crimes)
    group = _groups(draws, crimes.kind)
    reported = moments_in(draws, month, n, DEMAND)
    delay = (draws.spread(levels.RECORDING_HOURS, n) * 3600).astype("timedelta64[s]")
    recorded = at_most(reported + delay, bounds(month)[1] - np.timedelta64(1, "s"))
    before = draws.spread(levels.COMMITTED_DAYS, n).astype(np.int64).astype("timedelta64[D]")
    suspect_named = draws.chance_of(share_of("suspects", group))
    outcome, outcome_on = _outcomes(draws, crimes.outcome, crimes.delay, recorded, suspect_named)
    suspect_named |= np.isin(outcome, _NAMES_A_SUSPECT)
    suspect_named &= ~np.isin(outcome, _NAMES_NONE)
    domestic = draws.chance_of(share_of("domestic", group) * living.effect(TABLE, "domestic-abuse", month))
    # The abused are women more often, and grown up.
    victims = _victims(living, draws, group, domestic)
    suspect = living.people.pick(draws, n, levels.SUSPECT_AGES, levels.SUSPECT_FEMALE, levels.REPEAT_SUSPECTS)
    arrest = suspect_named & draws.chance_of(
        np.where(domestic, 0.42, np.where(outcome == CHARGED_TYPE, 0.7, 0.2))
    )
    days_on = draws.spread(levels.ARREST_DAYS, n).astype(np.int64).astype("timedelta64[D]")
    arrested_on = np.where(arrest, day_of(recorded) + days_on, np.datetime64("NaT", "D"))
    # Whoever is arrested is so before the outcome.
    arrested_on = at_most(arrested_on, np.where(np.isnat(outcome_on), arrested_on, outcome_on))
    return Offences(
        month=month,
        kind=crimes.kind,
        group=group,
        area=living.places.of_place[crimes.place],
        reported=reported,
        recorded=recorded,
        committed=day_of(reported) - before,
        outcome=outcome,
        outcome_on=outcome_on,
        domestic=domestic,
        risk=np.where(domestic, col.drawn(draws, TABLE, "risk", levels.RISK_WEIGHTS, n), -1),
        knife=draws.chance_of(share_of("knife", group) * living.effect(TABLE, "knife", month)),
        victim=victims,
        suspect=np.where(suspect_named, suspect, -1),
        arrested_on=arrested_on,
        by_incident=draws.chance_of(np.where(share_of("attended", group) > 0.3, 0.78, 0.45)),
    )


def _groups(draws: Draws, kind: Integers) -> Integers:
    """Return the sub-group of each crime, drawn by the shares of its published type."""
    group = np.zeros(len(kind), dtype=np.int64)
    for number, crime_type in enumerate(CRIME_TYPES):
        rows = np.flatnonzero(kind == number)
        if len(rows):
            group[rows] = col.drawn(
                draws, TABLE, "offence-group", levels.GROUPS_OF_TYPE[crime_type], len(rows)
            )
    return group


_TYPE_TABLES = [
    (
        np.asarray(
            [next(c for c, t in enumerate(OUTCOME_TYPES.terms) if number in t.types) for number in weights]
        ),
        cumulative(list(weights.values())),
    )
    for weights in (levels.TYPES_OF_OUTCOME[text] for text in OUTCOMES)
]
_UNABLE = OUTCOMES.index(UNABLE)
_UNNAMED = next(c for c, t in enumerate(OUTCOME_TYPES.terms) if levels.UNNAMED_TYPE in t.types)
_NAMES_NONE = [c for c, t in enumerate(OUTCOME_TYPES.terms) if t.types[0] in (14, 18)]
_NAMES_A_SUSPECT = [c for c, t in enumerate(OUTCOME_TYPES.terms) if t.types[0] not in (14, 18, 19, 20, 21)]


def _outcomes(
    draws: Draws, published: Integers, delay: Integers, recorded: Moments, named: Flags
) -> tuple[Integers, Days]:
    """Return outcome type (−1: never any) and its day, in the month in which the published file has it."""
    n = len(published)
    outcome = np.zeros(n, dtype=np.int64)
    for number, (codes, table) in enumerate(_TYPE_TABLES):
        rows = np.flatnonzero(published == number)
        outcome[rows] = codes[draws.pick(table, len(rows))]
    outcome = np.where(
        (published == _UNABLE) & ~named & draws.chance(n, 3 * levels.UNNAMED_SHARE), _UNNAMED, outcome
    )
    first = day_of(recorded)
    given = month_of_days(first) + delay
    starts = (given - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    ends = (given + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    from_day = np.maximum(starts, first)
    span = (ends - from_day).astype(np.int64)
    on = from_day + (draws.uniform(n) * span).astype(np.int64).astype("timedelta64[D]")
    never = delay >= NEVER
    return np.where(never, -1, outcome), np.where(never, np.datetime64("NaT", "D"), on)


def _victims(living: Living, draws: Draws, group: Integers, domestic: Flags) -> Integers:
    """Return the resident who is victim of each crime; −1 for businesses and the state."""
    victim = np.full(len(group), -1)
    personal = draws.chance_of(np.where(domestic, 1.0, share_of("victims", group)))
    for number in np.unique(group).tolist():
        for abused, female in ((False, _LEVELS[number].female), (True, 0.73)):
            rows = np.flatnonzero((group == number) & (domestic == abused) & personal)
            ages = _LEVELS[number].ages if not abused else (0.0, 0.0, 0.0, 20.0, 30.0, 34.0, 12.0, 4.0)
            again = levels.REPEAT_VICTIMS * (2.2 if abused else 1.0)
            victim[rows] = living.people.pick(draws, len(rows), ages, female, again)
    return victim


def recorded_crimes(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the recorded crimes of a month."""
    made = living.of(offences, month)
    n, group = len(made), made.group
    draws = living.draws(TABLE, month, "flags")
    places, people = living.places, living.people
    day = day_of(made.recorded)
    closed = living.known(made.outcome_on)
    arrested = living.known(made.arrested_on)
    has_suspect, has_victim = made.suspect >= 0, made.victim >= 0
    hate = draws.chance_of(share_of("hate", group))
    sexual = made.serious_sexual
    victim_age = people.age(np.maximum(made.victim, 0), day)
    female = people.sex[np.maximum(made.victim, 0)] == 0
    violent = share_of("domestic", group) >= 0.05
    located = made.area >= 0
    inside = located & (made.area < places.outside)
    area = np.maximum(made.area, 0)
    codes = [each.code for each in _LEVELS]
    child = draws.chance_of(share_of("child", group)) | (sexual & has_victim & (victim_age < 18))
    knife_use = col.drawn(draws, TABLE, "knife-use", levels.KNIFE_WEIGHTS, n)
    strand = col.drawn(draws, TABLE, "hate-strand", levels.STRAND_WEIGHTS, n)
    attended = share_of("attended", group) * living.effect(TABLE, "attended", month)
    rows = col.records(
        TABLE,
        living.force,
        crime=made.numbers(),
        reported=col.times(made.reported),
        recorded=col.times(made.recorded),
        committed=col.days(made.committed),
        offence_group=col.terms(TABLE, "offence-group", group),
        offence_code=col.words(codes, group),
        serious_sexual=col.flags(sexual),
        domestic_abuse=col.flags(made.domestic),
        risk=col.terms(TABLE, "risk", np.maximum(made.risk, 0), made.domestic),
        child_abuse=col.flags(child),
        violence_against_women=col.flags(has_victim & female & violent),
        knife=col.flags(made.knife),
        knife_use=col.terms(TABLE, "knife-use", knife_use, made.knife),
        weapon=col.flags(made.knife | draws.chance_of(share_of("weapon", group))),
        cyber=col.flags(draws.chance_of(share_of("cyber", group))),
        hate=col.flags(hate),
        hate_strand=col.terms(TABLE, "hate-strand", strand, hate),
        alcohol=col.flags(draws.chance_of(share_of("alcohol", group))),
        night_time_economy=col.flags(draws.chance_of(share_of("night", group))),
        mental_health=col.flags(draws.chance_of(share_of("mental_health", group))),
        suspect_identified=col.flags(has_suspect),
        arrested=col.days(made.arrested_on, arrested),
        suspect_under_18=col.flags(people.age(np.maximum(made.suspect, 0), day) < 18, has_suspect),
        victim_under_18=col.flags(victim_age < 18, has_victim),
        attended=col.flags(draws.chance_of(attended)),
        finalised=col.days(made.outcome_on, closed),
        outcome_type=col.terms(TABLE, "outcome-type", np.maximum(made.outcome, 0), closed),
        outcome_given=col.days(made.outcome_on, closed),
        urban_rural=col.terms(TABLE, "urban-rural", places.rural[area].astype(np.int64), inside),
        lsoa=col.words(places.lsoa, area, located),
        beat=col.words(places.beats, np.maximum(places.beat[area], 0), inside),
    )  # fmt: skip
    return {TABLE: rows}


def _outcome_rows(living: Living, month: int) -> pa.Table:
    """Return the outcomes of the crimes recorded in a month, whenever they are given."""
    made = living.of(offences, month)
    rows = np.flatnonzero(~np.isnat(made.outcome_on))
    table = "crime-outcomes"
    victim = made.victim[rows]
    age = living.people.age(np.maximum(victim, 0), day_of(made.recorded[rows]))
    return col.records(
        table,
        living.force,
        crime=made.numbers(rows),
        given=col.days(made.outcome_on[rows]),
        outcome_type=col.terms(table, "outcome-type", made.outcome[rows]),
        offence_group=col.terms(table, "offence-group", made.group[rows]),
        domestic_abuse=col.flags(made.domestic[rows]),
        could_be_more=col.flags(living.draws(table, month).chance(len(rows), 0.015)),
        knife=col.flags(made.knife[rows]),
        serious_sexual=col.flags(made.serious_sexual[rows]),
        victim_under_18=col.flags(age < 18, victim >= 0),
    )


def crime_outcomes(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the outcomes given in a month, of crimes recorded since the first month of records."""
    return {"crime-outcomes": living.dated(_outcome_rows, "given", month, NO_MORE_THAN_MONTHS)}


TEAMS = (*INVESTIGATION_TEAMS, PUBLIC_PROTECTION)


def investigation_reviews(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the reviews of crimes open at the end of a month: those with a named suspect, of 18 months."""
    table, end = "investigation-reviews", end_of_month(month)
    numbers: list[pa.Array] = []
    recorded: list[Days] = []
    sexual: list[npt.NDArray[np.bool_]] = []
    for origin in range(max(living.first_month, month - NO_MORE_THAN_MONTHS), month + 1):
        made = living.of(offences, origin)
        still = (np.isnat(made.outcome_on) | (made.outcome_on > end)) & (made.suspect >= 0)
        rows = np.flatnonzero(still)
        numbers.append(made.numbers(rows))
        recorded.append(day_of(made.recorded[rows]))
        sexual.append(made.serious_sexual[rows])
    began = np.concatenate(recorded)
    n = len(began)
    draws = living.draws(table, month)
    ages = (end - began).astype(np.int64)
    ago = np.minimum(draws.spread((0, 3, 8, 15, 24, 34, 70, 120), n).astype(np.int64), ages)
    in_time = (ages <= 28) | draws.chance(n, min(1.0, 0.74 * living.effect(table, "in-time", month)))
    reviewed = (ages > 7) & ~draws.chance(n, 0.03)
    team = np.where(np.concatenate(sexual), len(TEAMS) - 1, draws.below(len(TEAMS) - 1, n))
    rows_made = col.records(
        table,
        living.force,
        crime=pa.concat_arrays(numbers),
        date=col.days(np.full(n, end)),
        recorded=col.days(began),
        reviewed=col.days(end - ago.astype("timedelta64[D]"), reviewed),
        within_28_days=col.flags(in_time),
        team=col.words(TEAMS, team),
    )
    return {table: rows_made}
