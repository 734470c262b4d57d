"""A strict reading of CSV on the Web: metadata and rows held to the standard, everything else refused.

Written from the W3C Recommendations of 17 December 2015, "Metadata Vocabulary for Tabular Data" and
"Model for Tabular Data and Metadata on the Web"; only what our metadata uses is known, so that a
property spelt wrongly is an error here as it would be ignored elsewhere.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

TABLE = {"@context", "url", "dialect", "tableSchema"}
COLUMN = {"name", "titles", "datatype", "null", "required"}
SCHEMA = {"columns", "primaryKey"}
DIALECT = {"header": True, "delimiter": ",", "quoteChar": '"', "encoding": "utf-8"}
COMMON = re.compile(r"(dc|dcat|foaf|schema):[A-Za-z]+")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]*")  # A URI template's variable that begins with no "_".
DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN")


@dataclass(frozen=True)
class Read:
    """What was read: rows of cells by column name, None where a cell is null."""

    columns: list[str]
    rows: list[dict[str, Any]]


def read(metadata: bytes, content: bytes, file: str) -> Read:
    """Read a table by its metadata. Raises AssertionError for anything the standard does not allow."""
    described = json.loads(metadata)
    assert described["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert described["url"] == file
    for name, value in described.items():
        assert name in TABLE or COMMON.fullmatch(name), name
        if name not in TABLE:
            _common(value)
    assert described["dialect"] == DIALECT
    schema = described["tableSchema"]
    assert set(schema) == SCHEMA
    columns = schema["columns"]
    names = [column["name"] for column in columns]
    assert len(names) == len(set(names))
    for column in columns:
        unknown = [key for key in column if key not in COLUMN and not COMMON.fullmatch(key)]
        assert not unknown
        assert NAME.fullmatch(column["name"])
        assert isinstance(column.get("required", False), bool)
        assert all(isinstance(text, str) for text in column["null"])
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8")), strict=True)
    assert header == [column["titles"] for column in columns]
    rows = [
        {column["name"]: _cell(column, text) for column, text in zip(columns, line, strict=True)}
        for line in lines
    ]
    key = schema["primaryKey"]
    assert set(key) <= set(names)
    held = [tuple(row[name] for name in key) for row in rows]
    assert len(held) == len(set(held)), "the primary key does not tell rows apart"
    assert not any(value is None for values in held for value in values), "a null in the primary key"
    return Read(names, rows)


def _common(value: Any) -> None:
    """Common properties: texts, lists of them, references, and typed values."""
    if isinstance(value, list):
        for one in value:
            _common(one)
    elif isinstance(value, dict):
        assert set(value) in ({"@id"}, {"@value", "@type"})
        if "@type" in value:
            assert value["@type"] == "xsd:date"
            date.fromisoformat(value["@value"])
    else:
        assert isinstance(value, str)
        assert value


def _cell(column: dict[str, Any], text: str) -> Any:
    if text in column["null"]:
        assert not column.get("required"), f"{column['name']} is required"
        return None
    kind = column["datatype"]
    base, form = (kind["base"], kind["format"]) if isinstance(kind, dict) else (kind, "")
    if base == "string":
        assert not form or re.fullmatch(form, text), text
        return text
    if base == "date":
        assert form == "yyyy-MM-dd"
        return date.fromisoformat(text)
    if base == "integer":
        assert re.fullmatch(r"[+-]?[0-9]+", text), text
        return int(text)
    assert base == "double"
    assert DOUBLE.fullmatch(text), text
    return float(text)
