"""What was found of each measure in a quarter, as plain values: what the report says of change and standing.

A report judges nothing: a measure is exceptional, or beside its peers, because a finding says so. What
gets half a page and what one line follows from here, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frankpledge.builds.forecasting import Tried, YearAhead
from frankpledge.contracts.figures import Figure, Finding, State
from frankpledge.plan.chart_decisions import ChartDecision
from frankpledge.publication.area_maps import AreaMap
from frankpledge.publication.expected_marks import AgainstExpected
from frankpledge.publication.forecast_charts import Forecast
from frankpledge.publication.funnel_charts import Funnel
from frankpledge.publication.month_findings import MonthFindings
from frankpledge.publication.peer_charts import PeerFindings
from frankpledge.publication.readings import MeasureReading, ReportData


@dataclass(frozen=True)
class LighterMonth:
    """A month that lies far out, and counts for less in what is expected; ``weight`` is from 0 to 1."""

    month: int
    weight: float


@dataclass(frozen=True)
class SeriesFound:
    """What the past of one series says of its quarter: a measure's own records, or the comparison source.

    ``exceptions`` are the quarter, two quarters and months outside their range, ``within`` the
    finding of a quarter inside it. ``against`` is the
    quarter against its range, None where there is no judgement and ``why_not`` says why. ``rise_to`` and
    ``fall_to`` would probably have been seen. ``months`` is what their chart draws, and ``is_band`` says
    that the range drawn is the expected one, not a control chart's. ``figures`` are the
    months charted where the series is not the headline's.
    """

    source: str
    source_title: str
    is_headline: bool
    exceptions: tuple[Finding, ...] = ()
    within: Finding | None = None
    signals: tuple[Finding, ...] = ()
    assured: str = ""
    against: AgainstExpected | None = None
    why_not: str = ""
    method: str = ""
    variant: str = ""
    baseline: str = ""
    months_used: int = 0
    rise_to: float | None = None
    fall_to: float | None = None
    lighter: tuple[LighterMonth, ...] = ()
    decisions: tuple[ChartDecision, ...] = ()
    months: MonthFindings | None = None
    is_band: bool = False
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class PeersFound:
    """Where the area stands among its peers: bars of the group shown, and a funnel.

    ``beside_others`` says how it differs from the others taken together; ``outside`` are findings beyond
    the funnel's outer lines, in any group.
    """

    bars: PeerFindings
    beside_others: str = ""
    funnel: Funnel | None = None
    funnel_group: str = ""
    own_lines: bool = False
    outside: tuple[Finding, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether the area clearly differs from the others, by the interval on its ratio to them."""
        return self.beside_others.startswith("clearly")


@dataclass(frozen=True)
class Ahead:
    """A forecast with how such forecasts did on the past: of this measure, and of all forecast with it."""

    fan: Forecast
    method: str
    tried: Tried
    together: Tried
    year: YearAhead | None


@dataclass(frozen=True)
class Scanned:
    """How many local areas of one kind were scanned for one measure, and how many were found."""

    measure_title: str
    kind: str
    areas: int
    tested: int
    found: int
    key: str


@dataclass(frozen=True)
class ReportFindings:
    """All that was found, by measure where it is about one; ``rows`` is every finding, as in findings.csv.

    ``closing`` says how many measures of the report were judged and how many false exceptions that makes
    likely; ``closing_of_all`` says so of every measure of the office.
    """

    series: Mapping[str, SeriesFound] = field(default_factory=dict)
    peers: Mapping[str, PeersFound] = field(default_factory=dict)
    ahead: Mapping[str, Ahead] = field(default_factory=dict)
    maps: tuple[AreaMap, ...] = ()
    scanned: tuple[Scanned, ...] = ()
    rows: tuple[Finding, ...] = ()
    judged: int = 0
    exceptional: int = 0
    closing: str = ""
    closing_of_all: str = ""


def found_in(data: ReportData) -> ReportFindings:
    """Return what was found for a report; nothing where nothing was looked for."""
    return data.found if data.found is not None else ReportFindings()


def months_tell(reading: MeasureReading, found: ReportFindings) -> bool:
    """Whether a measure's months have something to say: an exception, signal or status, or are not all in."""
    series = found.series.get(reading.measure.id)
    marked = series is not None and bool(series.exceptions or series.signals)
    return marked or reading.status is not None or reading.quarter.state is State.IMMATURE


def peers_tell(reading: MeasureReading, found: ReportFindings) -> bool:
    """Whether a measure stands outside its peers' funnel, or clearly differs from the others together."""
    peers = found.peers.get(reading.measure.id)
    return peers is not None and (peers.is_clear or bool(peers.outside))


def tells(reading: MeasureReading, found: ReportFindings) -> bool:
    """Whether a measure gets its half page; what has nothing to say takes one line."""
    return reading.has_data and (months_tell(reading, found) or peers_tell(reading, found))


def exceptional_measures(data: ReportData) -> list[tuple[MeasureReading, SeriesFound]]:
    """Return the measures called exceptional, in the order of their findings."""
    found = found_in(data)
    names = dict.fromkeys(row.measure for row in found.rows)
    held = [(name, found.series[name]) for name in names if name in found.series]
    return [(data.readings[name], series) for name, series in held if series.exceptions]
