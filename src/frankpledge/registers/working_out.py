"""What the register fills in itself: first days, what is worked out, what a step stamps and blanks.

It is worked out whenever a record is written, and kept with it: lists, exports and the public page show what
was attested, and the same for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import prod
from typing import Any

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Computed, Field, Move, Register, Rule
from frankpledge.registers.values import LONDON, amount_in, day_in, moment_in
from frankpledge.working_time import bank_holidays

LOWER = "lower"
"""The choice of a direction that says that less is better; every other, and none, says more."""
WEEKDAY, WEEKEND, BANK_HOLIDAY = "weekday", "weekend", "bank-holiday"


@dataclass(frozen=True)
class Change:
    """A change to a record: what it said before (nothing for a new one), and what is being done to it.

    ``linked`` are the values of the records it links to, by the link; ``step`` is the step that is taken,
    if one is.
    """

    before: Values
    step: Move | None = None
    linked: Mapping[str, Values] = field(default_factory=dict)


def worked_out(register: Register, change: Change, after: Values) -> dict[str, Any]:
    """Return a record's values with everything that is worked out filled in, in the register's order.

    What is worked out of a blank is blank.
    """
    kept = dict(after)
    if change.before:
        for one in register.fields:
            _keep_first(one, change.before, kept)
        _begin_on_the_day(register, change.before, kept)
    for one in register.fields:
        if one.columns and one.id in kept:
            kept[one.id] = [_row(one, row, change.linked) for row in kept[one.id]]
        if one.computed is None or one.computed.rule is Rule.KEPT:
            continue
        try:
            value = _value(register, one, one.computed, change, kept)
        except ValueError:  # a choice that is offered no longer
            value = None
        kept.pop(one.id, None)
        if value is not None:
            kept[one.id] = value
    return {one.id: kept[one.id] for one in register.fields if one.id in kept} | {
        name: value for name, value in kept.items() if name not in {one.id for one in register.fields}
    }


def _begin_on_the_day(register: Register, before: Values, kept: dict[str, Any]) -> None:
    """Move the time at which something begins to the day it is moved to; clocks show the same there."""
    begins = (register.calendar or {}).get("begins", "")
    was, now = day_in(before.get(register.day)), day_in(kept.get(register.day))
    if begins not in kept or was is None or now is None or day_in(kept[begins]) != was or was == now:
        return
    moment = datetime.combine(now, moment_in(kept[begins]).time(), LONDON)
    kept[begins] = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _keep_first(one: Field, before: Values, kept: dict[str, Any]) -> None:
    """Keep the first day a date named, and count its changes; words that name no day are no first day."""
    if not (one.keeps_first or one.counts_changes):
        return
    was, now = day_in(before.get(one.id)), day_in(kept.get(one.id))
    if was is None or was == now:
        return
    if one.keeps_first and one.keeps_first not in kept:
        kept[one.keeps_first] = before[one.id]
    if one.counts_changes:
        kept[one.counts_changes] = int(before.get(one.counts_changes, 0)) + 1


def stepped(
    register: Register, step: Move, state: str, values: Values, given: Values, day: date, reason: str = ""
) -> Values:
    """Return a record's values as a step leaves them: dates stamped, and what no longer holds blanked.

    ``state`` is where the record stood, ``given`` what came with the step. A step back to an earlier state
    blanks what steps to later states have stamped, so that no clock stays met by what was undone.
    """
    order = [one.id for one in register.states]
    kept = dict(values)
    back = order.index(step.end) < order.index(state)
    undone = {
        one.stamps for one in register.moves if one.stamps and order.index(one.end) > order.index(step.end)
    }
    for name in {*step.clears, *(undone if back else ())} - {step.stamps, *step.needs}:
        if values.get(name) is not None and (name not in given or given[name] == values[name]):
            del kept[name]
    if step.stamps and step.stamps not in kept:
        kept[step.stamps] = day.isoformat()
    if step.reason_in:
        kept[step.reason_in] = reason.strip()
    return kept | {name: day.isoformat() for name in step.redates}


def _row(table: Field, row: Values, linked: Mapping[str, Values]) -> dict[str, Any]:
    kept = dict(row)
    for column in table.columns:
        how = column.computed
        if how is None:
            continue
        value: Any = _looked_up(how, kept, linked) if how.rule is Rule.LOOKED_UP else _reached(how, kept)
        kept.pop(column.id, None)
        if value is not None:
            kept[column.id] = value
    return {column.id: kept[column.id] for column in table.columns if column.id in kept}


def rows_named(how: Computed, linked: Mapping[str, Values]) -> list[Any]:
    """Return what the rows of a linked record's table are called, for what is looked up in them."""
    link, table, _ = how.source.split(".")
    return [row.get(how.of[0]) for row in linked.get(link, {}).get(table, ())]


