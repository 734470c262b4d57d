"""Tables held, releases and published records for programs."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404

from frankpledge.catalogue.entries import catalogue_of
from frankpledge.catalogue.showing import as_json
from frankpledge.errors import WrongUse
from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.rights import fields_offered
from frankpledge.registers.roles import NOBODY, STAFF
from frankpledge.releases.chain import corrected_by, head_of, released
from frankpledge.web.api.resource import Ask, Batch, Parameter, Resource, sliced
from frankpledge.web.office import office_folder, registers
from frankpledge.web.record_words import address_of, name_of, title_of, values_for


def _tables(ask: Ask) -> Batch:
    told = json.loads(as_json(catalogue_of(office_folder(), today())))
    rows = told["tables"]
    return sliced(ask, f"{told['snapshot']}-{told['on']}", len(rows), lambda start, end: rows[start:end])


def _releases(ask: Ask) -> Batch:
    chain = released(office_folder())
    corrected = corrected_by(chain)

    def rows_at(start: int, end: int) -> list[dict[str, Any]]:
        return [
            {
                "number": one.number,
                "title": one.title,
                "kind": one.kind,
                "period": one.period,
                "label": one.label,
                "released": one.at,
                "build": one.build,
                "corrects": one.corrects,
                "corrected_by": corrected.get(one.number),
                "reason": one.reason,
                "files": [{"name": it.name, "size": it.size, "sha256": it.sha256} for it in one.files],
                "previous": one.previous,
                "head": one.head,
            }
            for one in chain[start:end]
        ]

    return sliced(ask, f"released-{head_of(chain)[:16]}", len(chain), rows_at)


def _registers(ask: Ask) -> Batch:
    shown = [one for one in registers().values() if any(state.public for state in one.states)]
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "about": one.about,
            "fields": [
                {"id": it.id, "type": it.type.value, "title": it.title} for it in fields_offered(one, NOBODY)
            ],
        }
        for one in shown
    ]
    return Batch(rows)


def _records(ask: Ask) -> Batch:
    register = registers().get(ask.path["register"])
    if register is None:
        raise Http404
    after = ask.after.get("record", 0)
    if not isinstance(after, int):
        raise WrongUse("this is no cursor of ours.", do="Use the address in next as it is.")
    # By key of the database, so that what is published between two requests moves no row to another page.
    found = list(queries.public(register).filter(pk__gt=after).order_by("pk")[: ask.limit + 1])
    rows = []
    offered = {one.id for one in fields_offered(register, NOBODY)}
    for record in found[: ask.limit]:
        values = values_for(register, record, NOBODY)
        rows.append(
            {
                "register": register.id,
                "key": record.key,
                "name": name_of(register, record),
                "title": title_of(register, values),
                "state": record.state,
                "version": record.version,
                "page": f"{settings.ADDRESS}{address_of(register, record)}",
                "withheld": sorted(name for name in record.withheld if name in offered),
                "values": values,
            }
        )
    more = len(found) > ask.limit
    return Batch(rows, after={"record": found[ask.limit - 1].pk} if more else None)


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_LIST = {"type": "array", "items": {"type": "object"}}

TABLES = Resource(
    "tables",
    "catalogue/tables",
    "read:catalogue",
    "Catalogue of tables",
    "Every table of records that the office holds: whose, on what footing, how fresh and good, and what "
    "rests on it. Metadata alone; staff alone.",
    {
        "table": {**_TEXT, "description": "The table's name."},
        "title": {**_TEXT, "description": "What it holds."},
        "publisher": {**_TEXT, "description": "From whom it comes."},
        "first-month": {"type": ["string", "null"], "description": "The first month held."},
        "last-month": {"type": ["string", "null"], "description": "The last month held."},
        "rows": {**_NUMBER, "description": "Rows in use."},
        "refused": {**_NUMBER, "description": "Rows that were refused."},
        "measures": {"type": "array", "items": _TEXT, "description": "Measures that count it."},
    },
    _tables,
    roles=STAFF,
)
RELEASES = Resource(
    "releases",
    "releases",
    "read:releases",
    "Releases",
    "Every release, oldest first. What was released never changes; a correction is a later release.",
    {
        "number": {**_NUMBER, "description": "Its number."},
        "title": {**_TEXT, "description": "The report's title."},
        "kind": {**_TEXT, "description": "The kind of document."},
        "period": {**_TEXT, "description": "The period's key."},
        "label": {**_TEXT, "description": "The period as people see it."},
        "released": {**_TEXT, "format": "date-time", "description": "When."},
        "build": {**_TEXT, "description": "The build its figures are of."},
        "corrects": {"type": ["integer", "null"], "description": "The release that it corrects."},
        "corrected_by": {"type": ["integer", "null"], "description": "The release that corrects it."},
        "reason": {**_TEXT, "description": "Why it corrects."},
        "files": {**_LIST, "description": "Names, sizes and SHA-256 of its files."},
        "previous": {**_TEXT, "description": "SHA-256 of the record of the release before."},
        "head": {**_TEXT, "description": "SHA-256 of its own record."},
    },
    _releases,
)
REGISTERS = Resource(
    "registers",
    "registers",
    "read:records",
    "Registers",
    "The registers of which something can be public, with the fields that can then be published.",
    {
        "id": {**_TEXT, "description": "The register's id."},
        "title": {**_TEXT, "description": "Its name."},
        "about": {**_TEXT, "description": "What is kept in it."},
        "fields": {**_LIST, "description": "Id, type and title of each field that can be published."},
    },
    _registers,
)
RECORDS = Resource(
    "records",
    "records/<slug:register>",
    "read:records",
    "Published records",
    "The records of a register that are public, as the public sees them, whoever asks.",
    {
        "register": {**_TEXT, "description": "The register's id."},
        "key": {**_TEXT, "description": "What names the record in it for ever."},
        "name": {**_TEXT, "description": "Its number as it is printed."},
        "title": {**_TEXT, "description": "Its title."},
        "state": {**_TEXT, "description": "Where it stands."},
        "version": {**_NUMBER, "description": "How often it was changed, with its making."},
        "page": {**_TEXT, "format": "uri", "description": "Its page."},
        "withheld": {
            "type": "array",
            "items": _TEXT,
            "description": "Fields withheld, on grounds.",
        },
        "values": {"type": "object", "description": "What it says, by field."},
    },
    _records,
    in_path=(Parameter("register", "Id of a register."),),
)
