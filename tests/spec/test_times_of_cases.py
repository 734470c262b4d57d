"""How long cases take, open ones counted: from the definition to figures, held against plain loops."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frankpledge.builds.timing import times_to_outcome
from frankpledge.contracts import registry
from frankpledge.measures import waits
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import LocalMap
from frankpledge.periods import Window, parse_month, parse_period
from tests.spec.engines import needs_spark, spark_on
from tests.spec.naive.percentiles import time_by_which
from tests.spec.test_service_levels import (
    CONTACTS,
    LONDON,
    OBTAINED,
    Row,
    counted_naively,
    office_with,
    records_of,
    rows_at_random,
)

Figures = dict[tuple[str, str, str, str], tuple[float | None, int | None, str]]
"""Value, number of cases and state by measure, breakdown, window and period."""

ASKED = {
    "clock": ("clock", "hours", 3600, 50.0),
    "clock-tenth": ("clock", "seconds", 1, 10.0),
    "working": ("working", "hours", 3600, 50.0),
    "working-days": ("working", "days", 8.5 * 3600, 30.0),
    "all-day": ("24-hour", "days", 86400, 40.0),
}


def definition(name: str) -> str:
    time, unit, _, percentile = ASKED[name]
    return (
        f"id: {name}\ntitle: {name}\nkind: time-to-outcome\nof: contacts\npercentile: {percentile:g}\n"
        f"duration: {{from: received, to: contacted, in: {unit}, time: {time}}}\n"
        f"unit: {unit}\ndirection: lower\nbreakdowns: [origin]\n"
    )


def cases(rows: list[Row], time: str, second: float) -> Iterator[tuple[str, str, tuple[float, bool]]]:
    """Yield the month, the part and how long each case was followed, and whether it had ended then."""
    for month, start, stop, _, origin in rows:
        if start is None:
            continue
        until = datetime.combine(OBTAINED[month], datetime.min.time(), UTC)
        ended = stop is not None and stop < until + timedelta(1)
        if ended and stop < start:  # type: ignore[operator]
            continue
        end = stop if ended else max(until, start)
        began = f"{start.astimezone(LONDON):%Y-%m}"
        yield began, origin, (counted_naively(time, start, end) / second, ended)  # type: ignore[arg-type]


def naively(rows: list[Row], periods: set[tuple[str, str]]) -> Figures:
    found: Figures = {}
    for name, (time, _, second, percentile) in ASKED.items():
        every = list(cases(rows, time, second))
        for part in ("", "Police", "Self"):
            word = f"origin={part.lower()}" if part else ""
            for window, key in periods:
                months = parse_period(Window.named(window), key).months
                inside = [
                    case
                    for month, origin, case in every
                    if parse_month(month) in months and part in ("", origin)
                ]
                value = time_by_which(list(inside), percentile)
                state = "known" if value is not None else "immature"
                whole = all(month in OBTAINED for month in months)
                told = (value, len(inside), state) if whole else (None, None, "missing")
                found[name, word, window, key] = told
    return found


def figures(rows: list[dict[str, Any]]) -> Figures:
    return {
        (row["measure"], row["breakdown"], row["window"], row["period"]): (
            row["value"],
            row["n"],
            row["state"],
        )
        for row in rows
    }


@pytest.fixture
def contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.TABLES, "contacts", CONTACTS)


@pytest.mark.usefixtures("contacts")
@pytest.mark.parametrize("seed", [1, 2])
def test_times_agree_with_plain_loops(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = office_with(tmp_path / "office", {name: definition(name) for name in ASKED})
    rows = rows_at_random(seed, 150)
    records = records_of(tmp_path, rows)
    made = times_to_outcome(records, definitions, coverage(records), LocalMap())
    got = figures(made)
    expected = naively(rows, {(window, key) for _, _, window, key in got})
    assert {key: one[1:] for key, one in got.items()} == {key: one[1:] for key, one in expected.items()}
    values = {key: value for key, (value, _, _) in got.items() if value is not None}
    by_hand = {key: value for key, (value, _, _) in expected.items() if value is not None}
    assert values == pytest.approx(by_hand, rel=1e-12)
    assert {name for name, *_ in values} == set(ASKED)
    assert {state for _, _, state in got.values()} >= {"known", "missing"}
    assert sum(not ended for _, _, (_, ended) in cases(rows, "clock", 1)) > 20
    monkeypatch.setattr(waits, "MOST_CELLS", 7)
    assert times_to_outcome(records, definitions, coverage(records), LocalMap()) == made


@pytest.mark.usefixtures("contacts")
@needs_spark
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.nightly
def test_spark_gives_the_same_times(tmp_path: Path) -> None:
    chosen = ("clock", "working-days")
    definitions = office_with(tmp_path / "office", {name: definition(name) for name in chosen})
    rows = rows_at_random(3, 100)
    with spark_on("local[1]", tmp_path):
        found = []
        for engine in ("duckdb", "spark"):
            records = records_of(tmp_path, rows, engine)
            found.append(times_to_outcome(records, definitions, coverage(records), LocalMap()))
    assert len(found[0]) > 10
    assert found[0] == found[1]