def same_name(one: Any, other: Any) -> bool:
    """Return whether two rows are called the same, whatever their case and spacing."""
    return " ".join(str(one).casefold().split()) == " ".join(str(other).casefold().split())


def _looked_up(how: Computed, row: Values, linked: Mapping[str, Values]) -> Any:
    link, table, column = how.source.split(".")
    for far in linked.get(link, {}).get(table, ()):
        if same_name(far.get(how.of[0]), row.get(how.of[0])):
            return far.get(column)
    return None


def _reached(how: Computed, row: Values) -> bool | None:
    """Return whether what was achieved reaches the target, which counts as reached itself."""
    achieved, target = (row.get(name) for name in how.of[:2])
    if achieved is None or target is None:
        return None
    reached, wanted = amount_in(achieved), amount_in(target)
    return reached <= wanted if row.get(how.of[2]) == LOWER else reached >= wanted


def _value(register: Register, one: Field, how: Computed, change: Change, values: Values) -> Any:
    said = [values.get(name) for name in how.of]
    if how.rule is Rule.HISTORY:
        return _history(one, how, change, values)
    if any(value is None for value in said):
        return None
    if how.rule is Rule.PRODUCT:
        scales = [list(register.field_of(name).choices) for name in how.of]
        return prod(scale.index(str(value)) + 1 for scale, value in zip(scales, said, strict=True))
    if how.rule is Rule.BAND:
        return max(
            (choice for choice, least in how.least.items() if amount_in(said[0]) >= least),
            key=lambda choice: how.least[choice],
            default=None,
        )
    if how.rule is Rule.CHANGE:
        return _moved(how, values)
    days = [day_in(value) for value in said]
    if days[0] is None:
        return None
    if how.rule is Rule.DAYS:
        return None if days[1] is None else (days[1] - days[0]).days
    if days[0] in bank_holidays(days[0].year):
        return BANK_HOLIDAY
    return WEEKEND if days[0].weekday() > 4 else WEEKDAY


def _history(one: Field, how: Computed, change: Change, values: Values) -> list[dict[str, Any]] | None:
    """Return the rows of a history: one more where the day of review is another, as a step leaves it.

    The first column is the day, which is the first of the rule's fields that is filled in. What is amended
    between reviews makes no row; a step on the day of the last row writes that row anew.
    """
    day, *columns = one.columns
    on = next((values[name] for name in how.of if name in values), None)
    rows: list[dict[str, Any]] = list(change.before.get(one.id, ()))
    if on is None:
        return rows or None
    same = bool(rows) and rows[-1][day.id] == on
    if same and change.step is None:
        return rows
    row = {day.id: on} | {column.id: values[column.id] for column in columns if column.id in values}
    return [*(rows[:-1] if same else rows), row]


def _moved(how: Computed, values: Values) -> int | None:
    """Return how far a number has moved since the review before; None where there was none.

    Where it has been amended since the last review, that review is the one before.
    """
    number, table = how.of
    now = int(amount_in(values[number]))
    said = [int(amount_in(row[number])) for row in values[table] if number in row]
    if not said:
        return None
    if now != said[-1]:
        return now - said[-1]
    return now - said[-2] if len(said) > 1 else None
