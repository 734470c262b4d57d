"""Every rule that a table declares can be broken: a row made to break it is refused, under its column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.contracts.examples import example_of
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.return_periods import WINDOWS, FitsWindow
from frankpledge.contracts.rules import (
    Adds,
    AtMost,
    Before,
    OneOf,
    OnlyWhen,
    RequiredWhen,
    Rule,
    Together,
    Unique,
)
from frankpledge.contracts.tables import Table, Type
from frankpledge.periods import Window
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows

SECRETS = {c.key_source: b"a secret for tests" for t in TABLES.values() for c in t.columns if c.key}
DECLARED = [(table, rule) for table in TABLES.values() for rule in table.rules]


def filled_row(table: Table) -> dict[str, str]:
    """Return the example row with a cell also in the columns that the example leaves out."""
    columns = tuple(replace(it, example=it.example or None) for it in table.columns)
    return example_of(replace(table, columns=columns, rules=()))


def day_of(table: Table, name: str, day: int) -> str:
    """Return a day of January 2024 as a cell of a column of times or of dates."""
    time = "T12:00:00+00:00" if table.column(name).type is Type.TIMESTAMP else ""
    return f"2024-01-{day:02}{time}"


def cell_of(table: Table, name: str, terms: tuple[str, ...], among: bool) -> str:
    """Return a cell that is one of ``terms``, or that is none of them (empty where there is no other)."""
    column = table.column(name)
    if column.vocabulary is not None:
        slugs = [it for it in column.vocabulary.slugs if (it in terms) is among]
        return column.vocabulary.term(slugs[0]).text if slugs else ""
    if column.type is Type.FLAG:
        flags = [it for it in ("true", "false") if (it in terms) is among]
        return flags[0] if flags else ""
    return terms[0] if among else "another-word"


def broken_by(table: Table, rule: Rule) -> dict[str, str]:
    """Return cells that make a good row break one rule."""
    match rule:
        case Before():
            return {rule.first: day_of(table, rule.first, 20), rule.second: day_of(table, rule.second, 10)}
        case AtMost():
            lowest = int(table.column(rule.whole).minimum or 0)
            return {rule.whole: str(lowest), rule.part: str(lowest + 1)}
        case Adds():
            return (
                {rule.total: str(len(rule.parts) + 1)}
                | dict.fromkeys(rule.parts, "1")
                | dict.fromkeys(rule.minus, "0")
            )
        case OneOf():
            return dict.fromkeys(rule.names, "")
        case Together():
            return {rule.names[-1]: ""}
        case RequiredWhen():
            return {rule.column: "", rule.when: cell_of(table, rule.when, rule.terms, among=True)}
        case FitsWindow():
            return {rule.window: "Month", rule.first: "2024-01-01", rule.last: "2024-02-29"}
        case OnlyWhen():
            return {rule.when: cell_of(table, rule.when, rule.terms, among=False)}
    assert isinstance(rule, Unique), f"say here how a row breaks {type(rule).__name__}"
    return {}


@pytest.mark.parametrize(
    ("table", "rule"), DECLARED, ids=[f"{table.name}: {rule.sentence}" for table, rule in DECLARED]
)
def test_a_row_made_to_break_a_declared_rule_is_refused_for_it(table: Table, rule: Rule) -> None:
    bad = filled_row(table) | broken_by(table, rule)
    good = example_of(table)
    given = [good, bad, bad] if isinstance(rule, Unique) else [good, bad]
    columns = {name: pa.array([row[name] or None for row in given], pa.string()) for name in good}
    rows = Rows("example.csv", columns, np.arange(1, len(given) + 1, dtype=np.int32))
    alone = replace(table, rules=(rule,))
    accepted, refused = check(rows, alone, context=Context(row_key=b"row key", secrets=SECRETS))
    assert accepted["record"].to_pylist()[0] == 1
    last = refused.to_pylist()[-1]
    assert (last["record"], last["column"], last["rule"]) == (len(given), rule.columns[0], rule.says)


def test_a_value_can_be_returned_for_every_period_that_a_report_shows() -> None:
    for window in set(Window) - {Window.DAY, Window.WEEK}:
        assert any(slug == window or slug.startswith(f"{window}-") for slug in WINDOWS.slugs), window
