"""The ready offices, making an office from one, the hash of a definition, and a measure in words."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from frankpledge.areas import forces_of_region
from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.plan.definitions import Definitions, Direction, Kind
from frankpledge.plan.describing import describe
from frankpledge.plan.office_folder import new_office, ready_offices
from frankpledge.plan.reading import check_office, read_office
from frankpledge.plan.units import scale_of

READY = ("england-wales", "bedfordshire", "northamptonshire", "westmarch", "westmarch-whole", "whole-office")
MUST_EXIST = [
    "all-crime",
    "asb-incidents",
    "burglary",
    "robbery",
    "vehicle-crime",
    "shoplifting",
    "violence-and-sexual-offences",
    "possession-of-weapons",
    "drugs",
    "public-order",
    "criminal-damage-and-arson",
    "theft-from-the-person",
    "bicycle-theft",
    "other-theft",
    "other-crime",
    "neighbourhood-crime",
    "crime-rate",
    "positive-outcomes-given-ratio",
    "positive-outcomes-recorded-rate",
    "charge-rate",
    "community-resolution-share",
    "no-suspect-share",
    "unable-to-prosecute-share",
    "stop-searches",
    "stop-search-drugs-share",
    "stop-search-no-further-action-rate",
    "stop-search-arrest-rate",
    "stop-search-linked-find-rate",
    "stop-searches-by-ethnicity",
]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder made from each ready office."""
    folders = {}
    for ready in READY:
        folders[ready] = tmp_path_factory.mktemp("offices") / ready
        new_office(folders[ready], ready)
    return folders


@pytest.fixture(scope="module")
def national(offices: dict[str, Path]) -> Definitions:
    return read_office(offices["england-wales"])


def test_the_ready_offices_are_listed_with_a_line_each() -> None:
    assert tuple(ready_offices()) == READY
    assert all(20 < len(line) < 130 and "\n" not in line for line in ready_offices().values())


@pytest.mark.parametrize("ready", READY)
def test_a_ready_office_is_read_without_a_problem(offices: dict[str, Path], ready: str) -> None:
    assert check_office(offices[ready]) == []
    definitions = read_office(offices[ready])
    assert set(MUST_EXIST) <= set(definitions.measures)
    for measure in definitions.measures.values():
        assert measure.why.endswith("."), measure.id
        assert measure.note.endswith("."), measure.id
        assert measure.unit, measure.id
        assert measure.review, measure.id


@pytest.mark.parametrize("ready", READY)
def test_what_answers_the_catalogue_has_a_worked_example(offices: dict[str, Path], ready: str) -> None:
    answering = {one.id for one in read_office(offices[ready]).measures.values() if one.catalogue}
    assert len(answering) >= 10, "the measures of open data at least"
    assert answering - {path.stem for path in (offices[ready] / "plan" / "examples").iterdir()} == set()


@pytest.mark.parametrize("ready", ["england-wales", "bedfordshire", "northamptonshire"])
def test_no_target_or_baseline_is_invented_for_a_real_body(offices: dict[str, Path], ready: str) -> None:
    for measure in read_office(offices[ready]).measures.values():
        assert (measure.targets, measure.baseline, measure.status) == ((), None, None), measure.id


def test_only_the_fictional_office_is_marked_as_generated(offices: dict[str, Path]) -> None:
    generated = {ready for ready, folder in offices.items() if read_office(folder).office.generated}
    assert generated == {"westmarch", "westmarch-whole"}


def test_every_kind_of_measure_is_used_or_written_up(national: Definitions) -> None:
    used = {measure.kind for measure in national.measures.values()}
    # Open data knows neither persons nor homes, so nothing in it can be a repeat, and no two of its tables
    # hold things that make one sum.
    assert set(Kind) - used == {Kind.MEAN, Kind.REPEAT_RATE, Kind.SUM_OF}


