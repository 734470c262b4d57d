"""Generated records against their truth, counted again by plain means from the files as written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from frankpledge.generate import DEMO, Scenario, Truth, generate
from frankpledge.generate.facts import ASB, COURT_AWAITED, COURT_UNKNOWN, OPEN_WORDINGS
from frankpledge.periods import parse_month
from frankpledge.sources import boundaries
from frankpledge.sources.converting import Context
from frankpledge.sources.police_uk import parse_name, read
from frankpledge.sources.reference import kind_of
from frankpledge.sources.reference import read as read_reference

POSITIVE_TEXTS = {
    "Suspect charged",
    "Suspect charged as part of another case",
    "Offender given a caution",
    "Offender given penalty notice",
    "Offender given a drugs possession warning",
    "Local resolution",
}
Row = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A generated folder, its truth, and its files read with the csv module."""

    folder: Path
    truth: Truth

    def raw(self, download: str) -> Iterator[tuple[str, bytes]]:
        archive = self.folder / f"{download}.zip"
        if archive.exists():
            with zipfile.ZipFile(archive) as members:
                for name in members.namelist():
                    yield name, members.read(name)
        else:
            for path in sorted((self.folder / download).rglob("*.csv")):
                yield path.relative_to(self.folder / download).as_posix(), path.read_bytes()

    def rows(self, download: str, kind: str) -> dict[tuple[str, str], list[Row]]:
        """The rows of every file of a kind, by force and month."""
        found = {}
        for name, content in self.raw(download):
            match = re.fullmatch(rf"(\d{{4}}-\d\d)/\1-(.+)-{kind}\.csv", name)
            if match:
                text = io.StringIO(content.decode("utf-8"), newline="")
                found[match[2], match[1]] = list(csv.DictReader(text, strict=True))
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo") / "out"
    return Made(folder, generate(DEMO, folder))


@pytest.fixture(scope="module")
def street(demo: Made) -> dict[tuple[str, str], list[Row]]:
    return demo.rows("newer", "street")


@pytest.fixture(scope="module")
def outcomes(demo: Made) -> dict[tuple[str, str], list[Row]]:
    return demo.rows("newer", "outcomes")


@pytest.fixture(scope="module")
def stops(demo: Made) -> dict[tuple[str, str], list[Row]]:
    return demo.rows("newer", "stop-and-search")


