"""The catalogue as rows for a table, as JSON for programs, and as a page."""

from __future__ import annotations

import json
from functools import cache
from statistics import median
from typing import Any

import jinja2

from frankpledge.areas import force_title
from frankpledge.catalogue.entries import Catalogue, Entry
from frankpledge.catalogue.joins import PlaceOfTable, joined_by, places_of_tables
from frankpledge.periods import month_key, month_label

COLUMNS = ("table", "months", "came", "rows", "refused", "missing", "measures", "reports", "footing")


def table_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return one short row for each table held, in COLUMNS."""
    return [
        {
            "table": entry.table.name,
            "months": span_of(entry, month_key),
            "came": f"{entry.came[-1]}{f', {entry.refresh}' if entry.refresh else ''}",
            "rows": entry.total("rows"),
            "refused": f"{entry.refused_share:.1f} %" if entry.total("refused") else "0",
            "missing": sum(map(len, entry.missing.values())),
            "measures": len(entry.measures),
            "reports": len(entry.reports),
            "footing": footing_of(catalogue, entry),
        }
        for entry in catalogue.entries
    ]


def span_of(entry: Entry, label: Any) -> str:
    """Return the first and last month held; empty for a table that does not come by month."""
    if not entry.months:
        return ""
    first, last = entry.months[0], entry.months[-1]
    return str(label(first)) if first == last else f"{label(first)} to {label(last)}"


def footing_of(catalogue: Catalogue, entry: Entry) -> str:
    """Return licence, or agreement and how it stands today, or why the table may not be used."""
    if entry.refusal:
        return f"may not be used: {entry.refusal}"
    if entry.agreements:
        held = [one for one in entry.agreements if one.in_force(catalogue.on)] or list(entry.agreements)
        return f"'{held[0].id}' {held[0].standing(catalogue.on)}"
    return entry.footing


def as_json(catalogue: Catalogue) -> str:
    """Return the whole catalogue as JSON. Metadata only: no value of any row is in it."""
    told = {
        "office": catalogue.definitions.office.name,
        "on": catalogue.on.isoformat(),
        "snapshot": catalogue.snapshot.number,
        "tables": [_entry(catalogue, entry) for entry in catalogue.entries],
        "gaps": _gaps(catalogue),
        "joins": {kind: [vars(one) for one in some] for kind, some in joins_of(catalogue).items()},
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def joins_of(catalogue: Catalogue) -> dict[str, list[PlaceOfTable]]:
    """Return by which kinds of place the tables held can be set side by side."""
    return joined_by(places_of_tables(entry.table for entry in catalogue.entries))


def _entry(catalogue: Catalogue, entry: Entry) -> dict[str, Any]:
    table = entry.table
    return {
        "table": table.name,
        "title": table.title,
        "description": table.description,
        "publisher": table.publisher,
        "owner": str(table.owner),
        "licence": table.licence,
        "needs": str(table.agreement),
        "agreements": [
            {
                "id": one.id,
                "title": one.title,
                "parties": list(one.parties),
                "purposes": list(one.purposes),
                "starts": one.starts.isoformat(),
                "ends": one.ends.isoformat(),
                "review": one.review.isoformat() if one.review else None,
                "document": one.document,
                "stands": one.standing(catalogue.on),
            }
            for one in entry.agreements
        ],
        "may-not-be-used": entry.refusal,
        "retention": str(table.retention),
        "grain": str(table.grain),
        "protection": str(table.disclosure),
        "refresh": entry.refresh,
        "came": [day.isoformat() for day in entry.came],
        "first-month": month_key(entry.months[0]) if entry.months else None,
        "last-month": month_key(entry.months[-1]) if entry.months else None,
        "months": len(entry.months),
        "forces": list(entry.forces),
        "missing": {force: [month_key(one) for one in some] for force, some in entry.missing.items()},
        "destroyed": {force: [month_key(one) for one in some] for force, some in entry.destroyed.items()},
        "rows": entry.total("rows"),
        "refused": entry.total("refused"),
        "refused-per-cent": round(entry.refused_share, 3),
        "repeats": entry.total("repeats"),
        "days-after-the-month": {"median": median(entry.delays), "longest": entry.delays[-1]}
        if entry.delays
        else None,
        "editions": len(entry.ever),
        "superseded": entry.superseded,
        "fields": [
            {
                "name": column.name,
                "type": str(column.type),
                "required": column.required,
                "personal-data": str(column.personal_data),
                "description": column.description,
            }
            for column in table.columns
        ],
        "measures": list(entry.measures),
        "reports": [
            {
                "report": one.name,
                "build": one.build,
                "released": one.released,
                "measures": sorted(one.measures & set(entry.measures)),
            }
            for one in entry.reports
        ],
    }


def _gaps(catalogue: Catalogue) -> dict[str, Any]:
    gaps = catalogue.gaps
    return {
        "tables-nobody-supplies": {name: list(ids) for name, ids in gaps.unsupplied.items()},
        "measures-without-data": {id_: list(names) for id_, names in gaps.without_data.items()},
        "measures-that-never-counted-a-row": list(gaps.never_counted),
        "places-without-a-row": [
            {
                "table": one.table,
                "lsoas": list(one.lsoas),
                "of-lsoas": one.of_lsoas,
                "wards": list(one.wards),
                "of-wards": one.of_wards,
            }
            for one in gaps.places
        ],
    }


@cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("frankpledge.catalogue", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"month": month_label, "force": force_title}
    return environment.get_template("catalogue.html.j2")


def as_page(catalogue: Catalogue) -> str:
    """Return the catalogue as one self-contained page that needs no script."""
    return _template().render(
        catalogue=catalogue,
        office=catalogue.definitions.office,
        joins=joins_of(catalogue),
        footing=lambda entry: footing_of(catalogue, entry),
        span=lambda entry: span_of(entry, month_label),
        median=median,
    )
