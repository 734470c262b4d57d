"""Promise: record-level rows leave the store only as figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from frankpledge.builds.reading import Build
from tests.soundness.records import crime, outcome, write
from tests.spec.naive.files import Download
from tests.spec.naive.months import between
from tests.spec.offices import build, load

SECRETS = {
    "Location": "On or near Zzyzx Passage",
    "Context": "Qwxz context",
    "Policing operation": "Operation Jqvx",
    "Self-defined ethnicity": "Vvxq other",
    "Age range": "Xqzz years",
}
"""Cells of columns that no measure of the office is broken down by."""


def _built(office: Path, files: Path) -> Build:
    place = {
        "LSOA code": "E01017456",
        "LSOA name": "Bedford 001A",
        "Longitude": "-0.46813",
        "Latitude": "52.13579",
    }
    for month in between("2022-01", "2023-02"):
        names = ("Location", "Context")
        said = {name: SECRETS[name] for name in names} | place
        write(files, month, [crime(int(month[5:]) * 1000 + n, **said) for n in range(30)])
        given = {"Location": SECRETS["Location"]} | place
        write(
            files, month, [{**outcome(int(month[5:]) * 1000 + n), **given} for n in range(9)], kind="outcomes"
        )
        stops = [{name: SECRETS[name] for name in list(SECRETS)[2:]} for _ in range(5)]
        write(files, month, stops, kind="stop-and-search")
    for summary in load(office, [Download(files, date(2023, 4, 1))]):
        assert not summary.problems
        assert summary.total("refused") == 0
    return build(office)


def _texts(column: pa.ChunkedArray) -> set[str]:
    """Return every value of a column as text: numbers as printed, bytes in hexadecimal."""
    return {value.hex() if isinstance(value, bytes) else str(value) for value in column.unique().to_pylist()}


def test_no_file_of_a_build_holds_an_identifier_a_place_or_a_free_text(office: Path, files: Path) -> None:
    made = _built(office, files)
    secrets = {*SECRETS.values(), *(text.lower().replace(" ", "-") for text in SECRETS.values())}
    secrets |= {"-0.46813", "52.13579", "2022-03-05T10:00:00", "2022-03-05 10:00:00+00:00"}
    secrets |= {f"{n:064x}" for month in range(1, 13) for n in range(month * 1000, month * 1000 + 30)}
    seen = 0
    for file in (path for path in made.folder.rglob("*") if path.is_file()):
        if file.suffix == ".parquet":
            table = pq.read_table(file)
            assert not [field for field in table.schema if pa.types.is_fixed_size_binary(field.type)]
            values = set().union(*(_texts(table[name]) for name in table.column_names))
            assert not secrets & values, file.name
            assert not [text for text in values for secret in SECRETS.values() if secret in text], file.name
            seen += 1
        else:
            text = file.read_text(encoding="utf-8")
            assert not [secret for secret in secrets if secret in text], file.name
    assert seen >= 5


def test_the_store_does_hold_them_so_that_the_test_above_looks_for_the_right_things(
    office: Path, files: Path
) -> None:
    _built(office, files)
    held: set[str] = set()
    for file in (office / "store").rglob("*.parquet"):
        table = pq.read_table(file)
        held |= set().union(*(_texts(table[name]) for name in table.column_names))
    assert set(SECRETS.values()) <= held
    assert {"-0.46813", "52.13579", f"{1000:064x}"} <= held


def test_no_table_of_a_build_has_a_row_for_each_record(office: Path, files: Path) -> None:
    """Of each measure, area type and breakdown there are at most as many rows as areas, words and months."""
    made = _built(office, files)
    monthly = pq.read_table(made.folder / "monthly.parquet")
    keys = ["measure", "source", "area_type", "area", "breakdown", "month"]
    assert monthly.group_by(keys).aggregate([]).num_rows == monthly.num_rows
    crimes = [row for row in monthly.to_pylist() if (row["measure"], row["breakdown"]) == ("crimes-all", "")]
    assert sum(row["numerator"] for row in crimes if row["area_type"] == "force") == 14 * 30
    assert len(crimes) == 14 * 3
