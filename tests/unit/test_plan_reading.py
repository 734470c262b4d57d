"""What an office declares is read whole, and whatever is wrong is named with file, line, field and remedy."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from frankpledge.errors import BadDefinition, BadEnvironment, FrankpledgeError
from frankpledge.periods import Window, parse_month
from frankpledge.plan.definitions import Direction, Kind, StatusRule
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import check_office, read_office
from frankpledge.plan.record_questions import Clause

Write = Callable[[str, str], Path]

MEASURE = """\
id: knife-searches
title: Searches for weapons
kind: share
of: stops
where:
  gender: [male, female]
numerator:
  where:
    object: offensive-weapons
unit: per cent
direction: higher
breakdowns: [ethnicity, age-range]
baseline: {window: financial-year, period: 2021-22}
targets:
  - {value: 12.5, window: rolling-12, from: 2024-04, to: 2025-03, source: Our plan}
  - {value: 15, window: rolling-12, from: 2025-04}
status: target
why: A test.
note: "Kept as written: 11:17, no, 2022-23."
"""


def _sets() -> str:
    ready = files("frankpledge").joinpath("offices/england-wales/plan/sets.yaml")
    return ready.read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a writer of files into a new office made from the national one."""
    office = tmp_path / "office"
    new_office(office)

    def into(name: str, text: str) -> Path:
        path = office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return office

    return into


def only_problem(office: Path) -> BadDefinition:
    """Return the one problem of an office, which reading it must raise too."""
    problems = check_office(office)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert isinstance(problems[0], BadDefinition)
    with pytest.raises(BadDefinition) as raised:
        read_office(office)
    assert str(raised.value) == str(problems[0])
    return problems[0]


def test_a_measure_is_read_field_by_field(write: Write) -> None:
    measure = read_office(write("plan/measures/knife-searches.yaml", MEASURE)).measure("knife-searches")
    assert measure.kind is Kind.SHARE
    assert (measure.table, measure.unit, measure.scale) == ("stops", "per cent", 100.0)
    assert measure.direction is Direction.HIGHER
    assert measure.where == (Clause("gender", ("female", "male")),)
    assert measure.numerator_where == (Clause("object", ("offensive-weapons",)),)
    assert measure.breakdowns == ("age-range", "ethnicity")
    assert measure.area_types == ("force",)
    assert measure.status is StatusRule.TARGET
    assert measure.baseline is not None
    assert (measure.baseline.window, measure.baseline.key) == (Window.FINANCIAL_YEAR, "2021-22")
    first, second = measure.targets
    assert (first.value, first.window, first.source) == (12.5, Window.ROLLING_12, "Our plan")
    assert (first.from_month, first.to_month) == (parse_month("2024-04"), parse_month("2025-03"))
    assert (second.value, second.to_month) == (15.0, None)
    assert measure.note == "Kept as written: 11:17, no, 2022-23."
    assert measure.file == "plan/measures/knife-searches.yaml"


@pytest.mark.parametrize(
    "value", ["11:17", "no", "on", "2022-23", "0o17", "1e3", "12_000", "2024-04-01", "=", "1.0"]
)
def test_what_yaml_1_1_would_change_stays_the_text_it_is(write: Write, value: str) -> None:
    text = MEASURE.replace("title: Searches for weapons", f"title: {value}")
    assert (
        read_office(write("plan/measures/knife-searches.yaml", text)).measure("knife-searches").title == value
    )


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("crime-type: drugs", Clause("crime-type", ("drugs",))),
        ("crime-type: [robbery, drugs]", Clause("crime-type", ("drugs", "robbery"))),
        ("crime-type: {not: drugs}", Clause("crime-type", ("drugs",), negate=True)),
        ("crime-type: {not: [robbery, drugs]}", Clause("crime-type", ("drugs", "robbery"), negate=True)),
        (
            "crime-type: {set: neighbourhood-crime-types}",
            Clause(
                "crime-type",
                ("burglary", "robbery", "theft-from-the-person", "vehicle-crime"),
                set_name="neighbourhood-crime-types",
            ),
        ),
        (
            "crime-type: {not: {set: neighbourhood-crime-types}}",
            Clause(
                "crime-type",
                ("burglary", "robbery", "theft-from-the-person", "vehicle-crime"),
                negate=True,
                set_name="neighbourhood-crime-types",
            ),
        ),
    ],
)
def test_the_ways_to_write_a_condition(write: Write, condition: str, expected: Clause) -> None:
    text = (
        f"id: x\ntitle: X\nkind: count\nof: crimes\nunit: crimes\ndirection: lower\nwhere: {{{condition}}}\n"
    )
    assert read_office(write("plan/measures/x.yaml", text)).measure("x").where == (expected,)


