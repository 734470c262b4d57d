"""What was found about months, as it is drawn over them: expected range, exceptional months, breaks, target.

Nothing here decides what is exceptional: findings come in as plain values and go out as shapes,
words and numbers. Each kind of mark has a shape of its own, each tone a colour, and the newest
say their rule beside them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from frankpledge.contracts.figures import Figure
from frankpledge.periods import month_label, month_of
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, shown
from frankpledge.publication.chart_style import BAND, BAND_EDGE, TONE_COLOURS, Spec, box_at, rule_at, text_at
from frankpledge.publication.label_places import (
    LINE_HEIGHT,
    Box,
    Wanted,
    drawn,
    place_labels,
    spread,
    text_width,
)
from frankpledge.publication.model import (
    Align,
    Bound,
    Cell,
    Column,
    Line,
    Name,
    RowGroup,
    Table,
    Text,
    Tone,
    figure_key,
    line,
    with_numbers_bound,
)
from frankpledge.publication.month_lines import Frame, points_of, short
from frankpledge.publication.tokens import INK, PAPER, QUIET

RANGE_APART = 30
"""A range drawn less high than this has its two ends written in one line."""

EDGE_ROOM = 70
"""How far names may reach beyond the right of the plot, where the range is labelled."""

MOST_LABELLED = 3
"""More exceptional months than these newest ones are told by their shape, the table and the description."""

TOLD = 6
"""The description tells so many exceptional months or runs, the newest first."""


class MarkKind(StrEnum):
    """Why a month is marked, each with a shape of its own."""

    OUTSIDE = "outside"
    RUN = "run"
    SINGLE = "single"


_SIZES = {MarkKind.OUTSIDE: 95, MarkKind.RUN: 62, MarkKind.SINGLE: 95}


@dataclass(frozen=True)
class ExpectedMonth:
    """The centre and the range expected for a month, in the measure's unit; None where there is none."""

    month: int
    centre: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MonthMark:
    """An exceptional month: on which side, better or worse in the measure's terms, and the rule in words.

    Months of one run carry the same ``words`` each, such as ``run of 7 above average``.
    """

    month: int
    kind: MarkKind
    above: bool
    tone: Tone
    words: str


@dataclass(frozen=True)
class BaselineBreak:
    """A baseline, or a way of recording, that begins with a month."""

    month: int
    words: str


@dataclass(frozen=True)
class ExcludedMonths:
    """Months, first to last, that were left out of the baseline, and why."""

    first: int
    last: int
    words: str


@dataclass(frozen=True)
class MonthFindings:
    """All that was found about the months of one measure. Months are month numbers, as in ``periods``."""

    expected: tuple[ExpectedMonth, ...] = ()
    marks: tuple[MonthMark, ...] = ()
    breaks: tuple[BaselineBreak, ...] = ()
    excluded: tuple[ExcludedMonths, ...] = ()
    target: float | None = None

    def values(self, figures: Sequence[Figure]) -> list[float]:
        """Return the values that the axis of a chart of these figures must hold besides their own."""
        held = [
            one for row in self.within(figures) for one in (row.low, row.centre, row.high) if one is not None
        ]
        return held if self.target is None else [*held, self.target]

    def within(self, figures: Sequence[Figure]) -> list[ExpectedMonth]:
        """Return what was expected of the months charted, in order."""
        months = {month_of(figure.period_end) for figure in figures}
        return sorted((row for row in self.expected if row.month in months), key=lambda row: row.month)


@dataclass(frozen=True)
class MonthLayers:
    """Layers behind and before the line of months."""

    under: list[Spec]
    over: list[Spec]


