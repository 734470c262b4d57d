"""What answers a question: lines of figures, each held against its reference; and the same as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.assessment.over_time import differences
from frankpledge.assessment.status import target_in_force
from frankpledge.contracts.figures import Figure, State
from frankpledge.measures.figures import COMPARISON, Query, as_figures
from frankpledge.periods import Period, Window, month_of, parse_period
from frankpledge.plan.definitions import Definitions, Measure
from frankpledge.publication.exploring.question import Against, Question

Asking = Callable[[Query], pa.Table]
"""What gives the figures of a query, in the contract's columns."""

COLUMNS = (
    "measure",
    "title",
    "area_type",
    "area",
    "area_name",
    "breakdown",
    "window",
    "period",
    "label",
    "value",
    "unit",
    "numerator",
    "denominator",
    "n",
    "state",
    "basis",
    "source",
    "as_at",
    "reference",
    "difference",
    "difference_unit",
)
"""The columns of an answer as data."""


@dataclass(frozen=True)
class Series:
    """One line of an answer: a measure in one area and part, period by period, oldest first.

    ``references`` and ``differences`` stand beside the figures, None where there is none. ``ours`` marks
    what was asked for, against what is only there to be compared with.
    """

    measure: Measure
    area: str
    area_type: str
    area_name: str
    breakdown: str
    figures: tuple[Figure, ...]
    references: tuple[float | None, ...]
    differences: tuple[float | None, ...]
    ours: bool = True

    @property
    def part(self) -> str:
        """The part in words, as its breakdown names it."""
        return self.breakdown.partition("=")[2].replace("-", " ").capitalize()

    @property
    def difference_unit(self) -> str:
        """What a difference is in."""
        return "points" if self.measure.changes_in_points else "per cent"

    @property
    def known(self) -> tuple[Figure, ...]:
        """The figures that have a value."""
        return tuple(figure for figure in self.figures if figure.value is not None)


