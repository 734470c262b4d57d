"""What the records of a register add up to."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.registers.roles import MEMBERS
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
    held = list(queries.seen_by(of, actor))
    dues = dues_of(of, held)
    seen = [
        SeenRecord(
            one.key, name_of(of, one), one.state, values_for(of, one, actor), tuple(dues.get(one.pk, ()))
        )
        for one in held
    ]
    tables = summaries_of(of, seen, today(), declared().office.hours.holidays)
    return Page(
        "web/registers/summary.html",
        f"{of.title}: in all",
        {"register": of, "tables": tables},
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


ROUTES = (Route("summary", "records/<slug:register>/in-all/", summary, get=MEMBERS, data=True),)
