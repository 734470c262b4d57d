"""The life of a case, drawn where its crime is recorded: files, charging decisions, hearings, the result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from frankpledge.contracts.crimes import OFFENCE_GROUPS, OUTCOME_TYPES
from frankpledge.generate.draws import Draws, Floats, Integers, cumulative
from frankpledge.generate.living import columns as col
from frankpledge.generate.living.clock import Days, day_of
from frankpledge.generate.living.columns import Flags
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.police.offences import offences

NO_DAY = np.datetime64("NaT", "D")
NOT_CHARGED_SHARE = 0.09
"""Of crimes with a named suspect that end in evidential difficulties, those that were sent for a decision."""
_EVIDENTIAL = [code for code, term in enumerate(OUTCOME_TYPES.terms) if term.types[0] in (15, 16)]

SUBMITTED_BEFORE = (0, 1, 2, 6, 16, 34, 120, 240)
"""Days from the first submission to the decision."""
REJECTED_SHARE = 0.27
FIRST_HEARING = (1, 4, 14, 28, 36, 48, 75, 120)
"""Days from charge to the first hearing."""
MAGISTRATES_TRIAL = (25, 60, 85, 140, 205, 290, 430, 560)
CROWN_TRIAL = (60, 110, 160, 255, 370, 510, 660, 720)
"""Days from the first hearing to the trial: as courts published them in 2023 and 2024, rounded."""
SENTENCE_AFTER = (0, 0, 14, 21, 28, 42, 70, 100)
CROWN_SHARE = {
    "homicide": 1.0,
    "rape": 1.0,
    "other-sexual-offences": 0.6,
    "robbery-of-personal-property": 0.75,
    "robbery-of-business-property": 0.75,
    "residential-burglary-home": 0.55,
    "violence-with-injury": 0.24,
    "trafficking-of-drugs": 0.68,
    "possession-of-weapons": 0.22,
    "arson": 0.4,
    "death-or-serious-injury-unlawful-driving": 0.9,
    "fraud-offences": 0.4,
}
OTHER_CROWN_SHARE = 0.06
CROWN, MAGISTRATES, YOUTH = 2, 0, 1
GUILTY_PLEA, CONVICTED, IN_ABSENCE, ACQUITTED, DROPPED, DISMISSED, ADMINISTRATIVE = range(7)
RESULT_SHARES = (0.665, 0.085, 0.035, 0.065, 0.118, 0.014, 0.018)
ABUSE_RESULT_SHARES = (0.63, 0.085, 0.01, 0.075, 0.165, 0.02, 0.015)
SEXUAL_RESULT_SHARES = (0.37, 0.24, 0.0, 0.27, 0.1, 0.01, 0.01)
"""Of defendants, by result (in the order of the contract): CPS results by year to 2024, rounded."""


@dataclass(frozen=True)
class Cases:
    """Cases of the crimes recorded in a month: one defendant and one crime each; arrays of one length.

    Days that never come are NaT. ``court`` and ``result`` are places in the contract's vocabularies.
    """

    month: int
    crime: Integers
    defendant: Integers
    group: Integers
    domestic: Flags
    sexual: Flags
    against_women: Flags
    submitted: Days
    resubmitted: Days
    decided: Days
    charged: Flags
    first_hearing: Days
    court: Integers
    result: Integers
    trial: Days
    relisted: Days
    finalised: Days

    def __len__(self) -> int:
        return len(self.crime)

    @property
    def last_before_sentence(self) -> Days:
        """The day of the last hearing but one for sentence: the last trial, or the first hearing."""
        tried = np.where(np.isnat(self.trial), self.first_hearing, self.trial)
        return np.where(np.isnat(self.relisted), tried, self.relisted)

    def numbers(self, rows: Integers | None = None) -> pa.Array:
        """Return case numbers, of some rows or of all."""
        every = np.arange(1, len(self) + 1)
        return col.numbered(f"U{self.month}-", every if rows is None else every[rows])


def spans(draws: Draws, quantiles: tuple[float, ...], n: int) -> npt.NDArray[np.timedelta64]:
    """Return ``n`` spans of whole days drawn by quantiles."""
    return draws.spread(quantiles, n).astype(np.int64).astype("timedelta64[D]")


def cases(living: Living, month: int) -> Cases:
    """Return the cases of the crimes recorded in a month."""
    made = living.of(offences, month)
    draws = living.draws("cases", month)
    charged = made.charged & ~np.isnat(made.outcome_on)
    refused = (
        np.isin(made.outcome, _EVIDENTIAL)
        & (made.suspect >= 0)
        & ~np.isnat(made.outcome_on)
        & draws.chance(len(made), NOT_CHARGED_SHARE)
    )
    crime = np.flatnonzero(charged | refused)
    n = len(crime)
    group, decided, recorded = made.group[crime], made.outcome_on[crime], day_of(made.recorded[crime])
    is_charged = charged[crime]
    submitted = np.maximum(recorded, decided - spans(draws, SUBMITTED_BEFORE, n))
    gap = (decided - submitted).astype(np.int64)
    rejected = (gap >= 3) & draws.chance(n, min(1.0, 1.6 * REJECTED_SHARE))
    again = submitted + np.maximum(2, (gap * (0.4 + 0.6 * draws.uniform(n))).astype(np.int64)).astype(
        "timedelta64[D]"
    )
    # Whoever is charged without a named suspect is a resident not yet named in the crime's record.
    suspect = np.where(made.suspect[crime] >= 0, made.suspect[crime], draws.below(len(living.people.born), n))
    first_hearing = np.where(is_charged, decided + spans(draws, FIRST_HEARING, n), NO_DAY)
    crown = np.asarray([CROWN_SHARE.get(slug, OTHER_CROWN_SHARE) for slug in OFFENCE_GROUPS.slugs])
    court = np.where(draws.chance_of(crown[group]), CROWN, MAGISTRATES)
    court = np.where((living.people.age(suspect, recorded) < 18) & (court != CROWN), YOUTH, court)
    domestic, sexual = made.domestic[crime], made.serious_sexual[crime]
    result = _results(draws, domestic, sexual)
    slower = living.effect("court-hearings", "wait-for-trial", month)
    trial_after = np.where(court == CROWN, draws.spread(CROWN_TRIAL, n), draws.spread(MAGISTRATES_TRIAL, n))
    tried = np.isin(result, (CONVICTED, ACQUITTED, DISMISSED)) | (
        np.isin(result, (GUILTY_PLEA, DROPPED)) & draws.chance(n, 0.16)
    )
    trial = np.where(is_charged & tried, first_hearing + _days(trial_after * slower), NO_DAY)
    relisted = np.where(draws.chance(n, 0.27), trial + _days(35 + 60 * draws.uniform(n)), NO_DAY)
    last = np.where(np.isnat(relisted), np.where(np.isnat(trial), first_hearing, trial), relisted)
    sentenced = np.where(result <= IN_ABSENCE, spans(draws, SENTENCE_AFTER, n), np.timedelta64(0, "D"))
    plain = np.where(np.isnat(trial) & (court == CROWN), np.timedelta64(29, "D"), np.timedelta64(0, "D"))
    victim = np.maximum(made.victim[crime], 0)
    female = (made.victim[crime] >= 0) & (living.people.sex[victim] == 0)
    return Cases(
        month=month,
        crime=crime,
        defendant=suspect,
        group=group,
        domestic=domestic,
        sexual=sexual,
        against_women=female & (domestic | sexual | (group == _STALKING)),
        submitted=submitted,
        resubmitted=np.where(rejected, np.minimum(again, decided), NO_DAY),
        decided=decided,
        charged=is_charged,
        first_hearing=first_hearing,
        court=court,
        result=result,
        trial=trial,
        relisted=relisted,
        finalised=last + sentenced + plain,
    )


_STALKING = OFFENCE_GROUPS.code_of_slug["stalking-and-harassment"]


def _days(amounts: Floats) -> npt.NDArray[np.timedelta64]:
    return amounts.astype(np.int64).astype("timedelta64[D]")


def _results(draws: Draws, domestic: Flags, sexual: Flags) -> Integers:
    n = len(domestic)
    usual, abuse, grave = (
        draws.pick(cumulative(shares), n)
        for shares in (RESULT_SHARES, ABUSE_RESULT_SHARES, SEXUAL_RESULT_SHARES)
    )
    return np.where(sexual, grave, np.where(domestic, abuse, usual))
