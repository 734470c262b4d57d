"""Gather what was found in a quarter as a report says and draws it: out of the findings of a build."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from frankpledge.areas import force_title
from frankpledge.assessment.control.assurance import Assured
from frankpledge.assessment.expected.monthly import MINIMUM
from frankpledge.assessment.findings import FindingKind, Judged, closing_sentence, direction_of
from frankpledge.assessment.status import target_in_force
from frankpledge.builds.charting import SeriesCharted, Signal
from frankpledge.builds.expected_months import Band, expected_months
from frankpledge.builds.finding import CHART_SIGNAL, FIRST, QuarterFindings
from frankpledge.builds.forecasting import forecasts
from frankpledge.builds.reading import Build
from frankpledge.builds.scanning import AreaScan
from frankpledge.contracts.figures import Figure, Finding
from frankpledge.contracts.registry import TABLES
from frankpledge.periods import Period, Window, parse_period, period_ending
from frankpledge.plan.chart_decisions import ChartChange, ChartDecision
from frankpledge.plan.definitions import Measure
from frankpledge.publication.area_maps import AreaMap, MapArea, Side
from frankpledge.publication.expected_marks import AgainstExpected
from frankpledge.publication.fans import fan_of
from frankpledge.publication.finding_words import side_of
from frankpledge.publication.found import (
    Ahead,
    LighterMonth,
    ReportFindings,
    Scanned,
    SeriesFound,
)
from frankpledge.publication.gather_figures import figures_of
from frankpledge.publication.gather_peers import peers_found
from frankpledge.publication.model import Tone, finding_key
from frankpledge.publication.month_findings import (
    BaselineBreak,
    ExcludedMonths,
    ExpectedMonth,
    MarkKind,
    MonthFindings,
    MonthMark,
)
from frankpledge.publication.readings import CHART_MONTHS, MeasureReading

HORIZON = 12
"""Months ahead that a fan shows."""
TONES = {Judged.IMPROVING: Tone.BETTER, Judged.WORSENING: Tone.WORSE}
KINDS = {"ward": "wards", "lsoa": "small census areas"}


def gather_findings(
    build: Build,
    found: QuarterFindings,
    readings: dict[str, MeasureReading],
    *,
    whole: bool = False,
    drawn: bool = True,
) -> ReportFindings:
    """Return what was found of the measures of a report; ``found.rows`` whole, whatever the plan prints.

    Expected ranges and months ahead are worked out for the measures that have something to say; where the
    ``whole`` is asked for, the ranges of all, and nothing ahead (:func:`all_ahead` gives it). Where
    nothing will be ``drawn``, neither.
    """
    quarter, force = found.quarter, build.definitions.office.force
    held = [
        one for one in found.charted if one.judged.measure.id in readings and one.judged.key.area == force
    ]
    rows: dict[str, list[Finding]] = {}
    for row in found.rows:
        if row.area_type == "force" and row.area == force:
            rows.setdefault(row.measure, []).append(row)
    banded = [
        one
        for one in held
        if drawn and (whole or one.judged.is_exceptional or one.signals or _has_status(one, readings))
    ]
    bands = expected_months(
        build,
        [one.judged for one in banded],
        quarter,
        measures=tuple(one.judged.measure.id for one in banded),
        levels=found.levels,
        quarters=CHART_MONTHS // 3,
    )
    series = {
        one.judged.measure.id: _series(
            build, one, quarter, rows.get(one.judged.measure.id, ()), bands.get(_place(one), ())
        )
        for one in held
    }
    judged = [one.judged for one in held if one.judged.is_judged]
    exceptional = sum(one.is_exceptional for one in judged)
    peers = peers_found(found.standings, readings, found.rows)
    scans = [one for one in found.scans if one.measure.id in readings]
    telling = {
        name for name, one in series.items() if drawn and not whole and (one.exceptions or one.signals)
    }
    return ReportFindings(
        series=series,
        peers=peers,
        ahead=_ahead(build, quarter, telling),
        maps=tuple(map_of(build, one) for one in scans if one.scan.found.any()),
        scanned=tuple(_scanned(one) for one in scans),
        rows=found.rows,
        judged=len(judged),
        exceptional=exceptional,
        closing=closing_sentence(len(judged), exceptional, found.levels),
        closing_of_all=found.closing,
    )


def _place(one: SeriesCharted) -> tuple[str, str]:
    return one.judged.measure.id, one.judged.source


def _has_status(one: SeriesCharted, readings: dict[str, MeasureReading]) -> bool:
    return readings[one.judged.measure.id].status is not None


# --- one series against its own past ---------------------------------------------------------------


def _series(
    build: Build, one: SeriesCharted, quarter: Period, rows: Sequence[Finding], band: Band
) -> SeriesFound:
    held, measure = one.judged, one.judged.measure
    judgement, headline = held.judgement, held.source == build.figures.reader.own_source(measure)
    exceptions = tuple(row for row in rows if row.kind in FIRST)
    decisions = tuple(
        decision
        for decision in build.definitions.chart_decisions
        if decision.covers(measure.id, held.key.area) and decision.from_month <= quarter.last_month
    )
    power = judgement.power
    table = TABLES.get(held.source)
    return SeriesFound(
        source=held.source,
        source_title=table.title if table is not None else held.source,
        is_headline=headline,
        exceptions=exceptions,
        within=next((row for row in rows if row.kind == FindingKind.WITHIN), None),
        signals=tuple(row for row in rows if row.kind == CHART_SIGNAL),
        assured=one.assured.words if one.assured <= Assured.MISSED else "",
        against=_against(one, quarter, exceptions, rows),
        why_not=judgement.reasons[0],
        method=judgement.method,
        variant=judgement.variant,
        baseline=judgement.baseline,
        months_used=int(judgement.months_used[0]),
        rise_to=_known(power.rise_to[0]),
        fall_to=_known(power.fall_to[0]),
        lighter=_lighter(one),
        decisions=decisions,
        months=_months(one, quarter, exceptions, decisions, band),
        is_band=held.is_judged,
        figures=() if headline else _figures(build, measure, held.key.area, held.source, quarter),
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _figures(build: Build, measure: Measure, area: str, source: str, quarter: Period) -> tuple[Figure, ...]:
    last = quarter.last_month
    months = [period_ending(Window.MONTH, month) for month in range(last - CHART_MONTHS + 1, last + 1)]
    return tuple(figures_of(build, measure, area, months, source))


def _against(
    one: SeriesCharted, quarter: Period, exceptions: Sequence[Finding], rows: Sequence[Finding]
) -> AgainstExpected | None:
    if not one.judged.is_judged:
        return None
    judged, measure = one.judged.judgement.quarter, one.judged.measure
    whole = next(
        row for row in rows if row.kind in (FindingKind.QUARTER_OUTSIDE, FindingKind.WITHIN)
        and row.source == one.judged.source
    )  # fmt: skip
    side = int(judged.side[0]) if exceptions and exceptions[0] is whole else 0
    tone = TONES.get(direction_of(measure.direction, side), Tone.PLAIN) if side else Tone.PLAIN
    seen, low, high, centre = (float(of[0]) for of in (judged.seen, judged.low, judged.high, judged.expected))
    return AgainstExpected(measure, quarter.label, seen, low, high, centre, tone, finding_key(whole))


def _lighter(one: SeriesCharted) -> tuple[LighterMonth, ...]:
    weights = one.judged.judgement.weights[0]
    known = one.judged.monthly.known[0, : len(weights)]
    places = np.flatnonzero(known & (weights < 0.995) & (weights > 0))
    first = one.judged.monthly.first_month
    return tuple(LighterMonth(first + int(place), float(weights[place])) for place in places)


def _months(
    one: SeriesCharted,
    quarter: Period,
    exceptions: Sequence[Finding],
    decisions: Sequence[ChartDecision],
    band: Band,
) -> MonthFindings:
    measure = one.judged.measure
    expected = [ExpectedMonth(row.month, row.centre, row.low, row.high) for row in band]
    if not one.judged.is_judged:
        expected = _limits(one)
    target = target_in_force(measure, Window.MONTH, quarter.last_month)
    return MonthFindings(
        expected=tuple(expected),
        marks=(*exception_marks(exceptions), *_signal_marks(one, exceptions)),
        breaks=tuple(
            BaselineBreak(row.from_month, row.reason) for row in decisions if row.change is ChartChange.REBASE
        ),
        excluded=tuple(
            ExcludedMonths(row.from_month, row.to_month, row.reason)
            for row in decisions
            if row.change is not ChartChange.REBASE
        ),
        target=None if target is None else target.value,
    )


def _limits(one: SeriesCharted) -> list[ExpectedMonth]:
    """Return the centre and limits of a control chart, where there is no expected range."""
    drawn, first = one.chart, one.judged.monthly.first_month
    rows = []
    for place in range(drawn.values.shape[1]):
        ends = [float(of[0, place]) * one.scale for of in (drawn.centre, drawn.lower, drawn.upper)]
        if np.isfinite(ends).all() and drawn.has_limits[0, place]:
            rows.append(ExpectedMonth(first + place, *ends))
    return rows


def exception_marks(exceptions: Sequence[Finding], window: Window = Window.MONTH) -> list[MonthMark]:
    """Return a mark for each month (or quarter, at its last month) of what is outside its range.

    What was found of one period of the ``window`` stands alone; of more than one, as one run. What was
    found of less than one marks nothing.
    """
    marks: list[MonthMark] = []
    taken: set[int] = set()
    for row in sorted(exceptions, key=lambda row: row.window != window):
        period = parse_period(Window.named(row.window), row.period)
        above = side_of(row) == "above"
        tone = TONES.get(Judged(row.direction), Tone.PLAIN)
        side = "above" if above else "below"
        single = row.window == window
        what = "" if single else "quarter " if row.window == Window.QUARTER else "two quarters "
        kind = MarkKind.OUTSIDE if single else MarkKind.RUN
        for ends in dict.fromkeys(period_ending(window, month) for month in period.months):
            if ends.last_month not in taken and set(ends.months) <= set(period.months):
                marks.append(MonthMark(ends.last_month, kind, above, tone, f"{what}{side} expected"))
                taken.add(ends.last_month)
    return marks


def _signal_marks(one: SeriesCharted, exceptions: Sequence[Finding]) -> list[MonthMark]:
    """Return a mark for each month a rule marks, the first rule of the set alone; none over exceptions."""
    if exceptions:
        return []
    best: dict[int, MonthMark] = {}
    direction = one.judged.measure.direction
    for signal in one.signals:
        side = signal.hit.side
        tone = TONES.get(direction_of(direction, side), Tone.PLAIN) if side else Tone.PLAIN
        outside = signal.hit.rule == "outside"
        kind = MarkKind.OUTSIDE if outside else MarkKind.RUN
        first = one.judged.monthly.first_month
        months = [signal.month] if outside else [first + place for place in signal.hit.places]
        for month in months:
            if month not in best or (outside and best[month].kind is MarkKind.RUN):
                best[month] = MonthMark(month, kind, side > 0, tone, _short_rule(signal))
    return [best[month] for month in sorted(best)]


def _short_rule(signal: Signal) -> str:
    """Return a rule as a label beside its points."""
    side = {1: "above", -1: "below"}.get(signal.hit.side, "about")
    way = {1: "rising", -1: "falling"}.get(signal.hit.side, "turning")
    number = len(signal.hit.places)
    if signal.hit.rule == "outside":
        return f"{side} the limits"
    if signal.hit.rule == "trend":
        return f"{number} in a row {way}"
    if signal.hit.rule in ("shift", "longest-run"):
        return f"{number} in a row {side} the mean"
    return f"far {side} the mean" if signal.hit.side else "an unusual pattern"


# --- ahead, and local areas ------------------------------------------------------------------------


def all_ahead(build: Build, quarter: Period) -> dict[str, Ahead]:
    """Return the forecast of every measure as it stands at a quarter's end; none with too little history.

    It takes no longer than that of one, since those of a kind calibrate each other's ranges.
    """
    return _ahead(build, quarter, build.definitions.measures)


def _ahead(build: Build, quarter: Period, measures: Iterable[str]) -> dict[str, Ahead]:
    """Return the forecasts of some measures as they stand at the quarter's end, where two years are known."""
    wanted = tuple(measures)
    if not wanted:
        return {}
    made = forecasts(
        build, build.definitions.office.force, measures=wanted, upto=quarter.last_month, horizon=HORIZON
    )
    return {
        one.measure.id: Ahead(fan, one.method, one.tried, one.together, one.year)
        for one in made
        if one.last_seen == quarter.last_month
        and int(np.isfinite(one.seen).sum()) >= MINIMUM
        and (fan := fan_of(one)) is not None
    }


