"""A register as the plan it is: its records under the headings that its declaration names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.rights import fields_offered
from frankpledge.registers.branching import Branch, branches
from frankpledge.registers.dates import days_of_quarter
from frankpledge.registers.flagging import Flag
from frankpledge.registers.register import Field, Register
from frankpledge.registers.roles import EVERYONE, SCOPES, Actor
from frankpledge.registers.slippage import NO_DATE, by_quarter
from frankpledge.registers.values import as_datum, day_in
from frankpledge.web.access import Route, actor_of
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.pages.records import register_named
from frankpledge.web.record_flags import flags_seen, sees_slips, slips_seen
from frankpledge.web.record_links import linked_records
from frankpledge.web.record_lists import filtered, filters_of, wrong_days
from frankpledge.web.record_words import (
    Line,
    ListCell,
    dues_of,
    line_of,
    linked_words,
    listed,
    values_for,
)

MOST_IN_A_PLAN = 2_000
FIRST_LEVEL = 2
"""The level of the widest headings: the page's title is the first."""


@dataclass(frozen=True)
class PlanLine:
    """One record of a plan: its line, the cells of the columns shown, and by how many days it has slipped."""

    line: Line
    cells: tuple[ListCell, ...]
    slipped: int | None


@dataclass(frozen=True)
class Heading:
    """One heading of a plan, ready to print: what stands below it, counted and in full."""

    title: str
    level: int
    anchor: str
    count: int
    states: tuple[int, ...]
    overdue: int
    slipped: int
    flagged: int
    lines: tuple[PlanLine, ...]
    branches: tuple[Heading, ...]


def tree(request: HttpRequest, register: str) -> Page:
    """Show the records of a register that somebody may see under its headings, narrowed as lists are."""
    of, actor = register_named(register), actor_of(request)
    inside = bool(of.sees & actor.roles)
    if not of.tree or not (inside or any(one.public for one in of.states)):
        raise Http404
    asked = request.GET.dict()
    found = filtered(of, queries.seen_by(of, actor), asked, actor)
    total = found.count()
    held = list(found.order_by("series", "number")[:MOST_IN_A_PLAN])
    columns = _columns(of, held, actor)
    lines = _lines(of, held, columns, actor)
    values = [values_for(of, one, actor) for one in held]
    states = [one for one in of.states if any(record.state == one.id for record in held)]
    made = [
        _heading(branch, lines, [one.id for one in states], str(place))
        for place, branch in enumerate(branches(of, values), start=1)
    ]
    return Page(
        "web/registers/tree.html",
        f"{of.title}, by {' and '.join(of.field_of(name).title.lower() for name in of.tree)}",
        {
            "register": of,
            "headings": made,
            "columns": columns,
            "headline": of.field_of(of.headline).title,
            "first": of.field_of(of.tree[0]).title,
            "states": states,
            "total": total,
            "left": total - len(held),
            "asked": asked,
            "filters": filters_of(of, asked, actor),
            "wrong": wrong_days(asked),
            "query": urlencode({name: text for name, text in asked.items() if text}),
            "inside": inside,
            "slips": sees_slips(of, actor),
            "quarters": _quarters(of, values),
        },
        Rows(_heads(of, columns), list(_rows(of, held, columns, lines, actor))),
    )


def _columns(of: Register, held: Sequence[Record], actor: Actor) -> list[Field]:
    """Return the fields worth a column: those in which records say different things."""
    found = []
    seen, offered = [values_for(of, one, actor) for one in held], fields_offered(of, actor)
    for one in listed(of):
        if one.id in of.tree or one not in offered:
            continue
        said = {repr(values.get(one.id)) for values in seen}
        if len(said) > 1 or (one.id == of.day and seen):
            found.append(one)
    return found


def _lines(of: Register, held: Sequence[Record], columns: Sequence[Field], actor: Actor) -> list[PlanLine]:
    dues, flags = dues_of(of, held), flags_seen(of, held, actor)
    linked = linked_records(columns, [values_for(of, one, actor) for one in held], actor)
    slips = slips_seen(of, held, actor) if sees_slips(of, actor) else (None,) * len(held)
    made = []
    for record, days in zip(held, slips, strict=True):
        line = line_of(of, record, dues.get(record.pk, ()), actor, linked, flags.get(record.pk, ()))
        cells = dict(zip((one.id for one in listed(of)), line.cells, strict=True))
        made.append(PlanLine(line, tuple(cells[one.id] for one in columns), days))
    return made


def _heading(branch: Branch, lines: Sequence[PlanLine], states: Sequence[str], path: str) -> Heading:
    held = [lines[place] for place in branch.places]
    standing = Counter(one.line.record.state for one in held)
    below = tuple(
        _heading(one, lines, states, f"{path}-{place}") for place, one in enumerate(branch.branches, start=1)
    )
    return Heading(
        branch.title,
        FIRST_LEVEL + path.count("-"),
        f"part-{path}",
        len(held),
        tuple(standing[one] for one in states),
        sum(one.line.clock is not None and one.line.clock.state == "overdue" for one in held),
        sum((one.slipped or 0) > 0 for one in held),
        sum(bool(one.line.flags) for one in held),
        () if below else tuple(held),
        below,
    )


def _quarters(of: Register, values: Sequence[dict[str, object]]) -> list[tuple[str, int, str]]:
    """Return quarters of the day that orders records: label, how many there are, and what a filter asks."""
    if not of.day:
        return []
    found = by_quarter([day_in(one.get(of.day)) for one in values])
    return [(label, len(places), quarter_asked(label)) for label, places in found.items()]


def quarter_asked(label: str) -> str:
    """Return what the address of a list says so that it shows one quarter, or what has no day."""
    if label == NO_DATE:
        return urlencode({"undated": "yes"})
    first, last = days_of_quarter(label)
    return urlencode({"from": first.isoformat(), "to": last.isoformat()})


def _heads(of: Register, columns: Sequence[Field]) -> list[str]:
    return [
        *(*of.tree, "key", "number", of.headline, *(one.id for one in columns), "state"),
        *("due", "standing", "slipped_days", "flags"),
    ]


def _rows(
    of: Register, held: Sequence[Record], columns: Sequence[Field], lines: Sequence[PlanLine], actor: Actor
) -> Iterator[list[Cell]]:
    """Yield a row for each record, its headings first."""
    linked = linked_records(columns, [values_for(of, one, actor) for one in held], actor)
    fields = [of.field_of(name) for name in of.tree]
    for one in lines:
        values, clock = one.line.values, one.line.clock
        due = "" if clock is None else clock.on
        row: list[Cell] = [as_datum(field, values.get(field.id)) for field in fields]
        row += [one.line.record.key, one.line.name, one.line.title]
        row += [
            linked_words(field, values.get(field.id), linked, titles=False)
            if field.to
            else as_datum(field, values.get(field.id))
            for field in columns
        ]
        row += [one.line.state, due, clock.state if clock else "", one.slipped, _said(one.line.flags)]
        yield row


def _said(flags: Sequence[Flag]) -> str:
    return " ".join(map(str, flags))


ROUTES = (Route("tree", "records/<slug:register>/plan/", tree, get=EVERYONE, data=True, scoped=SCOPES),)
