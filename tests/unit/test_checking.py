"""Checks of rows against their contracts: what is refused, for which rule, and what is then kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.contracts.tables import Column, PersonalData, Table, Type
from frankpledge.contracts.vocabularies import CRIME_TYPES, OUTCOMES
from frankpledge.errors import BadInput
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import read_rows
from frankpledge.sources.police_uk import parse_name, read
from tests.soundness.records import crime, crimes, incident, outcome, text_of

MONTH = 2023 * 12


@dataclass(frozen=True)
class Read:
    """What reading a police file gave."""

    accepted: list[dict[str, Any]]
    refused: list[dict[str, Any]]

    @property
    def rules(self) -> list[tuple[int, str, str]]:
        return [(row["record"], row["column"], row["rule"]) for row in self.refused]


def police(
    rows: list[dict[str, str]], kind: str = "street", *, good: int = 3, context: Context = Context()
) -> Read:
    """Read rows as one file of Bedfordshire's January 2023, with some good ones after them."""
    more: dict[str, list[dict[str, str]]] = {
        "street": crimes(good, start=10_000),
        "outcomes": [outcome(10_000 + n) for n in range(good)],
        "stop-and-search": [{} for _ in range(good)],
    }
    name = f"2023-01/2023-01-bedfordshire-{kind}.csv"
    said = parse_name(name)
    assert said is not None
    text = text_of(kind, "bedfordshire", "2023-01", [*rows, *more[kind]])
    accepted, refused = read(name, text.encode(), said, context)
    return Read(accepted.to_pylist(), refused.to_pylist())


# --- single cells ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"Crime ID": "abc"}, "crime-id", "not 64 hexadecimal digits"),
        ({"Crime ID": "g" * 64}, "crime-id", "not 64 hexadecimal digits"),
        ({"Crime ID": "é" * 32}, "crime-id", "not 64 hexadecimal digits"),
        ({"Month": "2023-13"}, "month", "not a month"),
        ({"Month": ""}, "month", "required and empty"),
        ({"Month": "2022-12"}, "month", "another month than the file's"),
        ({"Crime type": "Treason"}, "crime-type", "not a known crime-type"),
        ({"Crime type": "burglary"}, "crime-type", "not a known crime-type"),
        ({"Crime type": ""}, "crime-type", "required and empty"),
        ({"Last outcome category": "Pardoned"}, "outcome", "not a known outcome"),
        ({"LSOA code": "E0101"}, "lsoa", "not an official area code"),
        ({"Longitude": "west"}, "longitude", "not a number from -10 to 4"),
        ({"Longitude": "-10.01"}, "longitude", "not a number from -10 to 4"),
        ({"Longitude": "4.01"}, "longitude", "not a number from -10 to 4"),
        ({"Longitude": "nan"}, "longitude", "not a number from -10 to 4"),
        ({"Longitude": "1e0"}, "longitude", "not a number from -10 to 4"),
        ({"Latitude": "48.99"}, "latitude", "not a number from 49 to 62"),
        ({"Latitude": "62.01"}, "latitude", "not a number from 49 to 62"),
        ({"Latitude": "inf"}, "latitude", "not a number from 49 to 62"),
        ({"Reported by": "Essex Police"}, "reported-by", "another force than the file's"),
        ({"Reported by": ""}, "reported-by", "required and empty"),
        ({"Falls within": ""}, "falls-within", "required and empty"),
    ],
)
def test_a_cell_that_breaks_its_rule_refuses_its_row_alone(
    cells: dict[str, str], column: str, rule: str
) -> None:
    made = police([crime(1), {**crime(2), **cells}])
    assert made.rules == [(2, column, rule)]
    assert [row["record"] for row in made.accepted] == [1, 3, 4, 5]
    assert made.refused[0]["value"] == (next(iter(cells.values())) or None)


@pytest.mark.parametrize(
    "cells",
    [
        {"Crime ID": ""},
        {"Crime ID": "ABCDEF" + "0" * 58},
        {"Last outcome category": ""},
        {"Last outcome category": "Court result unavailable"},
        {"Longitude": "-10", "Latitude": "49"},
        {"Longitude": "4.0", "Latitude": "62"},
        {"Longitude": "", "Latitude": ""},
        {"LSOA code": "W01000001", "LSOA name": "Isle of Anglesey 001A"},
        {"Location": 'On or near "The Mount", Mill Lane'},
        {"Crime type": "Violent crime"},
        {"Reported by": "bedfordshire"},
        {"Falls within": "Essex Police"},
    ],
)
def test_a_cell_at_the_edge_of_its_rule_is_taken(cells: dict[str, str]) -> None:
    made = police([{**crime(1), **cells}])
    assert made.refused == []
    assert len(made.accepted) == 4


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2023-01-31T23:59:59+00:00", datetime(2023, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ("2023-01-31T23:59:59Z", datetime(2023, 1, 31, 23, 59, 59, tzinfo=UTC)),
        ("2023-07-01T00:30:00+01:00", datetime(2023, 6, 30, 23, 30, tzinfo=UTC)),
        ("2023-01-31T23:59:59", None),
        ("2023-01-31", None),
        ("12", None),
        ("31/01/2023 10:00", None),
        ("2023-02-30T10:00:00+00:00", None),
    ],
)
def test_a_moment_needs_its_zone(written: str, moment: datetime | None) -> None:
    made = police([{"Date": written}], "stop-and-search")
    if moment is None:
        assert made.rules == [(1, "at", "not a date and time with its zone")]
    else:
        assert made.accepted[0]["at"] == moment
        assert made.accepted[0]["month"] == MONTH


