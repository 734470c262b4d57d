"""Lengths of time as they are declared, such as ``10 working days`` or ``5 clear days before``."""

from __future__ import annotations

import re

from frankpledge.registers.register import Length, Unit

_LENGTH = re.compile(r"([0-9]{1,4}) (working days?|clear days?|days?|weeks?|months?)( before)?")


def length_of(words: str) -> Length | None:
    """Return the length that words say; None where they say none.

    >>> length_of("5 clear days before")
    Length(number=-5, unit=<Unit.CLEAR_DAYS: 'clear days'>)
    """
    found = _LENGTH.fullmatch(words.strip())
    if found is None:
        return None
    number = int(found[1])
    return Length(-number if found[3] else number, Unit(found[2].removesuffix("s") + "s"))


def words_of(length: Length) -> str:
    """Return a length in words.

    >>> words_of(Length(-1, Unit.WEEKS))
    '1 week before'
    """
    number = abs(length.number)
    unit = length.unit.value if number != 1 else length.unit.value.removesuffix("s")
    return f"{number} {unit}" + (" before" if length.number < 0 else "")
