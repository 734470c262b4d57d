"""A made-up report's data with every state a report can meet, worked out from a seeded series.

The place is fictional. Comparisons are computed here from the same series, so that a test can
check a sentence's arithmetic against the figures it was made from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from frankpledge.contracts.figures import (
    Basis,
    Comparator,
    Comparison,
    Figure,
    State,
    figures_schema,
)
from frankpledge.periods import Period, Window, month_number, parse_quarter, period_ending, since
from frankpledge.plan.definitions import (
    Direction,
    Kind,
    Measure,
    Plan,
    PlanOutcome,
    Priority,
    Section,
    StatusRule,
    Target,
)
from frankpledge.plan.record_questions import Clause
from frankpledge.publication.readings import (
    BreakdownFigure,
    LocalFigure,
    MeasureReading,
    PeerPosition,
    ReportData,
    SourceNote,
    Status,
)
from tests.unit.findings_example import findings

QUARTER = parse_quarter("Q4 22/23")
LAST = QUARTER.last_month
FIRST = LAST - 35
OWN = "westmarch"
AS_AT = date(2023, 7, 1)
PEERS = (
    "Westmarch",
    "Eastmere",
    "Northfold",
    "Southwell Vale",
    "Highmoor",
    "Lowdale",
    "Greyshire",
    "Port Anning",
)


@dataclass(frozen=True)
class Series:
    """Numerators and denominators by month number; a month not in ``top`` was not supplied."""

    top: dict[int, float]
    bottom: dict[int, float] = field(default_factory=dict)


def wave(
    level: float, *, swing: float = 0.15, drift: float = 0.0, phase: int = 0, seed: int = 1
) -> dict[int, float]:
    """Return whole numbers by month for five years: a season, a drift and a fixed jitter."""
    made: dict[int, float] = {}
    for month in range(LAST - 71, LAST + 1):
        season = swing * math.sin(2 * math.pi * (month + phase) / 12)
        jitter = 0.06 * math.sin(month * 12.9898 * seed) + 0.04 * math.sin(month * 78.233 * seed)
        made[month] = float(max(0, round(level * (1 + season + jitter + drift * (month - LAST) / 12))))
    return made


def without(months: dict[int, float], missing: range) -> dict[int, float]:
    """Return months with some not supplied."""
    return {month: value for month, value in months.items() if month not in missing}


def figure(
    measure: Measure,
    series: Series,
    period: Period,
    *,
    area: str = OWN,
    area_type: str = "force",
    breakdown: str = "",
    source: str = "",
    immature_from: int | None = None,
) -> Figure:
    """Return the figure of one period: missing unless every month was supplied."""
    months = period.months
    whole = all(month in series.top for month in months)
    top = sum(series.top[month] for month in months) if whole else None
    bottom = sum(series.bottom[month] for month in months) if whole and series.bottom else None
    value: float | None = top
    if top is not None and bottom is not None:
        value = measure.scale * top / bottom if bottom else None
    state = State.MISSING if value is None else State.KNOWN
    if value is not None and immature_from is not None and period.last_month >= immature_from:
        state = State.IMMATURE
    counted = bottom if bottom is not None else top
    return Figure(
        measure=measure.id,
        area_type=area_type,
        area=area,
        breakdown=breakdown,
        window=str(period.window),
        period=period.key,
        period_start=period.start,
        period_end=period.end,
        label=period.label,
        numerator=top,
        denominator=bottom,
        value=value,
        unit=measure.unit,
        n=None if counted is None else int(counted),
        state=state,
        basis=Basis.COMPUTED,
        source=source or measure.table,
        as_at=AS_AT,
    )


def compared(
    now: Figure, measure: Measure, comparator: str, reference: float | None, **more: object
) -> Comparison:
    """Return a comparison with its difference in the measure's way."""
    difference, unit = None, ""
    if reference is not None and now.value is not None:
        if measure.changes_in_points:
            difference, unit = now.value - reference, "points"
        elif reference:
            difference, unit = 100 * (now.value - reference) / reference, "per cent"
    return Comparison(
        measure=now.measure,
        area_type=now.area_type,
        area=now.area,
        breakdown=now.breakdown,
        window=now.window,
        period=now.period,
        source=now.source,
        comparator=str(comparator),
        reference=reference,
        difference=difference,
        difference_unit=unit,
        **more,  # type: ignore[arg-type]
    )


