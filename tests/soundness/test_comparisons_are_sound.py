"""Promises about comparisons: units in words, one source, one maturity, nothing out of nothing."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from frankpledge.builds.reading import Build
from frankpledge.measures.figures import Query
from frankpledge.periods import MONTHLY_WINDOWS, Window
from tests.soundness.records import crime, crimes, outcome, write
from tests.spec.naive.files import Download
from tests.spec.offices import build, load, office_of_all_kinds
from tests.spec.tiny import Shape
from tests.spec.tiny import write as write_random

DAY = date(2024, 1, 1)
IN_POINTS = {"charged-share", "answered-for", "given-over-recorded", "drugs-over-crimes", "drugs-over-asb",
             "linked-share"}  # fmt: skip


@pytest.fixture(scope="module")
def random_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("random")
    (folder / "files").mkdir()
    downloads = write_random(folder / "files", Shape(seed=5, months=27, rows=12))
    office = office_of_all_kinds(folder / "office")
    load(office, downloads)
    return build(office)


def _values(made: Build) -> dict[tuple[str, ...], dict[str, Any]]:
    rows = made.figures.table(Query(windows=MONTHLY_WINDOWS, source="all")).to_pylist()
    return {(row["measure"], row["area"], row["window"], row["period"], row["source"]): row for row in rows}


def test_points_and_per_cent_are_never_confused(random_build: Build) -> None:
    values = _values(random_build)
    units = set()
    for row in random_build.comparisons().to_pylist():
        if row["difference"] is None:
            continue
        points = row["measure"] in IN_POINTS
        assert row["difference_unit"] == ("points" if points else "per cent")
        units.add(row["difference_unit"])
        value = values[row["measure"], row["area"], row["window"], row["period"], row["source"]]["value"]
        gap = value - row["reference"]
        expected = gap if points else 100 * gap / row["reference"]
        assert math.isclose(row["difference"], expected, rel_tol=1e-9, abs_tol=1e-9)
    assert units == {"points", "per cent"}


def test_a_part_asked_for_is_that_part_of_the_whole(random_build: Build) -> None:
    whole = random_build.comparisons().to_pylist()
    asked = 0
    for area in sorted({row["area"] for row in whole}):
        for measure in ("crimes-all", "charged-share"):
            part = random_build.comparisons([measure], [area], [Window.QUARTER, Window.MONTH]).to_pylist()
            named = ("month", "quarter")
            there = [
                row
                for row in whole
                if row["measure"] == measure and row["area"] == area and row["window"] in named
            ]
            assert sorted(map(repr, part)) == sorted(map(repr, there))
            asked += len(part)
    assert asked > 400


def test_a_change_from_0_has_no_per_cent_and_no_number_is_infinite(random_build: Build) -> None:
    from_nothing = 0
    for row in random_build.comparisons().to_pylist():
        numbers = [row["reference"], row["difference"]]
        assert all(number is None or math.isfinite(number) for number in numbers)
        if row["reference"] == 0 and row["measure"] not in IN_POINTS:
            assert row["difference"] is None
            from_nothing += 1
    assert from_nothing
    for figure in _values(random_build).values():
        assert figure["value"] is None or math.isfinite(figure["value"])


def test_immature_is_never_held_against_mature_over_time(office: Path, files: Path) -> None:
    """With outcomes up to April, the two months after a crime are known for February's and earlier ones."""
    for number, month in enumerate(("2023-01", "2023-02", "2023-03", "2023-04")):
        write(files, month, crimes(10, start=100 * number))
        write(files, month, [outcome(100 * number + n) for n in range(5)], kind="outcomes")
    load(office, [Download(files, DAY)])
    made = build(office)
    figures = made.figures.table(Query(("answered-for",), ("bedfordshire",))).to_pylist()
    states = {row["period"]: row["state"] for row in figures}
    assert states == {"2023-01": "known", "2023-02": "known", "2023-03": "immature", "2023-04": "immature"}
    order = list(states)
    held = 0
    for row in made.comparisons().to_pylist():
        if row["measure"] == "answered-for" and row["comparator"] == "previous-period":
            before = order[order.index(row["period"]) - 1]
            assert states[before] == states[row["period"]]
            held += 1
        if row["measure"] == "answered-for" and row["comparator"] in ("highest-since", "lowest-since"):
            assert states[row["period"]] == "known"
    assert held


