"""Incidents of the control room, and the calls that led to them.

Crimes reported to the control room and the anti-social behaviour of the street files are among the
incidents; the rest are other demand. Levels: 530 incidents and 240 deployments a day for 750,000 people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import DEMAND, Moments, at_most, bounds, moments_in
from frankpledge.generate.living.columns import Flags
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.offence_levels import RISK_WEIGHTS
from frankpledge.generate.living.police.offences import offences, share_of

TABLE = "incidents"
INCIDENTS_A_DAY = 530.0
SEASON = (93, 92, 98, 99, 104, 107, 109, 105, 101, 101, 96, 95)
DOMESTIC_NON_CRIMES_A_DAY = 21.5
"""With about 22 crimes a day, some 44 domestic-abuse cases a day."""
MENTAL_HEALTH_SHARE = 0.075
"""Of incidents that are no crime; national figures of mental-health demand run from 3 to 15 %."""

OTHER_KINDS = {"public-safety-and-welfare": 62.0, "transport": 21.0, "administration": 17.0}
ASB_KINDS = {
    "anti-social-behaviour-nuisance": 66.0,
    "anti-social-behaviour-personal": 24.0,
    "anti-social-behaviour-environmental": 10.0,
}
GRADES = {
    # shares of grades 1 to 4, by what the incident is
    "crime": (0.16, 0.27, 0.34, 0.23),
    "attended": (0.28, 0.38, 0.24, 0.10),
    "asb": (0.07, 0.29, 0.18, 0.46),
    "other": (0.15, 0.22, 0.13, 0.50),
    "domestic": (0.30, 0.42, 0.20, 0.08),
}
DEPLOYED_SHARE = (0.985, 0.86, 0.55, 0.0)
"""Of each grade, those that somebody is sent to."""

TO_GRADE = (5, 20, 40, 70, 120, 210, 700, 1_800)
"""Seconds from creation to the first grade."""
TO_DEPLOY = {
    # seconds from grading to sending, by grade
    1: (5, 40, 75, 130, 240, 420, 1_500, 3_600),
    2: (60, 300, 700, 1_500, 3_600, 7_800, 30_000, 80_000),
    3: (1_800, 9_000, 28_000, 68_000, 140_000, 250_000, 600_000, 900_000),
}
TRAVEL_URBAN = (30, 170, 270, 420, 640, 900, 2_200, 4_500)
TRAVEL_RURAL = (80, 250, 350, 525, 760, 1_060, 2_500, 5_000)
"""Seconds from sending to arrival: with grading and sending, a grade-1 median of 12 to 13 minutes in towns
and of 14 to 15 in the country."""
AFTER = (300, 1_500, 3_000, 6_000, 14_000, 60_000, 600_000, 2_000_000)
"""Seconds from arrival (or grading) to closing."""
OFFICER_HOURS = (0.2, 0.6, 0.9, 1.7, 3.2, 6.5, 22.0, 60.0)


@dataclass(frozen=True)
class Incidents:
    """Incidents of a month, in order of creation: arrays of one length.

    ``crime`` is the row of the month's offences (−1: none); ``grade`` 0 to 3 and ``kind`` are places in the
    contract's vocabularies; ``line`` that of the call that led to it (−1: no call).
    """

    month: int
    created: Moments
    graded: Moments
    deployed: Moments
    arrived: Moments
    closed: Moments
    grade: Integers
    kind: Integers
    crime: Integers
    domestic: Flags
    risk: Integers
    mental: Flags
    area: Integers
    line: Integers

    def __len__(self) -> int:
        return len(self.created)

    def numbers(self, rows: Integers | None = None) -> pa.Array:
        """Return incident numbers, of some rows or of all."""
        every = np.arange(1, len(self) + 1)
        return col.numbered(f"I{self.month}-", every if rows is None else every[rows])


NOT_A_TIME = np.datetime64("NaT", "s")


def incidents_of(living: Living, month: int) -> Incidents:
    """Return the incidents of a month."""
    draws = living.draws(TABLE, month)
    made = living.of(offences, month)
    asb_area = living.places.of_place[living.crimes(month).place[~living.crimes(month).is_crime]]
    crime = np.flatnonzero(made.by_incident)
    n_crime, n_asb = len(crime), len(asb_area)
    n_domestic = living.number(TABLE, month, DOMESTIC_NON_CRIMES_A_DAY, SEASON, "domestic-abuse")
    wanted = living.number(TABLE, month, INCIDENTS_A_DAY, SEASON)
    n_other = max(0, wanted - n_crime - n_asb - n_domestic)
    n = n_crime + n_asb + n_domestic + n_other

    created = np.concatenate([made.reported[crime], moments_in(draws, month, n - n_crime, DEMAND)])
    # The moments come in order: spread them over what the incidents are.
    created[n_crime:] = created[n_crime:][np.argsort(draws.uniform(n - n_crime), kind="stable")]
    part = np.repeat([0, 1, 2, 3], [n_crime, n_asb, n_domestic, n_other])
    area = np.concatenate([made.area[crime], asb_area, living.places.draw(draws, n_domestic + n_other)])
    domestic = np.concatenate([made.domestic[crime], part[n_crime:] == 2])
    kind = _kinds(draws, part)
    attended = np.zeros(n, dtype=bool)
    attended[:n_crime] = share_of("attended", made.group[crime]) > 0.5
    grade = _grades(draws, part, domestic, attended)
    risk = np.where(domestic, col.drawn(draws, TABLE, "risk", RISK_WEIGHTS, n), -1)
    risk[:n_crime] = made.risk[crime]
    mental_share = MENTAL_HEALTH_SHARE * living.effect(TABLE, "mental-health", month)
    mental = (part == 3) & draws.chance(n, mental_share / max(1e-9, (part == 3).mean() if n else 1.0))

    graded, deployed, arrived, closed = _times(living, draws, month, created, grade, area)
    order = np.argsort(created, kind="stable")
    return Incidents(
        month=month,
        created=created[order],
        graded=graded[order],
        deployed=deployed[order],
        arrived=arrived[order],
        closed=closed[order],
        grade=grade[order],
        kind=kind[order],
        crime=np.concatenate([crime, np.full(n - n_crime, -1)])[order],
        domestic=domestic[order],
        risk=risk[order],
        mental=mental[order],
        area=area[order],
        line=_lines(draws, grade)[order],
    )


def _kinds(draws: Draws, part: Integers) -> Integers:
    n = len(part)
    asb = col.drawn(draws, TABLE, "kind", ASB_KINDS, n)
    other = col.drawn(draws, TABLE, "kind", OTHER_KINDS, n)
    crime = col.code(TABLE, "kind", "crime")
    welfare = col.code(TABLE, "kind", "public-safety-and-welfare")
    return np.choose(part, [np.full(n, crime), asb, np.full(n, welfare), other])


def _grades(draws: Draws, part: Integers, domestic: Flags, attended: Flags) -> Integers:
    which = np.choose(part, [0, 2, 4, 3])
    which = np.where(attended, 1, which)
    which = np.where(domestic, 4, which)
    grade = np.zeros(len(part), dtype=np.int64)
    for number, shares in enumerate(GRADES.values()):
        rows = np.flatnonzero(which == number)
        grade[rows] = draws.pick(cumulative(shares), len(rows))
    return grade


def _lines(draws: Draws, grade: Integers) -> Integers:
    """Return the line of the call that led to each incident; −1 where none did (officers, online)."""
    share = draws.uniform(len(grade))
    emergency = np.asarray([0.74, 0.44, 0.16, 0.24])[grade]
    other = np.asarray([0.88, 0.82, 0.72, 0.80])[grade]
    return np.where(share < emergency, 0, np.where(share < other, 1, -1))


def _times(
    living: Living, draws: Draws, month: int, created: Moments, grade: Integers, area: Integers
) -> tuple[Moments, Moments, Moments, Moments]:
    n = len(created)
    graded = created + _seconds(draws.spread(TO_GRADE, n))
    wait = np.zeros(n)
    for number, quantiles in TO_DEPLOY.items():
        rows = np.flatnonzero(grade == number - 1)
        slower = living.effect(TABLE, f"sending-grade-{number}", month)
        wait[rows] = draws.spread(quantiles, len(rows)) * slower
    sent = draws.chance_of(np.asarray(DEPLOYED_SHARE)[grade])
    deployed: Moments = np.where(sent, graded + _seconds(wait), NOT_A_TIME)
    rural = living.places.rural[np.maximum(area, 0)]
    urban_time = draws.spread(TRAVEL_URBAN, n) * living.effect(TABLE, "travel", month, "urban")
    rural_time = draws.spread(TRAVEL_RURAL, n) * living.effect(TABLE, "travel", month, "rural")
    travel = np.where(rural, rural_time, urban_time) * np.asarray([1.0, 1.25, 1.4, 1.4])[grade]
    arrives = draws.chance(n, 0.965)
    arrived: Moments = np.where(arrives, deployed + _seconds(travel), NOT_A_TIME)
    last: Moments = np.where(np.isnat(arrived), np.where(np.isnat(deployed), graded, deployed), arrived)
    return graded, deployed, arrived, last + _seconds(draws.spread(AFTER, n))


def _seconds(amounts: Floats) -> np.ndarray[tuple[int], np.dtype[np.timedelta64]]:
    return amounts.astype(np.int64).astype("timedelta64[s]")


def incidents(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the incidents of a month."""
    made = living.of(incidents_of, month)
    crimes = living.of(offences, month)
    places, n = living.places, len(made)
    draws = living.draws(TABLE, month, "flags")
    located = made.area >= 0
    area = np.maximum(made.area, 0)
    inside = located & (made.area < places.outside)
    went = living.known(made.arrived)
    sent = living.known(made.deployed)
    triage = made.mental & draws.chance(n, min(1.0, 0.24 * living.effect(TABLE, "triage", month)))
    rows = col.records(
        TABLE,
        living.force,
        incident=made.numbers(),
        created=col.times(made.created),
        graded=col.times(made.graded, living.known(made.graded)),
        deployed=col.times(made.deployed, sent),
        arrived=col.times(made.arrived, went),
        closed=col.times(made.closed, living.known(made.closed)),
        grade=col.terms(TABLE, "grade", made.grade),
        kind=col.terms(TABLE, "kind", made.kind, living.known(made.closed)),
        first_contact=col.flags((made.grade == 3) & draws.chance(n, 0.62)),
        domestic_abuse=col.flags(made.domestic),
        risk=col.terms(TABLE, "risk", np.maximum(made.risk, 0), made.domestic),
        mental_health=col.flags(made.mental),
        right_care_qualifier=col.flags(draws.chance(n, 0.03) | (made.mental & draws.chance(n, 0.3))),
        triage_contact=col.flags(triage, made.mental),
        officer_hours=col.decimals(draws.spread(OFFICER_HOURS, n), 1, went),
        crime=col.only(crimes.numbers(np.maximum(made.crime, 0)), made.crime >= 0),
        urban_rural=col.terms(TABLE, "urban-rural", places.rural[area].astype(np.int64), inside),
        lsoa=col.words(places.lsoa, area, located),
        beat=col.words(places.beats, np.maximum(places.beat[area], 0), inside),
    )
    return {TABLE: rows}


