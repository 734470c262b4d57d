"""What partners of a living county send: rows as contracts have them, consistent, at known levels."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.generate.living.clock import local
from frankpledge.generate.living.partners import (
    MAKERS,
    public_voice,
    referrals,
    road_casualties,
)
from frankpledge.generate.living.partners.making import PARTNER_TABLES, make_partners
from frankpledge.generate.living.partners.region_and_nation import supplied_rows
from frankpledge.generate.living.partners.setting import setting_of
from frankpledge.generate.living.partners.sheets import moments
from frankpledge.generate.living.partners.supplied import GIVEN
from frankpledge.generate.living.police.crime_people import victims_of
from frankpledge.generate.living.writing import write_records
from frankpledge.periods import parse_month
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows
from frankpledge.sources.returned import read_return
from tests.generative.living_counties import living_county

SMALL = living_county(7, 800, 15)
"""A seventh of a county and fifteen months, with two ends of March."""
SETTING = setting_of(SMALL)
MONTHS = range(SMALL.first_month, SMALL.last_month + 1)
SECRETS = {
    column.key_source: b"s" * 32 for table in TABLES.values() for column in table.columns if column.key
}
CONTEXT = Context(b"k" * 32, frozenset({"westmarch"}), SECRETS)


@lru_cache(maxsize=1)
def _sent() -> dict[str, pa.Table]:
    """Return every table of the small county over all its months."""
    made = [make_partners(SMALL, month) for month in MONTHS]
    return {name: _texts(pa.concat_tables([one[name] for one in made])) for name in PARTNER_TABLES}


def _texts(rows: pa.Table) -> pa.Table:
    """Return rows as a partner's file has them: local times, yes and no."""
    columns = {}
    for name in rows.column_names:
        values = rows[name].combine_chunks()
        if pa.types.is_timestamp(values.type):
            values = pa.array(local(values.to_numpy(zero_copy_only=False)))
        if pa.types.is_boolean(values.type):
            values = pc.if_else(values, "yes", "no")
        columns[name] = values.cast(pa.string())
    return pa.table(columns)


