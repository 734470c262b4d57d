"""``plan/worklists.yaml``: which rows of a table may be seen, by which roles and for which purposes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from frankpledge.contracts.governance import Grain, Owner
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table, Type
from frankpledge.errors import FrankpledgeError, did_you_mean
from frankpledge.plan.agreements import Purpose
from frankpledge.plan.conditions import Sets, read_where
from frankpledge.plan.definitions import Direction, Kind, Measure
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.record_questions import LAST_OF_MONTH, Clause
from frankpledge.plan.yaml_nodes import read_entries, shown

WORKLISTS_FILE = "plan/worklists.yaml"
MOST_MONTHS = 24
SIGN_IN = (
    *("analyst", "author", "approver", "board-secretary", "commissioners-team", "complaints-officer"),
    *("auditor", "administrator"),
)
"""The roles with which people of the office sign in to its web application."""
ROLES = (*Owner, *SIGN_IN)
"""For whom a worklist may be: a post of the office, as the command is told it, or a role to sign in with."""
_NEEDED = ("id", "title", "table", "columns", "roles", "purposes", "enabled")
_MORE = ("where", "months", "below", "days-past")
NUMBERS = (Type.NUMBER, Type.INTEGER)
_MOMENTS = (Type.TIMESTAMP, Type.DATE)


@dataclass(frozen=True)
class Worklist:
    """Rows that people may see to act on: of the newest ``months`` of a table, those meeting ``where``.

    ``below`` are pairs of columns of which the first is under the second; ``days_past`` are moments that
    lie more than so many days before the day of viewing. Only an ``enabled`` one shows rows, and only to
    its ``roles`` for its ``purposes``.
    """

    id: str
    title: str
    table: Table
    columns: tuple[str, ...]
    roles: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    enabled: bool
    where: tuple[Clause, ...] = ()
    months: int = 1
    below: tuple[tuple[str, str], ...] = ()
    days_past: tuple[tuple[str, int], ...] = ()

    @property
    def question(self) -> Measure:
        """The rows it asks for, as a count would ask for them: one language of conditions for both."""
        title = self.title
        return Measure(
            self.id, title, Kind.COUNT, "rows", Direction.NEUTRAL, table=self.table.name, where=self.where
        )


def check_worklists(folder: Path, sets: Sets) -> tuple[tuple[Worklist, ...], list[FrankpledgeError]]:
    """Return the worklists of an office, with every problem of the file; nothing where it declares none."""
    path = folder / WORKLISTS_FILE
    if not path.exists():
        return (), []
    problems = Problems(path)
    try:
        fields = Fields(read_entries(path), problems)
    except FrankpledgeError as error:
        return (), [error]
    fields.only(("worklists",), ())
    found: dict[str, Worklist] = {}
    for inner in fields.parts("worklists"):
        one = _worklist(inner, sets)
        if one is not None and one.id in found:
            inner.problem("id", f"there are two worklists '{shown(one.id)}'.", "Change one of them.")
        elif one is not None:
            found[one.id] = one
    return tuple(found.values()), problems.found


def _worklist(fields: Fields, sets: Sets) -> Worklist | None:
    before = len(fields.problems.found)
    fields.only(_NEEDED, _MORE)
    id_, title = fields.identifier("id"), fields.text("title")
    months = fields.whole("months", 1, MOST_MONTHS) if "months" in fields else 1
    roles = fields.known_words("roles", ROLES, "role")
    purposes = fields.known_words("purposes", tuple(Purpose), "purpose")
    enabled = fields.flag("enabled")
    monthly = [name for name, one in TABLES.items() if one.monthly]
    table = TABLES.get(fields.word("table", monthly, "record table that comes by month"))
    if table is None:
        return None
    columns = fields.words("columns")
    _check_columns(fields, table, columns)
    where = read_where(fields, table, sets, follow_up=False)
    if table.grain is Grain.SNAPSHOT and "date" in table.column_names:
        where = (*where, Clause(LAST_OF_MONTH, ("true",)))
    below, days_past = _below(fields, table), _days_past(fields, table)
    for key, told in (("columns", columns), ("roles", roles), ("purposes", purposes)):
        if key in fields and not told:
            fields.problem(key, "this names nothing.", "Name at least one.")
    if len(fields.problems.found) > before or months is None:
        return None
    asked = tuple(Purpose(one) for one in purposes)
    return Worklist(
        id_, title, table, columns, roles, asked, enabled, where, months, tuple(below), tuple(days_past)
    )


def _below(fields: Fields, table: Table) -> list[tuple[str, str]]:
    inner = fields.part("below")
    found = []
    for name in inner.entries.values if inner is not None else ():
        assert inner is not None
        other = inner.word(name, [one.name for one in table.columns if one.type in NUMBERS], "number")
        if _is_of(inner, table, name, NUMBERS) and other:
            found.append((name, other))
    return found


def _days_past(fields: Fields, table: Table) -> list[tuple[str, int]]:
    inner = fields.part("days-past")
    found = []
    for name in inner.entries.values if inner is not None else ():
        assert inner is not None
        days = inner.whole(name, 0, 3660)
        if _is_of(inner, table, name, _MOMENTS) and days is not None:
            found.append((name, days))
    return found


def _is_of(fields: Fields, table: Table, name: str, types: tuple[Type, ...]) -> bool:
    """Whether a key is a column of one of some types; where it is not, the problem is noted."""
    known = [one.name for one in table.columns if one.type in types]
    if name not in known:
        fields.problem(name, f"no such column of {table.name} can stand here.", did_you_mean(name, known))
    return name in known


def _check_columns(fields: Fields, table: Table, columns: tuple[str, ...]) -> None:
    """Persons are never shown, not even as what they are hashed to."""
    showable = [column.name for column in table.columns if column.type is not Type.PERSON]
    for name in columns:
        if name not in table.column_names:
            fields.problem(
                "columns", f"{table.name} has no column '{shown(name)}'.", did_you_mean(name, showable)
            )
        elif name not in showable:
            fields.problem("columns", f"'{name}' is a person, and persons are never shown.", "Take it out.")
