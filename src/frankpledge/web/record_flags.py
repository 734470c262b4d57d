"""What is odd about the records of a list and how far each has slipped, by what the reader sees of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from frankpledge.pipeline import today
from frankpledge.records import queries
from frankpledge.records.models import Record
from frankpledge.records.rights import fields_offered, fields_seen
from frankpledge.registers.checking import Values
from frankpledge.registers.doubting import no_working_day, stands_already
from frankpledge.registers.flagging import (
    Flag,
    Oddity,
    flags_of,
    oddities_of,
    repeated,
    same_day,
    unknown_measures,
)
from frankpledge.registers.register import Move, Register
from frankpledge.registers.roles import Actor
from frankpledge.registers.slippage import plan_clock, slipped_days
from frankpledge.registers.values import day_in
from frankpledge.web.office import declared
from frankpledge.web.record_words import name_of, values_for

SURE = "sure"
"""The tick that answers a question: its value is the question, so that another asks anew."""
ANY = "any"
NO_DAY = "no-day"
SLIPS: Mapping[str, str] = {
    ANY: "Slipped",
    "30": "Slipped by more than 30 days",
    "90": "Slipped by more than 90 days",
    "none": "Not slipped",
    NO_DAY: "No day to slip from",
}
"""What a plan can be narrowed to, by how far its records have slipped."""


def flags_seen(of: Register, records: Iterable[Record], actor: Actor) -> dict[int, tuple[Flag, ...]]:
    """Return what is odd about records, by row, as far as somebody sees what is odd about them.

    Whether a plan says something twice is asked of all its records that they see.
    """
    if not (possible := oddities_of(of)):
        return {}
    twice = _repeated(of, actor) if Oddity.REPEATED in possible else {}
    met = _same_day(of, actor) if Oddity.SAME_DAY in possible else {}
    holidays, measures = declared().office.hours.holidays, declared().measures
    found = {}
    for record in records:
        if record.state == of.numbering.unused:
            continue
        seen = {one.id for one in fields_seen(of, record, actor)}
        values = values_for(of, record, actor)
        every = (*flags_of(of, values, holidays), *unknown_measures(of, values, measures))
        flags = [one for one in every if one.field in seen]
        if of.state_of(record.state).closed:  # What does not take place stands on no day.
            flags = [one for one in flags if one.oddity is not Oddity.NO_WORKING_DAY]
        flags += [other[record.pk] for other in (twice, met) if record.pk in other]
        if flags:
            found[record.pk] = tuple(flags)
    return found


def _repeated(of: Register, actor: Actor) -> dict[int, Flag]:
    every = list(queries.seen_by(of, actor).order_by("series", "number"))
    found = repeated(of, [values_for(of, one, actor) for one in every])
    return {every[place].pk: flag for place, flag in found.items()}


def _same_day(of: Register, actor: Actor) -> dict[int, Flag]:
    held = _standing(of, actor)
    found = same_day(of, [(name_of(of, one), values_for(of, one, actor)) for one in held])
    return {held[place].pk: flag for place, flag in found.items()}


def _standing(of: Register, actor: Actor) -> list[Record]:
    ended = [one.id for one in of.states if one.closed]
    return list(queries.seen_by(of, actor).exclude(state__in=ended).order_by("series", "number"))


def questions_of(
    of: Register, values: Values, actor: Actor, held: Record | None = None, move: Move | None = None
) -> tuple[str, ...]:
    """Return what is asked before odd values are kept; nothing where none is changed.

    Odd are days on which people seldom meet, and measures that nothing declares.

    ``held`` is the record as it stands, of which the values may be some alone; None for a new one. A ``move``
    that confirms what was only proposed keeps its days anew, whether or not they are changed.
    """
    confirms = held is not None and move is not None and _confirms(of, held, move)
    before = {} if held is None else held.values
    after = {**before, **values}
    measures = declared().measures
    stood = {one.words for one in unknown_measures(of, before, measures)}
    asked = [one.words for one in unknown_measures(of, after, measures) if one.words not in stood]
    for field in of.fields:
        day = day_in(after.get(field.id)) if field.meets_by else None
        same = all(before.get(name) == after.get(name) for name in (field.id, field.meets_by))
        if day is None or (held is not None and same and not confirms):
            continue
        asked += [why] if (why := no_working_day(day, declared().office.hours.holidays)) else []
        others = [
            name_of(of, one)
            for one in _standing(of, actor)
            if (held is None or one.pk != held.pk)
            and one.values.get(field.id) == after[field.id]
            and one.values.get(field.meets_by) == after.get(field.meets_by)
        ]
        asked += [stands_already(", ".join(others), day)] if others else []
    return tuple(asked)


def asks(of: Register) -> bool:
    """Return whether anything is ever asked of a register's records before they are kept."""
    return not {Oddity.SAME_DAY, Oddity.NO_MEASURE}.isdisjoint(oddities_of(of))


def _confirms(of: Register, held: Record, move: Move) -> bool:
    """Whether a step leads from a state that owes nothing yet, such as a proposal, to one that does."""
    to = of.state_of(move.end)
    return of.state_of(held.state).idle and not (to.idle or to.closed)


def flag_choices(of: Register) -> dict[str, str]:
    """Return the flags that a list can be narrowed to, by what the address says."""
    made = {one.word: one.value.capitalize() for one in oddities_of(of)}
    return {ANY: "Any", **made} if len(made) > 1 else made


def flagged(of: Register, records: Iterable[Record], actor: Actor, asked: str) -> list[int]:
    """Return the rows of records that have a flag that was asked for."""
    return [
        pk
        for pk, flags in flags_seen(of, records, actor).items()
        if asked == ANY or asked in {one.oddity.word for one in flags}
    ]


def sees_slips(of: Register, actor: Actor) -> bool:
    """Return whether records of a register slip, and somebody sees the dates that say so."""
    clock = plan_clock(of)
    if clock is None:
        return False
    names = {clock.start, clock.met_by, clock.forecast, of.field_of(clock.start).keeps_first} - {""}
    return names <= {one.id for one in fields_offered(of, actor)}


def slips_seen(of: Register, records: Sequence[Record], actor: Actor) -> tuple[int | None, ...]:
    """Return by how many days each of N records has slipped as somebody sees it; None where nothing says."""
    return slipped_days(of, [values_for(of, one, actor) for one in records], today())


def slipped(of: Register, records: Sequence[Record], actor: Actor, asked: str) -> list[int]:
    """Return the rows of records that have slipped as was asked: one of ``SLIPS``."""
    days = slips_seen(of, records, actor)
    return [one.pk for one, many in zip(records, days, strict=True) if _is_asked(many, asked)]


def _is_asked(days: int | None, asked: str) -> bool:
    if days is None or asked == NO_DAY:
        return days is None and asked == NO_DAY
    if asked == "none":
        return days <= 0
    return days > (int(asked) if asked.isdecimal() else 0)
