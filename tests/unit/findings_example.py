"""Made-up findings for the example report: an exception, a weaker sign, peers, a fan, a map and decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from frankpledge.assessment.findings import FindingKind, closing_sentence
from frankpledge.builds.finding import CHART_SIGNAL
from frankpledge.builds.forecasting import Tried, YearAhead
from frankpledge.builds.scanning import AREA_OUTSIDE
from frankpledge.builds.standing import OUTSIDE_FUNNEL
from frankpledge.contracts.figures import Finding
from frankpledge.periods import Period, since
from frankpledge.plan.chart_decisions import ChartChange, ChartDecision
from frankpledge.publication.amounts import said
from frankpledge.publication.area_maps import AreaMap, MapArea, Side
from frankpledge.publication.expected_marks import AgainstExpected
from frankpledge.publication.forecast_charts import Forecast, ForecastMonth, SeenMonth
from frankpledge.publication.found import (
    Ahead,
    LighterMonth,
    PeersFound,
    ReportFindings,
    Scanned,
    SeriesFound,
)
from frankpledge.publication.funnel_charts import Beyond, Funnel, FunnelArea, FunnelLines
from frankpledge.publication.model import Tone, figure_key, finding_key
from frankpledge.publication.month_findings import ExpectedMonth, MarkKind, MonthFindings, MonthMark
from frankpledge.publication.peer_charts import PeerFindings
from frankpledge.publication.peers import ranked
from frankpledge.publication.readings import MeasureReading

METHOD, VARIANT = "prediction interval", "total of the quarter, negative binomial, 98.8 %"


def finding(reading: MeasureReading, kind: str, direction: str, sentence: str, **more: object) -> Finding:
    """Return a finding about a measure's quarter, unless told otherwise."""
    now = reading.quarter
    held = {
        "area_type": now.area_type,
        "area": now.area,
        "window": now.window,
        "period": now.period,
        "expected_low": None,
        "expected_high": None,
        "seen": now.value,
    } | more
    return Finding(
        measure=now.measure,
        breakdown="",
        source=now.source,
        kind=str(kind),
        method=METHOD,
        variant=VARIANT,
        baseline="April 2018 to December 2022",
        strength="p = 0.0021, about 1 in 500",
        direction=direction,
        sentence=sentence,
        **held,  # type: ignore[arg-type]
    )


def _within(reading: MeasureReading) -> SeriesFound:
    value, measure = reading.quarter.value, reading.measure
    assert value is not None
    low, high = 0.9 * value, 1.1 * value
    ends = f"{said(low, measure)} to {said(high, measure)}"
    words = f"{measure.title}: {said(value, measure)}, within its expected range of {ends}."
    row = finding(reading, FindingKind.WITHIN, "no judgement", words, expected_low=low, expected_high=high)
    against = AgainstExpected(
        measure, reading.quarter.label, value, low, high, value, Tone.PLAIN, finding_key(row)
    )
    return SeriesFound(
        reading.quarter.source, "Street-level crime", True, within=row, against=against, method=METHOD,
        variant=VARIANT, baseline=row.baseline, months_used=57, rise_to=1.2 * value,
    )  # fmt: skip


def _exceptional(reading: MeasureReading, quarter: Period) -> SeriesFound:
    measure, value, last = reading.measure, reading.quarter.value, quarter.last_month
    assert value is not None
    low, high = round(1.1 * value), round(1.4 * value)
    start = f"{measure.title}: {said(value, measure)} in {quarter.label}"
    row = finding(
        reading, FindingKind.QUARTER_OUTSIDE, "improving",
        f"{start}. That is below its expected range of {low:,} to {high:,}, on the better side.",
        expected_low=low, expected_high=high,
    )  # fmt: skip
    half = since(quarter.first_month - 3, last)
    both = finding(
        reading, FindingKind.HALF_YEAR_OUTSIDE, "improving",
        f"{measure.title}: 1,000 in {half.label}, two quarters together, below the range expected.",
        window=str(half.window), period=half.key, expected_low=1100.0, expected_high=1300.0, seen=1000.0,
    )  # fmt: skip
    months = MonthFindings(
        tuple(ExpectedMonth(month, 240.0, 200.0, 280.0) for month in range(last - 20, last + 1)),
        tuple(
            MonthMark(month, MarkKind.RUN, False, Tone.BETTER, "quarter below expected")
            for month in quarter.months
        ),
    )
    decision = ChartDecision(
        ChartChange.EXCLUDE, last - 30, last - 28, "the 2020 lockdown", "A. Person", date(2023, 1, 5),
        measures=(measure.id,),
    )  # fmt: skip
    against = AgainstExpected(
        measure, quarter.label, value, low, high, (low + high) / 2, Tone.BETTER, finding_key(row)
    )
    return SeriesFound(
        reading.quarter.source, "Street-level crime", True, exceptions=(row, both), against=against,
        method=METHOD, variant=VARIANT, baseline=row.baseline, months_used=57, rise_to=1.5 * value,
        fall_to=value, lighter=(LighterMonth(last - 12, 0.31),), decisions=(decision,), months=months,
        is_band=True,
    )  # fmt: skip


