"""The sentence that says what an answer shows."""

from __future__ import annotations

from frankpledge.periods import Window
from frankpledge.publication.exploring.answer import Answer, Series
from frankpledge.publication.exploring.class_maps import kind_words
from frankpledge.publication.exploring.question import Against, View

MOST_NAMED = 4

_BY = {
    Window.MONTH: "by month",
    Window.QUARTER: "by financial quarter",
    Window.ROLLING_12: "in the 12 months to each month",
    Window.YEAR_TO_DATE: "in the financial year to each month",
    Window.FINANCIAL_YEAR: "by financial year",
    Window.CALENDAR_YEAR: "by calendar year",
}
_AGAINST = {
    Against.NOTHING: "",
    Against.YEAR_BEFORE: ", against the same period a year before (dashed)",
    Against.PREVIOUS: ", against the period before (dashed)",
    Against.TARGET: ", against the target (dashed)",
    Against.PEERS: ", with the other forces of its group in grey",
}


def sentence(answer: Answer) -> str:
    """Return what is shown: measures, places, parts, periods and what they are held against."""
    question = answer.question
    ours = [one for one in answer.series if one.ours]
    if not ours:
        return "There are no figures of this."
    titles = _joined([measure.title for measure in answer.measures])
    areas = list(dict.fromkeys(one.area_name for one in ours))
    places = _joined(areas) if len(areas) <= MOST_NAMED else f"{len(areas)} areas"
    by = f", by {question.breakdown.replace('-', ' ')}" if question.breakdown else ""
    if question.view is View.MAP:
        return _mapped(answer, titles, ours, by)
    periods = answer.periods
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    return f"{titles} in {places}{by}, {_BY[question.window]}, {span}{_AGAINST[question.against]}."


def _mapped(answer: Answer, titles: str, ours: list[Series], by: str) -> str:
    """Return what a map shows: one period, area by area."""
    kind, count = kind_words(answer.question.area_type), len({one.area for one in ours})
    against = _AGAINST[answer.question.against].replace(" (dashed)", " in the table")
    return f"{titles} in {count} {kind}{by}, {', '.join(answer.periods)}{against}."


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
