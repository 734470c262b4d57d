"""Shares within a service level: from the definition to figures, held against plain loops over the rows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frankpledge.contracts import registry
from frankpledge.contracts.tables import Column, Table, Type
from frankpledge.engines import open_engine
from frankpledge.errors import BadDefinition, FrankpledgeError
from frankpledge.measures.counting import count_all
from frankpledge.measures.coverage import coverage
from frankpledge.measures.local_areas import LocalMap
from frankpledge.measures.relations import Records
from frankpledge.measures.series import SeriesReader
from frankpledge.measures.windows import IMMATURE, KNOWN, over_windows
from frankpledge.periods import Window
from frankpledge.plan.definitions import Definitions
from frankpledge.plan.describing import describe
from frankpledge.plan.reading import read_office
from frankpledge.store.editions import Edition
from frankpledge.working_time import bank_holidays
from tests.spec import offices
from tests.spec.engines import needs_spark, spark_on

LONDON = ZoneInfo("Europe/London")
JANUARY = 2021 * 12
OBTAINED = {JANUARY + 2: date(2021, 4, 8), JANUARY + 3: date(2021, 5, 4)}
HOLIDAY = date(2021, 4, 13)
CONTACTS = Table(
    name="contacts",
    title="Contacts",
    description="Cases and when somebody was reached.",
    publisher="A service",
    licence="None",
    columns=(
        Column("force", Type.AREA, "Force.", required=True),
        Column("month", Type.MONTH, "Month.", required=True),
        Column("received", Type.TIMESTAMP, "When the case came."),
        Column("contacted", Type.TIMESTAMP, "When contact was tried or made."),
        Column("result", Type.TEXT, "What came of it."),
        Column("origin", Type.TEXT, "Who sent it."),
    ),
)
LEVELS = {
    "clock": ("clock", "2 days", 2 * 86400),
    "working": ("working", "10 hours", 36000),
    "working-days": ("working", "2 days", 2 * 8 * 3600 + 3600),
    "all-day": ("24-hour", "1 day", 86400),
}
Row = tuple[int, datetime | None, datetime | None, str, str]


def definition(name: str, numerator: str, of: str = "contacts") -> str:
    return (
        f"id: {name}\ntitle: {name}\nkind: share\nof: {of}\nnumerator: {numerator}\n"
        "unit: per cent\ndirection: higher\nbreakdowns: [origin]\n"
    )


def office_with(folder: Path, measures: dict[str, str]) -> Definitions:
    (folder / "plan" / "measures").mkdir(parents=True)
    hours = "office-hours: {opens: 08:30, closes: 17:00}\nholidays: [2021-04-13]\n"
    (folder / "office.yaml").write_text(offices.OFFICE + hours, encoding="utf-8")
    (folder / "plan" / "plan.yaml").write_text(offices.PLAN, encoding="utf-8")
    for name, text in measures.items():
        (folder / "plan" / "measures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_office(folder)


def rows_at_random(seed: int, count: int) -> list[Row]:
    draw = random.Random(seed)  # noqa: S311
    found: list[Row] = []
    for _ in range(count):
        month = draw.choice(list(OBTAINED))
        start = datetime(2021, month % 12 + 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(30 * 1440))
        stop = start + timedelta(minutes=draw.randrange(-60, 6 * 1440), seconds=draw.randrange(60))
        result, origin = draw.choice(("Reached", "No answer")), draw.choice(("Police", "Self"))
        found.append(
            (month, draw.choice((start, start, start, None)), draw.choice((stop, stop, None)), result, origin)
        )
    return found


def records_of(folder: Path, rows: list[Row], engine: str = "duckdb") -> Records:
    editions = []
    tables = []
    for code, (month, obtained) in enumerate(OBTAINED.items(), start=1):
        own = [row for row in rows if row[0] == month]
        columns = {
            "edition": [code] * len(own),
            "record": list(range(len(own))),
            "force": pa.array(["bedfordshire"] * len(own)).dictionary_encode(),
            **{name: [row[place] for row in own] for place, name in enumerate(CONTACTS.column_names[1:])},
        }
        tables.append(
            pa.table(
                {
                    one.name: pa.array(columns[one.name], one.type)
                    if one.name != "force"
                    else columns["force"]
                    for one in CONTACTS.schema()
                }
            )
        )
        editions.append(edition(code, "contacts", month, obtained, len(own)))
    pq.write_table(pa.concat_tables(tables), folder / "part.parquet")
    return Records(open_engine(engine, folder), folder, editions, editions)


def edition(code: int, table: str, month: int, obtained: date, rows: int) -> Edition:
    """Return the edition of Bedfordshire's rows of a month in the one part there is."""
    file = ("f", "f", 1, 1, "s", 1)
    return Edition(code, table, "bedfordshire", month, obtained, *file, rows, 0, 0, "part.parquet")


