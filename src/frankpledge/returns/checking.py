"""A return checked without storing anything, as its sender can do as well."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.periods import month_label
from frankpledge.pipeline import other_forces
from frankpledge.plan.reading import read_office_alone
from frankpledge.plan.return_mappings import read_return_mappings
from frankpledge.returns.answer import answer, wrong_rows
from frankpledge.returns.tables import content_of
from frankpledge.sources.converting import Context
from frankpledge.sources.return_columns import ReturnMapping
from frankpledge.sources.returned import Return, not_a_return, read_return


@dataclass(frozen=True)
class Checked:
    """What came of a check: the return as read, and the wrong rows (line, column, what is wrong, advice)."""

    made: Return
    wrong: list[tuple[int, str, str, str]]

    @property
    def table(self) -> Table:
        return self.made.table

    @property
    def accepted(self) -> int:
        """How many rows can be taken in."""
        return int(self.made.accepted.num_rows)

    @property
    def is_empty(self) -> bool:
        """Whether it has no row and covers no month."""
        return not self.wrong and not self.accepted and not len(self.made.months())

    @property
    def coverage(self) -> list[str]:
        """Say which months it covers, and which of them have no row."""
        months = self.made.months()
        if not len(months):
            return ["It does not say which months it covers."]
        held = set(self.made.accepted["month"].to_pylist())
        empty = [month_label(month) for month in months if month not in held]
        told = [f"It covers {month_label(months[0])} to {month_label(months[-1])}."]
        return [*told, f"No rows, so none: {', '.join(empty)}."] if empty else told

    def answer(self) -> bytes:
        """Return the rows that are wrong as an Excel file, with what is wrong beside each."""
        return answer(self.made)


def check_return(file: Path, office: Path | None = None) -> Checked:
    """Check a return as ``ingest`` would. Persons are hashed with a throw-away key: nothing is kept.

    Raises BadInput where it is no return, and as reading an office does.
    """
    forces: frozenset[str] = frozenset()
    mappings: tuple[ReturnMapping, ...] = ()
    if office is not None:
        forces, mappings = other_forces(read_office_alone(office)), read_return_mappings(office)
    sources = {column.key_source for table in TABLES.values() for column in table.columns if column.key}
    context = Context(b"check", forces, {source: secrets.token_bytes(32) for source in sources})
    data = content_of(file)
    made = read_return(str(file), file.name, data, context, mappings)
    if made is None:
        raise not_a_return(str(file), file.name, data)
    return Checked(made, wrong_rows(made))
