"""What earlier releases have made public already, where it agrees with the figures of now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.periods import Window, month_of
from frankpledge.publication.disclosure.counted import MONTHS, Flags, Level, Levels, Numbers

if TYPE_CHECKING:
    from frankpledge.publication.disclosure.assembling import Assembly

Spans = np.ndarray[tuple[int, int], np.dtype[np.int64]]
_COLUMNS = ("measure", "source", "area_type", "area", "breakdown", "window", "period_start", "period_end")


@dataclass(frozen=True)
class Released:
    """The figures of earlier releases, of the measures that need protection.

    One that no longer agrees with the build is left out: it tells of other numbers than there are now.
    """

    tables: tuple[pa.Table, ...] = ()

    @staticmethod
    def of(tables: Iterable[pa.Table], measures: Iterable[str]) -> Released:
        """Keep the rows of some measures that have a value."""
        wanted = pa.array(sorted(measures), pa.string())
        kept = []
        for table in tables:
            rows = table.filter(pc.is_in(table["measure"].cast(pa.string()), wanted))
            rows = rows.filter(pc.is_valid(rows["value"]))
            if rows.num_rows:
                kept.append(rows.select([*_COLUMNS, "numerator", "denominator", "n"]))
        return Released(tuple(kept))

    @property
    def measures(self) -> frozenset[str]:
        """The measures that something was released of."""
        return frozenset(word for table in self.tables for word in pc.unique(table["measure"]).to_pylist())

    def against(self, made: Assembly, values: Numbers) -> tuple[Flags, Levels, Spans]:
        """Return months, levels of quarters and other spans already public, by series of an assembly."""
        count, width = len(made.values), made.width
        months = np.zeros((count, width), bool)
        levels = np.full((count, width // 3), Level.NOTHING, np.int8)
        spans: set[tuple[int, int, int]] = set()
        for table in self.tables:
            for row in table.to_pylist():
                self._note(made, values, row, months, levels, spans)
        listed = np.array(sorted(spans), np.int64).reshape(len(spans), 3)
        return months, levels, listed

    def _note(
        self,
        made: Assembly,
        values: Numbers,
        row: dict[str, Any],
        months: Flags,
        levels: Levels,
        spans: set[tuple[int, int, int]],
    ) -> None:
        key = (row["measure"], row["source"], row["area_type"], row["area"], row["breakdown"])
        series = made.made_of.get(key)
        if series is None or row["window"] == Window.AT:
            return
        first = month_of(row["period_start"]) - made.first_month
        last = month_of(row["period_end"]) - made.first_month
        if first < 0 or last >= values.shape[1]:
            return
        told = (row["numerator"], row["denominator"], row["n"])
        for one in series:
            if float(values[one, first : last + 1].sum()) not in told:
                continue
            if row["window"] == Window.MONTH:
                months[one, first] = True
            elif row["window"] == Window.QUARTER:
                levels[one, first // 3] = min(levels[one, first // 3], Level.QUARTER)
            elif row["window"] == Window.FINANCIAL_YEAR:
                block = slice(first // 3, first // 3 + MONTHS // 3)
                levels[one, block] = np.minimum(levels[one, block], Level.YEAR)
            else:
                spans.add((one, first, last))
