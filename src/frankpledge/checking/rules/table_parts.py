"""Shares, averages and totals in tables, told from the rows themselves rather than from headings alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

from frankpledge.checking.arithmetic import parts_slack, plain
from frankpledge.checking.document import Document
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.table_numbers import Cell, Numbers, is_year, numbers_of
from frankpledge.checking.tokens import Unit

KIND = "table-parts"
_ALL = re.compile(
    r"\s*(?:grand\s|sub[\s-]?|overall\s)?(?:totals?|all|overall|sum|force|service|whole)\b", re.IGNORECASE
)
_MEAN = re.compile(
    r"\W*(?:(?:the\s)?(?:quarter|year|average|mean|overall|all|total|combined|ytd|full\syear|force|service)\b)",
    re.IGNORECASE,
)
_MEAN_OF_ITS_OWN = re.compile(
    r"\W*(?:the\s)?(?:average|mean)\s+(?!of\b|for\b|across\b|over\b|in\b|by\b|all\b|per\b|total\b|value)[a-z]",
    re.IGNORECASE,
)
"""A measure that is a mean, such as "Mean response time": no mean of the rows above it."""
_PERIODIC = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|week|month|quarter|h[12])", re.IGNORECASE
)
_CHANGE = re.compile(r"chang|diff|var|\+/-|target|aim|pp\b|inc|dec|last|prev", re.IGNORECASE)
_FRACTION = re.compile(r"([0-9]{1,4})\s?/\s?([1-9][0-9]{0,3})")


def _problem(numbers: Numbers, row: int, message: str, severity: Severity = Severity.ERROR) -> Problem:
    quote = "\t".join(it for it in numbers.table.rows[row] if it)
    return Problem(numbers.line(row), quote[:LONGEST_QUOTE].strip(), KIND, message, severity)


def _column(numbers: Numbers, column: int) -> list[tuple[int, Cell]]:
    found = ((row, numbers.cells[row][column]) for row in range(numbers.first, len(numbers.cells)))
    return [(row, cell) for row, cell in found if cell is not None]


def _columns_of(numbers: Numbers, *units: Unit) -> list[int]:
    """Return the columns whose numbers, two or more, are all of these units and no years."""
    found = []
    for column in range(1, len(numbers.heads)):
        cells = [cell for _, cell in _column(numbers, column)]
        if len(cells) >= 2 and all(it.unit in units for it in cells) and not all(is_year(it) for it in cells):
            found.append(column)
    return found


def _share_fits(share: Cell, part: float, whole: float) -> bool:
    return whole > 0 and abs(100 * part / whole - share.value) < share.step - 1e-9


def _shares(numbers: Numbers) -> Iterator[Problem]:
    """A column in per cent that most rows work out from counts: of a whole, or of the count beside."""
    counts = _columns_of(numbers, Unit.COUNT, Unit.MONEY)
    for column in _columns_of(numbers, Unit.PERCENT):
        if _CHANGE.search(numbers.heads[column]):
            continue
        said = dict(_column(numbers, column))
        best: tuple[int, list[tuple[int, float, float]]] = (0, [])
        for one in counts:
            parts = {row: cell.value for row, cell in _column(numbers, one) if row in said}
            wholes = [
                {row: float(it.replace(",", "")) for row in parts}
                for it in re.findall(r"\bof\s([0-9][0-9,]*)", numbers.heads[column])
            ]
            last = max(parts, default=0)
            if len(parts) >= 3:
                wholes.append({row: parts[last] for row in parts if row != last})
                wholes.append({row: sum(parts.values()) for row in parts})
            wholes += [
                {row: cell.value for row, cell in _column(numbers, other) if row in parts}
                for other in counts
                if other != one
            ]
            for whole in wholes:
                rows = [(row, parts[row], base) for row, base in whole.items() if base > 0]
                fits = sum(_share_fits(said[row], part, base) for row, part, base in rows)
                if len(rows) >= 3 and fits >= max(2, 0.6 * len(rows)) and fits > best[0]:
                    best = (fits, rows)
        for row, part, base in best[1]:
            if not _share_fits(said[row], part, base):
                yield _problem(
                    numbers,
                    row,
                    f"{plain(part)} of {plain(base)} is {plain(100 * part / base)}%, not {said[row].text}.",
                )


@dataclass
class _Above:
    """The numbers of a column since the last total, added up row by row. ``whole``: none is missing."""

    sum: float = 0.0
    step_sum: float = 0.0
    steps: list[float] = field(default_factory=list)
    whole: bool = True

    def with_row(self, cell: Cell | None) -> _Above:
        """Take in the next row's cell."""
        if cell is None:
            self.whole = False
        else:
            self.sum += cell.value
            self.step_sum += cell.step
            self.steps.append(cell.step)
        return self


