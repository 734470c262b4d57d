"""A file as CSV: encodings, headers, line ends, quotes, and rows of the wrong length."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.errors import BadInput
from frankpledge.sources.csv_rows import read_rows

HEADINGS = {"Name": "name", "Place": "place"}
FILE = "made.csv"


def columns(data: bytes | str, **more: object) -> dict[str, list[str | None]]:
    raw = data.encode() if isinstance(data, str) else data
    rows = read_rows(FILE, raw, HEADINGS, **more)  # type: ignore[arg-type]
    return {name: array.to_pylist() for name, array in rows.columns.items()}


@pytest.mark.parametrize(
    "data",
    [
        b"Name,Place\nAnn,Here\nBob,\n",
        b"Name,Place\r\nAnn,Here\r\nBob,\r\n",
        b"\xef\xbb\xbfName,Place\nAnn,Here\nBob,\n",
        b"Name,Place\nAnn,Here\nBob,",
        b'"Name","Place"\n"Ann","Here"\n"Bob",""\n',
        b"Place,Name\nHere,Ann\n,Bob\n",
    ],
    ids=["plain", "CRLF", "byte order mark", "no last line end", "quoted", "other order"],
)
def test_the_same_rows_however_they_are_written(data: bytes) -> None:
    assert columns(data) == {"name": ["Ann", "Bob"], "place": ["Here", None]}


def test_quotes_commas_and_new_lines_inside_a_cell() -> None:
    text = 'Name,Place\n"Ann, or ""Annie""",Here\n"Bob\nsmith","a,b"\n'
    assert columns(text) == {"name": ['Ann, or "Annie"', "Bob\nsmith"], "place": ["Here", "a,b"]}


def test_a_cell_is_a_text_whatever_it_looks_like() -> None:
    assert columns("Name,Place\n007,NA\nnull,NaN\n") == {"name": ["007", "null"], "place": ["NA", "NaN"]}


def test_a_header_alone_is_a_file_of_no_rows() -> None:
    for data in (b"Name,Place\n", b"Name,Place", b"Name,Place\r\n"):
        rows = read_rows(FILE, data, HEADINGS)
        assert rows.count == 0
        assert set(rows.columns) == {"name", "place"}


def test_rows_of_the_wrong_length_are_noted_and_leave_the_others_numbered_right() -> None:
    rows = read_rows(FILE, b"Name,Place\nAnn,Here\nBob\nCat,There,Far\nDan,Now\n", HEADINGS)
    assert rows.columns["name"].to_pylist() == ["Ann", "Dan"]
    assert rows.record.tolist() == [1, 4]
    assert [(row.record, row.cells, row.expected) for row in rows.broken] == [(2, 1, 2), (3, 3, 2)]
    assert rows.line(4) == 5


def test_only_broken_rows_are_still_told_of() -> None:
    rows = read_rows(FILE, b"Name,Place\nAnn\nBob\n", HEADINGS)
    assert rows.count == 0
    assert [row.record for row in rows.broken] == [1, 2]


def test_an_identifier_column_may_stay_plain() -> None:
    rows = read_rows(FILE, b"Name,Place\nAnn,Here\n", HEADINGS, plain=["name"])
    assert str(rows.columns["name"].type) == "string"
    assert rows.columns["name"].to_pylist() == ["Ann"]


def test_known_columns_that_are_not_kept_are_passed_over() -> None:
    assert columns("Name,Note,Place\nAnn,x,Here\n", ignored=["Note"]) == {"name": ["Ann"], "place": ["Here"]}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        ("Name,Place\nAnn,Here\n".encode("utf-16"), "UTF-16"),
        ("Name,Place\nAnn,Here\n".encode("utf-16-le"), "UTF-16"),
        (b"Nam\xe9,Place\n", "header is not UTF-8"),
        (b"Name,Place\nAnn,Caf\xe9\n", "not UTF-8"),
        (b"Name\nAnn\n", "'Place' is missing"),
        (b"Name,Places\nAnn,Here\n", "Did you mean 'Places'? Rename it to 'Place'"),
        (b"Name,Place,Secret\nAnn,Here,x\n", "a column 'Secret'"),
        (b"Name,Place,Name\nAnn,Here,x\n", "'Name' stands twice"),
        (b"Ann,Here\nBob,There\n", "'Name' is missing"),
        (b"Name;Place\nAnn;Here\n", "'Name' is missing"),
        (b"Name,Place\nAnn," + b"H" * 200 + b"\x00\n", "zero bytes"),
        (b"Name,Place\rAnn,Here\r", "header cannot be read as CSV"),
        (b"PK\x03\x04", "'Name' is missing"),
        (b"\n\n", "'Name' is missing"),
    ],
)
def test_what_is_no_such_csv_says_why_and_where(data: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_rows(FILE, data, HEADINGS)
    assert says in str(caught.value)
    assert caught.value.where.file == FILE
    assert caught.value.exit_code == 3
    assert caught.value.do


def test_the_line_that_is_not_utf_8_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        read_rows(FILE, b"Name,Place\nAnn,Here\nBob,Caf\xe9\n", HEADINGS)
    assert caught.value.where.line == 3


def test_a_quotation_mark_that_is_never_closed_is_found_where_records_do_not_span_lines() -> None:
    data = b'Name,Place\nAnn,Here\n"Bob,There\nCat,Now\n'
    with pytest.raises(BadInput, match="quotation mark") as caught:
        read_rows(FILE, data, HEADINGS, one_line_each=True)
    assert caught.value.where.line == 3


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"]), max_size=12),
            st.text("ab, \"'\n", max_size=8),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(("\n", "\r\n")),
)
def test_whatever_the_csv_module_writes_is_read_back(rows: list[tuple[str, str]], end: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    made = columns(text.getvalue())
    assert made == {
        "name": [name or None for name, _ in rows],
        "place": [place or None for _, place in rows],
    }
