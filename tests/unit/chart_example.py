"""Made-up findings for every picture: months, peers, a funnel, a forecast, a cell and a map."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from frankpledge.plan.definitions import Measure
from frankpledge.publication.area_maps import AreaMap, MapArea, Side, area_map, map_table
from frankpledge.publication.charts import charted, months_chart
from frankpledge.publication.expected_marks import AgainstExpected, expected_mark, expected_words
from frankpledge.publication.forecast_charts import (
    Forecast,
    ForecastMonth,
    SeenMonth,
    forecast_chart,
    forecast_table,
)
from frankpledge.publication.funnel_charts import (
    Beyond,
    Funnel,
    FunnelArea,
    FunnelLines,
    funnel_chart,
    funnel_subtitle,
    funnel_table,
)
from frankpledge.publication.model import (
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Line,
    Name,
    Picture,
    RowGroup,
    Table,
    Tone,
    line,
)
from frankpledge.publication.month_findings import (
    BaselineBreak,
    ExcludedMonths,
    ExpectedMonth,
    MarkKind,
    MonthFindings,
    MonthMark,
    findings_table,
)
from frankpledge.publication.peer_blocks import peer_table
from frankpledge.publication.peer_charts import PeerFindings, peers_chart
from frankpledge.publication.peers import ranked
from frankpledge.publication.readings import MeasureReading
from tests.unit.report_example import AS_AT, CRIME_RATE, LAST, readings

ACCENT = "#1d4f7c"
BURGLARY = readings()["burglary"].measure

FOUND = MonthFindings(
    expected=tuple(ExpectedMonth(month, 230.0, 190.0, 270.0) for month in range(LAST - 29, LAST + 1)),
    marks=(
        MonthMark(LAST, MarkKind.OUTSIDE, above=True, tone=Tone.WORSE, words="above expected range"),
        MonthMark(LAST - 4, MarkKind.SIGNAL, above=False, tone=Tone.BETTER, words="lowest in 3 years"),
        *(
            MonthMark(month, MarkKind.RUN, above=True, tone=Tone.WORSE, words="run of 7 above average")
            for month in range(LAST - 17, LAST - 10)
        ),
    ),
    breaks=(BaselineBreak(LAST - 11, "new baseline"),),
    excluded=(ExcludedMonths(LAST - 27, LAST - 25, "lockdown"),),
    target=200.0,
)


def peer_findings(reading: MeasureReading) -> PeerFindings:
    values = {peer.area: value for peer, _, value in ranked(reading)}
    return PeerFindings({area: (0.9 * v, 1.1 * v) for area, v in values.items()}, 17.4, (1, 3))


def funnel(areas: Sequence[FunnelArea], measure: Measure = CRIME_RATE, centre: float = 18.0) -> Funnel:
    at = (100_000.0, 500_000.0, 1_000_000.0, 2_000_000.0)
    wide = (6.0, 3.0, 2.0, 1.5)
    lines = FunnelLines(
        at,
        [centre - w for w in wide],
        [centre + w for w in wide],
        [centre - 1.6 * w for w in wide],
        [centre + 1.6 * w for w in wide],
    )
    return Funnel(measure, "Q4 22/23", tuple(areas), lines, centre, "residents", missing=("Greyshire",))


AREAS = (
    FunnelArea("Westmarch", 600_000, 18.4, "rate:westmarch", own=True),
    FunnelArea("Eastmere", 900_000, 24.0, "rate:eastmere", beyond=Beyond.CONTROL, tone=Tone.WORSE),
    FunnelArea("Northfold", 1_200_000, 15.2, "rate:northfold", beyond=Beyond.WARNING, tone=Tone.BETTER),
    FunnelArea("Highmoor", 300_000, 19.0, "rate:highmoor"),
)


def forecast(seen: Sequence[float | None], ahead: int, start: int = LAST + 1) -> Forecast:
    first = LAST - len(seen) + 1
    return Forecast(
        BURGLARY,
        "Westmarch",
        tuple(SeenMonth(first + place, value) for place, value in enumerate(seen)),
        tuple(
            ForecastMonth(start + place, 220.0 + place, 200.0, 240.0 + place, 185.0, 260.0 + 2 * place)
            for place in range(ahead)
        ),
        "burglary:force:westmarch",
    )


SEEN: list[float | None] = [200.0 + 7 * (place % 6) for place in range(36)]


def against(value: float, tone: Tone) -> AgainstExpected:
    return AgainstExpected(BURGLARY, "Q4 22/23", value, 280.0, 345.0, 310.0, tone, "burglary:q4")


def _edge(start: tuple[float, float], end: tuple[float, float], steps: int = 40) -> list[tuple[float, float]]:
    """Return a wiggly line, end left out; the same whichever way it is walked."""
    one, other = sorted((start, end))
    points = []
    for step in range(steps + 1):
        share = step / steps
        wiggle = 0.004 * math.sin(share * 21) * math.sin(share * math.pi)
        across, up = other[0] - one[0], other[1] - one[1]
        points.append(
            (one[0] + share * across - wiggle * up * 10, one[1] + share * up + wiggle * across * 10)
        )
    return points[:-1] if one == start else points[:0:-1]


def cell(column: int, row: int) -> str:
    """Return one square of a chequered county, its sides wiggly and shared with its neighbours."""
    x, y = -1.0 + column / 10, 52.0 + row / 10
    corners = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1)]
    corners = [(round(a, 6), round(b, 6)) for a, b in corners]
    ring = [point for n in range(4) for point in _edge(corners[n], corners[(n + 1) % 4])]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


GEOMETRIES = {f"W{column}{row}": cell(column, row) for column in range(4) for row in range(3)}


def findings_map(**sides: Side) -> AreaMap:
    tones = {Side.MORE: Tone.WORSE, Side.FEWER: Tone.BETTER}
    areas = tuple(
        MapArea(
            code,
            f"Ward {code}",
            sides.get(code, Side.ORDINARY),
            tones.get(sides.get(code, Side.ORDINARY), Tone.PLAIN),
            f"burglary:ward:{code}",
            None if sides.get(code) is Side.UNKNOWN else 12.0,
            6.5,
        )
        for code in [*GEOMETRIES, "W99"]
    )
    groups = {code: "East" if code > "W2" else "West" for code in GEOMETRIES}
    return AreaMap("burglary-ward", BURGLARY, "Westmarch", "Q4 22/23", "ward", areas, GEOMETRIES, groups)


FOUND_ON_MAP = findings_map(W00=Side.MORE, W31=Side.MORE, W12=Side.FEWER, W22=Side.UNKNOWN)


def every_picture() -> Document:
    """Return a document that holds every kind of picture of a finding, each with its table."""
    made = readings()
    months, rates = made["burglary"], made["crime-rate"]
    one, ahead = funnel(AREAS), forecast(SEEN, 12)
    mark, words = against(400, Tone.WORSE), expected_words(against(400, Tone.WORSE))
    cells = ((line(Name("Burglary")), expected_mark(mark), words),)
    titles = (Column(line("Measure")), Column(line("Mark")), Column(line("Against expected")))
    blocks: tuple[Block, ...] = (
        Heading(2, line("Findings"), "findings"),
        Table("cells", line("Against the expected range"), titles, (RowGroup(line(), cells),)),
        _chart(
            "months",
            months_chart(months, ACCENT, FOUND),
            findings_table(FOUND, charted(months.months), BURGLARY),
        ),
        _chart(
            "peers", peers_chart(rates, ACCENT, peer_findings(rates)), peer_table(rates, peer_findings(rates))
        ),
        _chart(
            "funnel", funnel_chart(one, ACCENT), funnel_table(one), funnel_subtitle(one, "England and Wales")
        ),
        _chart("ahead", forecast_chart(ahead, ACCENT), forecast_table(ahead)),
        _chart("map", area_map(FOUND_ON_MAP), map_table(FOUND_ON_MAP)),
    )
    return Document(
        "Pictures of findings",
        line("Made up"),
        (),
        line("Made up"),
        blocks,
        "Westmarch",
        "OGL",
        AS_AT,
        "1",
        ACCENT,
    )


def _chart(name: str, picture: Picture | None, table: Table, subtitle: Line = ()) -> Chart:
    assert picture is not None
    return Chart(
        name,
        line(f"What the {name} say"),
        subtitle or line("Made up"),
        (picture,),
        line("Source: made up."),
        table,
    )
