"""Prosecution and courts: files, charging decisions, hearings, results, witnesses, caseloads.

Cases under way when the records begin are told of too, without their crimes; what became of files that
were sent before is not.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from frankpledge.contracts.justice import CASE_RESULTS, UNSUCCESSFUL_REASONS
from frankpledge.generate.draws import Integers
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import Days
from frankpledge.generate.living.context import REMEMBERED_MONTHS, Living
from frankpledge.generate.living.police.cases import (
    ACQUITTED,
    CROWN,
    GUILTY_PLEA,
    YOUTH,
    Cases,
    cases,
)
from frankpledge.generate.living.police.offences import offences
from frankpledge.periods import month_key

BACK = REMEMBERED_MONTHS - 2
COURTS = ("westmarch-magistrates", "westmarch-youth", "westmarch-crown")
"""By kind of court, in the order of the contract."""


def _files(living: Living, month: int) -> pa.Table:
    """Return the files of the cases of a month: first submissions, and those sent again."""
    table = "prosecution-files"
    made = living.of(cases, month)
    again = np.flatnonzero(~np.isnat(made.resubmitted))
    draws = living.draws(table, month)
    rows = np.concatenate([np.arange(len(made)), again])
    n, n_first = len(rows), len(made)
    first = np.arange(n) < n_first
    returned = np.zeros(n, dtype=bool)
    returned[again] = True
    compliant = np.where(returned, draws.chance(n, 0.18), draws.chance(n, 0.8))
    compliant &= draws.chance(n, min(1.0, living.effect(table, "compliant", month)))
    known = made.month >= living.first_month
    return col.records(
        table,
        living.force,
        case=made.numbers(rows),
        crime=col.only(living.of(offences, month).numbers(made.crime[rows]), np.full(n, known)),
        submitted=col.days(np.concatenate([made.submitted, made.resubmitted[again]])),
        stage=col.terms(table, "stage", (~first).astype(np.int64)),
        triage=col.terms(table, "triage", returned.astype(np.int64)),
        compliant=col.flags(compliant),
        quality_met=col.flags(compliant & draws.chance(n, 0.9)),
        domestic_abuse=col.flags(made.domestic[rows]),
        serious_sexual=col.flags(made.sexual[rows]),
    )


def _decisions(living: Living, month: int) -> pa.Table:
    """Return the decisions on the cases of a month whose first file was sent since the records began: the
    last one, and before it, where a file was sent again, often one that asked for more."""
    table = "charging-decisions"
    made = living.of(cases, month)
    draws = living.draws(table, month)
    began = np.datetime64(living.first_month - 1970 * 12, "M").astype("datetime64[D]")
    held = made.submitted >= began
    asked = held & ~np.isnat(made.resubmitted) & draws.chance(len(made), 0.6)
    early, final = np.flatnonzero(asked), np.flatnonzero(held)
    rows = np.concatenate([early, final])
    last = np.arange(len(rows)) >= len(early)
    charge, public, evidential, more = (
        col.code(table, "decision", slug)
        for slug in (
            "charge",
            "no-further-action-public-interest",
            "no-further-action-evidential",
            "further-investigation",
        )
    )
    refused = np.where(draws.chance(len(rows), 0.11), public, evidential)
    decision = np.where(last, np.where(made.charged[rows], charge, refused), more)
    # The day after the first submission is before the second, which is two days after it or later.
    decided = np.where(last, made.decided[rows], made.submitted[rows] + np.timedelta64(1, "D"))
    return col.records(
        table,
        living.force,
        case=made.numbers(rows),
        submitted=col.days(made.submitted[rows]),
        resubmitted=col.days(made.resubmitted[rows], last),
        decided=col.days(decided),
        decision=col.terms(table, "decision", decision),
        consultations=col.whole(1 + (asked[rows] & last)),
        domestic_abuse=col.flags(made.domestic[rows]),
        serious_sexual=col.flags(made.sexual[rows]),
    )


def _trial_results(living: Living, made: Cases) -> tuple[Integers, Integers]:
    """Return how the first and the relisted trial of each case went, as places in the vocabulary."""
    table = "court-hearings"
    draws = living.draws(table, made.month, "trials")
    n = len(made)
    effective, cracked, ineffective, vacated = range(4)
    cracks = (made.result != ACQUITTED) & ((made.result == GUILTY_PLEA) | draws.chance(n, 0.1))
    at_last = np.where(cracks, cracked, effective)
    put_off = np.where(draws.chance(n, 0.24), vacated, ineffective)
    return np.where(np.isnat(made.relisted), at_last, put_off), at_last


def _hearings(living: Living, month: int) -> pa.Table:
    """Return the hearings of the cases of a month: first, plea, trials and, on another day, the sentence."""
    table = "court-hearings"
    made = living.of(cases, month)
    first_trial, second_trial = _trial_results(living, made)
    crown = made.court == CROWN
    plea = np.where(crown, made.first_hearing + np.timedelta64(28, "D"), np.datetime64("NaT", "D"))
    sentence = np.where(made.finalised > made.last_before_sentence, made.finalised, np.datetime64("NaT", "D"))
    none = np.full(len(made), -1)
    magistrates = np.where(made.court == YOUTH, YOUTH, 0)
    parts: list[tuple[str, Days, Integers, Integers]] = [
        ("first", made.first_hearing, none, magistrates),
        ("plea-and-trial-preparation", plea, none, made.court),
        ("trial", made.trial, first_trial, made.court),
        ("trial", made.relisted, second_trial, made.court),
        ("sentence", sentence, none, made.court),
    ]
    found = []
    for kind, on, result, court in parts:
        rows = np.flatnonzero(~np.isnat(on) & ~np.isnat(made.first_hearing))
        found.append(
            col.records(
                table,
                living.force,
                case=made.numbers(rows),
                on=col.days(on[rows]),
                court=col.words(COURTS, np.asarray([0, 1, 2])[court[rows]]),
                court_kind=col.terms(table, "court-kind", court[rows]),
                kind=col.terms(table, "kind", np.full(len(rows), col.code(table, "kind", kind))),
                result=col.terms(table, "result", np.maximum(result[rows], 0), result[rows] >= 0),
            )
        )
    return pa.concat_tables(found)


REASONS = {
    "victim-did-not-support": 27.0,
    "victim-did-not-attend": 6.0,
    "evidence-of-victim-did-not-support-case": 7.0,
    "witness-issues": 5.0,
    "evidential": 27.0,
    "public-interest": 12.0,
    "legal-or-administrative": 10.0,
    "other": 6.0,
}


def _results(living: Living, month: int) -> pa.Table:
    """Return the results of the cases of a month."""
    table = "court-results"
    made = living.of(cases, month)
    rows = np.flatnonzero(~np.isnat(made.finalised))
    draws = living.draws(table, month)
    n, result = len(rows), made.result[rows]
    acquitted = result == ACQUITTED
    reason = np.where(
        acquitted & draws.chance(n, 0.85),
        UNSUCCESSFUL_REASONS.code_of_slug["acquittal"],
        col.drawn(draws, table, "reason", REASONS, n),
    )
    unsuccessful = np.asarray(
        [
            slug in ("acquitted-after-trial", "dropped", "dismissed", "administrative-finalisation")
            for slug in CASE_RESULTS.slugs
        ]
    )[result]
    hearings = (
        1
        + (made.court[rows] == CROWN)
        + ~np.isnat(made.trial[rows])
        + ~np.isnat(made.relisted[rows])
        + (made.finalised > made.last_before_sentence)[rows]
    )
    return col.records(
        table,
        living.force,
        case=made.numbers(rows),
        defendant=col.numbered("D", made.defendant[rows]),
        charged=col.days(made.decided[rows]),
        first_hearing=col.days(made.first_hearing[rows]),
        finalised=col.days(made.finalised[rows]),
        court_kind=col.terms(table, "court-kind", made.court[rows]),
        result=col.terms(table, "result", result),
        reason=col.terms(table, "reason", reason, unsuccessful),
        hearings=col.whole(hearings),
        offence_group=col.terms(table, "offence-group", made.group[rows]),
        domestic_abuse=col.flags(made.domestic[rows]),
        violence_against_women=col.flags(made.against_women[rows]),
        serious_sexual=col.flags(made.sexual[rows]),
    )


WITNESS_KINDS = {"victim": 34.0, "other-civilian": 24.0, "police": 36.0, "expert-or-professional": 6.0}
ATTENDED = (0.76, 0.86, 0.95, 0.97)
"""By kind of witness, in the order of the contract."""
_WITNESSES_A_TRIAL = np.asarray([0.12, 0.36, 0.62, 0.82, 0.93, 2.0])


def _witnesses(living: Living, month: int) -> pa.Table:
    """Return the witnesses warned for the trials of the cases of a month, one to six a trial."""
    table = "witness-attendance"
    made = living.of(cases, month)
    draws = living.draws(table, month)
    found = []
    for on in (made.trial, made.relisted):
        trials = np.flatnonzero(~np.isnat(on))
        case = np.repeat(trials, 1 + draws.pick(_WITNESSES_A_TRIAL, len(trials)))
        n = len(case)
        kind = col.drawn(draws, table, "kind", WITNESS_KINDS, n)
        came = np.asarray(ATTENDED)[kind] * living.effect(table, "attended", month)
        # A trial's witnesses are numbered in order, so that no two of a case are one.
        number = case * 1_000 + np.arange(n) % 1_000
        found.append(
            col.records(
                table,
                living.force,
                case=made.numbers(case),
                witness=col.numbered(f"W{month}-", number),
                on=col.days(on[case]),
                court_kind=col.terms(table, "court-kind", made.court[case]),
                kind=col.terms(table, "kind", kind),
                attended=col.flags(draws.chance_of(np.minimum(1.0, came))),
                special_measures=col.flags(draws.chance(n, 0.21), kind < 2),
            )
        )
    return pa.concat_tables(found)


def prosecution_files(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the files sent in a month."""
    return {"prosecution-files": living.dated(_files, "submitted", month, 20, earlier=True)}


