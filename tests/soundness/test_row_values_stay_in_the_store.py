"""Promise: logs and errors never hold row values; refused rows only where the column is of the open class."""

from __future__ import annotations

import json
import logging
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from frankpledge.cli import main
from frankpledge.errors import FrankpledgeError
from frankpledge.sources.police_uk import parse_name, read
from frankpledge.store.log import read_snapshot
from tests.soundness.records import crime, text_of, write
from tests.spec.naive.files import Download
from tests.spec.offices import load

MARK = "Zzqmarkxq"
STOP = {
    "Gender": MARK, "Age range": MARK, "Self-defined ethnicity": MARK, "Officer-defined ethnicity": MARK,
    "Object of search": MARK, "Legislation": MARK,
}  # fmt: skip


def _everything_in(folder: Path) -> str:
    """Return all that the files of a folder hold, as text."""
    found = []
    for file in (path for path in folder.rglob("*") if path.is_file()):
        if file.suffix == ".parquet":
            found.append(json.dumps(pq.read_table(file).to_pylist(), default=repr))
        else:
            found.append(file.read_bytes().decode("utf-8", "replace"))
    return "\n".join(found)


def test_a_refused_row_about_a_person_leaves_no_word_about_the_person(office: Path, files: Path) -> None:
    """Only the cell that broke the rule may be kept, and only where its column is of the open class."""
    rows = [STOP | {"Latitude": "north"}, STOP | {"Date": "then"}, *({"Gender": "Male"} for _ in range(3))]
    write(files, "2023-01", rows, kind="stop-and-search")
    (said,) = load(office, [Download(files, date(2023, 2, 1))])
    assert said.total("refused") == 2
    held = _everything_in(office / "store")
    assert MARK not in held
    (edition,) = read_snapshot(office / "store").editions
    refused = pq.read_table(office / "store" / edition.refused_part).to_pylist()
    assert [(row["record"], row["column"], row["value"]) for row in refused] == [
        (1, "latitude", "north"),
        (2, "at", "then"),
    ]
    assert len({row["row_key"] for row in refused}) == 2


def test_the_key_of_a_refused_row_cannot_be_made_without_the_stores_secret(
    tmp_path: Path, files: Path
) -> None:
    """The same row has another key in another store, so keys cannot be looked up by hashing guesses."""
    from tests.spec.offices import office_of_all_kinds

    path = write(files, "2023-01", [STOP | {"Latitude": "north"}, STOP, STOP], kind="stop-and-search")
    keys = []
    for name in ("one", "two"):
        office = office_of_all_kinds(tmp_path / name)
        load(office, [Download(path, date(2023, 2, 1))])
        (edition,) = read_snapshot(office / "store").editions
        rows = pq.read_table(office / "store" / edition.refused_part).to_pylist()
        keys.append(rows[0]["row_key"])
        assert (office / "store" / ".row-key").stat().st_mode & 0o077 == 0
    assert keys[0] != keys[1]


def test_nothing_that_ingest_says_holds_a_cell(
    office: Path, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = [
        crime(1, **{"Crime type": MARK}),
        crime(2, **{"Crime ID": MARK}),
        crime(3, Month=MARK),
        crime(4, **{"LSOA code": MARK, "Location": MARK}),
        crime(5, Longitude=MARK),
        crime(6, **{"Last outcome category": MARK}),
        crime(7, **{"Reported by": MARK}),
        *(crime(number) for number in range(8, 40)),
    ]
    write(files, "2023-01", rows)
    write(files, "2023-02", [crime(1, Month=MARK)])
    write(files, "2023-03", [crime(1, **{"Reported by": MARK})])
    write(files, "2023-04", [STOP | {"Date": MARK}], kind="stop-and-search")
    broken = write(files, "2023-05", [crime(1, Location=MARK)])
    broken.write_bytes(
        broken.read_bytes() + f"{MARK},only,three\n".encode() + b'"never closed ' + MARK.encode()
    )
    latin = write(files, "2023-06", [crime(1, Location=f"{MARK} Caf")])
    latin.write_bytes(latin.read_bytes().replace(b" Caf", b" Caf\xe9"))
    for more in (["--strict"], ["--rehash"], []):
        said = CliRunner().invoke(
            main, ["ingest", str(office), str(files), "--obtained", "2023-07-01", *more]
        )
        assert "Not taken in" in said.output
        assert "refused" in said.output or more != ["--strict"]
        assert MARK not in said.output
        assert MARK not in str(said.exception)
    assert MARK not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        text_of("street", "bedfordshire", "2023-01", [crime(1, Month=MARK)]),
        text_of("street", "bedfordshire", "2023-01", [crime(1, Month="2022-12", Location=MARK)]),
        text_of("street", "bedfordshire", "2023-01", [crime(1, **{"Reported by": MARK})]),
        text_of("street", "bedfordshire", "2023-01", [crime(1)]).replace("Location", "Place"),
        f"{MARK},{MARK}\n1,2\n",
        f"{','.join(['x'] * 12)}\n{MARK}\n",
    ],
    ids=["no month", "other month", "other force", "another heading", "no header", "wrong header"],
)
def test_no_error_about_a_whole_file_quotes_its_rows(text: str) -> None:
    name = "2023-01/2023-01-bedfordshire-street.csv"
    said = parse_name(name)
    assert said is not None
    with pytest.raises(FrankpledgeError) as caught:
        read(name, text.encode(), said)
    assert MARK not in str(caught.value)
    assert name in str(caught.value)
