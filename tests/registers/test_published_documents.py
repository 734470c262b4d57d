"""A published work plan and register of decisions, taken in as they were printed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from frankpledge.registers.flagging import Oddity
from frankpledge.registers.importing import Imported, import_file
from frankpledge.registers.numbering import printed
from frankpledge.registers.register import Register
from frankpledge.registers.slippage import by_quarter, by_slippage
from frankpledge.registers.summaries import SeenRecord, summaries_of
from frankpledge.registers.values import day_in

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("FRANKPLEDGE_DOCUMENTS", ROOT.parent / "shared" / "documents"))

Registers = Mapping[str, Register]


def _document(name: str) -> bytes:
    if not (FOLDER / name).is_file():
        pytest.skip(f"shared data absent: set FRANKPLEDGE_DOCUMENTS to its folder (looked in {FOLDER})")
    return (FOLDER / name).read_bytes()


@pytest.fixture
def plan(registers: Registers) -> Imported:
    """Return what became of the rows of the work plan of 2017/18."""
    data = _document("work-plan-2017-18.tsv")
    return import_file(registers["work-plan"], "plan.tsv", data, given={"plan-year": "2017-18"})


def test_its_140_actions_arrive_once_each_and_repeated_headings_are_dropped(plan: Imported) -> None:
    assert (len(plan.taken), len(plan.refused)) == (140, 0)
    assert Counter(one.why for one in plan.dropped) == {"It is the headings, printed again.": 8}
    assert plan.unknown == ()


def test_what_is_odd_is_kept_and_flagged(plan: Imported) -> None:
    flags = Counter(flag.oddity for one in plan.taken for flag in one.flags)
    assert flags == {
        Oddity.NOT_A_DATE: 29,
        Oddity.NO_DATE: 1,
        Oddity.READ_OUT: 1,
        Oddity.BEFORE_YEAR: 4,
        Oddity.AFTER_YEAR: 20,
        Oddity.REPEATED: 9,
    }
    said = Counter(one.values["due"]["said"] for one in plan.taken if "due" in one.values)
    assert (said["TBC"], said["Ongoing"], said["On going"], said["New plan for Oct 17"]) == (16, 12, 1, 1)


def test_an_action_under_several_objectives_is_kept_under_each(plan: Imported) -> None:
    again = [one for one in plan.taken if Oddity.REPEATED in {flag.oddity for flag in one.flags}]
    objectives: dict[str, set[str]] = {}
    for one in again:
        objectives.setdefault(one.values["action"], set()).add(one.values["objective"])
    assert sorted(len(names) for names in objectives.values()) == [1, 2, 2, 3]


def test_by_quarter(plan: Imported) -> None:
    quarters = by_quarter([day_in(one.values.get("due")) for one in plan.taken])
    assert {label: len(places) for label, places in quarters.items()} == {
        "Q4 16/17": 4,
        "Q1 17/18": 23,
        "Q2 17/18": 16,
        "Q3 17/18": 11,
        "Q4 17/18": 36,
        "Q1 18/19": 7,
        "Q2 18/19": 4,
        "Q3 18/19": 2,
        "Q4 18/19": 4,
        "Q2 19/20": 1,
        "Q4 21/22": 2,
        "No date": 30,
    }


def test_by_slippage_at_the_end_of_the_plan_year(plan: Imported) -> None:
    slipped = by_slippage([one.values for one in plan.taken], date(2018, 3, 31))
    days = [one.days for one in slipped]
    assert len(days) == 140
    assert days[:4] == [365] * 4, "those due in March 2017, before the plan began"
    assert Counter(day is None for day in days) == {False: 110, True: 30}
    assert sum(day is not None and day > 0 for day in days) == 57
    assert days[110:] == [None] * 30


def test_both_runs_of_decisions_arrive_under_their_own_titles(registers: Registers) -> None:
    register = registers["decisions"]
    done = import_file(register, "decisions.txt", _document("decisions-as-published.txt"))
    assert (len(done.taken), len(done.refused), len(done.dropped), done.gaps) == (25, 0, 0, ())
    names = [printed(register, one.number.number, one.values) for one in done.taken if one.number]
    assert names[:3] == ["Executive Decision 66", "Executive Decision 67", "Executive Order 68"]
    assert names[7:9] == ["Executive Order 73", "Decision Record 234"]
    assert names[-1] == "Decision Record 250"
    assert Counter(one.values["series"] for one in done.taken) == {"executive": 8, "decision-record": 17}
    assert done.taken[0].values["title"].endswith("Building (Nab) Contract Extension")


def test_the_plan_in_tables(plan: Imported, registers: Registers) -> None:
    records = [SeenRecord(f"WP-{place:04}", "planned", one.values) for place, one in enumerate(plan.taken, 1)]
    tables = {one.id: one for one in summaries_of(registers["work-plan"], records, date(2018, 3, 31))}
    assert tables["by-quarter"].rows[0] == ("Q4 16/17", 4, 0)
    assert tables["by-quarter"].rows[-1] == ("In all", 140, 0)
    assert len(tables["slippage"].rows) == 140
    assert tables["slippage"].rows[0][3] == 365
    [odd] = [row for row in tables["slippage"].rows if row[2] == "New plan for Oct 17"]
    assert odd[3:] == (151, "“New plan for Oct 17” was taken for 31 October 2017.")
