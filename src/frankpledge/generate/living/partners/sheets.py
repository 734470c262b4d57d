"""Rows as the living county hands them on: the contract's columns in order, typed, empty where unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.generate.living.clock import HOUR, Moments, local, settled, universal
from frankpledge.generate.living.partners.drawing import Array
from frankpledge.generate.living.partners.setting import Setting
from frankpledge.periods import month_key

_TYPES: Final = {
    Type.TIMESTAMP: pa.timestamp("s"),
    Type.DATE: pa.date32(),
    Type.FLAG: pa.bool_(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
}
"""Arrow types by those of the contract, alike in every month; all others are texts."""


def sheet(name: str, setting: Setting, month: int, columns: Mapping[str, Array]) -> pa.Table:
    """Return the rows of a table; a column that is not made is empty.

    ``columns`` are arrays by the contract's names, and may hold working columns beside these: ``where`` is
    the position of a small area (−1: none), from which its codes are written. A month that is sent is the
    month asked for.
    """
    count = len(next(iter(columns.values()))) if columns else 0
    codes = {"lsoa": setting.lsoa, "ward": setting.ward, "authority": setting.authority}
    places = {name: np.array([*known.tolist(), None], object) for name, known in codes.items()}
    made: dict[str, pa.Array] = {}
    for column in TABLES[name].sent_columns:
        kind = _TYPES.get(column.type, pa.string())
        if column.name in columns:
            made[column.name] = typed(columns[column.name], kind)
        elif column.name in places and "where" in columns:
            made[column.name] = typed(places[column.name][columns["where"].astype(np.int64)], kind)
        elif column.name == "force":
            made["force"] = pa.repeat(pa.scalar(setting.force), count)
        elif column.name == "month":
            made["month"] = pa.repeat(pa.scalar(month_key(month)), count)
        else:
            made[column.name] = pa.nulls(count, kind)
    return pa.table(made)


def typed(values: Array, kind: pa.DataType) -> pa.Array:
    """Return an array as a column of a type, times in Universal Time; None, NaN and NaT are empty."""
    if pa.types.is_timestamp(kind):
        return pa.array(moments(values.astype("datetime64[s]")), kind)
    if pa.types.is_integer(kind):
        known = ~np.isnan(values.astype(np.float64))
        return pa.array(np.where(known, values, 0).astype(np.int64), kind, mask=~known)
    return pa.array(values, kind, from_pandas=True)


def moments(shown: Array) -> Moments:
    """Return the moments at which local clocks show times, their order kept: what falls in the hour that they
    leave out in spring happens at its end."""
    left_out = (local(universal(shown)) != shown) & ~np.isnat(shown)
    end = shown.astype("datetime64[h]").astype("datetime64[s]") + HOUR
    return settled(universal(np.where(left_out, end, shown)))
