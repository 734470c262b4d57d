"""Rates by households: what is told of them, what becomes of an area without any, and stores of before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from frankpledge.builds.diffing import diff
from frankpledge.builds.explaining import explain
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import State
from frankpledge.measures.figures import Query
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Window, parse_period
from frankpledge.plan.describing import describe
from frankpledge.publication.amounts import said
from frankpledge.store.log import read_snapshot
from tests.soundness.records import crimes, write
from tests.spec import offices
from tests.spec.naive.files import Download

RATE = "crime-household-rate"
DAY = date(2024, 1, 1)
PEOPLE = "pfa_code,pfa_name,population_{year},households_{year}\n"
BEDFORDSHIRE, ESSEX = "E23000026,Bedfordshire,", "E23000028,Essex,"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    made = offices.office_of_all_kinds(tmp_path / "office")
    files = tmp_path / "files"
    for force in ("bedfordshire", "essex"):
        write(files, "2023-01", crimes(4), force=force)
        write(files, "2023-02", [], force=force)
    offices.load(made, [Download(files, DAY)])
    return made


def tell(office: Path, text: str, name: str = "people.csv", day: date = DAY) -> Build:
    file = office.parent / name
    file.write_text(text, encoding="utf-8")
    assert not [problem for one in offices.load(office, [Download(file, day)]) for problem in one.problems]
    return offices.build(office)


def values(build: Build, area: str, measure: str = RATE) -> list[tuple[str, float | None, str]]:
    query = Query((measure,), (area,), windows=(Window.MONTH,))
    rows = build.figures.table(query).to_pylist()
    return [(row["period"], row["value"], row["state"]) for row in rows if row["source"] == "crimes"]


def test_an_area_without_households_has_no_rate_by_them_and_one_by_residents(office: Path) -> None:
    build = tell(office, PEOPLE.format(year=2020) + f"{BEDFORDSHIRE}4700,2000\n{ESSEX}9400,\n")
    assert values(build, "bedfordshire") == [("2023-01", 0.2, "known"), ("2023-02", 0.0, "known")]
    assert values(build, "essex") == [("2023-01", None, "missing"), ("2023-02", None, "missing")]
    assert [value for _, value, _ in values(build, "essex", "crime-rate")] == [4000 / 9400, 0]


def test_without_a_file_of_households_there_is_no_rate_at_all(office: Path) -> None:
    build = tell(office, f"pfa_code,pfa_name,population_2020\n{BEDFORDSHIRE}4700\n{ESSEX}9400\n")
    assert {state for area in ("bedfordshire", "essex") for _, _, state in values(build, area)} == {"missing"}


def test_the_base_is_named_wherever_the_rate_is_told(office: Path) -> None:
    build = tell(office, PEOPLE.format(year=2020) + f"{BEDFORDSHIRE}4700,2000\n")
    measure = build.definitions.measures[RATE]
    key = SeriesKey("force", "bedfordshire")
    month = parse_period(Window.MONTH, "2023-01")
    told = explain(office, build, measure, key, month)
    assert told.figure.state is State.KNOWN
    assert told.arithmetic == (
        "households: 2,000 (the latest estimate by the period's end)",
        "100 × 4 ÷ 2,000 = 0.2 per 100 households",
    )
    assert said(0.2, measure) == "0.20 per 100 households"
    described = describe(measure, build.definitions)
    assert "crimes-all, per 100 households" in described
    assert "Divided by the area's households" in described
    assert "residents" not in described
    assert "Office for National Statistics" in described
    whole = explain(office, build, measure, key, parse_period(Window.QUARTER, "2022-23-Q4"))
    assert whole.arithmetic[-1] == "no figure: missing"
    untold = explain(office, build, measure, SeriesKey("force", "essex"), month)
    assert untold.arithmetic[0] == "households: none of this area are told in the records held"


def test_households_of_a_later_year_are_used_from_then_on_beside_a_store_of_before(office: Path) -> None:
    """A part kept when the contract knew no households is read beside a newer one that has them."""
    before = tell(office, f"pfa_code,pfa_name,population_2020\n{BEDFORDSHIRE}4700\n", "old.csv")
    (old,) = [one for one in read_snapshot(office / "store").editions if one.table == "populations"]
    part = office / "store" / old.part
    kept = pq.read_table(part)
    pq.write_table(kept.drop_columns(["households"]), part)
    later = date(2024, 2, 1)
    after = tell(office, PEOPLE.format(year=2022) + f"{BEDFORDSHIRE}4800,2000\n", "new.csv", later)
    assert values(after, "bedfordshire") == [("2023-01", 0.2, "known"), ("2023-02", 0.0, "known")]
    assert values(after, "bedfordshire", "crime-rate")[0][1] == pytest.approx(4000 / 4800)
    changed = {row["measure"]: row["why"] for row in diff(before, after).to_pylist()}
    assert "populations" in changed[RATE]
