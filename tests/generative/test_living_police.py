"""Records of the police of a living county: what intake makes of the written files, against their truth."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from frankpledge.contracts.registry import TABLES
from frankpledge.generate import DEMO, FictionalForce, Truth, generate
from frankpledge.generate.living import generated_secrets
from frankpledge.periods import month_key, parse_month
from frankpledge.sources.converting import Context
from frankpledge.sources.returned import read_return

POLICE_TABLES = (
    "calls",
    "incidents",
    "recorded-crimes",
    "crime-outcomes",
    "crime-people",
    "investigation-reviews",
    "arrests",
    "stop-searches",
    "use-of-force",
    "domestic-abuse-assessments",
    "disclosure-applications",
    "protection-orders",
    "marac-cases",
    "missing-reports",
    "protection-notices",
    "mental-health-detentions",
    "mental-health-contacts",
    "managed-offenders",
    "prosecution-files",
    "charging-decisions",
    "court-hearings",
    "court-results",
    "witness-attendance",
    "court-caseloads",
    "organised-crime-disruptions",
    "intelligence-logs",
    "seizures",
    "traffic-enforcement",
    "anpr-sites",
    "anpr-results",
)
SMALL = replace(
    DEMO,
    forces=(FictionalForce(0, 570),),
    peers=(),
    first_month=parse_month("2024-03"),
    months=13,
    missing=frozenset(),
    supplied_empty=frozenset(),
    older_months=0,
)
"""A tenth of the county over thirteen months, with both changes of the clock and two ends of March."""
Row = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A generated folder: its truth, its files by plain means, and what intake makes of them."""

    folder: Path
    truth: Truth

    def rows(self, table: str) -> list[Row]:
        """The rows of a table as written, spoiled ones too."""
        found: list[Row] = []
        for name in self.truth.records[table].files:
            with (self.folder / "records" / name).open(newline="") as file:
                found += csv.DictReader(file, strict=True)
        return found

    @cached_property
    def taken(self) -> dict[str, list[tuple[str, pa.Table, pa.Table]]]:
        """Name of file, rows accepted and rows refused, by table."""
        secrets = {
            name.removeprefix("FRANKPLEDGE_KEY_").lower().replace("_", "-"): secret.encode()
            for name, secret in generated_secrets().items()
        }
        context = Context(b"k" * 32, frozenset({"westmarch"}), secrets)
        found: dict[str, list[tuple[str, pa.Table, pa.Table]]] = {}
        for table in POLICE_TABLES:
            for name in self.truth.records[table].files:
                data = (self.folder / "records" / name).read_bytes()
                made = read_return(name, name, data, context)
                assert made is not None
                assert made.table.name == table
                found.setdefault(table, []).append((name, made.accepted, made.refused))
        return found

    @cached_property
    def held(self) -> dict[str, pa.Table]:
        """The rows that count, by table."""
        return {
            table: pa.concat_tables(
                [
                    accepted.filter(accepted["counted"]) if TABLES[table].identity else accepted
                    for _, accepted, _ in files
                ]
            ).unify_dictionaries()
            for table, files in self.taken.items()
        }

    @cached_property
    def clean(self) -> dict[str, list[Row]]:
        """The rows of a table as written, without those that were spoiled (they stand after a month's)."""
        found: dict[str, list[Row]] = {}
        for table, files in self.taken.items():
            for name, accepted, _ in files:
                with (self.folder / "records" / name).open(newline="") as file:
                    rows = list(csv.DictReader(file))
                counts = accepted["counted"].to_pylist() if TABLES[table].identity else [True] * len(accepted)
                kept = [n for n, it in zip(accepted["record"].to_pylist(), counts, strict=True) if it]
                found.setdefault(table, []).extend(rows[n - 1] for n in kept)
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("living") / "out"
    return Made(folder, generate(SMALL, folder, as_zip=False, with_records=True))


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))}


def test_the_same_scenario_gives_the_same_bytes_as_truth_tells(made: Made, tmp_path: Path) -> None:
    generate(SMALL, tmp_path / "again", as_zip=False, with_records=True)
    seen = _digests(made.folder / "records")
    assert seen == _digests(tmp_path / "again" / "records")
    told = {name: digest for table in made.truth.records.values() for name, digest in table.files.items()}
    assert seen == told
    generate(replace(SMALL, seed=2), tmp_path / "other", as_zip=False, with_records=True)
    assert _digests(tmp_path / "other" / "records").keys() == seen.keys()
    assert _digests(tmp_path / "other" / "records") != seen


