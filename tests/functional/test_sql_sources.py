"""Records from a database, SQLite or a PostgreSQL started for the tests: all once, then what changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from frankpledge.plan.office_folder import new_office
from frankpledge.store.log import read_snapshot
from tests.clusters import cluster
from tests.functional.cli import done, run

Run = Callable[[str], None]

DECLARED = """\
control-room:
  url-from: CONTROL_ROOM_DB
  query: >-
    SELECT number, line, asked, got, how, changed, operator FROM phone_calls
    WHERE line LIKE '%0%' OR line LIKE '%9'
  table: calls
  columns: {number: call, line: line, asked: started, got: answered, how: result}
  words: {result: {OK: Answered, GONE: Abandoned}}
  constants: {force: bedfordshire, stage: First answer}
  ignored: [operator]
  since: changed
"""

ROWS = [
    ("C-1", "999", "2024-04-03 09:00:00", "2024-04-03 09:00:06", "OK", 1),
    ("C-2", "101", "2024-04-30 23:59:59", None, "GONE", 2),
    ("C-3", "999", "2024-06-01 00:00:00", "2024-06-01 00:00:02", "OK", 3),
    ("C-4", "199", "2024-06-01 00:00:00", None, "GONE", 4),
    ("C-5", "999", "2024-03-31 01:30:00", None, "GONE", 4),
]
TABLE = (
    "CREATE TABLE phone_calls (number text, line text, asked timestamp, got timestamp, how text, "
    "changed bigint, operator text);"
)


def inserted(*rows: tuple[Any, ...]) -> str:
    def written(value: Any) -> str:
        return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)

    values = ", ".join(f"({', '.join(map(written, row))}, 'J. Bloggs')" for row in rows)
    return f"INSERT INTO phone_calls VALUES {values};"  # noqa: S608


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    path = tmp_path / "control room.db"
    monkeypatch.setenv("CONTROL_ROOM_DB", f"sqlite:///{path}")

    def do(script: str) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
            connection.commit()

    do(TABLE + inserted(*ROWS))
    return do


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A cluster of its own, for the time of these tests."""
    with cluster() as address:
        yield address


