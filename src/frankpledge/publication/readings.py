"""What a report is written from: each measure's figures and comparisons, gathered before any word is chosen.

The composer, the sentences and the charts see only these values, so that a report can
say nothing that is not a figure of the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from frankpledge.contracts.figures import Comparator, Comparison, Figure, Finding, State
from frankpledge.periods import Period, Window
from frankpledge.plan.decision_records import DecisionRecord
from frankpledge.plan.definitions import LedgerEntry, Measure, Plan, Priority
from frankpledge.publication.author_texts import AuthorTexts
from frankpledge.publication.kinds.kind import DocumentKind, TileUse
from frankpledge.publication.logos import Logo

if TYPE_CHECKING:
    from frankpledge.publication.found import ReportFindings
    from frankpledge.publication.rows_counted import RowsCounted

CHART_MONTHS = 36
"""Months that a chart of months spans."""


@dataclass(frozen=True)
class Status:
    """A status word computed by a measure's declared rule, with the reason printed beside it."""

    word: str
    reason: str
    good: bool | None


@dataclass(frozen=True)
class PeerPosition:
    """One area of a peer group: its figure in the comparison source, or None where it is missing."""

    area: str
    title: str
    own: bool
    figure: Figure | None


@dataclass(frozen=True)
class LocalFigure:
    """One local area's figure for the quarter and the same quarter last year."""

    area: str
    title: str
    now: Figure
    year_before: Figure | None


@dataclass(frozen=True)
class BreakdownFigure:
    """One slug of one breakdown for the quarter and the same quarter last year."""

    dimension: str
    slug: str
    title: str
    now: Figure
    year_before: Figure | None


@dataclass(frozen=True)
class TileReading:
    """One tile's figure and the same a year before, each as it stands at the document's period."""

    use: TileUse
    measure: Measure
    now: Figure
    year_before: Figure | None


@dataclass(frozen=True)
class QuarterFound:
    """What was found in one quarter of a financial year: the force's exceptions, and how many were judged."""

    period: Period
    exceptions: tuple[Finding, ...]
    judged: int
    closing: str


YEAR_BEFORE = {
    Window.FINANCIAL_YEAR: Comparator.PREVIOUS_PERIOD,
    Window.ROLLING_12: Comparator.PREVIOUS_12_MONTHS,
}
"""By what comparison a period of a whole year is told from the year before: it is the period before it."""


@dataclass(frozen=True)
class MeasureReading:
    """Everything that may be said of one measure in one report.

    ``quarter`` and ``rolling`` are the headline figures: that of the document's period (a quarter, or a
    financial year, or twelve months) and of the twelve months to its end. ``months`` and ``rolling_months``
    run over the chart's span, oldest first, one per month, missing months included.
    ``comparisons`` hold every comparator for ``quarter`` and ``rolling`` (``window`` tells which).
    ``local_gap`` is the part of the headline that no local area has (no location, or located outside).
    ``notes`` are plain sentences on the state of the data. ``destroyed`` are the months whose records were
    destroyed by order. ``wider`` are the newest figures that bodies supplied of the region and the nation,
    and ``baselines`` what they supplied of the declared baseline, where the force's records do not reach it.
    ``before`` and ``year_before`` are the figures of the period just before and of the same a year before;
    None of a value at a date.
    """

    measure: Measure
    quarter: Figure
    rolling: Figure
    months: tuple[Figure, ...]
    rolling_months: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...] = ()
    peers: tuple[PeerPosition, ...] = ()
    peer_group: str = ""
    peer_source: str = ""
    local: tuple[LocalFigure, ...] = ()
    local_gap: int | None = None
    breakdowns: tuple[BreakdownFigure, ...] = ()
    status: Status | None = None
    notes: tuple[str, ...] = ()
    destroyed: tuple[int, ...] = ()
    wider: tuple[Figure, ...] = ()
    baselines: tuple[Figure, ...] = ()
    before: Figure | None = None
    year_before: Figure | None = None

    def earlier(self, comparator: str) -> Figure | None:
        """Return the figure of the period that a comparison in time is from, made or not."""
        return self.before if comparator == Comparator.PREVIOUS_PERIOD else self.year_before

    def is_comparison_withheld(self, comparator: str) -> bool:
        """Whether a comparison in time is not made because one of its two figures is withheld."""
        figures = (self.quarter, self.earlier(comparator))
        return any(one is not None and one.state is State.SUPPRESSED for one in figures)

    def compared(self, comparator: str, window: str = "") -> Comparison | None:
        """Return the comparison of one window (that of the document's period) with one comparator, if any.

        The same period last year of a whole year is the year before it.
        """
        asked = window or self.quarter.window
        wanted = comparator
        if comparator == Comparator.SAME_PERIOD_LAST_YEAR and not window:
            wanted = YEAR_BEFORE.get(Window(asked), Comparator.SAME_PERIOD_LAST_YEAR)
        for row in self.comparisons:
            if row.comparator == wanted and row.window == asked:
                return row
        return None

    @property
    def is_withheld(self) -> bool:
        """Whether some of its headline figures or months are too small to publish safely."""
        figures = (self.quarter, self.rolling, *self.months)
        return any(figure.state is State.SUPPRESSED for figure in figures)

    @property
    def is_rolling_repeated(self) -> bool:
        """Whether its 12-month figures are its months' again, as those of a stock are."""
        months = {figure.period_end: figure.value for figure in self.months}
        known = [figure for figure in self.rolling_months if figure.value is not None]
        return bool(known) and all(figure.value == months.get(figure.period_end) for figure in known)

    @property
    def has_data(self) -> bool:
        """Whether there is anything at all to show: a value in the quarter or in any charted month."""
        return self.quarter.value is not None or any(month.value is not None for month in self.months)


@dataclass(frozen=True)
class SourceNote:
    """One table of records behind the report: what was read, refused and when it was obtained."""

    table: str
    title: str
    publisher: str
    licence: str
    obtained_first: date
    obtained_last: date
    files: int
    rows: int
    refused: int
    repeats: int
    months: str
    missing_months: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportData:
    """One report's whole content before words: office, plan, period, readings by measure id.

    ``unprotected`` data hold small numbers about people, for authorised eyes only.
    ``counted`` says how headline figures were counted, by measure, for the pages that explain them.
    """

    office_title: str
    body: str
    area_title: str
    plan: Plan
    period: Period
    as_at: date
    build_id: str
    readings: dict[str, MeasureReading]
    sources: tuple[SourceNote, ...]
    definitions: tuple[Measure, ...]
    accent: str = "#1d4f7c"
    licence: str = "Open Government Licence v3.0"
    generated: bool = False
    unprotected: bool = False
    notes: tuple[str, ...] = ()
    found: ReportFindings | None = None
    texts: AuthorTexts = field(default_factory=AuthorTexts)
    kind: DocumentKind | None = None
    logo: Logo | None = None
    tiles: tuple[TileReading, ...] = ()
    quarters: tuple[QuarterFound, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    absent: tuple[str, ...] = ()
    """Titles of tables that measures of the report are counted from and nobody has supplied."""
    counted: Mapping[str, tuple[RowsCounted, ...]] = field(default_factory=dict)

    def of(self, priority: Priority) -> tuple[MeasureReading, ...]:
        """Return the readings of a priority in printed order, without repeats."""
        return tuple(self.readings[name] for name in dict.fromkeys(priority.measures))
