"""What bodies return under a measure's id becomes its figures: as it stands, added up where that is right."""

from __future__ import annotations

import csv
from pathlib import Path

import lxml.html
import pytest

from frankpledge.plan.office_folder import new_office
from tests.functional.agreeing import agree
from tests.functional.cli import Ran, done, run

COLUMNS = [
    *("force", "body", "measure", "area-type", "area", "breakdown", "part", "window", "period-start"),
    *("period-end", "value", "numerator", "denominator", "n", "basis", "as-at"),
]
SUPPLIED = [*COLUMNS[:11], "of", "n", "interval-low", "interval-high", "basis", "publication", "as-at"]
REFERRALS = """\
id: referrals-received
title: Referrals received
kind: count
of: referrals
unit: referrals
direction: neutral
breakdowns: [service]
"""
COPED = """\
id: coped-better
title: Victims better able to cope
kind: share
of: referrals
numerator: {where: {service: other}}
unit: per cent
direction: higher
"""
RANK = """\
id: trust-rank
title: National rank of trust in the police
kind: supplied
of: supplied-values
column: value
unit: rank
direction: lower
"""
QUARTER = {"window": "Quarter", "period-start": "2024-04-01", "period-end": "2024-06-30"}

PLAN = """\
title: A plan
source: made up
priorities:
  - id: one
    title: One
    sections: [{title: Victims, measures: [referrals-received]}]
"""


def row(**told: object) -> dict[str, str]:
    """One row of a return: a month of referrals to one service, where nothing else is told."""
    usual = {
        "force": "bedfordshire", "body": "victim-service", "measure": "referrals-received",
        "area-type": "force", "area": "bedfordshire", "window": "Month", "basis": "Counted from records",
        "as-at": "2025-05-01",
    }  # fmt: skip
    return {name: str(value) for name, value in {**usual, **told}.items()}


def month(number: int, value: float | None, **told: object) -> dict[str, str]:
    """A value of a month counted from April 2024."""
    year, place = divmod(3 + number, 12)
    ends = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
    key = f"{2024 + year}-{place + 1:02d}"
    days = {"period-start": f"{key}-01", "period-end": f"{key}-{ends[place + 1]}"}
    return row(**days, value="" if value is None else value, **told)