@pytest.fixture
def postgresql(server: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    import psycopg

    monkeypatch.setenv("CONTROL_ROOM_DB", server)

    def do(script: str) -> None:
        with psycopg.connect(server) as connection:
            connection.execute(script.encode())

    do("DROP TABLE IF EXISTS phone_calls;" + TABLE + inserted(*ROWS))
    return do


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Run:
    do: Run = request.getfixturevalue(request.param)
    return do


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
    new_office(tmp_path / "beds", "bedfordshire")
    (tmp_path / "beds" / "plan" / "sql-sources.yaml").write_text(DECLARED, encoding="utf-8")
    return tmp_path / "beds"


def taken(office: Path, *more: str) -> str:
    said = done("ingest", office, "--from-sql", "control-room", *more)
    return said.out + said.err


def months(office: Path) -> dict[str, tuple[int, int]]:
    """Rows taken in and refused, by month."""
    held = read_snapshot(office / "store").selected()
    return {
        f"{(one.month or 0) // 12}-{(one.month or 0) % 12 + 1:02}": (one.rows, one.refused) for one in held
    }


def number(office: Path) -> int:
    return read_snapshot(office / "store").number


def test_rows_are_checked_and_kept_month_by_month(office: Path, database: Run) -> None:
    said = taken(office)
    assert months(office) == {"2024-03": (0, 1), "2024-04": (2, 0), "2024-05": (0, 0), "2024-06": (1, 1)}
    assert "line is not a known line" in said
    for path in (office / "store").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(word in content for word in (b"C-1", b"Bloggs", b"SECRET")), path


def test_asked_again_nothing_is_stored_twice(office: Path, database: Run) -> None:
    taken(office)
    before = number(office)
    for more in ((), ("--obtained", "2024-08-01"), ("--rehash",)):
        assert "Took in 0 files" in taken(office, *more)
    assert number(office) == before


def test_a_month_in_which_a_row_changed_supersedes_and_no_other(office: Path, database: Run) -> None:
    taken(office)
    database(
        "UPDATE phone_calls SET how = 'OK', got = '2024-05-01 00:00:09', changed = 5 WHERE number = 'C-2';"
    )
    database(inserted(("C-6", "101", "2024-04-01 00:00:00", None, "GONE", 6)))
    assert "Took in 1 file;" in taken(office)
    assert months(office)["2024-04"] == (3, 0)
    assert [one.month for one in read_snapshot(office / "store").editions].count(2024 * 12 + 3) == 2
    assert "Took in 0 files" in taken(office)


def test_a_later_month_brings_those_passed_over_as_true_noughts(office: Path, database: Run) -> None:
    taken(office)
    database(inserted(("C-7", "999", "2024-09-30 23:30:00", None, "GONE", 9)))
    taken(office)
    assert [months(office)[f"2024-0{month}"] for month in (7, 8, 9)] == [(0, 0), (0, 0), (1, 0)]


def test_what_was_deleted_is_found_by_reading_all_again(office: Path, database: Run) -> None:
    taken(office)
    database("DELETE FROM phone_calls WHERE number = 'C-3' OR number = 'C-4';")
    taken(office)
    assert months(office)["2024-06"] == (1, 1)
    taken(office, "--rehash")
    assert months(office)["2024-06"] == (0, 0)


def test_senders_of_one_month_are_kept_apart(office: Path, sqlite: Run) -> None:
    sqlite(
        "CREATE TABLE answers (who text, at text, asked text);"
        "INSERT INTO answers VALUES ('voice', '2024-04-01', 'safer'), ('haven', '2024-04-02', 'safer'), "
        "('voice', '2024-04-03', 'in-a-better-place');"
    )
    declared = (
        "control-room:\n  url-from: CONTROL_ROOM_DB\n  query: SELECT * FROM answers\n"
        "  table: service-answers\n  columns: {who: service, at: answered, asked: question}\n"
        "  constants: {force: bedfordshire, positive: 'yes'}\n"
    )
    (office / "plan" / "sql-sources.yaml").write_text(declared, encoding="utf-8")
    taken(office)
    assert "Took in 0 files" in taken(office)
    held = {one.sender: one.rows for one in read_snapshot(office / "store").selected()}
    assert held == {"haven": 1, "voice": 2}
    sqlite("INSERT INTO answers VALUES ('voice', '2024-04-30', 'safer');")
    assert "Took in 1 file;" in taken(office)
    held = {one.sender: one.rows for one in read_snapshot(office / "store").selected()}
    assert held == {"haven": 1, "voice": 3}


def test_another_query_is_asked_from_the_start(office: Path, database: Run) -> None:
    taken(office)
    file = office / "plan" / "sql-sources.yaml"
    file.write_text(DECLARED.replace("OR line LIKE '%9'", "AND number <> 'C-2'"), encoding="utf-8")
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 3
    file.write_text(DECLARED.replace("OR line LIKE '%9'", "OR number = 'C-3'"), encoding="utf-8")
    taken(office)
    assert months(office) == {"2024-03": (0, 0), "2024-04": (1, 0), "2024-05": (0, 0), "2024-06": (1, 0)}


def test_nothing_can_be_written_there(office: Path, postgresql: Run) -> None:
    postgresql(
        "CREATE OR REPLACE FUNCTION wipe() RETURNS text LANGUAGE sql AS "
        "$$ DELETE FROM phone_calls; SELECT '999'::text $$;"
    )
    file = office / "plan" / "sql-sources.yaml"
    file.write_text(
        DECLARED.replace("SELECT number, line", "SELECT number, wipe() AS line"), encoding="utf-8"
    )
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 3
    assert "read-only" in said.err or "25006" in said.err
    assert number(office) == 0


def test_a_query_that_takes_too_long_is_stopped(office: Path, postgresql: Run) -> None:
    file = office / "plan" / "sql-sources.yaml"
    slow = (
        DECLARED.replace("SELECT number, line", "SELECT number, pg_sleep(5)::text AS line") + "  seconds: 1\n"
    )
    file.write_text(slow, encoding="utf-8")
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 3
    assert "longer than 1 seconds" in said.err


def test_values_and_passwords_stay_out_of_messages(
    office: Path, postgresql: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office / "plan" / "sql-sources.yaml"
    file.write_text(
        DECLARED.replace("SELECT number, line", "SELECT number, operator::int AS line"), encoding="utf-8"
    )
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 3
    assert "InvalidTextRepresentation" in said.err
    assert "Bloggs" not in said.err
    monkeypatch.setenv("CONTROL_ROOM_DB", "postgresql://keeper:SECRET-PASSWORD@127.0.0.1:1/postgres")
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 4
    assert "SECRET" not in said.out + said.err


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("SELECT number", "SELECT numb", 3, "no such column: numb"),
        ("asked, got", "asked AS rang, got", 3, "no column 'asked'"),
        ("CONTROL_ROOM_DB", "sqlite:///x", 3, "not the name of an environment variable"),
        ("asked: started, ", "", 3, "started"),
        ("table: calls", "table: call", 3, "Did you mean 'calls'?"),
        ("table: calls", "table: watch-schemes", 3, "watch-schemes"),
        ("  since: changed", "  sinse: changed", 3, "Did you mean 'since'?"),
        ("control-room:", "control:", 2, "no database 'control-room'"),
        ("SELECT number", "DROP TABLE phone_calls; SELECT number", 3, "refused the query"),
    ],
)
def test_what_is_wrong_is_said(office: Path, sqlite: Run, old: str, new: str, code: int, told: str) -> None:
    file = office / "plan" / "sql-sources.yaml"
    file.write_text(DECLARED.replace(old, new), encoding="utf-8")
    said = run("ingest", office, "--from-sql", "control-room")
    assert (said.code, told in said.err) == (code, True), said.err
    assert number(office) == 0


def test_the_address_comes_from_the_environment(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTROL_ROOM_DB", raising=False)
    said = run("ingest", office, "--from-sql", "control-room")
    assert said.code == 4
    assert "CONTROL_ROOM_DB is not set" in said.err
    assert run("ingest", office).code == 2


def test_a_query_may_stand_in_a_file_of_the_office(office: Path, sqlite: Run) -> None:
    lines = [line for line in DECLARED.splitlines() if not line.startswith("    ")]
    query = "\n".join(line for line in DECLARED.splitlines() if line.startswith("    "))
    file = office / "plan" / "sql-sources.yaml"
    text = "\n".join(lines).replace("query: >-", "query-file: plan/calls.sql") + "\n"
    file.write_text(text, encoding="utf-8")
    (office / "plan" / "calls.sql").write_text(query + ";\n", encoding="utf-8")
    taken(office)
    assert months(office)["2024-04"] == (2, 0)
    file.write_text(text.replace("plan/calls.sql", "../calls.sql"), encoding="utf-8")
    assert run("ingest", office, "--from-sql", "control-room").code == 3
