"""Which returns are late, missing or changed since: the office's list of what is due against the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadInput, WrongUse, did_you_mean
from frankpledge.periods import month_of
from frankpledge.plan.columns import RETURNED
from frankpledge.plan.reading import read_office_alone
from frankpledge.returns.grading import DueReturn, Reporting, Standing, reporting_of
from frankpledge.store.editions import Edition
from frankpledge.store.log import Snapshot, check_parts, read_snapshot
from frankpledge.store.rows import rows_of

LIST = "contract-returns"
STATED = ("value", "numerator", "denominator")
YEAR = 365


@dataclass
class _Received:
    """What came of one body (or table) for one last day: first day, and the values in order of coming."""

    first: date | None = None
    values: dict[tuple[Any, ...], list[tuple[date, Any]]] = field(default_factory=lambda: defaultdict(list))

    def changes(self) -> tuple[int, date | None]:
        """Return how many values a later return changed, and when the last did."""
        changed, last = 0, None
        for held in self.values.values():
            held.sort(key=lambda one: one[0])
            days = [day for (_, old), (day, new) in pairwise(held) if old != new]
            if days:
                changed += 1
                last = max(filter(None, (last, days[-1])))
        return changed, last


@dataclass
class _Taken:
    """All that came: by body or table, force and last day; and rows accepted and refused by body or table."""

    received: dict[tuple[str, str, Any], _Received] = field(default_factory=lambda: defaultdict(_Received))
    accepted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def returns_due(
    office: Path, as_at: date, body: str | None = None
) -> tuple[list[DueReturn], list[Reporting]]:
    """Return every return on the office's list (of one body, where one is named), and how each body returned.

    What is called off is left out. Bodies are graded on what fell due in the year to ``as_at``; nothing
    obtained after it is looked at. Raises BadInput where the office keeps no list, WrongUse for a body that
    is not on it.
    """
    read_office_alone(office)
    snapshot = read_snapshot(office / "store")
    check_parts(snapshot)
    listed = [one for one in snapshot.selected(as_at) if one.table == LIST]
    if not listed:
        raise BadInput(
            "no list of the returns due has been taken in"
            + (f" by {as_at}." if any(one.table == LIST for one in snapshot.editions) else "."),
            file=office / "store",
            do=f"Fill in `frankpledge template {LIST} due.xlsx`, and ingest it.",
        )
    taken = _taken(snapshot, as_at)
    rows = [row for row in _rows(snapshot, LIST, listed) if row["state"] != "not-due"]
    if body is not None:
        known = sorted({row["body"] for row in rows})
        rows = [row for row in rows if row["body"] == body]
        if not rows:
            raise WrongUse(f"No return of '{body}' is on the list.", do=did_you_mean(body, known))
    due = sorted(
        (_due(row, taken, as_at) for row in rows),
        key=lambda one: (one.body, one.due, one.contract, one.name),
    )
    found = [_reporting(name, due, taken, as_at) for name in dict.fromkeys(one.body for one in due)]
    return due, [one for one in found if one is not None]


def _rows(snapshot: Snapshot, name: str, editions: Iterable[Edition]) -> list[dict[str, Any]]:
    """Return rows of a table as they were taken in, terms as their slugs."""
    table = TABLES[name]
    held = rows_of(snapshot.folder, table, editions, table.schema().names)
    rows: list[dict[str, Any]] = held.to_pylist()
    terms = {one.name: one.vocabulary.slugs for one in table.columns if one.vocabulary is not None}
    for row in rows:
        row |= {term: slugs[row[term]] for term, slugs in terms.items() if row[term] is not None}
    return rows


def _reporting(body: str, due: list[DueReturn], taken: _Taken, as_at: date) -> Reporting | None:
    mine = [one for one in due if one.body == body and (as_at - one.due).days < YEAR]
    records = [one.name for one in mine if one.name in TABLES]
    sources = {body, *(f"{one}/{body}" if f"{one}/{body}" in taken.accepted else one for one in records)}
    accepted, refused = (sum(held[one] for one in sources) for held in (taken.accepted, taken.refused))
    return reporting_of(body, mine, accepted, refused)


def _due(row: dict[str, Any], taken: _Taken, as_at: date) -> DueReturn:
    """Return a row of the list as it stands: a return named as a table is of its records, else of values."""
    of_records = row["return"] in TABLES
    last = month_of(row["period-end"]) if of_records else row["period-end"]
    of_sender = f"{row['return']}/{row['body']}"
    source = row["return"] if of_records else row["body"]
    known = of_sender if of_records and of_sender in taken.accepted else source
    found = taken.received.get((known, row["force"], last), _Received())
    noted = row["received"] if row["received"] is not None and row["received"] <= as_at else None
    received = noted or found.first
    if received is None:
        standing = Standing.MISSING if row["due"] < as_at else Standing.TO_COME
    else:
        standing = Standing.ON_TIME if received <= row["due"] else Standing.LATE
    changed, changed_on = found.changes()
    return DueReturn(
        row["body"], row["contract"], row["return"], row["period-end"], row["due"], standing, received,
        found.first is not None, changed, changed_on, row["adequacy"] or "",
    )  # fmt: skip


def _taken(snapshot: Snapshot, as_at: date) -> _Taken:
    """Return what was taken in by a day, of every edition and not of the newest alone."""
    taken = _Taken()
    editions = [one for one in snapshot.editions if one.obtained <= as_at]
    for table in RETURNED:
        _add_values(taken, snapshot, table, [one for one in editions if one.table == table])
    for one in editions:
        if one.table not in RETURNED and one.month is not None:
            for name in {one.table, f"{one.table}/{one.sender}".rstrip("/")}:
                held = taken.received[name, one.area, one.month]
                held.first = min(filter(None, (held.first, one.obtained)))
                held.values[one.sender,].append((one.obtained, one.sha256))
                taken.accepted[name] += one.rows
                taken.refused[name] += one.refused
    return taken


def _add_values(taken: _Taken, snapshot: Snapshot, table: str, editions: list[Edition]) -> None:
    """Add the values that bodies stated. Refused rows are of the bodies whose rows the same file has."""
    key_names = [name for name in TABLES[table].row_key if name != "body"]
    of_code: dict[int, list[Edition]] = defaultdict(list)
    for edition in editions:
        of_code[edition.code].append(edition)
    bodies_of: dict[tuple[str, date], set[str]] = defaultdict(set)
    for row in _rows(snapshot, table, editions):
        value = tuple(row.get(name) for name in STATED)
        for edition in of_code[row["edition"]]:
            bodies_of[edition.origin, edition.obtained].add(row["body"])
            taken.accepted[row["body"]] += 1
            held = taken.received[row["body"], row["force"], row["period-end"]]
            held.values[tuple(row[name] for name in key_names)].append((edition.obtained, value))
            if any(one is not None for one in value):
                held.first = min(filter(None, (held.first, edition.obtained)))
    for edition in editions:
        for body in bodies_of[edition.origin, edition.obtained]:
            taken.refused[body] += edition.refused


RETURN_COLUMNS = (
    *("body", "contract", "return", "period_end", "due", "received", "standing", "days_late"),
    *("taken_in", "changed", "changed_on", "adequacy"),
)
BODY_COLUMNS = ("body", "due", "on_time", "late", "missing", "changed", "refused", "grade", "action")


def returns_table(due: Iterable[DueReturn]) -> pa.Table:
    """Return one row for each return, in RETURN_COLUMNS."""
    rows = [
        {**vars(one), "return": one.name, "standing": one.standing.value, "days_late": one.days_late}
        for one in due
    ]
    days, numbers = ("period_end", "due", "received", "changed_on"), ("days_late", "changed")
    types = dict.fromkeys(RETURN_COLUMNS, pa.string()) | dict.fromkeys(days, pa.date32())
    types |= dict.fromkeys(numbers, pa.int64()) | {"taken_in": pa.bool_()}
    return pa.Table.from_pylist(rows, pa.schema([(name, types[name]) for name in RETURN_COLUMNS]))


def bodies_table(found: Iterable[Reporting]) -> pa.Table:
    """Return one row for each body, in BODY_COLUMNS; ``refused`` is a share of its rows."""
    types: dict[str, pa.DataType] = dict.fromkeys(BODY_COLUMNS, pa.int64())
    types |= dict.fromkeys(("body", "grade", "action"), pa.string()) | {"refused": pa.float64()}
    schema = pa.schema([(name, types[name]) for name in BODY_COLUMNS])
    return pa.Table.from_pylist([vars(one) for one in found], schema)
