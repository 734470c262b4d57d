"""What is true of the records of the living county, counted while they are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.tables import Table, Type


@dataclass(frozen=True)
class SpoiledTruth:
    """One row that was spoiled on purpose: intake refuses it by ``rule`` of ``column``.

    A ``repeat`` in a table whose identity is only counted once is no refusal: ``rule`` is empty.
    """

    file: str
    kind: str
    column: str
    rule: str


@dataclass
class TableTruth:
    """One table: ``rows`` are clean rows by month (repeats not counted), and ``terms`` how many of them had
    each term or flag, by the year their file is of: ``{"2024-04_2025-03": {"grade": {"Emergency": 12}}}``."""

    rows: dict[str, int] = field(default_factory=dict)
    terms: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    spoiled: list[SpoiledTruth] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def refused(self, file: str) -> Counter[tuple[str, str]]:
        """Return how many rows of a file are refused, by column and rule."""
        return Counter((one.column, one.rule) for one in self.spoiled if one.file == file and one.rule)

    def add(self, contract: Table, key: str, span: str, rows: pa.Table) -> None:
        """Count the clean rows of a month, named by its key, in the file of a span."""
        self.rows[key] = self.rows.get(key, 0) + rows.num_rows
        of_span = self.terms.setdefault(span, {})
        for column in contract.sent_columns:
            if column.type in (Type.TERM, Type.FLAG) and rows.num_rows:
                told = of_span.setdefault(column.name, {})
                for pair in pc.value_counts(rows[column.name].combine_chunks()).to_pylist():
                    if pair["values"] is not None:
                        said = pair["values"]
                        word = ("true" if said else "false") if isinstance(said, bool) else str(said)
                        told[word] = told.get(word, 0) + pair["counts"]


def table_truth_from(told: dict[str, object]) -> TableTruth:
    """Return what was told of a table, from JSON."""
    made = TableTruth(**told)  # type: ignore[arg-type]
    made.spoiled = [SpoiledTruth(**one) for one in made.spoiled]  # type: ignore[arg-type]
    return made
