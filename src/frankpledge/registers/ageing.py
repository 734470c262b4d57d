"""Cases as they stand: how old the open ones are, and how many there are of each sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from frankpledge.registers.checking import Values
from frankpledge.registers.clocks import elapsed
from frankpledge.registers.register import Field, FieldType, Unit
from frankpledge.registers.values import day_in, shown

BANDS: Final = (5, 10, 20, 60, 120)
"""Upper ends of bands of age, in working days, each included; what is older makes the last band."""
NOT_SAID = "Not said"


@dataclass(frozen=True)
class Band:
    """Open cases from ``first`` to ``last`` working days old, both included; the end has no ``last``."""

    first: int
    last: int | None
    cases: int

    @property
    def words(self) -> str:
        """The band as printed."""
        return f"more than {self.first - 1}" if self.last is None else f"{self.first} to {self.last}"


def open_by_age(
    records: Iterable[Values],
    today: date,
    *,
    start: str = "received",
    end: str = "closed",
    holidays: tuple[date, ...] = (),
    bands: Sequence[int] = BANDS,
) -> tuple[Band, ...]:
    """Return how many cases are open at the end of a day, by age in working days; bands add up to all.

    Read them beside how long finished cases took: quick work on new ones can hide old ones. A case is open
    where ``start`` is on or before the day and ``end`` is blank or after it.
    """
    counts = [0] * (len(bands) + 1)
    for values in records:
        began, ended = day_in(values.get(start)), day_in(values.get(end))
        if began is None or began > today or (ended is not None and ended <= today):
            continue
        age = elapsed(began, today, Unit.WORKING_DAYS, holidays)
        counts[next((place for place, last in enumerate(bands) if age <= last), len(bands))] += 1
    firsts = [0, *(last + 1 for last in bands)]
    return tuple(map(Band, firsts, [*bands, None], counts))


def counted(records: Iterable[Values], field: Field, column: str = "") -> dict[str, int]:
    """Return how many records there are of each choice of a field, in words; all are counted once.

    Of a small table, ``column`` is counted, once for each of its rows: allegations by category. What is
    blank counts as not said.
    """
    if field.type is FieldType.ROWS:
        inner = next(one for one in field.columns if one.id == column)
        said: Iterable[Any] = (row.get(column) for values in records for row in values.get(field.id, ()))
    else:
        inner, said = field, (values.get(field.id) for values in records)
    counts = Counter(said)
    known = {shown(inner, name): counts.pop(name) for name in inner.choices if counts[name]}
    blank = counts.pop(None, 0)
    known |= {shown(inner, name): number for name, number in counts.items() if number}
    return {**known, **({NOT_SAID: blank} if blank else {})}
