"""Answering a question: figures asked for, held against their references, with what was found of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.assessment.over_time import differences
from frankpledge.assessment.status import target_in_force
from frankpledge.builds.scanning import SCANNED
from frankpledge.contracts.figures import Figure, Finding, State
from frankpledge.measures.figures import COMPARISON, Query, as_figures
from frankpledge.periods import Period, Window, month_of, parse_period
from frankpledge.plan.definitions import Definitions, Kind, Measure
from frankpledge.plan.office_file import EVERY_FORCE
from frankpledge.publication.exploring.answer import Answer, Series, part_words
from frankpledge.publication.exploring.marks import judged_in, marks_of
from frankpledge.publication.exploring.question import Against, Order, Question

Asking = Callable[[Query], pa.Table]
"""What gives the figures of a query, in the contract's columns."""


def answered(
    question: Question,
    asking: Asking,
    definitions: Definitions,
    own: Sequence[str],
    title_of: Callable[[str], str],
    findings: Callable[[str], Sequence[Finding]],
) -> Answer:
    """Return what answers a question. ``own`` are the office's forces, meant where no area is named.

    ``findings`` gives those of a measure that whoever asks may see.
    """
    areas = question.areas or (tuple(own) if question.area_type == "force" else ())
    others = _peers(question, definitions, areas)
    lines: list[Series] = []
    told: list[Finding] = []
    parts: set[str] = set()
    for name in question.measures:
        table = _figures(question, asking, name, (*areas, *others))
        rows = findings(name)
        parts.update(word.partition("=")[2] for word in pc.unique(table["breakdown"]).to_pylist() if word)
        series = _series(question, definitions.measures[name], table, title_of, rows)
        kinds = _judged_kinds(question.area_type, definitions.measures[name])
        sources = {figure.source for one in series for figure in one.known}
        told += [
            row
            for row in rows
            if row.area_type in kinds
            and not row.breakdown
            and (row.source in sources or row.area_type != question.area_type)
        ]
        order = {area: place for place, area in enumerate((*areas, *others))}
        series.sort(key=lambda one: (order.get(one.area, len(order)), one.area_name, one.breakdown))
        series.sort(key=lambda one: _rank(one, question.order))
        lines += [replace(one, ours=one.area not in others) for one in series]
    kept = [one for one in lines if one.found or not one.ours] if question.only_found else lines
    if not any(one.ours for one in kept):
        kept = []
    left_out = sum(one.ours for one in lines) - sum(one.ours for one in kept)
    named = tuple((slug, part_words(slug)) for slug in sorted(parts))
    return Answer(question, tuple(kept), judged_in(told), left_out, named)


def _judged_kinds(area_type: str, measure: Measure) -> tuple[str, ...]:
    """Return of which kinds of area the findings of a measure say in which quarters an area was judged.

    Small areas are scanned whenever their force is judged, of counts; no row says that nothing was found.
    """
    scanned = area_type in SCANNED and measure.kind is Kind.COUNT
    return (area_type, "force") if scanned else (area_type,)


def _rank(one: Series, order: Order) -> tuple[bool, float]:
    """Return where a line stands among its fellows: those without a figure to go by come last."""
    if order is Order.NAME:
        return False, 0.0
    place = next((at for at in reversed(range(len(one.figures))) if one.figures[at].value is not None), None)
    by = None if place is None else one.differences[place] if order.is_of_change else one.figures[place].value
    down = order in (Order.HIGHEST, Order.RISEN)
    return by is None, 0.0 if by is None else -by if down else by


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
    """Return the other forces of the group these are compared in, as in a report: a small one if there is.

    Groups change: it is the one in force at the end of the periods asked for.
    """
    if question.against is not Against.PEERS or question.area_type != "force":
        return ()
    ends = question.at or question.end
    groups = [
        one
        for one in definitions.office.peer_groups
        if set(areas) & set(one.areas)
        and (one.to_month is None if ends is None else one.in_force(ends.last_month))
    ]
    groups.sort(key=lambda one: one.id == EVERY_FORCE.id)
    return tuple(area for area in groups[0].areas if area not in areas) if groups else ()


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
    question: Question,
    measure: Measure,
    table: pa.Table,
    title_of: Callable[[str], str],
    findings: Sequence[Finding],
) -> list[Series]:
    held: dict[tuple[str, str, str], list[Figure]] = {}
    wanted = {f"{question.breakdown}={part}" for part in question.parts}
    if question.at is not None:
        wanted_keys = pa.array({question.at.key, _oldest(question, question.at).key}, pa.string())
        table = table.filter(pc.is_in(table["period"].cast(pa.string()), wanted_keys))
    figures = as_figures(table)
    # What is stated of single days has no other figures: those stand for any kind of period asked for.
    window = question.window if any(one.window == question.window for one in figures) else Window.AT
    for figure in figures:
        if figure.window == window and (not wanted or figure.breakdown in wanted):
            held.setdefault((figure.area_type, figure.area, figure.breakdown), []).append(figure)
    told: dict[tuple[str, str, str], list[Finding]] = {}
    for row in findings:
        told.setdefault((row.area_type, row.area, row.breakdown), []).append(row)
    wanted_periods = _asked_periods(question, held.values())
    made = []
    for key, figures in held.items():
        area_type, area, breakdown = key
        figures.sort(key=lambda figure: figure.period)
        references = _references(question, measure, figures)
        changes = _changes(measure, figures, references)
        shown = [place for place, figure in enumerate(figures) if figure.period in wanted_periods]
        marked = marks_of([figures[place] for place in shown], question.window, told.get(key, ()))
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
                marked.marks,
                marked.found,
            )
        )
    return made


def _asked_periods(question: Question, lines: Iterable[Sequence[Figure]]) -> set[str]:
    """Return the keys of the periods that are shown, and not only there to be compared with."""
    figures = [figure for line in lines for figure in line]
    if question.at is not None:
        return {question.at.key}
    if question.last is not None:
        known = {figure.period for figure in figures if figure.value is not None}
        newest = max(known, default="")
        return set(sorted({one.period for one in figures if one.period <= newest})[-question.last :])
    start = question.start
    return {one.period for one in figures if start is None or one.period_end >= start.start}


def _references(question: Question, measure: Measure, figures: Sequence[Figure]) -> list[float | None]:
    """Return what each figure is held against: an earlier one, where both are known, or the target."""
    if question.against is Against.TARGET:
        return [_target(measure, figure) for figure in figures]
    if question.against not in (Against.YEAR_BEFORE, Against.PREVIOUS):
        return [None] * len(figures)
    by_key = {figure.period: figure for figure in figures}
    return [_earlier(by_key, figure, question.against) for figure in figures]


def _earlier(by_key: Mapping[str, Figure], figure: Figure, against: Against) -> float | None:
    found = by_key.get(_key_before(figure.window, figure.period, against))
    if found is None or found.state is not State.KNOWN or figure.state is not State.KNOWN:
        return None
    return found.value


@lru_cache(maxsize=4096)
def _key_before(window: str, period: str, against: Against) -> str:
    """Return the key of the period before, or of a year before; of a single day, that day a year before."""
    if window == Window.AT:
        return f"{int(period[:4]) - 1}{period[4:]}" if against is Against.YEAR_BEFORE else ""
    asked = parse_period(Window(window), period)
    return (asked.previous() if against is Against.PREVIOUS else asked.year_before()).key


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
