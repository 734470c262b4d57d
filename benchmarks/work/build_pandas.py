"""pandas: every declared measure on its own, from the store's rows to values and comparisons.

It does less than a build: no highest or lowest since, no notes in words, nothing stored, and
nothing that tells missing from zero. Its time is a lower bound of what such scripts take.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.work.answer import begin, give
from benchmarks.work.store_files import crimes_of
from frankpledge.contracts.vocabularies import VOCABULARIES
from frankpledge.plan.definitions import Kind, Measure
from frankpledge.plan.reading import read_office
from frankpledge.plan.record_questions import Clause

OFFICE = Path(sys.argv[1])
RESIDENTS = 1_500_000.0
"""Any number will do: only the time counts."""


def chosen(rows: pd.DataFrame, clauses: tuple[Clause, ...]) -> pd.Series:
    """Return which rows meet every condition."""
    met = pd.Series(True, index=rows.index)
    for clause in clauses:
        codes = [VOCABULARIES[clause.column].code_of_slug[term] for term in clause.terms]
        inside = rows[clause.column].isin(codes)
        met &= ~inside if clause.negate else inside
    return met


def by_force(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows counted by month (down) and force (across)."""
    return rows.groupby(["month", "force"], observed=True).size().unstack("force", fill_value=0)


def compared(over: pd.DataFrame, below: pd.DataFrame | None, scale: float) -> list[pd.DataFrame]:
    """Return value, changes, rank, mean of the others and runs, for each of four windows."""
    made = []
    month = over.index.to_numpy()
    quarter = over.groupby(month // 3).sum, 4
    year = over.groupby((month - 3) // 12).sum, 1
    for take, lag in ((lambda: over, 12), quarter, (lambda: over.rolling(12).sum(), 12), year):
        value = take()
        if below is not None:
            under = below.reindex(over.index).groupby(month // 3).sum() if len(value) < len(over) else below
            value = value / under.reindex(value.index).replace(0, np.nan) * scale
        before, last_year = value.shift(1), value.shift(lag)
        others = value.rsub(value.sum(axis=1), axis=0) / (value.shape[1] - 1)
        above = value > last_year
        run = above.astype(int).cumsum() - above.astype(int).cumsum().where(~above).ffill().fillna(0)
        made += [value, value - before, value - last_year, value.rank(axis=1), others, run]
    return made


def split(rows: pd.DataFrame, measure: Measure) -> int:
    """Return the number of months, forces and parts counted for a measure's breakdowns."""
    return sum(
        len(rows.groupby(["month", "force", dimension], observed=True).size())
        for dimension in measure.breakdowns
    )


since = begin()
measures = read_office(OFFICE).measures
columns = ["force", "month", "crime-type", "outcome", "counted"]
crimes = pd.read_parquet(crimes_of(OFFICE), columns=columns)
crimes = crimes[crimes["counted"]]
total = cells = 0
for measure in measures.values():
    if measure.kind is Kind.RATE:
        counted = crimes[chosen(crimes, measures[measure.numerator].where)]
        cells += len(compared(by_force(counted) / RESIDENTS * measure.scale, None, 1.0))
    elif measure.kind in (Kind.COUNT, Kind.SHARE):
        counted = crimes[chosen(crimes, measure.where)]
        below = None
        over = by_force(counted)
        cells += split(counted, measure)
        if measure.kind is Kind.SHARE:
            met = counted[chosen(counted, measure.numerator_where)]
            below, over = over, by_force(met)
            cells += split(met, measure)
        total += int(over.to_numpy().sum())
        cells += len(compared(over, below, measure.scale))
give({"counted": total}, since)
