"""An answer on a map: areas shaded by class, what has no figure hatched, what stands out marked.

Drawn directly, as a page draws hundreds of areas while somebody waits. The number stands in each area
that has room for it, so that no map is read by its colours alone; the table beside it has them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from frankpledge.contracts.figures import Figure, State
from frankpledge.plan.definitions import Measure
from frankpledge.publication.amounts import machine, said, short, shown_figure, unit_in_words
from frankpledge.publication.boundary_shapes import TENTHS, Polygon, Shapes, chords, outlines
from frankpledge.publication.chart_style import TONE_COLOURS
from frankpledge.publication.exploring.answer import Answer
from frankpledge.publication.exploring.map_classes import Class, class_for, classes_of
from frankpledge.publication.exploring.question import kind_words
from frankpledge.publication.label_places import text_width
from frankpledge.publication.model import Bound, Line, Name, Picture, figure_key, line
from frankpledge.publication.month_findings import MonthMark
from frankpledge.publication.pictures import finished
from frankpledge.publication.tokens import FONT_FAMILY, GRID, INK, PAPER, QUIET

WIDTH, MOST_HEIGHT = 620.0, 560.0
SIZE = 10.0
"""The size of the numbers that stand in areas."""
TOLD = 6
"""The description tells so many of the highest areas."""
HATCH, WITHHELD, BORDER = "#8b959e", "#d5dade", PAPER


@dataclass(frozen=True)
class Shaded:
    """One area of the map: its figure with what that is held against, its class, and what was found of it."""

    code: str
    title: str
    figure: Figure
    reference: float | None
    difference: float | None
    shade: Class | None
    mark: MonthMark | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether there is a number that may not be told."""
        return self.figure.state is State.SUPPRESSED

    @property
    def finding(self) -> str:
        """What was found of the area, if it stands out."""
        return self.mark.words if self.mark is not None else ""


