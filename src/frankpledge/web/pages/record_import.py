"""Taking records in from a spreadsheet: first what would become of every row, then all of them or none."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frankpledge.counted import many
from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.pipeline import today
from frankpledge.records import actions, queries
from frankpledge.records.models import Record
from frankpledge.records.refusals import Refused
from frankpledge.records.rights import values_seen
from frankpledge.registers.checking import read_form
from frankpledge.registers.import_reading import Beside, Imported
from frankpledge.registers.import_tables import Known
from frankpledge.registers.importing import import_file
from frankpledge.registers.numbering import gap_printed, printed
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import MEMBERS, SCOPES, Actor
from frankpledge.registers.starting_records import starting_records
from frankpledge.registers.values import shown
from frankpledge.store.files import write_atomically
from frankpledge.web.access import Route, actor_of
from frankpledge.web.entering import entries, sent
from frankpledge.web.office import office_folder, registers
from frankpledge.web.page import Page
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_words import name_of

MOST_SHOWN = 500
PLAIN = (FieldType.TEXT, FieldType.CHOICE, FieldType.DATE, FieldType.NUMBER)
"""What may be said once for every row."""


def import_records(request: HttpRequest, register: str) -> Page | HttpResponse:
    """Read a file, show what would become of each row, and on a second press take the records in."""
    of, actor = register_named(register), actor_of(request)
    if not of.makes & actor.roles:
        raise PermissionDenied
    common = [one for one in of.fields if one.required and one.type in PLAIN and one.roles & actor.roles]
    if request.method != "POST":
        return _page(of, common, {}, "")
    given_texts = sent(common, request.POST)
    given, problems = read_form(of, given_texts)
    if problems:
        return _page(of, common, given_texts, " ".join(map(str, problems)))
    try:
        name, data, token = _content(request)
        read = import_file(of, name, data, given=given, beside=_beside(of, actor))
        if "token" in request.POST:
            made = _take(of, read, actor)
            _path(token).unlink(missing_ok=True)
            messages.success(
                request, f"Took in {many(made, 'record')}; refused {many(len(read.refused), 'row')}."
            )
            return redirect("register", register=of.id)
    except BadEnvironment:
        raise
    except FrankpledgeError as error:
        return _page(of, common, given_texts, f"{error.what} {error.do or ''}".strip())
    page = _page(of, common, given_texts, "")
    return Page(page.template, page.title, {**page.context, **_read(of, read, name, token)})


def _beside(of: Register, actor: Actor) -> Beside:
    """Return what rows are held against: records that are there, and those that links may lead to."""
    links: dict[str, dict[str, str]] = {}
    names: dict[tuple[str, str], str] = {}
    for name in {field.to for field in of.fields if field.to} & set(registers()):
        target = registers()[name]
        links[name] = {}
        for one in queries.seen_by(target, actor):
            names[name, one.key] = name_of(target, one)
            links[name] |= {one.key: one.key, names[name, one.key]: one.key}
    known: dict[str, Known] = {}
    for one in queries.seen_by(of, actor):
        held = Known(name_of(of, one), one.state, values_seen(of, one, actor))
        known |= {one.key: held, held.number: held}
    numbers = list(Record.objects.filter(register=of.id).values_list("number", "values"))
    return Beside(numbers, known, links, names, actor.roles)


def _content(request: HttpRequest) -> tuple[str, bytes, str]:
    """Return the name and bytes of the file sent now, or of the one sent before and kept under a token."""
    if token := request.POST.get("token", ""):
        path = _path(str(uuid.UUID(token)))
        if not path.is_file():
            raise Refused("the file is no longer held.", do="Choose it again.")
        return request.POST.get("name", "records.csv"), path.read_bytes(), token
    file = request.FILES.get("file")
    if file is None:
        raise Refused("no file was chosen.", do="Choose one.")
    token = str(uuid.uuid4())
    content = file.read()
    _path(token).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(_path(token), content)
    return Path(file.name or "records.csv").name, content, token


def _path(token: str) -> Path:
    return office_folder() / "records" / "imports" / token


def _take(of: Register, read: Imported, actor: Actor) -> int:
    """Make a record of every row that was taken: all of them, or none where one is refused."""
    with transaction.atomic():
        for row in read.taken:
            number = None if row.number is None else row.number.number
            why = f"Line {row.line} of an imported file."
            actions.create(of, row.values, actor, number=number, state=row.state, reason=why, imported=True)
    return len(read.taken)


def _page(of: Register, common: list[Field], given: object, problem: str) -> Page:
    context = {
        "register": of,
        "common": entries(common, given),  # type: ignore[arg-type]
        "problem": problem,
        "columns": [one for one in of.fields if one.type is not FieldType.ROWS and not one.computed],
        "tables": [one for one in of.fields if one.type is FieldType.ROWS and not one.computed],
    }
    return Page(
        "web/registers/import.html", f"Import {of.title.lower()}", context, status=422 if problem else 200
    )


def _read(of: Register, read: Imported, name: str, token: str) -> dict[str, object]:
    headline = of.field_of(of.headline)
    taken = [
        (
            row.line,
            "" if row.number is None else printed(of, row.number.number, row.values),
            _headline(headline, row.values),
            of.state_of(row.state).title if row.state else "",
            " ".join(map(str, row.flags)),
        )
        for row in read.taken[:MOST_SHOWN]
    ]
    return {
        "read": read,
        "name": name,
        "token": token,
        "gaps": [gap_printed(of, one) for one in read.gaps],
        "taken": taken,
        "refused": [
            (row.line, "; ".join(row.cells)[:200], " ".join(map(str, row.problems))) for row in read.refused
        ],
        "dropped": [(row.line, "; ".join(row.cells)[:200], row.why) for row in read.dropped],
        "flagged": sum(bool(row.flags) for row in read.taken),
    }


def _headline(of: Field, values: object) -> str:
    value = values.get(of.id)  # type: ignore[attr-defined]
    return "" if value is None else shown(of, value)[:200]


def begin(request: HttpRequest, register: str) -> HttpResponse:
    """Make the records that a register begins with, where it has none yet."""
    of, actor = register_named(register), actor_of(request)
    records = starting_records(office_folder(), registers(), today()).get(of.id, ())
    if not of.makes & actor.roles or Record.objects.filter(register=of.id).exists():
        raise PermissionDenied
    with transaction.atomic():
        for state, values in records:
            actions.create(of, values, actor, state=state, reason="Came with the register.")
    messages.success(request, f"Made {many(len(records), 'record')}.")
    return redirect("register", register=of.id)


ROUTES = (
    Route(
        "import", "records/<slug:register>/import/", import_records, get=MEMBERS, post=MEMBERS, scoped=SCOPES
    ),
    Route("begin", "records/<slug:register>/begin/", begin, post=MEMBERS, scoped=SCOPES),
)
