"""What the records of a register add up to: tables made from its declaration, and a few of its own."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from frankpledge.registers.ageing import NOT_SAID, counted, open_by_age
from frankpledge.registers.checking import Values
from frankpledge.registers.clocks import Due, Standing
from frankpledge.registers.custody import REASON, detainees
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.flagging import flags_of, repeated
from frankpledge.registers.register import Clock, Field, FieldType, Register, Unit
from frankpledge.registers.slippage import by_quarter, by_slippage, plan_clock
from frankpledge.registers.values import day_in, shown
from frankpledge.registers.weighing import benefits_of, grade_movement

Cell = str | int | float | None
TOTAL = "In all"
PER_CENT = "Per cent"


@dataclass(frozen=True)
class SeenRecord:
    """A record as summaries need it: its printed number, where it stands, and how its clocks do."""

    number: str
    state: str
    values: Values
    due: tuple[Due, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: ``note`` says what is counted; each row has a cell for each heading."""

    id: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 0
    """How many rows more there are, where only the first were asked for."""


def summaries_of(
    register: Register,
    records: Sequence[SeenRecord],
    today: date,
    holidays: tuple[date, ...] = (),
    *,
    own: bool = True,
    most: int | None = None,
) -> tuple[Table, ...]:
    """Return the tables of a register's records: states, clocks, choices, ages, quarters and slippage.

    Counts by one thing add up to all records, or to all rows where rows of a small table are counted.
    A table with a row for each record has ``most`` of them, the furthest slipped.
    Without its ``own``, tables that only this register has, which come first, are left out: they need all of
    its fields.
    """
    found: list[Table] = []
    if own and register.id in _OWN and records:
        found += _OWN[register.id](register, records)
    found.append(_states(register, records))
    if register.clocks:
        found.append(_clocks(register, records))
    found += _choices(register, records)
    for clock in register.clocks:
        if clock.measures and clock.met_by and clock.length and clock.length.unit is Unit.WORKING_DAYS:
            found.append(_ages(clock, records, today, holidays))
        if clock is plan_clock(register):
            found += [_quarters(register, clock, records), _slippage(register, clock, records, today, most)]
    return tuple(found)


def _counts(name: str, title: str, note: str, of: str, counts: dict[str, int]) -> Table:
    """Return a table of counts with each one's share of all, in per cent."""
    whole = sum(counts.values())
    rows = [
        (said, number, round(100 * number / whole, 1) if whole else None) for said, number in counts.items()
    ]
    total = (TOTAL, whole, 100.0 if whole else None)
    return Table(name, title, note, (of, "Number", PER_CENT), (*rows, total))


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
    note = "Each clock of each record once."
    if not any(clock.measures for clock in register.clocks):
        width = 1 + len(Standing)
        return Table("clocks", "What is due", note, heads[:width], tuple(row[:width] for row in rows))
    note += " Times are of what is met: read them beside what is open."
    return Table("clocks", "What is due", note, heads, tuple(rows))


def _choices(register: Register, records: Sequence[SeenRecord]) -> Iterator[Table]:
    values = [record.values for record in records]
    for field in register.fields:
        if field.type is FieldType.CHOICE and field.listed:
            yield _by_choice(register, field, values)
        for column in field.columns:
            if column.type is FieldType.YES_NO or (column.type is FieldType.CHOICE and column.required):
                counts = counted(values, field, column.id)
                title = f"{field.title} by {_lower(column)}"
                yield _counts(f"by-{field.id}-{column.id}", title, "Each row once.", column.title, counts)


def _by_choice(register: Register, field: Field, values: Sequence[Values]) -> Table:
    """Return the table by one choice; what is counted apart has a line of its own below the total."""
    apart = {
        title: [one for one in values if one.get(name) == choice]
        for name, choices in field.apart.items()
        for choice, title in register.field_of(name).choices.items()
        if choice in choices
    }
    left = [one for one in values if not any(one in held for held in apart.values())]
    counts = counted(left, field)
    note = f"Each record once; counted apart: {', '.join(apart)}." if apart else "Each record once."
    table = _counts(f"by-{field.id}", field.title, note, field.title, counts)
    rows = [(f"Apart: {title}", len(held), None) for title, held in apart.items() if held]
    return replace(table, rows=(*table.rows, *rows))


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


def _slippage(
    register: Register, clock: Clock, records: Sequence[SeenRecord], today: date, most: int | None
) -> Table:
    values = [record.values for record in records]
    again = repeated(register, values)
    due, headline = register.field_of(clock.start), register.field_of(register.headline)
    rows = []
    found = by_slippage(
        values,
        today,
        due=clock.start,
        first=due.keeps_first or clock.start,
        done=clock.met_by,
        forecast=clock.forecast,
    )
    for one in found[:most]:
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
    return Table("slippage", "By slippage", note, heads, tuple(rows), len(found) - len(rows))


def _custody(register: Register, records: Sequence[SeenRecord]) -> tuple[Table, ...]:
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
    table = Table("detainees", "Detainees", note, ("What", "Number"), tuple(rows))
    reason = next((one for one in register.fields if one.id == REASON), None)
    if reason is None:
        return (table,)
    why = {reason.choices.get(one, NOT_SAID): number for one, number in found.by_reason.items()}
    by = "Detainees not accounted for, by reason"
    return table, _counts("unaccounted", by, "Each detainee once.", "Reason", why)


