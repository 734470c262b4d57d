"""What a table's columns are made of, told from their numbers: sums, differences and rates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankpledge.checking.arithmetic import parts_slack, plain
from frankpledge.checking.document import Document
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.table_numbers import Cell, Numbers, is_year, numbers_of
from frankpledge.checking.tokens import Unit

KIND = "table-columns"
_ADDED = (Unit.COUNT, Unit.MONEY)
_SCALES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
_NO_SUM = re.compile(
    r"%|\bper\b|rate|average|mean|median|rank|ratio|target|aim|change|diff|var", re.IGNORECASE
)
_MOST_COLUMNS = 9


@dataclass(frozen=True)
class _Row:
    row: int
    said: Cell
    parts: tuple[Cell, ...]
    works: float
    fits: bool


def _columns(numbers: Numbers) -> list[int]:
    found = []
    for column in range(1, min(len(numbers.heads), _MOST_COLUMNS)):
        cells = [
            it
            for row in range(numbers.first, len(numbers.cells))
            if (it := numbers.cells[row][column]) is not None
        ]
        if len(cells) >= 3 and not all(is_year(it) for it in cells):
            found.append(column)
    return found


def _of(numbers: Numbers, column: int, used: tuple[int, ...]) -> Iterator[tuple[int, Cell, tuple[Cell, ...]]]:
    for row in range(numbers.first, len(numbers.cells)):
        said = numbers.cells[row][column]
        parts = tuple(it for at in used if (it := numbers.cells[row][at]) is not None)
        if said is not None and len(parts) == len(used):
            yield row, said, parts


def _judged(numbers: Numbers, rows: list[_Row], least: float) -> Iterator[Problem]:
    """Point out the rows that do not fit what most of them do."""
    fits = sum(it.fits for it in rows)
    if fits < 2 or fits < least * len(rows) or fits == len(rows):
        return
    for it in rows:
        if it.fits or not _slip(it):
            continue
        quote = "\t".join(cell for cell in numbers.table.rows[it.row] if cell)
        given = ", ".join(part.text for part in it.parts)
        yield Problem(
            numbers.line(it.row),
            quote[:LONGEST_QUOTE].strip(),
            KIND,
            f"From {given} this is {plain(it.works, 2)}, not {it.said.text}, as the other rows are "
            f"worked out.",
            Severity.ERROR if fits >= 3 else Severity.WARNING,
        )


def _slip(row: _Row) -> bool:
    """Whether what is said is near what it should be: within half of it, or its sign turned."""
    works, said = row.works, row.said.value
    return abs(works - said) <= max(0.5 * abs(works), 3 * row.said.step) or abs(works + said) <= row.said.step


def _sums(numbers: Numbers, columns: list[int]) -> Iterator[Problem]:
    for column in columns:
        if (
            column < 3
            or re.search(r"\btotal\b", numbers.heads[column], re.IGNORECASE)
            or _NO_SUM.search(numbers.heads[column])
        ):
            continue
        for first in range(1, column - 1):
            used = tuple(range(first, column))
            rows = []
            for row, said, parts in _of(numbers, column, used):
                if any(it.unit is not said.unit for it in parts) or said.unit not in _ADDED:
                    continue
                works = sum(it.value for it in parts)
                near = abs(works - said.value) <= parts_slack([it.step for it in parts], said.step)
                if said.value > max(it.value for it in parts) and sum(it.value > 0 for it in parts) > 1:
                    rows.append(_Row(row, said, parts, works, near))
            if sum(it.fits and it.said.value >= 10 for it in rows) >= 2:
                yield from _judged(numbers, rows, 0.5)
                return


def _differences(numbers: Numbers, columns: list[int]) -> Iterator[Problem]:
    for column in columns:
        others = [it for it in columns if it != column]
        best: list[_Row] = []
        for one, other in itertools.permutations(others, 2):
            rows = []
            for row, said, parts in _of(numbers, column, (one, other)):
                a, b = parts
                if not a.unit is b.unit is said.unit or said.unit not in _ADDED:
                    continue
                slack = (
                    1e-6 if a.step == b.step == said.step == 1 else a.step / 2 + b.step / 2 + said.step / 2
                )
                rows.append(
                    _Row(row, said, parts, b.value - a.value, abs(b.value - a.value - said.value) <= slack)
                )
            if sum(it.fits and it.works != 0 for it in rows) > sum(it.fits for it in best):
                best = rows
        if sum(it.fits and abs(it.works) >= 2 * it.said.step for it in best) >= 3 and _signed(
            numbers, column
        ):
            yield from _judged(numbers, best, 0.6)


def _signed(numbers: Numbers, column: int) -> bool:
    """Whether a column is written as one of differences: with signs or brackets, or named as what is left."""
    cells = [numbers.cells[row][column] for row in range(numbers.first, len(numbers.cells))]
    return any(it is not None and re.match(r"[-+−–(]", it.text.strip()) for it in cells) or bool(
        re.search(
            r"\b(?:gap|vacan|left|remain|over|under|short|surplus|deficit|variance|not\s|lost|net)",
            numbers.heads[column],
            re.IGNORECASE,
        )
    )


def _rates(numbers: Numbers, columns: list[int]) -> Iterator[Problem]:
    for column in columns:
        best: list[_Row] = []
        for one, other in itertools.permutations([it for it in columns if it != column], 2):
            for scale in _SCALES:
                rows = []
                for row, said, parts in _of(numbers, column, (one, other)):
                    a, b = parts
                    if (
                        Unit.PERCENT in (a.unit, b.unit)
                        or b.value <= 0
                        or a.value <= 0
                        or said.unit is Unit.PERCENT
                    ):
                        continue
                    works = scale * a.value / b.value
                    rows.append(_Row(row, said, parts, works, abs(works - said.value) < said.step - 1e-9))
                if sum(it.fits and it.said.value >= 3 * it.said.step for it in rows) > sum(
                    it.fits for it in best
                ):
                    best = rows
        if sum(it.fits and it.said.value >= 8 * it.said.step for it in best) >= 3:
            yield from _judged(numbers, best, 0.6)


def find(document: Document) -> Iterable[Problem]:
    """Yield cells that do not fit what the other rows of their column are worked out from."""
    for table in document.tables:
        numbers = numbers_of(table)
        columns = _columns(numbers) if numbers is not None else []
        if numbers is not None and len(columns) >= 3:
            yield from _sums(numbers, columns)
            yield from _differences(numbers, columns)
            yield from _rates(numbers, columns)


RULE = Rule(
    KIND,
    "A cell that does not fit what its column is made of",
    "Whatever its heading, a column that most rows show to be the sum, the difference or the rate "
    "(per head, per "
    "1,000 …) of others is worked out again for the rest.",
    (
        "Offence\tOct\tNov\tDec\tQuarter\nViolence\t112\t101\t105\t318\nKnives\t31\t28\t25\t84\nRobbery\t47\t52\t48\t147\n"
        "Bicycles\t88\t71\t54\t231",
        "Rank\tPosts\tActual\tGap\nInspectors\t168\t161\t-7\nSergeants\t410\t398\t+12\nConstables\t1,904\t1,915\t+11\n"
        "Chiefs\t42\t40\t-2",
        "Group\tSearches\tPeople\tRate\nWhite\t1,107\t410,000\t2.7\nBlack\t123\t10,250\t12.0\nAsian\t148\t37,000\t4.0\n"
        "Other\t31\t7,750\t3.0",
    ),
    (
        "Offence\tOct\tNov\tDec\tQuarter\nViolence\t112\t101\t105\t318\nKnives\t31\t28\t25\t84\nRobbery\t47\t52\t48\t147\n"
        "Bicycles\t88\t71\t54\t213",
        "Rank\tPosts\tActual\tGap\nInspectors\t168\t161\t-7\nSergeants\t410\t398\t-12\nConstables\t1,904\t1,915\t+11\n"
        "Chiefs\t42\t40\t-2",
        "Group\tSearches\tPeople\tRate\nWhite\t1,107\t410,000\t2.7\nBlack\t123\t10,250\t12.0\nAsian\t148\t37,000\t4.0\n"
        "Other\t31\t7,750\t4.0",
    ),
    find,
)
