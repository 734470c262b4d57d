"""What an answer shows, in words: the sentence, what was found, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frankpledge.contracts.figures import Figure, State
from frankpledge.periods import Window, day_label, month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import is_count, unit_in_words
from frankpledge.publication.exploring.answer import Answer, Series
from frankpledge.publication.exploring.marks import MARKED
from frankpledge.publication.exploring.question import Against, Order, View, kind_words
from frankpledge.publication.known_figures import table_title
from frankpledge.publication.month_findings import MarkKind

MOST_NAMED = 4
MOST_GAPS = 6
"""More periods without a figure than these are told by their number, the first and the last."""
MOST_TOLD = 4
"""More findings than these first ones are told by their marks and in the table."""

_SHAPES = {
    "triangles and squares mark what is exceptional": {MarkKind.OUTSIDE, MarkKind.RUN},
    "diamonds mark signals of a control chart": {MarkKind.SIGNAL},
    "crosses mark what lies beyond its peers": {MarkKind.PEERS},
}
"""What each shape says, by the kinds of mark that have it."""

_BY = {
    Window.MONTH: "by month",
    Window.QUARTER: "by financial quarter",
    Window.ROLLING_12: "in the 12 months to each month",
    Window.YEAR_TO_DATE: "in the financial year to each month",
    Window.FINANCIAL_YEAR: "by financial year",
    Window.CALENDAR_YEAR: "by calendar year",
}
_TO_A_MONTH = {Window.ROLLING_12: "in the 12 months to", Window.YEAR_TO_DATE: "in the financial year to"}
_AGAINST = {
    Against.YEAR_BEFORE: ("against the same period a year before (dashed)", "a year before"),
    Against.PREVIOUS: ("against the period before (dashed)", "a period before"),
    Against.TARGET: ("against the target (dashed)", "a target for such periods"),
    Against.PEERS: ("with the other forces of its group in grey", "other forces of its group"),
}
"""What figures are held against, and what there is none of where they cannot be."""


def sentence(answer: Answer) -> str:
    """Return what is shown: measures, places, parts, periods and what they are held against."""
    if not answer.ours:
        return "There are no figures of this."
    titles = _joined([measure.title for measure in answer.measures])
    return f"{titles} {_scope(answer)}.{_sources(answer)}{_unknown(answer)}"


def headline(answer: Answer, measure: Measure) -> str:
    """Return the title of a measure's picture: what was found last of its one line, else its name."""
    ours = [one for one in answer.of(measure) if one.ours]
    marked = [
        (figure, mark)
        for one in ours
        for figure, mark in zip(one.figures, one.marks, strict=True)
        if mark is not None
    ]
    if len(ours) != 1 or not marked:
        return measure.title
    figure, mark = marked[-1]
    of_quarter = mark.kind is MarkKind.PEERS and answer.question.window is Window.MONTH
    to = "to " if mark.kind is MarkKind.RUN or of_quarter else ""
    return f"{measure.title}: {mark.words}, {to}{figure.label}"


def subtitle(answer: Answer, measure: Measure) -> str:
    """Return unit, places, periods and comparison of a measure's picture."""
    unit = unit_in_words(measure)
    alone = Answer(answer.question, answer.of(measure), answer.judged, answer.left_out)
    return f"{unit[:1].upper()}{unit[1:]} {_scope(alone)}"


def shape_words(series: Iterable[Series]) -> str:
    """Return what the shapes over lines mean, of the kinds that there are."""
    kinds = {mark.kind for one in series for mark in one.marks if mark is not None}
    return _joined([words for words, held in _SHAPES.items() if kinds & held])


def source_words(series: Iterable[Series], edition: str) -> str:
    """Return where figures come from and as at when. ``edition`` says of which build or release they are."""
    known = [figure for one in series for figure in one.known]
    titles = sorted({table_title(figure.source) for figure in known})
    obtained = max((figure.as_at for figure in known if figure.as_at is not None), default=None)
    by = f" Records as at {day_label(obtained)}." if obtained is not None else ""
    source = f"Source: {'; '.join(titles)}.{by} " if titles else ""
    return f"{source}{edition}"


