"""`frankpledge figures`: the contract's columns in every format, and the nearest word for a wrong one."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from frankpledge.cli import main
from frankpledge.contracts.figures import FIGURE_COLUMNS
from tests.functional.cli import HOME, Records, done, run, run_apart

BURGLARY = ("--measure", "burglary", "--area", HOME.slug)
COLUMNS = list(FIGURE_COLUMNS)


def test_the_columns_are_the_contract_s_in_their_order_in_every_format(office: Path, tmp_path: Path) -> None:
    words = ("figures", office, *BURGLARY)
    as_csv = done(*words, "--format", "csv").out.splitlines()
    assert as_csv[0] == ",".join(COLUMNS)
    as_json = json.loads(done(*words, "--format", "json").out)
    assert all(list(row) == COLUMNS for row in as_json)
    whole = CliRunner().invoke(main, [str(word) for word in (*words, "--format", "parquet")])
    as_parquet = pq.read_table(BytesIO(whole.stdout_bytes))
    assert as_parquet.column_names == COLUMNS
    assert len(as_csv) - 1 == len(as_json) == as_parquet.num_rows == 36
    assert [row["value"] for row in as_json] == as_parquet["value"].to_pylist()


def test_every_format_holds_the_same_values(office: Path) -> None:
    words = ("figures", office, "--area", HOME.slug, "--window", "quarter", "--from", "2024-25")
    from_csv = done(*words, "--format", "csv").rows
    from_json = json.loads(done(*words, "--format", "json").out)
    assert len(from_csv) > 50
    for one, other in zip(from_csv, from_json, strict=True):
        for name in COLUMNS:
            if isinstance(other[name], float):
                assert float(one[name]) == other[name]
            else:
                assert one[name] == ("" if other[name] is None else str(other[name]))


def test_the_table_says_once_what_is_the_same_in_every_row(office: Path) -> None:
    said = done("figures", office, *BURGLARY, "--from", "2024-25").out.splitlines()
    assert "measure: burglary" in said
    assert f"area: {HOME.slug}" in said
    rows = [line for line in said if line.startswith("202")]
    assert len(rows) == 12
    assert not any("burglary" in line for line in rows)


@pytest.mark.parametrize(
    ("window", "periods", "key"),
    [
        ("month", 36, "2024-05"),
        ("quarter", 12, "2024-25-Q1"),
        ("financial-year", 3, "2024-25"),
        ("calendar-year", 4, "2024"),
        ("rolling-12", 25, "2025-03"),
        ("year-to-date", 36, "2024-12"),
    ],
)
def test_every_window_made_of_months(window: str, periods: int, key: str, office: Path) -> None:
    rows = done("figures", office, *BURGLARY, "--window", window, "--format", "csv").rows
    assert {row["window"] for row in rows} == {window}
    keys = [row["period"] for row in rows]
    assert keys == sorted(keys)
    assert key in keys
    assert len(rows) == periods


def test_several_windows_at_once(office: Path) -> None:
    words = ["--window", "month", "--window", "quarter", "--format", "csv"]
    rows = done("figures", office, *BURGLARY, *words).rows
    assert {row["window"] for row in rows} == {"month", "quarter"}


def test_a_count_equals_the_generator_s_own_truth(office: Path, records: Records) -> None:
    rows = done("figures", office, "--measure", "all-crime", "--area", HOME.slug, "--format", "csv").rows
    counted = {row["period"]: row["value"] for row in rows}
    [newer] = [one for one in records.truth.downloads if one.name == "newer"]
    for told in newer.force_months:
        assert counted[told.month] == str(told.street.all_crime)
    assert len(newer.force_months) == 35


def test_missing_is_never_zero(office: Path) -> None:
    words = ("--from", "2022-12", "--to", "2023-02", "--format", "csv")
    month = {row["period"]: row for row in done("figures", office, *BURGLARY, *words).rows}
    assert (month["2023-01"]["state"], month["2023-01"]["value"]) == ("missing", "")
    assert month["2022-12"]["state"] == "known"
    [year] = done(
        "figures", office, *BURGLARY, "--window", "financial-year", "--to", "2022-23", "--format", "csv"
    ).rows
    assert (year["period"], year["state"], year["value"]) == ("2022-23", "missing", "")
    stops = ("--measure", "stop-searches", "--area", HOME.slug, "--from", "2022-05", "--to", "2022-05")
    [empty] = done("figures", office, *stops, "--format", "csv").rows
    assert (empty["state"], empty["value"]) == ("known", "0")


def test_a_breakdown_adds_up_to_its_total(office: Path) -> None:
    words = (
        "--measure",
        "all-crime",
        "--area",
        HOME.slug,
        "--from",
        "2024-05",
        "--to",
        "2024-05",
        "--format",
        "csv",
    )
    [total] = done("figures", office, *words).rows
    parts = done("figures", office, *words, "--breakdown", "crime-type").rows
    assert all(row["breakdown"].startswith("crime-type=") for row in parts)
    assert sum(float(row["value"]) for row in parts) == float(total["value"])


def test_local_areas_are_asked_for_by_kind_or_code(office: Path) -> None:
    kind = done(
        "figures", office, "--measure", "burglary", "--area-type", "local-authority", "--format", "csv"
    ).rows
    codes = {row["area"] for row in kind}
    assert len(codes) == 3
    code = min(codes)
    one = done("figures", office, "--measure", "burglary", "--area", code, "--format", "csv").rows
    assert one == [row for row in kind if row["area"] == code]


def test_sources_are_kept_apart(office: Path) -> None:
    words = ("figures", office, *BURGLARY, "--from", "2024-05", "--to", "2024-05", "--format", "csv")
    every = {row["source"] for row in done(*words, "--source", "all").rows}
    assert every == {"crimes", "force-month-counts"}
    for source in every:
        [row] = done(*words, "--source", source).rows
        assert row["source"] == source
    assert [row["source"] for row in done(*words).rows] == ["crimes"]
    for source in ("crimes", "outcomes", "populations"):
        rows = done("figures", office, "--source", source, "--window", "month", "--format", "csv").rows
        assert {row["source"] for row in rows} == {source}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["--measure", "burglry"], ["no measure 'burglry'", "Did you mean 'burglary'?"]),
        (["--area", "westmarsh"], ["'westmarsh'", "Did you mean 'westmarch'?"]),
        (["--area-type", "fource"], ["'fource'", "Did you mean 'force'?"]),
        (["--window", "quater"], ["no window 'quater'", "Did you mean 'quarter'?"]),
        (["--breakdown", "crim-type"], ["no breakdown 'crim-type'", "Did you mean 'crime-type'?"]),
        (["--measure", "burglary", "--breakdown", "age"], ["No breakdown is declared for burglary"]),
        (["--source", "crmes"], ["no source 'crmes'", "Did you mean 'crimes'?"]),
        (["--build", "0009"], ["no build '0009'", "Known: 0001-"]),
        (["--build", "00"], ["no build '00'"]),
        (["--from", "never"], ["'never' is not a period", "2022-23-Q4"]),
        (["--to", "2023-13"], ["2023-13"]),
        (["--format", "xml"], ["'xml' is not one of", "parquet"]),
    ],
)
def test_a_wrong_word_is_met_with_the_nearest_right_one(
    words: list[str], parts: list[str], office: Path
) -> None:
    ran = run("figures", office, *words)
    assert ran.code == 2
    assert ran.out == ""
    for part in parts:
        assert part in ran.err


def test_no_answer_says_what_the_build_holds_and_prints_no_row(office: Path) -> None:
    words = ("figures", office, *BURGLARY, "--from", "2031-01")
    table = done(*words)
    assert table.out == ""
    assert "Its records run from April 2022 to March 2025." in table.err
    assert done(*words, "--format", "csv").out.splitlines() == [",".join(COLUMNS)]
    assert json.loads(done(*words, "--format", "json").out) == []


@pytest.mark.parametrize("build", ["0001", "1"])
def test_an_earlier_build_answers_by_its_id_or_number(build: str, office: Path) -> None:
    rows = done("figures", office, *BURGLARY, "--build", build, "--format", "csv").rows
    assert max(row["period"] for row in rows if row["value"]) == "2024-03"


def test_a_file_is_written_in_the_format_its_name_ends_in(office: Path, tmp_path: Path) -> None:
    words = ("figures", office, *BURGLARY)
    for name in ("figures.csv", "figures.json", "figures.parquet", "figures.txt"):
        ran = done(*words, "--output", tmp_path / name)
        assert ran.out == ""
    assert pq.read_table(tmp_path / "figures.parquet").num_rows == 36
    assert len(json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))) == 36
    assert (tmp_path / "figures.txt").read_bytes() == (tmp_path / "figures.csv").read_bytes()
    assert done(*words, "--format", "csv").out == (tmp_path / "figures.csv").read_text(encoding="utf-8")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "figures.csv", "figures.json", "figures.parquet", "figures.txt",
    ]  # fmt: skip


def test_an_output_that_cannot_be_written_is_named(office: Path, tmp_path: Path) -> None:
    ran = run("figures", office, *BURGLARY, "--output", tmp_path / "no-folder" / "figures.csv")
    assert ran.code == 2
    assert str(tmp_path / "no-folder") in ran.err
    assert run("figures", office, *BURGLARY, "--output", tmp_path).code == 2


def test_figures_come_out_of_a_real_pipe_unchanged(office: Path) -> None:
    words = ("figures", office, *BURGLARY, "--format", "csv")
    assert run_apart(*words).out == done(*words).out