def reading(
    measure: Measure, series: Series, *, immature_from: int | None = None, **more: object
) -> MeasureReading:
    """Return a measure's reading with comparisons in time."""

    def at(period: Period) -> Figure:
        return figure(measure, series, period, immature_from=immature_from)

    quarter, rolling = at(QUARTER), at(period_ending(Window.ROLLING_12, LAST))
    rows = [
        compared(quarter, measure, Comparator.SAME_PERIOD_LAST_YEAR, at(QUARTER.year_before()).value),
        compared(quarter, measure, Comparator.PREVIOUS_PERIOD, at(QUARTER.previous()).value),
        compared(
            rolling,
            measure,
            Comparator.PREVIOUS_12_MONTHS,
            at(period_ending(Window.ROLLING_12, LAST - 12)).value,
        ),
    ]
    rows += more.pop("comparisons", [])  # type: ignore[arg-type]
    return MeasureReading(
        measure=measure,
        quarter=quarter,
        rolling=rolling,
        months=tuple(at(period_ending(Window.MONTH, month)) for month in range(FIRST, LAST + 1)),
        rolling_months=tuple(at(period_ending(Window.ROLLING_12, month)) for month in range(FIRST, LAST + 1)),
        comparisons=tuple(rows),
        **more,  # type: ignore[arg-type]
    )


def count(
    measure_id: str,
    title: str,
    unit: str = "crimes",
    direction: Direction = Direction.LOWER,
    term: str = "",
    **more: object,
) -> Measure:
    """Return a measure that counts."""
    return Measure(
        id=measure_id,
        title=title,
        kind=Kind.COUNT,
        unit=unit,
        direction=direction,
        table="crimes",
        where=(Clause("crime-type", (term or measure_id,)),),
        definition_hash="9f2c4be01d7a33c5",
        file=f"{measure_id}.yaml",
        **more,  # type: ignore[arg-type]
    )


ALL_CRIME = Measure(
    id="all-crime",
    title="All crime",
    kind=Kind.COUNT,
    unit="crimes",
    direction=Direction.LOWER,
    table="crimes",
    where=(Clause("crime-type", ("anti-social-behaviour",), negate=True),),
    definition_hash="aa01bb02cc03dd04",
    note="Anti-social behaviour is not crime and is left out",
    breakdowns=("crime-type",),
)
BURGLARY = count(
    "burglary", "Burglary", peers="region", baseline=since(month_number(2019, 1), month_number(2019, 12))
)
ROBBERY = count("robbery", "Robbery")
ASB = count("asb-incidents", "ASB incidents", unit="incidents", term="anti-social-behaviour")
WEAPONS = count("possession-of-weapons", "Possession of weapons", direction=Direction.NEUTRAL)
BICYCLES = count("bicycle-theft", "Bicycle theft")
CRIME_RATE = Measure(
    id="crime-rate",
    title="Crime rate",
    kind=Kind.RATE,
    unit="crimes per 1,000 residents",
    direction=Direction.LOWER,
    table="crimes",
    numerator="all-crime",
    denominator="residents",
    scale=1000.0,
    peers="region",
    definition_hash="beef00112233",
)
POSITIVE = Measure(
    id="positive-outcomes-recorded-rate",
    title="Positive outcomes of recorded crimes",
    kind=Kind.SHARE,
    unit="per cent",
    direction=Direction.HIGHER,
    table="crimes",
    scale=100.0,
    follow_up=6,
    file="positive.yaml",
    numerator_where=(
        Clause(
            "outcome",
            ("suspect-charged", "offender-given-a-caution", "local-resolution"),
            set_name="positive-outcomes",
        ),
    ),
    targets=(Target(15.0, Window.QUARTER, month_number(2022, 4), source="Plan 2021 to 2025, page 14"),),
    status=StatusRule.TARGET,
    definition_hash="0123456789abcdef",
    note="Only outcomes within six months of recording count",
)
CHARGES = Measure(
    id="charge-rate",
    title="Charge rate",
    kind=Kind.SHARE,
    unit="per cent",
    direction=Direction.HIGHER,
    table="outcomes",
    scale=100.0,
    numerator_where=(Clause("outcome", ("suspect-charged",)),),
    definition_hash="0f0f0f0f0f0f",
    targets=(Target(9.5, Window.QUARTER, month_number(2022, 4), source="Plan 2021 to 2025"),),
    status=StatusRule.TARGET,
)
ARRESTS = Measure(
    id="stop-search-arrest-rate",
    title="Stops that end in arrest",
    kind=Kind.SHARE,
    unit="per cent",
    direction=Direction.NEUTRAL,
    table="stops",
    scale=100.0,
    numerator_where=(Clause("outcome", ("arrest",)),),
    definition_hash="5005",
)
ANSWER = Measure(
    id="grade-one-urban-median",
    title="Median time to urban emergencies",
    kind=Kind.PERCENTILE,
    unit="mm:ss",
    direction=Direction.LOWER,
    table="incidents",
    column="response_seconds",
    percentile=50.0,
    definition_hash="7117",
)
HOME_VISITS = Measure(
    id="home-fire-safety-visits",
    title="Home fire safety visits",
    kind=Kind.SUPPLIED,
    unit="visits",
    direction=Direction.HIGHER,
    table="fire-returns",
    definition_hash="f12e",
)