def found_words(answer: Answer) -> list[str]:
    """Return the findings that are marked, in their own words.

    Of one line its weightiest findings; of several one for each, then how many more lines have marks.
    """
    marked = [one for one in answer.ours if one.found]
    if len(marked) == 1:
        return list(dict.fromkeys(row.sentence for row in marked[0].found))[:MOST_TOLD]
    told = [one.found[0].sentence for one in marked]
    more = len(told) - MOST_TOLD
    lines = told[:MOST_TOLD]
    if more < 1:
        return lines
    return [*lines, f"{more} more line{' has' if more == 1 else 's have'} marks, and words in the table."]


def judged_words(answer: Answer, *, any_quarter: bool) -> str:
    """Return what a chart without marks means: what was judged, and what was not.

    ``any_quarter`` says that any quarter can be asked about, as the office can of its newest build.
    """
    question = answer.question
    if not answer.ours:
        return ""
    if any(figure.window == Window.AT for figure in answer.periods):
        return "Figures of single days are not searched for what is exceptional."
    if question.window not in MARKED:
        return "Findings are of months and quarters: figures of longer periods are not marked."
    if question.breakdown or question.area_type == "local-authority":
        return "Only totals of forces, wards and small census areas are searched for what is exceptional."
    if not answer.judged:
        several = len({one.area for one in answer.series if one.known}) > 1
        where = " What is exceptional is looked for in the force's own records." if several else ""
        return f"No finding is held of these figures.{where}"
    quarters = answer.judged if len(answer.judged) < 3 else (answer.judged[0], "to", answer.judged[-1])
    named = " ".join(quarters) if len(answer.judged) > 2 else " and ".join(quarters)
    if any_quarter:
        return (
            f"What is exceptional is marked in {named}. For an earlier quarter's, let the periods end there."
        )
    return f"What is exceptional is marked in {named}. Earlier figures are not judged again."


def _scope(answer: Answer) -> str:
    """Return places, parts, periods and comparison: ``in Westmarch, by month, April to May 2024``."""
    question, ours = answer.question, answer.ours
    areas = list(dict.fromkeys(one.area_name for one in ours))
    kind = kind_words(question.area_type, len(areas))
    places = _joined(areas) if len(areas) <= MOST_NAMED else f"{len(areas)} {kind}"
    if question.view is View.MAP:
        places = f"{len(areas)} {kind}"
    parts = list(dict.fromkeys(one.part for one in ours)) if question.parts else []
    named = f" ({_joined(parts)})" if 0 < len(parts) <= MOST_NAMED else ""
    by = f", by {question.breakdown.replace('-', ' ')}{named}" if question.breakdown else ""
    return f"in {places}{by}, {_span(answer)}{_chosen(answer)}{_held(answer)}"


def _span(answer: Answer) -> str:
    """Return of which periods figures are."""
    window, held = answer.question.window, answer.periods
    first, last = held[0], held[-1]
    if all(figure.window == Window.AT for figure in held):
        return f"on {last.label}" if len(held) == 1 else f"on {len(held)} days, {first.label} to {last.label}"
    if len(held) == 1:
        return f"{_TO_A_MONTH[window]} {_month(last)}" if window in _TO_A_MONTH else f"in {last.label}"
    if window in _TO_A_MONTH:
        return f"{_BY[window]}, {_month(first)} to {_month(last)}"
    return f"{_BY[window]}, {first.label} to {last.label}"


def _month(figure: Figure) -> str:
    return month_label(month_of(figure.period_end))


