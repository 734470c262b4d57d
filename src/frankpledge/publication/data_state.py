"""Sentences on the state of the data behind a measure: provisional, few, or not supplied."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.contracts.figures import State
from frankpledge.periods import MONTH_NAMES, month_label, month_of
from frankpledge.publication.amounts import TOO_SMALL, grouped, is_few, machine
from frankpledge.publication.model import Bound, Line, Name, Quoted, figure_key, line
from frankpledge.publication.readings import MeasureReading
from frankpledge.publication.sentences import joined


def small_base(reading: MeasureReading) -> Line | None:
    """Return the numbers behind a share or rate that rests on few."""
    figure = reading.quarter
    if not is_few(figure, reading.measure) or figure.numerator is None or figure.denominator is None:
        return None
    top = Bound(grouped(figure.numerator), figure_key(figure) + ".numerator", machine(figure.numerator))
    bottom = Bound(
        grouped(figure.denominator), figure_key(figure) + ".denominator", machine(figure.denominator)
    )
    return line("The numbers behind it are small: ", top, " of ", bottom, ".")


def month_spans(months: Sequence[int]) -> Line:
    """Return runs of months in words: ``May 2021 to July 2021 and March 2022``."""
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and runs[-1][1] == month - 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    names = [
        month_label(first)
        if first == last
        else f"{MONTH_NAMES[first % 12 + 1]} to {month_label(last)}"
        if first // 12 == last // 12
        else f"{month_label(first)} to {month_label(last)}"
        for first, last in runs
    ]
    return joined(names)


def missing_months(reading: MeasureReading) -> tuple[int, ...]:
    """Return the numbers of the charted months that have not been supplied."""
    return tuple(month for month in _without_figure(reading) if month not in reading.destroyed)


def _without_figure(reading: MeasureReading) -> list[int]:
    return [month_of(figure.period_start) for figure in reading.months if figure.state is State.MISSING]


def state_of_data(reading: MeasureReading) -> tuple[Line, ...]:
    """Return what a reader must know of the data: immature, few, missing, and the reading's own notes.

    Where the reading's own notes speak of the same thing they know more, and stand alone.
    """
    lines: list[Line] = []
    figure, noted = reading.quarter, " ".join(reading.notes)
    hollow = any(month.state is State.IMMATURE for month in reading.months)
    if figure.state is State.IMMATURE and "mature" not in noted:
        lines.append(
            line(
                "Provisional: what belongs to ", Name(figure.label), " is still coming in and will change it."
            )
        )
    if hollow:
        lines.append(line("Months shown hollow are provisional."))
    small = small_base(reading)
    if small:
        lines.append(small)
    missing = missing_months(reading)
    if missing and reading.has_data and "supplied" not in noted:
        total = Bound(
            str(len(reading.months)), f"{figure_key(figure)}>months-shown", str(len(reading.months))
        )
        count = Bound(str(len(missing)), f"{figure_key(figure)}>months-missing", str(len(missing)))
        lines.append(
            line("Not supplied: ", count, " of the ", total, " months shown (", month_spans(missing), ").")
        )
    gone = [month for month in _without_figure(reading) if month in reading.destroyed]
    if gone:
        count = Bound(str(len(gone)), f"{figure_key(figure)}>months-destroyed", str(len(gone)))
        lines.append(
            line(
                "Destroyed by order: the records of ",
                count,
                " of the months shown (",
                month_spans(gone),
                ").",
            )
        )
    withheld = sum(month.state is State.SUPPRESSED for month in reading.months)
    if withheld and reading.has_data:
        count = Bound(str(withheld), f"{figure_key(figure)}>months-withheld", str(withheld))
        lines.append(line("Withheld: ", count, f" of the months shown, as {TOO_SMALL}."))
    lines.extend(line(Quoted(note, "note on the data")) for note in reading.notes)
    return tuple(lines)
