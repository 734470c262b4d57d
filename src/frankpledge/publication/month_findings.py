"""What was found about months, as it is drawn over them: expected range, exceptional months, breaks, target.

Nothing here decides what is exceptional: findings come in as plain values and go out as shapes,
words and numbers. Each kind of mark has a shape of its own, each tone a colour, and the newest
say their rule beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from frankpledge.contracts.figures import Figure
from frankpledge.periods import month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, short, shown
from frankpledge.publication.model import (
    Align,
    Bound,
    Cell,
    Column,
    Line,
    Name,
    RowGroup,
    Table,
    Text,
    Tone,
    figure_key,
    line,
    with_numbers_bound,
)

TOLD = 6
"""The description tells so many exceptional months or runs, the newest first."""


class MarkKind(StrEnum):
    """Why a month is marked, each with a shape of its own."""

    OUTSIDE = "outside"
    RUN = "run"
    SIGNAL = "signal"
    PEERS = "peers"


@dataclass(frozen=True)
class ExpectedMonth:
    """The centre and the range expected for a month, in the measure's unit; None where there is none."""

    month: int
    centre: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MonthMark:
    """An exceptional month: on which side, better or worse in the measure's terms, and the rule in words.

    Months of one run carry the same ``words`` each, such as ``run of 7 above average``.
    """

    month: int
    kind: MarkKind
    above: bool
    tone: Tone
    words: str


@dataclass(frozen=True)
class BaselineBreak:
    """A baseline, or a way of recording, that begins with a month."""

    month: int
    words: str


@dataclass(frozen=True)
class ExcludedMonths:
    """Months, first to last, that were left out of the baseline, and why."""

    first: int
    last: int
    words: str


@dataclass(frozen=True)
class MonthFindings:
    """All that was found about the months of one measure. Months are month numbers, as in ``periods``."""

    expected: tuple[ExpectedMonth, ...] = ()
    marks: tuple[MonthMark, ...] = ()
    breaks: tuple[BaselineBreak, ...] = ()
    excluded: tuple[ExcludedMonths, ...] = ()
    target: float | None = None

    def values(self, figures: Sequence[Figure]) -> list[float]:
        """Return the values that the axis of a chart of these figures must hold besides their own.

        Limits below zero of what is never below zero are drawn from zero.
        """
        least = min([0.0, *(figure.value for figure in figures if figure.value is not None)])
        rows = self.within(figures)
        held = [max(end, least) for row in rows for end in (row.low, row.centre, row.high) if end is not None]
        return held if self.target is None else [*held, self.target]

    def within(self, figures: Sequence[Figure]) -> list[ExpectedMonth]:
        """Return what was expected of the months charted, in order."""
        months = {month_of(figure.period_end) for figure in figures}
        return sorted((row for row in self.expected if row.month in months), key=lambda row: row.month)

    def stretches(self, figures: Sequence[Figure]) -> list[list[ExpectedMonth]]:
        """Return runs of months in a row that have a range, one baseline at a time, in order.

        A range is never drawn across a break, nor across a month without one.
        """
        rows = [row for row in self.within(figures) if row.low is not None and row.high is not None]
        runs = groupby(
            enumerate(rows),
            key=lambda one: (one[1].month - one[0], sum(at.month <= one[1].month for at in self.breaks)),
        )
        return [[row for _, row in run] for _, run in runs]

    def marked(self, months: Container[int]) -> list[list[MonthMark]]:
        """Return marks by what they say: each run as one, oldest month first, the newest stretch first."""
        stretches: list[list[MonthMark]] = []
        open_runs: dict[str, list[MonthMark]] = {}
        for mark in sorted(self.marks, key=lambda mark: mark.month):
            run = open_runs.get(mark.words) if mark.kind is MarkKind.RUN else None
            if mark.month not in months:
                continue
            if run is not None and run[-1].month == mark.month - 1:
                run.append(mark)
            else:
                stretches.append([mark])
                open_runs[mark.words] = stretches[-1]
        return sorted(stretches, key=lambda stretch: -stretch[-1].month)


