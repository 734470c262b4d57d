"""Cases open for longer than so many days at a month's end, held against plain loops over the rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from frankpledge.contracts import registry
from frankpledge.measures.counting import count_all
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import over_windows
from frankpledge.periods import Window
from frankpledge.plan.describing import describe
from frankpledge.working_time import bank_holidays
from tests.spec.engines import needs_spark, spark_on
from tests.spec.test_service_levels import (
    CONTACTS,
    HOLIDAY,
    LONDON,
    Row,
    office_with,
    records_of,
    rows_at_random,
)

ENDS = (date(2021, 3, 31), date(2021, 4, 30))
SPANS = {
    "three": "3 days",
    "twenty": "20 days",
    "one-working": "1 working day",
    "ten-working": "10 working days",
}


@pytest.fixture(autouse=True)
def _contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.TABLES, "contacts", CONTACTS)


def definition(name: str, longer: str) -> str:
    return (
        f"id: {name}\ntitle: {name}\nkind: count\nof: contacts\nunit: cases\ndirection: lower\n"
        f"open: {{from: received, to: contacted, longer-than: {longer}}}\nbreakdowns: [origin]\n"
    )


def in_london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def days_open(start: date, end: date, *, working: bool) -> int:
    """Return the days after one day up to and with another, one at a time."""
    count, day = 0, start
    while day < end:
        day += timedelta(1)
        off = day.weekday() >= 5 or day in (*bank_holidays(day.year), HOLIDAY)
        count += not (working and off)
    return count


def open_at(rows: list[Row], end: date, longer: str | None, origin: str | None = None) -> int:
    count = 0
    for _, start, stop, _, came_from in rows:
        if start is None or in_london(start) > end or (origin and came_from != origin):
            continue
        if stop is not None and in_london(max(start, stop)) <= end:
            continue
        aged = days_open(in_london(start), end, working=bool(longer and "working" in longer))
        count += longer is None or aged > int(longer.split()[0])
    return count


def counted(folder: Path, rows: list[Row], engine: str = "duckdb") -> SeriesReader:
    definitions = office_with(folder / "office", {name: definition(name, of) for name, of in SPANS.items()})
    records = records_of(folder, rows, engine)
    return SeriesReader(count_all(records, definitions, LocalMap()), coverage(records), definitions, {})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_open_for_longer_agrees_with_plain_loops(tmp_path: Path, seed: int) -> None:
    rows = rows_at_random(seed, 400)
    reader = counted(tmp_path, rows)
    for name, longer in SPANS.items():
        measure = reader.definitions.measures[name]
        months = over_windows(reader.read(measure, "contacts").dense, Window.MONTH).numerator[0].tolist()
        assert months == [open_at(rows, end, longer) for end in ENDS], name
        assert 0 < months[1] < open_at(rows, ENDS[1], None), name
        parts = reader.read(measure, "contacts", breakdown="origin")
        assert [key.breakdown for key in parts.keys] == ["origin=police", "origin=self"]
        assert parts.dense.numerator[0].tolist() == [open_at(rows, end, longer, "Police") for end in ENDS]


def test_a_longer_period_has_the_figure_of_its_last_month(tmp_path: Path) -> None:
    rows: list[Row] = [
        (2021 * 12 + 2, datetime(2021, 3, 1, 12, tzinfo=UTC), None, "", "Police"),
        (
            2021 * 12 + 2,
            datetime(2021, 3, 2, 12, tzinfo=UTC),
            datetime(2021, 4, 30, 12, tzinfo=UTC),
            "",
            "Self",
        ),
        (2021 * 12 + 3, datetime(2021, 4, 29, 12, tzinfo=UTC), None, "", "Self"),
    ]
    reader = counted(tmp_path, rows)
    dense = reader.read(reader.definitions.measures["twenty"], "contacts").dense
    assert over_windows(dense, Window.MONTH).value[0].tolist() == [2, 1]
    assert reader.definitions.measures["twenty"].at_end
    assert "more than 10 working days before" in describe(
        reader.definitions.measures["ten-working"], reader.definitions
    )


@needs_spark
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.nightly
def test_spark_counts_the_same(tmp_path: Path) -> None:
    rows = rows_at_random(4, 60)
    with spark_on("local[1]", tmp_path):
        reader = counted(tmp_path, rows, "spark")
    for name, longer in SPANS.items():
        dense = reader.read(reader.definitions.measures[name], "contacts").dense
        assert dense.numerator[0].tolist() == [open_at(rows, end, longer) for end in ENDS], name
