"""Gather what a report is written from: one reading for each measure of the plan, out of one build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import force_title
from frankpledge.assessment.status import status_of, target_in_force
from frankpledge.builds.destroyed import destroyed_months
from frankpledge.builds.finding import QuarterFindings
from frankpledge.builds.holding_rules import broken_of
from frankpledge.builds.making import as_at_of
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Comparator, Comparison, Figure, State
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Type
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import DERIVED_KINDS, figure_at, figure_of
from frankpledge.measures.series import EPOCH, SeriesKey, SeriesSet
from frankpledge.measures.windows import over_windows
from frankpledge.periods import Period, Window, day_label, month_of, period_ending
from frankpledge.plan.declared_areas import PLACED_BY_ID
from frankpledge.plan.definitions import ADDED_UP, Definitions, Kind, Measure, PeerGroup, StatusRule
from frankpledge.plan.office_file import EVERY_FORCE
from frankpledge.plan.units import RESIDENTS
from frankpledge.publication.amounts import said
from frankpledge.publication.gather_figures import (
    figures_of,
    missing_figure,
    supplied_baselines,
    wider_figures,
)
from frankpledge.publication.gather_findings import gather_findings
from frankpledge.publication.gather_kinds import quarter_found, rows_of, tile_reading
from frankpledge.publication.gather_peers import with_rank_sets
from frankpledge.publication.gather_sources import sources_of
from frankpledge.publication.kinds.kind import DocumentKind
from frankpledge.publication.kinds.reading import with_known_measures
from frankpledge.publication.readings import (
    CHART_MONTHS,
    BreakdownFigure,
    LocalFigure,
    MeasureReading,
    PeerPosition,
    ReportData,
    Status,
)

LOCAL_AREA_TYPE = "local-authority"


def gather(
    build: Build,
    period: Period,
    kind: DocumentKind,
    found: Sequence[QuarterFindings] = (),
    *,
    only: Sequence[str] = (),
    drawn: bool = True,
) -> ReportData:
    """Return everything a document of one kind may say of its period.

    ``found`` holds what was found in the quarter, or in each quarter of a financial year. With ``only``
    these measures alone are read, whether or not the plan names them, and all that was found of them is
    drawn, but nothing forecast: a page of one measure has room. Without ``drawn`` nothing is worked out that
    only charts show: a table needs none of it. Raises WrongUse for
    an office without a force, and for a kind of the office's own that names a measure there is not.
    """
    definitions, quarter = build.definitions, period
    office = definitions.office
    if not office.force:
        raise WrongUse(
            "a report is about one force, and this office declares none.",
            do="Name the force under `forces` in office.yaml.",
        )
    kind = with_known_measures(kind, definitions.measures)
    wanted = dict.fromkeys(name for priority in definitions.plan.priorities for name in priority.measures)
    for priority in definitions.plan.priorities:
        for outcome in priority.outcomes:
            wanted |= dict.fromkeys(outcome.measures)
    wanted |= dict.fromkeys(kind.measures)
    wanted = dict.fromkeys(only) or wanted
    whole = next((one for one in found if one.quarter == period), None)
    compared = _compared(build, wanted, quarter)
    readings = {
        name: _reading(
            build,
            definitions.measures[name],
            quarter,
            with_rank_sets(compared.get(name, ()), whole.standings if whole is not None else (), name),
        )
        for name in wanted
    }
    sources, absent = sources_of(build, readings.values(), period)
    recorded = [note.obtained_last for note in sources if TABLES[note.table].monthly]
    return ReportData(
        office_title=office.name,
        body=office.body,
        area_title=force_title(office.force),
        plan=definitions.plan,
        period=quarter,
        as_at=max(recorded) if recorded else as_at_of(build.manifest),
        build_id=build.manifest.id,
        readings=readings,
        sources=sources,
        absent=absent,
        definitions=_with_parts(definitions, wanted),
        accent=office.house_style.accent,
        licence=office.house_style.licence,
        generated=office.generated,
        found=gather_findings(build, whole, readings, whole=bool(only), drawn=drawn)
        if whole is not None
        else rows_of(found),
        kind=kind,
        tiles=tuple(tile_reading(build, use, period) for use in kind.tiles),
        quarters=tuple(quarter_found(build, one) for one in found) if whole is None else (),
    )


def _with_parts(definitions: Definitions, names: Iterable[str]) -> tuple[Measure, ...]:
    """Return the measures named, and after them those that ratios and rates among them are made of."""
    found = {name: definitions.measures[name] for name in names}
    waiting = list(found.values())
    while waiting:
        measure = waiting.pop(0)
        for part in (measure.numerator, measure.denominator, *measure.parts):
            if part in definitions.measures and part not in found:
                found[part] = definitions.measures[part]
                waiting.append(found[part])
    return tuple(found.values())


def _compared(build: Build, measures: Iterable[str], quarter: Period) -> dict[str, tuple[Comparison, ...]]:
    """Return the force's comparisons by measure, for the period and the 12 months to its end."""
    month = period_ending(Window.ROLLING_12, quarter.last_month)
    windows = tuple(dict.fromkeys((quarter.window, month.window)))
    table = build.comparisons(measures, [build.definitions.office.force], windows)
    found: dict[str, list[Comparison]] = {}
    for row in table.filter(pc.is_in(table["period"], pa.array([quarter.key, month.key]))).to_pylist():
        found.setdefault(row["measure"], []).append(Comparison(**row))
    return {name: tuple(rows) for name, rows in found.items()}


