"""`frankpledge explain`: from rows in files to the figure, ending in the very number `figures` prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.functional.cli import HOME, done, run


@dataclass(frozen=True)
class Told:
    """What an explanation says, read back from its text."""

    text: str

    @property
    def value(self) -> str:
        """The figure in its first lines, as it would stand in a CSV."""
        return self.text.splitlines()[1].split()[0].replace(",", "")

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Rows that remain, and rows left out to get there; the first leaves out none."""
        part = self.text.partition("From rows to the figure\n")[2].partition("\n\n")[0]
        found = re.findall(r"^ +([\d,]+)  (?:− ([\d,]+) )?", part, flags=re.MULTILINE)
        return [(_int(remain), _int(left or "0")) for remain, left in found]

    @property
    def arithmetic(self) -> str:
        return self.text.partition("Arithmetic\n")[2].partition("\n\n")[0]


def _int(text: str) -> int:
    return int(text.replace(",", ""))


def _told(office: Path, measure: str, area: str, period: str, *more: str) -> Told:
    return Told(done("explain", office, measure, area, period, *more).out)


def _figure(office: Path, measure: str, area: str, period: str, window: str, *more: str) -> dict[str, str]:
    words = ("--measure", measure, "--area", area, "--window", window, "--format", "csv", *more)
    [row] = [row for row in done("figures", office, *words).rows if row["period"] == period]
    return row


@pytest.mark.parametrize(
    ("measure", "period", "window"),
    [
        ("burglary", "2024-05", "month"),
        ("burglary", "2024-25-Q4", "quarter"),
        ("burglary", "2024-25", "financial-year"),
        ("burglary", "2024", "calendar-year"),
        ("burglary", "2025-03", "rolling-12"),
        ("burglary", "2024-12", "year-to-date"),
        ("asb-incidents", "2024-05", "month"),
        ("outcomes-given", "2024-25-Q2", "quarter"),
        ("stop-searches", "2024-25-Q2", "quarter"),
    ],
)
def test_a_count_is_what_remains_of_the_rows(measure: str, period: str, window: str, office: Path) -> None:
    told = _told(office, measure, HOME.slug, period, "--window", window)
    figure = _figure(office, measure, HOME.slug, period, window)
    assert told.value == figure["value"]
    assert str(told.steps[-1][0]) == figure["value"]
    before = told.steps[0][0]
    for remain, left in told.steps[1:]:
        assert before - left == remain
        before = remain
    assert figure["label"] in told.text.splitlines()[0]
    assert f"as at {figure['as_at']}" in told.text


def test_a_quarter_shows_the_months_it_is_the_sum_of(office: Path) -> None:
    told = _told(office, "burglary", HOME.slug, "Q4 24/25")
    months = [
        _figure(office, "burglary", HOME.slug, month, "month")["value"]
        for month in ("2025-01", "2025-02", "2025-03")
    ]
    assert (
        f"{months[0]} (January 2025) + {months[1]} (February 2025) + {months[2]} (March 2025) = "
        in told.arithmetic
    )
    assert f"= {told.value}" in told.arithmetic


@pytest.mark.parametrize("measure", ["stop-search-drugs-share", "charge-rate", "no-suspect-share"])
def test_a_share_shows_its_division(measure: str, office: Path) -> None:
    told = _told(office, measure, HOME.slug, "2024-05")
    figure = _figure(office, measure, HOME.slug, "2024-05", "month")
    numerator, denominator = figure["numerator"], figure["denominator"]
    assert float(told.value) == pytest.approx(float(figure["value"]), rel=1e-9)
    assert f"{int(numerator):,} ÷ {int(denominator):,} = " in told.arithmetic
    assert told.steps[-1][0] == int(numerator)
    assert int(denominator) in [remain for remain, _ in told.steps]


def test_a_ratio_explains_both_its_measures(office: Path) -> None:
    told = _told(office, "positive-outcomes-given-ratio", HOME.slug, "2024-05")
    figure = _figure(office, "positive-outcomes-given-ratio", HOME.slug, "2024-05", "month")
    for part in ("positive-outcomes-given", "all-crime"):
        value = _figure(office, part, HOME.slug, "2024-05", "month")["value"]
        assert value in (figure["numerator"], figure["denominator"])
        assert value in told.arithmetic
    assert "\n  Positive outcomes given: May 2024" in told.text
    assert "\n  All recorded crime: May 2024" in told.text


def test_a_rate_shows_residents(office: Path) -> None:
    told = _told(office, "crime-rate", HOME.slug, "2024-25")
    figure = _figure(office, "crime-rate", HOME.slug, "2024-25", "financial-year")
    assert f"residents: {int(figure['denominator']):,}" in told.arithmetic
    assert float(told.value) == pytest.approx(float(figure["value"]), rel=1e-9)


def test_a_follow_up_names_the_months_of_outcomes_it_waits_for(office: Path) -> None:
    told = _told(office, "charge-rate", HOME.slug, "2024-05")
    for month in ("2024-05", "2024-06", "2024-07", "2024-08"):
        assert f"{month}-{HOME.slug}-outcomes.csv" in told.text
    recent = _told(office, "charge-rate", HOME.slug, "2025-02")
    assert "(immature, computed)" in recent.text


