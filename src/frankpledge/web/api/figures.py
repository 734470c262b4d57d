"""Figures and findings for programs: of the newest build for staff, of what was released for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.builds.asking import (
    checked_areas,
    checked_measures,
    checked_quarter,
    checked_query,
)
from frankpledge.contracts.figures import (
    FIGURE_COLUMNS,
    FINDING_COLUMNS,
    figures_schema,
    findings_schema,
)
from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.measures.figures import HEADLINE, Query
from frankpledge.periods import Window, guess_period, parse_quarter
from frankpledge.plan.describing import describe
from frankpledge.registers.roles import SCOPES
from frankpledge.web.api.resource import Ask, Batch, Parameter, Resource, sliced
from frankpledge.web.found import findings_seen
from frankpledge.web.seeing import Sight, sight_of

MEASURE = Parameter("measure", "Id of a measure; may be given several times. All where none is given.", True)


def _columns(schema: pa.Schema, meanings: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the JSON schema of each column of an Arrow table. Any value may be absent, and is null then."""

    def kind(of: pa.DataType) -> dict[str, Any]:
        if pa.types.is_date(of):
            return {"type": ["string", "null"], "format": "date"}
        if pa.types.is_integer(of):
            return {"type": ["integer", "null"]}
        return {"type": ["number", "null"]} if pa.types.is_floating(of) else {"type": ["string", "null"]}

    return {one.name: {**kind(one.type), "description": meanings[one.name]} for one in schema}


def _sliced(ask: Ask, mark: str, table: pa.Table) -> Batch:
    def rows_at(start: int, end: int) -> list[dict[str, Any]]:
        return list(table.slice(start, end - start).to_pylist())

    return sliced(ask, mark, table.num_rows, rows_at)


def _figures(ask: Ask) -> Batch:
    sight = sight_of(ask.actor)
    if sight is None:
        return Batch([])
    return _sliced(ask, sight.mark, sight.table(_query(sight, ask)))


def _query(sight: Sight, ask: Ask) -> Query:
    """Return the query these parameters mean, in the words of the command line. Raises WrongUse."""
    if sight.build is not None:
        return checked_query(
            sight.build,
            measures=ask.all("measure"),
            areas=ask.all("area"),
            area_types=ask.all("area-type"),
            breakdown=ask.one("breakdown"),
            windows=ask.all("window"),
            start=ask.one("from") or None,
            end=ask.one("to") or None,
            source=ask.one("source") or HEADLINE,
        )
    _released(sight, ask.all("measure"))
    start, end = ask.one("from"), ask.one("to")
    return Query(
        measures=ask.all("measure"),
        areas=ask.all("area"),
        area_types=ask.all("area-type"),
        breakdown=ask.one("breakdown"),
        windows=tuple(Window.named(word) for word in ask.all("window")) or (Window.MONTH,),
        start=guess_period(start).start if start else None,
        end=guess_period(end).end if end else None,
        source=ask.one("source") or HEADLINE,
    )


def _released(sight: Sight, measures: Sequence[str]) -> None:
    """Raise WrongUse for a measure of which nothing was released, whether there is one of its name or not."""
    for name in measures:
        if name not in sight.measures:
            raise WrongUse(f"no figure of '{name}' is released.", do=did_you_mean(name, sight.measures))


def _findings(ask: Ask) -> Batch:
    sight = sight_of(ask.actor)
    if sight is None:
        return Batch([])
    words = ask.one("quarter")
    if sight.build is None:
        _released(sight, ask.all("measure"))
        table = findings_seen(sight, parse_quarter(words) if words else None)
    else:
        checked_measures(sight.build, ask.all("measure"))
        checked_areas(sight.build, ask.all("area"))
        table = findings_seen(sight, checked_quarter(sight.build, words or None))
    for name in ("measure", "area"):
        if wanted := ask.all(name):
            table = table.filter(pc.is_in(table[name].cast(pa.string()), pa.array(wanted, pa.string())))
    return _sliced(ask, sight.mark, table)


def _measures(ask: Ask) -> Batch:
    sight = sight_of(ask.actor)
    if sight is None:
        return Batch([])
    held = sight.measures

    def rows_at(start: int, end: int) -> list[dict[str, Any]]:
        made = []
        for name in held[start:end]:
            measure = sight.definitions.measures[name]
            made.append(
                {
                    "id": measure.id,
                    "title": measure.title,
                    "unit": measure.unit,
                    "kind": measure.kind.value,
                    "direction": measure.direction.value,
                    "counts": describe(measure, sight.definitions),
                    "why": measure.why,
                    "note": measure.note,
                    "breakdowns": list(measure.breakdowns),
                    "area_types": list(measure.area_types),
                }
            )
        return made

    return sliced(ask, sight.mark, len(held), rows_at)


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}

FIGURES = Resource(
    "figures",
    "figures",
    "read:figures",
    "Figures",
    "One row for each measure, area, part of a breakdown and period, in the words of `frankpledge figures`. "
    "What was not supplied is a row whose state is missing and whose value is null: it is never 0.",
    _columns(figures_schema(), FIGURE_COLUMNS),
    _figures,
    (
        MEASURE,
        Parameter("area", "A force's short name, or the official code of an area; may be repeated.", True),
        Parameter("area-type", "force (where no area is given), local-authority, ward, lsoa …", True),
        Parameter("breakdown", "Break totals down by this, such as crime-type."),
        Parameter("window", "month (where none is given), quarter, financial-year, rolling-12 …", True),
        Parameter("from", "Periods that end in or after this one, such as 2022-04."),
        Parameter("to", "Periods that end by the end of this one."),
        Parameter("source", "headline (where none is given), all, or a table's name."),
    ),
    scoped=SCOPES,
)
FINDINGS = Resource(
    "findings",
    "findings",
    "read:findings",
    "Findings",
    "What is out of the ordinary, and what is not: one row for each thing that was judged, with its reasons.",
    _columns(findings_schema(), FINDING_COLUMNS),
    _findings,
    (
        MEASURE,
        Parameter("area", "A force's short name; may be repeated.", True),
        Parameter(
            "quarter", "Such as Q4 22/23. Staff get the newest full one, the public all that are released."
        ),
    ),
    scoped=SCOPES,
)
MEASURES = Resource(
    "measures",
    "catalogue/measures",
    "read:catalogue",
    "Catalogue of measures",
    "What is measured: what each measure counts and why, and how it can be broken down.",
    {
        "id": {**_TEXT, "description": "The measure's id."},
        "title": {**_TEXT, "description": "Its name."},
        "unit": {**_TEXT, "description": "Unit of its values."},
        "kind": {**_TEXT, "description": "How a value is made from records."},
        "direction": {**_TEXT, "description": "Which way is better: lower, higher or neutral."},
        "counts": {**_TEXT, "description": "What is counted, in words."},
        "why": {**_TEXT, "description": "Why it matters."},
        "note": {**_TEXT, "description": "What a reader must know."},
        "breakdowns": {**_TEXTS, "description": "Dimensions it is broken down by."},
        "area_types": {**_TEXTS, "description": "Kinds of area it is counted for."},
    },
    _measures,
    scoped=SCOPES,
)
