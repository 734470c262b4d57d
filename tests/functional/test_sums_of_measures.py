"""A sum of measures of two tables, from the returns to what is explained, withheld, told apart and sent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from frankpledge.builds.diffing import tables_of
from frankpledge.builds.reading import find_build
from frankpledge.contracts.examples import example_of
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import parse_month, period_ending, Window
from frankpledge.plan.office_folder import new_office
from frankpledge.publication.disclosure.policy import thresholds_of
from frankpledge.publication.disclosure.protecting import protection_of
from tests.functional.cli import done

MONTHS = [f"2023-{month:02}" for month in range(4, 13)]
FLAGGED, WITHOUT = 12, 2
"""Crimes and incidents without a crime a month: of these incidents there are too few to show."""
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
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sums") / "office"
    new_office(folder, "bedfordshire")
    measures = folder / "plan" / "measures"
    flagged = {"name": "flagged", "title": "Flagged crimes", "table": "recorded-crimes", "more": ""}
    without = {"name": "without", "title": "Incidents without a crime", "table": "incidents"}
    (measures / "flagged.yaml").write_text(COUNT.format(**flagged))
    (measures / "without.yaml").write_text(COUNT.format(**without, more=", crime: {given: false}"))
    (measures / "volume.yaml").write_text(VOLUME)
    plan = folder / "plan" / "plan.yaml"
    plan.write_text(plan.read_text().replace("all-crime", "volume, flagged, without", 1))
    write(folder, "recorded-crimes", "recorded", FLAGGED)
    write(folder, "incidents", "created", WITHOUT)
    done("ingest", folder, folder / "returns", "--obtained", "2024-06-01", env=SECRETS)
    done("build", folder)
    return folder