def month_layers(
    found: MonthFindings,
    figures: Sequence[Figure],
    measure: Measure,
    frame: Frame,
    extremes: Sequence[Wanted],
) -> MonthLayers:
    """Return findings as layers; ``extremes`` are labels wanted besides, where there is room left."""
    band = _band(found, figures, measure, frame)
    target = [] if found.target is None else [_level(frame, found.target)]
    marks, places = _marks(found, figures, measure, frame)
    inside = Box(2, -6, frame.width + 4, frame.height)
    symbols = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in places]
    points = points_of(figures, frame)
    named = place_labels(
        _names(found, figures, frame), inside, avoid=points, taken=symbols, most=MOST_LABELLED
    )
    free = [one for one in extremes if not any(box.covers((one.x, one.y)) for box in symbols)]
    taken = [*symbols, *(one.box for one in named)]
    values = place_labels(free, inside, avoid=points, taken=taken)
    return MonthLayers(
        [*_headlines(found, frame), *band, *target],
        [
            *marks,
            *drawn(named, strong=True),
            *drawn(values),
            *_edge_labels(found, figures, measure, frame),
        ],
    )


def _segment(month: int, breaks: Sequence[BaselineBreak]) -> int:
    """Return which baseline a month belongs to: a range is never drawn across a break."""
    return sum(one.month <= month for one in breaks)


def _stretches(found: MonthFindings, figures: Sequence[Figure]) -> Iterator[list[ExpectedMonth]]:
    """Yield runs of months in a row that have a range, one baseline at a time."""
    rows = [row for row in found.within(figures) if row.low is not None and row.high is not None]
    for _, run in groupby(
        enumerate(rows), key=lambda one: (one[1].month - one[0], _segment(one[1].month, found.breaks))
    ):
        yield [row for _, row in run]


def _band(found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame) -> list[Spec]:
    """Return the expected range as a band, half a month out at its ends, and its centre as dashes."""
    x, y = frame.x_channel(), frame.y_channel(measure)
    layers: list[Spec] = []
    for stretch in _stretches(found, figures):
        rows = [
            {"month": row.month, "low": row.low, "high": row.high, "centre": row.centre} for row in stretch
        ]
        rows = [
            {**rows[0], "month": max(stretch[0].month - 0.5, frame.first - 0.7)},
            *rows,
            {**rows[-1], "month": min(stretch[-1].month + 0.5, frame.last + 0.7)},
        ]
        high, low = {**y, "field": "high"}, {"field": "low"}
        layers.append(
            {
                "data": {"values": rows},
                "mark": {"type": "area", "color": BAND},
                "encoding": {"x": x, "y": high, "y2": low},
            }
        )
        edge: Spec = {"type": "line", "color": BAND_EDGE, "strokeWidth": 0.8}
        for name in ("low", "high"):
            layers.append(
                {"data": {"values": rows}, "mark": edge, "encoding": {"x": x, "y": {**y, "field": name}}}
            )
        if all(row.centre is not None for row in stretch):
            dashes = {**edge, "strokeDash": [4, 3], "color": QUIET, "strokeWidth": 1.1}
            centre = {**y, "field": "centre"}
            layers.append({"data": {"values": rows}, "mark": dashes, "encoding": {"x": x, "y": centre}})
    return layers


def _level(frame: Frame, value: float) -> Spec:
    return rule_at((0, frame.y(value)), (frame.width, frame.y(value)), colour=INK, dash=(1, 2))


def _edge_labels(
    found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame
) -> list[Spec]:
    """Return the names of band, centre and target, at the right of the plot and clear of one another."""
    wanted: list[tuple[float, str, bool]] = []
    newest = next((stretch[-1] for stretch in reversed(list(_stretches(found, figures)))), None)
    if newest is not None and newest.low is not None and newest.high is not None:
        top, bottom = frame.y(newest.high), frame.y(newest.low)
        low, high = short(newest.low, measure), short(newest.high, measure)
        if bottom - top >= RANGE_APART:
            wanted += [(top, high, False), ((top + bottom) / 2, "expected", False), (bottom, low, False)]
        else:
            middle = (top + bottom) / 2
            wanted += [(middle - 7, "expected", False), (middle + 7, f"{low} to {high}", False)]
    if found.target is not None:
        wanted.append((frame.y(found.target), f"target {short(found.target, measure)}", True))
    heights = spread([height for height, _, _ in wanted], 0, frame.height)
    return [
        spec
        for (_, words, strong), height in zip(wanted, heights, strict=True)
        for spec in text_at(
            frame.width + 7, height, words, colour=INK if strong else QUIET, align="left", strong=strong
        )
    ]