def test_the_national_plan_shows_every_measure(national: Definitions) -> None:
    shown = {word for priority in national.plan.priorities for word in priority.measures}
    assert shown == set(national.measures)
    assert (national.office.forces, national.office.force) == ((), "")


def test_northamptonshire_has_its_five_priorities_and_three_sections_in_each(
    offices: dict[str, Path],
) -> None:
    definitions = read_office(offices["northamptonshire"])
    assert [priority.title for priority in definitions.plan.priorities] == [
        "Prevention that keeps the county safe",
        "Effective and efficient response",
        "Protect and support those who are vulnerable",
        "Effective justice",
        "Modern services that are fit for the future",
    ]
    for priority in definitions.plan.priorities:
        assert [section.title for section in priority.sections] == ["Police", "Fire", "Working together"]
        fire = priority.sections[1]
        assert (fire.measures, fire.note != "") == ((), True)
        assert any(not outcome.measures for outcome in priority.outcomes), "narrative outcomes are shown too"
    north, west = definitions.office.local_areas
    assert (north.code, west.code) == ("E06000061", "E06000062")
    assert set(north.names) == {
        "North Northamptonshire", "Corby", "East Northamptonshire", "Kettering", "Wellingborough"
    }  # fmt: skip
    assert set(west.names) == {"West Northamptonshire", "Daventry", "Northampton", "South Northamptonshire"}
    assert north.from_date is not None
    assert north.from_date.isoformat() == "2021-04-01"


@pytest.mark.parametrize(
    ("ready", "group", "region"),
    [
        ("northamptonshire", "east-midlands", "East Midlands"),
        ("bedfordshire", "east-of-england", "East of England"),
    ],
)
def test_the_region_is_a_peer_group(offices: dict[str, Path], ready: str, group: str, region: str) -> None:
    office = read_office(offices[ready]).office
    groups = {peers.id: peers.areas for peers in office.peer_groups}
    assert groups[group] == forces_of_region(region)
    assert office.force in groups[group]
    assert set(groups) == {group, "england-and-wales"}, "no other list is supplied, so none is shipped"


def test_bedfordshire_says_that_its_plan_is_an_example(offices: dict[str, Path]) -> None:
    definitions = read_office(offices["bedfordshire"])
    assert "not a published" in definitions.plan.source
    assert {area.code for area in definitions.office.local_areas} == {"E06000055", "E06000032", "E06000056"}


def test_the_positive_set_is_the_declared_one(national: Definitions) -> None:
    types = {number for slug in national.sets["positive-outcomes"] for number in OUTCOMES.term(slug).types}
    assert types == {1, 2, 3, 4, 6, 7, 8}
    decided = {term.slug for term in OUTCOMES.terms if term.stage == "decided"}
    assert set(national.sets["decided-outcomes"]) == decided


def test_what_police_activity_drives_has_no_better_way(national: Definitions) -> None:
    for name in ("drugs", "possession-of-weapons", "stop-searches", "stop-searches-by-ethnicity"):
        assert national.measure(name).direction is Direction.NEUTRAL


def test_neighbourhood_crime_is_the_sum_of_its_parts(national: Definitions) -> None:
    whole = national.measure("neighbourhood-crime")
    terms = {term for part in whole.parts for clause in national.measure(part).where for term in clause.terms}
    assert terms == set(whole.where[0].terms)


def test_crime_types_add_up_to_all_crime_and_are_compared_from_one_table(national: Definitions) -> None:
    counts = [it for it in national.measures.values() if it.kind is Kind.COUNT and it.table == "crimes"]
    assert {it.peers for it in counts} == {"force-month-counts"}
    single = {it.where[0].terms[0] for it in counts if len(it.where[0].terms) == 1 and not it.where[0].negate}
    assert len(single) == 14, "13 types of crime in use, and anti-social behaviour"


