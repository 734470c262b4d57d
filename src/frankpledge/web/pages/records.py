"""Reading the registers: lists with filters, one record with its thread, its history and its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.publishing import corrections_of
from frankpledge.records.rights import attachments_seen, fields_seen, roles_for, sees_all
from frankpledge.records.seeing import open_file, see, see_history, see_many
from frankpledge.registers.numbering import printed
from frankpledge.registers.register import Field, Register
from frankpledge.registers.roles import EVERYONE, MEMBERS, SCOPES, STAFF, Actor
from frankpledge.registers.starting_records import starting_records
from frankpledge.registers.values import as_datum, shown
from frankpledge.web.access import Route, actor_of
from frankpledge.web.accounts.models import User
from frankpledge.web.office import office_folder, registers
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.pages.board import SETTERS
from frankpledge.web.record_lists import filtered, filters_of, orders, wrong_days
from frankpledge.web.record_words import (
    CLOCK_WORDS,
    address_of,
    changes_of,
    clocks_of,
    dues_of,
    line_of,
    listed,
    name_of,
    parts_of,
    standing_of,
    title_of,
)

ON_A_PAGE = 50


@dataclass(frozen=True)
class Shelf:
    """A register as the first page of records lists it."""

    register: Register
    count: int
    open: int


def register_named(name: str) -> Register:
    """Return a register of the office. Raises Http404 where there is none of this name."""
    found = registers().get(name)
    if found is None:
        raise Http404
    return found


def record_named(register: Register, key: str, actor: Actor) -> Record:
    """Return a record that somebody may see. Raises Http404 where they may see none."""
    record = queries.seen_by(register, actor).filter(key=key).first()
    if record is None:
        raise Http404
    return record


def shelves(request: HttpRequest) -> Page:
    """Show all registers that somebody may see records of, by group."""
    actor = actor_of(request)
    groups: dict[str, list[Shelf]] = {}
    for register in registers().values():
        seen = queries.seen_by(register, actor)
        count = seen.count()
        if count or register.sees & actor.roles:
            closed = [one.id for one in register.states if one.closed or one.public]
            left = seen.exclude(state__in=closed).count()
            groups.setdefault(register.group or "Other", []).append(Shelf(register, count, left))
    rows = [
        (one.register.id, one.register.title, group, one.count, one.open)
        for group, held in groups.items()
        for one in held
    ]
    return Page(
        "web/registers/shelves.html",
        "Records",
        {"groups": groups, "staff": bool(actor.roles & STAFF)},
        Rows(("register", "title", "group", "records", "not_public_yet"), rows),
    )


def record_list(request: HttpRequest, register: str) -> Page:
    """Show the records of a register that somebody may see: filtered, in order, a page at a time."""
    of, actor = register_named(register), actor_of(request)
    found = filtered(of, queries.seen_by(of, actor), request.GET.dict(), actor)
    inside = bool(of.sees & actor.roles)
    if not inside and not any(one.public for one in of.states):
        raise Http404
    number = _page_number(request.GET.get("page", ""))
    total = found.count()
    shown_now = list(found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])
    dues = dues_of(of, shown_now)
    lines = [line_of(of, record, dues.get(record.pk, ()), actor) for record in shown_now]
    columns = [one for one in listed(of) if inside or one.published]
    kept = {name: text for name, text in request.GET.items() if name != "page" and text}
    return Page(
        "web/registers/list.html",
        of.title,
        {
            "register": of,
            "lines": [(one, _cells(of, one.cells, columns)) for one in lines],
            "columns": columns,
            "total": total,
            "number": number,
            "pages": max(1, -(-total // ON_A_PAGE)),
            "query": urlencode(kept),
            "order": orders(of, columns),
            "wrong": wrong_days(request.GET.dict()),
            "filters": filters_of(of, request.GET.dict(), inside=inside),
            "asked": request.GET.dict(),
            "may_make": bool(of.makes & actor.roles),
            "sets_agenda": bool(SETTERS & actor.whole),
            "inside": inside,
            "begins": _begins(of) if of.makes & actor.roles and not total else 0,
            "unused": _unused(of) if queries.sees_every(of, actor) else [],
            "standing": _standing(of, found),
        },
        _rows(of, found, actor),
    )


def _unused(of: Register) -> list[str]:
    """Return the numbers that no record has, as they are printed."""
    return [
        printed(of, number, {of.numbering.by: series})
        for series, numbers in queries.unused_numbers(of).items()
        for number in numbers
    ]


def _standing(of: Register, found: QuerySet[Record]) -> str:
    """Return how far a register is up to date, where its declaration has it counted."""
    if not any(one.unrecorded and one.public for one in of.clocks):
        return ""
    return standing_of(of, [due for held in dues_of(of, list(found)).values() for due in held])


def _begins(of: Register) -> int:
    """Return how many records come with a register that has none yet."""
    if Record.objects.filter(register=of.id).exists():
        return 0
    return len(starting_records(office_folder(), registers(), today()).get(of.id, ()))


def _cells(of: Register, cells: Sequence[str], columns: Sequence[Field]) -> list[str]:
    return [text for one, text in zip(listed(of), cells, strict=True) if one in columns]


def _page_number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _rows(of: Register, records: QuerySet[Record], actor: Actor) -> Rows:
    """Return every record of a list as data: its key, state, the fields somebody sees, and its clocks.

    Where anything of it is restricted, the audit trail says who took it.
    """
    inside = bool(of.sees & actor.roles)
    fields = [one for one in of.fields if inside or one.published]
    clocks = [one for one in of.clocks if inside or one.public]
    columns = ["key", "number", "state", *(one.id for one in fields)]
    columns += [f"{clock.id}: {what}" for clock in clocks for what in ("due", "standing")]

    def rows() -> Iterator[list[Cell]]:
        held = list(records)
        dues = dues_of(of, held) if clocks else {}
        for record, values in see_many(of, held, actor):
            whole = sees_all(of, record, actor)
            told = {one.clock.id: one for one in dues.get(record.pk, ()) if whole or one.clock.public}
            row: list[Cell] = [record.key, name_of(of, record), of.state_of(record.state).title]
            row += [as_datum(one, values.get(one.id)) for one in fields]
            for clock in clocks:
                due = told.get(clock.id)
                row += ["", ""] if due is None else [due.on.isoformat(), CLOCK_WORDS[due.state][0]]
            yield row

    return Rows(columns, rows())


def record(request: HttpRequest, register: str, key: str) -> Page:
    """Show one record: its fields, clocks, steps, thread, files."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    values = see(of, held, actor)
    fields = fields_seen(of, held, actor)
    inside = sees_all(of, held, actor)
    roles = roles_for(of, held.values, actor)
    state = of.state_of(held.state)
    links = {
        f"{target.id}/{one.key}": one for target, _, one in queries.linked_from(held, registers(), actor)
    }
    back = [
        (from_, from_.field_of(name).title, one, title_of(from_, _seen(from_, one, actor)))
        for from_, name, one in queries.linked_to(held, registers(), actor)
    ]
    title = title_of(of, values) or name_of(of, held)
    parts = parts_of(of, values, held.withheld if inside else {}, fields, links)
    attached = attachments_seen(of, held, actor)
    cells = [(one.id, shown(one, values[one.id])) for one in fields if one.id in values]
    return Page(
        "web/registers/record.html",
        title,
        {
            "register": of,
            "record": held,
            "name": name_of(of, held),
            "state": state,
            "parts": [one for one in parts if one.field.id != of.headline],
            "withheld": [] if inside else _grounds(of, held),
            "clocks": clocks_of(dues_of(of, [held]).get(held.pk, ()), inside=inside),
            "moves": [one for one in of.open_to(held.state) if one.roles & roles] if actor.identity else [],
            "may_amend": bool(of.amends & roles) and not state.closed,
            "may_attach": bool((of.amends | of.attaches) & roles),
            "corrections": corrections_of(of, held),
            "inside": inside,
            "back": [(from_.title, words, name_of(from_, one), said, address_of(from_, one),
                      _stands(from_, one, actor))
                     for from_, words, one, said in back],
            "files": attached,
        },
        Rows(("field", "value"), cells),
        {
            "register": of.id,
            "key": held.key,
            "number": name_of(of, held),
            "state": state.title,
            "version": held.version,
            "values": values,
            "withheld": held.withheld,
            "links": [{"register": from_.id, "key": one.key, "as": words} for from_, words, one, _ in back],
        },
    )  # fmt: skip