@dataclass(frozen=True)
class Answer:
    """The lines of an answer, in the order asked: by measure, then area, then part."""

    question: Question
    series: tuple[Series, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures there is something of, in the order asked."""
        return tuple({one.measure.id: one.measure for one in self.series}.values())

    @property
    def periods(self) -> tuple[str, ...]:
        """The labels of the periods there are, oldest first."""
        held = {figure.period: figure.label for one in self.series for figure in one.figures}
        return tuple(label for _, label in sorted(held.items()))

    @property
    def rows(self) -> Iterator[tuple[object, ...]]:
        """The answer as rows in COLUMNS."""
        for one in self.series:
            held = zip(one.figures, one.references, one.differences, strict=True)
            for figure, reference, difference in held:
                yield (
                    figure.measure,
                    one.measure.title,
                    figure.area_type,
                    figure.area,
                    one.area_name,
                    figure.breakdown,
                    figure.window,
                    figure.period,
                    figure.label,
                    figure.value,
                    figure.unit,
                    figure.numerator,
                    figure.denominator,
                    figure.n,
                    figure.state.value,
                    figure.basis.value,
                    figure.source,
                    None if figure.as_at is None else figure.as_at.isoformat(),
                    reference,
                    difference,
                    one.difference_unit if difference is not None else "",
                )


def answered(
    question: Question,
    asking: Asking,
    definitions: Definitions,
    own: Sequence[str],
    title_of: Callable[[str], str],
) -> Answer:
    """Return what answers a question. ``own`` are the office's forces, meant where no area is named."""
    areas = question.areas or (tuple(own) if question.area_type == "force" else ())
    others = _peers(question, definitions, areas)
    found: list[Series] = []
    for name in question.measures:
        measure = definitions.measures[name]
        table = _figures(question, asking, name, (*areas, *others))
        series = _series(question, measure, table, title_of)
        order = {area: place for place, area in enumerate((*areas, *others))}
        series.sort(key=lambda one: (order.get(one.area, len(order)), one.area_name, one.breakdown))
        found += [replace(one, ours=one.area not in others) for one in series]
    return Answer(question, tuple(found))


def _figures(question: Question, asking: Asking, measure: str, areas: tuple[str, ...]) -> pa.Table:
    """Return the figures of a measure; of several forces in the one source that compares them, if it can.

    The headline of one's own force is counted from its own records, which others' are not.
    """
    query = _query(question, measure, areas)
    found = asking(query)
    if (
        question.area_type != "force"
        or len(_known_in(found, "area")) < 2
        or len(_known_in(found, "source")) < 2
    ):
        return found
    alike = asking(replace(query, source=COMPARISON))
    return alike if _known_in(found, "area") <= _known_in(alike, "area") else found


def _known_in(table: pa.Table, column: str) -> set[str]:
    """Return what stands in a column beside figures that have a value."""
    known = table.filter(pc.is_valid(table["value"]))
    return set(pc.unique(known[column].cast(pa.string())).to_pylist())


def periods_known(
    question: Question, asking: Asking, definitions: Definitions, own: Sequence[str]
) -> tuple[Period, ...]:
    """Return the periods in which something asked for has a value, oldest first: a map shows one of them."""
    areas = question.areas or (tuple(own) if question.area_type == "force" else ())
    held: set[str] = set()
    for name in question.measures:
        table = asking(_query(replace(question, at=None, against=Against.NOTHING), name, areas))
        table = table.filter(pc.equal(table["window"].cast(pa.string()), question.window.value))
        known = table.filter(pc.is_valid(table["value"]))
        held.update(pc.unique(known["period"].cast(pa.string())).to_pylist())
    return tuple(parse_period(question.window, key) for key in sorted(held))


def _peers(question: Question, definitions: Definitions, areas: Sequence[str]) -> tuple[str, ...]:
    """Return the other forces of the peer group that the first measure is compared in."""
    if question.against is not Against.PEERS or question.area_type != "force":
        return ()
    wanted = definitions.measures[question.measures[0]].peers
    groups = [one for one in definitions.office.peer_groups if wanted in ("", one.id)]
    return tuple(area for area in groups[-1].areas if area not in areas) if groups else ()


def _query(question: Question, measure: str, areas: tuple[str, ...]) -> Query:
    start, end = question.start, question.end
    if question.at is not None:
        start, end = _oldest(question, question.at), question.at
        return _within(question, measure, areas, start.end, end.end)
    if start is not None and question.against in (Against.YEAR_BEFORE, Against.PREVIOUS):
        start = parse_period(Window.MONTH, start.start.isoformat()[:7]).shifted(-12)
    first, last = None if start is None else start.start, None if end is None else end.end
    return _within(question, measure, areas, first, last)


def _within(
    question: Question, measure: str, areas: tuple[str, ...], start: date | None, end: date | None
) -> Query:
    return Query(
        measures=(measure,),
        areas=areas,
        area_types=(question.area_type,),
        breakdown=question.breakdown,
        windows=(question.window,),
        start=start,
        end=end,
    )


def _oldest(question: Question, at: Period) -> Period:
    """Return the period that the one of a map is held against, or that one itself."""
    return {Against.YEAR_BEFORE: at.year_before, Against.PREVIOUS: at.previous}.get(
        question.against, lambda: at
    )()


def _series(
    question: Question, measure: Measure, table: pa.Table, title_of: Callable[[str], str]
) -> list[Series]:
    held: dict[tuple[str, str, str], list[Figure]] = {}
    wanted = {f"{question.breakdown}={part}" for part in question.parts}
    if question.at is not None:
        wanted_keys = pa.array({question.at.key, _oldest(question, question.at).key}, pa.string())
        table = table.filter(pc.is_in(table["period"].cast(pa.string()), wanted_keys))
    for figure in as_figures(table):
        if figure.window == question.window and (not wanted or figure.breakdown in wanted):
            held.setdefault((figure.area_type, figure.area, figure.breakdown), []).append(figure)
    made = []
    for (area_type, area, breakdown), figures in held.items():
        figures.sort(key=lambda figure: figure.period)
        references = _references(question, measure, figures)
        changes = _changes(measure, figures, references)
        shown = [place for place, figure in enumerate(figures) if _is_asked(question, figure)]
        made.append(
            Series(
                measure,
                area,
                area_type,
                title_of(area),
                breakdown,
                tuple(figures[place] for place in shown),
                tuple(references[place] for place in shown),
                tuple(changes[place] for place in shown),
            )
        )
    return made


def _is_asked(question: Question, figure: Figure) -> bool:
    """Whether a figure is shown, and not only there to be compared with."""
    if question.at is not None:
        return figure.period == question.at.key
    return question.start is None or figure.period_end >= question.start.start


def _references(question: Question, measure: Measure, figures: Sequence[Figure]) -> list[float | None]:
    """Return what each figure is held against: an earlier one, where both are known, or the target."""
    if question.against is Against.TARGET:
        return [_target(measure, figure) for figure in figures]
    if question.against not in (Against.YEAR_BEFORE, Against.PREVIOUS):
        return [None] * len(figures)
    by_key = {figure.period: figure for figure in figures}
    return [_earlier(by_key, figure, question.against) for figure in figures]


def _earlier(by_key: Mapping[str, Figure], figure: Figure, against: Against) -> float | None:
    period: Period = parse_period(Window(figure.window), figure.period)
    before = period.previous() if against is Against.PREVIOUS else period.year_before()
    found = by_key.get(before.key)
    if found is None or found.state is not State.KNOWN or figure.state is not State.KNOWN:
        return None
    return found.value


def _target(measure: Measure, figure: Figure) -> float | None:
    target = target_in_force(measure, figure.window, month_of(figure.period_end))
    return None if target is None else target.value


def _changes(
    measure: Measure, figures: Sequence[Figure], references: Sequence[float | None]
) -> list[float | None]:
    nothing = float("nan")
    values = np.array([[nothing if one.value is None else one.value for one in figures]])
    against = np.array([[nothing if one is None else one for one in references]])
    if not figures:
        return []
    made = differences(values, against, np.array([measure.changes_in_points]))[0]
    return [None if np.isnan(one) else float(one) for one in made]
