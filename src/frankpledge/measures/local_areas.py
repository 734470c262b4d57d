"""Which local area each small census area lies in.

The publisher's LSOA name begins with the name of its local authority, in the wording of the
download: a district that has since been merged keeps its old name in old downloads. The
office's declared names, predecessors' included, say which of today's authorities that is,
so one series runs through the change. Wards come from the office's LSOA lookup, by code.
LSOAs whose authority the office does not declare lie outside: they count for the force and
for no local area, and the gap is printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from frankpledge.areas import gss_code
from frankpledge.measures.relations import Records
from frankpledge.plan.definitions import Office

Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]

LSOA_SUFFIX = re.compile(r" [0-9]{3}[A-Z]$")


def authority_name(lsoa_name: str) -> str:
    """Return the authority in an LSOA's name: ``authority_name('Corby 005A') == 'Corby'``."""
    return LSOA_SUFFIX.sub("", lsoa_name)


@dataclass(frozen=True)
class LocalMap:
    """For each kind of local area: small census area (number) → area code; and titles by code."""

    of: dict[str, dict[int, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def area_types(self) -> tuple[str, ...]:
        return tuple(self.of)

    @property
    def has_areas(self) -> bool:
        return any(self.of.values())

    def places(self, area_type: str, lsoas: pa.ChunkedArray) -> tuple[Numbers, list[str]]:
        """Return for each LSOA the place of its area in the list beside it, −1 for those outside."""
        inside = self.of[area_type]
        areas = sorted(set(inside.values()))
        number_of = {code: number for number, code in enumerate(areas)}
        encoded = lsoas.combine_chunks().dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        numbers = np.array([number_of.get(inside.get(lsoa, ""), -1) for lsoa in distinct], np.int32)
        return numbers[encoded.indices.to_numpy()] if len(distinct) else numbers, areas

    def table(self, area_type: str) -> pa.Table:
        """Return the map of one kind as a table: lsoa, area-code."""
        pairs = sorted(self.of[area_type].items())
        return pa.table(
            {
                "lsoa": pa.array([number for number, _ in pairs], pa.int32()),
                "area-code": pa.array([code for _, code in pairs], pa.string()),
            }
        )


def local_map(records: Records, office: Office) -> LocalMap:
    """Return the map for the LSOAs that appear in the records of the office's own forces."""
    codes_by_name = {name: area.code for area in office.local_areas for name in (area.title, *area.names)}
    names: dict[int, str] = {}
    inside: dict[int, str] = {}
    for table in ("crimes", "outcomes") if codes_by_name else ():
        for pairs in records.places(table, office.forces):
            for number, name in zip(pairs["lsoa"].to_pylist(), pairs["lsoa-name"].to_pylist(), strict=True):
                code = codes_by_name.get(authority_name(name))
                if code is not None and name > names.get(number, ""):
                    names[number], inside[number] = name, code
    titles = {area.code: area.title for area in office.local_areas}
    titles |= {gss_code(number): name for number, name in names.items()}
    of = {"local-authority": inside, "lsoa": {number: gss_code(number) for number in inside}}
    wards = _wards(records, inside, titles)
    if wards:
        of["ward"] = wards
    return LocalMap(of, titles)


def _wards(records: Records, inside: dict[int, str], titles: dict[str, str]) -> dict[int, str]:
    lookup = records.table("lsoa-lookup")
    if lookup is None or not inside:
        return {}
    rows = records.engine.run(lookup.select("lsoa", "ward", "ward-name"))
    wards: dict[int, str] = {}
    for number, ward, name in zip(*(rows[column].to_pylist() for column in rows.column_names), strict=True):
        if number in inside:
            wards[number] = gss_code(ward)
            titles[gss_code(ward)] = name
    return wards
