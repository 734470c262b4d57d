"""The Frictionless data package that describes figures.csv and findings.csv: columns, licence, sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from frankpledge.contracts.figures import (
    FIGURE_COLUMNS,
    FINDING_COLUMNS,
    State,
    figures_schema,
    findings_schema,
)
from frankpledge.publication.readings import ReportData

LICENCES = {
    "Open Government Licence v3.0": (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    )
}


FIGURES = "One row for each measure, area, breakdown, window and period."
FINDINGS = (
    "One row for each finding of a quarter in the period, with its method, range and sentence; none left out."
)
REQUIRED = ("measure", "area_type", "area", "window", "period", "kind", "sentence")


def datapackage(data: ReportData, figures: bytes, findings: bytes) -> bytes:
    """Return datapackage.json for a figures.csv and a findings.csv with these contents."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"{_slug(data.area_title)}-{data.period.key.lower()}",
        "id": data.build_id,
        "title": title_of(data),
        "description": described(data),
        "created": f"{data.as_at.isoformat()}T00:00:00Z",
        "licenses": [_licence(data.licence)],
        "sources": [{"title": told} for told in sources_of(data)],
        "contributors": [{"title": data.office_title, "role": "publisher"}],
        "resources": [
            _resource("figures", FIGURES, figures_schema(), figures, FIGURE_COLUMNS),
            _resource("findings", FINDINGS, findings_schema(), findings, FINDING_COLUMNS),
        ],
    }
    if not package["sources"]:
        del package["sources"]
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def title_of(data: ReportData) -> str:
    """Return the title of a report's open data."""
    return f"{data.area_title}: figures of the report for {data.period.label}"


def sources_of(data: ReportData) -> list[str]:
    """Return what the figures were made from: title, publisher, licence and date of each table of records."""
    return [
        f"{note.title}, {note.publisher} ({note.licence}), obtained by {note.obtained_last}"
        for note in data.sources
    ]


def about_data(data: ReportData) -> dict[str, Any]:
    """Return what a reader of the figures must know before the first of them, ready for JSON."""
    return {
        "title": title_of(data),
        "description": described(data),
        "publisher": data.office_title,
        "licence": _licence(data.licence),
        "period": {"label": data.period.label, "start": str(data.period.start), "end": str(data.period.end)},
        "as_at": data.as_at.isoformat(),
        "build": data.build_id,
        "generated": data.generated,
        "sources": sources_of(data),
    }


def described(data: ReportData) -> str:
    """Return in words what a report's open data are."""
    made = "Made from generated records: not about a real place. " if data.generated else ""
    return (
        f"{made}Figures of build {data.build_id}, records as at {data.as_at.isoformat()}. "
        "An empty value is not zero: the column state says why it is empty."
    )


def _licence(title: str) -> dict[str, str]:
    if title in LICENCES:
        name, path = LICENCES[title]
        return {"name": name, "path": path, "title": title}
    return {"name": _slug(title), "title": title}


def _resource(
    name: str, description: str, schema: pa.Schema, csv: bytes, columns: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": name.capitalize(),
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(csv),
        "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
        "schema": {"fields": _fields(schema, columns), "missingValues": [""]},
    }


def _fields(schema: pa.Schema, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the columns as table-schema fields, typed as the contract's Arrow schema types them."""
    fields = []
    for name, description in columns.items():
        field: dict[str, Any] = {
            "name": name,
            "type": _type(schema.field(name).type),
            "description": description,
        }
        if name == "state":
            field["constraints"] = {"required": True, "enum": [str(state) for state in State]}
        if name in REQUIRED:
            field["constraints"] = {"required": True}
        fields.append(field)
    return fields


def _type(arrow: pa.DataType) -> str:
    if pa.types.is_date(arrow):
        return "date"
    if pa.types.is_integer(arrow):
        return "integer"
    return "number" if pa.types.is_floating(arrow) else "string"


def _slug(text: str) -> str:
    return (
        "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split()) or "unnamed"
    )
