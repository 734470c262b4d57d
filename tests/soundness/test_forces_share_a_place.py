"""Promise: what two of an office's forces record in one small area is one figure, their sum."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from frankpledge.measures.figures import Query
from tests.soundness.records import crime, write
from tests.spec.agreement import agree
from tests.spec.naive.files import Download
from tests.spec.offices import OFFICE, build, load, naive, office_of_all_kinds

PLACE = {"LSOA code": "E01017456", "LSOA name": "Bedford 001A"}


def test_counts_of_two_own_forces_in_one_area_are_added_up(tmp_path: Path) -> None:
    office = office_of_all_kinds(tmp_path / "office")
    text = OFFICE.replace("forces: [bedfordshire]", "forces: [bedfordshire, essex]")
    (office / "office.yaml").write_text(text, encoding="utf-8")
    for force, count, start in (("bedfordshire", 3, 0), ("essex", 2, 100)):
        rows = [crime(start + number, **PLACE) for number in range(count)]
        write(tmp_path / "records", "2023-01", rows, force=force)
    downloads = [Download(tmp_path / "records", date(2024, 1, 1))]
    load(office, downloads)
    made = build(office)
    for area_type, area in (("lsoa", "E01017456"), ("local-authority", "E06000055")):
        (row,) = made.figures.table(Query(("crimes-all",), (area,), area_types=(area_type,))).to_pylist()
        assert row["value"] == 5
    found = agree(made, naive(office, downloads))
    assert not found.differences, found.told()
