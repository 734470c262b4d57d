"""What kinds of document need beside readings: figures of tiles, and the findings of a year's quarters."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.builds.finding import FIRST, QuarterFindings
from frankpledge.builds.reading import Build
from frankpledge.periods import Period, period_ending
from frankpledge.publication.found import ReportFindings
from frankpledge.publication.gather_figures import figures_of
from frankpledge.publication.kinds.kind import TileUse
from frankpledge.publication.readings import QuarterFound, TileReading


def rows_of(found: Sequence[QuarterFindings]) -> ReportFindings:
    """Return the findings of the quarters of a year as rows: no series is judged over a year."""
    return ReportFindings(rows=tuple(row for one in found for row in one.rows))


def quarter_found(build: Build, found: QuarterFindings) -> QuarterFound:
    """Return what was found of the force in one quarter of a year: exceptions, and how many were judged."""
    force = build.definitions.office.force
    rows = [row for row in found.rows if row.area_type == "force" and row.area == force and row.kind in FIRST]
    return QuarterFound(found.quarter, tuple(rows), found.judged, found.closing)


def tile_reading(build: Build, use: TileUse, period: Period) -> TileReading:
    """Return a tile's figure for the last whole period of its window up to the document's own end."""
    measure, force = build.definitions.measures[use.measure], build.definitions.office.force
    window = period_ending(use.window, period.last_month)
    if window.last_month > period.last_month:
        window = window.previous()
    now, before = figures_of(build, measure, force, [window, window.year_before()])
    return TileReading(use, measure, now, before if before.value is not None else None)
