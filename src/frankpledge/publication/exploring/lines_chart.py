"""Lines of an answer as pictures: one measure each, every line with its name at its end, gaps left open."""

from __future__ import annotations

from collections.abc import Sequence

from frankpledge.periods import month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import unit_in_words
from frankpledge.publication.axes import Axis, axis_for, range_note
from frankpledge.publication.chart_style import TONE_COLOURS, Spec, config, text_at
from frankpledge.publication.exploring.answer import Series
from frankpledge.publication.exploring.question import MOST_LINES, Order
from frankpledge.publication.exploring.small_charts import line_words
from frankpledge.publication.label_places import Box, Wanted, place_labels, spread, text_width
from frankpledge.publication.label_places import drawn as drawn_labels
from frankpledge.publication.model import Line, Name, Picture, line
from frankpledge.publication.month_layers import MOST_LABELLED, marked_point
from frankpledge.publication.month_lines import Frame, points_of
from frankpledge.publication.pictures import finished, rendered
from frankpledge.publication.tokens import ORDINARY, PAPER, QUIET

WIDTH, HEIGHT = 620.0, 280.0
DASHES: tuple[list[int], ...] = ([1, 0], [6, 2], [2, 2], [8, 2, 2, 2])
COLOURS = ("#5b3e8f", "#00695c", "#6d4c41", "#37474f", "#8e2457", "#33691e", "#3f51b5")
"""Colours of lines after the office's accent: dark enough to be read, none of them better or worse."""
OTHERS = "#aab4bd"


def lines_to_draw(series: Sequence[Series], order: Order) -> list[Series]:
    """Return the lines that a chart has room for: in the order asked, or else marked and highest ones."""
    known = [one for one in series if one.ours and one.known]
    if len(known) <= MOST_LINES or order is not Order.NAME:
        return known[:MOST_LINES]
    chosen = sorted(known, key=lambda one: (not one.found, -(one.known[-1].value or 0.0)))[:MOST_LINES]
    return [one for one in known if one in chosen]


def lines_chart(
    measure: Measure, series: Sequence[Series], accent: str, order: Order = Order.NAME
) -> Picture | None:
    """Return the lines of one measure in one picture; None where nothing is known.

    At most MOST_LINES of the lines asked for are drawn; what they are compared with lies behind, in grey.
    Where the one line has marks it is grey itself: blue and orange then say better and worse alone.
    """
    drawn = lines_to_draw(series, order)
    others = [one for one in series if not one.ours and one.known]
    frame = _frame([*drawn, *others], measure, WIDTH, HEIGHT)
    if frame is None or not drawn:
        return None
    layers = [layer for one in others for layer in _line(one, frame, measure, OTHERS, [1, 0], width=1.0)]
    ends = []
    for place, one in enumerate(drawn):
        colour = accent if place == 0 else COLOURS[(place - 1) % len(COLOURS)]
        colour = ORDINARY if len(drawn) == 1 and one.found else colour
        dash = DASHES[place % len(DASHES)]
        layers += _reference(one, frame, measure)
        layers += _line(one, frame, measure, colour, dash, points=len(drawn) <= 2)
        newest = one.known[-1]
        assert newest.value is not None
        if len(drawn) > 1:
            ends.append((frame.y(newest.value), _named(one, drawn), colour))
    for one in drawn:
        layers += _marked(one, frame, measure, named=len(drawn) == 1)
    heights = spread([height for height, _, _ in ends], 6, HEIGHT - 6)
    for (_, words, colour), height in zip(ends, heights, strict=True):
        layers += text_at(WIDTH + 8, height, words, colour=colour, align="left", strong=True)
    room = max((text_width(words) for _, words, _ in ends), default=0.0)
    spec = _spec(frame, layers, f"{unit_in_words(measure)}{range_note(frame.axis, measure)}", room)
    return finished(rendered(spec), f"explore-{measure.id}", _alt(measure, drawn))


def shared_axis(series: Sequence[Series], measure: Measure) -> Axis | None:
    """Return the axis that small pictures of a measure share; None where nothing is known."""
    values = [figure.value for one in series for figure in one.known if figure.value is not None]
    values += [value for one in series for value in one.references if value is not None]
    return axis_for(values, measure) if values else None


