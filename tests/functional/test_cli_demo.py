"""`frankpledge demo`, `generate` and `download`: the first things a newcomer tries."""

from __future__ import annotations

import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import lxml.html
import pytest

from frankpledge import demonstration
from frankpledge.builds.finding import FIRST
from frankpledge.builds.scanning import AREA_OUTSIDE
from frankpledge.generate import Truth
from frankpledge.periods import parse_month
from frankpledge.plan.reading import read_office
from tests.functional.cli import SMALL, done, run, run_apart

WHOLE = Path(str(files("frankpledge").joinpath("offices", "whole-office", "plan", "measures")))


def _smaller_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration on open data of a small county: the same path, a tenth of the time."""
    monkeypatch.setattr(demonstration, "DEMO", SMALL)
    monkeypatch.setattr(demonstration, "DEMO_OFFICE", "westmarch")
    monkeypatch.setattr(demonstration, "WITH_RECORDS", False)
    monkeypatch.setattr(demonstration, "WITH_REGISTERS", False)


@pytest.fixture(scope="module")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration on open data, released. Whoever changes it changes a copy."""
    office = tmp_path_factory.mktemp("small") / "demo-office"
    with pytest.MonkeyPatch.context() as patch:
        _smaller_demo(patch)
        done("demo", office)
    return office


@pytest.mark.nightly
def test_the_demo_replaces_an_earlier_one_that_was_stopped_half_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _smaller_demo(monkeypatch)
    folder = tmp_path / "demo-office"
    done("new", folder, "--from", "westmarch")
    (folder / demonstration.DEMO_MARK).write_text("Made by the demo.\n", encoding="utf-8")
    (folder / "store" / "half.parquet").write_bytes(b"half")
    records = tmp_path / "demo-office-records"
    records.mkdir()
    (records / "newer.zip").write_bytes(b"half")
    monkeypatch.setattr(demonstration, "WITH_REGISTERS", True)
    monkeypatch.setattr(demonstration, "WITH_RELEASE", False)  # See the other demonstration.

    ran = done("demo", folder)
    assert "fictional records in 23 registers" in ran.out
    assert run_apart("audit", folder).out.startswith("All holds: ")
    assert "not real" in ran.out
    report = folder / "reports" / "2024-25-Q4-quarterly" / "report.html"
    assert str(report) in ran.out
    assert "generated" in report.read_text(encoding="utf-8").lower()
    assert not (folder / "store" / "half.parquet").exists()
    assert zipfile.is_zipfile(records / "newer.zip")
    assert (folder / demonstration.DEMO_MARK).is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo-office", "demo-office-records"]


def test_the_demo_office_goes_the_whole_way_to_a_corrected_release(small_demo: Path, tmp_path: Path) -> None:
    office, key = Path(shutil.copytree(small_demo, tmp_path / "demo-office")), "2024-25-Q4-quarterly"
    assert "is release 1 of" in done("release", office, key).out, "by two fictional people"
    assert "(fictional)" in (office / "releases" / f"0001-{key}" / "release.json").read_text(encoding="utf-8")
    measure = office / "plan" / "measures" / "burglary.yaml"
    text = measure.read_text(encoding="utf-8")
    measure.write_text(
        text.replace("crime-type: burglary", "crime-type: [burglary, robbery]"), encoding="utf-8"
    )
    done("build", office)
    done(
        "report",
        office,
        "--quarter",
        "Q4 24/25",
        "--corrects",
        "1",
        "--reason",
        "Burglary counts robbery too.",
    )
    done("sign-off", office, key, "--as", "checked", "--by", "Ada Marsh")
    done("sign-off", office, key, "--as", "approved", "--by", "Ben Holt")
    assert "as release 2" in done("release", office, key).out
    corrected = (office / "releases" / f"0002-{key}" / "files" / "report.html").read_text(encoding="utf-8")
    assert "The definition of the measure was changed." in corrected
    head = done("release", office, key).out.partition("Head of the chain: ")[2][:64]
    assert done("releases", office, "--verify", "--head", head).out.startswith("All is as it was released")


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_our_own_checker_finds_nothing_in_the_demos_report(small_demo: Path, form: str) -> None:
    report = small_demo / "reports" / "2024-25-Q4-quarterly" / f"report.{form}"
    assert "nothing found" in done("check", report, "--office", small_demo).out


@pytest.mark.nightly
def test_our_own_checker_finds_nothing_certainly_wrong_in_the_long_report(tmp_path: Path) -> None:
    office = tmp_path / "demo-office"
    done("demo", office)
    for form in ("html", "docx"):  # Warnings of it are known.
        report = office / "reports" / "2024-25-Q4-quarterly" / f"report.{form}"
        assert ": error (" not in run("check", report, "--office", office).out
    _its_dashboard_is_whole(office)


def _its_dashboard_is_whole(office: Path) -> None:
    """All 24 measures have a figure beside baseline, region and nation, but for what has not come."""
    framework = "criminal-justice-dashboard"
    done("report", office, "--quarter", "Q4 24/25", "--framework", framework)
    report = office / "reports" / f"2024-25-Q4-quarterly-{framework}" / "report.html"
    page = lxml.html.parse(str(report)).getroot()
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for priority in ("timeliness", "process", "outcome", "quality")
        for row in page.get_element_by_id(f"beside-{priority}").findall(".//tbody/tr")
    ]
    rows = {row[0]: row[1:] for row in cells if len(row) == 5}
    assert len(rows) == 24
    assert all(any(letter.isdigit() for letter in row[0]) for row in rows.values())
    absent = [(name, place) for name, row in rows.items() for place, cell in enumerate(row) if "not" in cell]
    assert absent == [("Domestic abuse files that meet the quality standard", 1)]
    assert rows["Witnesses who attended court"][2].endswith("(Q2 24/25)")
    assert rows["Trials that went ahead on the day"][3].endswith("(Q3 24/25)")
    told = " ".join(page.text_content().split())
    late = "courts and tribunals service and witness care unit"
    assert f"Of Q4 24/25 nothing has come of some measures from {late}." in told
    assert "Baseline as supplied by criminal justice board." in told


