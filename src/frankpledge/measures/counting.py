"""Count every additive measure by month, area and breakdown, in one pass over the records for each cube.

For each table one small cube holds the number of rows by edition and every column that any
measure looks at; a second one adds the small census area for local areas. All measures that
share a table, area type and breakdown are then asked of the cube in one expression. An
edition is one force and month, so grouping by its number is grouping by both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.measures.conditions import columns_of, condition, follow_ups_of
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, FollowUp, Records
from frankpledge.plan.definitions import Definitions, Kind, Measure

COUNTED_KINDS = (Kind.COUNT, Kind.SUM, Kind.SHARE, Kind.MEAN)
NOT_STATED = "not-stated"

WORD = pa.dictionary(pa.int32(), pa.string())
MONTHLY_SCHEMA = pa.schema(
    [
        ("measure", WORD),
        ("source", WORD),
        ("area_type", WORD),
        ("area", WORD),
        ("breakdown", WORD),
        ("month", pa.int32()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
    ]
)
"""The stored form: one row per measure, area, breakdown and month in which something was counted."""


@dataclass(frozen=True)
class Request:
    """One measure asked at one kind of area and one breakdown ('' for the total)."""

    measure: Measure
    area_type: str
    breakdown: str


def peer_version(measure: Measure) -> Measure | None:
    """Return a count measure as asked of its comparison table, or None where it has none."""
    if not measure.peers or measure.peers == measure.table or measure.kind is not Kind.COUNT:
        return None
    column = "records" if measure.peers == "force-month-counts" else ""
    return replace(
        measure, table=measure.peers, kind=Kind.SUM, column=column, breakdowns=(), area_types=("force",)
    )


Codes = frozenset[int] | None
"""Editions to count from; None for all of them."""


def counted_measures(definitions: Definitions) -> list[Measure]:
    """Return the additive measures, each followed by its version for the comparison table."""
    measures: list[Measure] = []
    for measure in definitions.measures.values():
        if measure.kind in COUNTED_KINDS:
            measures.append(measure)
            peers = peer_version(measure)
            if peers is not None:
                measures.append(peers)
    return measures


def count_all(
    records: Records,
    definitions: Definitions,
    local: LocalMap,
    codes_to_count: Callable[[Measure], Codes] = lambda measure: None,
    kept: pa.Table | None = None,
) -> pa.Table:
    """Return every additive measure's monthly counts in MONTHLY_SCHEMA, in canonical order.

    ``codes_to_count`` says which editions a measure is counted from; ``kept`` are the counts of
    all the others, carried over. The same counts give the same table, whatever was carried over.
    """
    groups: dict[tuple[str, Codes], list[Measure]] = {}
    for measure in counted_measures(definitions):
        groups.setdefault((measure.table, codes_to_count(measure)), []).append(measure)
    found: list[pa.Table] = [] if kept is None else [kept.cast(MONTHLY_SCHEMA)]
    for (table, codes), measures in groups.items():
        if codes is None or codes:
            found += _count_table(records, table, measures, local, definitions.office.forces, codes)
    return canonical(pa.concat_tables(found)) if found else MONTHLY_SCHEMA.empty_table()


def canonical(table: pa.Table) -> pa.Table:
    """Return monthly counts sorted by key, each dictionary holding the words present, sorted.

    The key columns become one whole number for each row, so that millions sort at once.
    """
    table = table.unify_dictionaries().combine_chunks()
    order = np.zeros(table.num_rows, np.int64)
    words: dict[str, tuple[np.ndarray[tuple[int], np.dtype[np.int64]], pa.Array]] = {}
    for name in MONTHLY_SCHEMA.names[:5]:
        words[name] = _by_word(table[name])
        order = order * max(len(words[name][1]), 1) + words[name][0]
    months = table["month"].to_numpy()
    first = int(months.min()) if len(months) else 0
    span = int(months.max()) - first + 1 if len(months) else 1
    rows = np.argsort(order * span + (months - first), kind="stable")
    columns: list[pa.Array | pa.ChunkedArray] = [
        pa.DictionaryArray.from_arrays(pa.array(codes[rows], pa.int32()), found)
        for codes, found in words.values()
    ]
    columns += [table[name].take(pa.array(rows)) for name in MONTHLY_SCHEMA.names[5:]]
    return pa.table(columns, schema=MONTHLY_SCHEMA)


def _by_word(
    column: pa.ChunkedArray,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], pa.Array]:
    """Return each row's place among the words present, and those words, sorted."""
    encoded = column.combine_chunks()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = encoded.indices.to_numpy()
    held = encoded.dictionary.to_pylist()
    present = sorted({held[code] for code in np.unique(codes)})
    place = {word: number for number, word in enumerate(present)}
    lookup = np.array([place.get(word, -1) for word in held] or [0], np.int64)
    return lookup[codes], pa.array(present, pa.string())