def test_outcome_types_become_the_outcomes_open_data_has(write: Write) -> None:
    office = write("plan/sets.yaml", _sets())
    assert set(read_office(office).sets["positive-outcomes"]) == {
        "suspect-charged",
        "suspect-charged-as-part-of-another-case",
        "offender-given-a-caution",
        "offender-given-penalty-notice",
        "offender-given-a-drugs-possession-warning",
        "local-resolution",
    }


def test_every_problem_of_an_office_is_found_at_once(write: Write) -> None:
    write("plan/measures/knife-searches.yaml", MEASURE.replace("stops", "stopps").replace("12.5", "many"))
    write("office.yaml", "name: N\nbody: B\nbody-type: national\nforce: []\n")
    office = write("plan/measures/burglary.yaml", "id: burglary\n\ttitle: B\n")
    places = [(Path(str(p.where.file)).name, p.where.line, p.where.field) for p in check_office(office)]
    assert places == [
        ("office.yaml", 4, "force"),
        ("burglary.yaml", 2, None),
        ("knife-searches.yaml", 4, "of"),
        ("knife-searches.yaml", 15, "targets 1.value"),
    ]
    with pytest.raises(BadDefinition, match=r"Did you mean 'forces'\? \(3 more to put right"):
        read_office(office)


def test_a_measure_that_cannot_be_read_is_not_reported_missing_elsewhere(write: Write) -> None:
    office = write("plan/measures/all-crime.yaml", "id: all-crime\nkind: cuont\n")
    problem = only_problem(office)
    assert problem.where.field == "kind"
    assert "Did you mean 'count'?" in str(problem)


def test_a_folder_that_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match=r"no office\.yaml.*frankpledge new"):
        read_office(tmp_path)


def test_missing_measures_and_misplaced_ones_are_named(write: Write) -> None:
    office = write("plan/measures/more/x.yaml", MEASURE)
    assert "folders of their own" in str(only_problem(office))
    shutil.rmtree(office / "plan/measures/more")
    (office / "plan/measures/x.yml").write_text(MEASURE, encoding="utf-8")
    assert "Rename it to x.yaml" in str(only_problem(office))
    shutil.rmtree(office / "plan/measures")
    problems = [str(problem) for problem in check_office(office)]
    assert any("this folder of measures is missing" in problem for problem in problems)


def test_a_file_that_may_not_be_opened_is_an_environment_error(write: Write) -> None:
    office = write("plan/plan.yaml", "title: T\n")
    (office / "plan/plan.yaml").unlink()
    (office / "plan/plan.yaml").mkdir()  # opening a folder fails for everybody, also for root
    with pytest.raises(BadEnvironment) as raised:
        read_office(office)
    assert raised.value.exit_code == 4


def test_errors_name_no_more_than_a_word_of_what_is_wrong(write: Write) -> None:
    long = "x" * 5000
    problem = only_problem(write("plan/measures/knife-searches.yaml", MEASURE.replace("higher", long)))
    assert len(str(problem)) < 400
    assert long not in str(problem)


def test_an_office_of_240_measures_is_read_in_two_seconds(write: Write) -> None:
    office = write("x", "")
    for number in range(200):
        text = MEASURE.replace("knife-searches", f"measure-{number}")
        (office / f"plan/measures/measure-{number}.yaml").write_text(text, encoding="utf-8")
    start = time.process_time()
    assert len(read_office(office).measures) >= 237
    assert time.process_time() - start < 2.0


def test_problems_carry_the_exit_code_of_bad_input(write: Write) -> None:
    problem: FrankpledgeError = only_problem(write("plan/sets.yaml", "a: {words: [B]}\n" + _sets()))
    assert (problem.exit_code, problem.code) == (3, "bad-definition")