@dataclass(frozen=True)
class ClassMap:
    """One measure over the areas of one kind in one period, highest first."""

    measure: Measure
    area_type: str
    period: str
    part: str
    areas: tuple[Shaded, ...]
    classes: tuple[Class, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    """Names of the larger areas in which areas lie, by code."""

    @property
    def without(self) -> tuple[Shaded, ...]:
        """Areas whose figure is not known."""
        return tuple(one for one in self.areas if one.shade is None and not one.is_withheld)

    @property
    def withheld(self) -> tuple[Shaded, ...]:
        """Areas whose figure is withheld."""
        return tuple(one for one in self.areas if one.is_withheld)

    @property
    def standing_out(self) -> tuple[Shaded, ...]:
        """Areas of which something was found."""
        return tuple(one for one in self.areas if one.mark is not None)

    def bounds(self, one: Class) -> str:
        """Return what a class holds: ``4 to 7``."""
        low, high = short(one.low, self.measure), short(one.high, self.measure)
        return low if low == high else f"{low} to {high}"

    def words_of(self, one: Shaded) -> str:
        """Return what is shown of an area, as a sentence without its stop."""
        told = f"{one.title}: {shown_figure(one.figure, self.measure)}"
        if one.shade is None:
            told = f"{one.title}: {'withheld' if one.is_withheld else 'no figure'}"
        else:
            told += f" {unit_in_words(self.measure)}, class {one.shade.number} of {one.shade.of}"
        return f"{told}; {one.finding}" if one.finding else told


def class_map(
    answer: Answer,
    measure: Measure,
    breakdown: str = "",
    groups: Mapping[str, str] | None = None,
) -> ClassMap | None:
    """Return an answer of one period as a map of one measure and part; None where there is no figure."""
    series = [one for one in answer.series if one.measure is measure and one.breakdown == breakdown]
    held = [one for one in series if one.figures and one.ours]
    if not held:
        return None
    values = [one.figures[0].value for one in held]
    classes = classes_of([value for value in values if value is not None])
    areas = [
        Shaded(
            one.area,
            one.area_name,
            one.figures[0],
            one.references[0],
            one.differences[0],
            None if value is None else class_for(value, classes),
            one.marks[0],
        )
        for one, value in zip(held, values, strict=True)
    ]
    areas.sort(key=lambda one: (one.figure.value is None, -(one.figure.value or 0.0), one.title))
    label, part = held[0].figures[0].label, held[0].part
    return ClassMap(measure, held[0].area_type, label, part, tuple(areas), classes, groups or {})


def draw(of: ClassMap, on: Shapes, *, marked: str = "", key: bool = False, place: int = 0) -> Picture | None:
    """Return the map on shapes of its kind; None where no area of it has one.

    ``marked`` is the code of an area to be pointed out. With ``key`` the classes are told below it, for a
    picture that stands alone. ``place`` tells apart the maps of one page.
    """
    if not any(on.polygons.get(one.code) for one in of.areas):
        return None
    known = {one.code: one for one in of.areas}
    parts = [_DEFINED, *(_area(of, known.get(code), path) for code, path in on.paths.items())]
    parts += _group_lines(of, on)
    parts += _numbers(of, on)
    parts += [_sign(one, on) for one in of.standing_out if on.polygons.get(one.code)]
    if on.polygons.get(marked):
        path = on.paths[marked]
        parts.append(f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="5"/>')
        parts.append(f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="2.6"/>')
    width, height = on.width, on.height
    if key:
        width = max(width, 440.0)
        told, room = _key(of, height + 22)
        parts += told
        height += 14 + room
    size = f'width="{width + 4:g}" height="{height + 4:g}" viewBox="-2 -2 {width + 4:g} {height + 4:g}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return finished(svg, f"map-{of.measure.id}-{place}", _alt(of))


_DEFINED = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{PAPER}"/>'
    f'<line x1="0" y1="0" x2="0" y2="6" stroke="{HATCH}" stroke-width="1.4"/></pattern></defs>'
)


def _area(of: ClassMap, one: Shaded | None, path: str) -> str:
    """Return one area: its shade, and what is shown of it for who points at it."""
    if one is None:
        return f'<path d="{path}" fill="{GRID}" stroke="{BORDER}" stroke-width=".7"/>'
    fill = one.shade.colour if one.shade else WITHHELD if one.is_withheld else "url(#hatch)"
    words = escape(of.words_of(one))
    return f'<path d="{path}" fill="{fill}" stroke="{BORDER}" stroke-width=".7"><title>{words}</title></path>'


def _group_lines(of: ClassMap, on: Shapes) -> Iterator[str]:
    """Yield the outlines of the larger areas, or of all together where none are named."""
    held: dict[str, list[tuple[Polygon, ...]]] = {}
    for code, polygons in on.polygons.items():
        held.setdefault(of.groups.get(code, ""), []).append(polygons)
    for _, parts in sorted(held.items()):
        lines = "".join(
            f"M{'L'.join(f'{x / TENTHS:g} {y / TENTHS:g}' for x, y in ring)}" for ring in outlines(parts)
        )
        yield f'<path d="{lines}" fill="none" stroke="{QUIET}" stroke-width="1.1" stroke-linejoin="round"/>'


def _numbers(of: ClassMap, on: Shapes) -> Iterator[str]:
    """Yield the number of each area that has room for it and no sign in the way."""
    for one in of.areas:
        polygons = on.polygons.get(one.code)
        if not polygons or one.shade is None or one.figure.value is None or one.mark is not None:
            continue
        text = short(one.figure.value, of.measure)
        x, y = on.centres[one.code]
        if _has_room(polygons, x, y, text_width(text, SIZE) + 5):
            yield (
                f'<text x="{x:.1f}" y="{y + 3.4:.1f}" text-anchor="middle" fill="{one.shade.ink}" '
                f'font-family="{FONT_FAMILY}, sans-serif" font-size="{SIZE:g}">{text}</text>'
            )


def _has_room(polygons: Sequence[Polygon], x: float, y: float, width: float) -> bool:
    """Whether a text of a width stands inside an area, round a point of it."""
    left, right = (x - width / 2) * TENTHS, (x + width / 2) * TENTHS
    return all(
        any(
            first <= left and right <= last
            for polygon in polygons
            for first, last in chords(polygon, (y + off) * TENTHS)
        )
        for off in (-5, 0, 5)
    )


def _sign(one: Shaded, on: Shapes) -> str:
    x, y = on.centres[one.code]
    assert one.mark is not None
    return _triangle(x, y, one.mark)


def _triangle(x: float, y: float, mark: MonthMark) -> str:
    up = 1 if mark.above else -1
    points = f"{x:.1f},{y - 5 * up:.1f} {x + 5:.1f},{y + 4 * up:.1f} {x - 5:.1f},{y + 4 * up:.1f}"
    return (
        f'<polygon points="{points}" fill="{TONE_COLOURS[mark.tone]}" stroke="{PAPER}" stroke-width="1.2"/>'
    )


def _key(of: ClassMap, top: float) -> tuple[list[str], float]:
    """Return the key below a map that stands alone, line by line, and how high it is."""
    lines = [(one.colour, f"{of.bounds(one)}: {one.areas} {_areas(one.areas)}") for one in of.classes]
    if of.without:
        lines.append(("url(#hatch)", f"no figure: {len(of.without)} {_areas(len(of.without))}"))
    if of.withheld:
        lines.append((WITHHELD, f"withheld: {len(of.withheld)} {_areas(len(of.withheld))}"))
    parts = []
    for place, (fill, words) in enumerate(lines):
        y = top + 18 * place
        parts.append(f'<rect x="0" y="{y:g}" width="20" height="12" fill="{fill}" stroke="{QUIET}"/>')
        parts.append(_words(28, y + 10.5, words))
    y = top + 18 * len(lines)
    for mark in {one.finding: one.mark for one in of.standing_out if one.mark}.values():
        parts += [_triangle(10, y + 6, mark), _words(28, y + 10.5, f"stands out: {mark.words}")]
        y += 18
    return parts, y - top + 10


def _words(x: float, y: float, text: str) -> str:
    look = f'font-family="{FONT_FAMILY}, sans-serif" font-size="12.5" fill="{INK}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(text)}</text>'


def _areas(number: int) -> str:
    return "area" if number == 1 else "areas"


def _alt(of: ClassMap) -> Line:
    """Return the map in words: how many areas, the highest of them, and how many have no figure."""
    known = [one for one in of.areas if one.figure.value is not None]
    told = line()
    for place, one in enumerate(known[:TOLD]):
        value = one.figure.value
        assert value is not None
        bound = Bound(said(value, of.measure, again=True), figure_key(one.figure), machine(value))
        told = line(told, "; " if place else " Highest: ", Name(one.title), " ", bound)
    key = figure_key(of.areas[0].figure)
    count = Bound(str(len(of.areas)), f"{key}>map.areas", str(len(of.areas)))
    none = len(of.areas) - len(known)
    unknown = Bound(str(none), f"{key}>map.unknown", str(none))
    lacking = line(" Without a figure: ", unknown, ".") if none else ()
    parts = line(", ", Name(of.part)) if of.part else ()
    where = line(" in ", count, f" {kind_words(of.area_type)}, ", Name(of.period), ".")
    return line("Map of ", Name(of.measure.title), parts, where, told, "." if known else "", lacking)
