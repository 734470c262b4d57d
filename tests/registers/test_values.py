"""What a form gives becomes a value, is checked, and comes back in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.registers.checking import check, check_move, read_form
from frankpledge.registers.dates import day_in_words, loose_day_of, quarter_of
from frankpledge.registers.register import Field, FieldType, Move, Numbering, Register, State, Sum
from frankpledge.registers.roles import Role
from frankpledge.registers.values import Unreadable, as_given, day_in, parsed, shown

GRADES = {"good": "Good", "poor": "Requires improvement"}
TABLE = (
    Field("theme", FieldType.CHOICE, "Theme", required=True, choices=GRADES),
    Field("number", FieldType.NUMBER, "Number"),
)


def _field(kind: FieldType) -> Field:
    choices = GRADES if kind in (FieldType.CHOICE, FieldType.CHOICES) else {}
    return Field("it", kind, "It", choices=choices, columns=TABLE if kind is FieldType.ROWS else ())


@pytest.mark.parametrize(
    ("kind", "text", "value", "words"),
    [
        ("text", "  two\n words ", "two words", "two words"),
        ("long-text", "one\r\ntwo", "one\ntwo", "one\ntwo"),
        ("number", "1,234", 1234, "1,234"),
        ("number", "−5", -5, "−5"),
        ("decimal", "1234.50", "1234.50", "1,234.50"),
        ("money", "£1,250", "1250.00", "£1,250"),
        ("money", "-£1,250.5", "-1250.50", "−£1,250.50"),
        ("money", "(75)", "-75.00", "−£75"),
        ("money", "-0", "0.00", "£0"),
        ("date", "1/5/2026", "2026-05-01", "1 May 2026"),
        ("date", "1st May 26", "2026-05-01", "1 May 2026"),
        ("date", "2026-05-01", "2026-05-01", "1 May 2026"),
        ("loose-date", "Mar-18", {"said": "Mar-18", "date": "2018-03-31"}, "Mar-18"),
        ("loose-date", "TBC", {"said": "TBC", "date": None}, "TBC"),
        ("time", "1 May 2026, 10:30", "2026-05-01T09:30:00Z", "1 May 2026, 10:30"),
        ("time", "2026-12-01T10:30", "2026-12-01T10:30:00Z", "1 December 2026, 10:30"),
        ("yes-no", "Yes", True, "Yes"),
        ("choice", "requires  improvement", "poor", "Requires improvement"),
        ("choices", "Good; poor; good", ["good", "poor"], "Good; Requires improvement"),
        ("choices", ["good"], ["good"], "Good"),
        ("links", ["M-1", "M-2"], ["M-1", "M-2"], "M-1; M-2"),
        ("measure", "all-crime", "all-crime", "all-crime"),
        ("figure", "burglary/x @ 0004", {"key": "burglary/x", "build": "0004"}, "burglary/x @ 0004"),
        ("web", "https://example.org/a?b=1", "https://example.org/a?b=1", "https://example.org/a?b=1"),
        (
            "rows",
            [{"theme": "Good", "number": "3"}, {"theme": "", "number": " "}],
            [{"theme": "good", "number": 3}],
            "Theme: Good, Number: 3",
        ),
    ],
)
def test_a_value_is_read_kept_and_shown(kind: str, text: Any, value: Any, words: str) -> None:
    field = _field(FieldType(kind))
    assert parsed(field, text) == value
    assert shown(field, value) == words
    assert parsed(field, as_given(field, value)) == value, "amending without a change changes nothing"


@pytest.mark.parametrize("kind", list(FieldType))
def test_a_blank_is_no_value(kind: FieldType) -> None:
    assert parsed(_field(kind), "  ") is None
    assert parsed(_field(kind), []) is None
    assert shown(_field(kind), None) == ""


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("text", "a" * 501, "longer than 500"),
        ("text", "a\u202eb", "cannot be seen"),
        ("number", "12.5", "whole number"),
        ("decimal", "1e5", "not a number"),
        ("money", "about £5", "amount of money"),
        ("money", "1.005", "penny"),
        ("date", "31/2/2026", "not a date"),
        ("date", "May 2026", "not a date"),
        ("time", "1 May 2026, 25:00", "day and time"),
        ("yes-no", "perhaps", "yes nor no"),
        ("choice", "fair", "choices"),
        ("choices", "good; fair", "choices"),
        ("measure", "All Crime", "measure"),
        ("figure", "burglary", "figure"),
        ("web", "javascript:alert(1)", "address"),
        ("web", "https://user:word@example.org", "address"),
        ("web", "https://[", "address"),
        ("rows", "theft 3", "small table"),
        ("rows", [{"theme": "fair"}], "choices"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(kind: str, text: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        parsed(_field(FieldType(kind)), text)
    assert all(problem.field.startswith("it") for problem in caught.value.problems)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_no_penny_is_lost(amount: Decimal) -> None:
    field = _field(FieldType.MONEY)
    value = parsed(field, f"{amount:,}")
    assert Decimal(value) == amount
    assert parsed(field, shown(field, value)) == value


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_in_words_is_read_as_that_day(day: date) -> None:
    field = _field(FieldType.DATE)
    for words in (day_in_words(day), f"{day.day}/{day.month}/{day.year}", day.isoformat()):
        assert day_in(parsed(field, words)) == day


@given(st.dates(date(2004, 1, 1), date(2090, 1, 1)), st.integers(0, 1439))
def test_every_minute_survives_being_shown_in_a_form(day: date, minute: int) -> None:
    field = _field(FieldType.TIME)
    value = f"{day.isoformat()}T{minute // 60:02d}:{minute % 60:02d}:00Z"
    assert parsed(field, as_given(field, value)) == value


@given(st.text(max_size=60), st.sampled_from(list(FieldType)))
def test_any_text_is_read_or_refused(text: str, kind: FieldType) -> None:
    field = _field(kind)
    try:
        value = parsed(field, text)
    except Unreadable:
        return
    assert value is None or parsed(field, as_given(field, value)) == value


@pytest.mark.parametrize(
    ("words", "day", "whole"),
    [
        ("Mar-18", date(2018, 3, 31), True),
        ("Sept 17", date(2017, 9, 30), True),
        ("February 2020", date(2020, 2, 29), True),
        ("3 March 2018", date(2018, 3, 3), True),
        ("New plan for Oct 17", date(2017, 10, 31), False),
        ("Oct 17 or Nov 17", None, False),
        ("Ongoing", None, False),
        ("On going", None, False),
        ("TBC", None, False),
        ("Market 18", None, False),
    ],
)
def test_free_words_about_when(words: str, day: date | None, whole: bool) -> None:
    found = loose_day_of(words)
    assert (found.day, found.whole) == (day, whole)


def test_quarters_of_the_financial_year() -> None:
    assert [quarter_of(date(2017, month, 1)) for month in (3, 4, 7, 12)] == [
        "Q4 16/17",
        "Q1 17/18",
        "Q2 17/18",
        "Q3 17/18",
    ]


REGISTER = Register(
    id="visits",
    title="Visits",
    one="visit",
    about="",
    fields=(
        Field("title", FieldType.TEXT, "Title", required=True),
        Field("held", FieldType.NUMBER, "Held"),
        Field("seen", FieldType.NUMBER, "Seen"),
        Field("refused", FieldType.NUMBER, "Refused"),
        Field("cycle", FieldType.CHOICE, "Cycle", choices={"old": "Old", "new": "New"}),
        Field(
            "grade",
            FieldType.CHOICE,
            "Grade",
            choices=GRADES,
            depends="cycle",
            allowed={"new": ("good",)},
        ),
        Field("rows", FieldType.ROWS, "Rows", columns=TABLE),
        Field("why", FieldType.TEXT, "Why not used"),
    ),
    states=(State("open", "Open"), State("unused", "Not used", closed=True)),
    sums=(Sum("held", ("seen", "refused"), "Detainees held"),),
    numbering=Numbering(unused="unused", because="why"),
)
GOOD = {"title": "A", "held": 3, "seen": 2, "refused": 1, "cycle": "new", "grade": "good"}


def test_good_values_may_be_kept() -> None:
    assert check(REGISTER, GOOD) == ()
    assert check(REGISTER, {"title": "A", "held": 3, "seen": 2}) == (), "a sum wants all its parts"


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"title": None}, "title", "blank"),
        ({"title": 5}, "title", "type"),
        ({"held": "3"}, "held", "type"),
        ({"held": True}, "held", "whole number"),
        ({"held": 4}, "held", "add up to 3, not 4"),
        ({"grade": "fair"}, "grade", "choices"),
        ({"grade": "poor"}, "grade", "does not go"),
        ({"colour": "red"}, "colour", "no field"),
        ({"rows": [{"number": 1}]}, "rows 1.theme", "blank in row 1"),
        ({"rows": [{"colour": 1}]}, "rows", "type"),
        ({"rows": {"theme": "good"}}, "rows", "type"),
    ],
)
def test_what_is_wrong_is_said_by_field(change: dict[str, Any], field: str, said: str) -> None:
    found = {problem.field: str(problem) for problem in check(REGISTER, GOOD | change)}
    assert said in found[field]


def test_the_other_scale_admits_the_grade() -> None:
    assert check(REGISTER, GOOD | {"cycle": "old", "grade": "poor"}) == ()


def test_what_a_decision_is_called_is_a_title_of_its_series(registers: Mapping[str, Register]) -> None:
    values = {"series": "executive", "title": "A"}
    register = registers["decisions"]
    assert check(register, {**values, "called": "Executive Order"}) == ()
    for called in ("Decision Record", "Edict"):
        [problem] = check(register, {**values, "called": called})
        assert "Executive Decision; Executive Order" in str(problem)


def test_a_number_not_used_need_only_say_why() -> None:
    assert [problem.field for problem in check(REGISTER, {}, "unused")] == ["why"]
    assert check(REGISTER, {"why": "Withdrawn"}, "unused") == ()


def test_a_form_gives_values_and_what_could_not_be_read() -> None:
    values, problems = read_form(REGISTER, {"title": " A ", "held": "three", "seen": "", "other": "x"})
    assert values == {"title": "A"}
    assert [problem.field for problem in problems] == ["held"]


def test_a_step_names_what_must_be_filled_in_first() -> None:
    move = Move("end", "End the visit", frozenset({"open"}), "open", frozenset({Role.TEAM}), needs=("held",))
    assert check_move(REGISTER, move, {"held": 0}) == ()
    [problem] = check_move(REGISTER, move, {})
    assert "End the visit" in str(problem)
