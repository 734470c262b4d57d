"""What is odd about a record that may be kept all the same: nothing is dropped or put right in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from frankpledge.registers.checking import Values, odd_days
from frankpledge.registers.dates import day_in_words, loose_day_of
from frankpledge.registers.doubting import no_such_measure, no_working_day, stands_already
from frankpledge.registers.register import Field, FieldType, Register
from frankpledge.registers.values import day_in

_YEAR = re.compile(r"([0-9]{4})[-/–]([0-9]{2}|[0-9]{4})")


class Oddity(StrEnum):
    """What may be odd."""

    NO_DATE = "no date"
    NOT_A_DATE = "not a date"
    READ_OUT = "date read out of other words"
    BEFORE_YEAR = "before the year of the plan"
    AFTER_YEAR = "after the year of the plan"
    REPEATED = "repeated"
    CONTRADICTS = "dates out of order"
    NO_WORKING_DAY = "no working day"
    SAME_DAY = "same day as another"
    NO_MEASURE = "no such measure"

    @property
    def word(self) -> str:
        """It as an address says it: ``no-date``."""
        return self.value.replace(" ", "-")


@dataclass(frozen=True)
class Flag:
    """One odd thing about one field of a record, in words."""

    field: str
    oddity: Oddity
    words: str

    def __str__(self) -> str:
        return self.words


def flags_of(register: Register, values: Values, holidays: tuple[date, ...] = ()) -> tuple[Flag, ...]:
    """Return what is odd about the dates of one record; ``holidays`` are those of the office."""
    found = [flag for field in register.fields for flag in _of_field(register, field, values)]
    found += [
        Flag(one.field.partition(" ")[0], Oddity.CONTRADICTS, one.wrong)
        for one in odd_days(register, values, date.max)
    ]
    for field in register.fields:
        day = day_in(values.get(field.id)) if field.meets_by else None
        if day is not None and (why := no_working_day(day, holidays)):
            found.append(Flag(field.id, Oddity.NO_WORKING_DAY, why))
    return tuple(found)


def oddities_of(register: Register) -> tuple[Oddity, ...]:
    """Return what may be odd about records of a register, as it is declared."""
    loose = any(one.type is FieldType.LOOSE_DATE for one in register.fields)
    day = register.field_of(register.day) if register.day else None
    may = {
        Oddity.NO_DATE: day is not None and not day.required,
        Oddity.NOT_A_DATE: loose,
        Oddity.READ_OUT: loose,
        Oddity.BEFORE_YEAR: any(one.within for one in register.fields),
        Oddity.AFTER_YEAR: any(one.within for one in register.fields),
        Oddity.REPEATED: bool(register.tree),
        Oddity.NO_WORKING_DAY: any(one.meets_by for one in register.fields),
        Oddity.SAME_DAY: any(one.meets_by for one in register.fields),
        Oddity.CONTRADICTS: any(one.after for field in register.fields for one in (field, *field.columns)),
        Oddity.NO_MEASURE: any(
            one.type is FieldType.MEASURE for field in register.fields for one in (field, *field.columns)
        ),
    }
    return tuple(one for one in Oddity if may[one])


def unknown_measures(register: Register, values: Values, known: Collection[str]) -> tuple[Flag, ...]:
    """Return a flag for each measure a record names, in a field or a small table, that is not known."""
    named = [
        (field.id, one) for field in register.fields for one in _measures_in(field, values.get(field.id))
    ]
    odd = [(field, one) for field, one in dict.fromkeys(named) if one not in known]
    return tuple(Flag(field, Oddity.NO_MEASURE, no_such_measure(one, known)) for field, one in odd)


def _measures_in(field: Field, value: Any) -> Iterator[str]:
    if field.type is FieldType.MEASURE and value:
        yield value
    for column in field.columns:
        for row in value or ():
            yield from _measures_in(column, row.get(column.id))


def repeated(register: Register, records: Sequence[Values]) -> dict[int, Flag]:
    """Return a flag for each of N records (by its place) of a plan whose headline another has word for word.

    It says under how many of its widest headings that is. What the plan of another year says again is carried
    over, and not repeated; what is no plan may be said as often as it happens.
    """
    if not register.tree:
        return {}
    years = tuple(dict.fromkeys(one.within for one in register.fields if one.within))
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, values in enumerate(records):
        headline = values.get(register.headline)
        if isinstance(headline, str):
            said = " ".join(headline.casefold().split())
            places[said, *(str(values.get(name)) for name in years)].append(place)
    title = register.field_of(register.headline).title
    return {
        place: Flag(
            register.headline,
            Oddity.REPEATED,
            f"“{title}” stands here {len(alike)} times{_under(register, [records[one] for one in alike])}.",
        )
        for alike in places.values()
        if len(alike) > 1
        for place in alike
    }


def same_day(register: Register, records: Sequence[tuple[str, Values]]) -> dict[int, Flag]:
    """Return a flag for each of N records, given by name and values, that meets when another does."""
    found: dict[int, Flag] = {}
    for field in register.fields:
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, (_, values) in enumerate(records):
            if field.meets_by in values and field.id in values:
                places[values[field.meets_by], values[field.id]].append(place)
        for (_, day), alike in places.items():
            for place in alike if len(alike) > 1 else ():
                others = ", ".join(records[one][0] for one in alike if one != place)
                words = stands_already(others, date.fromisoformat(day))
                found[place] = Flag(field.id, Oddity.SAME_DAY, words)
    return found


def _under(register: Register, alike: Sequence[Values]) -> str:
    """Return under how many of a plan's widest headings records stand, where it is more than one."""
    count = len({str(values.get(register.tree[0])) for values in alike})
    title = register.field_of(register.tree[0]).title
    return f", under {count} different entries of “{title}”" if count > 1 else ""


def year_of(words: object) -> tuple[date, date] | None:
    """Return the first and last day of a financial year written as 2017-18 or 2017/18; None for other words.

    >>> year_of("2017/18")
    (datetime.date(2017, 4, 1), datetime.date(2018, 3, 31))
    """
    found = _YEAR.fullmatch(words.strip()) if isinstance(words, str) else None
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]) % 100:
        return None
    first = int(found[1])
    return date(first, 4, 1), date(first + 1, 3, 31)


def _of_field(register: Register, field: Field, values: Values) -> Iterator[Flag]:
    value = values.get(field.id)
    if value is None:
        if field.id == register.day and not field.required:
            yield Flag(field.id, Oddity.NO_DATE, f"“{field.title}” is blank.")
        return
    if field.type is FieldType.LOOSE_DATE:
        yield from _loose(field, value)
    day = day_in(value) if field.within else None
    year = year_of(values.get(field.within)) if field.within else None
    if day is None or year is None:
        return
    if day < year[0]:
        yield Flag(field.id, Oddity.BEFORE_YEAR, f"{day_in_words(day)} is before the plan year begins.")
    elif day > year[1]:
        yield Flag(field.id, Oddity.AFTER_YEAR, f"{day_in_words(day)} is after the plan year ends.")


def _loose(field: Field, value: Any) -> Iterable[Flag]:
    said = str(value["said"])
    found = loose_day_of(said)
    if found.day is None:
        yield Flag(field.id, Oddity.NOT_A_DATE, f"“{said}” names no one day or month.")
    elif not found.whole:
        yield Flag(field.id, Oddity.READ_OUT, f"“{said}” was taken for {day_in_words(found.day)}.")