@pytest.fixture(scope="module")
def sized(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("sized") / "out"
    return Made(folder, generate(Scenario.sized(3, 6, 9_001, 5), folder, as_zip=False))


def first_rows(rows: list[Row]) -> list[Row]:
    """The first row of each Crime ID, in file order."""
    first: dict[str, Row] = {}
    for row in rows:
        if row["Crime ID"]:
            first.setdefault(row["Crime ID"], row)
    return list(first.values())


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_scenario_gives_the_same_bytes(demo: Made, sized: Made, tmp_path: Path) -> None:
    generate(DEMO, tmp_path / "demo")
    assert digests(tmp_path / "demo") == digests(demo.folder)
    generate(Scenario.sized(3, 6, 9_001, 5), tmp_path / "sized", as_zip=False)
    assert digests(tmp_path / "sized") == digests(sized.folder)
    generate(Scenario.sized(3, 6, 9_001, 6), tmp_path / "other", as_zip=False)
    assert digests(tmp_path / "other") != digests(sized.folder)


def test_leaving_kinds_out_changes_nothing_in_the_street_files(sized: Made, tmp_path: Path) -> None:
    fewer = generate(Scenario.sized(3, 6, 9_001, 5, kinds=("street",)), tmp_path / "out")
    all_files = sized.truth.download("newer").files
    assert fewer.download("newer").files == {k: v for k, v in all_files.items() if k.endswith("-street.csv")}


@pytest.mark.parametrize(("which", "download"), [("demo", "newer"), ("demo", "older"), ("sized", "newer")])
def test_street_truth_counted_again(which: str, download: str, request: pytest.FixtureRequest) -> None:
    made: Made = request.getfixturevalue(which)
    files = made.rows(download, "street")
    told = {(each.force, each.month): each.street for each in made.truth.download(download).force_months}
    assert set(files) == set(told)
    for key, rows in files.items():
        truth = told[key]
        counted = first_rows(rows)
        repeats = Counter(row["Crime ID"] for row in rows if row["Crime ID"])
        assert len(rows) == truth.rows
        assert Counter(row["Crime type"] for row in counted) == Counter(truth.crimes)
        assert sum(row["Crime type"] == ASB for row in rows) == truth.asb_rows
        assert sum(n > 1 for n in repeats.values()) == truth.repeated_crime_ids
        assert sum(n - 1 for n in repeats.values()) == truth.repeated_rows
        assert sum(row["Location"] == "No Location" for row in rows) == truth.no_location_rows
        assert sum(row["LSOA name"].startswith("Ferrow, Crale") for row in rows) == truth.outside_county_rows
        assert sum(row["Last outcome category"] in OPEN_WORDINGS for row in counted) == truth.open_crimes
        assert {row["Month"] for row in rows} <= {key[1]}
        assert truth.refused_rows == 0, "every generated row is one the store accepts"


def test_outcomes_truth_counted_again(demo: Made, outcomes: dict[tuple[str, str], list[Row]]) -> None:
    told = {(each.force, each.month): each.outcomes for each in demo.truth.download("newer").force_months}
    assert set(outcomes) == set(told)
    for key, rows in outcomes.items():
        truth = told[key]
        assert truth is not None
        distinct = {(row["Crime ID"], row["Outcome type"]) for row in rows}
        assert len(rows) == truth.rows
        assert Counter(outcome for _, outcome in distinct) == Counter(truth.by_type)
        assert sum(outcome in POSITIVE_TEXTS for _, outcome in distinct) == truth.positive


def test_stops_truth_counted_again(demo: Made, stops: dict[tuple[str, str], list[Row]]) -> None:
    told = {(each.force, each.month): each.stops for each in demo.truth.download("newer").force_months}
    assert set(stops) == set(told)
    for (force, month), rows in stops.items():
        truth = told[force, month]
        assert truth is not None
        assert len(rows) == truth.rows
        assert sum(row["Latitude"] == "" for row in rows) == truth.without_coordinates
        assert sum(not row["Date"].startswith(month) for row in rows) == truth.dated_in_previous_month


def test_every_file_has_the_digest_and_month_that_truth_tells(demo: Made, sized: Made) -> None:
    for made in (demo, sized):
        for download in made.truth.downloads:
            seen = {name: hashlib.sha256(content).hexdigest() for name, content in made.raw(download.name)}
            assert seen == download.files
        assert digests(made.folder / "reference") == made.truth.reference_files


def test_the_asked_number_of_rows_is_met_exactly(sized: Made) -> None:
    assert sum(len(rows) for rows in sized.rows("newer", "street").values()) == 9_001
    (gap,) = sized.truth.missing_force_months
    assert len(sized.rows("newer", "street")) == 3 * 6 - 1
    assert gap not in sized.rows("newer", "street")


def test_outcomes_refer_to_crimes_recorded_before_and_agree_with_the_street_file(
    street: dict[tuple[str, str], list[Row]], outcomes: dict[tuple[str, str], list[Row]], demo: Made
) -> None:
    recorded: dict[str, tuple[str, str]] = {}
    for (_, month), rows in street.items():
        for row in first_rows(rows):
            recorded[row["Crime ID"]] = (month, row["Last outcome category"])
    given: dict[str, tuple[str, str]] = {}
    before_window: Counter[str] = Counter()
    for (_, month), rows in outcomes.items():
        for row in rows:
            given[row["Crime ID"]] = (month, row["Outcome type"])
            before_window[month] += row["Crime ID"] not in recorded
    told = {each.month: each.outcomes for each in demo.truth.download("newer").force_months}
    for month, truth in told.items():
        assert truth is not None
        assert before_window[month] == truth.recorded_before_window
    assert before_window["2020-04"] > 0.2 * len(outcomes["westmarch", "2020-04"])
    assert before_window["2022-04"] == 0

    for identifier, (month, outcome) in given.items():
        if identifier in recorded:
            recorded_month, said = recorded[identifier]
            assert recorded_month <= month
            charged = outcome == "Suspect charged"
            assert said == outcome or (charged and said in (COURT_AWAITED, COURT_UNKNOWN))
    for identifier, (_, said) in recorded.items():
        assert (identifier not in given) == (said in OPEN_WORDINGS)


def test_oddities_of_the_street_files_are_all_there(
    demo: Made, street: dict[tuple[str, str], list[Row]]
) -> None:
    elsewhere = other_outcome = same = asb_repeats = 0
    places = set()
    for rows in street.values():
        by_id = defaultdict(list)
        for row in rows:
            places.add(row["Location"])
            assert (row["Crime ID"] == "") == (row["Crime type"] == ASB)
            if row["Crime ID"]:
                by_id[row["Crime ID"]].append(row)
        for group in (group for group in by_id.values() if len(group) > 1):
            assert len({row["Crime type"] for row in group}) == 1
            elsewhere += len({row["Location"] for row in group}) > 1
            other_outcome += len({row["Last outcome category"] for row in group}) > 1
            same += all(row == group[0] for row in group)
        incidents = Counter(tuple(row.values()) for row in rows if row["Crime type"] == ASB)
        asb_repeats += sum(n - 1 for n in incidents.values())
    assert elsewhere > 100
    assert other_outcome > 100
    assert same > 10
    assert asb_repeats > 1000
    assert any("," in place for place in places)
    assert any('"' in place for place in places)
    endings = {name.endswith("street.csv") and b"\r\n" in content for name, content in demo.raw("newer")}
    assert endings == {True, False}
    wordings = {row["Last outcome category"] for rows in street.values() for row in rows}
    assert set(OPEN_WORDINGS) < wordings


def test_recent_months_are_immature(demo: Made) -> None:
    months = demo.truth.download("newer").force_months
    newest = months[-1].street
    assert newest.open_crimes / newest.all_crime > 0.3
    settled = months[20].street
    assert settled.open_crimes / settled.all_crime < 0.04
    immature = demo.truth.download("newer").immature_months
    assert ("westmarch", "2025-03") in immature
    assert ("westmarch", "2022-03") not in immature


def test_stops_have_their_oddities(stops: dict[tuple[str, str], list[Row]]) -> None:
    assert stops["westmarch", "2020-05"] == []
    everything = [row for rows in stops.values() for row in rows]
    blank = sum(row["Latitude"] == "" for row in everything) / len(everything)
    assert blank == pytest.approx(0.30, abs=0.03)
    previous = [
        (month, row["Date"])
        for (_, month), rows in stops.items()
        for row in rows
        if not row["Date"].startswith(month)
    ]
    assert len(previous) >= 5
    assert all(stamp < month and "T23:" in stamp for month, stamp in previous)
    vehicles = [row for row in everything if row["Type"] == "Vehicle search"]
    assert vehicles
    assert {row["Gender"] + row["Self-defined ethnicity"] for row in vehicles} == {""}


def test_the_older_download_differs_as_real_ones_do(
    demo: Made, street: dict[tuple[str, str], list[Row]]
) -> None:
    older = demo.rows("older", "street")
    assert {month for _, month in older} == {m for _, m in street if "2023-04" <= m <= "2024-03"}
    shifts, matched, changed = [], 0, 0
    for key, rows in older.items():
        now = {row["Crime ID"]: row for row in first_rows(street[key])}
        shifts.append(len(rows) / len(street[key]) - 1)
        for row in first_rows(rows):
            if row["Crime ID"] in now:
                matched += 1
                changed += row["Last outcome category"] != now[row["Crime ID"]]["Last outcome category"]
    assert -0.18 < min(shifts) < 0 < max(shifts) < 0.12
    assert matched > 30_000
    assert 0.03 < changed / matched < 0.25

    lookup = {row["LSOA11CD"] for row in reference_rows(demo, "lsoa2011_ward2017.csv")}
    assert unknown_share(older, lookup) == 0
    assert 0.1 < unknown_share(street, lookup) < 0.25


def unknown_share(files: dict[tuple[str, str], list[Row]], lookup: set[str]) -> float:
    """The part of located rows inside the county whose small area is not in the 2011 lookup."""
    codes = [
        row["LSOA code"]
        for rows in files.values()
        for row in rows
        if row["LSOA code"] and not row["LSOA name"].startswith("Ferrow")
    ]
    return sum(code not in lookup for code in codes) / len(codes)


def reference_rows(made: Made, name: str) -> list[Row]:
    text = (made.folder / "reference" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_reference_files_have_the_publishers_shape_and_cover_every_force(demo: Made) -> None:
    counts = reference_rows(demo, "force_month_counts.csv")
    assert list(counts[0]) == ["month", "force", "crime_type", "records"]
    slugs = {force["force"] for force in demo.truth.forces}
    assert {row["force"] for row in counts} == slugs
    assert len(slugs) == 9
    seen = {(row["force"], row["month"]) for row in counts}
    every = {(slug, month) for slug in slugs for _, month in months_of(demo)}
    assert every - seen == set(demo.truth.missing_force_months)
    assert len(demo.truth.missing_force_months) == 3

    people = reference_rows(demo, "pfa_population_2020.csv")
    headings = ["pfa_code", "pfa_name", "population_2020", "households_2020", "n_local_authorities"]
    assert list(people[0]) == headings
    sizes = [int(row["population_2020"]) / int(row["households_2020"]) for row in people]
    assert all(2.2 < size < 2.5 for size in sizes)
    assert len({round(size, 2) for size in sizes}) > 3
    assert {row["pfa_code"] for row in people} == {force["pfa_code"] for force in demo.truth.forces}
    lookup = reference_rows(demo, "lsoa2011_ward2017.csv")
    assert ",".join(lookup[0]) == "LSOA11CD,LSOA11NM,WD17CD,WD17NM,WD17NMW,LAD17CD,LAD17NM,FID"
    codes = {row["LSOA11CD"] for row in lookup}
    assert set(demo.truth.forces[0]["split_small_areas"]) < codes


def months_of(made: Made) -> set[tuple[str, str]]:
    return {(each.force, each.month) for each in made.truth.download("newer").force_months}


def test_force_month_counts_disagree_a_little_with_the_records(
    demo: Made, street: dict[tuple[str, str], list[Row]]
) -> None:
    counted: Counter[str] = Counter()
    for row in reference_rows(demo, "force_month_counts.csv"):
        if row["force"] == "westmarch":
            counted[row["month"]] += int(row["records"])
    gaps = [abs(counted[month] / len(rows) - 1) for (_, month), rows in street.items()]
    assert max(gaps) < 0.05
    assert sum(gap > 0 for gap in gaps) > 50


def test_everything_says_that_it_is_generated(demo: Made, street: dict[tuple[str, str], list[Row]]) -> None:
    assert "NOT REAL" in (demo.folder / "README-GENERATED.txt").read_text(encoding="utf-8")
    assert "Generated" in demo.truth.label
    assert all("(generated)" in row["Reported by"] for rows in street.values() for row in rows)
    assert all("(generated)" in row["pfa_name"] for row in reference_rows(demo, "pfa_population_2020.csv"))
    assert all("(generated)" in row["LAD17NM"] for row in reference_rows(demo, "lsoa2011_ward2017.csv"))
    for name in ("older", "newer"):
        with zipfile.ZipFile(demo.folder / f"{name}.zip") as archive:
            assert b"Generated" in archive.comment
            obtained = demo.truth.download(name).obtained
            assert {"{:04}-{:02}-{:02}".format(*info.date_time) for info in archive.infolist()} == {obtained}


def mean_count(made: Made, crime_type: str, months: set[str]) -> float:
    chosen = [each.street for each in made.truth.download("newer").force_months if each.month in months]
    counts = [each.asb_rows if crime_type == ASB else each.crimes.get(crime_type, 0) for each in chosen]
    return sum(counts) / len(counts)


def span(first: str, last: str) -> set[str]:
    start, end = parse_month(first), parse_month(last)
    return {f"{n // 12}-{n % 12 + 1:02}" for n in range(start, end + 1)}


def test_seasons_show(demo: Made) -> None:
    summers = {f"{year}-{month}" for year in range(2020, 2024) for month in ("06", "07", "08")}
    winters = {f"{year}-{month}" for year in range(2021, 2025) for month in ("12", "01", "02")} - {"2024-12"}
    assert mean_count(demo, ASB, summers) > 1.3 * mean_count(demo, ASB, winters)
    early_summers = {month for month in summers if month < "2023-10"}
    early_winters = {month for month in winters if month < "2023-10"}
    assert mean_count(demo, "Burglary", early_winters) > 1.03 * mean_count(demo, "Burglary", early_summers)


@pytest.mark.parametrize(
    ("crime_type", "before", "after", "low", "high"),
    [
        # The same months of the year on both sides, so that season falls out.
        ("Shoplifting", ("2023-07", "2024-03"), ("2024-07", "2025-03"), 1.25, 1.55),
        ("Burglary", ("2022-10", "2023-09"), ("2023-10", "2024-09"), 0.60, 0.82),
        ("Robbery", ("2024-02", "2024-02"), ("2025-02", "2025-02"), 1.5, 4.0),
        ("Vehicle crime", ("2024-01", "2024-03"), ("2025-01", "2025-03"), 0.60, 0.88),
        (ASB, ("2023-05", "2024-03"), ("2024-05", "2025-03"), 1.02, 1.25),
    ],
)
def test_planted_changes_show(
    demo: Made, crime_type: str, before: tuple[str, str], after: tuple[str, str], low: float, high: float
) -> None:
    assert crime_type in {change["crime_type"] for change in demo.truth.planted}
    assert (
        low < mean_count(demo, crime_type, span(*after)) / mean_count(demo, crime_type, span(*before)) < high
    )


def test_a_change_planted_in_one_district_stays_in_it(
    demo: Made, street: dict[tuple[str, str], list[Row]]
) -> None:
    change = planted_in(demo, ASB)
    before = rows_by_place(demo, street, change, "LAD17CD", span("2023-05", "2024-03"))
    after = rows_by_place(demo, street, change, "LAD17CD", span("2024-05", "2025-03"))
    assert after[True] / before[True] == pytest.approx(1.7, rel=0.12)
    assert after[False] / before[False] == pytest.approx(0.95, rel=0.08)


def test_a_change_planted_in_one_ward_stays_in_it(
    demo: Made, street: dict[tuple[str, str], list[Row]]
) -> None:
    change = planted_in(demo, "Burglary")
    before = rows_by_place(demo, street, change, "WD17CD", span("2024-01", "2024-12"))
    after = rows_by_place(demo, street, change, "WD17CD", span("2025-01", "2025-03"))
    assert 4 * after[True] / before[True] == pytest.approx(4.0, rel=0.35)
    assert 4 * after[False] / before[False] == pytest.approx(1.0, rel=0.12)


def planted_in(demo: Made, crime_type: str) -> dict[str, Any]:
    """Return the change of a crime type that is planted in a part of the county."""
    (change,) = [one for one in demo.truth.planted if one["area"] and one["crime_type"] == crime_type]
    return change


def rows_by_place(
    demo: Made,
    street: dict[tuple[str, str], list[Row]],
    change: dict[str, Any],
    column: str,
    months: set[str],
) -> Counter[bool]:
    """Return how many rows of a planted change lie in its area (True), and how many elsewhere (False)."""
    place = {row["LSOA11CD"]: row[column] for row in reference_rows(demo, "lsoa2011_ward2017.csv")}
    since = dict(place)
    for then, codes in demo.truth.forces[0]["split_small_areas"].items():
        since |= dict.fromkeys(codes, place[then])
    return Counter(
        since[row["LSOA code"]] == change["area"]
        for (_, month), rows in street.items()
        if month in months
        for row in rows
        if row["Crime type"] == change["crime_type"] and row["LSOA code"] in since
    )


def test_the_ordinary_reader_accepts_every_row_and_counts_as_truth_does(demo: Made) -> None:
    context = Context(other_forces=frozenset(force["force"] for force in demo.truth.forces))
    for download in demo.truth.downloads:
        truth = {(each.force, parse_month(each.month)): each for each in download.force_months}
        for name, content in demo.raw(download.name):
            said = parse_name(name)
            assert said is not None
            accepted, refused = read(name, content, said, context)
            told = truth[said.force, said.month]
            assert refused.num_rows == 0
            if said.kind.suffix == "street":
                counted = sum(accepted["counted"].to_pylist())
                assert (accepted.num_rows, counted) == (
                    told.street.rows,
                    told.street.all_crime + told.street.asb_rows,
                )
            elif said.kind.suffix == "outcomes":
                assert told.outcomes is not None
                assert sum(accepted["counted"].to_pylist()) == sum(told.outcomes.by_type.values())
            else:
                assert told.stops is not None
                assert accepted.num_rows == told.stops.rows


def test_the_ordinary_reader_accepts_every_reference_row(demo: Made) -> None:
    context = Context(other_forces=frozenset(force["force"] for force in demo.truth.forces))
    for path in sorted((demo.folder / "reference").iterdir()):
        content = path.read_bytes()
        if path.suffix == ".geojson":
            accepted, refused = boundaries.read(path.name, content, context)
            assert (accepted.num_rows, refused.num_rows) == (len(json.loads(content)["features"]), 0)
            continue
        kind = kind_of(path.name, content)
        assert kind is not None
        accepted, refused = read_reference(path.name, content, kind, context)
        assert refused.num_rows == 0
        assert accepted.num_rows == len(reference_rows(demo, path.name))


def test_headers_and_words_are_those_of_the_real_files(demo: Made, shared_data: Path) -> None:
    real: dict[str, set[str]] = defaultdict(set)
    headers: dict[str, set[str]] = defaultdict(set)
    with zipfile.ZipFile(shared_data / "police_uk" / "bedfordshire.zip") as archive:
        for name in archive.namelist():
            kind = "stop-and-search" if name.endswith("stop-and-search.csv") else name.split("-")[-1][:-4]
            text = archive.read(name).decode("utf-8")
            headers[kind].add(text.splitlines()[0])
            if kind in ("street", "outcomes"):
                column = "Crime type" if kind == "street" else "Outcome type"
                real[kind].update(row[column] for row in csv.DictReader(io.StringIO(text)))
    for name, content in demo.raw("newer"):
        kind = "stop-and-search" if name.endswith("stop-and-search.csv") else name.split("-")[-1][:-4]
        assert content.decode("utf-8").splitlines()[0] in headers[kind]
    ours = {row["Crime type"] for rows in demo.rows("newer", "street").values() for row in rows}
    assert ours == real["street"]
    # Penalty notices are in the publisher's list, but Bedfordshire gave none.
    given = {row["Outcome type"] for rows in demo.rows("newer", "outcomes").values() for row in rows}
    assert given - {"Offender given penalty notice"} <= real["outcomes"]
