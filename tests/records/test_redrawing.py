"""Where a register is declared otherwise, what finds its records is drawn anew, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from frankpledge.registers.register import FieldType
from tests.records.registers import DECISIONS, EVERY, MATTERS, REGISTERS


def test_records_are_found_as_their_register_is_declared_now(database: str) -> None:
    from frankpledge.audit.models import Event
    from frankpledge.records.actions import create
    from frankpledge.records.models import Record
    from frankpledge.records.queries import linked_to, search
    from frankpledge.records.redrawing import redraw
    from frankpledge.records.verifying import verify

    matter = create(MATTERS, {"title": "Drones"}, EVERY)
    values = {"title": "Buy", "series": "record", "taken": "2026-05-01"}
    record = create(DECISIONS, {**values, "body": matter.key, "answers": matter.key}, EVERY)
    create(DECISIONS, {**values, "body": "nowhere"}, EVERY)
    assert redraw(REGISTERS) == 0

    kinds = {"body": (FieldType.LINK, "matters"), "answers": (FieldType.TEXT, "")}
    fields = tuple(
        replace(one, type=kinds[one.id][0], to=kinds[one.id][1])
        if one.id in kinds
        else replace(one, choices={"order": "Order", "record": "Minute"})
        if one.id == "series"
        else one
        for one in DECISIONS.fields
    )
    changed = {**REGISTERS, "decisions": replace(DECISIONS, fields=fields, scope={}, day="")}
    assert len(verify((), changed)) == 2
    events = Event.objects.count()
    assert redraw(changed) == 2
    assert redraw(changed) == 0
    assert verify((), changed) == verify() == ()
    assert Event.objects.count() == events
    assert Record.objects.get(pk=record.pk).day is None
    assert [field for _, field, _ in linked_to(matter, changed, EVERY)] == ["body"]
    assert len(search("minute", changed.values(), EVERY)) == 2
    assert redraw(REGISTERS) == 2
    assert Record.objects.get(pk=record.pk).day == date(2026, 5, 1)
    assert verify((), REGISTERS) == ()
