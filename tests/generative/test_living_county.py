"""The frame of the living county: clock, people, planted changes, secrets, and the levels of its police."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from frankpledge import generate as generating
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import WrongUse
from frankpledge.generate import DEMO, FictionalForce, Shape, generate
from frankpledge.generate.counts import draw_counts
from frankpledge.generate.county import build_county
from frankpledge.generate.living import Living, RecordChange, clock, generated_secrets
from frankpledge.generate.living.police import CHANGES, MAKERS
from frankpledge.generate.living.police.crime_people import victims_of
from frankpledge.periods import parse_month
from tests.functional.cli import done

LONDON = ZoneInfo("Europe/London")


def county(first: str, months: int, rows: float = DEMO.forces[0].monthly_rows) -> Living:
    """The demonstration's county, or one of other size, over other months."""
    scenario = replace(
        DEMO,
        forces=(FictionalForce(0, rows),),
        peers=(),
        first_month=parse_month(first),
        months=months,
        missing=frozenset(),
        supplied_empty=frozenset(),
        older_months=0,
    )
    made = build_county(scenario.forces[0], scenario.seed)
    return Living(scenario, made, draw_counts(scenario, scenario.forces[0], made), CHANGES)


def police(living: Living, month: int) -> dict[str, pa.Table]:
    return {name: rows for maker in MAKERS for name, rows in maker(living, month).items()}


