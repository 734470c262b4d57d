"""The one writer of sentences about a measure. Pure: readings in, lines of bound numbers out.

It says what differs and by how much, never more: no word here claims that a change is more
than ordinary variation, because nothing in a reading tests that. Wording varies by measure
(always the same for the same measure and period), so that a page of measures reads as prose.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from frankpledge.contracts.figures import Comparator, Figure, State
from frankpledge.errors import WrongUse
from frankpledge.periods import Window, month_of, parse_period, parse_quarter
from frankpledge.plan.definitions import Direction, Kind, Measure
from frankpledge.publication.amounts import TOO_SMALL, is_count, machine, said
from frankpledge.publication.changes import (
    amount_only,
    by_percent,
    by_size,
    change,
    in_words,
    reference_label,
    reference_span,
    said_between,
    verdict,
)
from frankpledge.publication.model import (
    Bound,
    Line,
    Name,
    Quoted,
    Text,
    Tone,
    comparison_key,
    figure_key,
    line,
)
from frankpledge.publication.readings import YEAR_BEFORE, MeasureReading

ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def value_span(figure: Figure, measure: Measure, *, strong: bool = False) -> Bound:
    """Return a figure's value in words, bound to it. The figure must have a value."""
    assert figure.value is not None
    text = "none" if figure.value == 0 and is_count(measure) else said(figure.value, measure)
    return Bound(text, figure_key(figure), machine(figure.value), strong=strong)


def _pick(reading: MeasureReading, what: str, options: Sequence[Line]) -> Line:
    """Choose a wording by measure, period and occasion: varied over a page, the same on every run."""
    seed = f"{reading.measure.id}/{reading.quarter.period}/{what}"
    return options[zlib.crc32(seed.encode()) % len(options)]


def _there_were(figure: Figure) -> str:
    return "there was " if figure.value == 1 else "there were "


def headline(reading: MeasureReading) -> Line:
    """Return the quarter's figure and its change from the same quarter last year."""
    measure, figure = reading.measure, reading.quarter
    if figure.value is None:
        return no_figure(reading, figure)
    now, when = value_span(figure, measure, strong=True), Name(in_words(figure))
    comparison = reading.compared(Comparator.SAME_PERIOD_LAST_YEAR)
    made = change(figure, comparison, measure)
    if made is None:
        dated = figure.window == Window.AT
        there = _there_were(figure) if is_count(measure) else "the figure was "
        opening = line("On " if dated else "In ", when, " ", there, now)
        if dated or measure.kind in (Kind.VALUE_AT, Kind.SUPPLIED):
            return line(opening, ".")
        year_before = parse_period(Window.named(figure.window), figure.period).year_before()
        if reading.is_comparison_withheld(Comparator.SAME_PERIOD_LAST_YEAR):
            return line(opening, "; the numbers for ", Name(in_words(year_before)), f" are {TOO_SMALL}.")
        return line(opening, "; there is no comparable figure for ", Name(in_words(year_before)), ".")
    before = Name(reference_label(made.comparison))
    if made.same:
        return line("In ", when, " the figure was ", now, ", level with ", before, ".")
    if made.reference == 0:
        none = reference_span(made)
        there = "there were " if is_count(measure) else "it was "
        opening = line("In ", when, " ", _there_were(figure) if is_count(measure) else "the figure was ", now)
        return line(opening, "; in ", before, " ", there, none, ".")
    if is_count(measure):
        there = _there_were(figure)
        than = line(amount_only(made), " than in ", before)
        counted = (
            line("In ", when, " ", there, now, ", ", than, " (", by_percent(made), ")."),
            line(
                there.capitalize(),
                now,
                " in ",
                when,
                " against ",
                reference_span(made),
                " in ",
                before,
                ": ",
                by_size(made),
                ".",
            ),
            line(
                there.capitalize(),
                now,
                " in ",
                when,
                ", ",
                by_percent(made),
                " from ",
                reference_span(made),
                " in ",
                before,
                ".",
            ),
        )
        return _pick(reading, "headline", counted)
    moved = by_percent(made) if measure.changes_in_points else line(by_size(made))
    options = (
        line(
            "The figure was ",
            now,
            " in ",
            when,
            ", ",
            moved,
            " from ",
            reference_span(made),
            " in ",
            before,
            ".",
        ),
        line(
            "In ",
            when,
            " it was ",
            now,
            "; a year before, in ",
            before,
            ", ",
            reference_span(made),
            ": ",
            by_size(made),
            ".",
        ),
    )
    return _pick(reading, "headline", options)


def is_destroyed(reading: MeasureReading, figure: Figure) -> bool:
    """Whether records of a month of the figure's period were destroyed by order."""
    months = range(month_of(figure.period_start), month_of(figure.period_end) + 1)
    return any(month in months for month in reading.destroyed)