def _chosen(answer: Answer) -> str:
    """Return in which order lines come, and how many were chosen for what was found of them."""
    question, kept = answer.question, len(answer.ours)
    words = f", {question.order.words.lower()}" if question.order is not Order.NAME else ""
    if question.only_found:
        stand = "stands out" if kept == 1 else "stand out"
        words += f", only the {kept} of {kept + answer.left_out} {lines_words(answer)} that {stand}"
    return words


def lines_words(answer: Answer) -> str:
    """Return what the lines of an answer are, many of them: places where each has one line, else lines."""
    one_each = len(answer.question.measures) == 1 and not answer.question.breakdown
    return kind_words(answer.question.area_type) if one_each else "lines"


def _held(answer: Answer) -> str:
    """Return what the figures are held against, of the measures that there is something to hold against."""
    if answer.question.against is Against.NOTHING:
        return ""
    words, lacking = _AGAINST[answer.question.against]
    if answer.question.view in (View.MAP, View.TABLE) or len(answer.periods) == 1:
        words = words.replace(" (dashed)", "").replace(" in grey", "")
    peers = answer.question.against is Against.PEERS
    having = {
        one.measure.id
        for one in answer.series
        if (peers and not one.ours and one.known) or (not peers and one.ours and any(_is_given(one)))
    }
    without = [one.title for one in answer.measures if one.id not in having]
    if not having:
        return f"; there is no figure of {lacking} to hold them against"
    if peers and any(is_count(one) for one in answer.measures):
        words += ", which are of other sizes"
    return f", {words}" + (f"; of {_joined(without)} there is no figure of {lacking}" if without else "")


def _is_given(one: Series) -> list[bool]:
    return [reference is not None for reference in one.references]


def _sources(answer: Answer) -> str:
    """Return a sentence on where figures of several forces come from; empty where there is one force."""
    said = ""
    for measure in answer.measures:
        held = [one for one in answer.of(measure) if one.known]
        if answer.question.area_type != "force" or len({one.area for one in held}) < 2:
            continue
        titles = sorted({table_title(figure.source) for one in held for figure in one.known})
        if len(titles) > 1:
            said += f" Careful: {measure.title} comes from sources that count otherwise: {'; '.join(titles)}."
        elif held[0].known[0].source != measure.table:
            said += f" {measure.title} is from the source that compares forces: {titles[0]}."
    return said


def _unknown(answer: Answer) -> str:
    """Return why no value is shown of a measure, where none is known: nothing is ever drawn as none."""
    said = ""
    for measure in answer.measures:
        ours = [one for one in answer.of(measure) if one.ours]
        if any(one.known for one in ours):
            continue
        withheld = any(figure.state is State.SUPPRESSED for one in ours for figure in one.figures)
        why = "small numbers are withheld" if withheld else "not all of its records have been supplied"
        said += f" No value of {measure.title} is known in these periods: {why}."
    return said


def gap_words(answer: Answer) -> list[str]:
    """Return, of each measure, the periods of which a line has no figure after its first: its gaps."""
    told = []
    for measure in answer.measures:
        ours = [one for one in answer.of(measure) if one.ours]
        missing = [
            {
                figure.period
                for figure in one.figures
                if figure.state is State.MISSING and figure.period > one.known[0].period
            }
            for one in ours
            if one.known
        ]
        labels = {figure.period: figure.label for one in ours for figure in one.figures}
        gaps = [labels[period] for period in sorted(set().union(*missing))]
        if not gaps:
            continue
        named = (
            _joined(gaps) if len(gaps) <= MOST_GAPS else f"{len(gaps)} periods from {gaps[0]} to {gaps[-1]}"
        )
        by_some = any(one != missing[0] for one in missing)
        whose = (
            "some of these lines have" if by_some else "there is" if len(missing) == 1 else "these lines have"
        )
        of = f"{measure.title}: " if len(answer.measures) > 1 else ""
        said = f"{of}{whose} no figure of {named}, because not all records were supplied."
        told.append(said[:1].upper() + said[1:])
    return told


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