def _headlines(found: MonthFindings, frame: Frame) -> list[Spec]:
    """Return breaks and months left out, named above the plot in as few rows as keep them apart.

    Names are set from the right: a break's rule runs up to its own name at its left end, so that
    it passes no name of a later break.
    """
    wanted: list[tuple[float, bool, str]] = []
    layers: list[Spec] = []
    for left_out in found.excluded:
        first, last = max(left_out.first, frame.first), min(left_out.last, frame.last)
        if first <= last:
            left, right = frame.x(first - 0.5), frame.x(last + 0.5)
            look = {"color": "#f3f1ec", "stroke": BAND_EDGE, "strokeDash": [2, 3], "strokeWidth": 0.8}
            layers.append(box_at(left, 0, right, frame.height, **look))
            wanted.append((left, False, f"left out: {left_out.words}"))
    for one in found.breaks:
        if frame.first < one.month <= frame.last:
            wanted.append((frame.x(one.month - 0.5), True, one.words))
    rows: list[float] = []
    for at, is_break, words in sorted(wanted, reverse=True):
        wide = text_width(words) + 8
        left = at if at + wide <= frame.width + EDGE_ROOM else max(at - wide, 0)
        row = next((n for n, start in enumerate(rows) if left + wide <= start), len(rows))
        rows[row : row + 1] = [left]
        y = -LINE_HEIGHT / 2 - 2 - row * LINE_HEIGHT
        if is_break:
            layers.append(rule_at((at, y - LINE_HEIGHT / 2), (at, frame.height), dash=(3, 2)))
        layers += text_at(left + 4, y, words, colour=QUIET, align="left")
    return layers


def _marks(
    found: MonthFindings, figures: Sequence[Figure], measure: Measure, frame: Frame
) -> tuple[list[Spec], list[tuple[float, float]]]:
    """Return the shapes of exceptional months, and where they stand."""
    held = _values(figures)
    x, y = frame.x_channel(), frame.y_channel(measure)
    layers: list[Spec] = []
    marks = [mark for mark in sorted(found.marks, key=lambda mark: mark.month) if mark.month in held]
    for mark in marks:
        look: Spec = {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "shape": shape_of(mark),
            "size": _SIZES[mark.kind],
            "color": TONE_COLOURS[mark.tone],
            "stroke": PAPER,
            "strokeWidth": 1,
        }
        row = {"month": mark.month, "value": held[mark.month]}
        layers.append({"data": {"values": [row]}, "mark": look, "encoding": {"x": x, "y": y}})
    return layers, [(frame.x(mark.month), frame.y(held[mark.month])) for mark in marks]


