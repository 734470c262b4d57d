"""A cube of counts as the engine gives it, and what measures make of it.

A cell holds how many records share an edition and the value of every column that some measure
looks at. Hundreds of measures look at few columns, with few combinations of values: whether a
combination meets a measure's conditions is asked of the engine once, by the measure's own
expression, and the cells that meet them are then added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from frankpledge.measures.conditions import columns_of, condition
from frankpledge.measures.monthly import Numbers
from frankpledge.measures.relations import Records
from frankpledge.plan.definitions import Clause, Kind, Measure

NUMBER = "number-of-combination"

Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(frozen=True)
class Cells:
    """Cells with their numbers, and which of them each measure counts.

    ``combination`` says for each cell which of the combinations of values it has; ``base`` and
    ``met`` say for each measure which combinations it is asked of and which it counts. They
    differ for shares only.
    """

    table: pa.Table
    keys: frozenset[str]
    combination: Places
    base: tuple[Bools, ...]
    met: tuple[Bools, ...]
    measures: tuple[Measure, ...]

    def ask(self, chosen: Sequence[int], keys: Sequence[str]) -> pa.Table:
        """Return what measures count by keys: the keys, and columns a0 (and b0, what a0 is a part of) ….

        ``chosen`` are places in ``measures``, by which the columns are called.
        """
        alone = self.keys == set(keys)  # then each cell is an answer by itself
        group, distinct = (None, self.table.select(keys)) if alone else _joint(self.table, keys)
        answers = {name: distinct[name] for name in keys}

        def total(name: str, met: Bools) -> pa.Array:
            numbers = _numbers(self.table, name)
            everything = bool(met.all())
            if group is None:
                return pa.array(numbers if everything else np.where(met[self.combination], numbers, 0.0))
            cells = slice(None) if everything else np.flatnonzero(met[self.combination])
            sums = np.bincount(group[cells], numbers[cells], minlength=distinct.num_rows)
            return pa.array(sums, pa.float64())  # of no cells at all they would be whole numbers

        for place in chosen:
            measure, met, base = self.measures[place], self.met[place], self.base[place]
            summed = measure.kind in (Kind.SUM, Kind.MEAN)
            answers[f"a{place}"] = total(f"sum:{measure.column}" if summed else "rows", met)
            if measure.kind is Kind.MEAN:
                answers[f"b{place}"] = total(f"n:{measure.column}", met)
            elif measure.kind is Kind.SHARE:
                answers[f"b{place}"] = total("rows", base)
        return pa.table(answers)


def cells_of(
    records: Records, name: str, rows: ir.Table, measures: Iterable[Measure], keys: list[str]
) -> Cells:
    """Return rows counted by ``keys`` and every column the measures look at; sums of columns beside."""
    measures = tuple(measures)
    looked_at: dict[str, None] = {}
    summed: dict[str, None] = {}
    for measure in measures:
        looked_at |= dict.fromkeys(columns_of(measure, (*measure.where, *measure.numerator_where)))
        if measure.column and measure.kind in (Kind.SUM, Kind.MEAN):
            summed[measure.column] = None
    values = {"rows": rows.count()}
    for column in summed:
        values[f"sum:{column}"] = rows[column].sum()
        values[f"n:{column}"] = rows[column].count()
    columns = list(dict.fromkeys([*keys, *looked_at]))
    table = records.engine.run(rows.group_by(columns).agg(**values))
    combination, distinct = _joint(table, list(looked_at))
    base = _meeting(records, name, distinct, [(one, one.where) for one in measures])
    above = _meeting(records, name, distinct, [(one, one.numerator_where) for one in measures])
    met = tuple(one & other for one, other in zip(base, above, strict=True))
    return Cells(table, frozenset(columns), combination, tuple(base), met, measures)


def _meeting(
    records: Records, name: str, distinct: pa.Table, asked: Sequence[tuple[Measure, tuple[Clause, ...]]]
) -> list[Bools]:
    """Return for each measure which of the combinations of values meet some of its conditions."""
    found = [np.ones(distinct.num_rows, bool) for _ in asked]
    if not any(clauses for _, clauses in asked) or not distinct.num_rows:
        return found
    numbered = distinct.append_column(NUMBER, pa.array(np.arange(distinct.num_rows, dtype=np.int32)))
    rows = records.engine.values(f"combinations_{name}", numbered)
    met = {
        f"m{place}": condition(measure, clauses, rows, records)
        for place, (measure, clauses) in enumerate(asked)
        if clauses
    }
    answer = records.engine.run(rows.select(NUMBER, **met))
    number = answer[NUMBER].to_numpy()
    for column in met:
        found[int(column[1:])][number] = answer[column].to_numpy()
    return found


def _joint(table: pa.Table, columns: Sequence[str]) -> tuple[Places, pa.Table]:
    """Return for each row which of the distinct rows of some columns it has, and those distinct rows."""
    if not columns:
        return np.zeros(table.num_rows, np.int32), pa.table({NUMBER: pa.array([0], pa.int32())})
    code = np.zeros(table.num_rows, np.int64)
    dictionaries = []
    for name in columns:
        column = table[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        encoded = column.dictionary_encode(null_encoding="encode")
        code *= max(len(encoded.dictionary), 1)
        code += encoded.indices.to_numpy()
        dictionaries.append(encoded.dictionary)
    joint = pa.array(code).dictionary_encode()
    left = joint.dictionary.to_numpy()
    distinct = {}
    for name, words in zip(reversed(columns), reversed(dictionaries), strict=True):
        distinct[name] = words.take(pa.array(left % max(len(words), 1)))
        left = left // max(len(words), 1)
    return joint.indices.to_numpy(), pa.table(distinct)


def _numbers(table: pa.Table, name: str) -> Numbers:
    column = table[name]
    return np.asarray((column.fill_null(0) if column.null_count else column).cast(pa.float64()).to_numpy())
