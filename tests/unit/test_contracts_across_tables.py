"""Rules across tables and months: what they find, and what they say of it without a row's values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from frankpledge.contracts.across import AcrossRule, Breach, CarriesOver, KeyIn, MonthlyFlow
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Table

INCIDENTS, CRIMES = TABLES["incidents"], TABLES["recorded-crimes"]
CASELOADS, STAFF = TABLES["court-caseloads"], TABLES["staff"]
MAY = 2024 * 12 + 4


def rows(table: Table, **cells: list[Any]) -> pa.Table:
    arrays = {}
    for name, values in cells.items():
        type_ = table.column(name).arrow_type()
        plain = pa.array(values, type_.value_type if pa.types.is_dictionary(type_) else type_)
        arrays[name] = plain.dictionary_encode() if pa.types.is_dictionary(type_) else plain
    return pa.table(arrays)


def key(number: int) -> bytes:
    return bytes([number]) * 32


def test_keys_that_lead_nowhere_are_counted() -> None:
    rule = KeyIn(("crime",), "recorded-crimes")
    held = {
        "incidents": rows(INCIDENTS, crime=[key(1), key(2), key(2), None, key(9)]),
        "recorded-crimes": rows(CRIMES, crime=[key(1), key(9)]),
    }
    told = "`crime` is one that `recorded-crimes` holds."
    assert rule.breaks(INCIDENTS, held) == [Breach("incidents", told, None, 2)]
    held["incidents"] = rows(
        INCIDENTS, crime=[key(1), key(2), key(2), None, key(8)], month=[MAY, MAY, MAY + 1, MAY, MAY + 1]
    )
    assert rule.breaks(INCIDENTS, held) == [
        Breach("incidents", told, MAY, 1),
        Breach("incidents", told, MAY + 1, 2),
    ]
    assert rule.breaks(INCIDENTS, {"incidents": held["incidents"]}) == []
    held["recorded-crimes"] = rows(CRIMES, crime=[key(1), key(2), key(8)])
    assert rule.breaks(INCIDENTS, held) == []


def test_what_is_carried_over_is_checked_from_month_to_month_within_each_court() -> None:
    rule = CASELOADS.across[0]
    assert isinstance(rule, CarriesOver)
    held = rows(
        CASELOADS,
        court=["b", "a", "a", "a", "b", "a"],
        month=[MAY, MAY + 1, MAY, MAY + 2, MAY + 2, MAY + 3],
        opening=[50, 12, 10, 12, 70, 16],
        closing=[60, 12, 12, 15, 80, 20],
        **{"court-kind": [0, 0, 0, 0, 0, 0]},
    )
    # a: August opens 16 after July closed 15. b skips June, so nothing is said of it.
    assert rule.breaks(CASELOADS, {"court-caseloads": held}) == [
        Breach("court-caseloads", rule.sentence, MAY + 3, 1)
    ]
    assert rule.breaks(CASELOADS, {"court-caseloads": held.slice(0, 0)}) == []
    assert rule.breaks(CASELOADS, {}) == []


def test_staff_of_a_month_are_those_before_with_joiners_and_without_leavers() -> None:
    rule = STAFF.across[0]
    assert isinstance(rule, MonthlyFlow)
    joiners, leavers = TABLES["joiners"], TABLES["leavers"]
    held = {
        "staff": rows(STAFF, force=["x"] * 12, month=[MAY] * 3 + [MAY + 1] * 4 + [MAY + 2] * 5),
        "joiners": rows(joiners, force=["x", "x", "x"], month=[MAY + 1, MAY + 1, MAY + 2]),
        "leavers": rows(leavers, force=["x", "x"], month=[MAY + 1, MAY + 2]),
    }
    assert rule.breaks(STAFF, held) == [Breach("staff", rule.sentence, MAY + 2, 1)]
    sent = {"joiners": {("x", MAY + 1), ("x", MAY + 2)}, "leavers": {("x", MAY + 1)}}
    assert rule.breaks(STAFF, held, sent) == [], "leavers of July were never sent, which is not none"
    assert rule.breaks(STAFF, {"staff": held["staff"]}) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (KeyIn(("crime",), "crime"), "names 'crime', which is no table"),
        (KeyIn(("crimes",), "recorded-crimes"), "names 'crimes', which is no column"),
        (KeyIn(("crime",), "recorded-crimes", ("incident",)), "is no column of 'recorded-crimes'"),
        (KeyIn(("crime",), "calls", ("call",)), "never match"),
        (CarriesOver("opening", "closing", ("court",)), "names 'opening', which is no column"),
        (MonthlyFlow("joiners", "goers"), "names 'goers', which is no table"),
        (MonthlyFlow("joiners", "lsoa-lookup"), "needs 'force' in 'lsoa-lookup'"),
    ],
)
def test_a_rule_that_does_not_fit_is_an_error(rule: AcrossRule, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rule.fit(replace(INCIDENTS, across=(rule,)), TABLES)
