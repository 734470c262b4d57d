"""Repeat rates: from files to figures, held against plain loops over the rows that count."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.contracts.figures import State
from frankpledge.measures.figures import Query
from frankpledge.periods import MONTHLY_WINDOWS, Window, parse_period
from frankpledge.plan.describing import describe
from frankpledge.store.log import read_snapshot
from tests.spec import offices, tiny

LOOK_BACK = 2
MEASURE = (
    "id: again\ntitle: again\nkind: repeat-rate\nof: outcomes\ncolumn: crime-id\nlook-back: 2\n"
    "unit: per cent\ndirection: lower\nbreakdowns: [outcome]\nareas: [force, local-authority]\n"
)
Seen = list[tuple[int, bytes]]


def rows_that_count(office: Path) -> tuple[dict[str, set[int]], dict[str, Seen]]:
    """Return the months supplied for each force, and month and Crime ID of its outcomes."""
    supplied: dict[str, set[int]] = {}
    seen: dict[str, Seen] = {}
    for edition in read_snapshot(office / "store").editions:
        if edition.table != "outcomes":
            continue
        assert edition.month is not None
        supplied.setdefault(edition.area, set()).add(edition.month)
        if edition.rows:
            for row in pq.read_table(office / "store" / edition.part).to_pylist():
                if row["edition"] == edition.code and row["counted"]:
                    seen.setdefault(edition.area, []).append((row["month"], row["crime-id"]))
    return supplied, seen


def repeats_of(seen: Seen, months: Collection[int]) -> tuple[int, int]:
    """Return how many different ones have a record in some months, and how many of them had one before."""
    inside = {who for month, who in seen if month in months}
    again = {
        who
        for place, (month, who) in enumerate(seen)
        if month in months
        and any(
            other == who and number != place and 0 <= month - earlier <= LOOK_BACK
            for number, (earlier, other) in enumerate(seen)
        )
    }
    return len(inside), len(again)


@pytest.mark.parametrize("seed", [3, 4])
def test_repeat_rates_agree_with_plain_loops(tmp_path: Path, seed: int) -> None:
    downloads = tiny.write(tmp_path, tiny.Shape(seed=seed, months=15, rows=14, gaps=0.04))
    office = offices.office_of_all_kinds(tmp_path / "office")
    (office / "plan" / "measures" / "again.yaml").write_text(MEASURE, encoding="utf-8")
    offices.load(office, downloads)
    build = offices.build(office)
    supplied, seen = rows_that_count(office)
    table = build.figures.table(Query(("again",), area_types=("force",), windows=MONTHLY_WINDOWS))
    states = dict.fromkeys(State, 0)
    for row in table.to_pylist():
        period = parse_period(Window(row["window"]), row["period"])
        months = range(period.first_month, period.last_month + 1)
        needed = range(period.first_month - LOOK_BACK, period.last_month + 1)
        states[State(row["state"])] += 1
        if not set(needed) <= supplied[row["area"]]:
            assert (row["state"], row["value"], row["n"]) == ("missing", None, None)
            continue
        persons, repeats = repeats_of(seen[row["area"]], months)
        assert (row["denominator"], row["numerator"], row["n"]) == (persons, repeats, persons), row
        assert row["value"] == (100 * repeats / persons if persons else None)
    assert states[State.KNOWN] > 25
    assert states[State.MISSING] > 5
    parts = build.figures.table(Query(("again",), breakdown="outcome", windows=MONTHLY_WINDOWS))
    assert parts.num_rows > table.num_rows
    local = build.figures.table(Query(("again",), area_types=("local-authority",), windows=MONTHLY_WINDOWS))
    assert set(local["area"].cast(pa.string()).to_pylist()) >= {"E06000055", "E06000032"}
    said = describe(build.definitions.measures["again"], build.definitions)
    assert "the share with another such record in the same area" in said
