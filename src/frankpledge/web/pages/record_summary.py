"""What the records of a register add up to, all of them or those of a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.rights import Sight
from frankpledge.registers.clocks import Due
from frankpledge.registers.dates import day_in_words, day_of
from frankpledge.registers.public_view import is_told, public_view
from frankpledge.registers.register import FieldType, Register
from frankpledge.registers.roles import EVERYONE, NOBODY, SCOPES
from frankpledge.registers.summaries import PER_CENT, TOTAL, Cell, SeenRecord, Table, summaries_of
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import declared
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.record_tree import quarter_asked
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_monitoring import tables_beside
from frankpledge.web.record_words import address_of, dues_of, name_of, values_for

MOST_ROWS = 200
"""Rows of one table on the page: the furthest slipped, the highest scores. The file has them all."""
ONE_BY_ONE = ("slippage", "scores")
"""Tables with a row for each record."""


@dataclass(frozen=True)
class Line:
    """One row of a table on the page: its cells, each with whether it is a number, and what it leads to."""

    cells: tuple[tuple[Cell, bool], ...]
    link: str
    share: float | None
    """Its share of all in per cent, drawn as a bar beside the number; None for a table without shares."""


def summary(request: HttpRequest, register: str) -> Page:
    """Show the records that somebody may see, summed up: states, clocks, choices, ages, slippage.

    Whoever sees the register from outside sees the sums of what is published of it, where it says so.
    """
    of, actor = register_named(register), actor_of(request)
    inside = bool(of.sees & actor.roles)
    if not (inside or of.public_summary):
        if actor.identity:
            raise PermissionDenied
        raise Http404
    asked = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    first, last = day_of(asked["from"]), day_of(asked["to"])
    reader = actor if inside else NOBODY
    seen_by = queries.seen_by(of, actor) if inside else queries.public(of)
    if of.day and (first or last):
        seen_by = seen_by.filter(queries.told_of(of, of.day, reader))
    held = list(_between(seen_by, first, last).order_by("series", "number"))
    dues = dues_of(of, held)
    most = None if request.path.endswith((".csv", ".json")) else MOST_ROWS
    view, sight = of if inside else public_view(of), Sight(of, reader)
    seen = [
        SeenRecord(
            name_of(of, one),
            one.state,
            values_for(of, one, reader, sight),
            _told(view, one, dues.get(one.pk, ()), inside=inside),
        )
        for one in held
    ]
    tables = (
        *summaries_of(view, seen, today(), declared().office.hours.holidays, own=inside, most=most),
        *tables_beside(of, [one.values for one in seen if not of.state_of(one.state).closed], reader),
    )
    return Page(
        "web/registers/summary.html",
        f"{of.title}: in all",
        {
            "register": of,
            "tables": _linked(view, tables, held, asked),
            "inside": inside,
            "asked": asked,
            "unread": [
                text for text, day in ((asked["from"], first), (asked["to"], last)) if text and not day
            ],
            "time": _time(of, first, last, inside=inside),
            "query": request.GET.urlencode(),
        },
        Rows(
            ("table", "row", "column", "value"),
            (
                (table.id, str(row[0]), head, cell)
                for table in tables
                for row in table.rows
                for head, cell in zip(table.heads[1:], row[1:], strict=True)
            ),
        ),
        {"tables": [{name: told for name, told in vars(one).items() if name != "left"} for one in tables]},
    )


def _linked(
    of: Register, tables: Iterable[Table], held: Iterable[Record], asked: Mapping[str, str]
) -> list[tuple[Table, list[tuple[str, bool]], list[Line]]]:
    """Return tables with their headings and rows as printed; a row leads to the records it counts."""
    listed = {str(row[0]) for table in tables if table.id in ONE_BY_ONE for row in table.rows}
    named = {name: address_of(of, one) for one in held if (name := name_of(of, one)) in listed}
    fields = {f"by-{one.id}": one for one in of.fields if one.listed and one.type is FieldType.CHOICE}
    where = reverse("register", kwargs={"register": of.id})
    time = {name: text for name, text in asked.items() if text}

    def address(table: Table, first: str) -> str:
        if first == TOTAL:
            return ""
        if table.id == "by-quarter":
            return f"{where}?{quarter_asked(first)}"
        if table.id in ONE_BY_ONE:
            return named.get(first, "")
        words: Mapping[str, str]
        words = {one.id: one.title for one in of.states} if table.id == "states" else {}
        name = "state" if words else table.id.removeprefix("by-")
        words = words or (fields[table.id].choices if table.id in fields else {})
        chosen = next((one for one, title in words.items() if title == first), "")
        return f"{where}?{urlencode({name: chosen, **time})}" if chosen else ""

    made = []
    for table in tables:
        numbers = [
            all(isinstance(cell, int | float | None) for cell in column)
            for column in zip(*table.rows, strict=True)
        ]
        shares = table.heads[-1] == PER_CENT
        lines = [
            Line(
                tuple(zip(map(_printed, row), numbers, strict=True)),
                address(table, str(row[0])),
                float(row[-1]) if shares and row[0] != TOTAL and isinstance(row[-1], float) else None,
            )
            for row in table.rows
        ]
        made.append(
            (table, list(zip(table.heads, numbers or [False] * len(table.heads), strict=True)), lines)
        )
    return made


def _printed(cell: Cell) -> str | None:
    """Return a cell as a page prints it: numbers in groups of three digits, with a real minus sign."""
    return f"{cell:,}".replace("-", "−") if isinstance(cell, int | float) else cell


def _between(records: QuerySet[Record], first: date | None, last: date | None) -> QuerySet[Record]:
    if first is not None:
        records = records.filter(day__gte=first)
    return records if last is None else records.filter(day__lte=last)


def _told(of: Register, record: Record, dues: Iterable[Due], *, inside: bool) -> tuple[Due, ...]:
    """Return how the clocks of a record stand, of those a register as it is seen has.

    For the public none counts of which a date is withheld.
    """
    clocks = {one.id for one in of.clocks}
    return tuple(
        one for one in dues if one.clock.id in clocks and (inside or is_told(one.clock, record.withheld))
    )


def _time(of: Register, first: date | None, last: date | None, *, inside: bool) -> str:
    """Return which records are counted, in words."""
    if not of.day or (first is None and last is None):
        return "All records that you may see." if inside else "All published records."
    start = f" from {day_in_words(first)}" if first else ""
    end = f" to {day_in_words(last)}" if last else ""
    return f"Records whose “{of.field_of(of.day).title}” lies{start}{end}."


ROUTES = (
    Route("summary", "records/<slug:register>/in-all/", summary, get=EVERYONE, data=True, scoped=SCOPES),
)
