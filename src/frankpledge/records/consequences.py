"""What a change to one record means for others: what it sets there, and what it may not contradict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from frankpledge.audit.actions import hold
from frankpledge.records.attesting import refuse_altered, stream_of, write
from frankpledge.records.models import Record
from frankpledge.records.publishing import refuse_unconfirmed, still_confirmed
from frankpledge.records.refusals import Refused
from frankpledge.registers.checking import Values, check
from frankpledge.registers.numbering import printed
from frankpledge.registers.register import FieldType, Move, Register, Rule, Setting
from frankpledge.registers.roles import Actor
from frankpledge.registers.values import Problem, day_in
from frankpledge.registers.working_out import Change, rows_named, same_name, worked_out

MOST_NAMED = 5


def linked_values(register: Register, values: Values) -> dict[str, Values]:
    """Return what the records say that values link to, by link, as far as rules of the register read them."""
    read = {
        source.partition(".")[0] for one in register.sets for source in one.values.values() if "." in source
    }
    read |= {
        column.computed.source.partition(".")[0]
        for one in register.fields
        for column in one.columns
        if column.computed and column.computed.source
    }
    found: dict[str, Values] = {}
    for name in sorted(read):
        if values.get(name):
            to = register.field_of(name).to
            target = Record.objects.filter(register=to, key=values[name]).first()
            if target is not None:
                found[name] = target.values
    return found


def refuse_contradictions(
    register: Register, now: Record | None, after: Values, linked: Mapping[str, Values]
) -> None:
    """Raise Refused where a record says what another says already, or what its links do not bear out."""
    problems = [*_repeated(register, now, after), *_unknown_rows(register, after, linked)]
    was = set(_unknown_rows(register, now.values, linked)) if now else set()
    problems = [one for one in problems if one not in was] + list(_tangled(register, now, after))
    if problems:
        raise Refused(f"this {register.one} cannot be kept as it is.", problems=tuple(problems))


def _repeated(register: Register, now: Record | None, after: Values) -> Iterator[Problem]:
    closed = [one.id for one in register.states if one.closed]
    for names in register.unique:
        if any(name not in after for name in names):
            continue
        if now is not None and all(now.values.get(name) == after[name] for name in names):
            continue
        others = Record.objects.filter(
            register=register.id, **{f"values__{name}": after[name] for name in names}
        ).exclude(state__in=closed)
        other = next((one for one in others if now is None or one.pk != now.pk), None)
        if other is not None:
            said = ", ".join(f"“{register.field_of(name).title}”" for name in names)
            yield Problem(
                names[0],
                f"{_name(register, other)} says the same in {said}.",
                "Amend that one, or change one of these.",
            )


def _unknown_rows(register: Register, values: Values, linked: Mapping[str, Values]) -> Iterator[Problem]:
    """Yield rows that name nothing in the table of the linked record that they are looked up in."""
    for field in register.fields:
        looked = next(
            (one.computed for one in field.columns if one.computed and one.computed.rule is Rule.LOOKED_UP),
            None,
        )
        known = rows_named(looked, linked) if looked else []
        if looked is None or not known:
            continue
        for place, row in enumerate(values.get(field.id, ()), start=1):
            said = row.get(looked.of[0])
            if not any(same_name(said, one) for one in known):
                yield Problem(
                    f"{field.id} {place}.{looked.of[0]}",
                    f"“{said}” is not one of those agreed.",
                    f"Write one of: {'; '.join(map(str, known))}.",
                )


def _tangled(register: Register, now: Record | None, after: Values) -> Iterator[Problem]:
    """Yield links that would wait for each other in a ring, or for what comes later than this."""
    for field in register.fields:
        if not (field.no_ring or field.no_later) or not after.get(field.id):
            continue
        if now is not None and now.values == after:
            continue
        held = {
            one.key: one.values for one in Record.objects.filter(register=register.id).only("key", "values")
        }
        waits = _keys(after[field.id])
        own = day_in(after.get(field.no_later)) if field.no_later else None
        for key in waits:
            there = day_in(held.get(key, {}).get(field.no_later)) if field.no_later else None
            if own is not None and there is not None and there > own:
                title = register.field_of(field.no_later).title
                yield Problem(
                    field.id,
                    f"“{field.title}” names {key}, whose “{title}” is later than this one's.",
                    "Put one of the dates right, or take the link out.",
                )
        if field.no_ring and now is not None and now.key in _reached_from(waits, field.id, held):
            yield Problem(
                field.id, f"“{field.title}” leads back to this {register.one}.", "Take one of the links out."
            )


def _keys(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _reached_from(keys: list[str], field: str, held: Mapping[str, Values]) -> set[str]:
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += _keys(held.get(key, {}).get(field))
    return found


def refuse_open(register: Register, step: Move, record: Record) -> None:
    """Raise Refused where a step may be taken once others are closed, and they are not: it names them."""
    if not step.all_closed:
        return
    name, _, link = step.all_closed.partition(".")
    other = register.others[name]
    closed = [one.id for one in other.states if one.closed]
    left = list(_linking(other, link, record).exclude(state__in=closed).order_by("series", "number"))
    if left:
        named = ", ".join(_name(other, one) for one in left[:MOST_NAMED])
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        raise Refused(
            f"'{step.title}' is for when all is closed: {named}{more} of {other.title.lower()} "
            f"{'is' if len(left) == 1 else 'are'} still open.",
            do="Close them first.",
        )


def _linking(other: Register, link: str, record: Record) -> QuerySet[Record]:
    return Record.objects.filter(register=other.id, links__field=link, links__target=record)


def _name(register: Register, record: Record) -> str:
    return printed(register, record.number, record.values)


def set_on_linked(
    register: Register,
    record: Record,
    before: tuple[str, Values],
    by: Actor,
    *,
    at: datetime | None = None,
) -> None:
    """Set on the records a record links to what its register declares, each with an event of its own.

    ``before`` is the state it stood in (none for a new record) and what it said. Raises Refused where the
    linked record cannot be kept so.
    """
    for setting in register.sets:
        if record.state not in setting.states:
            continue
        now = _set_by(register, setting, record.values)
        if before[0] in setting.states and now == _set_by(register, setting, before[1]):
            continue
        link = register.field_of(setting.link)
        other = register.others[link.to]
        hold(stream_of(other.id))
        target = Record.objects.filter(register=other.id, key=record.values.get(link.id, "")).first()
        if target is None or other.state_of(target.state).closed or not _goes_on(other, target.values, now):
            continue
        values = {one.id: {**target.values, **now}.get(one.id) for one in other.fields}
        kept = worked_out(
            other,
            Change(target.values),
            {name: value for name, value in values.items() if value is not None},
        )
        kept = still_confirmed(other, target.values, kept)
        if kept == target.values:
            continue
        refuse_unconfirmed(other, target.values, kept, "")
        was = set(check(other, target.values, target.state))
        problems = tuple(one for one in check(other, kept, target.state) if one not in was)
        if problems:
            raise Refused(
                f"{_name(other, target)} of {other.title.lower()} cannot be set.", problems=problems
            )
        refuse_altered(target)
        target.values = kept
        write(other, target, by, "set", detail={"by": str(record)}, at=at)


def _set_by(register: Register, setting: Setting, values: Values) -> dict[str, Any]:
    """Return what is set on the linked record; what is blank here is left as it is there."""
    linked = linked_values(register, values)
    found = {}
    for name, source in setting.values.items():
        own, _, far = source.partition(".")
        value = linked.get(own, {}).get(far) if far else values.get(own)
        if value is not None:
            found[name] = value
    return found


def _goes_on(other: Register, values: Values, now: Mapping[str, Any]) -> bool:
    """Return whether no date would go back: what is entered late does not undo what came after it."""
    for name in now:
        if other.field_of(name).type in (FieldType.DATE, FieldType.TIME):
            was, will = day_in(values.get(name)), day_in(now[name])
            if was is not None and will is not None and will < was:
                return False
    return True
