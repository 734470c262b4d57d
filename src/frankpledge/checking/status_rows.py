"""Tables of measures with targets and statuses: what each row's status says, and what its numbers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from frankpledge.checking.betterment import better
from frankpledge.checking.document import Document
from frankpledge.checking.named_rows import Row, row_index
from frankpledge.checking.table_numbers import Cell, Numbers, cell_of

_STATUS = re.compile(
    r"(?i)\s*[●•■🟢🟠🔴]?\s*(?:(?P<good>green|g|met|achieved|on\s(?:target|track|plan)|target\smet|yes|y|✓|✔|pass(?:ed)?|within(?:\starget|\slimit)?|"
    r"better(?:\sthan\starget)?|exceeded)|(?P<between>amber|a|yellow|partly(?:\smet)?|close|at\srisk|near(?:ly)?)|"
    r"(?P<bad>red|r|not\s(?:met|achieved|on\starget)|missed|off\s(?:target|track|plan)|target\s(?:missed|not\smet)|no|n|✗|✘|×|fail(?:ed)?|"
    r"outside(?:\starget|\slimit)?|worse(?:\sthan\starget)?|breach(?:ed)?)|(?P<over>above(?:\starget)?)|(?P<under>below(?:\starget)?))\s*"
)
_TARGET_HEAD = re.compile(
    r"(?i)\b(?:targets?|aim|goal|standard|ceiling|limit|plan(?:ned)?|ambition|benchmark|threshold|trajectory|maximum|minimum|budget)\b"
)
_VALUE_HEAD = re.compile(
    r"(?i)\b(?:actual|result|performance|current|latest|outturn|achieved|made|now|this\s\w+|year\sto\sdate|ytd|score|value|position|delivered)\b"
)
_OTHER_HEAD = re.compile(
    r"(?i)\b(?:change|diff\w*|variance|variation|var|last|previous|prior|rank|base|share|%\sof|national|region\w*|msg|peers?|baseline|forecast|gap|against)\b|^\s*[±%+]"
)


@dataclass(frozen=True)
class StatusRow:
    """One measure: the status printed (None without a column of them), its value and its target."""

    row: Row
    status: str | None
    text: str
    value: Cell | None
    target: Cell | None
    good: int | None

    @property
    def met(self) -> bool | None:
        """Whether the value reaches the target; None where that cannot be told."""
        if self.value is None or self.target is None or self.good is None:
            return None
        return self.good * (self.value.value - self.target.value) >= 0


@dataclass(frozen=True)
class StatusTable:
    """The measures of one table that has targets, statuses or both."""

    rows: tuple[StatusRow, ...]

    def count(self, kind: str) -> int:
        """Return how many measures have a status of a kind: good, between or bad."""
        return sum(row.status == kind for row in self.rows)

    @property
    def has_statuses(self) -> bool:
        return all(row.status is not None for row in self.rows)


def _status_column(numbers: Numbers) -> int | None:
    table = numbers.table
    for column in range(len(table.rows[0]) - 1, 0, -1):
        cells = [row[column] for row in table.rows[numbers.first :] if row[column].strip()]
        if len(cells) >= 2 and all(_STATUS.fullmatch(it) for it in cells):
            return column
    return None


def _columns(numbers: Numbers, times: tuple[int, ...]) -> tuple[int | None, int | None]:
    """Return the columns of the value and the target."""
    heads = numbers.heads
    aims = [
        at
        for at, head in enumerate(heads)
        if at and _TARGET_HEAD.search(head) and not _OTHER_HEAD.search(head)
    ]
    target = aims[0] if len(aims) == 1 else None
    if times:
        return times[-1], target
    able = [
        at
        for at, head in enumerate(heads)
        if at
        and at not in aims
        and not _OTHER_HEAD.search(head)
        and sum(row[at] is not None for row in numbers.cells[numbers.first :]) >= 2
    ]
    named = [at for at in able if _VALUE_HEAD.search(heads[at])]
    if len(named) == 1:
        return named[0], target
    return (able[0] if len(able) == 1 else None), target


@lru_cache(maxsize=2)
def status_tables(document: Document) -> tuple[StatusTable, ...]:
    """Return the document's tables of measures with targets or statuses."""
    groups: dict[int, list[Row]] = {}
    for row in row_index(document).rows:
        groups.setdefault(row.numbers.table.lines[0], []).append(row)
    return tuple(it for it in (_read(rows) for rows in groups.values()) if it is not None)


def _read(rows: list[Row]) -> StatusTable | None:
    numbers = rows[0].numbers
    column = _status_column(numbers)
    value, target = _columns(numbers, rows[0].times)
    if column is None and (value is None or target is None):
        return None
    found = tuple(_rows(rows, column, value, target))
    return StatusTable(found) if len(found) >= 2 else None


def _bound(row: Row, column: int) -> Cell | None:
    """Return a target's number, which may bear a word: ``3:00 max``, ``no more than 8%``, ``90% or more``."""
    text = row.numbers.table.rows[row.index][column]
    plain = re.sub(
        r"(?i)\b(?:max(?:imum)?|min(?:imum)?|at\s(?:most|least)|no\s(?:more|less|fewer)\sthan|or\s(?:more|less|fewer|under|over|better))\b\.?|[<>≤≥]",
        "",
        text,
    )
    return row.cell(column) or cell_of(plain)


def _rows(rows: list[Row], column: int | None, value: int | None, target: int | None) -> Iterator[StatusRow]:
    for row in rows:
        text = row.numbers.table.rows[row.index][column].strip() if column is not None else ""
        match = _STATUS.fullmatch(text) if text else None
        status = next((name for name, said in match.groupdict().items() if said), None) if match else None
        if column is not None and status is None:
            continue
        cell = row.cell(value) if value is not None else None
        aim = _bound(row, target) if target is not None else None
        good = None
        if cell is not None and aim is not None and cell.unit is aim.unit:
            raw = (
                f"{row.numbers.heads[target]} {row.numbers.table.rows[row.index][target]}".lower()
                if target is not None
                else ""
            )
            good = better(row.label.lower(), cell.unit, raw)
        yield StatusRow(row, status, text, cell, aim, good)
