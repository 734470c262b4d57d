"""The stage of monitoring that an inspectorate holds a force or service at, and its grades cycle by cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from frankpledge.registers.checking import Values
from frankpledge.registers.dates import day_in_words
from frankpledge.registers.register import Register
from frankpledge.registers.summaries import Cell, Table
from frankpledge.registers.values import day_in, shown
from frankpledge.registers.weighing import grade_movement

GRADES, INSPECTIONS = "grades", "inspections"
TITLE = "Stage of monitoring"


@dataclass(frozen=True)
class Stage:
    """A stage from a day on, by the title of the choice; ``until`` is its last day, where it is over."""

    title: str
    since: date
    until: date | None

    def __str__(self) -> str:
        return f"{self.title}, since {day_in_words(self.since)}"


def stages(register: Register, inspections: Iterable[Values]) -> dict[str, tuple[Stage, ...]]:
    """Return the stages of each force or service (a choice of ``body``), the earliest first.

    ``inspections`` are records of that register: each names its stages in its small table ``monitoring``.
    """
    column = next(one for one in register.field_of("monitoring").columns if one.id == "stage")
    found: dict[str, set[Stage]] = {}
    for values in inspections:
        for row in values.get("monitoring", ()):
            since = day_in(row.get("from"))
            if since is not None and "body" in values:
                stage = Stage(shown(column, row.get("stage")), since, day_in(row.get("to")))
                found.setdefault(str(values["body"]), set()).add(stage)
    return {body: tuple(sorted(held, key=lambda one: one.since)) for body, held in found.items()}


def stage_on(held: Sequence[Stage], day: date) -> Stage | None:
    """Return the stage that holds on a day: the last that began, unless it is over."""
    begun = [one for one in held if one.since <= day]
    last = begun[-1] if begun else None
    return None if last is None or (last.until is not None and last.until < day) else last


def stage_table(register: Register, held: Mapping[str, Sequence[Stage]], day: date) -> Table:
    """Return the stage of every force and service on a day, with those before it."""
    rows = []
    for body, title in register.field_of("body").choices.items():
        if not held.get(body):
            continue
        now = stage_on(held[body], day)
        before = [one for one in held[body] if one is not now]
        told = "; ".join(f"{one.title} from {day_in_words(one.since)}" for one in before)
        since = day_in_words(now.since) if now else ""
        rows.append((title, now.title if now else "None", since, told))
    note = f"On {day_in_words(day)}, as the reports of inspections say."
    return Table("monitoring", TITLE, note, ("Of", "Stage", "Since", "Before"), tuple(rows))


def scale_of(register: Register, cycle: str) -> tuple[str, ...]:
    """Return the grades of a cycle in words, the best first."""
    field = register.field_of("grade")
    return tuple(field.choices[one] for one in field.allowed.get(cycle, tuple(field.choices)))


def grades_by_cycle(register: Register, grades: Sequence[Values]) -> tuple[Table, ...]:
    """Return for each cycle how many questions stand at each grade of its own scale, by force and service.

    Of a question that was graded more than once in a cycle the last counts.
    """
    cycle, body = register.field_of("cycle"), register.field_of("body")
    last: dict[tuple[str, str, str], str] = {}
    for values in sorted(grades, key=lambda one: str(one["published"])):
        grade = shown(register.field_of("grade"), values["grade"])
        last[str(values["cycle"]), str(values["body"]), str(values["question"])] = grade
    made = []
    for name, title in cycle.choices.items():
        scale = scale_of(register, name)
        rows: list[tuple[Cell, ...]] = []
        for one, words in body.choices.items():
            counts = Counter(
                grade for (in_cycle, of, _), grade in last.items() if in_cycle == name and of == one
            )
            if counts:
                rows.append((words, *(counts[grade] for grade in scale), sum(counts.values())))
        if rows:
            note = "Questions at each grade of this cycle's own scale; the last grade of each counts."
            heads = ("Of", *scale, "Questions")
            made.append(Table(f"grades-{name}", f"Grades: {title}", note, heads, tuple(rows)))
    return tuple(made)


def grade_history(register: Register, grade: Values, grades: Sequence[Values]) -> Table:
    """Return all grades of one question of one body, oldest first, each with its cycle's scale."""
    asked = " ".join(str(grade["question"]).casefold().split())
    alike = [
        one
        for one in grades
        if one["body"] == grade["body"] and " ".join(str(one["question"]).casefold().split()) == asked
    ]
    rows = []
    before: Values | None = None
    for values in sorted(alike, key=lambda one: str(one["published"])):
        cycle = str(values["cycle"])
        rows.append(
            (
                register.field_of("cycle").choices.get(cycle, cycle),
                shown(register.field_of("grade"), values["grade"]),
                day_in_words(date.fromisoformat(values["published"])),
                str(grade_movement(register, values, before)),
                ", ".join(scale_of(register, cycle)),
            )
        )
        before = values
    note = "Grades on different scales are not compared."
    heads = ("Cycle", "Grade", "Published", "Since the grade before", "Scale of the cycle, best first")
    return Table("grade-history", "This question, cycle by cycle", note, heads, tuple(rows))