def _reading(
    build: Build, measure: Measure, quarter: Period, compared: tuple[Comparison, ...]
) -> MeasureReading:
    office = build.definitions.office
    rolling = period_ending(Window.ROLLING_12, quarter.last_month)
    if measure.kind in (Kind.VALUE_AT, Kind.SUPPLIED):
        return _dated_reading(build, measure, quarter)
    chart = [
        period_ending(Window.MONTH, month)
        for month in range(quarter.last_month - CHART_MONTHS + 1, quarter.last_month + 1)
    ]
    rolls = [period_ending(Window.ROLLING_12, period.last_month) for period in chart]
    now = figures_of(
        build, measure, office.force, [quarter, rolling, quarter.previous(), quarter.year_before()]
    )
    months = figures_of(build, measure, office.force, chart)
    peers, group, source = _peers(build, measure, quarter)
    local, gap = _local(build, measure, quarter, now[0])
    return MeasureReading(
        measure=measure,
        quarter=now[0],
        rolling=now[1],
        months=tuple(months),
        rolling_months=tuple(figures_of(build, measure, office.force, rolls)),
        comparisons=compared,
        peers=peers,
        peer_group=group,
        peer_source=source,
        local=local,
        local_gap=gap,
        breakdowns=tuple(_breakdowns(build, measure, quarter)),
        status=_status(measure, quarter, now[0], now[1], compared),
        notes=(*_notes(measure, now[0], months), *_broken(build, measure, months)),
        destroyed=destroyed_months(build, measure, office.force),
        wider=wider_figures(build, measure, quarter),
        baselines=supplied_baselines(build, measure),
        before=now[2],
        year_before=now[3],
    )


def _dated_reading(build: Build, measure: Measure, quarter: Period) -> MeasureReading:
    """A value at a date: the latest one on or before the quarter's end stands for the quarter."""
    area = build.definitions.office.force
    rows = build.figures.finished
    for name, word in (("measure", measure.id), ("area", area), ("breakdown", "")):
        rows = rows.filter(pc.equal(rows[name].cast(pa.string()), word))
    stated = build.figures.stated(measure).to_pylist()
    listed = [*rows.to_pylist(), *(row for row in stated if row["area"] == area and not row["breakdown"])]
    source = measure.table
    figures = sorted((figure_of(row) for row in listed), key=lambda one: (one.period_end, one.window))
    known = [figure for figure in figures if figure.period_end <= quarter.end]
    latest = known[-1] if known else missing_figure(measure, area, quarter, source)
    notes = (
        () if known else (f"{measure.title}: no value has been supplied for a date up to {quarter.label}.",)
    )
    return MeasureReading(
        measure, latest,
        missing_figure(measure, area, period_ending(Window.ROLLING_12, quarter.last_month), source),
        tuple(known), (), notes=notes, wider=wider_figures(build, measure, quarter),
    )  # fmt: skip


