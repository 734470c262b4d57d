"""The numbers of a table below its headings: what the rules for tables work on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frankpledge.checking.document import Table
from frankpledge.checking.tokens import Token, Unit, tokens_of


@dataclass(frozen=True)
class Cell:
    """A cell that is one number. ``value`` carries the sign printed."""

    text: str
    value: float
    step: float
    unit: Unit


@dataclass(frozen=True)
class Numbers:
    """A table's numbers: ``cells[row][column]``, None where there is no single number."""

    table: Table
    heads: tuple[str, ...]
    first: int
    cells: tuple[tuple[Cell | None, ...], ...]

    def label(self, row: int) -> str:
        return self.table.rows[row][0]

    def line(self, row: int) -> int:
        return self.table.lines[row]


def cell_of(text: str) -> Cell | None:
    """Return the number a cell holds; None where it holds none, several, or words beside it.

    >>> cell_of("1,420").value, cell_of("(3.5%)").value, cell_of("about 5")
    (1420.0, -3.5, None)
    """
    plain_text = text.strip()
    if not plain_text or len(plain_text) > 24 or not re.search(r"[0-9]", plain_text):
        return None
    bracketed = re.fullmatch(r"\((.*)\)", plain_text)
    inner = (bracketed[1] if bracketed else plain_text).strip().rstrip("*†▲▼↑↓ ").lstrip("▲▼↑↓ ")
    tokens = tokens_of(inner)
    if len(tokens) != 1 or tokens[0].unit not in (
        Unit.COUNT,
        Unit.PERCENT,
        Unit.POINTS,
        Unit.MONEY,
        Unit.SECONDS,
        Unit.PERIOD,
    ):
        return None
    token = tokens[0]
    if inner.replace(token.text, "", 1).strip(" +-−–"):
        return None
    return _cell(token, inner, plain_text, bool(bracketed))


def _cell(token: Token, inner: str, text: str, bracketed: bool) -> Cell | None:
    value, step, unit = token.value, token.step, token.unit
    if unit is Unit.PERIOD:
        if not re.fullmatch(r"[12][0-9]{3}", inner):
            return None
        value, step, unit = float(inner), 1.0, Unit.COUNT
    if not token.signed and re.match(r"[-−–]", inner):
        value = -value
    if bracketed and not token.signed:
        value = -value
    return Cell(text, value, step, unit)


def _periods(row: tuple[str, ...]) -> int:
    return sum(any(it.unit is Unit.PERIOD for it in tokens_of(cell)) for cell in row[1:] if len(cell) < 40)


def numbers_of(table: Table) -> Numbers | None:
    """Return a table's numbers below its headings; None for a table of words."""
    cells = [tuple(cell_of(text) for text in row) for row in table.rows]
    filled = [sum(cell is not None for cell in row[1:]) for row in cells]
    first = next(
        (
            i
            for i, count in enumerate(filled)
            if count
            and not (_periods(table.rows[i]) >= max(1, count) and all(is_year(cell) for cell in cells[i][1:]))
        ),
        None,
    )
    if first is None or sum(filled[first:]) < 3:
        return None
    heads = tuple(
        " ".join(table.rows[row][column] for row in range(max(0, first - 2), first)).strip()
        for column in range(len(table.rows[0]))
    )
    return Numbers(table, heads, first, tuple(cells))


def is_year(cell: Cell | None) -> bool:
    """Whether a cell is empty or could be a year."""
    return cell is None or (cell.step == 1 and 1990 <= cell.value <= 2045 and "," not in cell.text)
