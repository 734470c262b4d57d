"""Local areas of the office's force scanned for a quarter: which had more or less than their usual share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from frankpledge.assessment.findings import Judged, direction_of
from frankpledge.assessment.small_areas.scanning import FEWEST_AREAS, Scan, scan
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Finding
from frankpledge.measures.series import SeriesSet
from frankpledge.measures.windows import KNOWN, over_windows
from frankpledge.periods import Period, Window, since
from frankpledge.plan.definitions import Kind, Measure

SCANNED = ("ward", "lsoa")
"""Kinds of area that are many: local authorities are few, and each can be judged by itself."""
MOST_BEFORE, FEWEST_BEFORE = 12, 6
"""Months before the quarter that make an area's usual share: as many as were supplied without a gap."""
AREA_OUTSIDE = "local area outside its usual share"
MORE = " more than chance "
"""What the sentence of a finding says of an area that had more than its share."""


@dataclass(frozen=True)
class AreaScan:
    """One measure over all areas of one kind: ``areas`` and ``titles`` in the order of the scan's arrays."""

    measure: Measure
    area_type: str
    source: str
    quarter: Period
    before: Period
    areas: tuple[str, ...]
    titles: tuple[str, ...]
    scan: Scan


def area_scans(build: Build, quarter: Period, measures: Iterable[str]) -> list[AreaScan]:
    """Return a scan for each count and kind of area whose quarter and months before were supplied in full."""
    found = []
    for name in measures:
        measure = build.definitions.measures[name]
        if measure.kind is not Kind.COUNT:
            continue
        for area_type in (kind for kind in SCANNED if kind in measure.area_types):
            for held in build.figures.series(measure, area_type, source=measure.table):
                before = _before(held, quarter)
                if before is None or len(held.keys) < FEWEST_AREAS:
                    continue
                now = over_windows(held.dense, quarter.window, (quarter,))
                past = over_windows(held.dense, Window.SINCE, (before,))
                whole = (now.state[:, 0] == KNOWN) & (past.state[:, 0] == KNOWN)
                areas = tuple(key.area for key, kept in zip(held.keys, whole, strict=True) if kept)
                made = scan(now.numerator[whole, 0], past.numerator[whole, 0])
                titles = tuple(build.titles.get(area, area) for area in areas)
                found.append(AreaScan(measure, area_type, held.source, quarter, before, areas, titles, made))
    return found


def _before(held: SeriesSet, quarter: Period) -> Period | None:
    """Return the months before a quarter that were supplied without a gap.

    None where they are too few, or the quarter itself was not supplied in full. A month is supplied
    for all small areas of the office or for none.
    """
    states = over_windows(held.dense, Window.MONTH).state
    months = range(held.dense.first_month, held.dense.last_month + 1)
    known = {
        month for month, state in zip(months, states.min(axis=0, initial=9), strict=True) if state == KNOWN
    }
    if not known.issuperset(quarter.months):
        return None
    first = quarter.first_month
    while first - 1 in known and quarter.first_month - first < MOST_BEFORE:
        first -= 1
    enough = quarter.first_month - first >= FEWEST_BEFORE
    return since(first, quarter.first_month - 1) if enough else None


def findings_of(scanned: AreaScan) -> list[Finding]:
    """Return the finding of each area that stands out, the surest first."""
    made = scanned.scan
    places = np.flatnonzero(made.found)
    places = places[np.argsort(made.p[places], kind="stable")]
    return [_finding(scanned, int(place)) for place in places]


def _finding(scanned: AreaScan, place: int) -> Finding:
    made, measure, quarter = scanned.scan, scanned.measure, scanned.quarter
    now, expected = float(made.now[place]), float(made.expected[place])
    shrunk = made.ratio.estimate
    ratio, low, high = (float(one[place, 0]) for one in (shrunk.value, shrunk.low, shrunk.high))
    side = int(made.side[place])
    judged = direction_of(measure.direction, side)
    towards = {Judged.IMPROVING: ", on the better side", Judged.WORSENING: ", on the worse side"}
    return Finding(
        *(measure.id, scanned.area_type, scanned.areas[place], "", str(quarter.window), quarter.key),
        *(scanned.source, AREA_OUTSIDE),
        method=made.method,
        variant=made.variant,
        baseline=f"its share of the whole, {scanned.before.label}",
        expected_low=None,
        expected_high=None,
        seen=now,
        strength=(
            f"p = {made.p[place]:.2g}; among {int(made.discoveries.tested)} areas one in ten named may be "
            f"chance; {ratio:.2f} times its share ({low:.2f} to {high:.2f}), drawn towards all"
        ),
        direction=str(judged),
        sentence=(
            f"{measure.title}, {scanned.titles[place]}: {now:,.0f} in {quarter.label}, where its share of "
            f"{scanned.before.label} would make {expected:,.1f}. That is {'more' if side > 0 else 'fewer'} "
            f"than chance between areas explains{towards.get(judged, '')}."
        ),
    )
