"""The sentence that says what an answer shows."""

from __future__ import annotations

from frankpledge.periods import Window
from frankpledge.publication.exploring.answer import Answer, Series
from frankpledge.publication.exploring.class_maps import kind_words
from frankpledge.publication.exploring.question import Against, View
from frankpledge.publication.known_figures import table_title

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
    Against.YEAR_BEFORE: ("against the same period a year before (dashed)", "a year before"),
    Against.PREVIOUS: ("against the period before (dashed)", "a period before"),
    Against.TARGET: ("against the target (dashed)", "a target for such periods"),
    Against.PEERS: ("with the other forces of its group in grey", "other forces of its group"),
}
"""What figures are held against, and what there is none of where they cannot be."""


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
    return f"{titles} in {places}{by}, {_BY[question.window]}, {span}{_held(answer)}.{_sources(answer)}"


def _held(answer: Answer) -> str:
    """Return what the figures are held against, of the measures that there is something to hold against."""
    if answer.question.against is Against.NOTHING:
        return ""
    words, lacking = _AGAINST[answer.question.against]
    peers = answer.question.against is Against.PEERS
    having = {
        one.measure.id
        for one in answer.series
        if (peers and not one.ours and one.known) or (not peers and one.ours and any(_is_given(one)))
    }
    without = [one.title for one in answer.measures if one.id not in having]
    if not having:
        return f"; there is no figure of {lacking} to hold them against"
    return f", {words}" + (f"; of {_joined(without)} there is no figure of {lacking}" if without else "")


def _is_given(one: Series) -> list[bool]:
    return [reference is not None for reference in one.references]


def _sources(answer: Answer) -> str:
    """Return a sentence on where figures of several forces come from; empty where there is one force."""
    said = ""
    for measure in answer.measures:
        held = [one for one in answer.series if one.measure.id == measure.id and one.known]
        if answer.question.area_type != "force" or len({one.area for one in held}) < 2:
            continue
        titles = sorted({table_title(figure.source) for one in held for figure in one.known})
        if len(titles) > 1:
            said += f" Careful: {measure.title} comes from sources that count otherwise: {'; '.join(titles)}."
        elif held[0].known[0].source != measure.table:
            said += f" {measure.title} is from the source that compares forces: {titles[0]}."
    return said


def _mapped(answer: Answer, titles: str, ours: list[Series], by: str) -> str:
    """Return what a map shows: one period, area by area."""
    kind, count = kind_words(answer.question.area_type), len({one.area for one in ours})
    against = _held(answer).replace(" (dashed)", " in the table")
    return f"{titles} in {count} {kind}{by}, {', '.join(answer.periods)}{against}."


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
