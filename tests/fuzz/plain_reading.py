"""Hold what a reader accepted against the file, read again by plain means.

Nothing of the readers is used here: records come from the standard library's csv module, and every
accepted cell is compared with the text that stands in the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from frankpledge.areas import FORCES_BY_SLUG, gss_code
from frankpledge.contracts.tables import Column, PersonalData, Table, Type

WORDS_OF_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def records_of(data: bytes) -> list[list[str]] | None:
    """Return the records of a CSV after its header; None where CSV readers may differ on what they are.

    They differ on quotation marks inside a cell that is not quoted, on text after a closing one, and
    on a carriage return alone.
    """
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    if re.search(r'"[^",\r\n]|[^",\r\n]"|"""|\r(?!\n)', text):
        return None
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return [row for row in rows[1:] if row]


def header_of(data: bytes) -> list[str]:
    """Return the header of a CSV."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n", 1)[0]
    return next(csv.reader(io.StringIO(text.rstrip("\r"))), [])


def check_contract(
    table: Table, accepted: pa.Table, refused: pa.Table, other_forces: frozenset[str] = frozenset()
) -> None:
    """Every accepted row keeps every rule of its contract; no record is both accepted and refused."""
    records = accepted["record"].to_pylist()
    assert records == sorted(set(records))
    refused_records = refused["record"].to_pylist()
    assert refused_records == sorted(set(refused_records))
    assert not set(records) & set(refused_records)
    everything = sorted([*records, *refused_records])
    assert everything == list(range(1, len(everything) + 1))
    for column in table.columns:
        values = accepted[column.name].cast(_plain(accepted[column.name].type)).to_pylist()
        if column.required:
            assert None not in values, column.name
        for value in values:
            if value is not None:
                _check_value(column, value, other_forces)
    if table.identity:
        keys = list(zip(*(accepted[name].to_pylist() for name in table.identity), strict=True))
        firsts = [key[0] is None or key not in keys[:place] for place, key in enumerate(keys)]
        assert accepted["counted"].to_pylist() == firsts
    for name, value in zip(refused["column"].to_pylist(), refused["value"].to_pylist(), strict=True):
        if value is not None:
            assert table.column(name).personal_data is PersonalData.OPEN


def _plain(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_


def _check_value(column: Column, value: Any, other_forces: frozenset[str]) -> None:
    if column.minimum is not None:
        assert value >= column.minimum, column.name
    if column.maximum is not None:
        assert value <= column.maximum, column.name
    if column.type is Type.TERM:
        assert column.vocabulary is not None
        assert 0 <= value < len(column.vocabulary.terms)
    elif column.type is Type.AREA:
        assert value in FORCES_BY_SLUG or value in other_forces
    elif column.type is Type.IDENTIFIER:
        assert len(value) == 32
    elif column.type is Type.NUMBER:
        assert value - value == 0, f"{column.name} is not finite"
    elif column.type is Type.TEXT:
        assert value, column.name


def check_same_as_file(
    table: Table,
    accepted: pa.Table,
    refused: pa.Table,
    data: bytes,
    headings: Mapping[str, str],
    null_texts: frozenset[str] = frozenset(),
) -> None:
    """No record is lost, and every accepted cell says what the file says."""
    rows = records_of(data)
    if rows is None:
        return
    assert accepted.num_rows + refused.num_rows == len(rows)
    header = header_of(data)
    places = {name: header.index(heading) for heading, name in headings.items()}
    for row in accepted.to_pylist():
        cells = rows[row["record"] - 1]
        assert len(cells) == len(header)
        for column in table.columns:
            if column.name in places:
                _check_same(column, row[column.name], cells[places[column.name]], null_texts)


def _check_same(column: Column, value: Any, text: str, null_texts: frozenset[str]) -> None:
    if not text or text in null_texts:
        assert value is None, column.name
        return
    assert _means(column, value, text), f"{column.name}: {text!r} was taken for {value!r}"


def _means(column: Column, value: Any, text: str) -> bool:
    match column.type:
        case Type.IDENTIFIER:
            return bool(value.hex() == text.lower())
        case Type.MONTH:
            return f"{value // 12:04d}-{value % 12 + 1:02d}" == text.strip()
        case Type.TERM:
            assert column.vocabulary is not None
            return column.vocabulary.terms[value].text == text
        case Type.GSS_CODE:
            return gss_code(value) == text
        case Type.TEXT:
            return bool(value == text)
        case Type.NUMBER:
            return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)) and bool(value == float(text))
        case Type.INTEGER:
            return bool(re.fullmatch(r"-?[0-9]+(\.0+)?", text)) and bool(value == int(Decimal(text)))
        case Type.FLAG:
            return WORDS_OF_FLAGS.get(text.lower()) is value
        case Type.TIMESTAMP:
            return bool(value == datetime.fromisoformat(text).astimezone(UTC))
        case Type.DATE:
            return bool(value == date(*map(int, text.split("-"))))
    return True  # an area: many spellings name one force
