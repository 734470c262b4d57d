"""What the records of a register add up to, all of them or those of a time."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.registers.dates import day_in_words, day_of
from frankpledge.registers.register import Register
from frankpledge.registers.roles import MEMBERS, SCOPES
from frankpledge.registers.summaries import SeenRecord, summaries_of
from frankpledge.web.access import Route, actor_of
from frankpledge.web.office import declared
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_words import dues_of, name_of, values_for


def summary(request: HttpRequest, register: str) -> Page:
    """Show the records that somebody may see, summed up: states, clocks, choices, ages, slippage."""
    of, actor = register_named(register), actor_of(request)
    if not of.sees & actor.roles:
        raise PermissionDenied
    asked = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    first, last = day_of(asked["from"]), day_of(asked["to"])
    held = list(_between(queries.seen_by(of, actor), first, last).order_by("series", "number"))
    dues = dues_of(of, held)
    seen = [
        SeenRecord(
            name_of(of, one),
            one.state,
            values_for(of, one, actor),
            tuple(dues.get(one.pk, ())),
        )
        for one in held
    ]
    tables = summaries_of(of, seen, today(), declared().office.hours.holidays)
    return Page(
        "web/registers/summary.html",
        f"{of.title}: in all",
        {
            "register": of,
            "tables": tables,
            "asked": asked,
            "unread": [
                text for text, day in ((asked["from"], first), (asked["to"], last)) if text and not day
            ],
            "time": _time(of, first, last),
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
        {"tables": [vars(table) for table in tables]},
    )


def _between(records: QuerySet[Record], first: date | None, last: date | None) -> QuerySet[Record]:
    if first is not None:
        records = records.filter(day__gte=first)
    return records if last is None else records.filter(day__lte=last)


def _time(of: Register, first: date | None, last: date | None) -> str:
    """Return which records are counted, in words."""
    if not of.day or (first is None and last is None):
        return "All records that you may see."
    start = f" from {day_in_words(first)}" if first else ""
    end = f" to {day_in_words(last)}" if last else ""
    return f"Records whose “{of.field_of(of.day).title}” lies{start}{end}."


ROUTES = (
    Route("summary", "records/<slug:register>/in-all/", summary, get=MEMBERS, data=True, scoped=SCOPES),
)