def findings_alt(found: MonthFindings, figures: Sequence[Figure], measure: Measure) -> Line:
    """Return findings as the description of a picture tells them, with the numbers that carry them."""
    held = {month_of(figure.period_end): figure for figure in figures if figure.value is not None}
    parts: list[Line] = []
    newest = next((stretch[-1] for stretch in reversed(list(found.stretches(figures)))), None)
    if newest is not None and newest.low is not None and newest.high is not None:
        key = figure_key(figures[-1])
        parts.append(
            line(
                "Expected in ",
                Name(month_label(newest.month)),
                ": ",
                Bound(short(newest.low, measure), f"{key}>expected.low", machine(newest.low)),
                " to ",
                Bound(short(newest.high, measure), f"{key}>expected.high", machine(newest.high)),
                ".",
            )
        )
    for stretch in found.marked(held)[:TOLD]:
        mark, figure = stretch[-1], held[stretch[-1].month]
        assert figure.value is not None
        value = Bound(said(figure.value, measure), figure_key(figure), machine(figure.value))
        words = with_numbers_bound(mark.words, f"{figure_key(figure)}>rule.{mark.kind}")
        tone = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(mark.tone, "")
        since = line(Name(month_label(stretch[0].month)), " to ") if len(stretch) > 1 else line()
        parts.append(line(since, Name(figure.label), ", ", value, ": ", words, tone, "."))
    for one in found.breaks:
        words = with_numbers_bound(one.words, f"{figure_key(figures[-1])}>break")
        parts.append(line("From ", Name(month_label(one.month)), ": ", words, "."))
    for left_out in found.excluded:
        words = with_numbers_bound(left_out.words, f"{figure_key(figures[-1])}>excluded")
        first, last = Name(month_label(left_out.first)), Name(month_label(left_out.last))
        span = line(first) if left_out.first == left_out.last else line(first, " to ", last)
        parts.append(line("Left out of the baseline, ", span, ": ", words, "."))
    if found.target is not None:
        target = Bound(
            said(found.target, measure), f"{figure_key(figures[-1])}>target", machine(found.target)
        )
        parts.append(line("Target: ", target, "."))
    return line(*(line(" " if place else None, part) for place, part in enumerate(parts)))


def findings_table(found: MonthFindings, figures: Sequence[Figure], measure: Measure) -> Table:
    """Return the months with what was expected of them and why they are marked, the newest first."""
    expected = {row.month: row for row in found.expected}
    marks: dict[int, list[MonthMark]] = {}
    for mark in found.marks:
        marks.setdefault(mark.month, []).append(mark)
    rows: list[tuple[Cell, ...]] = []
    for figure in reversed(figures):
        month = month_of(figure.period_end)
        row, key = expected.get(month, ExpectedMonth(month)), figure_key(figure)
        said_of = [with_numbers_bound(mark.words, f"{key}>rule.{mark.kind}") for mark in marks.get(month, ())]
        rows.append(
            (
                line(Name(figure.label)),
                _cell(figure.value, key, measure, shown),
                _cell(row.low, f"{key}>expected.low", measure, short),
                _cell(row.centre, f"{key}>expected.centre", measure, short),
                _cell(row.high, f"{key}>expected.high", measure, short),
                line(*(line("; " if place else None, words) for place, words in enumerate(said_of))),
            )
        )
    columns = (
        Column(line("Month"), share=1.5),
        *(Column(line(title), Align.NUMBER) for title in ("Seen", "Expected from", "Centre", "Expected to")),
        Column(line("Exceptional because"), share=2.5),
    )
    return Table(
        f"expected-{measure.id}",
        line(Name(measure.title), " by month, beside what was expected"),
        columns,
        (RowGroup(line(), tuple(rows)),),
        folded=True,
        compact=True,
        paged=False,
    )


def _cell(value: float | None, key: str, measure: Measure, text: Callable[[float, Measure], str]) -> Line:
    if value is None:
        return line(Text("none", tone=Tone.QUIET))
    return line(Bound(text(value, measure), key, machine(value)))
