"""Spreadsheets and printed lists become records: every row is taken, refused or dropped, and says why."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.errors import BadInput
from frankpledge.registers.flagging import Oddity, repeated, year_of
from frankpledge.registers.import_reading import Beside
from frankpledge.registers.importing import Imported, import_file, import_lines, import_rows
from frankpledge.registers.numbering import Gap, Number, numbered, printed
from frankpledge.registers.register import Register
from frankpledge.registers.slippage import NO_DATE, Slipped, by_quarter, by_slippage
from frankpledge.registers.values import day_in

Registers = Mapping[str, Register]

PLAN = """\
Objective\tSpecific Deliverable\tActions\tDue Date
Safer Roads\tCameras\tAgree sites with the council\tJun-17
Safer Roads\tCameras\tReview "average speed; spot" cameras\tMar-18
Objective\tSpecific Deliverable\tActions\tDue Date
Safer Roads\tData\tShare one record system\tTBC
Victims\tData\tShare one record system\tOngoing
\t\t\t
Victims\tAdvice\tOpen a second centre\tNew plan for Oct 17
Victims\tAdvice\tTrain advisers\t
Victims\tAdvice\tPublish waiting times\tMar-17
Victims\tAdvice\tLet the next contract\tApr-18
Victims\tAdvice\tLet the next contract\tApr-18
Victims\tAdvice\t\tMay-17
"""
DECISIONS = """\
Executive Decision 66 – Depot – Extension of Lease
Executive Order 67- Appointment of Auditors 2018-19

