"""Times of cases with open ones, by the whole chain: a published example, what is said, a later return."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from frankpledge.builds.explaining import explain
from frankpledge.builds.making import make_build
from frankpledge.builds.reading import Build, open_build
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.figures import Figure
from frankpledge.contracts.registry import TABLES
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Window, parse_period
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.store.intake import ingest
from frankpledge.store.log import read_snapshot

QUARTER = parse_period(Window.QUARTER, "2024-25-Q1")
TREATED = ((6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
PLACEBO = ((1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23), ())
"""Weeks in remission until relapse, and of those still in remission: Freireich and others (*Blood* 21, 1963),
the example of Gehan (*Biometrika* 52, 1965) that textbooks of survival use. The medians are 23 and 8."""

MEASURE = """\
id: days-to-finalise
title: Days until a complaint is finalised
kind: time-to-outcome
of: complaints
duration: {from: received, to: finalised, in: days}
unit: days
direction: lower
breakdowns: [handling]
"""
TREATED_AS, PLACEBO_AS = "Outside Schedule 3", "Schedule 3: investigated"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "beds", "bedfordshire")
    (tmp_path / "beds" / "plan" / "measures" / "days-to-finalise.yaml").write_text(MEASURE)
    return tmp_path / "beds"


def send(office: Path, obtained: date, rows: Sequence[tuple[date, date | None, str]]) -> Build:
    """Take in a quarter's complaints (received, finalised, handling), as they stood on a day, and build."""
    usual = example_of(TABLES["complaints"])
    file = office.parent / "bedfordshire complaints 2024-04 to 2024-06.csv"
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["force", "complaint", "received", "finalised", "handling", "result"])
        for number, (received, finalised, handling) in enumerate(rows):
            ended = (finalised, usual["result"]) if finalised else ("", "")
            writer.writerow(["bedfordshire", f"C{number}", received, ended[0], handling, ended[1]])
    at = f"{obtained}T09:00:00+00:00"
    keys = {column.key_source: b"a secret" for column in TABLES["complaints"].columns}
    summary = ingest(office / "store", [file], loaded_at=at, obtained=obtained, secrets=keys)
    assert not summary.problems
    assert not summary.total("refused")
    definitions = read_office(office).only(["days-to-finalise"])
    made = make_build(office, read_snapshot(office / "store"), definitions, made_at=at)
    return open_build(office, made.folder.name)


def remission(obtained: date) -> list[tuple[date, date | None, str]]:
    """Return both groups as complaints: those that relapsed are finalised, the others open when looked at."""
    began, rows = date(2024, 4, 8), []
    for (ended, still), handling in ((TREATED, TREATED_AS), (PLACEBO, PLACEBO_AS)):
        rows += [(began, began + timedelta(wait), handling) for wait in ended]
        rows += [(obtained - timedelta(wait), None, handling) for wait in still]
    return rows


def figure(build: Build, breakdown: str = "") -> Figure:
    key = SeriesKey("force", "bedfordshire", breakdown)
    found = build.figures.one(build.definitions.measures["days-to-finalise"], "bedfordshire", QUARTER, key)
    assert found is not None
    return found


def test_the_medians_of_a_published_example(office: Path) -> None:
    obtained = date(2024, 7, 1)
    build = send(office, obtained, remission(obtained))
    treated = figure(build, "handling=outside-schedule-3")
    placebo = figure(build, "handling=schedule-3-investigated")
    assert (treated.value, treated.n, placebo.value, placebo.n) == (23, 21, 8, 21)
    assert treated.as_at == obtained


def test_an_explanation_says_how_many_are_open_and_how_sure_the_time_is(office: Path) -> None:
    obtained = date(2024, 7, 1)
    rows = remission(obtained)[: 9 + 12]
    build = send(office, obtained, [*rows, (date(2024, 5, 2), date(2024, 5, 2), TREATED_AS)])
    measure = build.definitions.measures["days-to-finalise"]
    told = explain(office, build, measure, SeriesKey("force", "bedfordshire"), QUARTER)
    assert told.arithmetic[0] == "22 cases, of which 12 still open"
    assert told.arithmetic[1].startswith("95 % interval ")
    assert "Kaplan–Meier" in told.arithmetic[1]
    assert told.arithmetic[-1] == "23 days"
    assert [(step.what, step.remain) for step in told.steps] == [
        ("rows in the files", 22),
        ("without a received, or with an end before it", 22),
    ]


def test_a_later_return_says_what_became_of_the_open_ones(office: Path) -> None:
    began = date(2024, 6, 3)
    still = (began, None, TREATED_AS)
    rows = [(began, date(2024, 6, 13), TREATED_AS), still]
    first = send(office, date(2024, 7, 1), [*rows, still])
    assert (figure(first).value, figure(first).state, figure(first).n) == (None, "immature", 3)
    # The same rows got again later: nothing changed, and they have been open for longer.
    same = send(office, date(2024, 8, 1), [*rows, still])
    assert (figure(same).value, figure(same).state) == (None, "immature")
    assert figure(same).as_at == date(2024, 8, 1)
    measure = same.definitions.measures["days-to-finalise"]
    told = explain(office, same, measure, SeriesKey("force", "bedfordshire"), QUARTER)
    assert told.arithmetic[0] == "3 cases, of which 2 still open"
    later = send(office, date(2024, 9, 2), [*rows, (began, date(2024, 8, 20), TREATED_AS)])
    assert (figure(later).value, figure(later).state) == ((date(2024, 8, 20) - began).days, "known")


def test_an_end_after_the_file_was_obtained_has_not_come_yet(office: Path) -> None:
    began, obtained = date(2024, 6, 3), date(2024, 7, 1)
    rows = [(began, day, TREATED_AS) for day in (obtained, obtained + timedelta(1))]
    build = send(office, obtained, rows)
    measure = build.definitions.measures["days-to-finalise"]
    told = explain(office, build, measure, SeriesKey("force", "bedfordshire"), QUARTER)
    assert told.arithmetic[0] == "2 cases, of which 1 still open"
    assert figure(build).value == 28
