"""What a measure can ask of records: each thing with a measure, rows, and the number worked out by hand.

The definitions and examples are files, as an office writes them: ``measure_language/``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition
from frankpledge.plan.describing import describe
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office, read_office
from frankpledge.worked_examples import run_examples
from tests.functional.cli import run

HERE = Path(__file__).parent / "measure_language"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    new_office(folder)
    shutil.copytree(HERE / "measures", folder / "plan" / "measures", dirs_exist_ok=True)
    shutil.rmtree(folder / "plan" / "examples")
    shutil.copytree(HERE / "examples", folder / "plan" / "examples")
    return folder


def test_every_figure_is_as_worked_out_by_hand(office: Path) -> None:
    results = run_examples(office)
    assert len(results) == len(list((HERE / "examples").iterdir()))
    assert [(one.example.measure, one.differences) for one in results if one.differences] == []
    assert not (office / "store" / "log").exists()


def test_a_wrong_number_is_told_and_the_command_says_so(office: Path) -> None:
    file = office / "plan" / "examples" / "closed.yaml"
    file.write_text(file.read_text().replace("{period: 2024-05, value: 1}", "{period: 2024-05, value: 2}"))
    done = run("examples", office, "closed", "attended")
    assert done.code == 1
    assert "May 2024: the value is 1, and 2 by hand" in done.out
    assert "2 worked examples with 4 figures: 1 examples differ." in done.out


def test_rows_that_would_be_refused_are_an_error_with_its_file(office: Path) -> None:
    file = office / "plan" / "examples" / "attended.yaml"
    file.write_text(file.read_text().replace("2024-04-01 10:12:00", "2024-04-01 09:12:00"))
    with pytest.raises(BadDefinition, match=r"attended\.yaml"):
        run_examples(office, ["attended"])


@pytest.mark.parametrize(
    ("measure", "old", "new", "said"),
    [
        ("attended", "{given: true}", "{given: maybe}", "no yes-or-no value 'maybe'"),
        ("attended", "arrived: {given: true}", "grade: {under: 3}", "'grade' is required|no such key"),
        ("children-missing", "{under: 18}", "{at-least: 18, under: 18}", "nothing lies between"),
        ("response-mean", "in: seconds", "in: hours", "is of seconds"),
        ("response-mean", "to: arrived", "to: grade", "no time or day in incidents"),
        ("response-mean", "duration:", "column: officer-hours\nduration:", "a column or of a time"),
        ("missing-a-day", "per day", "per 1,000 residents", "is 'per day'"),
        ("esteem", "stage: stage, ", "", "this needs 'stage'"),
        ("esteem", "first: start", "first: begin", "no term of stage 'begin'"),
        ("open-referrals", "to: closed", "to: received", "cannot stop at what starts it"),
        ("open-referrals", "to: closed}", "to: closed, longer-than: a month}", "is no number of days"),
        ("open-referrals", "to: closed}", "to: closed, longer-than: 0 days}", "is no number of days"),
        ("closed", "in-month-of: closed", "in-month-of: harm", "no time or day of referrals 'harm'"),
        ("in-all", "[children-missing, closed]", "[closed]", "two measures at least"),
        ("in-all", "closed", "staff-fte", "'staff-fte' is what is there at the end of a month"),
        ("in-all", "closed", "response-mean", "'response-mean' is of kind 'mean'"),
        ("in-all", "closed", "opened", "no measure 'opened'"),
        ("in-all", "unit:", "areas: [force, ward]\nunit:", "'closed' is not given by 'ward'"),
        ("in-all", "unit:", "breakdowns: [age]\nunit:", "has its parts and no others"),
        ("in-all", "unit:", "of: referrals\nunit:", "no such key|'of'"),
        ("answered", "{M052: }", "{52: }", "no row of the catalogue"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    office: Path, measure: str, old: str, new: str, said: str
) -> None:
    file = office / "plan" / "measures" / f"{measure}.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    problems = [str(problem) for problem in check_office(office)]
    assert any(f"{measure}.yaml" in one for one in problems)
    assert any(any(word in one for word in said.split("|")) for one in problems), problems


def test_definitions_say_in_words_what_they_ask(office: Path) -> None:
    definitions = read_office(office)

    def said(name: str) -> str:
        return describe(definitions.measures[name], definitions)

    assert "where arrived is given" in said("attended")
    assert "where age is under 18" in said("children-missing")
    assert "seconds from created to arrived" in said("response-median")
    assert "a longer period has the figure of its last" in said("staff-fte")
    assert "in the month of its closed" in said("closed")
    assert "open at the end of the month: received by then, and closed later or not yet" in said(
        "open-referrals"
    )
    assert "Each part is divided by the whole" in said("source-share")
    assert "Every row counts by its weight" in said("satisfied")
    assert "the score of stage start" in said("esteem")
    assert said("in-all").startswith("Missing children and referrals closed, added up; missing where one")
    assert "Referrals closed: the number of records of" in said("in-all")


def test_a_sum_has_another_hash_when_one_of_its_parts_changes(office: Path) -> None:
    before = read_office(office).measures["in-all"].definition_hash
    file = office / "plan" / "measures" / "children-missing.yaml"
    file.write_text(file.read_text().replace("under: 18", "under: 16"))
    assert read_office(office).measures["in-all"].definition_hash != before
