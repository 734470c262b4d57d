"""The three to seven sentences at the head of a report: what moved, where it stands, what is not known.

Measures are ordered by the size of their change relative to last year, small bases left
out, because a busy reader asks "what changed most?". That order is not a test, and the
sentences say so.
"""

from __future__ import annotations

from frankpledge.contracts.figures import Comparator, Figure, State
from frankpledge.periods import Window
from frankpledge.plan.definitions import Direction
from frankpledge.publication.amounts import TOO_SMALL
from frankpledge.publication.changes import Change, by_percent, by_size, change, in_words, reference_label
from frankpledge.publication.data_state import missing_months, month_spans
from frankpledge.publication.finding_words import in_short, worth
from frankpledge.publication.found import exceptional_measures, found_in
from frankpledge.publication.model import Bound, Line, Name, Text, Tone, line
from frankpledge.publication.peers import leading, rank_span
from frankpledge.publication.readings import MeasureReading, ReportData
from frankpledge.publication.sentences import is_destroyed, value_span

ENOUGH = 30
"""Fewer counted than this, now or a year before, is too few to lead a report with."""

MOST_EXCEPTIONAL = 4
"""More exceptional measures than this are counted in the sentence, and named in their part."""

NAMED = 2
"""How many measures are named for each of better and worse."""


def key_sentences(data: ReportData) -> tuple[Line, ...]:
    """Return the sentences, best known first; at least three for any plan with a measure."""
    comparator = reference_of(data)
    moved = _moved(data, comparator)
    when = "a year before" if comparator is Comparator.SAME_PERIOD_LAST_YEAR else "the quarter before"
    better = [pair for pair in moved if pair[1].tone is Tone.BETTER]
    worse = [pair for pair in moved if pair[1].tone is Tone.WORSE]
    same = [pair for pair in moved if pair[1].little]
    lines = [_exceptional(data), _tally(data, better, worse, same), _named(f"Better than {when}: ", better)]
    lines += [
        _named(f"Worse than {when}: ", worse),
        _standing(data),
        _unknown(data),
        _provisional(data),
    ]
    found = [one for one in lines if one is not None]
    if len(found) < 3:
        found.append(line("What each measure counts, and from which records, is at the end of this report."))
    if len(found) < 3:
        found.append(
            line("That a change is more than ordinary variation is said only of what is exceptional.")
        )
    return tuple(found)


def _exceptional(data: ReportData) -> Line | None:
    """Return what is exceptional, or that nothing is, of how many measures judged."""
    found = found_in(data)
    if not found.series:
        return None
    if not found.judged:
        return line(
            Text("Nothing could be judged exceptional: ", strong=True),
            "no measure has the two years of months that the test needs. Weaker signs are told apart.",
        )
    judged = line(" of ", _counted(found.judged, "judged"), " measures judged.")
    named = exceptional_measures(data)
    if not named:
        few = Text("Nothing is exceptional: ", strong=True)
        return line(few, "no measure lies outside the range its own past leads to expect,", judged)
    spans: list[Line | str] = []
    for place, (reading, series) in enumerate(named[:MOST_EXCEPTIONAL]):
        title = Name(reading.measure.title, strong=True, target=f"#exceptional-{reading.measure.id}")
        better = worth(series.exceptions[0])
        words = line(" (", better, ")") if better else None
        spans.append(line("; " if place else None, title, " ", in_short(series.exceptions[0]), words))
    rest = len(named) - MOST_EXCEPTIONAL
    more = line("; and ", _counted(rest, "exceptional-more"), " more") if rest > 0 else None
    count = line(". In all ", _counted(len(named), "exceptional"), judged)
    return line(Text("Exceptional: ", strong=True), *spans, more, count)


def reference_of(data: ReportData) -> Comparator:
    """Return what changes are told from: the same quarter last year, or the one before where none has it."""
    found = {row.comparator for reading in _readings(data) for row in reading.comparisons}
    last_year, before = Comparator.SAME_PERIOD_LAST_YEAR, Comparator.PREVIOUS_PERIOD
    quarterly = any(reading.compared(last_year) for reading in _readings(data))
    return before if before in found and not quarterly else last_year


def _readings(data: ReportData) -> list[MeasureReading]:
    """Return every reading the plan prints, once, in the plan's order."""
    names = dict.fromkeys(name for priority in data.plan.priorities for name in priority.measures)
    return [data.readings[name] for name in names]


def _moved(data: ReportData, comparator: Comparator) -> list[tuple[MeasureReading, Change]]:
    """Return directed measures with both figures, the largest relative change first."""
    found: list[tuple[MeasureReading, Change]] = []
    for reading in _readings(data):
        made = change(reading.quarter, reading.compared(comparator), reading.measure)
        sure = reading.quarter.state is State.KNOWN
        if made is not None and sure and reading.measure.direction is not Direction.NEUTRAL:
            found.append((reading, made))
    return sorted(found, key=lambda pair: -(pair[1].relative or 0.0))


def _counted(count: int, what: str) -> Bound:
    return Bound(str(count) if count else "none", f"report>{what}", str(count))