def test_records_change_nothing_in_the_published_files(made: Made, tmp_path: Path) -> None:
    alone = generate(SMALL, tmp_path / "out", as_zip=False)
    assert not alone.records
    assert not (tmp_path / "out" / "records").exists()
    assert alone.downloads == made.truth.downloads
    assert Truth.read(made.folder / "truth.json") == made.truth


def test_intake_refuses_exactly_the_rows_that_were_spoiled(made: Made) -> None:
    kinds: Counter[str] = Counter()
    for table, files in made.taken.items():
        truth = made.truth.records[table]
        kinds.update({one.kind for one in truth.spoiled})
        for name, accepted, refused in files:
            pairs = zip(refused["column"].to_pylist(), refused["rule"].to_pylist(), strict=True)
            assert Counter(pairs) == truth.refused(name), name
            repeats = [one for one in truth.spoiled if one.file == name and one.kind == "repeat"]
            if TABLES[table].identity:
                assert len(repeats) == accepted["counted"].to_pylist().count(False), name
    # In how many of the thirty tables each kind was spoiled: all that have a column for it.
    assert kinds == {
        "missing value": 30,
        "unknown force": 30,
        "wrong type": 27,
        "unknown term": 27,
        "impossible date": 29,
        "end before start": 11,
        "number out of bounds": 20,
        "repeat": 29,
    }


def test_the_year_2019_is_a_file_of_its_own_as_truth_tells(made: Made) -> None:
    with (made.folder / "records" / "supplied-values_2019-12_2019-12_generated.csv").open() as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(23), strict=False)]  # then the spoiled ones
    assert {row["measure"]: float(row["value"]) for row in rows} == made.truth.beside["baselines"]
    assert made.truth.records["supplied-values"].rows["2019-12"] == 23


@pytest.mark.parametrize("table", POLICE_TABLES)
def test_rows_and_terms_are_as_truth_tells(table: str, made: Made) -> None:
    truth = made.truth.records[table]
    by_month = Counter(month_key(month) for month in made.held[table]["month"].to_pylist())
    assert by_month == Counter({month: rows for month, rows in truth.rows.items() if rows})
    assert set(truth.rows) == {month_key(month) for month in range(SMALL.first_month, SMALL.last_month + 1)}
    told: Counter[tuple[str, str]] = Counter()
    for span in truth.terms.values():
        for column, words in span.items():
            told.update({(column, word): count for word, count in words.items()})
    columns = {column for column, _ in told}
    seen = Counter((name, row[name]) for row in made.clean[table] for name in columns if row[name])
    assert seen == told


@pytest.mark.parametrize("table", [name for name in POLICE_TABLES if TABLES[name].across])
def test_rules_across_tables_hold(table: str, made: Made) -> None:
    for rule in TABLES[table].across:
        assert rule.breaks(TABLES[table], made.held) == []


def _street(made: Made) -> list[Row]:
    rows: list[Row] = []
    for path in sorted((made.folder / "newer").rglob("*-street.csv")):
        with path.open(newline="") as file:
            rows += csv.DictReader(file)
    return rows


def test_recorded_crimes_are_those_of_the_street_files_but_for_a_small_gap(made: Made) -> None:
    street: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    for row in _street(made):
        if row["Crime ID"] and row["Crime ID"] not in seen:
            seen.add(row["Crime ID"])
            street[row["Month"], row["LSOA code"]] += 1
    recorded = Counter((row["recorded"][:7], row["lsoa"]) for row in made.clean["recorded-crimes"])
    assert not recorded - street
    gap = street - recorded
    assert 0 < sum(gap.values()) < 0.01 * sum(street.values())


def test_anti_social_incidents_and_stops_are_those_published(made: Made) -> None:
    published = Counter(row["Month"] for row in _street(made) if not row["Crime ID"])
    logged = Counter(
        row["created"][:7]
        for row in made.clean["incidents"]
        if row["kind"].startswith("Anti-social") or (not row["kind"] and not row["closed"])
    )
    # Whatever is still open has no kind yet: it makes the last months' count too high, never too low.
    assert all(logged[month] >= count for month, count in published.items())
    assert [logged[it] for it in ("2024-03", "2024-06")] == [published[it] for it in ("2024-03", "2024-06")]
    stops = {each.month: each.stops.rows for each in made.truth.download("newer").force_months if each.stops}
    assert made.truth.records["stop-searches"].rows == stops