def test_local_time_is_that_of_london_and_no_written_time_names_two_moments() -> None:
    for day in ("2024-03-31", "2024-10-27", "2024-07-01", "2024-12-31"):
        moments = np.datetime64(f"{day}T00:00:00", "s") + np.arange(-2 * 3600, 26 * 3600, 600).astype(
            "timedelta64[s]"
        )
        settled = clock.settled(moments)
        assert np.all(np.diff(settled) >= np.timedelta64(0, "s"))
        shown = clock.local(settled)
        for moment, local in zip(settled.tolist(), shown.tolist(), strict=True):
            there = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(LONDON)
            assert there.replace(tzinfo=None) == local
            early, late = (local.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
            assert early == late, "a time in the hour that comes twice would be refused"
        assert np.array_equal(clock.universal(shown), settled)
    start, end = clock.bounds(parse_month("2024-06"))
    assert (start, end) == (np.datetime64("2024-05-31T23:00:00"), np.datetime64("2024-06-30T23:00:00"))


def test_moments_keep_to_their_month_and_rhythm() -> None:
    living = county("2024-10", 1, 600)
    moments = clock.moments_in(living.draws("any"), living.first_month, 20_000, clock.OFFICE)
    shown = clock.local(moments)
    assert shown.min() >= np.datetime64("2024-10-01")
    assert shown.max() < np.datetime64("2024-11-01")
    hours = {moment.hour for moment in shown.tolist()}
    assert hours == set(range(8, 18))
    assert {moment.weekday() for moment in shown.tolist()} == set(range(5))
    assert clock.end_of_month(living.first_month) == np.datetime64("2024-10-31")


def test_residents_have_the_ages_they_are_picked_by() -> None:
    living = county("2024-10", 1, 600)
    draws, middle = living.draws("any"), np.datetime64("2024-10-01")
    children = living.people.pick(draws, 4_000, (0, 0, 1, 0, 0, 0, 0, 0), 0.9, 0.5)
    ages = living.people.age(children, np.full(4_000, middle))
    assert ages.min() >= 14
    assert ages.max() < 18
    assert (living.people.sex[children] == 0).mean() == pytest.approx(0.9, abs=0.02)
    _, often = np.unique(children, return_counts=True)
    assert often.max() > 40, "half of them are picked among the few who come again"


def test_a_planted_change_that_cannot_be_is_refused_and_others_have_their_course() -> None:
    with pytest.raises(WrongUse, match="factor"):
        RecordChange("calls", "number", Shape.STEP, "2024-01", 0)
    with pytest.raises(WrongUse, match="last month"):
        RecordChange("calls", "number", Shape.SPIKE, "2024-01", 2.0)
    drift = RecordChange("calls", "number", Shape.DRIFT, "2024-01", 1.1, "2024-03")
    months = [drift.effect(parse_month(it)) for it in ("2023-12", "2024-01", "2024-03", "2025-01")]
    assert months == pytest.approx([1, 1.1, 1.331, 1.331])


def test_every_planted_change_of_the_police_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[tuple[str, str, str | None]] = set()
    effect = Living.effect

    def watched(self: Living, table: str, what: str, month: int, area: str | None = None) -> float:
        asked.add((table, what, area))
        return effect(self, table, what, month, area)

    monkeypatch.setattr(Living, "effect", watched)
    made = police(county("2025-03", 1, 600), parse_month("2025-03"))
    assert {change.table for change in CHANGES} <= set(made) <= set(TABLES)
    assert {(change.table, change.what, change.area) for change in CHANGES} <= asked


def test_a_month_has_the_levels_that_are_stated() -> None:
    living = county("2023-04", 1)
    assert living.residents == 750_000
    made = police(living, living.first_month)
    a_day = {name: rows.num_rows / 30 for name, rows in made.items()}
    calls = made["calls"].group_by(["line", "stage"]).aggregate([([], "count_all")]).to_pylist()
    lines = {(one["line"], one["stage"]): one["count_all"] / 30 for one in calls}
    assert 370 < lines["999", "First answer"] < 430
    assert 550 < lines["101", "Triage"] < 650
    assert 490 < a_day["incidents"] < 570
    sent = pc.sum(pc.is_valid(made["incidents"]["deployed"])).as_py() / 30
    assert 215 < sent < 265
    assert 130 < a_day["recorded-crimes"] < 165
    assert 38 < a_day["domestic-abuse-assessments"] < 50
    assert 9 < a_day["missing-reports"] < 13.5
    urban, rural = response_minutes(made["incidents"])
    assert 11 < urban < 13
    assert 13.5 < rural < 15.5
    answered = np.asarray(
        made["calls"].filter(pc.equal(made["calls"]["line"], "999"))["wait-seconds"].to_numpy()
    )
    assert 0.85 < (answered <= 10).mean() < 0.95
    victims = living.of(victims_of, living.first_month)
    assert len(victims.person) == pc.sum(pc.equal(made["crime-people"]["role"], "Victim")).as_py()
    assert np.all((victims.risk >= 0) == victims.domestic)


def response_minutes(incidents: pa.Table) -> tuple[float, float]:
    """Median minutes from creation to arrival of emergencies, in towns and in the country."""
    found = []
    for where in ("Urban", "Rural"):
        chosen = incidents.filter(
            pc.and_(
                pc.and_(pc.equal(incidents["grade"], "Emergency"), pc.equal(incidents["urban-rural"], where)),
                pc.is_valid(incidents["arrived"]),
            )
        )
        span = chosen["arrived"].to_numpy() - chosen["created"].to_numpy()
        found.append(float(np.median(span / np.timedelta64(1, "m"))))
    return found[0], found[1]


def test_example_secrets_are_one_for_each_source() -> None:
    secrets = generated_secrets()
    wanted = {column.key_variable for table in TABLES.values() for column in table.columns if column.key}
    assert set(secrets) == wanted
    assert len(set(secrets.values())) == len(secrets)
    assert all("generated records only" in secret for secret in secrets.values())


def test_the_command_writes_records_unless_told_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = county("2025-02", 2, 300).scenario
    monkeypatch.setattr(generating, "DEMO", small)
    done("generate", tmp_path / "all")
    assert {path.name.split("_")[0] for path in (tmp_path / "all" / "records").iterdir()} >= {
        "calls",
        "court-results",
    }
    assert "records/" in (tmp_path / "all" / "README-GENERATED.txt").read_text()
    done("generate", tmp_path / "bare", "--without-records")
    assert not (tmp_path / "bare" / "records").exists()
    done("generate", tmp_path / "sized", "--rows", "300", "--months", "1")
    assert not (tmp_path / "sized" / "records").exists()


@pytest.mark.nightly
def test_the_whole_county_has_its_levels_and_its_planted_changes(tmp_path: Path) -> None:
    truth = generate(DEMO, tmp_path / "out", with_records=True)
    rows = {name: table.rows for name, table in truth.records.items()}
    days = (date(2025, 4, 1) - date(2020, 4, 1)).days
    assert sum(rows["incidents"].values()) / days == pytest.approx(530, rel=0.03)
    assert sum(rows["domestic-abuse-assessments"].values()) / days == pytest.approx(43, rel=0.06)
    assert sum(rows["missing-reports"].values()) / days == pytest.approx(11.3, rel=0.06)
    street = sum(each.street.rows for each in truth.download("newer").force_months) / 60
    assert street == pytest.approx(5_500, rel=0.03)

    def year(table: str, first: str) -> int:
        start = parse_month(first)
        return sum(rows[table][key] for key in list(rows[table]) if start <= parse_month(key) < start + 7)

    assert year("missing-reports", "2024-08") / year("missing-reports", "2023-08") == pytest.approx(
        1.24, abs=0.08
    )
    assert year("marac-cases", "2024-04") / year("marac-cases", "2023-04") == pytest.approx(1.18, abs=0.12)
    with (tmp_path / "out" / "records" / "seizures_2024-04_2025-03_generated.csv").open() as file:
        assert sum(row["on"].startswith("2025-01") for row in csv.DictReader(file)) > 380