def _tally(
    data: ReportData,
    better: list[tuple[MeasureReading, Change]],
    worse: list[tuple[MeasureReading, Change]],
    same: list[tuple[MeasureReading, Change]],
) -> Line | None:
    total = len(better) + len(worse) + len(same)
    if not total:
        return None
    first = next(iter(better or worse or same))
    before = Name(reference_label(first[1].comparison))
    level = line(" and ", _counted(len(same), "level"), " about level") if same else line()
    comma = "," if same else " and"
    season = ". Such a move may be no more than ordinary variation."
    told_from = reference_of(data)
    if told_from is not Comparator.SAME_PERIOD_LAST_YEAR:
        season = (
            ". No figures were supplied for the year before; a move since last quarter may be season alone."
        )
    return line(
        "Of the ",
        _counted(total, "compared"),
        " measures that have a better direction and figures for both ",
        Name(in_words(data.period)),
        " and ",
        before,
        ", ",
        _counted(len(better), "better"),
        f" moved in the better direction{comma} ",
        _counted(len(worse), "worse"),
        " in the worse",
        level,
        season,
    )


def _named(opening: str, pairs: list[tuple[MeasureReading, Change]]) -> Line | None:
    sure = [pair for pair in pairs if _enough(pair[0], pair[1])][:NAMED]
    if not sure:
        return None
    spans: list[Line | str] = []
    for reading, made in sure:
        if spans:
            spans.append("; ")
        spans.append(_one(reading, made))
    return line(Text(opening, strong=True), *spans, ".")


def _enough(reading: MeasureReading, made: Change) -> bool:
    figure: Figure = reading.quarter
    if figure.n is None or figure.n < ENOUGH or not made.reference:
        return False
    return made.measure.is_fraction or made.measure.changes_in_points or abs(made.reference) >= ENOUGH


def _one(reading: MeasureReading, made: Change) -> Line:
    moved = by_size(made) if made.percent is not None else by_percent(made)
    title = Name(reading.measure.title, strong=True, target=f"#{reading.measure.id}")
    return line(title, ", ", value_span(reading.quarter, reading.measure), ", ", moved)


def _standing(data: ReportData) -> Line | None:
    """Return where the area ranks first and last among its peers, for measures with a better direction."""
    ranked: list[tuple[float, MeasureReading]] = []
    for reading in _readings(data):
        row = leading(reading, Comparator.RANK)
        if row is None or row.rank is None or row.n_present is None or row.n_present < 3:
            continue
        if reading.measure.direction is not Direction.NEUTRAL:
            ranked.append(((row.rank - 1) / (row.n_present - 1), reading))
    ranked.sort(key=lambda pair: pair[0])
    if len(ranked) < 2 or ranked[0][0] == ranked[-1][0]:
        return None
    best, worst = ranked[0][1], ranked[-1][1]
    return line(
        Text("Among its peers ", strong=True),
        "the area stands best in ",
        Name(best.measure.title, target=f"#{best.measure.id}"),
        ", ",
        rank_span(leading(best, Comparator.RANK)),
        ", and worst in ",
        Name(worst.measure.title, target=f"#{worst.measure.id}"),
        ", ",
        rank_span(leading(worst, Comparator.RANK)),
        ". Ranks leave out forces without figures.",
    )


def _unknown(data: ReportData) -> Line | None:
    """Return how many measures have no figure for the period and which months are missing for them all."""
    readings = _readings(data)
    without = [reading for reading in readings if reading.quarter.value is None]
    gaps = [set(missing_months(reading)) for reading in readings if _monthly(reading)]
    shared = sorted(set.intersection(*gaps)) if gaps else []
    if not without and not shared:
        return None
    parts: list[Line | str] = []
    if without:
        total = Bound(str(len(readings)), "report>measures", str(len(readings)))
        verb = "have" if len(without) > 1 else "has"
        parts.append(
            line(
                _counted(len(without), "without-figure"),
                " of ",
                total,
                f" measures {verb} no figure for ",
                Name(in_words(data.period)),
                f", because {' or '.join(_reasons(without))}",
            )
        )
    if shared:
        count = Bound(str(len(shared)), "report>months-missing", str(len(shared)))
        months = "months were" if len(shared) > 1 else "month was"
        spans = month_spans(shared) if len(shared) <= 36 else line("listed at the end")
        parts.append(
            line(
                "; " if parts else None,
                count,
                f" {months} never supplied for any measure shown (",
                spans,
                ")",
            )
        )
    return line(Text("Not known: ", strong=True), *parts, ".")


def _reasons(without: list[MeasureReading]) -> list[str]:
    """Return why measures have no figure for the period: each reason once."""
    found = []
    for reading in without:
        if reading.quarter.state is State.SUPPRESSED:
            found.append(f"the numbers are {TOO_SMALL}")
        elif is_destroyed(reading, reading.quarter):
            found.append("the records were destroyed by order")
        else:
            found.append("the records have not been supplied")
    return list(dict.fromkeys(sorted(found, key=lambda reason: "supplied" not in reason)))


def _monthly(reading: MeasureReading) -> bool:
    return reading.has_data and any(figure.window == Window.MONTH for figure in reading.months)


def _provisional(data: ReportData) -> Line | None:
    immature = [reading for reading in _readings(data) if reading.quarter.state is State.IMMATURE]
    if not immature:
        return None
    count = _counted(len(immature), "provisional")
    verb = "figures are" if len(immature) > 1 else "figure is"
    return line(
        Text("Provisional: ", strong=True),
        count,
        f" {verb} still coming in and will change, so nothing is read from them yet.",
    )
