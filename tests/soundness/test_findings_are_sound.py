"""Promises about findings, each pinned by the silent wrong answer that it rules out."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frankpledge.assessment.control.series import Series
from frankpledge.assessment.expected.monthly import Monthly
from frankpledge.assessment.findings import FindingKind
from frankpledge.builds.finding import FIRST, QuarterFindings
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Finding
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import Query
from frankpledge.periods import Window, parse_month, parse_quarter, period_ending
from frankpledge.pipeline import find_in
from frankpledge.plan.definitions import Kind
from tests.soundness.records import crimes, write
from tests.spec.naive.files import Download
from tests.spec.offices import build, load, office_of_all_kinds
from tests.spec.tiny import Shape
from tests.spec.tiny import write as write_random

DAY = date(2024, 6, 1)
QUARTER = parse_quarter("Q4 23/24")


def office_with(folder: Path, counts: dict[str, int]) -> Build:
    """Return a build of burglaries alone: so many in each month."""
    for number, (month, count) in enumerate(counts.items()):
        write(folder / "files", month, crimes(count, start=10_000 * number))
    office = office_of_all_kinds(folder / "office")
    load(office, [Download(folder / "files", DAY)])
    return build(office)


def months(first: str, count: int) -> list[str]:
    start = parse_month(first)
    return [period_ending(Window.MONTH, month).key for month in range(start, start + count)]


def all_crime(found: QuarterFindings, kind: str | None = None) -> list[Finding]:
    return [row for row in found.of("crimes-all") if kind is None or row.kind == kind]


@pytest.mark.parametrize("window", [Window.ROLLING_12, Window.YEAR_TO_DATE, Window.SINCE])
@pytest.mark.parametrize(
    "made",
    [
        lambda window: Series(window, np.ones((1, 30))),
        lambda window: Monthly(Kind.COUNT, np.ones((1, 30)), 24_000, window=window),
    ],
    ids=["control chart", "expected range"],
)
def test_overlapping_windows_cannot_be_judged(made: Callable[[Window], Any], window: Window) -> None:
    with pytest.raises(WrongUse, match=r"overlap|share months"):
        made(window)


def test_a_month_never_supplied_is_no_fall_to_nothing(tmp_path: Path) -> None:
    rng = random.Random(5)  # noqa: S311
    held = {month: rng.randint(70, 90) for month in months("2021-07", 33)}
    del held["2024-02"]
    found = find_in(office_with(tmp_path, held), QUARTER)
    (row,) = all_crime(found)
    assert row.kind == FindingKind.NO_JUDGEMENT
    assert "not all months of the quarter have been supplied" in row.sentence
    assert found.exceptional == 0


def test_a_month_supplied_without_rows_is_one(tmp_path: Path) -> None:
    rng = random.Random(5)  # noqa: S311
    held = {month: rng.randint(70, 90) for month in months("2021-07", 33)} | {"2024-02": 0}
    found = find_in(office_with(tmp_path, held), QUARTER)
    kinds = {row.kind for row in all_crime(found)}
    assert kinds & set(FIRST)
    assert all(row.direction == "improving" for row in all_crime(found) if row.kind in FIRST)


def test_a_quarter_is_judged_without_what_came_after(tmp_path: Path) -> None:
    rng = random.Random(7)  # noqa: S311
    held = {month: rng.randint(60, 100) for month in months("2021-07", 33)}
    later = dict.fromkeys(months("2024-04", 3), 400)
    then, now = office_with(tmp_path / "a", held), office_with(tmp_path / "b", held | later)
    before, after = find_in(then, QUARTER), find_in(now, QUARTER)
    assert all_crime(before) == all_crime(after)
    assert any(row.kind in FIRST for row in all_crime(find_in(now, parse_quarter("Q1 24/25"))))


def test_every_finding_of_odd_records_can_be_printed_and_is_of_its_figure(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    downloads = write_random(tmp_path / "files", Shape(seed=11, months=27, rows=14))
    office = office_of_all_kinds(tmp_path / "office")
    load(office, downloads)
    made = build(office)
    judged = 0
    last = period_ending(Window.QUARTER, made.figures.reader.last_month)
    for period in (last.shifted(-6), last.previous(), last):
        found = find_in(made, period)
        figures = {
            (row["measure"], row["area"], row["source"]): row["value"]
            for row in made.figures.table(
                Query(windows=(Window.QUARTER,), source="all", start=period.start, end=period.end)
            ).to_pylist()
        }
        for row in found.rows:
            for number in (row.expected_low, row.expected_high, row.seen):
                assert number is None or math.isfinite(number), row
            assert not any(word in row.sentence.lower() for word in ("nan", "inf ", "none "))
            if row.kind in (FindingKind.QUARTER_OUTSIDE, FindingKind.WITHIN):
                judged += 1
                assert row.seen == pytest.approx(figures[row.measure, row.area, row.source], rel=1e-9)
        assert found.exceptional <= found.judged
        assert "no change" not in " ".join(row.sentence for row in found.rows).lower()
        assert found.table().num_rows == len(found.rows)
    assert judged > 5
