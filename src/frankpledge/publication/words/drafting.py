"""A first commentary on each measure, written in references, for people to make their own.

It says what the findings bear out and no more. *Why* is for people, and every draft asks them. Wording
varies from measure to measure and is the same on every run; a measure with nothing out of the ordinary gets
two sentences.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from frankpledge.contracts.figures import Comparator, State
from frankpledge.periods import Window
from frankpledge.plan.definitions import PlanOutcome
from frankpledge.publication.amounts import is_count
from frankpledge.publication.changes import Change, change, percent_span
from frankpledge.publication.found import SeriesFound, found_in, tells
from frankpledge.publication.peers import leading
from frankpledge.publication.readings import MeasureReading, ReportData

WHY = "<!-- Why? Say what explains this, who says so and what is being done. Only people can. -->"


def drafts(data: ReportData) -> dict[str, str]:
    """Return the first text of every slot of a report that invites one, as Markdown by slot."""
    found = {"summary": _invitation("What should a reader take away? Say it in two or three sentences.")}
    for priority in data.plan.priorities:
        for outcome in priority.outcomes:
            found[f"outcomes/{outcome.id}"] = _outcome(outcome)
    for name, reading in data.readings.items():
        found[f"measures/{name}"] = draft(reading, data)
    return found


def draft(reading: MeasureReading, data: ReportData) -> str:
    """Return the first commentary on one measure, as Markdown with references."""
    if reading.quarter.value is None:
        return _invitation("No figure for this period. Say what is being done to get one, if that is known.")
    if reading.quarter.window == Window.AT:
        return _invitation(
            "The newest figure is of one day, which may lie before this period. Say what it means."
        )
    series = found_in(data).series.get(reading.measure.id)
    said = [_headline(reading), *_judged(reading, series)]
    if tells(reading, found_in(data)):
        said += [*_twelve_months(reading), *_standing(reading), *_status(reading)]
    return f"{' '.join(said)}\n\n{WHY}\n"


def _invitation(words: str) -> str:
    return f"<!-- {words} -->\n"


def _outcome(outcome: PlanOutcome) -> str:
    about = " ".join(outcome.text.split()).replace("--", "–")
    return _invitation(f"{about} Say in words how far this has come true, and how that is known.")


def _pick(reading: MeasureReading, what: str, options: Sequence[str]) -> str:
    seed = f"{reading.measure.id}/{reading.quarter.period}/{what}"
    return options[zlib.crc32(seed.encode()) % len(options)]


def _change(reading: MeasureReading, window: str = "") -> Change | None:
    rolling = window == Window.ROLLING_12
    figure = reading.rolling if rolling else reading.quarter
    wanted = [Comparator.SAME_PERIOD_LAST_YEAR, *([Comparator.PREVIOUS_12_MONTHS] if rolling else [])]
    for row in reading.comparisons:
        if row.window == figure.window and row.period == figure.period and row.comparator in wanted:
            return change(figure, row, reading.measure)
    return None


def _headline(reading: MeasureReading) -> str:
    made = _change(reading)
    provisional = " It is provisional, and will change." if reading.quarter.state is State.IMMATURE else ""
    if made is None:
        return "{title}: {value} in {period}." + provisional
    if made.same:
        return "{title}: {value} in {period}, {level} with {period-before}." + provisional
    if not reading.measure.changes_in_points and percent_span(made) is None:
        return "{title}: {value} in {period}, {difference} {more-or-fewer} than in {period-before}."
    options = [
        "{title} {rose-or-fell} by {change} in {period}, to {value} from {before} in {period-before}.",
        "{title} {rose-or-fell} to {value} in {period}, {up-or-down} {change} from {before} a year before.",
    ]
    if is_count(reading.measure):
        options.append(
            "{title}: {value} in {period}, {difference} {more-or-fewer} than in {period-before} "
            "({up-or-down} {change})."
        )
    else:
        options.append("{title}: {value} in {period}, {up-or-down} {change} from {before} a year before.")
    return _pick(reading, "draft", options) + provisional


def _judged(reading: MeasureReading, series: SeriesFound | None) -> Iterator[str]:
    if series is None or series.against is None:
        return
    if series.against.side != "as" and series.exceptions:
        yield _pick(
            reading,
            "outside",
            (
                "That is {exceptional}: its own past leads to expect {range}.",
                "The season and its own past lead to expect {range}, so that is {exceptional}.",
            ),
        )
    elif series.exceptions:
        yield (
            "The quarter lies within what is expected of it ({range}), but single months or two quarters "
            "together do not: it is {exceptional}."
        )
    elif series.against.side == "as":
        yield _pick(
            reading,
            "within",
            (
                "That is {as-expected} for the season ({range}).",
                "Its own past leads to expect {range}, so that is {as-expected}.",
                "That lies in the ordinary range for the season, {range}.",
            ),
        )


def _twelve_months(reading: MeasureReading) -> Iterator[str]:
    if reading.rolling.value is None or reading.rolling.state is not State.KNOWN:
        return
    made = _change(reading, Window.ROLLING_12)
    if made is None:
        return
    moved = "{level, 12 months} with" if made.same else "{moved, 12 months} on"
    yield "Over the {period, 12 months} it was {value, 12 months}, " + moved + " the year before."


def _standing(reading: MeasureReading) -> Iterator[str]:
    row = leading(reading, Comparator.RANK)
    if row is None or row.rank is None or row.n_present is None:
        return
    if row.interval_low is None or row.interval_high is None:
        yield "Among its peers it ranks {rank}."
    elif row.interval_low == row.interval_high:
        yield "Among its peers it clearly ranks {rank}."
    else:
        yield "Among its peers it ranks {rank} (could be {rank-range})."


def _status(reading: MeasureReading) -> Iterator[str]:
    if reading.status is not None and reading.status.good is not None:
        yield "By its declared rule it is {status}."
