"""Drawing anew what records are found by, once their registers are declared otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from frankpledge.audit.actions import hold
from frankpledge.records.attesting import stream_of
from frankpledge.records.drawing import day_of, draw_links, is_drawn, rows_by_name, words_of
from frankpledge.records.models import Record
from frankpledge.registers.register import Register


def redraw(registers: Mapping[str, Register]) -> int:
    """Draw anew what is not drawn from the values as the registers are declared now; return of how many.

    A value that has become a link and leads nowhere is no link.
    """
    rows, count = rows_by_name(), 0
    for register in registers.values():
        for one in Record.objects.filter(register=register.id).prefetch_related("links"):
            if is_drawn(register, one, rows):
                continue
            with transaction.atomic():
                hold(stream_of(register.id))
                record = Record.objects.get(pk=one.pk)
                record.day = day_of(register, record.values)
                record.words = words_of(register, record.values)
                record.save(update_fields=("day", "words"))
                draw_links(register, record)
            count += 1
    return count