def counted_naively(time: str, start: datetime, stop: datetime) -> float:
    """Return seconds that count, day by day on a London clock."""
    if time == "clock":
        return (stop - start).total_seconds()
    opens, closes = ((0, 0), (24, 0)) if time == "24-hour" else ((8, 30), (17, 0))
    total, day = 0.0, start.astimezone(LONDON).date()
    while day <= stop.astimezone(LONDON).date():
        if day.weekday() < 5 and day not in (*bank_holidays(2021), HOLIDAY):
            begin = datetime(day.year, day.month, day.day, *opens, tzinfo=LONDON).astimezone(UTC)
            end_day, hour = (day + timedelta(1), 0) if closes[0] == 24 else (day, closes[0])
            end = datetime(end_day.year, end_day.month, end_day.day, hour, tzinfo=LONDON).astimezone(UTC)
            total += max(0.0, (min(end, stop) - max(begin, start)).total_seconds())
        day += timedelta(1)
    return total


def shares(rows: list[Row], time: str, limit: int, origin: str | None = None) -> dict[int, tuple[int, int]]:
    found = dict.fromkeys(OBTAINED, (0, 0))
    for month, start, stop, result, came_from in rows:
        if start is None or (origin and came_from != origin):
            continue
        at = datetime.combine(OBTAINED[month], datetime.min.time(), UTC)
        if counted_naively(time, start, at) < limit:
            continue
        kept = stop is not None and stop >= start and result == "Reached"
        met = kept and counted_naively(time, start.replace(microsecond=0), stop) <= limit  # type: ignore[arg-type]
        found[month] = found[month][0] + met, found[month][1] + 1
    return found


@pytest.fixture
def contacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.TABLES, "contacts", CONTACTS)


@pytest.mark.usefixtures("contacts")
@pytest.mark.parametrize("seed", [1, 2])
def test_shares_agree_with_plain_loops(tmp_path: Path, seed: int) -> None:
    ends = "from: received, to: contacted, where: {result: reached}"
    measures = {
        name: definition(name, f"{{within: {limit}, time: {time}, {ends}}}")
        for name, (time, limit, _) in LEVELS.items()
    }
    definitions = office_with(tmp_path / "office", measures)
    rows = rows_at_random(seed, 400)
    records = records_of(tmp_path, rows)
    monthly = count_all(records, definitions, LocalMap())
    reader = SeriesReader(monthly, coverage(records), definitions, {})
    for name, (time, _, limit) in LEVELS.items():
        series = reader.read(definitions.measures[name], "contacts")
        windowed = over_windows(series.dense, Window.MONTH)
        assert windowed.denominator is not None
        got = {
            JANUARY + 2 + place: (int(windowed.numerator[0, place]), int(windowed.denominator[0, place]))
            for place in range(2)
        }
        assert got == shares(rows, time, limit), name
        assert min(met for met, _ in got.values()) > 10
        parts = reader.read(definitions.measures[name], "contacts", breakdown="origin")
        assert [key.breakdown for key in parts.keys] == ["origin=police", "origin=self"]
        assert parts.dense.numerator[0].tolist() == [
            met for met, _ in shares(rows, time, limit, "Police").values()
        ]
    by_clock = reader.read(definitions.measures["clock"], "contacts").dense.state[0].tolist()
    assert by_clock == [KNOWN, KNOWN]
    by_office = reader.read(definitions.measures["working-days"], "contacts").dense.state[0].tolist()
    assert by_office == [KNOWN, IMMATURE]  # 3 May was a bank holiday: no office hour passed since April


