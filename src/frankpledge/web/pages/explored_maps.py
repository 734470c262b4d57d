"""The explorer's map: an answer of one period on the areas it is of, as a page shows it and as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from frankpledge.periods import Period
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import is_count, shown, shown_figure, unit_in_words
from frankpledge.publication.chart_style import TONE_COLOURS
from frankpledge.publication.exploring.answer import Answer
from frankpledge.publication.exploring.class_maps import ClassMap, Shaded, class_map, draw
from frankpledge.publication.exploring.map_classes import Class
from frankpledge.publication.exploring.question import Against, Question, View, area_types_of, kind_words
from frankpledge.publication.exploring.words import source_words
from frankpledge.publication.model import Name, Picture, line
from frankpledge.publication.standalone import standalone
from frankpledge.publication.tokens import PAPER
from frankpledge.web.keeping import Kept
from frankpledge.web.links import link_of
from frankpledge.web.mapped_answers import drawn_of, geometries_of, groups_of, kinds_with_shapes, shapes_of
from frankpledge.web.pages.explored_table import number_cell, signed
from frankpledge.web.seeing import Sight

MOST_OFFERED = 8
_PICTURES: Kept[Picture | None] = Kept(300)
_PAIRS: Kept[frozenset[tuple[str, str]]] = Kept(2)


@dataclass(frozen=True)
class MapShown:
    """One map as the page prints it."""

    of: ClassMap
    title: str
    unit: str
    kind: str
    svg: SafeString
    shapes: str
    """The address of its areas as GeoJSON, for the script and to take away."""
    key: tuple[tuple[Class, str], ...]
    rows: SafeString
    """The rows of its table. There can be hundreds, which the templates' own loop takes longest over."""
    found: str
    """What was asked to be found on it, in words."""
    is_count: bool


def maps_of(sight: Sight, answer: Answer) -> Iterator[ClassMap]:
    """Yield the map of each measure of an answer of one period; of parts the first asked for."""
    build = drawn_of(sight)
    if build is None or answer.question.at is None:
        return
    kind = answer.question.area_type
    for measure in answer.measures:
        part = next(one.breakdown for one in answer.series if one.measure is measure)
        made = class_map(answer, measure, part, groups_of(build, kind))
        if made is not None:
            yield made


def map_context(
    sight: Sight, question: Question, answer: Answer, periods: Sequence[Period], find: str
) -> dict[str, object]:
    """Return what the page of a map prints: maps, or else what there is instead."""
    at = answer.question.at
    found = maps_of(sight, answer)
    maps = [_shown(sight, question, one, find.strip(), place) for place, one in enumerate(found)]
    drawn = [one for one in maps if one.svg]
    return {
        "maps": drawn,
        "instead": [] if drawn else _instead(sight, question),
        "kind": kind_words(question.area_type),
        "without_figures": at is None or not answer.series,
        "periods": [(one.key, one.label) for one in reversed(periods)],
        "at": "" if at is None else at.key,
        "earlier": _beside(question, periods, at, -1),
        "later": _beside(question, periods, at, 1),
        "parts": _parts(question, answer),
        "find": find.strip(),
        "asked_words": [pair for pair in question.words if pair[0] != "at"],
        "titles": [one.title for one in maps[0].of.areas] if maps else [],
    }


def _shown(sight: Sight, question: Question, of: ClassMap, find: str, place: int) -> MapShown:
    marked = _found_area(of, find.casefold()) if find else None
    build = drawn_of(sight)
    assert build is not None
    picture = _PICTURES.get(
        (sight.mark, question.shown_as(View.MAP), of.measure.id, of.period, marked.code if marked else ""),
        lambda: draw(of, shapes_of(build, of.area_type), marked=marked.code if marked else "", place=place),
    )
    alone = replace(question, measures=(of.measure.id,))
    compared = question.against not in (Against.NOTHING, Against.PEERS)
    said = of.words_of(marked) if marked else f"No area here is called “{find}”." if find else ""
    return MapShown(
        of,
        f"{of.measure.title}{f', {of.part}' if of.part else ''}, {of.period}",
        unit_in_words(of.measure),
        kind_words(of.area_type),
        mark_safe(picture.svg) if picture is not None else SafeString(),  # noqa: S308  (our own drawing)
        f"{reverse('explore-areas')}?{alone.query}",
        tuple((one, of.bounds(one)) for one in of.classes),
        _rows(of, compared=compared),
        said,
        is_count(of.measure),
    )


def _found_area(of: ClassMap, wanted: str) -> Shaded | None:
    """Return the area of a code or a name, or the first whose name holds these words."""
    named = [one for one in of.areas if wanted in (one.code.casefold(), one.title.casefold())]
    return next((one for one in (*named, *of.areas) if one in named or wanted in one.title.casefold()), None)


def _rows(of: ClassMap, *, compared: bool) -> SafeString:
    """Return the rows of a map's table, their columns as the template heads them, all of it escaped."""
    tells = bool(of.standing_out)
    rows = []
    for one, link in zip(of.areas, _links(of), strict=True):
        cells = [
            f'<th scope="row"><a href="{escape(link)}">{escape(one.title)}</a></th>',
            number_cell(shown_figure(one.figure, of.measure)),
            number_cell(str(one.shade.number) if one.shade else ""),
        ]
        if tells:
            cells.append(f"<td>{escape(one.finding)}</td>")
        if compared:
            cells.append(number_cell("" if one.reference is None else shown(one.reference, of.measure)))
            cells.append(number_cell(signed(one.difference)))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return mark_safe("\n".join(rows))  # noqa: S308  (every word is escaped above)