def test_a_call_comes_before_its_incident_and_an_incident_before_its_crime(made: Made) -> None:
    incidents = {row["incident"]: row for row in made.clean["incidents"]}
    crimes = {row["crime"]: row for row in made.clean["recorded-crimes"]}
    calls = [row for row in made.clean["calls"] if row["incident"]]
    assert len(calls) > 0.6 * len(incidents)
    first = [row for row in calls if row["stage"] == "First answer"]
    assert len({row["incident"] for row in first}) == len(first)
    assert all(row["started"] <= incidents[row["incident"]]["created"] for row in first)
    with_crime = [row for row in incidents.values() if row["crime"]]
    assert len(with_crime) > 0.5 * len(crimes)
    for row in with_crime:
        crime = crimes[row["crime"]]
        assert row["created"] == crime["reported"]
        assert row["domestic-abuse"] == crime["domestic-abuse"]
        assert row["lsoa"] == crime["lsoa"]


def test_every_domestic_abuse_incident_and_crime_is_assessed_once(made: Made) -> None:
    assessed = made.clean["domestic-abuse-assessments"]
    incidents = [row["incident"] for row in made.clean["incidents"] if row["domestic-abuse"] == "true"]
    crimes = [row["crime"] for row in made.clean["recorded-crimes"] if row["domestic-abuse"] == "true"]
    assert sorted(row["incident"] for row in assessed if row["incident"]) == sorted(incidents)
    assert sorted(row["crime"] for row in assessed if row["crime"]) == sorted(crimes)


def test_people_are_the_same_in_every_table_of_the_police(made: Made) -> None:
    told: dict[str, set[tuple[str, str]]] = {}
    ages: dict[str, list[int]] = {}
    for table in ("crime-people", "arrests", "stop-searches", "use-of-force", "missing-reports"):
        for row in made.clean[table]:
            if row["person"]:
                told.setdefault(row["person"], set()).add((row["sex"], row["ethnicity"]))
                ages.setdefault(row["person"], []).append(int(row["age"]))
    assert all(len(said) == 1 for said in told.values())
    assert all(max(it) - min(it) <= 2 for it in ages.values())
    often = Counter(row["person"] for row in made.clean["missing-reports"])
    assert max(often.values()) >= 5


def test_cases_lead_from_files_through_decisions_and_hearings_to_results(made: Made) -> None:
    decided = {
        row["case"]: row["decided"] for row in made.clean["charging-decisions"] if row["decision"] == "Charge"
    }
    heard: dict[str, list[str]] = {}
    for row in made.clean["court-hearings"]:
        heard.setdefault(row["case"], []).append(row["on"])
    begun_here = [row for row in made.clean["court-results"] if row["case"] in decided]
    assert len(begun_here) > 30
    for row in begun_here:
        assert row["charged"] == decided[row["case"]]
        assert min(heard[row["case"]]) == row["first-hearing"]
        assert int(row["hearings"]) == len(heard[row["case"]])
        # Finalised at its last hearing, when the last is told of.
        assert row["finalised"] == max(heard[row["case"]])
    trials = {(row["case"], row["on"]) for row in made.clean["court-hearings"] if row["kind"] == "Trial"}
    assert {(row["case"], row["on"]) for row in made.clean["witness-attendance"]} == trials


def test_nothing_is_told_of_what_came_after_the_extract(made: Made) -> None:
    for table in POLICE_TABLES:
        for row in made.clean[table]:
            for name, cell in row.items():
                if cell[:3] == "202" and cell[4:5] == "-":
                    assert cell < "2025-04-01", (table, name, cell)


def test_planted_changes_are_in_the_records(made: Made) -> None:
    rows = made.truth.records["seizures"].rows
    others = [count for month, count in rows.items() if month != "2025-01"]
    assert rows["2025-01"] > 1.6 * np.mean(others)
    phones = Counter(
        row["at"][:7] for row in made.clean["traffic-enforcement"] if row["offence"] == "Mobile phone"
    )
    assert phones["2025-02"] > 1.8 * np.mean([n for month, n in phones.items() if month != "2025-02"])
    planted = {(one["table"], one["what"]) for one in made.truth.planted_in_records}
    assert {("seizures", "number"), ("traffic-enforcement", "mobile-phone")} <= planted
