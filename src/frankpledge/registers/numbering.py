"""Numbers of records as they are printed, read and found wanting."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from frankpledge.registers.checking import Values
from frankpledge.registers.register import Register

_ENDS_IN_NUMBER = re.compile(r"(.*?)[\s\-–—#:.]*(?:no\.?\s*)?([0-9]{1,9})", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Number:
    """A number of a series (a choice of the field that numbers go by), and what it was called in print."""

    number: int
    series: str = ""
    called: str = ""


def printed(register: Register, number: int, values: Values) -> str:
    """Return a number as people read it, such as Executive Order 68 or M-0012."""
    how = register.numbering
    digits = f"{number:0{how.digits}d}"
    called = str(values.get(how.called) or "") if how.called else ""
    if not called and how.by:
        called = register.field_of(how.by).choices.get(str(values.get(how.by) or ""), "")
    return f"{called} {digits}".strip() if how.by else f"{how.prefix}{digits}"


def printed_key(register: Register, key: str) -> str:
    """Return the number of a record as people read it, as far as its key alone says it.

    >>> from frankpledge.registers.register import Numbering
    >>> one = Register("x", "X", "x", "", (), (), numbering=Numbering("D-", 4))
    >>> printed_key(one, "12")
    'D-0012'
    """
    series, _, number = key.rpartition("-")
    if not (number.isascii() and number.isdecimal()):
        return key
    return printed(register, int(number), {register.numbering.by: series} if series else {})


def numbered(register: Register, text: str) -> Number | None:
    """Return what a printed number says, whatever its case; None where it is none of this register.

    "Executive Order 68" is number 68 of the series that admits that title; a bare number has no series.
    """
    found = _ENDS_IN_NUMBER.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    how, before, number = register.numbering, found[1].strip(), int(found[2])
    if not before or before.casefold() == how.prefix.strip("- ").casefold():
        return Number(number)
    for title, series in how.titles.items():
        if title.casefold() == before.casefold():
            return Number(number, series, title if how.called else "")
    for series, title in register.field_of(how.by).choices.items() if how.by else ():
        if before.casefold() in (series.casefold(), title.casefold()):
            return Number(number, series)
    return None


def missing_numbers(used: Iterable[Number]) -> tuple[Number, ...]:
    """Return the numbers between the lowest and highest of each series that nothing stands under."""
    held: dict[str, set[int]] = defaultdict(set)
    for one in used:
        held[one.series].add(one.number)
    return tuple(
        Number(number, series)
        for series, numbers in held.items()
        for number in range(min(numbers), max(numbers))
        if number not in numbers
    )