def written(file: Path, rows: list[dict[str, str]], columns: list[str] = COLUMNS) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture
def office(tmp_path: Path) -> Path:
    new_office(tmp_path / "beds", "bedfordshire")
    agree(tmp_path / "beds")
    for text in (REFERRALS, COPED, RANK):
        name = text.split()[1]
        (tmp_path / "beds" / "plan" / "measures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "beds"


def taken(office: Path, rows: list[dict[str, str]], name: str = "return.csv", *, on: str = "2025-05-02",
          columns: list[str] = COLUMNS) -> Ran:  # fmt: skip
    """Take a return in, and build."""
    done("ingest", office, written(office.parent / name, rows, columns), "--obtained", on)
    return done("build", office)


def figures(office: Path, measure: str, window: str = "month", *more: str) -> dict[str, tuple[str, str, str]]:
    """Value, basis and source by period."""
    rows = done("figures", office, "--measure", measure, "--window", window, *more, "--format", "csv").rows
    return {one["period"]: (one["value"], one["basis"], one["source"]) for one in rows}


BASELINE = "baseline: {window: calendar-year, period: 2019}\n"
OF_2019 = {"window": "Calendar year", "period-start": "2019-01-01", "period-end": "2019-12-31"}


@pytest.mark.parametrize(("value", "seen"), [(3, "too small to publish safely"), (1203.5, "1,203.5")])
def test_a_small_baseline_of_people_is_withheld_and_a_large_one_printed_as_supplied(
    office: Path, value: float, seen: str
) -> None:
    (office / "plan" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    measure = office / "plan" / "measures" / "referrals-received.yaml"
    measure.write_text(REFERRALS + BASELINE, encoding="utf-8")
    taken(office, [month(place, 40 + place) for place in range(12)])
    board = row(**OF_2019, value=value, body="board", publication="board-2019", **{"as-at": "2020-01-20"})
    taken(office, [board], "2019.csv", columns=SUPPLIED)
    done("report", office, "--quarter", "Q4 24/25")
    page = lxml.html.parse(str(office / "reports" / "2024-25-Q4-quarterly" / "report.html")).getroot()
    (cells,) = page.get_element_by_id("beside-one").findall(".//tbody/tr")[-1:]
    assert [" ".join(cell.text_content().split()) for cell in cells] == ["Referrals received", "150", seen]


def test_months_of_a_count_make_quarters_and_years_where_all_are_there(office: Path) -> None:
    values = [10, 12, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 20]
    taken(office, [month(place, value) for place, value in enumerate(values) if place != 4])
    months = figures(office, "referrals-received")
    assert months["2024-04"] == ("10", "supplied", "victim-service")
    assert months["2024-06"] == ("0", "supplied", "victim-service")
    assert months["2024-08"][0] == ""
    quarters = figures(office, "referrals-received", "quarter")
    assert quarters["2024-25-Q1"] == ("22", "supplied", "victim-service")
    assert quarters["2024-25-Q2"][0] == ""
    said = done("explain", office, "referrals-received", "bedfordshire", "2024-25-Q1").out
    assert "added up from what victim-service returned for each month" in said
    assert "10 (April 2024) + 12 (May 2024) + 0 (June 2024) = 22" in said
    assert figures(office, "referrals-received", "rolling-12")["2025-03"][0] == ""
    taken(office, [month(4, 8)], "late.csv", on="2025-06-01")
    assert figures(office, "referrals-received", "rolling-12")["2025-03"][0] == "67"
    assert figures(office, "referrals-received", "rolling-12")["2025-04"][0] == "77"
    assert figures(office, "referrals-received", "financial-year")["2024-25"][0] == "67"


def test_two_bodies_of_one_month_do_not_supersede_each_other(office: Path) -> None:
    taken(office, [month(0, 10)])
    taken(office, [month(0, 4, body="refuge", **{"area-type": "service", "area": "refuge"})], "refuge.csv")
    table = done("figures", office, "--measure", "referrals-received", "--format", "csv").rows
    assert [(one["source"], one["value"]) for one in table] == [("victim-service", "10")]
    theirs = figures(office, "referrals-received", "month", "--area", "refuge")
    assert theirs["2024-04"] == ("4", "supplied", "refuge")


def test_a_later_return_corrects_the_rows_it_states_and_takes_back_those_left_empty(office: Path) -> None:
    taken(office, [month(0, 10), month(1, 11), month(2, 12)])
    taken(office, [month(1, 13), month(2, None)], "again.csv", on="2025-06-01")
    assert {period: one[0] for period, one in figures(office, "referrals-received").items()} == {
        "2024-04": "10",
        "2024-05": "13",
    }
    # An older file loaded later corrects nothing.
    taken(office, [month(1, 99)], "older.csv", on="2025-01-01")
    assert figures(office, "referrals-received")["2024-05"][0] == "13"


def test_shares_add_up_from_what_they_are_made_of_and_not_without(office: Path) -> None:
    parts = [(1, 2), (30, 100), (9, 18)]
    rows = [
        month(place, None, measure="coped-better", numerator=over, denominator=below)
        for place, (over, below) in enumerate(parts)
    ]
    taken(office, rows)
    assert figures(office, "coped-better")["2024-05"][0] == "30"
    assert float(figures(office, "coped-better", "quarter")["2024-25-Q1"][0]) == pytest.approx(100 * 40 / 120)
    bare = [month(place, 50, measure="coped-better", body="other-service") for place in range(12)]
    taken(office, bare, "bare.csv")
    alone = figures(office, "coped-better", "rolling-12", "--source", "other-service")
    assert alone == {}
    assert figures(office, "coped-better", "month", "--source", "other-service")["2024-07"][0] == "50"


def test_quarters_of_counts_make_a_year(office: Path) -> None:
    spans = [("2024-04-01", "2024-06-30"), ("2024-07-01", "2024-09-30"), ("2024-10-01", "2024-12-31"),
             ("2025-01-01", "2025-03-31")]  # fmt: skip
    rows = [
        row(**{"window": "Quarter", "period-start": first, "period-end": last, "value": 10 + place})
        for place, (first, last) in enumerate(spans)
    ]
    taken(office, rows)
    assert figures(office, "referrals-received", "quarter")["2024-25-Q2"][0] == "11"
    assert figures(office, "referrals-received", "financial-year")["2024-25"][0] == "46"
    assert figures(office, "referrals-received", "rolling-12")["2025-03"][0] == "46"
    halves = figures(office, "referrals-received", "since")
    assert {period: value for period, (value, _, _) in halves.items()} == {
        "2024-04..2024-09": "21",
        "2024-10..2025-03": "25",
    }
    assert figures(office, "referrals-received", "calendar-year") == {}


def test_bodies_add_up_only_as_declared_and_only_where_all_returned(office: Path) -> None:
    measure = office / "plan" / "measures" / "referrals-received.yaml"
    measure.write_text(REFERRALS + "returned-by: [refuge, victim-service]\n", encoding="utf-8")
    mine = {"area-type": "service", "area": "victim-service"}
    theirs = {"body": "refuge", "area-type": "service", "area": "refuge"}
    taken(office, [month(0, 10, **mine), month(1, 10, **mine), month(0, 3, **theirs)])
    assert figures(office, "referrals-received") == {"2024-04": ("13", "supplied", "refuge + victim-service")}
    said = taken(office, [month(1, 4, **{**theirs, "area": "victim-service"})], "wrong.csv")
    assert "two of the bodies in 'returned-by' give one area" in said.out
    assert figures(office, "referrals-received") == {}


def test_a_rank_and_its_interval_stand_as_they_were_stated(office: Path) -> None:
    told = {"body": "home-office", "measure": "trust-rank", "window": "Rolling 12", "basis": "Rank",
            "period-start": "2023-07-01", "period-end": "2024-06-30", "value": 12, "of": 43,
            "interval-low": 9, "interval-high": 16, "publication": "iquanta-2024-06"}  # fmt: skip
    taken(office, [row(**told)], "ranks.csv", columns=SUPPLIED)
    (one,) = done(
        "figures", office, "--measure", "trust-rank", "--window", "rolling-12", "--format", "csv"
    ).rows
    assert (one["value"], one["n"], one["basis"], one["source"]) == ("12", "43", "supplied", "home-office")
    assert (one["numerator"], one["denominator"], one["as_at"]) == ("", "", "2025-05-01")
    said = done("explain", office, "trust-rank", "bedfordshire", "12 months to June 2024").out
    assert "rank 12 of 43" in said
    assert "between 9 and 16" in said
    assert "published in iquanta-2024-06" in said


def test_what_no_figure_is_made_of_is_said_by_the_build_until_it_is_declared(office: Path) -> None:
    said = taken(
        office,
        [
            month(0, 10),
            month(0, 10, measure="referrals-refused"),
            month(1, 10, measure="referrals-refused"),
            month(0, 10, breakdown="weather", part="rain"),
            row(
                **{"window": "Quarter", "period-start": "2024-04-01", "period-end": "2024-06-30", "value": 9}
            ),
            month(1, 3),
            month(2, 4),
        ],
    )
    assert (
        "2 values of 'referrals-refused' from victim-service (bedfordshire, 2024-04-01 to 2024-04-30)"
        in said.out
    )
    assert "the office declares no such measure" in said.out
    assert "the measure has no breakdown 'weather'" in said.out
    assert "its quarter is not what its months add up to; the months are used" in said.out
    assert figures(office, "referrals-received", "quarter")["2024-25-Q1"][0] == "17"
    measure = office / "plan" / "measures" / "referrals-refused.yaml"
    measure.write_text(REFERRALS.replace("received", "refused", 1), encoding="utf-8")
    assert "no such measure" not in done("build", office).out
    assert figures(office, "referrals-refused")["2024-05"][0] == "10"


def test_a_window_that_does_not_fit_its_days_is_refused_at_intake(office: Path) -> None:
    wrong = row(**{"window": "Quarter", "period-start": "2024-05-01", "period-end": "2024-07-31", "value": 9})
    said = run("return", "check", written(office.parent / "wrong.csv", [month(0, 1), wrong]))
    assert said.code == 1
    assert "window is not the kind of period that period-start and period-end are" in said.out


def test_what_bodies_supply_is_never_beside_what_is_computed(office: Path) -> None:
    """Crimes of bedfordshire from its own records; a body's count of them stays out of the headline."""
    name = "2024-04/2024-04-bedfordshire-street.csv"
    header = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context\n"
    )
    line = (
        f"{'a' * 64},2024-04,Bedfordshire Police,Bedfordshire Police,-0.4,52.1,On or near Park,E01017456,"
        "Bedford 001A,Burglary,Under investigation,\n"
    )
    (office.parent / "2024-04").mkdir()
    (office.parent / name).write_text(header + line, encoding="utf-8")
    done("ingest", office, office.parent / name, "--obtained", "2024-06-01")
    taken(office, [month(0, 500, measure="burglary")])
    assert figures(office, "burglary")["2024-04"] == ("1", "computed", "crimes")
    both = done("figures", office, "--measure", "burglary", "--source", "all", "--format", "csv").rows
    assert {(one["source"], one["value"]) for one in both} == {("crimes", "1"), ("victim-service", "500")}


def test_small_numbers_that_bodies_return_are_withheld_from_reports(office: Path) -> None:
    plan = office / "plan" / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    taken(office, [month(place, value) for place, value in enumerate([30, 3, 40, 50, 60, 70])])
    assert figures(office, "referrals-received")["2024-05"][0] == "3"
    protected = figures(office, "referrals-received", "month", "--protected")
    assert protected["2024-05"][0] == ""
    assert protected["2024-07"][0] == "50"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{RANK}where: {{basis: rank}}\n", "say themselves which measure they are of"),
        (RANK.replace("column: value", "column: of"), "a figure of 'supplied-values' is its value"),
    ],
)
def test_what_would_do_nothing_to_stated_values_is_refused(office: Path, text: str, told: str) -> None:
    done("ingest", office, written(office.parent / "r.csv", [month(0, 1)]))
    (office / "plan" / "measures" / "trust-rank.yaml").write_text(text, encoding="utf-8")
    said = run("build", office)
    assert said.code == 3
    assert told in said.err


