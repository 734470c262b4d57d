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

import pyarrow as pa

from frankpledge.areas import gss_code
from frankpledge.measures.relations import Records
from frankpledge.plan.definitions import Office

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
    for table in ("crimes", "outcomes"):
        rows = records.table(table)
        if rows is None or not codes_by_name:
            continue
        own = [edition.code for edition in records.of(table) if edition.area in office.forces]
        pairs = rows.filter(rows["edition"].isin(own) & rows["lsoa"].notnull())
        found = records.engine.run(pairs.select("lsoa", "lsoa-name").distinct())
        for number, name in zip(found["lsoa"].to_pylist(), found["lsoa-name"].to_pylist(), strict=True):
            if name is not None and authority_name(name) in codes_by_name:
                names[number] = max(name, names.get(number, ""))
    inside = {number: codes_by_name[authority_name(name)] for number, name in names.items()}
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
    wards = {}
    for number, ward, name in zip(*(rows[column].to_pylist() for column in rows.column_names), strict=True):
        if number in inside:
            wards[number] = gss_code(ward)
            titles[gss_code(ward)] = name
    return wards
