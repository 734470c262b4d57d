"""Release, correction and the list of releases from the command line."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

from frankpledge.contracts.figures import FIGURE_KEY
from frankpledge.releases.chain import released as chain_of
from frankpledge.releases.chain import released_figures
from frankpledge.releases.drafts import read_files
from frankpledge.releases.reasons import for_readers
from frankpledge.store.files import writing_lock
from tests.functional.cli import done, run
from tests.releases.conftest import APPROVER, CHECKER, KEY, QUARTER, signed_and_released


def test_a_release_holds_the_very_files_that_were_signed(released: Path) -> None:
    folder = released / "releases" / f"0001-{KEY}"
    assert read_files(folder / "files") == read_files(released / "reports" / KEY)
    [release] = chain_of(released)
    assert (release.number, release.kind, release.period, release.by) == (
        1, "quarterly", "2024-25-Q2", APPROVER,
    )  # fmt: skip
    assert [one.by for one in release.sign_offs] == [CHECKER, APPROVER]
    assert release.previous == ""
    assert release.audit_heads == {}
    assert "burglary" in release.definitions
    for file in folder.rglob("*"):
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) == 0o444


def test_releasing_the_same_bytes_again_changes_nothing(released: Path) -> None:
    before = read_files(released / "releases")
    ran = done("release", released, KEY)
    assert "is release 1 of" in ran.out
    assert "nothing was changed" in ran.out
    after = read_files(released / "releases")
    assert {name for name in after if after[name] != before.get(name)} <= {".lock"}


def test_a_released_report_is_not_released_again_in_other_bytes(released: Path) -> None:
    ran = done("report", released, "--quarter", QUARTER)
    assert "stays as it is" in ran.out
    assert "--corrects 1" in ran.out
    for stage, by in (("checked", CHECKER), ("approved", APPROVER)):
        done("sign-off", released, KEY, "--as", stage, "--by", by)
    ran = run("release", released, KEY)
    assert ran.code == 2
    assert "what is released never changes" in ran.err
    assert '--corrects 1 --reason "…"' in ran.err
    assert len(chain_of(released)) == 1


def test_a_correction_says_what_it_corrects_why_and_every_changed_figure(corrected: Path) -> None:
    first, second = chain_of(corrected)
    assert (second.corrects, second.reason, second.previous) == (1, "Records came in late.", first.head)
    old, new = (
        {
            tuple(row[name] for name in FIGURE_KEY): row for row in table.to_pylist()
        }
        for table in released_figures(corrected)
    )  # fmt: skip
    columns = ("value", "numerator", "denominator", "n", "state")
    differ = {
        key
        for key in {*old, *new}
        if [old.get(key, {}).get(name) for name in columns]
        != [new.get(key, {}).get(name) for name in columns]
    }
    folder = corrected / "releases" / second.folder / "files"
    with (folder / "corrections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {tuple(list(row.values())[:7]): row for row in rows}
    assert len(told) == len(rows) > 100
    assert set(told) == differ
    for key, row in told.items():
        for side, held in (("before", old), ("after", new)):
            value = held.get(key, {}).get("value")
            assert row[side] == "" if value is None else float(row[side]) == value
        assert row["why"], row
    page = (folder / "report.html").read_text(encoding="utf-8")
    notice = page[page.index("This corrects release") :][:200]
    assert "This corrects release 1 of" in notice
    assert "Records came in late." in notice
    assert page.index("This corrects release") < page.index("In short")
    assert "Records came in that were missing" in page
    assert "Where the text differs" in page


def test_the_released_files_of_a_corrected_release_stay_as_they_are(released: Path) -> None:
    before = read_files(released / "releases" / f"0001-{KEY}")
    done("report", released, "--quarter", QUARTER, "--corrects", "1", "--reason", "Late records.")
    signed_and_released(released)
    assert read_files(released / "releases" / f"0001-{KEY}") == before
    assert done("releases", released, "--verify").out.startswith("All is as it was released: 2 releases")


def test_a_correction_that_changes_no_figure_says_so(released: Path) -> None:
    done(
        "report", released, "--quarter", QUARTER, "--build", "1",
        "--corrects", "1", "--reason", "A name was misspelt.",
    )  # fmt: skip
    page = (released / "reports" / KEY / "report.html").read_text(encoding="utf-8")
    assert "No published figure has changed." in page
    assert "Outside this section, the text is as it was released." in page
    signed_and_released(released)


def test_a_correction_is_of_the_newest_release_of_the_same_report(corrected: Path) -> None:
    words = ("report", corrected, "--quarter", QUARTER, "--reason", "Once more.", "--corrects")
    ran = run(*words, "1")
    assert ran.code == 2
    assert "--corrects 2" in ran.err
    ran = run(*words, "7")
    assert ran.code == 2
    assert "there is no release 7" in ran.err
    ran = run("report", corrected, "--quarter", "Q1 24/25", "--reason", "Other.", "--corrects", "2")
    assert ran.code == 2
    assert f"is of {KEY}" in ran.err
    done(*words, "2")
    page = (corrected / "reports" / KEY / "report.html").read_text(encoding="utf-8")
    assert "No published figure has changed." in page, "of what the correction said"
    assert "Outside this section, the text is as it was released." in page


def test_a_correction_needs_a_reason_and_a_reason_a_correction(released: Path) -> None:
    ran = run("report", released, "--quarter", QUARTER, "--corrects", "1")
    assert ran.code == 2
    assert "says why" in ran.err
    assert run("report", released, "--quarter", QUARTER, "--reason", "Why not").code == 2


def test_where_the_build_is_gone_the_reason_is_not_guessed(released: Path) -> None:
    [old] = [path for path in (released / "builds").iterdir() if path.name.startswith("0001-")]
    (old / "manifest.json").unlink()
    done("report", released, "--quarter", QUARTER, "--corrects", "1", "--reason", "Late records.")
    with (released / "reports" / KEY / "corrections.csv").open(encoding="utf-8", newline="") as file:
        assert {row["why"] for row in csv.DictReader(file)} == {
            "Not known: the build that was released is no longer kept."
        }


def test_the_list_tells_what_corrects_what(corrected: Path) -> None:
    rows = json.loads(done("releases", corrected, "--format", "json").out)
    assert [(row["number"], row["corrects"], row["corrected by"]) for row in rows] == [
        (1, None, 2),
        (2, 1, None),
    ]
    assert {row["report"] for row in rows} == {KEY}
    table = done("releases", corrected).out
    assert "corrected by" in table


def test_an_office_without_releases_says_so(drafted: Path) -> None:
    assert done("releases", drafted).out == "Nothing has been released yet.\n"
    assert done("releases", drafted, "--verify").code == 0
    assert json.loads(done("releases", drafted, "--format", "json").out) == []


def test_a_release_is_not_made_on_a_chain_that_is_broken(released: Path) -> None:
    page = released / "releases" / f"0001-{KEY}" / "files" / "report.html"
    page.chmod(0o644)
    page.write_bytes(page.read_bytes() + b" ")
    done("report", released, "--quarter", QUARTER, "--corrects", "1", "--reason", "Late records.")
    done("sign-off", released, KEY, "--as", "checked", "--by", CHECKER)
    done("sign-off", released, KEY, "--as", "approved", "--by", APPROVER)
    ran = run("release", released, KEY)
    assert ran.code == 3
    assert "report.html: this file was altered after the release" in ran.err


def test_of_two_releases_at_once_the_second_says_who_is_first(released: Path) -> None:
    with writing_lock(released / "releases", "release"):
        ran = run("release", released, KEY)
    assert ran.code == 4
    assert "another process is writing here: release, process" in ran.err


def test_every_reason_is_a_sentence_for_readers() -> None:
    said = {
        "revised data: crimes, obtained 2024-07-01, then 2025-06-01": "obtained 1 July 2024, now 1 June 2025",
        "new data: stops, obtained 2024-07-01": "Records came in that were missing",
        "no longer supplied: outcomes": "no longer supplied",
        "changed definition": "The definition of the measure was changed.",
        "new measure": "The measure is new.",
        "measure no longer declared": "no longer part of the plan",
        "records of other months changed": "Records of other months were revised.",
        "an area or part that no record named before": "no record named before",
    }
    for why, part in said.items():
        [sentence] = for_readers(why)
        assert part in sentence
        assert sentence.endswith(".")
    assert len(list(for_readers("; ".join(said)))) == len(said)
