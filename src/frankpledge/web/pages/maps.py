"""Maps of wards and small areas: which stand out, with a table that says the same."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from frankpledge.periods import Window
from frankpledge.publication.amounts import shown, unit_in_words
from frankpledge.publication.area_maps import AreaMap, MapArea, Side, area_map
from frankpledge.publication.exploring.question import Question, View
from frankpledge.registers.roles import EVERYONE, SCOPES
from frankpledge.web.access import Route, actor_of
from frankpledge.web.links import measure_link
from frankpledge.web.mapped import maps_for
from frankpledge.web.page import Page, Rows
from frankpledge.web.seeing import Sight, sight_of

COLUMNS = ("code", "area", "finding", "value", "expected")
FEW = 20
"""So many areas at most stand in one table; of more, those that do not stand out are folded away."""
ORDER = (Side.MORE, Side.FEWER, Side.ORDINARY, Side.UNKNOWN)


def maps(request: HttpRequest) -> Page:
    """Show one map, with what there is to choose from; the first with findings where none is named."""
    actor = actor_of(request)
    held, sight = maps_for(actor), sight_of(actor)
    if not held or sight is None:
        return Page("web/map_nothing.html", "Map of local areas", {"sight": sight}, Rows(COLUMNS, ()))
    name = request.GET.get("map", "")
    if name and name not in held:
        raise Http404
    chosen = held[name or max(held, key=lambda one: len(held[one].found))]
    asked = request.GET.get("q", "").strip().casefold()
    areas = [one for one in _ordered(chosen) if asked in one.title.casefold()]
    out = sum(one.side in (Side.MORE, Side.FEWER) for one in areas)
    first = len(areas) if asked or len(areas) <= FEW or not out else out
    lines = [(one, _said(one, chosen), _expected(one, chosen)) for one in areas]
    drawn = area_map(chosen)
    of = chosen.measure
    rows = [(one.code, one.title, one.side.value, one.value, one.expected) for one in areas]
    context = {
        "choices": [(one.id, f"{one.measure.title}, {one.kind}", len(one.found)) for one in held.values()],
        "chosen": chosen,
        "unit": unit_in_words(of),
        "parts": [part for part in (lines[:first], lines[first:]) if part],
        "folded": len(areas) - first,
        "compared": any(one.expected is not None for one in chosen.areas),
        "unsaid": any(one.value is None for one in chosen.areas) and sight.build_of(of.id) is None,
        "measure_link": measure_link(of.id) if of.id in sight.measures else "",
        "explored": _explored(sight, chosen),
        "asked": request.GET.get("q", ""),
        "svg": "" if drawn is None else mark_safe(drawn.svg),  # noqa: S308  (our own chart module's)
        "shapes": reverse("map-shapes", kwargs={"name": chosen.id}) if chosen.geometries else "",
    }
    title = f"{of.title}: {chosen.kind}, {chosen.period}"
    return Page("web/map.html", title, context, Rows(COLUMNS, rows))


def _explored(sight: Sight, of: AreaMap) -> str:
    """Return where the explorer maps all figures of these areas; empty where somebody sees none of them."""
    area_type = of.id.removeprefix(f"{of.measure.id}-")
    if of.measure.id not in sight.measures or not sight.areas(area_type, (of.measure.id,)):
        return ""
    asked = Question((of.measure.id,), area_type=area_type, window=Window.QUARTER, view=View.MAP)
    return f"{reverse('explore')}?{asked.query}"


def _ordered(of: AreaMap) -> list[MapArea]:
    """Return areas with findings first, and those of one sort by name."""
    return sorted(of.areas, key=lambda one: (ORDER.index(one.side), one.title))


def _said(one: MapArea, of: AreaMap) -> str:
    return "" if one.value is None else shown(one.value, of.measure)


def _expected(one: MapArea, of: AreaMap) -> str:
    return "" if one.expected is None else f"{one.expected:,.1f}"


def shapes(request: HttpRequest, name: str) -> JsonResponse:
    """Give the areas of a map as GeoJSON, each with what was found of it, for the script that draws them."""
    of = maps_for(actor_of(request)).get(name)
    if of is None:
        raise Http404
    known = {one.code: one for one in _ordered(of)}
    features = []
    for code in [one for one in dict.fromkeys([*known, *of.geometries]) if one in of.geometries]:
        one, geometry = known.get(code), of.geometries[code]
        properties = {"code": code, "title": code, "finding": Side.UNKNOWN.value, "tone": "quiet", "said": ""}
        if one is not None:
            said = [f"{_said(one, of)} {unit_in_words(of.measure)}"] if one.value is not None else []
            said += [f"expected {_expected(one, of)}"] if one.expected is not None else []
            properties = {
                "code": code,
                "title": one.title,
                "finding": one.side.value,
                "tone": one.tone.value if one.side in (Side.MORE, Side.FEWER) else "quiet",
                "said": ", ".join(said),
            }
        features.append({"type": "Feature", "properties": properties, "geometry": json.loads(geometry)})
    return JsonResponse({"type": "FeatureCollection", "features": features})


ROUTES = (
    Route("map", "map/", maps, get=EVERYONE, data=True, scoped=SCOPES),
    Route("map-shapes", "map/<slug:name>.geojson", shapes, get=EVERYONE, scoped=SCOPES),
)