def test_a_build_that_carries_over_is_the_same_as_one_made_anew(office: Path) -> None:
    taken(office, [month(place, 10 + place) for place in range(4)])
    taken(office, [month(1, 30), month(4, 5, body="refuge")], "more.csv", on="2025-06-01")
    carried = sorted((office / "builds").glob("0002-*/*.parquet"))
    done("build", office, "--full")
    anew = sorted((office / "builds").glob("0003-*/*.parquet"))
    assert [file.name for file in carried] == [file.name for file in anew]
    assert [file.read_bytes() for file in carried] == [file.read_bytes() for file in anew]
    changed = done("diff", office, "0001", "0002", "--format", "csv").rows
    told = {(one["measure"], one["period"], one["source"]): (one["before"], one["after"]) for one in changed}
    assert told["referrals-received", "2024-05", "victim-service"] == ("11", "30")
    assert told["referrals-received", "2024-08", "refuge"] == ("", "5")


def test_the_body_that_took_over_is_the_headline(office: Path) -> None:
    taken(office, [month(place, 10) for place in range(4)])
    new = [month(place, 20, body="another-service") for place in range(3, 6)]
    taken(office, new, "new.csv", on="2025-06-01")
    assert set(figures(office, "referrals-received").values()) == {("20", "supplied", "another-service")}
    both = figures(office, "referrals-received", "quarter", "--source", "victim-service")
    assert both["2024-25-Q1"] == ("30", "supplied", "victim-service")


def test_a_stated_quarter_and_months_make_a_year_together(office: Path) -> None:
    """As where a provider leaves small months out and tells their quarter instead."""
    taken(office, [row(**QUARTER, value=21), *(month(place, 10) for place in range(3, 12))])
    assert figures(office, "referrals-received", "financial-year")["2024-25"][0] == "111"
    assert figures(office, "referrals-received", "quarter")["2024-25-Q2"][0] == "30"
