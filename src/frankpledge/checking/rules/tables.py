"""Totals, differences, changes and shares in tables, and headings that break their own series."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from frankpledge.checking.arithmetic import parts_slack, plain
from frankpledge.checking.document import Document
from frankpledge.checking.problems import LONGEST_QUOTE, Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.table_numbers import Cell, Numbers, is_year, numbers_of
from frankpledge.checking.tokens import Unit, tokens_of

KIND = "table"
HEADERS = "table-headings"
_TOTAL = re.compile(
    r"\s*(?:grand\s|sub[\s-]?|overall\s)?totals?\b(?!\s(?:recall|cost\sper))|\s*(?:all(?:\s[a-z]+)?|sum|overall|force|both|(?:net|gross)\s(?:spending|spend|expenditure|budget|cost))\s*$",
    re.IGNORECASE,
)
_SUBSET = re.compile(r"^\s*(?:of\swhich|including|incl\b|o/w|[-–•]\s)", re.IGNORECASE)
_CHANGE = re.compile(
    r"(?:%|per\s?cent(?:age)?)\s?(?:change|difference|diff|variance|\+/-|inc\w*|dec\w*)|(?:change|difference|diff|variance)\s?\(?(?:%|per\scent)",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"^\W*(?:(?:num(?:ber|eric(?:al)?)?|actual|volume|vol|no|point|pp)\.?\s)?(?:change|difference|diff|variance|\+/-|increase|decrease|movement)\b(?!.*%)",
    re.IGNORECASE,
)
_STEP = {"month": 1, "quarter": 3, "financial year": 12}


def _problem(
    numbers: Numbers, row: int, cell: Cell, parts: list[Cell], message: str, severity: Severity
) -> Problem:
    label = numbers.label(row)
    parted = re.search(r"[0-9]", label)
    quote = "\t".join(it for it in numbers.table.rows[row] if it)
    if len(quote) > 120:
        quote = f"{'' if parted else label[:60]} {' '.join(it.text for it in parts)} {cell.text}".strip()
    return Problem(numbers.line(row), quote[:LONGEST_QUOTE].strip(), KIND, message, severity)


def _columns_add(numbers: Numbers) -> Iterator[Problem]:
    """Rows called total: is each column the sum of the rows above it?"""
    start = numbers.first
    for row in range(numbers.first, len(numbers.cells)):
        if not _TOTAL.match(numbers.label(row)) or row == start:
            continue
        body = [
            i
            for i in range(start, row)
            if not _SUBSET.match(numbers.label(i)) and not _TOTAL.match(numbers.label(i))
        ]
        if any(_SUBSET.match(numbers.label(i)) for i in range(start, row)):
            continue
        checked: list[tuple[int, Cell, list[Cell], bool]] = []
        for column in range(1, len(numbers.heads)):
            total = numbers.cells[row][column]
            parts = [cell for i in body if (cell := numbers.cells[i][column]) is not None]
            if (
                total is None
                or len(parts) < 2
                or len(parts) < len(body)
                or not _adds(numbers, column, total, parts)
            ):
                continue
            checked.append((column, total, parts, _sum_is(total, parts)))
        wrong = [it for it in checked if not it[3]]
        if wrong and (len(wrong) < len(checked) or len(checked) == 1 or len(wrong) <= 2):
            for column, total, parts, _ in wrong:
                works = sum(it.value for it in parts)
                if _explained(numbers, column, body, works - total.value):
                    continue
                if len(wrong) == len(checked) and abs(works - total.value) > 0.5 * max(abs(total.value), 1):
                    continue
                name = f" ({numbers.heads[column]})" if numbers.heads[column] else ""
                yield _problem(
                    numbers,
                    row,
                    total,
                    [],
                    f"The column{name} adds up to {plain(works, 2)}, not {total.text}.",
                    Severity.ERROR if len(checked) > len(wrong) else Severity.WARNING,
                )
        start = row + 1 if re.match(r"\s*sub", numbers.label(row), re.IGNORECASE) else start


def _adds(numbers: Numbers, column: int, total: Cell, parts: list[Cell]) -> bool:
    """Whether a column's values can be added: counts and money can, rates, averages and changes cannot."""
    head = numbers.heads[column]
    if any(it.unit is not total.unit for it in parts) or total.unit not in (Unit.COUNT, Unit.MONEY):
        return False
    if total.unit is Unit.COUNT and (
        re.search(r"%|per\s|rate|average|mean|median|rank|ratio|days|time", head, re.IGNORECASE)
    ):
        return False
    return not (_CHANGE.search(head) or re.search(r"\byear\b", head, re.IGNORECASE)) and not all(
        is_year(it) for it in parts
    )


