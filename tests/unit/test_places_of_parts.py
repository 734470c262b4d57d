"""The names of places in a part's footer are those of its counted rows, edition by edition."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.errors import BadEnvironment
from frankpledge.store.places import PLACES_KEY, PlacesOfPart, has_places, places_of


def _rows(rows: list[tuple[int | None, str | None, bool]]) -> pa.Table:
    return pa.table(
        {
            "lsoa": pa.array([row[0] for row in rows], pa.int32()),
            "lsoa-name": pa.array([row[1] for row in rows]).dictionary_encode(),
            "counted": pa.array([row[2] for row in rows], pa.bool_()),
        }
    )


def _part(folder: Path, places: PlacesOfPart | None) -> Path:
    part = folder / "part.parquet"
    table = pa.table({"edition": [1]})
    kept = {} if places is None else {PLACES_KEY: places.encoded()}
    pq.write_table(table.replace_schema_metadata(kept), part)
    return part


def test_the_places_of_the_editions_asked_for(tmp_path: Path) -> None:
    places = PlacesOfPart()
    places.add(_rows([(7, "Bedford 001A", True), (7, "Bedford 001A", True), (8, "Luton 002B", False)]), 3)
    places.add(_rows([(None, "Bedford 009Z", True), (9, None, True), (9, "Luton 003C", True)]), 4)
    places.add(_rows([(7, "North Bedford 001A", True)]), 5)
    part = _part(tmp_path, places)
    assert places_of(part, {3, 4}).to_pylist() == [
        {"lsoa": 7, "lsoa-name": "Bedford 001A"},
        {"lsoa": 9, "lsoa-name": "Luton 003C"},
    ]
    assert places_of(part, {5}).to_pylist() == [{"lsoa": 7, "lsoa-name": "North Bedford 001A"}]
    assert places_of(part, {6}).num_rows == 0


def test_a_part_without_places_has_none_and_one_that_does_not_say_is_refused(tmp_path: Path) -> None:
    assert places_of(_part(tmp_path, PlacesOfPart()), {1}).num_rows == 0
    with pytest.raises(BadEnvironment, match="does not say which places are in it"):
        places_of(_part(tmp_path, None), {1})


def test_only_things_that_happened_in_a_place_have_places() -> None:
    assert {name for name, table in TABLES.items() if has_places(table)} == {"crimes", "outcomes"}