def no_figure(reading: MeasureReading, figure: Figure) -> Line:
    """Return why there is no figure."""
    if figure.state is State.SUPPRESSED:
        return line("No figure: the numbers for ", Name(figure.label), f" are {TOO_SMALL}.")
    when = Name(figure.label)
    if is_destroyed(reading, figure):
        return line("No figure: records for ", when, " were destroyed by order.")
    if reading.has_data:
        return line("No figure: not all of the records for ", when, " have been supplied.")
    return line("No figure: records for ", when, " have not been supplied.")


def quarter_before(reading: MeasureReading) -> Line | None:
    """Return how the figure compares with the period just before; None for a year, told from that already."""
    if reading.quarter.window != Window.QUARTER:
        return None
    made = change(reading.quarter, reading.compared(Comparator.PREVIOUS_PERIOD), reading.measure)
    if made is None:
        return None
    before = Name(reference_label(made.comparison))
    if made.same:
        return line("It was level with ", before, ", the quarter before.")
    options = (
        line(
            "That is ",
            amount_only(made),
            " than in the quarter before (",
            before,
            ", ",
            reference_span(made),
            ").",
        ),
        line(
            "Against the quarter before (",
            before,
            ", ",
            reference_span(made),
            ") it is ",
            by_percent(made),
            ".",
        ),
        line("From ", before, ", the quarter before, it is ", by_size(made), "."),
    )
    if made.reference == 0:
        return options[0]
    return _pick(reading, "before", options if is_count(reading.measure) else options[1:])


def twelve_months(reading: MeasureReading) -> Line | None:
    """Return the 12-month figure and its change from the 12 months before; None if it says nothing."""
    measure, figure = reading.measure, reading.rolling
    if reading.quarter.window in YEAR_BEFORE or reading.is_rolling_repeated:
        return None
    if figure.value is None:
        dated = measure.kind in (Kind.VALUE_AT, Kind.SUPPLIED)
        if dated or reading.quarter.value is None or figure.state is State.SUPPRESSED:
            return None
        return line("No figure for the ", Name(figure.label), ": not all of those months have been supplied.")
    now, when = value_span(figure, measure), Name(figure.label)
    window = str(Window.ROLLING_12)
    made = change(figure, reading.compared(Comparator.PREVIOUS_12_MONTHS, window), measure) or change(
        figure, reading.compared(Comparator.SAME_PERIOD_LAST_YEAR, window), measure
    )
    opening = line("Over the ", when, " ", _there_were(figure) if is_count(measure) else "it was ", now)
    if made is None:
        return line(opening, "; the year before is not complete enough to compare.")
    if made.same:
        return line(opening, ", level with the year before.")
    if made.reference == 0:
        return line(opening, "; in the year before, ", reference_span(made), ".")
    options = (
        line(opening, ", ", by_percent(made), " from ", reference_span(made), " in the year before."),
        line(opening, "; the year before, ", reference_span(made), " (", by_percent(made), ")."),
    )
    return _pick(reading, "rolling", options)


def history(reading: MeasureReading) -> Line | None:
    """Return how far back one must go for a figure as high or as low, if that is a year or more."""
    if reading.quarter.window != Window.QUARTER:
        return None
    for comparator, word in ((Comparator.HIGHEST_SINCE, "highest"), (Comparator.LOWEST_SINCE, "lowest")):
        row = reading.compared(comparator)
        if row is None or reading.quarter.value is None:
            continue
        since = _quarters_back(reading.quarter.period, row.note)
        if since is not None and since >= 4:
            return line(f"No quarter has been as {word[:-3]} since ", Name(row.note), ".")
        if row.reference is None and row.n_present is not None and row.n_present >= 8:
            count = Bound(str(row.n_present), comparison_key(row, "n_present"), str(row.n_present))
            return line(f"It is the {word} of the ", count, " quarters held without a gap.")
    return None


def _quarters_back(period: str, note: str) -> int | None:
    """Return how many quarters before ``period`` the quarter named by ``note`` lies, or None."""
    try:
        return (parse_quarter(period).last_month - parse_quarter(note).last_month) // 3
    except WrongUse:
        return None


def running(reading: MeasureReading) -> Line | None:
    """Return for how many quarters running, from four on, the figure has been above or below last year's."""
    if reading.quarter.window != Window.QUARTER:
        return None
    for comparator, word in ((Comparator.RUN_ABOVE, "above"), (Comparator.RUN_BELOW, "below")):
        row = reading.compared(comparator)
        if row is None or row.n_present is None or row.n_present < 4:
            continue
        count = row.n_present
        text = ORDINALS[count] if count < len(ORDINALS) else f"{count}th"
        ordinal = Bound(text, comparison_key(row, "n_present"), str(count))
        return line("It is the ", ordinal, f" quarter running {word} the same quarter of the year before.")
    return None


