"""How far a service is over or under its budget, against the budget and the outturn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import plain
from frankpledge.checking.document import Document, Sentence
from frankpledge.checking.named_rows import Row, RowIndex, row_index
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.table_numbers import Cell
from frankpledge.checking.tokens import Token, Unit

KIND = "overspend"
_SAID = re.compile(
    r"\b(?:(?P<over>over(?:\sbudget)?|overspent|overspend(?:ing)?|overshot)|(?P<under>under(?:\sbudget)?|underspent|underspend(?:ing)?))\s"
    r"(?:by|of|was|is)\s(?:about\s|some\s|around\s|nearly\s|just\s(?:over|under)\s)?$"
)
_ABOUT = re.compile(r"\b(?:about|some|around|nearly|just\s(?:over|under))\s$")
_BUDGET = re.compile(r"(?i)\b(?:budget|plan(?:ned)?|approved|revised)\b")
_OUTTURN = re.compile(r"(?i)\b(?:outturn|actual|spend(?:ing)?|spent|expenditure|forecast)\b")
_BUDGETED = re.compile(r"\bbudget(?:ed)?\b[^.;0-9£]{0,25}$")
_SPENT = re.compile(r"\b(?:outturn|actual|spend(?:ing)?|spent|expenditure|cost|came\sto)\b[^.;0-9£]{0,25}$")
_PROFIT = re.compile(r"\b(?:income|receipts|grants?|reserves?|surplus|fees)\b")


def _scale(row: Row, column: int) -> float:
    """Return what a bare number under a heading counts in pounds: £m, £000."""
    head = f"{row.numbers.heads[column]} {row.numbers.heads[0]} {row.numbers.table.rows[0][0]}".lower()
    if re.search(r"£\s?m\b|£\s?million|\(m\)", head):
        return 1e6
    return 1e3 if re.search(r"£\s?(?:000|k\b|thousand)|000s", head) else 1.0


def _columns(row: Row) -> tuple[int, int] | None:
    """Return the columns of the budget and of what was spent, where there is one of each."""
    heads = list(enumerate(row.numbers.heads))[1:]
    budget = [at for at, head in heads if _BUDGET.search(head) and not _OUTTURN.search(head)]
    spent = [
        at for at, head in heads if _OUTTURN.search(head) and not re.search(r"(?i)varia|under|over", head)
    ]
    budget = [at for at in budget if not re.search(r"(?i)varia|under|over", row.numbers.heads[at])]
    return (budget[0], spent[0]) if len(budget) == 1 and len(spent) == 1 else None


def _of_row(sentence: Sentence, amount: Token, rows: RowIndex, at: int) -> tuple[float, float, str] | None:
    """Return how far a row is over its budget, the slack of rounding, and how it is shown."""
    row = rows.named(sentence, before=at)
    columns = _columns(row) if row is not None else None
    if row is None or columns is None:
        return None
    cells: list[Cell] = [it for column in columns if (it := row.cell(column)) is not None]
    if len(cells) != 2:
        return None
    scale = _scale(row, columns[0])
    if cells[0].unit is Unit.MONEY:
        scale = 1.0
    elif scale == 1 and (figure := re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", amount.text)):
        scale = amount.value / (
            float(figure[0].replace(",", "")) or 1.0
        )  # the table does not say: as the words do
    budget, spent = (it.value * scale for it in cells)
    gaps = [
        it
        for at, head in enumerate(row.numbers.heads)
        if at and re.search(r"(?i)^\W*variance\b", head) and (it := row.cell(at)) is not None
    ]
    if len(gaps) == 1 and gaps[0].unit in (Unit.COUNT, cells[0].unit):
        over = abs(gaps[0].value * scale) * (1 if spent >= budget else -1)
        if abs(over - (spent - budget)) <= sum(it.step for it in cells) * scale:
            return over, 0.0, f"{cells[1].text} against {cells[0].text}"
    return (
        spent - budget,
        sum(it.step for it in cells) * scale / 2,
        f"{cells[1].text} against {cells[0].text}",
    )


def _of_sentence(sentence: Sentence, amount: Token) -> tuple[float, float, str] | None:
    """Return the same of a budget and a sum spent that the sentence gives."""
    sums = [it for it in sentence.tokens if it.unit is Unit.MONEY and it is not amount and not it.signed]
    budget = [it for it in sums if _BUDGETED.search(sentence.lower[: it.start])]
    spent = [it for it in sums if it not in budget and _SPENT.search(sentence.lower[: it.start])]
    if len(sums) != 2 or len(budget) != 1 or len(spent) != 1:
        return None
    one, other = spent[0], budget[0]
    return (
        one.value - other.value,
        (one.step + other.step) / 2,
        f"{one.text.strip()} against {other.text.strip()}",
    )


def _said(sentence: Sentence, rows: RowIndex) -> Iterator[Problem]:
    for amount in sentence.tokens:
        opening = sentence.lower[: amount.start]
        match = _SAID.search(opening) if amount.unit is Unit.MONEY and not amount.signed else None
        if match is None or _PROFIT.search(opening) or re.search(r"\b(?:not|no)\b", opening[-40:]):
            continue
        known = _of_sentence(sentence, amount) or _of_row(sentence, amount, rows, match.start())
        if known is None:
            continue
        over, slack, shown = known
        said = amount.value if match["over"] else -amount.value
        slack += amount.step / 2
        if _ABOUT.search(opening):
            slack += 0.15 * abs(over)
        if abs(over - said) > slack * 1.001:
            size = (
                "on budget" if over == 0 else f"{'over' if over > 0 else 'under'} by £{plain(abs(over), 0)}"
            )
            if abs(over) >= 1e5:
                size = f"{'over' if over > 0 else 'under'} by £{plain(abs(over) / 1e6, 2)}m"
            yield sentence.problem(
                KIND,
                f"{shown} is {size}.",
                Severity.WARNING,
                0 if amount.end < 280 else match.start(),
                amount.end,
            )


def find(document: Document) -> Iterable[Problem]:
    """Yield over- and underspends that the budget and the outturn deny."""
    rows = row_index(document)
    for sentence in document.sentences:
        if "£" in sentence.text and ("over" in sentence.lower or "under" in sentence.lower):
            yield from _said(sentence, rows)


_TABLE = (
    "Service\tBudget £m\tOutturn £m\tVariance £m\nNeighbourhoods\t4.1\t4.5\t0.4\nCustody\t6.2\t6.0\t-0.2\n"
    "Training\t2.2\t2.3\t0.1\nEstate\t3.2\t3.0\t-0.2\n\n"
)

RULE = Rule(
    KIND,
    "An over- or underspend that the budget and the outturn deny",
    '"Over by £0.6m", "underspent by £0.2m": the budget and what was spent stand in the sentence, or in '
    "the row of a table that it names.",
    (
        _TABLE + "Neighbourhoods was over by £0.6m.",
        _TABLE + "Custody overspent by £0.2m.",
        "The budget was £4.1m and the outturn £4.5m, over by £0.6m.",
    ),
    (
        _TABLE + "Neighbourhoods was over by £0.4m.",
        _TABLE + "Custody underspent by £0.2m.",
        "The budget was £4.1m and the outturn £4.5m, over by £0.4m.",
    ),
    find,
)