def test_a_new_office_lists_what_it_wrote_and_has_its_folders(tmp_path: Path) -> None:
    written = new_office(tmp_path / "deep" / "beds", "bedfordshire")
    assert tmp_path / "deep/beds/office.yaml" in written
    assert sorted(written) == sorted(path for path in (tmp_path / "deep/beds").rglob("*") if path.is_file())
    for name in ("returns", "store", "builds", "reports"):
        assert (tmp_path / "deep/beds" / name).is_dir()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["beds"], "nothing unfinished is left"


def test_a_new_office_may_take_the_place_of_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "beds").mkdir()
    new_office(tmp_path / "beds", "bedfordshire")
    assert read_office(tmp_path / "beds").office.force == "bedfordshire"


def test_a_new_office_never_writes_over_anything(tmp_path: Path) -> None:
    (tmp_path / "beds").mkdir()
    (tmp_path / "beds/letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUse, match="not empty") as raised:
        new_office(tmp_path / "beds", "bedfordshire")
    assert raised.value.exit_code == 2
    assert [path.name for path in (tmp_path / "beds").iterdir()] == ["letter.txt"]
    with pytest.raises(WrongUse, match="not a folder"):
        new_office(tmp_path / "beds/letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["beds"]


def test_an_unknown_ready_office_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="Did you mean 'bedfordshire'"):
        new_office(tmp_path / "beds", "bedforshire")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_an_environment_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadEnvironment) as raised:
        new_office(tmp_path / "file" / "beds")
    assert raised.value.exit_code == 4


def test_only_definitions_and_texts_go_into_git(tmp_path: Path) -> None:
    office = tmp_path / "beds"
    new_office(office, "bedfordshire")
    kept = [
        "office.yaml",
        "plan/plan.yaml",
        "plan/measures/burglary.yaml",
        ".gitignore",
        "README.md",
        "plan/notes.md",
        "reports/q.sign-off.yaml",
        "releases/0001-q/release.json",
    ]
    left = [
        "store/a.parquet",
        "builds/1/figures.parquet",
        "returns/2024-01-street.csv",
        "reports/q/report.html",
        "reports/q/q.sign-off.yaml",
        "releases/0001-q/files/report.html",
        "releases/0001-q/files/release.json",
        "releases/.lock",
    ]
    left += ["records.sqlite3", "plan/measures/extract.csv", "crimes.xlsx", "plan/measures/store/x.zip"]
    for name in (*kept, *left):
        (office / name).parent.mkdir(parents=True, exist_ok=True)
        (office / name).touch()
    subprocess.run(["git", "init", "--quiet", str(office)], check=True)
    listing = ["git", "-C", str(office), "ls-files", "--others", "--exclude-standard"]
    done = subprocess.run(listing, check=True, capture_output=True, text=True)
    seen = set(done.stdout.split())
    assert set(kept) <= seen
    assert seen.isdisjoint(left)


@pytest.fixture
def hash_after(tmp_path: Path) -> Callable[..., str]:
    """Return a reader of one measure's hash after replacing text in one file of a fresh office."""

    def read(measure: str, *changes: tuple[str, str], file: str = "") -> str:
        office = tmp_path / f"office-{len(list(tmp_path.iterdir()))}"
        new_office(office)
        path = office / (file or f"plan/measures/{measure}.yaml")
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return read_office(office).measure(measure).definition_hash

    return read


