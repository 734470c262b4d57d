"""The as-at date beside every figure, for documents that are read long after, or one figure at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from frankpledge.periods import day_label
from frankpledge.publication.model import (
    Block,
    Bound,
    Bullets,
    Cell,
    Chart,
    Column,
    KeySentences,
    Line,
    Name,
    Paragraph,
    Table,
    Text,
    Tiles,
    Together,
    line,
)
from frankpledge.publication.readings import ReportData

ENDINGS = (".", "!", "?")


def with_as_at(blocks: Iterable[Block], data: ReportData) -> list[Block]:
    """Return blocks in which every sentence, row and tile with a figure says when its records were had.

    A figure's date is that of its measure's newest records; a count of records has the document's own.
    """
    dates = {name: reading.quarter.as_at or data.as_at for name, reading in data.readings.items()}
    return [_dated(block, dates, data.as_at) for block in blocks]


def _dated(block: Block, dates: dict[str, date], default: date) -> Block:
    match block:
        case Paragraph(text, note):
            return Paragraph(_line(text, dates, default), note)
        case Bullets(items, numbered):
            return Bullets(tuple(_line(item, dates, default) for item in items), numbered)
        case KeySentences(items):
            return KeySentences(tuple(_line(item, dates, default) for item in items))
        case Table():
            return _table(block, dates, default)
        case Tiles():
            tiles = (
                replace(one, period=_marked(one.period, _day(one.value, dates, default)))
                for one in block.items
            )
            return replace(block, items=tuple(tiles))
        case Chart():
            table = None if block.table is None else _table(block.table, dates, default)
            return replace(block, title=_line(block.title, dates, default), table=table)
        case Together(heading, inner):
            return Together(heading, tuple(_dated(one, dates, default) for one in inner))
        case _:
            return block


def _day(spans: Line, dates: dict[str, date], default: date) -> date | None:
    """Return the newest date of the figures in a line; None where it has none."""
    found = [dates.get(span.key.partition(":")[0], default) for span in spans if isinstance(span, Bound)]
    return max(found, default=None)


def _line(spans: Line, dates: dict[str, date], default: date) -> Line:
    return _marked(spans, _day(spans, dates, default))


def _marked(spans: Line, day: date | None) -> Line:
    """Return a line with the date before its full stop, unless it names that date already."""
    if day is None or any(isinstance(span, Name) and day_label(day) in span.text for span in spans):
        return spans
    mark = line(" (as at ", Name(day_label(day)), ")")
    last = spans[-1]
    if isinstance(last, Text) and last.text.rstrip().endswith(ENDINGS):
        stop = last.text.rstrip()
        return line(*spans[:-1], replace(last, text=stop[:-1]) if stop[:-1] else None, mark, stop[-1])
    return line(*spans, mark)


def _table(table: Table, dates: dict[str, date], default: date) -> Table:
    """Return a table with a last column of dates, or, where it is wide, with the date in its caption."""
    days = [[_row_day(row, dates, default) for row in group.rows] for group in table.groups]
    known = {day for group in days for day in group if day is not None}
    if not known or any("as at" in span.text.lower() for column in table.columns for span in column.title):
        return table
    if len(known) == 1 and len(table.columns) > 5:
        return replace(table, caption=line(*table.caption, ", as at ", Name(day_label(known.pop()))))
    groups = tuple(
        replace(
            group,
            rows=tuple(
                (*row, line(Name(day_label(day))) if day else line())
                for row, day in zip(group.rows, of, strict=True)
            ),
        )
        for group, of in zip(table.groups, days, strict=True)
    )
    return replace(table, columns=(*table.columns, Column(line("As at"), share=1.2)), groups=groups)


def _row_day(row: tuple[Cell, ...], dates: dict[str, date], default: date) -> date | None:
    found = [_day(cell, dates, default) for cell in row if isinstance(cell, tuple)]
    return max((day for day in found if day is not None), default=None)