executive order 69 — vehicle purchases
Decision Record 234- Radio masts
Decision of the day
Minute 7 – Biscuits
"""


def _plan(registers: Registers) -> Imported:
    return import_file(registers["work-plan"], "plan.tsv", PLAN.encode(), given={"plan-year": "2017-18"})


def _oddities(done: Imported, oddity: Oddity) -> list[int]:
    return [one.line for one in done.taken if oddity in {flag.oddity for flag in one.flags}]


def test_every_row_of_a_plan_is_accounted_for(registers: Registers) -> None:
    done = _plan(registers)
    assert done.rows == 12
    assert [one.line for one in done.taken] == [2, 3, 5, 6, 8, 9, 10, 11]
    assert {one.line: one.why for one in done.dropped} == {
        4: "It is the headings, printed again.",
        7: "It is blank.",
        12: "It says what line 11 says.",
    }
    [refused] = done.refused
    assert (refused.line, [problem.field for problem in refused.problems]) == (13, ["action"])
    assert refused.cells == ("Victims", "Advice", "", "May-17"), "what was refused is not lost"
    assert done.unknown == ()
    assert done.taken[1].values == {
        "plan-year": "2017-18",
        "objective": "Safer Roads",
        "deliverable": "Cameras",
        "action": 'Review "average speed; spot" cameras',
        "due": {"said": "Mar-18", "date": "2018-03-31"},
    }


def test_what_is_odd_about_dates_and_repeats_is_flagged(registers: Registers) -> None:
    done = _plan(registers)
    assert _oddities(done, Oddity.NOT_A_DATE) == [5, 6]
    assert _oddities(done, Oddity.NO_DATE) == [9]
    assert _oddities(done, Oddity.READ_OUT) == [8]
    assert _oddities(done, Oddity.BEFORE_YEAR) == [10]
    assert _oddities(done, Oddity.AFTER_YEAR) == [11]
    assert _oddities(done, Oddity.REPEATED) == [5, 6]


def test_a_plan_taken_in_again_adds_nothing(registers: Registers) -> None:
    once = _plan(registers)
    again = import_file(
        registers["work-plan"],
        "plan.tsv",
        PLAN.encode(),
        given={"plan-year": "2017-18"},
        beside=Beside([(place, one.values) for place, one in enumerate(once.taken, 1)]),
    )
    assert again.taken == ()
    assert len(again.dropped) == len(once.dropped) + len(once.taken)


def test_a_plan_by_quarter_and_by_slippage(registers: Registers) -> None:
    values = [one.values for one in _plan(registers).taken]
    quarters = by_quarter([day_in(one.get("due")) for one in values])
    assert quarters == {
        "Q4 16/17": (6,),
        "Q1 17/18": (0,),
        "Q3 17/18": (4,),
        "Q4 17/18": (1,),
        "Q1 18/19": (7,),
        NO_DATE: (2, 3, 5),
    }
    slipped = by_slippage(values, date(2017, 7, 31))
    assert slipped[:3] == (Slipped(6, 122), Slipped(0, 31), Slipped(1, 0))
    assert [one.place for one in slipped if one.days is None] == [2, 3, 5]


def test_slippage_counts_from_when_it_was_first_due() -> None:
    moved = {"due": {"said": "", "date": "2026-06-30"}, "first-due": {"said": "", "date": "2026-03-31"}}
    early = {"due": {"said": "", "date": "2026-06-30"}, "completed": "2026-06-20"}
    assert by_slippage([early, moved], date(2026, 5, 1)) == (Slipped(1, 91), Slipped(0, -10))
    [late] = by_slippage([{**moved, "completed": "2026-07-10"}], date(2027, 1, 1))
    assert late.days == 101


def test_a_printed_list_of_decisions(registers: Registers) -> None:
    register = registers["decisions"]
    done = import_file(register, "decisions.txt", DECISIONS.encode())
    assert [printed(register, one.number.number, one.values) for one in done.taken if one.number] == [
        "Executive Decision 66",
        "Executive Order 67",
        "Executive Order 69",
        "Decision Record 234",
    ]
    assert [one.values["title"] for one in done.taken] == [
        "Depot – Extension of Lease",
        "Appointment of Auditors 2018-19",
        "vehicle purchases",
        "Radio masts",
    ]
    assert [one.line for one in done.taken] == [1, 2, 4, 5]
    assert [one.line for one in done.refused] == [6, 7]
    assert [one.line for one in done.dropped] == [3]
    assert done.gaps == (Gap(68, 68, "executive"),)


def test_a_number_is_held_once(registers: Registers) -> None:
    register = registers["decisions"]
    first = import_lines(register, ["Decision Record 7 – Masts", "Decision Record 8 – Masts"])
    assert len(first.taken) == 2, "the same title under two numbers is two decisions"
    held = [(one.number.number, one.values) for one in first.taken if one.number]
    lines = ["Decision Record 7 – Masts", "Decision Record 8 – Cars", "Executive Order 8 – Cars"]
    again = import_lines(register, [*lines, "Executive Order 8 – Vans"], beside=Beside(held))
    assert [one.line for one in again.dropped] == [1]
    assert [one.line for one in again.refused] == [2, 4]
    assert [one.line for one in again.taken] == [3]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Decision Record 234", Number(234, "decision-record", "Decision Record")),
        ("EXECUTIVE ORDER no. 7", Number(7, "executive", "Executive Order")),
        ("Executive Decision/Order 70", Number(70, "executive")),
        ("decision-record 12", Number(12, "decision-record")),
        ("0012", Number(12)),
        ("Minute 7", None),
        ("Executive Order", None),
    ],
)
def test_a_printed_number_is_read(registers: Registers, text: str, number: Number | None) -> None:
    assert numbered(registers["decisions"], text) == number


def test_a_number_with_a_prefix_is_printed_and_read(registers: Registers) -> None:
    register = registers["casework"]
    assert printed(register, 12, {}) == "C-00012"
    assert numbered(register, "C-00012") == Number(12)


def test_a_workbook_is_read_with_its_dates_numbers_and_other_columns(registers: Registers) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Gifts offered in 2026"])
    sheet.append([])
    headings = "What was offered|To whom|By whom|Offered on|Estimated value|What became of it|File"
    sheet.append(headings.split("|"))
    sheet.append(["Lunch", "Commissioner", "A council", date(2026, 5, 1), 12.5, "Declined", "box 7"])
    sheet.append(["Pen", "Deputy", "A school", "last spring", 3, "kept", None])
    file = io.BytesIO()
    book.save(file)
    done = import_file(registers["gifts-and-hospitality"], "gifts.xlsx", file.getvalue())
    [taken] = done.taken
    assert (taken.line, taken.values["offered"], taken.values["value"]) == (4, "2026-05-01", "12.50")
    assert (done.unknown, taken.left) == (("File",), {"File": "box 7"})
    [refused] = done.refused
    assert {problem.field for problem in refused.problems} == {"offered", "answer"}


def test_a_row_that_is_too_long_is_refused(registers: Registers) -> None:
    text = "Objective,Actions\nRoads,Mend,soon\n"
    [refused] = import_file(registers["work-plan"], "plan.csv", text.encode()).refused
    assert "beyond the last heading" in str(refused.problems[0])


@pytest.mark.parametrize(
    ("name", "data"), [("plan.csv", b"a,b\n1,2\n"), ("plan.tsv", b""), ("plan.xlsx", b"no")]
)
def test_a_file_without_headings_or_form_is_refused(registers: Registers, name: str, data: bytes) -> None:
    with pytest.raises(BadInput):
        import_file(registers["work-plan"], name, data)


def test_a_file_that_is_too_large_is_refused(registers: Registers) -> None:
    with pytest.raises(BadInput, match="larger than"):
        import_file(registers["work-plan"], "plan.tsv", b"x" * (20 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("words", "first"),
    [("2017-18", date(2017, 4, 1)), ("2017/2018", date(2017, 4, 1)), ("2017-19", None), (None, None)],
)
def test_financial_years(words: str | None, first: date | None) -> None:
    found = year_of(words)
    assert (found[0] if found else None) == first


SIGNS = "aB7 –-.:;,\t\"'\n\x00\u202eé£"
CELLS = st.one_of(
    st.sampled_from(["", "Mar-18", "TBC", "Objective", "Actions", "Roads"]), st.text(SIGNS, max_size=12)
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
def test_no_row_is_lost_whatever_it_holds(registers: Registers, rows: list[list[str]]) -> None:
    head = ("Objective", "Specific Deliverable", "Actions", "Due Date")
    done = import_rows(registers["work-plan"], [head, *map(tuple, rows)], given={"plan-year": "2017-18"})
    lines = [one.line for part in (done.taken, done.refused, done.dropped) for one in part]
    assert sorted(lines) == list(range(2, len(rows) + 2))


@given(st.lists(st.text(SIGNS, max_size=40), max_size=12))
def test_no_line_is_lost_whatever_it_holds(registers: Registers, lines: list[str]) -> None:
    done = import_lines(registers["decisions"], lines)
    found = [one.line for part in (done.taken, done.refused, done.dropped) for one in part]
    assert sorted(found) == list(range(1, len(lines) + 1))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("cd"), st.sampled_from(["TBC", "Jun-17"]))))
def test_order_of_columns_does_not_matter(registers: Registers, rows: list[tuple[str, str, str]]) -> None:
    one = [("Objective", "Actions", "Due Date"), *rows]
    other = [(c, a, b) for a, b, c in one]
    file = io.StringIO()
    csv.writer(file).writerows(other)
    year = {"plan-year": "2017-18"}
    first = import_rows(registers["work-plan"], one, given=year)
    second = import_file(registers["work-plan"], "plan.csv", file.getvalue().encode(), given=year)
    assert len(first.taken) == len(set(rows))
    assert [dict(row.values) for row in first.taken] == [dict(row.values) for row in second.taken]


def test_links_are_read_by_what_records_are_called_in_print(registers: Registers) -> None:
    head = ("Action", "For", "Matter", "Owner", "Set on", "Due")
    rows = [
        head,
        ("Write", "Police force", "m-0003", "Head", "1/5/2026", "1/6/2026"),
        ("Call", "Police force", "M-0004", "Head", "1/5/2026", "1/6/2026"),
    ]
    links = {"matters": {"3": "3", "M-0003": "3"}}
    done = import_rows(registers["actions"], rows, beside=Beside(links=links))
    assert [one.values["matter"] for one in done.taken] == ["3"]
    assert [[problem.field for problem in one.problems] for one in done.refused] == [["matter"]]
    assert len(import_rows(registers["actions"], rows).taken) == 2, "where nobody says which there are"


def test_what_the_plan_of_another_year_says_again_is_not_repeated(registers: Registers) -> None:
    one = {"plan-year": "2025-26", "objective": "Roads", "action": "Light the streets"}
    assert set(repeated(registers["work-plan"], [one, {**one, "objective": "Homes"}])) == {0, 1}
    assert repeated(registers["work-plan"], [one, {**one, "plan-year": "2026-27"}]) == {}