def test_a_part_of_a_breakdown(office: Path) -> None:
    told = _told(office, "all-crime", HOME.slug, "2024-05", "--breakdown", "crime-type=burglary")
    assert "part: crime-type=burglary" in told.text
    assert told.value == _figure(office, "burglary", HOME.slug, "2024-05", "month")["value"]


def test_a_local_area_leaves_out_the_other_places(office: Path) -> None:
    told = _told(office, "burglary", "E06900001", "2024-05")
    assert "in another place, or with no location" in told.text
    assert told.value == _figure(office, "burglary", "E06900001", "2024-05", "month")["value"]
    assert str(told.steps[-1][0]) == told.value


def test_a_span_of_months_that_no_table_holds(office: Path) -> None:
    told = _told(office, "burglary", HOME.slug, "2024-05..2024-08")
    months = [
        int(_figure(office, "burglary", HOME.slug, f"2024-0{month}", "month")["value"])
        for month in (5, 6, 7, 8)
    ]
    assert int(told.value) == sum(months)


def test_a_missing_month_is_explained_as_missing(office: Path) -> None:
    month = _told(office, "burglary", HOME.slug, "2023-01")
    assert "no figure (missing, computed)" in month.text
    assert "not supplied" in month.text
    year = _told(office, "burglary", HOME.slug, "2022-23")
    assert "none (January 2023)" in year.arithmetic
    assert "a month is missing, so there is no sum" in year.arithmetic


def test_an_earlier_build_is_explained_from_its_own_files(office: Path) -> None:
    older = _told(office, "all-crime", HOME.slug, "2023-06", "--build", "1")
    newer = _told(office, "all-crime", HOME.slug, "2023-06", "--build", "2")
    assert older.value != newer.value
    assert str(older.steps[-1][0]) == older.value
    assert str(newer.steps[-1][0]) == newer.value


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["burglry", HOME.slug, "2024-05"], ["'burglry'", "Did you mean 'burglary'?"]),
        (["burglary", "westmarhc", "2024-05"], ["'westmarhc'", "Did you mean 'westmarch'?"]),
        (["burglary", HOME.slug, "May"], ["'May' is not a period"]),
        (["burglary", HOME.slug, "2024-05", "--window", "quartre"], ["'quartre'", "Did you mean 'quarter'?"]),
        (["burglary", HOME.slug, "2024-05", "--window", "quarter"], ["'2024-05' is not a quarter"]),
        (["burglary", HOME.slug, "2024-05-01"], ["worked out from whole months", "1 May 2024"]),
        (["burglary", HOME.slug, "2024-W20"], ["worked out from whole months", "Week 20, 2024"]),
        (["all-crime", HOME.slug, "2024-05", "--breakdown", "crime-type"], ["names no part", "crime-type="]),
        (
            ["all-crime", HOME.slug, "2024-05", "--breakdown", "crim-type=burglary"],
            ["Did you mean 'crime-type'?"],
        ),
        (
            ["all-crime", HOME.slug, "2024-05", "--breakdown", "crime-type=burglry"],
            ["Did you mean 'burglary'?"],
        ),
        (
            ["burglary", HOME.slug, "2024-05", "--breakdown", "age=x"],
            ["No breakdown is declared for burglary"],
        ),
        (["burglary", HOME.slug, "2024-05", "--build", "7"], ["no build '7'"]),
    ],
)
def test_a_wrong_word_is_met_with_the_nearest_right_one(
    words: list[str], parts: list[str], office: Path
) -> None:
    ran = run("explain", office, *words)
    assert ran.code == 2
    for part in parts:
        assert part in ran.err


def test_a_store_that_no_longer_holds_the_files_is_said_so(own_office: Path) -> None:
    for entry in (own_office / "store" / "log").iterdir():
        entry.unlink()
    ran = run("explain", own_office, "burglary", HOME.slug, "2024-05")
    assert ran.code == 4
    assert "the store no longer holds" in ran.err
    assert done("figures", own_office, "--measure", "burglary", "--format", "csv").rows


def test_a_time_to_an_outcome_is_told_with_its_crimes_open_cases_and_interval(office: Path) -> None:
    """The interval is in no column of the figures: only here."""
    name, period = "months-until-nine-in-ten-have-outcomes", "2024-25-Q1"
    told = _told(office, name, HOME.slug, period)
    figure = _figure(office, name, HOME.slug, period, "quarter")
    assert told.value == figure["value"]
    pattern = (
        r"([\d,]+) crimes, of which ([\d,]+) still open\n +95 % interval (\d+) to (\d+) months \(Kaplan–Meier"
    )
    crimes, still_open, low, high = re.findall(pattern, told.arithmetic)[0]
    assert _int(crimes) == int(figure["n"]) == told.steps[-1][0]
    assert 0 < _int(still_open) < _int(crimes) / 10
    assert _int(low) <= float(figure["value"]) <= _int(high)
    assert "outcomes.csv" in told.text
    newest = _told(office, name, HOME.slug, "2025-03")
    assert "too many still open at the longest wait: not reached yet" in newest.arithmetic
    assert "no figure: immature" in newest.arithmetic