def _signalling(reading: MeasureReading, last: int) -> SeriesFound:
    words = f"{reading.measure.title}: higher than usual (7 in a row above the mean), on its chart."
    row = finding(reading, CHART_SIGNAL, "worsening", words)
    months = MonthFindings(
        tuple(ExpectedMonth(month, 34.0, 20.0, 48.0) for month in range(last - 11, last + 1)),
        tuple(
            MonthMark(month, MarkKind.RUN, True, Tone.WORSE, "7 in a row above the mean")
            for month in range(last - 6, last + 1)
        ),
    )
    return SeriesFound(
        reading.quarter.source, "Street-level crime", True, signals=(row,), months=months,
        why_not="not enough history: 12 months before the quarter, 24 are needed", months_used=12,
    )  # fmt: skip


def _peers(reading: MeasureReading) -> PeersFound:
    held = ranked(reading)
    bars = PeerFindings({peer.area: (0.9 * v, 1.1 * v) for peer, _, v in held}, 17.0, (1, 3))
    areas = tuple(
        FunnelArea(
            peer.title, 400_000.0 + 90_000.0 * place, value, figure_key(figure), peer.own,
            Beyond.CONTROL if peer.own else Beyond.NEITHER, Tone.BETTER if peer.own else Tone.PLAIN,
        )
        for place, (peer, figure, value) in enumerate(held)
    )  # fmt: skip
    lines = FunnelLines((3e5, 1.2e6), (13.0, 15.0), (21.0, 19.0), (12.0, 14.0), (22.0, 20.0))
    words = f"{reading.measure.title}: below what is usual among its group (14 to 20)."
    outside = finding(reading, OUTSIDE_FUNNEL, "better than usual", words)
    funnel = Funnel(reading.measure, reading.quarter.label, areas, lines, 17.0, "residents", True)
    return PeersFound(bars, "clearly lower", funnel, reading.peer_group, True, (outside,))


def _ahead(reading: MeasureReading, last: int) -> Ahead:
    seen = tuple(SeenMonth(last - 11 + place, 200.0 + place) for place in range(12))
    months = tuple(ForecastMonth(last + place, 205.0, 190.0, 220.0, 180.0, 230.0) for place in range(1, 13))
    fan = Forecast(reading.measure, "Westmarch", seen, months, figure_key(reading.months[-1]))
    year = YearAhead(2460.0, 2350.0, 2570.0, 2290.0, 2630.0)
    return Ahead(fan, "median of theta and ETS", Tried(6, 60, 49, 57), Tried(6, 8760, 6754, 8085, 146), year)


def _square(left: float) -> str:
    ring = [[left, 52.0], [left + 0.1, 52.0], [left + 0.1, 52.1], [left, 52.1], [left, 52.0]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _map(reading: MeasureReading) -> AreaMap:
    measure, codes = reading.measure, ("E05000001", "E05000002", "E05000003")
    areas = tuple(
        MapArea(
            code, f"Ward {place}", Side.MORE if place == 1 else Side.ORDINARY,
            Tone.WORSE if place == 1 else Tone.PLAIN, f"{measure.id}:ward:{code}", 30.0, 15.5,
        )
        for place, code in enumerate(codes, start=1)
    )  # fmt: skip
    shapes = {code: _square(-1.0 + 0.1 * place) for place, code in enumerate(codes)}
    return AreaMap(f"{measure.id}-ward", measure, "Westmarch", reading.quarter.label, "wards", areas, shapes)


def findings(readings: Mapping[str, MeasureReading], quarter: Period) -> ReportFindings:
    """Return findings of every kind for the example's readings."""
    last = quarter.last_month
    series = {
        name: _within(readings[name])
        for name in ("all-crime", "crime-rate", "possession-of-weapons", "grade-one-urban-median")
    }
    series["burglary"] = _exceptional(readings["burglary"], quarter)
    series["robbery"] = _signalling(readings["robbery"], last)
    peers = {"crime-rate": _peers(readings["crime-rate"])}
    words = "Burglary, Ward 1: 30 in Q4 22/23, where its share would make 15.5."
    local = finding(
        readings["burglary"], AREA_OUTSIDE, "worsening", words, area_type="ward", area="E05000001", seen=30.0
    )
    held = [row for one in series.values() for row in (*one.exceptions, one.within, *one.signals)]
    rows = (*(row for row in held if row is not None), *peers["crime-rate"].outside, local)
    return ReportFindings(
        series=series,
        peers=peers,
        ahead={"burglary": _ahead(readings["burglary"], last)},
        maps=(_map(readings["burglary"]),),
        scanned=(
            Scanned("Burglary", "wards", 3, 3, 1, "burglary:ward>scan"),
            Scanned("All crime", "wards", 3, 3, 0, "all-crime:ward>scan"),
        ),
        rows=rows,
        judged=5,
        exceptional=1,
        closing=closing_sentence(5, 1),
        closing_of_all=closing_sentence(9, 1),
    )
