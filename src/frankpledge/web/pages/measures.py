"""Pages of measures: all of them, and of each what is told, its figures, its past and the months ahead."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import FIGURE_COLUMNS, Figure, State
from frankpledge.measures.figures import ALL_SOURCES, Query, as_figures
from frankpledge.periods import Window, month_key, month_label
from frankpledge.plan.definitions import Definitions, Measure, Plan
from frankpledge.plan.measure_groups import is_called
from frankpledge.publication.amounts import shown_figure, unit_in_words
from frankpledge.publication.back_matter import definition_of
from frankpledge.publication.known_figures import table_title
from frankpledge.publication.model import plain
from frankpledge.publication.pictures import png
from frankpledge.publication.standalone import standalone
from frankpledge.registers.roles import EVERYONE, SCOPES, STAFF
from frankpledge.web.access import Route, actor_of
from frankpledge.web.links import link_of, measure_link
from frankpledge.web.page import Cell, Page, Rows
from frankpledge.web.pages.explore import months_drawn
from frankpledge.web.published import released_picture, released_said
from frankpledge.web.quarters import Quarters, quarters_for
from frankpledge.web.saying import Said
from frankpledge.web.seeing import Sight, sight_of
from frankpledge.web.told import Told, ahead_told, forecast_of, quarter_of, told_of

WINDOWS = (Window.MONTH, Window.QUARTER, Window.ROLLING_12)
"""What the data of a measure's page hold."""
AHEAD_COLUMNS = (
    *("measure", "area_type", "area", "breakdown", "period", "label"),
    *("point", "low80", "high80", "low95", "high95", "unit", "method", "source"),
)
"""As the command that forecasts has them."""
PERIODS_SHOWN = 12


@dataclass(frozen=True)
class Named:
    """Where a plan or framework names a measure: under which priority or outcome."""

    plan: str
    under: str
    link: str


def measures(request: HttpRequest) -> Page:
    """List the measures there are figures of, those whose words hold all that is looked for."""
    sight = sight_of(actor_of(request))
    asked = request.GET.get("q", "").strip()[:80]
    listed = [] if sight is None else _listed(sight, asked)
    titles = ("measure", "title", "unit", "direction", "priorities")
    rows = [(one.id, one.title, one.unit, str(one.direction), "; ".join(under)) for one, under in listed]
    shown = [(one, measure_link(one.id), under, unit_in_words(one)) for one, under in listed]
    context = {"shown": shown, "asked": asked, "sight": sight}
    return Page(
        "web/measures.html",
        "Measures",
        context,
        Rows(titles, rows),
        mark=sight.mark if sight else "",
        public=sight is not None and sight.is_public,
    )


def measure(request: HttpRequest, name: str) -> Page:
    """Tell of one measure."""
    sight, declared = seen(request, name)
    quarters = quarters_for(request, sight, name)
    said = said_of(sight, name, quarters)
    end = None if quarters is None or quarters.is_newest else quarters.chosen.end
    table = sight.table(Query((name,), own_areas(sight), windows=WINDOWS, end=end, source=ALL_SOURCES))
    columns = list(FIGURE_COLUMNS)
    newest, source = newest_first(table, declared)
    context = {
        "measure": declared,
        "said": said,
        "quarters": quarters,
        "sight": sight,
        "staff": sight.build_of(name) is not None,
        "definition": plain(definition_of(declared, sight.definitions)),
        "named": named_in(sight.definitions, name),
        "figures": [(one, shown_figure(one, declared), link_of(one)) for one in newest],
        "stated": any(one.state != State.KNOWN for one in newest),
        "figures_source": table_title(source),
        "unit": unit_in_words(declared),
        "explore": f"{reverse('explore')}?measure={name}",
        "charts": []
        if said and said.pictures
        else months_drawn(sight, name, quarters.chosen if quarters else None),
    }
    return Page(
        "web/measure.html",
        declared.title,
        context,
        Rows(columns, rows_of(table)),
        mark=sight.mark,
        public=sight.is_public,
    )


def ahead(request: HttpRequest, name: str) -> Page:
    """Tell what the months ahead would bring if all went on as it has: to those who see all of a measure."""
    sight, declared = seen(request, name)
    build = sight.build_of(name)
    if build is None:
        raise Http404
    told = ahead_told(build, name)
    context = {"measure": declared, "said": told.said if told is not None else None}
    title, rows = f"{declared.title}: the months ahead", Rows(AHEAD_COLUMNS, _ahead_rows(build, declared))
    return Page("web/measure_ahead.html", title, context, rows, mark=sight.mark)


def _ahead_rows(build: Build, measure: Measure) -> list[tuple[Cell, ...]]:
    """Return the months ahead with their ranges; none of a measure that is not forecast."""
    quarter = quarter_of(build)
    found = None if quarter is None else forecast_of(build, quarter).get(measure.id)
    if found is None:
        return []
    _, area_type, area, breakdown, _, _, source = found.fan.key.split(":")
    return [
        (measure.id, area_type, area, breakdown, month_key(one.month), month_label(one.month),
         one.centre, one.low80, one.high80, one.low95, one.high95, measure.unit, found.method, source)
        for one in found.fan.ahead
    ]  # fmt: skip


