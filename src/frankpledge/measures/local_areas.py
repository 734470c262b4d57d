"""Which local area each small census area lies in.

The publisher's LSOA name begins with the name of its local authority, in the wording of the
download: a district that has since been merged keeps its old name in old downloads. The
office's declared names, predecessors' included, say which of today's authorities that is,
so one series runs through the change. Wards come from the office's LSOA lookup, by code.
Where a table gives the LSOA alone, as partners do, its authority comes from the lookup too. A code of the
2021 census is not in a lookup of 2011: its authority and the areas it came from are in the table of
successors, and its ward is theirs, where they lie in one.
LSOAs whose authority the office does not declare lie outside: they count for the force and
for no local area, and the gap is printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import gss_code
from frankpledge.contracts.registry import TABLES
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
    titles = {area.code: area.title for area in office.local_areas}
    titles |= {gss_code(number): name for number, name, _ in named}
    if codes_by_name:
        wanted = _given_alone(records, office.forces) - inside.keys()
        inside |= _looked_up(records, wanted, codes_by_name, titles)
    official = {number: gss_code(number) for number in inside}
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


def _given_alone(records: Records, forces: Collection[str]) -> set[int]:
    """Return the LSOAs in records of the office's own forces in tables that do not name them."""
    found: set[int] = set()
    for table in TABLES.values():
        if table.monthly and "lsoa" in table.column_names and "lsoa-name" not in table.column_names:
            own = frozenset(one.code for one in records.of(table.name) if one.area in forces and one.rows)
            rows = records.table(table.name, own) if own else None
            if rows is not None:
                seen = records.engine.run(rows.filter(rows["lsoa"].notnull()).select("lsoa").distinct())
                found |= set(seen["lsoa"].to_pylist())
    return found


LOOKUPS = (("lsoa-lookup", "lsoa", "lsoa-name"), ("lsoa-successors", "successor", "successor-name"))
"""Tables that say in which authority an LSOA lies: of the 2011 census, and of that of 2021."""


def _looked_up(
    records: Records, wanted: set[int], codes_by_name: dict[str, str], titles: dict[str, str]
) -> dict[int, str]:
    """Return the office's authority of each wanted LSOA that a lookup places in one, and note its title."""
    declared = set(codes_by_name.values())
    inside: dict[int, str] = {}
    for table, lsoa, name in LOOKUPS if wanted else ():
        for number, title, code, authority in _rows(
            records, table, lsoa, name, "authority", "authority-name"
        ):
            known = gss_code(code) if gss_code(code) in declared else None
            area = known or codes_by_name.get(authority.removesuffix("(generated)").strip())
            if number in wanted and area is not None:
                inside[number] = area
                titles[gss_code(number)] = title
    return inside


def _wards(records: Records, inside: dict[int, str], titles: dict[str, str]) -> dict[int, str]:
    if not inside:
        return {}
    ward_of: dict[int, str] = {}
    names: dict[str, str] = {}
    for number, ward, name in _rows(records, "lsoa-lookup", "lsoa", "ward", "ward-name"):
        ward_of[number] = gss_code(ward)
        names[gss_code(ward)] = name
    came_from: dict[int, set[str | None]] = {}
    for number, successor in _rows(records, "lsoa-successors", "lsoa", "successor"):
        came_from.setdefault(successor, set()).add(ward_of.get(number))
    later = {lsoa: next(iter(wards)) for lsoa, wards in came_from.items() if len(wards) == 1}
    wards = {
        number: ward for number in inside if (ward := ward_of.get(number) or later.get(number)) is not None
    }
    titles |= {ward: names[ward] for ward in wards.values()}
    return wards


def _rows(records: Records, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a lookup; nothing where it was not supplied."""
    lookup = records.table(table)
    if lookup is not None:
        rows = records.engine.run(lookup.select(*columns))
        yield from zip(*(rows[column].to_pylist() for column in columns), strict=True)
