"""A register in words: what is kept of a field, who may do what, and when something falls due."""

from __future__ import annotations

from collections.abc import Collection

from frankpledge.registers.lengths import words_of
from frankpledge.registers.register import Clock, Field, FieldType, Move, Register
from frankpledge.registers.roles import EVERYONE, STAFF, Role

TYPES = {
    FieldType.TEXT: "one line",
    FieldType.LONG_TEXT: "text",
    FieldType.NUMBER: "whole number",
    FieldType.DECIMAL: "number",
    FieldType.MONEY: "pounds",
    FieldType.DATE: "date",
    FieldType.LOOSE_DATE: "date, or what was written",
    FieldType.TIME: "day and time",
    FieldType.YES_NO: "yes or no",
    FieldType.CHOICE: "choice",
    FieldType.CHOICES: "choices",
    FieldType.LINK: "link",
    FieldType.LINKS: "links",
    FieldType.MEASURE: "measure",
    FieldType.FIGURE: "figure",
    FieldType.WEB: "address of a page",
    FieldType.ROWS: "small table",
}


def field_in_words(register: Register, field: Field) -> str:
    """Return what may stand in a field, as a phrase: its type, choices or columns, and when it is needed."""
    what = TYPES[field.type]
    if field.choices:
        what += f": {'; '.join(field.choices.values())}"
    if field.depends:
        what += f" (which of them depends on “{register.field_of(field.depends).title}”)"
    if field.to:
        what += f" to {field.to}"
    if field.columns:
        what += f": {', '.join(column.title for column in field.columns)}"
    if field.after:
        what += "; not before " + _title(register, field.after)
    if field.not_future:
        what += "; not ahead of the day it is entered"
    if field.to_come:
        what += "; one that is to come"
    if field.keeps_first:
        what += f"; its first day is kept in {_title(register, field.keeps_first)}"
    if field.computed:
        what += "; worked out"
    if field.internal:
        what += "; for programs, on no page"
    if field.no_ring:
        what += "; never in a ring"
    if field.no_later:
        what += f"; to none with a later {_title(register, field.no_later)}"
    if field.required_with:
        what += f"; needed where “{register.field_of(field.required_with).title}” is not zero"
    return what


def published_in_words(register: Register, field: Field) -> str:
    """Return whether the public sees a field of a public record, or when; empty where it never does."""
    if field.confirmed_by:
        return f"once {_title(register, field.confirmed_by)}"
    return "yes" if field.published else "once released" if field.published_when else ""


def _title(register: Register, name: str) -> str:
    return f"“{register.field_of(name).title}”"


def move_in_words(register: Register, move: Move) -> str:
    """Return a step as a sentence: from where to where, who takes it, and what it asks for."""
    names = {state.id: state.title for state in register.states}
    starts = " or ".join(state.title for state in register.states if state.id in move.start)
    asks = [f"“{register.field_of(name).title}”" for name in move.needs]
    kept = f", kept in {_title(register, move.reason_in)}" if move.reason_in else ""
    asks += [f"a reason{kept}"] if move.reason else []
    asks += ["a published file or a reason why there is none"] if move.file_or_reason else []
    needed = f" It asks for {_joined(asks)}." if asks else ""
    sets = [f"“{register.field_of(name).title}”" for name in (move.stamps, *move.redates) if name]
    stamped = f" It sets {_joined(sets)}." if sets else ""
    if move.clears:
        stamped += f" It blanks {_joined([f'“{register.field_of(name).title}”' for name in move.clears])}."
    for name, choices in move.when.items():
        field = register.field_of(name)
        only = _joined([f"“{field.choices[one]}”" for one in choices], "or")
        stamped += f" Only where “{field.title}” is {only}."
    if move.not_before:
        stamped += f" Not before “{register.field_of(move.not_before).title}”."
    if move.all_closed:
        other = register.others[move.all_closed.partition(".")[0]]
        stamped += f" Only when all {other.title.lower()} that link here are closed."
    return f"{starts} → {names[move.end]}, by {roles_in_words(move.roles)}.{needed}{stamped}"


def clock_in_words(register: Register, clock: Clock) -> str:
    """Return when a clock is due, as a sentence."""
    start = f"“{register.field_of(clock.start).title}”"
    length = words_of(clock.length) if clock.length is not None else ""
    if clock.every:
        length = f"the time in “{register.field_of(clock.every).title}”"
    if clock.recurs:
        again = f"“{register.field_of(clock.met_by).title}”"
        when = f"Due on {start} the first time, then {length} after {again}, over and over"
    elif clock.length is not None and clock.length.number == 0:
        when = f"Due on {start}"
    else:
        when = f"Due {length}" + ("" if length.endswith("before") else " after") + f" {start}"
    met = [f"“{register.field_of(clock.met_by).title}”"] if clock.met_by and not clock.recurs else []
    met += [f"being {state.title.lower()}" for state in register.states if state.id in clock.met_in]
    ended = f"; met by {_joined(met, 'or')}" if met else ""
    if clock.on_day:
        ended += f"; where {_title(register, clock.on_day)} is filled in, on that day and every so long after"
    if clock.unrecorded:
        ended += "; not yet recorded until it is met for the first time"
    if clock.kept_in:
        ended += f"; as the records stand that “{register.field_of(clock.kept_in).title}” names"
    past = [state.title.lower() for state in register.states if state.id in clock.ends_in]
    ended += f"; never met once {_joined(past, 'or')}" if past else ""
    only = [
        "; ".join(register.field_of(name).choices[choice] for choice in choices)
        for name, choices in clock.when.items()
    ]
    only += [f"where “{register.field_of(clock.needs).title}” is filled in"] if clock.needs else []
    told = f" Reminders go to: {roles_in_words(clock.reminds, 'and')}." if clock.reminds else ""
    return f"{when}{ended}{f' (only {_joined(only)})' if only else ''}.{told}"


def roles_in_words(roles: Collection[Role], last: str = "or") -> str:
    """Return roles in words, in the order of all roles; the whole staff by that name."""
    if frozenset(roles) >= EVERYONE:
        return "everyone"
    staff = frozenset(roles) >= STAFF
    named = ["Staff"] if staff else []
    named += [role.words for role in Role if role in roles and not (staff and role in STAFF)]
    return _joined(named, last)


def _joined(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