def picture(request: HttpRequest, name: str, picture: str, form: str) -> HttpResponse:
    """Give a picture of a measure's page as SVG or PNG, with the words that stand around it."""
    sight, _ = seen(request, name)
    kind = {"svg": "image/svg+xml", "png": "image/png"}.get(form)
    content = (
        None if kind is None else _picture(sight, name, picture, form, quarters_for(request, sight, name))
    )
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{picture}.{form}"'
    return response


def seen(request: HttpRequest, name: str) -> tuple[Sight, Measure]:
    """Return what somebody sees, and a measure they see figures of. Raises Http404 for any other."""
    sight = sight_of(actor_of(request))
    if sight is None or name not in sight.measures:
        raise Http404
    return sight, sight.definitions.measures[name]


def own_areas(sight: Sight) -> tuple[str, ...]:
    """Return the forces that a measure's page is about."""
    return sight.build.focus if sight.build is not None else sight.definitions.office.forces


def said_of(sight: Sight, name: str, quarters: Quarters | None) -> Said | None:
    """Return what is said of a measure in a quarter to somebody with this sight."""
    build = sight.build_of(name)
    if build is None:
        asked = None if quarters is None or quarters.is_newest else quarters.chosen.key
        return released_said(sight, name, asked)
    return None if quarters is None else told_of(build, name, quarters.chosen).said


def rows_of(table: pa.Table) -> list[tuple[Cell, ...]]:
    """Return a figures table as rows of plain values."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def newest_first(table: pa.Table, declared: Measure) -> tuple[list[Figure], str]:
    """Return the newest quarters (or dates) of a measure in its headline source, and that source."""
    held = as_figures(table)
    wanted = [one for one in held if one.window != Window.MONTH and one.window != Window.ROLLING_12]
    sources = [one.source for one in wanted]
    source = declared.table if declared.table in sources else next(iter(sources), "")
    own = [one for one in wanted if one.source == source and not one.breakdown]
    own.sort(key=lambda one: (one.period_end, one.window), reverse=True)
    return own[:PERIODS_SHOWN], source


def named_in(definitions: Definitions, name: str) -> list[Named]:
    """Return where the plan, and the frameworks that the office publishes, name a measure."""
    found = list(_named(definitions.plan, "", name))
    for framework in definitions.office.frameworks:
        found += _named(definitions.frameworks[framework], framework, name)
    return found


def _named(plan: Plan, framework: str, name: str) -> list[Named]:
    found = []
    for priority in plan.priorities:
        if name in priority.measures:
            found.append(Named(plan.title, priority.title, part_link(framework, priority.id)))
        for outcome in priority.outcomes:
            if name in outcome.measures:
                found.append(Named(plan.title, outcome.text.strip(), part_link(framework, outcome.id)))
    return found


def part_link(framework: str, part: str) -> str:
    """Return the address of a priority or outcome of the plan or of a framework."""
    return (
        reverse("framework-part", args=(framework, part)) if framework else reverse("plan-part", args=(part,))
    )


def _listed(sight: Sight, asked: str) -> list[tuple[Measure, list[str]]]:
    plan = sight.definitions.plan
    under = {name: [one.title for one in plan.priorities if name in one.measures] for name in sight.measures}
    kept = [one for name in sight.measures if is_called(one := sight.definitions.measures[name], asked)]
    return [(one, under[one.id]) for one in sorted(kept, key=lambda one: one.title.lower())]


def _picture(sight: Sight, name: str, picture: str, form: str, quarters: Quarters | None) -> bytes | None:
    build = sight.build_of(name)
    if build is None:
        asked = None if quarters is None or quarters.is_newest else quarters.chosen.key
        return released_picture(name, picture, form, asked)
    told = None if quarters is None else told_of(build, name, quarters.chosen)
    found: list[Told | None] = [told, ahead_told(build, name)]
    for told in found:
        framed = None if told is None else told.pictures.get(picture)
        if framed is not None:
            whole = standalone(framed.picture, framed.title, framed.subtitle, framed.source)
            return whole.svg.encode() if form == "svg" else png(whole)
    return None


ROUTES = (
    Route("measures", "measures/", measures, get=EVERYONE, data=True, scoped=SCOPES),
    Route("measure", "measures/<slug:name>/", measure, get=EVERYONE, data=True, scoped=SCOPES),
    Route("measure-ahead", "measures/<slug:name>/ahead/", ahead, get=STAFF, data=True, scoped=SCOPES),
    Route(
        "measure-picture",
        "measures/<slug:name>/<slug:picture>.<slug:form>",
        picture,
        get=EVERYONE,
        scoped=SCOPES,
    ),
)
