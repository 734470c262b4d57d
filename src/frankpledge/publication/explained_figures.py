"""How a figure and a comparison were worked out: months added, numerator over denominator, one less another.

No sum is printed that does not make the figure: where the months or the fraction do not give it
(a month is missing, a crime was counted once though it stands in two), words say so instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from frankpledge.contracts.figures import Basis, Comparator, Comparison, DifferenceUnit, Figure, State
from frankpledge.errors import WrongUse
from frankpledge.periods import MONTHLY_WINDOWS, Period, Window, day_label, parse_period, period_ending
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.publication.amounts import grouped, machine
from frankpledge.publication.known_figures import Known, KnownFigure, table_title
from frankpledge.publication.model import Bound, Line, Name, Quoted, comparison_key, figure_key, line

ADDITIVE = (Kind.COUNT, Kind.SUM_OF, Kind.SUM, Kind.SHARE, Kind.MEAN)
"""Kinds whose months add up to a longer period, numerator and denominator apart."""

CLOSE = 1e-9


def figure_lines(known: KnownFigure, all_known: Known) -> list[Line]:
    """Return how a figure was worked out, from what, and what a reader must know of its state."""
    figure, measure = known.figure, known.measure
    if figure.value is None:
        return [line("There is no figure.")]
    lines = [*_months(figure, all_known), *_fraction(figure, measure)]
    if figure.basis is Basis.SUPPLIED:
        lines.append(line("Supplied as it stands, not counted from records."))
    elif not lines:
        lines.append(line("Counted in the records of the period."))
    obtained = line(", obtained ", Name(day_label(figure.as_at))) if figure.as_at else None
    lines.append(line("From ", Name(table_title(figure.source)), obtained, "."))
    if figure.state is State.IMMATURE:
        lines.append(line("Provisional: its records are still coming in."))
    return lines


def _months(figure: Figure, known: Known) -> list[Line]:
    """Return the sum of the months, where every month is a figure of the report and they make the figure."""
    held = known.measure(figure.measure)
    window = Window.named(figure.window)
    if held is None or held.kind not in ADDITIVE or window not in MONTHLY_WINDOWS or window is Window.MONTH:
        return []
    months = []
    for month in parse_period(window, figure.period).months:
        period = period_ending(Window.MONTH, month)
        one = known.figures.get(
            figure_key(
                replace(figure, window=str(Window.MONTH), period=period.key, label=period.label),
            )
        )
        if one is None or one.figure.value is None:
            return []
        months.append(one.figure)
    lines = [_sum(months, figure, "numerator", lambda one: one.numerator)]
    if months[0].denominator is not None and held.kind in (Kind.SHARE, Kind.MEAN):
        lines.append(_sum(months, figure, "denominator", lambda one: one.denominator))
    return [one for one in lines if one]


def _sum(months: Sequence[Figure], figure: Figure, part: str, of: Callable[[Figure], float | None]) -> Line:
    terms = [of(month) for month in months]
    total = of(figure)
    known = [term for term in terms if term is not None]
    if total is None or len(known) < len(terms) or not math.isclose(sum(known), total, rel_tol=CLOSE):
        return line()
    spans: list[Line | str] = []
    for place, (month, term) in enumerate(zip(months, known, strict=True)):
        spans += [" + " if place else "", line(_number(month, part, term), " (", Name(month.label), ")")]
    name = "" if figure.denominator is None else "Above the line: " if part == "numerator" else "Below it: "
    return line(name, *spans, " = ", _number(figure, part, total), ".")


def _number(figure: Figure, part: str, value: float) -> Bound:
    """Return a numerator or denominator, bound to the figure itself where that is what it is."""
    alone = figure.denominator is None and part == "numerator"
    key = figure_key(figure) if alone else f"{figure_key(figure)}.{part}"
    return Bound(_exact(value), key, machine(value))


def _exact(value: float) -> str:
    if float(value).is_integer():
        return grouped(value)
    return grouped(value, 4).rstrip("0").rstrip(".")


def _fraction(figure: Figure, measure: Measure) -> list[Line]:
    """Return numerator over denominator, where there are both and they make the figure."""
    above, below, value = figure.numerator, figure.denominator, figure.value
    if above is None or not below or value is None:
        return []
    for scale in dict.fromkeys((measure.scale, 1000.0)):
        if math.isclose(scale * above / below, value, rel_tol=CLOSE, abs_tol=CLOSE):
            times = line(Quoted(_exact(scale), "scale of the measure"), " × ") if scale != 1 else line()
            return [
                line(
                    times,
                    _number(figure, "numerator", above),
                    " ÷ ",
                    _number(figure, "denominator", below),
                    " = ",
                    Bound(_exact(value), figure_key(figure), machine(value)),
                    ", ",
                    Name(figure.unit or measure.unit),
                    ".",
                )
            ]
    return []


# --- comparisons ------------------------------------------------------------------------------------

NAMES = {
    Comparator.PREVIOUS_PERIOD: "The period before",
    Comparator.SAME_PERIOD_LAST_YEAR: "The same period last year",
    Comparator.PREVIOUS_12_MONTHS: "The twelve months before",
    Comparator.BASELINE: "The baseline",
    Comparator.TARGET: "The target",
    Comparator.PEER: "Another area",
    Comparator.PEER_MEAN: "The mean of the other areas",
    Comparator.RANK: "Rank",
    Comparator.HIGHEST_SINCE: "The highest since",
    Comparator.LOWEST_SINCE: "The lowest since",
    Comparator.RUN_ABOVE: "A run above last year",
    Comparator.RUN_BELOW: "A run below last year",
}
DECLARED = {
    Comparator.BASELINE: "The same part of the baseline that the measure declares.",
    Comparator.TARGET: "As the measure declares it.",
    Comparator.PEER_MEAN: "All that the other areas count over all that they are divided by, in one source.",
}
PART_NAMES = {
    "reference": "",
    "difference": ", the change",
    "rank": ", the place",
    "n_present": ", how many",
    "n_missing": ", how many are missing",
    "interval_low": ", the best it could be",
    "interval_high": ", the worst it could be",
}
_LAGS: dict[Comparator, Callable[[Period], Period]] = {
    Comparator.PREVIOUS_PERIOD: Period.previous,
    Comparator.PREVIOUS_12_MONTHS: Period.previous,
    Comparator.SAME_PERIOD_LAST_YEAR: Period.year_before,
}


def comparator_of(row: Comparison) -> Comparator:
    """Return what a comparison is with; a group's name after a colon is not part of it."""
    return Comparator(row.comparator.partition(":")[0])


