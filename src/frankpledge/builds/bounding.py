"""The boundaries a build holds: those of the office's own local areas, so that maps need no store.

Census areas were drawn anew in 2021. Shapes of two censuses overlap where an area was split
or merged, so one map must not mix them: the census that knows most of the areas with records
is taken whole, and areas it does not know have figures but no shape.
"""

from __future__ import annotations

import pyarrow as pa

from frankpledge.builds.reading import BOUNDED
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import Records

SHAPED = {"lsoa": ("lsoa-2021", "lsoa-2011"), "ward": ("ward",)}
"""Kind of local area → the kinds of boundary that show it, the newest first."""


def boundaries_of(records: Records, local: LocalMap) -> pa.Table:
    """Return the geometries of the local areas that are mapped, by kind and code; no rows without any.

    Where two files hold one area, the one obtained later counts.
    """
    rows: list[tuple[str, str, str]] = []
    table = records.table("boundaries")
    if table is not None and local.has_areas:
        for area_type in sorted(SHAPED.keys() & local.of.keys()):
            codes = set(local.of[area_type].values())
            found = [_shapes(records, boundary, codes) for boundary in SHAPED[area_type]]
            best = max(found, key=len)
            rows += [(area_type, code, geometry) for code, geometry in sorted(best.items())]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(BOUNDED)
    return pa.table(
        {name: pa.array(values, pa.string()) for name, values in zip(BOUNDED, columns, strict=True)}
    )


def _shapes(records: Records, boundary: str, codes: set[str]) -> dict[str, str]:
    table = records.table("boundaries")
    assert table is not None
    wanted = table.filter((table["area-type"] == boundary) & table["code"].isin(sorted(codes)))
    rows = records.engine.run(wanted.select("edition", "code", "geometry"))
    order = {edition.code: (edition.obtained, edition.code) for edition in records.of("boundaries")}
    held: dict[str, tuple[tuple[object, ...], str]] = {}
    for edition, code, geometry in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        rank = (*order[edition], geometry)
        if code not in held or rank > held[code][0]:
            held[code] = (rank, geometry)
    return {code: geometry for code, (_, geometry) in held.items()}