def _links(of: ClassMap) -> Iterator[str]:
    """Yield the address of each area's figure: one is made, and the others are like it but for the area."""
    first = of.areas[0].figure
    link = link_of(first)
    for one in of.areas:
        same = one.figure.source == first.source
        yield link.replace(f"/{first.area}/", f"/{one.code}/", 1) if same else link_of(one.figure)


def _beside(
    question: Question, periods: Sequence[Period], at: Period | None, step: int
) -> tuple[str, str] | None:
    """Return the label and the address of the period before or after the one shown."""
    keys = [one.key for one in periods]
    if at is None or at.key not in keys:
        return None
    place = keys.index(at.key) + step
    if not 0 <= place < len(keys):
        return None
    return periods[place].label, replace(question, at=periods[place]).query


def _parts(question: Question, answer: Answer) -> list[tuple[str, str, bool]]:
    """Return the parts of a breakdown: a map shows one of them, and leads to the others."""
    if not question.breakdown:
        return []
    parts = {one.breakdown.partition("=")[2]: one.part for one in answer.series}
    first = answer.series[0].breakdown.partition("=")[2] if answer.series else ""
    return [(words, replace(question, parts=(slug,)).query, slug == first) for slug, words in parts.items()]


def kinds_seen(sight: Sight, measures: Sequence[Measure]) -> list[str]:
    """Return the kinds of area that there are figures of all these measures of to see, as declared."""
    kinds = area_types_of(measures)
    if sight.public is None:
        return kinds
    public, within = sight.public, sight.within
    pairs = _PAIRS.get(sight.mark, lambda: _pairs(public))

    def seen(measure: str, kind: str) -> bool:
        own = () if within is None else within.build.local_areas.get(kind, ())
        return (measure, kind) in pairs or any(
            within is not None and within.covers(measure, it) for it in own
        )

    return [one for one in kinds if all(seen(measure.id, one) for measure in measures)]


def _pairs(public: pa.Table) -> frozenset[tuple[str, str]]:
    """Return each measure with each kind of area that there are released figures of."""
    names = [public[name].cast(pa.string()) for name in ("measure", "area_type")]
    held = pa.table(names, names=["measure", "area_type"]).group_by(["measure", "area_type"]).aggregate([])
    return frozenset(zip(*(held[name].to_pylist() for name in ("measure", "area_type")), strict=True))


def kinds_to_map(sight: Sight, question: Question) -> list[str]:
    """Return the kinds of area by which this question can be answered on a map, wards first."""
    held = kinds_with_shapes(drawn_of(sight))
    kinds = kinds_seen(sight, [sight.definitions.measures[name] for name in question.measures])
    return sorted((one for one in kinds if one in held), key=lambda one: (one != "ward", one))


def _instead(sight: Sight, question: Question) -> list[tuple[str, str]]:
    """Return what can be mapped where this cannot: by other areas, else other measures."""
    kinds = kinds_to_map(sight, question)
    if question.area_type in kinds:
        kinds = [one for one in kinds if one != question.area_type]
    if kinds:
        asked = replace(question, areas=(), at=None)
        return [(f"By {kind_words(one)}", replace(asked, area_type=one).query) for one in kinds]
    held = kinds_with_shapes(drawn_of(sight))
    found: list[tuple[str, str]] = []
    for name in sight.measures:
        kinds = [one for one in kinds_seen(sight, [sight.definitions.measures[name]]) if one in held]
        if kinds and len(found) < MOST_OFFERED:
            title = f"{sight.definitions.measures[name].title}, by {kind_words(kinds[0])}"
            found.append((title, Question((name,), area_type=kinds[0], view=View.MAP).query))
    return found


def map_alone(of: ClassMap, answer: Answer, sight: Sight) -> Picture | None:
    """Return a map as a file of its own, with its title, key and source."""
    build = drawn_of(sight)
    picture = None if build is None else draw(of, shapes_of(build, of.area_type), key=True)
    if picture is None:
        return None
    title = line(Name(f"{of.measure.title}{f', {of.part}' if of.part else ''}"))
    unit = line(Name(f"{unit_in_words(of.measure)}, by {kind_words(of.area_type)}, {of.period}"))
    source = source_words(answer.of(of.measure), sight.edition)
    return standalone(picture, title, unit, line(Name(source)))


def geojson(of: ClassMap, sight: Sight) -> dict[str, object]:
    """Return a map as GeoJSON (RFC 7946), styled as simplestyle has it: every area with its figure."""
    build = drawn_of(sight)
    geometries = {} if build is None else geometries_of(build, of.area_type)
    links = dict(zip((one.code for one in of.areas), _links(of), strict=True))
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(geometries[one.code]) if one.code in geometries else None,
            "properties": _properties(one, of, links[one.code]),
        }
        for one in of.areas
    ]
    return {"type": "FeatureCollection", "name": f"{of.measure.title}, {of.period}", "features": features}


def _properties(one: Shaded, of: ClassMap, link: str) -> dict[str, object]:
    printed = shown_figure(one.figure, of.measure)
    said = f"{printed} {unit_in_words(of.measure)}" if one.shade else ""
    state = "" if one.shade else "withheld" if one.is_withheld else "no figure"
    sign = "" if one.mark is None else "▲" if one.mark.above else "▼"
    return {
        "code": one.code,
        "title": one.title,
        "period": one.figure.label,
        "value": one.figure.value,
        "printed": printed,
        "said": said,
        "state": str(one.figure.state),
        "class": one.shade.number if one.shade else None,
        "classes": len(of.classes),
        "finding": one.finding or state,
        "sign": sign,
        "link": link,
        "fill": one.shade.colour if one.shade else PAPER,
        "stroke": TONE_COLOURS[one.mark.tone] if one.mark else "#8b959e",
    }
