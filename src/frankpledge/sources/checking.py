"""Check rows against a contract: ``accepted, refused = check(rows, table)``.

A row that breaks a rule is refused for the first rule it breaks, in column order. A
refused row keeps its record number, the rule and the column; its value only where the
column is of the open class; and a keyed hash of the whole row, by which the same row can
be recognised without holding it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.rules import london_dates, repeated
from frankpledge.contracts.tables import LONGEST_SLUG, PersonalData, Table
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.errors import BadInput
from frankpledge.sources.converting import CONVERTERS, Bools, Context, as_flags
from frankpledge.sources.csv_rows import BrokenRow, Rows

REFUSED_SCHEMA = pa.schema(
    [
        ("edition", pa.int32()),
        ("record", pa.int32()),
        ("rule", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("row_key", pa.binary(32)),
    ]
)


@dataclass
class Refusals:
    """The rows refused so far: for each row the place of its rule in ``rules``, or −1."""

    count: int
    rules: list[tuple[str, str]] = field(default_factory=list)
    rule_of: np.ndarray[tuple[int], np.dtype[np.int32]] = field(init=False)

    def __post_init__(self) -> None:
        self.rule_of = np.full(self.count, -1, np.int32)

    def add(self, bad: Bools, rule: str, column: str) -> None:
        """Refuse the rows where ``bad`` holds, unless they are refused already."""
        fresh = bad & (self.rule_of < 0)
        if fresh.any():
            self.rule_of[fresh] = len(self.rules)
            self.rules.append((rule, column))

    @property
    def accepted(self) -> Bools:
        return self.rule_of < 0


def check(
    rows: Rows,
    table: Table,
    *,
    constants: Mapping[str, object] | None = None,
    more: Callable[[dict[str, pa.Array], Refusals], None] | None = None,
    context: Context = Context(),
    part: bool = False,
) -> tuple[pa.Table, pa.Table]:
    """Return (accepted, refused) for one file's rows.

    Raises BadInput where there are rows and none can be taken in, unless they are a ``part`` of more.

    ``accepted`` has the table's contract columns plus ``record`` (and ``counted`` where the
    table has an identity); ``refused`` has REFUSED_SCHEMA without ``edition``. ``constants``
    fill columns the file does not have. ``more`` may refuse further rows by rules that look
    at several columns or at the file's name.
    """
    refusals = Refusals(rows.count)
    columns: dict[str, pa.Array] = {}
    for column in table.sent_columns:
        if column.name in rows.columns:
            text = rows.columns[column.name]
            if column.within and context.linked(column) is None:
                text = _within(text, rows.columns.get(column.within))
            array, bad, rule = CONVERTERS[column.type](column, text, context)
            if bad is not None:
                refusals.add(bad, rule, column.name)
            if column.required and text.null_count:
                refusals.add(as_flags(pc.is_null(text)), "required and empty", column.name)
            columns[column.name] = array
        else:
            value = (constants or {}).get(column.name)
            columns[column.name] = _constant(value, rows.count, column.arrow_type())
            if column.required and value is None:
                refusals.add(np.ones(rows.count, bool), "required and empty", column.name)
    if table.month_from:
        columns["month"] = month_of(columns[table.month_from])
    for one in table.rules:
        refusals.add(one.broken(columns, table), one.says, one.columns[0])
    if more is not None:
        more(columns, refusals)
    accepted = pa.table({"record": pa.array(rows.record), **columns})
    if not part and not refusals.accepted.any():
        _refuse_whole(rows, refusals)
    if not refusals.accepted.all():
        accepted = accepted.filter(pa.array(refusals.accepted))
    if table.identity:
        accepted = accepted.append_column(
            "counted", pa.array(_first_of_identity(accepted, table.counted_once_by))
        )
    return accepted, _refused_table(rows, table, refusals, context)


def _within(text: pa.Array, others: pa.Array | None) -> pa.Array:
    """Return numbers with the slug of whom they are the numbers of before them; none stays none."""
    if others is None:
        return text
    encoded = others if pa.types.is_dictionary(others.type) else others.dictionary_encode()
    slugs = pa.array([slug_of(word or "") for word in encoded.dictionary.to_pylist()], pa.string())
    owners = slugs.take(encoded.indices).fill_null("")
    plain = text.dictionary_decode() if pa.types.is_dictionary(text.type) else text
    return pc.binary_join_element_wise(owners, plain, "|")


def month_of(moments: pa.Array) -> pa.Array:
    """Return the month each time or date is in, as Europe/London counts."""
    days = london_dates(moments) if pa.types.is_timestamp(moments.type) else moments
    years, months = pc.year(days), pc.month(days)
    return pc.subtract(pc.add(pc.multiply(years, 12), months), 1).cast(pa.int32())


def _refuse_whole(rows: Rows, refusals: Refusals) -> None:
    """Raise BadInput for a file with rows of which none can be taken in: it would pass for a true zero."""
    count = rows.count + len(rows.broken)
    if not count:
        return
    if rows.count:
        rule, column = refusals.rules[refusals.rule_of[0]]
        first, why = int(rows.record[0]), f"{column} is {rule}" if column else rule
    else:
        first, why = rows.broken[0].record, _too_few_or_many(rows.broken[0])
    raise BadInput(
        f"none of its {count:,} rows can be taken in; of the first, {why}.",
        file=rows.file,
        line=rows.line(first),
        do="Use the publisher's own file, or check that its name says what it holds.",
    )


def _too_few_or_many(row: BrokenRow) -> str:
    return f"{row.cells} cells where the header has {row.expected}"


def _constant(value: object, count: int, type_: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(type_):
        indices = pa.array(np.zeros(count, np.int32), mask=np.full(count, value is None))
        return pa.DictionaryArray.from_arrays(indices, pa.array(["" if value is None else str(value)]))
    return pa.repeat(pa.scalar(value, type_), count)


# --- one thing, several rows ----------------------------------------------------------------------


def _first_of_identity(accepted: pa.Table, identity: tuple[str, ...]) -> Bools:
    """Return which rows are the first of their identity in file order; those without one all count."""
    first: Bools = np.ones(accepted.num_rows, bool)
    if not accepted.num_rows:
        return first
    ids = accepted[identity[0]].combine_chunks()
    ids = ids.chunk(0) if isinstance(ids, pa.ChunkedArray) else ids
    present = np.flatnonzero(as_flags(pc.is_valid(ids)))
    raw = np.frombuffer(ids.buffers()[1], np.uint8).reshape(-1, 32)[ids.offset : ids.offset + len(ids)]
    key = np.ascontiguousarray(raw[:, :8]).view(np.uint64).ravel()[present]
    order = np.argsort(key, kind="stable")
    same = key[order][1:] == key[order][:-1]
    if not same.any():
        return first
    suspects = np.zeros(len(order), bool)
    suspects[1:] |= same
    suspects[:-1] |= same
    rows = np.sort(present[order[suspects]])
    some = accepted.select(list(identity)).take(pa.array(rows)).combine_chunks()
    first[rows[repeated([some[name].chunk(0) for name in identity])]] = False
    return first


# --- what was refused -----------------------------------------------------------------------------


def _refused_table(rows: Rows, table: Table, refusals: Refusals, context: Context) -> pa.Table:
    records: list[dict[str, object]] = []
    places = np.flatnonzero(~refusals.accepted)
    names = list(rows.columns)
    texts = [array.take(pa.array(places)).to_pylist() for array in rows.columns.values()]
    is_open = {it.name for it in table.columns if it.personal_data is PersonalData.OPEN}
    for row, place in enumerate(places.tolist()):
        rule, name = refusals.rules[refusals.rule_of[place]]
        cells = {column: values[row] for column, values in zip(names, texts, strict=True)}
        records.append(
            {
                "record": int(rows.record[place]),
                "rule": rule,
                "column": name,
                "value": _kept(cells.get(name), table) if name in is_open else None,
                "row_key": _row_key(context.row_key, cells),
            }
        )
    for broken in rows.broken:
        rule = _too_few_or_many(broken)
        key = _row_key(context.row_key, {"record": str(broken.record)})
        records.append({"record": broken.record, "rule": rule, "column": "", "value": None, "row_key": key})
    records.sort(key=lambda row: int(str(row["record"])))
    return pa.Table.from_pylist(records, REFUSED_SCHEMA.remove(0))


def _kept(value: str | None, table: Table) -> str | None:
    """Return a cell that broke a rule as it is kept: of a partner's, none as long as a sentence."""
    partners = table.agreement is not Agreement.OPEN
    return None if partners and value is not None and len(value) > LONGEST_SLUG else value


def _row_key(key: bytes, cells: Mapping[str, str | None]) -> bytes:
    text = "\x1f".join(f"{name}={value or ''}" for name, value in cells.items())
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
