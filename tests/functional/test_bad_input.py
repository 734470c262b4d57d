"""Files that are not what they should be: a clear error with file and line, and nothing half-written."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.functional.cli import HOME, Records, done, run, state_of

STREET = f"2024-05-{HOME.slug}-street.csv"
STOPS = f"2024-05-{HOME.slug}-stop-and-search.csv"


def _lines(change: Callable[[list[str]], list[str]]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        return "\r\n".join(change(data.decode().splitlines())).encode()

    return changed


def _every(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Change every row, not the header."""
    return _lines(lambda lines: [lines[0], *(change(line) for line in lines[1:])])


def _header(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return _lines(lambda lines: [change(lines[0]), *lines[1:]])


def _sixth_row_in_latin_1(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines[6] = lines[6].replace(b"On or near", "Près de".encode("latin-1"))
    assert "Près".encode("latin-1") in lines[6]
    return b"".join(lines)


def _open_quote(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines[9] = b'"' + lines[9]
    return b"".join(lines)


def _no_known_type(data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode())))
    for row in rows[1:]:
        row[9] = "Dragon theft"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@dataclass(frozen=True)
class Bad:
    """A file made bad: the name it gets, what is done to a good one, and what the message must say."""

    change: Callable[[bytes], bytes]
    says: tuple[str, ...]
    name: str = STREET


HEADINGS = "Crime ID, Month, Reported by"
CASES = {
    "a column is missing": Bad(
        _lines(lambda lines: [line.replace(",Context", "").removesuffix(",") for line in lines]),
        ("line 1", "'Context' is missing", HEADINGS),
    ),
    "a column too many": Bad(_header(lambda line: line + ",Officer"), ("line 1", "'Officer'", "Remove it")),
    "a column twice": Bad(_header(lambda line: line + ",Month"), ("line 1", "'Month' stands twice")),
    "a heading in other words": Bad(
        _header(lambda line: line.replace("Crime type", "Crime Type")),
        ("line 1", "'Crime type' is missing", "Rename it to 'Crime type'"),
    ),
    "semicolons": Bad(lambda data: data.replace(b",", b";"), ("line 1", "'Crime ID' is missing")),
    "UTF-16": Bad(lambda data: data.decode().encode("utf-16"), ("line 1", "UTF-16", '"CSV UTF-8"')),
    "UTF-16 without a mark": Bad(lambda data: data.decode().encode("utf-16-le"), ("line 1", "UTF-16")),
    "Latin-1 in the middle": Bad(_sixth_row_in_latin_1, ("line 7", "not UTF-8", '"CSV UTF-8"')),
    "Latin-1 in the header": Bad(
        lambda data: data.replace(b"Context", b"Cont\xe9xt", 1),
        ("line 1", "header is not UTF-8"),
    ),
    "nothing at all": Bad(lambda data: b"", ("the file is empty", "Download it again")),
    "a web page": Bad(lambda data: b"<html><body>404</body></html>", ("line 1", "is missing")),
    "zero bytes inside": Bad(
        lambda data: data.replace(b"No Location", b"No\0Location").replace(b"On or near", b"On\0or near", 1),
        ("line ", "zero bytes", "publisher's own file"),
    ),
    "a quotation mark never closed": Bad(
        _open_quote, ("line 10", "quotation mark", "would be read as one row")
    ),
    "named for another month": Bad(
        lambda data: data,
        ("line 2", "field 'Month'", "named for July 2024", "433 of its 433 rows", "Rename the file"),
        f"2024-07-{HOME.slug}-street.csv",
    ),
    "named for another force": Bad(
        lambda data: data,
        ("line 2", "field 'Reported by'", "named for aldermoor", "Rename the file"),
        "2024-05-aldermoor-street.csv",
    ),
    "named for a force that is not": Bad(
        lambda data: data, ("'atlantis'", "not known", "office.yaml"), "2024-05-atlantis-street.csv"
    ),
    "named for a month that is not": Bad(
        lambda data: data, ("'2024-13'", "YYYY-MM-force-kind.csv"), f"2024-13-{HOME.slug}-street.csv"
    ),
    "a number where the month belongs": Bad(
        _every(lambda line: line.replace("2024-05", "45413", 1)),
        ("line 2", "field 'Month'", "not written YYYY-MM", "spreadsheet"),
    ),
    "a number where the date belongs": Bad(
        _every(lambda line: line.replace("2024-05-", "45413.", 1)),
        ("line 2", "none of its 21 rows", "not a date and time with its zone"),
        STOPS,
    ),
    "crime types nobody knows": Bad(
        _no_known_type,
        ("line 2", "none of its 433 rows", "crime-type is not a known crime-type"),
    ),
    "a table of another kind": Bad(
        lambda data: b"name,age\nA,1\n", ("line 1", "of no kind that can be read", "police grant"), "list.csv"
    ),
    "boundaries that are not JSON": Bad(
        lambda data: b"{not json", ("line 1", "it is not JSON"), "wards.geojson"
    ),
    "not data": Bad(lambda data: b"hello", ("there is no data file here", ".csv"), "notes.txt"),
}


@pytest.fixture(scope="module")
def target(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the office that every bad file is thrown at, and that must stand all of them."""
    return Path(shutil.copytree(office, tmp_path_factory.mktemp("target") / "office"))


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_with_its_name_and_line_and_leaves_nothing(
    case: str, target: Path, records: Records, tmp_path: Path
) -> None:
    bad = CASES[case]
    good = records.file("2024-05", "stop-and-search" if bad.name == STOPS else "street")
    changed = bad.change(good)
    file = tmp_path / bad.name
    file.write_bytes(changed)
    before = state_of(target)

    ran = run("ingest", target, file)
    assert ran.code == 3, ran
    assert str(file) in ran.err
    for part in bad.says:
        assert part in ran.err
    assert len(ran.err) < 700
    assert "Next:" not in ran.out
    assert state_of(target) == before


def test_after_all_that_the_build_is_served_and_a_good_file_taken_in(
    target: Path, records: Records, tmp_path: Path
) -> None:
    file = tmp_path / STREET
    file.write_bytes(_open_quote(records.file("2024-05")))
    assert run("ingest", target, file).code == 3
    assert done("figures", target, "--measure", "burglary", "--format", "csv").rows
    assert "Nothing has changed" in done("build", target).out
    file.write_bytes(records.file("2024-05"))
    assert "Took in 1 file." in done("ingest", target, file, "--obtained", "2025-06-01").out
    assert "Made build 0003-" in done("build", target).out


def test_a_byte_order_mark_and_either_line_ending_are_no_mistake(
    records: Records, empty_office: Path, tmp_path: Path
) -> None:
    data = records.file("2024-05").replace(b"\r\n", b"\n")
    said = set()
    for number, form in enumerate(
        (data, data.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + data, data.rstrip())
    ):
        file = tmp_path / STREET
        file.write_bytes(form)
        ran = done("ingest", empty_office, file, "--obtained", f"2025-06-0{number + 1}")
        said.add(next(line for line in ran.out.splitlines() if "rows accepted" in line))
    assert len(said) == 1


def test_in_a_folder_one_bad_file_does_not_keep_the_others_out(
    records: Records, empty_office: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / STREET).write_bytes(records.file("2024-05"))
    (folder / STOPS).write_bytes(records.file("2024-05", "stop-and-search")[:-3] + b"\xff\xff\n")
    (folder / "list.csv").write_text("name,age\nA,1\n", encoding="utf-8")
    (folder / "2024-13-westmarch-street.csv").write_text("x", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    ran = run("ingest", empty_office, folder)
    assert ran.code == 3
    assert "Took in 1 file." in ran.out
    assert "433 rows accepted, 0 refused" in ran.out
    assert "Passed over, not data: photo.jpg." in ran.out
    problems = [line for line in ran.err.splitlines() if line.startswith("Not taken in:")]
    assert len(problems) == 3
    for name in (STOPS, "list.csv", "2024-13-westmarch-street.csv"):
        assert any(str(folder / name) in problem for problem in problems)
    done("build", empty_office)


@pytest.mark.parametrize("what", ["empty folder", "folder without data", "empty zip"])
def test_where_there_is_no_data_at_all_it_is_said_so(what: str, office: Path, tmp_path: Path) -> None:
    place = tmp_path / "given"
    if what == "empty zip":
        place = tmp_path / "given.zip"
        zipfile.ZipFile(place, "w").close()
    else:
        place.mkdir()
        if what == "folder without data":
            (place / "notes.txt").write_text("a", encoding="utf-8")
            (place / "photo.jpg").write_bytes(b"b")
    ran = run("ingest", office, place)
    assert ran.code == 3
    assert f"{place}: there is no data file here." in ran.err


def test_messages_never_hold_what_a_row_says(records: Records, empty_office: Path, tmp_path: Path) -> None:
    file = tmp_path / STOPS
    text = records.file("2024-05", "stop-and-search").decode()
    file.write_text(text.replace("Male", "Zebedee").replace("2024-05-", "Zebedee-"), encoding="utf-8")
    ran = run("ingest", empty_office, file)
    assert ran.code == 3
    assert "Zebedee" not in ran.out + ran.err