def _checked(name: str, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    columns = {column: rows[column].combine_chunks() for column in rows.column_names}
    numbers = np.arange(1, rows.num_rows + 1, dtype=np.int32)
    return check(Rows(name, columns, numbers), TABLES[name], context=CONTEXT)


@lru_cache(maxsize=1)
def _accepted() -> dict[str, pa.Table]:
    return {name: _checked(name, rows)[0] for name, rows in _sent().items()}


def _numbers(rows: pa.Table, column: str) -> np.ndarray[Any, Any]:
    return np.asarray(rows[column].cast(pa.float64()).to_numpy(), float)


@pytest.mark.parametrize("name", PARTNER_TABLES)
def test_every_row_is_as_its_contract_has_it(name: str) -> None:
    rows = _sent()[name]
    accepted, refused = _checked(name, rows)
    assert refused.num_rows == 0, Counter(
        zip(refused["rule"].to_pylist(), refused["column"].to_pylist(), strict=True)
    )
    assert accepted.num_rows == rows.num_rows > 0
    if TABLES[name].identity:
        assert pc.all(accepted["counted"]).as_py() or "SNAPSHOT" in TABLES[name].grain.name


@pytest.mark.parametrize("name", PARTNER_TABLES)
def test_a_row_without_what_is_required_is_refused(name: str) -> None:
    rows = _sent()[name].slice(0, 40)
    required = [column.name for column in TABLES[name].sent_columns if column.required]
    for column in required:
        place = rows.column_names.index(column)
        broken = pa.chunked_array([pa.array([None, *rows[column].to_pylist()[1:]], pa.string())])
        if rows.num_rows > 1:
            _, refused = _checked(name, rows.set_column(place, column, broken))
            assert (1, column) in zip(
                refused["record"].to_pylist(), refused["column"].to_pylist(), strict=True
            )


@pytest.mark.parametrize("name", PARTNER_TABLES)
def test_a_file_of_it_is_known_by_its_header(name: str) -> None:
    rows = _sent()[name]
    out = io.BytesIO()
    pyarrow.csv.write_csv(rows.slice(0, 25), out)
    made = read_return("it.csv", "it.csv", out.getvalue(), CONTEXT)
    assert made is not None
    assert made.table.name == name
    assert made.refused.num_rows == 0
    assert made.accepted.num_rows == min(25, rows.num_rows)


def test_files_of_them_are_read_and_spoiled_rows_alone_are_refused(tmp_path: Path) -> None:
    steps: list[int] = []
    truths = write_records(
        SMALL, MAKERS, tmp_path, datetime(2025, 5, 15, tzinfo=UTC), lambda: steps.append(1)
    )
    assert len(steps) == len(MONTHS)
    refused_in_all = 0
    for name in PARTNER_TABLES:
        accepted = 0
        for file in truths[name].files:
            made = read_return(file, file, (tmp_path / file).read_bytes(), CONTEXT)
            assert made is not None
            assert made.table.name == name
            told = truths[name].refused(file)
            seen = Counter(
                zip(made.refused["column"].to_pylist(), made.refused["rule"].to_pylist(), strict=True)
            )
            assert seen == told, file
            accepted += made.accepted.num_rows
            refused_in_all += made.refused.num_rows
        repeats = sum(1 for one in truths[name].spoiled if not one.rule)
        assert accepted == sum(truths[name].rows.values()) + repeats, name
    assert refused_in_all > 5 * len(PARTNER_TABLES)


def test_referrals_of_victims_are_of_the_months_victims() -> None:
    month = MONTHS[5]
    rows = referrals.all_referral_rows(SETTING, month)
    victims = SMALL.of(victims_of, month)
    abused = {f"V{number}" for number in victims.person[victims.domestic].tolist()}
    everyone = {f"V{number}" for number in victims.person[victims.age >= 18].tolist()}
    assert set(rows["person"][rows["service"] == "voice"].tolist()) <= everyone
    assert set(rows["person"][rows["service"] == "sunflower"].tolist()) <= abused


def test_rules_across_tables_hold() -> None:
    held = _accepted()
    rules = [(TABLES[name], rule) for name in PARTNER_TABLES for rule in TABLES[name].across]
    assert len(rules) == 8
    for table, rule in rules:
        assert rule.breaks(table, held) == []


def test_the_same_county_gives_the_same_rows_and_another_seed_others() -> None:
    first = _sent()
    month = MONTHS[9]
    again = make_partners(living_county(7, 800, 15), month)
    other = make_partners(living_county(8, 800, 15), month)
    start = dict.fromkeys(PARTNER_TABLES, 0)
    for before in range(SMALL.first_month, month):
        for name, rows in make_partners(SMALL, before).items():
            start[name] += rows.num_rows
    for name, rows in again.items():
        assert _texts(rows).equals(first[name].slice(start[name], rows.num_rows)), name
    differing = [name for name, rows in again.items() if rows.num_rows and not rows.equals(other[name])]
    assert {"referrals", "staff", "complaints", "collisions", "fire-incidents"} <= set(differing)


def test_collisions_count_their_vehicles_and_casualties_and_are_as_grave_as_the_gravest() -> None:
    sent = _sent()
    collisions = sent["collisions"]
    index = collisions["collision-index"].to_pylist()
    vehicles = Counter(sent["collision-vehicles"]["collision-index"].to_pylist())
    casualties = Counter(sent["casualties"]["collision-index"].to_pylist())
    worst: dict[str, int] = {}
    hurt = sent["casualties"]
    for one, severity in zip(
        hurt["collision-index"].to_pylist(), hurt["casualty-severity"].to_pylist(), strict=True
    ):
        worst[one] = min(worst.get(one, 9), int(severity))
    assert [vehicles[one] for one in index] == _numbers(collisions, "number-of-vehicles").tolist()
    assert [casualties[one] for one in index] == _numbers(collisions, "number-of-casualties").tolist()
    assert [str(worst[one]) for one in index] == collisions["collision-severity"].to_pylist()
    known = set(
        zip(
            sent["collision-vehicles"]["collision-index"].to_pylist(),
            sent["collision-vehicles"]["vehicle-reference"].to_pylist(),
            strict=True,
        )
    )
    assert (
        set(zip(hurt["collision-index"].to_pylist(), hurt["vehicle-reference"].to_pylist(), strict=True))
        <= known
    )


def test_recruits_who_started_are_the_joiners_of_their_cohort_and_duties_are_of_staff() -> None:
    sent = _sent()
    recruits, joiners = sent["recruitment-cohorts"], sent["joiners"]
    started = {
        one
        for one, day in zip(recruits["applicant"].to_pylist(), recruits["started"].to_pylist(), strict=True)
        if day is not None
    }
    cohorts = {
        one: cohort
        for one, cohort in zip(joiners["worker"].to_pylist(), joiners["cohort"].to_pylist(), strict=True)
        if cohort is not None
    }
    assert started
    assert started <= set(cohorts)
    assert set(sent["officer-duties"]["worker"].to_pylist()) <= set(sent["staff"]["worker"].to_pylist())


def test_counts_that_providers_return_are_those_of_their_cases() -> None:
    sent, held = _sent()["return-values"], _accepted()["referrals"]
    valid = pc.and_(held["valid"], pc.equal(held["service"].cast(pa.string()), "voice"))
    for end, measure, value in zip(
        sent["period-end"].to_pylist(), sent["measure"].to_pylist(), sent["value"].to_pylist(), strict=True
    ):
        if measure == "voice-referrals":
            month = parse_month(end[:7])
            within = pc.and_(pc.less_equal(held["month"], month), pc.greater(held["month"], month - 3))
            assert pc.sum(pc.and_(valid, within)).as_py() == float(value)


def test_times_stay_in_order_where_clocks_change() -> None:
    clocks = ("00:59:59", "01:00:00", "01:30:00", "01:59:59", "02:00:00", "02:10:00")
    for day, turned in (("2024-03-31", "02:00:00"), ("2024-10-27", "01:00:00")):
        shown = np.array([f"{day}T{clock}" for clock in clocks], "datetime64[s]")
        made = moments(shown)
        assert (np.diff(made.astype(np.int64)) >= 0).all()
        assert str(local(made)[0])[11:] == "00:59:59"
        assert str(local(made)[1])[11:] >= turned
    assert (
        local(moments(np.array(["2024-07-01T01:30:00"], "datetime64[s]")))
        == np.datetime64("2024-07-01T01:30:00")
    ).all()


def test_every_supplied_measure_of_the_catalogue_is_given_a_value() -> None:
    folder = Path(str(files("frankpledge.offices") / "whole-office" / "plan" / "measures"))
    wanted = {
        it.stem for it in folder.glob("*.yaml") if "\nkind: supplied\n" in it.read_text(encoding="utf-8")
    }
    assert len(wanted) > 30
    assert wanted <= {given.measure for given in GIVEN}


def test_parts_of_supplied_values_add_up_to_them() -> None:
    march = supplied_rows(SETTING, SETTING.last_month)
    checked = 0
    for given in GIVEN:
        mine = (march["measure"] == given.measure) & (march["area-type"] == "force")
        whole = mine & (march["breakdown"] == None)  # noqa: E711 - of an array, item by item
        if mine.any():
            assert whole.sum() == 1, given.measure
        if given.parts and not given.each:
            parts = march["value"][mine & ~whole]
            assert len(parts) == len(given.parts)
            assert parts.sum() == pytest.approx(march["value"][whole][0], abs=1e-6), given.measure
            checked += 1
    assert checked > 10


def test_alerts_go_to_no_more_members_than_there_are() -> None:
    for month in MONTHS:
        members = len(public_voice.member_rows(SETTING, month)["member"])
        assert (public_voice.alert_rows(SETTING, month)["recipients"] <= members).all()


def test_no_collision_shares_its_number_with_another() -> None:
    index = [
        one for month in MONTHS for one in road_casualties.collision_rows(SETTING, month)["collision-index"]
    ]
    assert len(set(index)) == len(index)
