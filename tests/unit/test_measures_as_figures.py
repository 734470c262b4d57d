"""Rows of a figures table as dataclasses: whole columns at once give what row by row gives."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from frankpledge.contracts.figures import figures_schema
from frankpledge.measures.figures import as_figures, figure_of

ROW = {
    "measure": "burglary", "area_type": "force", "area": "westmarch", "breakdown": "", "window": "month",
    "period": "2024-01", "period_start": date(2024, 1, 1), "period_end": date(2024, 1, 31),
    "label": "January 2024", "numerator": 12.0, "denominator": None, "value": 12.0, "unit": "crimes", "n": 12,
    "state": "known", "basis": "computed", "source": "crimes", "as_at": date(2024, 3, 1),
}  # fmt: skip


def test_columns_give_what_rows_give_with_gaps_and_in_several_chunks() -> None:
    rows = [
        ROW,
        {**ROW, "period": "2024-02", "value": None, "numerator": None, "state": "missing", "as_at": None},
        {**ROW, "area": "carrowdale", "n": None},
    ]
    first, second = (pa.Table.from_pylist(part, figures_schema()) for part in (rows[:2], rows[2:]))
    for table in (first, second, pa.concat_tables([first, second]), first.slice(1)):
        assert as_figures(table) == [figure_of(row) for row in table.to_pylist()]
    assert len(as_figures(pa.concat_tables([first, second]))) == 3


def test_a_table_without_rows_has_no_figures() -> None:
    assert as_figures(figures_schema().empty_table()) == []
