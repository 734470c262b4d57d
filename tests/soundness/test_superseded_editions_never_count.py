"""Promise: of several downloads of a month the latest obtained is used, whole, and no other is counted."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from frankpledge.measures.figures import Query
from frankpledge.store.log import read_snapshot
from tests.soundness.records import crimes, outcome, write
from tests.spec.naive.files import Download
from tests.spec.offices import build, load, office_of_all_kinds

DAYS = (date(2023, 3, 1), date(2023, 6, 1), date(2024, 1, 1))
SIZES = (5, 3, 8)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_the_order_of_loading(tmp_path: Path, order: tuple[int, ...]) -> None:
    downloads = []
    for place in range(3):
        folder = tmp_path / f"download{place}"
        write(folder, "2023-01", crimes(SIZES[place]))
        write(folder, "2023-01", [outcome(n) for n in range(place)], kind="outcomes")
        downloads.append(Download(folder, DAYS[place]))
    office = office_of_all_kinds(tmp_path / "office")
    load(office, [downloads[place] for place in order])
    figures = build(office).figures
    for measure, value in (("crimes-all", 8), ("outcomes-given", 2), ("crimes-ended", 2)):
        (row,) = figures.table(Query((measure,))).to_pylist()
        assert (row["value"], row["as_at"]) == (value, DAYS[2])
    for place, size in enumerate(SIZES):
        held = read_snapshot(office / "store").selected(DAYS[place])
        assert {e.table: e.rows for e in held} == {"crimes": size, "outcomes": place}


def test_a_later_download_without_rows_supersedes_one_with_rows(office: Path, tmp_path: Path) -> None:
    write(tmp_path / "one", "2023-01", crimes(5))
    write(tmp_path / "two", "2023-01", [])
    load(office, [Download(tmp_path / "two", DAYS[1]), Download(tmp_path / "one", DAYS[0])])
    (row,) = build(office).figures.table(Query(("crimes-all",))).to_pylist()
    assert (row["value"], row["state"]) == (0, "known")


def test_outcomes_of_a_superseded_download_answer_for_no_crime(office: Path, tmp_path: Path) -> None:
    """The crimes stay, but the charge that the later outcomes file no longer has is not counted."""
    months = ("2023-01", "2023-02", "2023-03")
    for month in months:
        write(tmp_path / "one", month, crimes(4) if month == months[0] else [])
        write(tmp_path / "one", month, [outcome(1)] if month == months[1] else [], kind="outcomes")
    write(tmp_path / "two", months[1], [], kind="outcomes")
    load(office, [Download(tmp_path / "one", DAYS[0])])
    asked = Query(("answered-for",), end=date(2023, 1, 31))
    (before,) = build(office).figures.table(asked).to_pylist()
    load(office, [Download(tmp_path / "two", DAYS[1])])
    (after,) = build(office).figures.table(asked).to_pylist()
    assert (before["value"], after["value"]) == (25, 0)
    assert (before["as_at"], after["as_at"]) == (DAYS[0], DAYS[1])