def map_of(build: Build, scanned: AreaScan) -> AreaMap:
    """Return a scan as a map: every area with what was found of it, the surest findings first."""
    made, measure = scanned.scan, scanned.measure
    areas = []
    order = np.argsort(np.where(made.found, np.nan_to_num(made.p, nan=1.0), 2.0), kind="stable")
    for place in order.tolist():
        found, side = bool(made.found[place]), int(made.side[place])
        tone = TONES.get(direction_of(measure.direction, side), Tone.PLAIN) if found else Tone.PLAIN
        which = (Side.MORE if side > 0 else Side.FEWER) if found else Side.ORDINARY
        key = ":".join(
            (
                measure.id,
                scanned.area_type,
                scanned.areas[place],
                "",
                str(scanned.quarter.window),
                scanned.quarter.key,
                scanned.source,
            )
        )
        areas.append(
            MapArea(
                scanned.areas[place],
                scanned.titles[place],
                which,
                tone,
                key,
                float(made.now[place]),
                float(made.expected[place]),
            )
        )
    return AreaMap(
        f"{measure.id}-{scanned.area_type}",
        measure,
        force_title(build.definitions.office.force),
        scanned.quarter.label,
        KINDS[scanned.area_type],
        tuple(areas),
        build.boundaries.get(scanned.area_type, {}),
    )


def _scanned(one: AreaScan) -> Scanned:
    key = f"{one.measure.id}:{one.area_type}::{one.quarter.window}:{one.quarter.key}:{one.source}>scan"
    tested = int(one.scan.discoveries.tested)
    return Scanned(
        one.measure.title, KINDS[one.area_type], len(one.areas), tested, int(one.scan.found.sum()), key
    )
