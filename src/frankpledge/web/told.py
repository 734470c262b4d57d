"""What the newest build tells of measures to the office: the report's own blocks, made once a build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from frankpledge.builds.finding import QuarterFindings
from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Finding
from frankpledge.periods import Period
from frankpledge.pipeline import find_in
from frankpledge.plan.definitions import Plan, Priority, Section
from frankpledge.publication.ahead_blocks import ahead_blocks
from frankpledge.publication.found import Ahead
from frankpledge.publication.gather import gather
from frankpledge.publication.gather_findings import all_ahead
from frankpledge.publication.glance import glance
from frankpledge.publication.html import blocks_html
from frankpledge.publication.kinds.reading import QUARTERLY, read_kind
from frankpledge.publication.measure_page import page_parts
from frankpledge.publication.model import Block, Chart, Line, Name, Picture, RowGroup, line, walk
from frankpledge.publication.readings import ReportData
from frankpledge.reporting import following
from frankpledge.web.keeping import Kept
from frankpledge.web.links import figure_link, place_link
from frankpledge.web.office import office_folder
from frankpledge.web.saying import Part, PictureOffered, Said, picture_words

_FOUND: Kept[QuarterFindings] = Kept(6)
_ABOUT: Kept[tuple[Finding, ...]] = Kept(2000)
_DATA: Kept[ReportData] = Kept(8)
_TOLD: Kept[Told] = Kept(800)
_AHEAD: Kept[Told] = Kept(100)
_FORECAST: Kept[dict[str, Ahead]] = Kept(2)
_GLANCES: Kept[SafeString] = Kept(200)
SOON = 2.0
"""Seconds that a page waits for the readings of a whole plan."""


@dataclass(frozen=True)
class Framed:
    """One picture with the words that stand around it in a file of its own."""

    picture: Picture
    title: Line
    subtitle: Line
    source: Line


@dataclass(frozen=True)
class Told:
    """What is told of a measure, and its pictures by name."""

    said: Said
    pictures: dict[str, Framed]


def quarter_of(build: Build, upto: int | None = None) -> Period | None:
    """Return the newest quarter that a build holds in full, of those begun by a month where one is named.

    None for a build about no one force.
    """
    held = build.full_quarters if build.definitions.office.force else ()
    return next((one for one in reversed(held) if upto is None or one.first_month <= upto), None)


def found_of(build: Build, quarter: Period) -> QuarterFindings:
    """Return all that was found in a quarter."""
    return _FOUND.get((build.manifest.id, quarter.key), lambda: find_in(build, quarter))


def found_about(build: Build, quarter: Period, measure: str) -> tuple[Finding, ...]:
    """Return what was found of one measure in a quarter, without finding the rest where nobody asked for it.

    An office's budget of false exceptions is one of all its measures: then all are found.
    """
    key = build.manifest.id, quarter.key
    budget = build.definitions.office.false_exceptions
    if budget is not None or quarter == quarter_of(build) or _FOUND.held(key) is not None:
        return _ABOUT.get((*key, measure), lambda: found_of(build, quarter).of(measure))
    return _ABOUT.get((*key, measure), lambda: find_in(build, quarter, measures=(measure,)).rows)


def told_of(build: Build, measure: str, quarter: Period) -> Told:
    """Return what a build tells of a measure in a quarter."""
    return _TOLD.get((build.manifest.id, measure, quarter.key), lambda: _told(build, quarter, measure))


def ahead_told(build: Build, measure: str) -> Told | None:
    """Return the forecast of a measure; with no part in it where there is too little history."""
    quarter = quarter_of(build)
    if quarter is None:
        return None
    return _AHEAD.get((build.manifest.id, measure), lambda: _ahead(build, quarter, measure))


def plan_data(build: Build, framework: str = "", asked: Period | None = None) -> ReportData | None:
    """Return all readings of the plan, or of a framework, in a quarter: the newest where none is asked for.

    None where there is no quarter, and while they are still being gathered: that takes some seconds.
    """
    quarter = asked or quarter_of(build)
    if quarter is None or (framework and framework not in build.definitions.office.frameworks):
        return None
    return _DATA.soon(
        (build.manifest.id, framework, quarter.key), lambda: _gathered(build, quarter, framework), SOON
    )


def gather_plan(build: Build, quarter: Period) -> None:
    """Gather all readings of the plan and make its tables, however long it takes, for those who ask later."""
    data = _DATA.get((build.manifest.id, "", quarter.key), lambda: _gathered(build, quarter, ""))
    for one in build.definitions.plan.priorities:
        glance_html(build, "", data, [one])


def _gathered(build: Build, quarter: Period, framework: str) -> ReportData:
    kind = read_kind(QUARTERLY, office_folder())
    return gather(following(build, framework), quarter, kind, [found_of(build, quarter)], drawn=False)


def is_waiting(build: Build, framework: str = "", asked: Period | None = None) -> bool:
    """Whether the readings of the plan are still being gathered."""
    return quarter_of(build) is not None and plan_data(build, framework, asked) is None


def forecast_of(build: Build, quarter: Period) -> dict[str, Ahead]:
    """Return the forecasts of all measures as they stand at a quarter's end."""
    return _FORECAST.get((build.manifest.id, quarter.key), lambda: all_ahead(build, quarter))


