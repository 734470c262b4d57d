"""Figures to take away: JSON and CSV on the Web say the same as the CSV, and what they are of."""

from __future__ import annotations

import json
from datetime import date

import pyarrow as pa
import pytest

from frankpledge.contracts.figures import FIGURE_COLUMNS, FINDING_COLUMNS, figures_schema
from frankpledge.publication.csvw import figures_metadata, findings_metadata
from frankpledge.publication.figures_json import figures_json
from frankpledge.publication.found import found_in
from frankpledge.publication.readings import ReportData
from frankpledge.publication.sheets import figures_csv, findings_csv
from tests.unit.csvw_reading import read
from tests.unit.report_example import example, figures_table


@pytest.fixture(scope="module")
def data() -> ReportData:
    return example()


@pytest.fixture(scope="module")
def figures(data: ReportData) -> pa.Table:
    return figures_table(data)


def test_the_json_holds_every_figure_as_the_table_does(data: ReportData, figures: pa.Table) -> None:
    held = json.loads(figures_json(data, figures))
    assert next(iter(held)) == "title"
    assert held["build"] == data.build_id
    assert held["as_at"] == data.as_at.isoformat()
    assert held["columns"] == FIGURE_COLUMNS
    rows = figures.select(list(FIGURE_COLUMNS)).to_pylist()
    assert len(held["records"]) == len(rows) > 300
    for record, row in zip(held["records"], rows, strict=True):
        wanted = {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
        assert record == wanted


def test_no_figures_are_an_empty_list(data: ReportData) -> None:
    assert json.loads(figures_json(data, figures_schema().empty_table()))["records"] == []


def test_texts_and_numbers_that_json_cannot_hold_as_they_are(data: ReportData, figures: pa.Table) -> None:
    one = figures.select(list(FIGURE_COLUMNS)).slice(0, 1).to_pylist()[0]
    hostile = [{**one, "label": 'a "quote"\\\n</script>'}, {**one, "value": float("inf")}]
    records = json.loads(figures_json(data, pa.Table.from_pylist(hostile, figures_schema())))["records"]
    assert records[0]["label"] == 'a "quote"\\\n</script>'
    assert records[1]["value"] is None


def test_the_figures_keep_the_standard_of_csv_on_the_web(data: ReportData, figures: pa.Table) -> None:
    table = figures.group_by(list(FIGURE_COLUMNS)).aggregate([]).select(list(FIGURE_COLUMNS))
    made = read(figures_metadata(data), figures_csv(table), "figures.csv")
    assert made.columns == list(FIGURE_COLUMNS)
    assert made.rows == [{**row, "label": row["label"]} for row in table.to_pylist()]
    assert "" in {row["breakdown"] for row in made.rows}


def test_the_findings_keep_it_too(data: ReportData) -> None:
    rows = found_in(data).rows
    made = read(findings_metadata(data), findings_csv(rows), "findings.csv")
    assert made.columns == list(FINDING_COLUMNS)
    assert len(made.rows) == len(rows) > 0


def test_the_reading_refuses_what_the_standard_does(data: ReportData, figures: pa.Table) -> None:
    table = figures.group_by(list(FIGURE_COLUMNS)).aggregate([]).select(list(FIGURE_COLUMNS))
    twice = pa.concat_tables([table, table.slice(0, 1)])
    with pytest.raises(AssertionError, match="primary key"):
        read(figures_metadata(data), figures_csv(twice), "figures.csv")
    wrong = figures_csv(table).replace(b"known", b"certain", 1)
    with pytest.raises(AssertionError):
        read(figures_metadata(data), wrong, "figures.csv")
