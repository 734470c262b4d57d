"""A row of every table that is sent by area and month can be stored, counted, filtered and broken down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.contracts.examples import example_of
from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.engines import open_engine
from frankpledge.measures.counting import count_all
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import Records
from frankpledge.plan.columns import filter_columns, measured_tables
from frankpledge.plan.definitions import Definitions, Direction, Kind, Measure, Office, Plan
from frankpledge.plan.record_questions import Clause
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows
from frankpledge.store.editions import Edition

SENT = [table for table in TABLES.values() if table.agreement is not Agreement.OPEN]
SECRETS = {column.key_source: b"secret" for table in SENT for column in table.columns if column.key}


def _measures(name: str) -> dict[str, Measure]:
    """A count of all rows, a count for each term column's first term, and one broken down by all columns."""
    table = TABLES[name]
    made = [Measure("all", "All", Kind.COUNT, "rows", Direction.NEUTRAL, table=name)]
    chosen = filter_columns(table)
    made.append(
        Measure("split", "S", Kind.COUNT, "rows", Direction.NEUTRAL, table=name, breakdowns=tuple(chosen))
    )
    example = example_of(table)
    for column in chosen.values():
        word = example.get(column.name)
        if not word:
            continue
        if column.vocabulary is not None:
            code = column.vocabulary.code_of_word(word)
            assert code is not None
            word = column.vocabulary.terms[code].slug
        elif column.type is Type.FLAG:
            word = "true" if word == "yes" else "false"
        else:
            word = slug_of(word)
        where = (Clause(column.name, (word,)),)
        made.append(Measure(column.name, "C", Kind.COUNT, "rows", Direction.NEUTRAL, table=name, where=where))
    return {measure.id: measure for measure in made}


@pytest.mark.parametrize("name", [table.name for table in SENT])
def test_a_row_can_be_counted_by_every_column_that_takes_a_condition(name: str, tmp_path: Path) -> None:
    table = TABLES[name]
    assert name in measured_tables()
    columns = {key: pa.array([value or None], pa.string()) for key, value in example_of(table).items()}
    rows = Rows("one.csv", columns, np.array([1], np.int32))
    accepted, _ = check(rows, table, context=Context(b"rows", secrets=SECRETS))
    month = accepted["month"][0].as_py()
    stored = accepted.append_column("edition", pa.array([7], pa.int32())).select(table.schema().names)
    pq.write_table(stored.cast(table.schema()), tmp_path / "part.parquet")
    edition = Edition(
        code=7, table=name, area="bedfordshire", month=month, obtained=date(2024, 6, 1), file="one.csv",
        origin="one.csv", origin_size=1, origin_mtime_ns=1, sha256="0" * 64, size=1, rows=1, refused=0,
        repeats=0, part="part.parquet", refused_part="",
    )  # fmt: skip
    office = Office("o", "b", "police-and-crime-commissioner", ("bedfordshire",))
    definitions = Definitions(office, Plan("p", ()), _measures(name), {})
    engine = open_engine("duckdb", tmp_path / "temporary")
    try:
        counted = count_all(Records(engine, tmp_path, [edition], [edition]), definitions, LocalMap())
    finally:
        engine.close()
    totals = {row["measure"]: row for row in counted.to_pylist() if not row["breakdown"]}
    assert set(totals) == set(definitions.measures)
    assert {(row["area"], row["month"], row["numerator"]) for row in totals.values()} == {
        ("bedfordshire", month, 1)
    }
    parts = {row["breakdown"].split("=")[0] for row in counted.to_pylist() if row["breakdown"]}
    assert parts == set(definitions.measures["split"].breakdowns)