def _count_table(
    records: Records,
    table: str,
    measures: list[Measure],
    local: LocalMap,
    own: Sequence[str],
    codes: Codes = None,
) -> list[pa.Table]:
    contract = TABLES[table]
    follow_ups = list(dict.fromkeys(f for measure in measures for f in follow_ups_of(measure)))
    timed = any(measure.column == MONTHS_TO_OUTCOME for measure in measures)
    rows = _with_derived(records, table, follow_ups, timed, codes)
    if rows is None:
        return []
    time = ["edition"] if contract.monthly else ["force", "month"]
    if not contract.monthly and "month" not in contract.column_names:
        return []
    found = []
    total = _cube(records, table, rows, measures, time)
    for breakdown in dict.fromkeys(b for m in measures for b in ("", *m.breakdowns)):
        asked = [
            Request(m, "force", breakdown) for m in measures if not breakdown or breakdown in m.breakdowns
        ]
        found += _ask(records, table, total, asked, time, [])
    if contract.monthly and "lsoa" in contract.column_names and local.has_areas:
        at_places = [measure for measure in measures if set(measure.area_types) & set(local.area_types)]
        if at_places:
            own_codes = [
                edition.code
                for edition in records.of(table)
                if edition.area in own and (codes is None or edition.code in codes)
            ]
            placed = rows.filter(rows["edition"].isin(own_codes) & rows["lsoa"].notnull())
            cube = _cube(records, f"{table}_places", placed, at_places, [*time, "lsoa"], for_table=table)
            for area_type in local.area_types:
                asked = [Request(m, area_type, "") for m in at_places if area_type in m.area_types]
                if asked:
                    lookup = records.engine.values(f"map_{area_type}", local.table(area_type))
                    mapped = cube.inner_join(lookup, "lsoa")
                    found += _ask(records, table, mapped, asked, time, ["area-code"])
    return found


def _with_derived(
    records: Records, table: str, follow_ups: list[FollowUp], timed: bool, codes: Codes
) -> ir.Table | None:
    if table == "crimes":
        return records.crimes_followed_up(follow_ups, codes)
    rows = records.outcomes_timed() if timed else records.table(table)
    return rows if rows is None or codes is None else rows.filter(rows["edition"].isin(sorted(codes)))


def _cube(
    records: Records,
    name: str,
    rows: ir.Table,
    measures: Iterable[Measure],
    keys: list[str],
    for_table: str = "",
) -> ir.Table:
    """Return rows counted by ``keys`` and every column the measures look at; sums of columns beside."""
    placed = bool(for_table)
    columns = list(keys)
    summed: list[str] = []
    for measure in measures:
        columns += columns_of(measure, (*measure.where, *measure.numerator_where))
        columns += () if placed else measure.breakdowns
        if measure.column and measure.kind in (Kind.SUM, Kind.MEAN):
            summed.append(measure.column)
    values = {"rows": rows.count()}
    for column in dict.fromkeys(summed):
        values[f"sum:{column}"] = rows[column].sum()
        values[f"n:{column}"] = rows[column].count()
    return records.engine.keep(f"cube_{name}", rows.group_by(list(dict.fromkeys(columns))).agg(**values))


def _ask(
    records: Records, table: str, cube: ir.Table, asked: list[Request], time: list[str], place: list[str]
) -> list[pa.Table]:
    """Ask all requests that share an area type and breakdown in one expression; return long tables."""
    if not asked:
        return []
    breakdown = asked[0].breakdown
    keys = [*time, *place, *([breakdown] if breakdown else [])]
    values: dict[str, ir.Value] = {}
    for number, request in enumerate(asked):
        measure = request.measure
        met = condition(measure, measure.where, cube, records)
        if measure.kind in (Kind.SUM, Kind.MEAN):
            values[f"a{number}"] = cube[f"sum:{measure.column}"].sum(where=met)
            if measure.kind is Kind.MEAN:
                values[f"b{number}"] = cube[f"n:{measure.column}"].sum(where=met)
        elif measure.kind is Kind.SHARE:
            both = met & condition(measure, measure.numerator_where, cube, records)
            values[f"a{number}"] = cube["rows"].sum(where=both)
            values[f"b{number}"] = cube["rows"].sum(where=met)
        else:
            values[f"a{number}"] = cube["rows"].sum(where=met)
    values = {name: value.fill_null(0).cast("float64") for name, value in values.items()}
    wide = records.engine.run(cube.group_by(keys).agg(**values))
    return _long(records, table, wide, asked, time, place)