@pytest.mark.parametrize(
    ("written", "flag"), [("True", True), ("False", False), ("yes", True), ("NO", False), ("", None)]
)
def test_flags(written: str, flag: bool | None) -> None:
    made = police([{"Outcome linked to object of search": written}], "stop-and-search")
    assert made.accepted[0]["linked"] is flag


def test_a_word_that_is_no_flag_is_refused() -> None:
    made = police([{"Outcome linked to object of search": "maybe"}], "stop-and-search")
    assert made.rules == [(1, "linked", "neither true nor false")]


def test_terms_codes_and_months_are_stored_as_numbers() -> None:
    cells = {
        "LSOA code": "E01017456",
        "LSOA name": "Bedford 001A",
        "Last outcome category": "Local resolution",
    }
    (row, *_) = police([crime(255, **cells)]).accepted
    assert row["crime-id"] == bytes(31) + b"\xff"
    assert row["crime-type"] == CRIME_TYPES.code_of_slug["burglary"]
    assert row["outcome"] == OUTCOMES.code_of_slug["local-resolution"]
    assert (row["month"], row["lsoa"], row["force"]) == (MONTH, 1_017_456, "bedfordshire")


# --- rows -----------------------------------------------------------------------------------------


def test_a_row_is_refused_for_the_first_rule_it_breaks_and_once() -> None:
    made = police([crime(1, **{"Crime type": "Treason", "Latitude": "0", "Reported by": "Essex Police"})])
    assert made.rules == [(1, "crime-type", "not a known crime-type")]


def test_rows_of_the_wrong_length_are_refused_with_the_others_in_order() -> None:
    name = "2023-01/2023-01-bedfordshire-street.csv"
    said = parse_name(name)
    assert said is not None
    good = text_of("street", "bedfordshire", "2023-01", [crime(1), crime(2, Latitude="0"), crime(3)])
    lines = good.splitlines()
    lines.insert(2, "too,short")
    accepted, refused = read(name, "\n".join(lines).encode(), said)
    assert accepted["record"].to_pylist() == [1, 4]
    assert [(row["record"], row["rule"]) for row in refused.to_pylist()] == [
        (2, "2 cells where the header has 12"),
        (3, "not a number from 49 to 62"),
    ]


def test_a_personal_cell_is_never_kept() -> None:
    columns = (
        Column("name", Type.TEXT, "x"),
        Column("age", Type.INTEGER, "x", minimum=0, personal_data=PersonalData.PERSONAL),
        Column("size", Type.INTEGER, "x", minimum=0),
    )
    table = Table("t", "t", "t", "p", "l", columns, monthly=False)
    data = b"name,age,size\nAnn,old,1\nBob,3,big\nCat,4,2\n"
    rows = read_rows("made.csv", data, {column: column for column in ("name", "age", "size")})
    accepted, refused = check(rows, table)
    assert accepted["name"].to_pylist() == ["Cat"]
    assert [(row["column"], row["value"]) for row in refused.to_pylist()] == [("age", None), ("size", "big")]


def test_row_keys_tell_rows_apart_and_need_the_key() -> None:
    bad = [crime(1, Latitude="0"), crime(1, Latitude="0"), crime(2, Latitude="0")]
    one, two = police(bad, context=Context(row_key=b"one")), police(bad, context=Context(row_key=b"two"))
    keys = [row["row_key"] for row in one.refused]
    assert keys[0] == keys[1] != keys[2]
    assert keys != [row["row_key"] for row in two.refused]
    assert {len(key) for key in keys} == {32}


# --- one thing, several rows ----------------------------------------------------------------------


def counted(made: Read) -> list[bool]:
    return [row["counted"] for row in made.accepted]


def test_the_first_row_of_a_crime_counts_and_the_others_are_kept() -> None:
    made = police(
        [crime(1), crime(2), crime(1, Location="Elsewhere"), crime(1), incident(), incident()], good=0
    )
    assert counted(made) == [True, True, False, False, True, True]
    assert len(made.accepted) == 6


def test_a_refused_row_is_not_the_first_of_its_crime() -> None:
    made = police([crime(1, Latitude="0"), crime(1), crime(1)], good=0)
    assert counted(made) == [True, False]


def test_an_outcome_is_its_crime_and_its_text() -> None:
    rows = [outcome(1), outcome(1, "Local resolution"), outcome(1), outcome(2)]
    assert counted(police(rows, "outcomes", good=0)) == [True, True, False, True]


