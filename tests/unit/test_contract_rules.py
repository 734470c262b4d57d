"""Rules across columns: each on good rows, bad rows, empty cells and the turns of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankpledge.contracts.columns import FORCE, MONTH, amount, count, day, flag, moment, named, person, term
from frankpledge.contracts.governance import Agreement, Grain, Retention
from frankpledge.contracts.rules import (
    Adds,
    AtMost,
    Before,
    OneOf,
    OnlyWhen,
    RequiredWhen,
    Rule,
    Together,
    Unique,
)
from frankpledge.contracts.senders import POLICE
from frankpledge.contracts.tables import Column, PersonalData, Table, Type
from frankpledge.contracts.vocabularies import Term, Vocabulary, coded, words
from frankpledge.errors import BadEnvironment, BadInput
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows

COLOURS = words("colour", "Red", "Dark blue")
TABLE = POLICE.table(
    "things",
    "Things",
    "One row per thing.",
    Grain.EVENT,
    (
        FORCE,
        MONTH,
        moment("start", "Start.", required=True),
        moment("end", "End."),
        day("on", "Day."),
        count("part", "Part."),
        count("rest", "Rest."),
        count("whole", "Whole."),
        amount("share", "Share."),
        term("colour", COLOURS, "Colour."),
        flag("shut", "Shut."),
        named("team", "Team."),
        person("owner", "things", "Owner."),
    ),
    month_from="start",
)
SCHEMA = {column.name: column.arrow_type() for column in TABLE.columns}
RED, BLUE = 0, 1


def broken(rule: Rule, **cells: list[Any]) -> list[bool]:
    rows = {}
    for name, values in cells.items():
        type_ = SCHEMA[name]
        plain = pa.array(values, type_.value_type if pa.types.is_dictionary(type_) else type_)
        rows[name] = plain.dictionary_encode() if pa.types.is_dictionary(type_) else plain
    rule.fit(TABLE)
    found = rule.broken(rows, TABLE)
    assert found.dtype == bool
    return found.tolist()


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_before() -> None:
    rule = Before("start", "end")
    early, late = at(2024, 5, 1, 9), at(2024, 5, 1, 10)
    start, end = [early, late, early, None, early], [late, early, early, early, None]
    assert broken(rule, start=start, end=end) == [False, True, False, False, False]
    assert (rule.columns[0], rule.says) == ("end", "before start")


def test_a_time_beside_a_date_is_compared_by_its_day_in_london() -> None:
    # 23:30 UTC on 30 June is half past midnight on 1 July in London; in January it is the same day.
    start = [at(2024, 6, 30, 23, 30), at(2024, 6, 30, 22, 30), at(2024, 1, 30, 23, 30)]
    on = [date(2024, 6, 30), date(2024, 6, 30), date(2024, 1, 30)]
    assert broken(Before("start", "on"), start=start, on=on) == [True, False, False]
    assert broken(Before("on", "start"), start=start, on=on) == [False, False, False]


def test_at_most() -> None:
    assert broken(AtMost("part", "whole"), part=[1, 2, 3, None, 3], whole=[2, 2, 2, 2, None]) == [
        False, False, True, False, False,
    ]  # fmt: skip
    assert broken(AtMost("part", "share"), part=[1, 1], share=[0.5, 1.5]) == [True, False]


def test_adds() -> None:
    rule = Adds("whole", ("part", "rest"))
    assert broken(rule, whole=[3, 4, 3, None], part=[1, 1, None, 1], rest=[2, 2, 2, 2]) == [
        False, True, False, False,
    ]  # fmt: skip
    flow = Adds("whole", ("part", "rest"), ("share",))
    assert broken(flow, whole=[2, 3], part=[1, 1], rest=[2, 2], share=[1.0, 1.0]) == [False, True]
    assert flow.says == "not part + rest − share"


def test_one_of_and_together() -> None:
    cells: dict[str, list[Any]] = {"part": [1, None, 1, None], "team": ["a", "a", None, None]}
    assert broken(OneOf(("part", "team")), **cells) == [True, False, False, True]
    assert broken(Together(("part", "team")), **cells) == [False, True, True, False]


def test_what_depends_on_a_term_a_flag_or_a_name() -> None:
    cells: dict[str, list[Any]] = {"part": [1, None, 1, None], "colour": [RED, RED, BLUE, None]}
    assert broken(RequiredWhen("part", "colour", ("red",)), **cells) == [False, True, False, False]
    assert broken(OnlyWhen("part", "colour", ("red",)), **cells) == [False, False, True, False]
    cells = {"part": [1, None, 1, 1], "shut": [True, True, False, None]}
    assert broken(RequiredWhen("part", "shut", ("true",)), **cells) == [False, True, False, False]
    assert broken(OnlyWhen("part", "shut", ("true",)), **cells) == [False, False, True, True]
    cells = {"part": [None, None, None], "team": ["a", "b", None]}
    assert broken(RequiredWhen("part", "team", ("a",)), **cells) == [True, False, False]


def test_unique_takes_empty_cells_as_alike() -> None:
    cells: dict[str, list[Any]] = {
        "team": ["a", "a", "a", None, None, "b"],
        "part": [1, 2, 1, 1, 1, 1],
    }
    assert broken(Unique(("team", "part")), **cells) == [False, False, True, False, True, False]


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3) | st.none()), max_size=30))
def test_unique_is_what_a_set_would_say(rows: list[tuple[str | None, int | None]]) -> None:
    seen: set[tuple[str | None, int | None]] = set()
    expected = [row in seen or bool(seen.add(row)) for row in rows]
    found = broken(Unique(("team", "part")), team=[a for a, _ in rows], part=[b for _, b in rows])
    assert found == expected


@given(st.lists(st.tuples(*[st.integers(0, 9) | st.none()] * 3), min_size=1, max_size=30))
def test_sums_are_what_plain_arithmetic_would_say(rows: list[tuple[int | None, ...]]) -> None:
    part, rest, whole = (list(column) for column in zip(*rows, strict=True))
    expected = [None not in row and row[0] + row[1] != row[2] for row in rows]  # type: ignore[operator]
    assert broken(Adds("whole", ("part", "rest")), part=part, rest=rest, whole=whole) == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Before("start", "finish"), "names 'finish', which is no column"),
        (Before("start", "part"), "takes a time or a date, not 'part'"),
        (AtMost("part", "team"), "takes a number, not 'team'"),
        (Adds("whole", ("part", "on")), "takes a number, not 'on'"),
        (RequiredWhen("part", "colour", ("green",)), "names 'green', which is none of its terms"),
        (RequiredWhen("part", "shut", ("yes",)), "names 'yes', which is none of its terms"),
        (OnlyWhen("part", "colour", ()), "names no terms"),
        (OnlyWhen("part", "whole", ("1",)), "depends on a term or a flag, not 'whole'"),
        (Unique(("team", "nothing")), "names 'nothing', which is no column"),
    ],
)
def test_a_rule_that_does_not_fit_cannot_be_declared(rule: Rule, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(TABLE, rules=(rule,))


ONE = (FORCE, MONTH, day("on", "Day.", required=True))
LATER = day("later", "Day.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"columns": (*ONE, FORCE)}, "column 'force' is declared twice"),
        ({"identity": ("number",)}, "there is no column 'number'"),
        ({"month_from": "when"}, "there is no column 'when'"),
        ({"columns": (*ONE, LATER), "month_from": "later"}, "takes a required time or date"),
        ({"columns": (FORCE, ONE[2]), "month_from": "on"}, "there is no column 'month'"),
        ({"columns": (*ONE, Column("note", Type.TEXT, "Note."))}, "open text, which only open data may hold"),
        ({"retention": Retention(None, "because")}, "kept a number of months"),
    ],
)
def test_a_table_that_is_wrong_cannot_be_declared(changes: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {"columns": ONE, "month_from": "on"}
    with pytest.raises(ValueError, match=message):
        replace(TABLE, **(good | changes))


def test_a_table_with_a_person_is_about_people() -> None:
    with pytest.raises(ValueError, match="it has a person"):
        POLICE.table(
            "x", "X", "One row per x.", Grain.EVENT, (person("who", "police", "Who."),), things="No."
        )
    assert TABLE.agreement is Agreement.SHARING


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Column("who", Type.PERSON, "Who.", personal_data=PersonalData.PERSONAL), "name of its key"),
        (lambda: Column("n", Type.INTEGER, "N.", key="police/n"), "name of its key"),
        (lambda: Column("who", Type.PERSON, "Who.", key="police/person"), "is personal data"),
        (
            lambda: Column("who", Type.PERSON, "Who.", key="Police", personal_data=PersonalData.PERSONAL),
            "SOURCE/THING",
        ),
        (lambda: Column("on", Type.DATE, "Day.", local=True), "only a timestamp"),
        (lambda: Column("n", Type.INTEGER, "N.", required=True, example=""), "example of a required"),
        (lambda: Column("c", Type.TERM, "C."), "a term needs a vocabulary"),
        (lambda: Retention(0, "because"), "one month or more"),
        (lambda: Retention(3, ""), "needs its reason"),
        (lambda: words("w", "Same", "same"), "two terms have one slug"),
    ],
)
def test_a_column_or_retention_that_is_wrong_cannot_be_declared(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


# --- on intake --------------------------------------------------------------------------------------

TURNS = [
    datetime(2024, month, day, hour, minute)  # noqa: DTZ001
    for month, day in ((3, 31), (10, 27))
    for hour in (0, 1, 2)
    for minute in (0, 30, 59)
]
CONTEXT = Context(b"rows", secrets={"things": b"secret"})
GOOD = {"force": "bedfordshire", "start": "2024-05-14T09:00:00"}


def taken(
    *rows: dict[str, str], table: Table = TABLE, context: Context = CONTEXT
) -> tuple[pa.Table, pa.Table]:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names}
    return check(Rows("t.csv", columns, np.arange(1, len(rows) + 1, dtype=np.int32)), table, context=context)


def test_a_broken_rule_refuses_the_row_in_words() -> None:
    table = replace(TABLE, rules=(Before("start", "end"), AtMost("part", "whole")))
    bad = GOOD | {"end": "2024-05-14T08:00:00", "part": "3", "whole": "2"}
    accepted, refused = taken(GOOD, bad, GOOD | {"part": "3", "whole": "2"}, table=table)
    assert accepted.num_rows == 1
    said = [(row["column"], row["rule"], row["value"]) for row in refused.to_pylist()]
    assert said == [("end", "before start", bad["end"]), ("part", "more than whole", "3")]


def test_the_month_is_that_of_london() -> None:
    accepted, _ = taken(
        GOOD | {"start": "2024-06-30T23:30:00Z"},
        GOOD | {"start": "2024-12-31T23:59:59Z"},
        GOOD | {"start": "2024-07-01T00:10:00"},
    )
    assert accepted["month"].to_pylist() == [2024 * 12 + 6, 2024 * 12 + 11, 2024 * 12 + 6]


def test_a_local_time_of_the_turn_of_the_clock_is_refused_unless_its_zone_is_given() -> None:
    accepted, refused = taken(
        GOOD,
        GOOD | {"start": "2024-03-31T01:30:00"},
        GOOD | {"start": "2024-10-27T01:30:00"},
        GOOD | {"start": "2024-10-27T01:30:00+01:00"},
        GOOD | {"start": "2024-10-27T01:30:00+00:00"},
        GOOD | {"start": "2024-10-27T02:00:00"},
        GOOD | {"start": "2024-10-27"},
    )
    assert refused["record"].to_pylist() == [2, 3, 7]
    assert accepted["start"].to_pylist() == [
        at(2024, 5, 14, 8), at(2024, 10, 27, 0, 30), at(2024, 10, 27, 1, 30), at(2024, 10, 27, 2),
    ]  # fmt: skip


@given(
    st.lists(
        st.datetimes(datetime(1972, 1, 1), datetime(2037, 12, 31)).map(lambda it: it.replace(microsecond=0))  # noqa: DTZ001
        | st.sampled_from(TURNS),
        min_size=1,
        max_size=20,
    )
)
def test_reading_a_whole_column_of_local_times_is_reading_them_one_by_one(moments: list[datetime]) -> None:
    plain = [GOOD | {"start": it.isoformat()} for it in moments]
    zoned = GOOD | {"start": "2024-05-14T09:00:00Z"}  # one with a zone, so that each is read by itself
    at_once, by_one = taken(GOOD, *plain), taken(zoned, *plain)
    assert at_once[1]["record"].to_pylist() == by_one[1]["record"].to_pylist()
    assert at_once[0]["start"].to_pylist()[1:] == by_one[0]["start"].to_pylist()[1:]


def test_a_person_is_one_hash_whatever_the_spelling_and_another_under_another_secret() -> None:
    rows = [GOOD | {"owner": text} for text in ("ab 12", " AB  12 ", "AB13")]
    hashes = taken(*rows)[0]["owner"].to_pylist()
    assert hashes[0] == hashes[1] != hashes[2]
    other = taken(*rows, context=Context(b"rows", secrets={"things": b"other"}))[0]["owner"].to_pylist()
    assert set(other).isdisjoint(hashes)


def test_two_kinds_of_thing_never_match() -> None:
    table = replace(TABLE, columns=(*TABLE.columns, replace(TABLE.column("owner"), name="b", key="things/b")))
    row = taken(GOOD | {"owner": "1", "b": "1"}, table=table)[0].to_pylist()[0]
    assert row["owner"] != row["b"]


def test_without_the_key_nothing_is_taken_in() -> None:
    with pytest.raises(BadEnvironment, match="FRANKPLEDGE_KEY_THINGS") as raised:
        taken(GOOD | {"owner": "AB12"}, context=Context())
    assert "AB12" not in str(raised.value)


def test_a_file_without_a_required_column_is_refused() -> None:
    with pytest.raises(BadInput, match="start is required and empty"):
        taken({"force": "bedfordshire"})


def test_terms_are_read_as_people_write_them_and_as_codes() -> None:
    severity = coded("severity", "the guide", "1=Fatal|-1=Data missing")
    assert [severity.code_of_word(it) for it in ("1", "-1", "Fatal", "fatal", "2")] == [0, 1, 0, 0, None]
    assert COLOURS.code_of_word("dark-blue") == COLOURS.code_of_word("DARK BLUE") == BLUE
    strict = Vocabulary("strict", (Term("red", "Red"),))
    assert [strict.code_of_word(it) for it in ("Red", "red")] == [0, None]


def test_a_time_of_day_is_minutes() -> None:
    table = replace(TABLE, columns=(*TABLE.columns, Column("clock", Type.CLOCK, "Time.")))
    accepted, refused = taken(*(GOOD | {"clock": it} for it in ("00:00", "23:59", "24:00", "")), table=table)
    assert accepted["clock"].to_pylist() == [0, 1439, None]
    assert refused["column"].to_pylist() == ["clock"]
