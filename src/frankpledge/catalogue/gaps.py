"""What is wanting: tables nobody supplies, measures without data, places without a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from frankpledge.areas import gss_code
from frankpledge.builds.manifest import committed
from frankpledge.builds.reading import Build, open_build
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table
from frankpledge.plan.definitions import COUNTED_KINDS, Definitions
from frankpledge.store.editions import Edition
from frankpledge.store.rows import parts_of, rows_of

LOOKUPS = ("lsoa-lookup", "lsoa-successors")


@dataclass(frozen=True)
class EmptyPlaces:
    """Small census areas and wards of the office in which a table has no row, and how many there are."""

    table: str
    lsoas: tuple[str, ...]
    of_lsoas: int
    wards: tuple[str, ...]
    of_wards: int


@dataclass(frozen=True)
class Gaps:
    """What declared measures want and nobody supplies. ``never_counted`` are measures whose tables are held
    and of which the newest build counted no row in any month."""

    unsupplied: Mapping[str, tuple[str, ...]]
    without_data: Mapping[str, tuple[str, ...]]
    never_counted: tuple[str, ...]
    places: tuple[EmptyPlaces, ...]


def gaps_of(
    office: Path,
    definitions: Definitions,
    measures_by_table: Mapping[str, tuple[str, ...]],
    in_use: Sequence[Edition],
    build: Build | None = None,
) -> Gaps:
    """Return the gaps of an office's records against what it declares."""
    held = {one.table for one in in_use}
    needed = {name: ids for name, ids in measures_by_table.items() if name not in LOOKUPS}
    unsupplied = {name: needed[name] for name in TABLES if name in needed and name not in held}
    without: dict[str, list[str]] = {}
    for name, ids in unsupplied.items():
        for id_ in ids:
            without.setdefault(id_, []).append(name)
    return Gaps(
        unsupplied,
        {id_: tuple(names) for id_, names in sorted(without.items())},
        _never_counted(office, definitions, set(without), build),
        tuple(_empty_places(office, definitions, in_use)),
    )


def _never_counted(
    office: Path, definitions: Definitions, without: set[str], build: Build | None
) -> tuple[str, ...]:
    if build is None:
        if not committed(office / "builds"):
            return ()
        build = open_build(office)
    counted = set(build.figures.reader.monthly["measure"].unique().to_pylist())
    return tuple(
        measure.id
        for measure in definitions.measures.values()
        if measure.kind in COUNTED_KINDS
        and measure.id in build.manifest.definitions
        and measure.id not in counted | without
    )


def _empty_places(office: Path, definitions: Definitions, in_use: Sequence[Edition]) -> list[EmptyPlaces]:
    """Return for each table with small census areas those of the office that no row of it names.

    Areas are those of the lookup, of 2011. A row in a 2021 area is one in each area it was made from.
    """
    ward_of, came_from = _places(office, definitions, in_use)
    if not ward_of:
        return []
    own = set(definitions.office.forces)
    found = []
    for table in TABLES.values():
        editions = [one for one in in_use if one.table == table.name and one.area in own]
        if table.monthly and "lsoa" in table.column_names and any(one.rows for one in editions):
            named = _named(office, table, editions)
            seen = {old for lsoa in named for old in came_from.get(lsoa, {lsoa})}
            empty = sorted(ward_of.keys() - seen)
            wards, with_rows = set(ward_of.values()), {ward_of[one] for one in seen if one in ward_of}
            found.append(
                EmptyPlaces(
                    table.name,
                    tuple(map(gss_code, empty)),
                    len(ward_of),
                    tuple(map(gss_code, sorted(wards - with_rows))),
                    len(wards),
                )
            )
    return found


def _named(office: Path, table: Table, editions: Sequence[Edition]) -> set[int]:
    """Return the small areas that rows name, looking at one part of the store at a time."""
    found: set[int] = set()
    for part in parts_of(office / "store", table, editions, ["lsoa"]):
        found.update(pc.unique(part["lsoa"]).drop_null().to_pylist())
    return found


def _places(
    office: Path, definitions: Definitions, in_use: Sequence[Edition]
) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Return the ward of each 2011 area of the office, and the areas each 2021 area was made from."""
    store = office / "store"
    declared = {area.code for area in definitions.office.local_areas}
    names = {name for area in definitions.office.local_areas for name in (area.title, *area.names)}
    columns = ["lsoa", "ward", "authority", "authority-name"]
    rows = rows_of(store, TABLES["lsoa-lookup"], in_use, columns).to_pylist()
    ward_of = {
        row["lsoa"]: row["ward"]
        for row in rows
        if gss_code(row["authority"]) in declared
        or row["authority-name"].removesuffix("(generated)").strip() in names
    }
    came_from: dict[int, set[int]] = {}
    for row in rows_of(store, TABLES["lsoa-successors"], in_use, ["lsoa", "successor"]).to_pylist():
        came_from.setdefault(row["successor"], set()).add(row["lsoa"])
    return ward_of, came_from
