"""Which source a figure is from, and which areas have one, whatever else is asked for in the same breath."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.measures.coverage import COVERAGE_SCHEMA
from frankpledge.measures.figures import BuildFigures
from frankpledge.measures.monthly import MONTHLY_SCHEMA
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import MISSING
from frankpledge.periods import parse_month
from frankpledge.plan.definitions import Definitions, Direction, Kind, Measure, Office, Plan

APRIL = parse_month("2022-04")
PEERS = "force-month-counts"


def counted(name: str, table: str, **more: tuple[str, ...]) -> Measure:
    return Measure(name, name, Kind.COUNT, "records", Direction.LOWER, table=table, peers=PEERS, **more)


def summed(*parts: str, areas: tuple[str, ...] = ("force",)) -> Measure:
    return Measure(
        " and ".join(parts), "s", Kind.SUM_OF, "records", Direction.LOWER, parts=parts, area_types=areas
    )


ROWS = [
    ("burglary", "crimes", "force", "crale", APRIL, 6.0),
    ("burglary", "crimes", "force", "ferrow", APRIL, 4.0),
    ("burglary", "crimes", "ward", "E05000001", APRIL, 4.0),
    ("burglary", PEERS, "force", "crale", APRIL, 60.0),
    ("burglary", PEERS, "force", "ferrow", APRIL, 40.0),
    ("found", "crimes", "force", "ferrow", APRIL, 2.0),
    ("found", "crimes", "ward", "E05000003", APRIL, 2.0),
    ("given", "outcomes", "force", "crale", APRIL, 3.0),
    ("given", PEERS, "force", "crale", APRIL, 30.0),
    ("given", PEERS, "force", "ferrow", APRIL, 10.0),
]
SUPPLIED = [
    ("crimes", "crale"),
    ("crimes", "ferrow"),
    (PEERS, "crale"),
    (PEERS, "ferrow"),
    ("outcomes", "crale"),  # and never of ferrow
]


@pytest.fixture
def figures() -> BuildFigures:
    """Two forces: both with crimes and comparison counts, one alone with outcomes."""
    names = ("measure", "source", "area_type", "area", "month", "numerator")
    held = dict(zip(names, map(list, zip(*ROWS, strict=True)), strict=True))
    held |= {"breakdown": [""] * len(ROWS), "denominator": [None] * len(ROWS)}
    monthly = pa.table(
        [
            pa.array(held[one.name], pa.string()).dictionary_encode()
            if pa.types.is_dictionary(one.type)
            else pa.array(held[one.name], one.type)
            for one in MONTHLY_SCHEMA
        ],
        schema=MONTHLY_SCHEMA,
    )
    day = date(2022, 6, 1)
    covered = pa.table(
        [
            pa.array(column, one.type)
            for column, one in zip(
                zip(*((table, area, APRIL, day) for table, area in SUPPLIED), strict=True),
                COVERAGE_SCHEMA,
                strict=True,
            )
        ],
        schema=COVERAGE_SCHEMA,
    )
    measures = {
        "burglary": counted("burglary", "crimes", area_types=("force", "ward")),
        "given": counted("given", "outcomes"),
        "ratio": Measure(
            "ratio", "r", Kind.RATIO, "each", Direction.LOWER, numerator="burglary", denominator="given"
        ),
        "found": counted("found", "crimes", area_types=("force", "ward")),
        "placed": counted("placed", "outcomes", area_types=("force", "ward")),
        "both": summed("burglary", "given"),
        "of-one-table": summed("burglary", "found", areas=("force", "ward")),
        "of-two-tables": summed("burglary", "placed", areas=("force", "ward")),
    }
    office = Office("o", "b", "police-and-crime-commissioner", ("crale", "ferrow"))
    known = {"ward": ("E05000001", "E05000002")}
    reader = SeriesReader(monthly, covered, Definitions(office, Plan("p", ()), measures, {}), {}, known)
    return BuildFigures(reader, pa.table({}))


@pytest.mark.parametrize("asked", [None, ("crale", "ferrow"), ("ferrow", "crale"), ("ferrow",)])
def test_a_ratios_headline_source_does_not_depend_on_the_areas_asked_for(
    figures: BuildFigures, asked: tuple[str, ...] | None
) -> None:
    """The denominator's table lacks a force: its headline is the comparison source, asked alone or not."""
    ratio = figures.reader.definitions.measures["ratio"]
    of = {key.area: found.source for found in figures.series(ratio, areas=asked) for key in found.keys}
    assert of["ferrow"] == PEERS
    assert of.get("crale", "crimes") == "crimes"
    assert set(of) == set(asked or ("crale", "ferrow"))


def test_a_ward_in_which_nothing_was_counted_in_a_supplied_month_is_nought(figures: BuildFigures) -> None:
    """Known from other records, it has figures of every measure that is given for wards."""
    (found,) = figures.series(figures.reader.definitions.measures["burglary"], "ward")
    assert [key.area for key in found.keys] == ["E05000001", "E05000002"]
    np.testing.assert_array_equal(found.dense.numerator, [[4.0], [0.0]])
    np.testing.assert_array_equal(found.dense.state, [[0], [0]])


def test_a_sum_over_two_tables_is_of_the_forces_that_sent_both(figures: BuildFigures) -> None:
    (found,) = figures.series(figures.reader.definitions.measures["both"])
    assert [key.area for key in found.keys] == ["crale"]
    assert found.source == "crimes"
    np.testing.assert_array_equal(found.dense.numerator, [[9.0]])
    assert figures.reader.areas_with(found.measure, "crimes") == {"crale"}


def test_what_only_one_part_counted_is_nought_in_the_others(figures: BuildFigures) -> None:
    measure = figures.reader.definitions.measures["of-one-table"]
    (forces,), (wards,) = figures.series(measure), figures.series(measure, "ward")
    np.testing.assert_array_equal(forces.dense.numerator, [[6.0], [6.0]])
    assert [key.area for key in wards.keys] == ["E05000001", "E05000002", "E05000003"]
    np.testing.assert_array_equal(wards.dense.numerator, [[4.0], [0.0], [2.0]])
    np.testing.assert_array_equal(wards.dense.state, [[0], [0], [0]])
    (ferrow,) = figures.series(measure, areas=["ferrow"])
    assert [key.area for key in ferrow.keys] == ["ferrow"]


def test_a_sum_is_missing_where_a_part_is(figures: BuildFigures) -> None:
    """One of the office's forces never sent outcomes, so no ward's are known, and half a sum is none."""
    (wards,) = figures.series(figures.reader.definitions.measures["of-two-tables"], "ward")
    assert len(wards.keys) == 2
    assert (wards.dense.state == MISSING).all()
