"""`frankpledge ingest`: what people give it, and what it says it did."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.functional.cli import HOME, NEWER_OBTAINED, OLDER_OBTAINED, Records, done, run, state_of

STREET = f"2024-05-{HOME.slug}-street.csv"


def _log(office: Path) -> list[dict[str, object]]:
    entries = sorted((office / "store" / "log").glob("*.json"))
    return [edition for entry in entries for edition in json.loads(entry.read_bytes())["editions"]]


@pytest.fixture
def one_file(tmp_path: Path, records: Records) -> Path:
    file = tmp_path / STREET
    file.write_bytes(records.file("2024-05"))
    return file


def test_a_zip_is_taken_in_with_the_date_of_its_files(empty_office: Path, records: Records) -> None:
    ran = done("ingest", empty_office, records.newer)
    editions = _log(empty_office)
    assert f"Took in {len(editions):,} files." in ran.out
    assert f"Next: frankpledge build {empty_office}" in ran.out
    assert {edition["obtained"] for edition in editions} == {NEWER_OBTAINED}
    accepted = sum(int(str(one["rows"])) for one in editions if one["table"] == "crimes")
    assert f"{accepted:,} rows accepted, 0 refused" in ran.out


def test_a_folder_and_its_zip_give_the_same_rows(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    with zipfile.ZipFile(records.older) as archive:
        archive.extractall(tmp_path / "unpacked")
    done("ingest", empty_office, tmp_path / "unpacked", "--obtained", OLDER_OBTAINED)
    unpacked = {(e["table"], e["month"], e["sha256"], e["rows"], e["obtained"]) for e in _log(empty_office)}
    again = run("ingest", empty_office, records.older, "--obtained", OLDER_OBTAINED)
    assert again.code == 0
    assert f"Took in 0 files; {len(unpacked):,} were here already and unchanged." in again.out
    assert {(e["table"], e["month"], e["sha256"], e["rows"], e["obtained"]) for e in _log(empty_office)} == (
        unpacked
    )


def test_several_paths_are_taken_together(empty_office: Path, records: Records, one_file: Path) -> None:
    ran = done("ingest", empty_office, one_file, records.reference)
    assert "Street-level crimes" in ran.out
    assert "Residents and households by police force area: 4 rows accepted" in ran.out
    assert len(list((empty_office / "store" / "log").iterdir())) == 1


def test_the_same_twice_changes_nothing(office: Path, records: Records) -> None:
    before = state_of(office)
    for more in ([], ["--rehash"], ["--strict"]):
        ran = done("ingest", office, records.newer, *more)
        assert "Took in 0 files; 105 were here already and unchanged." in ran.out
    assert state_of(office) == before


def test_an_older_download_loaded_later_does_not_take_over(empty_office: Path, records: Records) -> None:
    done("ingest", empty_office, records.newer)
    ran = done("ingest", empty_office, records.older)
    assert "Older than a download held, which stays in use: 24." in ran.out
    assert "Used from now on" not in ran.out


def test_a_newer_download_takes_over(empty_office: Path, records: Records) -> None:
    done("ingest", empty_office, records.older)
    ran = done("ingest", empty_office, records.newer)
    assert "Used from now on instead of an earlier download: 24." in ran.out


def test_repeats_are_spoken_of_only_where_there_are_any(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    street = done("ingest", empty_office, _written(tmp_path, STREET, records.file("2024-05")))
    assert "7 repeat a record of the same month" in street.out
    none = records.file("2024-12")
    assert (
        "counted again"
        not in done("ingest", empty_office, _written(tmp_path, "2024-12-westmarch-street.csv", none)).out
    )


def _written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_a_header_without_rows_is_a_zero_and_no_mistake(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    header = records.file("2024-05").splitlines(keepends=True)[0]
    ran = done("ingest", empty_office, _written(tmp_path, STREET, header))
    assert "0 rows accepted, 0 refused" in ran.out
    done("build", empty_office)
    [row] = done(
        "figures", empty_office, "--measure", "burglary", "--area", HOME.slug, "--format", "csv"
    ).rows
    assert (row["period"], row["value"], row["state"]) == ("2024-05", "0", "known")


@pytest.mark.parametrize("strict", [False, True])
def test_bad_rows_among_good_ones_are_refused_and_kept_with_the_reason(
    strict: bool, empty_office: Path, records: Records, tmp_path: Path
) -> None:
    lines = records.file("2024-05").decode().splitlines()
    lines[2] = lines[2].replace("2024-05", "45413", 1)
    cells = lines[3].split(",")
    cells[9] = "Dragon theft"
    lines[3] = ",".join(cells)
    lines[5] += ",one cell more"
    file = _written(tmp_path, STREET, "\n".join(lines).encode())
    ran = run("ingest", empty_office, file, *["--strict"] * strict)
    assert ran.code == (1 if strict else 0)
    assert "430 rows accepted, 3 refused" in ran.out
    for reason in ("month is not a month", "crime-type is not a known crime-type", "13 cells where"):
        assert f"1 × crimes: {reason}" in ran.out
    assert "Dragon" not in ran.out + ran.err

    [edition] = _log(empty_office)
    refused = pq.read_table(empty_office / "store" / str(edition["refused_part"])).to_pylist()
    assert [row["record"] for row in refused] == [2, 3, 5]
    assert [row["column"] for row in refused] == ["month", "crime-type", ""]
    assert all(len(row["row_key"]) == 32 for row in refused)
    done("build", empty_office)


def test_the_value_of_a_personal_column_is_not_kept_with_the_refusal(
    empty_office: Path, records: Records, tmp_path: Path
) -> None:
    lines = records.file("2024-05", "stop-and-search").decode().splitlines()
    lines[1] = lines[1].replace("2024-05", "day-one-", 1)
    name = f"2024-05-{HOME.slug}-stop-and-search.csv"
    done("ingest", empty_office, _written(tmp_path, name, "\n".join(lines).encode()))
    [edition] = _log(empty_office)
    [row] = pq.read_table(empty_office / "store" / str(edition["refused_part"])).to_pylist()
    assert row["column"] == "at"
    personal = {"gender", "age-range", "self-defined-ethnicity", "ethnicity"}
    assert row["column"] not in personal
    said = " ".join(str(value) for value in row.values())
    assert not any(word in said for word in ("Male", "Female", "White", "Black", "Asian"))


@pytest.mark.parametrize("word", ["15/05/2025", "yesterday", "2025-02-30", "2999-01-01"])
def test_a_date_of_obtaining_that_cannot_be_is_refused(word: str, empty_office: Path, one_file: Path) -> None:
    ran = run("ingest", empty_office, one_file, "--obtained", word)
    assert ran.code == 2
    assert word in ran.err
    assert not (empty_office / "store" / "log").exists()


@pytest.mark.parametrize(
    ("name", "parts"),
    [("nosuch.zip", ["There is no file"]), ("newr.zip", ["Did you mean 'newer.zip'?"])],
)
def test_a_path_that_is_not_there_names_the_nearest(
    name: str, parts: list[str], office: Path, records: Records
) -> None:
    ran = run("ingest", office, records.folder / name)
    assert ran.code == 2
    for part in (name, *parts):
        assert part in ran.err


def test_what_is_not_data_is_passed_over_and_named(
    empty_office: Path, one_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    ran = done("ingest", empty_office, tmp_path / "notes.txt", one_file)
    assert "Took in 1 file." in ran.out
    assert "Passed over, not data: notes.txt." in ran.out
