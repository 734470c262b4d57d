"""A figure to be taken elsewhere: in a sentence, in a report's text, and to a board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from frankpledge.builds.reading import Build
from frankpledge.contracts.figures import Figure
from frankpledge.errors import WrongUse
from frankpledge.measures.figures import HEADLINE
from frankpledge.measures.series import SeriesKey
from frankpledge.periods import Window, parse_period
from frankpledge.plan.definitions import Measure
from frankpledge.plan.services import body_of
from frankpledge.publication.amounts import shown_figure, unit_in_words
from frankpledge.publication.known_figures import table_title
from frankpledge.publication.model import figure_key
from frankpledge.publication.words.references import VALUE, WrongReference, parse_reference
from frankpledge.registers.proposing import MATTERS
from frankpledge.registers.register import FieldType
from frankpledge.registers.roles import Actor
from frankpledge.web.figure_words import part_in_words
from frankpledge.web.links import figure_link
from frankpledge.web.office import registers
from frankpledge.web.record_words import Part
from frankpledge.web.seeing import Sight, public_sight, sight_of


def sentence_of(figure: Figure, measure: Measure, place: str) -> str:
    """Return a figure in one line that stands alone: of what, where, when, how much, and from what."""
    part = part_in_words(figure.breakdown)
    of_what = f"{measure.title} ({part})" if part else measure.title
    said = f"{shown_figure(figure, measure)} ({unit_in_words(measure)})"
    return f"{of_what}, {place}, {figure.label}: {said}. Source: {table_title(figure.source)}."


def reference_of(figure: Figure) -> str:
    """Return how a report's text refers to a figure: ``{burglary, in westmarch, for 2022-23-Q4}``.

    Empty where a report could not read it: a figure without a value, of more than one breakdown together,
    or of a period whose words would be read as another's.
    """
    if figure.value is None or "|" in figure.breakdown:
        return ""
    period = parse_period(Window.named(figure.window), figure.period)
    for when in (figure.period, figure.label):
        options = [figure.measure, f"in {figure.area}", f"for {when}", figure.breakdown]
        inside = ", ".join(one for one in options if one)
        try:
            read = parse_reference(inside, [VALUE])
        except (WrongReference, WrongUse):
            continue
        meant = (figure.measure, figure.area, figure.breakdown, period)
        if (read.subject, read.area, read.breakdown, read.period) == meant:
            return read.written
    return ""


def raising_link(figure: Figure, build: Build, actor: Actor) -> str:
    """Return where a matter of a board is made of a figure; empty for those who may make none.

    It is put to whose records the measure was counted from.
    """
    matters = registers().get(MATTERS)
    if matters is None or not matters.makes & actor.roles:
        return ""
    measure = build.definitions.measures[figure.measure]
    given = {
        "title": measure.title,
        "figure": f"{figure_key(figure)} @ {build.manifest.id}",
        "measure": measure.id,
    }
    given["body"] = body_of(measure, build.definitions, figure.source)
    return f"{reverse('new-record', kwargs={'register': matters.id})}?{urlencode(given)}"


def with_figures(parts: Iterable[Part], values: Mapping[str, Any], actor: Actor) -> tuple[Part, ...]:
    """Return the fields of a record, each figure with what it is now as far as the reader sees figures.

    Where it was released, it says how. The build that a record names is not asked: it may hold what this
    reader is not shown. A measure that the reader sees no figure of is named and leads nowhere.
    """
    said = tuple(parts)
    if not any(one.field.type in (FieldType.FIGURE, FieldType.MEASURE) for one in said):
        return said
    sight = sight_of(actor)
    return tuple(_with_figure(one, values[one.field.id], sight) if one.links else one for one in said)


def figure_in_words(value: Any, actor: Actor) -> str:
    """Return what the figure of a record is now and as it was released, as far as somebody sees figures."""
    sight = sight_of(actor)
    return "" if sight is None or not value else _said_of(sight, str(value.get("key", "")))


def _with_figure(of: Part, value: Any, sight: Sight | None) -> Part:
    if of.field.type is FieldType.FIGURE and sight is not None:
        return replace(of, text=_said_of(sight, str(value.get("key", ""))))
    if of.field.type is FieldType.MEASURE and (sight is None or value not in sight.measures):
        return replace(of, text=of.links[0][0], links=())
    return of


def _said_of(sight: Sight, key: str) -> str:
    """Return a figure as a reader sees it and as it was released, a line each where they differ."""
    public = public_sight()
    now, released = _sentence(sight, key), "" if public is None else _sentence(public, key)
    lines = [f"Now: {now}"] if now and now != released else []
    return "\n".join([*lines, f"As released: {released}"] if released else lines)


def _sentence(sight: Sight, key: str) -> str:
    if not figure_link(key):
        return ""
    name, area_type, area, breakdown, window, period, source = key.split(":")
    if name not in sight.measures:
        return ""
    try:
        when = parse_period(Window.named(window), period)
    except WrongUse:
        return ""
    found = sight.figure(name, SeriesKey(area_type, area, breakdown), when, source or HEADLINE)
    if found is None:
        return ""
    return sentence_of(found, sight.definitions.measures[name], sight.title_of(area))
