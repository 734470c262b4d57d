"""What partners of a living county send: rows as contracts have them, consistent, at known levels."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.generate.counts import draw_counts
from frankpledge.generate.county import build_county
from frankpledge.generate.living.clock import local
from frankpledge.generate.living.context import Living
from frankpledge.generate.living.partners import (
    MAKERS,
    duties,
    fire_service,
    licensing,
    office_cases,
    provider_returns,
    public_voice,
    referrals,
    road_casualties,
    workforce,
)
from frankpledge.generate.living.partners.levels import (
    BURGLARY_SATISFIED,
    COMPLAINT_DAYS,
    GRANT_DAYS,
    HOME_VISITS,
    OFFICERS_LEAVING,
    ON_CALL_COVER,
    OUTSIDE_STATIONS,
    PARTNER_CHANGES,
    SERIOUS_INJURIES,
    VOICE_CONTACT,
    Level,
)
from frankpledge.generate.living.partners.making import PARTNER_TABLES, make_partners
from frankpledge.generate.living.partners.setting import setting_of
from frankpledge.generate.living.partners.sheets import moments
from frankpledge.generate.living.partners.spans import joined
from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.living.writing import write_records
from frankpledge.generate.scenario import FictionalForce, Scenario
from frankpledge.periods import parse_month
from frankpledge.sources.checking import check
from frankpledge.sources.converting import Context
from frankpledge.sources.csv_rows import Rows
from frankpledge.sources.returned import read_return

LAST = parse_month("2025-03")


def _living(seed: int, rows: float, months: int) -> Living:
    force = FictionalForce(0, rows)
    scenario = Scenario(seed=seed, forces=(force,), first_month=LAST - months + 1, months=months)
    county = build_county(force, seed)
    return Living(scenario, county, draw_counts(scenario, force, county), PARTNER_CHANGES)


SMALL = _living(7, 800, 15)
"""A seventh of a county and fifteen months, with two ends of March."""
COUNTY = setting_of(_living(3, 5725, 30))
"""A whole county, for levels: two and a half years."""
SETTING = setting_of(SMALL)
MONTHS = range(SMALL.first_month, SMALL.last_month + 1)
SECRETS = {
    column.key_source: b"s" * 32 for table in TABLES.values() for column in table.columns if column.key
}
CONTEXT = Context(b"k" * 32, frozenset({"westmarch"}), SECRETS)
KEPT = (
    referrals.referral_rows,
    workforce.all_people,
    duties.all_recruits,
    licensing.all_applications,
    fire_service.all_jobs,
    fire_service.all_notices,
    office_cases.all_complaints,
    office_cases.all_allegations,
    office_cases.all_reviews,
    provider_returns.all_contract_returns,
)


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


def _whole(name: str) -> dict[int, Mapping[str, np.ndarray[Any, Any]]]:
    return {month: PARTNER_TABLES[name](COUNTY, month) for month in COUNTY.months}


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


def test_rules_across_tables_hold() -> None:
    held = _accepted()
    rules = [(TABLES[name], rule) for name in PARTNER_TABLES for rule in TABLES[name].across]
    assert len(rules) == 8
    for table, rule in rules:
        assert rule.breaks(table, held) == []


def test_the_same_county_gives_the_same_rows_and_another_seed_others() -> None:
    first = _sent()
    for kept in KEPT:
        kept.cache_clear()
    month = MONTHS[9]
    again = make_partners(_living(7, 800, 15), month)
    other = make_partners(_living(8, 800, 15), month)
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


def test_levels_are_those_of_a_county() -> None:
    staff = PARTNER_TABLES["staff"](COUNTY, LAST)
    officers = staff["kind"] == workforce.OFFICER
    assert 1440 <= officers.sum() <= 1560
    assert 0.33 <= (staff["sex"][officers] == "Female").mean() <= 0.42

    killed, serious, hurt = (
        sum(
            int(rows["casualty-severity"].astype(str).__eq__(code).sum())
            for rows in _whole("casualties").values()
        )
        for code in ("1", "2", "3")
    )
    years = len(COUNTY.months) / 12
    assert 30 <= killed / years <= 65
    assert 370 <= serious / years <= 560
    assert 1250 <= (killed + serious + hurt) / years <= 1550

    told = joined(referrals.all_referral_rows(COUNTY, month) for month in COUNTY.months)
    early = told["received"] < np.datetime64("2024-04-01")
    hours = (told["first-contact"] - told["received"]).astype("timedelta64[s]").astype(float) / 3600
    for service, low, high in (
        ("voice", 1400, 1600),
        ("sunflower", 290, 370),
        ("ace", 80, 140),
        ("youth", 50, 85),
    ):
        mine = told["service"] == service
        assert low <= mine.sum() / len(COUNTY.months) <= high, service
    mine = early & (told["service"] == "sunflower") & told["valid"].astype(bool)
    contact = np.where(np.isnat(told["first-contact"]), np.inf, hours)
    assert 0.75 <= (contact[mine] <= 24).mean() <= 0.83
    ace = (told["service"] == "ace") & told["valid"].astype(bool)
    assert 0.64 <= told["accepted-by-service"][ace].mean() <= 0.72

    incidents = list(_whole("fire-incidents").values())
    assert 4300 <= sum(len(rows["called"]) for rows in incidents) / years <= 5600
    complaints = office_cases.all_complaints(COUNTY).columns
    assert 950 <= len(complaints["complaint"]) / years <= 1200
    duty_days = sum(len(rows["duty"]) for rows in _whole("officer-duties").values()) / years / 365.25
    assert 170 <= duty_days <= 240


def _change(level: Level) -> RecordChange:
    return next(one for one in PARTNER_CHANGES if (one.table, one.what) == (level.table, level.what))


def _split(level: Level, values: Mapping[int, float]) -> tuple[float, float]:
    """Return the mean of monthly values before a planted change and since it."""
    since = parse_month(_change(level).first)
    before = [value for month, value in values.items() if month < since]
    after = [value for month, value in values.items() if month >= since]
    return float(np.mean(before)), float(np.mean(after))


def _seen(level: Level) -> dict[int, float]:
    """Return a level month by month, worked out from the rows."""
    found: dict[int, float] = {}
    for month, rows in _whole(level.table).items():
        if level is VOICE_CONTACT:
            mine = (rows["service"] == "voice") & rows["valid"].astype(bool)
            waited = (rows["first-contact"] - rows["received"])[mine]
            if month < LAST:
                found[month] = float((waited <= np.timedelta64(72 * 3600, "s")).mean())
        elif level is ON_CALL_COVER:
            crewed = rows["on-call"].astype(bool)
            found[month] = rows["hours-available"][crewed].sum() / rows["hours-planned"][crewed].sum()
        elif level is BURGLARY_SATISFIED:
            asked = (rows["group"] == "Burglary") & (rows["question"] == "overall")
            said = [one for one in rows["satisfied"][asked].tolist() if one is not None]
            found[month] = float(np.mean(said))
        elif level is OFFICERS_LEAVING:
            there = PARTNER_TABLES["staff"](COUNTY, month)["kind"] == workforce.OFFICER
            found[month] = 12 * (rows["kind"] == workforce.OFFICER).sum() / there.sum()
        elif level is OUTSIDE_STATIONS:
            team = rows["kind"] == "Neighbourhood"
            found[month] = rows["minutes-outside"][team].sum() / rows["minutes-on-duty"][team].sum()
        elif level is HOME_VISITS:
            found[month] = len(rows["visit"])
        elif level is SERIOUS_INJURIES:
            found[month] = float(np.isin(rows["casualty-severity"].astype(str), ["1", "2"]).mean())
    return found


@pytest.mark.parametrize(
    ("level", "slack"),
    [
        (VOICE_CONTACT, 0.02),
        (ON_CALL_COVER, 0.025),
        (BURGLARY_SATISFIED, 0.05),
        (OFFICERS_LEAVING, 0.02),
        (OUTSIDE_STATIONS, 0.025),
        (HOME_VISITS, 20),
    ],
    ids=lambda value: value.table if isinstance(value, Level) else "",
)
def test_planted_changes_are_in_the_rows(level: Level, slack: float) -> None:
    before, after = _split(level, _seen(level))
    assert before == pytest.approx(level.usual, abs=slack)
    assert after == pytest.approx(level.usual * _change(level).factor, abs=slack)


def test_planted_changes_of_what_ends_later_and_of_rare_things_are_in_the_rows() -> None:
    before, after = _split(SERIOUS_INJURIES, _seen(SERIOUS_INJURIES))
    assert 1.08 <= after / before <= 1.4
    applications = licensing.all_applications(COUNTY).columns
    complaints = office_cases.all_complaints(COUNTY).columns
    for level, rows, ends, kept in (
        (GRANT_DAYS, applications, ("received", "decided"), ("step", "Grant")),
        (COMPLAINT_DAYS, complaints, ("received", "finalised"), ("handling", "Outside Schedule 3")),
    ):
        start, end = (rows[name] for name in ends)
        mine = rows[kept[0]] == kept[1]
        days = np.where(np.isnat(end), np.inf, (end - start).astype("timedelta64[D]").astype(float))
        month = start.astype("datetime64[M]")
        since = month >= np.datetime64(_change(level).first, "M")
        settled = month < np.datetime64("2024-12", "M")
        assert float(np.median(days[mine & ~since])) == pytest.approx(level.usual, rel=0.12)
        changed = level.usual * _change(level).factor
        assert float(np.median(days[mine & since & settled])) == pytest.approx(changed, rel=0.15)
    assert len({(one.table, one.what) for one in PARTNER_CHANGES}) == len(PARTNER_CHANGES)


def test_alerts_go_to_no_more_members_than_there_are() -> None:
    for month in MONTHS:
        members = len(public_voice.member_rows(SETTING, month)["member"])
        assert (public_voice.alert_rows(SETTING, month)["recipients"] <= members).all()


def test_no_collision_shares_its_number_with_another() -> None:
    index = [
        one for month in MONTHS for one in road_casualties.collision_rows(SETTING, month)["collision-index"]
    ]
    assert len(set(index)) == len(index)
