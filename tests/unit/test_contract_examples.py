"""Every declared table: its example row is taken in, and one wrong cell is refused under its own column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.contracts.examples import example_of
from frankpledge.contracts.governance import Agreement
from frankpledge.contracts.registry import FAMILIES, TABLES
from frankpledge.contracts.tables import HASHED, Disclosure, PersonalData, Table, Type
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows

SECRETS = {
    column.key_source: b"a secret for tests"
    for table in TABLES.values()
    for column in table.columns
    if column.key
}
CONTEXT = Context(row_key=b"row key", secrets=SECRETS)
WRONG: dict[Type, str] = {
    Type.IDENTIFIER: "not hexadecimal",
    Type.MONTH: "Smarch 2024",
    Type.TERM: "no such term",
    Type.GSS_CODE: "X999",
    Type.AREA: "no-such-force",
    Type.SLUG: "a whole sentence about somebody, which is free text and so may not enter the store",
    Type.NUMBER: "many",
    Type.INTEGER: "many",
    Type.FLAG: "perhaps",
    Type.TIMESTAMP: "yesterday",
    Type.DATE: "2024-02-30",
    Type.CLOCK: "25:00",
}


def _rows(*given: dict[str, str]) -> Rows:
    columns = {name: pa.array([row[name] or None for row in given], pa.string()) for name in given[0]}
    return Rows("example.csv", columns, np.arange(1, len(given) + 1, dtype=np.int32))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_example_row_is_taken_in(table: Table) -> None:
    accepted, refused = check(_rows(example_of(table)), table, context=CONTEXT)
    assert refused.num_rows == 0
    assert accepted.num_rows == 1
    assert set(table.column_names) <= set(accepted.column_names)
    stored = accepted.append_column("edition", pa.array([1], pa.int32())).select(table.schema().names)
    assert stored.cast(table.schema()).num_rows == 1
    for column in table.columns:
        if column.required:
            assert accepted[column.name].null_count == 0, column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_wrong_cell_is_refused_under_its_column(table: Table) -> None:
    good = example_of(table)
    changed = [
        (column, good | {column.name: WRONG[column.type]})
        for column in table.sent_columns
        if column.type in WRONG
    ]
    changed += [(column, good | {column.name: ""}) for column in table.sent_columns if column.required]
    accepted, refused = check(_rows(good, *(row for _, row in changed)), table, context=CONTEXT)
    assert accepted.num_rows == 1
    assert refused["column"].to_pylist() == [column.name for column, _ in changed]
    for column, value in zip((column for column, _ in changed), refused["value"].to_pylist(), strict=True):
        assert value is None or column.personal_data is PersonalData.OPEN


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_numbers_beyond_their_limits_are_refused(table: Table) -> None:
    good = example_of(table)
    changed = []
    for column in table.sent_columns:
        if column.minimum is not None:
            changed.append((column, good | {column.name: f"{column.minimum - 1:g}"}))
        if column.maximum is not None:
            changed.append((column, good | {column.name: f"{column.maximum + 1:g}"}))
    _, refused = check(_rows(good, *(row for _, row in changed)), table, context=CONTEXT)
    assert refused["column"].to_pylist() == [column.name for column, _ in changed]


def test_what_is_not_open_data_has_no_free_text() -> None:
    found = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.type is Type.TEXT and table.agreement is not Agreement.OPEN
    ]
    assert found == []


def test_persons_and_references_are_stored_only_as_hashes() -> None:
    hashed = [(table, column) for table in TABLES.values() for column in table.columns if column.key]
    assert len(hashed) > 60
    for table, column in hashed:
        assert column.type in HASHED
        assert column.personal_data is not PersonalData.OPEN
        assert table.schema().field(column.name).type == pa.binary(32)
        raw = example_of(table)[column.name]
        accepted, _ = check(_rows(example_of(table)), table, context=CONTEXT)
        assert raw.encode() not in accepted[column.name][0].as_py()


def test_people_are_told_of_only_where_small_numbers_are_protected() -> None:
    for table in TABLES.values():
        if table.agreement is not Agreement.OPEN and any(c.type is Type.PERSON for c in table.columns):
            assert table.disclosure is Disclosure.PEOPLE
            assert table.retention.months


def test_every_table_is_in_one_family_and_says_what_a_row_is() -> None:
    named = [table.name for tables in FAMILIES.values() for table in tables]
    assert sorted(named) == sorted(set(named)) == sorted(TABLES)
    for table in TABLES.values():
        if table.agreement is not Agreement.OPEN:
            assert table.description.startswith("One row per"), table.name


def test_a_vocabulary_has_one_meaning_everywhere() -> None:
    seen: dict[str, object] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.vocabulary is not None:
                assert seen.setdefault(column.vocabulary.name, column.vocabulary) == column.vocabulary
