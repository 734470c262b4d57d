"""The pictures of an answer: one of each measure, on a page, or framed by its words as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frankpledge.plan.definitions import Measure
from frankpledge.publication.exploring.answer import Answer, Series
from frankpledge.publication.exploring.lines_chart import lines_chart, lines_to_draw, shared_axis
from frankpledge.publication.exploring.question import View
from frankpledge.publication.exploring.small_charts import sheet, small_chart
from frankpledge.publication.exploring.words import headline, shape_words, source_words, subtitle
from frankpledge.publication.model import Name, Picture, line
from frankpledge.publication.standalone import standalone

MOST_SMALL = 60
"""More small pictures than this are not drawn together; the table has every line."""


@dataclass(frozen=True)
class Drawn:
    """The picture of one measure with the words around it; small pictures each with its caption instead."""

    measure: Measure
    title: str
    subtitle: str
    source: str
    picture: Picture | None
    small: tuple[tuple[str, Picture], ...] = ()

    @property
    def alone(self) -> Picture | None:
        """The picture as a file of its own: it says what it is, from what and as at when."""
        whole = sheet(self.small, self.measure) if self.small else self.picture
        if whole is None:
            return None
        words = (line(Name(text)) for text in (self.title, self.subtitle, self.source))
        return standalone(whole, *words)


def drawings(answer: Answer, edition: str, accent: str) -> Iterator[Drawn]:
    """Yield the pictures of an answer, measure by measure, of those with a known figure."""
    for measure in answer.measures:
        series = answer.of(measure)
        title, source = headline(answer, measure), source_words(series, edition)
        known = [one for one in series if one.ours and one.known]
        if answer.question.view is View.MULTIPLES:
            small = tuple(_small(answer, measure, accent))
            if small:
                under = _under(answer, measure, known, known[:MOST_SMALL], named=False)
                yield Drawn(measure, title, under, source, None, small)
            continue
        order = answer.question.order
        picture = lines_chart(measure, series, accent, order)
        if picture is not None:
            lines = lines_to_draw(series, order)
            under = _under(answer, measure, known, lines, named=len(lines) == 1)
            yield Drawn(measure, title, under, source, picture)


def _under(
    answer: Answer, measure: Measure, known: Sequence[Series], lines: Sequence[Series], *, named: bool
) -> str:
    """Return what stands under a title, how many lines are drawn, and what shapes without words mean."""
    words = subtitle(answer, measure)
    if len(lines) < len(known):
        words += f"; {len(lines)} of {len(known)} drawn"
    if not named and any(one.found for one in lines):
        words += f"; {shape_words(lines)}"
    return words


def _small(answer: Answer, measure: Measure, accent: str) -> Iterator[tuple[str, Picture]]:
    series = [one for one in answer.of(measure) if one.ours]
    axis = shared_axis(series, measure)
    for place, one in enumerate(series[:MOST_SMALL]):
        picture = None if axis is None else small_chart(one, accent, axis, place)
        if picture is not None:
            yield line_name(one, answer), picture


def line_name(one: Series, answer: Answer) -> str:
    """Return what a line is called among those of an answer."""
    several, places = len(answer.measures) > 1, {held.area for held in answer.ours}
    place = one.area_name if len(places) > 1 or not (one.part or several) else ""
    words = [one.measure.title if several else "", place, one.part]
    return ", ".join(word for word in words if word)
