"""What lies outside its expected range, by priority: one row a measure, as pages show it at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString, mark_safe

from frankpledge.assessment.findings import FindingKind, Judged
from frankpledge.builds.finding import FIRST
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure, Finding
from frankpledge.measures.figures import ALL_SOURCES, Query, as_figures
from frankpledge.periods import Period, Window, month_of, parse_period, period_ending
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import said
from frankpledge.publication.finding_words import reason, side_of
from frankpledge.publication.gather_figures import missing_figure
from frankpledge.publication.model import figure_key
from frankpledge.publication.readings import CHART_MONTHS
from frankpledge.publication.sparklines import sparkline
from frankpledge.web.keeping import Kept
from frankpledge.web.links import figure_link, measure_link
from frankpledge.web.seeing import Sight

_GROUPS: Kept[tuple[Group, ...]] = Kept(12)
SeriesOf = tuple[str, str, str]
"""Of which measure and area a series is, and from which source."""


class Verdict(StrEnum):
    """What a quarter's findings say of a measure in one word, the worst first."""

    WORSE = "worse"
    BETTER = "better"
    NEITHER = "neither"
    EXPECTED = "as expected"
    UNJUDGED = "not judged"


_WORST_FIRST = list(Verdict)
_OUTSIDE = {Judged.WORSENING.value: Verdict.WORSE, Judged.IMPROVING.value: Verdict.BETTER}


def verdict_of(row: Finding) -> Verdict:
    """Return what one finding says."""
    if row.kind in FIRST:
        return _OUTSIDE.get(row.direction, Verdict.NEITHER)
    return Verdict.EXPECTED if row.kind == FindingKind.WITHIN else Verdict.UNJUDGED


@dataclass(frozen=True)
class Row:
    """One measure against its range: its months as a picture, the figure and its period, and why."""

    title: str
    link: str
    months: SafeString
    value: str
    how: str
    """Where its figure is explained; empty where its reader may not see how."""
    period: str
    verdict: Verdict
    side: str
    """``above`` or ``below`` its range, or ``level`` with it."""
    reason: str


@dataclass(frozen=True)
class Group:
    """The rows of one priority, the worse first; of none for measures that the plan does not name."""

    id: str
    title: str
    rows: tuple[Row, ...]

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many rows there are of each verdict."""
        return list(Counter(str(row.verdict) for row in self.rows).items())


def own_rows(sight: Sight, build: Build, rows: Iterable[Finding]) -> list[Finding]:
    """Return a build's findings about whole measures of its own forces, or what a reader sees of them."""
    whole = [row for row in rows if not row.breakdown]
    if sight.within is not None:
        return sight.within.told(whole)
    return [row for row in whole if row.area in build.focus]


def grouped_rows(
    sight: Sight,
    key: Hashable,
    rows: Sequence[Finding],
    *,
    keys: Collection[str] | None = None,
    asked: str = "",
) -> tuple[Group, ...]:
    """Return the weightiest exception of each measure by priority of the plan, then of measures beside it.

    ``key`` names the rows. ``keys`` are the figures that may be led to (all where None is given); ``asked``
    ends each link.
    """
    return _GROUPS.get((sight.mark, key), lambda: _grouped(sight, rows, keys, asked))


def _grouped(
    sight: Sight, rows: Sequence[Finding], keys: Collection[str] | None, asked: str
) -> tuple[Group, ...]:
    made = rows_of(sight, [row for row in rows if row.kind in FIRST], keys=keys, asked=asked)
    left = dict(sorted(made.items(), key=lambda item: _WORST_FIRST.index(item[1].verdict)))
    groups = []
    for priority in sight.definitions.plan.priorities:
        own = [name for name in left if name in priority.measures]
        groups.append(Group(priority.id, priority.title, tuple(left.pop(name) for name in own)))
    groups.append(Group("", "Measures outside the plan", tuple(left.values())))
    return tuple(one for one in groups if one.rows)


def rows_of(
    sight: Sight, findings: Iterable[Finding], *, keys: Collection[str] | None = None, asked: str = ""
) -> dict[str, Row]:
    """Return a row for the first of some findings about each measure, by measure."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.measure, finding)
    months = _months(sight, list(first.values()))
    return {name: _row(sight, one, months[_series_of(one)], keys, asked) for name, one in first.items()}


def _row(
    sight: Sight, row: Finding, months: Sequence[Figure], keys: Collection[str] | None, asked: str
) -> Row:
    measure = sight.definitions.measures[row.measure]
    key = figure_key(row)
    place = "" if row.area in sight.definitions.office.forces else f", {sight.title_of(row.area)}"
    return Row(
        f"{measure.title}{place}",
        f"{measure_link(measure.id)}{asked}",
        _drawn(measure, months, sight.definitions.office.house_style.accent),
        "" if row.seen is None else said(row.seen, measure),
        figure_link(key) if keys is None or key in keys else "",
        _period_of(row).label,
        verdict_of(row),
        side_of(row) if row.kind in FIRST else "level",
        reason(row, measure),
    )


def _drawn(measure: Measure, months: Sequence[Figure], accent: str) -> SafeString:
    picture = sparkline(measure, months, accent)
    return mark_safe("" if picture is None else picture.svg)  # noqa: S308  (the chart module's own)


def _period_of(row: Finding) -> Period:
    return parse_period(Window.named(row.window), row.period)


def _series_of(row: Finding | Figure) -> SeriesOf:
    return row.measure, row.area, row.source


def _months(sight: Sight, rows: Sequence[Finding]) -> dict[SeriesOf, list[Figure]]:
    """Return the months up to their quarter's end of the series that findings are of, with the missing."""
    if not rows:
        return {}
    latest = max(_period_of(row).last_month for row in rows)
    last = period_ending(Window.QUARTER, latest).last_month
    spans = [period_ending(Window.MONTH, month) for month in range(last - CHART_MONTHS + 1, last + 1)]
    measures, areas = (tuple({getattr(row, name): None for row in rows}) for name in ("measure", "area"))
    query = Query(measures, areas, start=spans[0].start, end=spans[-1].end, source=ALL_SOURCES)
    held = {
        (*_series_of(one), month_of(one.period_end)): one
        for one in as_figures(sight.table(query))
        if one.window == Window.MONTH
    }
    declared = sight.definitions.measures
    return {
        _series_of(row): [
            held.get((*_series_of(row), one.last_month))
            or missing_figure(declared[row.measure], row.area, one, row.source)
            for one in spans
        ]
        for row in rows
    }
