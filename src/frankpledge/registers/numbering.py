"""Numbers of records as they are printed, read and found wanting."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True)
class Gap:
    """Numbers of a series that nothing stands under, from the first to the last of them."""

    first: int
    last: int
    series: str = ""


def missing_numbers(used: Iterable[Number]) -> tuple[Gap, ...]:
    """Return the gaps between the lowest and highest number of each series.

    A number that was mistyped may lie millions ahead: what is missing is never counted out.
    """
    held: dict[str, set[int]] = defaultdict(set)
    for one in used:
        held[one.series].add(one.number)
    return tuple(
        Gap(low + 1, high - 1, series)
        for series, numbers in held.items()
        for low, high in pairwise(sorted(numbers))
        if high - low > 1
    )


def gap_printed(register: Register, gap: Gap) -> str:
    """Return a gap as people read it: ``Decision Record 27 to Decision Record 233``."""
    values = {register.numbering.by: gap.series}
    ends = dict.fromkeys(printed(register, number, values) for number in (gap.first, gap.last))
    return " to ".join(ends)