def against_baseline(reading: MeasureReading) -> Line | None:
    """Return the change from the declared baseline."""
    row = reading.compared(Comparator.BASELINE)
    made = change(reading.quarter, row, reading.measure)
    if row is None or made is None:
        return None
    note = line(" (", Quoted(row.note, "comparison"), ")") if row.note else line()
    if made.same:
        return line("It is level with the baseline", note, ".")
    return line("The baseline", note, " is ", reference_span(made), "; now it is ", by_size(made), ".")


def against_target(reading: MeasureReading) -> Line | None:
    """Return whether the declared target was met, by how much it was missed or passed, and whose it is."""
    for window in dict.fromkeys((reading.quarter.window, str(Window.ROLLING_12))):
        row = reading.compared(Comparator.TARGET, window)
        figure = reading.quarter if window == reading.quarter.window else reading.rolling
        made = change(figure, row, reading.measure)
        if row is None or made is None or figure.state is not State.KNOWN:
            continue
        met = made.size <= 0 if reading.measure.direction is Direction.LOWER else made.size >= 0
        word = Text("met", tone=Tone.BETTER) if met else Text("not met", tone=Tone.WORSE)
        where = line("exactly on it") if made.same else line(amount_only(made), " than the target")
        source = line(" (", Quoted(row.note, "comparison"), ")") if row.note else line()
        over = line(" over the ", Name(figure.label)) if window == Window.ROLLING_12 else line()
        return line("The target of ", reference_span(made), source, " was ", word, over, ": ", where, ".")
    return None


def joined(names: Sequence[str]) -> Line:
    """Return names joined as a list in a sentence."""
    spans: list[Name | str] = []
    for index, name in enumerate(names):
        if index:
            spans.append(" and " if index == len(names) - 1 else ", ")
        spans.append(Name(name))
    return line(*spans)


def status_sentence(reading: MeasureReading) -> Line | None:
    """Return the status word and its reason, if the measure has a rule."""
    status = reading.status
    if status is None:
        return None
    tone = {True: Tone.BETTER, False: Tone.WORSE, None: Tone.PLAIN}[status.good]
    word = Text(status.word, strong=True, tone=tone)
    return line("Status: ", word, ", ", Quoted(status.reason, "status rule"), ".")


def paragraph(reading: MeasureReading) -> Line:
    """Return all there is to say of a measure's figures, as one paragraph."""
    parts = [
        headline(reading),
        quarter_before(reading),
        twelve_months(reading),
        history(reading),
        running(reading),
        against_baseline(reading),
        against_target(reading),
    ]
    return spaced(part for part in parts if part)


def spaced(lines: Iterable[Line]) -> Line:
    """Return lines joined by spaces."""
    spans: list[Line | str] = []
    for part in lines:
        if spans:
            spans.append(" ")
        spans.append(part)
    return line(*spans)


def chart_title(reading: MeasureReading) -> Line:
    """Return the finding a chart shows, in a few words."""
    measure, figure = reading.measure, reading.quarter
    if figure.value is None:
        return line(Name(measure.title), ": no figure for ", Name(figure.label))
    made = change(figure, reading.compared(Comparator.SAME_PERIOD_LAST_YEAR), measure)
    if made is None:
        return line(Name(measure.title), ": ", value_span(figure, measure), " in ", Name(in_words(figure)))
    before = Name(reference_label(made.comparison))
    if made.same:
        return line(Name(measure.title), ": level with ", before)
    if made.percent is None and not measure.changes_in_points:
        return line(Name(measure.title), ": ", amount_only(made), " than in ", before)
    return line(Name(measure.title), ": ", by_percent(made), " on ", before)


def change_cell(
    reading: MeasureReading,
    comparator: Comparator = Comparator.SAME_PERIOD_LAST_YEAR,
    *,
    judged: bool = True,
) -> Line:
    """Return the change from the same quarter last year (or as asked) for the table at a glance."""
    if reading.is_comparison_withheld(comparator):
        return line(Text(TOO_SMALL, tone=Tone.QUIET))
    if reading.quarter.value is None:
        return line(Text("no figure", tone=Tone.QUIET))
    made = change(reading.quarter, reading.compared(comparator), reading.measure)
    if made is None:
        two = (reading.quarter, reading.year_before)
        if comparator == Comparator.SAME_PERIOD_LAST_YEAR and two[1] is not None and two[1].value is not None:
            return said_between(two[0], two[1], reading.measure)
        return line(Text("nothing to compare with", tone=Tone.QUIET))
    word = verdict(made) if judged else None
    return line(by_size(made), ", " if word else None, word)
