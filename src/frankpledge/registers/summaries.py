"""What the records of a register add up to: tables made from its declaration, and a few of its own."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from frankpledge.registers.ageing import counted, open_by_age
from frankpledge.registers.checking import Values
from frankpledge.registers.clocks import Due, Standing
from frankpledge.registers.custody import detainees
from frankpledge.registers.flagging import flags_of, repeated
from frankpledge.registers.register import Clock, Field, FieldType, Register, Unit
from frankpledge.registers.slippage import by_quarter, by_slippage
from frankpledge.registers.values import day_in, shown
from frankpledge.registers.weighing import Score, benefits_of, grade_movement, movement, score_of

Cell = str | int | float | None
TOTAL = "In all"


@dataclass(frozen=True)
class SeenRecord:
    """A record as summaries need it: its printed number, where it stands, and how its clocks do.

    ``earlier`` are the values it had before, oldest first: only registers in ``WITH_EARLIER`` need them.
    """

    number: str
    state: str
    values: Values
    due: tuple[Due, ...] = ()
    earlier: tuple[Values, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: ``note`` says what is counted; each row has a cell for each heading."""

    id: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def summaries_of(
    register: Register, records: Sequence[SeenRecord], today: date, holidays: tuple[date, ...] = ()
) -> tuple[Table, ...]:
    """Return the tables of a register's records: states, clocks, choices, ages, quarters and slippage.

    Counts by one thing add up to all records, or to all rows where rows of a small table are counted.
    """
    found = [_states(register, records)]
    if register.clocks:
        found.append(_clocks(register, records))
    found += _choices(register, records)
    for clock in register.clocks:
        if clock.measures and clock.met_by and clock.length and clock.length.unit is Unit.WORKING_DAYS:
            found.append(_ages(clock, records, today, holidays))
        if clock.start == register.day and clock.length and not clock.length.number and clock.met_by:
            found += [_quarters(register, clock, records), _slippage(register, clock, records, today)]
    if register.id in _OWN and records:
        found.append(_OWN[register.id](register, records))
    return tuple(found)


def _counts(name: str, title: str, note: str, of: str, counts: dict[str, int]) -> Table:
    rows = (*counts.items(), (TOTAL, sum(counts.values())))
    return Table(name, title, note, (of, "Number"), rows)


def _states(register: Register, records: Sequence[SeenRecord]) -> Table:
    standing = Counter(record.state for record in records)
    counts = {state.title: standing[state.id] for state in register.states}
    return _counts("states", "Where they stand", "Each record once.", "State", counts)


def _clocks(register: Register, records: Sequence[SeenRecord]) -> Table:
    rows = []
    for clock in register.clocks:
        dues = [due for record in records for due in record.due if due.clock.id == clock.id]
        standing = Counter(due.state for due in dues)
        took = [due.took for due in dues if due.took is not None] if clock.measures else []
        unit = clock.length.unit.value if clock.length is not None and clock.measures else ""
        middle = statistics.median(took) if took else None
        rows.append(
            (
                clock.title,
                *(standing[one] for one in Standing),
                clock.measures or None,
                unit or None,
                middle,
                max(took, default=None),
            )
        )
    heads = ("Clock", *(one.value.capitalize() for one in Standing), "Time", "In", "Median", "Longest")
    note = "Each clock of each record once. Times are of what is met: read them beside what is open."
    return Table("clocks", "What is due", note, heads, tuple(rows))


def _choices(register: Register, records: Sequence[SeenRecord]) -> Iterator[Table]:
    values = [record.values for record in records]
    for field in register.fields:
        if field.type is FieldType.CHOICE and field.listed:
            counts = counted(values, field)
            yield _counts(f"by-{field.id}", f"By {_lower(field)}", "Each record once.", field.title, counts)
        for column in field.columns:
            if column.type is FieldType.YES_NO or (column.type is FieldType.CHOICE and column.required):
                counts = counted(values, field, column.id)
                title = f"{field.title} by {_lower(column)}"
                yield _counts(f"by-{field.id}-{column.id}", title, "Each row once.", column.title, counts)


def _lower(field: Field) -> str:
    return field.title[:1].lower() + field.title[1:]


def _ages(clock: Clock, records: Sequence[SeenRecord], today: date, holidays: tuple[date, ...]) -> Table:
    values = [record.values for record in records]
    bands = open_by_age(values, today, start=clock.start, end=clock.met_by, holidays=holidays)
    note = "What is not met, by working days since it began."
    counts = {band.words: band.cases for band in bands}
    return _counts(f"open-{clock.id}", f"Open: {clock.title}", note, "Working days", counts)


def _quarters(register: Register, clock: Clock, records: Sequence[SeenRecord]) -> Table:
    places = by_quarter([day_in(record.values.get(clock.start)) for record in records])
    met = [any(due.clock.id == clock.id and _is_met(due) for due in record.due) for record in records]
    rows = tuple((label, len(held), sum(met[place] for place in held)) for label, held in places.items())
    total = (TOTAL, len(records), sum(met))
    title = f"By quarter: {register.field_of(clock.start).title.lower()}"
    return Table(
        "by-quarter", title, "Quarters of the financial year.", ("Quarter", "Number", "Met"), (*rows, total)
    )


