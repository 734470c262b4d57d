"""``plan/return-mappings/NAME.yaml``: how one sender's columns and words become a contract's."""

from __future__ import annotations

from pathlib import Path

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, Text, read_entries, shown
from frankpledge.sources.return_columns import ReturnMapping

RETURN_MAPPINGS = Path("plan") / "return-mappings"


def read_return_mappings(office: Path) -> tuple[ReturnMapping, ...]:
    """Return the mappings an office declares, by name. Raises the first problem there is."""
    found = []
    for path in sorted((office / RETURN_MAPPINGS).glob("*.yaml")):
        problems = Problems(path)
        mapping = _read(read_entries(path), problems, path.stem)
        if problems:
            raise problems.found[0]
        assert mapping is not None
        found.append(mapping)
    return tuple(found)


MAPPING_KEYS = ("table", "columns"), ("words", "constants", "ignored")
"""The keys of a mapping that must be there, and those that may."""


def _read(entries: Entries, problems: Problems, name: str) -> ReturnMapping | None:
    fields = Fields(entries, problems)
    fields.only(*MAPPING_KEYS)
    return mapping_in(fields, name)


def mapping_in(fields: Fields, name: str) -> ReturnMapping | None:
    """Return the mapping that some keys make up; what is wrong with it is noted among the problems."""
    table = TABLES.get(fields.word("table", tuple(TABLES), "record table"))
    if table is None:
        return None
    columns = _pairs(fields, "columns")
    constants = _pairs(fields, "constants")
    words = {}
    inner = fields.part("words")
    if inner is not None:
        words = {column: _pairs(inner, column) for column in inner.entries.values}
    sent = {column.name for column in table.sent_columns}
    for key, named in (("columns", columns.values()), ("constants", constants), ("words", words)):
        for column in named:
            if column not in sent:
                fields.problem(
                    key, f"{table.name} has no column '{shown(column)}'.", did_you_mean(column, sent)
                )
    if not columns:
        fields.problem("columns", "no column is mapped.", "Name at least two of their headings.")
    _check_terms(fields, table, words)
    _check_whole(fields, table, {*columns.values(), *constants})
    return ReturnMapping(name, table.name, columns, words, constants, fields.words("ignored"))


def _pairs(fields: Fields, key: str) -> dict[str, str]:
    inner = fields.part(key)
    if inner is None:
        return {}
    found = {}
    for name, node in inner.entries.values.items():
        if isinstance(node, Text):
            found[name] = node.value
        else:
            inner.problem(name, "this is not a single value.", "Write it on one line.")
    return found


def _check_terms(fields: Fields, table: Table, words: dict[str, dict[str, str]]) -> None:
    """Every word must become a term: a mapping that is not looked over leaves some empty."""
    for column, pairs in words.items():
        vocabulary = table.column(column).vocabulary if column in table.column_names else None
        if vocabulary is None:
            continue
        for theirs, ours in pairs.items():
            if vocabulary.code_of_word(ours) is None:
                terms = [term.text for term in vocabulary.terms]
                told = f"'{shown(theirs)}' becomes '{shown(ours)}', which is not a {vocabulary.name}."
                fields.problem("words", told, did_you_mean(ours, terms))


def _check_whole(fields: Fields, table: Table, given: set[str]) -> None:
    for column in table.sent_columns:
        if column.required and column.name not in given and column.name != "force":
            fields.problem(
                "columns", f"nothing gives '{column.name}', which every row needs.", "Map it, or set it."
            )
