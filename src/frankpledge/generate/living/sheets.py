"""Columns as a partner would write them: texts under the names of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.contracts.registry import TABLES
from frankpledge.generate.living.drawing import Array
from frankpledge.generate.living.setting import Living
from frankpledge.periods import month_key

HOUR: Final = np.timedelta64(3600, "s")


def sheet(name: str, living: Living, month: int, columns: Mapping[str, Array]) -> pa.Table:
    """Return the rows of a table as texts, in the contract's order; a column that is not made is empty.

    ``columns`` are arrays by the contract's names, and may hold working columns beside these: ``where`` is
    the position of a small area, from which its codes are written.
    """
    count = len(next(iter(columns.values()))) if columns else 0
    places = {"lsoa": living.lsoa, "ward": living.ward, "authority": living.authority}
    made: dict[str, pa.Array] = {}
    for column in TABLES[name].sent_columns:
        if column.name in columns:
            made[column.name] = written(columns[column.name])
        elif column.name == "force":
            made["force"] = pa.array([living.force] * count, pa.string())
        elif column.name == "month":
            made["month"] = pa.array([month_key(month)] * count, pa.string())
        elif column.name in places and "where" in columns:
            made[column.name] = written(places[column.name][columns["where"]])
        else:
            made[column.name] = pa.nulls(count, pa.string())
    return pa.table(made)


def written(values: Array) -> pa.Array:
    """Return values as texts; None, NaN and NaT are empty cells."""
    if values.dtype == np.dtype("datetime64[s]"):
        return pa.array(clear_of_clock_changes(values)).cast(pa.string())
    if np.issubdtype(values.dtype, np.datetime64):
        return pa.array(values.astype("datetime64[D]")).cast(pa.string())
    if values.dtype == bool:
        return pc.if_else(pa.array(values), "yes", "no")
    if values.dtype == object:
        texts = [{True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one for one in values]
        return pa.array(texts, pa.string())
    numbers = pa.array(values.astype(np.float64), from_pandas=True)
    whole = pc.all(pc.equal(pc.floor(numbers), numbers)).as_py()
    return (numbers.cast(pa.int64()) if whole else numbers).cast(pa.string())


def clear_of_clock_changes(times: Array) -> Array:
    """Return local times with those of the hour that is left out in spring, or comes twice in autumn, at the
    end of it: there a time without its zone names no moment, or two. Their order stays."""
    day = times.astype("datetime64[D]")
    month = times.astype("datetime64[M]").astype(np.int64) % 12
    last_week = (day + 7).astype("datetime64[M]") != day.astype("datetime64[M]")
    sunday = (day.astype(np.int64) + 4) % 7 == 0
    changed = sunday & last_week & ((month == 2) | (month == 9))
    into = times - day.astype("datetime64[s]")
    return np.where(changed & (into >= HOUR) & (into < 2 * HOUR), day + 2 * HOUR, times)