@pytest.mark.usefixtures("contacts")
@needs_spark
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
def test_spark_counts_the_same(tmp_path: Path) -> None:
    ends = "from: received, to: contacted, time: working"
    definitions = office_with(
        tmp_path / "office", {"in-time": definition("in-time", f"{{within: 9 hours, {ends}}}")}
    )
    rows = rows_at_random(3, 200)
    with spark_on("local[1]", tmp_path):
        found = [
            count_all(records_of(tmp_path, rows, engine), definitions, LocalMap())
            for engine in ("duckdb", "spark")
        ]
    assert found[0].num_rows == 6
    assert found[0].equals(found[1])


@pytest.mark.usefixtures("contacts")
def test_a_service_level_is_said_in_words(tmp_path: Path) -> None:
    text = "{within: 2 days, from: received, to: contacted, time: working, where: {result: reached}}"
    definitions = office_with(tmp_path / "office", {"in-time": definition("in-time", text)})
    said = describe(definitions.measures["in-time"], definitions)
    assert said.startswith(
        "Of records of 'Contacts', the share within 2 days from received to contacted, office hours of "
        "working days alone counted (08:30 to 17:00) where result is 'reached'. A case whose limit"
    )


@pytest.mark.usefixtures("contacts")
def test_counted_by_its_end_a_case_without_a_start_is_left_out_and_none_waits(tmp_path: Path) -> None:
    """By their end all cases are over, late ones too: only what cannot be judged is no part of the share."""
    text = definition("in-time", "{within: 1 day, from: received, to: contacted}")
    definitions = office_with(tmp_path / "office", {"in-time": text + "in-month-of: contacted\n"})
    noon = datetime(2021, 4, 5, 12, tzinfo=UTC)
    late, last = noon + timedelta(days=2), datetime(2021, 4, 30, 20, tzinfo=UTC)
    march = datetime(2021, 3, 9, tzinfo=UTC)
    rows: list[Row] = [
        (JANUARY + 2, march, march, "Reached", "Police"),
        (JANUARY + 3, noon, noon + timedelta(hours=24), "Reached", "Police"),
        (JANUARY + 3, noon, late, "Reached", "Police"),
        (JANUARY + 3, None, late, "Reached", "Self"),
        (JANUARY + 3, noon, None, "No answer", "Self"),
        (JANUARY + 3, last - timedelta(hours=1), last, "Reached", "Self"),
    ]
    records = records_of(tmp_path, rows)
    reader = SeriesReader(count_all(records, definitions, LocalMap()), coverage(records), definitions, {})
    dense = reader.read(definitions.measures["in-time"], "contacts").dense
    assert dense.denominator is not None
    april = JANUARY + 3 - reader.first_month
    assert (dense.numerator[0, april], dense.denominator[0, april]) == (2, 3)
    assert dense.state[0, april] == KNOWN
    said = describe(definitions.measures["in-time"], definitions)
    assert "so none waits to fall due; one without a start cannot be judged and is left out." in said
    assert "had not passed" not in said


@pytest.mark.usefixtures("contacts")
@pytest.mark.parametrize(
    ("numerator", "told"),
    [
        ("{within: soon, from: received, to: contacted}", "'soon' is not a limit"),
        ("{within: 1 day, from: received, to: result}", "'result' is no time or day in contacts"),
        ("{within: 1 day, from: received, to: received}", "cannot stop at what starts it"),
        ("{within: 1 day, from: received}", "this key is missing"),
        ("{within: 1 day, from: received, to: contacted, time: lunch}", "no kind of time 'lunch'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, numerator: str, told: str) -> None:
    with pytest.raises((BadDefinition, FrankpledgeError), match=told):
        office_with(tmp_path / "office", {"in-time": definition("in-time", numerator)})