def _sum_is(total: Cell, parts: list[Cell]) -> bool:
    slack = parts_slack([it.step for it in parts], total.step)
    return abs(sum(it.value for it in parts) - total.value) <= slack


def _explained(numbers: Numbers, column: int, body: list[int], off: float) -> bool:
    """Whether one cell of the column is itself off by as much, as its row's sum or difference tells."""
    for row in body:
        said = numbers.cells[row][column]
        others = [
            it.value for at, it in enumerate(numbers.cells[row]) if at and at != column and it is not None
        ]
        if said is None or len(others) < 2:
            continue
        able = [sum(others[:column]), *(a - b for a, b in itertools.permutations(others[:6], 2))]
        if any(abs(said.value - it - off) < 1e-6 for it in able):
            return True
    return False


def _rows_add(numbers: Numbers) -> Iterator[Problem]:
    """A column called total: is it the sum of the columns before it in each row?"""
    for column, head in enumerate(numbers.heads):
        if (
            column < 3
            or not re.search(r"\btotal\b", head, re.IGNORECASE)
            or _CHANGE.search(head)
            or "%" in head
        ):
            continue
        used = [
            i
            for i in range(1, column)
            if not _CHANGE.search(numbers.heads[i])
            and "%" not in numbers.heads[i]
            and not re.search(r"\btotal\b|target|average|rate", numbers.heads[i], re.IGNORECASE)
        ]
        found = []
        for row in range(numbers.first, len(numbers.cells)):
            total = numbers.cells[row][column]
            parts = [cell for i in used if (cell := numbers.cells[row][i]) is not None]
            if (
                total is None
                or len(parts) < 2
                or len(parts) < len(used)
                or any(it.unit is not total.unit for it in parts)
                or total.unit not in (Unit.COUNT, Unit.MONEY)
            ):
                continue
            found.append((row, total, parts, _sum_is(total, parts)))
        right = sum(it[3] for it in found)
        if right * 2 < len(found) or not right:
            continue
        for row, total, parts, fits in found:
            if not fits:
                works = sum(it.value for it in parts)
                yield _problem(
                    numbers,
                    row,
                    total,
                    parts,
                    f"The row adds up to {plain(works, 2)}, not {total.text}.",
                    Severity.ERROR,
                )


_Made = Callable[[float, float], float | None]
_WAYS: dict[str, tuple[tuple[str, _Made], ...]] = {
    "difference": (("later − earlier", lambda a, b: b - a), ("earlier − later", lambda a, b: a - b)),
    "change": (
        ("change in %", lambda a, b: 100 * (b / a - 1) if a else None),
        ("change in %", lambda a, b: 100 * (a / b - 1) if b else None),
        ("change in points", lambda a, b: b - a),
        ("change in points", lambda a, b: a - b),
    ),
}


