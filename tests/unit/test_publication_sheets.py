"""Figures to take away: CSV, workbook and data package."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile

import pyarrow as pa
import pytest

from frankpledge.contracts.figures import FIGURE_COLUMNS, FINDING_COLUMNS
from frankpledge.errors import BadInput
from frankpledge.publication.datapackage import datapackage
from frankpledge.publication.found import found_in
from frankpledge.publication.sheets import figures_csv, figures_ods, findings_csv, neutral
from tests.unit.report_example import example, figures_table


def test_the_csv_has_the_contracts_columns_and_every_figure() -> None:
    table = figures_table(example())
    rows = list(csv.reader(io.StringIO(figures_csv(table).decode())))
    assert rows[0] == list(FIGURE_COLUMNS)
    assert len(rows) == table.num_rows + 1
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["measure"] == "all-crime"
    assert first["value"] == "13276"


def test_a_missing_value_is_empty_and_never_nought() -> None:
    rows = list(csv.DictReader(io.StringIO(figures_csv(figures_table(example())).decode())))
    missing = [row for row in rows if row["state"] == "missing"]
    assert missing
    assert {row["value"] for row in missing} == {""}


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx"])
def test_no_text_can_start_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"
    table = figures_table(example())
    place = table.schema.get_field_index("label")
    hostile = pa.array([text] * table.num_rows).dictionary_encode()
    rows = list(csv.DictReader(io.StringIO(figures_csv(table.set_column(place, "label", hostile)).decode())))
    assert {row["label"] for row in rows} == {f"'{text}"}


def test_figures_without_a_column_of_the_contract_are_refused() -> None:
    with pytest.raises(BadInput, match="basis"):
        figures_csv(figures_table(example()).drop_columns(["basis"]))


def test_the_workbook_is_the_same_bytes_each_time_and_brings_no_strange_picture() -> None:
    data = example()
    first = figures_ods(data)
    assert first == figures_ods(data)
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert names[0] == "mimetype"
    assert not any("thumbnail" in name.lower() for name in names)


def test_the_data_package_describes_every_column_and_seals_the_file() -> None:
    data = example()
    content = figures_csv(figures_table(data))
    findings = findings_csv(found_in(data).rows)
    package = json.loads(datapackage(data, content, findings))
    resource, found = package["resources"]
    assert [field["name"] for field in found["schema"]["fields"]] == list(FINDING_COLUMNS)
    assert found["path"] == "findings.csv"
    assert found["hash"] == f"sha256:{hashlib.sha256(findings).hexdigest()}"
    assert [field["name"] for field in resource["schema"]["fields"]] == list(FIGURE_COLUMNS)
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    assert "generated records" in package["description"]