PLAN = Plan(
    title="Police, Fire and Crime Plan 2021 to 2025",
    priorities=(
        Priority(
            "prevention",
            "Prevention that keeps the county safe",
            (
                PlanOutcome(
                    "fewer-victims", "There are fewer victims of crime", ("all-crime", "burglary", "robbery")
                ),
                PlanOutcome("young-people", "Young people are kept out of crime", ()),
            ),
            (
                Section(
                    "Police",
                    ("all-crime", "crime-rate", "burglary", "robbery", "bicycle-theft", "asb-incidents"),
                ),
                Section("Fire", ("home-fire-safety-visits",)),
                Section(
                    "Working together",
                    (),
                    "The partnership's work is reported in words in the annual report of 2023.",
                ),
            ),
        ),
        Priority(
            "response",
            "Effective and efficient response",
            (PlanOutcome("there-in-time", "Help comes in time", ("grade-one-urban-median",)),),
            (Section("Police", ("grade-one-urban-median", "stop-search-arrest-rate")), Section("Fire")),
        ),
        Priority(
            "justice",
            "Effective justice",
            (),
            (
                Section(
                    "Police",
                    ("positive-outcomes-recorded-rate", "charge-rate", "possession-of-weapons", "burglary"),
                ),
            ),
        ),
    ),
    starts=date(2021, 4, 1),
    ends=date(2025, 3, 31),
    source="Published plan",
)


def _peers(measure: Measure, level: float, source: str = "force-month-counts") -> tuple[PeerPosition, ...]:
    positions = []
    for place, title in enumerate(PEERS):
        area = title.lower().replace(" ", "-")
        series = Series(
            wave(level * (0.7 + 0.11 * place), seed=place + 3), bottom=wave_bottom(measure, level)
        )
        made = figure(measure, series, QUARTER, area=area, source=source)
        positions.append(
            PeerPosition(area, title, area == OWN, None if title in ("Lowdale", "Greyshire") else made)
        )
    return tuple(positions)


def wave_bottom(measure: Measure, level: float) -> dict[int, float]:
    """Return residents by month (a third of them a month of a quarter) for a rate, nothing for a count."""
    return dict.fromkeys(range(LAST - 71, LAST + 1), 250000.0) if measure.kind is Kind.RATE else {}


