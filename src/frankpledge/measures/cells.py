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
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.record_questions import Clause, PairedChange, ServiceLevel

NUMBER = "number-of-combination"

DENSEST = 4
"""How many times as large as the cells their dense table may be. Fresh memory costs more than sums."""

Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]


Asked = tuple[str, int | None, ServiceLevel | PairedChange | None, Clause]


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
        wanted: dict[str, tuple[str, Bools]] = {}
        for place in chosen:
            measure, met, base = self.measures[place], self.met[place], self.base[place]
            summed = measure.kind in (Kind.SUM, Kind.MEAN)
            rows = f"sum:{measure.weight}" if measure.weight else "rows"
            wanted[f"a{place}"] = f"sum:{measure.column}" if summed else rows, met
            if measure.kind is Kind.MEAN:
                wanted[f"b{place}"] = f"n:{measure.column}", met
            elif measure.kind is Kind.SHARE:
                wanted[f"b{place}"] = rows, base
        totals: dict[str, Numbers] = {}
        for column in dict.fromkeys(column for column, _ in wanted.values()):
            mets = {answer: met for answer, (of, met) in wanted.items() if of == column}
            totals |= self._totals(_numbers(self.table, column), mets, group, distinct.num_rows)
        answers = {name: distinct[name] for name in keys}
        return pa.table(answers | {name: pa.array(totals[name]) for name in wanted})

    def _totals(
        self, numbers: Numbers, mets: dict[str, Bools], group: Places | None, groups: int
    ) -> dict[str, Numbers]:
        """Return sums of the cells' numbers by group, for each answer of the cells that meet it.

        Where the cells' table of groups × combinations is no larger than they are, and their
        numbers are whole and so the same in whatever order they are added up, all answers are
        one product.
        """
        combinations = len(self.met[0])
        if group is None:
            return {
                name: numbers if met.all() else np.where(met[self.combination], numbers, 0.0)
                for name, met in mets.items()
            }
        small = combinations > 1 and groups * combinations <= DENSEST * len(numbers)
        if small and np.array_equal(numbers, np.rint(numbers)):
            joint = group.astype(np.int64) * combinations + self.combination
            held = np.bincount(joint, numbers, groups * combinations).reshape(groups, combinations)
            product = np.array(list(mets.values()), np.float64) @ held.T
            return dict(zip(mets, product, strict=True))
        found = {}
        for name, met in mets.items():
            cells = slice(None) if met.all() else np.flatnonzero(met[self.combination])
            # Of no cells at all they would be whole numbers.
            found[name] = np.asarray(np.bincount(group[cells], numbers[cells], groups), np.float64)
        return found


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
        if measure.weight:
            summed[measure.weight] = None
    values = {"rows": rows.count()}
    for column in summed:
        values[f"sum:{column}"] = rows[column].sum()
        values[f"n:{column}"] = rows[column].count()
    columns = list(dict.fromkeys([*keys, *looked_at]))
    table = records.engine.run(rows.group_by(columns).agg(**values))
    combination, distinct = _joint(table, list(looked_at))
    met_by = _meeting(records, name, distinct, measures)

    def meeting(measure: Measure, clauses: tuple[Clause, ...]) -> Bools:
        met = np.ones(distinct.num_rows, bool)
        for clause in clauses:
            met = met & met_by[_asked(measure, clause)]
        return met

    base = tuple(meeting(one, one.where) for one in measures)
    met = tuple(held & meeting(one, one.numerator_where) for one, held in zip(measures, base, strict=True))
    return Cells(table, frozenset(columns), combination, base, met, measures)


def _asked(measure: Measure, clause: Clause) -> Asked:
    """Return all that a clause's meaning depends on: many measures have the same."""
    return measure.table, measure.follow_up, measure.service_level or measure.paired, clause


def _meeting(
    records: Records, name: str, distinct: pa.Table, measures: Sequence[Measure]
) -> dict[Asked, Bools]:
    """Return which of the combinations of values meet each different clause of the measures."""
    asked = {_asked(one, clause): one for one in measures for clause in (*one.where, *one.numerator_where)}
    if not asked or not distinct.num_rows:
        return {key: np.ones(distinct.num_rows, bool) for key in asked}
    numbered = distinct.append_column(NUMBER, pa.array(np.arange(distinct.num_rows, dtype=np.int32)))
    rows = records.engine.values(f"combinations_{name}", numbered)
    met = {
        f"m{place}": condition(measure, (key[-1],), rows, records)
        for place, (key, measure) in enumerate(asked.items())
    }
    answer = records.engine.run(rows.select(NUMBER, **met))
    order = np.argsort(answer[NUMBER].to_numpy())
    return {key: answer[f"m{place}"].to_numpy()[order] for place, key in enumerate(asked)}


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
