"""Reading the registers: lists with filters, one record with its thread, its history and its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import repeat
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.publishing import corrections_of
from frankpledge.records.rights import (
    Sight,
    attachments_seen,
    fields_offered,
    fields_seen,
    roles_for,
    sees_all,
)
from frankpledge.records.seeing import is_restricted, see, see_many
from frankpledge.records.sniffing import KINDS
from frankpledge.registers.numbering import gap_printed
from frankpledge.registers.proposing import SETTERS
from frankpledge.registers.public_view import is_told
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import EVERYONE, SCOPES, STAFF, Actor
from frankpledge.registers.starting_records import starting_records
from frankpledge.registers.thread import MEETINGS
from frankpledge.registers.values import as_datum, shown
from frankpledge.web.access import Route, actor_of
from frankpledge.web.meeting_outcomes import meeting_of_matter, outcomes_of
from frankpledge.web.office import office_folder, registers
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.quoting import with_figures
from frankpledge.web.record_flags import flags_seen
from frankpledge.web.record_history import last_step_of
from frankpledge.web.record_links import linked_records
from frankpledge.web.record_lists import filtered, filters_of, orders, wrong_days
from frankpledge.web.record_monitoring import beside, is_inspected, tables_of_record
from frankpledge.web.record_public import with_publicity, withheld_of
from frankpledge.web.record_tasks import MOST_TOGETHER, tasks_of
from frankpledge.web.record_words import (
    CLOCK_WORDS,
    LinkedRecords,
    address_of,
    cells_in,
    clocks_of,
    dues_of,
    filled,
    line_of,
    linked_words,
    listed,
    name_of,
    parts_of,
    standing_of,
    title_of,
    values_for,
)
from frankpledge.web.register_reports import reports_on

ON_A_PAGE = 50
AS_WRITTEN = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE)
KIND_TITLES = {one.type: one.title for one in KINDS}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    offered = fields_offered(of, actor)
    columns = [one for one in listed(of) if one in offered]
    linked = linked_records(columns, [values_for(of, one, actor) for one in shown_now], actor)
    flags = flags_seen(of, shown_now, actor)
    lines = [
        line_of(of, one, dues.get(one.pk, ()), actor, linked, flags.get(one.pk, ())) for one in shown_now
    ]
    columns = filled(of, columns, lines)
    heading, further = beside(of, [one.values for one in lines], actor)
    kept = {name: text for name, text in request.GET.items() if name != "page" and text}
    return Page(
        "web/registers/list.html",
        of.title,
        {
            "register": of,
            "lines": [
                (one, cells_in(of, one, columns), word)
                for one, word in zip(lines, further or repeat(""), strict=False)
            ],
            "further": heading,
            "columns": columns,
            "timed": any(one.clock or one.flags for one in lines),
            "several_clocks": sum(inside or one.public for one in of.clocks) > 1,
            "titled": of.headline != of.numbering.by and not is_restricted(of.field_of(of.headline)),
            "total": total,
            "number": number,
            "pages": max(1, -(-total // ON_A_PAGE)),
            "query": urlencode(kept),
            "order": orders(of, columns),
            "wrong": wrong_days(request.GET.dict()),
            "filters": filters_of(of, request.GET.dict(), actor),
            "asked": request.GET.dict(),
            "many": bool(tasks_of(of, actor)),
            "most": MOST_TOGETHER,
            "kept": kept,
            "may_make": bool(of.makes & actor.roles),
            "sets_agenda": bool(SETTERS & actor.whole),
            "inside": inside,
            "begins": _begins(of) if of.makes & actor.roles and not total else 0,
            "unused": _unused(of) if queries.sees_every(of, actor) else [],
            "standing": _standing(of, found),
            "reports": reports_on(of, actor),
        },
        _rows(of, found, actor),
    )


def _unused(of: Register) -> list[str]:
    """Return the numbers that no record has, as they are printed: each gap in one."""
    return [gap_printed(of, one) for one in queries.unused_numbers(of)]


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


def _page_number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _rows(of: Register, records: QuerySet[Record], actor: Actor) -> Rows:
    """Return every record of a list as data: its key, state, the fields somebody sees, and its clocks.

    Where anything of it is restricted, the audit trail says who took it.
    """
    inside = bool(of.sees & actor.roles)
    fields = fields_offered(of, actor)
    clocks = [one for one in of.clocks if inside or one.public]
    columns = ["key", "number", "state", *(one.id for one in fields)]
    columns += [f"{clock.id}: {what}" for clock in clocks for what in ("due", "standing")]
    further = is_inspected(of)
    columns += ["monitoring_now"] if further else []

    def rows() -> Iterator[list[Cell]]:
        held = list(records)
        dues = dues_of(of, held) if clocks else {}
        seen, sight = see_many(of, held, actor), Sight(of, actor)
        linked = linked_records(fields, (values for _, values in seen), actor)
        words = beside(of, (values for _, values in seen), actor)[1] if further else [""] * len(seen)
        for (record, values), word in zip(seen, words, strict=True):
            whole = sight.all(record)
            told = {
                one.clock.id: one
                for one in dues.get(record.pk, ())
                if whole or is_told(one.clock, record.withheld)
            }
            row: list[Cell] = [record.key, name_of(of, record), of.state_of(record.state).title]
            row += [_datum(one, values.get(one.id), linked) for one in fields]
            for clock in clocks:
                due = told.get(clock.id)
                row += ["", ""] if due is None else [due.on.isoformat(), CLOCK_WORDS[due.state][0]]
            yield [*row, word] if further else row

    return Rows(columns, rows())


def _datum(of: Field, value: object, linked: LinkedRecords) -> Cell:
    if value is None:
        return ""
    if of.type in AS_WRITTEN:
        return str(value)
    return linked_words(of, value, linked, titles=False) if of.to else as_datum(of, value)


def record(request: HttpRequest, register: str, key: str) -> Page:
    """Show one record: its fields, clocks, steps, thread, files."""
    of, actor = register_named(register), actor_of(request)
    held = record_named(of, key, actor)
    values = see(of, held, actor)
    fields = fields_seen(of, held, actor)
    inside = sees_all(of, held, actor)
    roles = roles_for(of, held.values, actor)
    state, linked = of.state_of(held.state), linked_records(fields, [values], actor)
    back = [
        (from_, from_.field_of(name).title, one, title_of(from_, values_for(from_, one, actor)))
        for from_, name, one in queries.linked_to(held, registers(), actor)
    ]
    came = outcomes_of(held, actor) if of.id == MEETINGS else ()
    told = {(row.register, row.key) for one in came for row in one.rows}
    above = {one.reason_in for one in of.moves} if state.closed else set()  # It stands at the top.
    title = title_of(of, values) or name_of(of, held)
    grounds = held.withheld if inside else {}
    parts = with_figures(parts_of(of, values, grounds, fields, linked), values, actor)
    parts = with_publicity(parts, of, held) if inside else parts
    attached = attachments_seen(of, held, actor)
    cells = [
        (one.id, linked_words(one, values[one.id], linked) if one.to else shown(one, values[one.id]))
        for one in fields
        if one.id in values
    ]
    return Page(
        "web/registers/record.html",
        title,
        {
            "register": of,
            "record": held,
            "name": name_of(of, held),
            "state": state,
            "why": of.why_changed(values),
            "last_step": last_step_of(of, held) if inside else "",
            "parts": [one for one in parts if one.field.id != of.headline and one.field.id not in above],
            "withheld": [] if inside else withheld_of(of, held),
            "clocks": clocks_of(held, dues_of(of, [held]).get(held.pk, ()), inside=inside),
            "moves": [one for one in of.open_to(held.state) if one.roles & roles] if actor.identity else [],
            "may_amend": bool(of.amends & roles) and not state.closed,
            "may_change_files": bool(of.amends & roles) and inside,
            "may_attach": bool((of.amends | of.attaches) & roles),
            "flags": flags_seen(of, [held], actor).get(held.pk, ()),
            "corrections": corrections_of(of, held),
            "inside": inside,
            "tables": tables_of_record(of, held, actor),
            "back": [(from_.title, words, name_of(from_, one), said, address_of(from_, one),
                      _stands(from_, one, actor))
                     for from_, words, one, said in back if (from_.id, one.key) not in told],
            "outcomes": came,
            "met_at": meeting_of_matter(of, values, actor),
            "files": [(one, KIND_TITLES.get(one.type, "")) for one in attached],
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
            **({"came_of_it": [asdict(row) for one in came for row in one.rows]} if came else {}),
        },
    )  # fmt: skip


def _stands(of: Register, record: Record, actor: Actor) -> str:
    """Return where a record stands and, where one of its clocks is late, which."""
    inside = sees_all(of, record, actor)
    clocks = clocks_of(record, dues_of(of, [record]).get(record.pk, ()), inside=inside)
    late = [f"{one.title}: {one.state}" for one in clocks if one.tag == "late"]
    return "; ".join([of.state_of(record.state).title, *late])


ROUTES = (
    Route("shelves", "records/", shelves, get=EVERYONE, data=True, scoped=SCOPES),
    Route("register", "records/<slug:register>/", record_list, get=EVERYONE, data=True, scoped=SCOPES),
    Route("record", "records/<slug:register>/<str:key>/", record, get=EVERYONE, data=True, scoped=SCOPES),
)
