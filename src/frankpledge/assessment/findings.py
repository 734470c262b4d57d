"""What a judged quarter amounts to: rows of the findings table, each with a plain sentence.

Pure: numbers are put into words by the caller's ``say``, for the words of a unit have one home
elsewhere. No sentence says that something has not changed: one that stayed within its range
says what could have been seen. "By chance" always says under which condition.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from frankpledge.assessment.expected.budget import LEVELS, Levels, expected_false_exceptions
from frankpledge.assessment.expected.judgement import Judgement, Range
from frankpledge.contracts.figures import Finding
from frankpledge.periods import Period, Window, period_ending, since
from frankpledge.plan.definitions import Direction


class FindingKind(StrEnum):
    """What was found when a quarter was held against its expected range."""

    QUARTER_OUTSIDE = "quarter outside its expected range"
    HALF_YEAR_OUTSIDE = "two quarters together outside their expected range"
    MONTH_OUTSIDE = "month outside its expected range"
    WITHIN = "within its expected range"
    NO_JUDGEMENT = "no judgement"


class Judged(StrEnum):
    """Which way a finding points, in the measure's own terms."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NONE = "no judgement"


@dataclass(frozen=True)
class Subject:
    """A series that was judged: its part of the figure's key, its ``name`` as a sentence begins, its words.

    ``say`` writes a value for readers (``1,234``, ``14.6 per cent``).
    """

    measure: str
    area_type: str
    area: str
    breakdown: str
    source: str
    name: str
    direction: Direction
    say: Callable[[float], str]


def findings_of(judgement: Judgement, subjects: Sequence[Subject], quarter: Period) -> list[Finding]:
    """Return the findings of each subject, in the order of the judgement's series.

    One for the quarter, always; one more for the two quarters together and for each single month
    that is outside its range.
    """
    if len(subjects) != len(judgement.reasons):
        raise ValueError(f"{len(subjects)} subjects for {len(judgement.reasons)} judged series")
    half = since(quarter.first_month - 3, quarter.last_month)
    found = []
    for at, subject in enumerate(subjects):
        if judgement.reasons[at]:
            found.append(_no_judgement(judgement, at, subject, quarter))
            continue
        whole = judgement.quarter
        if whole.outside[at]:
            kind, sentence = FindingKind.QUARTER_OUTSIDE, outside_sentence(subject, quarter, whole, at)
        else:
            kind, sentence = FindingKind.WITHIN, within_sentence(subject, quarter, judgement, at)
        found.append(_row(judgement, subject, quarter, whole, at, kind, sentence))
        if judgement.half_year.outside[at]:
            sentence = outside_sentence(subject, half, judgement.half_year, at)
            kind = FindingKind.HALF_YEAR_OUTSIDE
            found.append(_row(judgement, subject, half, judgement.half_year, at, kind, sentence))
        for place in judgement.months.outside[at].nonzero()[0]:
            month = period_ending(Window.MONTH, quarter.months[int(place)])
            single = judgement.months.month(int(place))
            sentence = outside_sentence(subject, month, single, at)
            found.append(_row(judgement, subject, month, single, at, FindingKind.MONTH_OUTSIDE, sentence))
    return found


def _row(
    judgement: Judgement,
    subject: Subject,
    period: Period,
    judged: Range,
    at: int,
    kind: FindingKind,
    sentence: str,
) -> Finding:
    outside = kind is not FindingKind.WITHIN
    return Finding(
        *(subject.measure, subject.area_type, subject.area, subject.breakdown),
        *(str(period.window), period.key, subject.source, str(kind)),
        *(judgement.method, judgement.variant, judgement.baseline),
        *(float(judged.low[at]), float(judged.high[at]), float(judged.seen[at])),
        strength=f"p = {judged.p[at]:.2g}, {one_in(float(judged.p[at]))}",
        direction=str(direction_of(subject.direction, int(judged.side[at])) if outside else Judged.NONE),
        sentence=sentence,
    )


def _no_judgement(judgement: Judgement, at: int, subject: Subject, quarter: Period) -> Finding:
    return Finding(
        *(subject.measure, subject.area_type, subject.area, subject.breakdown),
        *(str(quarter.window), quarter.key, subject.source, str(FindingKind.NO_JUDGEMENT)),
        *(judgement.method, judgement.variant, judgement.baseline),
        *(None, None, None),
        strength="",
        direction=str(Judged.NONE),
        sentence=no_judgement_sentence(
            subject, quarter, judgement.reasons[at], int(judgement.months_used[at])
        ),
    )


def direction_of(direction: Direction, side: int) -> Judged:
    """Return which way a figure above (1) or below (−1) its expected range points.

    >>> str(direction_of(Direction.LOWER, 1))
    'worsening'
    """
    if direction is Direction.NEUTRAL:
        return Judged.NONE
    better = (side > 0) == (direction is Direction.HIGHER)
    return Judged.IMPROVING if better else Judged.WORSENING


