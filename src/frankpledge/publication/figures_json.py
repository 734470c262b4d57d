"""Figures as JSON: what they are of and what every column means first, then one record a line."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.figures import FIGURE_COLUMNS
from frankpledge.publication.datapackage import about_data
from frankpledge.publication.readings import ReportData


def figures_json(data: ReportData, figures: pa.Table) -> bytes:
    """Return the figures table as UTF-8 JSON: an object whose ``records`` are one object a figure.

    Every record has every column of the contract; what has no value is null, never left out and
    never nought. Dates are ISO 8601. ``figures`` has the contract's columns.
    """
    head = {**about_data(data), "columns": FIGURE_COLUMNS}
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    texts = [_as_json(name, figures.column(name)) for name in FIGURE_COLUMNS]
    if figures.num_rows == 0:
        return f'{opening},\n "records": []\n}}\n'.encode()
    records = pc.binary_join_element_wise(*texts, ", ").to_pylist()
    joined = "},\n  {".join(records)
    return f'{opening},\n "records": [\n  {{{joined}}}\n ]\n}}\n'.encode()


def _as_json(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as the texts of its members in JSON objects, whole columns at a time."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = column.type
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
        words = pa.array([json.dumps(word, ensure_ascii=False) for word in coded.dictionary.to_pylist()])
        values = words.take(coded.indices) if len(words) else pa.nulls(len(column), pa.string())
    elif pa.types.is_floating(kind):
        finite = pc.if_else(pc.is_finite(column), column, None)
        values = finite.cast(pa.string())
    elif pa.types.is_date(kind):
        values = pc.binary_join_element_wise('"', column.cast(pa.string()), '"', "")
    else:
        values = column.cast(pa.string())
    return pc.binary_join_element_wise(f"{json.dumps(name)}: ", pc.fill_null(values, "null"), "")