def _derived(numbers: Numbers) -> Iterator[Problem]:
    """Columns of differences and changes, worked out from the two columns that most rows point to."""
    for column, head in enumerate(numbers.heads):
        kind = "change" if _CHANGE.search(head) else "difference" if _DIFFERENCE.search(head) else ""
        if not kind and column == len(numbers.heads) - 1 and re.fullmatch(r"\W*%\W*", head):
            kind = "change"
        if not kind or (column < 3 and kind == "change" and column < 2):
            continue
        best: tuple[float, list[tuple[int, Cell, list[Cell], float, bool]]] = (0.0, [])
        for one in range(1, column):
            for other in range(one + 1, column):
                for _, made in _WAYS[kind]:
                    rows = _worked(numbers, column, one, other, made)
                    score = sum(it[4] for it in rows) / len(rows) if rows else 0.0
                    if score > best[0]:
                        best = (score, rows)
        score, rows = best
        if kind == "difference":
            yield from _off_by_one(numbers, rows)
        if len(rows) < 3 or score < 0.6 or score == 1:
            continue
        for row, said, parts, works, fits in rows:
            if not fits:
                given = " and ".join(it.text for it in parts)
                yield _problem(
                    numbers,
                    row,
                    said,
                    parts,
                    f"From {given} this is "
                    f"{plain(works, 2)}{'%' if said.unit is Unit.PERCENT else ''}, not {said.text}.",
                    Severity.ERROR,
                )


def _off_by_one(numbers: Numbers, rows: list[tuple[int, Cell, list[Cell], float, bool]]) -> Iterator[Problem]:
    """One difference off by its last digit, all the others exact: rounding may be why, or a slip."""
    off = [it for it in rows if it[4] and abs(it[3] - it[1].value) > 0.9 * it[1].step]
    if len(off) == 1 and len(rows) >= 4 and all(it[4] for it in rows):
        row, said, parts, works, _ = off[0]
        given = " and ".join(it.text for it in parts)
        message = f"From {given} this is {plain(works, 2)}, not {said.text}: say so if they are rounded."
        yield _problem(numbers, row, said, parts, message, Severity.ADVICE)


def _worked(
    numbers: Numbers, column: int, one: int, other: int, made: _Made
) -> list[tuple[int, Cell, list[Cell], float, bool]]:
    rows = []
    for row in range(numbers.first, len(numbers.cells)):
        said, a, b = (numbers.cells[row][i] for i in (column, one, other))
        if said is None or a is None or b is None or a.unit is not b.unit or a.unit is Unit.PERIOD:
            continue
        works = made(a.value, b.value)
        if works is None:
            continue
        slack = said.step + (
            max(a.step, b.step)
            if min(a.step, b.step) < 1 or (said.unit is Unit.PERCENT and a.unit is Unit.PERCENT)
            else 0.0
        )
        fits = abs(works - said.value) < slack - 1e-9 or abs(works - said.value) < 1e-9
        rows.append((row, said, [a, b], works, fits))
    return rows


_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
_ROW = re.compile(
    rf"(?<![0-9.,%£+-])(?P<a>{_NUMBER})\s+(?P<b>{_NUMBER})\s+(?P<d>[+−–-]\s?(?:{_NUMBER}))\s+"
    rf"(?P<p>[+−–-]\s?[0-9,]+(?:\.[0-9]+)?)\s?%"
)


def _running_rows(document: Document) -> Iterator[Problem]:
    """``1,685 1,722 +37 +2.2%`` in one line of text: two values, their difference and their change."""
    for number, line in enumerate(document.lines, 1):
        for match in _ROW.finditer(line) if "%" in line else ():
            a, b, d, p = (_signed(match[name]) for name in "abdp")
            step = 10.0 ** -len(match["p"].partition(".")[2])
            if not a or not b:
                continue
            right_d = [
                abs(d) == abs(b - a) and (d > 0) == (b > a or b == a),
                abs(d) == abs(a - b) and d == a - b,
            ]
            for turned in (False, True):
                before, after = (b, a) if turned else (a, b)
                change = 100 * (after / before - 1)
                if right_d[turned] and abs(change - p) >= step:
                    if not turned or not right_d[0]:
                        message = f"{before:,.0f} to {after:,.0f} is {change:+.1f}%, not {match['p']}%."
                        yield Problem(number, match[0][:LONGEST_QUOTE], KIND, message, Severity.ERROR)
                elif not any(right_d) and abs(change - p) < step:
                    message = f"{before:,.0f} to {after:,.0f} is {after - before:+,.0f}, not {match['d']}."
                    yield Problem(number, match[0][:LONGEST_QUOTE], KIND, message, Severity.ERROR)


def _signed(text: str) -> float:
    value = float(re.sub(r"[^0-9.]", "", text))
    return -value if text[0] in "-−–" else value


