"""A number in the text against the row of a table that the text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from frankpledge.checking.arithmetic import close
from frankpledge.checking.document import Document
from frankpledge.checking.mentions import Mention, Mentions, mentions_of, turned
from frankpledge.checking.named_rows import Row, RowIndex, content_words, row_index
from frankpledge.checking.problems import Problem, Severity
from frankpledge.checking.roles import is_base, is_change, is_earlier, is_peer, is_target
from frankpledge.checking.rules.rule import Rule
from frankpledge.checking.table_numbers import Cell
from frankpledge.checking.tokens import Token, Unit

KIND = "row-and-prose"
_NOT_IT = re.compile(
    r"\b(?:of\swhich|including|includes|where|when|because|further|another|except|excluding|forecast|by\s|per\s|range[sd]?|between|"
    r"if|would|will|could|since|target|average|for\severy|each)\b"
)
_NEAR = 0.06


def _plain_level(mention: Mention) -> bool:
    sentence, token = mention.sentence, mention.token
    return not (
        token.signed
        or is_change(sentence, token)
        or is_earlier(sentence, token)
        or is_peer(sentence, token)
        or is_target(sentence, token)
        or is_base(sentence, token)
    )


def _column(row: Row, mention: Mention) -> int | None:
    """Return the one column that the period, or the words of a heading, point at; else the latest."""
    spans = [it.span for it in mention.sentence.tokens if it.span is not None]
    if spans and row.times:
        for column in row.times:
            head = row.numbers.heads[column]
            if any(span.label.lower() in head.lower() for span in spans) or any(
                it.text.lower() in head.lower() for it in mention.sentence.tokens if it.span is not None
            ):
                return column if len(spans) == 1 else None
        return None
    if row.times:
        return row.times[-1]
    own = {*content_words(mention.clause[0]), *content_words(mention.clause[1])}
    named = [
        column
        for column, head in enumerate(row.numbers.heads)
        if column and (words := set(content_words(head))) and words <= own and row.cell(column) is not None
    ]
    return named[0] if len(named) == 1 else None


def _same_unit(token: Token, cell: Cell, row: Row) -> bool:
    if token.unit is cell.unit:
        return True
    percent = "%" in row.numbers.table.rows[0][0] or "%" in row.label or "per cent" in row.label.lower()
    return token.unit is Unit.PERCENT and cell.unit is Unit.COUNT and percent


def _found(mention: Mention, rows: RowIndex, known: Mentions) -> tuple[Row, Cell] | None:
    token, before = mention.token, mention.sentence.lower[: mention.token.start]
    clause = mention.clause[0]
    if _NOT_IT.search(clause):
        return None
    opening = [row for row in rows.all_named(before) if before.strip().startswith(row.label.lower())]
    named = opening or [row for row in rows.all_named(clause) if len(row.words) >= 2]
    extra = set(content_words(before if opening else clause))
    named = [row for row in named if len(extra - set(row.words)) <= 3]
    if len({row.words for row in named}) != 1 or len(named) != 1:
        return None
    row = named[0]
    others = [
        it
        for it in mention.sentence.tokens
        if it is not token and it.unit is token.unit and it.end <= token.start
    ]
    if any(
        not any(close(it.value, cell.value, max(it.step, cell.step)) for cell in row.filled())
        for it in others
    ):
        return None
    column = _column(row, mention)
    cell = row.cell(column) if column is not None else None
    if cell is None or not _same_unit(token, cell, row) or cell.value <= 0:
        return None
    if any(close(token.value, abs(it.value), max(token.step, it.step)) for it in row.filled()):
        return None
    if known.often(token) > 1:
        return None
    other = Token(0, 0, cell.text, token.unit, cell.value, cell.step)
    dated = any(it.span is not None for it in mention.sentence.tokens)
    off = abs(token.value - cell.value) / cell.value
    paired = bool(others) and bool(row.times) and off < 0.3
    headed = not row.times and off < 0.3
    if turned(token, other) or off < _NEAR or paired or headed or (dated and row.times and off < 0.3):
        return row, cell
    return None


def find(document: Document) -> Iterable[Problem]:
    """Yield numbers of the text that the named row of a table gives otherwise."""
    rows = row_index(document)
    if not rows.rows:
        return
    known = mentions_of(document)
    for mention in known.every:
        if mention.in_table or mention.token.unit is Unit.POINTS or not _plain_level(mention):
            continue
        found = _found(mention, rows, known)
        if found is not None:
            yield from _problem(mention, *found)


def _problem(mention: Mention, row: Row, cell: Cell) -> Iterator[Problem]:
    sentence, token = mention.sentence, mention.token
    start = max(0, token.start - len(mention.clause[0].lstrip()))
    yield sentence.problem(
        KIND,
        f'The table (line {row.line}) gives {cell.text} for "{row.label}"; here it is {token.text.strip()}.',
        Severity.WARNING,
        max(start, token.end - 200),
        token.end,
    )


RULE = Rule(
    KIND,
    "A number that the table gives otherwise",
    "A sentence that names a row of a table by its label, and a value near to, but not, what the row "
    "gives for the period that is "
    "named (or the latest). A value that stands anywhere in the row, or elsewhere in the document, is "
    "left alone.",
    (
        "Measure  Q3 22/23  Q3 23/24  Target\nHome visits  3,655  4,118  4,000\nFire audits  388  412  "
        "450\n\n"
        "Fire audits stood at 421 in the quarter.",
    ),
    (
        "Measure  Q3 22/23  Q3 23/24  Target\nHome visits  3,655  4,118  4,000\nFire audits  388  412  "
        "450\n\n"
        "Fire audits stood at 412 in the quarter, against 388 a year before.",
    ),
    find,
)
