"""Which local area each small census area lies in.

The publisher's LSOA name begins with the name of its local authority, in the wording of the
download: a district that has since been merged keeps its old name in old downloads. The
office's declared names, predecessors' included, say which of today's authorities that is,
so one series runs through the change. Wards come from the office's LSOA lookup, by code.
LSOAs whose authority the office does not declare lie outside: they count for the force and
for no local area, and the gap is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import gss_code
from frankpledge.measures.relations import Records
from frankpledge.plan.definitions import Office

Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]

PLACED_TABLES = ("crimes", "outcomes")
PLACED = ("lsoa", "lsoa-name")

LSOA_SUFFIX = " [0-9]{3}[A-Z]$"
"""What follows the authority in an LSOA's name: Corby 005A lies in Corby."""


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
    pairs = [pairs for table in PLACED_TABLES for pairs in records.places(table, office.forces)]
    named = _named(pairs, codes_by_name) if codes_by_name and pairs else []
    inside = {number: code for number, _, code in named}
    official = {number: gss_code(number) for number in inside}
    titles = {area.code: area.title for area in office.local_areas}
    titles |= {official[number]: name for number, name, _ in named}
    of = {"local-authority": inside, "lsoa": official}
    wards = _wards(records, inside, titles)
    if wards:
        of["ward"] = wards
    return LocalMap(of, titles)


def _named(pairs: Sequence[pa.Table], codes_by_name: dict[str, str]) -> list[tuple[int, str, str]]:
    """Return LSOAs of known authorities with name and authority, sorted: the last of an LSOA counts.

    There is a pair for every LSOA of every part, so texts are taken apart all at once.
    """
    every = pa.concat_tables(pairs)
    authority = pc.replace_substring_regex(every["lsoa-name"], LSOA_SUFFIX, "")
    encoded = authority.combine_chunks().dictionary_encode()
    code_of = pa.array([codes_by_name.get(name) for name in encoded.dictionary.to_pylist()], pa.string())
    held = every.append_column("code", code_of.take(encoded.indices))
    held = held.filter(held["code"].is_valid()).sort_by([(name, "ascending") for name in PLACED])
    return list(zip(*(held[name].to_pylist() for name in (*PLACED, "code")), strict=True))


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