def glance_html(build: Build, framework: str, data: ReportData, priorities: Iterable[Priority]) -> SafeString:
    """Return the table at a glance of some priorities, its names and numbers led to their pages."""
    chosen = tuple(priorities)
    key = (build.manifest.id, framework, data.period.key, tuple((one.id, one.measures) for one in chosen))
    return _GLANCES.get(key, lambda: _glance(build, data, chosen))


def _glance(build: Build, data: ReportData, chosen: tuple[Priority, ...]) -> SafeString:
    names = dict.fromkeys(name for one in chosen for name in one.measures)
    readings = {name: data.readings[name] for name in names}
    shown = replace(data, plan=replace(data.plan, priorities=chosen), readings=readings)
    if not readings:
        return mark_safe("")
    table = glance(shown)
    caption = line("Measures: ", Name("; ".join(one.title for one in chosen)))
    if len(chosen) == 1:  # The page has its title above the table.
        table = replace(table, groups=tuple(RowGroup(line(), one.rows) for one in table.groups))
    table = replace(table, id=f"at-a-glance-{chosen[0].id}", caption=caption)
    return _html(build, (table,), data.period)


def one_priority(plan: Plan, title: str, measures: tuple[str, ...]) -> Priority:
    """Return measures as a priority of their own, so that a table of them alone can be made."""
    return Priority(f"{plan.title}-part", title, sections=(Section(title, measures),))


def _told(build: Build, quarter: Period, measure: str) -> Told:
    data = _alone(build, quarter, measure)
    parts = page_parts(data.readings[measure], data)
    return _as_told(build, data, [(one.id, one.title, one.blocks) for one in parts])


def _ahead(build: Build, quarter: Period, measure: str) -> Told:
    data = _alone(build, quarter, measure)
    ahead = forecast_of(build, quarter).get(measure)
    blocks = () if ahead is None else tuple(ahead_blocks(ahead, data))
    return _as_told(build, data, [("ahead", "If it goes on as it has", blocks)] if blocks else [])


def _alone(build: Build, quarter: Period, measure: str) -> ReportData:
    kind = read_kind(QUARTERLY, office_folder())
    return gather(build, quarter, kind, [found_of(build, quarter)], only=(measure,))


def _as_told(build: Build, data: ReportData, parts: list[tuple[str, str, tuple[Block, ...]]]) -> Told:
    pictures = {
        picture.id: Framed(picture, block.title, block.subtitle, block.source)
        for _, _, blocks in parts
        for block in walk(blocks)
        if isinstance(block, Chart)
        for picture in block.pictures
    }
    made = tuple(Part(name, title, _html(build, blocks, data.period)) for name, title, blocks in parts)
    offered = tuple(PictureOffered(name, picture_words(name), ("svg", "png")) for name in pictures)
    when = data.period.label
    said = Said(f"Build {data.build_id}, {when}", when, made, offered, as_at=data.as_at)
    return Told(said, pictures)


def _in_quarter(build: Build, quarter: Period, link: str) -> str:
    """Return a link to a measure's page in the same quarter: without its name where that is the newest."""
    if not link or quarter_of(build) == quarter:
        return link
    path, mark, place = link.partition("#")
    return f"{path}?period={quarter.key}{mark}{place}"


def _html(build: Build, blocks: Iterable[Block], quarter: Period) -> SafeString:
    """Return blocks as a page has them: numbers lead to their figures, names to their measures."""

    def link(target: str) -> str:
        return _in_quarter(build, quarter, place_link(target, build.definitions.measures))

    return mark_safe(lowered(str(blocks_html(blocks, figure_link, link))))  # noqa: S308


def lowered(html: str) -> str:
    """Return blocks with headings of a report's parts as those of a page's parts."""
    return (
        html.replace("<h5", "<h3").replace("</h5>", "</h3>").replace("<h4", "<h3").replace("</h4>", "</h3>")
    )