# --- calls ------------------------------------------------------------------------------------------

CALLS = "calls"
CALLS_A_DAY = (400.0, 600.0)
"""999 and 101 calls a day."""
WAIT_999 = (0, 1, 1, 3, 6, 10, 50, 240)
WAIT_101_TRIAGE = (1, 4, 8, 18, 45, 110, 420, 1_200)
WAIT_101_HANDLER = (2, 20, 60, 190, 480, 1_000, 2_700, 4_500)
"""Seconds to the first answer of 999 and 101, and to a handler after the triage of 101."""
TALK = (15, 60, 120, 240, 420, 720, 1_800, 3_600)
ABANDONED = (0.012, 0.07, 0.11)
HANDLER_SHARE = 0.55
"""101 calls that triage passes on to a handler."""


def calls(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the calls of a month: those that led to an incident of the month, and the others."""
    made = living.of(incidents_of, month)
    draws = living.draws(CALLS, month)
    start = bounds(month)[0]
    parts = []
    for line, (name, per_day, wait) in enumerate(
        (("999", CALLS_A_DAY[0], WAIT_999), ("101", CALLS_A_DAY[1], WAIT_101_TRIAGE))
    ):
        leading = np.flatnonzero(made.line == line)
        wanted = max(len(leading), living.number(CALLS, month, per_day, SEASON, name))
        others = moments_in(draws, month, wanted - len(leading), DEMAND)
        slower = living.effect(CALLS, f"wait-{name}", month)
        waited = (draws.spread(wait, wanted) * slower).astype(np.int64)
        # The incident is opened some seconds after the call is answered, and in the same month.
        open_after = draws.below(80, len(leading)) + 10 + waited[: len(leading)]
        began = np.maximum(made.created[leading] - open_after.astype("timedelta64[s]"), start)
        started = np.concatenate([began, others])
        # Whoever the month's first moment cut short waited no longer than until the incident.
        waited[: len(leading)] = np.minimum(
            waited[: len(leading)], (made.created[leading] - began).astype(np.int64)
        )
        parts.append(_first_answer(living, draws, month, line, leading, started, waited))
    handled = parts[1][1]
    return {CALLS: pa.concat_tables([parts[0][0], parts[1][0], handled])}


def _first_answer(
    living: Living, draws: Draws, month: int, line: int, leading: Integers, started: Moments, waited: Integers
) -> tuple[pa.Table, pa.Table]:
    """Return the rows of one line, and those of the calls that triage passed on (none for 999)."""
    made = living.of(incidents_of, month)
    n, n_leading = len(started), len(leading)
    answered_at = started + waited.astype("timedelta64[s]")
    free = np.arange(n) >= n_leading
    lost = free & draws.chance(n, ABANDONED[line] * n / max(1, n - n_leading))
    passed_on = (line == 1) & ~lost & draws.chance(n, HANDLER_SHARE)
    talked = draws.spread(TALK, n).astype(np.int64).astype("timedelta64[s]")
    ended = np.where(passed_on, answered_at + np.timedelta64(30, "s"), answered_at + talked)
    ended = np.where(lost, answered_at, ended)
    incident = made.numbers(np.concatenate([leading, np.zeros(n - n_leading, dtype=np.int64)]))
    number = col.numbered(f"{'EN'[line]}{month}-", np.arange(1, n + 1))
    lines = col.terms(CALLS, "line", np.full(n, line))
    stage = "triage" if line else "first-answer"
    result = np.where(lost, 1, np.where(passed_on, 2, 0))
    rows = col.records(
        CALLS,
        living.force,
        call=number,
        line=lines,
        stage=col.terms(CALLS, "stage", np.full(n, col.code(CALLS, "stage", stage))),
        started=col.times(started),
        answered=col.times(answered_at, ~lost & living.known(answered_at)),
        ended=col.times(ended, living.known(ended)),
        result=col.terms(CALLS, "result", result),
        wait_seconds=col.whole(waited),
        incident=col.only(incident, ~free),
    )
    again = np.flatnonzero(passed_on)
    slower = living.effect(CALLS, "wait-handler", month)
    waits = (draws.spread(WAIT_101_HANDLER, len(again)) * slower).astype(np.int64)
    # Nobody waits over the end of the month: the second stage stays in the month of the first.
    began = at_most(ended[again], bounds(month)[1] - np.timedelta64(1, "s"))
    reached = began + waits.astype("timedelta64[s]")
    gone = draws.chance(len(again), ABANDONED[2]) & free[again]
    over = np.where(gone, reached, reached + talked[again])
    handled = col.records(
        CALLS,
        living.force,
        call=number.take(pa.array(again)),
        line=lines.take(pa.array(again)),
        stage=col.terms(CALLS, "stage", np.full(len(again), col.code(CALLS, "stage", "call-handler"))),
        started=col.times(began),
        answered=col.times(reached, ~gone & living.known(reached)),
        ended=col.times(over, living.known(over)),
        result=col.terms(CALLS, "result", gone.astype(np.int64)),
        wait_seconds=col.whole(waits),
        incident=col.only(incident, ~free).take(pa.array(again)),
    )
    return rows, handled
