"""Each oddity of the real files, shown on the file that has it, and what is made of it.

Everything expected is counted here again from the zips with the csv module.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure, State
from frankpledge.contracts.vocabularies import OUTCOMES
from frankpledge.measures.figures import Query
from frankpledge.periods import Window, parse_month, parse_period
from frankpledge.sources.police_uk import parse_name, read
from frankpledge.store.intake import IngestSummary
from frankpledge.store.log import read_snapshot
from tests.spec import offices
from tests.spec.naive.files import Download

Row = dict[str, str]
ASB = "Anti-social behaviour"
TABLES = {"street": "crimes", "outcomes": "outcomes", "stop-and-search": "stops"}
ROWS = {
    "northamptonshire": 319_062,
    "bedfordshire": 226_673,
    "bedfordshire-older-vintage": 73_182,
    "leicestershire": 267_681,
    "lincolnshire": 203_150,
    "derbyshire-nottinghamshire": 470_590,
}
OLDER, NEWER = date(2022, 1, 15), date(2024, 7, 1)
OBTAINED = {
    "bedfordshire-older-vintage": OLDER,
    "bedfordshire": NEWER,
    "northamptonshire": date(2025, 9, 1),
    "leicestershire": date(2022, 2, 1),
    "lincolnshire": date(2022, 5, 1),
    "derbyshire-nottinghamshire": date(2022, 5, 1),
}


# --- counted again by plain means -----------------------------------------------------------------


@dataclass
class Plain:
    """What the csv module finds in one file."""

    rows: int = 0
    repeats: int = 0
    crimes: int = 0
    asb: int = 0
    crlf: bool = False


def members(data: Path, name: str, kind: str) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield file name, force, month and content of every file of a kind in a zip."""
    with zipfile.ZipFile(data / "police_uk" / f"{name}.zip") as archive:
        for member in sorted(archive.namelist()):
            match = re.fullmatch(rf"(\d{{4}}-\d\d)/\1-(.+)-{kind}\.csv", member)
            if match:
                yield member, match[2], match[1], archive.read(member)


