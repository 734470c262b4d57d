"""What is taken away of records: a list as a spreadsheet, an attached file, the history of one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from frankpledge.records import queries
from frankpledge.records.rights import fields_offered, roles_for
from frankpledge.records.seeing import open_file, see_history, see_many
from frankpledge.registers.roles import EVERYONE, MEMBERS, SCOPES
from frankpledge.registers.workbook import ExportedRecord, sheets, workbook
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts.models import User
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.records import record_named, register_named
from frankpledge.web.record_history import changes_of
from frankpledge.web.record_links import linked_records
from frankpledge.web.record_lists import filtered
from frankpledge.web.record_words import name_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_workbook(request: HttpRequest, register: str) -> HttpResponse:
    """Give the records of a list as a spreadsheet that can be taken in again, with its small tables.

    Where anything of it is restricted, the audit trail says who took it.
    """
    of, actor = register_named(register), actor_of(request)
    inside = bool(of.sees & actor.roles)
    if not inside and not any(one.public for one in of.states):
        raise Http404
    seen = see_many(of, filtered(of, queries.seen_by(of, actor), request.GET.dict(), actor), actor)
    fields = fields_offered(of, actor)
    links = [one for field in fields for one in (field, *field.columns)]
    said = [values for _, values in seen]
    said += [row for field in fields if field.columns for values in said for row in values.get(field.id, ())]
    names = {place: one.name for place, one in linked_records(links, said, actor).items()}
    records = [ExportedRecord(name_of(of, one), one.state, values) for one, values in seen]
    response = HttpResponse(workbook(sheets(of, fields, records, names)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{of.id}.xlsx"'
    return response


def attached(request: HttpRequest, register: str, key: str, number: int) -> HttpResponse:
    """Give one file of a record, always to be saved and never to be run."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    try:
        file, content = open_file(of, held, number, actor)
    except (PermissionDenied, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(content, content_type=file.type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def history(request: HttpRequest, register: str, key: str) -> Page:
    """Show every version of a record: who changed what, when and why."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    versions = see_history(of, held, actor)
    people = {str(user.identity): user.name for user in User.objects.all()}
    fields = [one for one in of.fields if one.roles & roles_for(of, held.values, actor)]
    linked = linked_records(fields, [one.values for one in versions], actor)
    changes = changes_of(of, versions, fields, people, linked)
    return Page(
        "web/registers/history.html",
        f"History of {name_of(of, held)}",
        {"register": of, "record": held, "name": name_of(of, held), "changes": changes},
        Rows(
            ("version", "at", "who", "action", "what", "why", "field", "before", "after"),
            [
                (one.number, one.at.isoformat(), one.who, one.action, one.what, one.why, *changed)
                for one in changes
                for changed in one.changed or [("", "", "")]
            ],
        ),
    )


ROUTES = (
    Route("workbook", "records/<slug:register>/workbook.xlsx", as_workbook, get=EVERYONE, scoped=SCOPES),
    Route(
        "attached",
        "records/<slug:register>/<str:key>/files/<int:number>",
        attached,
        get=EVERYONE,
        scoped=SCOPES,
    ),
    Route(
        "history",
        "records/<slug:register>/<str:key>/history/",
        history,
        get=MEMBERS,
        data=True,
        scoped=SCOPES,
    ),
)