# --- other areas, local areas, breakdowns ----------------------------------------------------------


def _group_for(build: Build, quarter: Period) -> PeerGroup | None:
    office = build.definitions.office
    groups = [g for g in office.peer_groups if office.force in g.areas and g.in_force(quarter.last_month)]
    small = [group for group in groups if group.id != EVERY_FORCE.id]
    return small[0] if small else (groups[0] if groups else None)


def _peers(build: Build, measure: Measure, quarter: Period) -> tuple[tuple[PeerPosition, ...], str, str]:
    """Return the group's members with their figures from the one comparison source, as rates where counts."""
    group = _group_for(build, quarter)
    if group is None or measure.kind not in DERIVED_KINDS:
        return (), "", ""
    figures = build.figures
    source = figures.reader.sources(measure)[-1]
    found = figures.series(measure, source=source)
    if not found:
        return (), "", ""
    series = found[0]
    windowed = over_windows(series.dense, quarter.window, (quarter,))
    own = build.definitions.office.force
    positions = []
    for area in group.areas:
        key = SeriesKey("force", area)
        figure = figure_at(series, windowed, series.keys.index(key), 0) if key in series.keys else None
        if figure is not None and measure.kind in ADDED_UP:
            figure = _per_thousand(build, figure)
        mature = figure is not None and figure.value is not None and figure.state is State.KNOWN
        usable = figure if mature else None
        positions.append(PeerPosition(area, force_title(area), area == own, usable))
    if sum(position.figure is not None for position in positions) < 2:
        return (), "", ""
    return tuple(positions), group.title, TABLES[source].title


def _per_thousand(build: Build, figure: Figure) -> Figure | None:
    """A count as a rate per 1,000 residents, so that areas of different size can stand side by side."""
    day = (figure.period_end - EPOCH).days
    residents = float(build.figures.reader.sizes(RESIDENTS, [figure.area], [day])[0, 0])
    if not residents or figure.numerator is None:
        return None
    return Figure(
        **{
            **figure.__dict__,
            "denominator": residents,
            "value": 1000.0 * figure.numerator / residents,
            "unit": "per 1,000 residents",
            "n": round(residents),
        }
    )


def _local(
    build: Build, measure: Measure, quarter: Period, headline: Figure
) -> tuple[tuple[LocalFigure, ...], int | None]:
    if LOCAL_AREA_TYPE not in measure.area_types or measure.kind not in DERIVED_KINDS:
        return (), None
    found = build.figures.series(measure, LOCAL_AREA_TYPE)
    if not found or headline.value is None:
        return (), None
    now, before = _now_and_year_before(found[0], quarter)
    titles = build.titles
    local = tuple(
        LocalFigure(key.area, titles.get(key.area, key.area), figure, earlier)
        for key, figure, earlier in zip(found[0].keys, now, before, strict=True)
    )
    gap = None
    if measure.kind in (Kind.COUNT, Kind.SUM_OF) and headline.numerator is not None:
        gap = round(headline.numerator - sum(figure.numerator or 0 for figure in now))
    return local, gap


def _now_and_year_before(series: SeriesSet, quarter: Period) -> tuple[list[Figure], list[Figure | None]]:
    windowed = over_windows(series.dense, quarter.window, (quarter.year_before(), quarter))
    rows = range(len(series.keys))
    before = [figure_at(series, windowed, row, 0) for row in rows]
    return (
        [figure_at(series, windowed, row, 1) for row in rows],
        [figure if figure.value is not None else None for figure in before],
    )