def find(document: Document) -> Iterable[Problem]:
    """Yield numbers of tables that the rest of their table denies."""
    for table in document.tables:
        numbers = numbers_of(table)
        if numbers is not None:
            yield from _columns_add(numbers)
            yield from _rows_add(numbers)
            yield from _derived(numbers)
    yield from _running_rows(document)


def find_heads(document: Document) -> Iterator[Problem]:
    """Yield headings of a table that break the series of periods they stand in."""
    for table in document.tables:
        for row, line in zip(table.rows[:3], table.lines, strict=False):
            spans = []
            for cell in row:
                found = [it for it in tokens_of(cell) if it.span] if len(cell) < 30 else []
                if (
                    len(found) == 1
                    and found[0].span
                    and found[0].span.kind in ("quarter", "financial year", "month")
                ):
                    spans.append((cell, found[0].span))
            if len(spans) < 3 or len({span.kind for _, span in spans}) > 1:
                continue
            steps = [b.first - a.first for (_, a), (_, b) in itertools.pairwise(spans)]
            usual = max(sorted(set(steps)), key=lambda it: (steps.count(it), it == _STEP[spans[0][1].kind]))
            odd = [i for i, step in enumerate(steps) if step != usual]
            if (
                usual == 0
                or not odd
                or len(odd) > 2
                or (steps.count(usual) == 1 and usual != _STEP[spans[0][1].kind])
                or (len(odd) == 2 and odd[1] != odd[0] + 1)
            ):
                continue
            cell, _ = spans[odd[0] + 1]
            before = spans[odd[0]][0]
            yield Problem(
                line,
                f"{before}\t{cell}"[:LONGEST_QUOTE],
                HEADERS,
                f'"{cell}" does not follow "{before}" as the other headings follow each other.',
                Severity.WARNING,
            )


RULE = Rule(
    KIND,
    "A number in a table that the table denies",
    "Rows and columns called total, columns of differences, and changes in per cent or points. What a "
    "column is worked out from is read from the rows: where most rows agree, those that do not are "
    "pointed out.",
    (
        "District\t2021/22\t2022/23\nNorth\t100\t120\nSouth\t50\t60\nTotal\t150\t190",
        "Crime\t2021/22\t2022/23\tChange\nBurglary\t100\t120\t20\nRobbery\t50\t60\t10\nArson\t20\t15\t5",
        "Crime\t2021/22\t2022/23\t% "
        "change\nBurglary\t100\t120\t20.0%\nRobbery\t50\t60\t20.0%\nArson\t20\t15\t-33.3%",
        "Robbery 54,721 53,036 - 1,685 - 4.1%",
        "Area\tMen\tWomen\tTotal\nNorth\t10\t12\t22\nSouth\t5\t6\t12\nEast\t3\t3\t6",
    ),
    (
        "District\t2021/22\t2022/23\nNorth\t100\t120\nSouth\t50\t60\nTotal\t150\t180",
        "Crime\t2021/22\t2022/23\tChange\nBurglary\t100\t120\t20\nRobbery\t50\t60\t10\nArson\t20\t15\t-5",
        "Crime\t2021/22\t2022/23\t% "
        "change\nBurglary\t100\t120\t20.0%\nRobbery\t50\t60\t20.0%\nArson\t20\t15\t-25.0%",
        "Robbery 54,721 53,036 - 1,685 - 3.1%",
        "Area\tMen\tWomen\tTotal\nNorth\t10\t12\t22\nSouth\t5\t6\t11\nEast\t3\t3\t6",
    ),
    find,
)
HEADS = Rule(
    HEADERS,
    "A table's headings that break their series",
    "Quarters, months or years along the top of a table that skip one or come twice.",
    ("Crime\tQ1 21/22\tQ2 21/22\tQ2 21/22\tQ4 21/22\nRobbery\t1\t2\t3\t4",),
    ("Crime\tQ1 21/22\tQ2 21/22\tQ3 21/22\tQ4 21/22\nRobbery\t1\t2\t3\t4",),
    find_heads,
)
