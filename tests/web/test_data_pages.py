"""Pages about the data behind figures: quality, reasons of refusal, and the catalogue."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.functional.cli import done
from tests.web.reading import read_csv, read_text, release_rows

if TYPE_CHECKING:
    from django.test import Client


def test_data_quality_tells_reasons_and_missing_months_to_the_office(
    released: Path, client: Client, analyst: Client
) -> None:
    page = read_text(analyst, "/data-quality/")
    assert "January 2023" in page
    rows = read_csv(analyst, "/data-quality.csv")
    months = {row["month"] for row in rows if row["table"] == "crimes" and row["area"] == "westmarch"}
    assert "2023-01" not in months
    assert "2022-12" in months
    public = read_csv(client, "/data-quality.csv")
    assert {"measure": "burglary", "title": "Burglary", "month": "2023-01"} in public
    assert "Why refused" not in read_text(client, "/data-quality/")
    held = {row["measure"] for row in release_rows(released, 2)}
    assert {row["measure"] for row in public} <= held


def test_reasons_of_refusal_are_counted_and_hold_no_value(tmp_path: Path) -> None:
    from frankpledge.store.log import read_snapshot
    from frankpledge.store.refusals import refusals_of

    office = tmp_path / "office"
    done("new", office, "--from", "westmarch")
    head = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    head += "Crime type,Last outcome category,Context\n"
    line = ",2024-05,Westmarch Constabulary,Westmarch Constabulary,,,On or near,,,{},,\n"
    folder = tmp_path / "2024-05"
    folder.mkdir()
    bad = "Quidditch"
    text = head + line.format("Burglary") + line.format(bad) * 2
    (folder / "2024-05-westmarch-street.csv").write_text(text)
    done("ingest", office, folder)
    snapshot = read_snapshot(office / "store")
    found = refusals_of(office / "store", snapshot.editions)
    assert [(one.column, one.count) for one in found] == [("crime-type", 2)]
    assert bad not in repr(found)


def test_the_catalogue_shows_the_public_open_tables_alone(
    released: Path, client: Client, analyst: Client
) -> None:
    assert client.get("/observatory/crimes/").status_code == 200
    assert analyst.get("/observatory/crimes/").status_code == 200
    assert client.get("/observatory/no-such-table/").status_code == 404
    told = json.loads(client.get("/observatory/catalogue.jsonld").content)
    assert told["@type"] == "dcat:Catalog"
    links = [
        each["dcat:downloadURL"]["@id"]
        for dataset in told["dcat:dataset"]
        for each in dataset.get("dcat:distribution", ())
        if dataset["dct:identifier"].startswith("0002-")
    ]
    assert links
    for link in links:
        assert client.get(link.removeprefix("http://testserver")).status_code == 200


def test_who_keeps_an_office_without_a_build_is_told_on_the_page_of_its_data_what_to_do(
    own_served: Path, analyst: Client, client: Client
) -> None:
    shutil.rmtree(own_served / "builds")
    (own_served / "builds").mkdir()
    page = analyst.get("/data-quality/").content.decode()
    assert "Nothing has been released yet" not in page
    assert "<code>frankpledge ingest</code>, and then runs <code>frankpledge build</code>" in page
    anybody = client.get("/data-quality/").content.decode()
    assert "When the first report is released, months of which it has no figure are listed here." in anybody