def _rank(now: Figure, measure: Measure, peers: tuple[PeerPosition, ...]) -> list[Comparison]:
    present = [peer for peer in peers if peer.figure is not None and peer.figure.value is not None]
    values = sorted(
        (peer.figure.value or 0.0 for peer in present if peer.figure),
        reverse=measure.direction is not Direction.LOWER,
    )
    own = next(peer.figure for peer in present if peer.own)
    assert own is not None
    others = [peer.figure.value or 0.0 for peer in present if peer.figure and not peer.own]
    mean = sum(others) / len(others)
    return [
        compared(
            own,
            measure,
            "rank:region",
            None,
            note=_note(measure, "1 is the lowest"),
            rank=values.index(own.value or 0.0) + 1,
            n_present=len(present),
            n_missing=len(peers) - len(present),
        ),
        compared(
            own,
            measure,
            "peer-mean:region",
            mean,
            note=_note(measure, "weighted, own area left out"),
            n_present=len(others),
        ),
        *(
            compared(own, measure, f"peer:{peer.area}", peer.figure.value)
            for peer in present
            if peer.figure and not peer.own
        ),
        compared(
            own,
            measure,
            "rank:england-and-wales",
            None,
            rank=11,
            n_present=38,
            n_missing=5,
            note="England and Wales, 1 is the lowest; missing: Greyshire",
        ),
    ]


def _note(measure: Measure, what: str) -> str:
    scaled = (
        "; compared by number per resident, scaled to own residents" if measure.kind is Kind.COUNT else ""
    )
    return f"East Riding group, {what}{scaled}"


def _local(measure: Measure, series: Series) -> tuple[LocalFigure, ...]:
    places = (
        ("E06900001", "Ambridge"),
        ("E06900002", "Coldstone and the Wolds"),
        ("E06900003", "Tarn Valley"),
    )
    rows = []
    for place, (code, title) in enumerate(places):
        part = Series(
            {month: float(int(value * (0.5 - 0.13 * place))) for month, value in series.top.items()}
        )
        now = figure(measure, part, QUARTER, area=code, area_type="local-authority")
        rows.append(
            LocalFigure(
                code,
                title,
                now,
                figure(measure, part, QUARTER.year_before(), area=code, area_type="local-authority"),
            )
        )
    return tuple(rows)


def _broken_down(measure: Measure, series: Series) -> tuple[BreakdownFigure, ...]:
    kinds = ("Violence and sexual offences", "Vehicle crime", "Shoplifting", "Burglary", "Robbery", "Drugs")
    rows = []
    for place, title in enumerate(kinds):
        slug = title.lower().replace(" ", "-")
        part = Series({month: float(int(value * 0.36 / (place + 1))) for month, value in series.top.items()})
        now = figure(measure, part, QUARTER, breakdown=f"crime-type={slug}")
        before = figure(measure, part, QUARTER.year_before(), breakdown=f"crime-type={slug}")
        rows.append(BreakdownFigure("crime-type", slug, title, now, before))
    return tuple(rows)


