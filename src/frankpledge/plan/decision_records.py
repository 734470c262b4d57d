"""``plan/decision-records.yaml``: decisions by series and number, as an office publishes them.

A number not used says why, and a gap in a series is an error: a reader who finds number 7 missing must
be able to learn what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import read_entries, shown

DECISION_RECORDS_FILE = "plan/decision-records.yaml"
SIGNIFICANCE = ("key", "significant", "routine")
"""How much a decision matters; what is key or significant must by law be published."""


@dataclass(frozen=True)
class DecisionRecord:
    """One decision, or one number of a series that no decision has (``not_used`` says why).

    ``series`` is its title as printed; ``on`` is None for a number not used.
    """

    series: str
    number: int
    on: date | None = None
    title: str = ""
    significance: str = ""
    note: str = ""
    not_used: str = ""


def read_decision_records(office: Path) -> tuple[DecisionRecord, ...]:
    """Return an office's decisions by series and number; none where it has no such file.

    Raises the first problem of the file, BadDefinition with file, line and field.
    """
    path = office / DECISION_RECORDS_FILE
    if not path.is_file():
        return ()
    problems = Problems(path)
    top = Fields(read_entries(path), problems)
    top.only(("series",), ())
    titles: set[str] = set()
    records: list[DecisionRecord] = []
    for inner in top.parts("series"):
        inner.only(("title", "decisions"), ())
        title = inner.text("title")
        if title and title in titles:
            inner.problem("title", f"there is a series '{shown(title)}' already.", "Join them.")
        titles.add(title)
        records += _series(inner, title)
    if problems:
        raise problems.found[0]
    return tuple(records)


def _series(fields: Fields, title: str) -> list[DecisionRecord]:
    records: dict[int, DecisionRecord] = {}
    for inner in fields.parts("decisions"):
        record = _record(inner, title)
        if record is None:
            continue
        if record.number in records:
            inner.problem("number", f"the number {record.number} stands in this series twice.", "Change one.")
        records[record.number] = record
    if records:
        lowest, highest = min(records), max(records)
        gaps = [number for number in range(lowest, highest) if number not in records]
        if gaps:
            named = ", ".join(str(number) for number in gaps[:5]) + (" …" if len(gaps) > 5 else "")
            fields.problem(
                "decisions",
                f"this series has no number {named}.",
                "Add it, or say why the number was not used: 'not-used: …'.",
            )
    return [records[number] for number in sorted(records)]


def _record(fields: Fields, series: str) -> DecisionRecord | None:
    number = fields.whole("number", 1, 99_999)
    if "not-used" in fields:
        fields.only(
            ("number", "not-used"), (), ("date", "title", "significance", "note"), "a number not used"
        )
        return None if number is None else DecisionRecord(series, number, not_used=fields.text("not-used"))
    fields.only(("number", "date", "title"), ("significance", "note"))
    on = fields.day("date")
    significance = fields.word("significance", SIGNIFICANCE, "degree of significance", "routine")
    if number is None or on is None:
        return None
    return DecisionRecord(series, number, on, fields.text("title"), significance, fields.text("note"))
