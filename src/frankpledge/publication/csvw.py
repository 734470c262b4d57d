"""CSV on the Web: metadata beside figures.csv and findings.csv, where the standard looks for it.

W3C Recommendations of 17 December 2015, "Metadata Vocabulary for Tabular Data" and "Model for
Tabular Data and Metadata on the Web": the file is named after the CSV file it describes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from frankpledge.contracts.figures import (
    FIGURE_COLUMNS,
    FIGURE_KEY,
    FINDING_COLUMNS,
    State,
    figures_schema,
    findings_schema,
)
from frankpledge.publication.datapackage import (
    FIGURES,
    FINDINGS,
    LICENCES,
    REQUIRED,
    described,
    sources_of,
    title_of,
)
from frankpledge.publication.readings import ReportData

SUFFIX = "-metadata.json"
FINDING_KEY = (*FIGURE_KEY, "kind")
EMPTY_IN_KEYS = ("breakdown",)
"""Columns of a key whose empty field is a value: no breakdown is the total, not the unknown."""


def figures_metadata(data: ReportData) -> bytes:
    """Return the metadata of figures.csv."""
    return _metadata(data, "figures.csv", FIGURES, figures_schema(), FIGURE_COLUMNS, FIGURE_KEY)


def findings_metadata(data: ReportData) -> bytes:
    """Return the metadata of findings.csv."""
    return _metadata(data, "findings.csv", FINDINGS, findings_schema(), FINDING_COLUMNS, FINDING_KEY)


def _metadata(
    data: ReportData,
    file: str,
    about: str,
    schema: pa.Schema,
    columns: Mapping[str, str],
    key: Sequence[str],
) -> bytes:
    made: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file,
        "dc:title": f"{title_of(data)}: {file}",
        "dc:description": f"{about} {described(data)}",
        "dc:identifier": f"{data.build_id}/{file}",
        "dc:publisher": data.office_title,
        "dc:license": _licence(data.licence),
        "dc:modified": {"@value": data.as_at.isoformat(), "@type": "xsd:date"},
        "dc:temporal": f"{data.period.start.isoformat()}/{data.period.end.isoformat()}",
        "dc:source": sources_of(data),
        "dialect": {"header": True, "delimiter": ",", "quoteChar": '"', "encoding": "utf-8"},
        "tableSchema": {
            "columns": [_column(name, meaning, schema) for name, meaning in columns.items()],
            "primaryKey": list(key),
        },
    }
    if not made["dc:source"]:
        del made["dc:source"]
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


def _licence(title: str) -> dict[str, str] | str:
    return {"@id": LICENCES[title][1]} if title in LICENCES else title


def _column(name: str, meaning: str, schema: pa.Schema) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": meaning,
        "datatype": _datatype(name, schema.field(name).type),
        "null": [""],
    }
    if name in EMPTY_IN_KEYS:
        column["null"] = []
    if name in REQUIRED or name == "state":
        column["required"] = True
    return column


def _datatype(name: str, arrow: pa.DataType) -> Any:
    """Return the datatype: that of the contract's Arrow schema, and the words that a state may be."""
    if name == "state":
        return {"base": "string", "format": "|".join(str(state) for state in State)}
    if pa.types.is_date(arrow):
        return {"base": "date", "format": "yyyy-MM-dd"}
    if pa.types.is_integer(arrow):
        return "integer"
    return "double" if pa.types.is_floating(arrow) else "string"
