"""What bodies return under a measure's id, read from the store: the values that stand, and why others do not.

Definitions can come after the returns that need them, so what is not understood is never refused at intake:
it is listed with every build until somebody declares it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.return_periods import WINDOWS, returned_period
from frankpledge.contracts.vocabularies import Vocabulary
from frankpledge.measures.adding_returns import Row, Unfit, with_sums
from frankpledge.periods import Period
from frankpledge.plan.columns import RETURNED, column_of
from frankpledge.plan.definitions import ADDED_UP, Definitions, Measure

if TYPE_CHECKING:
    from frankpledge.measures.relations import Records  # Which loads engines.

SUPPLIED_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("measure", "source", "area_type", "area", "breakdown")),
        *((name, pa.string()) for name in ("window", "period")),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("label", pa.string()),
        *((name, pa.float64()) for name in ("numerator", "denominator", "value")),
        ("n", pa.int64()),
        ("of", pa.int64()),
        *((name, pa.float64()) for name in ("interval_low", "interval_high")),
        *((name, pa.string()) for name in ("stated", "publication", "force")),
        ("as_at", pa.date32()),
    ]
)
"""One row for each value a body states: a figure's key and numbers, then what only returns tell of it.

``source`` is the body; ``of`` how many are ranked; ``stated`` what kind of value it is said to be, and
``force`` the police area it is counted for.
"""

UNUSED_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("body", "measure", "area", "period", "why", "do")),
        ("rows", pa.int64()),
    ]
)
"""What bodies stated that no figure is made of; ``rows`` counts those of one body, measure and reason, and
``area`` and ``period`` are those of the first."""

LOCAL_CODES = ("local-authority", "ward", "lsoa")
"""Kinds of area known by official codes, which returns write in small letters."""


def supplied_values(records: Records, definitions: Definitions) -> tuple[pa.Table, pa.Table]:
    """Return the values bodies state, sorted by key, and what is not used, in their schemas."""
    found: list[Row] = []
    unused: dict[tuple[str, ...], Row] = {}
    for table in RETURNED:
        for row in _rows(records, table):
            if row["value"] is None and row["numerator"] is None:
                continue  # Given back as not given: a value stated before no longer stands.
            try:
                found.append(_value(row, definitions))
            except Unfit as problem:
                _note(unused, row, problem)
    sums = with_sums(found, definitions)
    for row, unfit in sums.unfit:
        _note(unused, row, unfit)
    order = ("measure", "source", "area_type", "area", "breakdown", "window", "period")
    rows = sorted(sums.rows, key=lambda one: tuple(one[name] for name in order))
    listed = [unused[key] for key in sorted(unused)]
    return pa.Table.from_pylist(rows, SUPPLIED_SCHEMA), pa.Table.from_pylist(listed, UNUSED_SCHEMA)


def _note(unused: dict[tuple[str, ...], Row], row: Mapping[str, Any], problem: Unfit) -> None:
    body = row.get("body") or row["source"]
    held = unused.setdefault(
        (body, row["measure"], problem.why),
        {
            "body": body,
            "measure": row["measure"],
            "area": row["area"],
            "period": f"{row.get('period-start') or row['period_start']} to "
            f"{row.get('period-end') or row['period_end']}",
            "why": problem.why,
            "do": problem.do,
            "rows": 0,
        },
    )
    held["rows"] += 1


def _rows(records: Records, name: str) -> Iterator[Row]:
    """Yield the rows of a table that stand, in the order of what they are of, terms as their slugs."""
    rows = records.table(name)
    if rows is None:
        return
    columns = {column.name: column for column in TABLES[name].columns}
    listed = records.engine.run(rows.select(*columns)).to_pylist()
    listed.sort(key=lambda row: [str(row[one]) for one in TABLES[name].row_key])
    for row in listed:
        terms = {
            one.name: one.vocabulary.slugs[row[one.name]]
            for one in columns.values()
            if one.vocabulary is not None and row[one.name] is not None
        }
        yield {"publication": "", "of": None, "interval-low": None, "interval-high": None,
               "numerator": None, "denominator": None, **row, **terms, "table": name}  # fmt: skip


def _value(row: Row, definitions: Definitions) -> Row:
    """Return a stated value in the form of SUPPLIED_SCHEMA. Raises Unfit."""
    measure = definitions.measures.get(row["measure"])
    if measure is None:
        raise Unfit(
            "the office declares no such measure", f"Declare it as plan/measures/{row['measure']}.yaml."
        )
    period = returned_period(row["window"], row["period-start"], row["period-end"])
    if period is None:
        kind = WINDOWS.term(row["window"]).text.lower()
        raise Unfit(f"its days are not those of a {kind}", "Have the body correct its window or its days.")
    breakdown = _breakdown(row, measure)
    numerator, denominator, value = _numbers(row, measure)
    rank = row["basis"] == "rank"
    n = row["n"]
    if n is None and rank:
        n = row["of"]
    elif n is None and row["table"] == "return-values":
        n = round(numerator if denominator is None else denominator) if numerator is not None else None
    area = row["area"].upper() if row["area-type"] in LOCAL_CODES else row["area"]
    return {
        "measure": measure.id, "source": row["body"], "area_type": row["area-type"], "area": area,
        "breakdown": breakdown, **_period_columns(period),
        "numerator": numerator, "denominator": denominator, "value": value, "n": n, "of": row["of"],
        "interval_low": row["interval-low"], "interval_high": row["interval-high"],
        "stated": row["basis"], "publication": row["publication"], "force": row["force"],
        "as_at": row["as-at"],
    }  # fmt: skip


def _period_columns(period: Period) -> Row:
    return {
        "window": period.window.value,
        "period": period.key,
        "period_start": period.start,
        "period_end": period.end,
        "label": period.label,
    }


def _breakdown(row: Row, measure: Measure) -> str:
    dimension, part = row["breakdown"], row["part"]
    if not dimension:
        return ""
    if dimension not in measure.breakdowns:
        raise Unfit(
            f"the measure has no breakdown '{dimension}'",
            f"Add it to 'breakdowns' of {measure.file}, or have the body leave it out.",
        )
    known = _parts(measure, dimension)
    if known is not None and part not in known.slugs:
        raise Unfit(f"'{part}' is no part of '{dimension}'", f"Known: {', '.join(known.slugs[:8])}.")
    return f"{dimension}={part}"


def _parts(measure: Measure, dimension: str) -> Vocabulary | None:
    """Return the words a dimension has, where the measure's table lays them down."""
    table = TABLES.get(measure.table)
    column = column_of(table, dimension) if table is not None else None
    return None if column is None else column.vocabulary


def _numbers(row: Row, measure: Measure) -> tuple[float | None, float | None, float | None]:
    """Return numerator, denominator and value; a share of none has no value. Raises Unfit where they deny
    each other."""
    over, below, value = row["numerator"], row["denominator"], row["value"]
    if over is None or below is None:
        return (value if measure.kind in ADDED_UP else None), None, value
    if measure.kind in ADDED_UP:
        raise Unfit("a count has no numerator and denominator", "Have the body give it as its value.")
    made = over / below * measure.scale if below else None
    if value is None and (below or not over):
        return over, below, made
    if made is None or abs(value - made) > max(0.06, abs(made) * 0.001):
        raise Unfit(
            "its value is not its numerator over its denominator",
            f"Have the body correct one of the three (the unit is {measure.unit}).",
        )
    return over, below, made
