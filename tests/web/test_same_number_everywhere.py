"""A figure of the released report is the same value and text wherever somebody comes upon it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from frankpledge.contracts.figures import Basis, Figure, State
from frankpledge.periods import MONTHLY_WINDOWS
from frankpledge.plan.reading import read_office
from frankpledge.publication.amounts import shown_figure
from tests.web.reading import number_or_text, read_csv, read_json, read_text, release_rows

if TYPE_CHECKING:
    from django.test import Client

DRAWN = 40


def test_random_figures_of_the_report_are_the_same_on_every_page(released: Path, client: Client) -> None:
    measures = read_office(released).measures
    rows = [
        row
        for row in release_rows(released, 2)
        if row["source"] == measures[row["measure"]].table and row["window"] in MONTHLY_WINDOWS
    ]
    for row in random.Random(11).sample(rows, DRAWN):  # noqa: S311  (which figures are looked at)
        value = number_or_text(row["value"])
        asked = {"measure": row["measure"], "area": row["area"], "window": row["window"]}
        if row["area_type"] != "force":
            asked["area-type"] = row["area_type"]
        if row["breakdown"]:
            asked["by"], asked["part"] = row["breakdown"].split("=")
        query = urlencode(asked)
        names = ("measure", "area_type", "area", "window", "period")
        address = "/figure/" + "/".join(row[name] for name in names)
        which = urlencode({"breakdown": row["breakdown"], "source": row["source"]})
        alone = read_json(client, f"{address}.json?{which}")["rows"][0]
        listed = read_json(client, f"/explore.json?{query}")["rows"]
        explored = [one for one in listed if one["period"] == row["period"]]
        assert [one["value"] for one in explored] == [value] == [alone["value"]], row
        assert {one["state"] for one in explored} == {row["state"]} == {alone["state"]}
        figure = Figure(**{**alone, "state": State(alone["state"]), "basis": Basis(alone["basis"])})
        printed = shown_figure(figure, measures[row["measure"]])
        assert f">{printed}</data>" in read_text(client, f"{address}/?{which}")
        table = read_text(client, f"/explore/?{query}&view=table")
        assert f">{row['label']}</a></th>" in table
        assert f'<td class="number">{printed}</td>' in table
        own = read_csv(client, f"/measures/{row['measure']}.csv")
        key = ("area", "breakdown", "window", "period", "source")
        held = [one for one in own if all(one[name] == row[name] for name in key)]
        assert all(number_or_text(one["value"]) == value for one in held)