def test_identifiers_that_begin_alike_are_not_the_same() -> None:
    alike = [crime(1, **{"Crime ID": "f" * 63 + last}) for last in "0123456789abcdef0"]
    assert counted(police(alike, good=0)) == [True] * 16 + [False]


def test_stops_have_no_identity() -> None:
    made = police([{}, {}, {}], "stop-and-search", good=0)
    assert len(made.accepted) == 3
    assert "counted" not in made.accepted[0]


@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=40))
def test_counted_rows_are_those_a_plain_loop_counts(numbers: list[int | None]) -> None:
    made = police([incident() if number is None else crime(number) for number in numbers], good=0)
    seen: set[int] = set()
    expected = []
    for number in numbers:
        expected.append(number is None or number not in seen)
        if number is not None:
            seen.add(number)
    assert counted(made) == expected


# --- whole files ----------------------------------------------------------------------------------


def test_a_header_alone_gives_no_rows_of_the_right_types() -> None:
    for kind in ("street", "outcomes", "stop-and-search"):
        name = f"2023-01/2023-01-bedfordshire-{kind}.csv"
        said = parse_name(name)
        assert said is not None
        accepted, refused = read(name, text_of(kind, "bedfordshire", "2023-01", []).encode(), said)
        assert (accepted.num_rows, refused.num_rows) == (0, 0)
        for column in said.kind.table.columns:
            assert accepted.schema.field(column.name).type == column.arrow_type(), (kind, column.name)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Month": "2022-12"}, "named for January 2023"),
        ({"Month": "01/2023"}, "not written YYYY-MM"),
        ({"Reported by": "Essex Police"}, "named for bedfordshire"),
    ],
)
def test_a_file_most_of_whose_rows_are_wrong_is_refused_whole(cells: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        police([{**crime(n), **cells} for n in range(1, 6)])
    assert caught.value.where.line == 2
    assert caught.value.where.field in ("Month", "Reported by")


def test_a_file_half_of_whose_rows_are_wrong_keeps_the_others() -> None:
    made = police([crime(n, Month="2022-12") for n in range(3)])
    assert len(made.accepted) == len(made.refused) == 3


def test_a_file_of_no_good_row_is_no_true_zero() -> None:
    with pytest.raises(BadInput, match="none of its 2 rows"):
        police([crime(1, Latitude="0"), crime(2, Latitude="0")], good=0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-01-bedfordshire-street.csv", (MONTH, "bedfordshire", "street")),
        (
            "x/2023-01/2023-01-avon-and-somerset-stop-and-search.csv",
            (MONTH, "avon-and-somerset", "stop-and-search"),
        ),
        ("2023-01-bedfordshire-outcomes.csv", (MONTH, "bedfordshire", "outcomes")),
        ("bedfordshire-street.csv", None),
        ("2023-01-bedfordshire-street.csv.txt", None),
        ("2023-01-bedfordshire-roads.csv", None),
        ("2023-01-Bedfordshire-street.csv", None),
    ],
)
def test_a_file_name_says_month_force_and_kind(name: str, expected: tuple[int, str, str] | None) -> None:
    said = parse_name(name)
    assert (said and (said.month, said.force, said.kind.suffix)) == expected


def test_a_month_that_there_is_not_and_a_force_that_is_not_known() -> None:
    with pytest.raises(BadInput, match="2023-13"):
        parse_name("2023-13-bedfordshire-street.csv")
    name = "2023-01-bedfordshir-street.csv"
    said = parse_name(name)
    assert said is not None
    with pytest.raises(BadInput, match="Did you mean 'bedfordshire'"):
        read(name, text_of("street", "bedfordshire", "2023-01", [crime(1)]).encode(), said)


def test_a_declared_force_of_an_office_is_taken() -> None:
    name = "2023-01-westmarch-street.csv"
    said = parse_name(name)
    assert said is not None
    row = crime(1, **{"Reported by": "Westmarch Police (generated)", "Falls within": "Westmarch"})
    text = text_of("street", "bedfordshire", "2023-01", [row]).encode()
    accepted, _ = read(name, text, said, Context(other_forces=frozenset({"westmarch"})))
    assert accepted["force"].to_pylist() == ["westmarch"]


def test_text_columns_hold_each_text_once() -> None:
    made = police([crime(n, Location=place) for n, place in enumerate(("B", "A", "B", ""))])
    assert [row["location"] for row in made.accepted][:4] == ["B", "A", "B", None]
    name = "2023-01/2023-01-bedfordshire-street.csv"
    said = parse_name(name)
    assert said is not None
    rows = [crime(n, Location=place) for n, place in enumerate(("B", "A", "B"))]
    accepted, _ = read(name, text_of("street", "bedfordshire", "2023-01", rows).encode(), said)
    column = accepted["location"].combine_chunks()
    chunk = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    assert chunk.dictionary.to_pylist() == ["B", "A"]
