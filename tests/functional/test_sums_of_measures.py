"""A sum of measures of two tables, from the returns to what is explained, withheld and compared."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankpledge.builds.diffing import tables_of
from frankpledge.builds.reading import Build, open_build
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.figures import State
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import Window, parse_period
from frankpledge.plan.office_folder import new_office
from frankpledge.publication.disclosure.policy import thresholds_of
from frankpledge.publication.disclosure.protecting import protection_of
from tests.functional.agreeing import agree
from tests.functional.cli import done

MONTHS = [f"2023-{month:02}" for month in range(4, 13)]
FLAGGED, WITHOUT = 12, 2
"""Crimes, and incidents without a crime, of a month: of these incidents there are too few to be shown."""
COUNT = """\
id: {name}
title: {title}
kind: count
of: {table}
where: {{domestic-abuse: true{more}}}
unit: records
direction: neutral
"""
VOLUME = """\
id: volume
title: Crimes and incidents in all
kind: sum-of
parts: [flagged, without]
unit: crimes and incidents
direction: neutral
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sums") / "office"
    new_office(folder, "bedfordshire")
    measures, plan = folder / "plan" / "measures", folder / "plan" / "plan.yaml"
    crimes = COUNT.format(name="flagged", title="Flagged crimes", table="recorded-crimes", more="")
    incidents = COUNT.format(
        name="without", title="Incidents without a crime", table="incidents", more=", crime: {given: false}"
    )
    for name, text in (("flagged", crimes), ("without", incidents), ("volume", VOLUME)):
        (measures / f"{name}.yaml").write_text(text)
    indent = "\n          - "
    plan.write_text(plan.read_text().replace("- all-crime", f"- volume{indent}flagged{indent}without", 1))
    _write(folder, "recorded-crimes", "recorded", FLAGGED)
    _write(folder, "incidents", "created", WITHOUT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRANKPLEDGE_KEY_POLICE", "a long secret for tests alone")
        done("ingest", folder, folder / "returns", "--obtained", "2024-06-01")
        agree(folder)
        done("build", folder)
        yield folder


def _write(office: Path, table: str, moment: str, each: int) -> None:
    """Write a return with so many flagged rows a month, and in each month one that is not flagged."""
    contract = TABLES[table]
    usual = example_of(contract)
    told = {c.name: usual[c.name] for c in contract.sent_columns if c.required} | {"force": "bedfordshire"}
    with (office / "returns" / f"{table}.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, [*told, "domestic-abuse"])
        writer.writeheader()
        for month in MONTHS:
            for number in range(each + 1):
                own = {contract.identity[0]: f"{table} {month} {number}"}
                own |= {moment: f"{month}-{number + 1:02} 10:00:00"}
                writer.writerow(told | own | {"domestic-abuse": "yes" if number else "no"})


@pytest.fixture(scope="module")
def build(office: Path) -> Build:
    return open_build(office)


def test_it_is_the_sum_of_its_parts_in_every_window(build: Build) -> None:
    volume = build.definitions.measures["volume"]
    month = build.figures.one(volume, "bedfordshire", parse_period(Window.MONTH, "2023-05"))
    quarter = build.figures.one(volume, "bedfordshire", parse_period(Window.QUARTER, "2023-24-Q1"))
    assert month is not None
    assert quarter is not None
    assert (month.value, month.n, month.denominator) == (FLAGGED + WITHOUT, FLAGGED + WITHOUT, None)
    assert (quarter.value, quarter.state) == (3 * (FLAGGED + WITHOUT), State.KNOWN)
    assert tables_of(volume, build.definitions) == {"recorded-crimes", "incidents"}


def test_it_is_explained_by_both_its_parts(office: Path) -> None:
    told = done("explain", office, "volume", "bedfordshire", "Q1 23/24").out
    assert "36 (Flagged crimes) + 6 (Incidents without a crime) = 42" in told
    assert "\n  Flagged crimes: Q1 23/24" in told
    assert "\n  Incidents without a crime: Q1 23/24" in told
    assert "recorded-crimes.csv" in told
    assert "incidents.csv" in told


def test_a_sum_never_gives_a_part_away_that_is_too_small(build: Build) -> None:
    """Of volume − flagged = without, a month shown of the first two would tell the third."""
    assert {"volume", "flagged", "without"} <= set(thresholds_of(build.definitions))
    protection = protection_of(build)
    shown = {}
    for name in ("volume", "flagged", "without"):
        measure = build.definitions.measures[name]
        periods = [parse_period(Window.MONTH, month) for month in MONTHS]
        figures = [build.figures.one(measure, "bedfordshire", period) for period in periods]
        shown[name] = protection.shows([one for one in figures if one is not None])
        assert len(shown[name]) == len(MONTHS)
    assert not any(shown["without"])
    both = [one and other for one, other in zip(shown["volume"], shown["flagged"], strict=True)]
    assert not any(both)
    assert any(shown["volume"]) or any(shown["flagged"]), "no more is withheld than must be"