def _is_met(due: Due) -> bool:
    return due.state in (Standing.MET, Standing.LATE)


def _slippage(register: Register, clock: Clock, records: Sequence[SeenRecord], today: date) -> Table:
    values = [record.values for record in records]
    again = repeated(register, values)
    due, headline = register.field_of(clock.start), register.field_of(register.headline)
    rows = []
    for one in by_slippage(values, today, due=clock.start, done=clock.met_by):
        held = records[one.place]
        flags = [*flags_of(register, held.values), *([again[one.place]] if one.place in again else [])]
        rows.append(
            (
                held.number,
                shown(headline, held.values.get(headline.id)),
                shown(due, held.values.get(due.id)),
                one.days,
                " ".join(map(str, flags)),
            )
        )
    note = "Days from when it was first due to when it was done, or is now expected: today at the earliest."
    heads = ("Number", headline.title, due.title, "Days slipped", "What is odd")
    return Table("slippage", "By slippage", note, heads, tuple(rows))


def _custody(register: Register, records: Sequence[SeenRecord]) -> Table:
    found = detainees(record.values for record in records)
    rows: list[tuple[Cell, ...]] = [
        ("Visits", found.visits),
        ("Seen", found.seen),
        ("Refused", found.refused),
    ]
    rows += [(register.field_of(name).title, number) for name, number in found.unavailable.items()]
    rows += [("Not accounted for", found.unaccounted), ("Detainees held", found.held)]
    share = None if found.share is None else round(100 * found.share, 1)
    rows.append(("Seen of those available, per cent", share))
    note = (
        "Held is seen, refused, not available for any reason and not accounted for, together. Available are "
        "those who were seen or refused."
    )
    return Table("detainees", "Detainees", note, ("What", "Number"), tuple(rows))


def _risks(register: Register, records: Sequence[SeenRecord]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for record in records:
        scores = [score_of(register, record.values, which) for which in ("before", "", "wanted")]
        values = [None if score is None else score.value for score in scores]
        moved = None if scores[1] is None else movement(scores[1], _score_before(register, record)).value
        rows.append((record.number, str(record.values.get(register.headline, "")), *values, moved))
    rows.sort(key=lambda row: -(row[3] if isinstance(row[3], int) else 0))
    heads = ("Number", "Risk", "Before controls", "Now", "Wanted", "Since the review before")
    note = "Likelihood times impact, the highest first."
    return Table("scores", "Scores", note, heads, tuple(rows))


def _score_before(register: Register, record: SeenRecord) -> Score | None:
    """Return the score that stood when the review before the last was made."""
    reviewed = record.values.get("reviewed")
    before = [one for one in record.earlier if one.get("reviewed") != reviewed]
    return score_of(register, before[-1]) if before else None


def _grades(register: Register, records: Sequence[SeenRecord]) -> Table:
    cycle, grade, body = (register.field_of(name) for name in ("cycle", "grade", "body"))
    before: dict[tuple[str, str], Values] = {}
    rows = []
    for record in sorted(records, key=lambda one: str(one.values["published"])):
        values = record.values
        question = (str(values["body"]), " ".join(str(values["question"]).casefold().split()))
        moved = grade_movement(register, values, before.get(question))
        before[question] = values
        said = (shown(body, values["body"]), str(values["question"]), shown(cycle, values["cycle"]))
        rows.append((*said, shown(grade, values["grade"]), str(values["published"]), moved.value))
    heads = ("Of", "Question", "Cycle", "Grade", "Published", "Since the grade before")
    note = "Grades of one question in order; those on different scales, or not graded, are not compared."
    return Table("grades", "Grades by question", note, heads, tuple(sorted(rows, key=lambda row: row[:2])))


def _portfolio(register: Register, records: Sequence[SeenRecord]) -> Table:
    kinds = next(one for one in register.field_of("benefits").columns if one.id == "kind").choices
    found = benefits_of(record.values for record in records)
    rows = [(kinds[kind], str(one.planned), str(one.realised)) for kind, one in found.items()]
    planned = sum((one.planned for one in found.values()), start=Decimal(0))
    realised = sum((one.realised for one in found.values()), start=Decimal(0))
    rows.append((TOTAL, str(planned), str(realised)))
    note = "In pounds, as far as benefits are valued in money."
    return Table("benefits", "Benefits", note, ("Kind", "Planned", "Realised"), tuple(rows))


_OWN: dict[str, Callable[[Register, Sequence[SeenRecord]], Table]] = {
    "custody-visits": _custody,
    "grades": _grades,
    "risks": _risks,
    "portfolio": _portfolio,
}
"""What only one register has, by its id: it is made of the fields that come with the program."""
WITH_EARLIER = frozenset({"risks"})