def _names(found: MonthFindings, figures: Sequence[Figure], frame: Frame) -> list[Wanted]:
    """Return what should be named where, newest first."""
    held = _values(figures)
    middles = [stretch[len(stretch) // 2] for stretch in _stretches_of_marks(found, held)]
    return [
        Wanted(frame.x(one.month), frame.y(held[one.month]), one.words, one.above, TONE_COLOURS[one.tone])
        for one in middles
    ]


def _values(figures: Sequence[Figure]) -> dict[int, float]:
    return {month_of(figure.period_end): figure.value for figure in figures if figure.value is not None}


def shape_of(mark: MonthMark) -> str:
    """Return the shape of a mark: triangles point to the side, runs are square, single months diamonds."""
    if mark.kind is MarkKind.OUTSIDE:
        return "triangle-up" if mark.above else "triangle-down"
    return "square" if mark.kind is MarkKind.RUN else "diamond"


def _stretches_of_marks(found: MonthFindings, months: Container[int]) -> list[list[MonthMark]]:
    """Return marks by what they say: each run as one, oldest month first, the newest stretch first."""
    stretches: list[list[MonthMark]] = []
    open_runs: dict[str, list[MonthMark]] = {}
    for mark in sorted(found.marks, key=lambda mark: mark.month):
        run = open_runs.get(mark.words) if mark.kind is MarkKind.RUN else None
        if mark.month not in months:
            continue
        if run is not None and run[-1].month == mark.month - 1:
            run.append(mark)
        else:
            stretches.append([mark])
            open_runs[mark.words] = stretches[-1]
    return sorted(stretches, key=lambda stretch: -stretch[-1].month)


def findings_alt(found: MonthFindings, figures: Sequence[Figure], measure: Measure) -> Line:
    """Return findings as the description of a picture tells them, with the numbers that carry them."""
    held = {month_of(figure.period_end): figure for figure in figures if figure.value is not None}
    parts: list[Line] = []
    newest = next((stretch[-1] for stretch in reversed(list(_stretches(found, figures)))), None)
    if newest is not None and newest.low is not None and newest.high is not None:
        key = figure_key(figures[-1])
        parts.append(
            line(
                "Expected in ",
                Name(month_label(newest.month)),
                ": ",
                Bound(said(newest.low, measure), f"{key}>expected.low", machine(newest.low)),
                " to ",
                Bound(said(newest.high, measure), f"{key}>expected.high", machine(newest.high)),
                ".",
            )
        )
    for stretch in _stretches_of_marks(found, held)[:TOLD]:
        mark, figure = stretch[-1], held[stretch[-1].month]
        assert figure.value is not None
        value = Bound(said(figure.value, measure), figure_key(figure), machine(figure.value))
        words = with_numbers_bound(mark.words, f"{figure_key(figure)}>rule.{mark.kind}")
        tone = {Tone.BETTER: " (better)", Tone.WORSE: " (worse)"}.get(mark.tone, "")
        since = line(Name(month_label(stretch[0].month)), " to ") if len(stretch) > 1 else line()
        parts.append(line(since, Name(figure.label), ", ", value, ": ", words, tone, "."))
    for one in found.breaks:
        words = with_numbers_bound(one.words, f"{figure_key(figures[-1])}>break")
        parts.append(line("From ", Name(month_label(one.month)), ": ", words, "."))
    for left_out in found.excluded:
        words = with_numbers_bound(left_out.words, f"{figure_key(figures[-1])}>excluded")
        first, last = Name(month_label(left_out.first)), Name(month_label(left_out.last))
        span = line(first) if left_out.first == left_out.last else line(first, " to ", last)
        parts.append(line("Left out of the baseline, ", span, ": ", words, "."))
    if found.target is not None:
        target = Bound(
            said(found.target, measure), f"{figure_key(figures[-1])}>target", machine(found.target)
        )
        parts.append(line("Target: ", target, "."))
    return line(*(line(" " if place else None, part) for place, part in enumerate(parts)))


def findings_table(found: MonthFindings, figures: Sequence[Figure], measure: Measure) -> Table:
    """Return the months with what was expected of them and why they are marked, the newest first."""
    expected = {row.month: row for row in found.expected}
    marks: dict[int, list[MonthMark]] = {}
    for mark in found.marks:
        marks.setdefault(mark.month, []).append(mark)
    rows: list[tuple[Cell, ...]] = []
    for figure in reversed(figures):
        month = month_of(figure.period_end)
        row, key = expected.get(month, ExpectedMonth(month)), figure_key(figure)
        said_of = [with_numbers_bound(mark.words, f"{key}>rule.{mark.kind}") for mark in marks.get(month, ())]
        rows.append(
            (
                line(Name(figure.label)),
                _cell(figure.value, key, measure),
                _cell(row.low, f"{key}>expected.low", measure),
                _cell(row.centre, f"{key}>expected.centre", measure),
                _cell(row.high, f"{key}>expected.high", measure),
                line(*(line("; " if place else None, words) for place, words in enumerate(said_of))),
            )
        )
    columns = (
        Column(line("Month"), share=1.5),
        *(Column(line(title), Align.NUMBER) for title in ("Seen", "Expected from", "Centre", "Expected to")),
        Column(line("Exceptional because"), share=2.5),
    )
    return Table(
        f"expected-{measure.id}",
        line(Name(measure.title), " by month, beside what was expected"),
        columns,
        (RowGroup(line(), tuple(rows)),),
        folded=True,
        compact=True,
        paged=False,
    )


def _cell(value: float | None, key: str, measure: Measure) -> Line:
    if value is None:
        return line(Text("none", tone=Tone.QUIET))
    return line(Bound(shown(value, measure), key, machine(value)))
