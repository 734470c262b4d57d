"""The made-up report's data as each kind of document needs it: a year, a month, tiles, a ledger, texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from frankpledge.contracts.figures import Comparator, Comparison, Figure
from frankpledge.periods import Period, Window, parse_financial_year, period_ending
from frankpledge.plan.decision_records import DecisionRecord
from frankpledge.plan.definitions import LedgerEntry
from frankpledge.publication.author_texts import AuthorTexts
from frankpledge.publication.found import ReportFindings, found_in
from frankpledge.publication.kinds.kind import Covers, DocumentKind
from frankpledge.publication.kinds.reading import read_kind, with_known_measures
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import Block, Bullets, Paragraph, Quoted, line
from frankpledge.publication.readings import MeasureReading, QuarterFound, ReportData, TileReading
from tests.unit.report_example import AS_AT, LAST, QUARTER, example

YEAR = parse_financial_year("2022-23")
TWELVE = period_ending(Window.ROLLING_12, LAST)
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30"/></svg>'

BUDGET, SET = "Budget 2022/23", date(2022, 2, 4)


def entry(name: str, title: str, value: float, unit: str = "£", **more: object) -> LedgerEntry:
    """Return a quoted figure of the budget, unless ``more`` says otherwise."""
    given: dict[str, object] = {"source": BUDGET, "on": SET, "owner": "B. Treasurer", **more}
    return LedgerEntry(name, title, value, unit, **given)  # type: ignore[arg-type]


PEEL = {"source": "Inspectorate, PEEL 2021/22", "on": date(2022, 9, 1)}
LEDGER = (
    entry("peel-investigating-crime", "Grade for investigating crime", 3, "of 5", **PEEL),
    entry("council-tax", "Council tax", 60_500_000, group="income"),
    entry("government-grant", "Government grant", 80_250_000, group="income"),
    entry("income", "Income", 140_750_000, group="income", total_of=("council-tax", "government-grant")),
    entry("secret", "Not for print", 12, "cases", publishable=False, group="income"),
)
DECISIONS = (
    DecisionRecord("Decision records 2022", 1, date(2022, 4, 20), "Precept", "key"),
    DecisionRecord("Decision records 2022", 2, not_used="Withdrawn before it was taken"),
    DecisionRecord("Decision records 2022", 3, date(2022, 9, 1), "Fleet contract", "routine", "Three years"),
    DecisionRecord("Decision records 2022", 4, date(2023, 5, 1), "After the year", "routine"),
)


def words(text: str) -> Paragraph:
    """Return a paragraph as an author wrote it."""
    return Paragraph(line(Quoted(text, "author")))


TEXTS: dict[str, tuple[Block, ...]] = {
    "summary": (words("Summary by the commissioner."),),
    "outcomes/young-people": (words("The youth fund kept forty young people in school."),),
    "priorities/prevention": (words("Prevention came first."),),
    "measures/burglary": (words("Burglary text of the author."),),
    "measures/all-crime": (words("All crime text of the author."),),
    "recommendations": (
        Bullets((line("Note the report."), line("Ask for a plan on robbery."))),
        words("Invite the chief constable."),
    ),
    "functions": (words("The commissioner held four public meetings."),),
    "questions/investigating-crime": (words("We will invest in detectives."),),
}


def _as(figure: Figure, period: Period) -> Figure:
    return replace(
        figure,
        window=str(period.window),
        period=period.key,
        label=period.label,
        period_start=period.start,
        period_end=period.end,
    )


def _over(reading: MeasureReading, period: Period) -> MeasureReading:
    """Return a reading whose headline is the twelve months, as a financial year or as they are."""
    rows: list[Comparison] = list(reading.comparisons)
    for row in reading.comparisons:
        if row.comparator == Comparator.PREVIOUS_12_MONTHS and period.window is Window.FINANCIAL_YEAR:
            rows.append(
                replace(
                    row, window=period.window, period=period.key, comparator=str(Comparator.PREVIOUS_PERIOD)
                )
            )
    return replace(
        reading,
        quarter=_as(reading.rolling, period),
        comparisons=tuple(rows),
        peers=(),
        local=(),
        breakdowns=(),
    )


def _tiles(kind: DocumentKind, readings: dict[str, MeasureReading]) -> Iterable[TileReading]:
    for use in kind.tiles:
        one = readings[use.measure]
        before = replace(one.rolling, value=(one.rolling.value or 1.0) * 1.1)
        yield TileReading(use, one.measure, one.rolling, before)


def example_of(name: str, *, texts: bool = True, kind: DocumentKind | None = None) -> ReportData:
    """Return the data of a document of one built-in kind, or of ``kind``."""
    data = example()
    declared = with_known_measures(kind or read_kind(name), data.readings)
    found = found_in(data)
    readings, period = data.readings, QUARTER
    quarters: tuple[QuarterFound, ...] = ()
    if declared.covers is not Covers.QUARTER:
        period = YEAR if declared.covers is Covers.FINANCIAL_YEAR else TWELVE
        readings = {key: _over(one, period) for key, one in readings.items()}
        data = replace(data, found=ReportFindings(rows=found.rows))
    if declared.covers is Covers.FINANCIAL_YEAR:
        told = tuple(row for one in found.series.values() for row in one.exceptions)
        ends = [period_ending(Window.QUARTER, LAST - back) for back in (9, 6, 3, 0)]
        quarters = tuple(
            QuarterFound(one, told if one == QUARTER else (), 5 if n else 0, "5 measures were held.")
            for n, one in enumerate(ends)
        )
    return replace(
        data,
        period=period,
        readings=readings,
        kind=declared,
        quarters=quarters,
        tiles=tuple(_tiles(declared, readings)),
        ledger=LEDGER,
        decisions=DECISIONS,
        logo=Logo(LOGO, "svg", "Logo of the office", 90, 30),
        texts=AuthorTexts(TEXTS) if texts else AuthorTexts(),
        as_at=AS_AT,
    )


BUILT_IN = (
    "quarterly",
    "panel",
    "annual",
    "complaints-annual",
    "custody-annual",
    "candidate-briefing",
    "plan-on-a-page",
    "at-a-glance",
)
