"""Whose headings are whose: the contract a return's header fits, and mappings from a sender's own columns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Column, Table

HEADER_WITHIN: Final = 25
"""Lines from the top of a sheet within which its header stands."""


@dataclass(frozen=True)
class ReturnMapping:
    """How one sender's columns and words become a contract's.

    ``columns`` maps their headings to ours; ``words`` their words to ours, by our column; ``constants``
    fill columns that they do not send. ``ignored`` are headings of theirs that are not taken in.
    """

    name: str
    table: str
    columns: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """The header of a return: its line, and for each cell the contract's column (empty for none)."""

    table: Table
    line: int
    columns: tuple[str, ...]
    mapping: ReturnMapping | None = None


def plain(heading: str) -> str:
    """Return a heading as contracts write them: ``Date Received *`` is ``date-received``."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def header_of(
    rows: Sequence[Sequence[str]],
    mappings: Iterable[ReturnMapping] = (),
    tables: Iterable[Table] | None = None,
) -> Header | None:
    """Return the first line that is the header of a contract, or None.

    It has every required column that the sender sends, and none that the contract does not know.
    A mapping fits where all its headings are there.
    """
    known = list(TABLES.values() if tables is None else tables)
    for line, row in enumerate(rows[:HEADER_WITHIN], 1):
        cells = [cell for cell in row if cell]
        if len(cells) < 2:
            continue
        for mapping in mappings:
            if set(mapping.columns) <= set(cells) and mapping.table in TABLES:
                told = tuple(mapping.columns.get(cell, "") for cell in row)
                return Header(TABLES[mapping.table], line, told, mapping)
        words = tuple(plain(cell) for cell in row)
        fits = [table for table in known if _fits(table, words)]
        if fits:
            best = max(fits, key=lambda table: sum(word in table.column_names for word in words))
            return Header(best, line, words)
    return None


def _fits(table: Table, words: Sequence[str]) -> bool:
    sent = {column.name for column in table.sent_columns}
    needed = {column.name for column in table.sent_columns if column.required and column.name != "force"}
    said = [word for word in words if word]
    return needed <= set(said) <= sent and len(set(said)) == len(said)


def nearest(rows: Sequence[Sequence[str]]) -> tuple[Table, int, list[str], list[str]] | None:
    """Return the contract a sheet comes nearest to: table, line, columns missing and headings unknown."""
    best: tuple[float, Table, int, list[str], list[str]] | None = None
    for line, row in enumerate(rows[:HEADER_WITHIN], 1):
        words = [plain(cell) for cell in row if cell]
        if len(words) < 2:
            continue
        for table in TABLES.values():
            sent = {column.name for column in table.sent_columns}
            needed = [c.name for c in table.sent_columns if c.required and c.name != "force"]
            shared = len(sent & set(words))
            score = shared / len(sent | set(words))
            if shared >= 2 and (best is None or score > best[0]):
                unknown = [cell for cell in row if cell and plain(cell) not in sent]
                missing = [name for name in needed if name not in words]
                best = (score, table, line, missing, unknown)
    return None if best is None else best[1:]


def proposed(name: str, table: Table, header: Sequence[str], words: Sequence[Sequence[str]]) -> ReturnMapping:
    """Return a mapping to look over: each heading to the contract's column it is most like, if any.

    ``words`` are the different words below each heading. Headings are held against names and descriptions,
    and their words against the terms of a column.
    """
    free = {column.name: column for column in table.sent_columns}
    scores = sorted(
        (
            (_likeness(heading, column, words[place]), place, column.name)
            for place, heading in enumerate(header)
            if heading
            for column in table.sent_columns
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    columns: dict[str, str] = {}
    for score, place, column_name in scores:
        if score >= _LIKE and column_name in free and header[place] not in columns:
            columns[header[place]] = column_name
            del free[column_name]
    in_ours = {}
    for heading, column_name in columns.items():
        told = _in_our_words(table.column(column_name), words[list(header).index(heading)])
        if told:
            in_ours[column_name] = told
    ignored = tuple(heading for heading in header if heading and heading not in columns)
    return ReturnMapping(name, table.name, columns, in_ours, {}, ignored)


_LIKE: Final = 0.55


def _likeness(heading: str, column: Column, words: Sequence[str]) -> float:
    said = plain(heading)
    if said == column.name:
        return 1.0
    score = difflib.SequenceMatcher(None, said, column.name).ratio()
    mine, theirs = set(column.name.split("-")), set(said.split("-"))
    score = max(score, len(mine & theirs) / len(mine | theirs))
    if column.vocabulary is not None:
        hits = sum(column.vocabulary.code_of_word(word) is not None for word in words)
        if words and hits / len(words) >= 0.5:
            score = max(score, 0.5 + 0.5 * hits / len(words))
    return score


def _in_our_words(column: Column, words: Sequence[str]) -> dict[str, str]:
    """Return the words of a column that its vocabulary does not know, each with the nearest term, if any."""
    if column.vocabulary is None:
        return {}
    terms = [term.text for term in column.vocabulary.terms]
    found = {}
    for word in words:
        if column.vocabulary.code_of_word(word) is None:
            near = difflib.get_close_matches(word.lower(), [term.lower() for term in terms], 1, 0.4)
            found[word] = next((term for term in terms if near and term.lower() == near[0]), "")
    return found
