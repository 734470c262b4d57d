"""A time to an outcome as it is declared, and each way that can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.plan.describing import describe
from frankpledge.plan.office_folder import new_office
from frankpledge.plan.reading import read_office
from frankpledge.plan.record_questions import Clause
from tests.unit.plan_problems import check

TIME = """\
id: x
title: X
kind: time-to-outcome
of: crimes
ended-by: {set: positive-outcomes}
unit: months
direction: lower
"""

FOLLOWED = """\
id: x
title: X
kind: time-to-outcome
of: firearms-licensing
duration: {from: received, to: decided, in: days}
unit: days
direction: lower
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "office"
    new_office(folder, "northamptonshire")
    return folder


def test_the_median_is_meant_unless_another_percentile_is_named(office: Path) -> None:
    for text in (
        TIME,
        TIME + "percentile: 90\n",
        TIME.replace("{set: positive-outcomes}", "suspect-charged"),
    ):
        assert check(office, "plan/measures/x.yaml", text) == []
    definitions = read_office(office)
    measure = definitions.measures["time-to-outcome"]
    assert measure.percentile == 50
    assert definitions.measures["months-until-nine-in-ten-have-outcomes"].percentile == 90
    assert measure.ended_by is not None
    assert measure.ended_by == Clause(
        "ended-by", tuple(sorted(definitions.sets["decided-outcomes"])), set_name="decided-outcomes"
    )
    said = describe(measure, definitions)
    assert said.startswith("The median of the whole months from recording to the first outcome")
    assert "(the set 'decided-outcomes')" in said


def test_cases_are_followed_from_the_month_they_began_in(office: Path) -> None:
    for text in (
        FOLLOWED,
        FOLLOWED + "percentile: 90\nwhere: {step: renewal}\nbreakdowns: [licence]\n",
        FOLLOWED.replace("in: days", "in: days, time: working").replace("unit: days", "unit: working days"),
    ):
        assert check(office, "plan/measures/x.yaml", text) == []
    file = office / "plan" / "measures" / "x.yaml"
    file.write_text(FOLLOWED, encoding="utf-8")
    whole = read_office(office)
    other = FOLLOWED.replace("firearms-licensing", "complaints").replace("received", "logged")
    file.write_text(other.replace("decided", "finalised"), encoding="utf-8")
    later = read_office(office)
    file.unlink()
    assert (whole.measures["x"].percentile, whole.measures["x"].in_month_of) == (50, "")
    assert later.measures["x"].in_month_of == "logged"
    said = describe(whole.measures["x"], whole)
    assert said.startswith("The median of days from received to decided over records of 'Applications for")
    assert "one without an end counts as open until its file was obtained" in said


def test_what_ends_a_time_is_part_of_what_the_measure_means(office: Path) -> None:
    file = office / "plan" / "sets.yaml"
    before, text = read_office(office).measures, file.read_text(encoding="utf-8")
    file.write_text(text.replace("    - local-resolution\n", ""), encoding="utf-8")
    after = read_office(office).measures
    file.write_text(text, encoding="utf-8")
    changed = {name for name in before if before[name].definition_hash != after[name].definition_hash}
    assert {"time-to-outcome", "months-until-nine-in-ten-have-outcomes"} <= changed
    assert "all-crime" not in changed


# text, line, field, words of the message
WRONG: dict[str, tuple[str, int, str, str]] = {
    "time without an end": (
        TIME.replace("ended-by: {set: positive-outcomes}\n", ""),
        1,
        "ended-by",
        "missing",
    ),
    "time of cases that end in their own row": (
        FOLLOWED.replace("duration: {from: received, to: decided, in: days}\n", ""),
        1,
        "duration",
        "missing from kind 'time-to-outcome' of firearms-licensing",
    ),
    "cases ended by an outcome of open data": (
        FOLLOWED + "ended-by: suspect-charged\n",
        8,
        "ended-by",
        "does not belong to kind 'time-to-outcome' of firearms-licensing",
    ),
    "cases that come by their end": (
        FOLLOWED.replace("firearms-licensing", "charging-decisions").replace("received", "submitted"),
        5,
        "duration.to",
        "every row of charging-decisions has 'decided', so no open case is in it",
    ),
    "cases that come once all is over": (
        FOLLOWED.replace("firearms-licensing", "court-results")
        .replace("received", "charged")
        .replace("decided", "first-hearing"),
        5,
        "duration.from",
        "rows of court-results come by 'finalised', so cases that have not got so far",
    ),
    "cases in another unit": (FOLLOWED.replace("unit: days", "unit: months"), 6, "unit", "taken in days"),
    "cases to a moment there is not": (
        FOLLOWED.replace("to: decided", "to: decidd"),
        5,
        "duration.to",
        "Did you mean 'decided'?",
    ),
    "cases in the month of their end": (
        FOLLOWED + "in-month-of: decided\n",
        8,
        "in-month-of",
        "does not belong to kind",
    ),
    "time ended by a set there is not": (
        TIME.replace("positive-", "postive-"),
        5,
        "ended-by.set",
        "Did you mean 'positive-outcomes'?",
    ),
    "time ended by a set of something else": (
        TIME.replace("positive-outcomes", "neighbourhood-crime-types"),
        5,
        "ended-by.set",
        "the set 'neighbourhood-crime-types' holds",
    ),
    "time ended by an unknown outcome": (
        TIME.replace("{set: positive-outcomes}", "suspect-chargd"),
        5,
        "ended-by",
        "Did you mean 'suspect-charged'?",
    ),
    "time ended while under investigation": (
        TIME.replace("{set: positive-outcomes}", "under-investigation"),
        5,
        "ended-by",
        "not a decided outcome",
    ),
    "time ended by all but some": (
        TIME.replace("{set: positive-outcomes}", "{not: suspect-charged}"),
        5,
        "ended-by",
        "'not' cannot stand here",
    ),
    "time with peers": (TIME + "peers: force-month-counts\n", 8, "peers", "does not belong to kind"),
    "time to a percentile beyond all": (TIME + "percentile: 101\n", 8, "percentile", "between 0 and 100"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_time(office: Path, case: str) -> None:
    text, line, field, words = WRONG[case]
    [(found_line, found_field, message)] = check(office, "plan/measures/x.yaml", text)
    assert (found_line, found_field) == (line, field)
    assert words in message


def test_crimes_of_open_data_have_no_span_of_their_own(office: Path) -> None:
    text = TIME + "duration: {from: received, to: decided, in: days}\n"
    told = check(office, "plan/measures/x.yaml", text)
    assert told[0][:2] == (8, "duration")
    assert "does not belong to kind 'time-to-outcome' of crimes" in told[0][2]