def readings() -> dict[str, MeasureReading]:
    """Return a reading for every measure of the plan, one for each state."""
    months = range(LAST - 71, LAST + 1)
    crime = Series(wave(4100, drift=0.05))
    burglary = Series(wave(190, swing=0.2, drift=-0.08, seed=2))
    gap = range(month_number(2021, 7), month_number(2022, 1))
    robbery = Series(without(wave(34, seed=5), gap))
    bicycles = {month: float(max(0, round(value))) for month, value in wave(3, swing=0.9, seed=7).items()}
    bicycles |= dict.fromkeys(QUARTER.year_before().months, 0.0)
    rate = Series(wave(4100, drift=0.05), dict.fromkeys(months, 250000.0))
    outcomes = Series(wave(520, seed=3), wave(4000, seed=4))
    charges = Series(wave(410, swing=0.05, drift=0.09, seed=6), wave(4000, seed=4))
    few = Series(dict.fromkeys(months, 1.0), {month: float(2 + month % 2) for month in months})
    seconds = Series({month: 700.0 + value for month, value in wave(25, swing=0.5, seed=9).items()})
    answer = reading(ANSWER, Series({month: value / 3 for month, value in seconds.top.items()}))
    peers, rate_peers = _peers(BURGLARY, 180), _peers(CRIME_RATE, 4000)
    burglary_now = figure(BURGLARY, burglary, QUARTER)
    rate_now = figure(CRIME_RATE, rate, QUARTER)
    positive_now = figure(POSITIVE, outcomes, QUARTER)
    charges_now = figure(CHARGES, charges, QUARTER)
    made = [
        reading(
            ALL_CRIME,
            crime,
            local=_local(ALL_CRIME, crime),
            local_gap=431,
            breakdowns=_broken_down(ALL_CRIME, crime),
        ),
        reading(
            CRIME_RATE,
            rate,
            peers=rate_peers,
            peer_group="the East Riding group",
            peer_source="Monthly counts by force",
            comparisons=_rank(rate_now, CRIME_RATE, rate_peers),
        ),
        reading(
            BURGLARY,
            burglary,
            peers=peers,
            peer_group="the East Riding group",
            peer_source="Monthly counts by force",
            comparisons=[
                *_rank(burglary_now, BURGLARY, peers),
                compared(
                    burglary_now, BURGLARY, Comparator.LOWEST_SINCE, 480.0, note="Q1 20/21", n_present=24
                ),
                compared(
                    burglary_now,
                    BURGLARY,
                    Comparator.RUN_BELOW,
                    None,
                    n_present=5,
                    note="against the same period a year earlier, since Q4 21/22",
                ),
                compared(burglary_now, BURGLARY, Comparator.BASELINE, 700.0, note="Q4 18/19"),
            ],
        ),
        reading(ROBBERY, robbery),
        reading(BICYCLES, Series(bicycles)),
        reading(ASB, Series(without(wave(900, swing=0.35, phase=8, seed=8), range(LAST - 1, LAST + 1)))),
        reading(WEAPONS, Series(wave(22, seed=11))),
        reading(
            POSITIVE,
            outcomes,
            immature_from=LAST - 5,
            status=None,
            comparisons=[
                compared(positive_now, POSITIVE, Comparator.TARGET, None, note="Plan 2021 to 2025, page 14")
            ],
        ),
        reading(
            CHARGES,
            charges,
            status=Status("not meeting target", "against the target of 9.5 per cent", False),
            comparisons=[compared(charges_now, CHARGES, Comparator.TARGET, 9.5, note="Plan 2021 to 2025")],
        ),
        reading(ARRESTS, few),
        answer,
        reading(HOME_VISITS, Series({}), notes=("The fire service has sent no return for 2022/23.",)),
    ]
    return {one.measure.id: one for one in made}


def example(*, generated: bool = True) -> ReportData:
    """Return the whole report's data."""
    made = readings()
    return ReportData(
        office_title="Office of the Police and Crime Commissioner for Westmarch",
        body="Westmarch commissioner",
        area_title="Westmarch",
        plan=PLAN,
        period=QUARTER,
        as_at=AS_AT,
        build_id="20230701-7c1f9ab2",
        readings=made,
        sources=(
            SourceNote(
                "crimes",
                "Street-level crime",
                "data.police.uk",
                "Open Government Licence v3.0",
                date(2022, 1, 15),
                AS_AT,
                48,
                196_403,
                17,
                472,
                "April 2017 to March 2023",
                ("July 2021", "August 2021"),
            ),
            SourceNote(
                "outcomes",
                "Outcomes",
                "data.police.uk",
                "Open Government Licence v3.0",
                AS_AT,
                AS_AT,
                24,
                98_112,
                0,
                0,
                "April 2021 to March 2023",
            ),
        ),
        definitions=tuple(one.measure for one in made.values()),
        generated=generated,
        notes=("Ward codes changed in 2022; areas are shown as they stand today.",),
        found=findings(made, QUARTER),
    )


def figures_table(data: ReportData) -> pa.Table:
    """Return every figure of the readings as the figures table of a build."""
    found: dict[tuple[str, ...], Figure] = {}
    for one in data.readings.values():
        extra = [row.now for row in one.local] + [row.now for row in one.breakdowns]
        for fig in (one.quarter, one.rolling, *one.months, *one.rolling_months, *extra):
            found[(fig.measure, fig.area, fig.breakdown, fig.window, fig.period)] = fig
    schema = figures_schema()
    columns = {name: [getattr(fig, name) for fig in found.values()] for name in schema.names}
    columns |= {name: [str(value) for value in columns[name]] for name in ("state", "basis")}
    return pa.table(columns, schema=schema)
