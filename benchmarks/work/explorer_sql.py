"""The same questions asked of the store's rows by hand-written DuckDB SQL, without a build between."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.work.answer import begin, give, now
from benchmarks.work.explorer_questions import percentiles, questions
from benchmarks.work.store_files import crimes_of
from frankpledge.contracts.vocabularies import CRIME_TYPES
from frankpledge.plan.reading import read_office

OFFICE = Path(sys.argv[1])
files = crimes_of(OFFICE)
measures = read_office(OFFICE).measures
split = sorted(m.id for m in measures.values() if "outcome" in m.breakdowns)
file_of = {Path(file).parent.name: file for file in files}
forces = sorted(file_of)

took, counted = [], 0
since = begin()
for force, name in questions(forces, split):
    start = now()
    (clause,) = measures[name].where
    codes = ", ".join(str(CRIME_TYPES.code_of_slug[term]) for term in clause.terms)
    rows = duckdb.execute(
        f"""SELECT month, outcome, count(*) AS n FROM read_parquet('{file_of[force]}')
        WHERE counted AND "crime-type" {"NOT" if clause.negate else ""} IN ({codes})
        GROUP BY ROLLUP (month, outcome) HAVING month IS NOT NULL"""  # noqa: S608
    ).fetchall()
    counted += sum(n for _, _, n in rows)
    took.append(now() - start)
give({"counted": counted, **percentiles(took)}, since)