def _running_totals(numbers: Numbers) -> Iterator[Problem]:
    """A row that is the sum of those above it in some column, and is not in another."""
    columns = [
        it
        for it in _columns_of(numbers, Unit.COUNT, Unit.MONEY)
        if not re.search(rf"total|{_CHANGE.pattern}", numbers.heads[it], re.IGNORECASE)
    ]
    above = {it: _Above() for it in columns}
    for row in range(numbers.first, len(numbers.cells)):
        label = numbers.label(row)
        if re.match(r"\s*(?:grand\s|sub[\s-]?|overall\s)?totals?\b", label, re.IGNORECASE):
            above = {it: _Above().with_row(numbers.cells[row][it]) for it in columns}
            continue  # told by its name
        sums: list[tuple[int, Cell, float, bool]] = []
        for column in columns:
            total, parts = numbers.cells[row][column], above[column]
            if total is None or not parts.whole or len(parts.steps) < 3:
                continue
            off = abs(parts.sum - total.value)
            if off >= 0.3 * abs(total.value) and off > (parts.step_sum + total.step) / 2 + 1e-6:
                continue  # no total of these, whatever the rounding
            sums.append((column, total, parts.sum, off <= parts_slack(parts.steps, total.step)))
        above = {it: above[it].with_row(numbers.cells[row][it]) for it in columns}
        if not any(it[3] and abs(it[1].value) > 5 * it[1].step for it in sums):
            continue
        for column, total, works, fits in sums:
            if not fits and abs(works - total.value) < 0.3 * abs(total.value):
                head = numbers.heads[column]
                yield _problem(
                    numbers,
                    row,
                    f"The rows above{f' ({head})' if head else ''} add up to {plain(works, 2)}, "
                    f"not {total.text}.",
                )
        above = {it: _Above().with_row(numbers.cells[row][it]) for it in columns}


def _outside(whole: Cell, parts: list[Cell]) -> bool:
    low, high = min(it.value for it in parts), max(it.value for it in parts)
    return not low - whole.step <= whole.value <= high + whole.step


def _means(numbers: Numbers) -> Iterator[Problem]:
    """A rate for all that lies outside the rates of its parts, along a row or down a column."""
    rates = (Unit.PERCENT, Unit.SECONDS)
    last = len(numbers.heads) - 1
    if last >= 3 and _MEAN.match(numbers.heads[last]):
        before = [it for it in range(1, last) if _PERIODIC.search(numbers.heads[it])]
        named = re.search(r"average|mean", numbers.heads[last], re.IGNORECASE)
        before = list(range(1, last)) if named and not before else before
        found = []
        for row in range(numbers.first, len(numbers.cells)):
            whole = numbers.cells[row][last]
            parts = [it for at in before if (it := numbers.cells[row][at]) is not None]
            if whole is None or len(parts) < 2 or any(it.unit is not whole.unit for it in parts):
                continue
            if whole.unit in rates or named:
                found.append((row, whole, parts, _outside(whole, parts)))
        for row, whole, parts, out in found:
            if out and sum(it[3] for it in found) * 2 <= max(len(found), 2):
                yield _problem(numbers, row, _said(whole, parts))
    end = len(numbers.cells) - 1
    label = numbers.label(end)
    if (
        end - numbers.first < 2
        or not (_ALL.match(label) or _MEAN.match(label))
        or _MEAN_OF_ITS_OWN.match(label)
    ):
        return
    named = re.search(r"average|mean", label, re.IGNORECASE)
    for column in _columns_of(numbers, *rates, *((Unit.COUNT,) if named else ())):
        cells = [cell for row, cell in _column(numbers, column) if row < end]
        total = numbers.cells[end][column]
        if total is None or len(cells) < 2 or _CHANGE.search(numbers.heads[column]):
            continue
        if any(it.unit is not total.unit for it in cells):
            continue  # measures of unlike units, one below the other
        shares = abs(sum(it.value for it in cells) - 100) < len(cells) or total.value == 100
        if not (shares and total.unit is Unit.PERCENT) and _outside(total, cells):
            yield _problem(numbers, end, _said(total, cells))


