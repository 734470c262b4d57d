"""What falls due in the registers, by the clocks they declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from frankpledge.records.models import Record, Version
from frankpledge.records.queries import seen_by
from frankpledge.registers.clocks import Due, Standing, combined
from frankpledge.registers.clocks import due as due_of
from frankpledge.registers.register import Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.values import LONDON

MOST_NAMED = 500
"""Records whose versions are asked for by name: of more, those of the whole register are read."""
OPEN = frozenset({Standing.UPCOMING, Standing.SOON, Standing.OVERDUE})


@dataclass(frozen=True)
class Deadline:
    """One clock of one record, and how it stands."""

    register: Register
    record: Record
    due: Due


def deadlines_of(
    register: Register, records: Iterable[Record], today: date, holidays: tuple[date, ...] = ()
) -> Iterator[Deadline]:
    """Yield how every clock of some records of one register stands on a day, met ones too."""
    if not register.clocks:
        return
    held = list(records)
    stood: dict[int, list[tuple[date, str]]] = {one.pk: [] for one in held}
    if any(clock.met_in for clock in register.clocks):  # No other clock asks when a record came to a state.
        versions = Version.objects.filter(record__register=register.id).order_by("record", "number")
        if len(held) <= MOST_NAMED:
            versions = versions.filter(record__in=list(stood))
        for pk, at, state in versions.values_list("record_id", "event__at", "state"):
            if pk in stood:
                stood[pk].append((at.astimezone(LONDON).date(), state))
    elsewhere: dict[str, list[Due]] = {}
    for record in held:
        for one in due_of(register, record.values, record.state, stood[record.pk], today, holidays):
            yield Deadline(register, record, _kept_in(register, record, one, elsewhere, today, holidays))


def _kept_in(
    register: Register,
    record: Record,
    one: Due,
    elsewhere: dict[str, list[Due]],
    today: date,
    holidays: tuple[date, ...],
) -> Due:
    """Return how a clock stands, by the records of another register where it is kept there.

    ``elsewhere`` holds how clocks of other registers stand, each looked up once.
    """
    named = record.values.get(one.clock.kept_in, "") if one.clock.kept_in else ""
    name, _, clock = named.partition(".")
    other = register.others.get(name)
    if other is None:
        return one
    if named not in elsewhere:
        records = Record.objects.filter(register=other.id)
        standing = deadlines_of(other, records, today, holidays)
        elsewhere[named] = [each.due for each in standing if each.due.clock.id == clock]
    return combined(one.clock, elsewhere[named], one.on)


def due(
    registers: Iterable[Register], actor: Actor, today: date, holidays: tuple[date, ...] = ()
) -> tuple[Deadline, ...]:
    """Return what somebody may see that is not yet met: overdue, soon and upcoming, the earliest first."""
    found = []
    for register in registers:
        if not register.clocks:
            continue
        # No clock of a closed record is open.
        closed = [one.id for one in register.states if one.closed]
        seen = seen_by(register, actor).exclude(state__in=closed)
        found += [it for it in deadlines_of(register, seen, today, holidays) if it.due.state in OPEN]
    return tuple(sorted(found, key=lambda one: (one.due.on, one.register.id, one.record.pk)))
