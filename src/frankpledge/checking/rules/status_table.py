"""A status in a table that the row's own value and target deny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.document import Document, Passage
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.status_rows import StatusRow, StatusTable, status_tables

KIND = "status-in-table"


def _wrong(it: StatusRow) -> bool:
    if it.value is None or it.target is None or it.status is None:
        return False
    if it.status == "over":
        return it.value.value <= it.target.value
    if it.status == "under":
        return it.value.value >= it.target.value
    if it.met is None or it.status == "between" or it.value.value == it.target.value:
        return False
    return it.met is not (it.status == "good")


def _of(table: StatusTable, document: Document) -> Iterator[Problem]:
    judged = [
        it for it in table.rows if it.value is not None and it.target is not None and it.status is not None
    ]
    wrong = [it for it in judged if _wrong(it)]
    if not wrong or len(wrong) * 2 > max(len(judged), 2):
        return  # where most rows disagree, the reading of the table is what is wrong
    for it in wrong:
        assert it.value
        assert it.target
        text = " ".join(re.sub(r"[|\t]", " ", document.lines[it.row.line - 1]).split())
        passage = Passage(text, ((0, it.row.line),))
        side = (
            "above"
            if it.value.value > it.target.value
            else "below"
            if it.value.value < it.target.value
            else "the same as"
        )
        yield passage.problem(
            KIND,
            f'{it.value.text} is {side} the target of {it.target.text}: "{it.text}" does not fit.',
            Severity.ERROR if it.status in ("over", "under") else Severity.WARNING,
            0,
            len(text),
        )


def find(document: Document) -> Iterable[Problem]:
    """Yield rows whose status their numbers deny."""
    for table in status_tables(document):
        yield from _of(table, document)


RULE = Rule(
    KIND,
    "A status in a table that its numbers deny",
    "A column of colours or words (green, red, met, not met, on target), a column of targets and one of "
    "values. Which way is "
    "better is read from the label; where it does not say, or most rows would be wrong, nothing is said. "
    "Amber is left alone.",
    (
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " GREEN\n"
        "Fire safety audits  412  450  RED",
    ),
    (
        "Indicator  Q3 23/24  Target  Status\nDwelling fires  131  140  GREEN\nSecondary fires  236  215 "
        " RED\n"
        "Fire safety audits  412  450  RED",
    ),
    find,
)
