"""The explorer: choose measures, places, parts and periods; see them as chart, table or small pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from frankpledge.periods import MONTHLY_WINDOWS, Period
from frankpledge.plan.definitions import Definitions
from frankpledge.publication.amounts import shown, shown_figure, unit_in_words
from frankpledge.publication.exploring.answer import COLUMNS, Answer, Series, answered, periods_known
from frankpledge.publication.exploring.lines_chart import lines_chart, shared_axis
from frankpledge.publication.exploring.question import (
    MOST_LINES,
    WINDOW_WORDS,
    Against,
    Question,
    View,
    asked,
    breakdowns_of,
)
from frankpledge.publication.exploring.small_charts import small_chart
from frankpledge.publication.exploring.words import sentence
from frankpledge.publication.model import Picture
from frankpledge.publication.pictures import svg_as_png
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.keeping import Kept
from frankpledge.web.links import link_of
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.explored_maps import (
    geojson,
    kinds_seen,
    kinds_to_map,
    map_alone,
    map_context,
    maps_of,
)
from frankpledge.web.seeing import Sight, public_sight, sight_of

MOST_SMALL = 60
"""More small pictures than this are not drawn on one page; the table has every line."""
AREA_WORDS = {
    "force": "Forces",
    "local-authority": "Local authorities",
    "ward": "Wards",
    "lsoa": "Small census areas",
}
MOST_KEPT = 500
_DRAWN: dict[tuple[str, Question], list[Picture]] = {}
"""Charts drawn in this process, by figures and question; the oldest go first."""
_OPTIONS: Kept[str] = Kept(8)
MOST_ROWS = 2000
"""More rows than this are for a spreadsheet: the page says so and offers the file."""


@dataclass(frozen=True)
class Asked:
    """A question as it was answered, and for whom; of a map, with the periods there are to choose from."""

    sight: Sight
    question: Question
    answer: Answer
    periods: tuple[Period, ...] = ()


def explore(request: HttpRequest) -> Page:
    """Show what is asked for, with the form that asks."""
    sight = sight_of(actor_of(request))
    if sight is None or not sight.measures:
        return Page("web/explore_nothing.html", "Explore the figures", public=True)
    found = _answer(sight, _asked(request, sight))
    return Page(
        "web/explore.html",
        "Explore the figures",
        {
            "sentence": sentence(found.answer),
            "question": found.question,
            "mapped": found.question.view is View.MAP,
            "form": _form(sight, found.question),
            "views": _views(sight, found.question),
            "sight": sight,
            "staff": sight.build is not None,
            "embed": _embed(found.question),
            **_drawn(found, request.GET.get("find", "")),
            **_table(found.answer),
        },
        rows=Rows(COLUMNS, found.answer.rows),  # type: ignore[arg-type]  # plain values, column by column
        mark=f"{sight.mark}",
        public=sight.is_public,
    )


def _embed(question: Question) -> str:
    """Return the address at which other sites frame this; empty where no figure of it has been released."""
    public = public_sight()
    if public is None or not set(question.measures) <= set(public.measures):
        return ""
    return f"{settings.ADDRESS}{reverse('embed')}?{question.query}"


def picture(request: HttpRequest, form: str) -> HttpResponse:
    """Give the chart of a question as SVG or PNG."""
    sight = sight_of(actor_of(request))
    if sight is None:
        raise Http404
    found = _answer(sight, _asked(request, sight))
    if found.question.view is View.MAP:
        alone = next((map_alone(one, sight) for one in maps_of(sight, found.answer)), None)
        svg = "" if alone is None else alone.svg
    else:
        svg = next((one.svg for one in _charts(found)), "")
    if not svg:
        raise Http404
    if form == "png":
        return HttpResponse(svg_as_png(svg, 2.0), content_type="image/png")
    return HttpResponse(svg, content_type="image/svg+xml")


def areas(request: HttpRequest) -> JsonResponse:
    """Give the areas of a map with their figures as GeoJSON: to take away, and for the script that draws."""
    sight = sight_of(actor_of(request))
    if sight is None:
        raise Http404
    found = _answer(sight, _asked(request, sight).shown_as(View.MAP))
    drawn = next(maps_of(sight, found.answer), None)
    if drawn is None:
        raise Http404
    return JsonResponse(geojson(drawn, sight), content_type="application/geo+json")


def embedded(request: HttpRequest) -> Page:
    """Show the chart of released figures alone, for other sites to frame."""
    sight = public_sight()
    if sight is None:
        raise Http404
    found = _answer(sight, _asked(request, sight))
    context = {"sentence": sentence(found.answer), "question": found.question}
    context["mapped"] = found.question.view is View.MAP
    context |= _drawn(found) | _table(found.answer)
    return Page("web/embed.html", "Figures", context, mark=sight.mark, public=True)


def _asked(request: HttpRequest, sight: Sight) -> Question:
    given = {name: request.GET.getlist(name) for name in request.GET}
    return asked(given, sight.definitions, sight.measures, _first(sight))


def _first(sight: Sight) -> str:
    """Return the measure shown where none is named: the first of the plan that there are figures of."""
    held = set(sight.measures)
    planned = [name for priority in sight.definitions.plan.priorities for name in priority.measures]
    return next((name for name in planned if name in held), sight.measures[0])


def _answer(sight: Sight, question: Question) -> Asked:
    if sight.build is not None:
        own: Sequence[str] = sight.build.focus
    else:
        own = sight.definitions.office.forces
    periods: tuple[Period, ...] = ()
    narrowed = question
    if question.view is View.MAP:
        periods = periods_known(question, sight.table, sight.definitions, own)
        if periods and question.at is None:
            narrowed = replace(question, at=periods[-1])
    found = answered(narrowed, sight.table, sight.definitions, own, sight.title_of)
    return Asked(sight, question, found, periods)


def _charts(found: Asked) -> list[Picture]:
    """Return the charts of an answer, drawn once for all who ask the same of the same figures."""
    key = (found.sight.mark, found.question.shown_as(View.CHART))
    if key not in _DRAWN:
        while len(_DRAWN) >= MOST_KEPT:
            _DRAWN.pop(next(iter(_DRAWN)), None)
        _DRAWN[key] = _made(found)
    return _DRAWN[key]


def _made(found: Asked) -> list[Picture]:
    accent = found.sight.definitions.office.house_style.accent
    made = []
    for measure in found.answer.measures:
        series = [one for one in found.answer.series if one.measure is measure]
        made.append(lines_chart(measure, series, accent))
    return [one for one in made if one is not None]


def _drawn(found: Asked, find: str = "") -> dict[str, object]:
    view, answer = found.question.view, found.answer
    if view is View.MAP:
        return map_context(found.sight, found.question, answer, found.periods, find)
    if view is View.MULTIPLES:
        return {"small": _small(found), "most_small": MOST_SMALL}
    if view is View.CHART:
        ours = [one for one in answer.series if one.ours]
        left = len(ours) - MOST_LINES * len(answer.measures)
        titles = [measure.title for measure in answer.measures]
        charts = [(title, _svg(one)) for title, one in zip(titles, _charts(found), strict=False)]
        return {"charts": charts, "undrawn": max(left, 0), "most_lines": MOST_LINES}
    return {}


def _svg(picture: Picture) -> SafeString:
    """Return a picture of our own chart module as it stands."""
    return mark_safe(picture.svg)  # noqa: S308


def _small(found: Asked) -> list[tuple[str, SafeString]]:
    accent = found.sight.definitions.office.house_style.accent
    made: list[tuple[str, SafeString]] = []
    for measure in found.answer.measures:
        series = [one for one in found.answer.series if one.measure is measure and one.ours]
        axis = shared_axis(series, measure)
        for place, one in enumerate(series[:MOST_SMALL]):
            drawn = None if axis is None else small_chart(one, accent, axis, place)
            if drawn is not None:
                made.append((_name(one, found.answer), _svg(drawn)))
    return made


def _name(one: Series, answer: Answer) -> str:
    several = len(answer.measures) > 1
    words = [one.measure.title if several else "", one.area_name, one.part]
    return ", ".join(word for word in words if word)


def _table(answer: Answer) -> dict[str, object]:
    """Return the table of an answer as a page shows it: one row a figure, newest first."""
    if answer.question.view is View.MAP:
        return {}  # The map has a table of its own, in the order of its classes.
    compared = answer.question.against not in (Against.NOTHING, Against.PEERS)
    rows = []
    for one in answer.series:
        held = list(zip(one.figures, one.references, one.differences, strict=True))
        first = one.figures[0] if one.figures else None
        link = link_of(first) if first is not None else ""
        for figure, reference, difference in reversed(held):
            rows.append(
                {
                    "measure": one.measure.title,
                    "area": one.area_name,
                    "part": one.part,
                    "period": figure.label,
                    "value": shown_figure(figure, one.measure),
                    "reference": "" if reference is None else shown(reference, one.measure),
                    "difference": "" if difference is None else f"{difference:+.1f}".replace("-", "−"),
                    "link": link.replace(f"/{first.period}/", f"/{figure.period}/") if first else "",
                }
            )
    units = {unit_in_words(measure) for measure in answer.measures}
    return {
        "rows": rows[:MOST_ROWS],
        "more_rows": max(len(rows) - MOST_ROWS, 0),
        "compared": compared,
        "change_unit": " or ".join(sorted({one.difference_unit for one in answer.series})),
        "unit": units.pop() if len(units) == 1 else "",
        "several_measures": len(answer.measures) > 1,
        "parted": bool(answer.question.breakdown),
    }


def _views(sight: Sight, question: Question) -> list[tuple[str, str, bool]]:
    return [
        (view.words, _seen_as(sight, question, view).query, view is question.view)
        for view in (View.CHART, View.MULTIPLES, View.TABLE, View.MAP)
    ]


def _seen_as(sight: Sight, question: Question, view: View) -> Question:
    """Return a question in another view: for a map by a kind of area that can be drawn."""
    shown = question.shown_as(view)
    if view is not View.MAP or question.view is View.MAP:
        return shown
    kinds = kinds_to_map(sight, question)
    return shown if question.area_type in kinds or not kinds else replace(shown, area_type=kinds[0], areas=())


def _form(sight: Sight, question: Question) -> dict[str, object]:
    measures = [sight.definitions.measures[name] for name in question.measures]
    return {
        "options": [_options(sight, name) for name in (*question.measures, "")],
        "areas": sight.areas(question.area_type, question.measures),
        "area_types": _worded(dict.fromkeys(["force", *kinds_seen(sight, measures)])),
        "breakdowns": _worded(breakdowns_of(measures)),
        "windows": [(window.value, WINDOW_WORDS[window]) for window in MONTHLY_WINDOWS],
        "against": [(one.value, one.words) for one in Against],
        "start": "" if question.start is None else question.start.key,
        "end": "" if question.end is None else question.end.key,
    }


def _worded(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, AREA_WORDS.get(one, one.replace("-", " ").capitalize())) for one in names]


def _options(sight: Sight, chosen: str) -> SafeString:
    """Return the measures to choose from, one of them chosen: hundreds, written once for all who see them."""
    offered = tuple(sight.measures)
    options = _OPTIONS.get((sight.mark, offered), lambda: _written(_grouped(sight.definitions, offered)))
    one = f'<option value="{escape(chosen)}"'
    return mark_safe(options.replace(f"{one}>", f"{one} selected>", 1))  # noqa: S308  (escaped when written)


def _written(groups: Iterable[tuple[str, list[tuple[str, str]]]]) -> str:
    return "".join(
        f'<optgroup label="{escape(title)}">'
        + "".join(f'<option value="{escape(id_)}">{escape(words)}</option>' for id_, words in measures)
        + "</optgroup>"
        for title, measures in groups
    )


def _grouped(definitions: Definitions, offered: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the measures under the priorities of the plan, and after them those that no priority names."""
    measures, left = definitions.measures, dict.fromkeys(offered)
    groups = []
    for priority in definitions.plan.priorities:
        own = [name for name in dict.fromkeys(priority.measures) if name in left]
        for name in own:
            left.pop(name)
        if own:
            groups.append((priority.title, [(name, measures[name].title) for name in own]))
    rest = sorted((measures[name].title, name) for name in left)
    if rest:
        groups.append(("Other measures", [(name, title) for title, name in rest]))
    return groups


ROUTES = (
    Route("explore", "explore/", explore, get=EVERYONE, data=True, scoped=SCOPES),
    Route("explore-picture", "explore/chart.<str:form>", picture, get=EVERYONE, scoped=SCOPES),
    Route("explore-areas", "explore/areas.geojson", areas, get=EVERYONE, scoped=SCOPES),
    Route("embed", "embed/explore/", embedded, get=EVERYONE),
)