def _breakdowns(build: Build, measure: Measure, quarter: Period) -> list[BreakdownFigure]:
    if measure.kind not in DERIVED_KINDS:
        return []
    found = []
    for dimension in measure.breakdowns:
        for series in build.figures.series(
            measure, breakdown=dimension, areas=[build.definitions.office.force]
        ):
            now, before = _now_and_year_before(series, quarter)
            for key, figure, earlier in zip(series.keys, now, before, strict=True):
                slug = key.breakdown.partition("=")[2]
                title = _slug_title(build, measure, dimension, slug, quarter)
                found.append(BreakdownFigure(dimension, slug, title, figure, earlier))
    return found


def _slug_title(build: Build, measure: Measure, dimension: str, slug: str, quarter: Period) -> str:
    kind = PLACED_BY_ID.get((build.figures.reader.own_source(measure), dimension), "")
    office = build.definitions.office
    declared = [office.own_area(kind, slug, month) for month in quarter.months if kind]
    if (area := next(filter(None, declared), None)) is not None:
        return area.title
    contract = TABLES.get(measure.table)
    if contract is not None and dimension in contract.column_names:
        column = contract.column(dimension)
        if (
            column.type is Type.TERM
            and column.vocabulary is not None
            and slug in column.vocabulary.code_of_slug
        ):
            return column.vocabulary.term(slug).text
    return re.sub(r"([0-9]) ([0-9])", r"\1 to \2", slug.replace("-", " ")).capitalize()


# --- status, notes, sources ------------------------------------------------------------------------


def _status(
    measure: Measure, quarter: Period, now: Figure, rolling: Figure, compared: tuple[Comparison, ...]
) -> Status | None:
    if measure.status is None:
        return None
    wanted = Comparator.TARGET if measure.status is StatusRule.TARGET else Comparator.BASELINE
    for figure in dict.fromkeys((rolling, now)):
        for row in compared:
            if row.comparator == wanted and row.window == figure.window:
                aim = f"the target of {said(row.reference or 0.0, measure)}"
                named = aim if wanted is Comparator.TARGET else row.note
                made = status_of(measure, figure.value, row.reference, f"{named} ({figure.label})")
                return Status(made.word, made.reason, made.good) if made else None
    if wanted is Comparator.TARGET:
        in_force = [
            target_in_force(measure, window, quarter.last_month)
            for window in dict.fromkeys((Window.ROLLING_12, Window.QUARTER, quarter.window))
        ]
        if not any(in_force):
            return None
    made = status_of(measure, None, None, "its reference")
    return Status(made.word, made.reason, made.good) if made else None


def _broken(build: Build, measure: Measure, months: Sequence[Figure]) -> list[str]:
    shown = {month_of(figure.period_start) for figure in months}
    area = months[0].area if months else ""
    return [one.sentence for one in broken_of(build.figures, build.definitions, measure.id, area, shown)]


def _notes(measure: Measure, now: Figure, months: Sequence[Figure]) -> list[str]:
    """Return what the figures alone do not tell of their data; missing months are told by the writer."""
    notes = []
    if now.state is State.IMMATURE and measure.follow_up is not None:
        notes.append(
            f"Not yet mature: crimes are followed up for {measure.follow_up} months, and the outcomes "
            "of the last of those months have not been supplied. The figure will rise."
        )
    if now.state is State.IMMATURE and measure.service_level is not None:
        notes.append(
            "Not yet mature: the limit of some cases had not passed when their file was obtained. "
            "They are left out."
        )
    obtained = sorted({figure.as_at for figure in months if figure.as_at is not None})
    if len(obtained) > 1:
        notes.append(
            f"The months shown come from {len(obtained)} downloads, the earliest of "
            f"{day_label(obtained[0])} and the latest of {day_label(obtained[-1])}. "
            "Later downloads revise earlier months."
        )
    return notes