def rows_of(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


@cache
def plain(data: Path, name: str) -> dict[tuple[str, str, str], Plain]:
    """Return what is in each file of a zip, by table, force and month."""
    found = {}
    for kind, table in TABLES.items():
        for _, force, month, content in members(data, name, kind):
            one = Plain(crlf=b"\r\n" in content)
            seen = set()
            for row in rows_of(content):
                one.rows += 1
                if kind == "stop-and-search":
                    continue
                identity = (row["Crime ID"], row["Outcome type"] if kind == "outcomes" else "")
                repeat = bool(row["Crime ID"]) and identity in seen
                seen.add(identity)
                one.repeats += repeat
                if kind == "street":
                    one.asb += row["Crime type"] == ASB
                    one.crimes += row["Crime type"] != ASB and not repeat
            found[table, force, month] = one
    return found


# --- one office with everything -------------------------------------------------------------------


@dataclass
class Everything:
    """Northamptonshire's office with all sample files in it, and what each ingest said."""

    data: Path
    folder: Path
    build: Build
    said: dict[str, IngestSummary] = field(default_factory=dict)

    def one(self, measure: str, area: str, window: str, period: str) -> Figure:
        declared = self.build.definitions.measures[measure]
        found = self.build.figures.one(declared, area, parse_period(Window(window), period))
        assert found is not None
        return found

    def table(self, *measures: str, areas: tuple[str, ...] = (), **more: object) -> list[dict[str, object]]:
        query = Query(measures=measures, areas=areas, **more)  # type: ignore[arg-type]
        rows: list[dict[str, object]] = self.build.figures.table(query).to_pylist()
        return rows

    def comparison(self, **wanted: object) -> dict[str, object]:
        rows: list[dict[str, object]] = [
            row
            for row in self.build.comparisons().to_pylist()
            if all(row[name] == value for name, value in wanted.items())
        ]
        assert len(rows) == 1
        return rows[0]


@pytest.fixture(scope="module")
def everything(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Everything:
    folder = offices.ready(tmp_path_factory.mktemp("real") / "office", "northamptonshire")
    zips = {name: Download(shared_data / "police_uk" / f"{name}.zip", day) for name, day in OBTAINED.items()}
    said = {name: offices.load(folder, [one])[0] for name, one in zips.items()}
    said["reference"] = offices.load(folder, [Download(shared_data / "reference", date(2025, 12, 1))])[0]
    return Everything(shared_data, folder, offices.build(folder), said)


# --- rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROWS)
def test_rows_read_refused_and_repeated_are_those_counted_by_hand(everything: Everything, name: str) -> None:
    said = everything.said[name]
    counted = plain(everything.data, name)
    assert not said.problems
    assert not said.passed_over
    assert sum(one.rows for one in counted.values()) == ROWS[name]
    ours = {(e.table, e.area, e.month): (e.rows, e.refused, e.repeats) for e in said.added}
    theirs = {
        (table, force, parse_month(month)): (one.rows, 0, one.repeats)
        for (table, force, month), one in counted.items()
    }
    assert ours == theirs


@pytest.mark.parametrize(
    ("force", "names"),
    [
        ("northamptonshire", ["northamptonshire"]),
        ("bedfordshire", ["bedfordshire-older-vintage", "bedfordshire"]),
    ],
)
def test_crimes_and_incidents_by_month_are_those_counted_by_hand(
    everything: Everything, force: str, names: list[str]
) -> None:
    """One Crime ID in a month is one crime; each row of anti-social behaviour is an incident of its own."""
    latest = {
        month: one
        for name in names
        for (table, _, month), one in plain(everything.data, name).items()
        if table == "crimes"
    }
    for measure, count in (("all-crime", "crimes"), ("asb-incidents", "asb")):
        rows = everything.table(measure, areas=(force,))
        known = {row["period"]: row["value"] for row in rows if row["state"] == "known"}
        assert known == {month: getattr(one, count) for month, one in latest.items()}
    assert sum(one.crimes for one in latest.values()) > 100_000
    assert sum(one.asb for one in latest.values()) > 10_000


def test_exact_repeats_of_incidents_stay_and_those_of_identified_rows_do_not(everything: Everything) -> None:
    """A fifth of Lincolnshire's outcome rows repeat another whole row; so do some of incidents."""
    outcomes = Counter(
        tuple(row.items())
        for _, _, _, content in members(everything.data, "lincolnshire", "outcomes")
        for row in rows_of(content)
    )
    again = sum(count - 1 for count in outcomes.values())
    assert again > 0.2 * outcomes.total()
    said = everything.said["lincolnshire"]
    assert sum(e.repeats for e in said.added if e.table == "outcomes") == again
    _, _, month, content = next(members(everything.data, "lincolnshire", "street"))
    incidents = [tuple(row.items()) for row in rows_of(content) if row["Crime type"] == ASB]
    assert len(set(incidents)) < len(incidents)
    assert everything.one("asb-incidents", "lincolnshire", "month", month).value == len(incidents)


def test_repeats_of_a_crime_mostly_name_another_place_or_outcome_and_stay_readable(
    everything: Everything,
) -> None:
    repeats = other = 0
    for _, _, _, content in members(everything.data, "northamptonshire", "street"):
        first: dict[str, Row] = {}
        for row in rows_of(content):
            if row["Crime ID"] and row["Crime ID"] in first:
                repeats += 1
                other += row != first[row["Crime ID"]]
            elif row["Crime ID"]:
                first[row["Crime ID"]] = row
    assert other > 0.5 * repeats
    snapshot = read_snapshot(everything.folder / "store")
    held = [e for e in snapshot.editions if (e.table, e.area) == ("crimes", "northamptonshire")]
    parts = {e.part for e in held}
    stored = pa.concat_tables(pq.read_table(everything.folder / "store" / part) for part in parts)
    assert stored.num_rows == sum(e.rows for e in held)
    assert stored["counted"].to_pylist().count(False) == repeats


@pytest.mark.parametrize(
    ("name", "kind", "at_least"),
    [("leicestershire", "street", 95), ("derbyshire-nottinghamshire", "street", 2)],
)
def test_quotes_and_commas_in_locations_read_as_they_stand(
    shared_data: Path, name: str, kind: str, at_least: int
) -> None:
    found = 0
    for member, _, _, content in members(shared_data, name, kind):
        expected = [row["Location"] for row in rows_of(content)]
        odd = [place for place, text in enumerate(expected) if "," in text or '"' in text]
        if odd:
            said = parse_name(member)
            assert said is not None
            accepted, _ = read(member, content, said)
            assert accepted["location"].to_pylist() == expected
            found += len(odd)
    assert found >= at_least


@pytest.mark.parametrize(("name", "crlf"), [("lincolnshire", False), ("bedfordshire", True)])
def test_files_with_either_line_end_read_alike(shared_data: Path, name: str, crlf: bool) -> None:
    member, _, _, content = next(members(shared_data, name, "street"))
    assert (b"\r\n" in content) == crlf
    other = content.replace(b"\r\n", b"\n") if crlf else content.replace(b"\n", b"\r\n")
    said = parse_name(member)
    assert said is not None
    one, _ = read(member, content, said)
    two, _ = read(member, other, said)
    assert one.equals(two)
    assert one.num_rows == len(rows_of(content))


def test_northamptonshire_has_files_of_both_line_ends(shared_data: Path) -> None:
    ends = Counter(
        one.crlf for key, one in plain(shared_data, "northamptonshire").items() if key[0] == "crimes"
    )
    assert ends == {True: 29, False: 11}


# --- stops ----------------------------------------------------------------------------------------


def test_a_stop_belongs_to_its_files_month_which_is_that_of_local_time(everything: Everything) -> None:
    """Timestamps are UTC: the eight that name another month fall just after midnight in summer time."""
    elsewhere = []
    by_month: Counter[str] = Counter()
    for _, _, month, content in members(everything.data, "bedfordshire", "stop-and-search"):
        for row in rows_of(content):
            by_month[month] += 1
            if not row["Date"].startswith(month):
                elsewhere.append((month, datetime.fromisoformat(row["Date"])))
    assert len(elsewhere) == 8
    for month, moment in elsewhere:
        assert f"{moment.astimezone(ZoneInfo('Europe/London')):%Y-%m}" == month
    rows = everything.table("stop-searches", areas=("bedfordshire",))
    assert {row["period"]: row["value"] for row in rows if row["state"] == "known"} == by_month


def test_stops_without_coordinates_count(everything: Everything) -> None:
    without = {
        name: sum(
            not row["Latitude"]
            for _, _, _, content in members(everything.data, name, "stop-and-search")
            for row in rows_of(content)
        )
        for name in ("bedfordshire", "leicestershire")
    }
    assert without["bedfordshire"] > 0.2 * 7601
    counted = sum(
        float(str(row["value"]))
        for row in everything.table("stop-searches", areas=("bedfordshire", "leicestershire"))
        if row["state"] == "known"
    )
    assert counted == 7601 + 701


# --- places ---------------------------------------------------------------------------------------


def _placed(data: Path) -> Iterator[tuple[str, Row]]:
    """Yield month and row of each counted crime of Northamptonshire."""
    for _, _, month, content in members(data, "northamptonshire", "street"):
        seen = set()
        for row in rows_of(content):
            if row["Crime type"] == ASB or row["Crime ID"] in seen:
                continue
            if row["Crime ID"]:
                seen.add(row["Crime ID"])
            yield month, row


def test_one_series_runs_from_districts_to_the_unitaries_that_replaced_them(everything: Everything) -> None:
    unitary = {
        **dict.fromkeys(("Corby", "East Northamptonshire", "Kettering", "Wellingborough"), "E06000061"),
        **dict.fromkeys(("Daventry", "Northampton", "South Northamptonshire"), "E06000062"),
        "North Northamptonshire": "E06000061",
        "West Northamptonshire": "E06000062",
    }
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, set[str]] = defaultdict(set)
    total = outside = nowhere = 0
    for month, row in _placed(everything.data):
        name = row["LSOA name"][:-5]
        total += 1
        nowhere += not row["LSOA code"]
        outside += bool(row["LSOA code"]) and name not in unitary
        if name in unitary:
            counted[unitary[name]][month] += 1
            names[month].add(name)
    assert "Northampton" in names["2022-03"]
    assert names["2024-01"] == {"North Northamptonshire", "West Northamptonshire"}
    inside = 0.0
    for code, months in counted.items():
        rows = everything.table("all-crime", areas=(code,), area_types=("local-authority",))
        assert {row["period"]: row["value"] for row in rows if row["state"] == "known"} == months
        assert len(months) == 40
        inside += sum(months.values())
    assert outside > 0
    assert nowhere > 0
    assert inside + outside + nowhere == total


def test_2021_codes_are_in_no_2011_ward_and_the_gap_can_be_seen(everything: Everything) -> None:
    """The lookup is by 2011 codes, so wards of later downloads hold less than the local authorities do."""
    wards: dict[str, float] = defaultdict(float)
    for row in everything.table("all-crime", area_types=("ward",)):
        if row["state"] == "known":
            wards[str(row["period"])] += float(str(row["value"]))
    authorities: dict[str, float] = defaultdict(float)
    for row in everything.table("all-crime", area_types=("local-authority",)):
        if row["state"] == "known":
            authorities[str(row["period"])] += float(str(row["value"]))
    assert wards["2022-03"] == authorities["2022-03"]
    gap = 1 - wards["2025-03"] / authorities["2025-03"]
    assert 0.10 < gap < 0.20


def test_the_vintage_of_codes_follows_the_download_and_not_the_month(shared_data: Path) -> None:
    codes = {}
    for name in ("bedfordshire", "bedfordshire-older-vintage"):
        content = next(c for _, _, month, c in members(shared_data, name, "street") if month == "2021-05")
        codes[name] = {row["LSOA code"] for row in rows_of(content)} - {""}
    assert len(codes["bedfordshire"] - codes["bedfordshire-older-vintage"]) > 50


# --- missing, immature ----------------------------------------------------------------------------


def test_missing_is_not_zero_in_the_gaps(everything: Everything) -> None:
    """Northamptonshire has five blocks of months, so only two rolling years are whole."""
    rows = everything.table("all-crime", areas=("northamptonshire",), windows=(Window.ROLLING_12,))
    assert [row["period"] for row in rows if row["state"] == "known"] == ["2022-02", "2022-03"]
    assert not [row for row in rows if row["state"] != "known" and row["value"] is not None]
    supplied = {key[2] for key in plain(everything.data, "northamptonshire") if key[0] == "crimes"}
    months = everything.table("all-crime", areas=("northamptonshire",))
    for row in months:
        assert (row["state"] == "known") == (row["period"] in supplied)
        assert (row["value"] is None) == (row["state"] == "missing")
    assert everything.one("all-crime", "northamptonshire", "month", "2015-06").state is State.MISSING
    half = everything.one("all-crime", "northamptonshire", "quarter", "2018-19-Q3")
    assert half.state is State.KNOWN
    assert everything.one("all-crime", "northamptonshire", "quarter", "2018-19-Q4").state is State.MISSING
    assert everything.one("all-crime", "northamptonshire", "financial-year", "2021-22").value == sum(
        one.crimes
        for (table, _, month), one in plain(everything.data, "northamptonshire").items()
        if table == "crimes" and "2021-04" <= month <= "2022-03"
    )


def test_the_newest_months_of_a_follow_up_are_immature_and_months_without_outcomes_missing(
    everything: Everything,
) -> None:
    states = {
        month: everything.one("positive-outcomes-recorded-rate", "northamptonshire", "month", month).state
        for month in ("2021-03", "2021-12", "2022-01", "2022-03", "2024-01", "2014-01")
    }
    assert states == {
        "2021-03": State.KNOWN,
        "2021-12": State.KNOWN,
        "2022-01": State.IMMATURE,
        "2022-03": State.IMMATURE,
        "2024-01": State.MISSING,
        "2014-01": State.MISSING,
    }
    rows = everything.table(
        "positive-outcomes-recorded-rate", areas=("northamptonshire",), windows=(Window.QUARTER,)
    )
    held = {row["period"]: row["state"] for row in rows if row["state"] != "missing"}
    assert held == {
        "2021-22-Q1": "known", "2021-22-Q2": "known", "2021-22-Q3": "known", "2021-22-Q4": "immature",
    }  # fmt: skip


def test_outcomes_of_crimes_recorded_before_the_window_are_given_in_it_and_in_no_recorded_rate(
    everything: Everything,
) -> None:
    recorded: dict[str, str] = {}
    for _, _, month, content in members(everything.data, "northamptonshire", "street"):
        for row in rows_of(content):
            recorded.setdefault(row["Crime ID"], month)
    charged: dict[str, set[str]] = {}
    share = {}
    for _, _, month, content in members(everything.data, "northamptonshire", "outcomes"):
        rows = rows_of(content)
        earlier = [row for row in rows if recorded.get(row["Crime ID"], "") < "2021-03"]
        share[month] = len(earlier) / len(rows)
        given = {(row["Crime ID"], row["Outcome type"]) for row in rows}
        assert everything.one("outcomes-given", "northamptonshire", "month", month).value == len(given)
        charged[month] = {crime for crime, outcome in given if outcome == "Suspect charged"}
    assert share["2021-03"] > 0.38
    assert share["2022-03"] < 0.03
    of_month = {crime for crime, month in recorded.items() if crime and month == "2021-06"}
    within = set().union(*(charged[month] for month in ("2021-06", "2021-07", "2021-08", "2021-09")))
    rate = everything.one("charge-rate", "northamptonshire", "month", "2021-06")
    assert rate.numerator == len(of_month & within)
    assert rate.denominator == len(of_month)


@cache
def newest(data: Path, force: str, kind: str) -> dict[str, list[Row]]:
    """Return the rows of a force's files of a kind by month: of two downloads, those of the later one."""
    names = [
        name for name in ("bedfordshire-older-vintage", "bedfordshire", "northamptonshire") if force in name
    ]
    return {month: rows_of(content) for name in names for _, _, month, content in members(data, name, kind)}


def waited(data: Path, force: str, months: list[str]) -> Counter[tuple[int, bool]]:
    """Count the crimes of some months by months waited and whether an outcome that decides came then."""
    texts = {term.text for term in OUTCOMES.terms if term.stage == "decided"}
    order = sorted({*newest(data, force, "street"), *newest(data, force, "outcomes")})
    came = defaultdict(set)
    for month, rows in newest(data, force, "outcomes").items():
        for row in rows:
            if row["Outcome type"] in texts:
                came[row["Crime ID"]].add(month)
    found: Counter[tuple[int, bool]] = Counter()
    for month in months:
        seen = order[order.index(month) :]
        missing = [number for number, one in enumerate(seen) if one not in newest(data, force, "outcomes")]
        seen = seen[: missing[0]] if missing else seen
        kinds = {row["Crime ID"]: row["Crime type"] for row in newest(data, force, "street")[month][::-1]}
        for identity, kind in kinds.items():
            if identity and kind != ASB:
                places = [number for number, one in enumerate(seen) if one in came[identity]]
                found[(places[0], True) if places else (len(seen) - 1, False)] += 1
    return found


def time_by(waits: Counter[tuple[int, bool]], sought: float) -> int | None:
    """Return the month by which only so large a share is open, by Kaplan and Meier."""
    share = 1.0
    for month in range(max(wait for wait, _ in waits) + 1):
        waiting = sum(count for (wait, _), count in waits.items() if wait >= month)
        share *= 1 - waits[month, True] / waiting
        if share <= sought:
            return month
    return None


@pytest.mark.parametrize(
    ("force", "window", "period", "months"),
    [
        ("bedfordshire", "month", "2022-01", ["2022-01"]),
        ("bedfordshire", "month", "2023-03", ["2023-03"]),
        ("bedfordshire", "quarter", "2022-23-Q4", ["2023-01", "2023-02", "2023-03"]),
        (
            "bedfordshire",
            "financial-year",
            "2022-23",
            [f"2022-{n:02}" for n in range(4, 13)] + ["2023-01", "2023-02", "2023-03"],
        ),
        ("northamptonshire", "month", "2021-03", ["2021-03"]),
        ("northamptonshire", "quarter", "2021-22-Q1", ["2021-04", "2021-05", "2021-06"]),
        ("northamptonshire", "quarter", "2021-22-Q4", ["2022-01", "2022-02", "2022-03"]),
    ],
)
def test_times_to_an_outcome_count_open_cases_for_as_long_as_outcomes_are_held(
    everything: Everything, force: str, window: str, period: str, months: list[str]
) -> None:
    waits = waited(everything.data, force, months)
    assert sum(count for (_, closed), count in waits.items() if not closed) > 100
    for measure, sought in (("time-to-outcome", 0.5), ("months-until-nine-in-ten-have-outcomes", 0.1)):
        figure = everything.one(measure, force, window, period)
        assert (figure.value, figure.n) == (time_by(waits, sought), waits.total())
        assert figure.state is (State.IMMATURE if figure.value is None else State.KNOWN)


def test_a_time_by_which_too_many_are_open_has_no_value_and_leaving_them_out_would_give_one(
    everything: Everything,
) -> None:
    name, key = "months-until-nine-in-ten-have-outcomes", ("northamptonshire", "quarter", "2021-22-Q4")
    figure = everything.one(name, *key)
    assert (figure.value, figure.state) == (None, State.IMMATURE)
    waits = waited(everything.data, "northamptonshire", ["2022-01", "2022-02", "2022-03"])
    closed = Counter({case: count for case, count in waits.items() if case[1]})
    assert time_by(closed, 0.1) == 1
    assert everything.one(name, "northamptonshire", "month", "2024-01").state is State.MISSING


def test_open_wordings_are_used_by_turns_and_stand_for_no_outcome(everything: Everything) -> None:
    wordings: dict[str, Counter[str]] = defaultdict(Counter)
    for month, row in _placed(everything.data):
        wordings[month][row["Last outcome category"]] += 1
    share = {
        month: [texts[text] / texts.total() for text in ("Under investigation", "Status update unavailable")]
        for month, texts in wordings.items()
    }
    assert all(min(both) < 0.005 < max(both) for both in share.values())
    assert share["2014-11"][0] > 0.5
    assert share["2014-01"][0] < 0.05
    for text in ("Under investigation", "Status update unavailable"):
        assert OUTCOMES.terms[OUTCOMES.code_of_text[text]].stage == "open"
    court = {term.text for term in OUTCOMES.terms if term.stage == "court"} - {
        "Awaiting court outcome",
        "Court result unavailable",
    }
    with_results = {month for month, texts in wordings.items() if court & set(texts)}
    assert with_results
    assert max(with_results) <= "2019-02"


def test_our_outcome_texts_are_those_of_the_supplied_mapping(everything: Everything) -> None:
    path = everything.data / "reference" / "police_uk_outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        told = {
            row["text"]: (row["stage"], tuple(int(part) for part in row["outcome_types"].split(";") if part))
            for row in csv.DictReader(file)
            if row["text"]
        }
    assert {term.text: (term.stage, term.types) for term in OUTCOMES.terms} == told


