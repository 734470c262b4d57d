"""A report's data with what must be withheld taken out, before a word of it is written.

What is worked out from a whole history (expected ranges, forecasts, control charts, highest since) is
shown only where every month of that history is: a range can give back the month it was made from.
"""

from __future__ import annotations

from dataclasses import replace

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Comparator, Comparison, Figure, Finding, State
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Period, Window, parse_period
from frankpledge.publication.disclosure.assembling import OWN_LOCAL
from frankpledge.publication.disclosure.protecting import Protection
from frankpledge.publication.found import ReportFindings
from frankpledge.publication.readings import (
    BreakdownFigure,
    LocalFigure,
    MeasureReading,
    QuarterFound,
    ReportData,
    TileReading,
)

NOTE = (
    "Small numbers about people are withheld, and with them what would give them back: other areas, shorter "
    "periods, and ranges worked out from them. They are marked [c]."
)
_PERIODS_BEFORE = {
    Comparator.PREVIOUS_PERIOD: Period.previous,
    Comparator.SAME_PERIOD_LAST_YEAR: Period.year_before,
    Comparator.PREVIOUS_12_MONTHS: Period.year_before,
}
_OF_PEERS = (Comparator.PEER, Comparator.PEER_MEAN, Comparator.RANK)


def with_protection(data: ReportData, build: Build, protection: Protection) -> ReportData:
    """Return a report's data without what disclosure control withholds of it."""
    if not any(protection.covers(name) for name in _measures(data)):
        return data
    readings = {name: _reading(one, build, protection) for name, one in data.readings.items()}
    hidden = any(_is_touched(one) for one in readings.values())
    return replace(
        data,
        readings=readings,
        found=None if data.found is None else _found(data.found, readings, protection),
        tiles=tuple(_tile(one, protection) for one in data.tiles),
        quarters=tuple(_quarter(one, protection) for one in data.quarters),
        notes=(*data.notes, NOTE) if hidden else data.notes,
    )


def _measures(data: ReportData) -> list[str]:
    findings = [row.measure for one in data.quarters for row in one.exceptions]
    return [*data.readings, *(one.measure.id for one in data.tiles), *findings]


def _is_touched(reading: MeasureReading) -> bool:
    figures = (reading.quarter, reading.rolling, *reading.months, *reading.rolling_months)
    local, parts = (one.now for one in reading.local), (one.now for one in reading.breakdowns)
    return any(figure.state is State.SUPPRESSED for figure in (*figures, *local, *parts))


# --- one measure -----------------------------------------------------------------------------------


def _reading(reading: MeasureReading, build: Build, protection: Protection) -> MeasureReading:
    if not protection.covers(reading.measure.id):
        return reading
    quarter, rolling = protection.figures((reading.quarter, reading.rolling))
    compared = tuple(row for row in reading.comparisons if _may_compare(row, reading, build, protection))
    judged = (Comparator.TARGET, Comparator.BASELINE)
    whole = (quarter, rolling) == (reading.quarter, reading.rolling) and all(
        row in compared for row in reading.comparisons if row.comparator in judged
    )
    local = tuple(_local(one, protection) for one in reading.local)
    local_open = all(one.now.state is not State.SUPPRESSED for one in local)
    peers_open = _peers_open(reading, protection)
    return replace(
        reading,
        quarter=quarter,
        rolling=rolling,
        months=tuple(protection.figures(reading.months)),
        rolling_months=tuple(protection.figures(reading.rolling_months)),
        comparisons=compared,
        peers=reading.peers if peers_open else (),
        peer_group=reading.peer_group if peers_open else "",
        peer_source=reading.peer_source if peers_open else "",
        local=local,
        local_gap=reading.local_gap if local_open and quarter.value is not None else None,
        breakdowns=tuple(_breakdown(one, protection) for one in reading.breakdowns),
        status=reading.status if whole else None,
        baselines=tuple(protection.as_stated(one) for one in reading.baselines),
        before=_before(reading.before, protection),
        year_before=_before(reading.year_before, protection),
    )


def _may_compare(row: Comparison, reading: MeasureReading, build: Build, protection: Protection) -> bool:
    """Whether a comparison tells only of figures that are shown."""
    period = parse_period(Window.named(row.window), row.period)
    key = SeriesKey(row.area_type, row.area, row.breakdown)

    def shown(when: Period) -> bool:
        figure = build.figures.one(reading.measure, row.area, when, key, row.source)
        return figure is not None and protection.shows([figure])[0]

    if not shown(period):
        return False
    if row.comparator in _PERIODS_BEFORE:
        return shown(_PERIODS_BEFORE[Comparator(row.comparator)](period))
    if row.comparator == Comparator.TARGET:
        return True
    if row.comparator == Comparator.BASELINE:
        return reading.measure.baseline is not None and shown(reading.measure.baseline)
    if row.comparator in _OF_PEERS:
        return all(
            protection.is_open(row.measure, row.source, "force", area)
            for area in build.figures.reader.areas_of(row.source)
        )
    return protection.is_open(row.measure, row.source, row.area_type, row.area, row.breakdown)


def _peers_open(reading: MeasureReading, protection: Protection) -> bool:
    figures = [one.figure for one in reading.peers if one.figure is not None]
    return all(protection.is_open(one.measure, one.source, "force", one.area) for one in figures)


def _before(figure: Figure | None, protection: Protection) -> Figure | None:
    return None if figure is None else protection.figure(figure)


def _local(one: LocalFigure, protection: Protection) -> LocalFigure:
    return replace(one, now=protection.figure(one.now), year_before=_before(one.year_before, protection))


def _breakdown(one: BreakdownFigure, protection: Protection) -> BreakdownFigure:
    return replace(one, now=protection.figure(one.now), year_before=_before(one.year_before, protection))


def _tile(one: TileReading, protection: Protection) -> TileReading:
    return replace(one, now=protection.figure(one.now), year_before=_before(one.year_before, protection))


# --- what was found --------------------------------------------------------------------------------


def may_tell(row: Finding, protection: Protection) -> bool:
    """Whether a finding is of a series whose whole history is shown, among others of which it is."""
    if not protection.covers(row.measure):
        return True
    if row.area_type not in ("force", OWN_LOCAL):
        return False
    return protection.is_open(row.measure, row.source, row.area_type, row.area, row.breakdown)


def _quarter(one: QuarterFound, protection: Protection) -> QuarterFound:
    return replace(one, exceptions=tuple(row for row in one.exceptions if may_tell(row, protection)))


def _found(
    found: ReportFindings, readings: dict[str, MeasureReading], protection: Protection
) -> ReportFindings:
    """Keep what was found of series that are shown whole; maps of small areas never about people."""

    def tells(name: str) -> bool:
        if not protection.covers(name) or name not in readings:
            return True
        figure, series = readings[name].quarter, found.series.get(name)
        sources = {figure.source} | ({series.source} if series is not None else set())
        return all(protection.is_open(name, source, "force", figure.area) for source in sources)

    series = {name: one for name, one in found.series.items() if tells(name)}
    return replace(
        found,
        series=series,
        peers={
            name: one
            for name, one in found.peers.items()
            if name not in readings or readings[name].peers or not protection.covers(name)
        },
        ahead={name: one for name, one in found.ahead.items() if tells(name)},
        maps=tuple(one for one in found.maps if not protection.covers(one.measure.id)),
        rows=tuple(row for row in found.rows if may_tell(row, protection)),
    )