def _long(
    records: Records, table: str, wide: pa.Table, asked: list[Request], time: list[str], place: list[str]
) -> list[pa.Table]:
    area, month = _area_and_month(records, table, wide, time, place)
    words = breakdown_words(table, wide, asked[0].breakdown)
    found = []
    for number, request in enumerate(asked):
        numerator = wide[f"a{number}"].to_numpy()
        denominator = wide[f"b{number}"].to_numpy() if f"b{number}" in wide.column_names else None
        keep = numerator != 0 if denominator is None else denominator != 0
        rows = np.flatnonzero(keep)
        count = len(rows)
        long = pa.table(
            [
                _same(request.measure.id, count),
                _same(table, count),
                _same(request.area_type, count),
                area.take(pa.array(rows)),
                words.take(pa.array(rows)),
                pa.array(month[rows], pa.int32()),
                pa.array(numerator[rows]),
                pa.nulls(count, pa.float64()) if denominator is None else pa.array(denominator[rows]),
            ],
            schema=MONTHLY_SCHEMA,
        )
        found.append(_merged(long) if asked[0].breakdown else long)
    return found


def _merged(long: pa.Table) -> pa.Table:
    """Two publisher's texts can share one slug: add them up."""
    keys = [name for name in MONTHLY_SCHEMA.names if name not in ("numerator", "denominator")]
    if len(long) < 2:
        return long
    grouped = long.group_by(keys).aggregate([("numerator", "sum"), ("denominator", "sum")])
    if grouped.num_rows == long.num_rows:
        return long
    renamed = grouped.rename_columns([*keys, "numerator", "denominator"])
    return renamed.select(MONTHLY_SCHEMA.names).cast(MONTHLY_SCHEMA)


def _same(word: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([word]))


def _area_and_month(
    records: Records, table: str, wide: pa.Table, time: list[str], place: list[str]
) -> tuple[pa.Array, np.ndarray[tuple[int], np.dtype[np.int32]]]:
    if time == ["edition"]:
        editions = records.of(table)
        highest = max(edition.code for edition in editions)
        months = np.zeros(highest + 1, np.int32)
        forces = sorted({edition.area for edition in editions})
        force_of = np.zeros(highest + 1, np.int32)
        for edition in editions:
            months[edition.code] = edition.month or 0
            force_of[edition.code] = forces.index(edition.area)
        codes = wide["edition"].to_numpy()
        month = months[codes]
        if not place:
            return pa.DictionaryArray.from_arrays(pa.array(force_of[codes]), pa.array(forces)), month
    else:
        month = wide["month"].to_numpy()
    area = wide["area-code" if place else "force"].combine_chunks()
    area = area.cast(pa.string()).dictionary_encode() if not pa.types.is_dictionary(area.type) else area
    return (area.chunk(0) if isinstance(area, pa.ChunkedArray) else area), month


def breakdown_words(table: str, wide: pa.Table, breakdown: str) -> pa.Array:
    """Return ``dimension=slug`` for each row of an answer grouped by a breakdown; empty for totals."""
    if not breakdown:
        return _same("", wide.num_rows)
    column = TABLES[table].column(breakdown)
    values = wide[breakdown].combine_chunks()
    values = values.chunk(0) if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    encoded = values.dictionary_encode(null_encoding="encode")
    words = []
    for value in encoded.dictionary.to_pylist():
        if value is None:
            word = NOT_STATED
        elif column.type is Type.TERM:
            assert column.vocabulary is not None
            word = column.vocabulary.terms[value].slug
        elif column.type is Type.FLAG:
            word = "yes" if value else "no"
        else:
            word = slug_of(str(value)) or NOT_STATED
        words.append(f"{breakdown}={word}")
    distinct = list(dict.fromkeys(words))
    place = np.array([distinct.index(word) for word in words] or [0], np.int32)
    indices = place[encoded.indices.to_numpy(zero_copy_only=False)] if len(encoded) else np.zeros(0, np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(distinct or [""]))