def comparison_name(row: Comparison, part: str) -> Line:
    """Return what one part of a comparison is called."""
    return line(NAMES[comparator_of(row)], PART_NAMES.get(part, ""))


def comparison_lines(row: Comparison, part: str, known: Known) -> list[Line]:
    """Return how one part of a comparison was worked out."""
    lines = []
    if part == "reference":
        lines += _reference(row, known)
    elif part == "difference":
        lines += _difference(row, known)
    elif comparator_of(row) is Comparator.RANK:
        lines.append(
            line("Areas with a figure in the one source that compares them, the best in the measure's")
            + line(" direction first; equal figures share a place.")
        )
    elif part == "n_present":
        lines.append(line("Counted back over periods held without a gap."))
    if row.note and comparator_of(row) not in _LAGS:
        lines.append(line("Note: ", Quoted(row.note, "comparison"), "."))
    return lines


def _reference(row: Comparison, known: Known) -> list[Line]:
    period, key = _referred(row)
    if period is None:
        return [line(DECLARED.get(comparator_of(row), "The value compared with."))]
    lines = [line("The figure of ", Name(period.label), ", made in the same way from the same records.")]
    held = known.figures.get(key) or _from_months(row, period, known)
    return lines + (figure_lines(held, known) if held is not None else [])


def _from_months(row: Comparison, period: Period, known: Known) -> KnownFigure | None:
    """Return the figure compared with as its months make it; None where they do not make what was compared.

    The report holds a figure for the quarter alone, and months for three years before its end.
    """
    now = known.figures.get(figure_key(row))
    if now is None or now.measure.kind not in ADDITIVE:
        return None
    keys = [
        figure_key(replace(now.figure, window=str(Window.MONTH), period=period_ending(Window.MONTH, m).key))
        for m in period.months
    ]
    months = [known.figures[key].figure for key in keys if key in known.figures]
    if len(months) < len(keys) or any(one.value is None or one.numerator is None for one in months):
        return None
    above = sum(one.numerator or 0.0 for one in months)
    below = sum(one.denominator or 0.0 for one in months) if months[0].denominator is not None else None
    value = above if below is None else now.measure.scale * above / below if below else math.nan
    if row.reference is None or not math.isclose(value, row.reference, rel_tol=CLOSE):
        return None
    obtained = [one.as_at for one in months if one.as_at is not None]
    figure = replace(
        now.figure,
        period=period.key,
        period_start=period.start,
        period_end=period.end,
        label=period.label,
        numerator=above,
        denominator=below,
        value=value,
        as_at=max(obtained, default=None),
        state=State.KNOWN,
    )
    return replace(now, figure=figure)


def _referred(row: Comparison) -> tuple[Period | None, str]:
    """Return the period that a comparison in time refers to, and the key of its figure."""
    lag = _LAGS.get(comparator_of(row))
    try:
        period = lag(parse_period(Window.named(row.window), row.period)) if lag else None
    except WrongUse:
        return None, ""
    return period, figure_key(replace(row, period=period.key)) if period is not None else ""


def _difference(row: Comparison, known: Known) -> list[Line]:
    """Return figure less reference, and over reference in per cent, where the report's figure gives it."""
    held = known.figures.get(figure_key(row))
    if held is None or held.figure.value is None or row.reference is None or row.difference is None:
        return [line("The figure less the value compared with.")]
    now, size = held.figure.value, held.figure.value - row.reference
    points = row.difference_unit != DifferenceUnit.PER_CENT
    made = size if points else (100 * size / row.reference if row.reference else math.nan)
    if not math.isclose(made, row.difference, rel_tol=1e-6, abs_tol=1e-9):
        return [line("The area's own figure in the same source, less the value compared with.")]
    key = comparison_key(row, "difference")
    period, before = _referred(row)
    reference = Bound(
        _exact(row.reference), before or comparison_key(row, "reference"), machine(row.reference)
    )
    when = line(" (", Name(period.label), ")") if period is not None else line()
    less = Bound(_exact(round(size, 9)), key, machine(round(size, 9)))
    first = line(
        Bound(_exact(now), figure_key(row), machine(now)),
        " (", Name(held.figure.label), ") − ", reference, when, " = ", less,
    )  # fmt: skip
    if points:
        unit = " points" if row.difference_unit == DifferenceUnit.POINTS else ""
        return [line(first, f"{unit}.")]
    share = Bound(f"{grouped(row.difference, 2)} per cent", key, machine(row.difference))
    return [line(first, "."), line("That over ", reference, " is ", share, ".")]
