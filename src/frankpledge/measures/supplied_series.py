"""Supplied values read: months that add up as dense series, all else as figures that stand as they are.

A body is a source of its own. Where a force has figures of its own records, what bodies state of the same
measure is beside the headline, never in it: the two are not compared.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.figures import FIGURE_KEY, Basis, State, figures_schema
from frankpledge.measures.adding_returns import PARTED, Row
from frankpledge.measures.series import EPOCH, SeriesKey, SeriesSet
from frankpledge.measures.windows import KNOWN, MISSING, Dense
from frankpledge.periods import Window, month_of
from frankpledge.plan.definitions import ADDED_UP, Definitions

_OF_SERIES = ("measure", "source", "area_type", "area", "breakdown")


@dataclass(frozen=True)
class SuppliedSeries:
    """The supplied values of a build. ``first_month`` and ``months`` are those of all its dense series."""

    rows: pa.Table
    definitions: Definitions
    first_month: int
    months: int

    def sources(self, measure: str) -> tuple[str, ...]:
        """Return the bodies that state values of a measure: sums of several before each of them."""
        found = set(self.of(measure)["source"].to_pylist())
        return tuple(sorted(found, key=lambda one: (" + " not in one, one)))

    def bodies(self) -> tuple[str, ...]:
        """Return every body, sorted."""
        return tuple(sorted(set(self.rows["source"].to_pylist())))

    def areas(self) -> dict[str, str]:
        """Return every area that has a supplied value, with its kind."""
        return dict(zip(self.rows["area"].to_pylist(), self.rows["area_type"].to_pylist(), strict=True))

    def area_types(self, measure: str) -> tuple[str, ...]:
        """Return the kinds of area that bodies state a measure for."""
        return tuple(sorted(set(self.of(measure)["area_type"].to_pylist())))

    def of(self, measure: str, source: str = "") -> pa.Table:
        """Return what one body (or with none named, every body) states of a measure."""
        rows = self.rows.filter(pc.equal(self.rows["measure"], measure))
        return rows.filter(pc.equal(rows["source"], source)) if source else rows

    def headline(self, measure: str, own: Collection[str]) -> pa.Table:
        """Return one body's values for each area, of those forces that have no records (``own`` have).

        It is the body that has stated the newest period: where one takes over from another, the new one.
        """
        rows = self.of(measure)
        rows = rows.filter(pc.invert(pc.is_in(rows["force"], pa.array(sorted(own), pa.string()))))
        columns = [rows[name].to_pylist() for name in ("area_type", "area", "source", "period_end")]
        newest: dict[tuple[str, str], dict[str, date]] = {}
        for kind, area, source, end in zip(*columns, strict=True):
            held = newest.setdefault((kind, area), {})
            held[source] = max(held.get(source, end), end)
        order = {source: -place for place, source in enumerate(self.sources(measure))}
        first = {
            key: max(held, key=lambda source: (held[source], order[source])) for key, held in newest.items()
        }
        keep = [first[kind, area] == source for kind, area, source, _ in zip(*columns, strict=True)]
        return rows.filter(pa.array(keep, pa.bool_()))

    def read(
        self, measure: str, rows: pa.Table, area_type: str, breakdown: str, areas: Collection[str] | None
    ) -> list[SeriesSet]:
        """Return the dense series of supplied months that add up, one set for each body in ``rows``."""
        declared = self.definitions.measures[measure]
        if declared.kind not in (*ADDED_UP, *PARTED):
            return []
        found: dict[str, dict[SeriesKey, list[Row]]] = {}
        for row in self.monthly(rows).to_pylist():
            if row["area_type"] != area_type or (areas is not None and row["area"] not in areas):
                continue
            if row["breakdown"].partition("=")[0] != breakdown:
                continue
            key = SeriesKey(area_type, row["area"], row["breakdown"])
            found.setdefault(row["source"], {}).setdefault(key, []).append(row)
        return [
            self._set(measure, source, found[source]) for source in self.sources(measure) if source in found
        ]

    @staticmethod
    def monthly(rows: pa.Table) -> pa.Table:
        """Return the months of the series whose every month says what it was counted from."""
        months = rows.filter(pc.equal(rows["window"], Window.MONTH.value))
        bare = months.filter(pc.is_null(months["numerator"]))
        whole = _keys(bare)
        return months.filter(pa.array([key not in whole for key in _listed(months)], pa.bool_()))

    def _set(self, measure: str, source: str, held: dict[SeriesKey, list[Row]]) -> SeriesSet:
        declared = self.definitions.measures[measure]
        keys = tuple(sorted(held, key=lambda key: (key.area, key.breakdown)))
        shape = (len(keys), self.months)
        numerator, denominator = np.zeros(shape), np.zeros(shape)
        state, obtained = np.full(shape, MISSING, np.int8), np.zeros(shape, np.int32)
        for number, key in enumerate(keys):
            for row in held[key]:
                place = month_of(row["period_start"]) - self.first_month
                numerator[number, place] = row["numerator"]
                denominator[number, place] = row["denominator"] or 0.0
                state[number, place] = KNOWN
                obtained[number, place] = (row["as_at"] - EPOCH).days
        below = None if declared.kind in ADDED_UP else denominator
        scale = declared.scale if below is not None else 1.0
        at_end = declared.at_end
        dense = Dense(
            self.first_month, numerator, state, obtained, below, at_end and below is not None, scale, at_end
        )
        return SeriesSet(declared, source, keys, dense, Basis.SUPPLIED)

    def figures(self, rows: pa.Table) -> pa.Table:
        """Return what stands as it was stated as rows of the figures table.

        A period that months given as well come to is left out: it is worked out from them.
        """
        monthly = self.monthly(rows)
        firsts = (month_of(day) for day in monthly["period_start"].to_pylist())
        given = {(*key, month) for key, month in zip(_listed(monthly), firsts, strict=True)}
        keep = []
        for key, row in zip(_listed(rows), rows.to_pylist(), strict=True):
            span = range(month_of(row["period_start"]), month_of(row["period_end"]) + 1)
            dated = row["window"] == Window.AT
            keep.append(dated or not all((*key, month) in given for month in span))
        rows = rows.filter(pa.array(keep, pa.bool_()))
        units = [self.definitions.measures[name].unit for name in rows["measure"].to_pylist()]
        count = rows.num_rows
        columns = {
            "unit": pa.array(units, pa.string()),
            "state": pa.array([State.KNOWN.value] * count, pa.string()),
            "basis": pa.array([Basis.SUPPLIED.value] * count, pa.string()),
        }
        schema = figures_schema()
        held = [columns[one.name] if one.name in columns else rows[one.name] for one in schema]
        return pa.table(held, names=schema.names).cast(schema)


def supplied_series(
    rows: pa.Table, definitions: Definitions, first_month: int, last_month: int
) -> SuppliedSeries:
    """Return the supplied values of a build over the months that any of its figures are of."""
    return SuppliedSeries(rows, definitions, first_month, max(last_month - first_month + 1, 0))


def without(figures: pa.Table, stated: pa.Table) -> pa.Table:
    """Return figures without those whose key a body has stated: what it says stands."""
    if not stated.num_rows or not figures.num_rows:
        return figures
    said = set(zip(*(stated[name].cast(pa.string()).to_pylist() for name in FIGURE_KEY), strict=True))
    mine = zip(*(figures[name].cast(pa.string()).to_pylist() for name in FIGURE_KEY), strict=True)
    return figures.filter(pa.array([key not in said for key in mine], pa.bool_()))


def _listed(rows: pa.Table) -> list[tuple[str, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in _OF_SERIES), strict=True))


def _keys(rows: pa.Table) -> set[tuple[str, ...]]:
    return set(_listed(rows))
