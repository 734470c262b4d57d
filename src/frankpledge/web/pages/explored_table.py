"""The table behind an answer of the explorer, one row a figure, and its rows as the page prints them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import mark_safe

from frankpledge.publication.amounts import shown, shown_figure, unit_in_words
from frankpledge.publication.exploring.answer import Answer, Series
from frankpledge.publication.exploring.question import Against, View
from frankpledge.publication.model import Tone
from frankpledge.publication.month_findings import MonthMark
from frankpledge.web.links import link_of

MOST_ROWS = 1000
"""More rows than this are for a spreadsheet: the page says so and offers the file."""


def table_context(answer: Answer) -> dict[str, object]:
    """Return what the table of an answer prints: its lines in their order, of each the newest figure first.

    A map has a table of its own, in the order of its classes.
    """
    if answer.question.view is View.MAP:
        return {}
    total = sum(len(one.figures) for one in answer.series)
    units = {unit_in_words(measure) for measure in answer.measures}
    return {
        "rows": mark_safe("\n".join(_first_rows(answer))),  # noqa: S308  (every word is escaped below)
        "more_rows": max(total - MOST_ROWS, 0),
        "compared": _is_compared(answer),
        "tells": _tells(answer),
        "change_unit": " or ".join(sorted({one.difference_unit for one in answer.series})),
        "unit": units.pop() if len(units) == 1 else "",
        "several_measures": len(answer.measures) > 1,
        "parted": bool(answer.question.breakdown),
    }


def _is_compared(answer: Answer) -> bool:
    return answer.question.against not in (Against.NOTHING, Against.PEERS)


def _tells(answer: Answer) -> bool:
    """Whether something was found of a figure."""
    return any(one.found for one in answer.series)


def _first_rows(answer: Answer) -> Iterator[str]:
    room = MOST_ROWS
    for one in answer.series:
        yield from _rows(one, answer, room)
        room -= len(one.figures)
        if room <= 0:
            return


def _rows(one: Series, answer: Answer, room: int) -> Iterator[str]:
    """Yield the rows of a line. There can be hundreds, which the templates' own loop takes longest over."""
    before = f"<td>{escape(one.measure.title)}</td>" if len(answer.measures) > 1 else ""
    after = f"<td>{escape(one.area_name)}</td>"
    after += f"<td>{escape(one.part)}</td>" if answer.question.breakdown else ""
    compared, tells = _is_compared(answer), _tells(answer)
    link = escape(link_of(one.figures[0])) if one.figures else ""
    asked = f"/{one.figures[0].period}/" if one.figures else ""
    for place in range(len(one.figures) - 1, max(len(one.figures) - 1 - room, -1), -1):
        figure = one.figures[place]
        to = link.replace(asked, f"/{figure.period}/", 1)
        row = f'{before}<th scope="row"><a href="{to}">{escape(figure.label)}</a></th>{after}'
        row += number_cell(shown_figure(figure, one.measure))
        if compared:
            reference = one.references[place]
            row += number_cell("" if reference is None else shown(reference, one.measure))
            row += number_cell(signed(one.differences[place]))
        if tells:
            row += f"<td>{escape(mark_words(one.marks[place]))}</td>"
        yield f"<tr>{row}</tr>"


def number_cell(words: str) -> str:
    """Return a cell of numbers, escaped."""
    return f'<td class="number">{escape(words)}</td>'


def signed(difference: float | None) -> str:
    """Return a difference with its sign: ``+4.2``, ``−1.0``; empty where there is none."""
    if difference is None:
        return ""
    rounded = round(difference, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def mark_words(mark: MonthMark | None) -> str:
    """Return why a figure is marked, and whether that is better or worse; empty where it is not."""
    if mark is None:
        return ""
    worth = {Tone.BETTER: ", better", Tone.WORSE: ", worse"}
    return f"{mark.words}{worth.get(mark.tone, '')}"