def _frame(series: Sequence[Series], measure: Measure, width: float, height: float) -> Frame | None:
    axis = shared_axis(series, measure)
    months = [month_of(figure.period_end) for one in series for figure in one.figures]
    if axis is None or not months:
        return None
    return Frame(min(months), max(months), axis, width, height)


def _line(
    one: Series,
    frame: Frame,
    measure: Measure,
    colour: str,
    dash: list[int],
    *,
    points: bool = False,
    width: float = 1.8,
) -> list[Spec]:
    rows = [{"month": month_of(figure.period_end), "value": figure.value} for figure in one.figures]
    return [
        _drawn(rows, frame, measure, colour, dash, width),
        *(_dots(rows, frame, measure, colour) if points else []),
    ]


def _drawn(
    rows: list[Spec], frame: Frame, measure: Measure, colour: str, dash: list[int], width: float
) -> Spec:
    mark: Spec = {
        "type": "line",
        "color": colour,
        "strokeWidth": width,
        "strokeDash": dash,
        "strokeJoin": "round",
        "invalid": "break-paths-show-domains",
    }
    encoding = {"x": frame.x_channel(), "y": frame.y_channel(measure)}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _dots(rows: list[Spec], frame: Frame, measure: Measure, colour: str) -> list[Spec]:
    held = [row for row in rows if row["value"] is not None]
    mark: Spec = {"type": "point", "size": 22, "filled": True, "opacity": 1, "color": colour}
    encoding = {"x": frame.x_channel(), "y": frame.y_channel(measure)}
    return [{"data": {"values": held}, "mark": mark, "encoding": encoding}]


def _marked(one: Series, frame: Frame, measure: Measure, *, named: bool) -> list[Spec]:
    """Return the shapes of exceptional points; the newest say why beside them, where lines leave room."""
    x, y = frame.x_channel(), frame.y_channel(measure)
    held = [
        (mark, figure.value)
        for mark, figure in zip(one.marks, one.figures, strict=True)
        if mark is not None and figure.value is not None
    ]
    layers = [marked_point(mark, value, x, y) for mark, value in held]
    if not named:
        return layers
    last = {mark.words: (mark, value) for mark, value in held}  # Of a run, the newest month says it.
    wanted = [
        Wanted(frame.x(mark.month), frame.y(value), mark.words, mark.above, TONE_COLOURS[mark.tone])
        for mark, value in reversed(last.values())
    ]
    inside = Box(2, -6, frame.width + 4, frame.height)
    at = [(frame.x(mark.month), frame.y(value)) for mark, value in held]
    symbols = [Box(across - 5, down - 5, across + 5, down + 5) for across, down in at]
    points = points_of(one.figures, frame)
    placed = place_labels(wanted, inside, avoid=points, taken=symbols, most=MOST_LABELLED)
    return [*layers, *drawn_labels(placed, strong=True)]


def _reference(one: Series, frame: Frame, measure: Measure) -> list[Spec]:
    """Return what a line is held against, as a thin dashed line; nothing where nothing is."""
    if not any(value is not None for value in one.references):
        return []
    rows = [
        {"month": month_of(figure.period_end), "value": reference}
        for figure, reference in zip(one.figures, one.references, strict=True)
    ]
    return [_drawn(rows, frame, measure, QUIET, [3, 3], 1.2)]


def _spec(frame: Frame, layers: list[Spec], title: str, room: float) -> Spec:
    return {
        "width": frame.width,
        "height": frame.height,
        "padding": {"left": 2, "right": 8 + room, "top": 4, "bottom": 2},
        "background": PAPER,
        "title": {"text": title},
        "layer": layers,
        "config": config(),
    }


def _named(one: Series, fellows: Sequence[Series]) -> str:
    """Return what tells a line from the others drawn with it."""
    areas, parts = {fellow.area for fellow in fellows}, {fellow.breakdown for fellow in fellows}
    words = [one.area_name] if len(areas) > 1 else []
    words += [one.part] if len(parts) > 1 else []
    return ", ".join(words) or one.area_name


def _alt(measure: Measure, series: Sequence[Series]) -> Line:
    told = [line(" ", line_words(one)) for one in series]
    return line("Line chart of ", Name(measure.title), ", ", Name(unit_in_words(measure)), ".", *told)
