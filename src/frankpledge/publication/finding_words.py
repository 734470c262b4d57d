"""Findings in the report's words: sentences bound to them, why they are believed, what could be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frankpledge.assessment.findings import Judged
from frankpledge.builds.judging import STILL_COMING
from frankpledge.contracts.figures import Finding
from frankpledge.periods import Window, day_label, month_label, parse_period, since
from frankpledge.plan.chart_decisions import ChartChange, ChartDecision
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import grouped, machine, said
from frankpledge.publication.expected_marks import expected_mark, expected_words
from frankpledge.publication.found import SeriesFound
from frankpledge.publication.model import Bound, Cell, Line, Name, Quoted, Text, Tone, finding_key, line
from frankpledge.publication.sentences import spaced

TONES = {Judged.IMPROVING: Tone.BETTER, Judged.WORSENING: Tone.WORSE}


def sentence(finding: Finding, measure: Measure, target: str = "") -> Line:
    """Return a finding's sentence, bound to it; the title it begins with is a name, and can be a link."""
    value = "" if finding.seen is None else machine(finding.seen)
    title, rest = measure.title, finding.sentence
    if not rest.startswith(title):
        return line(Bound(rest, finding_key(finding), value))
    named = Name(title, strong=True, target=target)
    return line(named, Bound(rest.removeprefix(title), finding_key(finding), value))


def side_of(finding: Finding) -> str:
    """Return ``above`` or ``below``: on which side of its range a figure lies."""
    if finding.seen is None or finding.expected_high is None:
        return ""
    return "above" if finding.seen > finding.expected_high else "below"


def reason(finding: Finding, measure: Measure) -> str:
    """Return why a figure is called exceptional, in one sentence; empty for a finding without a range."""
    if finding.expected_low is None or finding.expected_high is None:
        return ""
    low, high = said(finding.expected_low, measure), said(finding.expected_high, measure)
    odds = finding.strength.partition(", ")[2]
    return f"{side_of(finding).capitalize()} its expected range of {low} to {high}; by chance alone, {odds}."


def tone_of(finding: Finding) -> Tone:
    """Return better or worse as a finding's direction says it; plain where it says neither."""
    return {str(one): tone for one, tone in TONES.items()}.get(finding.direction, Tone.PLAIN)


def worth(finding: Finding) -> Text | None:
    """Return ``better`` or ``worse`` in its colour, or nothing."""
    tone = tone_of(finding)
    words = {Tone.BETTER: "better", Tone.WORSE: "worse"}
    return Text(words[tone], tone=tone) if tone in words else None


def in_short(finding: Finding) -> Line:
    """Return what lies where: ``below its expected range in Q4 24/25``."""
    period = parse_period(Window.named(finding.window), finding.period)
    together = ", two quarters together," if period.window is Window.SINCE else ""
    where = f"{side_of(finding)} its expected range"
    return line(where, " in ", Name(period.label), together.rstrip(",") if together else None)


def why_believed(series: SeriesFound) -> Line:
    """Return by what method, from which months, with what weights and decisions a series was judged."""
    finding = series.exceptions[0]
    key = finding_key(finding)
    parts = [
        line(
            "Why this is believed: the range is a ",
            Quoted(series.method, "method"),
            " (",
            Quoted(series.variant, "method"),
            ") from ",
            Bound(str(series.months_used), f"{key}.months", str(series.months_used)),
            " months, ",
            Name(series.baseline),
            "; none of the months judged is among them.",
        )
    ]
    if not series.is_headline:
        parts.append(
            line(
                "The records of the headline figure could not be judged; this is the source that compares "
                "areas (",
                Name(series.source_title),
                ").",
            )
        )
    parts.append(_weights(series, key))
    parts += [decision_words(decision) for decision in series.decisions]
    return spaced(parts)


def _weights(series: SeriesFound, key: str) -> Line:
    if not series.lighter:
        return line("No month was so far out that it had to count for less.")
    spans: list[Line | str] = []
    for place, one in enumerate(series.lighter):
        weight = Bound(grouped(one.weight, 2), f"{key}.weight", machine(one.weight))
        spans.append(line(", " if place else None, Name(month_label(one.month)), " (weight ", weight, ")"))
    return line("Counted for less, because they lie far out: ", *spans, ".")


def decision_words(decision: ChartDecision) -> Line:
    """Return one recorded decision about baselines: what, why, by whom and when."""
    if decision.change is ChartChange.REBASE:
        what = line("The baseline begins with ", Name(month_label(decision.from_month)))
    else:
        what = line(Name(since(decision.from_month, decision.to_month).label), " is left out of the baseline")
    who = line(" (decided by ", Name(decision.by), ", ", Name(day_label(decision.decided)), ")")
    return line(what, ": ", Quoted(decision.reason, "decision"), who, ".")


_MONTHS = {1: "a month", 2: "two months", 3: "three months"}
"""Months of a quarter that lie outside their ranges on one side, told together."""


def against_expected(series: SeriesFound | None, place: str = "") -> Cell:
    """Return a quarter against its expected range as a cell: a mark and words, or why there is none."""
    if series is None:
        return line(Text("not by month", tone=Tone.QUIET))
    if series.against is None:
        return line(Text(short_reason(series.why_not), tone=Tone.QUIET), *_beside(series))
    one = series.against
    beside = _beside(series)
    if series.exceptions and one.side == "as":
        first = line(*beside)[1:]  # Without the semicolon that would part it from what stands before.
        return replace(expected_mark(one, place), beside=line(first, "; the quarter as expected"))
    better = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(one.tone, "")
    words = line(Text(f"{one.side} expected{better}", tone=one.tone), *beside)
    return replace(expected_mark(one, place), beside=words)


def expected_in_words(series: SeriesFound | None) -> Line:
    """Return the same in words alone, with the range."""
    if series is None or series.against is None:
        cell = against_expected(series)
        return cell if isinstance(cell, tuple) else cell.beside
    return line(expected_words(series.against), *_beside(series))


def _beside(series: SeriesFound) -> Sequence[Line]:
    """Return what the quarter's own range does not tell: two quarters together, months, chart signals."""
    told = [
        (finding.window == Window.SINCE, side_of(finding), tone_of(finding))
        for finding in series.exceptions
        if finding.window != Window.QUARTER
    ]
    said: list[Line] = []
    for two_quarters, side, tone in dict.fromkeys(told):
        months = told.count((False, side, tone))
        what = "two quarters" if two_quarters else _MONTHS.get(months, "many months")
        better = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(tone, "")
        said.append(line("; ", Text(f"{what} {side} expected{better}", tone=tone)))
    if series.signals and not series.exceptions:
        said.append(line("; signal on its chart"))
    return said


def short_reason(reason: str) -> str:
    """Return in two or three words why there is no judgement."""
    if reason == STILL_COMING:
        return "provisional"
    if reason.startswith("not enough history"):
        return "too little history"
    if "supplied" in reason:
        return "not supplied"
    return "not judged"
