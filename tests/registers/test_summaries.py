"""Totals are the sums of their parts, and shares are of what is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.registers.ageing import counted, open_by_age
from frankpledge.registers.checking import check
from frankpledge.registers.clocks import due
from frankpledge.registers.custody import UNAVAILABLE, detainees
from frankpledge.registers.register import Register
from frankpledge.registers.slippage import slipped_days
from frankpledge.registers.summaries import SeenRecord, Table, summaries_of
from frankpledge.registers.weighing import Benefits, benefits_of

Registers = Mapping[str, Register]
TODAY = date(2026, 5, 29)
CASES = [
    {"received": "2026-05-29"},
    {"received": "2026-05-22"},  # four working days: the 25th is a bank holiday
    {"received": "2026-05-21"},  # five
    {"received": "2026-05-20"},  # six
    {"received": "2025-01-02"},
    {"received": "2026-05-20", "closed": "2026-05-29"},
    {"received": "2026-05-20", "closed": "2026-06-01"},
    {"received": "2026-06-01"},
]


def test_open_cases_by_age_add_up_to_all_that_are_open() -> None:
    bands = open_by_age(CASES, TODAY)
    assert {band.words: band.cases for band in bands} == {
        "0 to 5": 3,
        "6 to 10": 2,
        "11 to 20": 0,
        "21 to 60": 0,
        "61 to 120": 0,
        "more than 120": 1,
    }
    assert sum(band.cases for band in bands) == 6


def test_allegations_by_category_and_cases_by_issue(registers: Registers) -> None:
    complaints = [
        {
            "handled-by": "police",
            "allegations": [{"category": "other"}, {"category": "individual-behaviours"}],
        },
        {"handled-by": "office", "allegations": [{"category": "other"}]},
        {},
    ]
    register = registers["complaints"]
    by_category = counted(complaints, register.field_of("allegations"), "category")
    assert by_category == {"Individual behaviours": 1, "Other": 2}
    handled = counted(complaints, register.field_of("handled-by"))
    assert handled == {"The force": 1, "The office": 1, "Not said": 1}
    assert sum(handled.values()) == len(complaints)


@given(st.lists(st.sampled_from(["other", "victim-support", "no-longer-offered", None])))
def test_every_case_is_counted_once(registers: Registers, issues: list[str | None]) -> None:
    records = [{"issue": issue} if issue else {} for issue in issues]
    assert sum(counted(records, registers["casework"].field_of("issue")).values()) == len(issues)


def _visit(
    held: int, seen: int, refused: int, *others: int, unaccounted: int = 0, **more: Any
) -> dict[str, Any]:
    parts = dict(zip(UNAVAILABLE, (*others, 0, 0, 0, 0, 0), strict=False))
    return {
        "suite": "North",
        "visited": "2026-05-01",
        "day-kind": "weekday",
        "visitors": 2,
        "held": held,
        "seen": seen,
        "refused": refused,
        "unaccounted": unaccounted,
        **parts,
        **more,
    }


def test_detainees_held_are_all_accounted_for_or_it_is_said_why(registers: Registers) -> None:
    register = registers["custody-visits"]
    assert check(register, _visit(10, 6, 1, 2, 1)) == ()
    assert [one.field for one in check(register, _visit(11, 6, 1, 2, 1))] == ["held"]
    some = _visit(11, 6, 1, 2, 1, unaccounted=1)
    assert [one.field for one in check(register, some)] == ["unaccounted-why"]
    assert check(register, {**some, "unaccounted-why": "The sheet was torn."}) == ()
    other = _visit(8, 6, 1, 0, 0, 0, 0, 1)
    assert [one.field for one in check(register, other)] == ["other-reason"]


def test_the_share_seen_is_of_those_available() -> None:
    found = detainees([_visit(10, 6, 1, 2, 1), _visit(5, 3, 0, 0, 0, 1, unaccounted=1)])
    assert (found.visits, found.held, found.seen, found.refused, found.unaccounted) == (2, 15, 9, 1, 1)
    assert found.unavailable == {
        "asleep": 2,
        "in-interview": 1,
        "unfit": 1,
        "elsewhere": 0,
        "unavailable-otherwise": 0,
    }
    assert found.held == found.available + sum(found.unavailable.values()) + found.unaccounted
    assert found.share == pytest.approx(0.9)
    assert detainees([]).share is None


def test_benefits_add_up_by_kind_to_the_penny() -> None:
    rows = [{"kind": "cash", "planned": "0.10"}, {"kind": "cash", "planned": "0.20", "realised": "0.30"}]
    found = benefits_of([{"benefits": rows}, {"benefits": [{"kind": "time"}]}, {}])
    assert found == {
        "cash": Benefits(Decimal("0.30"), Decimal("0.30")),
        "time": Benefits(Decimal(0), Decimal(0)),
    }


def _seen(
    register: Register, records: list[tuple[str, dict[str, Any]]], today: date = TODAY
) -> list[SeenRecord]:
    return [
        SeenRecord(f"N{place}", state, values, due(register, values, state, [], today))
        for place, (state, values) in enumerate(records, 1)
    ]


def _tables(register: Register, records: list[tuple[str, dict[str, Any]]]) -> dict[str, Table]:
    return {one.id: one for one in summaries_of(register, _seen(register, records), TODAY)}


def test_casework_in_tables(registers: Registers) -> None:
    case = {"subject": "S", "kind": "casework", "issue": "other", "received": "2026-05-01"}
    answered = {**case, "contacted": "2026-05-06", "closed": "2026-05-20", "issue": "fire-and-rescue"}
    tables = _tables(
        registers["casework"],
        [
            ("open", case),
            ("closed", answered),
            (
                "open",
                {
                    **case,
                },
            ),
        ],
    )
    assert tables["states"].rows == (
        ("Open", 2, 66.7),
        ("Waiting for others", 0, 0.0),
        ("Closed", 1, 33.3),
        ("In all", 3, 100.0),
    )
    assert tables["by-issue"].rows == (
        ("Fire and rescue", 1, 33.3),
        ("Other", 2, 66.7),
        ("In all", 3, 100.0),
    )
    assert tables["open-finalise"].rows[2:] == (
        ("11 to 20", 2, 100.0),
        ("21 to 60", 0, 0.0),
        ("61 to 120", 0, 0.0),
        ("more than 120", 0, 0.0),
        ("In all", 2, 100.0),
    )
    contact, finalise = tables["clocks"].rows
    assert contact == (
        "Answer for the first time",
        0,
        0,
        2,
        1,
        0,
        0,
        0,
        0,
        "Time to first answer",
        "working days",
        2,
        2,
    )
    assert finalise[-2:] == (12, 12), "the 4th is a bank holiday"


def test_the_lag_of_publication_of_decisions(registers: Registers) -> None:
    decision = {"series": "decision-record", "title": "T", "decided": "2026-05-01"}
    late = {**decision, "published-on": "2026-05-29"}
    tables = _tables(registers["decisions"], [("published", late), ("taken", decision)])
    [row] = tables["clocks"].rows
    assert row == ("Publish the decision", 0, 0, 1, 0, 1, 0, 0, 0, "Publication lag", "working days", 18, 18)


def test_risks_that_are_not_closed_stand_by_likelihood_and_impact(registers: Registers) -> None:
    held = [("open", "l4", "i5"), ("published", "l4", "i5"), ("closed", "l4", "i5"), ("open", "l1", "i2")]
    states = [(state, {"title": "It", "likelihood": one, "impact": grave}) for state, one, grave in held]
    table = _tables(registers["risks"], states)["likelihood-by-impact"]
    assert [row[0] for row in table.rows] == [
        "5 – Almost certain", "4 – Likely", "3 – Possible", "2 – Unlikely", "1 – Remote"
    ]  # fmt: skip
    assert table.rows[1][1:] == ("", "", "", "", "N1, N2")
    assert table.rows[4][1:] == ("", "N4", "", "", "")
    assert [cell for row in table.rows for cell in row[1:] if cell] == ["N1, N2", "N4"]


def test_custody_risks_and_benefits_in_tables(registers: Registers) -> None:
    visits = _tables(registers["custody-visits"], [("recorded", _visit(10, 6, 1, 2, 1))])["detainees"]
    assert dict(visits.rows)["Seen of those available, per cent"] == 85.7  # type: ignore[arg-type]
    risks = _tables(
        registers["risks"],
        [
            ("open", {"title": "Low", "score": 2, "band": "low", "movement": -3}),
            ("open", {"title": "High", "score-before": 25, "score": 20, "band": "very-high"}),
        ],
    )["scores"]
    assert risks.rows == (
        ("N2", "High", 25, 20, None, "Very high", None),
        ("N1", "Low", None, 2, None, "Low", -3),
    )
    project = {
        "benefits": [
            {"kind": "cash", "planned": "10.50", "realised": "1.25"},
            {"kind": "time", "planned": "2"},
        ]
    }
    found = _tables(registers["portfolio"], [("delivery", project)])
    assert found["benefits"].rows == (
        ("Cash", 10.5, 1.25),
        ("Time or capacity", 2, 0),
        ("In all", 12.5, 1.25),
    )


def test_those_not_accounted_for_are_summed_up_by_reason(registers: Registers) -> None:
    moved = "moved-or-released-during-the-visit"
    visits = [
        _visit(13, 6, 1, 2, 1, unaccounted=3) | {"unaccounted-reason": moved},
        _visit(11, 6, 1, 2, 1, unaccounted=1),
        _visit(10, 6, 1, 2, 1),
    ]
    found = _tables(registers["custody-visits"], [("recorded", one) for one in visits])
    assert found["unaccounted"].rows == (
        ("Moved or released during the visit", 3, 75.0),
        ("Not said", 1, 25.0),
        ("In all", 4, 100.0),
    )
    assert dict(found["detainees"].rows)["Not accounted for"] == 4  # type: ignore[arg-type]


def test_clocks_without_a_time_have_no_columns_for_one(registers: Registers) -> None:
    assert (
        "Median"
        not in _tables(registers["custody-visits"], [("recorded", _visit(10, 6, 1, 2, 1))])["clocks"].heads
    )
    assert "Median" in _tables(registers["portfolio"], [])["clocks"].heads


def test_a_project_slips_to_when_it_is_now_expected_to_end(registers: Registers) -> None:
    project = {"title": "P", "end-planned": "2027-02-24", "end-forecast": "2027-04-12"}
    ended = {**project, "end-actual": "2027-03-01"}
    today = date(2026, 11, 26)
    assert slipped_days(registers["portfolio"], [project, ended], today) == (47, 5)
    found = _tables(registers["portfolio"], [("delivery", project)])
    assert found["slippage"].rows[0][3] == 47


@pytest.mark.parametrize("some", [True, False])
def test_every_register_has_tables_whose_counts_add_up(registers: Registers, some: bool) -> None:
    for register in registers.values():
        records = [(state.id, {}) for state in register.states] if some else []
        if some and register.id in ("custody-visits", "risks", "grades"):
            continue  # a record of these is never without its numbers
        tables = summaries_of(register, _seen(register, records), TODAY)
        for table in tables:
            assert all(len(row) == len(table.heads) for row in table.rows)
        totals = {
            table.id: {row[0]: row[1] for row in table.rows}["In all"]
            for table in tables
            if table.heads[1:] == ("Number", "Per cent")
        }
        assert totals["states"] == len(records)
        assert {totals[f"by-{one.id}"] for one in register.fields if f"by-{one.id}" in totals} <= {
            len(records)
        }


def test_grades_are_compared_on_one_scale_only(registers: Registers) -> None:
    asked = {"question": "investigating-crime", "body": "police"}
    given_ = [
        {**asked, "cycle": "peel-before-2021", "grade": "requires-improvement", "published": "2017-03-01"},
        {**asked, "cycle": "peel-before-2021", "grade": "good", "published": "2019-03-01"},
        {**asked, "cycle": "peel-from-2021", "grade": "adequate", "published": "2022-03-01"},
        {**asked, "cycle": "peel-from-2021", "grade": "requires-improvement", "published": "2024-03-01"},
        {**asked, "cycle": "peel-from-2021", "grade": "requires-improvement", "published": "2026-03-01"},
        {**asked, "cycle": "peel-from-2021", "grade": "not-graded", "published": "2026-04-01"},
    ]
    register = registers["grades"]
    rows = _tables(register, [("given", values) for values in reversed(given_)])["grades"].rows
    assert [row[-1] for row in rows] == [
        "new",
        "up",
        "not comparable",
        "down",
        "unchanged",
        "not comparable",
    ]


def test_indicators_of_contracts_by_whether_they_were_met(registers: Registers) -> None:
    kpis = [{"kpi": "A", "met": True}, {"kpi": "B", "met": False}, {"kpi": "C"}]
    tables = _tables(registers["contract-reviews"], [("due", {"kpis": kpis})])
    counts = {row[0]: row[1] for row in tables["by-kpis-met"].rows}
    assert counts == {"Yes": 1, "No": 1, "Not said": 1, "In all": 3}


def test_invitations_are_counted_apart(registers: Registers) -> None:
    cases = [("open", {"kind": kind, "issue": "other"}) for kind in ("casework", "enquiry", "invitation")]
    table = _tables(registers["casework"], cases)["by-issue"]
    assert table.rows == (("Other", 2, 100.0), ("In all", 2, 100.0), ("Apart: Invitation", 1, None))


def test_grades_stand_by_question_and_cycle(registers: Registers) -> None:
    given_ = [
        {"question": asked, "body": "police", "cycle": cycle, "grade": grade, "published": day}
        for asked, cycle, grade, day in (
            ("investigating-crime", "peel-before-2021", "good", "2019-03-01"),
            ("investigating-crime", "peel-from-2021", "adequate", "2022-03-01"),
            ("investigating-crime", "peel-from-2021", "good", "2024-03-01"),
            ("supporting-victims", "peel-from-2021", "inadequate", "2024-03-01"),
        )
    ]
    tables = _tables(registers["grades"], [("given", values) for values in given_])
    assert tables["questions-by-cycle"].rows == (
        ("Police force", "Investigating crime", "Good", "Good"),
        ("Police force", "Supporting victims", "", "Inadequate"),
    )
    assert tables["grades"].rows[0][4] == "1 March 2019"
