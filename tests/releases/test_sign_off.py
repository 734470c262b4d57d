"""Sign-off from the command line: who may, in what order, on which bytes, and what stops it."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
import typst

from frankpledge.releases.drafts import ABOUT, read_draft, sha256
from frankpledge.releases.sign_off_file import read_sign_offs, sign_off_file
from frankpledge.releases.sign_offs import State
from frankpledge.releases.signing import report_standing
from tests.functional.cli import Ran, done, run
from tests.releases.conftest import APPROVER, CHECKER, KEY, QUARTER


def sign(office: Path, stage: str, by: str, *more: object) -> Ran:
    return run("sign-off", office, KEY, "--as", stage, "--by", by, *more)


def declare(office: Path, words: str) -> None:
    """Add rules of sign-off to office.yaml."""
    file = office / "office.yaml"
    file.write_text(file.read_text(encoding="utf-8") + words, encoding="utf-8")


def spoil(office: Path, before: str, after: str) -> None:
    """Change the page of a report as if it had been made so."""
    folder = office / "reports" / KEY
    page, about = folder / "report.html", folder / ABOUT
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after, 1), encoding="utf-8")
    values = json.loads(about.read_bytes())
    values["files"]["report.html"] = sha256(page.read_bytes())
    about.write_text(json.dumps(values), encoding="utf-8")


def test_a_report_says_that_it_is_a_draft_and_what_comes_next(drafted: Path) -> None:
    ran = done("report", drafted, "--quarter", QUARTER, "--build", "1")
    assert "It is a draft: nobody has signed it off yet." in ran.out
    assert f"frankpledge sign-off {drafted} {KEY} --as checked" in ran.out


def test_a_report_goes_from_draft_to_checked_to_approved_to_released(drafted: Path) -> None:
    assert report_standing(drafted, KEY).state is State.DRAFT
    ran = sign(drafted, "checked", CHECKER, "--role", "Analyst")
    assert ran.code == 0, ran
    assert f"checked by {CHECKER}" in ran.out
    assert report_standing(drafted, KEY).state is State.CHECKED
    assert "--as approved" in ran.out
    ran = sign(drafted, "approved", APPROVER, "--note", 'Read "twice": yes.')
    assert f"frankpledge release {drafted} {KEY}" in ran.out
    assert report_standing(drafted, KEY).state is State.APPROVED
    kept = read_sign_offs(drafted, KEY)
    assert [(one.by, one.role, one.note) for one in kept] == [
        (CHECKER, "Analyst", ""),
        (APPROVER, "", 'Read "twice": yes.'),
    ]
    assert {one.digest for one in kept} == {read_draft(drafted, KEY).digest}
    done("release", drafted, KEY)
    assert report_standing(drafted, KEY).state is State.RELEASED


def test_nothing_is_approved_that_nobody_has_checked(drafted: Path) -> None:
    ran = sign(drafted, "approved", APPROVER)
    assert ran.code == 2
    assert "nobody has checked the report as it is now" in ran.err
    assert not sign_off_file(drafted, KEY).exists()


@pytest.mark.parametrize("spelt", [CHECKER, "ada  marsh", " ADA MARSH "])
def test_who_checked_does_not_approve(drafted: Path, spelt: str) -> None:
    sign(drafted, "checked", CHECKER)
    ran = sign(drafted, "approved", spelt)
    assert ran.code == 2
    assert "must be another" in ran.err


def test_one_person_may_do_both_where_the_office_says_so(drafted: Path) -> None:
    declare(drafted, "sign-off:\n  two-people: false\n")
    assert sign(drafted, "checked", CHECKER).code == 0
    assert sign(drafted, "approved", CHECKER).code == 0
    assert done("release", drafted, KEY).out


def test_only_those_whom_the_office_names_may_sign(drafted: Path) -> None:
    declare(drafted, f"sign-off:\n  may-check: [{CHECKER}]\n  may-approve: [{APPROVER}]\n")
    ran = sign(drafted, "checked", "Ada Marhs")
    assert ran.code == 2
    assert f"Did you mean '{CHECKER}'?" in ran.err
    assert sign(drafted, "checked", CHECKER).code == 0
    assert sign(drafted, "approved", "Somebody Else").code == 2
    assert sign(drafted, "approved", APPROVER).code == 0


def test_a_sign_off_by_somebody_who_may_no_longer_does_not_count(drafted: Path) -> None:
    sign(drafted, "checked", CHECKER)
    sign(drafted, "approved", APPROVER)
    declare(drafted, "sign-off:\n  may-approve: [Carol Reed]\n")
    assert report_standing(drafted, KEY).state is State.CHECKED
    assert run("release", drafted, KEY).code == 2


def test_sign_offs_lapse_when_the_report_comes_out_different(drafted: Path) -> None:
    sign(drafted, "checked", CHECKER)
    sign(drafted, "approved", APPROVER)
    ran = done("report", drafted, "--quarter", QUARTER)
    assert "It is a draft again" in ran.out
    assert "no longer count" in ran.out
    ran = run("release", drafted, KEY)
    assert ran.code == 2
    assert f"changed after {APPROVER} signed it off as approved" in ran.err
    done("report", drafted, "--quarter", QUARTER, "--build", "1")
    assert report_standing(drafted, KEY).state is State.APPROVED, "the very bytes that were signed are back"


def test_the_same_report_made_again_keeps_its_sign_offs(drafted: Path) -> None:
    sign(drafted, "checked", CHECKER)
    ran = done("report", drafted, "--quarter", QUARTER, "--build", "1")
    assert f"checked by {CHECKER}" in ran.out


def test_entries_are_added_and_what_stood_there_stays(drafted: Path) -> None:
    sign(drafted, "checked", CHECKER)
    before = sign_off_file(drafted, KEY).read_bytes()
    sign(drafted, "approved", APPROVER)
    after = sign_off_file(drafted, KEY).read_bytes()
    assert after.startswith(before)
    assert len(after) > len(before)


def test_a_file_changed_by_hand_is_not_signed(drafted: Path) -> None:
    page = drafted / "reports" / KEY / "report.html"
    page.write_bytes(page.read_bytes() + b" ")
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 3
    assert "report.html: this file of the report was changed after the report was made" in ran.err


@pytest.mark.parametrize("added", [True, False])
def test_a_file_put_in_or_taken_out_is_not_signed(drafted: Path, added: bool) -> None:
    folder = drafted / "reports" / KEY
    if added:
        (folder / "notes.txt").write_text("Between ourselves.", encoding="utf-8")
    else:
        (folder / "findings.csv").unlink()
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 3
    assert ("notes.txt" if added else "findings.csv") in ran.err


def test_an_error_stops_the_check_until_it_is_accepted_with_a_reason(drafted: Path) -> None:
    spoil(
        drafted,
        "</main>",
        "<p>Of those surveyed, 72% (10 of 16) felt safer.</p></main>",
    )
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 1, ran
    assert "Not signed off" in ran.err
    assert not sign_off_file(drafted, KEY).exists()
    names = [line.split()[0] for line in ran.err.splitlines() if line.startswith("  share")]
    assert names, ran.err
    accept = [word for name in names for word in ("--accept", name)]
    assert sign(drafted, "checked", CHECKER, *accept).code == 2, "no reason"
    assert sign(drafted, "checked", CHECKER, "--accept", "rank:1", "--because", "x").code == 2
    ran = sign(drafted, "checked", CHECKER, *accept, "--because", "Quoted from the survey as printed.")
    assert ran.code == 0, ran
    [kept] = read_sign_offs(drafted, KEY)
    assert {one.because for one in kept.accepted} == {"Quoted from the survey as printed."}
    sign(drafted, "approved", APPROVER)
    done("release", drafted, KEY)
    [folder] = [path for path in (drafted / "releases").iterdir() if path.is_dir()]
    [checked, _] = json.loads((folder / "release.json").read_bytes())["sign_offs"]
    assert len(checked["accepted"]) == len(kept.accepted)


def test_acceptances_come_from_a_file_too(drafted: Path, tmp_path: Path) -> None:
    spoil(drafted, "</main>", "<p>Of those surveyed, 72% (10 of 16) felt safer.</p></main>")
    ran = sign(drafted, "checked", CHECKER)
    names = [line.split()[0] for line in ran.err.splitlines() if line.startswith("  share")]
    listed = tmp_path / "accepted.csv"
    for text, line in (("", ""), ("problem,why\n", "line 1"), (f"problem,because\n{names[0]},\n", "line 2")):
        listed.write_text(text, encoding="utf-8")
        ran = sign(drafted, "checked", CHECKER, "--accept-file", listed)
        assert ran.code == 3
        assert line in ran.err
    rows = "".join(f'{name},"Quoted, as printed."\n' for name in names)
    listed.write_text(f"problem,because\n{rows}", encoding="utf-8")
    assert sign(drafted, "checked", CHECKER, "--accept-file", listed).code == 0
    [kept] = read_sign_offs(drafted, KEY)
    assert {one.because for one in kept.accepted} == {"Quoted, as printed."}


def test_a_number_that_is_not_the_builds_is_an_error(drafted: Path) -> None:
    page = (drafted / "reports" / KEY / "report.html").read_text(encoding="utf-8")
    start = page.index(':quarter:2024-25-Q2:crimes">')
    end = page.index("</data>", start)
    piece = page[start:end]
    spoil(drafted, piece, piece.rpartition(">")[0] + ">987,654")
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 1
    assert "bound-number:" in ran.err
    assert "do not print the value" in ran.err


@pytest.mark.parametrize("form", ["report.docx", "report.pdf"])
def test_an_error_in_another_form_alone_is_found(drafted: Path, form: str) -> None:
    folder = drafted / "reports" / KEY
    words = "Of those surveyed, 72% (10 of 16) felt safer."
    if form.endswith("docx"):
        word = docx.Document(str(folder / form))
        word.add_paragraph(words)
        word.save(str(folder / form))
    else:
        (folder / form).write_bytes(typst.compile(words.encode(), format="pdf"))
    values = json.loads((folder / ABOUT).read_bytes())
    values["files"][form] = sha256((folder / form).read_bytes())
    (folder / ABOUT).write_text(json.dumps(values), encoding="utf-8")
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 1
    assert f"(line of {form})" in ran.err


def test_an_unprotected_report_is_neither_signed_nor_released(drafted: Path) -> None:
    about = drafted / "reports" / KEY / ABOUT
    about.write_text(about.read_text().replace('"unprotected": false', '"unprotected": true'))
    for ran in (sign(drafted, "checked", CHECKER), run("release", drafted, KEY)):
        assert ran.code == 2
        assert "can never be released" in ran.err


def test_a_report_that_is_not_there_names_those_that_are(drafted: Path) -> None:
    ran = run("sign-off", drafted, "2024-25-Q3-quarterly", "--as", "checked", "--by", CHECKER)
    assert ran.code == 2
    assert KEY in ran.err


@pytest.mark.parametrize("name", ["..", "../reports", ""])
def test_a_report_is_named_not_pathed(drafted: Path, name: str) -> None:
    assert run("sign-off", drafted, name, "--as", "checked", "--by", CHECKER).code == 2


@pytest.mark.parametrize("by", ["", "   ", "123", "x" * 200])
def test_a_sign_off_needs_a_name(drafted: Path, by: str) -> None:
    assert sign(drafted, "checked", by).code == 2


def test_a_damaged_sign_off_file_is_named_with_its_line(drafted: Path) -> None:
    sign(drafted, "checked", CHECKER)
    file = sign_off_file(drafted, KEY)
    file.write_text(file.read_text().replace("as: checked", "as: cheked"), encoding="utf-8")
    ran = run("release", drafted, KEY)
    assert ran.code == 3
    assert "line 5" in ran.err
    assert "Did you mean 'checked'?" in ran.err


def test_a_sign_off_rule_that_nobody_could_keep_is_refused(drafted: Path) -> None:
    declare(drafted, "sign-off:\n  may-check: [Ada Marsh]\n  may-approve: [Ada Marsh]\n")
    ran = sign(drafted, "checked", CHECKER)
    assert ran.code == 3
    assert "two people are needed" in ran.err
