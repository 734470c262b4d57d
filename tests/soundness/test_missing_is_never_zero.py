"""Promise: a month never supplied is missing, whatever is done with it; one supplied without rows is 0."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from frankpledge.builds.reading import Build
from frankpledge.cli import main
from frankpledge.measures.figures import Query
from frankpledge.periods import MONTHLY_WINDOWS, Window
from tests.soundness.records import crimes, write
from tests.spec.naive.files import Download
from tests.spec.naive.months import between
from tests.spec.offices import build, load

DAY = date(2024, 1, 1)


def _values(
    build: Build, measure: str, window: Window, area: str = "bedfordshire"
) -> dict[str, float | None]:
    rows = build.figures.table(Query((measure,), (area,), windows=(window,))).to_pylist()
    assert all((row["value"] is None) == (row["state"] == "missing") for row in rows if row["n"] is None)
    return {row["period"]: row["value"] for row in rows}


def test_a_file_without_rows_is_0_and_no_file_is_missing(office: Path, files: Path) -> None:
    write(files, "2023-01", crimes(4))
    write(files, "2023-02", [])
    write(files, "2023-04", crimes(2))
    load(office, [Download(files, DAY)])
    made = build(office)
    assert _values(made, "crimes-all", Window.MONTH) == {
        "2023-01": 4, "2023-02": 0, "2023-03": None, "2023-04": 2,
    }  # fmt: skip
    assert _values(made, "crimes-all", Window.QUARTER)["2022-23-Q4"] is None
    assert _values(made, "crimes-all", Window.YEAR_TO_DATE)["2023-04"] == 2


def test_nothing_is_said_of_a_table_that_was_never_supplied(office: Path, files: Path) -> None:
    write(files, "2023-01", crimes(4))
    load(office, [Download(files, DAY)])
    made = build(office)
    for measure in ("outcomes-given", "charged-share", "searches", "answered-for", "given-over-recorded"):
        for window in MONTHLY_WINDOWS:
            held = _values(made, measure, window)
            assert set(held.values()) <= {None}, (measure, window)


def test_nothing_is_compared_with_a_missing_month(office: Path, files: Path) -> None:
    for month in ("2022-01", "2023-01", "2023-03"):
        write(files, month, crimes(4))
    load(office, [Download(files, DAY)])
    rows = [row for row in build(office).comparisons().to_pylist() if row["measure"] == "crimes-all"]
    assert {(row["period"], row["comparator"]) for row in rows} == {("2023-01", "same-period-last-year")}


def test_what_people_get_shows_a_missing_month_as_nothing(office: Path, files: Path) -> None:
    write(files, "2023-01", crimes(4))
    write(files, "2023-03", crimes(4))
    load(office, [Download(files, DAY)])
    build(office)
    asked = ["figures", str(office), "--measure", "crimes-all", "--area", "bedfordshire", "--format"]
    rows = json.loads(CliRunner().invoke(main, [*asked, "json"]).output)
    (gap,) = [row for row in rows if row["period"] == "2023-02"]
    assert gap["state"] == "missing"
    assert [gap[name] for name in ("numerator", "value", "n")] == [None, None, None]
    lines = CliRunner().invoke(main, [*asked, "csv"]).output.splitlines()
    header = lines[0].split(",")
    (line,) = [line.split(",") for line in lines[1:] if "2023-02" in line.split(",")]
    assert dict(zip(header, line, strict=True))["value"] == ""


def test_twelve_rows_are_not_twelve_months(office: Path, files: Path) -> None:
    """Thirteen months with one gap hold twelve values, and no rolling year."""
    months = [month for month in between("2022-01", "2023-01") if month != "2022-07"]
    assert len(months) == 12
    for month in months:
        write(files, month, crimes(3))
    load(office, [Download(files, DAY)])
    values = _values(build(office), "crimes-all", Window.ROLLING_12)
    assert set(values.values()) <= {None}
    write(files, "2022-07", crimes(5))
    load(office, [Download(files, DAY)])
    assert _values(build(office), "crimes-all", Window.ROLLING_12) == {"2022-12": 38, "2023-01": 38}


def test_a_local_area_in_which_nothing_was_counted_is_0_where_supplied(office: Path, files: Path) -> None:
    cells = {"LSOA code": "E01017456", "LSOA name": "Bedford 001A"}
    write(files, "2023-01", [{**row, **cells} for row in crimes(4)])
    load(office, [Download(files, DAY)])
    made = build(office)
    rows = made.figures.table(Query(("crimes-all",), area_types=("local-authority",))).to_pylist()
    assert {(row["area"], row["value"]) for row in rows} == {("E06000055", 4), ("E06000032", 0)}