def test_immature_is_never_held_against_mature_between_areas(office: Path, files: Path) -> None:
    """Essex has sent its outcomes for three months, Kent for the first month only."""
    for force in ("bedfordshire", "essex", "kent"):
        for number, month in enumerate(("2023-01", "2023-02", "2023-03")):
            write(files, month, crimes(10, start=100 * number), force=force)
            if force != "kent" or number == 0:
                write(files, month, [outcome(100 * number)], kind="outcomes", force=force)
    load(office, [Download(files, DAY)])
    made = build(office)
    states = {
        row["area"]: row["state"]
        for row in made.figures.table(Query(("answered-for",))).to_pylist()
        if row["period"] == "2023-01"
    }
    assert states == {"bedfordshire": "known", "essex": "known", "kent": "immature"}
    rows = [
        row
        for row in made.comparisons().to_pylist()
        if (row["measure"], row["window"], row["period"]) == ("answered-for", "month", "2023-01")
    ]
    assert "peer:essex" in {row["comparator"] for row in rows}
    assert "peer:kent" not in {row["comparator"] for row in rows}
    (rank,) = [row for row in rows if row["comparator"] == "rank:neighbours"]
    assert (rank["n_present"], rank["n_missing"]) == (2, 3)
    assert "Kent" in rank["note"]


def test_a_ratio_is_never_made_of_two_sources(office: Path, files: Path) -> None:
    """The counts say 28 drug crimes, the office's own records 1 of 4 crimes: 28 over 4 would be nonsense."""
    write(files, "2023-01", [crime(1, **{"Crime type": "Drugs"}), *crimes(3, start=2)])
    counts = (
        "month,force,crime_type,records\n2023-01,bedfordshire,Drugs,28\n2023-01,bedfordshire,Robbery,72\n"
    )
    (files / "force_month_counts.csv").write_text(counts, encoding="utf-8")
    load(office, [Download(files, DAY)])
    rows = build(office).figures.table(Query(("drugs-over-crimes",), source="all")).to_pylist()
    assert {(row["source"], row["numerator"], row["denominator"], row["value"]) for row in rows} == {
        ("crimes", 1, 4, 25),
        ("force-month-counts", 28, 100, 28),
    }
    rows = build(office).figures.table(Query(("drugs-over-asb",), source="all")).to_pylist()
    assert {row["source"] for row in rows} == {"crimes"}


def test_all_areas_of_a_comparison_come_from_one_source(random_build: Build) -> None:
    """Also the office's own: no peer is held against a figure of another table."""
    values = _values(random_build)
    seen = set()
    for row in random_build.comparisons().to_pylist():
        name, _, peer = row["comparator"].partition(":")
        if name == "peer" and row["measure"] in ("crimes-all", "drugs-higher", "drugs-over-crimes"):
            assert row["source"] == "force-month-counts"
            seen.add(row["measure"])
            there = values[row["measure"], peer, row["window"], row["period"], row["source"]]
            assert there["state"] == "known"
    assert seen == {"crimes-all", "drugs-higher", "drugs-over-crimes"}


def test_figures_of_one_source_are_of_that_source(random_build: Build) -> None:
    for source in ("crimes", "outcomes", "force-month-counts", "populations"):
        rows = random_build.figures.table(Query(windows=MONTHLY_WINDOWS, source=source)).to_pylist()
        assert {row["source"] for row in rows} == {source}
