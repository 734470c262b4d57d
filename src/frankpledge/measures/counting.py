"""Count every additive measure by month, area and breakdown, in one pass over the records for each cube.

For each table one small cube holds the number of rows by edition and every column that any
measure looks at; a second one adds the small census area for local areas. What each measure
makes of them is worked out on the cells. An edition is one force and month, so grouping by
its number is grouping by both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.measures.cells import Cells, cells_of
from frankpledge.measures.conditions import follow_ups_of
from frankpledge.measures.derived import in_month_of, with_derived
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.monthly import Codes32, Counts, Words, counts_in, put_together, same
from frankpledge.measures.relations import MONTHS_TO_OUTCOME, Codes, Records
from frankpledge.plan.definitions import COUNTED_KINDS, Definitions, Kind, Measure

NOT_STATED = "not-stated"


def peer_version(measure: Measure) -> Measure | None:
    """Return a count measure as asked of its comparison table, or None where it has none."""
    if not measure.peers or measure.peers == measure.table or measure.kind is not Kind.COUNT:
        return None
    column = "records" if measure.peers == "force-month-counts" else ""
    return replace(
        measure, table=measure.peers, kind=Kind.SUM, column=column, breakdowns=(), area_types=("force",)
    )


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
    kept: Iterable[pa.Table] = (),
) -> pa.Table:
    """Return every additive measure's monthly counts in MONTHLY_SCHEMA, in canonical order.

    ``codes_to_count`` says which editions a measure is counted from; ``kept`` are the counts of
    all the others, carried over. The same counts give the same table, whatever was carried over.
    """
    groups: dict[tuple[str, Codes, str], list[Measure]] = {}
    closed: dict[tuple[str, Codes, str], list[Measure]] = {}
    for measure in counted_measures(definitions):
        start, stop = measure.counted_between
        codes = codes_to_count(measure)
        groups.setdefault((measure.table, codes, start), []).append(measure)
        if stop:
            closed.setdefault((measure.table, codes, stop), []).append(measure)
    found: list[Counts] = []
    for table in kept:
        found += counts_in(table)
    own = definitions.office.forces
    for (table, codes, month_of), measures in groups.items():
        if codes is None or codes:
            found += _count_table(records, table, measures, local, own, codes, month_of)
    for (table, codes, month_of), measures in closed.items():
        # What is open is what came less what went: kept as the change in each month.
        gone = _count_table(records, table, measures, local, own, codes, month_of)
        found += [replace(one, numerators=-one.numerators) for one in gone]
    return put_together(found)


def _count_table(
    records: Records,
    table: str,
    measures: list[Measure],
    local: LocalMap,
    own: Sequence[str],
    codes: Codes,
    month_of: str = "",
) -> list[Counts]:
    contract = TABLES[table]
    rows = _with_columns(records, table, measures, codes, month_of)
    if rows is None or "month" not in contract.column_names:
        return []
    time = ["edition"] if contract.monthly and not month_of else ["force", "month"]
    breakdowns = dict.fromkeys(b for measure in measures for b in measure.breakdowns)
    cells = cells_of(records, table, rows, measures, [*time, *breakdowns])
    found = []
    for breakdown in ("", *breakdowns):
        chosen = [n for n, measure in enumerate(measures) if not breakdown or breakdown in measure.breakdowns]
        wide = cells.ask(chosen, [*time, *([breakdown] if breakdown else [])])
        words = breakdown_words(table, wide, breakdown)
        found += _long(cells, table, "force", wide, chosen, words, *_forces_and_months(records, table, wide))
    if contract.monthly and "lsoa" in contract.column_names and local.has_areas:
        found += _count_places(records, table, measures, local, own, codes, month_of)
    return found


def _count_places(
    records: Records,
    table: str,
    measures: list[Measure],
    local: LocalMap,
    own: Sequence[str],
    codes: Codes,
    month_of: str,
) -> list[Counts]:
    """Count by small census area once; every kind of local area is added up from those."""
    placed = [measure for measure in measures if set(measure.area_types) & set(local.area_types)]
    inside = frozenset(
        one.code for one in records.of(table) if one.area in own and (codes is None or one.code in codes)
    )
    rows = _with_columns(records, table, placed, inside, month_of) if placed else None
    if rows is None:
        return []
    keys = [*(("force", "month") if month_of else ("edition",)), "lsoa"]
    cells = cells_of(records, f"{table}_places", rows.filter(rows["lsoa"].notnull()), placed, keys)
    wide = cells.ask(range(len(placed)), keys)
    _, months = _forces_and_months(records, table, wide)
    words = breakdown_words(table, wide, "")
    found = []
    for area_type in local.area_types:
        chosen = [number for number, measure in enumerate(placed) if area_type in measure.area_types]
        if chosen:
            areas = Words(*local.places(area_type, wide["lsoa"]))
            found += _long(cells, table, area_type, wide, chosen, words, areas, months)
    return found


def _with_columns(
    records: Records, table: str, measures: list[Measure], codes: Codes, month_of: str
) -> ir.Table | None:
    """Return the rows of some editions with the derived columns that the measures look at.

    ``month_of`` is the column by whose month they count, where that is not the table's own.
    """
    rows = _with_outcomes(records, table, measures, codes)
    if rows is None:
        return None
    rows = with_derived(records, table, rows, measures, codes)
    return in_month_of(records, rows, month_of) if month_of else rows


def _with_outcomes(records: Records, table: str, measures: list[Measure], codes: Codes) -> ir.Table | None:
    if table == "crimes":
        follow_ups = dict.fromkeys(f for measure in measures for f in follow_ups_of(measure))
        return records.crimes_followed_up(list(follow_ups), codes)
    if any(measure.column == MONTHS_TO_OUTCOME for measure in measures):
        return records.outcomes_timed(codes)
    return records.table(table, codes)


def _long(
    cells: Cells,
    table: str,
    area_type: str,
    wide: pa.Table,
    chosen: Iterable[int],
    words: Words,
    areas: Words,
    months: Codes32,
) -> list[Counts]:
    """Return the answers in which something was counted; rows of an area −1 belong to none."""
    somewhere = areas.codes >= 0
    found = []
    for place in chosen:
        above = wide[f"a{place}"].to_numpy()
        below = wide[f"b{place}"].to_numpy() if f"b{place}" in wide.column_names else None
        kept = ((above if below is None else below) != 0) & somewhere
        rows = slice(None) if kept.all() else np.flatnonzero(kept)
        found.append(
            Counts(
                cells.measures[place].id,
                table,
                area_type,
                Words(areas.codes[rows], areas.known),
                Words(words.codes[rows], words.known),
                months[rows],
                above[rows],
                None if below is None else below[rows],
            )
        )
    return found


def _forces_and_months(records: Records, table: str, wide: pa.Table) -> tuple[Words, Codes32]:
    """Return the force and the month number of each row of an answer."""
    if "edition" not in wide.column_names:
        force = wide["force"].combine_chunks().cast(pa.string()).dictionary_encode()
        return Words(force.indices.to_numpy(), force.dictionary.to_pylist()), wide["month"].to_numpy()
    editions = records.of(table)
    forces = sorted({edition.area for edition in editions})
    place = {force: number for number, force in enumerate(forces)}
    force_of = np.zeros(max(edition.code for edition in editions) + 1, np.int32)
    month_of = np.zeros_like(force_of)
    for edition in editions:
        force_of[edition.code] = place[edition.area]
        month_of[edition.code] = edition.month or 0
    codes = wide["edition"].to_numpy()
    return Words(force_of[codes], forces), month_of[codes]


def breakdown_words(table: str, wide: pa.Table, breakdown: str) -> Words:
    """Return ``dimension=slug`` for each row of an answer grouped by a breakdown; empty for totals."""
    if not breakdown:
        return same("", wide.num_rows)
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
    return Words(encoded.indices.to_numpy(zero_copy_only=False), words)