def _said(whole: Cell, parts: list[Cell]) -> str:
    ordered = sorted(parts, key=lambda it: it.value)
    return f"{whole.text} for all is outside its parts, {ordered[0].text} to {ordered[-1].text}."


def _ratios(numbers: Numbers) -> Iterator[Problem]:
    """Values beside the ratios they are made with, such as council tax by band: one base for all rows."""
    for column in range(1, len(numbers.heads)):
        ratios = {
            row: int(match[1]) / int(match[2])
            for row in range(numbers.first, len(numbers.cells))
            if (match := _FRACTION.fullmatch(numbers.table.rows[row][column].strip())) and int(match[1])
        }
        if len(ratios) < 4:
            continue
        for other in range(1, len(numbers.heads)):
            values = [(row, cell) for row, cell in _column(numbers, other) if row in ratios]
            if len(values) < 4:
                continue
            base = median(cell.value / ratios[row] for row, cell in values)
            fits = [abs(base * ratios[row] - cell.value) <= 2 * cell.step for row, cell in values]
            if sum(fits) * 3 < len(fits) * 2:
                continue
            for (row, cell), fit in zip(values, fits, strict=True):
                if not fit:
                    ratio = numbers.table.rows[row][column]
                    works = f"{base * ratios[row]:,.2f}"
                    yield _problem(numbers, row, f"{ratio} of {base:,.2f} is {works}, not {cell.text}.")


def find(document: Document) -> Iterable[Problem]:
    """Yield numbers of tables that the rows' own arithmetic denies."""
    for table in document.tables:
        numbers = numbers_of(table)
        if numbers is not None:
            yield from _shares(numbers)
            yield from _running_totals(numbers)
            yield from _means(numbers)
            yield from _ratios(numbers)


RULE = Rule(
    KIND,
    "A share, average or total that its table denies",
    "What a column is made of is told from the rows: shares of a whole or of the count beside, a row that is "
    "the sum of those above it though it is not called total, a rate for all that lies outside the rates of "
    "its parts, and amounts in fixed ratios. Where most rows agree, those that do not are pointed out.",
    (
        "Site\tPlanned\tDone\t% done\nEast\t50\t40\t80%\nWest\t40\t30\t75%\nSouth\t20\t15\t57%",
        "Cost\t2022/23\t2023/24\nPay\t41.2\t43.1\nRents\t7.3\t7.9\nFuel\t3.1\t3.4\nGross "
        "spending\t51.6\t55.4",
        "Station\tOct\tNov\tDec\tQuarter\nHill\t70%\t72%\t74%\t72%\nQuay\t61%\t64%\t66%\t69%",
        "Band\tRatio\t2023/24\nA\t6/9\t120.00\nB\t7/9\t140.00\nC\t8/9\t160.00\nD\t9/9\t180.00\nE\t11/9\t230.00",
    ),
    (
        "Site\tPlanned\tDone\t% done\nEast\t50\t40\t80%\nWest\t40\t30\t75%\nSouth\t20\t15\t75%",
        "Cost\t2022/23\t2023/24\nPay\t41.2\t43.1\nRents\t7.3\t7.9\nFuel\t3.1\t3.4\nGross "
        "spending\t51.6\t54.4",
        "Station\tOct\tNov\tDec\tQuarter\nHill\t70%\t72%\t74%\t72%\nQuay\t61%\t64%\t66%\t64%",
        "Band\tRatio\t2023/24\nA\t6/9\t120.00\nB\t7/9\t140.00\nC\t8/9\t160.00\nD\t9/9\t180.00\nE\t11/9\t220.00",
        "Measure\tQ4 24/25\tRegion\nRecorded within a day\t85.1%\t84.6%\nVictims satisfied\t73.9%\t70.2%\n"
        "Mean working days until an end\t38.26\t36",
        "Measure\tQ4 24/25\tRegion\nCalls\t00:40\t00:41\nRural\t17:12\t17:40\n"
        "Mean response in towns\t19:19\t19:42",
    ),
    find,
)