@pytest.mark.parametrize("which", ["office", "office-records"])
def test_the_demo_never_replaces_what_it_did_not_make(which: str, tmp_path: Path) -> None:
    kept = tmp_path / which / "minutes.txt"
    kept.parent.mkdir()
    kept.write_text("keep me", encoding="utf-8")
    ran = run("demo", tmp_path / "office")
    assert ran.code == 2
    assert str(kept.parent) in ran.err
    assert "did not make" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [which]
    assert kept.read_text(encoding="utf-8") == "keep me"


def test_an_office_made_by_hand_from_the_fictional_county_is_not_the_demo_s(tmp_path: Path) -> None:
    done("new", tmp_path / "mine", "--from", "westmarch")
    ran = run("demo", tmp_path / "mine")
    assert ran.code == 2
    assert (tmp_path / "mine" / "office.yaml").is_file()


def test_generate_makes_what_was_asked_for(tmp_path: Path) -> None:
    words = ["--rows", "300", "--months", "2", "--kind", "street", "--as-folders"]
    ran = done("generate", tmp_path / "made", *words)
    assert "They are not real." in ran.out
    files = list((tmp_path / "made" / "newer").rglob("*.csv"))
    assert len(files) == 2
    assert sum(file.read_bytes().count(b"\n") - 1 for file in files) == 300
    assert "not real" in (tmp_path / "made" / "README-GENERATED.txt").read_text(encoding="utf-8").lower()


def test_generate_gives_the_same_files_for_the_same_seed(tmp_path: Path) -> None:
    def made(name: str, seed: int) -> dict[str, bytes]:
        folder = tmp_path / name
        done("generate", folder, "--rows", "200", "--months", "1", "--seed", seed, "--as-folders")
        return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.csv")}

    assert made("one", 5) == made("two", 5) != made("three", 6)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--kind", "streets"], "Did you mean 'street'?"),
        (["--kind", "outcomes", "--months", "2"], "street"),
        (["--forces", "0"], "1<=x<=48"),
        (["--rows", "0"], "x>=1"),
        (["--seed", "-1"], "x>=0"),
    ],
)
def test_generate_refuses_what_it_cannot_make(words: list[str], part: str, tmp_path: Path) -> None:
    ran = run("generate", tmp_path / "made", *words)
    assert ran.code == 2
    assert part in ran.err
    assert not (tmp_path / "made").exists()


def test_generate_never_writes_over_anything(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text("keep me", encoding="utf-8")
    ran = run("generate", tmp_path)
    assert ran.code == 2
    assert "not empty" in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["minutes.txt"]


@pytest.mark.parametrize(
    ("what", "code", "part"),
    [
        ("2024-13", 2, "'2024-13' is not a month"),
        ("ftp://example.org/a.zip", 2, "https:// or http://"),
        ("http://", 2, ""),
        ("http://127.0.0.1:9/a.zip", 4, "127.0.0.1"),
    ],
)
def test_a_download_that_cannot_be_says_why(
    what: str, code: int, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frankpledge.sources import download

    monkeypatch.setattr(download.fetch, "__kwdefaults__", {**download.fetch.__kwdefaults__, "retries": 0})
    ran = run("download", what, "--into", tmp_path / "downloads")
    assert ran.code == code
    assert part in ran.err
    assert not list(tmp_path.rglob("*.zip"))


@pytest.mark.nightly
def test_the_demonstration_finds_what_was_planted_in_its_newest_quarters(tmp_path: Path) -> None:
    folder = tmp_path / "demo-office"
    demonstration.measured(folder, lambda _: None)  # Its report is looked at by others.
    rows = done("findings", folder, "--quarter", "Q4 24/25", "--format", "csv").rows
    open_data = {measure.id for measure in read_office(folder).measures.values() if not measure.catalogue}
    open_data |= {"shoplifting", "robbery", "vehicle-crime"}
    open_data -= {path.stem for path in WHOLE.iterdir()}
    exceptional = {row["measure"] for row in rows if row["kind"] in {str(kind) for kind in FIRST}}
    exceptional &= open_data
    planted = Truth.read(tmp_path / "demo-office-records" / "truth.json").planted
    wards = [change for change in planted if str(change["area"]).startswith("E059")]
    assert [(one["crime_type"], one["first_month"]) for one in wards] == [("Burglary", "2025-01")]
    local = {(row["measure"], row["area"]) for row in rows if row["kind"] == AREA_OUTSIDE}
    assert ("burglary", wards[0]["area"]) in local, "a ward that maps show"
    start = parse_month("2024-04")
    now = {
        change["crime_type"]
        for change in planted
        if change["area"] is None and parse_month(change["first_month"]) >= start
    }
    assert now == {"Shoplifting", "Robbery", "Vehicle crime"}
    assert {"shoplifting", "robbery", "vehicle-crime"} <= exceptional
    assert len(exceptional) <= 5, sorted(exceptional)
