"""Every number of a page against its build: right ones pass, and any that is changed is found."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from frankpledge.builds.reading import open_build
from frankpledge.releases.bound_numbers import BoundNumber, check_bindings, numbers_of
from frankpledge.releases.build_figures import KeyedFigures
from frankpledge.releases.found_numbers import found_numbers
from frankpledge.releases.other_forms import numbers_of_word
from frankpledge.releases.printed_numbers import prints
from tests.functional.cli import done


@pytest.fixture(scope="module")
def office(_drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office with a report of its newest quarter, which has a year before it."""
    office = Path(shutil.copytree(_drafted, tmp_path_factory.mktemp("bound") / "office"))
    done("report", office, "--quarter", "Q4 24/25")
    return office


@pytest.fixture(scope="module")
def page(office: Path) -> list[BoundNumber]:
    """The numbers of its page."""
    file = office / "reports" / "2024-25-Q4-quarterly" / "report.html"
    return numbers_of(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures(office: Path) -> KeyedFigures:
    """The figures of the build it was made from."""
    return KeyedFigures(open_build(office, "2"))


def test_the_numbers_of_a_report_are_those_of_its_build(
    page: list[BoundNumber], figures: KeyedFigures
) -> None:
    found = check_bindings(page, figures, {})
    assert found.problems == ()
    assert found.numbers == len(page) > 100
    assert found.confirmed > 50


def test_ranges_findings_and_places_among_peers_are_looked_up_in_the_build(
    page: list[BoundNumber], figures: KeyedFigures
) -> None:
    found = found_numbers(figures.build, "2024-25-Q4", whole_plan=True)
    plain, more = check_bindings(page, figures, {}), check_bindings(page, figures, {}, found)
    assert more.problems == ()
    looked_up = [one for one in page if one.key in found]
    assert more.confirmed == plain.confirmed + len(looked_up) > plain.confirmed + 10
    assert {"report>false-exceptions"} < {one.key for one in looked_up}
    for one in looked_up:
        changed = replace(one, value=repr(float(one.value) * 1.5 + 1))
        [problem] = check_bindings([changed], figures, {}, found).problems
        assert one.key in problem.message


def test_a_period_that_is_no_quarter_has_no_findings(figures: KeyedFigures) -> None:
    assert found_numbers(figures.build, "2024-25", whole_plan=True) == {}


def test_the_numbers_of_the_word_file_are_those_of_the_build(office: Path, figures: KeyedFigures) -> None:
    numbers = list(numbers_of_word(office / "reports" / "2024-25-Q4-quarterly" / "report.docx"))
    found = found_numbers(figures.build, "2024-25-Q4", whole_plan=True)
    made = check_bindings(numbers, figures, {}, found)
    assert made.problems == ()
    assert made.confirmed > 50
    first = next(one for one in numbers if one.base is not None and one.part == "" and one.number)
    assert len(check_bindings([replace(first, text="987,654")], figures, {}, found).problems) == 1


def _confirmed(page: list[BoundNumber], figures: KeyedFigures) -> list[BoundNumber]:
    return [one for one in page if check_bindings([one], figures, {}).confirmed]


def test_a_number_changed_in_any_way_is_found(page: list[BoundNumber], figures: KeyedFigures) -> None:
    chance = random.Random(5)  # noqa: S311
    kinds: Counter[str] = Counter()
    right = _confirmed(page, figures)
    for one in chance.sample(right, min(60, len(right))):
        value = float(one.value)
        wrong = (
            replace(one, value=repr(value + 1)),
            replace(one, value=""),
            replace(one, text="9,876,543"),
            replace(one, key=one.key.replace(one.key.split(":")[0], "no-such-measure", 1)),
        )
        for changed in wrong:
            [problem] = check_bindings([changed], figures, {}).problems
            assert problem.line == one.line
            assert changed.key in problem.message
        kinds[one.part.rpartition(".")[2]] += 1
    assert kinds[""] > 5
    assert kinds["difference"] >= 1


def test_another_build_does_not_confirm_what_was_revised(page: list[BoundNumber], office: Path) -> None:
    found = check_bindings(page, KeyedFigures(open_build(office, "1")), {})
    assert found.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("14.6 per cent", -14.59),
        ("−3.2", -3.2),
        ("£12,000", 11999.7),
        ("2:05", 125),
        ("1 minute", 60),
        ("11 minutes 44 seconds", 704.4),
        ("none", 0),
        ("0.7 points", 0.74),
        ("level", 17),
        ("1,000,000", 1000000.4),
        ("second", 2),
    ],
)
def test_words_that_print_a_value(text: str, value: float) -> None:
    assert prints(text, value)


@pytest.mark.parametrize(
    ("text", "value"), [("1,234", 1235), ("14.6 per cent", 14.7), ("2:05", 126), ("none", 1), ("12", 12.6)]
)
def test_words_that_do_not(text: str, value: float) -> None:
    assert not prints(text, value)
