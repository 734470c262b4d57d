"""What was found of the figures of a line, as marks over them.

First what a report calls exceptional; where none of that marks a figure, the signals of its control chart.
Where a force stands beyond its peers is marked at its quarter, with the other words where there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.chart_words import OUTSIDE, signals_in
from frankpledge.builds.finding import CHART_SIGNAL, FIRST
from frankpledge.builds.scanning import AREA_OUTSIDE, MORE
from frankpledge.builds.standing import BETTER_THAN_PEERS, OUTSIDE_FUNNEL, WORSE_THAN_PEERS
from frankpledge.contracts.figures import Figure, Finding
from frankpledge.periods import Window, month_of, parse_period
from frankpledge.publication.area_maps import Side
from frankpledge.publication.finding_words import side_of, tone_of
from frankpledge.publication.gather_findings import exception_marks
from frankpledge.publication.model import Tone
from frankpledge.publication.month_findings import MarkKind, MonthMark

_PATTERNS = {1: "high", -1: "low", 0: "unusual pattern"}
_AMONG_PEERS = {BETTER_THAN_PEERS: Tone.BETTER, WORSE_THAN_PEERS: Tone.WORSE}
MARKED = (Window.MONTH, Window.QUARTER)
"""Findings are of months and quarters: figures of longer periods are not marked."""


@dataclass(frozen=True)
class Marked:
    """A mark or None for each figure of a line, and the findings they come from, the weightiest first."""

    marks: tuple[MonthMark | None, ...]
    found: tuple[Finding, ...]


def marks_of(figures: Sequence[Figure], window: Window, findings: Sequence[Finding]) -> Marked:
    """Return what was found of the figures of one line, all of one ``window``.

    A finding is of the records it was found in: it marks no figure of another source.
    """
    nothing = Marked((None,) * len(figures), ())
    if window not in MARKED or not findings:
        return nothing
    ends = {(month_of(one.period_end), one.source) for one in figures if one.value is not None}
    marks: dict[tuple[int, str], MonthMark] = {}
    found = []
    for source in {source for _, source in ends}:
        told = [row for row in findings if row.source == source and _tells(row, window)]
        made = {one.month: one for one in _made(told, window) if (one.month, source) in ends}
        marks |= {(month, source): one for month, one in made.items()}
        found += [row for row in dict.fromkeys(told) if made.keys() & set(_months(row))]
    held = tuple(
        None if one.value is None else marks.get((month_of(one.period_end), one.source)) for one in figures
    )
    return Marked(held, tuple(found))


def _tells(row: Finding, window: Window) -> bool:
    """Whether a finding can mark figures of a window: what was found of a month is not of its quarter."""
    kinds = (*FIRST, AREA_OUTSIDE, OUTSIDE_FUNNEL, CHART_SIGNAL)
    return row.kind in kinds and (window is Window.MONTH or row.window != Window.MONTH)


def _months(row: Finding) -> Iterable[int]:
    """Return the months that a finding is of; of a control chart those that its words tell of."""
    if row.kind == CHART_SIGNAL:
        return [one.month for one in signals_in(row.sentence)]
    return parse_period(Window.named(row.window), row.period).months


def _made(told: Sequence[Finding], window: Window) -> list[MonthMark]:
    """Return a mark for each month, or quarter at its last month, that findings of one source tell of."""
    made = exception_marks([row for row in told if row.kind in FIRST], window)
    made += [_of_area(row) for row in told if row.kind == AREA_OUTSIDE and row.window == window]
    held = {one.month: one for one in made}
    for one in (mark for row in told if row.kind == CHART_SIGNAL for mark in _signals(row)):
        held.setdefault(one.month, one)
    for one in (mark for row in told if row.kind == OUTSIDE_FUNNEL for mark in _beyond_peers(row, window)):
        before = held.get(one.month)
        if before is None:
            held[one.month] = one
        elif one.words not in before.words:
            held[one.month] = replace(before, words=f"{before.words}; {one.words}")
    return list(held.values())


def _signals(row: Finding) -> Iterator[MonthMark]:
    """Yield a mark for each month that a control chart's rules mark; outside the limits before runs."""
    told = sorted(signals_in(row.sentence), key=lambda one: one.rule != OUTSIDE)
    for one in told:
        if one.rule == OUTSIDE:
            words = f"{'above' if one.side > 0 else 'below'} its chart's limits"
        else:
            words = f"{_PATTERNS[one.side]} on its chart"
        yield MonthMark(one.month, MarkKind.SIGNAL, one.side > 0, tone_of(row), words)


def _beyond_peers(row: Finding, window: Window) -> Iterator[MonthMark]:
    """Yield a mark for the quarter in which a force lies beyond its peers, or for each month of it."""
    above = side_of(row) == "above"
    tone = _AMONG_PEERS.get(row.direction, Tone.PLAIN)
    what = "quarter " if window is Window.MONTH else ""
    words = f"{what}{'above' if above else 'below'} its peers' limits"
    months = list(_months(row))
    for month in months if window is Window.MONTH else months[-1:]:
        yield MonthMark(month, MarkKind.PEERS, above, tone, words)


def _of_area(row: Finding) -> MonthMark:
    above = MORE in row.sentence
    month = parse_period(Window.named(row.window), row.period).last_month
    return MonthMark(month, MarkKind.OUTSIDE, above, tone_of(row), str(Side.MORE if above else Side.FEWER))


def judged_in(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the quarters in which figures were held against what was expected, by label, oldest first."""
    kinds = (FindingKind.QUARTER_OUTSIDE, FindingKind.WITHIN, AREA_OUTSIDE)
    keys = {row.period for row in findings if row.kind in kinds and row.window == Window.QUARTER}
    return tuple(parse_period(Window.QUARTER, key).label for key in sorted(keys))