# --- vintages -------------------------------------------------------------------------------------


def _monthly(build: Build) -> pa.Table:
    """Return all figures that hang on Bedfordshire's two downloads."""
    queries = [
        Query(("all-crime", "asb-incidents", "outcomes-given", "positive-outcomes-recorded-rate")),
        Query(("all-crime",), breakdown="crime-type"),
        Query(("all-crime",), area_types=("local-authority", "ward", "lsoa")),
        Query(("median-months-to-outcome", "crimes-given-an-outcome"), windows=(Window.QUARTER,)),
    ]
    return pa.concat_tables(build.figures.table(query) for query in queries).unify_dictionaries()


@pytest.fixture(scope="module")
def either_order(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("order")
    pair = [
        Download(shared_data / "police_uk" / f"{name}.zip", OBTAINED[name]) for name in list(OBTAINED)[:2]
    ]
    lookup = Download(shared_data / "reference" / "lsoa2011_ward2017.csv.gz", NEWER)
    made = []
    for name, order in (("forwards", pair), ("backwards", pair[::-1])):
        office = offices.ready(folder / name, "bedfordshire")
        offices.load(office, [*order, lookup])
        made.append(office)
    return made


def test_the_order_of_loading_two_downloads_changes_no_figure(either_order: list[Path]) -> None:
    forwards, backwards = (offices.build(office) for office in either_order)
    one, two = _monthly(forwards), _monthly(backwards)
    assert one.num_rows > 1_000
    assert one.to_pylist() == two.to_pylist()
    assert forwards.comparisons().to_pylist() == backwards.comparisons().to_pylist()


def test_as_at_before_the_later_download_the_older_one_is_used(
    either_order: list[Path], shared_data: Path
) -> None:
    counts = {
        name: {
            month: one.crimes
            for (table, _, month), one in plain(shared_data, name).items()
            if table == "crimes"
        }
        for name in ("bedfordshire", "bedfordshire-older-vintage")
    }
    differ = [
        m for m, n in counts["bedfordshire-older-vintage"].items() if counts["bedfordshire"].get(m, n) != n
    ]
    assert len(differ) == 6
    for office in either_order:
        build = offices.build(office, as_at_month=parse_month("2022-01"))
        rows = build.figures.table(Query(("all-crime",))).to_pylist()
        assert {row["period"]: row["value"] for row in rows} == counts["bedfordshire-older-vintage"]
        assert {row["as_at"] for row in rows} == {OLDER}
        latest = offices.build(office).figures.table(Query(("all-crime",))).to_pylist()
        both = counts["bedfordshire-older-vintage"] | counts["bedfordshire"]
        assert {row["period"]: row["value"] for row in latest} == both


def test_ingesting_the_same_file_twice_changes_nothing(either_order: list[Path], shared_data: Path) -> None:
    office = either_order[0]
    before = read_snapshot(office / "store")
    standing = offices.build(office)
    again = Download(shared_data / "police_uk" / "bedfordshire.zip", NEWER)
    (said,) = offices.load(office, [again])
    assert (len(said.added), said.unchanged) == (0, 72)
    assert read_snapshot(office / "store") == before
    assert offices.build(office).manifest.id == standing.manifest.id


def test_the_same_content_with_another_date_of_obtaining_is_an_edition_that_shares_its_rows(
    either_order: list[Path], shared_data: Path
) -> None:
    office = either_order[1]
    before = read_snapshot(office / "store")
    files = sorted((office / "store" / "crimes").rglob("*.parquet"))
    offices.load(office, [Download(shared_data / "police_uk" / "bedfordshire.zip", date(2025, 1, 1))])
    after = read_snapshot(office / "store")
    assert len(after.editions) == len(before.editions) + 72
    assert sorted((office / "store" / "crimes").rglob("*.parquet")) == files
    values = offices.build(office).figures.table(Query(("all-crime",), start=date(2021, 5, 1))).to_pylist()
    counted = plain(shared_data, "bedfordshire")
    assert {row["period"]: row["value"] for row in values} == {
        month: one.crimes for (table, _, month), one in counted.items() if table == "crimes"
    }
    assert {row["as_at"] for row in values} == {date(2025, 1, 1)}


# --- other areas ----------------------------------------------------------------------------------


def test_absent_peers_are_counted_and_named(everything: Everything) -> None:
    row = everything.comparison(
        measure="all-crime", area="northamptonshire", window="quarter", period="2021-22-Q4",
        comparator="rank:england-and-wales",
    )  # fmt: skip
    path = everything.data / "reference" / "force_month_counts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        months: dict[str, set[str]] = defaultdict(set)
        for line in csv.DictReader(file):
            months[line["force"]].add(line["month"])
    whole = {force for force, held in months.items() if {"2022-01", "2022-02", "2022-03"} <= held}
    territorial = whole - {"btp", "northern-ireland"}
    assert (row["n_present"], row["n_missing"]) == (len(territorial), 43 - len(territorial))
    assert row["n_missing"]
    for name in ("Metropolitan", "Greater Manchester", "West Midlands", "West Yorkshire"):
        if name.lower().replace(" ", "-") not in territorial:
            assert name in str(row["note"])


def test_areas_are_compared_from_one_source_and_the_gap_to_the_headline_is_printed(
    everything: Everything,
) -> None:
    """The counts keep repeats and come from another download, so they differ from the headline."""
    rows = [
        row
        for row in everything.build.comparisons().to_pylist()
        if row["measure"] == "all-crime" and row["comparator"].split(":")[0] in ("peer", "peer-mean", "rank")
    ]
    assert rows
    assert {row["source"] for row in rows} == {"force-month-counts"}
    row = everything.comparison(
        measure="all-crime", area="northamptonshire", window="quarter", period="2021-22-Q4",
        comparator="peer-mean:east-midlands",
    )  # fmt: skip
    headline = everything.one("all-crime", "northamptonshire", "quarter", "2021-22-Q4")
    there = everything.table(
        "all-crime", areas=("northamptonshire",), windows=(Window.QUARTER,), source="force-month-counts"
    )
    (own,) = [one["value"] for one in there if one["period"] == "2021-22-Q4"]
    assert own != headline.value
    assert f"own figure there {own:,.6g}" in str(row["note"])
    assert f"the headline figure {headline.value:,.6g}" in str(row["note"])


def test_the_counts_and_the_later_download_disagree_and_are_never_mixed(everything: Everything) -> None:
    rows = everything.table("all-crime", areas=("bedfordshire",), source="all")
    by_source = {row["source"]: row["value"] for row in rows if row["period"] == "2021-12"}
    assert by_source == {
        "crimes": plain(everything.data, "bedfordshire")["crimes", "bedfordshire", "2021-12"].crimes,
        "force-month-counts": 4_100,
    }


def test_no_area_is_compared_where_there_are_no_peer_counts(everything: Everything) -> None:
    """No peer counts exist from April 2022 to December 2023."""
    held = {
        row["period"]
        for row in everything.build.comparisons().to_pylist()
        if row["window"] == "month" and row["source"] == "force-month-counts"
    }
    assert held
    assert not [month for month in held if "2022-04" <= month <= "2023-12"]


# --- reference files ------------------------------------------------------------------------------


def test_reference_files_are_read_and_what_is_refused_is_what_cannot_be_used(everything: Everything) -> None:
    """Northern Irish small areas have no official code, and unnamed forces or functions are no one's."""
    said = everything.said["reference"]
    assert not said.problems
    rows = {edition.table: (edition.rows, edition.refused) for edition in said.added}
    assert rows["force-month-counts"] == (20_368, 0)
    assert rows["populations"] == (43, 0)
    assert rows["outcome-texts"] == (29, 0)
    assert rows["police-grant"] == (43, 0)
    refused = {table for table, (_, number) in rows.items() if number}
    assert refused == {"lsoa-points", "workforce"}
    assert everything.one("residents", "northamptonshire", "at", "2020-06-30").value == 757_181