def _risks(register: Register, records: Sequence[SeenRecord]) -> tuple[Table, ...]:
    rows: list[tuple[Cell, ...]] = []
    band = register.field_of("band")
    for record in records:
        said = record.values
        scores = [said.get(name) for name in ("score-before", "score", "score-wanted")]
        moved = said.get("movement")
        title = str(said.get(register.headline, ""))
        rows.append((record.number, title, *scores, shown(band, said.get("band")), moved))
    rows.sort(key=lambda row: -(row[3] if isinstance(row[3], int) else 0))
    heads = ("Number", "Risk", "Before controls", "Now", "Wanted", "Band", "Since the review before")
    note = "Likelihood times impact, the highest first; movement is from review to review."
    return _likelihood_by_impact(register, records), Table("scores", "Scores", note, heads, tuple(rows))


def _likelihood_by_impact(register: Register, records: Sequence[SeenRecord]) -> Table:
    """Return the matrix of risks that are not closed, the likeliest above and the gravest to the right."""
    likelihood, impact = (register.field_of(name) for name in ("likelihood", "impact"))
    placed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record in records:
        if not register.state_of(record.state).closed:
            place = str(record.values.get("likelihood", "")), str(record.values.get("impact", ""))
            placed[place].append(record.number)
    rows = tuple(
        (title, *(", ".join(placed.get((one, grave), ())) for grave in impact.choices))
        for one, title in reversed(tuple(likelihood.choices.items()))
    )
    note = (
        "Risks that are not closed, by number; impact from left to right. The score is the product of both."
    )
    heads = (likelihood.title, *impact.choices.values())
    return Table("likelihood-by-impact", "Likelihood by impact", note, heads, rows)


def _grades(register: Register, records: Sequence[SeenRecord]) -> tuple[Table, ...]:
    cycle, grade, body = (register.field_of(name) for name in ("cycle", "grade", "body"))
    before: dict[tuple[str, str], Values] = {}
    rows = []
    for record in sorted(records, key=lambda one: str(one.values["published"])):
        values = record.values
        question = (str(values["body"]), " ".join(str(values["question"]).casefold().split()))
        moved = grade_movement(register, values, before.get(question))
        before[question] = values
        asked = shown(register.field_of("question"), values["question"])
        said = (shown(body, values["body"]), asked, shown(cycle, values["cycle"]))
        published = day_in_words(date.fromisoformat(values["published"]))
        rows.append((*said, shown(grade, values["grade"]), published, moved.value))
    heads = ("Of", "Question", "Cycle", "Grade", "Published", "Since the grade before")
    note = "Grades of one question in order; those on different scales, or not graded, are not compared."
    table = Table("grades", "Grades by question", note, heads, tuple(sorted(rows, key=lambda row: row[:2])))
    return table, _matrix(register, records)


def _matrix(register: Register, records: Sequence[SeenRecord]) -> Table:
    """Return the latest grade of each question of a body in each cycle."""
    cycle, grade, body, asked = (register.field_of(one) for one in ("cycle", "grade", "body", "question"))
    latest: dict[tuple[str, str, str], str] = {}
    for values in sorted((one.values for one in records), key=lambda one: str(one["published"])):
        place = (str(values["body"]), str(values["question"]), str(values["cycle"]))
        latest[place] = shown(grade, values["grade"])
    cycles = [one for one in cycle.choices if any(place[2] == one for place in latest)]
    rows = [
        (shown(body, whose), shown(asked, what), *(latest.get((whose, what, one), "") for one in cycles))
        for whose, what in dict.fromkeys((place[0], place[1]) for place in sorted(latest))
    ]
    note = "The latest grade in each cycle. Each cycle has a question set and a scale of its own."
    heads = ("Of", "Question", *(cycle.choices[one] for one in cycles))
    return Table("questions-by-cycle", "Questions by cycle", note, heads, tuple(rows))


def _portfolio(register: Register, records: Sequence[SeenRecord]) -> tuple[Table, ...]:
    kinds = next(one for one in register.field_of("benefits").columns if one.id == "kind").choices
    found = benefits_of(record.values for record in records)
    rows = [(kinds[kind], _pounds(one.planned), _pounds(one.realised)) for kind, one in found.items()]
    planned = sum((one.planned for one in found.values()), start=Decimal(0))
    realised = sum((one.realised for one in found.values()), start=Decimal(0))
    rows.append((TOTAL, _pounds(planned), _pounds(realised)))
    note = "As far as benefits are valued in money."
    heads = ("Kind", "Planned, £", "Realised, £")
    return (Table("benefits", "Benefits", note, heads, tuple(rows)),)


def _pounds(amount: Decimal) -> int | float:
    """Return an amount as a number: whole pounds where there are no pence."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


_OWN: dict[str, Callable[[Register, Sequence[SeenRecord]], tuple[Table, ...]]] = {
    "custody-visits": _custody,
    "grades": _grades,
    "risks": _risks,
    "portfolio": _portfolio,
}
"""What only one register has, by its id: it is made of the fields that come with the program."""