def test_the_hash_is_of_the_meaning_and_not_of_the_text(
    national: Definitions, hash_after: Callable[..., str]
) -> None:
    before = national.measure("all-crime").definition_hash
    assert len(before) == 64
    same = [
        [("kind: count\nof: crimes\n", "of: crimes # a comment\n\nkind: 'count'\n")],
        [
            (
                "crime-type: {not: anti-social-behaviour}",
                "crime-type:\n    not:\n      - anti-social-behaviour",
            )
        ],
        [("[force, local-authority, ward, lsoa]", "[lsoa, ward, local-authority, force]")],
        [("title: All recorded crime", "title: Everything recorded"), ("why: >-", "why: >-\n  Anew.")],
    ]
    other = [
        [("{not: anti-social-behaviour}", "anti-social-behaviour")],
        [("{not: anti-social-behaviour}", "{not: [anti-social-behaviour, drugs]}")],
        [("direction: lower", "direction: neutral")],
        [("areas: [force, local-authority, ward, lsoa]", "areas: [force, local-authority]")],
        [("unit: crimes", "unit: offences")],
    ]
    for changes in same:
        assert hash_after("all-crime", *changes) == before
    hashes = [hash_after("all-crime", *changes) for changes in other]
    assert len({before, *hashes}) == 1 + len(other)


def test_what_a_figure_is_judged_by_is_part_of_the_meaning(
    national: Definitions, hash_after: Callable[..., str]
) -> None:
    added = [
        "targets: [{value: 1, window: month, from: 2024-01}]",
        "targets: [{value: 1, window: month, from: 2024-01, to: 2024-02}]",
        "baseline: {window: calendar-year, period: 2019}",
        "baseline: {window: calendar-year, period: 2019}\nstatus: baseline",
    ]
    hashes = [hash_after("robbery", ("peers: force-month-counts\n", f"{text}\n")) for text in added]
    assert len({national.measure("robbery").definition_hash, *hashes}) == 1 + len(added)


def test_a_changed_set_changes_every_measure_that_rests_on_it(
    national: Definitions, hash_after: Callable[..., str]
) -> None:
    change = ("outcome-types: [1, 2, 3, 4, 6, 7, 8]", "outcome-types: [1, 2, 3, 4, 6, 7]")
    for name in (
        "positive-outcomes-recorded-rate",
        "positive-outcomes-given",
        "positive-outcomes-given-ratio",
    ):
        after = hash_after(name, change, file="plan/sets.yaml")
        assert after != national.measure(name).definition_hash
    assert (
        hash_after("burglary", change, file="plan/sets.yaml") == national.measure("burglary").definition_hash
    )


def test_a_rate_changes_with_the_measure_it_divides(
    national: Definitions, hash_after: Callable[..., str]
) -> None:
    change = ("{not: anti-social-behaviour}", "{not: [anti-social-behaviour, drugs]}")
    after = hash_after("crime-rate", change, file="plan/measures/all-crime.yaml")
    assert after != national.measure("crime-rate").definition_hash


def test_units_say_what_a_quotient_is_multiplied_by() -> None:
    assert scale_of("per cent") == 100
    assert scale_of("per 100 crimes") == 100
    assert scale_of("per 1,000 residents") == 1000
    assert scale_of("per 100,000 residents") == 100_000
    assert scale_of("crimes per officer") == 1


def test_a_description_prints_sets_and_parts(national: Definitions) -> None:
    proxy = describe(national.measure("neighbourhood-crime"), national)
    assert "Its parts are Burglary, Robbery, Theft from the person and Vehicle crime." in proxy
    rate = describe(national.measure("positive-outcomes-recorded-rate"), national)
    for slug in national.sets["positive-outcomes"]:
        assert f"'{OUTCOMES.term(slug).text}'" in rate
    assert "the 3 months after it" in rate
    assert "crime type is not 'Anti-social behaviour'" in rate
    ratio = describe(national.measure("positive-outcomes-given-ratio"), national)
    assert "Positive outcomes given divided by all recorded crime, times 100." in ratio
    assert "Local resolution" in ratio
    assert "median of months to outcome" in describe(national.measure("median-months-to-outcome"), national)


@pytest.mark.parametrize("measure", MUST_EXIST)
def test_every_description_is_one_paragraph_that_ends(national: Definitions, measure: str) -> None:
    text = describe(national.measure(measure), national)
    assert "\n" not in text
    assert text.endswith(".")
    assert "  " not in text
    assert f"Unit: {national.measure(measure).unit}." in text
