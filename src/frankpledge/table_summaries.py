"""Print the record tables: all by family, or one with its columns, rules and an example row."""

from __future__ import annotations

import shutil
import textwrap

import click

from frankpledge.contracts.describing import facts_of, meaning_of, rules_of
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.registry import FAMILIES, TABLES
from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.errors import WrongUse, did_you_mean

SHOWN_TERMS = 40
"""Terms listed of one column; the reference pages hold all."""


def print_families() -> None:
    """Print every table's name and title, by family."""
    wide = max(map(len, TABLES))
    for family, tables in FAMILIES.items():
        click.echo(click.style(family, bold=True))
        for table in tables:
            click.echo(f"  {table.name:<{wide}}  {table.title}")


def print_contract(name: str) -> None:
    """Print one table's contract. Raises WrongUse where there is no such table."""
    if name not in TABLES:
        raise WrongUse(
            f"There is no table '{name}'.",
            do=did_you_mean(name, TABLES) or "List them with `frankpledge tables`.",
        )
    table = TABLES[name]
    click.echo(click.style(f"{table.name}: {table.title}", bold=True))
    _wrapped(table.description)
    _wrapped(" ".join(facts_of(table)))
    example = example_of(table)
    for column in table.columns:
        needed = ", required" if column.required else ""
        click.echo(f"\n{click.style(column.name, bold=True)}  {_kind(table, column)}{needed}")
        _wrapped(meaning_of(column), "  ")
        if column.vocabulary is not None:
            terms = [term.text for term in column.vocabulary.terms]
            more = len(terms) - SHOWN_TERMS
            _wrapped(
                " · ".join(terms[:SHOWN_TERMS]) + (f" · and {more} more" if more > 0 else ""), "  one of: "
            )
        elif example.get(column.name):
            _wrapped(example[column.name], "  for example: ")
    rules = rules_of(table)
    if rules:
        click.echo(click.style("\nRules", bold=True))
    for sentence in rules:
        _wrapped(sentence, "- ")


def _kind(table: Table, column: Column) -> str:
    made = " (made on intake)" if table.month_from and column.type is Type.MONTH else ""
    return f"{column.type}{made}, {column.personal_data}"


def _wrapped(text: str, before: str = "") -> None:
    width = min(shutil.get_terminal_size().columns, 100)
    click.echo(
        textwrap.fill(
            text.replace("`", ""), width, initial_indent=before, subsequent_indent=" " * len(before)
        )
    )
