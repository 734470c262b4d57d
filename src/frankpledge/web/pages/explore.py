"""The explorer: choose measures, places, parts and periods; see them in four views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from frankpledge.errors import WrongUse
from frankpledge.periods import Period, month_key
from frankpledge.publication.exploring.answer import COLUMNS, Answer
from frankpledge.publication.exploring.answering import answered, periods_known
from frankpledge.publication.exploring.drawn import MOST_SMALL, Drawn, drawings
from frankpledge.publication.exploring.nothing import why_nothing
from frankpledge.publication.exploring.question import MOST_LINES, Order, Question, View, asked
from frankpledge.publication.exploring.words import (
    found_words,
    gap_words,
    judged_words,
    sentence,
    source_words,
)
from frankpledge.publication.model import Picture
from frankpledge.publication.pictures import svg_as_png
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.found import findings_about
from frankpledge.web.keeping import Kept
from frankpledge.web.page import Page, Rows
from frankpledge.web.pages.explore_form import counted_by, form_context, looked_for, views_of
from frankpledge.web.pages.explored_maps import geojson, map_alone, map_context, maps_of
from frankpledge.web.pages.explored_table import table_context
from frankpledge.web.seeing import Sight, public_sight, sight_of

_DRAWN: Kept[tuple[Drawn, ...]] = Kept(500)


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
    words = request.GET.get("q", "").strip()[:80]
    try:
        question = _asked(request, sight)
    except WrongUse as error:
        if request.path.endswith((".json", ".csv")):
            raise
        return _refused(request, sight, error, words)
    found = _answer(sight, question)
    return Page(
        "web/explore.html",
        "Explore the figures",
        {
            **_shown(found, request.GET.get("find", "")),
            "form": form_context(sight, question, found.answer),
            "looked": looked_for(sight, question, words),
            "views": views_of(sight, question),
            "sight": sight,
            "staff": sight.build is not None,
            "embed": _embed(question),
        },
        rows=Rows(COLUMNS, found.answer.rows),  # type: ignore[arg-type]  # plain values, column by column
        mark=f"{sight.mark}",
        public=sight.is_public,
    )


def _refused(request: HttpRequest, sight: Sight, error: WrongUse, words: str) -> Page:
    """Show what is wrong with a question above the form, which asks for as much of it as means something."""
    given = {"measure": [name for name in request.GET.getlist("measure") if name in sight.measures][:1]}
    for name in ("area-type", "by", "window", "against", "order", "only", "view"):
        try:
            tried = {**given, name: request.GET.getlist(name)}
            asked(tried, sight.definitions, sight.measures, _first(sight))
            given = tried
        except WrongUse:
            continue
    question = asked(given, sight.definitions, sight.measures, _first(sight))
    typed = {"start": "from", "end": "to", "last": "last"}
    written = {field: request.GET.get(name, "")[:40] for field, name in typed.items()}
    context = {
        "wrong": error,
        "instead": counted_by(sight, request.GET.get("area-type", "")),
        "question": question,
        "form": {**form_context(sight, question, None), **written},
        "looked": looked_for(sight, question, words),
        "sight": sight,
        "staff": sight.build is not None,
    }
    return Page("web/explore.html", "Explore the figures", context, status=400, public=sight.is_public)


def _shown(found: Asked, find: str = "") -> dict[str, object]:
    """Return what a page shows of an answer, with the form or framed by another site."""
    sight, question, answer = found.sight, found.question, found.answer
    mapped = question.view is View.MAP
    nothing = None if mapped else why_nothing(answer, lambda other: _answer(sight, other).answer)
    return {
        "sentence": sentence(answer),
        "question": question,
        "mapped": mapped,
        "nothing": nothing,
        "found_words": found_words(answer),
        "gaps": [] if mapped else gap_words(answer),
        "judged": "" if mapped else judged_words(answer, any_quarter=sight.build is not None),
        "source": source_words(answer.series, sight.edition) if answer.ours else "",
        **_drawn(found, find),
        **table_context(answer),
    }


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
    alone = _alone(found)
    if alone is None:
        raise Http404
    name = f"{found.question.measures[0]}-{found.question.window}.{form}"
    if form == "png":
        response = HttpResponse(svg_as_png(alone.svg, 2.0), content_type="image/png")
    elif form == "svg":
        response = HttpResponse(alone.svg, content_type="image/svg+xml")
    else:
        raise Http404
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _alone(found: Asked) -> Picture | None:
    """Return the first picture of an answer with the words that say what it is, from what and as at when."""
    if found.question.view is View.MAP:
        return next(
            (map_alone(one, found.answer, found.sight) for one in maps_of(found.sight, found.answer)), None
        )
    return next((one.alone for one in _pictures(found)), None)


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
    return Page("web/embed.html", "Figures", _shown(found), mark=sight.mark, public=True)


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
    shown_last = narrowed.at or narrowed.end
    upto = None if shown_last is None else shown_last.last_month
    found = answered(
        narrowed,
        sight.table,
        sight.definitions,
        own,
        sight.title_of,
        lambda measure: findings_about(sight, measure, upto),
    )
    return Asked(sight, question, found, periods)


def months_drawn(sight: Sight, measure: str, upto: Period | None) -> list[tuple[str, str, SafeString]]:
    """Return the chart of a measure's own months, as the explorer draws it: title, words under it, picture.

    Nothing where no month is known, up to the end of a period where one is named.
    """
    given = {"measure": [measure], **({} if upto is None else {"to": [month_key(upto.last_month)]})}
    return _charts(_pictures(_answer(sight, asked(given, sight.definitions, sight.measures, measure))))


def _charts(drawn: Sequence[Drawn]) -> list[tuple[str, str, SafeString]]:
    """Return pictures with their titles, and where there are several the words under each."""
    return [
        (one.title, one.subtitle if len(drawn) > 1 else "", _svg(one.picture))
        for one in drawn
        if one.picture is not None
    ]


def _pictures(found: Asked) -> tuple[Drawn, ...]:
    """Return the pictures of an answer, drawn once for all who ask the same of the same figures."""
    sight = found.sight
    accent = sight.definitions.office.house_style.accent
    key = (sight.mark, found.question)
    return _DRAWN.get(key, lambda: tuple(drawings(found.answer, sight.edition, accent)))


def _drawn(found: Asked, find: str) -> dict[str, object]:
    view, answer = found.question.view, found.answer
    if view is View.MAP:
        return map_context(found.sight, found.question, answer, found.periods, find)
    if view is View.TABLE:
        return {}
    drawn = _pictures(found)
    offered = [
        (one.measure.title, replace(found.question, measures=(one.measure.id,)).query) for one in drawn
    ]
    if view is View.MULTIPLES:
        small = [(words, _svg(picture)) for one in drawn for words, picture in one.small]
        left = len(answer.ours) - MOST_SMALL * len(answer.measures)
        return {"small": small, "undrawn": max(left, 0), "offered": offered}
    left = len([one for one in answer.ours if one.known]) - MOST_LINES * len(drawn)
    return {
        "charts": _charts(drawn),
        "offered": offered,
        "undrawn": max(left, 0),
        "most_lines": MOST_LINES,
        "by_order": found.question.order is not Order.NAME,
    }


def _svg(picture: Picture) -> SafeString:
    """Return a picture of our own chart module as it stands."""
    return mark_safe(picture.svg)  # noqa: S308


ROUTES = (
    Route("explore", "explore/", explore, get=EVERYONE, data=True, scoped=SCOPES),
    Route("explore-picture", "explore/chart.<str:form>", picture, get=EVERYONE, scoped=SCOPES),
    Route("explore-areas", "explore/areas.geojson", areas, get=EVERYONE, scoped=SCOPES),
    Route("embed", "embed/explore/", embedded, get=EVERYONE),
)