def charging_decisions(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the decisions of a month."""
    return {"charging-decisions": living.dated(_decisions, "decided", month, 20, earlier=True)}


def court_hearings(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the hearings of a month."""
    return {"court-hearings": living.dated(_hearings, "on", month, BACK, earlier=True)}


def court_results(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the results of cases finalised in a month."""
    return {"court-results": living.dated(_results, "finalised", month, BACK, earlier=True)}


def witness_attendance(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the witnesses warned for the trials of a month."""
    return {"witness-attendance": living.dated(_witnesses, "on", month, BACK, earlier=True)}


# --- caseloads ------------------------------------------------------------------------------------

CASELOADS = (
    # open at the start, received a month, part of the open ones disposed of a month, part over six months
    (2_300.0, 1_350.0, 0.56, 0.22),
    (210.0, 85.0, 0.40, 0.25),
    (560.0, 150.0, 0.205, 0.44),
)
"""Of all cases at the magistrates', youth and Crown court, motoring and summary ones among them: so many
more than the cases of recorded crimes."""


def _caseload(living: Living, month: int) -> tuple[Integers, Integers, Integers, Integers]:
    """Return opening, received, disposed and closing by court, from the closing of the month before."""
    table = "court-caseloads"
    if month == living.first_month:
        opening = np.asarray([round(living.scaled(row[0])) for row in CASELOADS])
    else:
        opening = living.of(_caseload, month - 1)[3]
    draws = living.draws(table, month)
    rate = living.effect(table, "disposed", month)
    received = np.asarray(
        [
            living.number(table, month, row[1] / 30.4, what=name)
            for row, name in zip(CASELOADS, COURTS, strict=True)
        ]
    )
    noise = 1 + 0.12 * (draws.uniform(3) - 0.5)
    disposed = np.rint(opening * np.asarray([row[2] for row in CASELOADS]) * noise * rate).astype(np.int64)
    disposed = np.minimum(disposed, opening + received)
    return opening, received, disposed, opening + received - disposed


def court_caseloads(living: Living, month: int) -> dict[str, pa.Table]:
    """Make the caseloads of the courts in a month."""
    table = "court-caseloads"
    opening, received, disposed, closing = living.of(_caseload, month)
    draws = living.draws(table, month, "old")
    old = closing * np.asarray([row[3] for row in CASELOADS]) * (1 + 0.05 * (draws.uniform(3) - 0.5))
    rows = col.records(
        table,
        living.force,
        month=col.words([month_key(month)], np.zeros(3, dtype=np.int64)),
        court=col.words(COURTS, np.arange(3)),
        court_kind=col.terms(table, "court-kind", np.arange(3)),
        opening=col.whole(opening),
        received=col.whole(received),
        disposed=col.whole(disposed),
        closing=col.whole(closing),
        over_six_months=col.whole(np.floor(old)),
    )
    return {table: rows}
