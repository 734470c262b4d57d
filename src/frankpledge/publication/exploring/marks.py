"""What was found of the figures of a line, as marks over them: what a report calls exceptional, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.finding import FIRST
from frankpledge.builds.scanning import AREA_OUTSIDE, MORE
from frankpledge.contracts.figures import Figure, Finding
from frankpledge.periods import Window, month_of, parse_period
from frankpledge.publication.area_maps import Side
from frankpledge.publication.finding_words import tone_of
from frankpledge.publication.gather_findings import exception_marks
from frankpledge.publication.month_findings import MarkKind, MonthMark

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
        told = [row for row in findings if row.source == source]
        rows = [row for row in told if row.kind in FIRST]
        made = exception_marks(rows, window)
        made += [_of_area(row) for row in told if row.kind == AREA_OUTSIDE and row.window == window]
        shown = {one.month: one for one in made if (one.month, source) in ends}
        marks |= {(month, source): one for month, one in shown.items()}
        found += [row for row in told if _tells(row, window) and shown.keys() & set(_months(row))]
    held = tuple(
        None if one.value is None else marks.get((month_of(one.period_end), one.source)) for one in figures
    )
    return Marked(held, tuple(found))


def _tells(row: Finding, window: Window) -> bool:
    """Whether a finding can mark figures of a window: what was found of a month is not of its quarter."""
    return row.kind in (*FIRST, AREA_OUTSIDE) and (window is Window.MONTH or row.window != Window.MONTH)


def _months(row: Finding) -> range:
    return parse_period(Window.named(row.window), row.period).months


def _of_area(row: Finding) -> MonthMark:
    above = MORE in row.sentence
    month = parse_period(Window.named(row.window), row.period).last_month
    return MonthMark(month, MarkKind.OUTSIDE, above, tone_of(row), str(Side.MORE if above else Side.FEWER))


def judged_in(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the quarters in which figures were held against what was expected, by label, oldest first."""
    kinds = (FindingKind.QUARTER_OUTSIDE, FindingKind.WITHIN, AREA_OUTSIDE)
    keys = {row.period for row in findings if row.kind in kinds and row.window == Window.QUARTER}
    return tuple(parse_period(Window.QUARTER, key).label for key in sorted(keys))
