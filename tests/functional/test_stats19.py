"""STATS19 files as published: known by their headers, kept by force and month, joined to their collisions."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from frankpledge.areas import TERRITORIAL
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.stats19_collision_words import POLICE_FORCE
from frankpledge.plan.office_folder import new_office
from frankpledge.sources.stats19 import force_of_code
from frankpledge.store.log import read_snapshot
from tests.functional.cli import done, run

COLLISION = (
    "collision_index,collision_year,collision_ref_no,longitude,latitude,police_force,collision_severity,"
    "number_of_vehicles,number_of_casualties,date,time,speed_limit,junction_detail_historic,junction_detail,"
    "lsoa_of_collision_location\n"
)
VEHICLE = "collision_index,collision_year,collision_ref_no,vehicle_reference,vehicle_type,age_of_driver\n"
CASUALTY = (
    "collision_index,collision_year,collision_ref_no,vehicle_reference,casualty_reference,casualty_class,"
    "age_of_casualty,casualty_severity,lsoa_of_casualty\n"
)
COLLISIONS = (
    "2023400001,2023,400001,-0.4,52.1,40,3,2,2,14/01/2023,10:05,30,0,0,E01017456\n"
    "2023400002,2023,400002,NULL,NULL,40,1,1,1,31/03/2023,-1,-1,-1,-1,-1\n"
    "2023340003,2023,340003,-0.9,52.2,34,2,1,1,28/02/2023,23:59,60,0,0,E01027000\n"
)
VEHICLES = (
    "2023400001,2023,400001,1,9,44\n2023400001,2023,400001,2,9,-1\n"
    "2023400002,2023,400002,1,1,19\n2023340003,2023,340003,1,9,60\n"
)
CASUALTIES = (
    "2023400001,2023,400001,1,1,1,44,3,E01017456\n2023400001,2023,400001,2,2,1,-1,3,-1\n"
    "2023400002,2023,400002,1,1,1,19,1,-1\n2023340003,2023,340003,1,1,1,60,2,-1\n"
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "beds", "bedfordshire")
    return tmp_path / "beds"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    written = {}
    for name, text in (
        ("collision", COLLISION + COLLISIONS),
        ("vehicle", VEHICLE + VEHICLES),
        ("casualty", CASUALTY + CASUALTIES),
    ):
        written[name] = tmp_path / f"dft-road-casualty-statistics-{name}-2023.csv"
        written[name].write_text(text, encoding="utf-8")
    return written


def held(office: Path, table: str) -> list[dict[str, object]]:
    """The rows in use of a table, in the order of their numbers."""
    store = office / "store"
    rows = []
    for one in read_snapshot(store).selected():
        if one.table == table and one.rows:
            stored = pq.read_table(store / one.part, partitioning=None)
            rows += stored.filter(pc.equal(stored["edition"], one.code)).to_pylist()
    return sorted(rows, key=lambda row: row["record"])


def months(office: Path, table: str) -> dict[tuple[str, int], int]:
    return {
        (one.area, (one.month or 0) % 12 + 1): one.rows
        for one in read_snapshot(office / "store").selected()
        if one.table == table
    }


def test_the_three_files_are_kept_by_force_and_month(office: Path, files: dict[str, Path]) -> None:
    done("ingest", office, files["casualty"], files["vehicle"], files["collision"])
    assert months(office, "collisions") == {
        ("bedfordshire", 1): 1, ("bedfordshire", 2): 0, ("bedfordshire", 3): 1,
        ("northamptonshire", 1): 0, ("northamptonshire", 2): 1, ("northamptonshire", 3): 0,
    }  # fmt: skip
    assert months(office, "casualties")["bedfordshire", 1] == 2
    assert months(office, "collision-vehicles")["northamptonshire", 2] == 1
    first, second, _ = held(office, "collisions")
    assert first["date"] == date(2023, 1, 14)
    assert first["lsoa"] == 1017456
    assert first["time"] == 10 * 60 + 5
    assert first["provisional"] is False
    for name in ("lsoa", "longitude", "latitude", "time", "speed-limit", "junction-detail"):
        assert second[name] is None, name
    one, other, *_ = held(office, "casualties")
    assert (one["force"], one["date"]) == ("bedfordshire", date(2023, 1, 14))
    assert (one["age-of-casualty"], other["age-of-casualty"]) == (44, None)


def test_the_same_files_again_change_nothing(office: Path, files: dict[str, Path]) -> None:
    done("ingest", office, *files.values())
    before = read_snapshot(office / "store").editions
    for more in ((), ("--rehash",)):
        said = done("ingest", office, *files.values(), *more)
        assert "unchanged" in said.out + said.err
    assert read_snapshot(office / "store").editions == before


def test_casualties_need_their_collisions_with_them_or_before(office: Path, files: dict[str, Path]) -> None:
    said = run("ingest", office, files["casualty"])
    assert said.code == 3
    assert "none of its collisions is held" in said.err
    assert "file of collisions" in said.err
    done("ingest", office, files["collision"])
    done("ingest", office, files["casualty"])
    assert sum(months(office, "casualties").values()) == 4


def test_casualties_are_read_again_when_their_collisions_came(
    office: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    some = tmp_path / "dft-road-casualty-statistics-collision-part-2023.csv"
    some.write_text(COLLISION + COLLISIONS.splitlines(keepends=True)[0], encoding="utf-8")
    done("ingest", office, some, files["casualty"])
    assert sum(months(office, "casualties").values()) == 2
    done("ingest", office, files["collision"])
    done("ingest", office, files["casualty"])
    assert sum(months(office, "casualties").values()) == 4


def test_forces_of_scotland_are_refused_with_a_reason(office: Path, files: dict[str, Path]) -> None:
    row = COLLISIONS.splitlines()[0].replace("2023400001", "2023990004").replace(",40,3", ",99,3")
    files["collision"].write_text(COLLISION + COLLISIONS + row + "\n", encoding="utf-8")
    said = done("ingest", office, files["collision"])
    assert "force is not a known force" in said.out + said.err
    assert sum(months(office, "collisions").values()) == 3


def test_a_provisional_file_says_so_until_the_final_one_supersedes_it(
    office: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    early = tmp_path / "dft-road-casualty-statistics-collision-provisional-2023.csv"
    early.write_text(COLLISION + COLLISIONS, encoding="utf-8")
    done("ingest", office, early, "--obtained", "2023-11-30")
    assert {row["provisional"] for row in held(office, "collisions")} == {True}
    done("ingest", office, files["collision"], "--obtained", "2024-09-30")
    assert {row["provisional"] for row in held(office, "collisions")} == {False}


def test_files_of_earlier_years_call_a_collision_an_accident(office: Path, files: dict[str, Path]) -> None:
    old = (
        COLLISION.replace("collision_ref_no", "accident_reference").replace("collision", "accident")
        .replace("junction_detail_historic,", "")
    )  # fmt: skip
    row = "2019400001,2019,400001,-0.4,52.1,40,3,2,2,14/01/2019,10:05,30,3,E01017456\n"
    files["collision"].write_text(old + row, encoding="utf-8")
    done("ingest", office, files["collision"])
    (only,) = held(office, "collisions")
    assert only["collision-index"] == "2019400001"
    assert only["junction-detail"] is None
    historic = TABLES["collisions"].column("junction-detail-historic").vocabulary
    assert historic is not None
    assert only["junction-detail-historic"] == historic.code_of_word("3")


def test_an_unknown_column_is_named(office: Path, files: dict[str, Path]) -> None:
    files["collision"].write_text(COLLISION[:-1] + ",weather\n" + COLLISIONS, encoding="utf-8")
    said = run("ingest", office, files["collision"])
    assert said.code == 3
    assert "'weather'" in said.err


def test_every_territorial_force_has_its_code() -> None:
    codes = [code for term in POLICE_FORCE.terms for code in term.written]
    assert {force_of_code(code) for code in codes} & set(TERRITORIAL) == set(TERRITORIAL)


def test_the_published_files_give_what_counting_their_lines_gives(office: Path, shared_data: Path) -> None:
    folder = shared_data / "stats19"
    names = {"collisions": "collision", "collision-vehicles": "vehicle", "casualties": "casualty"}
    paths = {
        table: folder / f"dft-road-casualty-statistics-{name}-2023.sample.csv"
        for table, name in names.items()
    }
    done("ingest", office, *paths.values())
    rows = {
        table: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        for table, path in paths.items()
    }
    month_of = {row["accident_index"]: int(row["date"][3:5]) for row in rows["collisions"]}
    for table, published in rows.items():
        assert {key[1]: count for key, count in months(office, table).items() if count} == Counter(
            month_of[row["accident_index"]] for row in published
        )
    fatal = sum(row["casualty_severity"] == "1" for row in rows["casualties"])
    assert fatal == sum(row["casualty-severity"] == 0 for row in held(office, "casualties"))
    assert {row["force"] for row in held(office, "collisions")} == {"cleveland"}