def _stands(of: Register, record: Record, actor: Actor) -> str:
    """Return where a record stands and, where one of its clocks is late, which."""
    inside = sees_all(of, record, actor)
    clocks = clocks_of(dues_of(of, [record]).get(record.pk, ()), inside=inside)
    late = [f"{one.title}: {one.state}" for one in clocks if one.tag == "late"]
    return "; ".join([of.state_of(record.state).title, *late])


def _seen(of: Register, record: Record, actor: Actor) -> dict[str, object]:
    shown_fields = {one.id for one in fields_seen(of, record, actor)}
    return {name: value for name, value in record.values.items() if name in shown_fields}


def _grounds(of: Register, record: Record) -> list[tuple[str, str]]:
    """Return what is withheld of a public record, and on what ground, for those who do not see it."""
    titles = {one.id: one.title for one in of.exemptions}
    names = {one.id: one.title for one in of.fields if one.published or one.exempt}
    return [
        (names.get(name, "An attached file"), titles.get(ground, ground))
        for name, ground in record.withheld.items()
        if name in names or name.startswith("file-")
    ]


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
    changes = changes_of(of, versions, fields, people)
    return Page(
        "web/registers/history.html",
        f"History of {name_of(of, held)}",
        {"register": of, "record": held, "changes": changes},
        Rows(
            ("version", "at", "who", "what", "why", "field", "before", "after"),
            [
                (one.number, one.at.isoformat(), one.who, one.what, one.why, *changed)
                for one in changes
                for changed in one.changed
            ],
        ),
    )


ROUTES = (
    Route("shelves", "records/", shelves, get=EVERYONE, data=True, scoped=SCOPES),
    Route("register", "records/<slug:register>/", record_list, get=EVERYONE, data=True, scoped=SCOPES),
    Route("record", "records/<slug:register>/<str:key>/", record, get=EVERYONE, data=True, scoped=SCOPES),
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
