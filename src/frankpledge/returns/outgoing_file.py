"""``plan/outgoing/NAME.yaml``: a return the office sends out, its cells bound to figures by reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from frankpledge.errors import WrongUse, did_you_mean
from frankpledge.periods import Period, Window, parse_half_year, parse_period, period_ending
from frankpledge.plan.definitions import LedgerEntry, Measure
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Items, Text, read_entries, shown
from frankpledge.publication.words.references import Reference, WrongReference, parse_reference

FOLDER = "plan/outgoing"
NUMBERS = ("value", "numerator", "denominator", "n")
"""What a cell can ask of a figure."""


class Every(StrEnum):
    """How often a return goes out: what one of it covers."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "financial-year"


class Span(StrEnum):
    """Which part of a return's period a column is of."""

    WHOLE = "whole"
    FIRST_QUARTER = "first-quarter"
    SECOND_QUARTER = "second-quarter"
    TWELVE_MONTHS = "12-months"
    TO_DATE = "year-to-date"
    LAST_YEAR = "a-year-before"


@dataclass(frozen=True)
class Cell:
    """One cell: what it refers to, or None where it is left blank."""

    reference: Reference | None
    line: int


@dataclass(frozen=True)
class OutgoingRow:
    """One row: its label, the section it is under, its cells, and whether a figure may be not available."""

    label: str
    section: str
    cells: tuple[Cell, ...]
    may_lack: bool = False


@dataclass(frozen=True)
class OutgoingColumn:
    """One column: its heading, the span it is of, and whether a figure of it may be not available."""

    heading: str
    span: Span
    may_lack: bool = False


@dataclass(frozen=True)
class OutgoingReturn:
    """A declared return. ``in_full`` says that its receiver may have small numbers about people."""

    name: str
    title: str
    to: str
    every: Every
    due_days: int
    columns: tuple[OutgoingColumn, ...]
    rows: tuple[OutgoingRow, ...]
    in_full: bool = False
    note: str = ""
    file: Path = Path()


def read_outgoing(
    office: Path, name: str, measures: Mapping[str, Measure], ledger: Mapping[str, LedgerEntry]
) -> OutgoingReturn:
    """Return a declared return of an office.

    Raises WrongUse where there is none of that name, BadDefinition with file, line and field where it is
    wrong: a reference to no measure, cells that are not as many as columns.
    """
    known = sorted(file.stem for file in (office / FOLDER).glob("*.yaml"))
    if name not in known:
        told = did_you_mean(name, known) if known else f"Declare it as {FOLDER}/{name}.yaml."
        raise WrongUse(f"There is no outgoing return '{name}'.", do=told)
    path = office / FOLDER / f"{name}.yaml"
    problems = Problems(path)
    fields = Fields(read_entries(path), problems)
    fields.only(("title", "to", "every", "due-days", "columns", "rows"), ("small-numbers", "note"))
    every = fields.word("every", list(Every), "period a return covers", Every.QUARTER)
    columns = tuple(_column(inner, Every(every)) for inner in fields.parts("columns"))
    rows = tuple(_row(inner, len(columns), measures, ledger) for inner in fields.parts("rows"))
    made = OutgoingReturn(
        name,
        fields.text("title"),
        fields.text("to"),
        Every(every),
        fields.whole("due-days", 0, 366) or 0,
        columns,
        rows,
        fields.word("small-numbers", ("in-full", "withheld"), "way with small numbers", "withheld")
        == "in-full",
        fields.text("note"),
        path,
    )
    if not problems and not (columns and rows):
        fields.problem("rows", "a return has columns and rows.", "Add at least one of each.")
    if problems:
        raise problems.found[0]
    return made


def _column(fields: Fields, every: Every) -> OutgoingColumn:
    fields.only(("heading",), ("of", "if-missing"))
    span = Span(fields.word("of", list(Span), "part of the period", Span.WHOLE))
    if span in (Span.FIRST_QUARTER, Span.SECOND_QUARTER) and every is not Every.HALF_YEAR:
        fields.problem("of", "only a half-year has a first and a second quarter.", "Write 'whole'.")
    return OutgoingColumn(fields.text("heading"), span, _may_lack(fields))


def _may_lack(fields: Fields) -> bool:
    known = ("refuse", "not-available")
    return fields.word("if-missing", known, "way with a missing figure", "refuse") == "not-available"


def _row(
    fields: Fields, width: int, measures: Mapping[str, Measure], ledger: Mapping[str, LedgerEntry]
) -> OutgoingRow:
    fields.only(("label",), ("section", "figure", "cells", "if-missing"))
    if ("figure" in fields) == ("cells" in fields):
        fields.problem("figure", "a row has one 'figure' for all columns, or 'cells' for each.", "Give one.")
    texts = (fields.text("figure"),) * width if "figure" in fields else _texts(fields)
    if len(texts) != width and "cells" in fields:
        fields.problem(
            "cells", f"there are {len(texts)} cells for {width} columns.", "Write '-' for one left blank."
        )
    key = "figure" if "figure" in fields else "cells"
    cells = tuple(Cell(_reference(fields, key, text, measures, ledger), fields.line(key)) for text in texts)
    return OutgoingRow(fields.text("label"), fields.text("section"), cells, _may_lack(fields))


def _texts(fields: Fields) -> tuple[str, ...]:
    node = fields.entries.values.get("cells")
    if not isinstance(node, Items) or not all(isinstance(item, Text) for item in node.items):
        fields.problem("cells", "a list of references belongs here.", "Write ['{burglary}', '-'].")
        return ()
    return tuple(item.value for item in node.items if isinstance(item, Text))


def _reference(
    fields: Fields, key: str, text: str, measures: Mapping[str, Measure], ledger: Mapping[str, LedgerEntry]
) -> Reference | None:
    if text in ("", "-"):
        return None
    if not (text.startswith("{") and text.endswith("}")):
        fields.problem(
            key, f"'{shown(text)}' is no reference to a figure.", "Write it as '{burglary}', in quotes."
        )
        return None
    try:
        found = parse_reference(text[1:-1], NUMBERS)
    except WrongReference as error:
        fields.problem(key, error.what, error.do or None)
        return None
    if found.subject not in measures and found.subject not in ledger:
        fields.problem(
            key,
            f"there is neither a measure nor a quoted figure '{shown(found.subject)}'.",
            did_you_mean(found.subject, [*measures, *ledger]),
        )
    return replace(found, written=text)


def period_of(made: OutgoingReturn, words: str) -> Period:
    """Return the period of a return that a person names. Raises WrongUse where it is of another kind."""
    if made.every is Every.HALF_YEAR:
        return parse_half_year(words)
    return parse_period(Window.named(made.every.value), words)


def span_of(period: Period, span: Span) -> Period:
    """Return the part of a return's period that a column is of."""
    if span is Span.FIRST_QUARTER:
        return period_ending(Window.QUARTER, period.first_month)
    if span is Span.SECOND_QUARTER:
        return period_ending(Window.QUARTER, period.last_month)
    if span is Span.TWELVE_MONTHS:
        return period_ending(Window.ROLLING_12, period.last_month)
    if span is Span.TO_DATE:
        return period_ending(Window.YEAR_TO_DATE, period.last_month)
    return period.year_before() if span is Span.LAST_YEAR else period