def one_in(p: float) -> str:
    """Return how rare a figure as far out would be, in round numbers.

    The law is not known well enough to tell smaller chances than 1 in 10,000 apart.

    >>> one_in(0.0043), one_in(0.3), one_in(1e-9)
    ('about 1 in 250', 'about 1 in 3', 'less than 1 in 10,000')
    """
    if p < 1e-4:
        return "less than 1 in 10,000"
    times = 1.0 / p
    if times < 1.5:
        return "nothing unusual"
    if times < 10:
        return f"about 1 in {times:.0f}"
    power = 10.0 ** math.floor(math.log10(times))
    steps = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    nearest = min(steps, key=lambda step: abs(math.log(step * power / times)))
    return f"about 1 in {nearest * power:,.0f}"


def outside_sentence(subject: Subject, period: Period, judged: Range, at: int) -> str:
    """Return the sentence for a figure outside its expected range."""
    seen, low, high = (subject.say(float(of[at])) for of in (judged.seen, judged.low, judged.high))
    where = "above" if judged.side[at] > 0 else "below"
    rare = one_in(float(judged.p[at])).removeprefix("about ").removeprefix("less than ")
    less = "less than " if judged.p[at] < 1e-4 else "about "
    covers = f"{period.label}, two quarters together" if period.window is Window.SINCE else period.label
    chance = _pick(
        subject,
        period,
        "chance",
        f"If it went on as before, a figure as far out would come by chance {less}{rare} times.",
        f"As far out by chance alone, with all as before: {less}{rare}.",
    )
    judgement = direction_of(subject.direction, int(judged.side[at]))
    side = {Judged.IMPROVING: ", on the better side", Judged.WORSENING: ", on the worse side"}.get(
        judgement, ""
    )
    opening = _pick(
        subject,
        period,
        "outside",
        f"{subject.name}: {seen} in {covers}, {where} the range expected from its own past "
        f"({low} to {high}){side}.",
        f"{subject.name}: {seen} in {covers}. That is {where} its expected range of {low} to {high}{side}.",
    )
    return f"{opening} {chance}"


def within_sentence(subject: Subject, quarter: Period, judgement: Judgement, at: int) -> str:
    """Return the sentence for a quarter within its expected range, with what could have been seen."""
    judged, power = judgement.quarter, judgement.power
    seen, low, high = (subject.say(float(of[at])) for of in (judged.seen, judged.low, judged.high))
    rise, fall = float(power.rise_to[at]), float(power.fall_to[at])
    opening = _pick(
        subject,
        quarter,
        "within",
        f"{subject.name}: {seen} in {quarter.label}, within the range expected from its own past "
        f"({low} to {high}).",
        f"{subject.name}: {seen} in {quarter.label}. That is within its expected range of {low} to {high}.",
    )
    if math.isnan(rise) and math.isnan(fall):
        return f"{opening} No change, however large, could have been told from chance here."
    if math.isnan(fall):
        seeable = f"a rise to {subject.say(rise)} would probably have been seen, a fall could not have been"
    elif math.isnan(rise):
        seeable = f"a fall to {subject.say(fall)} would probably have been seen, a rise could not have been"
    else:
        seeable = (
            f"a rise to {subject.say(rise)} or a fall to {subject.say(fall)} would probably have been seen"
        )
    limit = _pick(
        subject,
        quarter,
        "power",
        f"A smaller change may be there unseen: {seeable}.",
        f"That does not show that nothing changed: {seeable}; a smaller change might not.",
    )
    return f"{opening} {limit}"


def no_judgement_sentence(subject: Subject, quarter: Period, reason: str, months: int) -> str:
    """Return why a quarter could not be judged, and which judgement can still be made."""
    opening = f"{subject.name}, {quarter.label}: no judgement, because {_clause(reason)}."
    if not reason.startswith("not enough history"):
        return opening
    if months >= 13:
        return f"{opening} A control chart can be read meanwhile, which makes no allowance for season."
    return f"{opening} Until there are 13 it can only be compared with earlier periods, as they stand."


def _clause(reason: str) -> str:
    return reason.replace("not enough history:", "there is not enough history:")


def closing_sentence(judged: int, exceptional: int, levels: Levels = LEVELS) -> str:
    """Return the report's line on false exceptions: how many to expect though nothing had changed.

    >>> closing_sentence(0, 0)
    'No measure could be held against an expected range.'
    """
    if not judged:
        return "No measure could be held against an expected range."
    expected = expected_false_exceptions(judged, levels)
    number = f"{expected:.0f}" if expected >= 10 else f"{expected:.1f}"
    measures = "1 measure was" if judged == 1 else f"{judged:,} measures were"
    called = "none is" if exceptional == 0 else f"{exceptional:,} {'is' if exceptional == 1 else 'are'}"
    return (
        f"{measures} held against an expected range and {called} called exceptional here. Had nothing "
        f"changed at all, up to about {number} would still have been called so by chance."
    )


def _pick(subject: Subject, period: Period, what: str, *options: str) -> str:
    """Choose a wording by subject, period and occasion: varied over a page, the same on every run."""
    seed = f"{subject.measure}/{subject.area}/{subject.breakdown}/{period.key}/{what}"
    return options[zlib.crc32(seed.encode()) % len(options)]
