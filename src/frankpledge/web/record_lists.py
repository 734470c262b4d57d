"""What a list of records is asked for: filters, order, days; none that tells of what is restricted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.fields.json import KeyTransform

from frankpledge.records import queries
from frankpledge.records.deadlines import OPEN
from frankpledge.records.models import Record
from frankpledge.records.rights import fields_offered
from frankpledge.records.seeing import is_restricted
from frankpledge.registers.clocks import Due, Standing
from frankpledge.registers.public_view import is_told
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.roles import Actor
from frankpledge.web.record_flags import SLIPS, flag_choices, flagged, sees_slips, slipped
from frankpledge.web.record_words import (
    dues_of,
    listed,
)

MOST_FOUND = 500
DUE, NEWEST = "due", "newest"
"""What a list is asked for to begin with what is due soonest, or with the newest day."""


def filtered(
    of: Register, records: QuerySet[Record], asked: Mapping[str, str], actor: Actor
) -> QuerySet[Record]:
    """Return the records that a list is asked for."""
    for one in _choices(of, actor):
        if asked.get(one.id) in one.choices:
            told = queries.told_of(of, one.id, actor)
            records = records.filter(told, **{f"values__{one.id}": asked[one.id]})
    if asked.get("state") in {one.id for one in of.states}:
        records = records.filter(state=asked["state"])
    if text := asked.get("q", "").strip():
        held = [record.pk for _, record in queries.search(text, [of], actor, MOST_FOUND)]
        records = records.filter(pk__in=held)
    if of.day:
        for name, how in (("from", "gte"), ("to", "lte")):
            if day := _day(asked.get(name, "")):
                records = records.filter(queries.told_of(of, of.day, actor), **{f"day__{how}": day})
    if asked.get("undated") == "yes" and of.day:
        records = records.filter(queries.told_of(of, of.day, actor), day__isnull=True)
    if asked.get("flag") in flag_choices(of):
        records = records.filter(pk__in=flagged(of, records, actor, asked["flag"]))
    if asked.get("slip") in SLIPS and sees_slips(of, actor):
        records = records.filter(pk__in=slipped(of, list(records), actor, asked["slip"]))
    if asked.get("overdue") == "yes":
        late = [
            pk
            for pk, dues in _open_clocks(of, records, actor).items()
            if any(one.state is Standing.OVERDUE for one in dues)
        ]
        records = records.filter(pk__in=late)
    return in_order(of, records, asked.get("sort", ""), actor)


def in_order(of: Register, records: QuerySet[Record], asked: str, actor: Actor) -> QuerySet[Record]:
    """Return records in the order asked for: by number, by a field that the list shows, or by what is due.

    A field that somebody does not see of a record puts it nowhere: such records come last.
    """
    if of.clocks and (asked or (DUE if of.due_first else NEWEST)) == DUE:
        return _due_first(of, records, actor)
    name = asked.removeprefix("-")
    back = "-" if asked.startswith("-") else ""
    if name == "number":
        return records.order_by(f"{back}series", f"{back}number")
    offered = fields_offered(of, actor)
    if name in {one.id for one in _sortable(listed(of)) if one in offered}:
        if queries.sees_every(of, actor):
            return records.order_by(f"{back}values__{name}", "series", "number")
        value = Case(When(queries.told_of(of, name, actor), then=KeyTransform(name, "values")))
        order = value.desc(nulls_last=True) if back else value.asc(nulls_last=True)
        return records.order_by(order, "series", "number")
    return records


def _due_first(of: Register, records: QuerySet[Record], actor: Actor) -> QuerySet[Record]:
    """Return records in the order of what is due, as somebody is told it: the longest overdue first."""
    due_on: dict[date, list[int]] = {}
    for pk, dues in _open_clocks(of, records, actor).items():
        due_on.setdefault(min(one.on for one in dues), []).append(pk)
    known = [When(pk__in=due_on[day], then=Value(place)) for place, day in enumerate(sorted(due_on))]
    last = Value(len(due_on))
    return records.order_by(Case(*known, default=last, output_field=IntegerField()), "series", "number")


def _open_clocks(of: Register, records: QuerySet[Record], actor: Actor) -> dict[int, list[Due]]:
    """Return what is due of records, by row, as far as somebody is told it."""
    inside = bool(of.sees & actor.roles)
    closed = [one.id for one in of.states if one.closed]  # No clock of theirs is open.
    left = {one.pk: one for one in records.exclude(state__in=closed)}
    told = {
        pk: [one for one in dues if one.state in OPEN and (inside or is_told(one.clock, left[pk].withheld))]
        for pk, dues in dues_of(of, list(left.values())).items()
    }
    return {pk: dues for pk, dues in told.items() if dues}


def _sortable(columns: Sequence[Field]) -> list[Field]:
    """Return the fields whose values have an order, of those that are not restricted."""
    kinds = (FieldType.TEXT, FieldType.DATE, FieldType.NUMBER, FieldType.CHOICE)
    return [one for one in columns if one.type in kinds and not is_restricted(one)]


def orders(of: Register, columns: Sequence[Field]) -> dict[str, str]:
    """Return the orders that a list offers: what the address says, and words; first how it begins."""
    made = {NEWEST: "Newest first", **({DUE: "What is due, soonest first"} if of.clocks else {})}
    first = made.pop(DUE if of.due_first else NEWEST)
    made = {"": first, **made, "number": "Number, lowest first", "-number": "Number, highest first"}
    for one in _sortable(columns):
        first, last = ("earliest", "latest") if one.type is FieldType.DATE else ("lowest", "highest")
        made |= {one.id: f"{one.title}, {first} first", f"-{one.id}": f"{one.title}, {last} first"}
    return made


def wrong_days(asked: Mapping[str, str]) -> list[str]:
    """Return the days that a list was asked for and that cannot be read."""
    return [text for name in ("from", "to") if (text := asked.get(name, "").strip()) and _day(text) is None]


def _day(text: str) -> date | None:
    from frankpledge.registers.dates import day_of

    return day_of(text) if text.strip() else None


_CHOSEN = (FieldType.CHOICE, FieldType.TEXT)
"""Types of field with one choice: a text has choices where it names areas that the office declares."""


def _choices(of: Register, actor: Actor) -> list[Field]:
    """Return the fields that lists can be filtered by: nothing restricted, which a filter would tell of."""
    return [
        one
        for one in fields_offered(of, actor)
        if one.listed and one.choices and one.type in _CHOSEN and not is_restricted(one)
    ]


def filters_of(of: Register, asked: Mapping[str, str], actor: Actor) -> list[dict[str, object]]:
    """Return the filters that a list offers somebody, each with its choices and the one chosen."""
    inside = bool(of.sees & actor.roles)
    made: list[dict[str, object]] = [
        {"name": one.id, "title": one.title, "choices": one.choices, "chosen": asked.get(one.id, "")}
        for one in _choices(of, actor)
    ]
    states = {one.id: one.title for one in of.states if inside or one.public}
    if len(states) > 1:
        made.append({"name": "state", "title": "State", "choices": states, "chosen": asked.get("state", "")})
    offered = {"flag": ("Flagged as", flag_choices(of)), "slip": ("Slippage", SLIPS)}
    for name, (title, choices) in offered.items():
        if choices and (name == "flag" or sees_slips(of, actor)):
            made.append({"name": name, "title": title, "choices": choices, "chosen": asked.get(name, "")})
    return made
