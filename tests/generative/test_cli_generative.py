"""Whatever words people type, the command line ends with a documented exit code and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frankpledge.contracts.figures import FIGURE_COLUMNS
from frankpledge.periods import Window
from tests.functional.cli import HOME, run
from tests.once import copy_of_office

DOCUMENTED = {0, 1, 2, 3, 4}
SETTINGS = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def _mostly(good: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Good words three times out of four: with bad ones only, no command would get past its first."""
    return st.one_of(good, good, good, ANYTHING)


MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(2021, 2026), st.integers(0, 14))
QUARTERS = st.builds("Q{} {:02d}/{:02d}".format, st.integers(0, 5), st.integers(20, 27), st.integers(20, 27))
YEARS = st.builds("{:04d}-{:02d}".format, st.integers(2020, 2026), st.integers(19, 28))
DAYS = st.dates().map(str)
SPANS = st.builds("{}..{}".format, MONTHS, MONTHS)
PERIOD = st.one_of(
    MONTHS,
    QUARTERS,
    YEARS,
    DAYS,
    SPANS,
    ANYTHING,
    st.sampled_from(["2024", "2024-W20", "1000-01", "2999-12", "0000"]),
)
WINDOW = _mostly(st.sampled_from([window.value for window in Window]))
MEASURE = _mostly(
    st.sampled_from(
        ["burglary", "crime-rate", "charge-rate", "median-months-to-outcome", "officers", "police-grant"]
    )
)
AREA = _mostly(st.sampled_from([HOME.slug, "aldermoor", "E06900001", "E01900001"]))
BREAKDOWN = st.one_of(
    st.sampled_from(["crime-type", "crime-type=burglary", "outcome=", "=", "a=b|c=d"]), ANYTHING
)
SOURCE = _mostly(st.sampled_from(["headline", "all", "crimes", "populations"]))
BUILD = st.one_of(st.sampled_from(["0001", "2", "", "*", "..", "0002-"]), ANYTHING)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two builds."""
    return copy_of_office(tmp_path_factory, tmp_path_factory.mktemp("generative") / "office")


def _options(**chosen: str | None) -> list[str]:
    """Return ``--name=value`` words for what was chosen; a value may begin with a dash."""
    return [f"--{name}={value}" for name, value in chosen.items() if value is not None]


def _ends_well(*words: object) -> None:
    ran = run(*words)  # raises what the command did not turn into a message
    assert ran.code in DOCUMENTED
    assert "Traceback" not in ran.out + ran.err
    if ran.code:
        assert "Error: " in ran.err
        assert not ran.out


@SETTINGS
@given(
    measure=st.none() | MEASURE, area=st.none() | AREA, window=st.none() | WINDOW, start=st.none() | PERIOD,
    end=st.none() | PERIOD, breakdown=st.none() | BREAKDOWN, source=st.none() | SOURCE,
)  # fmt: skip
def test_figures_ends_well_on_any_words(
    office: Path,
    measure: str | None,
    area: str | None,
    window: str | None,
    start: str | None,
    end: str | None,
    breakdown: str | None,
    source: str | None,
) -> None:
    chosen = {"measure": measure, "area": area, "window": window, "breakdown": breakdown, "source": source}
    _ends_well("figures", office, "--format", "csv", *_options(**chosen, **{"from": start, "to": end}))


@SETTINGS
@given(measure=MEASURE, area=AREA, period=PERIOD, window=st.none() | WINDOW, breakdown=st.none() | BREAKDOWN)
def test_explain_ends_well_on_any_words(
    office: Path, measure: str, area: str, period: str, window: str | None, breakdown: str | None
) -> None:
    options = _options(window=window, breakdown=breakdown)
    _ends_well("explain", *options, "--", office, measure, area, period)


@SETTINGS
@given(words=st.lists(st.one_of(BUILD, PERIOD), min_size=2, max_size=2), which=st.integers(0, 3))
def test_the_other_commands_end_well_on_any_words(office: Path, words: list[str], which: int) -> None:
    first, second = words
    commands = (
        ["diff", "--format=csv", "--", office, f"{first}x", second],
        ["report", office, f"--quarter={first}x", f"--build={second}"],
        ["build", office, f"--as-at={first}x"],
        ["figures", office, "--measure=burglary", f"--build={first}", "--format=csv"],
    )
    _ends_well(*commands[which])


@SETTINGS
@given(window=st.sampled_from(["month", "quarter", "rolling-12", "year-to-date"]), start=MONTHS, end=MONTHS)
def test_periods_asked_for_are_the_periods_given(office: Path, window: str, start: str, end: str) -> None:
    words = [
        "--measure=burglary",
        f"--area={HOME.slug}",
        f"--window={window}",
        f"--from={start}",
        f"--to={end}",
    ]
    ran = run("figures", office, *words, "--format=csv")
    if ran.code:
        assert ran.code == 2
        return
    assert ran.out.splitlines()[0] == ",".join(FIGURE_COLUMNS)
    for row in ran.rows:
        assert f"{start}-01" <= row["period_end"]
        assert row["period_end"][:7] <= end
